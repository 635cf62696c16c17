"""A gentle look at what people write: what no coach can see, and what a badge must not tell.

A remark is a question, never a refusal: words are looked up in `data/words.toml`, and words can be
innocent. Nothing here raises on any text.
"""

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from badges.services.phrases import Phrases, Text, plain, read

LONGEST_LOOKED_AT: Final = 2000
_LONGEST_ABBREVIATION = 5


class RemarkCode(StrEnum):
    """What a remark is about."""

    TRAIT = "trait"  # how a person is said to be, not what they did
    STATE = "state"  # what they know or can, not what they did
    UNSEEN = "unseen"  # what goes on inside them
    MANNER = "manner"  # a judgement of how it was done
    HABIT = "habit"  # more than one activity can show
    HEALTH = "health"
    CIRCUMSTANCE = "circumstance"  # their situation, origin or faith
    REVEALING = "revealing"  # a public name that tells the situation of those who come
    PERSON = "person"  # somebody's name


@dataclass(frozen=True, slots=True)
class Remark:
    """What is questioned, and the words that gave the reason, as they were typed."""

    code: RemarkCode
    words: str


def criterion(text: str) -> tuple[Remark, ...]:
    """Questions a criterion that is no act which a coach could film, in the order of its words."""
    rules = (_everywhere, _where_a_part_begins, _traits)
    return _remarks(text, lambda read_text: (found for rule in rules for found in rule(read_text)))


def public_name(text: str) -> tuple[Remark, ...]:
    """Questions a name that would tell everybody the situation of the people who come.

    For names of badges, programmes, organisations, activities and sites.
    """
    lists = ("health.phrases", "circumstance.phrases", "circumstance.in_a_name")
    return _remarks(text, lambda read_text: _listed(read_text, RemarkCode.REVEALING, *lists))


def free_line(
    text: str, *, names: Iterable[str] = (), places: Iterable[str] = ()
) -> tuple[Remark, ...]:
    """Questions a line about one person that names somebody or tells of health or situation.

    `names` are those of the people concerned: each word of them is looked for. Other words with a
    capital are questioned where they look like a name, unless they stand in `places`: names of
    towns, sites, activities, organisations.
    """
    known = {word for name in names for word in _each_word(name) if len(word) > 1}
    elsewhere = {word for place in places for word in _each_word(place)}

    def found(read_text: Text) -> Iterator[_Found]:
        yield from _listed(read_text, RemarkCode.HEALTH, "health.phrases", "health.in_a_line")
        circumstances = ("circumstance.phrases", "circumstance.in_a_line")
        yield from _listed(read_text, RemarkCode.CIRCUMSTANCE, *circumstances)
        yield from _named(read_text, known, elsewhere)

    return _remarks(text, found)


@dataclass(frozen=True, slots=True)
class _Found:
    """A remark on the words from `first` up to `after`."""

    code: RemarkCode
    first: int
    after: int


def _remarks(text: str, rule: Callable[[Text], Iterator[_Found]]) -> tuple[Remark, ...]:
    """What a rule finds, without what is harmless: a word is questioned once."""
    looked_at = read(text[:LONGEST_LOOKED_AT])
    taken = {
        place
        for at in range(len(looked_at.words))
        for place in range(at, at + _list("harmless.phrases").length_at(looked_at.words, at))
    }
    remarks: list[tuple[int, Remark]] = []
    for found in rule(looked_at):
        places = set(range(found.first, found.after))
        if not places & taken:
            taken |= places
            words = looked_at.between(found.first, found.after)
            remarks.append((found.first, Remark(found.code, words)))
    ordered = (remark for _, remark in sorted(remarks, key=lambda one: one[0]))
    return tuple(dict.fromkeys(ordered))


def _everywhere(text: Text) -> Iterator[_Found]:
    yield from _listed(text, RemarkCode.HEALTH, "health.phrases")
    yield from _listed(text, RemarkCode.CIRCUMSTANCE, "circumstance.phrases")
    yield from _listed(text, RemarkCode.TRAIT, "trait.phrases")
    yield from _listed(text, RemarkCode.MANNER, "manner.phrases")
    yield from _listed(text, RemarkCode.HABIT, "habit.phrases")
    yield from _listed(text, RemarkCode.UNSEEN, "unseen.phrases")
    for at, word in enumerate(text.words):
        if word.plain in {"facon", "maniere"} and at and text.words[at - 1].plain in {"de", "d"}:
            yield from _in_a_manner(text, at)
        elif word.plain in {"bien", "well"} and at and _ends_a_part(text, at):
            yield _Found(RemarkCode.MANNER, at, at + 1)


def _in_a_manner(text: Text, at: int) -> Iterator[_Found]:
    """« de façon sérieuse », but not « de façon à » nor « de façon que »."""
    if not _ends_a_part(text, at) and text.words[at + 1].plain not in {"à", "a", "que", "qu"}:
        yield _Found(RemarkCode.MANNER, at - 1, at + 2)


def _where_a_part_begins(text: Text) -> Iterator[_Found]:
    for at in _beginnings(text):
        for code, name in ((RemarkCode.UNSEEN, "unseen.verbs"), (RemarkCode.STATE, "state.verbs")):
            if length := _list(name).length_at(text.words, at):
                yield _Found(code, at, at + length)


