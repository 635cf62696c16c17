"""What changed from one version of a badge class to the next, as values to be put into words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from badges.models import BadgeClassVersion


class What(StrEnum):
    """What can change."""

    NAME = "name"
    SENTENCE = "sentence"
    ACT_ADDED = "act_added"
    ACT_DROPPED = "act_dropped"
    ACT_REWORDED = "act_reworded"
    ACTS_REORDERED = "acts_reordered"
    NEEDED_ACTS = "needed_acts"
    NEEDED_SESSIONS = "needed_sessions"
    VALID_MONTHS = "valid_months"
    KINDS = "kinds"
    SKILL_ADDED = "skill_added"
    SKILL_DROPPED = "skill_dropped"
    PICTURE = "picture"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: what it was and what it is, where it has words."""

    what: What
    before: str = ""
    after: str = ""


def between(older: BadgeClassVersion, newer: BadgeClassVersion) -> list[Change]:
    """All that changed, in the order in which a badge class is read; empty if nothing did."""
    return [
        *_words(older, newer),
        *_acts(older, newer),
        *_demands(older, newer),
        *_skills(older, newer),
        *_rest(older, newer),
    ]


def _words(older: BadgeClassVersion, newer: BadgeClassVersion) -> Iterator[Change]:
    if older.name != newer.name:
        yield Change(What.NAME, older.name, newer.name)
    if older.sentence != newer.sentence:
        yield Change(What.SENTENCE, older.sentence, newer.sentence)


def _acts(older: BadgeClassVersion, newer: BadgeClassVersion) -> Iterator[Change]:
    before = {one.criterion_id: one.text for one in older.criteria}
    after = {one.criterion_id: one.text for one in newer.criteria}
    for criterion, text in after.items():
        if criterion not in before:
            yield Change(What.ACT_ADDED, after=text)
        elif before[criterion] != text:
            yield Change(What.ACT_REWORDED, before[criterion], text)
    for criterion, text in before.items():
        if criterion not in after:
            yield Change(What.ACT_DROPPED, before=text)
    kept = [one for one in before if one in after]
    if kept != [one for one in after if one in before]:
        yield Change(What.ACTS_REORDERED)


def _demands(older: BadgeClassVersion, newer: BadgeClassVersion) -> Iterator[Change]:
    for what, member in (
        (What.NEEDED_ACTS, "needed_criteria"),
        (What.NEEDED_SESSIONS, "needed_sessions"),
        (What.VALID_MONTHS, "valid_months"),
    ):
        was, now = getattr(older, member), getattr(newer, member)
        if was != now:
            yield Change(what, str(was or ""), str(now or ""))


def _skills(older: BadgeClassVersion, newer: BadgeClassVersion) -> Iterator[Change]:
    before = {one["url"]: one["name"] for one in older.alignments}
    after = {one["url"]: one["name"] for one in newer.alignments}
    for url in after.keys() - before.keys():
        yield Change(What.SKILL_ADDED, after=after[url])
    for url in before.keys() - after.keys():
        yield Change(What.SKILL_DROPPED, before=before[url])


def _rest(older: BadgeClassVersion, newer: BadgeClassVersion) -> Iterator[Change]:
    if set(older.kinds) != set(newer.kinds):
        yield Change(What.KINDS)
    if older.design != newer.design:
        yield Change(What.PICTURE)
    if older.epoch_id != newer.epoch_id:
        yield Change(What.KEY)
