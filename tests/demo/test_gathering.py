"""Who came to the demonstration's sessions, and what is left to do round the day of building."""

from sqlalchemy import func, or_, select

from badges.demo.attendance import meetings
from badges.demo.description import load
from badges.models import (
    Activity,
    ActivityOpening,
    ActivityStaff,
    Attendance,
    Enrolment,
    Observation,
    Participant,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import today
from tests.demo.building_site import NOW, PARIS, Site

DEMO = load()
MAIN_COACH = "samir@sept-ecluses.example"
DAY = NOW.astimezone(PARIS).date()


def near(site: Site, email: str) -> dict[int, set[tuple[bool, bool]]]:
    """Of a coach's sessions near the day: days ago to whether somebody was there, and observed."""
    coach = site.session.execute(select(Staff).where(Staff.email == email)).scalar_one()
    rows = site.session.execute(
        select(Meeting.id, Meeting.day)
        .join(Activity, Activity.id == Meeting.activity_id)
        .where(
            Meeting.day.between(DAY - today.NEAR, DAY + today.NEAR),
            (Activity.lead_id == coach.id)
            | Activity.id.in_(
                select(ActivityStaff.activity_id).where(ActivityStaff.staff_id == coach.id)
            ),
        )
    )
    found: dict[int, set[tuple[bool, bool]]] = {}
    for number, day in rows:
        done = tuple(
            site.session.scalar(
                select(func.count()).select_from(table).where(table.session_id == number)
            )
            != 0
            for table in (Attendance, Observation)
        )
        found.setdefault((DAY - day).days, set()).add((done[0], done[1]))
    return found


def test_the_main_coach_has_done_some_and_has_some_left(site: Site) -> None:
    assert near(site, MAIN_COACH) == {
        1: {(True, False)},
        0: {(True, True), (False, False)},
        -1: {(False, False)},
    }


def test_everybody_who_came_is_on_the_list_and_was_there(site: Site) -> None:
    erased = len(DEMO.erasures)
    came = sum(len(one.people) for one in meetings(DEMO)) + sum(one.came for one in DEMO.gatherings)
    kept = site.session.scalar(select(func.count()).select_from(Attendance)) or 0
    assert came - 20 * erased <= kept <= came
    guests = select(ActivityOpening.organisation_id)  # are on a list, and come another day
    listed = (
        select(Enrolment.activity_id, Enrolment.participant_id)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .join(Activity, Activity.id == Enrolment.activity_id)
        .where(
            or_(
                Participant.organisation_id == Activity.organisation_id,
                Participant.organisation_id.not_in(guests),
            )
        )
    )
    there = (
        select(Meeting.activity_id, Attendance.participant_id)
        .join(Meeting, Meeting.id == Attendance.session_id)
        .distinct()
    )
    assert set(site.session.execute(there)) == set(site.session.execute(listed))


def test_mentors_are_those_who_come_to_reverse_mentoring(site: Site) -> None:
    rows = site.session.execute(
        select(Attendance.role, Activity.kind_key)
        .join(Meeting, Meeting.id == Attendance.session_id)
        .join(Activity, Activity.id == Meeting.activity_id)
        .distinct()
    )
    assert {role for role, kind in rows if kind == "mentorat-inverse"} == {"mentor"}


def test_each_further_coach_is_in_the_team(site: Site) -> None:
    expected = sum(len(one.coaches) - 1 for one in DEMO.activities)
    assert site.session.scalar(select(func.count()).select_from(ActivityStaff)) == expected
