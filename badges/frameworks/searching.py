"""Finding a skill by typing what it is about: French or English, in all frameworks at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from badges.frameworks.catalogue import load, synonyms
from badges.frameworks.entries import Framework, Skill
from badges.frameworks.folding import stem, words
from badges.frameworks.spelling import Spelling

LONGEST_TEXT, MOST_WORDS = 200, 12
MANY: Final = 20

# How much it says that a word stands there.
_LABEL, _OTHER_LABEL, _ENGLISH, _DESCRIPTION, _FRAMEWORK = 1.0, 0.9, 0.8, 0.3, 0.2
# How sure it is that a word of an entry is the one that was meant.
_SYNONYM, _SLIP, _SHORTEST_BEGINNING = 0.7, 0.6, 0.6
_NEXT_SYNONYM = 0.8  # of the one before it: what is meant first is meant most
_LETTERS_TO_BEGIN, _LETTERS_TO_BEGIN_A_SYNONYM = 2, 4
# The part of the score that a label loses when nothing in it but the word was asked for.
_BESIDES = 0.3

# Words that say nothing about a skill; « faire preuve de » and « capacité » begin half of them.
_SILENT_WORDS: Final = """
    le la les un une des du de au aux et ou en dans par pour sur avec sans se ses sa son leur leurs
    ce ces cet cette que qui quoi dont je tu il elle on nous vous ils elles me mes ma mon te tes
    est sont etre avoir faire fait preuve montrer demontrer savoir capacite competence competences
    autre autres autrui personne personnes quelqu gens aide sens esprit plus tres pas ne si comme
    the an of to and or in on for with by at from be is are do how one ones show demonstrate ability
    skill skills competence
"""
_SILENT: Final = frozenset(_SILENT_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A skill that answers a search, its framework, and how well: above 0, at most 1."""

    framework: Framework
    skill: Skill
    score: float


def search(text: str, *, limit: int = MANY) -> list[Match]:
    """The skills that `text` is about, the best first, never more than `limit`.

    Every word counts, in any order; the last one may be unfinished. Where no skill answers all of
    them, those come that answer most, if that is half. Equal ones stand in the order of `load()`.
    Text that says nothing, or nothing known, finds nothing. Any text will do: nothing is raised.
    """
    index = _index()
    asked = [_answers(index, said) for said in _parts(index, text)]
    hits = _hits(index, asked)
    most = max(map(len, hits.values()), default=0)
    if most * 2 < len(asked) or most == 0:
        return []
    matches = [
        Match(framework=framework, skill=skill, score=_score(index, number, hits[number], asked))
        for number, (framework, skill) in enumerate(index.entries)
        if len(hits.get(number, ())) == most
    ]
    return sorted(matches, key=lambda match: -match.score)[: max(limit, 0)]