def _traits(text: Text) -> Iterator[_Found]:
    """Adjectives after « est », nouns after « a » or « avec », and those that begin the text.

    One that follows another one, joined to it, is of its kind: « sérieux, poli et motivé ».
    """
    ended: dict[int, RemarkCode] = {}  # where a trait ended: what it was
    for at in range(len(text.words)):
        found = _adjective(text, at, ended) or _noun(text, at, ended)
        if found:
            ended[found.after] = found.code
            yield found


def _adjective(text: Text, at: int, ended: dict[int, RemarkCode]) -> _Found | None:
    length = _list("trait.adjectives").length_at(text.words, at)
    if not length:
        return None
    found = _Found(RemarkCode.TRAIT, at, at + length)
    if at == _opening(text) and not _stands_at(text, at + length, "grammar.objects"):
        return found
    before = _back_over(text, at, "grammar.degrees")
    asked = _is(text, before, "grammar.being") or _is(text, before, "grammar.people")
    somebody = any(_is(text, one, "grammar.somebody") for one in range(before + 1, at))
    return found if asked or somebody or _joined(text, at, ended) else None


def _noun(text: Text, at: int, ended: dict[int, RemarkCode]) -> _Found | None:
    length = _list("trait.nouns").length_at(text.words, at)
    if not length:
        return None
    before = _back_over(text, at, "grammar.articles")
    if before >= 0 and text.words[before].plain in {"avec", "with"}:
        return _Found(RemarkCode.MANNER, before, at + length)
    begins = before < _opening(text) and not _is(text, before, "grammar.joints")
    if begins or _is(text, before, "grammar.having"):
        return _Found(RemarkCode.TRAIT, at, at + length)
    joined = _joined(text, before + 1, ended)
    return _Found(joined, at, at + length) if joined else None


def _joined(text: Text, at: int, ended: dict[int, RemarkCode]) -> RemarkCode | None:
    """What the trait was that stands just before, with a comma or a joint between."""
    if text.words[at].paused:
        return ended.get(at)
    return ended.get(at - 1) if _is(text, at - 1, "grammar.joints") else None


def _named(text: Text, known: Collection[str], places: Collection[str]) -> Iterator[_Found]:
    given, ordinary = _plain_words("name.given"), _plain_words("name.ordinary")
    for at, word in enumerate(text.words):
        capital = word.typed[0].isupper()
        listed = word.plain in known or word.plain in given
        sure = listed and (capital or word.plain not in ordinary)
        perhaps = capital and word.plain not in places and _looks_like_a_name(text, at)
        if sure or perhaps:
            yield _Found(RemarkCode.PERSON, at, at + 1)


def _looks_like_a_name(text: Text, at: int) -> bool:
    word = text.words[at]
    abbreviated = word.typed.isupper() and len(word.typed) <= _LONGEST_ABBREVIATION
    if abbreviated or word.plain in _plain_words("name.capitals"):
        return False
    if not word.begins:
        return not _is(text, at - 1, "name.articles")
    nobody = word.plain in _plain_words("name.nobody")
    return not nobody and _stands_at(text, at + 1, "name.acts")


def _each_word(text: str) -> Iterator[str]:
    return (word.plain for word in read(text[:LONGEST_LOOKED_AT]).words)


def _listed(text: Text, code: RemarkCode, *names: str) -> Iterator[_Found]:
    for at in range(len(text.words)):
        if length := max(_list(name).length_at(text.words, at) for name in names):
            yield _Found(code, at, at + length)


def _opening(text: Text) -> int:
    """Where a text begins to say what is done: after « il ou elle », « la personne »."""
    at = 0
    while _is(text, at, "grammar.subjects"):
        at += 1
    return at


def _beginnings(text: Text) -> Iterator[int]:
    """Where the parts of a text begin: its opening, and after a pause or a joint."""
    yield _opening(text)
    for at, word in enumerate(text.words):
        if at > _opening(text) and (word.paused or _is(text, at - 1, "grammar.joints")):
            yield at + _is(text, at, "grammar.joints")


def _back_over(text: Text, at: int, name: str) -> int:
    """The last word before this one that is not of the list; -1 before the first."""
    before = at - 1
    while _is(text, before, name):
        before -= 1
    return before


def _stands_at(text: Text, at: int, name: str) -> bool:
    return _is(text, at, name) and not text.words[at].paused


def _is(text: Text, at: int, name: str) -> bool:
    return 0 <= at < len(text.words) and text.words[at].plain in _plain_words(name)


def _ends_a_part(text: Text, at: int) -> bool:
    return at + 1 == len(text.words) or text.words[at + 1].paused


@cache
def _list(name: str) -> Phrases:
    return Phrases(_written(name))


@cache
def _plain_words(name: str) -> frozenset[str]:
    return frozenset(plain(word.strip()) for word in _written(name).split(","))


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(
        files("badges.services").joinpath("data", "words.toml").read_text(encoding="utf-8")
    )


def _written(name: str) -> str:
    table, _, entry = name.partition(".")
    return _data()[table][entry]
