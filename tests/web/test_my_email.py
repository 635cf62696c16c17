"""Badges made out to an e-mail address: confirmed from the mail, each signed once more."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from badges import clock
from badges.extensions import db
from badges.models import (
    Assertion,
    AuditLine,
    Award,
    EmailLink,
    Mail,
    RevocationReason,
)
from badges.openbadges import jws, recipients
from badges.openbadges.recipients import Identity
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification.report import Verdict
from badges.services import (
    epochs,
    organisations,
    publishing,
    readdressing,
    revoking,
    verifying,
)
from tests.cast import draft
from tests.fixtures.desk import MakeDesk
from tests.team import Team
from tests.wallets import Hand, give_card
from tests.web import states
from tests.web.states import Later

ADDRESS = "Quatremere.Z@Post.example"


@pytest.fixture
def hand(app: Flask, crew: Team, uid: str) -> Hand:
    app.extensions["keyring"] = crew.world.keyring
    found = Hand(app, give_card(crew, crew.world.people[0]))
    found.claim()
    return found


@pytest.fixture
def client(app: Flask) -> Hand:
    """Another browser, without any card."""
    return Hand(app, "")


def mailed(hand: Hand, address: str = ADDRESS) -> str:
    """The link in the mail that was asked for."""
    sent = hand.post("/my-badges/email", {"email": address})
    assert sent.status_code == 303
    assert "Le mail est parti." in hand.get(sent.headers["Location"]).text
    db.session.rollback()
    body = db.session.scalars(select(Mail.body).order_by(Mail.id.desc())).first() or ""
    found = re.search(r"/email/[\w-]+", body)
    assert found is not None
    return found[0]


def second(uid: str) -> Assertion:
    """What was signed for the address."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Assertion).where(Assertion.award_id == uid, Assertion.kind == "email")
    )
    return rows.one()


def test_it_works(hand: Hand, uid: str, client: Hand, crew: Team) -> None:
    """From anywhere, the mail in hand, the same badge once more: for that address alone."""
    link = mailed(hand)
    assert db.session.scalars(select(Mail.recipient)).all() == [ADDRESS.lower()]
    seen = client.get(link)
    assert ADDRESS.lower() in seen.text
    done = client.post(link)
    new = second(uid)
    assert f"/assertions/{new.uid}.png" in done.text
    said = schemas.load_assertion(jws.read(new.token or "").payload)
    assert said.id == f"urn:uuid:{new.uid}"
    assert recipients.matches(said.recipient, Identity("email", ADDRESS.lower()))
    for bad in ("other@post.example", crew.world.urls.public_page(crew.world.people[0].profile)):
        assert not recipients.matches(said.recipient, Identity("email", bad))
    assert db.session.scalars(select(EmailLink)).all() == []


def test_both_stand_and_neither_names_the_other(
    hand: Hand, uid: str, client: Hand, crew: Team
) -> None:
    before = client.get(f"/assertions/{uid}.json").data
    client.post(mailed(hand))
    new = second(uid)
    assert client.get(f"/assertions/{uid}.json").data == before
    first = schemas.load_assertion(json.loads(before))
    mirror = client.get(f"/assertions/{new.uid}.json").data
    again = schemas.load_assertion(json.loads(mirror))
    assert uid.encode() not in mirror
    assert new.uid.encode() not in before
    assert again.evidence == first.evidence
    assert (again.issued_on, again.badge) == (first.issued_on, first.badge)
    assert again.recipient.salt != first.recipient.salt
    for one in (uid, new.uid):
        judged = verifying.judge_uid(db.session.connection(), crew.world.urls, one, now=states.NOW)
        assert judged.verdict is Verdict.VALID
    assert client.get(f"/awards/{new.uid}").status_code == 200


def test_the_address_is_kept_nowhere(hand: Hand, uid: str, client: Hand) -> None:
    client.post(mailed(hand))
    new = second(uid)
    lines = "".join(db.session.scalars(select(AuditLine.subject)))
    for text in (lines, new.token or "", (new.mirror or b"").decode()):
        assert "quatremere" not in text.lower()
    assert f"assertion:{new.uid} e-mail" in lines


def test_what_happens_to_the_badge_happens_to_both(
    hand: Hand, uid: str, client: Hand, crew: Team, desk_of: MakeDesk
) -> None:
    client.post(mailed(hand))
    new = second(uid).uid
    hand.post(f"/my-badges/{uid}", {"showing": "hidden"})
    assert client.get(f"/assertions/{new}.json").status_code == 404
    hand.post(f"/my-badges/{uid}", {"showing": "link"})
    world = crew.world
    row = revoking.by_uid(world.session, uid)
    reason = RevocationReason.WRONG_BADGE
    revoking.revoke(world.session, row, reason, staff=world.coordinator, now=states.NOW)
    world.session.commit()
    for one in (uid, new):
        assert client.get(f"/assertions/{one}.json").status_code == 410
    listed = client.get(f"/issuers/{world.organisation.slug}/1/revocations.json").text
    assert f"urn:uuid:{uid}" in listed
    assert f"urn:uuid:{new}" in listed


