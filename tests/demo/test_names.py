"""No word of a listed name is a word of anything that the demonstration shows."""

import re
from collections.abc import Iterator
from pathlib import Path

from badges import paths
from badges.demo.description import load
from badges.services.rosters.words import plain

LISTED = [one for one in load().people if one.listed]
WORDS = {plain(word) for one in LISTED for word in one.name.split()}
DATA = paths.PACKAGE / "demo" / "data"
PLACES = (
    (DATA, "*.json"),
    (paths.TEMPLATES, "*"),
    (paths.TRANSLATIONS, "*.po"),
    (paths.STATIC, "*"),
    (paths.PACKAGE / "frameworks" / "data", "*.json"),
    (paths.PACKAGE, "*.py"),
)


def _texts() -> Iterator[tuple[Path, str]]:
    for folder, pattern in PLACES:
        for file in sorted(folder.rglob(pattern)):
            if file.is_file() and file != DATA / "people.json":
                yield file, plain(file.read_text("utf-8", errors="replace"))


def test_enough_people_are_listed_and_of_every_organisation() -> None:
    assert len(LISTED) == 60
    assert {one.organisation for one in LISTED} == {one.id for one in load().organisations}


def test_their_names_are_long_words_of_letters() -> None:
    for one in LISTED:
        assert re.fullmatch(r"[^\W\d_]{6,} [^\W\d_]{6,}", one.name)


def test_every_place_that_is_looked_at_has_texts() -> None:
    seen = [file for file, _ in _texts()]
    for folder, pattern in PLACES:
        assert any(file.is_relative_to(folder) and file.match(pattern) for file in seen), folder


def test_no_word_of_their_names_is_in_any_text() -> None:
    found = {(word, file.name) for file, text in _texts() for word in WORDS if word in text}
    assert found == set()


def test_no_word_of_their_names_is_in_another_persons_name() -> None:
    others = [plain(one.name) for one in load().people if not one.listed]
    assert {word for word in WORDS for name in others if word in name} == set()
