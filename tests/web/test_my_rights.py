"""What a person asks of us about themselves: a correction, a copy, to be forgotten."""

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from badges.extensions import db
from badges.models import AuditLine, Award, Participant, Request, Wallet
from badges.openbadges import jws
from tests.fixtures.desk import MakeDesk
from tests.team import Team
from tests.wallets import PIN, Hand
from tests.web.states import Later

NAME = "Zénobie Quatremère"


@pytest.fixture
def first_name() -> str:
    return NAME


def test_it_works(hand: Hand, crew: Team, desk_of: MakeDesk) -> None:
    """What is wrong reaches the coach."""
    assert hand.get("/my-badges/rights").status_code == 200
    sent = {"reason": "name", "line": "Mon nom  s'écrit autrement"}
    assert hand.post("/my-badges/rights/correction", sent).status_code == 303
    db.session.rollback()
    (row,) = db.session.scalars(select(Request))
    assert (row.kind, row.reason, row.made_by_id) == ("correction", "name", None)
    asked = desk_of(crew.world.coach).get("/requests")
    assert NAME in asked.text
    assert "Le nom est mal écrit." in asked.text


@pytest.mark.parametrize("form", [{}, {"reason": "health"}, {"reason": "name", "line": "x" * 301}])
def test_what_is_no_correction_is_asked_for_again(hand: Hand, form: dict[str, str]) -> None:
    assert hand.post("/my-badges/rights/correction", form).status_code == 400
    assert db.session.scalars(select(Request)).all() == []


def test_a_correction_may_name_a_badge(hand: Hand, crew: Team, uid: str, desk_of: MakeDesk) -> None:
    assert f'value="{uid}"' in hand.get("/my-badges/rights").text
    sent = {"reason": "not_done", "badge": uid}
    assert hand.post("/my-badges/rights/correction", sent).status_code == 303
    db.session.rollback()
    (row,) = db.session.scalars(select(Request))
    assert (row.kind, row.award_id) == ("correction", uid)
    asked = desk_of(crew.world.coach).get("/requests").text
    assert f'href="/awards/{uid}"' in asked
    assert "C'est fait." in asked


def test_a_correction_names_no_badge_of_somebody_else(hand: Hand, uid: str) -> None:
    other = db.session.scalars(select(Award.id).where(Award.id != uid)).first()
    db.session.rollback()
    assert other
    sent = {"reason": "not_done", "badge": other}
    assert hand.post("/my-badges/rights/correction", sent).status_code == 404
    assert db.session.scalars(select(Request)).all() == []


def test_everything_is_taken_away_in_one_file(hand: Hand, uid: str) -> None:
    answer = hand.post("/my-badges/rights/copy")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/zip", "no-store")
    with ZipFile(io.BytesIO(answer.data)) as kept:
        assert NAME in kept.read("index.html").decode()
        token = kept.read(f"badges/{uid}.jws").decode()
    assert jws.read(token).payload["id"] == f"urn:uuid:{uid}"
    lines = db.session.execute(select(AuditLine.action, AuditLine.actor)).all()
    assert any(one.action == "export" and one.actor.startswith("person:") for one in lines)


def test_being_forgotten_takes_the_pin(hand: Hand, uid: str, client: FlaskClient) -> None:
    page = hand.get("/my-badges/rights/forget").text
    assert "C'est pour toujours" in page.replace("&#39;", "'")
    for wrong, status in (("", 400), ("931", 400), ("9317", 403)):
        assert hand.post("/my-badges/rights/forget", {"pin": wrong}).status_code == status
    assert client.get(f"/awards/{uid}").status_code == 200
    assert db.session.scalars(select(Participant).where(Participant.name == NAME)).all()


def test_being_forgotten_leaves_nothing(
    hand: Hand, uid: str, crew: Team, client: FlaskClient, tmp_path: Path
) -> None:
    profile = crew.world.people[0].profile
    answer = hand.post("/my-badges/rights/forget", {"pin": PIN})
    assert answer.headers["Location"] == "/card?done=forgotten"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Il ne reste rien de vous" in hand.get("/card?done=forgotten").text
    assert hand.get("/my-badges").status_code == 303
    assert hand.enter().status_code == 404
    assert client.get(f"/awards/{uid}").status_code == 410
    assert client.get(f"/p/{profile}").status_code == 404
    db.session.rollback()
    assert db.session.scalars(select(Wallet)).all() == []
    db.session.rollback()
    files = [one for one in tmp_path.rglob("*") if one.is_file() and "sqlite" in one.name]
    assert files
    for file in files:
        held = file.read_bytes()
        for word in (NAME, profile, hand.card.replace("-", "")):
            assert word.encode() not in held, (file.name, word)


def test_guessing_at_the_end_locks_too(hand: Hand, app: Flask) -> None:
    """A phone that was left open does not help who does not know the PIN."""
    answers = [hand.post("/my-badges/rights/forget", {"pin": "9317"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [403, 403, 429, 429]
    assert Hand(app, hand.card).enter().status_code == 429


def test_the_fifth_says_that_a_coach_helps(hand: Hand, later: Later) -> None:
    for _ in range(5):
        later(seconds=61)
        answer = hand.post("/my-badges/rights/forget", {"pin": "9317"})
    assert answer.status_code == 403
    assert "Allez voir un coach" in answer.text
