"""`badges mail`: once, in a loop beside the service, and while the mail server is away."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from badges.cli import mailing
from badges.models import Mail
from badges.services import outbox
from badges.storage.mail import Letter
from tests.cast import NOW
from tests.cli.office import Office
from tests.cli.test_serving import asked, free_port
from tests.fixtures.mail_server import MailServer

SENT = select(Mail.sent_at.is_not(None)).order_by(Mail.id)


def write(office: Office, *recipients: str, now: datetime = NOW) -> None:
    engine = create_engine(office.database_url)
    with Session(engine) as session:
        for one in recipients:
            outbox.write(session, recipient=one, subject="Hello", body="Words\n", now=now)
        session.commit()
    engine.dispose()


def over(office: Office, server: MailServer) -> Office:
    return office.set(MAIL_URL=f"smtp://127.0.0.1:{server.listening}")


def test_it_works(any_office: Office, mail_server: MailServer) -> None:
    write(any_office, "a@x.example", "b@x.example")
    result = over(any_office, mail_server).run("mail")
    assert (result.exit_code, result.output) == (0, "2 mails were sent.\n")
    assert [one["To"] for one in mail_server.taken] == ["a@x.example", "b@x.example"]
    assert any_office.rows(SENT) == [(True,), (True,)]
    assert over(any_office, mail_server).run("mail").output == "0 mails were sent.\n"
    assert len(mail_server.taken) == 2


def test_without_a_server_they_lie_in_the_outbox(office: Office) -> None:
    write(office, "a@x.example")
    assert office.run("mail").exit_code == 0
    [file] = list(Path(office.database_url.removeprefix("sqlite:///")).parent.glob("outbox/*.eml"))
    assert b"To: a@x.example" in file.read_bytes()


def test_a_server_that_is_away_loses_nothing(office: Office, mail_server: MailServer) -> None:
    write(office, "a@x.example", "b@x.example")
    with_server = over(office, mail_server)
    mail_server.stop()
    result = with_server.run("mail")
    assert result.exit_code == 1
    assert "0 mails were sent, 2 were not: they stay" in result.stderr
    assert office.rows(SENT) == [(False,), (False,)]
    assert office.run("mail").output == "0 mails were sent.\n"  # not due yet
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        assert office.run("mail").output == "2 mails were sent.\n"


def test_a_mailbox_that_does_not_exist_is_given_up(office: Office, mail_server: MailServer) -> None:
    write(office, "a@x.example")
    mail_server.answer = "550 no such mailbox"
    assert over(office, mail_server).run("mail").exit_code == 1
    assert office.rows(select(Mail.given_up_at.is_not(None), Mail.body)) == [(True, "")]


def test_the_service_sends_until_it_is_stopped(office: Office, mail_server: MailServer) -> None:
    port = free_port()
    served = over(office, mail_server)
    process = served.begin("serve", "--port", str(port), "--workers", "1")
    try:
        asked(f"http://127.0.0.1:{port}/health")
        write(office, "a@x.example")
        wait_for(mail_server, 1)
        children = _children(process.pid)
        assert len([one for one in children if "mail" in one]) == 1
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    write(office, "b@x.example")
    time.sleep(2)
    assert len(mail_server.taken) == 1


def test_a_sender_goes_with_its_service(office: Office, mail_server: MailServer) -> None:
    process = over(office, mail_server).begin("mail", "--loop", "--beside", "1")
    assert process.wait(30) == 0


class Odd:
    """Takes all mail but one kind, on which it breaks in a way that nobody thought of."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, letter: Letter) -> None:
        if letter.recipient == "odd@x.example":
            raise ZeroDivisionError("nobody thought of that")
        self.taken.append(letter.recipient)


