"""Documents are values."""

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime

import pytest

from badges.openbadges.documents import v2

ASSERTION = v2.Assertion(
    id="urn:uuid:0f5ab2c8-3a52-4c1e-9d0b-5d3c9a7e1f42",
    recipient=v2.IdentityObject(type="id", identity="7", hashed=False),
    badge="https://a.example/badge.json",
    verification=v2.Verification(type=v2.SIGNED, creator="https://a.example/key.json"),
    issued_on=datetime(2026, 11, 14, tzinfo=UTC),
    evidence=(v2.Evidence(name="A partagé la balle", extra={"criterion": 1}),),
    badge_digest="sha256-x",
    extra={"uid": "7"},
)


def test_documents_do_not_change() -> None:
    for name in (field.name for field in fields(ASSERTION)):
        with pytest.raises(FrozenInstanceError):
            setattr(ASSERTION, name, None)


def test_what_is_optional_is_absent_by_default() -> None:
    profile = v2.Profile(id="https://a.example/p.json", name="A", url="https://a.example")
    assert (profile.email, profile.public_key, profile.extra) == (None, (), {})
