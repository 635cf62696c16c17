"""The second factor of coordinators and admins: an app's code, counted once."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from badges import clock
from badges.extensions import db, reading
from badges.models import AuditLine, Staff, StaffSession
from badges.security import second_factor
from badges.services import staff
from tests.cast import NOW, Cast
from tests.web.staff_visits import SECRET, Guest, signed_in

COORDINATOR = "coordination@passerelles.example"
HERE = "/account/second-factor"


@pytest.fixture
def guest(app: Flask, world: Cast) -> Guest:
    """The coordinator, signed in, who has no second factor yet."""
    return signed_in(app, COORDINATOR)


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """So many seconds later."""

    def go(seconds: int) -> None:
        later = clock.now() + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda: later)

    return go


def secret_of(guest: Guest, path: str = HERE) -> str:
    found = SECRET.search(guest.get(path).text)
    assert found is not None
    return found[1].replace(" ", "")


def code(secret: str, moment: datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(moment or clock.now())


def enrolled(guest: Guest) -> str:
    secret = secret_of(guest)
    answer = guest.send(HERE, on=HERE, code=code(secret))
    assert answer.status_code == 303, answer.text
    return secret


def test_it_works(app: Flask, guest: Guest, pass_time: Callable[[int], None]) -> None:
    first = guest.get("/programme/staff")
    assert first.headers["Location"] == f"{HERE}?next=%2Fprogramme%2Fstaff"
    page = guest.get(f"{HERE}?next=/programme/staff")
    assert "data:image/svg+xml;base64," in page.text
    secret = secret_of(guest)
    assert secret == secret_of(guest)
    there = guest.send(HERE, on=HERE, code=code(secret), next="/programme/staff")
    assert there.headers["Location"] == "/programme/staff"
    assert guest.get("/programme/staff").status_code == 200
    pass_time(30)
    again = signed_in(app, COORDINATOR)
    shown = again.get(HERE).text
    assert "Code de votre application" in shown
    assert secret not in shown.replace(" ", "")
    assert again.send(HERE, on=HERE, code=code(secret)).status_code == 303
    assert again.get("/account").status_code == 200


def test_whose_phone_is_gone_sets_another_one_up(app: Flask, guest: Guest) -> None:
    lost = enrolled(guest)
    staff.take_second_factor_away(db.session(), COORDINATOR, actor="test", now=clock.now())
    db.session.commit()
    assert guest.get("/account").headers["Location"].startswith("/sign-in")
    again = signed_in(app, COORDINATOR)
    secret = secret_of(again)
    assert secret != lost
    assert again.send(HERE, on=HERE, code=code(lost)).status_code == 400
    assert again.send(HERE, on=HERE, code=code(secret)).status_code == 303
    assert again.get("/account").status_code == 200


def test_without_it_nothing_else_is_reached(app: Flask, guest: Guest) -> None:
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or set()):
            continue
        if not rule.rule.startswith(("/account", "/programme", "/activities")):
            continue
        answer = guest.get(rule.rule)
        proves = rule.rule in (HERE, "/account/unlock", "/account/appointment")
        assert answer.status_code == (200 if proves else 303), rule.rule


def test_no_code_counts_twice(app: Flask, guest: Guest, pass_time: Callable[[int], None]) -> None:
    secret = enrolled(guest)
    other = signed_in(app, COORDINATOR)
    answer = other.send(HERE, on=HERE, code=code(secret))
    assert answer.status_code == 400
    assert "pas le code du moment" in answer.text
    pass_time(30)
    assert other.send(HERE, on=HERE, code=code(secret)).status_code == 303
    third = signed_in(app, COORDINATOR)
    earlier = code(secret, clock.now() - timedelta(seconds=30))
    assert third.send(HERE, on=HERE, code=earlier).status_code == 400


def test_five_wrong_codes_end_the_session(app: Flask, guest: Guest) -> None:
    enrolled(guest)
    other = signed_in(app, COORDINATOR)
    for _ in range(4):
        assert other.send(HERE, on=HERE, code="12").status_code == 400
    assert other.send(HERE, on=HERE, code="12").headers["Location"] == "/sign-in"
    assert other.get(HERE).headers["Location"].startswith("/sign-in")
    assert guest.get("/account").status_code == 200


def test_another_app_needs_the_first_one(app: Flask, guest: Guest) -> None:
    former = enrolled(guest)
    assert signed_in(app, COORDINATOR).get(f"{HERE}/new").headers["Location"].startswith(HERE)
    secret = secret_of(guest, f"{HERE}/new")
    assert secret != former
    kept = guest.send(f"{HERE}/new", on=f"{HERE}/new", code=code(secret))
    assert kept.headers["Location"] == "/account?done=factor"
    with reading() as connection:
        stored = connection.execute(
            select(Staff.otp_secret).where(Staff.email == COORDINATOR)
        ).scalar_one()
    assert stored == secret


def test_a_wrong_first_code_keeps_nothing(guest: Guest) -> None:
    assert guest.send(HERE, on=HERE, code="000000x").status_code == 400
    with reading() as connection:
        assert set(connection.execute(select(Staff.otp_secret)).scalars()) == {None}


def test_it_is_written_down_without_the_secret(guest: Guest) -> None:
    secret = enrolled(guest)
    with reading() as connection:
        subjects = list(connection.execute(select(AuditLine.subject)).scalars())
    assert re.fullmatch(r"staff:[0-9]+ second factor set", subjects[-1])
    assert secret not in str(subjects)


def test_who_has_shown_it_is_not_asked_again(guest: Guest) -> None:
    enrolled(guest)
    assert guest.get(HERE).headers["Location"] == "/account"


def test_somebody_is_let_in_only_while_proved(guest: Guest) -> None:
    enrolled(guest)
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(proved_at=None))
    assert guest.get("/account").headers["Location"].startswith(HERE)


@pytest.mark.parametrize("seconds", [-30, -1, 0, 29, 30])
def test_a_clock_may_be_half_a_minute_off(seconds: int) -> None:
    secret, moment = pyotp.random_base32(), NOW + timedelta(seconds=seconds)
    assert second_factor.step_of(secret, code(secret, moment), now=NOW) == (
        int(moment.timestamp()) // 30
    )


@pytest.mark.parametrize("seconds", [-61, 61])
def test_but_no_more(seconds: int) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    said = code(secret, NOW + timedelta(seconds=seconds))
    assert second_factor.step_of(secret, said, now=NOW) is None


@pytest.mark.parametrize("said", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code(said: str) -> None:
    assert second_factor.step_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", said, now=NOW) is None


def test_the_secret_is_the_sessions_own() -> None:
    secrets = {second_factor.new_secret(key, former) for key in ("a", "b") for former in ("", "x")}
    assert len(secrets) == 4
    assert {len(one) for one in secrets} == {32}
