"""Passkeys (WebAuthn): what a browser is asked to sign, and whether it did."""

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from badges.extensions import runtime

NAME: Final = "Badges"
LONGEST: Final = 16_384


class PasskeyError(Exception):
    """What the browser answered proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A passkey that was just made."""

    credential: bytes
    public_key: bytes
    sign_count: int


def possible() -> bool:
    """Whether this service's address is one that passkeys can be made for: a name, no number."""
    try:
        ipaddress.ip_address(_host())
    except ValueError:
        return True
    return False


def creation(challenge: bytes, *, staff_id: int, email: str, known: Sequence[bytes]) -> str:
    """What `navigator.credentials.create` is given, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=NAME,
        user_id=f"staff:{staff_id}".encode(),
        user_name=email,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return webauthn.options_to_json(options)


def request(challenge: bytes, *, known: Sequence[bytes] = ()) -> str:
    """What `navigator.credentials.get` is given, as JSON; without `known` any passkey of ours."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def made(answer: str) -> tuple[bytes, New]:
    """The challenge that a new passkey signed, and the passkey. Raises PasskeyError."""
    challenge = _challenge(answer)
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError(str(error)) from error
    new = New(
        credential=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
    )
    return challenge, new


def used(answer: str) -> bytes:
    """Which passkey a browser says that it used. Raises PasskeyError."""
    return _bytes(_parsed(answer).get("rawId"))


def signed(answer: str, *, public_key: bytes, sign_count: int) -> tuple[bytes, int]:
    """The challenge that a known passkey signed, its person verified, and its new count.

    Raises PasskeyError.
    """
    challenge = _challenge(answer)
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError(str(error)) from error
    return challenge, verified.new_sign_count


def _challenge(answer: str) -> bytes:
    """What was signed; whether we asked for it is looked up by whoever asked."""
    response = _parsed(answer).get("response")
    data = response.get("clientDataJSON") if isinstance(response, dict) else None
    try:
        client = json.loads(_bytes(data))
    except (ValueError, RecursionError) as error:
        raise PasskeyError("no client data") from error
    return _bytes(client.get("challenge") if isinstance(client, dict) else None)


def _parsed(answer: str) -> dict[str, object]:
    if len(answer) > LONGEST:
        raise PasskeyError("too long")
    try:
        parsed = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise PasskeyError("no JSON") from error
    if not isinstance(parsed, dict):
        raise PasskeyError("no object")
    return parsed


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise PasskeyError("a member is missing")
    try:
        return base64url_to_bytes(text)
    except ValueError as error:
        raise PasskeyError("no base64") from error


def _origin() -> str:
    return runtime().settings.public_url


def _host() -> str:
    return urlsplit(_origin()).hostname or ""
