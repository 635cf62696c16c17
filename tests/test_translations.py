"""The catalogues say everything that people read, in each language, and are compiled."""

import re
import tomllib
from collections.abc import Iterator
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
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
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
    said, translated = message.id, message.string
    return (
        said if isinstance(said, tuple) else (said,),
        translated if isinstance(translated, tuple) else (translated,),
    )


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
    written = {message.id: message.string for message in messages(language)}
    assert {message.id: message.string for message in compiled if message.id} == written


def test_french_is_the_source() -> None:
    assert all(said == translated for said, translated in map(texts, messages("fr")))


@pytest.mark.parametrize("message", messages("fr"), ids=lambda message: str(message.id)[:40])
def test_french_is_plain_and_well_set(message: Message) -> None:
    for text in texts(message)[0]:
        assert not WIDE_SPACE.search(text)
        assert not NEVER.search(text)
        for sentence in re.split(r"(?<=[.!?]) ", text):
            assert len(sentence.split()) <= 15


@pytest.mark.parametrize("message", messages("en"), ids=lambda message: str(message.id)[:40])
def test_english_is_plain(message: Message) -> None:
    for text in texts(message)[1]:
        assert not NEVER_IN_ENGLISH.search(text)
        assert "\u202f" not in text
        for sentence in re.split(r"(?<=[.!?]) ", text):
            assert len(sentence.split()) <= 18
