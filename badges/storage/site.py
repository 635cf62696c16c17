"""A folder that any file server can host: files written whole, and taken out again.

What an export wrote is listed beside it, in `.badges/<name>.txt`, so that the next one takes out
what is published no more, and never a file that somebody else put there.
"""

import secrets
from pathlib import Path, PurePosixPath
from typing import Final

LISTS: Final = ".badges"
READABLE_FILE, READABLE_FOLDER = 0o644, 0o755  # by the file server, whoever runs it


class SiteError(Exception):
    """The folder cannot be used; the text says what to do."""


class Site:
    """One organisation's part of a folder; several may share it."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises SiteError where the folder holds anything that no export wrote."""
        self._folder, self._list = folder, folder / LISTS / f"{name}.txt"
        try:
            if folder.exists() and any(folder.iterdir()) and not (folder / LISTS).is_dir():
                raise SiteError(f"{folder} holds other files: choose an empty folder.")
            self._make(folder / LISTS)
            self._before = _listed(self._list)
        except OSError as error:
            raise _told(folder, error) from error
        self._written: set[str] = set()

    def write(self, path: str, body: bytes) -> None:
        """Put a file at a path of the site, `/a/b.json`, whole or not at all. Raises SiteError."""
        inside = path.removeprefix("/")
        if not _is_inside(inside):
            raise SiteError(f"{path} is no path of a site.")
        target = self._folder / inside
        try:
            if inside not in self._before | self._written:
                with self._list.open("a", encoding="utf-8") as listed:
                    listed.write(f"{inside}\n")  # before the file: a crash leaves nothing unlisted
            self._make(target.parent)
            _replace(target, body)
        except OSError as error:
            raise _told(self._folder, error) from error
        self._written.add(inside)

    def close(self) -> int:
        """Take out what an earlier export wrote and this one did not; gives how many files."""
        try:
            kept = self._written | self._of_others()
            gone = sorted(self._before - kept)
            for path in gone:
                (self._folder / path).unlink(missing_ok=True)
                self._drop_empty((self._folder / path).parent)
            lines = "".join(f"{path}\n" for path in sorted(self._written))
            _replace(self._list, lines.encode())
        except OSError as error:
            raise _told(self._folder, error) from error
        return len(gone)

    def _of_others(self) -> set[str]:
        """What the exports of other organisations into the same folder wrote."""
        others = [one for one in self._list.parent.glob("*.txt") if one != self._list]
        return {path for one in others for path in _listed(one)}

    def _make(self, folder: Path) -> None:
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for one in reversed(missing):
            one.mkdir()
            one.chmod(READABLE_FOLDER)

    def _drop_empty(self, folder: Path) -> None:
        while folder != self._folder and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _listed(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    return {path for path in file.read_text("utf-8").splitlines() if _is_inside(path)}


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and not {"..", LISTS} & set(parts)


def _replace(target: Path, body: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        temporary.write_bytes(body)
        temporary.chmod(READABLE_FILE)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _told(folder: Path, error: OSError) -> SiteError:
    return SiteError(f"{folder} cannot be written: {error.strerror}.")
