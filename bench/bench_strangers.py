"""The door to the internet: memory under the largest inputs, and our own beside slow strangers."""

import http.client
import json
import socket
import struct
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from badges import create_app
from badges.extensions import db
from bench.bench_server import Served, children, served
from bench.measuring import told
from bench.world import settings, world

PATH = "/api/v1/verifications"
MOST_MEGABYTES = 150
MOST_SECONDS = 1.0
STRANGERS, OWN = 8, 20
AT_ONCE, ROUNDS = 4, 3
LARGEST = 5 * 1024 * 1024
BOUNDARY = "bench"


def main() -> int:
    """Measure, print a line each, and return the exit status."""
    with world() as here, _slow() as port:
        code = here.award(here.order(1)).gifts[0].code
        for engine in db.engines.values():
            engine.dispose()
        chosen = replace(
            settings(Path(here.app.extensions["badges"].settings.instance)),
            verify_others=True,
            fetch_test_hosts=frozenset({f"127.0.0.1:{port}"}),
            limits=False,
        )
        with served(create_app(chosen)) as server:
            grown = _grown(server, code)
            waited = _beside_strangers(server, code, port)
    return (
        0
        if all(
            [
                told(
                    f"memory, largest inputs: {grown:.0f} MB more",
                    MOST_MEGABYTES / max(grown, 1),
                    1,
                ),
                told(f"own beside 8 slow strangers: {waited:.2f} s", MOST_SECONDS / waited, 1),
            ]
        )
        else 1
    )


def _grown(server: Served, code: str) -> float:
    """How many megabytes a worker had at most above what it had when it was idle."""
    for _ in range(20):
        _ask(server.port, code)
    idle = _megabytes(server, "VmRSS")
    inputs = [*map(_file, (_png(), _svg())), _text("x" * (LARGEST - 100)), _text(_wide())]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for body, kind in inputs:
            sent = [pool.submit(_send, server.port, body, kind) for _ in range(AT_ONCE * ROUNDS)]
            assert {one.result() for one in sent} == {200}
    return _megabytes(server, "VmHWM") - idle


def _beside_strangers(server: Served, code: str, port: int) -> float:
    """The longest that one of our own took while strangers kept everybody waiting, in seconds."""
    with ThreadPoolExecutor(STRANGERS) as pool:
        strangers = [
            pool.submit(_ask, server.port, f"http://127.0.0.1:{port}/{number}.json")
            for number in range(STRANGERS)
        ]
        time.sleep(0.3)
        longest = 0.0
        for _ in range(OWN):
            started = time.perf_counter()
            assert _ask(server.port, code)["verdict"] == "valid"
            longest = max(longest, time.perf_counter() - started)
        assert not all(one.done() for one in strangers), "the strangers were not slow"
        assert {one.result()["verdict"] for one in strangers} == {"unverifiable"}
    return longest


def _megabytes(server: Served, what: str) -> float:
    """The largest of the server's processes, by the kernel's own count."""

    def of(pid: int) -> float:
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.partition(f"{what}:")[2].split()[0]) / 1024

    return max(of(pid) for pid in children(server.pid))


def _ask(port: int, given: str) -> dict[str, str]:
    body, kind = _text(given)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", PATH, body, {"Content-Type": kind})
    answer: dict[str, str] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def _send(port: int, body: bytes, kind: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", PATH, body, {"Content-Type": kind})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def _text(given: str) -> tuple[bytes, str]:
    return json.dumps({"input": given}).encode(), "application/json"


def _file(content: bytes) -> tuple[bytes, str]:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def _png() -> bytes:
    """A picture of the largest size, with a token of the largest size in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    token = b"openbadges\0\0\0\0\0" + b".".join([b"A" * 20_000] * 3)
    header = struct.pack(">IIBBBBB", 4000, 4000, 8, 0, 0, 0, 0)
    most = LARGEST - 70_000
    pieces = (chunk(b"IHDR", header), chunk(b"iTXt", token), chunk(b"IDAT", b"x" * most))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces) + chunk(b"IEND", b"")


def _svg() -> bytes:
    """A drawing of the largest size, of as many elements as fit."""
    head = b'<svg xmlns="http://www.w3.org/2000/svg">'
    return head + b"<a/>" * ((1024 * 1024 - 100) // 4) + b"</svg>"


def _wide() -> str:
    """A document of as many members as fit."""
    return json.dumps({"type": "Assertion", "members": list(range(30_000))})


@contextmanager
def _slow() -> Iterator[int]:
    """A server that takes every request and says nothing; its port."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def hold() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=hold, daemon=True).start()
        yield server.getsockname()[1]
    for one in held:
        one.close()


if __name__ == "__main__":
    sys.exit(main())
