"""`badges serve`: the web server, for a demonstration and for real."""

import errno
import os
import signal
import socket
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker
from werkzeug.middleware.proxy_fix import ProxyFix

from badges import create_app
from badges.cli import mailing, running
from badges.settings import Settings
from badges.storage.keyring import Keyring, KeyringError

THREADS = 4
PORT = click.IntRange(1, 65535)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings, started from here instead of from its own command."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in each worker: no database connection crosses a fork."""
        app = create_app(self._settings)
        if self._settings.proxy_hops:
            hops = self._settings.proxy_hops
            # Flask documents this assignment for middleware; its type is a method's.
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
        return app


def run(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Serve until told to stop, with one process beside that sends the mail.

    `environ` holds those of the settings that this process's own environment does not.
    """
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "reuse_port": True,
        "control_socket_disable": True,
        "accesslog": None,
        "loglevel": "warning",
        "timeout": 60,
        "graceful_timeout": 10,
        "post_worker_init": _leave_ctrl_c_to_the_parent,
    }
    with mailing.sender(environ):
        Server(settings, options).run()


def _leave_ctrl_c_to_the_parent(_worker: Worker) -> None:
    """A terminal interrupts all processes; a worker that the parent also stops would deadlock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def check_free(host: str, port: int) -> None:
    """Raise one sentence if something listens there: a second server would share it unnoticed."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise click.ClickException(
                    f"Port {port} cannot be used: {error.strerror}."
                ) from error
            raise click.ClickException(
                f"Port {port} is taken: stop what runs there, or choose another one "
                f"(--port {port + 1})."
            ) from error


@click.command(epilog="Example: badges serve --port 8000 --workers 2")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="How many processes.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and documents. Put a proxy with TLS in front of it."""
    settings = running.settings()
    check_free(host, port)
    with running.working(settings):
        pass  # a start with another public address, or without a database, stops here
    try:
        Keyring(settings.keys_dir, settings.key_passphrase).check_usable()
    except KeyringError as error:
        click.echo(f"No badge can be awarded until this is mended: {error}", err=True)
    click.echo(f"Serving {settings.public_url} from {host}:{port} (process {os.getpid()}).")
    run(settings, host=host, port=port, workers=workers)
