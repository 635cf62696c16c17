"""Programmes, organisations and their staff."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from badges.models import Appointment, AuditLine, Organisation, Role, Staff
from badges.openbadges import strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import activities, awarding, documents, epochs, organisations, publishing
from badges.services.errors import Closed, Invalid, NoKeyWaiting, NotFound, Refused
from badges.services.organisations import OrganisationCard
from tests.cast import CARD, NOW, Cast, draft


def change(world: Cast, card: OrganisationCard) -> None:
    organisations.change_organisation(
        world.session, world.keyring, world.urls, world.organisation, card, actor="test", now=NOW
    )


def numbers(world: Cast) -> list[int]:
    return [one.number for one in epochs.listed(world.session, world.organisation)]


def names(people: list[Staff]) -> list[str]:
    return [one.email for one in people]


def test_an_organisation_is_found_by_its_slug(any_world: Cast) -> None:
    slug = any_world.organisation.slug
    assert slug.startswith("les-passerelles-du-canal-")
    assert organisations.by_slug(any_world.session, slug).id == any_world.organisation.id


def test_twins_of_one_name_have_two_slugs(world: Cast) -> None:
    assert world.organisation.name == world.twin.name
    assert world.organisation.slug != world.twin.slug


def test_who_asks_for_another_is_told_which_there_are(world: Cast) -> None:
    with pytest.raises(NotFound) as refusal:
        organisations.by_slug(world.session, "nobody")
    assert world.organisation.slug in str(refusal.value)
    assert world.twin.slug in str(refusal.value)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", " "),
        ("name", "n" * 121),
        ("name", "Les\nPasserelles"),
        ("url", "passerelles.example"),
        ("url", "ftp://passerelles.example"),
        ("url", "https://passerelles.example/où"),
        ("url", "https://passerelles.example/a b"),
        ("url", "http://["),
        ("url", "https://me@passerelles.example"),
        ("url", "https://passerelles.example/" + "x" * 500),
        ("email", "contact"),
        ("email", "a b@passerelles.example"),
        ("email", "contact@"),
        ("email", ""),
        ("telephone", "0" * 41),
        ("telephone", ""),
        ("town", "t" * 121),
    ],
)
def test_what_no_document_could_carry_is_refused(member: str, value: str) -> None:
    changed: dict[str, Any] = {member: value}
    with pytest.raises(Invalid) as refusal:
        replace(CARD, **changed).check()
    assert list(refusal.value.problems) == [member]


def test_an_organisation_need_not_have_a_telephone(world: Cast) -> None:
    card = replace(CARD, telephone=None, town=None)
    programme = world.organisation.programme
    made = organisations.create_organisation(world.session, programme, card, actor="test", now=NOW)
    assert (made.telephone, made.town) == (None, None)


@pytest.mark.parametrize("name", ["", "n" * 121])
def test_a_programme_has_a_name(world: Cast, name: str) -> None:
    with pytest.raises(Invalid):
        organisations.create_programme(world.session, name=name)


@pytest.mark.parametrize(
    "changed",
    [{"name": "Les Passerelles"}, {"url": "https://p.example"}, {"email": "bonjour@p.example"}],
)
def test_what_the_profile_says_changes_in_a_new_epoch_alone(
    any_world: Cast, changed: dict[str, Any]
) -> None:
    before = epochs.signing(any_world.session, any_world.organisation)
    document = before.profile_document
    change(any_world, replace(CARD, **changed))
    now = epochs.signing(any_world.session, any_world.organisation)
    assert now.number == 2
    assert before.profile_document == document
    assert now.profile_document is not None
    said = schemas.load_profile(strict_json.loads(now.profile_document))
    card = replace(CARD, **changed)
    assert (said.name, said.url, said.email) == (card.name, card.url, card.email)


@pytest.mark.parametrize("changed", [{}, {"telephone": "01 99 00 56 78"}, {"town": None}])
def test_what_the_profile_does_not_say_needs_no_new_epoch(
    world: Cast, changed: dict[str, Any]
) -> None:
    change(world, replace(CARD, **changed))
    assert numbers(world) == [1]
    assert world.organisation.telephone == changed.get("telephone", CARD.telephone)


def test_a_change_makes_no_key_where_there_was_none(world: Cast) -> None:
    programme = world.organisation.programme
    world.organisation = organisations.create_organisation(
        world.session, programme, CARD, actor="test", now=NOW
    )
    change(world, replace(CARD, name="Les Passerelles"))
    assert world.organisation.name == "Les Passerelles"
    assert numbers(world) == []


def test_a_change_that_cannot_be_changes_nothing(world: Cast) -> None:
    with pytest.raises(Invalid):
        change(world, replace(CARD, name="Autre", email="nobody"))
    assert world.organisation.name == CARD.name
    assert numbers(world) == [1]


def test_the_slug_stays_when_the_name_goes(world: Cast) -> None:
    slug = world.organisation.slug
    change(world, replace(CARD, name="Tout autre chose"))
    assert world.organisation.slug == slug


def test_who_leaves_is_remembered(world: Cast) -> None:
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)
    assert world.organisation.left_at == NOW
    lines = world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc()))
    last = lines.first()
    assert last is not None
    assert last.subject.endswith(" left")


def test_somebody_is_appointed_once_known_by_an_address(world: Cast) -> None:
    def appoint(email: str, organisation: Organisation) -> Staff:
        return organisations.appoint(
            world.session, email=email, role=Role.COACH, organisation=organisation, now=NOW
        )

    first = appoint(" Samira@Passerelles.example ", world.organisation)
    again = appoint("samira@passerelles.example", world.twin)
    assert first.id == again.id
    assert first.email == "samira@passerelles.example"
    query = select(Appointment.organisation_id).where(Appointment.staff_id == first.id)
    assert set(world.session.scalars(query)) == {world.organisation.id, world.twin.id}


@pytest.mark.parametrize("email", ["", "samira", "samira@", "@p.example", "a@b@c"])
def test_nobody_is_appointed_without_an_address(world: Cast, email: str) -> None:
    with pytest.raises(Invalid):
        organisations.appoint(
            world.session, email=email, role=Role.COACH, organisation=world.organisation, now=NOW
        )


def test_coaches_and_coordinators_may_award(any_world: Cast) -> None:
    organisations.appoint(
        any_world.session, email="partner@p.example", role=Role.PARTNER,
        organisation=any_world.organisation, now=NOW,
    )  # fmt: skip
    assert names(organisations.awarding_staff(any_world.session, any_world.organisation)) == [
        "coach@passerelles.example",
        "second@passerelles.example",
        "coordination@passerelles.example",
    ]


def test_who_coordinates_a_programme_does_so_for_each_of_its_organisations(world: Cast) -> None:
    staff = Staff(email="pilote@tremplin.example", created_at=NOW)
    world.session.add(staff)
    world.session.flush()
    world.session.add(
        Appointment(
            staff_id=staff.id,
            role=Role.COORDINATOR,
            programme_id=world.organisation.programme_id,
        )
    )
    world.session.flush()
    for organisation in (world.organisation, world.twin):
        organisations.check_may_award(world.session, organisation, staff)
    other = organisations.create_programme(world.session, name="Autre programme")
    stranger = organisations.create_organisation(world.session, other, CARD, actor="test", now=NOW)
    with pytest.raises(Refused):
        organisations.check_may_award(world.session, stranger, staff)


def test_who_was_disabled_may_nothing(world: Cast) -> None:
    world.coach.disabled_at = NOW
    world.session.flush()
    with pytest.raises(Refused, match=r"These may: second@passerelles\.example"):
        organisations.check_may_award(world.session, world.organisation, world.coach)


def test_somebody_with_two_roles_is_one_person(world: Cast) -> None:
    organisations.appoint(
        world.session, email=world.coach.email, role=Role.COORDINATOR,
        organisation=world.organisation, now=NOW,
    )  # fmt: skip
    everybody = names(organisations.awarding_staff(world.session, world.organisation))
    assert everybody.count(world.coach.email) == 1


def test_on_a_page_the_key_that_waits_is_started(any_world: Cast) -> None:
    """Pages change what an organisation says of itself, and never make a key."""
    world = any_world
    given = (world.session, world.keyring, world.urls, world.organisation)
    with pytest.raises(NoKeyWaiting, match="badges key create"):
        organisations.change_organisation(
            *given, replace(CARD, name="Autre nom"), standby=True, actor="x", now=NOW
        )
    world.session.rollback()
    epochs.create_key(
        world.session, world.keyring, world.urls, world.organisation, actor="x", now=NOW
    )
    organisations.change_organisation(
        *given, replace(CARD, name="Autre nom"), standby=True, actor="x", now=NOW
    )
    assert numbers(world) == [1, 2]
    signing = epochs.signing(world.session, world.organisation)
    assert strict_json.loads(signing.profile_document or b"")["name"] == "Autre nom"
    organisations.change_organisation(
        *given, replace(CARD, name="Autre nom", town="Pantin"), standby=True, actor="x", now=NOW
    )
    assert numbers(world) == [1, 2]


def test_a_logo_is_named_in_the_next_profile(any_world: Cast) -> None:
    world = any_world
    given = (world.session, world.keyring, world.urls, world.organisation, b"png")
    with pytest.raises(NoKeyWaiting):
        organisations.change_logo(*given, actor="x", now=NOW)
    world.session.rollback()
    epochs.create_key(
        world.session, world.keyring, world.urls, world.organisation, actor="x", now=NOW
    )
    for _ in range(2):
        organisations.change_logo(*given, actor="x", now=NOW)
    first, second = epochs.listed(world.session, world.organisation)
    profile = schemas.load_profile(strict_json.loads(second.profile_document or b""))
    kept = world.organisation.logo_hash or ""
    assert profile.image is not None
    assert profile.image.id == world.urls.logo(world.organisation.slug, kept)
    assert (first.logo_hash, second.logo_hash) == (None, kept)
    connection = world.session.connection()
    slug = world.organisation.slug
    assert documents.logo(connection, slug, kept) == b"png"
    assert documents.logo(connection, world.twin.slug, kept) is None
    assert documents.logo(connection, slug, world.version.png_hash) is None


def test_what_is_suspended_makes_nothing_new_until_it_is_brought_back(any_world: Cast) -> None:
    world = any_world
    acts: list[Callable[[], object]] = [
        lambda: activities.create_activity(
            world.session, world.organisation, kind="sport", name="x", town="y", lead=None
        ),
        lambda: activities.add_people(
            world.session, world.organisation, ["Nour"], actor="x", now=NOW
        ),
        lambda: publishing.publish(
            world.session, world.urls, world.organisation, draft(), actor="x", now=NOW
        ),
        lambda: world.observe(numbers=(3,)),
        lambda: awarding.decide(world.session, world.urls, world.order(), now=NOW),
    ]
    world.observe()
    organisations.suspend(world.session, world.organisation, actor="x", now=NOW)
    for act in acts:
        with pytest.raises(Closed, match="is suspended"):
            act()
    organisations.bring_back(world.session, world.organisation, actor="x", now=NOW)
    for act in acts:
        act()
    organisations.leave(world.session, world.organisation, actor="x", now=NOW)
    for act in acts:
        with pytest.raises(Closed, match="left its programme"):
            act()


def test_the_twin_of_a_suspended_one_goes_on(any_world: Cast) -> None:
    organisations.suspend(any_world.session, any_world.organisation, actor="x", now=NOW)
    organisations.check_open(any_world.twin)
    organisations.leave(any_world.session, any_world.twin, actor="x", now=NOW)
    with pytest.raises(Closed):
        organisations.check_open(any_world.twin)


def test_each_of_it_is_logged_once(any_world: Cast) -> None:
    world = any_world
    given = (world.session, world.organisation)
    for act in (
        organisations.suspend,
        organisations.suspend,
        organisations.bring_back,
        organisations.bring_back,
        organisations.leave,
        organisations.leave,
    ):
        act(*given, actor="x", now=NOW)
    query = select(AuditLine.subject).where(AuditLine.actor == "x").order_by(AuditLine.number)
    slug = world.organisation.slug
    assert world.session.scalars(query).all() == [
        f"organisation:{slug} suspended",
        f"organisation:{slug} brought back",
        f"organisation:{slug} left",
    ]


def test_a_programme_is_found_by_its_number(any_world: Cast) -> None:
    number = any_world.organisation.programme_id
    assert organisations.programme(any_world.session, number).id == number
    with pytest.raises(NotFound):
        organisations.programme(any_world.session, 999_999)
