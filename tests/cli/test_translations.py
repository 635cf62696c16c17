"""`badges translations`: what nobody has proofread, a language at a time."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from badges import paths
from badges.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["translations", *arguments])


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues of our own: one sentence that was read, one that was not."""
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = folder / "messages.po"
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '# not proofread\nmsgid "Carte"\nmsgstr "بطاقة"\n\n'
        'msgid "Montrer"\nmsgstr "عرض"\n\nmsgid "Journal"\nmsgstr ""\n',
        "utf-8",
    )
    monkeypatch.setattr(paths, "TRANSLATIONS", tmp_path)
    return file


def test_it_works(shelf: Path) -> None:
    result = run("--unread", "--language", "ar")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "ar (العربية): 1 of 2 not proofread",
        "  Carte",
        "    بطاقة",
    ]


def test_without_asking_it_only_counts(shelf: Path) -> None:
    assert run("--language", "ar").output == "ar (العربية): 1 of 2 not proofread\n"


def test_what_was_read_is_no_more_listed(shelf: Path) -> None:
    shelf.write_text(shelf.read_text("utf-8").replace("# not proofread\n", ""), "utf-8")
    assert run("--unread", "--language", "ar").output == "ar (العربية): 0 of 2 not proofread\n"


def test_the_real_catalogues_are_counted() -> None:
    lines = run().output.splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "fr",
        "clair",
        "en",
        "ar",
        "tr",
        "uk",
        "ta",
    ]
    assert lines[0].startswith("fr (Français): 0 of ")


def test_without_the_sources_it_says_so(shelf: Path) -> None:
    shelf.unlink()
    result = run("--language", "ar")
    assert result.exit_code == 1
    assert "the sources of the catalogues are not installed" in result.output
