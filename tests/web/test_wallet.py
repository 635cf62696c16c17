"""The way in with a card: claimed once, opened by its PIN, locked by five wrong ones."""

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from badges import create_app
from badges.extensions import db
from badges.models import AuditLine, Card, Wallet
from badges.services import binding
from badges.urls import PublicUrls
from tests import cast, team
from tests.fixtures.database import BASE, settings_for
from tests.team import Team
from tests.wallets import PIN, Hand, give_card
from tests.web import states
from tests.web.states import Later


@pytest.fixture
def hand(app: Flask, crew: Team) -> Hand:
    return Hand(app, give_card(crew, crew.world.people[0]))


def wallet(crew: Team) -> Wallet:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Wallet, crew.world.people[0].id)


def test_it_works(hand: Hand, crew: Team) -> None:
    """Scan, mine, language, badge, PIN: the own pages are open."""
    scanned = hand.get(f"/c/{hand.card}")
    assert f'href="/c/{hand.card}/mine"' in scanned.text
    assert 'type="password"' not in scanned.text
    assert 'name="pin"' not in scanned.text
    languages = hand.get(f"/c/{hand.card}/mine")
    assert f"/c/{hand.card}/mine?step=badge&amp;lang=en" in languages.text
    assert "Your card" in hand.get(f"/c/{hand.card}/mine?step=badge&lang=en").text
    assert 'name="pin"' in hand.get(f"/c/{hand.card}/mine?step=pin&lang=en").text
    entered = hand.post(f"/c/{hand.card}/claim?lang=en", {"pin": PIN})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/my-badges?lang=en")
    mine = hand.get("/my-badges")
    assert mine.status_code == 200
    assert "My badges" in mine.text  # their language is kept, without any cookie for it
    assert mine.headers["Cache-Control"] == "no-store"
    assert wallet(crew).language == "en"


def test_what_is_kept_of_a_pin_is_no_pin(hand: Hand, crew: Team) -> None:
    hand.claim()
    kept = wallet(crew).pin_hash or ""
    assert kept.startswith("$argon2id$")
    said = [*db.session.scalars(select(AuditLine.subject))]
    assert "claimed" in said
    assert PIN not in "".join([*said, kept])


@pytest.mark.parametrize("typed", ["٤٠٧١", "4 0 7 1", " 4071 "])
def test_digits_are_digits_in_any_script(hand: Hand, crew: Team, typed: str) -> None:
    assert hand.claim(typed).status_code == 303
    assert hand.enter(PIN).status_code == 303


@pytest.mark.parametrize("typed", ["", "407", "40711", "abcd", "-407", "4071\0", "40½1"])
def test_what_is_no_pin_is_asked_for_again(hand: Hand, crew: Team, typed: str) -> None:
    answer = hand.claim(typed)
    assert answer.status_code == 400
    db.session.rollback()
    assert db.session.get(Wallet, crew.world.people[0].id) is None


@pytest.mark.parametrize(
    "typed", ["1234", "4321", "0000", "1212", "1122", "1990", "2012", "2580", "8901", "7777"]
)
def test_what_everybody_tries_first_is_refused(hand: Hand, crew: Team, typed: str) -> None:
    answer = hand.claim(typed)
    assert (answer.status_code, "trop facile" in answer.text) == (400, True)
    assert typed not in answer.text


def test_a_pin_is_chosen_once(hand: Hand, app: Flask, crew: Team) -> None:
    hand.claim()
    thief = Hand(app, hand.card)
    answer = thief.claim("9274")
    assert answer.status_code == 409
    assert thief.get("/my-badges").status_code == 303
    assert 'name="pin"' in thief.get(f"/c/{hand.card}/mine?step=pin").text
    assert f'action="/c/{hand.card}/open"' in thief.get(f"/c/{hand.card}/mine").text


def test_later_the_pin_opens(hand: Hand, app: Flask, crew: Team) -> None:
    hand.claim()
    again = Hand(app, hand.card.lower().replace("-", ""))
    assert again.enter().status_code == 303
    assert again.get("/my-badges").status_code == 200


def test_five_wrong_ones_lock_whoever_types_them(
    hand: Hand, app: Flask, crew: Team, later: Later
) -> None:
    """From as many browsers as they like, at whatever pace, even with the right one at the end."""
    hand.claim()
    for number in range(5):
        later(minutes=2)
        answer = Hand(app, hand.card).enter(f"93{number}7")
        assert answer.status_code == 403
    assert "fermée" in answer.text
    later(days=3)
    locked = Hand(app, hand.card).enter(PIN)
    assert (locked.status_code, "Set-Cookie" in locked.headers) == (403, False)
    assert wallet(crew).locked_at is not None


def test_tries_slow_down(hand: Hand, app: Flask, crew: Team, later: Later) -> None:
    """In the pause not even the right one is looked at, and no try is counted."""
    hand.claim()
    for wrong in ("9317", "9327"):
        Hand(app, hand.card).enter(wrong)
    soon = Hand(app, hand.card).enter(PIN)
    assert (soon.status_code, wallet(crew).tries) == (429, 2)
    later(seconds=5)
    assert Hand(app, hand.card).enter(PIN).status_code == 303
    assert wallet(crew).tries == 0


def test_a_right_one_forgives_the_wrong_ones_before(hand: Hand, app: Flask, crew: Team) -> None:
    hand.claim()
    for _ in range(3):
        Hand(app, hand.card).enter("9317")
        assert Hand(app, hand.card).enter(PIN).status_code == 303


def test_many_cards_are_not_tried_from_one_place(app: Flask, crew: Team) -> None:
    codes = [give_card(crew, person) for person in crew.world.people[:3]]
    for code in codes:
        Hand(app, code).claim()
    answers = [Hand(app, codes[at % 3]).enter("9317").status_code for at in range(12)]
    assert set(answers) <= {403, 429}


