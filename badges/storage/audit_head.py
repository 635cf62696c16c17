"""The audit log's head outside the database, so that a tail that was cut off shows."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILE = "audit-head.json"


class AuditHeadError(Exception):
    """The file cannot be written or understood; the text says which."""


def write(folder: Path, number: int, digest: str) -> None:
    """Keep the number and hash of the last line, in one step. Raises AuditHeadError.

    Many write at once after their commits, in any order: a number that is kept is never lowered,
    which would hide a tail that was cut off.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if not _is_kept(folder, number):
                _replace(folder, {"number": number, "hash": digest})
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


def _is_kept(folder: Path, number: int) -> bool:
    """Whether this line or a later one is kept already; what cannot be understood keeps nothing."""
    with suppress(AuditHeadError):
        kept = read(folder)
        return kept is not None and kept[0] >= number
    return False


def _replace(folder: Path, head: dict[str, object]) -> None:
    temporary = folder / f"{FILE}.{secrets.token_hex(8)}"
    try:
        with temporary.open("w", encoding="ascii") as file:
            json.dump(head, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / FILE)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While no other thread or process writes here; the lock goes with whoever dies."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
