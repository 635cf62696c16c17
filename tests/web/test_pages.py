"""Lists that do not fit one page go on at *La suite*, and cost as many statements as short ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert

from badges import clock
from badges.extensions import READER, db
from badges.models import Enrolment, RequestKind, RequestOutcome
from badges.services import activities, doubles, merging, people, requesting
from tests import team
from tests.cast import Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web import states
from tests.web.test_activities import words

SIXTY = 60


@pytest.fixture
def coach(world: Cast, desk_of: MakeDesk) -> Desk:
    return desk_of(world.coach)


@pytest.fixture
def office(world: Cast, desk_of: MakeDesk) -> Desk:
    return desk_of(world.coordinator)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    found: list[str] = []

    def note(*args: object) -> None:
        found.append(str(args[2]))

    event.listen(db.engines[READER], "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engines[READER], "before_cursor_execute", note)


def costs(desk: Desk, path: str) -> int:
    with statements() as found:
        assert desk.get(path).status_code == 200
    assert found
    return len(found)


def ask(world: Cast, count: int, *, settled: bool = False, first: int = 0) -> None:
    """So many corrections about as many people, each a minute after the other."""
    session, now = world.session, states.NOW
    names = [f"Personne {number:03d}" for number in range(first, first + count)]
    for at, one in enumerate(activities.add_people(
        session, world.organisation, names, actor="x", now=now
    )):  # fmt: skip
        asked = requesting.ask(
            session, one, RequestKind.CORRECTION, reason="name", staff_id=world.coach.id,
            now=now + timedelta(minutes=at),
        )  # fmt: skip
        if settled:
            when = now + timedelta(minutes=at)
            requesting.settle(
                session, asked, RequestOutcome.DONE, staff_id=world.coordinator.id, now=when
            )
    session.commit()


def test_open_requests_go_on(world: Cast, office: Desk) -> None:
    ask(world, 1, first=900)
    few = costs(office, "/requests")
    ask(world, SIXTY)
    assert costs(office, "/requests") == few
    page = office.get("/requests").text
    assert page.count("<h2>Corriger") == requesting.A_PAGE
    assert 'href="?page=2"' in page
    rest = office.get("/requests?page=2").text
    assert rest.count("<h2>Corriger") == SIXTY + 1 - requesting.A_PAGE
    assert "Personne 059" in rest
    assert "La suite" not in rest
    assert "Le début" in rest
    assert "Aucune demande" not in rest


def test_settled_requests_go_on(world: Cast, office: Desk) -> None:
    ask(world, SIXTY, settled=True)
    page = office.get("/requests?lang=en").text
    assert page.count("<h3>") == requesting.A_PAGE
    assert 'href="?lang=en&amp;closed=2"' in page
    rest = office.get("/requests?closed=2").text
    assert rest.count("<h3>") == SIXTY - requesting.A_PAGE
    assert "Personne 000" in rest
    assert "Aucune demande n'attend." not in rest


@pytest.mark.parametrize("number", ["0", "-3", "x", "9" * 30, "1.5"])
def test_a_page_that_is_no_number_is_the_first_or_empty(
    world: Cast, office: Desk, number: str
) -> None:
    ask(world, 1)
    for path in (f"/requests?page={number}", f"/people/merges?merged={number}"):
        assert office.get(path).status_code == 200


def lead(world: Cast, count: int) -> None:
    """So many activities of the coach, with one person each."""
    session, names = world.session, [f"Membre {number:03d}" for number in range(count)]
    added = activities.add_people(session, world.organisation, names, actor="x", now=states.NOW)
    for number, one in enumerate(added):
        activity = activities.create_activity(
            session, world.organisation, kind="sport", name=f"Groupe {number:03d}",
            town="Bobigny", lead=world.coach, days=[date(2026, 1, 1) + timedelta(days=number)],
        )  # fmt: skip
        listed = {"activity_id": activity.id, "participant_id": one.id, "enrolled_at": clock.now()}
        session.execute(insert(Enrolment), [listed])
    session.commit()


def test_groups_go_on(world: Cast, coach: Desk) -> None:
    team.enrol(world, world.people[0])
    world.session.commit()
    few = costs(coach, "/people")
    lead(world, SIXTY)
    assert costs(coach, "/people") == few
    seen: list[str] = []
    for number in range(1, 8):
        page = coach.get(f"/people?page={number}").text
        assert ('rel="next"' in page) is (number < 7)
        seen += [f"Groupe {one:03d}" for one in range(SIXTY) if f"Groupe {one:03d}" in page]
    assert sorted(seen) == [f"Groupe {one:03d}" for one in range(SIXTY)]


def test_a_large_group_goes_on_in_its_activity(world: Cast, coach: Desk) -> None:
    names = [f"Membre {number:03d}" for number in range(SIXTY)]
    added = activities.add_people(
        world.session, world.organisation, names, actor="x", now=states.NOW
    )
    team.enrol(world, *added)
    world.session.commit()
    page = coach.get("/people").text
    assert "60 personnes" in words(page)
    assert page.count("Membre ") == people.A_PAGE
    assert f'href="/activities/{world.activity.id}" aria-label="La suite de' in page
    assert "Membre 059" in coach.get(f"/activities/{world.activity.id}").text


def double(world: Cast, count: int) -> None:
    """So many people of whom somebody says that they are another one."""
    names = [f"Double {number:03d}" for number in range(count)]
    for one in activities.add_people(
        world.session, world.organisation, names, actor="x", now=states.NOW
    ):
        merging.propose(
            world.session, world.people[0], one, staff_id=world.coach.id, now=states.NOW
        )
    world.session.commit()


def test_doubles_go_on(world: Cast, office: Desk) -> None:
    double(world, 1)
    few = costs(office, "/people/merges")
    double(world, SIXTY)
    assert costs(office, "/people/merges") == few
    counts = []
    for number in range(1, 5):
        page = office.get(f"/people/merges?page={number}").text
        counts.append(page.count("La même personne"))
        assert ('rel="next"' in page) is (number < 4)
    assert counts == [doubles.A_PAGE] * 3 + [1]


def test_what_is_cut_elsewhere_says_so(world: Cast, office: Desk) -> None:
    names = [f"Membre {number:03d}" for number in range(SIXTY)]
    one, *_ = activities.add_people(
        world.session, world.organisation, names, actor="x", now=states.NOW
    )
    code = team.gather(world, now=states.NOW).codes[0]
    assert "Il y en a d'autres." in office.get(f"/people/{one.id}/merge").text
    assert "Il y en a d'autres." in office.get(f"/c/{code}").text
    assert "Il y en a d'autres." not in office.get(f"/c/{code}?q=Membre+05").text
