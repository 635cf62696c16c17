"""What the parameters of routes name: for each its own object, and those that are out of reach.

A new route whose parameters are named here already needs nothing. For a new parameter add a line to
OBJECTS, and to tests/security/populating.py how its own, another group's, another organisation's
and a deleted one are made.
"""

from collections.abc import Callable, Mapping
from typing import Final

from tests.security.village import ABSENT, ABSENT_WORD, Variant, Village

Numbered = Callable[[Village, str, Variant], str | int | None]


def _row(name: str) -> Numbered:
    """The number of a row that `populate` made, by the name it gave it."""

    def number(village: Village, who: str, variant: Variant) -> str | int | None:
        return ABSENT if variant is Variant.ABSENT else village.number(name, who, variant)

    return number


def _word(name: str) -> Numbered:
    """The same for what is known by a word in its address."""

    def word(village: Village, who: str, variant: Variant) -> str | int | None:
        return ABSENT_WORD if variant is Variant.ABSENT else village.number(name, who, variant)

    return word


def _position(_village: Village, _who: str, variant: Variant) -> str | int | None:
    """The first of several, whosever they are."""
    return ABSENT if variant is Variant.ABSENT else 1


def _language(_village: Village, _who: str, variant: Variant) -> str | int | None:
    """One that every version can be worded in."""
    return ABSENT_WORD if variant is Variant.ABSENT else "ar"


# Parameters that are somebody's by another parameter alone: by themselves never out of reach.
POSITIONS: Final = frozenset({"place", "version", "language"})
# The parameter of a route; or `endpoint:parameter`, or `blueprint:parameter`, where one name stands
# for different things.
OBJECTS: Final[Mapping[str, Numbered]] = {
    "activity_id": _row("activity"),
    "meeting_id": _row("meeting"),
    "session_id": _row("meeting"),
    "person_id": _row("person"),
    "person": _row("person"),
    "organisation_id": _row("organisation"),
    "hand_over_id": _row("hand_over"),
    "pack": _row("pack"),
    "act_id": _row("act"),
    "uid": _word("award"),
    "place": _position,
    "merge": _row("merge"),
    "draft": _row("draft"),
    "requests:number": _row("request"),
    "account.end:number": _row("device"),
    "account.remove_passkey:number": _row("passkey"),
    "staff:number": _row("appointment"),
    "staff.withdraw:number": _row("invitation"),
    "slug": _word("badge_class"),
    "version": _position,
    "language": _language,
    # Adopting is how one organisation reaches what another shares: within reach is what lies in the
    # library, whoever put it there; what another organisation keeps to itself is not.
    "badge_shelf.adopt:slug": _word("shared_class"),
}

# What a page has to be asked with, by endpoint, before there is anything to show.
QUERIES: Final[Mapping[str, str]] = {
    "badge_drafts.drawing": "shape=hexagon&colour=teal&pictogram=star",
}
# Forms that do ask for a field by a name that others may not say.
ASKED: Final = frozenset(
    {("staff.invite", "role"), ("staff.change_role", "role"), ("attendance.tick", "role")}
)
