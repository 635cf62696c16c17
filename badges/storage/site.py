"""A folder that any file server can host: files written whole, and taken out again.

What an export wrote is listed beside the folder, never in it: whoever is served the site must not
read what there is. By the list the next one takes out what is published no more, and never a file
that somebody else put there.
"""

from pathlib import Path, PurePosixPath
from typing import Final

INDEX: Final = "index.html"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
READABLE_FILE, READABLE_FOLDER = 0o644, 0o755  # by the file server, whoever runs it


class SiteError(Exception):
    """The folder cannot be used; the text says what to do."""


class Site:
    """One organisation's part of a folder; several may share it."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises SiteError where the folder holds anything that no export wrote."""
        folder = folder.absolute()
        lists = folder.with_name(f".{folder.name}.badges")
        self._folder, self._list = folder, lists / f"{name}.txt"
        try:
            if folder.exists() and any(folder.iterdir()) and not lists.is_dir():
                raise SiteError(f"{folder} holds other files: choose an empty folder.")
            self._make(folder)
            lists.mkdir(PRIVATE_FOLDER, exist_ok=True)
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
        """Take out what an earlier export wrote and this one did not; gives how many files.

        A folder without a page gets an empty one, so that no file server lists what is in it.
        """
        folders = {f"/{folder}" for one in self._written for folder in PurePosixPath(one).parents}
        for folder in sorted(folders):
            page = f"{folder.removesuffix('/.')}/{INDEX}"
            if page.removeprefix("/") not in self._written:
                self.write(page, b"")
        try:
            kept = self._written | self._of_others()
            gone = sorted(self._before - kept)
            taken_out = sum(_take_out(self._folder / path) for path in gone)
            for path in [*gone, *kept]:  # what a killed export had not put in place yet
                _part(self._folder / path).unlink(missing_ok=True)
                self._drop_empty((self._folder / path).parent)
            lines = "".join(f"{path}\n" for path in sorted(self._written))
            _replace(self._list, lines.encode(), mode=PRIVATE_FILE)
        except OSError as error:
            raise _told(self._folder, error) from error
        return taken_out

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
    return bool(parts) and not path.startswith("/") and ".." not in parts


def _take_out(target: Path) -> bool:
    """Whether there was anything in it."""
    held = target.is_file() and target.stat().st_size > 0
    target.unlink(missing_ok=True)
    return held


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _replace(target: Path, body: bytes, *, mode: int = READABLE_FILE) -> None:
    temporary = _part(target)
    temporary.write_bytes(body)
    temporary.chmod(mode)
    temporary.replace(target)


def _told(folder: Path, error: OSError) -> SiteError:
    return SiteError(f"{folder} cannot be written: {error.strerror}.")
