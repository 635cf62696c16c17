"""`badges mail`: sends what waits in the outbox."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from badges.cli import running
from badges.clock import now
from badges.extensions import db, reading
from badges.services import outbox, readdressing
from badges.settings import Settings
from badges.storage import mail as storage
from badges.storage.mail import Letter, MailAway, MailRefused, Post

PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
SWEEP_SECONDS = 3_600.0
STOP_SECONDS = 5


@click.command(epilog="Example: badges mail --loop")
@click.option("--loop", is_flag=True, help="Go on sending until told to stop.")
@click.option("--beside", type=int, hidden=True, help="Stop when that process is gone.")
def mail(*, loop: bool, beside: int | None) -> None:
    """Send the mail that is due, over BADGES_MAIL_URL or into the instance's outbox/."""
    settings = running.settings()
    post = _post(settings)
    with running.working(settings) as work:
        if loop:
            _keep_sending(post, beside)
            return
        sent, waiting = send_due(work.session, post)
        _forget_old(work.session)
    if waiting:
        raise click.ClickException(
            f"{sent} mails were sent, {waiting} were not: they stay and are tried again later."
        )
    click.echo(f"{sent} mails were sent.")


def _forget_old(session: Session) -> None:
    """Delete what is kept for a time alone. Commits."""
    outbox.forget_old(session, now=now())
    readdressing.forget_old(session, now=now())
    session.commit()


def send_due(session: Session, post: Post) -> tuple[int, int]:
    """Send each mail that is due once: how many were sent, how many were not. Commits each."""
    sent = waiting = 0
    while True:
        taken = outbox.take(session, now=now())
        session.commit()  # nobody waits for the database while a mail server is thinking
        if taken is None:
            return sent, waiting
        if _send(session, post, taken):
            sent += 1
        else:
            waiting += 1
        session.commit()


def _send(session: Session, post: Post, taken: outbox.Waiting) -> bool:
    letter = Letter(
        identity=f"badges-{taken.id}-{taken.written_at:%Y%m%d%H%M%S}",
        recipient=taken.recipient,
        subject=taken.subject,
        body=taken.body,
        written_at=taken.written_at,
    )
    error = _outcome(post, letter)
    if error is None:
        outbox.mark_sent(session, taken, now=now())
        return True
    if isinstance(error, MailRefused):
        outbox.give_up(session, taken, now=now())
        click.echo(f"Mail {taken.id} is given up: {error}.", err=True)
        return False
    again = outbox.put_off(session, taken, now=now())
    when = f"tried again at {again:%H:%M:%S} UTC" if again else "given up"
    said = error if isinstance(error, MailAway) else f"{type(error).__name__}: {error}"
    click.echo(f"Mail {taken.id} was not sent and is {when}: {said}.", err=True)
    return False


def _outcome(post: Post, letter: Letter) -> BaseException | None:
    """What went wrong with one mail, whatever it is: the others are sent all the same."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(post.send, letter).exception()


def _keep_sending(post: Post, beside: int | None) -> None:
    """Send what is due, each second, until told to stop. A database that is away is waited for."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    swept = time.monotonic() - SWEEP_SECONDS
    while beside is None or os.getppid() == beside:
        try:
            if _is_due():
                send_due(db.session(), post)
            if time.monotonic() - swept >= SWEEP_SECONDS:
                swept = time.monotonic()
                _forget_old(db.session())
        except DBAPIError as error:
            db.session.rollback()
            click.echo(f"The database did not answer: {error.orig}.", err=True)
        time.sleep(PAUSE_SECONDS)


def _is_due() -> bool:
    with reading() as connection:
        return outbox.is_due(connection, now=now())


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _post(settings: Settings) -> Post:
    host = urlsplit(settings.public_url).hostname or ""
    return storage.post(settings.mail_url, public_host=host, folder=settings.instance / "outbox")


@contextmanager
def sender(environ: Mapping[str, str]) -> Iterator[None]:
    """One process that sends, as long as the service of these settings is served; another one each
    time that it ends before.
    """
    kept, here = _Kept({**os.environ, **environ}), os.getpid()
    watching = threading.Thread(target=kept.watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        if os.getpid() == here:  # a worker that ends comes by here too, with a copy of all this
            kept.stop()
            watching.join(2 * STOP_SECONDS)


class _Kept:
    """The process that sends, begun again when it ends: each time later, at most a minute."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._stopping = threading.Event()
        self._process = self._begin()

    def watch(self) -> None:
        """Wait beside it until told to stop."""
        pause, began = PAUSE_SECONDS, time.monotonic()
        while not self._stopping.is_set():
            self._process.wait()
            if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
                pause = PAUSE_SECONDS
            if self._stopping.wait(pause):
                return
            click.echo("The sender of mail ended and is started again.", err=True)
            self._process, began = self._begin(), time.monotonic()
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        _end(self._process)

    def stop(self) -> None:
        """End it, and begin none any more."""
        self._stopping.set()
        _end(self._process)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "badges", "mail", "--loop", "--beside", str(os.getpid())]
        return subprocess.Popen(command, env=self._environ)  # noqa: S603 -- ourselves


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
