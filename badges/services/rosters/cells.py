"""What stands in one cell: a name, a presence, criteria; or why it cannot be understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from unicodedata import category, normalize

from badges.services.rosters import days
from badges.services.rosters.words import plain, shown

MAX_NAME = 120

# Marks of direction, joins and soft hyphens that pasting brings along, and that nobody sees.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LOST = "\ufffd"
_PRESENT = {"oui", "o", "yes", "y", "vrai", "true", "x", "1", "present", "presente", "p", "ok"}
_ABSENT = {"non", "n", "no", "faux", "false", "0", "absent", "absente", "abs", "a", "-", "–", "—"}
_EXCUSED = {"excuse", "excusee", "exc"}
_TICKED = {"✓", "✔", "☑", "✅"}
_BETWEEN_CRITERIA = re.compile(r"[\s,;/.+&]+")
_CRITERION = re.compile(r"[1-9]\d{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be taken: a code, and the values that its sentence needs."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def name(text: str) -> str | Fault:
    """A name of any script in NFC, 1 to 120 characters with a letter among them."""
    folded = " ".join(normalize("NFC", _INVISIBLE.sub("", text)).split())
    if any(category(letter) in {"Cc", "Cs"} or letter == _LOST for letter in folded):
        return Fault("control_characters", {"value": shown(folded)})
    if not any(map(str.isalpha, folded)):
        return Fault("no_name")
    if len(folded) > MAX_NAME:
        return Fault("too_long", {"limit": str(MAX_NAME)})
    return folded


def presence(text: str | None) -> bool | Fault:
    """Whether somebody was there: everybody without such a column, with one who is marked.

    An empty cell means absent: in a column that people tick, nothing is what they leave for those
    who did not come, and a badge that is not given can still be given.
    """
    if text is None:
        return True
    word = plain(text).strip().rstrip(".")
    if word in _PRESENT | _TICKED:
        return True
    if not word or word in _ABSENT | _EXCUSED:
        return False
    return Fault("bad_presence", {"value": shown(text)})


def day(text: str | None) -> date | Fault | None:
    """The day of the session, or None where none is written."""
    if not text or not text.strip():
        return None
    return days.read(text) or Fault("bad_date", {"value": shown(text)})


def criteria(text: str | None) -> tuple[int, ...] | Fault | None:
    """Numbers of criteria, each once, in order: `1,3`, `1;3`, `1 3`, `1 et 3`.

    None without such a column; an empty cell in one says that nothing was seen.
    """
    if text is None:
        return None
    words = (word for word in _BETWEEN_CRITERIA.split(plain(text)) if word)
    numbers = [word for word in words if word not in {"et", "and"}]
    if not all(map(_CRITERION.fullmatch, numbers)):
        return Fault("bad_criteria", {"value": shown(text)})
    return tuple(sorted(set(map(int, numbers))))
