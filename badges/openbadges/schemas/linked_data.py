"""What JSON-LD lets others write differently: the same members under one name and in one form.

Only what the context of Open Badges 2.0 makes the same is treated as the same.
"""

from collections.abc import Mapping
from typing import Any

from badges.openbadges.errors import DocumentError

TWICE = "json_duplicate"
"""The code for an object that says one thing under two names."""

_KEYWORDS: Mapping[str, str] = {"@id": "id", "@type": "type"}


def plain(members: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object with `id` and `type` under these names.

    DocumentError where it has one of them and the keyword that it stands for as well: two readers
    could understand it differently.
    """
    if "@id" not in members and "@type" not in members:
        return members
    for keyword, name in _KEYWORDS.items():
        if keyword in members and name in members:
            raise DocumentError(TWICE, {"member": name})
    return {_KEYWORDS.get(member, member): value for member, value in members.items()}


def one(value: Any) -> Any:
    """The value of which there is one: a list of one stands for what it holds, unless for null."""
    alone = value[0] if isinstance(value, list) and len(value) == 1 else None
    return value if alone is None else alone
