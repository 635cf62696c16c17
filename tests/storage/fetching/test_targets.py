"""Where an address may lead, in every spelling that somebody has thought of."""

import ipaddress
import socket
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.errors import Unreachable
from badges.storage.fetching import targets
from badges.storage.fetching.targets import Target

INSIDE = [
    "0.0.0.0",  # noqa: S104 -- asked about, not listened on
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
SPELLINGS = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0X7F.0.0.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.1./",
    "http://127.000.000.001/",
    "http://0/",
    "http://8.8.8.8./",
    "http://134744072/",
    "http://010.8.8.8/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127.0.0.1%2e/",
    "http://%31%32%37.0.0.1/",
    "http://ex%61mple.org/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://intranet/",
    "http://example.org./",
    "http://.example.org/",
    "http://example..org/",
    "http://ex_ample-.org-/",
    "http://-example.org/",
    f"http://{'a' * 64}.org/",
    f"http://{'a.' * 130}org/",
    "http://user@example.org/",
    "http://user:word@example.org/",
    "http://example.org@127.0.0.1/",
    "http://127.0.0.1\\@example.org/",
    "http://example.org\\.127.0.0.1/",
    "http://example.org#@127.0.0.1/\r\n",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[2606:4700::1111%25lo]/",
    "http://[v1.fe80]/",
    "http://[::1/",
    "http://::1/",
    "http:///etc/passwd",
    "http:example.org/",
    "http://example.org:22/",
    "http://example.org:0/",
    "http://example.org:8080/",
    "http://example.org:65616/",
    "http://example.org:80:80/",
    "http://example.org:٨٠/",
    "http://example.org:-80/",
    "https://example.org:25/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "data:application/json,{}",
    "//example.org/",
    "/etc/passwd",
    "",
    "http://example.org/a b",
    "http://example.org/a\nHost: x",
    "http://example.org/\x00",
    "http://example.org/a/../../b",
    "http://example.org/%2e%2e/b",
    "http://badges.example.org/",
    "https://BADGES.example.org/assertions/1.json",
    f"http://example.org/{'a' * 2_000}",
]
OWN = "badges.example.org"


def refused(address: str) -> bool:
    return read(address) is None


def read(address: str) -> Target | None:
    try:
        return targets.read(address, own_host=OWN)
    except Unreachable as error:
        return None if error.code == "address_refused" else pytest.fail(error.code)


def test_it_works() -> None:
    target = targets.read("https://Example.org/a/b.json?c=d%20e#f")
    assert (target.scheme, target.host, target.port) == ("https", "example.org", 443)
    assert target.path == "/a/b.json?c=d%20e"
    assert target.authority == "example.org"
    assert not target.may_be_private


def test_other_good_addresses() -> None:
    assert targets.read("http://example.org:443").authority == "example.org:443"
    assert targets.read("http://example.org").path == "/"
    assert targets.read("https://8.8.8.8/").host == "8.8.8.8"
    assert targets.read("https://[2606:4700:0::1111]/").authority == "[2606:4700::1111]"
    assert targets.read("https://bücher.example/ü?ö").host == "xn--bcher-kva.example"
    assert targets.read("https://bücher.example/ü?ö").path == "/%C3%BC?%C3%B6"


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_of_the_inside_is_not_public(address: str) -> None:
    assert not targets.is_public(address)
    shown = f"[{address}]" if ":" in address else address
    assert refused(f"http://{shown}/")
    assert refused(f"https://{shown}:443/badge.json")


@pytest.mark.parametrize("address", SPELLINGS)
def test_a_spelling_is_refused(address: str) -> None:
    assert refused(address)


def test_addresses_of_the_outside_are_public() -> None:
    for address in ("8.8.8.8", "1.1.1.1", "193.0.14.129", "2606:4700::1111", "2a00:1450::1"):
        assert targets.is_public(address), address
    assert not targets.is_public("2606:4700::1111%lo")
    assert not targets.is_public("example.org")
    assert not targets.is_public("")


def test_a_host_for_tests_is_reached_on_its_port_alone() -> None:
    tested = frozenset({"127.0.0.1:9000"})
    assert targets.read("http://127.0.0.1:9000/x", test_hosts=tested).may_be_private
    for address in ("http://127.0.0.1/", "http://127.0.0.1:9001/", "http://127.1:9000/"):
        with pytest.raises(Unreachable, match="address_refused"):
            targets.read(address, test_hosts=tested)
    assert not targets.read("http://example.org/", test_hosts=tested).may_be_private


@given(st.integers(0, 2**32 - 1), st.sampled_from(["{}", "0x{:x}", "0{:o}", "0X{:08X}"]))
def test_no_number_is_an_address(number: int, spelling: str) -> None:
    assert refused(f"http://{spelling.format(number)}/")


@given(st.ip_addresses())
def test_what_is_public_is_also_so_for_python(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if targets.is_public(str(address)):
        assert address.is_global
        closed = ("private", "multicast", "reserved", "loopback", "link_local", "unspecified")
        assert not any(getattr(address, f"is_{name}") for name in closed)


HOSTS = st.text(st.sampled_from("0123456789abcdefxX.:[]%@-_/\\?#１。Ⅰ\u200b\xad ½é"), max_size=40)


@given(st.sampled_from(["http://", "https://", "HTTP://"]), HOSTS, st.text(max_size=20))
def test_whatever_is_written_is_refused_or_plain(scheme: str, host: str, rest: str) -> None:
    target = read(f"{scheme}{host}/{rest}")
    if target is None:
        return
    assert target.port in targets.PORTS
    assert target.host.isascii()
    assert target.path.isascii()
    assert target.path.startswith("/")
    assert not set(target.path + target.authority) & set(" \r\n\t\0@\\")
    if targets.is_ip(target.host):
        assert targets.is_public(target.host)
        assert str(ipaddress.ip_address(target.host)) == target.host
    else:
        assert "." in target.host
        assert urlsplit(f"http://{target.host}/").hostname == target.host
        with pytest.raises(OSError, match=r".*"):
            socket.inet_aton(target.host)  # what C calls an address is none of our names
