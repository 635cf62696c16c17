"""Staff at the door: what their mails say, and a visitor who follows them."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_app_context
from sqlalchemy import select
from werkzeug.test import TestResponse

from badges.extensions import db, reading
from badges.models import Mail
from tests.web.visits import Visitor

LINK = re.compile(r"http://[^/\s]+(/sign-in/\S+)")
CODE = re.compile(r"^([0-9]{3} [0-9]{3})$", re.MULTILINE)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECRET = re.compile(r'<bdi dir="ltr">([A-Z2-7 ]{32,})</bdi>')


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of the outbox."""

    recipient: str
    body: str

    @property
    def link(self) -> str:
        """The path and query of its link."""
        found = LINK.search(self.body)
        assert found is not None
        return found[1]

    @property
    def code(self) -> str:
        """The code beside it."""
        found = CODE.search(self.body)
        assert found is not None
        return found[1]


def letters() -> list[Letter]:
    """What waits to be sent, the oldest first."""
    query = select(Mail.recipient, Mail.body).where(Mail.given_up_at.is_(None)).order_by(Mail.id)
    with reading() as connection:
        return [Letter(*row) for row in connection.execute(query)]


class Guest(Visitor):
    """Somebody with a browser of their own."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """One request; a test that looked at a row would hold SQLite's one lock."""
        if has_app_context():
            db.session.rollback()
        return super().open(*args, **options)

    def ask(self, email: str, **options: str) -> TestResponse:
        """Ask for a link."""
        return self.post("/sign-in", data={"email": email, **options})

    def press(self, path: str, **form: str) -> TestResponse:
        """Open a page, and press the button of its first form that carries a token."""
        found = TOKEN.search(self.get(path).text)
        token = found[1] if found else ""
        return self.post(path, data={"csrf_token": token, **form})

    def type_code(self, code: str, **form: str) -> TestResponse:
        """Type a code where the browser was led to."""
        found = TOKEN.search(self.get("/sign-in/sent").text)
        token = found[1] if found else ""
        return self.post("/sign-in/code", data={"csrf_token": token, "code": code, **form})

    def send(self, path: str, *, on: str, **form: str) -> TestResponse:
        """Send a form of the page `on` to an address."""
        found = TOKEN.search(self.get(on).text)
        assert found is not None
        return self.post(path, data={"csrf_token": found[1], **form})


def signed_in(app: Flask, email: str, **form: str) -> Guest:
    """Somebody who asked for a link and pressed its button."""
    guest = Guest(app)
    guest.ask(email)
    answer = guest.press(letters()[-1].link, **form)
    assert answer.status_code == 303, answer.text
    return guest
