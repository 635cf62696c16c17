"""The catalogues say everything that people read, in each language, and are compiled.

French and English say all of it; the other languages what participants and employers read.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask

from badges import paths
from badges.language import (
    LANGUAGES,
    OF_STAFF,
    PLAIN,
    catalogue_of,
    translated,
    translated_number,
)
from tests.web.visits import answering

ROOT = paths.PACKAGE.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
# What stands before a sign that is two high in French is a narrow no-break space.
WIDE_SPACE = re.compile(r"[ \u00a0][:;!?»]|« ")
# Words of the standard that participants and employers are never shown, and of a school report.
NEVER = re.compile(r"\bassertion|\bémetteur|\brévoqu|\béchou|\béchec|\brefus|insuffisan", re.I)
NEVER_IN_ENGLISH = re.compile(r"\bassertion|\bissuer|\brevoked|\bfailed", re.I)

# What participants and employers read, and so what each language says: the one list of it.
TEMPLATES_FOR_ALL = (
    *("base.html", "_badge.html", "_macros.html", "_verification.html", "home/*"),
    *("wallet/*", "my_badges/*", "awards/*", "verify/*", "issuers/*"),
    *("badge_classes/*", "errors/*", "cards/card.html", "frameworks/*", "people/export.html"),
    "api/docs.html",
)
MODULES_FOR_ALL = (
    *("wallet", "my_badges", "my_links", "my_files", "my_email", "my_rights", "own_copy"),
    *("my_letters", "attestation", "public_page", "embedding", "questions", "holder_check", "said"),
    *("verification", "verdicts", "verify", "awards", "issuers", "badge_classes"),
    *("home", "skills", "roles", "request_words", "browser_check", "keeping"),
)
ELSEWHERE = ("reporting/sentences.py", "reporting/handed_in.py", "api/routes.py")
OTHERS = [code for code in LANGUAGES if code not in {*OF_STAFF, PLAIN}]
# The forms of Arabic that are of one number alone say it as a word: none, one, two.
NUMBER_AS_A_WORD = {"ar": {0, 1, 2}}
# Signs of French that a sentence in Turkish, Ukrainian, Tamil or Arabic has no reason to show.
FRENCH = re.compile(r"\b(?:le|les|une?|des|est|vous|votre|pour|avec|dans)\b|[éèêàœ]", re.I)
PARTICIPANT_MODULES = (
    *("wallet", "my_badges", "my_links", "my_files", "my_email", "my_letters", "my_rights"),
    *("attestation", "own_copy", "public_page", "said"),
)
PARTICIPANT = ("wallet/*", "my_badges/*", "cards/card.html")

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


def said_for_all() -> set[Id]:
    """Every text of the pages that participants and employers read."""
    found: set[Id] = set()
    for module in MODULES_FOR_ALL:
        found |= _texts_of(paths.PACKAGE / "web" / f"{module}.py", "python")
    for place in ELSEWHERE:
        found |= _texts_of(paths.PACKAGE / place, "python")
    return found | said_in(TEMPLATES_FOR_ALL)


def said_in(patterns: Sequence[str]) -> set[Id]:
    """Every text of some templates."""
    files = [file for pattern in patterns for file in paths.TEMPLATES.glob(pattern)]
    assert files
    return {text for file in files for text in _texts_of(file, "jinja2")}


def _texts_of(file: Path, method: str) -> set[Id]:
    assert file.is_file()
    return {message for _, message, _, _ in extract_from_file(method, file, keywords=KEYWORDS)}


def catalogue(language: str) -> Catalog:
    return read_po(BytesIO(_folder(language).with_suffix(".po").read_bytes()))


def messages(language: str) -> Iterator[Message]:
    return (
        message
        for message in catalogue(language)
        if message.id and any(_each(message.string or ()))
    )


def texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said, and what it is translated to, in each number."""
    return _each(message.id), _each(message.string or "")


