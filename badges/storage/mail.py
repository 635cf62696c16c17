"""Sending mail: over SMTP, or into a folder where there is no mail server; nobody else sends."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = range(500, 600)


class MailError(Exception):
    """A mail was not sent; the text says why, for the log."""


class MailAway(MailError):
    """The mail server cannot be used now: it is worth another try."""


class MailRefused(MailError):
    """The mail server will never take this mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail in plain text. `identity` is the same each time that it is tried."""

    identity: str
    recipient: str
    subject: str
    body: str
    written_at: datetime

    def message(self, sender: str) -> EmailMessage:
        """The mail as it is sent (RFC 5322). Raises MailRefused for words that no header holds."""
        message = EmailMessage()
        try:
            message["From"] = sender
            message["To"] = self.recipient
            message["Subject"] = self.subject
            message["Date"] = self.written_at
            message["Message-ID"] = f"<{self.identity}@{sender.rpartition('@')[2]}>"
        except ValueError as error:
            raise MailRefused(f"a header cannot be written: {error}") from error
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.body)
        return message


class Post(Protocol):
    """Whoever takes a mail. Raises MailAway, MailRefused."""

    def send(self, letter: Letter) -> None:
        """Send one mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of `.eml` files, for a service without a mail server."""

    path: Path
    sender: str

    def send(self, letter: Letter) -> None:
        """Write the mail as a file of its own; its name begins with its moment."""
        name = f"{letter.written_at:%Y%m%dT%H%M%S}-{letter.identity}.eml"
        temporary = self.path / f"{name}.{os.getpid()}"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.touch(mode=0o600)
            temporary.write_bytes(bytes(letter.message(self.sender)))
            temporary.replace(self.path / name)
        except OSError as error:
            raise MailAway(f"{self.path} cannot be written: {error.strerror}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server. What goes to another machine is encrypted, unless that was switched off."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = True

    def send(self, letter: Letter) -> None:
        """Hand one mail over, in a connection of its own."""
        message = letter.message(self.sender)
        try:
            with self._connected() as smtp:
                if self.starttls and not self.tls:
                    smtp.starttls(context=ssl.create_default_context())
                if self.user:
                    smtp.login(self.user, self.password)
                smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            lasting = all(code in PERMANENT for code in codes)
            raise (MailRefused if lasting else MailAway)(f"the server said {codes}") from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MailAway(f"{self.host}:{self.port}: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        if self.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=SECONDS)


def post(mail_url: str, *, public_host: str, folder: Path) -> Post:
    """Who sends the mail of a service: the server of `mail_url`, else files in `folder`."""
    parts = urlsplit(mail_url)
    options = dict(parse_qsl(parts.query))
    sender = options.get("from") or f"badges@{public_host}"
    if not mail_url:
        return Folder(path=folder, sender=sender)
    host = parts.hostname or ""
    asked = options.get("starttls", "off" if host in LOOPBACK else "on")
    return Server(
        host=host,
        port=parts.port or PORTS[parts.scheme],
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        starttls=asked == "on",
    )
