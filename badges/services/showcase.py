"""What the demonstration's home page opens: a live badge, three that do not hold, and a forgery."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from badges.services import facts

SHOWCASE = "showcase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """Addresses' ends, a code that is nobody's, and a token in which one letter was changed."""

    valid_uid: str
    valid_code: str
    revoked_uid: str
    expired_uid: str
    unknown_code: str
    forged_token: str
    original_excerpt: str
    forged_excerpt: str


def keep(session: Session, showcase: Showcase) -> None:
    """Remember what the home page shows."""
    facts.keep(session, SHOWCASE, json.dumps(asdict(showcase), ensure_ascii=False))


def read(connection: Connection) -> Showcase | None:
    """What the home page shows; None outside the demonstration."""
    text = facts.read(connection, SHOWCASE)
    return Showcase(**json.loads(text)) if text else None


def forge(token: str, original: str, forged: str) -> str:
    """The token with `original` changed to `forged` in what it says, under the same signature."""
    header, payload, signature = token.split(".")
    said = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    changed = said.replace(original.encode(), forged.encode(), 1)
    if changed == said:
        raise ValueError("there is nothing to change")
    encoded = urlsafe_b64encode(changed).rstrip(b"=").decode("ascii")
    return ".".join((header, encoded, signature))
