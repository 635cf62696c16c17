"""Is there room to write?"""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from badges.storage import disk


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were looked at, on a disk with exactly as much room as is needed."""
    folders: list[Path] = []

    def usage(folder: Path) -> SimpleNamespace:
        folders.append(folder)
        return SimpleNamespace(free=disk.LEAST_FREE)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    return folders


def test_a_folder_with_room(tmp_path: Path, asked: list[Path]) -> None:
    assert disk.has_room(tmp_path)
    assert asked == [tmp_path]


def test_a_folder_that_is_still_to_be_made_has_the_room_of_its_parents(
    tmp_path: Path, asked: list[Path]
) -> None:
    assert disk.has_room(tmp_path / "not" / "yet")
    assert asked == [tmp_path]


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(free=disk.LEAST_FREE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)
    assert not disk.has_room(tmp_path)


def test_a_real_disk_is_asked(tmp_path: Path) -> None:
    assert disk.has_room(tmp_path) == (shutil.disk_usage(tmp_path).free >= disk.LEAST_FREE)
