"""Documents, pages and 304s by server CPU, against a bare Flask view behind the same server."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice, repeat
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from badges import create_app
from badges.extensions import db
from bench.measuring import ratio, told
from bench.world import settings, world

REQUESTS = 400
AWARDS = 100
NANOSECONDS = 1_000_000_000
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr"}


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """One worker of the kind that `badges serve` starts."""

    def __init__(self, app: Flask, port: int) -> None:
        self._app = app
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        """As `badges serve`, with one process to measure."""
        options = {"bind": f"127.0.0.1:{self._port}", "worker_class": "gthread", "threads": 4}
        options |= {"control_socket_disable": True, "loglevel": "error", "keepalive": 120}
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, as it was handed over."""
        return self._app


class Served:
    """A running server: requests to it, and the CPU seconds that its processes took."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def cost(self, paths: Iterator[str], headers: dict[str, str], status: int = 200) -> float:
        """CPU seconds of the server for a number of requests that are all answered so."""
        before = self._cpu()
        for path in islice(paths, REQUESTS):
            self._connection.request("GET", path, headers=headers)
            response = self._connection.getresponse()
            response.read()
            assert response.status == status, (path, response.status)
        return self._cpu() - before

    def etag(self, path: str, headers: dict[str, str]) -> str:
        """The ETag of one answer."""
        self._connection.request("GET", path, headers=headers)
        response = self._connection.getresponse()
        response.read()
        return response.headers["ETag"]

    def wait(self) -> None:
        """Wait until it answers."""
        for _ in range(200):
            try:
                self._connection.request("GET", "/health")
                self._connection.getresponse().read()
            except OSError:
                self._connection.close()
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the server did not start")

    def _cpu(self) -> float:
        return sum(_cpu_of(pid) for pid in (self.pid, *children(self.pid)))


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_of(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text().split()[0]) for one in tasks) / NANOSECONDS


def _serve(app: Flask, port: int) -> None:
    try:
        _Server(app, port).run()
    finally:
        os._exit(0)


@contextmanager
def served(app: Flask) -> Iterator[Served]:
    """An application behind one worker, until the end."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    pid = os.fork()
    if pid == 0:
        _serve(app, port)
    try:
        server = Served(pid, port)
        server.wait()
        yield server
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def _bare() -> Flask:
    app = Flask("bare")
    app.get("/health")(lambda: "ok")
    return app


def main() -> int:
    """Measure, print a line each, and return the exit status."""
    with world() as here:
        uids = [gift.uid for gift in here.award(here.order(AWARDS)).gifts]
        for engine in db.engines.values():
            engine.dispose()
        ours = create_app(settings(Path(here.app.extensions["badges"].settings.instance)))
        with served(_bare()) as bare, served(ours) as badges:
            good = _compare(bare, badges, uids)
    return 0 if good else 1


def _compare(bare: Served, badges: Served, uids: list[str]) -> bool:
    def limit() -> float:
        return bare.cost(repeat("/health"), {})

    documents = [f"/assertions/{uid}.json" for uid in uids]
    pages = [f"/awards/{uid}" for uid in uids]
    known = {"If-None-Match": badges.etag(documents[0], {})}
    held = HTML | {"If-None-Match": badges.etag(pages[0], HTML)}
    measured = [
        ("document", 0.45, lambda: badges.cost(cycle(documents), {})),
        ("document, 304", 0.45, lambda: badges.cost(repeat(documents[0]), known, 304)),
        ("verification page", 0.15, lambda: badges.cost(cycle(pages), HTML)),
        ("verification page, 304", 0.15, lambda: badges.cost(repeat(pages[0]), held, 304)),
    ]
    good = [told(name, ratio(limit, cost), least) for name, least, cost in measured]
    return all(good)


if __name__ == "__main__":
    sys.exit(main())
