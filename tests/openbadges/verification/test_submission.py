"""Whatever somebody hands in is a token, an address, a document or a picture, or refused."""

import json
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges.openbadges import baking, jws
from badges.openbadges.errors import SubmissionError
from badges.openbadges.verification import catalogue, submission
from badges.openbadges.verification.report import Outcome
from badges.openbadges.verification.submission import HostedSubmission, SignedSubmission
from tests.openbadges.test_strict_json import OBJECTS
from tests.simulator import IssuerSimulator, refusal

ISSUER = IssuerSimulator()
TOKEN = ISSUER.token()
ADDRESS = ISSUER.address("assertion")
SIGNED = SignedSubmission(jws.read(TOKEN))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
UNREADABLE = {
    code
    for check, outcome, code in catalogue.CODES
    if check == catalogue.SUBMISSION and outcome in {Outcome.FAILED, Outcome.UNREACHABLE}
}


@cache
def png() -> bytes:
    file = BytesIO()
    Image.new("L", (2, 2)).save(file, "PNG")
    return file.getvalue()


def refused(data: bytes | str) -> str:
    with pytest.raises(SubmissionError) as caught:
        submission.read(data)
    return caught.value.code


@pytest.mark.parametrize(
    "data",
    [
        TOKEN,
        TOKEN.encode(),
        f"\ufeff  {TOKEN}\r\n",
        "\n".join(TOKEN[at : at + 76] for at in range(0, len(TOKEN), 76)),
    ],
)
def test_it_reads_a_token_also_one_that_was_broken_into_lines(data: bytes | str) -> None:
    assert submission.read(data) == SIGNED


def test_it_reads_an_address() -> None:
    assert submission.read(f" {ADDRESS}\n") == HostedSubmission(ADDRESS)


def test_it_reads_a_document_and_believes_its_id() -> None:
    document = {**ISSUER.mirror, "issuedOn": "whenever"}
    for data in (json.dumps(document), "\ufeff" + json.dumps(document, indent=2)):
        assert submission.read(data) == HostedSubmission(ADDRESS, document)


def test_it_reads_what_is_baked_into_a_picture() -> None:
    for content, expected in (
        (TOKEN, SIGNED),
        (ADDRESS, HostedSubmission(ADDRESS)),
        (json.dumps(ISSUER.mirror), HostedSubmission(ADDRESS, ISSUER.mirror)),
    ):
        baked = baking.bake(SVG, content)
        assert submission.read(baked) == submission.read(baked.decode()) == expected
        assert submission.read(baking.bake(png(), content)) == expected


def test_a_picture_without_badge_is_refused_for_that() -> None:
    assert refused(SVG) == refused(png()) == "no_badge"
    assert refused(png()[:60]) == "picture_cut"


def test_a_picture_within_a_picture_is_not_looked_for() -> None:
    assert refused(baking.bake(SVG, baking.bake(SVG, TOKEN).decode())) == "submission_form"


def test_a_document_that_claims_a_signature_without_one_is_refused() -> None:
    assert refused(json.dumps(ISSUER.assertion)) == "submission_unsigned"


@pytest.mark.parametrize("address", [None, 7, "", "urn:uuid:7", "javascript:alert(1)", [ADDRESS]])
def test_a_document_without_an_address_is_refused(address: object) -> None:
    assert refused(json.dumps({**ISSUER.mirror, "id": address})) == "submission_address"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "submission_empty"),
        (b" \r\n", "submission_empty"),
        ("\ufeff", "submission_empty"),
        ("hello", "submission_form"),
        ("7K3M-Q9TX-WAA", "submission_form"),
        ("https://", "submission_form"),
        ("javascript:alert(1)", "submission_form"),
        (b"\xff\xd8\xff\xe0JFIF", "submission_form"),
        ("<html></html>", "submission_form"),
        ("\ud800", "submission_form"),
        ("a" * (submission.MAX_LENGTH + 1), "submission_size"),
        (b"\xe9" * (submission.MAX_LENGTH + 1), "submission_size"),
        ("{", "json_syntax"),
        ('{"id":1,"id":2}', "json_duplicate"),
        ('{"id":"\\ud800"}', "json_encoding"),
        ("a..b", "token_parts"),
        ("a.b.c", "token_encoding"),
        ("a" * jws.MAX_LENGTH + ".b.c", "token_size"),
    ],
)
def test_anything_else_is_refused(data: bytes | str, code: str) -> None:
    assert refused(data) == code


@given(
    st.binary()
    | st.text()
    | st.binary().map(b"\x89PNG\r\n\x1a\n".__add__)
    | st.text().map("<svg ".__add__)
    | OBJECTS.map(json.dumps)
)
def test_it_raises_nothing_but_its_own_error(data: bytes | str) -> None:
    assert refusal(SubmissionError, submission.read, data) in UNREADABLE | {""}


OLDER = {
    "uid": "f2c20",
    "recipient": {"type": "email", "hashed": False, "identity": "a@b.example"},
    "badge": "https://issuer.example/badge.json",
    "verify": {"type": "hosted", "url": "https://issuer.example/1.json"},
    "issuedOn": "2014-01-31",
}


@pytest.mark.parametrize(
    "more",
    [{}, {"@context": "https://w3id.org/openbadges/v1", "id": "https://issuer.example/1.json"}],
)
def test_a_badge_of_the_first_standard_is_told_by_name(more: dict[str, str]) -> None:
    assert refused(json.dumps(OLDER | more)) == submission.OLDER
    assert refused(baking.bake(png(), json.dumps(OLDER | more))) == submission.OLDER
