"""The kinds of member that Open Badges documents are made of.

Each field reads strictly: a boolean is a JSON boolean, a text is a JSON string. `write` is the
other direction. A refusal is a code: `member_missing`, `member_invalid`, `document_type` or
`document_context`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError
from marshmallow.fields import Field

from badges.openbadges import addresses
from badges.openbadges.errors import DocumentError
from badges.openbadges.schemas.linked_data import one, plain

# ISO 8601 writes the whole of a time with its signs, or all of it without.
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,12})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)"
    r"|\d{8}T\d{4}(?:\d{2}(?:[.,]\d{1,12})?)?(?:Z|[+-]\d{2}(?:\d{2})?)",
    re.ASCII,
)
_END_OF_DAY = re.compile(r"([\d-]+T)24((?::?00){1,2}(?:[.,]0+)?(?:Z|[+-].+))", re.ASCII)
_ONE_DAY = timedelta(days=1)


class Member(Field[Any]):
    """A member that JSON holds as it is; null is the same as absent where it may be absent."""

    absent = "member_missing"
    wrong = "member_invalid"
    lists = False  # whether a list is its own matter

    def __init__(self, member: str | None = None, **options: Any) -> None:
        codes: dict[str, Any] = {
            "required": self.absent,
            "null": self.wrong,
            "invalid": self.wrong,
        }
        nullable = not options.get("required")
        super().__init__(data_key=member, allow_none=nullable, error_messages=codes, **options)

    def read(self, value: Any) -> Any:
        """The value for a document of what JSON holds, never null; ValidationError with a code."""
        return value

    def write(self, value: Any) -> Any:
        """What JSON holds for the value of a document."""
        return value

    def names(self) -> frozenset[str]:
        """The names of the members of the objects that it holds."""
        return frozenset()

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return self.read(value)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return self.write(value)


class Text(Member):
    """A JSON string."""

    def read(self, value: Any) -> str:
        """The string."""
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return value


class Flag(Member):
    """A JSON boolean: marshmallow's own would take 1 and "true" for one."""

    def read(self, value: Any) -> bool:
        """The boolean."""
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Web(Text):
    """An http(s) address."""

    def read(self, value: Any) -> str:
        """The address."""
        address = super().read(value)
        if not self.fits(address):
            raise self.make_error("invalid")
        return address

    def fits(self, address: str) -> bool:
        """Whether an address is of the kind that this member takes."""
        return addresses.is_web(address)


class Address(Web):
    """An http(s) address or a `urn:uuid:`."""

    def fits(self, address: str) -> bool:
        """Whether an address is of the kind that this member takes."""
        return addresses.is_uuid(address) or super().fits(address)


class Picture(Web):
    """An http(s) address, or the picture itself as a `data:` address."""

    def fits(self, address: str) -> bool:
        """Whether an address is of the kind that this member takes."""
        return address.startswith("data:image/") or super().fits(address)


class Link(Web):
    """The http(s) address of another document; of an embedded one nothing but its `id` counts."""

    def read(self, value: Any) -> str:
        """The address of the other document."""
        return super().read(plain(value).get("id") if isinstance(value, dict) else value)


