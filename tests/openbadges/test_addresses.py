"""Which addresses a document may state, and whose they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import addresses


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://a.example/x.json", "https://a.example"),
        ("HTTPS://A.Example:443/X", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://127.0.0.1:8000/?a=b#c", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://é.example/ü", "https://é.example"),
    ],
)
def test_a_web_address_has_an_origin(address: str, origin: str) -> None:
    assert addresses.is_web(address)
    assert addresses.origin(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.example/x",
        "//a.example/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.example/",
        "https://",
        "https:///x",
        "https://a.example:port/",
        "https://a.example:99999/",
        "https://[::1/",
        "https://trusted.example@evil.example/",
        "https://trusted.example\\@evil.example/",
        "https://a.example/a b",
        "https://a.example/\n",
        "https://a.example/\x00",
        "https://a.example/\ud800",
        "https://a.example/public/../secret",
        "https://a.example/public/%2E./secret",
        "https://a.example/.",
        "https://a.example/" + "a" * 2_000,
    ],
)
def test_what_is_none_or_leads_elsewhere_is_refused(address: str) -> None:
    assert not addresses.is_web(address)


def test_a_uuid_may_have_any_letter_case() -> None:
    uuid = "0F5AB2C8-3a52-4c1e-9d0b-5d3c9a7e1f42"
    assert addresses.is_uuid(f"urn:uuid:{uuid}")
    assert addresses.is_uuid(f"URN:UUID:{uuid}")
    assert not addresses.is_uuid(uuid)
    assert not addresses.is_uuid(f"urn:uuid:{uuid}0")
    assert not addresses.is_uuid("urn:uuid:")


def test_a_host_has_no_port() -> None:
    assert addresses.host("https://A.example:8443/x") == "a.example"
    assert addresses.host("urn:uuid:1") == addresses.origin("urn:uuid:1") == ""


@given(st.text() | st.text().map("https://".__add__))
def test_it_raises_nothing(text: str) -> None:
    if addresses.is_web(text):
        assert addresses.origin(text).startswith(("http://", "https://"))
    assert isinstance(addresses.is_uuid(text), bool)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Example.org/a", "example.org"),
        ("https://example.org:8443/", "example.org:8443"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://[2001:DB8::1]:81/", "[2001:db8::1]:81"),
        ("https://a..b/", ""),
        ("https://user@example.org/", ""),
        ("nothing", ""),
    ],
)
def test_a_host_is_written_as_it_is_looked_up(address: str, host: str) -> None:
    assert addresses.ascii_host(address) == host
