"""The second factor: six digits that an app shows for half a minute (RFC 6238)."""

import base64
import hmac
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
WRONG_CODES: Final = 5
SECRET_BYTES: Final = 20
NAME: Final = "Badges"


def new_secret(session_key: str, former: str) -> str:
    """The secret that a session is offered: the same each time, nobody else can make it.

    So a page that is opened again shows the same picture, and nothing is kept before it is used.
    """
    digest = hmac.new(session_key.encode(), f"second factor {former}".encode(), "sha256").digest()
    return base64.b32encode(digest[:SECRET_BYTES]).decode()


def address(secret: str, email: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=NAME)


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The time step that a code belongs to: this one, the one before or the next; else None."""
    digits = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    totp, step = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    if len(digits) != totp.digits:
        return None
    steps = (step, step - 1, step + 1)
    return next((one for one in steps if hmac.compare_digest(totp.generate_otp(one), digits)), None)
