"""Whom a badge was given to is hashed and compared in one way."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import recipients
from badges.openbadges.documents.v2 import IdentityObject
from badges.openbadges.errors import SubmissionError
from badges.openbadges.recipients import Identity

SALT = "00112233445566778899aabbccddeeff"


def test_it_hashes_and_recognises_a_recipient() -> None:
    recipient = recipients.hashed("email", "Amina.K@Example.org", salt=SALT)
    expected = hashlib.sha256(f"amina.k@example.org{SALT}".encode()).hexdigest()
    assert recipient == IdentityObject(
        type="email", hashed=True, salt=SALT, identity=f"sha256${expected}"
    )
    assert recipients.matches(recipient, recipients.parse("email:AMINA.k@example.ORG"))


def test_somebody_else_or_another_type_does_not_match() -> None:
    recipient = recipients.hashed("url", "https://a.example/p/1", salt=SALT)
    assert recipients.matches(recipient, Identity("url", "https://a.example/p/1"))
    assert not recipients.matches(recipient, Identity("url", "https://a.example/p/2"))
    assert not recipients.matches(recipient, Identity("id", "https://a.example/p/1"))


def test_only_e_mail_addresses_are_the_same_in_any_letter_case() -> None:
    recipient = recipients.hashed("url", "https://a.example/p/K", salt=SALT)
    assert not recipients.matches(recipient, Identity("url", "https://a.example/p/k"))


def test_a_recipient_in_plain_is_compared_in_plain() -> None:
    plain = IdentityObject(type="email", hashed=False, identity="Amina@Example.org")
    assert recipients.matches(plain, Identity("email", "amina@example.org"))
    assert not recipients.matches(plain, Identity("email", "omar@example.org"))


def test_a_hash_is_not_its_own_plain_text() -> None:
    recipient = recipients.hashed("id", "7", salt=SALT)
    assert not recipients.matches(recipient, Identity("id", recipient.identity))


def test_a_hash_may_lack_salt_be_in_capitals_or_be_md5_where_others_made_it() -> None:
    without = IdentityObject(
        type="id", hashed=True, identity="sha256$" + hashlib.sha256(b"7").hexdigest().upper()
    )
    old = IdentityObject(
        type="id",
        hashed=True,
        salt="s",
        identity="md5$" + hashlib.md5(b"7s", usedforsecurity=False).hexdigest(),
    )
    for recipient in (without, old):
        assert recipients.matches(recipient, Identity("id", "7"))
        assert not recipients.matches(recipient, Identity("id", "8"))


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("email: A@B.c ", Identity("email", "a@b.c")),
        ("URL:https://a.example/P", Identity("url", "https://a.example/P")),
        ("telephone:+33 1", Identity("telephone", "+33 1")),
        ("id:a:b", Identity("id", "a:b")),
    ],
)
def test_an_identity_is_read(text: str, identity: Identity) -> None:
    assert recipients.parse(text) == identity


@pytest.mark.parametrize(
    "text",
    [
        "",
        "email",
        "email:",
        "email:  ",
        "a@b.c",
        "name:Amina",
        "id:\x00",
        "id:\ud800",
        "id:" + "a" * 501,
    ],
)
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        recipients.parse(text)
    assert caught.value.code in recipients.CODES


@given(st.text() | st.text().map("email:".__add__))
def test_it_raises_nothing_but_its_own_error(text: str) -> None:
    try:
        identity = recipients.parse(text)
    except SubmissionError:
        return
    recipient = recipients.hashed(identity.type, identity.value, salt=SALT)
    assert recipients.matches(recipient, identity)
