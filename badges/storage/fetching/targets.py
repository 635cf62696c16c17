"""Where an address that a stranger wrote may lead: one spelling, two ports, the open internet."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from badges.openbadges import addresses
from badges.openbadges.errors import Unreachable

PORTS = frozenset({80, 443})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_NAME = 253
# Whatever ends so is an IPv4 address to some program, in decimal, octal or hexadecimal.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# Python's own is_global differs from release to release.
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's translation
        "127.0.0.0/8",
        "168.63.129.16/32",  # the metadata of one cloud, which looks public
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "2001::/23",  # Teredo and other protocols' own
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address taken apart: `host` in ASCII, `path` with its query, as they are sent."""

    scheme: str
    host: str
    port: int
    path: str
    may_be_private: bool

    @property
    def authority(self) -> str:
        """Host and port as the Host header says them."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"


def read(address: str, *, test_hosts: frozenset[str] = frozenset(), own_host: str = "") -> Target:
    """What to ask for, and whom. Raises Unreachable (address_refused).

    `test_hosts` are `host:port` that may be private and on that port. What lies under `own_host`
    is known without asking.
    """
    refused = Unreachable("address_refused", {"address": address})
    if not addresses.is_web(address):
        raise refused
    parts = urlsplit(address)
    try:
        host = _host(parts.netloc, parts.hostname or "")
        path = _path(parts.path, parts.query)
    except ValueError as error:
        raise refused from error
    port = parts.port if parts.port is not None else _DEFAULT_PORTS[parts.scheme]
    tested = f"{host}:{port}" in test_hosts
    if not tested and (port not in PORTS or not _leads_outside(host) or host == own_host):
        raise refused
    return Target(scheme=parts.scheme, host=host, port=port, path=path, may_be_private=tested)


def is_public(text: str) -> bool:
    """Whether an IP address is one host's on the open internet, and holds no other inside."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.version == 6 and (address not in _GLOBAL_V6 or "%" in text):
        return False  # mapped, translated and local addresses lie outside
    return address.is_global and not any(address in network for network in _CLOSED)


def is_ip(host: str) -> bool:
    """Whether a host is an address to some program; only four plain decimals are public."""
    return ":" in host or bool(_NUMBER.fullmatch(host))


def _host(netloc: str, hostname: str) -> str:
    """The host in its one spelling. Raises ValueError."""
    if netloc.startswith("["):
        return str(ipaddress.IPv6Address(hostname))
    name = hostname.encode("idna").decode("ascii").lower()
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ValueError(name)
    return name


def _path(path: str, query: str) -> str:
    """As browsers send it: letters outside ASCII escaped. Raises ValueError."""
    whole = f"{path or '/'}?{query}" if query else path or "/"
    return "".join(
        sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode("utf-8"))
        for sign in whole
    )


def _leads_outside(host: str) -> bool:
    """No name of one label: which machine such a name means depends on who asks."""
    return is_public(host) if is_ip(host) else "." in host
