"""Lists become people and sessions: shown first, then done, once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from badges.models import Actor, Attendance, Enrolment, Participant, Role
from badges.models import Session as Meeting
from badges.services import activities, importing, rosters
from badges.services.importing import Imported, Plan
from badges.services.rosters import RosterError, Row
from tests.actors import actor_of, listed
from tests.cast import DAYS, NAMES, NOW, Cast
from tests.source import ROOT

TODAY = DAYS[2]
LIST = (
    "Prénom;Nom;Présent;Séance du;Téléphone\n"
    "Zéphyrine;Qwarlov;oui;21/11/2026;0611223344\n"
    "Nour;B.;oui;21/11/2026;\n"
    "Nour;B.;non;21/11/2026;\n"
    "Nour;B.;oui;14/11/2026;\n"
    "Léa;M.;oui;20/11/2026;\n"
    ";;oui;20/11/2026;\n"
    "Ali;;peut-être;20/11/2026;\n"
    "Ali;;oui;22/11/2026;\n"
    "Ali;;oui;22/11/2020;\n"
)


def meeting(world: Cast) -> Meeting:
    number = activities.sessions_on(world.session, world.activity, [TODAY])[TODAY]
    return world.session.get_one(Meeting, number)


def plan(world: Cast, text: str | bytes, actor: Actor | None = None) -> Plan:
    data = text.encode() if isinstance(text, str) else text
    coach = actor or actor_of(world, world.coach)
    return importing.plan(
        world.session, coach, world.activity, meeting(world), data, today=TODAY, now=NOW
    )


def carry_out(world: Cast, text: str) -> Imported:
    return importing.carry_out(
        world.session,
        actor_of(world, world.coach),
        world.activity,
        meeting(world),
        text.encode(),
        today=TODAY,
        now=NOW,
    )


def count(world: Cast, model: type) -> int:
    return world.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_each_row_says_what_it_will_do(any_world: Cast) -> None:
    listed(any_world, any_world.people[0].id)
    before = count(any_world, Participant), count(any_world, Meeting)
    found = plan(any_world, LIST)
    said = [(one.line, one.person, one.again, one.present, one.day.day) for one in found.rows]
    assert said == [
        (2, any_world.people[0].id, False, True, 21),
        (3, None, False, True, 21),
        (4, None, False, False, 21),
        (5, None, True, True, 14),
        (6, None, False, True, 20),
    ]
    assert (found.new_people, found.present) == (3, 4)
    assert found.new_days == (date(2026, 11, 20),)
    assert found.ignored_columns == ("Téléphone",)
    assert [(one.line, one.code) for one in found.problems] == [
        (7, "no_name"),
        (8, "bad_presence"),
        (9, "day_to_come"),
        (10, "day_long_ago"),
    ]
    assert (count(any_world, Participant), count(any_world, Meeting)) == before


def test_what_was_shown_is_done_once(any_world: Cast) -> None:
    listed(any_world, any_world.people[0].id)
    text = plan(any_world, LIST).text
    assert carry_out(any_world, text) == Imported(new=3, known=1, ticked=4)
    sizes = [count(any_world, one) for one in (Participant, Enrolment, Attendance, Meeting)]
    assert sizes[1:3] == [4, 4]
    assert carry_out(any_world, text) == Imported(new=0, known=4, ticked=0)
    assert sizes == [count(any_world, one) for one in (Participant, Enrolment, Attendance, Meeting)]
    assert all(one.ticked for one in plan(any_world, text).rows if one.present)


def test_what_is_sent_again_holds_nothing_that_is_not_kept(world: Cast) -> None:
    text = plan(world, LIST).text
    assert "0611223344" not in text
    assert "Téléphone" not in text


def test_who_is_called_absent_keeps_the_tick_of_a_colleague(world: Cast) -> None:
    carry_out(world, "Nom\nNour B.\n")
    carry_out(world, "Nom;Présent\nNour B.;non\n")
    assert count(world, Attendance) == 1


def test_a_row_without_a_day_is_of_this_session(world: Cast) -> None:
    [row] = plan(world, "Nour B.\n").rows
    assert row.day == TODAY
    carry_out(world, plan(world, "Nour B.\n").text)
    query = select(Meeting.day).join(Attendance, Attendance.session_id == Meeting.id)
    assert list(world.session.scalars(query)) == [TODAY]


def test_whom_a_coach_may_not_know_is_new(world: Cast) -> None:
    assert plan(world, NAMES[0]).rows[0].person is None
    coordinator = actor_of(world, world.coordinator, Role.COORDINATOR)
    assert plan(world, NAMES[0], coordinator).rows[0].person == world.people[0].id


@pytest.mark.parametrize(("role", "most"), [(Role.COACH, 50), (Role.COORDINATOR, 2_000)])
def test_each_role_has_its_limit(world: Cast, role: Role, most: int) -> None:
    who = world.coach if role is Role.COACH else world.coordinator
    actor = actor_of(world, who, role)
    names = [f"Nom {number} a" for number in range(most + 1)]
    assert len(plan(world, "\n".join(names[:most]), actor).rows) == most
    with pytest.raises(RosterError) as refusal:
        plan(world, "\n".join(names), actor)
    assert (refusal.value.code, refusal.value.values) == ("too_many_rows", {"limit": str(most)})


def test_a_workbook_is_not_taken(world: Cast) -> None:
    with pytest.raises(RosterError) as refusal:
        plan(world, b"PK\x03\x04rest")
    assert refusal.value.code == "workbook"


@pytest.mark.parametrize(
    "name", ["futsal_excel_cp1252.csv", "futsal_excel_utf8_bom.csv", "comma_dates_iso.csv"]
)
def test_lists_as_they_arrive(world: Cast, name: str) -> None:
    data = (ROOT / "tests" / "vectors" / "rosters" / name).read_bytes()
    found = plan(world, data)
    assert found.rows
    assert carry_out(world, found.text).new == found.new_people


def quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


NAME = st.text(
    st.characters(categories=["L", "M", "N", "P", "Zs"]), min_size=1, max_size=30
).filter(lambda text: any(map(str.isalpha, text)))


@given(
    st.lists(
        st.tuples(NAME, st.booleans(), st.dates(TODAY - timedelta(days=300), TODAY)),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_sent_again_is_read_as_it_was_understood(
    rows: list[tuple[str, bool, date]],
) -> None:
    lines = [f"{quoted(name)};{'oui' if here else ''};{day}" for name, here, day in rows]
    first = "\n".join(["nom complet;présent;date", *lines])
    understood = rosters.read(first.encode()).rows

    def told(some: tuple[Row, ...]) -> list[tuple[str, bool, date | None]]:
        return [(one.name, one.present, one.day) for one in some]

    dated = [(one.name, one.day or TODAY) for one in understood]
    again = importing.written(dated, understood)
    assert told(rosters.read(again.encode()).rows) == told(understood)
