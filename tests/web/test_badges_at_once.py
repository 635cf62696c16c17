"""A double tap, on both databases: what is submitted twice at one time is published once."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from badges.extensions import db
from badges.models import BadgeClassVersion
from tests.cast import Cast
from tests.fixtures.desk import Desk
from tests.web.badge_pages import begun, fields

TAPS = 4
Answer = tuple[int, str | None]


def at_once(desk: Desk, address: str, form: Callable[[int], Mapping[str, Any]]) -> list[Answer]:
    """Send a form several times at one time, each on a connection of its own."""
    db.session.remove()
    clients = [desk.app.test_client() for _ in range(TAPS)]
    for client in clients:
        client.set_cookie(desk.cookie["name"], desk.key)

    def tap(number: int) -> Answer:
        answer = clients[number].post(address, data=form(number), buffered=True)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(TAPS) as taps:
        return list(taps.map(tap, range(TAPS)))


def test_a_double_tap_publishes_once(any_app: Flask, any_world: Cast) -> None:
    desk = Desk(any_app, any_world.coordinator)
    address = begun(desk)
    form = fields(desk.get(f"{address}/preview").text, f"{address}/publish")
    count = select(func.count()).select_from(BadgeClassVersion)
    before = any_world.session.scalar(count)
    answers = at_once(desk, f"{address}/publish", lambda _number: form)
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 303
    assert db.session.scalar(count) == (before or 0) + 1


def test_of_those_who_save_at_once_all_but_one_are_told(any_app: Flask, any_world: Cast) -> None:
    desk = Desk(any_app, any_world.coordinator)
    address = begun(desk)
    form = fields(desk.get(address).text, address)
    answers = at_once(desk, address, lambda number: form | {"name": f"Nom {number}"})
    assert sorted(status for status, _ in answers) == [303] + [409] * (TAPS - 1)
