"""What was given: the success page, undoing, the codes on the phone, and taking back later."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from badges import clock
from badges.extensions import db
from badges.models import (
    ActivityStaff,
    AuditLine,
    Award,
    Request,
    Role,
    Staff,
)
from badges.services import cards, organisations
from tests import team
from tests.cast import NOW
from tests.fixtures.desk import Desk, MakeDesk
from tests.gym import Gym
from tests.web import states


def give(desk: Desk, gym: Gym, key: str = "a key") -> str:
    address: str = desk.post(f"{gym.place}/give", gym.form(key=key)).headers["Location"]
    assert address.startswith("/given/")
    return address


def awards() -> list[Award]:
    db.session.rollback()
    return list(db.session().scalars(select(Award).order_by(Award.audit_number)))


def pass_(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: states.NOW + timedelta(minutes=minutes))


def test_it_works(desk: Desk, gym: Gym) -> None:
    address = give(desk, gym)
    page = desk.get(address)
    assert page.status_code == 200
    for person in gym.world.people:
        assert f"<bdi>{person.name}</bdi>" in page.text
        assert f'href="/people/{person.id}/card?given=' in page.text
    assert "Vous pouvez annuler jusqu'à 11:15." in page.text
    assert f'href="{gym.place}/seen"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_each_person_has_a_code_as_large_as_the_phone(desk: Desk, gym: Gym) -> None:
    address = give(desk, gym)
    first = desk.get(f"{address}/1").text
    award = awards()[0]
    assert f'src="/v/{award.code}/qr.svg"' in first
    assert desk.get(f"/v/{award.code}/qr.svg").status_code == 200
    assert f'href="{address}/2"' in first
    assert "Précédent" not in first
    last = desk.get(f"{address}/4").text
    assert f'href="{address}/3"' in last
    assert "Suivant" not in last
    for nobody in (0, 5):
        assert desk.get(f"{address}/{nobody}").status_code == 404


def test_one_or_all_are_undone_as_if_nothing_had_been_given(desk: Desk, gym: Gym) -> None:
    address = give(desk, gym)
    second = awards()[1].id
    answer = desk.post(f"{address}/undo", {"uid": second})
    assert answer.headers["Location"] == f"{address}?done=undone"
    assert [one.undone_at is None for one in awards()] == [True, False, True, True]
    page = desk.get(f"{address}?done=undone").text
    assert "C'est annulé. Ce que vous avez vu reste noté." in page
    gone = page.partition("Badges annulés ou retirés")[2].partition("</ul>")[0]
    assert gym.world.people[1].name in gone
    assert f"/seen/{gym.world.people[1].id}" in gone
    assert "3 badges donnés" in desk.get(answer.headers["Location"]).text
    assert desk.get(f"{address}/2").status_code == 404
    assert f'href="{address}/3"' in desk.get(f"{address}/1").text
    for _ in range(2):
        assert desk.post(f"{address}/undo").status_code == 303
    assert not [one for one in awards() if one.undone_at is None]
    assert "Ce don est annulé" in desk.get(address).text
    assert desk.get(f"/awards/{second}").status_code == 404
    assert give(desk, gym, key="once more") != address


def test_nothing_of_another_act_is_undone(desk: Desk, gym: Gym, desk_of: MakeDesk) -> None:
    address = give(desk, gym)
    for uid in ("x" * 36, "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"):
        assert desk.post(f"{address}/undo", {"uid": uid}).status_code == 404
    assert desk.post(f"{address}/undo", {"uid": "x" * 37}).status_code == 400
    assert all(one.undone_at is None for one in awards())


def test_after_fifteen_minutes_the_coach_proposes(
    desk: Desk, gym: Gym, desk_of: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = give(desk, gym)
    uid = awards()[0].id
    pass_(monkeypatch, 16)
    page = desk.get(address).text
    assert "Les 15 minutes pour annuler sont passées." in page
    assert f'href="/awards/{uid}/take-back"' in page
    assert f"{address}/undo" not in page
    late = desk.post(f"{address}/undo")
    assert late.status_code == 409
    assert "Les 15 minutes" in late.text
    take_back = f"/awards/{uid}/take-back"
    assert desk.post(take_back, {"reason": "wrong_person"}).status_code == 403
    assert gym.world.people[0].name in desk.get(take_back).text
    for bad in ({}, {"reason": "because"}):
        again = desk.post(f"/awards/{uid}/proposal", bad)
        assert again.status_code == 400
        assert "Choisissez une raison." in again.text
    for _ in range(2):
        asked = desk.post(f"/awards/{uid}/proposal", {"reason": "wrong_person"})
        assert asked.headers["Location"] == take_back
    request = db.session().scalars(select(Request)).one()
    assert (request.kind, request.reason) == ("revocation", "wrong_person")
    assert (request.award_id, request.made_by_id) == (uid, gym.world.coach.id)
    assert "La coordination décide." in desk.get(take_back).text
    assert all(one.revoked_at is None for one in awards())


def test_who_coordinates_takes_it_back_with_a_reason(
    desk: Desk, gym: Gym, desk_of: MakeDesk
) -> None:
    address = give(desk, gym)
    uid = awards()[0].id
    assert desk.post(f"/awards/{uid}/proposal", {"reason": "wrong_person"}).status_code == 303
    other = desk_of(gym.world.coordinator)
    assert "4 badges donnés" in other.get(address).text
    page = other.get(f"/awards/{uid}/take-back").text
    assert "Un coach propose de le retirer" in page
    taken = other.post(f"/awards/{uid}/take-back", {"reason": "wrong_person"})
    assert taken.status_code == 303
    there = other.get(taken.headers["Location"]).text
    assert "Le badge est retiré." in there
    assert "/requests" in there
    again = other.post(f"/awards/{uid}/take-back", {"reason": "on_request"})
    assert again.status_code == 409
    assert desk.post(f"/awards/{uid}/proposal", {"reason": "on_request"}).status_code == 409
    award = awards()[0]
    assert award.revocation_reason == "wrong_person"
    request = db.session().scalars(select(Request)).one()
    assert (request.outcome, request.settled_by_id) == ("taken_back", gym.world.coordinator.id)
    assert desk.get(f"/awards/{uid}").status_code == 410
    actions = db.session().scalars(
        select(AuditLine.action).where(AuditLine.action.in_(("request", "revoke")))
    )
    assert list(actions) == ["request", "revoke"]


@pytest.mark.parametrize("who", ["second_coach", "twin_coach"])
def test_nobody_else_sees_it(desk: Desk, gym: Gym, desk_of: MakeDesk, who: str) -> None:
    address, uid = give(desk, gym), awards()[0].id
    staff: Staff = getattr(gym.world, who)
    other = desk_of(staff)
    absent = other.get("/given/999999")
    assert absent.status_code == 404
    for closed in (address, f"{address}/1", f"/awards/{uid}/take-back"):
        answer = other.get(closed)
        assert (answer.status_code, answer.data) == (404, absent.data)
    assert other.post(f"{address}/undo").status_code == 404
    assert other.post(f"/awards/{uid}/proposal", {"reason": "on_request"}).status_code == 404
    assert all(one.undone_at is None for one in awards())


def test_a_partner_proposes_in_their_own_activities(
    desk: Desk, gym: Gym, desk_of: MakeDesk
) -> None:
    world = gym.world
    partner = organisations.appoint(
        world.session, email="partenaire@p.example", role=Role.PARTNER,
        organisation=world.organisation, now=NOW,
    )  # fmt: skip
    world.session.commit()
    address, uid = give(desk, gym), awards()[0].id
    other = desk_of(partner)
    form = {"reason": "not_observed"}
    assert other.get(address).status_code == 403
    assert other.post(f"/awards/{uid}/proposal", form).status_code == 404
    world.session.add(ActivityStaff(activity_id=world.activity.id, staff_id=partner.id))
    world.session.commit()
    assert other.post(f"/awards/{uid}/proposal", form).status_code == 303
    assert other.post(f"/awards/{uid}/take-back", form).status_code == 403


def test_who_was_handed_on_is_not_named_to_the_former_side(desk: Desk, gym: Gym) -> None:
    world, address = gym.world, give(desk, gym)
    uid, name = awards()[0].id, world.people[0].name
    assert name in desk.get(f"/awards/{uid}/take-back").text
    world.people[0].organisation_id = world.twin.id
    world.session.commit()
    for page in (address, f"{address}/1", f"/awards/{uid}/take-back"):
        said = desk.get(page).text
        assert "Une personne passée dans une autre organisation" in said
        assert name not in said
    assert f"/people/{world.people[0].id}" not in desk.get(address).text


def test_an_act_of_the_command_line_has_no_way_back(desk: Desk, gym: Gym) -> None:
    gym.world.award()
    act = awards()[0].act_id
    page = desk.get(f"/given/{act}")
    assert "4 badges donnés" in page.text
    assert "Donner un autre badge" not in page.text


def test_the_way_back_to_undoing_is_wherever_one_looks(
    desk: Desk, gym: Gym, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = give(desk, gym)
    person = f"/people/{gym.world.people[0].id}"
    seen = desk.get(f"{gym.place}/seen").text
    assert f'href="{address}"' in seen
    assert "donné à 4 personnes" in seen
    assert "À annuler jusqu'à 11:15." in seen
    assert f'href="{address}"' in desk.get(person).text
    pass_(monkeypatch, 16)
    assert "À annuler" not in desk.get(f"{gym.place}/seen").text
    assert f'href="{address}"' not in desk.get(person).text


def test_who_has_a_card_is_seen_at_a_glance(desk: Desk, gym: Gym) -> None:
    world = gym.world
    pack = team.pack_for(world, world.coach, now=states.NOW)
    world.session.commit()
    (code, *_) = cards.blank_codes(world.session, pack)
    address, person = give(desk, gym), world.people[0].id
    bound = desk.post(f"/people/{person}/card?given={address[7:]}", {"code": code[-4:]})
    page = desk.get(bound.headers["Location"]).text
    assert "La carte est à cette personne." in page
    assert f"{code[-4]}-{code[-3:]}" in page
    assert f'href="/people/{person}/card' not in page
    assert page.count("Lier une carte</a>") == 3