class Named(Text):
    """A JSON string that may be written by another name of the same."""

    def __init__(self, aliases: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.aliases = aliases

    def read(self, value: Any) -> str:
        """The string, by its one name."""
        said = super().read(value)
        return self.aliases.get(said, said)


class Moment(Member):
    """A time of ISO 8601 with `T` and a zone; the zone is kept as it was given."""

    def read(self, value: Any) -> datetime:
        """The aware time."""
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise self.make_error("invalid")
        ended = _END_OF_DAY.fullmatch(value)
        try:
            moment = (
                datetime.fromisoformat("00".join(ended.groups())) + _ONE_DAY
                if ended
                else datetime.fromisoformat(value)
            )
            moment.astimezone(UTC)  # fails where the zone leads out of the calendar
        except (ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error
        return moment

    def write(self, value: datetime) -> str:
        """The time as ISO 8601; one without a zone is refused, since nobody could compare it."""
        if value.tzinfo is None:
            raise DocumentError("member_invalid", {"member": self.data_key or ""})
        return value.isoformat()


class Kind(Member):
    """A `type` that must be, or be a list that names, one of those expected."""

    wrong = "document_type"

    def __init__(self, *expected: str, **options: Any) -> None:
        super().__init__("type", **options)
        self.expected = frozenset(expected)

    def read(self, value: Any) -> str:
        """The one that was expected."""
        named = value if isinstance(value, list) else [value]
        if not all(isinstance(name, str) for name in named) or not self.expected & set(named):
            raise self.make_error("invalid")
        return min(self.expected & set(named))


class Context(Member):
    """An `@context` that must be, or be a list that names, the one of the document's version."""

    absent = wrong = "document_context"

    def __init__(self, expected: str) -> None:
        super().__init__("@context", required=True)
        self.expected = expected

    def read(self, value: Any) -> str:
        """The one that was expected."""
        if value != self.expected and not (isinstance(value, list) and self.expected in value):
            raise self.make_error("invalid")
        return self.expected


class Several(Member):
    """A list, or one value that stands for a list of one; a tuple in the document."""

    lists = True

    def __init__(self, inner: Member, member: str | None = None, **options: Any) -> None:
        super().__init__(member, **options)
        self.inner = inner

    def read(self, value: Any) -> tuple[Any, ...]:
        """The values, in their order."""
        items = value if isinstance(value, list) else [value]
        return tuple(_read(self.inner, str(number), item) for number, item in enumerate(items))

    def write(self, value: tuple[Any, ...]) -> Any:
        """The list, also of none or one."""
        return [self.inner.write(item) for item in value]

    def names(self) -> frozenset[str]:
        """The names of the members of the objects in the list."""
        return self.inner.names()


class OneOrSeveral(Several):
    """As `Several`, but one value is written as itself."""

    def write(self, value: tuple[Any, ...]) -> Any:
        """The one value, or the list of them."""
        written = super().write(value)
        return written[0] if len(written) == 1 else written


Plan = list[tuple[str, str, Member]]


class Shape(Schema):
    """The shape of one object: its fields in the order in which its members are written.

    `document` is the dataclass that it is read into, `head` what is always written first. Reading
    and writing walk the declared fields themselves: the hooks round marshmallow's own `load` and
    `dump` cost several times the work, in the two places where every award and check passes.
    """

    document: ClassVar[type]
    head: ClassVar[Mapping[str, str]] = {}

    def __init__(self) -> None:
        super().__init__()
        declared = [
            (attribute, field.data_key or attribute, field)
            for attribute, field in self.fields.items()
            if isinstance(field, Member)
        ]
        # What is written from `head` is checked, and stays in `extra` where it says something else.
        self._checked = [entry for entry in declared if isinstance(entry[2], Kind | Context)]
        self._plan = [entry for entry in declared if not isinstance(entry[2], Kind | Context)]
        self._members = {member for _, member, _ in self._plan}

    def read(self, members: Mapping[str, Any]) -> Any:
        """The document; what is null is left to its default, what is unknown kept."""
        members = plain(members)
        self._values(self._checked, members)
        known = self._values(self._plan, members)
        extra = {
            member: value
            for member, value in members.items()
            if member not in self._members and self.head.get(member) != value
        }
        return self.document(**known, extra=extra)

    def _values(self, plan: Plan, members: Mapping[str, Any]) -> dict[str, Any]:
        values = {}
        for attribute, member, field in plan:
            value = members.get(member)
            # JSON-LD has one string for `id` and `@language`; all else may be a list of one.
            if not (field.lists or member == "id" or member[0] == "@"):
                value = one(value)
            if value is not None:
                values[attribute] = _read(field, member, value)
            elif field.required:
                raise ValidationError(
                    {member: [field.wrong if member in members else field.absent]}
                )
        return values

    def names(self) -> frozenset[str]:
        """The names of all its members, and of those of the objects in it."""
        plan = [*self._checked, *self._plan]
        return frozenset(member for _, member, _ in plan).union(
            *(field.names() for _, _, field in plan)
        )

    def write(self, document: Any) -> dict[str, Any]:
        """The JSON object of a document, without what it does not say."""
        members: dict[str, Any] = dict(self.head)
        for attribute, member, field in self._plan:
            value = getattr(document, attribute)
            if field.required or (value is not None and value != ()):
                members[member] = field.write(value)
        if document.extra:
            members.update(document.extra)
        return members


def _read(field: Member, member: str, value: Any) -> Any:
    try:
        return field.read(value)
    except ValidationError as error:
        raise ValidationError({member: error.messages}) from error


class Part(Member):
    """An object within a document."""

    def __init__(self, shape: Shape, member: str | None = None, **options: Any) -> None:
        super().__init__(member, **options)
        self.shape = shape

    def read(self, value: Any) -> Any:
        """The part as a document of its own."""
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return self.shape.read(value)

    def write(self, value: Any) -> Any:
        """The object."""
        return self.shape.write(value)

    def names(self) -> frozenset[str]:
        """The names of the members of the object."""
        return self.shape.names()


class Entry(Part):
    """An object within a document, which others may have written as its address alone."""

    def read(self, value: Any) -> Any:
        """The part as a document of its own."""
        return super().read({"id": value} if isinstance(value, str) else value)


class PartOrAddress(Entry):
    """An object that is written as its address alone where nothing else is said of it."""

    def write(self, value: Any) -> Any:
        """The address or the object."""
        written = super().write(value)
        address = written.get("id")
        return address if written == {**self.shape.head, "id": address} else written
