"""Several coaches over several sessions, and people of several organisations, through the pages."""

from datetime import date, timedelta

from sqlalchemy import select

from badges.extensions import db
from badges.models import ActivityOpening, ActivityStaff, Award, BadgeClassVersion, Enrolment, Role
from badges.services import activities, organisations, publishing
from tests.cast import NOW, Cast, draft
from tests.fixtures.desk import Desk, MakeDesk
from tests.gym import Gym

SIX = [date(2026, 10, 3) + timedelta(days=7 * week) for week in range(6)]


def demanding(world: Cast) -> BadgeClassVersion:
    """Two acts in three sessions."""
    return publishing.publish(
        world.session, world.urls, world.organisation,
        draft(name="Toujours là", needed_criteria=2, needed_sessions=3), actor="test", now=NOW,
    )  # fmt: skip


def see(desk: Desk, place: str, version: BadgeClassVersion, number: int, *people: int) -> str:
    """Note one act of these people; what the screen says afterwards."""
    db.session.add(version)
    form = {
        "badge": version.badge_class.slug,
        "criterion": str(version.criteria[number - 1].criterion_id),
        "person": [str(one) for one in people],
    }
    answer = desk.post(f"{place}/seen", form)
    assert answer.status_code == 303
    return desk.get(answer.headers["Location"]).text


def test_two_coaches_over_three_sessions_of_six(world: Cast, desk_of: MakeDesk) -> None:
    activity = activities.create_activity(
        world.session, world.organisation, kind="sport", name="Six samedis", town="Bobigny",
        lead=world.coach, days=SIX,
    )  # fmt: skip
    world.session.add(ActivityStaff(activity_id=activity.id, staff_id=world.second_coach.id))
    for person in world.people[:2]:
        person.informed_at = NOW
        world.session.add(
            Enrolment(activity_id=activity.id, participant_id=person.id, enrolled_at=NOW)
        )
    version = demanding(world)
    days = activities.sessions_on(world.session, activity, SIX)
    first, second = (one.id for one in world.people[:2])
    places = [f"/activities/{activity.id}/sessions/{days[day]}" for day in SIX[:3]]
    slug = version.badge_class.slug
    world.session.commit()
    desk, other = desk_of(world.coach), desk_of(world.second_coach)
    assert "Badges atteints" not in see(desk, places[0], version, 1, first, second)
    assert "Badges atteints" not in see(other, places[1], version, 2, first)
    page = see(other, places[2], version, 1, first)
    ready = page.partition("Badges atteints, à donner")[2].partition("</section>")[0]
    assert "<bdi>Toujours là</bdi>" in ready
    assert [one.name in ready for one in world.people[:2]] == [True, False]
    form = {"badge": slug, "person": [str(first), str(second)], "key": "six"}
    result = desk.get(desk.post(f"{places[2]}/give", form).headers["Location"]).text
    assert "1 badge donné" in result
    assert "1 acte, pendant 1 séance." in result.partition("En chemin")[2]
    award = db.session().scalars(select(Award)).one()
    said = desk.get(f"/awards/{award.id}").text
    assert "Vu par 2 coachs, pendant 3 séances sur 6." in said


def test_a_guest_of_another_organisation(world: Cast, desk_of: MakeDesk) -> None:
    gym = Gym(world)
    guest = activities.add_people(world.session, world.twin, ["Invitée"], actor="t", now=NOW)[0]
    gym.arrives(guest)
    theirs = organisations.appoint(
        world.session, email="coordination@jumelle.example", role=Role.COORDINATOR,
        organisation=world.twin, now=NOW,
    )  # fmt: skip
    world.session.commit()
    desk, other = desk_of(world.coach), desk_of(theirs)
    assert "Invitée" not in desk.get(f"{gym.place}/seen").text
    assert desk.post(f"{gym.place}/give", gym.form([guest])).status_code == 404
    world.session.add(
        ActivityOpening(activity_id=world.activity.id, organisation_id=world.twin.id, opened_at=NOW)
    )
    world.session.commit()
    assert "Invitée" in desk.get(f"{gym.place}/seen").text
    given = desk.post(f"{gym.place}/give", gym.form([guest])).headers["Location"]
    assert "<bdi>Invitée</bdi>" in desk.get(given).text
    award = db.session().scalars(select(Award)).one()
    assert award.organisation_id == world.organisation.id
    # Who coordinates the guest's organisation knows of the activity, not of the others in it.
    assert other.get(f"{gym.place}/seen").status_code == 404
    assert other.post(f"{gym.place}/give", gym.form(key="theirs")).status_code == 404
    assert other.get(given).status_code == 404
