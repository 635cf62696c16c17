"""The catalogues say everything that people read, in each language, and are compiled."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from badges import paths
from badges.web.language import LANGUAGES

ROOT = paths.PACKAGE.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
# What stands before a sign that is two high in French is a narrow no-break space.
WIDE_SPACE = re.compile(r"[ \u00a0][:;!?»]|« ")
# Words of the standard that participants and employers are never shown, and of a school report.
NEVER = re.compile(r"\bassertion|\bémetteur|\brévoqu|\béchou|\béchec|\brefus|insuffisan", re.I)
NEVER_IN_ENGLISH = re.compile(r"\bassertion|\bissuer|\brevoked|\bfailed", re.I)

Id = str | tuple[str, ...]


def extracted() -> set[Id]:
    """Every text that the code and the templates say."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    mapped = [(one["pattern"], one["method"]) for one in settings["tool"]["babel"]["mappings"]]
    found: set[Id] = set()
    for folder in (paths.PACKAGE, paths.TEMPLATES):
        inside = [(pattern.partition("/")[2], method) for pattern, method in mapped]
        wanted = inside[:1] if folder == paths.PACKAGE else inside[1:]
        for _, _, message, _, _ in extract_from_dir(folder, wanted, keywords=KEYWORDS):
            found.add(message)
    return found


def catalogue(language: str) -> Catalog:
    return read_po(BytesIO(_folder(language).with_suffix(".po").read_bytes()), locale=language)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said, and what it is translated to, in each number."""
    return _each(message.id), _each(message.string or "")


def _each(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _folder(language: str) -> Path:
    return paths.TRANSLATIONS / language / "LC_MESSAGES" / "messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_exactly_what_is_said(language: str) -> None:
    held = {message.id for message in messages(language)}
    said = extracted()
    assert said - held == set()
    assert held - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_open(language: str) -> None:
    for message in messages(language):
        said, translated = texts(message)
        assert not message.fuzzy, message.id
        assert len(translated) == len(said)
        for one, other in zip(said, translated, strict=True):
            assert other.strip(), message.id
            assert sorted(PLACEHOLDER.findall(one)) == sorted(PLACEHOLDER.findall(other))
            assert re.findall(r"</?\w+", one) == re.findall(r"</?\w+", other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = read_mo(BytesIO(_folder(language).with_suffix(".mo").read_bytes()))
    assert sorted(texts(message) for message in compiled if message.id) == sorted(
        texts(message) for message in messages(language)
    )


def test_french_is_the_source() -> None:
    assert all(said == translated for said, translated in map(texts, messages("fr")))


def test_french_is_plain_and_well_set() -> None:
    for message in messages("fr"):
        for text in texts(message)[0]:
            assert not WIDE_SPACE.search(text), text
            assert not NEVER.search(text), text
            assert longest(text) <= 15, text


def test_english_is_plain() -> None:
    for message in messages("en"):
        for text in texts(message)[1]:
            assert "\u202f" not in text, text
            assert not NEVER_IN_ENGLISH.search(text), text
            assert longest(text) <= 18, text


def longest(text: str) -> int:
    """The words of the longest sentence."""
    return max(len(sentence.split()) for sentence in re.split(r"(?<=[.!?:]) ", text))
