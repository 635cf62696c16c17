"""People of equal names are told apart, each for good."""

from sqlalchemy import select

from badges.models import Participant
from badges.services import activities, attending, namesakes
from tests.cast import NOW, Cast


def add(world: Cast, *names: str, twin: bool = False) -> list[Participant]:
    place = world.twin if twin else world.organisation
    return activities.add_people(world.session, place, names, actor="test", now=NOW)


def mark(person: Participant) -> tuple[str | None, str | None]:
    return (person.pictogram, person.colour)


def test_marks_are_drawn_when_the_second_of_a_name_appears(any_world: Cast) -> None:
    [first] = add(any_world, "Aïssata Camara")
    assert mark(first) == (None, None)
    [second] = add(any_world, "aïssata CAMARA")
    any_world.session.refresh(first)
    any_world.session.refresh(second)
    assert first.pictogram in namesakes.PICTOGRAMS
    assert first.colour in namesakes.COLOURS
    assert second.pictogram not in (None, first.pictogram)
    assert second.colour not in (None, first.colour)


def test_a_mark_is_kept_when_more_come(world: Cast) -> None:
    people = add(world, "Nour", "Nour")
    before = [mark(one) for one in people]
    add(world, "Nour")
    for one in people:
        world.session.refresh(one)
    assert [mark(one) for one in people] == before


def test_no_two_of_many_have_the_same_mark(world: Cast) -> None:
    people = add(world, *["Nour"] * 40)
    for one in people:
        world.session.refresh(one)
    assert len({mark(one) for one in people}) == 40
    assert len({one.pictogram for one in people[:16]}) == 16


def test_others_and_the_twin_organisation_get_none(world: Cast) -> None:
    add(world, "Nour", "Léa")
    add(world, "Nour", twin=True)
    assert set(world.session.scalars(select(Participant.pictogram))) == {None}


def test_who_was_merged_is_no_namesake(world: Cast) -> None:
    first, other = add(world, "Nour", "Léa")
    first.merged_into_id = other.id
    world.session.flush()
    [second] = add(world, "Nour")
    world.session.refresh(second)
    assert mark(second) == (None, None)


def test_on_the_list_of_an_opened_activity_they_are_told_apart_too(world: Cast) -> None:
    [ours], [theirs] = add(world, "Nour"), add(world, "Nour", twin=True)
    attending.enrol(world.session, world.activity, [ours.id, theirs.id], actor="test", now=NOW)
    world.session.refresh(ours)
    world.session.refresh(theirs)
    assert ours.pictogram
    assert theirs.pictogram not in (None, ours.pictogram)
