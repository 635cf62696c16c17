"""Links that a person makes: what they show, to whom, for how long, and withdrawn."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from badges.extensions import db
from badges.models import AuditLine, Award, Participant, RevocationReason, ShareLink
from badges.services import activities, erasing, revoking
from tests.cast import Cast
from tests.team import Team
from tests.wallets import Hand, give_card
from tests.web import states
from tests.web.states import Later

Form = dict[str, str | list[str]]


@pytest.fixture
def first_name() -> str:
    return "Amina Khelifi"


def made(hand: Hand, *uids: str, **form: str) -> str:
    """The code of a new link."""
    answer = hand.post("/my-badges/links", {"badge": [*uids], "lasts": "month", **form})
    assert answer.status_code == 303, answer.text
    db.session.rollback()
    return db.session.scalars(select(ShareLink.code).order_by(ShareLink.id.desc())).first() or ""


def test_it_works(hand: Hand, uid: str, client: FlaskClient) -> None:
    """The default says first name and initial; the page is the verification page of the badge."""
    form = hand.get("/my-badges/links/new").text
    assert 'value="initial" checked' in form
    assert f'value="{uid}" checked' in form
    code = made(hand, uid, naming="initial")
    page = client.get(f"/v/{code}")
    assert page.status_code == 200
    assert 'data-verdict="valid"' in page.text
    assert "<bdi>Amina K.</bdi>" in page.text
    assert "Khelifi" not in page.text
    assert "Cette page ne dit pas à qui il est" not in page.text
    assert client.get(f"/v/{code}/qr.svg").status_code == 200
    assert client.get(f"/v/{code}/qr.png").mimetype == "image/png"
    assert client.get(f"/V/{code}").status_code == 200
    (link,) = db.session.scalars(select(ShareLink.id))
    own = hand.get(f"/my-badges/links/{link}").text
    assert "https://wa.me/?text=" in own
    assert f"/v/{code}/qr.svg" in own
    assert "Fait le" in hand.get("/my-badges/links").text


@pytest.mark.parametrize(
    ("naming", "said"), [("none", None), ("initial", "Amina K."), ("full", "Amina Khelifi")]
)
def test_the_name_is_the_persons_choice(
    hand: Hand, uid: str, client: FlaskClient, naming: str, said: str | None
) -> None:
    page = client.get(f"/v/{made(hand, uid, naming=naming)}").text
    assert (said or "Cette page ne dit pas à qui il est") in page
    assert ("Amina" in page) == (said is not None)
    assert "Amina" not in client.get(f"/v/{db.session.get_one(Award, uid).code}").text
    assert "Amina" not in client.get(f"/awards/{uid}").text


def test_several_badges_are_judged_each(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    world = crew.world
    second = _another(world)
    code = made(hand, uid, second, naming="initial")
    page = client.get(f"/v/{code}")
    assert page.text.count('data-verdict="valid"') == 2
    assert "Les badges de <bdi>Amina K.</bdi>" in page.text
    assert "Cette page ne dit pas" not in page.text
    row = revoking.by_uid(world.session, second)
    reason = RevocationReason.WRONG_BADGE
    revoking.revoke(world.session, row, reason, staff=world.coordinator, now=states.NOW)
    world.session.commit()
    after = client.get(f"/v/{code}", headers={"If-None-Match": page.headers["ETag"]})
    assert after.status_code == 200
    assert after.text.count('data-verdict="valid"') == 1
    assert after.text.count('data-verdict="revoked"') == 1


def _another(world: Cast) -> str:
    """A badge of the first person from another activity."""
    activity = activities.create_activity(
        world.session,
        world.organisation,
        kind=world.activity.kind_key,
        name="Une autre activité",
        town="Bobigny",
        lead=world.coach,
    )
    world.activity = activity
    given = world.award(world.people[:1], key="another")
    return given.gifts[0].uid


def test_a_link_ends(hand: Hand, uid: str, client: FlaskClient, later: Later) -> None:
    code = made(hand, uid, naming="none")
    hidden = client.get(f"/v/{code}")
    later(days=32)
    over = client.get(f"/v/{code}", headers={"If-None-Match": hidden.headers["ETag"]})
    assert (over.status_code, 'data-verdict="withdrawn"' in over.text) == (410, True)
    assert client.get(f"/v/{code}/qr.svg").status_code == 404
    hand.enter()
    assert "Vous n'avez pas de lien." in unescape(hand.get("/my-badges/links").text)
    assert client.get(f"/awards/{uid}").status_code == 200  # the badge itself is unaffected


def test_a_withdrawn_link_is_gone_at_its_own_address(
    hand: Hand, uid: str, client: FlaskClient
) -> None:
    code = made(hand, uid, naming="full")
    (link,) = db.session.scalars(select(ShareLink.id))
    assert hand.post(f"/my-badges/links/{link}/withdraw").status_code == 303
    gone = client.get(f"/v/{code}")
    assert (gone.status_code, "Amina" in gone.text) == (410, False)
    assert client.get(f"/v/{code}/qr.png").status_code == 404
    assert hand.get(f"/my-badges/links/{link}").status_code == 404
    assert hand.post(f"/my-badges/links/{link}/withdraw").status_code == 303  # once more is nothing


def test_a_link_tells_its_owner_what_it_shows(hand: Hand, uid: str) -> None:
    made(hand, uid, naming="full")
    page = hand.get("/my-badges/links").text
    assert "Il dit votre nom." in page
    assert "cachés" not in page
    hand.post(f"/my-badges/{uid}", {"showing": "hidden"})
    assert "Ce lien est fermé\u202f: ses badges sont cachés." in hand.get("/my-badges/links").text
    new = hand.get("/my-badges/links/new").text
    assert "Vos badges sont cachés." in new


def test_a_hidden_badge_leaves_its_links(hand: Hand, uid: str, client: FlaskClient) -> None:
    code = made(hand, uid, naming="initial")
    hand.post(f"/my-badges/{uid}", {"showing": "hidden"})
    gone = client.get(f"/v/{code}")
    assert gone.status_code == 410
    erased = client.get(f"/awards/{uid}")
    assert gone.data == erased.data  # withdrawn is withdrawn, the same bytes


def test_of_an_erased_persons_link_a_hash_stays(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    code = made(hand, uid, naming="full")
    session = crew.world.session
    person = session.get_one(Participant, crew.world.people[0].id)
    erasing.erase(session, person, actor="test", now=states.NOW)
    session.commit()
    assert client.get(f"/v/{code}").status_code == 410
    (row,) = db.session.scalars(select(ShareLink))
    assert (row.code, row.participant_id, row.naming) == (None, None, "none")
    assert client.get(f"/p/{crew.world.people[0].profile}").status_code == 404
    assert hand.get("/my-badges").status_code == 303


def test_below_18_no_name(hand: Hand, uid: str, crew: Team, client: FlaskClient) -> None:
    named = made(hand, uid, naming="full")
    db.session.get_one(Participant, crew.world.people[0].id).minor_until = date(2030, 3, 31)
    db.session.commit()
    assert "Amina" not in client.get(f"/v/{named}").text
    assert 'name="naming"' not in hand.get("/my-badges/links/new").text
    for naming, status in (("initial", 409), ("full", 409), ("none", 303)):
        form: Form = {"badge": [uid], "naming": naming, "lasts": "month"}
        assert hand.post("/my-badges/links", form).status_code == status


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"badge": []}, 409),
        ({"badge": [states.NO_UID]}, 409),
        ({"badge": [states.NO_UID] * 6}, 409),
        ({"naming": "other"}, 400),
        ({"lasts": "1000"}, 400),
        ({"participant_id": "1"}, 400),
    ],
)
def test_what_is_no_link_is_refused(hand: Hand, uid: str, change: Form, status: int) -> None:
    form: Form = {"badge": [uid], "naming": "none", "lasts": "month"}
    assert hand.post("/my-badges/links", form | change).status_code == status
    assert db.session.scalars(select(ShareLink)).all() == []


def test_another_persons_badge_or_link_is_none(
    hand: Hand, uid: str, crew: Team, app: Flask
) -> None:
    other = Hand(app, give_card(crew, crew.world.people[1]))
    other.claim()
    form: Form = {"badge": [uid], "naming": "none", "lasts": "month"}
    assert other.post("/my-badges/links", form).status_code == 409
    made(hand, uid, naming="none")
    (link,) = db.session.scalars(select(ShareLink.id))
    assert other.get(f"/my-badges/links/{link}").status_code == 404
    assert other.post(f"/my-badges/links/{link}/withdraw").status_code == 404


def test_nobody_needs_more_than_twenty(hand: Hand, uid: str) -> None:
    for _ in range(20):
        made(hand, uid, naming="none")
    form: Form = {"badge": [uid], "naming": "none", "lasts": "month"}
    assert hand.post("/my-badges/links", form).status_code == 409


def test_no_name_is_in_the_log(hand: Hand, uid: str) -> None:
    code = made(hand, uid, naming="full")
    lines = "".join(db.session.scalars(select(AuditLine.subject)))
    assert "made" in lines
    assert "Amina" not in lines
    assert code not in lines


def test_a_link_typed_at_verify_is_one_of_ours(hand: Hand, uid: str, client: FlaskClient) -> None:
    code = made(hand, uid, naming="initial")
    page = client.post("/verify", data={"input": code}, content_type="multipart/form-data")
    assert 'data-verdict="valid"' in page.text
    assert f"/v/{code[:4]}" in page.text


def test_what_a_message_shows_of_a_link(hand: Hand, uid: str, client: FlaskClient) -> None:
    """The badge and its picture; the name where the link says it; nothing of a closed one."""
    code = made(hand, uid, naming="initial")
    shown = re.findall(r'property="og:(\w+)" content="([^"]*)"', client.get(f"/v/{code}").text)
    said = {name: unescape(text) for name, text in shown}
    assert said["title"].endswith("– Amina K.")
    assert re.fullmatch(r"http://127.0.0.1:8000/badges/[\w-]+/1/image.png", said["image"])
    assert client.get(said["image"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert "Amina" not in "".join(re.findall("<meta[^>]*>", client.get(f"/awards/{uid}").text))
    (link,) = db.session.scalars(select(ShareLink.id))
    hand.post(f"/my-badges/links/{link}/withdraw")
    assert "og:" not in client.get(f"/v/{code}").text


def test_linkedin_from_18_on(hand: Hand, uid: str, crew: Team) -> None:
    made(hand, uid, naming="initial")
    (link,) = db.session.scalars(select(ShareLink.id))
    page = unescape(hand.get(f"/my-badges/links/{link}").text)
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in page
    assert "issueYear=2026&issueMonth=11" in page
    db.session.get_one(Participant, crew.world.people[0].id).minor_until = date(2030, 3, 31)
    db.session.commit()
    assert "linkedin" not in hand.get(f"/my-badges/links/{link}").text
