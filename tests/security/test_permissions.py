"""The permission table, played in full: every closed route, every role, every kind of object."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask, Response
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from badges import clock, create_app, security
from badges.extensions import db
from badges.models import Role
from badges.security import Permission, Reach
from badges.urls import PublicUrls
from tests import cast
from tests.cast import NOW
from tests.fixtures.database import BASE, settings_for
from tests.security.objects import ASKED, OBJECTS, POSITIONS, QUERIES, Numbered
from tests.security.populating import populate
from tests.security.village import ABSENT, STRANGER, WITHIN, Variant, Village, digest

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WHO = (*(role.value for role in Role), STRANGER)
# What nobody may say of themselves or of somebody else in a form that does not ask for it.
EXTRA = ("organisation_id", "programme_id", "role", "staff_id", "id", "actor", "appointment_id")
BROKEN = 500


class Door(NamedTuple):
    """One method of one closed route."""

    rule: Rule
    method: str
    permission: Permission

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def closed(app: Flask) -> list[Door]:
    """Each closed route, by each method that it takes."""
    doors = []
    for rule in app.url_map.iter_rules():
        permission = security.needed(app.view_functions[rule.endpoint])
        if permission is not None:
            methods = [one for one in METHODS if one in (rule.methods or set())]
            doors += [Door(rule, method, permission) for method in methods]
    return doors


def objects_of(rule: Rule) -> dict[str, Numbered]:
    """How each parameter of a route is called in an address."""
    found = {}
    for name in sorted(rule.arguments):
        blueprint = rule.endpoint.partition(".")[0]
        keys = (f"{rule.endpoint}:{name}", f"{blueprint}:{name}", name)
        numbered = next((OBJECTS[key] for key in keys if key in OBJECTS), None)
        assert numbered is not None, (
            f"{rule.rule} has a parameter {name!r} that tests/security/objects.py does not know: "
            f"add {name!r} (or '{rule.endpoint}:{name}') to OBJECTS, and the row that it names to "
            "tests/security/populating.py, for each of own, another group, another organisation "
            "and deleted."
        )
        found[name] = numbered
    return found


def address(village: Village, who: str, rule: Rule, variants: Mapping[str, Variant]) -> str | None:
    """Where the route leads for these objects; None where one of them cannot be."""
    values = {name: one(village, who, variants[name]) for name, one in objects_of(rule).items()}
    if None in values.values():
        return None
    path: str = village.app.url_map.bind("localhost").build(rule.endpoint, values)
    query = QUERIES.get(rule.endpoint)
    return f"{path}?{query}" if query else path


def all_of(rule: Rule, variant: Variant) -> dict[str, Variant]:
    """Each parameter of a route of one kind."""
    return dict.fromkeys(rule.arguments, variant)


def mixtures(rule: Rule) -> Iterator[dict[str, Variant]]:
    """All parameters of one kind; and each by itself out of reach beside own ones."""
    names = sorted(rule.arguments)
    for variant in Variant:
        yield dict.fromkeys(names, variant)
        if len(names) > 1:
            for name in sorted(set(names) - POSITIONS):
                yield dict.fromkeys(names, Variant.OWN) | {name: variant}


def open_door(village: Village, who: str, door: Door, path: str, **form: str) -> TestResponse:
    db.session.rollback()
    with village.app.app_context():  # as in real use: nothing is left of the request before
        client, data = village.app.test_client(), form
        if who != STRANGER:
            desk = village.desks[who]
            client.set_cookie("session", desk.key)
            data = {"csrf_token": desk.csrf_token, **form} if door.method != "GET" else {}
        return client.open(path, method=door.method, data=data or None, buffered=True)


def assert_unchanged(village: Village, before: str, what: str) -> None:
    db.session.rollback()
    if digest() != before:
        village.restore()
        pytest.fail(f"{what} was denied, and changed something")


def is_to_sign_in(answer: TestResponse) -> bool:
    if "Clear-Site-Data" in answer.headers:  # who signs out arrives there too
        return False
    return answer.status_code == 303 and answer.headers["Location"].startswith(security.SIGN_IN)


def test_every_parameter_is_known(village: Village) -> None:
    for door in closed(village.app):
        objects_of(door.rule)


@pytest.mark.parametrize("who", WHO)
def test_who_reaches_nothing_is_refused_whatever_they_name(village: Village, who: str) -> None:
    before, count = digest(), 0
    for door in closed(village.app):
        if who != STRANGER and security.reach(Role(who), door.permission) is not Reach.NOTHING:
            continue
        for variants in mixtures(door.rule):
            path = address(village, who, door.rule, variants)
            if path is None:
                continue
            answer = open_door(village, who, door, path)
            what = f"{who}: {door} {[*variants.values()]}"
            refused = is_to_sign_in(answer) if who == STRANGER else answer.status_code == 403
            assert refused, f"{what}: {answer.status_code}"
            count += 1
    assert_unchanged(village, before, f"something for {who}")
    assert count


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_what_is_out_of_reach_is_answered_as_what_never_was(village: Village, who: str) -> None:
    before = digest()
    for door in closed(village.app):
        reach = security.reach(Role(who), door.permission)
        if reach is Reach.NOTHING or not door.rule.arguments:
            continue
        nowhere = address(village, who, door.rule, all_of(door.rule, Variant.ABSENT))
        assert nowhere is not None
        absent = open_door(village, who, door, nowhere)
        assert absent.status_code == 404, f"{who}: {door}: {absent.status_code}"
        for variants in mixtures(door.rule):
            if set(variants.values()) <= WITHIN[reach]:
                continue
            path = address(village, who, door.rule, variants)
            if path is None:
                continue
            answer = open_door(village, who, door, path)
            what = f"{who}: {door} {[*variants.values()]}"
            assert answer.status_code == 404, f"{what}: {answer.status_code}"
            assert answer.data == absent.data, what
            assert_unchanged(village, before, what)


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_what_is_within_reach_is_there(village: Village, who: str) -> None:
    for door in closed(village.app):
        reach = security.reach(Role(who), door.permission)
        for variant in WITHIN[reach]:
            path = address(village, who, door.rule, all_of(door.rule, variant))
            if path is None:
                continue
            answer = open_door(village, who, door, path)
            if door.method != "GET":
                village.restore()
            what = f"{who}: {door} {variant}: {answer.status_code}"
            assert answer.status_code < BROKEN, what
            assert answer.status_code != 403, what
            assert not is_to_sign_in(answer), what
            # A form that names nobody in its body may be answered so too; a page is there.
            assert door.method != "GET" or answer.status_code in (200, 303), what


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_what_a_form_does_not_ask_for_is_refused(village: Village, who: str) -> None:
    """Whoever says in a form whose it is, or what they are, is answered as for any unknown field:
    by one page at every door, before anything else of the form is looked at.
    """
    twin = str(village.numbers["organisation", Variant.OTHER_ORGANISATION])
    extra = dict.fromkeys(EXTRA, twin) | {"role": Role.ADMIN.value, "actor": "system"}
    before, pages, count = digest(), set(), 0
    for door in closed(village.app):
        if door.method == "GET" or security.reach(Role(who), door.permission) is Reach.NOTHING:
            continue
        path = address(village, who, door.rule, all_of(door.rule, Variant.OWN))
        assert path is not None, f"{who}: {door} has nothing of their own"
        for name, value in extra.items():
            answer = open_door(village, who, door, path, **{name: value})
            what = f"{who}: {door} with {name}={value}: {answer.status_code}"
            assert 400 <= answer.status_code < BROKEN, what
            assert_unchanged(village, before, what)
            if (door.rule.endpoint, name) not in ASKED:
                assert answer.status_code == 400, what
                pages.add(answer.data)
                assert len(pages) == 1, what
                count += 1
    assert count


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_a_form_from_elsewhere_is_refused_at_every_door(village: Village, who: str) -> None:
    before = digest()
    for door in closed(village.app):
        path = address(village, who, door.rule, all_of(door.rule, Variant.OWN))
        if door.method != "GET" and path is not None:
            answer = village.desks[who].client.open(path, method=door.method, buffered=True)
            assert answer.status_code == 403, f"{who}: {door}"
    assert_unchanged(village, before, f"a form from elsewhere for {who}")


@pytest.mark.parametrize("who", WHO)
def test_looking_changes_nothing(village: Village, who: str) -> None:
    before = digest()
    for door in closed(village.app):
        path = address(village, who, door.rule, all_of(door.rule, Variant.OWN))
        if door.method == "GET" and path is not None:
            open_door(village, who, door, path)
            assert_unchanged(village, before, f"{who}: {door}")


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_a_number_that_no_column_holds_is_not_there(village: Village, who: str) -> None:
    for door in closed(village.app):
        path = address(village, who, door.rule, all_of(door.rule, Variant.ABSENT))
        if path is None or str(ABSENT) not in path:
            continue
        for number in (2**31, 2**63, 10**30):
            answer = open_door(village, who, door, path.replace(str(ABSENT), str(number)))
            assert answer.status_code in (403, 404, 405), f"{who}: {door} {number}"


# ---- the table itself


@pytest.fixture
def cells(village: Village) -> Iterator[Flask]:
    """A route for each permission of the table, whether pages use it yet or not."""
    app = create_app(settings_for(f"sqlite:///{village.file}", village.file.parent))

    def view() -> Response:
        return Response("inside")

    for permission in Permission:

        def cell() -> Response:
            return view()

        app.add_url_rule(
            f"/cells/{permission.name}", permission.name, security.needs(permission)(cell)
        )
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


@pytest.mark.parametrize("permission", Permission)
def test_every_cell_is_as_the_table_says(
    village: Village, cells: Flask, permission: Permission
) -> None:
    for role in Role:
        client = cells.test_client()
        client.set_cookie("session", village.desks[role.value].key)
        expected = 403 if security.reach(role, permission) is Reach.NOTHING else 200
        assert client.get(f"/cells/{permission.name}").status_code == expected, role
    assert is_to_sign_in(cells.test_client().get(f"/cells/{permission.name}"))


def test_every_permission_is_needed_by_a_route(village: Village) -> None:
    used = {door.permission for door in closed(village.app)}
    unused = sorted(one.name for one in set(Permission) - used)
    assert not unused, f"no route needs {', '.join(unused)}"


# ---- the machine can find a fault


def _leaky(app: Flask, view: object) -> Door:
    """A route that a careless hand added, without what the others do."""
    app.add_url_rule("/leak/<int:person_id>", "leak", view, methods=["GET"])  # type: ignore[arg-type]
    return next(door for door in closed(app) if door.rule.endpoint == "leak")


def test_a_view_that_loads_without_asking_would_be_found(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "badges.sqlite3"
    shutil.copyfile(sqlite_template, file)
    app = create_app(settings_for(f"sqlite:///{file}", tmp_path))

    @security.needs(Permission.FIND_PEOPLE)
    def leak(person_id: int) -> Response:
        return Response(str(person_id))

    door = _leaky(app, leak)
    with app.app_context():
        leaky = populate(app, file, cast.assemble(db.session(), PublicUrls(BASE)))
        path = address(
            leaky, Role.COACH.value, door.rule, {"person_id": Variant.OTHER_ORGANISATION}
        )
        assert path is not None
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(clock, "now", lambda: NOW)
            with pytest.raises(AssertionError):
                test_what_is_out_of_reach_is_answered_as_what_never_was(leaky, Role.COACH.value)


def test_a_parameter_that_nobody_registered_would_be_found(app: Flask) -> None:
    app.add_url_rule("/new/<int:unheard_of>", "new")
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == "new")
    with pytest.raises(AssertionError, match="add 'unheard_of'"):
        objects_of(rule)


def test_what_never_was_is_really_not_there(village: Village) -> None:
    assert ABSENT not in village.numbers.values()
    names = {variant: village.numbers.get(("person", variant)) for variant in Variant}
    present = [one for one in names.values() if one is not None]
    assert len(set(present)) == len(present) == 4
