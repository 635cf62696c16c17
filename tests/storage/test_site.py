"""A folder that any file server can host."""

from pathlib import Path

import pytest

from badges.storage.site import Site, SiteError


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and one.stat().st_size
    }


def test_it_works(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", "asso")
    site.write("/a/b.json", b"1")
    site.write("/a/b/c.json", b"2")
    assert site.close() == 0
    assert files(tmp_path / "site") == {"a/b.json": b"1", "a/b/c.json": b"2"}


def test_the_next_takes_out_what_it_does_not_write(tmp_path: Path) -> None:
    first = Site(tmp_path / "site", "asso")
    for path in ("/a/b.json", "/gone/deep/c.json"):
        first.write(path, b"1")
    first.close()
    second = Site(tmp_path / "site", "asso")
    second.write("/a/b.json", b"2")
    assert second.close() == 1
    assert files(tmp_path / "site") == {"a/b.json": b"2"}
    assert not (tmp_path / "site" / "gone").exists()


def test_what_was_not_put_in_place_yet_is_taken_out(tmp_path: Path) -> None:
    """A process that is killed leaves the file that it was writing under another name."""
    folder = tmp_path / "site"
    killed = Site(folder, "asso")
    killed.write("/a/b.json", b"1")
    (folder / "a" / "b.json").rename(folder / "a" / ".b.json.part")
    Site(folder, "asso").close()
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_no_folder_is_listed_and_nothing_tells_what_there_is(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    site = Site(folder, "asso")
    for path in ("/a/b/c.json", "/a/d/index.html"):
        site.write(path, b"1")
    site.close()
    folders = [one for one in (folder, *folder.rglob("*")) if one.is_dir()]
    assert all((one / "index.html").is_file() for one in folders)
    assert not [one for one in folder.rglob("*") if one.suffix == ".txt"]
    assert (tmp_path / ".site.badges").stat().st_mode & 0o077 == 0


def test_what_a_killed_one_wrote_is_taken_out_by_the_next(tmp_path: Path) -> None:
    """It is listed before it lies there."""
    killed = Site(tmp_path / "site", "asso")
    killed.write("/a.json", b"1")
    last = Site(tmp_path / "site", "asso")
    last.write("/b.json", b"2")
    assert last.close() == 1
    assert files(tmp_path / "site") == {"b.json": b"2"}


def test_what_another_wrote_too_stays(tmp_path: Path) -> None:
    for name in ("one", "other"):
        site = Site(tmp_path / "site", name)
        site.write("/static/badges.css", b"1")
        site.close()
    empty = Site(tmp_path / "site", "one")
    assert empty.close() == 0
    assert files(tmp_path / "site") == {"static/badges.css": b"1"}


@pytest.mark.parametrize("path", ["/../up.json", "/a/../../b", "//etc/x", "/"])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    site = Site(tmp_path / "site", "asso")
    with pytest.raises(SiteError, match="no path of a site"):
        site.write(path, b"1")


def test_a_list_that_was_changed_takes_out_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    site = Site(tmp_path / "site", "asso")
    site.close()
    (tmp_path / ".site.badges" / "asso.txt").write_text("../kept.txt\n/etc/passwd\n")
    assert Site(tmp_path / "site", "asso").close() == 0
    assert (tmp_path / "kept.txt").read_text() == "mine"
