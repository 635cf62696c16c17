"""Who may do what: the contract's table as data, decided by role before anything is loaded."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from badges.models import Role

View = TypeVar("View", bound=Callable[..., Any])


class Reach(StrEnum):
    """How far a role reaches with an act; which objects these are is decided where they are loaded.

    `ORGANISATIONS`: of the organisations that one is appointed to. `GROUPS`: people who are or were
    within twelve months in an activity that one leads or works in. `ASSIGNED`: activities that one
    is assigned to. `OWN`: what one did oneself. `EVERYTHING`: all there is, without people in it.
    """

    EVERYTHING = "everything"
    ORGANISATIONS = "organisations"
    GROUPS = "groups"
    ASSIGNED = "assigned"
    OWN = "own"
    NOTHING = "nothing"


class Permission(StrEnum):
    """The rows of the table, and what the pages need beside them."""

    PROVE = "show the second factor, choose one's appointment, sign out"
    ACCOUNT = "own sessions, passkeys, second factor"
    SEE_ACTIVITIES = "see activities and who is enrolled"
    EDIT_ACTIVITIES = "create and change activities and sessions"
    FIND_PEOPLE = "list or find people; create or edit a person"
    IMPORT_PEOPLE = "import people"
    MERGE_PEOPLE = "merge two people"
    EXPORT_PERSON = "export a person's data"
    ERASE_PERSON = "erase a person"
    REQUEST_ERASURE = "ask for a person to be erased"
    OPEN_ACTIVITIES = "open an activity to other organisations; enrol own people in one"
    HAND_ON = "hand a person on to another organisation"
    REPLACE_CARD = "set a new PIN, unlock, replace a card"
    BIND_CARD = "hold packs of cards and bind a card to a person"
    MAKE_CARDS = "make, hand out and call back packs of cards"
    SETTLE_REQUESTS = "settle corrections"
    DRAFT_BADGE_CLASS = "draft or propose a badge class"
    PUBLISH_BADGE_CLASS = "publish, retire, share and adopt a badge class"
    OBSERVE = "observe"
    AWARD = "award"
    UNDO = "undo within 15 minutes"
    REVOKE = "revoke, with a reason"
    PROPOSE_REVOCATION = "propose that a badge is taken back"
    MANAGE_STAFF = "invite or disable staff, change roles"
    FOUND_ORGANISATION = "create or suspend an organisation"
    EDIT_ORGANISATION = "change an organisation's name, logo and mailbox; let it leave"
    AUDIT = "audit log"


def _row(
    admin: Reach = Reach.NOTHING,
    coordinator: Reach = Reach.NOTHING,
    coach: Reach = Reach.NOTHING,
    partner: Reach = Reach.NOTHING,
) -> Mapping[Role, Reach]:
    reaches = (admin, coordinator, coach, partner)
    roles = (Role.ADMIN, Role.COORDINATOR, Role.COACH, Role.PARTNER)
    return MappingProxyType(dict(zip(roles, reaches, strict=True)))


_O, _G, _NO = Reach.ORGANISATIONS, Reach.GROUPS, Reach.NOTHING
_ALL, _OWN, _HERE = Reach.EVERYTHING, Reach.OWN, Reach.ASSIGNED

TABLE: Final[Mapping[Permission, Mapping[Role, Reach]]] = MappingProxyType(
    {
        Permission.PROVE: _row(_OWN, _OWN, _OWN, _OWN),
        Permission.ACCOUNT: _row(_OWN, _OWN, _OWN, _OWN),
        Permission.SEE_ACTIVITIES: _row(_NO, _O, _G, _HERE),
        Permission.EDIT_ACTIVITIES: _row(_NO, _O, _G),
        Permission.FIND_PEOPLE: _row(_NO, _O, _G),
        Permission.IMPORT_PEOPLE: _row(_NO, _O, _G),
        Permission.OPEN_ACTIVITIES: _row(_NO, _O),
        Permission.MERGE_PEOPLE: _row(_NO, _O),
        Permission.EXPORT_PERSON: _row(_NO, _O),
        Permission.ERASE_PERSON: _row(_NO, _O),
        Permission.REQUEST_ERASURE: _row(_NO, _O, _G),
        Permission.HAND_ON: _row(_NO, _O),
        Permission.REPLACE_CARD: _row(_NO, _O, _G),
        Permission.BIND_CARD: _row(_NO, _O, _G),
        Permission.MAKE_CARDS: _row(_NO, _O),
        Permission.SETTLE_REQUESTS: _row(_NO, _O, _G),
        Permission.DRAFT_BADGE_CLASS: _row(_NO, _O, _OWN),
        Permission.PUBLISH_BADGE_CLASS: _row(_NO, _O),
        Permission.OBSERVE: _row(_NO, _O, _G, _HERE),
        Permission.AWARD: _row(_NO, _O, _G),
        Permission.UNDO: _row(_NO, _O, _OWN),
        Permission.REVOKE: _row(_NO, _O),
        Permission.PROPOSE_REVOCATION: _row(_NO, _O, _OWN, _HERE),
        Permission.MANAGE_STAFF: _row(_ALL, _O),
        Permission.FOUND_ORGANISATION: _row(_ALL),
        Permission.EDIT_ORGANISATION: _row(_NO, _O),
        Permission.AUDIT: _row(_ALL, _O, _OWN),
    }
)


def reach(role: Role, permission: Permission) -> Reach:
    """How far `role` reaches with `permission`."""
    return TABLE[permission][role]


def needs(permission: Permission) -> Callable[[View], View]:
    """Say of a view what it takes to get in. A view that says nothing is closed to everybody."""

    def named(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # read by the gate
        return view

    return named


def needed(view: Callable[..., Any] | None) -> Permission | None:
    """What a view said that it takes to get in."""
    found: Permission | None = getattr(view, "permission", None)
    return found