def _each(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _folder(language: str) -> Path:
    return paths.TRANSLATIONS / catalogue_of(language) / "LC_MESSAGES" / "messages"


@pytest.mark.parametrize("language", OF_STAFF)
def test_a_catalogue_holds_exactly_what_is_said(language: str) -> None:
    held = {message.id for message in messages(language)}
    said = extracted()
    assert said - held == set()
    assert held - said == set()


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_says_what_participants_and_employers_read(language: str) -> None:
    held = {message.id for message in messages(language)}
    assert said_for_all() - held == set()
    assert held - extracted() == set()


@pytest.mark.parametrize("language", [*OTHERS, PLAIN])
def test_nothing_is_held_that_says_nothing(language: str) -> None:
    """An empty plural would be shown as nothing instead of in French."""
    held = [one.id for one in catalogue(language) if one.id]
    assert held == [one.id for one in messages(language)]


def test_plain_french_says_no_more_than_there_is() -> None:
    held = list(messages(PLAIN))
    assert len(held) > 50
    assert {message.id for message in held} - said_for_all() == set()
    for message in held:
        for text in texts(message)[1]:
            assert not WIDE_SPACE.search(text), text
            assert not NEVER.search(text), text
            assert longest(text) <= 12, text


@pytest.mark.parametrize("language", OTHERS)
def test_no_french_is_left(language: str) -> None:
    for message in messages(language):
        for text in texts(message)[1]:
            assert not FRENCH.search(PLACEHOLDER.sub("", text)), text


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("tr", 1), ("uk", 3), ("ta", 2)])
def test_a_language_has_its_own_plurals(language: str, forms: int) -> None:
    read = catalogue(language)
    assert read.num_plurals == forms
    many = [one for one in read if isinstance(one.id, tuple) and any(texts(one)[1])]
    assert many
    assert {len(texts(one)[1]) for one in many} == {forms}


@pytest.mark.parametrize(
    ("number", "arabic", "ukrainian"),
    [
        (1, "رؤية عمل واحد على الأقل،", "Побачити щонайменше 1 дію"),
        (2, "رؤية عملين على الأقل،", "Побачити щонайменше 2 дії"),
        (5, "رؤية 5 أعمال على الأقل،", "Побачити щонайменше 5 дій"),
        (11, "رؤية 11 عملًا على الأقل،", "Побачити щонайменше 11 дій"),
        (101, "رؤية 101 عمل على الأقل،", "Побачити щонайменше 101 дію"),
    ],
)
def test_a_number_takes_the_form_of_its_language(
    app: Flask, number: int, arabic: str, ukrainian: str
) -> None:
    one, many = "Au moins %(num)d acte vu,", "Au moins %(num)d actes vus,"
    for language, expected in (("ar", arabic), ("uk", ukrainian)):
        with answering(app, f"/?lang={language}"):
            assert translated_number(one, many, number) == expected


def test_what_is_missing_is_said_in_french(app: Flask) -> None:
    for language in (PLAIN, "ar"):
        with answering(app, f"/?lang={language}"):
            assert (
                translated("Mes badges, que personne ne dit.") == "Mes badges, que personne ne dit."
            )


def test_what_participants_read_is_short() -> None:
    modules = [paths.PACKAGE / "web" / f"{name}.py" for name in PARTICIPANT_MODULES]
    written = {text for module in modules for text in _texts_of(module, "python")}
    for text in said_in(PARTICIPANT) | written:
        for one in _each(text):
            assert longest(PLACEHOLDER.sub("x", one)) <= 15, one


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_open(language: str) -> None:
    forms = catalogue(language).num_plurals
    for message in messages(language):
        said, told = texts(message)
        assert not message.fuzzy, message.id
        assert len(said) == 1 or len(told) == forms
        for form, other in enumerate(told):
            one = said[min(form, len(said) - 1)]
            assert other.strip(), message.id
            as_a_word = len(said) > 1 and form in NUMBER_AS_A_WORD.get(language, ())
            kept = [] if as_a_word else sorted(PLACEHOLDER.findall(one))
            assert sorted(PLACEHOLDER.findall(other)) in (kept, sorted(PLACEHOLDER.findall(one)))
            assert sorted(re.findall(r"</?\w+", one)) == sorted(re.findall(r"</?\w+", other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = read_mo(BytesIO(_folder(language).with_suffix(".mo").read_bytes()))
    assert sorted(texts(message) for message in compiled if message.id) == sorted(
        texts(message) for message in messages(language)
    )


def test_french_is_the_source() -> None:
    assert all(said == told for said, told in map(texts, messages("fr")))


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
