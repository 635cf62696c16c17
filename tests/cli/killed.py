"""The `badges` command, ended by kill -9: `python -m tests.cli.killed MOMENT ARGUMENT…`.

At exactly that moment, which a signal from outside would hit by luck alone."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from badges.cli import main
from badges.openbadges import jws
from badges.services import ledger, observing
from badges.storage import audit_head


def _die(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, name: str, *, call: int = 1) -> None:
    real, calls = getattr(owner, name), count(1)

    def dying(*arguments: Any, **options: Any) -> Any:
        if next(calls) == call:
            _die()
        return real(*arguments, **options)

    setattr(owner, name, dying)


def _after(owner: Any, name: str) -> None:
    real = getattr(owner, name)

    def dying(*arguments: Any, **options: Any) -> None:
        real(*arguments, **options)
        _die()

    setattr(owner, name, dying)


def _committing() -> None:
    commits = count(1)  # the first keeps the public address, before anything is done

    def dying(*_arguments: object) -> None:
        if next(commits) == 2:
            _die()

    event.listen(Engine, "commit", dying)


# Each moment before the commit, in their order.
BEFORE: Mapping[str, Callable[[], None]] = {
    "seen": partial(_after, observing, "record"),
    "awards-written": partial(_after, ledger, "add_awards"),
    "half-signed": partial(_before, jws, "sign", call=100),
    "tokens-written": partial(_after, ledger, "add_assertions"),
    "committing": _committing,
}
COMMITTED = "committed"
MOMENTS: Mapping[str, Callable[[], None]] = {
    **BEFORE,
    COMMITTED: partial(_before, audit_head, "write"),
}

if __name__ == "__main__":
    MOMENTS[sys.argv.pop(1)]()
    main()
