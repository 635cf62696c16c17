"""Somebody who used everything is forgotten: nothing of them stays, wherever one looks."""

import logging
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, select

from badges.extensions import checkpoint, db
from badges.models import Assertion, AuditLine, Award, Mail, Participant, ShareLink
from badges.services import auditing, codes
from tests import programs, team
from tests.cast import Cast
from tests.fixtures.desk import Desk
from tests.team import Team
from tests.wallets import PIN, Hand, give_card
from tests.web import states

NAME = "Quetzalcoatl Zimbarovna"
ADDRESS, PENDING = "zimba.first@post.example", "zimba.second@post.example"


@pytest.fixture(autouse=True)
def _said(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)  # its statements are no log of ours
    yield
    logging.getLogger("sqlalchemy").setLevel(logging.NOTSET)


@pytest.fixture
def crew(any_world: Cast) -> Team:
    found = team.gather(any_world, now=states.NOW)
    any_world.session.get_one(Participant, any_world.people[0].id).name = NAME
    any_world.session.commit()
    return found


@pytest.fixture
def hand(any_app: Flask, crew: Team) -> Hand:
    crew.world.award()
    found = Hand(any_app, give_card(crew, crew.world.people[0]))
    found.claim()
    return found


def use_everything(hand: Hand, crew: Team, uid: str) -> None:
    """A badge on the page, a link with the name, a correction, a copy, an address, one more."""
    hand.post(f"/my-badges/{uid}", {"showing": "page"})
    assert hand.post("/my-badges/links", {"badge": [uid], "naming": "full"}).status_code == 303
    line = {"reason": "name", "line": f"Je suis {NAME}"}
    assert hand.post("/my-badges/rights/correction", line).status_code == 303
    assert hand.post("/my-badges/rights/copy").status_code == 200
    hand.get(f"/my-badges/{uid}/attestation.pdf?naming=full")
    hand.confirm(ADDRESS)
    db.session.rollback()
    mail = db.session.scalars(select(Mail)).one()
    mail.sent_at, mail.recipient, mail.subject, mail.body = states.NOW, "", "", ""
    db.session.commit()
    assert hand.post("/my-badges/email", {"email": PENDING}).status_code == 303


def personal(crew: Team) -> list[str]:
    """Every word that leads to them: names, addresses, codes, salts and what was signed."""
    db.session.rollback()
    person = db.session.get_one(Participant, crew.world.people[0].id)
    signed = db.session.scalars(
        select(Assertion).join(Award).where(Award.participant_id == person.id)
    ).all()
    links = db.session.scalars(select(ShareLink.code)).all()
    award = db.session.scalars(select(Award).where(Award.participant_id == person.id)).one()
    words = [NAME, *NAME.split(), ADDRESS, PENDING, person.profile, award.code or ""]
    words += [codes.shown(award.code or ""), *map(str, links)]
    assert len(signed) == 2
    for one in signed:
        words += [one.salt or "", (one.token or "").rpartition(".")[2]]
    assert all(words)
    return words


def dumped(app: Flask, crew: Team, folder: Path) -> str:
    """The database as its own program writes it out, and on SQLite the files themselves."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        db.session.commit()
        checkpoint()
        raw = b"".join(path.read_bytes() for path in folder.glob("badges.sqlite3*"))
        with sqlite3.connect(str(url.database)) as connection:
            lines = "\n".join(connection.iterdump())
        connection.close()
        return lines + raw.decode("latin-1")
    server = programs.postgres()
    assert server is not None
    told = os.environ | {"PGHOST": str(url.query["host"]), "PGUSER": str(url.username)}
    command = [str(server / "pg_dump"), "--inserts", str(url.database)]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=True).stdout


def test_nothing_is_left_of_who_used_everything(
    hand: Hand, any_app: Flask, crew: Team, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    uid = db.session.scalars(
        select(Award.id).where(Award.participant_id == crew.world.people[0].id)
    ).one()
    use_everything(hand, crew, uid)
    words = [*personal(crew), hand.card, hand.card.replace("-", "")]
    before = dumped(any_app, crew, tmp_path)
    shown_alone = {hand.card, codes.shown(words[6])}
    hashed_only = {ADDRESS, *shown_alone}
    assert [word for word in words if word not in before and word not in hashed_only] == []
    lines = db.session.scalars(select(AuditLine.number)).all()
    answer = hand.post("/my-badges/rights/forget", {"pin": PIN})
    assert answer.headers["Location"] == "/card?done=forgotten"
    after = dumped(any_app, crew, tmp_path)
    assert [word for word in {*words, *shown_alone} if word in after] == []
    assert uid in after  # the tombstone
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "sqlite" not in path.name]
    for path in kept:
        said = path.read_bytes().decode("latin-1")
        assert [word for word in words if word in said] == [], path.name
    assert [word for word in words if word in caplog.text] == []
    db.session.rollback()
    assert len(db.session.scalars(select(AuditLine.number)).all()) == len(lines) + 1
    assert auditing.first_broken(db.session()) is None
    assert db.session.get_one(Award, uid).organisation_id == crew.world.organisation.id


def test_nothing_is_found_by_whoever_looks(hand: Hand, crew: Team, any_app: Flask) -> None:
    """At no address of the badge, of the links, of the page or the card; in no search of staff."""
    uid = db.session.scalars(
        select(Award.id).where(Award.participant_id == crew.world.people[0].id)
    ).one()
    use_everything(hand, crew, uid)
    words = [*personal(crew)]
    award_code, link_code, profile = words[6], words[8], words[5]
    second = db.session.scalars(select(Assertion.uid).where(Assertion.kind == "email")).one()
    db.session.rollback()
    desk = Desk(any_app, crew.world.coordinator)
    assert NAME in desk.get("/people?q=Quetzalcoatl").text
    assert hand.post("/my-badges/rights/forget", {"pin": PIN}).status_code == 303
    stranger = Hand(any_app, "")
    withdrawn = [f"/awards/{uid}", f"/awards/{second}", f"/v/{award_code}", f"/v/{link_code}"]
    withdrawn += [f"/v/{link_code}/embed"]
    absent = [f"/v/{link_code}/qr.svg", f"/v/{award_code}/qr.png", f"/p/{profile}"]
    absent += [f"/assertions/{one}.{kind}" for one in (uid, second) for kind in KINDS]
    absent += [f"/oembed?url=http://127.0.0.1:8000/v/{link_code}"]
    for path in withdrawn:
        answer = stranger.get(path)
        assert (answer.status_code, "withdrawn" in answer.text) == (410, True), path
        assert "Quetzalcoatl" not in answer.text
    for path in absent:
        assert stranger.get(path).status_code == 404, path
    for path in (f"/c/{hand.card}/mine", f"/c/{hand.card}/shown"):
        assert stranger.get(path).status_code == 404, path
    assert "Quetzalcoatl" not in stranger.get(f"/c/{hand.card}").text
    assert "Zimbarovna" not in desk.get("/people?q=Quetzalcoatl").text


KINDS = ("json", "jws", "png", "svg")
