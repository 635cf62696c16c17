"""Into the demonstration by one button; nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from badges import create_app
from badges.extensions import db
from badges.urls import PublicUrls
from tests import cast
from tests.fixtures.database import BASE, settings_for
from tests.web.staff_visits import Guest


@pytest.fixture
def demo(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings_for(sqlite_url, tmp_path, demo=True))
    with app.app_context():
        cast.assemble(db.session(), PublicUrls(BASE))
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def doors(guest: Guest) -> list[str]:
    home = guest.get("/").text
    return [part.split('"')[0] for part in home.split('href="') if part.startswith("/demo/sign")]


def test_it_works(demo: Flask) -> None:
    guest = Guest(demo)
    coach, coordinator = doors(guest)
    shown = guest.get(coach)
    assert shown.text.count("<button") == 1
    assert "Entrer comme coach" in shown.text
    assert "Set-Cookie" not in shown.headers
    entered = guest.post(coach)
    assert entered.headers["Location"] == "/activities"
    assert guest.get("/account").status_code == 200
    assert guest.post(coordinator).status_code == 303
    assert guest.get("/programme/staff").status_code == 200


def test_nobody_is_sent_there_from_elsewhere(demo: Flask) -> None:
    guest = Guest(demo)
    answer = guest.post(doors(guest)[0], headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert guest.get("/account").status_code == 303


@pytest.mark.parametrize("number", ["0", "999", "x"])
def test_who_does_not_work_there(demo: Flask, number: str) -> None:
    assert Guest(demo).get(f"/demo/sign-in/{number}").status_code == 404
    assert Guest(demo).post(f"/demo/sign-in/{number}").status_code == 404


def test_for_real_there_is_no_such_address(app: Flask, world: cast.Cast) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if "demo/sign-in" in rule.rule]
    for method in ("GET", "POST"):
        assert Guest(app).open("/demo/sign-in/1", method=method).status_code == 404
    assert "/demo/sign-in" not in Guest(app).get("/").text
