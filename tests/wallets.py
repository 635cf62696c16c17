"""Somebody with a card in hand: a browser that scans, types a PIN and reads its own pages."""

import re
from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from badges.extensions import db
from badges.models import Mail, Participant
from badges.services import binding, codes
from tests import team
from tests.team import Team
from tests.web import states

PIN = "4071"


def give_card(crew: Team, person: Participant) -> str:
    """Bind the next blank card to somebody; its code as it is printed."""
    code, world = crew.codes[0], crew.world
    card = team.card_with(world, code)
    binding.bind(world.session, card, person, staff_id=world.coach.id, now=states.NOW)
    world.session.commit()
    return codes.shown(code)


class Hand:
    """One browser with one card, somewhere in the internet."""

    def __init__(self, app: Flask, card: str, *, address: str = "127.0.0.1") -> None:
        self.app, self.client = app, app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.card = card

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        db.session.rollback()
        with self.app.app_context():  # as in real use: nothing is left of the request before
            return self.client.get(address, buffered=True)

    def post(self, address: str, form: Mapping[str, str | list[str]] | None = None) -> TestResponse:
        """Send a form; one of the own pages with its token."""
        db.session.rollback()
        data = {**self._token(), **(form or {})}
        with self.app.app_context():
            return self.client.post(address, data=data, buffered=True)

    def claim(self, pin: str = PIN) -> TestResponse:
        """Choose a PIN for the first time."""
        return self.post(f"/c/{self.card}/claim", {"pin": pin})

    def enter(self, pin: str = PIN) -> TestResponse:
        """Type the PIN."""
        return self.post(f"/c/{self.card}/open", {"pin": pin})

    def confirm(self, email: str) -> None:
        """Have the badges made out to an e-mail address too, by the link in the mail."""
        assert self.post("/my-badges/email", {"email": email}).status_code == 303
        db.session.rollback()
        body = db.session.scalars(select(Mail.body).order_by(Mail.id.desc())).first() or ""
        link = re.search(r"/email/[\w-]+", body)
        assert link is not None
        assert Hand(self.app, "").post(link[0]).status_code == 200

    def _token(self) -> dict[str, str]:
        page = self.get("/my-badges").text
        found = re.search(r'name="csrf_token" value="(\w+)"', page)
        return {"csrf_token": found[1]} if found else {}
