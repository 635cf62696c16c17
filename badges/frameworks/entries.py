"""What the data files say, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from badges.artwork.design import Design

OUR_TRANSLATION = "proposed, not official"
UNCONFIRMED = "from knowledge, to be confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill as its framework words it.

    `key` is safe in an address and never changes. `label_source` says where the French label was
    read. `code` is there only where it was verified; `address` only where the framework publishes
    one for the skill itself: without one, the skill's address is its page with us. `also_fr` is the
    label that the framework's owner gives it elsewhere, as in job offers.
    """

    key: str
    label_fr: str
    label_source: str
    label_en: str | None
    description_fr: str | None
    description_en: str | None
    code: str | None
    address: str | None
    also_fr: str | None = None

    @property
    def label_is_ours(self) -> bool:
        """Whether the French label is our translation, to be marked as such wherever it stands."""
        return self.label_source == OUR_TRANSLATION

    @property
    def label_is_unconfirmed(self) -> bool:
        """Whether nobody has yet held the label against its source, which is to be said as well."""
        return self.label_source == UNCONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """Whose words these are and on what terms; `name` is what alignments call it.

    `licence` is as others report it unless `licence_verified`, and `None` where none is known.
    """

    key: str
    name: str
    title: str
    version: str
    source: str
    licence: str | None
    licence_verified: bool
    attribution: str
    skills: tuple[Skill, ...]


class Synonyms(NamedTuple):
    """What people say, words or short phrases, and the words of the frameworks that it means."""

    said: tuple[str, ...]
    means: tuple[str, ...]


class Pole(StrEnum):
    """Hand, heart or head: the three parts of a programme."""

    MAIN = "main"
    COEUR = "coeur"
    TETE = "tete"


class ParticipantRole(StrEnum):
    """What a participant is in an activity; in reverse mentoring they are the mentor."""

    PARTICIPANT = "participant"
    MENTOR = "mentor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of activity."""

    key: str
    name_fr: str
    pole: Pole
    participant_role: ParticipantRole


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeTemplate:
    """A badge class that is ready but for its organisation; its words are French.

    `kinds` holds keys of kinds of activity, `skills` pairs of framework key and skill key.
    """

    id: str
    name: str
    sentence: str
    criteria: tuple[str, ...]
    kinds: tuple[str, ...]
    design: Design
    skills: tuple[tuple[str, str], ...]
    needed_criteria: int
    needed_sessions: int
