"""An issuer that keeps what it was asked about its tokens, so that others can be asked too."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges.openbadges.recipients import Identity
from badges.openbadges.verification.report import Report
from badges.openbadges.verification.resolver import Resource
from tests.simulator import NOW, IssuerSimulator

Members = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """One token that was judged: the question, as JSON can hold it, and the report."""

    question: Members
    report: Report


class RecordingIssuer(IssuerSimulator):
    """Every trial of a token of any such issuer is in `trials`, which a test empties."""

    trials: list[Trial] = []  # noqa: RUF012 -- of all issuers together, whoever makes them

    def __init__(self, origin: str = "https://issuer.example") -> None:
        super().__init__(origin)
        self._answers: dict[str, Members] = {}

    def fetch(self, address: str) -> Resource:
        """As the web would; what is away is remembered as no answer."""
        self._answers[address] = {}
        answer = super().fetch(address)
        self._answers[address] = {
            "address": answer.address,
            "status": answer.status,
            "type": answer.media_type,
            "body": base64.b64encode(answer.body).decode("ascii"),
        }
        return answer

    def verify(
        self,
        handed_in: bytes | str,
        *,
        now: datetime = NOW,
        recipient: Identity | None = None,
        own_origin: str | None = None,
    ) -> Report:
        """The report. What is kept of it is without the recipient."""
        self._answers = {}
        report = super().verify(handed_in, now=now, recipient=recipient, own_origin=own_origin)
        if isinstance(handed_in, str) and handed_in.startswith("ey"):
            anybodys = super().verify(handed_in, now=now, own_origin=own_origin)
            question = {
                "token": handed_in,
                "now": int(now.timestamp() * 1000),
                "own": own_origin or "",
                "id": self.assertion.get("id"),
                "answers": dict(self._answers),
            }
            RecordingIssuer.trials.append(Trial(question, anybodys))
        return report
