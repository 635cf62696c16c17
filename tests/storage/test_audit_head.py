"""The audit log's head on disk: written whole, read back, or plainly refused."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.storage import audit_head
from badges.storage.audit_head import FILE, AuditHeadError

HASH = "ab" * 32

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["number", "hash"]), inner),
)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    audit_head.write(tmp_path, 12, HASH)
    assert audit_head.read(tmp_path) == (12, HASH)
    audit_head.write(tmp_path, 13, HASH[::-1])
    assert audit_head.read(tmp_path) == (13, HASH[::-1])
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_number_is_never_lowered(tmp_path: Path) -> None:
    audit_head.write(tmp_path, 13, HASH)
    audit_head.write(tmp_path, 12, HASH[::-1])
    assert audit_head.read(tmp_path) == (13, HASH)


def test_of_many_who_write_at_once_the_last_line_stays(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for written in [
            pool.submit(audit_head.write, tmp_path, number, f"{number:064x}")
            for number in range(1, 201)
        ]:
            written.result()
    assert audit_head.read(tmp_path) == (200, f"{200:064x}")
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_what_was_damaged_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    audit_head.write(tmp_path, 1, HASH)
    assert audit_head.read(tmp_path) == (1, HASH)


def test_the_folder_is_made(tmp_path: Path) -> None:
    audit_head.write(tmp_path / "not" / "yet", 1, HASH)
    assert audit_head.read(tmp_path / "not" / "yet") == (1, HASH)


def test_none_was_written_yet(tmp_path: Path) -> None:
    assert audit_head.read(tmp_path) is None
    assert audit_head.read(tmp_path / "nowhere") is None


def test_a_reader_sees_the_former_head_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit_head.write(tmp_path, 1, HASH)
    seen = []

    def watched(_handle: int) -> None:
        seen.append(audit_head.read(tmp_path))

    monkeypatch.setattr(os, "fsync", watched)
    audit_head.write(tmp_path, 2, HASH)
    assert seen == [(1, HASH)]
    assert audit_head.read(tmp_path) == (2, HASH)


def test_a_disk_that_fills_up_leaves_the_former_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit_head.write(tmp_path, 1, HASH)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AuditHeadError, match="No space left on device"):
        audit_head.write(tmp_path, 2, HASH)
    assert audit_head.read(tmp_path) == (1, HASH)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuditHeadError):
        audit_head.write(tmp_path / "file", 1, HASH)


def test_a_head_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(AuditHeadError):
        audit_head.read(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"12",
        b"null",
        b'{"number": 12}',
        b'{"hash": "ab"}',
        b'{"number": "twelve", "hash": "ab"}',
        b'{"number": Infinity, "hash": "ab"}',
        b'{"number": [12], "hash": "ab"}',
    ],
)
def test_a_damaged_head_is_no_head(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(AuditHeadError, match=FILE):
        audit_head.read(tmp_path)


@given(value=anything)
def test_reading_gives_a_head_or_its_own_error(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-head"
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(json.dumps(value), encoding="ascii")
    try:
        number, digest = audit_head.read(folder) or (0, "")
    except AuditHeadError:
        return
    assert isinstance(number, int)
    assert isinstance(digest, str)
