"""The words of a text as they were typed, and the phrases of a list found among them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import category, normalize

# « motivé(e)s », « motivé·e·s », « motivé.e.s »: what is added for the other gender.
_INCLUSIVE: Final = re.compile(
    r"(?<=\w)(?:\((?:e?s?|ne|le|te|se|ve|trice|euse|ère)\)s?|[·•‧]\w{1,5}(?:[·•‧]s)?|\.(?:e|es|ne|ve|se)(?:\.s)?(?!\w))"
)
_WORD: Final = re.compile(r"[^\W_]+")
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_PARTICIPLE: Final = re.compile(r"é(e?s?)$")
_ENDS: Final = re.compile(r"[.!?…\n]")
_PAUSES: Final = re.compile(r"[,;:.!?…()\n]")
_ANY_ENDING = "*"
_TO: Final = frozenset("àÀ")
# Letters that an ending changes in the feminine or the plural: beau monde, not a grammar.
_OTHER_GENDER: Final = {
    "eux": "euse",
    "if": "ive",
    "teur": "trice",
    "eur": "euse",
    "er": "ere",
    "el": "elle",
    "il": "ille",
    "en": "enne",
    "et": "ette",
    "on": "onne",
    "al": "aux",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    `plain` has neither case nor accents; `key` keeps the é of a participle, so that what somebody
    did (« imaginé ») is told from what they do (« imagine »). `paused` and `begins` say whether a
    comma or more, and the end of a sentence or the beginning of the text, stand before it.
    """

    typed: str
    plain: str
    key: str
    start: int
    end: int
    paused: bool
    begins: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one spelling of its accents, and its words."""

    typed: str
    words: tuple[Word, ...]

    def between(self, first: int, after: int) -> str:
        """What was typed from one word up to another one, which is not in it."""
        return self.typed[self.words[first].start : self.words[after - 1].end]


class Phrases:
    """A list of words and short phrases; see `data/words.toml` for how an entry is written."""

    def __init__(self, written: str) -> None:
        self._by_first: dict[str, list[tuple[frozenset[str], ...]]] = defaultdict(list)
        self._beginnings: set[str] = set()
        for entry in filter(None, (one.strip() for one in written.replace("\n", ",").split(","))):
            if entry.endswith(_ANY_ENDING):
                self._beginnings.add(plain(entry.removesuffix(_ANY_ENDING)))
                continue
            forms = tuple(_forms(found.group()) for found in _WORD.finditer(entry))
            for first in forms[0]:
                self._by_first[first].append(forms)

    def length_at(self, words: Sequence[Word], at: int) -> int:
        """How many words the longest entry takes that stands here; 0 where none does."""
        if not 0 <= at < len(words):
            return 0
        longest = max(
            (
                len(forms)
                for forms in self._by_first.get(words[at].key, ())
                if at + len(forms) <= len(words)
                and all(word.key in form for word, form in zip(words[at:], forms, strict=False))
            ),
            default=0,
        )
        begun = any(words[at].plain.startswith(beginning) for beginning in self._beginnings)
        return longest or int(begun)


def read(text: str) -> Text:
    """A text taken apart."""
    typed = _INCLUSIVE.sub("", normalize("NFC", text))
    return Text(typed=typed, words=tuple(_words(typed)))


def plain(text: str) -> str:
    """A text without case, accents and ligatures; « à » stays another word than « a »."""
    if text in _TO:
        return "à"
    decomposed = normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(letter for letter in decomposed if category(letter) != "Mn")


def _words(typed: str) -> Iterator[Word]:
    before = 0
    for found in _WORD.finditer(typed):
        between = typed[before : found.start()]
        yield Word(
            typed=found.group(),
            plain=plain(found.group()),
            key=_key(found.group()),
            start=found.start(),
            end=found.end(),
            paused=before == 0 or bool(_PAUSES.search(between)),
            begins=before == 0 or bool(_ENDS.search(between)),
        )
        before = found.end()


def _key(word: str) -> str:
    ending = _PARTICIPLE.search(word.casefold())
    kept = f"é{ending[1]}" if ending else ""
    return plain(word)[: -len(kept)] + kept if kept else plain(word)


def _forms(written: str) -> frozenset[str]:
    """The keys that an entry's word stands for: its plural, its feminine, typed without accents."""
    if written.isupper() and len(written) > 1:
        return frozenset({plain(written)})
    kept = _key(written)
    forms = {kept, plain(written)} | ({"a"} if written in _TO else set())
    for ending, other in _OTHER_GENDER.items():
        if kept.endswith(ending):
            forms.add(kept.removesuffix(ending) + other)
    if len(kept) > 2:
        forms |= {f"{form}e" for form in forms if not form.endswith(("e", "x"))}
        forms |= {f"{form}s" for form in forms if not form.endswith(("s", "x"))}
    return frozenset(forms | {form.replace("é", "e") for form in forms})
