"""What a form or a query names that is out of reach is answered as what never was."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from werkzeug.test import TestResponse

from badges.extensions import db
from tests.security.village import ABSENT, ABSENT_WORD, Variant, Village, digest

KEY = re.compile(rb'value="[\w-]{22}"')  # of forms that are shown again
COACH, COORDINATOR = "coach", "coordinator"
AWAY = (Variant.OTHER_ORGANISATION,)
FAR = (Variant.OTHER_GROUP, Variant.OTHER_ORGANISATION)
SESSION = "/activities/{activity}/sessions/{meeting}"


class Form(NamedTuple):
    """A form whose `field` names an object. `own`: such an object of one's own is taken."""

    who: str
    path: str
    field: str
    thing: str
    rest: Mapping[str, str] = {}
    away: tuple[Variant, ...] = AWAY
    own: Variant | None = Variant.OWN
    written: str = "{}"
    method: str = "POST"

    def __str__(self) -> str:
        return f"{self.who}: {self.path} {self.field}"


PLAN = {"name": "Foot", "kind": "sport", "town": "Bobigny", "day": "2026-11-22"}
TICKED = {"badge": "{badge_class}", "criterion": "{criterion}"}
GUEST = {"email": "new@p.example", "role": "coach"}
FOUNDED = {"name": "Neuve", "url": "https://neuve.example", "email": "contact@neuve.example"}
FORMS = (
    Form(COORDINATOR, "/activities/new", "organisation", "organisation", PLAN),
    Form(COACH, "/activities/again", "activity", "activity", away=FAR),
    Form(COACH, "/activities/{activity}/team", "staff", "colleague"),
    Form(COACH, "/activities/{activity}/team/leave", "staff", "colleague", own=None),
    Form(COACH, "/activities/{activity}/team/lead", "staff", "colleague", own=None),
    Form(COACH, "/activities/{activity}/people/remove", "person", "person", away=FAR),
    Form(COACH, f"{SESSION}/present", "there", "person", away=FAR),
    Form(COACH, f"{SESSION}/people/undo", "ticked", "person", away=FAR, own=None),
    Form(COACH, f"{SESSION}/people/undo", "new", "person", away=FAR, own=None),
    Form(COACH, f"{SESSION}/told", "untold", "person", away=AWAY),
    Form(COACH, f"{SESSION}/declined", "person", "person", away=AWAY),
    Form(COACH, f"{SESSION}/seen", "person", "person", TICKED, own=None),
    Form(COACH, f"{SESSION}/seen", "badge", "badge_class", {"person": "{person}"}, own=None),
    Form(COACH, f"{SESSION}/seen", "criterion", "criterion", {**TICKED, "person": "{person}"},
         own=None),
    Form(COACH, f"{SESSION}/give", "person", "person", TICKED, own=None),
    Form(COACH, f"{SESSION}/give", "badge", "badge_class", {"person": "{person}"}, own=None),
    Form(COACH, f"{SESSION}/seen/{{person}}", "criterion", "criterion", own=None),
    Form(COORDINATOR, "/activities/{activity}/openings", "to", "neighbour"),
    Form(COORDINATOR, "/activities/{activity}/openings/close", "to", "neighbour", own=None),
    Form(COORDINATOR, "/people/{person}/merge", "other", "person", {"keep": "{person}"},
         own=Variant.OTHER_GROUP),
    Form(COACH, "/people/{person}/merge", "other", "person", {"keep": "{person}"}, away=FAR,
         own=None),
    Form(COACH, "/people/{person}/merge", "other", "person", away=FAR, own=None, method="GET"),
    Form(COORDINATOR, "/cards", "organisation", "organisation", {"count": "1"}),
    Form(COORDINATOR, "/cards", "holder", "colleague", {"count": "1"}),
    Form(COORDINATOR, "/cards/packs/{pack}/holder", "holder", "colleague"),
    Form(COORDINATOR, "/activities/{activity}/openings/people", "home", "organisation", own=None),
    Form(COORDINATOR, "/activities/{activity}/openings/people", "people", "person",
         {"home": "{organisation}"}, own=None),
    Form(COORDINATOR, "/people/{person}/hand-over", "to", "neighbour",
         {"agreed_on": "2026-11-20"}),
    Form(COORDINATOR, "/programme/staff/invitations", "place", "organisation", GUEST,
         written="organisation:{}"),
    Form(COACH, "/account/appointment", "appointment", "appointment", away=FAR),
    Form(COORDINATOR, "/badge-classes/new", "organisation", "organisation"),
    Form(COORDINATOR, "/badge-classes/{shared_class}/adopt", "organisation", "organisation"),
    Form("admin", "/programme/organisations", "programme", "programme", FOUNDED, away=(),
         own=Variant.OWN),
    Form(COACH, "/given/{act}/undo", "uid", "award", away=FAR),
)  # fmt: skip


def own_names(village: Village) -> dict[str, str]:
    return {
        name: str(number)
        for (name, variant), number in village.numbers.items()
        if variant is Variant.OWN
    }


def send(village: Village, form: Form, named: str | int) -> TestResponse:
    """The form with that object in it; all else in it is one's own."""
    db.session.rollback()
    own, desk = own_names(village), village.desks[form.who]
    said = {name: value.format(**own) for name, value in form.rest.items()}
    said[form.field] = form.written.format(named)
    path = form.path.format(**own)
    with village.app.app_context():
        client = village.app.test_client()
        client.set_cookie("session", desk.key)
        if form.method == "GET":
            return client.get(path, query_string=said, buffered=True)
        said |= {"csrf_token": desk.csrf_token, "key": "the same"}
        return client.post(path, data=said, buffered=True)


def told(answer: TestResponse) -> tuple[int, str, bytes]:
    """What somebody is told, but for the keys of the next form."""
    return answer.status_code, answer.headers.get("Location", ""), KEY.sub(b"", answer.data)


def said_of(absent: TestResponse, named: str | int) -> tuple[int, str, bytes]:
    """The same, had they named that one: what was typed is shown again."""
    status, location, data = told(absent)
    nobody = str(ABSENT_WORD if isinstance(named, str) else ABSENT)
    there = location.replace(nobody, str(named))
    return status, there, data.replace(nobody.encode(), str(named).encode())


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_who_is_out_of_reach_is_as_who_never_was(village: Village, form: Form) -> None:
    before = digest()
    word = isinstance(village.numbers[form.thing, Variant.OWN], str)
    absent = send(village, form, ABSENT_WORD if word else ABSENT)
    for variant in form.away:
        named = village.numbers[form.thing, variant]
        answer = send(village, form, named)
        db.session.rollback()
        changed = digest() != before
        village.restore()
        assert not changed, f"{form} {variant}"
        assert told(answer) == said_of(absent, named), f"{form} {variant}"
    assert absent.status_code < 500


@pytest.mark.parametrize("form", [one for one in FORMS if one.own], ids=str)
def test_ones_own_is_taken(village: Village, form: Form) -> None:
    before = digest()
    assert form.own is not None
    answer = send(village, form, village.numbers[form.thing, form.own])
    db.session.rollback()
    changed = digest() != before
    village.restore()
    assert answer.status_code in (200, 303), answer.status_code
    assert changed or form.path == "/account/appointment"


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_number_that_no_column_holds_breaks_nothing(village: Village, form: Form) -> None:
    for named in (10**30, 2**31, -1):
        answer = send(village, form, named)
        db.session.rollback()
        village.restore()
        assert answer.status_code < 500, f"{form}: {named}: {answer.status_code}"
