"""The account: where one is signed in, ending that, and under which appointment one acts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from badges import clock
from badges.extensions import db, reading
from badges.models import Appointment, AuditLine, Passkey, Role, Staff, StaffSession
from badges.security import devices, sessions
from badges.services import organisations
from tests.cast import Cast
from tests.fixtures.desk import Desk
from tests.web.staff_visits import Guest, letters, signed_in
from tests.web.visits import Visitor

COACH = "coach@passerelles.example"
COORDINATOR = "coordination@passerelles.example"
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A515F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`travel(minutes=16)`: so much later."""

    def go(**passed: float) -> None:
        later = clock.now() + timedelta(**passed)
        monkeypatch.setattr(clock, "now", lambda: later)

    return go


@pytest.fixture
def desk(app: Flask, world: Cast) -> Desk:
    return Desk(app, world.coach, device="Firefox, Windows")


@pytest.fixture
def other(app: Flask, world: Cast) -> Desk:
    return Desk(app, world.coach, device="Chrome, Android")


def test_it_works(desk: Desk, other: Desk) -> None:
    page = desk.get("/account")
    assert page.status_code == 200
    assert "Firefox, Windows" in page.text
    assert "Chrome, Android" in page.text
    assert page.text.count("(cet appareil)") == 1
    assert COACH in page.text
    assert "Second facteur" not in page.text


def test_a_device_is_signed_out_from_another(desk: Desk, other: Desk) -> None:
    answer = desk.post(f"/account/sessions/{other.session_id}/end")
    assert answer.headers["Location"] == "/account?done=ended"
    assert "Cet appareil est déconnecté." in desk.get("/account?done=ended").text
    assert other.get("/account").status_code == 303
    assert "Chrome, Android" not in desk.get("/account").text
    assert desk.post(f"/account/sessions/{other.session_id}/end").status_code == 404


