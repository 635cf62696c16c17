"""One award in each state that a page can be in, and where each is to be seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from badges.models import Assertion, Award, RevocationReason
from badges.openbadges.verification.report import Verdict
from badges.services import codes, publishing, revoking, showcase
from badges.services.showcase import Showcase
from tests import cast
from tests.cast import Cast

# By then what was given for a month has ended, and nobody can undo any more.
NOW = cast.NOW + timedelta(days=60)
Later = Callable[..., None]
MISTYPED = "7K3M-Q9TX-WAB"
NOBODYS = "7K3M-Q9TX-WAA"
NO_UID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An award: its assertion's uid, its code without hyphens, its token."""

    uid: str
    code: str
    token: str

    @property
    def page(self) -> str:
        """The path of its page by its uid."""
        return f"/awards/{self.uid}"

    @property
    def by_code(self) -> str:
        """The path of its page by its code."""
        return f"/v/{codes.shown(self.code)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """What was given, and the path of a page with each verdict that the rows alone can lead to."""

    valid: Shown
    expired: Shown
    revoked: Shown
    hidden: Shown
    erased: Shown
    undone: Shown
    damaged: Shown
    forged: str
    organisation: str
    badge_class: str

    @property
    def pages(self) -> Mapping[Verdict, str]:
        """A page with each verdict but `unverifiable`, which needs documents that are away."""
        return {
            Verdict.VALID: self.valid.page,
            Verdict.EXPIRED: self.expired.page,
            Verdict.REVOKED: self.revoked.page,
            Verdict.WITHDRAWN: self.hidden.page,
            Verdict.INVALID: self.damaged.page,
            Verdict.UNKNOWN: f"/v/{NOBODYS}",
            Verdict.MISTYPED: f"/v/{MISTYPED}",
        }


def prepare(world: Cast) -> States:
    """Give badges, and bring one into each state; committed."""
    short = publishing.publish(
        world.session,
        world.urls,
        world.organisation,
        cast.draft(name="Parole tenue", valid_months=1),
        actor="test",
        now=cast.NOW,
    )
    world.award()
    world.award(key="second", version=short)
    given = [*_shown(world, world.version.id), *_shown(world, short.id)]
    valid, revoked, hidden, erased, expired, undone, damaged, _ = given
    revoke(world, revoked)
    revoking.undo(
        world.session,
        revoking.by_uid(world.session, undone.uid),
        staff=world.coach,
        now=cast.later(5),
    )
    _set(world, hidden, hidden_at=cast.NOW)
    _set(world, erased, erased_at=cast.NOW, code=None)
    world.session.execute(
        update(Assertion).where(Assertion.uid == damaged.uid).values(token=_forged(damaged))
    )
    shown = States(
        valid=valid,
        expired=expired,
        revoked=revoked,
        hidden=hidden,
        erased=erased,
        undone=undone,
        damaged=damaged,
        forged=_forged(valid),
        organisation=f"/issuers/{world.organisation.slug}",
        badge_class=f"/badges/{world.badge_class.slug}/1",
    )
    showcase.keep(world.session, _showcase(shown))
    world.session.commit()
    return shown


def revoke(world: Cast, shown: Shown) -> None:
    """The coordinator takes a badge back; committed."""
    revoking.revoke(
        world.session,
        revoking.by_uid(world.session, shown.uid),
        RevocationReason.AWARDED_IN_ERROR,
        staff=world.coordinator,
        now=cast.NOW + timedelta(days=1),
    )
    world.session.commit()


def _shown(world: Cast, version: int) -> list[Shown]:
    rows = world.session.execute(
        select(Assertion.uid, Award.code, Assertion.token)
        .join(Award, Award.id == Assertion.award_id)
        .where(Assertion.version_id == version)
        .order_by(Award.participant_id)
    )
    return [Shown(uid=uid, code=code or "", token=token or "") for uid, code, token in rows]


def _showcase(shown: States) -> Showcase:
    return Showcase(
        valid_uid=shown.valid.uid,
        valid_code=shown.valid.code,
        revoked_uid=shown.revoked.uid,
        expired_uid=shown.expired.uid,
        unknown_code=codes.read(NOBODYS),
        forged_token=shown.forged,
        original_excerpt="Tournoi de futsal solidaire",
        forged_excerpt="Tournoa de futsal solidaire",
    )


def _forged(shown: Shown) -> str:
    return showcase.forge(shown.token, "Tournoi", "Tournoa")


def _set(world: Cast, shown: Shown, **values: object) -> None:
    world.session.execute(update(Award).where(Award.code == shown.code).values(values))
