"""The official Open Badges 2.0 validator, in a Python of its own: an oracle, never a dependency."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".oracle" / "bin" / "python"
SCRIPT = ROOT / "tests" / "oracle_script.py"


class OfficialValidator:
    """A running validator. A context manager: leaving it ends the process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [PYTHON, "-W", "ignore", SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def report(
        self, badge: str | Path, *, recipient: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Its report (`valid`, `errorCount`, `warningCount`, `messages`) on a token, an address or
        a JSON text, or on the picture at a path; `recipient` is like `{"url": "…"}`. Where it
        crashes: `{"crashed": …}`."""
        question: dict[str, Any] = {"recipient": dict(recipient) if recipient else None}
        question |= {"image": str(badge)} if isinstance(badge, Path) else {"badge": badge}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> "OfficialValidator":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.communicate()


def assert_flawless(report: Mapping[str, Any]) -> None:
    """Fail unless the official validator found neither an error nor a warning."""
    assert report.get("valid") is True, report
    assert (report["errorCount"], report["warningCount"]) == (0, 0), report
