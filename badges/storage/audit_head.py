"""The audit log's head outside the database, so that a tail that was cut off shows."""

import json
import os
from pathlib import Path

FILE = "audit-head.json"


class AuditHeadError(Exception):
    """The file cannot be written or understood; the text says which."""


def write(folder: Path, number: int, digest: str) -> None:
    """Keep the number and hash of the last line, in one step. Raises AuditHeadError."""
    temporary = folder / f"{FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="ascii") as file:
            json.dump({"number": number, "hash": digest}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / FILE)
    except OSError as error:
        raise AuditHeadError(f"{folder / FILE} cannot be written: {error.strerror}.") from error


def read(folder: Path) -> tuple[int, str] | None:
    """The number and hash that were kept; None when none were. Raises AuditHeadError."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="ascii"))
        return int(kept["number"]), str(kept["hash"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise AuditHeadError(f"{folder / FILE} does not hold a number and a hash.") from error
