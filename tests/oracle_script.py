"""Runs in the official validator's own Python: a line of JSON in, a line of JSON out.

In: `{"badge": text, "recipient": {…} or null}` or `{"image": path, "recipient": …}`. Out: the
validator's report, or `{"crashed": …}` with the last line of its traceback. Addresses on loopback
are fetched; the Open Badges context is the validator's own copy; nothing else is reached."""

import io
import json
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from openbadges.verifier import verify
from openbadges.verifier.openbadges_context import (
    OPENBADGES_CONTEXT_V2_DICT,
    OPENBADGES_CONTEXT_V2_URI,
)
from requests import ConnectionError as Unreachable
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse


def stay_here() -> None:
    """Replace what sends requests, for every session that the validator makes."""
    send = HTTPAdapter.send

    def guarded(self: HTTPAdapter, request: PreparedRequest, **options: Any) -> Response:
        if request.url == OPENBADGES_CONTEXT_V2_URI:
            return self.build_response(request, _context())
        if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost"):
            raise Unreachable(f"not on this machine: {request.url}")
        return send(self, request, **options)

    HTTPAdapter.send = guarded  # type: ignore[method-assign, assignment]


def _context() -> HTTPResponse:
    return HTTPResponse(
        body=io.BytesIO(json.dumps(OPENBADGES_CONTEXT_V2_DICT).encode()),
        headers={"Content-Type": "application/ld+json"},
        status=200,
        preload_content=False,
    )


def report(question: Mapping[str, Any]) -> dict[str, Any]:
    """The validator's report on one badge."""
    if "image" in question:
        with open(question["image"], "rb") as image:  # noqa: PTH123 - it asks for a file's `name`
            answer = verify(image, recipient_profile=question["recipient"])
    else:
        answer = verify(question["badge"], recipient_profile=question["recipient"])
    found: dict[str, Any] = answer["report"]
    return found


def main() -> None:
    """Answer until the questions end."""
    stay_here()
    answers, sys.stdout = sys.stdout, sys.stderr  # what the validator prints is no answer
    for line in sys.stdin:
        try:
            answer = report(json.loads(line))
        except Exception as error:  # noqa: BLE001 - that it crashes is one of its answers
            answer = {"crashed": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
