"""Programmes and organisations as those see them who run them."""

from badges.models import Appointment, Role
from badges.services import epochs, organisations, programmes
from tests.cast import NOW, Cast


def test_it_works(any_world: Cast) -> None:
    world = any_world
    (found,) = programmes.reached(world.session, (world.organisation.id,))
    (line,) = found.organisations
    assert found.name == "Tremplin d'essai"
    assert (line.id, line.slug, line.town) == (
        world.organisation.id,
        world.organisation.slug,
        "Bobigny",
    )
    assert (line.staff, line.key, line.has_key_waiting) == (3, 1, False)
    assert (line.left_at, line.suspended_at, line.logo) == (None, None, None)


def test_all_of_them_are_every_programme_by_name(any_world: Cast) -> None:
    world = any_world
    organisations.create_programme(world.session, name="Cap Sud")
    every = programmes.all_of_them(world.session)
    assert [(one.name, len(one.organisations)) for one in every] == [
        ("Cap Sud", 0),
        ("Tremplin d'essai", 2),
    ]
    assert programmes.reached(world.session, ()) == []


def test_staff_are_counted_once_while_they_work_there(any_world: Cast) -> None:
    world = any_world
    world.session.add(
        Appointment(
            staff_id=world.coordinator.id,
            role=Role.COORDINATOR.value,
            programme_id=world.organisation.programme_id,
        )
    )
    world.second_coach.disabled_at = NOW
    world.session.flush()
    (found,) = programmes.all_of_them(world.session)
    assert {one.id: one.staff for one in found.organisations} == {
        world.organisation.id: 2,
        world.twin.id: 2,
    }


def test_keys_are_told_by_their_states(any_world: Cast) -> None:
    world = any_world
    given = (world.session, world.keyring, world.urls, world.organisation)
    epochs.rotate(*given, actor="x", now=NOW)
    epochs.create_key(*given, actor="x", now=NOW)
    (found,) = programmes.reached(world.session, (world.organisation.id,))
    assert (found.organisations[0].key, found.organisations[0].has_key_waiting) == (2, True)