def test_a_badge_is_one_badge_everywhere(
    hand: Hand, uid: str, client: Hand, crew: Team, desk_of: MakeDesk
) -> None:
    """Lists, codes and counts know the award, not how often it was signed."""
    code = db.session.get_one(Award, uid).code
    client.post(mailed(hand))
    assert client.get(f"/v/{code}").status_code == 200
    assert hand.get("/my-badges").text.count("<article") == 1
    person = crew.world.people[0].id
    coach = desk_of(crew.world.coach)
    assert coach.get(f"/people/{person}").text.count("/awards/") == len(
        re.findall(rf"/awards/{uid}", coach.get(f"/people/{person}").text)
    )


def test_a_rotation_later_it_is_signed_by_the_key_of_today(
    hand: Hand, uid: str, client: Hand, crew: Team
) -> None:
    world = crew.world
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=states.NOW
    )
    world.session.commit()
    client.post(mailed(hand))
    said = schemas.load_assertion(jws.read(second(uid).token or "").payload)
    assert said.verification.creator == world.urls.key(world.organisation.slug, 2)
    assert said.badge.endswith("/2.json")


def test_a_badge_that_says_something_else_today_stays_as_it_is(
    hand: Hand, uid: str, client: Hand, crew: Team
) -> None:
    world = crew.world
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=states.NOW
    )
    badge_class = world.version.badge_class
    publishing.edit(
        world.session, world.urls, badge_class, draft(name="Esprit de groupe"),
        actor="test", now=states.NOW,
    )  # fmt: skip
    world.session.commit()
    answer = client.post(mailed(hand))
    assert "pas de badge à faire" in answer.text
    assert client.get(f"/awards/{uid}").status_code == 200


def test_who_has_left_signs_no_more(hand: Hand, client: Hand, crew: Team) -> None:
    world = crew.world
    link = mailed(hand)
    organisations.leave(world.session, world.organisation, actor="test", now=states.NOW)
    world.session.commit()
    assert "pas de badge à faire" in client.post(link).text


def test_a_link_serves_once_and_for_a_day(hand: Hand, uid: str, client: Hand, later: Later) -> None:
    link = mailed(hand)
    assert client.post(link).status_code == 200
    for again in (client.get(link), client.post(link)):
        assert again.status_code == 410
    other = mailed(hand)
    later(days=1, seconds=1)
    assert client.post(other).status_code == 410
    assert client.post("/email/nothing").status_code == 410


def test_to_look_changes_nothing(hand: Hand, uid: str, client: Hand) -> None:
    link = mailed(hand)
    for _ in range(2):
        assert client.get(link).status_code == 200
    foreign = client.client.post(link, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    db.session.rollback()
    assert len(db.session.scalars(select(Assertion).where(Assertion.kind == "email")).all()) == 0


@pytest.mark.parametrize("typed", ["", "a", "no address", "a@b\r\nBcc: c@d.e", "a@" + "b" * 300])
def test_what_is_no_address_is_asked_for_again(hand: Hand, typed: str) -> None:
    assert hand.post("/my-badges/email", {"email": typed}).status_code == 400
    assert db.session.scalars(select(Mail)).all() == []


def test_three_mails_a_day(hand: Hand) -> None:
    for _ in range(3):
        mailed(hand)
    assert hand.post("/my-badges/email", {"email": ADDRESS}).status_code == 429


def test_the_file_is_found_again(hand: Hand, uid: str, client: Hand) -> None:
    link = mailed(hand)
    assert "Pour votre adresse e-mail" not in hand.get(f"/my-badges/{uid}").text
    client.post(link)
    own = hand.get(f"/my-badges/{uid}").text
    for one in (uid, second(uid).uid):
        assert f"/assertions/{one}.png" in own
    assert "Vos fichiers sont sur la page de chaque badge." in client.get(link).text


def test_an_address_that_nobody_confirms_goes_after_a_day(hand: Hand, later: Later) -> None:
    mailed(hand)
    later(hours=23)
    readdressing.forget_old(db.session(), now=clock.now())
    assert len(db.session.scalars(select(EmailLink)).all()) == 1
    later(hours=2)
    readdressing.forget_old(db.session(), now=clock.now())
    assert db.session.scalars(select(EmailLink)).all() == []