@dataclass(frozen=True, slots=True)
class _Index:
    """All entries; for each stem the entries that have it and its weight in each."""

    entries: tuple[tuple[Framework, Skill], ...]
    places: Mapping[str, Mapping[int, float]]
    label_stems: tuple[frozenset[str], ...]
    synonyms: Mapping[tuple[str, ...], Mapping[str, float]]  # plain words said → stems meant
    longest_synonym: int
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or a known phrase of what was typed; whether it stands at the end."""

    words: tuple[str, ...]
    meant: Mapping[str, float]
    last: bool


@cache
def _index() -> _Index:
    entries = tuple((framework, skill) for framework in load() for skill in framework.skills)
    places: dict[str, dict[int, float]] = defaultdict(dict)
    spelt: set[str] = set()
    for number, (framework, skill) in enumerate(entries):
        for weight, text in _texts(framework, skill):
            for word in _loud(words(text)):
                held = places[stem(word)]
                held[number] = max(weight, held.get(number, 0))
                if weight > _DESCRIPTION:
                    spelt.add(word)
    said = {
        tuple(words(phrase)): _meaning(means) for phrases, means in synonyms() for phrase in phrases
    }
    return _Index(
        entries=entries,
        places=dict(places),
        label_stems=tuple(
            frozenset(map(stem, _loud(words(skill.label_fr)))) for _, skill in entries
        ),
        synonyms=said,
        longest_synonym=max(map(len, said), default=0),
        spelling=Spelling(spelt | {phrase[0] for phrase in said if len(phrase) == 1}),
    )


def _meaning(means: Sequence[str]) -> Mapping[str, float]:
    """The stems of what is meant, and how sure each is."""
    return {
        stem(word): _SYNONYM * _NEXT_SYNONYM**place
        for place, one in reversed(list(enumerate(means)))
        for word in words(one)
    }


def _texts(framework: Framework, skill: Skill) -> Iterator[tuple[float, str]]:
    yield _LABEL, skill.label_fr
    yield _OTHER_LABEL, skill.also_fr or ""
    yield _ENGLISH, skill.label_en or ""
    yield _DESCRIPTION, f"{skill.description_fr or ''} {skill.description_en or ''}"
    yield _FRAMEWORK, framework.name


def _loud(typed: Iterator[str]) -> Iterator[str]:
    """The words that say something: no elided letter, no article."""
    return (word for word in typed if len(word) > 1 and word not in _SILENT)


def _parts(index: _Index, text: str) -> Iterator[_Part]:
    typed = list(words(text[:LONGEST_TEXT]))[:MOST_WORDS]
    at = 0
    while at < len(typed):
        length, meant = _synonym(index, typed, at)
        part = tuple(typed[at : at + length])
        at += length
        if length > 1 or part in index.synonyms or list(_loud(iter(part))):
            yield _Part(words=part, meant=meant, last=at == len(typed))


def _synonym(index: _Index, typed: Sequence[str], at: int) -> tuple[int, Mapping[str, float]]:
    """How many words from here on make a known phrase, and the stems that it means."""
    for length in range(index.longest_synonym, 0, -1):
        meant = index.synonyms.get(tuple(typed[at : at + length]))
        if meant and at + length <= len(typed):
            return length, meant
    return 1, {}


def _answers(index: _Index, part: _Part) -> Mapping[str, float]:
    """The stems that answer a part of what was typed, and how well."""
    answers = dict(part.meant)
    if len(part.words) > 1:
        return answers
    word = part.words[0]
    answers |= _meant_by(index, word)
    if part.last:
        _add(answers, _begun(index, word))
    if not answers:
        for corrected in index.spelling.corrections(word):
            meant = _meant_by(index, corrected)
            _add(answers, {one: sure * _SLIP for one, sure in meant.items()})
    return answers


def _meant_by(index: _Index, word: str) -> dict[str, float]:
    """What a whole word means: what is known of it or of a word of the same stem, and itself."""
    root = stem(word)
    meant = dict(index.synonyms.get((word,), {}))
    for spelt in index.spelling.of_stem(root):
        _add(meant, index.synonyms.get((spelt,), {}))
    return meant | ({root: 1.0} if root in index.places else {})


def _begun(index: _Index, beginning: str) -> dict[str, float]:
    """What a word means that is still being typed: the more of it there is, the surer."""
    begun: dict[str, float] = {}
    if len(beginning) < _LETTERS_TO_BEGIN or beginning in _SILENT:
        return begun
    for spelt in index.spelling.beginning_with(beginning):
        part = len(beginning) / len(spelt)
        sure = _SHORTEST_BEGINNING + (1 - _SHORTEST_BEGINNING) * part * 0.9
        meant = {stem(spelt): sure}
        if len(beginning) >= _LETTERS_TO_BEGIN_A_SYNONYM:
            known = index.synonyms.get((spelt,), {})
            _add(meant, {root: sure * likely for root, likely in known.items()})
        _add(begun, meant)
    return {root: sure for root, sure in begun.items() if root in index.places}


def _add(answers: dict[str, float], others: Mapping[str, float]) -> None:
    for root, sure in others.items():
        answers[root] = max(sure, answers.get(root, 0))


def _hits(index: _Index, asked: Sequence[Mapping[str, float]]) -> dict[int, dict[int, float]]:
    """For each entry that answers anything: the parts that it answers, and how well."""
    hits: dict[int, dict[int, float]] = defaultdict(dict)
    for number, answers in enumerate(asked):
        for root, sure in answers.items():
            for entry, weight in index.places.get(root, {}).items():
                held = hits[entry]
                held[number] = max(sure * weight, held.get(number, 0))
    return hits


def _score(
    index: _Index, entry: int, hit: Mapping[int, float], asked: Sequence[Mapping[str, float]]
) -> float:
    label = index.label_stems[entry]
    meant = label & {root for answers in asked for root in answers}
    besides = 1 - len(meant) / max(len(label), 1)
    return sum(hit.values()) / len(asked) * (1 - _BESIDES * besides)
