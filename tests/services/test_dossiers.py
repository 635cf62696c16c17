"""What is kept of a person: seen, given, held; and as they take it home."""

import json
from datetime import UTC, datetime

from badges.models import Award, Merge
from badges.services import dossiers, doubles, exporting, merging, publishing
from badges.services.dossiers import BadgeState
from tests import standings, team
from tests.cast import CRITERIA, DAYS, NOW, ZONE, Cast, draft, later


def test_it_works(any_world: Cast) -> None:
    world, person = any_world, any_world.people[0]
    one = standings.promised(world, [person])[0]
    world.observe([person], numbers=(3,), days=DAYS[2:], staff=world.second_coach)
    found = dossiers.read(world.session, person, zone=ZONE, now=NOW)
    (towards,) = found.seen
    assert [(act.text, act.coach) for act in towards.acts] == [
        (CRITERIA[2], world.second_coach.email),
        (CRITERIA[0], world.coach.email),
        (CRITERIA[1], world.coach.email),
    ]
    (badge,) = found.badges
    assert (badge.uid, badge.state, badge.name) == (one.uid, BadgeState.VALID, "Esprit d'équipe")
    assert found.card is None


def test_what_was_seen_is_said_in_the_newest_words(any_world: Cast) -> None:
    world, person = any_world, any_world.people[0]
    standings.promised(world, [person])
    words = ("A passé la balle", *CRITERIA[1:])
    publishing.edit(
        world.session, world.urls, world.badge_class, draft(criteria=words), actor="t", now=NOW
    )
    found = dossiers.read(world.session, person, zone=ZONE, now=NOW)
    assert {act.text for one in found.seen for act in one.acts} <= {*words, *CRITERIA}
    assert len([act for one in found.seen for act in one.acts]) == 2


def test_each_badge_has_its_state(any_world: Cast) -> None:
    world, people = any_world, any_world.people
    short = publishing.publish(
        world.session, world.urls, world.organisation,
        draft(name="Parole tenue", valid_months=1), actor="test", now=NOW,
    )  # fmt: skip
    _, revoked, hidden = standings.promised(world, people[:3])
    standings.promised(world, people[:1], key="short", version=short)
    standings.revoke(world, revoked)
    standings.hide(world, hidden)
    after = datetime(2027, 3, 1, tzinfo=UTC)

    def states(number: int) -> list[BadgeState]:
        found = dossiers.read(world.session, people[number], zone=ZONE, now=after)
        return sorted(one.state for one in found.badges)

    assert states(0) == [BadgeState.EXPIRED, BadgeState.VALID]
    assert states(1) == [BadgeState.REVOKED]
    assert states(2) == [BadgeState.HIDDEN]


def test_it_goes_home_as_files(any_world: Cast) -> None:
    world, person = any_world, any_world.people[0]
    one, other = standings.promised(world, world.people[:2])
    world.session.get_one(Award, one.uid).line = "Merci"
    world.session.flush()
    found = dossiers.read(world.session, person, zone=ZONE, now=NOW)
    said = json.dumps(exporting.rows(found, world.urls), ensure_ascii=False)
    files = exporting.signed_files(world.session, person)
    assert {*files} == {f"badges/{one.uid}.jws", f"badges/{one.uid}.png"}
    assert files[f"badges/{one.uid}.jws"].decode() == one.token
    assert "Merci" in said
    assert other.uid not in said


def test_two_rows_stand_side_by_side(any_world: Cast) -> None:
    world, (kept, gone, *_) = any_world, any_world.people
    team.gather(world)
    world.observe([gone], numbers=(1,))
    merge = merging.propose(world.session, kept, gone, staff_id=world.coach.id, now=NOW)
    (double,) = doubles.waiting(world.session, Merge.id > 0, now=NOW).rows
    assert (double.kept.name, double.gone.name) == (kept.name, gone.name)
    assert (double.gone.seen, double.gone.badges, double.gone.has_card) == (1, 0, False)
    assert double.gone.activities == ("Tournoi de futsal solidaire",)
    merging.confirm(world.session, merge, staff_id=world.coordinator.id, now=later(1))
    assert doubles.waiting(world.session, Merge.id > 0, now=later(2)).rows == ()
    (double,) = doubles.done(world.session, Merge.id > 0, now=later(2)).rows
    assert double.can_undo
