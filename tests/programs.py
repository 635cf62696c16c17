"""The programs that the tests start, and the libraries that PDFs need. `python -m tests.programs`
prints, as Debian calls them, the packages of those that are missing; nothing when all are there."""

import shutil
import subprocess
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
PANGO = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def chromium() -> Path | None:
    """The Chromium on the path, or None."""
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((Path(path) for path in found if path), None)


def postgres() -> Path | None:
    """The newest folder that holds `initdb` and `postgres`, or None."""
    return next(
        (
            folder
            for folder in _postgres_folders()
            if (folder / "initdb").exists() and (folder / "postgres").exists()
        ),
        None,
    )


def _postgres_folders() -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        # Client packages have a pg_config too: the folder that it names may hold no server.
        answer = subprocess.run(
            [pg_config, "--bindir"], capture_output=True, text=True, check=False
        ).stdout.strip()
        if answer:
            yield Path(answer)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    for pattern in POSTGRES_FOLDERS:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")), key=_version, reverse=True)


def _version(folder: Path) -> int:
    return int("".join(filter(str.isdigit, str(folder))) or 0)


def missing() -> list[str]:
    """Debian's names of the packages to install."""
    packages = []
    if chromium() is None:
        packages += ["chromium", "fonts-dejavu-core"]
    if postgres() is None:
        packages += ["postgresql"]
    return packages + pango()


def pango() -> list[str]:
    """Debian's names of what is missing of Pango."""
    return [package for library, package in PANGO.items() if find_library(library) is None]


if __name__ == "__main__":
    print(*missing())  # noqa: T201 - its output is what the Makefile asks for
