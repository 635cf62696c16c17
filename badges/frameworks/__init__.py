"""Skill frameworks, badge templates and kinds of activity: data, read once."""

from badges.frameworks.catalogue import find, framework, kinds, load, templates
from badges.frameworks.entries import BadgeTemplate, Framework, Kind, Skill
from badges.frameworks.importer import import_kinds
from badges.frameworks.searching import Match, search

__all__ = [
    "BadgeTemplate",
    "Framework",
    "Kind",
    "Match",
    "Skill",
    "find",
    "framework",
    "import_kinds",
    "kinds",
    "load",
    "search",
    "templates",
]
