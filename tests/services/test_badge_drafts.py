"""Badge classes that are being written, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from badges.models import Actor, AuditLine, BadgeClass, BadgeClassDraft, Role, Staff
from badges.services import badge_drafts, badge_shelf, organisations, publishing, scoping
from badges.services.badge_drafts import Written, WrittenAct
from badges.services.drafts import BadgeDraft, CriterionDraft
from badges.services.errors import Closed, Conflict, NotFound, Refused
from tests.cast import CRITERIA, NOW, Cast, draft, later

TYPED = Written(
    name="Esprit d'équipe",
    sentence="Je travaille avec les autres.",
    criteria=tuple(map(WrittenAct, CRITERIA)),
    kinds=("sport",),
    skills=("https://badges.example/frameworks/rome/travailler-en-equipe",),
    needed_criteria="deux",
    valid_months="toujours",
)


def actor(world: Cast, staff: Staff | None = None, role: Role = Role.COORDINATOR) -> Actor:
    """Who acts for the cast's organisation, or its twin's coordinator."""
    return _actor(world.organisation.id, (staff or world.coordinator).id, role)


def twin(world: Cast) -> Actor:
    return _actor(world.twin.id, world.twin_coach.id, Role.COORDINATOR)


def _actor(organisation: int, staff: int, role: Role) -> Actor:
    return Actor(
        staff_id=staff, email="x@y.example", role=role, appointment_id=1, session_id=1,
        organisations=(organisation,), organisation_id=organisation, programme_id=None,
    )  # fmt: skip


def begin(world: Cast, written: Written = TYPED, by: Actor | None = None) -> BadgeClassDraft:
    return badge_drafts.begin(
        world.session, world.organisation, written, actor=by or actor(world), now=NOW
    )


def begin_next(world: Cast, by: Actor | None = None) -> BadgeClassDraft:
    return badge_drafts.begin_next(
        world.session, world.badge_class, actor=by or actor(world), now=NOW
    )


def save(world: Cast, row: BadgeClassDraft, written: Written, began_from: str = "") -> None:
    badge_drafts.save(
        world.session, row, written,
        began_from=began_from or badge_drafts.stamp(row), now=NOW,
    )  # fmt: skip


def publish(world: Cast, row: BadgeClassDraft, says: BadgeDraft, key: str = "k") -> Any:
    return badge_drafts.publish(
        world.session, world.urls, row, says, key=key, actor=actor(world), now=later(5)
    )


def log(world: Cast, action: str) -> Sequence[str]:
    query = select(AuditLine.subject).where(AuditLine.action == action).order_by(AuditLine.number)
    return world.session.scalars(query).all()


def test_it_works(any_world: Cast) -> None:
    row = begin(any_world)
    any_world.session.commit()
    any_world.session.expire_all()
    assert badge_drafts.read(row) == TYPED
    version = publish(any_world, row, draft())
    slug = version.badge_class.slug
    any_world.session.commit()
    assert (version.number, version.name) == (1, draft().name)
    assert f"badge:{slug}/1" in log(any_world, "publish")
    assert any_world.session.scalars(select(BadgeClassDraft)).all() == []
    with pytest.raises(NotFound):
        scoping.draft(any_world.session, actor(any_world), 1)


def test_whatever_was_typed_is_kept(any_world: Cast) -> None:
    row = begin(any_world, Written())
    odd = replace(TYPED, name="", needed_criteria="", kinds=("?",), shape="\u0001", skills=("x",))
    save(any_world, row, odd)
    any_world.session.commit()
    any_world.session.expire_all()
    assert badge_drafts.read(row) == odd


def test_the_later_of_two_who_write_is_told(any_world: Cast) -> None:
    row = begin(any_world)
    began_from = badge_drafts.stamp(row)
    save(any_world, row, replace(TYPED, name="La première"), began_from)
    with pytest.raises(Conflict):
        save(any_world, row, replace(TYPED, name="La seconde"), began_from)
    assert badge_drafts.read(row).name == "La première"
    save(any_world, row, replace(TYPED, name="La seconde"))
    assert badge_drafts.read(row).name == "La seconde"


def test_a_draft_that_is_no_more_cannot_be_held(any_world: Cast) -> None:
    row = begin(any_world)
    began_from = badge_drafts.stamp(row)
    any_world.session.commit()
    badge_drafts.discard(any_world.session, any_world.session.get_one(BadgeClassDraft, row.id))
    with pytest.raises(NotFound):
        badge_drafts.lock(any_world.session, row, began_from=began_from)


def test_the_same_submission_is_known_again(any_world: Cast) -> None:
    row = begin(any_world)
    number = row.id
    slug = publish(any_world, row, draft(), "once").badge_class.slug

    def before(by: Actor, draft_number: int, key: str) -> str | None:
        return badge_drafts.published_before(any_world.session, by, draft_number, key)

    assert before(actor(any_world), number, "once") == slug
    assert before(actor(any_world), number, "twice") is None
    assert before(actor(any_world), number + 1, "once") is None
    assert before(twin(any_world), number, "once") is None


def test_what_goes_on_keeps_its_id_when_it_moves(any_world: Cast) -> None:
    any_world.award(any_world.people[:1])
    row = begin_next(any_world)
    said = badge_drafts.read(row)
    first, second, third = said.criteria
    moved = replace(said, criteria=(third, WrittenAct("A remercié l'équipe d'en face"), first))
    save(any_world, row, moved)
    numbers = badge_drafts.continued(any_world.session, row, badge_drafts.read(row))
    assert numbers == (3, None, 1)
    acts = zip(moved.criteria, numbers, strict=True)
    version = publish(
        any_world, row,
        replace(draft(), criteria=tuple(CriterionDraft(one.text, number) for one, number in acts)),
    )  # fmt: skip
    assert version.number == 2
    ids = [one.criterion_id for one in version.criteria]
    assert (ids[0], ids[2]) == (third.continues, first.continues)
    assert ids[1] not in {first.continues, second.continues, third.continues}


def test_an_act_goes_on_once_and_only_in_its_own_badge_class(any_world: Cast) -> None:
    row = begin_next(any_world)
    said = badge_drafts.read(row)
    stranger = any_world.twin_version.criteria[0].criterion_id
    twice = (said.criteria[0], said.criteria[0], WrittenAct("A", stranger), WrittenAct("B", -1))
    save(any_world, row, replace(said, criteria=twice))
    kept = [one.continues for one in badge_drafts.read(row).criteria]
    assert kept == [said.criteria[0].continues, None, None, None]


def test_an_act_that_left_meanwhile_is_a_new_one(world: Cast) -> None:
    row = begin_next(world)
    publishing.edit(
        world.session, world.urls, world.badge_class,
        draft(criteria=CRITERIA[:1]), actor="test", now=later(1),
    )  # fmt: skip
    assert badge_drafts.continued(world.session, row, badge_drafts.read(row)) == (None,) * 3


def test_the_next_version_is_begun_once_by_each(any_world: Cast) -> None:
    row = begin_next(any_world)
    assert begin_next(any_world) is row
    coach = actor(any_world, any_world.coach, Role.COACH)
    assert begin_next(any_world, coach) is not row
    badge_shelf.retire(any_world.session, any_world.badge_class, actor=actor(any_world), now=NOW)
    with pytest.raises(Refused, match="bring it back"):
        begin_next(any_world)


def test_a_draft_is_seen_by_its_author_and_the_coordinators_of_its_organisation(
    any_world: Cast,
) -> None:
    coach = actor(any_world, any_world.coach, Role.COACH)
    row = begin(any_world, by=coach)
    for by in (coach, actor(any_world)):
        assert scoping.draft(any_world.session, by, row.id) is row
        (listed,) = badge_drafts.listed(any_world.session, by)
        assert (listed.draft, listed.author) == (row, any_world.coach.email)
    others = [
        actor(any_world, any_world.second_coach, Role.COACH),
        actor(any_world, any_world.coach, Role.PARTNER),
        actor(any_world, any_world.coach, Role.ADMIN),
        twin(any_world),
    ]
    for by in others:
        with pytest.raises(NotFound):
            scoping.draft(any_world.session, by, row.id)
        assert badge_drafts.listed(any_world.session, by) == []


def test_a_proposal_is_logged_once_and_given_back_once(any_world: Cast) -> None:
    row = begin(any_world)
    for _ in range(2):
        badge_drafts.propose(any_world.session, row, actor=actor(any_world), now=NOW)
    assert f"{row.proposed_at}" == f"{NOW}"
    for _ in range(2):
        badge_drafts.give_back(any_world.session, row, actor=actor(any_world), now=later(1))
    assert row.proposed_at is None
    assert log(any_world, "propose") == [f"draft:{row.id}", f"draft:{row.id} given back"]


def test_what_is_adopted_is_a_badge_class_of_ones_own(any_world: Cast) -> None:
    world = any_world
    row = badge_drafts.adopt(
        world.session, world.twin, world.badge_class, actor=twin(world), now=NOW
    )
    said = badge_drafts.read(row)
    assert said.name == world.version.name
    assert [one.text for one in said.criteria] == list(CRITERIA)
    assert {one.continues for one in said.criteria} == {None}
    assert log(world, "adopt") == [f"badge:{world.badge_class.slug} as draft:{row.id}"]
    version = publish(world, row, draft(name="Esprit d'équipe, chez nous"))
    adopted = version.badge_class
    assert (adopted.organisation_id, adopted.adopted_from_id) == (
        world.twin.id, world.badge_class.id,
    )  # fmt: skip
    assert world.session.scalars(
        select(BadgeClass.id).where(BadgeClass.organisation_id == world.organisation.id)
    ).all() == [world.badge_class.id]
    assert badge_shelf.origin(world.session, adopted) == world.organisation.name
    assert badge_drafts.named_before(world.session, row)[0].name == "Travailler en équipe"


def test_what_one_began_to_adopt_is_gone_on_with(any_world: Cast) -> None:
    def adopt(by: Actor) -> BadgeClassDraft:
        return badge_drafts.adopt(
            any_world.session, any_world.twin, any_world.badge_class, actor=by, now=NOW
        )

    row = adopt(twin(any_world))
    assert adopt(twin(any_world)) is row
    assert adopt(actor(any_world)) is not row
    assert len(log(any_world, "adopt")) == 2


def test_nobody_adopts_what_is_their_own(world: Cast) -> None:
    with pytest.raises(Refused, match="own"):
        badge_drafts.adopt(
            world.session, world.organisation, world.badge_class, actor=actor(world), now=NOW
        )


def test_an_organisation_that_left_publishes_nothing(world: Cast) -> None:
    row = begin(world)
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)
    with pytest.raises(Closed):
        publish(world, row, draft())


def test_the_number_of_a_draft_is_nobody_elses_later(any_world: Cast) -> None:
    first = begin(any_world)
    number = first.id
    badge_drafts.discard(any_world.session, first)
    assert begin(any_world).id > number
