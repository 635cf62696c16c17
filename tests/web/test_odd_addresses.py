"""Addresses that nobody ever printed, on each kind of database: never an error of ours."""

import pytest
from flask import Flask

from tests.web.visits import Visitor

ODD = ("%00", "a%00b", "%ED%A0%80", "é", "'", "x" * 3000, "..", "%2e%2e", "%0a", "1" * 40, "-1")
PATHS = (
    "/awards/{}",
    "/v/{}",
    "/V/{}",
    "/v/{}/qr.svg",
    "/v/{}/qr.png",
    "/issuers/{}",
    "/badges/{}/1",
    "/badges/nothing/{}",
    "/frameworks/{}/x",
    "/frameworks/rome/{}",
    "/{}",
)


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_address_is_not_found(any_app: Flask, path: str) -> None:
    client = Visitor(any_app)
    for part in ODD:
        answer = client.get(path.format(part))
        assert answer.status_code in {404, 308}, part
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["lang=%00", "lang=" + "x" * 3000, "lang[]=fr", "%ff=%ff"])
def test_an_odd_query_changes_nothing(any_app: Flask, query: str) -> None:
    assert Visitor(any_app).get(f"/verify?{query}").status_code == 200


def test_what_is_handed_in_may_be_odd_too(any_app: Flask) -> None:
    client = Visitor(any_app)
    for part in ODD:
        for held in (
            part,
            f"http://127.0.0.1:8000/awards/{part}",
            f"http://127.0.0.1:8000/v/{part}",
        ):
            assert client.post("/verify", data={"input": held}).status_code == 200
