"""Nothing personal is in anything that leaves the house.

The cast's people have names that are words of no document, so that they can be searched for."""

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from badges import clock
from badges.models import (
    Assertion,
    AuditLine,
    Award,
    BadgeClass,
    BadgeClassVersion,
    KeyEpoch,
    Organisation,
    Participant,
    Staff,
)
from badges.openbadges import baking
from badges.services import codes
from tests import standings
from tests.cast import NAMES, Cast, later
from tests.standings import MORE_NAMES, Standings

KINDS = ("json", "jws", "png", "svg")


@dataclass(frozen=True, slots=True)
class House:
    """A service in which everything has happened that can happen to a badge.

    `personal` are words about people, `codes` what leads to a person's badge.
    """

    world: Cast
    states: Standings
    client: FlaskClient
    personal: frozenset[str]
    codes: frozenset[str]


@pytest.fixture
def house(app: Flask, world: Cast, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "now", lambda: later(180))
    profiles = {one.profile for one in world.people}

    def noting(length: int) -> str:
        profiles.add(drawn := secrets.token_hex(length))
        return drawn

    monkeypatch.setattr(secrets, "token_urlsafe", noting)
    states = standings.bring_about(world)
    assert len(profiles) == len(NAMES) + len(MORE_NAMES)
    names = {part for name in (*NAMES, *MORE_NAMES) for part in name.split()}
    emails = set(world.session.scalars(select(Staff.email)))
    given = {getattr(states, name).code for name in Standings.__slots__}
    given |= set(world.session.scalars(select(Award.code).where(Award.code.is_not(None))))
    return House(
        world=world,
        states=states,
        client=app.test_client(),
        personal=frozenset(names | emails | profiles),
        codes=frozenset({*given, *map(codes.shown, given)}),
    )


def found_in(said: str, words: frozenset[str]) -> list[str]:
    return [word for word in words if word.casefold() in said.casefold()]


def read(token: str) -> str:
    """What a token says, in letters."""
    parts = token.split(".")[:2]
    return "".join(base64.urlsafe_b64decode(f"{part}==").decode() for part in parts)


def documents(house: House) -> Iterator[str]:
    """The path of every document that there is, of both organisations."""
    session = house.world.session
    epochs = select(Organisation.slug, KeyEpoch.number).join(Organisation)
    for slug, number in session.execute(epochs):
        yield from (f"/issuers/{slug}/{number}{end}.json" for end in ("", "/key", "/revocations"))
    versions = select(BadgeClass.slug, BadgeClassVersion.number).join(BadgeClass)
    for slug, number in session.execute(versions):
        yield from (f"/badges/{slug}/{number}{end}" for end in (".json", "/image.png"))
        yield f"/badges/{slug}/{number}/image.svg"
    for uid in session.scalars(select(Assertion.uid)):
        yield from (f"/assertions/{uid}.{kind}" for kind in KINDS)


def test_the_words_are_found_where_they_may_stand(house: House) -> None:
    """What this file looks for would be found."""
    world, kept = house.world, house.states.kept
    roster = " ".join([one.name for one in world.people[:1]] + [world.coach.email])
    assert len(found_in(roster, house.personal)) == 3
    assert found_in(f"see {codes.shown(kept.code)}", house.codes)
    assert "Tournoi de futsal solidaire" in read(kept.token)
    assert "Tournoi de futsal solidaire" in kept.mirror.decode()


def test_no_token_or_mirror_that_was_ever_made_says_who(house: House) -> None:
    secret = house.personal | house.codes
    for name in Standings.__slots__:
        one = getattr(house.states, name)
        for said in (one.token, read(one.token), one.mirror.decode()):
            assert found_in(said, secret) == [], name


def test_no_document_says_who(house: House) -> None:
    secret = house.personal | house.codes
    answered = 0
    for path in documents(house):
        answer = house.client.get(path)
        said = (
            f"{answer.headers}{answer.data.decode('latin-1')}{answer.data.decode(errors='replace')}"
        )
        assert found_in(said, secret) == [], path
        if answer.status_code == 200 and path.endswith((".png", ".svg")) and "assert" in path:
            assert found_in(read(baking.unbake(answer.data)), secret) == [], path
        answered += answer.status_code == 200
    assert answered > 20


def test_no_line_of_the_audit_log_says_who(house: House) -> None:
    lines = house.world.session.execute(select(AuditLine.__table__)).all()
    assert {line.action for line in lines} >= {"observe", "award", "undo", "revoke", "erase"}
    for line in lines:
        assert found_in(" ".join(map(str, line)), house.personal | house.codes) == [], line.number


def test_a_person_is_a_reference_in_the_log_until_they_are_erased(house: House) -> None:
    session = house.world.session
    known = set(session.scalars(select(Participant.reference)))
    named = set(session.scalars(select(AuditLine.person).where(AuditLine.person != "")))
    assert known < named
    assert len(named - known) == 2


def test_no_page_without_a_name_says_who(house: House) -> None:
    world, states = house.world, house.states
    pages = ["/", "/about", "/verify", f"/issuers/{world.organisation.slug}"]
    pages += [f"/badges/{world.badge_class.slug}/1", f"/issuers/{world.twin.slug}"]
    for name in Standings.__slots__:
        one = getattr(states, name)
        pages += [f"/awards/{one.uid}", f"/v/{codes.shown(one.code)}"]
    for path in pages:
        answer = house.client.get(path)
        assert found_in(f"{answer.headers}{answer.text}", house.personal) == [], path


def test_a_code_stands_on_its_own_page_alone(house: House) -> None:
    world, states = house.world, house.states
    own = {states.kept.code, codes.shown(states.kept.code)}
    page = house.client.get(f"/awards/{states.kept.uid}").text
    assert set(found_in(page, house.codes)) == own
    for path in ("/", f"/issuers/{world.organisation.slug}", f"/awards/{states.erased.uid}"):
        assert found_in(house.client.get(path).text, house.codes) == []


def test_no_report_says_who(house: House) -> None:
    states = house.states
    for given in (states.kept.token, states.erased.token, states.revoked.token):
        answer = house.client.post("/verify", data={"input": given})
        assert answer.status_code == 200
        assert found_in(answer.text, house.personal) == []
