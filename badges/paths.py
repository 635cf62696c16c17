"""Where the folders lie that the code reads: in an installed wheel, or beside the package."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _folder("templates")
MIGRATIONS = _folder("migrations")
STATIC = PACKAGE / "static"
TRANSLATIONS = PACKAGE / "translations"
