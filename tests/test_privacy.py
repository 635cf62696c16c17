"""Nothing personal in any token, document, nameless page or line of the log."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from badges.models import (
    Assertion,
    AuditLine,
    Award,
    BadgeClassVersion,
    KeyEpoch,
    Participant,
    Staff,
)
from badges.services import codes, documents
from tests import standings
from tests.cast import NAMES, Cast
from tests.fixtures.settled import Settled
from tests.standings import MORE_NAMES, Promised


def personal(world: Cast) -> set[str]:
    """Every word of a name, every address and every reference of a person."""
    words = {word for name in (*NAMES, *MORE_NAMES) for word in name.split()}
    people = world.session.scalars(select(Participant)).all()
    words |= {one.profile for one in people} | {one.reference for one in people}
    words |= set(world.session.scalars(select(Staff.email)))
    return words


def all_promised(settled: Settled) -> list[Promised]:
    states = settled.standings
    return [
        states.kept, states.expired, states.revoked, states.undone, states.hidden, states.erased,
        states.revoked_then_erased,
    ]  # fmt: skip


def code_spellings(settled: Settled) -> set[str]:
    found = {one.code for one in all_promised(settled)}
    return found | {codes.shown(code) for code in found} | {code.lower() for code in found}


def said_by(token: str) -> Iterator[str]:
    """Header and payload of a token, decoded."""
    for part in token.split(".")[:2]:
        yield urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def documents_of(settled: Settled) -> list[str]:
    """Everything that was signed or that verifiers fetch, as text."""
    session, urls = settled.world.session, settled.world.urls
    texts = [one.mirror.decode() for one in all_promised(settled)]
    texts += [text for one in all_promised(settled) for text in said_by(one.token)]
    for epoch in session.scalars(select(KeyEpoch)):
        texts += [(epoch.profile_document or b"").decode(), epoch.key_document.decode()]
    texts += [one.document.decode() for one in session.scalars(select(BadgeClassVersion))]
    for slug in (settled.world.organisation.slug, settled.world.twin.slug):
        body = documents.revocations(session.connection(), urls, slug, 1)
        texts.append((body or b"").decode())
    return texts


def found_in(texts: list[str], words: set[str]) -> set[str]:
    whole = "\n".join(texts)
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), whole)
    return {word for word in words if word in whole or word in unescaped}


def test_the_search_would_find_it(settled: Settled) -> None:
    name = NAMES[0]
    assert found_in([json.dumps({"name": name})], personal(settled.world)) == set(name.split())


def test_no_document_or_token_names_a_person(settled: Settled) -> None:
    texts = documents_of(settled)
    assert len(texts) > 20
    assert found_in(texts, personal(settled.world)) == set()


def test_no_document_or_token_holds_a_code(settled: Settled) -> None:
    assert found_in(documents_of(settled), code_spellings(settled)) == set()


def test_no_recipient_can_be_told_from_another_by_the_salt_of_the_house(settled: Settled) -> None:
    given = all_promised(settled)
    recipients = [json.loads(one.mirror)["recipient"] for one in given]
    assert {one["type"] for one in recipients} == {"url"}
    assert {one["hashed"] for one in recipients} == {True}
    for member in ("salt", "identity"):
        assert len({one[member] for one in recipients}) == len(given)
    assert all(re.fullmatch("[0-9a-f]{32}", one["salt"]) for one in recipients)


def test_nothing_finer_than_the_day_is_signed(settled: Settled) -> None:
    moments = re.compile(r"\d{4}-\d{2}-\d{2}T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")
    texts = [text for one in all_promised(settled) for text in said_by(one.token)]
    assert {found for text in texts for found in moments.findall(text)} == {"00:00:00"}


def test_the_log_says_people_by_reference_and_staff_by_number(settled: Settled) -> None:
    session = settled.world.session
    lines = session.scalars(select(AuditLine)).all()
    texts = [f"{one.actor} {one.action} {one.subject}" for one in lines]
    assert {one.action for one in lines} >= {"award", "undo", "revoke", "erase", "observe"}
    words = personal(settled.world) | code_spellings(settled)
    assert found_in(texts, words) == set()
    assert all(re.fullmatch("[0-9a-f-]{36}|", one.person) for one in lines)


def test_the_persons_reference_is_in_nothing_that_leaves_the_house(settled: Settled) -> None:
    references = set(settled.world.session.scalars(select(AuditLine.person))) - {""}
    assert len(references) == len(NAMES) + len(MORE_NAMES)
    assert found_in(documents_of(settled), references) == set()


@pytest.mark.parametrize("kind", ["json", "jws", "png", "svg"])
def test_what_is_served_names_nobody(settled: Settled, kind: str) -> None:
    served = settled.client.get(f"/assertions/{settled.standings.kept.uid}.{kind}").data
    words = personal(settled.world) | code_spellings(settled)
    assert {word for word in words if word.encode() in served} == set()


def test_the_nameless_page_shows_its_own_code_and_no_person(settled: Settled) -> None:
    kept = settled.standings.kept
    others = code_spellings(settled) - {kept.code, kept.code.lower(), codes.shown(kept.code)}
    for address in (f"/awards/{kept.uid}", f"/v/{kept.code}"):
        page = settled.client.get(address).text
        assert codes.shown(kept.code) in page
        assert found_in([page], personal(settled.world) | others) == set()


def test_of_the_erased_the_rows_name_nobody(any_app: Flask, any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    name = any_world.session.get_one(Participant, one.participant_id).name
    profile = any_world.session.get_one(Participant, one.participant_id).profile
    standings.erase(any_world, one)
    tables = any_app.extensions["sqlalchemy"].metadatas[None].tables.values()
    rows = [
        str(tuple(row)) for table in tables for row in any_world.session.execute(table.select())
    ]
    traces = {*name.split(), profile, one.salt, one.code, one.token, codes.shown(one.code)}
    assert found_in(rows, traces) == set()
    assert any_world.session.get_one(Award, one.uid).code_hash == codes.hashed(one.code)
    assert any_world.session.get_one(Assertion, one.uid).token is None