def test_somebody_elses_session_is_not_found(app: Flask, world: Cast, desk: Desk) -> None:
    twin = Desk(app, world.twin_coach)
    answers = [desk.post(f"/account/sessions/{one}/end") for one in (twin.session_id, 99_999)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert twin.get("/account").status_code == 200


def test_signing_out_clears_the_browser(desk: Desk, other: Desk) -> None:
    answer = desk.post("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Set-Cookie"].startswith("session=;")
    desk.client.set_cookie("session", desk.key)
    assert desk.get("/account").status_code == 303
    assert other.get("/account").status_code == 200


def test_signing_out_everywhere(desk: Desk, other: Desk) -> None:
    assert desk.post("/account/sessions/end").headers["Location"] == "/sign-in"
    desk.client.set_cookie("session", desk.key)
    assert [one.get("/account").status_code for one in (desk, other)] == [303, 303]


def test_nothing_of_it_happens_by_looking(desk: Desk) -> None:
    for path in ("/sign-out", "/account/sessions/end", f"/account/sessions/{desk.session_id}/end"):
        assert desk.get(path).status_code == 405
    assert desk.get("/account").status_code == 200


def test_nobody_signs_somebody_else_out_from_another_site(desk: Desk) -> None:
    assert desk.client.post("/sign-out").status_code == 403
    assert desk.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.get("/account").status_code == 200


def test_the_device_is_called_by_what_people_call_it(app: Flask, world: Cast) -> None:
    guest = Guest(app)
    guest.ask(COACH)
    guest.environ_base["HTTP_USER_AGENT"] = PHONE
    guest.press(letters()[0].link)
    assert "<b>Chrome, Android</b>" in guest.get("/account").text


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (PHONE, "Chrome, Android"),
        (PHONE.replace("Chrome", "SamsungBrowser/23.0 Chrome"), "Samsung Internet, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/1 Safari/1 Edg/120.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:1) Gecko/1 Firefox/130.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10) Version/17 Safari/605", "Safari, Mac"),
        ("curl/8", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_browsers_long_name(user_agent: str, said: str) -> None:
    assert devices.described(user_agent) == said


# ---- several appointments


@pytest.fixture
def both(app: Flask, world: Cast) -> Desk:
    """The coach, who also coordinates the whole programme."""
    organisations.appoint(
        world.session,
        email=COACH,
        role=Role.COORDINATOR,
        programme=world.organisation.programme,
        now=clock.now(),
    )
    world.session.commit()
    return Desk(app, world.coach)


def appointed(role: Role) -> int:
    query = select(Appointment.id).join(Staff).where(Staff.email == COACH, Appointment.role == role)
    with reading() as connection:
        return int(connection.execute(query).scalar_one())


def test_who_has_several_chooses_first(app: Flask, both: Desk) -> None:
    guest = Guest(app)
    guest.ask(COACH, next="/account")
    entered = guest.press(letters()[0].link, next="/account")
    assert entered.headers["Location"] == "/account/appointment?next=%2Faccount"
    shown = guest.get("/account/appointment?next=/account")
    assert shown.text.count('name="appointment"') == 2


def test_choosing_another_appointment(both: Desk, world: Cast) -> None:
    number = appointed(Role.COORDINATOR)
    answer = both.post("/account/appointment", {"appointment": str(number)})
    assert answer.headers["Location"] == "/activities"
    shown = both.get("/account/appointment").text
    assert shown.count('name="appointment"') == 4
    assert both.get("/programme/staff").status_code == 200


def test_choosing_for_which_organisation_one_acts(both: Desk, world: Cast) -> None:
    number, twin = appointed(Role.COORDINATOR), world.twin.id
    both.post("/account/appointment", {"appointment": f"{number}:{twin}", "next": "/account"})
    with reading() as connection:
        found = sessions.find(connection, both.key, now=clock.now())
    assert found is not None
    assert found.actor.organisation_id == twin
    assert len(found.actor.organisations) == 2
    checked = f'value="{number}:{twin}"'
    page = both.get("/account/appointment").text
    assert "checked" in page[page.index(checked) :].split(">")[0]


@pytest.mark.parametrize("said", ["", "x", "0", "99999", "1:99999", "1:1:1", "-1"])
def test_what_cannot_be_chosen(both: Desk, said: str) -> None:
    assert both.post("/account/appointment", {"appointment": said}).status_code in (400, 404)
    assert both.get("/programme/staff").status_code == 403


def test_nobody_acts_under_somebody_elses_appointment(desk: Desk, both: Desk, world: Cast) -> None:
    with reading() as connection:
        foreign = connection.execute(
            select(Appointment.id).where(Appointment.staff_id != both.staff_id)
        ).scalars()
        numbers = list(foreign)
    for number in numbers:
        answer = both.post("/account/appointment", {"appointment": str(number)})
        assert answer.status_code == 404


def test_a_remembered_phone_stays_a_coachs(both: Desk) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(remembered=True))
    answer = both.post("/account/appointment", {"appointment": str(appointed(Role.COORDINATOR))})
    assert answer.status_code == 409
    assert "Reconnectez-vous." in answer.text
    assert both.get("/programme/staff").status_code == 403


def test_who_acts_as_a_coach_shows_the_second_factor_before_coordinating(
    app: Flask, both: Desk
) -> None:
    guest = signed_in(app, COACH)
    number = str(appointed(Role.COORDINATOR))
    guest.send("/account/appointment", on="/account/appointment", appointment=number)
    answer = guest.get("/programme/staff")
    assert answer.headers["Location"] == "/account/second-factor?next=%2Fprogramme%2Fstaff"


def test_an_admins_day_is_eight_hours(app: Flask, world: Cast, travel: Callable[..., None]) -> None:
    admin = organisations.appoint(
        world.session, email="admin@service.example", role=Role.ADMIN, now=clock.now()
    )
    world.session.commit()
    desk = Desk(app, admin)
    travel(hours=7, minutes=59)
    assert desk.get("/account").status_code == 200
    travel(minutes=1)
    assert desk.get("/account").status_code == 303


# ---- a remembered phone


def remembered(app: Flask, staff: Staff) -> Desk:
    desk = Desk(app, staff)
    with db.engine.begin() as connection:
        connection.execute(
            update(StaffSession).values(
                remembered=True, expires_at=clock.now() + timedelta(days=30)
            )
        )
    return desk


def with_passkey(desk: Desk) -> None:
    values = {
        "staff_id": desk.staff_id,
        "credential": b"x",
        "public_key": b"y",
        "sign_count": 0,
        "name": "Phone",
        "created_at": clock.now(),
    }
    with db.engine.begin() as connection:
        connection.execute(insert(Passkey).values(values))


def test_a_remembered_phone_goes_on_for_days(
    app: Flask, world: Cast, travel: Callable[..., None]
) -> None:
    desk = remembered(app, world.coach)
    for _ in range(3):
        travel(days=9)
        assert desk.get("/account").status_code == 200
    travel(days=3)
    assert desk.get("/account").status_code == 303


def test_with_a_passkey_it_is_asked_for_after_the_night(
    app: Flask, world: Cast, travel: Callable[..., None]
) -> None:
    desk = remembered(app, world.coach)
    with_passkey(desk)
    travel(hours=11)
    assert desk.get("/account").status_code == 200
    travel(hours=12)
    for _ in range(2):  # having been led there is no use of the session
        locked = desk.get("/account?lang=en")
        assert locked.headers["Location"] == "/account/unlock?next=%2Faccount%3Flang%3Den"
    assert "dormi" in desk.get("/account/unlock").text
    assert desk.get("/account").status_code == 303
    assert desk.post("/account/passkeys/options").status_code == 404
    assert desk.post("/sign-out").headers["Location"] == "/sign-in"


def test_one_of_ones_own_passkeys_is_removed(app: Flask, world: Cast, desk: Desk) -> None:
    with_passkey(desk)
    with reading() as connection:
        number = connection.execute(select(Passkey.id)).scalar_one()
    assert "Phone" in desk.get("/account").text
    twin = Desk(app, world.twin_coach)
    assert twin.post(f"/account/passkeys/{number}/remove").status_code == 404
    done = desk.post(f"/account/passkeys/{number}/remove")
    assert done.headers["Location"] == "/account?done=removed"
    assert "Phone" not in desk.get("/account").text
    with reading() as connection:
        last = select(AuditLine.subject).order_by(AuditLine.number.desc()).limit(1)
        assert connection.execute(last).scalar_one().endswith("passkey removed")


def test_a_stranger_is_led_to_the_sign_in(app: Flask, world: Cast) -> None:
    visitor = Visitor(app)
    for path in ("/account", "/account/appointment", "/account/second-factor", "/account/unlock"):
        assert visitor.get(path).headers["Location"].startswith("/sign-in?next=")