@pytest.mark.parametrize("form", ["mine", "shown"])
def test_nobodys_card_has_no_way_in(app: Flask, crew: Team, form: str) -> None:
    blank = crew.codes[5]
    for code in (blank, "7K3MQ9TXWAA", "nonsense"):
        assert Hand(app, code).get(f"/c/{code}/{form}").status_code == 404
    assert Hand(app, blank).claim().status_code == 404
    assert Hand(app, blank).enter().status_code == 404


def test_a_lost_card_is_dead_and_so_is_who_reads_with_it(hand: Hand, crew: Team) -> None:
    hand.claim()
    session, world = crew.world.session, crew.world
    code = crew.codes[0]
    new = team.card_with(world, code)
    person = world.people[0]
    binding.replace(session, new, person, staff_id=world.coach.id, now=states.NOW)
    session.commit()
    assert hand.get("/my-badges").headers["Location"] == "/card"
    assert hand.enter().status_code == 404
    fresh = Hand(hand.client.application, code)
    assert fresh.enter().status_code == 303  # the PIN is the person's, not the card's


def test_a_form_of_another_site_opens_nothing(hand: Hand) -> None:
    answer = hand.client.post(
        f"/c/{hand.card}/claim", data={"pin": PIN}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_a_look_claims_nothing(hand: Hand, crew: Team) -> None:
    for address in ("", "/mine", "/mine?step=badge", "/mine?step=pin", "/shown"):
        assert hand.get(f"/c/{hand.card}{address}").status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(Wallet)).all() == []
    assert len(db.session.scalars(select(Card).where(Card.participant_id.is_not(None))).all()) == 1


def test_a_code_that_is_typed_leads_to_its_card(hand: Hand) -> None:
    typed = hand.card.lower().replace("-", " ")
    assert hand.get(f"/card?code={typed}").headers["Location"] == f"/c/{hand.card}"
    for wrong in ("//evil.example", "a%0Ab", "%00", "7K3M-Q9TX-WAB", "x" * 5_000):
        again = hand.get(f"/card?code={wrong}")
        assert (again.status_code, "Code mal recopié" in again.text) == (404, True), wrong
    assert hand.get("/card").status_code == 200


@pytest.mark.parametrize("typed", ["", "407", "40711", "abcd"])
def test_a_slip_is_no_try(hand: Hand, app: Flask, crew: Team, typed: str) -> None:
    hand.claim()
    again = Hand(app, hand.card).enter(typed)
    assert (again.status_code, "Il faut quatre chiffres." in again.text) == (400, True)
    assert wallet(crew).tries == 0


def test_the_pin_is_not_guessed_from_many_places_at_many_cards(
    sqlite_url: str, tmp_path: Path, later: Later
) -> None:
    """With its limits on, whoever sends from a thousand networks has five guesses at a card."""
    app = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    looked_at: list[str] = []
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(BASE))
        crew = team.gather(world, now=states.NOW)
        cards = [give_card(crew, person) for person in world.people[:3]]
        for at, card in enumerate(cards):
            Hand(app, card, address=f"10.9.{at}.1").claim()
        for guess in range(40):
            later(minutes=5)
            for at, card in enumerate(cards):
                robot = Hand(app, card, address=f"10.{at}.{guess}.7")
                wrong = f"{9300 + 17 * guess}"
                if robot.enter(wrong).status_code == 403 and guess < 5:
                    looked_at.append(card)
        assert {looked_at.count(card) for card in cards} == {5}
        later(days=30)
        for at, card in enumerate(cards):
            answer = Hand(app, card, address=f"10.99.{at}.1").enter(PIN)
            assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_one_network_tries_twenty_times_a_minute_whatever_the_card(
    sqlite_url: str, tmp_path: Path
) -> None:
    app = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(BASE))
        crew = team.gather(world, now=states.NOW)
        cards = [give_card(crew, person) for person in world.people]
        for at, card in enumerate(cards):
            Hand(app, card, address=f"10.9.{at}.1").claim()
        answers = [
            Hand(app, cards[at % len(cards)], address=f"10.5.5.{at}").enter("9317").status_code
            for at in range(25)
        ]
        assert answers[:1] == [403]
        assert answers[20:] == [429] * 5
        shown = Hand(app, cards[0], address="10.5.5.99").get(f"/c/{cards[0]}/shown")
        assert shown.status_code == 200
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_a_stolen_card_shows_nothing(hand: Hand, app: Flask, crew: Team) -> None:
    """Neither a name nor a badge that its owner did not put on their page."""
    given = crew.world.award()
    hand.claim()
    thief = Hand(app, hand.card)
    for path in ("", "/mine", "/mine?step=badge", "/mine?step=pin", "/shown"):
        page = thief.get(f"/c/{hand.card}{path}")
        assert page.status_code == 200
        assert crew.world.people[0].name not in page.text
        assert crew.world.version.name not in unescape(page.text)
    assert thief.get(f"/my-badges/{given.gifts[0].uid}").status_code == 303
    assert thief.claim("4826").status_code == 409


def test_coming_back_to_a_form_begins_where_it_stands(hand: Hand, app: Flask) -> None:
    for address in ("claim", "open"):
        again = hand.get(f"/c/{hand.card}/{address}")
        assert (again.status_code, again.headers["Location"]) == (303, f"/c/{hand.card}/mine")
        assert hand.get(f"/c/7K3MQ9TXWAA/{address}").status_code == 404


def test_the_way_back_to_the_card_keeps_the_language(hand: Hand) -> None:
    assert hand.get("/my-badges?lang=ar").headers["Location"] == "/card?lang=ar"
