"""Who works here: inviting, accepting, roles, disabling at once, and nobody reaching too far."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from badges import clock
from badges.extensions import reading
from badges.models import Appointment, AuditLine, Invitation, Role, Staff, StaffSession
from badges.services import invitations, organisations
from tests.cast import Cast
from tests.fixtures.desk import Desk
from tests.web.staff_visits import Guest, letters

HERE = "/programme/staff"
NEW = "nouvelle@passerelles.example"
ADDRESS = re.compile(r'value="http://[^/"]+(/invitations/[^"]+)"')


@pytest.fixture
def desk(app: Flask, world: Cast) -> Desk:
    return Desk(app, world.coordinator)


@pytest.fixture
def place(world: Cast) -> str:
    return f"organisation:{world.organisation.id}"


@pytest.fixture
def admin(app: Flask, world: Cast) -> Desk:
    row = organisations.appoint(
        world.session, email="admin@service.example", role=Role.ADMIN, now=clock.now()
    )
    world.session.commit()
    return Desk(app, row)


def stored(column: object) -> list[object]:
    with reading() as connection:
        return list(connection.execute(select(column)).scalars())  # type: ignore[call-overload]


def appointment_of(world: Cast, staff: Staff) -> int:
    query = select(Appointment.id).where(Appointment.staff_id == staff.id)
    number = world.session.scalars(query).one()
    world.session.rollback()
    return number


def invited(desk: Desk, place: str, *, role: str = "coach", email: str = NEW) -> str:
    """Invite somebody; the path of the link."""
    answer = desk.post(
        f"{HERE}/invitations", {"email": email, "role": role, "place": place, "key": "first"}
    )
    found = ADDRESS.search(answer.text)
    assert found is not None, answer.text
    return found[1]


def test_it_works(app: Flask, desk: Desk, place: str) -> None:
    link = invited(desk, place)
    assert letters()[-1].recipient == NEW
    assert link in letters()[-1].body
    assert NEW in desk.get(HERE).text
    guest = Guest(app)
    shown = guest.get(link)
    assert shown.text.count("<button") == 1
    assert "Les Passerelles du Canal" in shown.text
    assert stored(Invitation.accepted_at) == [None]
    accepted = guest.post(link, data={"name": "Nour B."})
    assert accepted.headers["Location"] == "/sign-in/sent"
    assert guest.type_code(letters()[-1].code).headers["Location"] == "/activities"
    assert "Nour B." in guest.get("/account").text
    assert "Nour B." in desk.get(HERE).text
    assert [str(one).partition(" ")[2] for one in stored(AuditLine.subject)][-3:] == [
        "coach invited", "coach", "coach accepted",
    ]  # fmt: skip


def test_the_page_lists_ones_own_organisations_only(desk: Desk, world: Cast) -> None:
    text = desk.get(HERE).text
    assert "coach@passerelles.example" in text
    assert "coach@jumelle.example" not in text
    assert text.count("/disable") == 2  # two coaches; never oneself


def test_an_invitation_works_once(app: Flask, desk: Desk, place: str) -> None:
    link = invited(desk, place)
    Guest(app).post(link)
    for answer in (Guest(app).get(link), Guest(app).post(link)):
        assert answer.status_code == 410
        assert "Demandez-en une autre" in answer.text
    assert stored(Staff.email).count(NEW) == 1


def test_sending_the_same_form_again_is_the_same_invitation(desk: Desk, place: str) -> None:
    assert invited(desk, place) == invited(desk, place)
    assert len(stored(Invitation.id)) == len(letters()) == 1
    assert invited(desk, place) != invited(desk, place, email="autre@passerelles.example")
    assert len(stored(Invitation.id)) == 2


def test_withdrawn_it_opens_nothing(app: Flask, desk: Desk, place: str) -> None:
    link = invited(desk, place)
    number = stored(Invitation.id)[0]
    done = desk.post(f"{HERE}/invitations/{number}/withdraw")
    assert done.headers["Location"] == f"{HERE}?done=withdrawn"
    assert Guest(app).post(link).status_code == 410
    assert NEW not in desk.get(HERE).text
    assert NEW not in stored(Staff.email)


def test_after_a_week_it_is_over(
    app: Flask, desk: Desk, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = invited(desk, place)
    later = clock.now() + invitations.LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    assert Guest(app).get(link).status_code == 410


def test_nobody_else_withdraws_it(app: Flask, desk: Desk, place: str, world: Cast) -> None:
    invited(desk, place)
    twin = organisations.appoint(
        world.session,
        email="coordination@jumelle.example",
        role=Role.COORDINATOR,
        organisation=world.twin,
        now=clock.now(),
    )
    world.session.commit()
    other = Desk(app, twin)
    answers = [
        other.post(f"{HERE}/invitations/{one}/withdraw") for one in (stored(Invitation.id)[0], 999)
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert stored(Invitation.withdrawn_at) == [None]


@pytest.mark.parametrize("role", ["admin", "coordinator", "", "owner"])
def test_a_coordinator_invites_below(desk: Desk, place: str, role: str) -> None:
    form = {"email": NEW, "role": role, "place": place}
    assert desk.post(f"{HERE}/invitations", form).status_code in (400, 409)
    assert stored(Invitation.id) == []
    assert letters() == []


def test_and_only_in_their_own_organisations(desk: Desk, world: Cast) -> None:
    twin, programme = world.twin.id, world.organisation.programme_id
    world.session.rollback()
    for place in (f"organisation:{twin}", f"programme:{programme}", "organisation:x", "", "x:1"):
        form = {"email": NEW, "role": "coach", "place": place}
        assert desk.post(f"{HERE}/invitations", form).status_code == 404
    assert stored(Invitation.id) == []


def test_fields_that_nobody_asked_for_are_refused(desk: Desk, place: str) -> None:
    form = {"email": NEW, "role": "coach", "place": place, "organisation_id": "1"}
    assert desk.post(f"{HERE}/invitations", form).status_code == 400
    assert stored(Invitation.id) == []


def test_what_is_no_address_is_kept_in_the_form(desk: Desk, place: str) -> None:
    form = {"email": "nour", "role": "coach", "place": place}
    answer = desk.post(f"{HERE}/invitations", form)
    assert answer.status_code == 400
    assert 'value="nour"' in answer.text


def test_an_admin_invites_coordinators(app: Flask, admin: Desk, world: Cast) -> None:
    programme = world.organisation.programme_id
    world.session.rollback()
    link = invited(admin, f"programme:{programme}", role="coordinator")
    Guest(app).post(link)
    with reading() as connection:
        query = select(Appointment.role, Appointment.programme_id, Appointment.organisation_id)
        made = connection.execute(query.join(Staff).where(Staff.email == NEW)).one()
    assert tuple(made) == ("coordinator", programme, None)
    text = admin.get(HERE).text
    assert "coordination@passerelles.example" in text
    assert "coach@passerelles.example" not in text


def test_and_no_coaches(admin: Desk, place: str) -> None:
    form = {"email": NEW, "role": "coach", "place": place}
    assert admin.post(f"{HERE}/invitations", form).status_code == 409


def test_disabling_ends_what_is_open_at_once(app: Flask, desk: Desk, world: Cast) -> None:
    coach = Desk(app, world.coach)
    number = appointment_of(world, world.coach)
    assert coach.get("/account").status_code == 200
    done = desk.post(f"{HERE}/{number}/disable")
    assert done.headers["Location"] == f"{HERE}?done=disabled"
    assert coach.get("/account").status_code == 303
    guest = Guest(app)
    guest.ask("coach@passerelles.example")
    assert letters() == []
    assert "coach@passerelles.example" not in desk.get(HERE).text
    assert str(stored(AuditLine.subject)[-1]).endswith("disabled")
    assert None not in stored(StaffSession.ended_at)[1:]


def test_who_is_invited_again_begins_anew(app: Flask, desk: Desk, place: str, world: Cast) -> None:
    desk.post(f"{HERE}/{appointment_of(world, world.coach)}/disable")
    link = invited(desk, place, email="coach@passerelles.example")
    guest = Guest(app)
    guest.post(link)
    assert guest.type_code(letters()[-1].code).status_code == 303
    assert guest.get("/account").status_code == 200


def test_another_role_ends_what_is_open_under_the_former(
    app: Flask, desk: Desk, world: Cast
) -> None:
    coach = Desk(app, world.coach)
    number = appointment_of(world, world.coach)
    done = desk.post(f"{HERE}/{number}/role", {"role": "partner"})
    assert done.headers["Location"] == f"{HERE}?done=role"
    assert coach.get("/account").status_code == 303
    assert stored(AuditLine.subject)[-1] == f"staff:{coach.staff_id} role partner"


@pytest.mark.parametrize("role", ["admin", "coordinator", "x", ""])
def test_nobody_is_raised_to_ones_own_role(desk: Desk, world: Cast, role: str) -> None:
    number = appointment_of(world, world.coach)
    assert desk.post(f"{HERE}/{number}/role", {"role": role}).status_code == 409
    assert "coordinator" in stored(Appointment.role)
    assert stored(Appointment.role).count("coordinator") == 1


def test_nobody_changes_themselves_or_others_than_those_below(
    app: Flask, desk: Desk, admin: Desk, world: Cast
) -> None:
    own, foreign = (appointment_of(world, one) for one in (world.coordinator, world.twin_coach))
    for who, numbers in ((desk, (own, foreign, 999)), (admin, (foreign, 999))):
        for number in numbers:
            for act, form in (("disable", {}), ("role", {"role": "coach"})):
                assert who.post(f"{HERE}/{number}/{act}", form).status_code == 404
    assert set(stored(Appointment.ended_at)) == {None}


def test_coaches_do_not_manage_staff(app: Flask, world: Cast) -> None:
    coach = Desk(app, world.coach)
    number = appointment_of(world, world.second_coach)
    assert coach.get(HERE).status_code == 403
    assert coach.post(f"{HERE}/{number}/disable").status_code == 403
    assert set(stored(Appointment.ended_at)) == {None}


def test_an_unknown_invitation_is_not_there(app: Flask, world: Cast) -> None:
    for answer in (Guest(app).get("/invitations/x"), Guest(app).post("/invitations/x")):
        assert answer.status_code == 404


def test_nobody_accepts_from_another_site(app: Flask, desk: Desk, place: str) -> None:
    link = invited(desk, place)
    Guest(app).post(link, headers={"Sec-Fetch-Site": "cross-site"})
    assert stored(Invitation.accepted_at) == [None]
