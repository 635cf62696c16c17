"""Is it this person's? Asked at a link whose owner lets others ask; nowhere else."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from badges import create_app
from badges.extensions import db
from badges.models import Award, Participant, ShareLink
from tests.fixtures.database import settings_for
from tests.team import Team
from tests.wallets import Hand, give_card
from tests.web.states import Later

ADDRESS = "amina@post.example"
ASKED = {"email": ADDRESS}


@pytest.fixture
def hand(app: Flask, crew: Team, uid: str) -> Hand:
    """Somebody whose badges are made out to their address too."""
    assert uid
    found = Hand(app, give_card(crew, crew.world.people[0]))
    found.claim()
    found.confirm(ADDRESS)
    return found


@pytest.fixture
def employer(app: Flask) -> Hand:
    return Hand(app, "")


def made(hand: Hand, uid: str, **form: str) -> str:
    """The code of a new link that says no name."""
    answer = hand.post("/my-badges/links", {"badge": [uid], "naming": "none", **form})
    assert answer.status_code == 303
    db.session.rollback()
    return db.session.scalars(select(ShareLink.code).order_by(ShareLink.id.desc())).first() or ""


def test_it_works(hand: Hand, uid: str, employer: Hand) -> None:
    assert 'name="answers_email"' in hand.get("/my-badges/links/new").text
    code = made(hand, uid, answers_email="on")
    page = employer.get(f"/v/{code}").text
    assert 'name="email"' in page
    yes = employer.post(f"/v/{code}/holder", {"email": " Amina@Post.Example "})
    assert yes.status_code == 200
    assert "Oui, c'est son adresse" in yes.text
    assert yes.headers["Cache-Control"] == "private, no-cache"
    no = employer.post(f"/v/{code}/holder", {"email": "other@post.example"})
    assert (no.status_code, "Non, pas avec cette adresse" in no.text) == (200, True)
    assert "Oui" not in no.text


def test_only_whoever_has_an_address_is_offered_it(app: Flask, crew: Team, uid: str) -> None:
    assert uid
    found = Hand(app, give_card(crew, crew.world.people[1]))
    found.claim()
    assert 'name="answers_email"' not in found.get("/my-badges/links/new").text


def test_nobody_asks_where_the_owner_did_not_say_so(hand: Hand, uid: str, employer: Hand) -> None:
    """Neither at another link, nor at the badge's own code, nor at a card, nor at nothing."""
    closed = made(hand, uid)
    assert 'name="email"' not in employer.get(f"/v/{closed}").text
    own = db.session.get_one(Award, uid).code
    for code in (closed, own, hand.card, "7K3MQ9TXWAA", "nonsense"):
        assert employer.post(f"/v/{code}/holder", ASKED).status_code == 404, code


def test_a_link_that_has_ended_answers_nobody(
    hand: Hand, uid: str, employer: Hand, later: Later
) -> None:
    code = made(hand, uid, answers_email="on", lasts="month")
    later(days=32)
    assert employer.post(f"/v/{code}/holder", ASKED).status_code == 404


def test_below_18_nobody_asks(hand: Hand, uid: str, crew: Team, employer: Hand) -> None:
    code = made(hand, uid, answers_email="on")
    person = crew.world.session.get_one(Participant, crew.world.people[0].id)
    person.minor_until = date(2030, 3, 31)
    crew.world.session.commit()
    assert employer.post(f"/v/{code}/holder", ASKED).status_code == 404
    assert 'name="answers_email"' not in hand.get("/my-badges/links/new").text


@pytest.mark.parametrize("typed", ["", "nobody", "a@b@c", "x" * 300, "a@b.example\r\nBcc: c"])
def test_what_is_no_address_is_asked_for_again(
    hand: Hand, uid: str, employer: Hand, typed: str
) -> None:
    code = made(hand, uid, answers_email="on")
    answer = employer.post(f"/v/{code}/holder", {"email": typed})
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)


def test_a_guess_is_limited_by_network_and_by_link(
    hand: Hand, uid: str, sqlite_url: str, tmp_path: Path
) -> None:
    code = made(hand, uid, answers_email="on")
    db.session.rollback()
    limited = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    with limited.app_context():
        one = Hand(limited, "", address="10.1.1.1")
        answers = [one.post(f"/v/{code}/holder", ASKED).status_code for _ in range(11)]
        assert answers == [200] * 10 + [429]
        many = [
            Hand(limited, "", address=f"10.2.{at}.1").post(f"/v/{code.lower()}/holder", ASKED)
            for at in range(25)
        ]
        assert [one.status_code for one in many][-4:] == [429] * 4
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
