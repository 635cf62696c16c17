"""One award in each state of the contract, brought about by the services of real use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update

from badges.models import Assertion, Award, Participant, RevocationReason
from badges.services import activities, erasing, publishing, revoking
from tests.cast import NOW, Cast, draft, later

MORE_NAMES = ("Quimzara Ofeltry", "Drelyndo Haskov", "Wenceslava Uirtmol")
AFTER_EXPIRY = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """An award as it left the house, whatever became of it since."""

    participant_id: int
    uid: str
    code: str
    token: str
    mirror: bytes
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Each by what became of it; `expired` is so at AFTER_EXPIRY."""

    kept: Promised
    expired: Promised
    revoked: Promised
    undone: Promised
    hidden: Promised
    erased: Promised
    revoked_then_erased: Promised


def promised(world: Cast, people: Sequence[Participant] = (), **options: object) -> list[Promised]:
    """Give the badge to these people, or to everybody; what left the house."""
    given = world.award(people, **options)  # type: ignore[arg-type]  # key, now
    return [_promised(world, gift.uid, gift.code, gift.participant_id) for gift in given.gifts]


def _promised(world: Cast, uid: str, code: str, participant_id: int) -> Promised:
    row = world.session.get_one(Assertion, uid)
    assert row.token
    assert row.mirror
    assert row.salt
    return Promised(
        participant_id=participant_id,
        uid=uid,
        code=code,
        token=row.token,
        mirror=row.mirror,
        salt=row.salt,
    )


def revoke(
    world: Cast, one: Promised, reason: RevocationReason = RevocationReason.WRONG_PERSON
) -> None:
    """The coordinator takes a badge back; committed."""
    award = revoking.by_uid(world.session, one.uid)
    revoking.revoke(world.session, award, reason, staff=world.coordinator, now=later(60))
    world.session.commit()


def undo(world: Cast, one: Promised) -> None:
    """The coach takes a badge back as if it had never been; committed."""
    award = revoking.by_uid(world.session, one.uid)
    revoking.undo(world.session, award, staff=world.coach, now=later(5))
    world.session.commit()


def hide(world: Cast, one: Promised) -> None:
    """The person hides a badge; committed."""
    award = update(Award).where(Award.id == one.uid).values(hidden_at=NOW)
    world.session.execute(award)
    world.session.commit()


def erase(world: Cast, one: Promised) -> None:
    """The person of a badge is forgotten; committed."""
    person = world.session.get_one(Participant, one.participant_id)
    erasing.erase(world.session, person, actor="test", now=later(120))
    world.session.commit()


def bring_about(world: Cast) -> Standings:
    """All states, in one organisation and epoch."""
    world.people += activities.add_people(
        world.session, world.organisation, MORE_NAMES, actor="test", now=NOW
    )
    short = publishing.publish(
        world.session, world.urls, world.organisation,
        draft(name="Parole tenue", valid_months=1), actor="test", now=NOW,
    )  # fmt: skip
    kept, revoked, undone, hidden, erased, both, other = promised(world)
    expired = promised(world, world.people[-1:], key="short", version=short)[0]
    assert other.participant_id == expired.participant_id
    revoke(world, revoked)
    revoke(world, both)
    undo(world, undone)
    hide(world, hidden)
    erase(world, erased)
    erase(world, both)
    return Standings(
        kept=kept,
        expired=expired,
        revoked=revoked,
        undone=undone,
        hidden=hidden,
        erased=erased,
        revoked_then_erased=both,
    )
