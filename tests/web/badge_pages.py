"""Forms of the badge classes' pages, read from a page and sent again."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from html.parser import HTMLParser

from sqlalchemy import select

from badges.models import BadgeClassDraft, BadgeClassVersion
from tests.cast import Cast
from tests.fixtures.desk import Desk

Fields = dict[str, str | Sequence[str]]


class _Form(HTMLParser):
    """The fields of the form at one address, as a browser would send them but for buttons."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.area = action, False, ""
        self.fields: list[tuple[str, str]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("action", "").partition("?")[0] == self.action
        elif self.inside and tag == "input":
            if said.get("type") != "checkbox" or "checked" in said:
                self.fields.append((said["name"], said.get("value", "")))
        elif self.inside and tag == "textarea":
            self.area = said["name"]
            self.fields.append((self.area, ""))
        elif self.inside and tag == "select":
            self.select = said["name"]
        elif self.inside and tag == "option" and "selected" in said:
            self.fields.append((self.select, said["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text + data)


def fields(page: str, action: str) -> Fields:
    """What the form at `action` would send, names that occur twice as lists."""
    form = _Form(action)
    form.feed(page)
    assert form.fields, action
    several = {"criteria", "continues", "kinds", "skills"}
    found: Fields = {}
    for name, value in form.fields:
        held = found.get(name, [])
        found[name] = [*held, value] if name in several else value
    return found


def begun(desk: Desk, template: str = "esprit-equipe", **form: str) -> str:
    """The address of a new draft from a template."""
    answer = desk.post("/badge-classes/new", {"template": template, **form})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def saved(desk: Desk, address: str, **changes: str | Sequence[str]) -> Fields:
    """Save the form as it stands with these changes; gives what the form says then."""
    form = fields(desk.get(address).text, address) | changes
    answer = desk.post(address, form)
    assert answer.status_code == 303, answer.text
    return fields(desk.get(address).text, address)


def published(desk: Desk, address: str, **changes: str) -> str:
    """Publish what the preview shows; gives the address of the badge class."""
    page = desk.get(f"{address}/preview")
    assert page.status_code == 200, page.location
    form = fields(page.text, f"{address}/publish") | changes
    answer = desk.post(f"{address}/publish", form)
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("?")[0]


def drafts(world: Cast) -> Sequence[BadgeClassDraft]:
    """The drafts that there are."""
    world.session.expire_all()
    return world.session.scalars(select(BadgeClassDraft).order_by(BadgeClassDraft.id)).all()


def versions(world: Cast) -> int:
    """How many versions of badge classes there are."""
    world.session.expire_all()
    return len(world.session.scalars(select(BadgeClassVersion.id)).all())


def errors(page: str) -> list[str]:
    """The sentences that say what is wrong."""
    found = re.findall(r'class="error"[^>]*>(.*?)</p>', page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>|\u202f", " ", one)).strip() for one in found]


def plain(page: str) -> str:
    """The text of a page on one line."""
    text = re.sub(r"</?bdi[^>]*>", "", page.partition("<main")[2])
    text = re.sub(r"<[^>]+>", " ", text)
    return " ".join(unescape(text).replace("\u202f", " ").split())


def members(form: Mapping[str, str | Sequence[str]], name: str) -> list[str]:
    """A field that may occur several times."""
    return list(form.get(name, []))
