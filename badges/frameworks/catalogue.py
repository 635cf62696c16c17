"""The frameworks, the templates and the kinds of activity that come with the package."""

from functools import cache
from importlib.resources import files

from badges.frameworks.entries import BadgeTemplate, Framework, Kind, Skill, Synonyms
from badges.frameworks.reader import read_framework, read_kinds, read_synonyms, read_templates

# In the order in which they are offered: the words that employers use come first.
_FRAMEWORKS = ("rome", "rectec", "esco", "digcomp", "key-competences")


@cache
def load() -> tuple[Framework, ...]:
    """ROME, RECTEC, ESCO, DigComp and the key competences, each whole, in that order."""
    return tuple(read_framework(_data(key)) for key in _FRAMEWORKS)


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of activity, in the order in which they are offered."""
    return read_kinds(_data("kinds"))


@cache
def templates() -> tuple[BadgeTemplate, ...]:
    """The sixteen badge templates, in the order in which they are offered."""
    return read_templates(_data("templates"), frameworks=load(), kinds=kinds())


@cache
def synonyms() -> tuple[Synonyms, ...]:
    """Everyday words for what the frameworks name otherwise."""
    return read_synonyms(_data("synonyms"))


def framework(key: str) -> Framework | None:
    """The framework with this key: `rome`, `rectec`, `esco`, `digcomp` or `key-competences`."""
    return next((each for each in load() if each.key == key), None)


def find(framework: str, key: str) -> Skill | None:
    """One skill by the keys of its framework and its own."""
    return _skills().get((framework, key))


@cache
def _skills() -> dict[tuple[str, str], Skill]:
    return {(each.key, skill.key): skill for each in load() for skill in each.skills}


def _data(name: str) -> bytes:
    return files("badges.frameworks").joinpath("data", f"{name}.json").read_bytes()
