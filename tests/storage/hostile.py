"""A server on loopback that stands for the internet, where somebody means ill; and a fetcher there.

Each path does one thing that a verifier must survive. What was asked is in `requests`.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from badges.openbadges.errors import Unreachable
from badges.storage.fetching.fetcher import Fetcher, Visit

PUBLIC = "8.8.8.8"  # an address of the outside; nobody connects to it
DOCUMENT = b'{"type": "BadgeClass"}'
Reply = Callable[[socket.socket], None]
NEVER = 30.0  # seconds that no test waits


def reply(*headers: str, status: str = "200 OK", body: bytes = DOCUMENT) -> bytes:
    """An answer as it goes over the wire."""
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode() + body


def sized(body: bytes, *headers: str) -> bytes:
    """A good answer, but for what the further headers say."""
    length = f"Content-Length: {len(body)}"
    return reply("Content-Type: application/json", length, *headers, body=body)


ABSENT = reply("Content-Length: 0", status="404 Not Found", body=b"")


class Hostile:
    """Listens on a port of its own, a thread for each connection."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.tls = tls
        self.connections = 0
        self.replies: dict[str, bytes | Reply] = {"/good": sized(DOCUMENT)}
        self.stopping = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def host(self) -> str:
        """`host:port`, as FETCH_TEST_HOSTS says it."""
        return f"127.0.0.1:{self.port}"

    def address(self, path: str) -> str:
        """The address of a path here."""
        return f"http://{self.host}{path}"

    def redirect(self, path: str, to: str, status: str = "302 Found") -> None:
        """Lead from a path to an address."""
        self.replies[path] = reply(f"Location: {to}", "Content-Length: 0", status=status, body=b"")

    def stop(self) -> None:
        """Let every connection go."""
        self.stopping.set()
        self._socket.close()

    def drip(self, start: bytes, piece: bytes, *, every: float) -> Reply:
        """Say `start` at once, then a piece now and then, without end."""

        def run(connection: socket.socket) -> None:
            connection.sendall(start)
            until = time.monotonic() + NEVER
            while time.monotonic() < until and not self.stopping.wait(every):
                connection.sendall(piece)

        return run

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            if self.tls is None:
                self._say(connection)
            else:
                with self.tls.wrap_socket(connection, server_side=True) as secured:
                    self._say(secured)

    def _say(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(4096)
            if not received:
                return
            request += received
        self.requests.append(request)
        path = request.split(b" ", 2)[1].decode("latin-1")
        answer = self.replies.get(path, ABSENT)
        if isinstance(answer, bytes):
            connection.sendall(answer)
        else:
            answer(connection)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """A hostile server for as long as this lasts."""
    server = Hostile(tls)
    try:
        yield server
    finally:
        server.stop()


class World:
    """A name look-up and a network where every address is one server on loopback."""

    def __init__(self, server: Hostile) -> None:
        self.server = server
        self.names: dict[str, list[Sequence[str]]] = {}
        self.looked_up: list[str] = []
        self.connected: list[tuple[str, int]] = []

    def lookup(self, host: str, _port: int) -> Sequence[str]:
        """The next answer for a name; the last one stays."""
        self.looked_up.append(host)
        answers = self.names.get(host, [()])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        """A connection that was meant for `address`."""
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.server.port), seconds)

    def fetcher(self, **more: object) -> Fetcher:
        """A fetcher in this world; it may reach the server only by names that it looks up."""
        options: dict[str, object] = {
            "at_once": 2,
            "allowed": lambda: True,
            "own_host": "badges.example.org",
            "lookup": self.lookup,
            "connect": self.connect,
        }
        return Fetcher(**{**options, **more})  # type: ignore[arg-type]


def outcome(fetcher: Fetcher, address: str) -> str:
    """The status or code of a fetch of its own."""
    with fetcher.visit() as visit:
        return code(visit, address)


def code(visit: Visit, address: str) -> str:
    """The status of an answer, or the code of why there is none."""
    try:
        return str(visit.fetch(address).status)
    except Unreachable as error:
        return error.code if error.values == {"address": address} else "values"
