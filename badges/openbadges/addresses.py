"""Addresses as documents may state them: http(s), or `urn:uuid:` for what is signed, not hosted."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

MAX_LENGTH = 2_000

_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f\"<>\\^`{|}\ud800-\udfff]+", re.IGNORECASE)
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#]|$)", re.IGNORECASE)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_web(address: str) -> bool:
    """Whether this is an absolute http(s) address with a host, which means only what it shows.

    Neither a user before the host nor steps upwards in the path: they would let an address begin
    as another one does and lead elsewhere.
    """
    if len(address) > MAX_LENGTH or not _WEB.fullmatch(address) or _DOTS.search(address):
        return False
    return origin(address) != ""


def is_uuid(address: str) -> bool:
    """Whether this is a `urn:uuid:` of any version, in any letter case."""
    return bool(_UUID.fullmatch(address))


def ascii_host(address: str) -> str:
    """The host with its port, as it is looked up: letters that only look like others show.

    Empty if the address has none that could be looked up.
    """
    _, name, port = _split(address)
    try:
        shown = name if ":" in name else name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    shown = f"[{shown}]" if ":" in shown else shown
    return f"{shown}:{port}" if port is not None else shown


def host(address: str) -> str:
    """The host in small letters, without its port; empty if the address has none."""
    return _split(address)[1]


def origin(address: str) -> str:
    """`scheme://host[:port]` in small letters, without a default port; empty if there is none."""
    scheme, name, port = _split(address)
    if scheme not in _DEFAULT_PORTS or not name:
        return ""
    shown = f":{port}" if port not in {None, _DEFAULT_PORTS[scheme]} else ""
    return f"{scheme}://[{name}]{shown}" if ":" in name else f"{scheme}://{name}{shown}"


@lru_cache(maxsize=1_024)
def _split(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        # A user name before the host would let an address look like another host's.
        if "@" in parts.netloc:
            return "", "", None
        return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "", "", None
