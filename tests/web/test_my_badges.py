"""A person's own pages: badges, who finds them, one large, and *J'ai fini*."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from badges.extensions import db
from badges.models import AuditLine, Award, Participant, RevocationReason
from badges.services import merging, revoking
from tests.fixtures.desk import MakeDesk
from tests.team import Team
from tests.wallets import Hand, give_card
from tests.web import states
from tests.web.states import Later


def award(uid: str) -> Award:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Award, uid)


def test_it_works(hand: Hand, uid: str, crew: Team) -> None:
    page = hand.get("/my-badges")
    assert page.status_code == 200
    assert crew.world.version.sentence in unescape(page.text)
    assert crew.world.version.criteria[0].text in unescape(page.text)
    assert "On trouve ce badge avec son lien." in page.text
    assert "Passerelles" in page.text
    large = hand.get(f"/my-badges/{uid}")
    assert f"/v/{award(uid).code}/qr.svg" in large.text
    for answer in (page, large):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Refresh"] == "601; url=/card"


def test_who_has_no_badge_yet_is_told_what_comes(app: Flask, crew: Team) -> None:
    hand = Hand(app, give_card(crew, crew.world.people[1]))
    hand.claim()
    assert "Vos badges arriveront ici." in hand.get("/my-badges").text


def test_what_was_seen_towards_others_is_there(app: Flask, crew: Team) -> None:
    world = crew.world
    world.observe(world.people[:1], numbers=(1,))
    world.session.commit()
    hand = Hand(app, give_card(crew, world.people[0]))
    hand.claim()
    page = hand.get("/my-badges").text
    assert "Ce qui a déjà été vu" in page
    assert world.version.criteria[0].text in unescape(page)


@pytest.mark.parametrize("address", ["", "/hide-all", "/end", "/x"])
def test_without_card_and_pin_there_is_nothing(client: FlaskClient, address: str) -> None:
    for method in ("GET", "POST"):
        answer = client.open(f"/my-badges{address}", method=method)
        assert (answer.status_code, answer.headers.get("Location")) in (
            (303, "/card"), (405, None),
        )  # fmt: skip


def test_staff_are_nobody_here(crew: Team, desk_of: MakeDesk) -> None:
    for staff in (crew.world.coach, crew.world.coordinator):
        assert desk_of(staff).get("/my-badges").headers["Location"] == "/card"


def test_a_card_opens_no_page_of_staff(hand: Hand, crew: Team) -> None:
    answer = hand.get(f"/people/{crew.world.people[0].id}")
    assert answer.headers["Location"].startswith("/sign-in")


def test_hidden_is_gone_everywhere_at_the_next_request(
    hand: Hand, uid: str, client: FlaskClient
) -> None:
    code = award(uid).code
    assert hand.post(f"/my-badges/{uid}", {"showing": "hidden"}).status_code == 303
    assert "Ce badge est caché." in hand.get("/my-badges").text
    assert client.get(f"/awards/{uid}").status_code == 410
    assert client.get(f"/v/{code}").status_code == 410
    for end in ("json", "jws", "png", "svg"):
        assert client.get(f"/assertions/{uid}.{end}").status_code == 404
    assert client.get(f"/v/{code}/qr.svg").status_code == 404
    assert hand.post(f"/my-badges/{uid}", {"showing": "link"}).status_code == 303
    assert client.get(f"/awards/{uid}").status_code == 200


def test_the_own_page_shows_what_was_chosen(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    profile, name = crew.world.people[0].profile, crew.world.people[0].name
    empty = client.get(f"/p/{profile}")
    assert (empty.status_code, crew.world.version.sentence in unescape(empty.text)) == (200, False)
    hand.post(f"/my-badges/{uid}", {"showing": "page"})
    for address in (f"/p/{profile}", f"/c/{hand.card}/shown"):
        shown = client.get(address)
        assert crew.world.version.name in unescape(shown.text)
        assert name not in shown.text
        assert 'name="pin"' not in shown.text
    assert client.get(f"/p/{profile}").headers["X-Robots-Tag"] == "noindex"
    assert client.get("/p/nobody").status_code == 404
    hand.post(f"/my-badges/{uid}", {"showing": "link"})
    assert crew.world.version.sentence not in unescape(client.get(f"/p/{profile}").text)


def test_what_was_taken_back_leaves_the_page(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    hand.post(f"/my-badges/{uid}", {"showing": "page"})
    world = crew.world
    row = revoking.by_uid(world.session, uid)
    revoking.revoke(
        world.session, row, RevocationReason.WRONG_BADGE, staff=world.coordinator, now=states.NOW
    )
    world.session.commit()
    assert world.version.sentence not in unescape(client.get(f"/p/{world.people[0].profile}").text)
    assert "L'organisation l'a retiré" in hand.get("/my-badges").text


def test_below_18_by_link_only(hand: Hand, uid: str, crew: Team, client: FlaskClient) -> None:
    person = crew.world.people[0]
    db.session.get_one(Participant, person.id).minor_until = date(2030, 3, 31)
    db.session.commit()
    assert "Sur ma page" not in hand.get("/my-badges").text
    assert hand.post(f"/my-badges/{uid}", {"showing": "page"}).status_code == 409
    assert award(uid).on_page_at is None
    assert crew.world.version.sentence not in unescape(client.get(f"/p/{person.profile}").text)


def test_everything_is_hidden_at_once(hand: Hand, uid: str, client: FlaskClient) -> None:
    assert hand.post("/my-badges/hide-all").status_code == 303
    assert client.get(f"/awards/{uid}").status_code == 410
    assert "everything hidden" in db.session.scalars(select(AuditLine.subject)).all()


def test_another_persons_badge_is_none(hand: Hand, crew: Team) -> None:
    crew.world.award(crew.world.people[1:2], key="second")
    crew.world.session.commit()
    theirs = db.session.scalars(
        select(Award.id).where(Award.participant_id == crew.world.people[1].id)
    ).first()
    for uid in (theirs, states.NO_UID, "x"):
        assert hand.get(f"/my-badges/{uid}").status_code == 404
        assert hand.post(f"/my-badges/{uid}", {"showing": "hidden"}).status_code == 404


@pytest.mark.parametrize(
    "form", [{}, {"showing": "all"}, {"showing": "page", "organisation_id": "1"}, {"x": "y"}]
)
def test_what_is_no_choice_is_refused(hand: Hand, uid: str, form: dict[str, str]) -> None:
    assert hand.post(f"/my-badges/{uid}", form).status_code == 400
    assert award(uid).hidden_at is None


def test_a_form_from_elsewhere_changes_nothing(hand: Hand, uid: str) -> None:
    sent = {"showing": "hidden", "csrf_token": "0" * 64}
    assert hand.client.post(f"/my-badges/{uid}", data=sent).status_code == 403
    assert hand.client.post("/my-badges/end").status_code == 403
    assert award(uid).hidden_at is None


def test_on_a_coachs_phone_what_waits_to_be_sent_stays(hand: Hand) -> None:
    hand.client.set_cookie("session", "whatever a coach's browser says")
    assert hand.post("/my-badges/end").headers["Clear-Site-Data"] == '"cache"'


def test_who_has_finished_leaves_nothing(hand: Hand) -> None:
    cookie = hand.client.get_cookie("card")
    answer = hand.post("/my-badges/end")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie is not None
    assert hand.client.get_cookie("card") is None
    hand.client.set_cookie("card", cookie.value)
    assert hand.get("/my-badges").headers["Location"] == "/card"


def test_ten_idle_minutes_and_half_an_hour_in_all(hand: Hand, later: Later) -> None:
    for _ in range(3):
        later(minutes=9)
        assert hand.get("/my-badges").status_code == 200
    later(minutes=4)
    assert hand.get("/my-badges").status_code == 303
    hand.enter()
    later(minutes=10)
    assert hand.get("/my-badges").status_code == 303


def test_a_coach_ends_a_forgotten_pin_with_the_card_in_hand(
    hand: Hand, app: Flask, crew: Team, desk_of: MakeDesk
) -> None:
    coach, person = desk_of(crew.world.coach), crew.world.people[0]
    assert "Code secret oublié" in coach.get(f"/people/{person.id}").text
    assert coach.get(f"/people/{person.id}/pin").status_code == 200
    for wrong in ("", hand.card[-4:], "ZZZZ"):
        assert coach.post(f"/people/{person.id}/pin", {"code": wrong}).status_code == 409
    assert hand.get("/my-badges").status_code == 200
    assert coach.post(f"/people/{person.id}/pin", {"code": hand.card[:4]}).status_code == 303
    assert hand.get("/my-badges").status_code == 303
    assert "PIN reset" in db.session.scalars(select(AuditLine.subject)).all()
    assert hand.enter().headers["Location"] == f"/c/{hand.card}/mine"
    assert hand.claim("9274").status_code == 303
    assert "Un coach a fermé l'ancien code secret" in unescape(hand.get("/my-badges").text)


def test_who_has_no_pin_has_none_to_forget(app: Flask, crew: Team, desk_of: MakeDesk) -> None:
    card = give_card(crew, crew.world.people[1])
    coach, address = desk_of(crew.world.coach), f"/people/{crew.world.people[1].id}"
    assert "Code secret oublié" not in coach.get(address).text
    assert coach.post(f"{address}/pin", {"code": card[:4]}).status_code == 409


def test_a_merge_takes_the_pin_along_and_back(hand: Hand, crew: Team, app: Flask) -> None:
    world, session = crew.world, crew.world.session
    kept, gone = world.people[1], world.people[0]
    merge = merging.propose(session, kept, gone, staff_id=world.coach.id, now=states.NOW)
    merging.confirm(session, merge, staff_id=world.coordinator.id, now=states.NOW)
    session.commit()
    assert hand.get("/my-badges").status_code == 303
    assert hand.enter().status_code == 303
    assert len(re.findall("<article", hand.get("/my-badges").text)) == 2
    merging.undo(session, merge, staff_id=world.coordinator.id, now=states.NOW)
    session.commit()
    assert hand.get("/my-badges").status_code == 303
    assert hand.enter().status_code == 303
    assert len(re.findall("<article", hand.get("/my-badges").text)) == 1
