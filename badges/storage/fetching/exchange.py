"""One question and its answer, over a connection to an address that was checked before."""

import io
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, Final

from badges.openbadges.errors import Unreachable
from badges.storage.fetching.limits import Budget
from badges.storage.fetching.targets import Target

Connect = Callable[[tuple[str, int], float], socket.socket]

MOST_ADDRESSES: Final = 4
IMPATIENCE: Final = 1.5  # seconds for one address while there is another to try
PIECE: Final = 64 * 1024
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REQUEST: Final = (
    "GET {path} HTTP/1.1\r\n"
    "Host: {authority}\r\n"
    "Accept: application/ld+json, application/json;q=0.9, */*;q=0.1\r\n"
    "Accept-Encoding: identity\r\n"
    "User-Agent: Badges (Open Badges verifier)\r\n"
    "Connection: close\r\n"
    "\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came; `location` is where a redirect leads, and then nothing else was read."""

    status: int
    media_type: str = ""
    body: bytes = b""
    location: str | None = None


def ask(
    target: Target,
    found: Sequence[str],
    *,
    budget: Budget,
    tls: ssl.SSLContext,
    connect: Connect = socket.create_connection,
) -> Answer:
    """The answer of one of the addresses `found`, by no other name look-up. Raises Unreachable."""
    try:
        with _connected(target, found, budget, connect) as plain:
            if target.scheme != "https":
                return _asked(plain, target, budget)
            plain.settimeout(budget.seconds())
            with tls.wrap_socket(plain, server_hostname=target.host) as secured:
                return _asked(secured, target, budget)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable("not_answering") from error


def _connected(
    target: Target, found: Sequence[str], budget: Budget, connect: Connect
) -> socket.socket:
    *others, last = found[:MOST_ADDRESSES]
    for address in others:
        try:
            return connect((address, target.port), min(budget.seconds(), IMPATIENCE))
        except OSError:
            continue
    return connect((last, target.port), budget.seconds())


def _asked(connection: socket.socket, target: Target, budget: Budget) -> Answer:
    connection.settimeout(budget.seconds())
    request = _REQUEST.format(path=target.path, authority=target.authority)
    connection.sendall(request.encode("ascii"))
    incoming = _Incoming(connection, budget)
    reader = _Reader(incoming)
    response = HTTPResponse(_Readable(reader), method="GET")  # type: ignore[arg-type]
    response.begin()
    location = response.getheader("Location")
    if response.status in REDIRECTS and location is not None:
        return Answer(status=response.status, location=location)
    _check_headers(response, budget)
    body = _body(response)
    incoming.close_early()
    if reader.peek(1):
        raise Unreachable("not_answering")  # more came than was announced
    return Answer(
        status=response.status, media_type=response.getheader("Content-Type") or "", body=body
    )


def _check_headers(response: HTTPResponse, budget: Budget) -> None:
    """Nothing is unpacked here: a small answer may hold a large one."""
    encodings = {one.strip().lower() for one in response.headers.get_all("Content-Encoding", [])}
    transfers = {one.strip().lower() for one in response.headers.get_all("Transfer-Encoding", [])}
    if encodings - {"", "identity"} or transfers - {"chunked"}:
        raise Unreachable("answer_encoded")
    if len({one.strip() for one in response.headers.get_all("Content-Length", [])}) > 1:
        raise Unreachable("not_answering")
    budget.check_room(response.length or 0)


def _body(response: HTTPResponse) -> bytes:
    """All of the body, in small pieces: what is announced is never reserved beforehand."""
    pieces = []
    while piece := response.read(PIECE):
        pieces.append(piece)
    if response.length:
        raise Unreachable("not_answering")  # less came than was announced
    return b"".join(pieces)


class _Incoming(io.RawIOBase):
    """What a connection says, counted, and each time waited for only as long as is left in all."""

    def __init__(self, connection: socket.socket, budget: Budget) -> None:
        self._connection = connection
        self._budget = budget
        self._closed_early = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._closed_early:
            return 0
        self._connection.settimeout(self._budget.seconds())
        received = self._connection.recv_into(buffer)
        self._budget.spend(received)
        return received

    def close_early(self) -> None:
        """Wait for nothing more."""
        self._closed_early = True


class _Reader(io.BufferedReader):
    """Stays readable when the response that it was read for has come to its end."""

    def close(self) -> None:
        """Do nothing: the connection is closed by who opened it."""


@dataclass(frozen=True, slots=True)
class _Readable:
    """As much of a socket as HTTPResponse needs."""

    reader: io.BufferedReader

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The reader."""
        return self.reader
