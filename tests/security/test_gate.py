"""Who gets in by a session, and who does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, Response
from sqlalchemy import insert, update

from badges import clock, security
from badges.extensions import db
from badges.models import Appointment, Staff, StaffSession
from badges.security import Permission, Reach, sessions
from tests.cast import Cast
from tests.fixtures.desk import Desk

LONG_AGO = timedelta(days=40)


@pytest.fixture
def doors(app: Flask) -> Flask:
    """Two closed routes: one that a coach may enter, one that only a coordinator may."""

    def view(permission: Permission) -> Callable[[], Response]:
        @security.needs(permission)
        def show() -> Response:
            return Response(security.acting().email)

        return show

    methods = ["GET", "POST"]
    app.add_url_rule("/seen", "seen", view(Permission.OBSERVE), methods=methods)
    app.add_url_rule("/merge", "merge", view(Permission.MERGE_PEOPLE), methods=methods)
    return app


@pytest.fixture
def coach(doors: Flask, world: Cast) -> Desk:
    return Desk(doors, world.coach)


def test_it_works(coach: Desk, world: Cast) -> None:
    answer = coach.get("/seen")
    assert answer.text == world.coach.email
    assert answer.headers["Cache-Control"] == "no-store"
    assert coach.post("/seen").status_code == 200


def test_a_stranger_is_led_to_the_sign_in(doors: Flask) -> None:
    answer = doors.test_client().get("/seen?lang=en")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=%2Fseen%3Flang%3Den"
    assert doors.test_client().post("/seen").headers["Location"] == "/sign-in"
    searched = doors.test_client().get("/people?q=Amel")
    assert searched.headers["Location"] == "/sign-in?next=%2Fpeople"


def test_a_role_that_reaches_nothing_is_refused_before_anything_is_loaded(coach: Desk) -> None:
    assert coach.get("/merge").status_code == 403


def test_a_form_from_elsewhere_changes_nothing(coach: Desk) -> None:
    assert coach.client.post("/seen").status_code == 403
    assert coach.client.post("/seen", data={"csrf_token": "0" * 64}).status_code == 403
    for site in ("cross-site", "same-site"):
        assert coach.post("/seen", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert coach.post("/seen", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_no_key_never_equals_no_key(doors: Flask) -> None:
    client = doors.test_client()
    client.set_cookie("session", "")
    assert client.post("/seen", data={"csrf_token": ""}).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": clock.now()},
        {"expires_at": clock.now() - LONG_AGO},
        {"seen_at": clock.now() - LONG_AGO},
        {"seen_at": clock.now() - timedelta(hours=1), "shared": True},
        {"appointment_id": None},
    ],
)
def test_a_session_that_is_over_lets_nobody_in(coach: Desk, change: dict[str, object]) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(change))
    assert coach.get("/seen").status_code == 303


@pytest.mark.parametrize("hours", [1, 11])
def test_a_pause_of_hours_is_allowed(coach: Desk, hours: int) -> None:
    with db.engine.begin() as connection:
        seen = clock.now() - timedelta(hours=hours)
        connection.execute(update(StaffSession).values(seen_at=seen))
    assert coach.get("/seen").status_code == 200
    with db.engine.begin() as connection:
        latest = connection.scalar(
            StaffSession.__table__.select().with_only_columns(StaffSession.seen_at)
        )
    assert latest is not None
    assert latest > seen


def test_who_is_disabled_or_no_longer_appointed_is_out_at_once(coach: Desk) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(Staff).values(disabled_at=clock.now()))
    assert coach.get("/seen").status_code == 303
    with db.engine.begin() as connection:
        connection.execute(update(Staff).values(disabled_at=None))
        connection.execute(update(Appointment).values(ended_at=clock.now()))
    assert coach.get("/seen").status_code == 303


def test_who_coordinates_acts_after_the_second_factor_only(doors: Flask, world: Cast) -> None:
    desk = Desk(doors, world.coordinator)
    assert desk.get("/merge").status_code == 200
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(proved_at=None))
    assert desk.get("/merge").status_code == 303


def test_a_key_is_kept_as_its_hash_alone(coach: Desk) -> None:
    with db.engine.connect() as connection:
        kept = connection.execute(StaffSession.__table__.select()).one()
    assert kept.key_hash == sessions.hashed(coach.key)
    assert coach.key not in str(kept)


def test_every_row_of_the_table_names_every_role() -> None:
    for permission, row in security.TABLE.items():
        assert len(row) == 4, permission
        assert set(row.values()) <= set(Reach)
    assert set(security.TABLE) == set(Permission)


def test_a_lesser_role_does_not_open_the_greater_one(doors: Flask, world: Cast) -> None:
    """Who coordinates anywhere, or has a second factor, shows it in each of their roles."""
    desk = Desk(doors, world.coach)
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(proved_at=None))
    assert desk.get("/seen").status_code == 200
    with db.engine.begin() as connection:
        connection.execute(update(Staff).values(otp_secret="A" * 32))
    for address in ("/seen", "/account", "/account/second-factor/new"):
        assert "/account/second-factor" in desk.get(address).headers["Location"]
    with db.engine.begin() as connection:
        connection.execute(update(Staff).values(otp_secret=None))
        connection.execute(
            insert(Appointment).values(
                staff_id=desk.staff_id, role="coordinator", organisation_id=1
            )
        )
    assert "/account/second-factor" in desk.get("/seen").headers["Location"]
    with db.engine.begin() as connection:
        connection.execute(
            update(Appointment)
            .where(Appointment.role == "coordinator")
            .values(ended_at=clock.now())
        )
    assert desk.get("/seen").status_code == 200


def test_a_nul_is_no_text(coach: Desk) -> None:
    """PostgreSQL keeps none, and would answer 500."""
    assert coach.get("/seen?q=%00").status_code == 400
    assert coach.post("/activities/new", {"name": "a\0", "key": "k\0"}).status_code == 400
