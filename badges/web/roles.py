"""What roles are called, and where each begins."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from badges.language import N_, translated
from badges.models import Role

NAMES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.ADMIN: N_("administration"),
        Role.COORDINATOR: N_("coordination"),
        Role.COACH: N_("coach"),
        Role.PARTNER: N_("partenaire"),
    }
)
BEGINS: Final[Mapping[Role, str]] = MappingProxyType({Role.ADMIN: "/programme"})
TODAY: Final = "/activities"


def name(role: Role) -> str:
    """What people call a role, in the language of the page."""
    return translated(NAMES[role])


def home(role: Role) -> str:
    """The page that somebody of a role begins with."""
    return BEGINS.get(role, TODAY)
