"""Digests, as documents state them."""

from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import digests

OF_NOTHING = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_it_is_the_padded_standard_base64_of_the_sha_256() -> None:
    assert digests.digest(b"") == OF_NOTHING
    assert digests.matches(b"", OF_NOTHING)


def test_another_spelling_does_not_match() -> None:
    assert not digests.matches(b"", OF_NOTHING.rstrip("="))
    assert not digests.matches(b"", OF_NOTHING.replace("+", "-").replace("/", "_"))
    assert not digests.matches(b"", "")


@given(st.binary(min_size=1), st.data())
def test_one_changed_byte_does_not_match(body: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
    assert digests.matches(body, digests.digest(body))
    assert not digests.matches(changed, digests.digest(body))