def test_one_mail_on_which_the_sender_breaks_stops_no_other(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    write(office, "odd@x.example", "b@x.example")
    post, pauses, now = Odd(), [], NOW
    engine = create_engine(office.database_url)
    with Session(engine) as session:
        for _ in range(9):
            with time_machine.travel(now, tick=False):
                mailing.send_due(session, post)
            due: datetime = session.scalars(select(Mail.due_at).where(Mail.sent_at.is_(None))).one()
            pauses.append(int((due - now).total_seconds()))
            now = due
        with time_machine.travel(NOW + outbox.GIVEN_UP_AFTER, tick=False):
            mailing.send_due(session, post)
    engine.dispose()
    assert post.taken == ["b@x.example"]
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1920, 3600]
    assert "ZeroDivisionError: nobody thought of that" in capsys.readouterr().err
    given_up = select(Mail.given_up_at.is_not(None)).order_by(Mail.id)
    assert office.rows(given_up) == [(True,), (False,)]


def test_a_loop_outlives_a_server_that_refuses_at_first(
    office: Office, mail_server: MailServer
) -> None:
    now = time_machine.escape_hatch.datetime.datetime.now(tz=UTC)  # the clock of the loop
    write(office, "a@x.example", now=now)
    mail_server.answer = "451 not now"
    soon = now + timedelta(minutes=1)  # its pause, and no longer the lease of who sends it
    process = over(office, mail_server).begin("mail", "--loop")
    try:
        until(lambda: office.rows(select(Mail.tries, Mail.due_at < soon)) == [(1, True)])
        mail_server.answer = ""
        office.change(update(Mail).values(due_at=now))  # as if the pause were over
        wait_for(mail_server, 1)
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_a_worker_that_ends_leaves_the_sender_alone(
    office: Office, mail_server: MailServer
) -> None:
    port = free_port()
    served = over(office, mail_server).begin("serve", "--port", str(port), "--workers", "1")
    try:
        asked(f"http://127.0.0.1:{port}/health")
        until(lambda: len(_beside(served.pid)) == 2)
        senders = _senders(served.pid)
        (worker,) = set(_beside(served.pid)) - set(senders)
        os.kill(worker, signal.SIGTERM)
        until(lambda: worker not in _beside(served.pid))
        until(lambda: len(_beside(served.pid)) == 2)
        assert _senders(served.pid) == senders
    finally:
        served.send_signal(signal.SIGTERM)
    assert served.wait(30) == 0


def test_a_sender_that_dies_is_begun_again(office: Office, mail_server: MailServer) -> None:
    port = free_port()
    served = over(office, mail_server).begin("serve", "--port", str(port), "--workers", "1")
    try:
        asked(f"http://127.0.0.1:{port}/health")
        for number in (1, 2):
            until(lambda: len(_senders(served.pid)) == 1)
            (sender,) = _senders(served.pid)
            os.kill(sender, signal.SIGKILL)
            until(partial(_is_another, served.pid, sender))
            write(office, f"{number}@x.example")
            wait_for(mail_server, number)
            assert asked(f"http://127.0.0.1:{port}/health")["status"] == "ok"
    finally:
        served.send_signal(signal.SIGTERM)
    (sender,) = _senders(served.pid) or [0]
    assert served.wait(30) == 0
    assert not sender or not Path(f"/proc/{sender}").exists()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_loop_ends_when_told_to(
    office: Office, mail_server: MailServer, end: signal.Signals
) -> None:
    write(office, "a@x.example")
    process = over(office, mail_server).begin("mail", "--loop")
    wait_for(mail_server, 1)
    process.send_signal(end)
    assert process.wait(30) == 0


def wait_for(server: MailServer, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(server.taken) < count:
        assert time.monotonic() < deadline, "the mail never came"
        time.sleep(0.05)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def _is_another(parent: int, gone: int) -> bool:
    return _senders(parent) not in ([], [gone])


def _beside(parent: int) -> list[int]:
    """The processes that a service began, whichever thread did."""
    listed = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(one) for each in listed for one in each.read_text("ascii").split()]


def _senders(parent: int) -> list[int]:
    """Those of them that send its mail, and live."""
    found = []
    for one in _beside(parent):
        command = Path(f"/proc/{one}/cmdline")
        if command.exists() and b"mail" in command.read_bytes():
            found.append(one)
    return found


def _children(parent: int) -> list[str]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    return [Path(f"/proc/{one}/cmdline").read_text("utf-8") for one in listed]
