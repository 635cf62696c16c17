"""Mail over real SMTP, with and without TLS; and into a folder."""

import socket
import ssl
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import quote

import pytest

from badges.storage import mail
from badges.storage.mail import Folder, Letter, MailAway, MailRefused, Server
from tests.cast import NOW
from tests.fixtures import mail_server as servers
from tests.fixtures.mail_server import PASSWORD, USER, MailServer, MakeMailServer

LETTER = Letter(
    identity="badges-7",
    recipient="coach@passerelles.example",
    subject="Votre lien pour entrer, c'est ici : é",
    body="Bonjour,\n\nhttp://127.0.0.1:8000/sign-in/" + "x" * 43 + "?next=%2Factivities\né\n",
    written_at=NOW,
)


def post(url: str, folder: Path = Path("/nowhere")) -> mail.Post:
    return mail.post(url, public_host="badges.example", folder=folder)


def test_it_works(mail_server: MailServer) -> None:
    post(f"smtp://127.0.0.1:{mail_server.listening}").send(LETTER)
    [taken] = mail_server.taken
    assert (taken["To"], taken["From"]) == (LETTER.recipient, "badges@badges.example")
    assert taken["Message-ID"] == "<badges-7@badges.example>"
    assert taken["Auto-Submitted"] == "auto-generated"
    payload = taken.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n") == LETTER.body


def test_into_a_folder_where_there_is_no_server(tmp_path: Path) -> None:
    post("", tmp_path / "outbox").send(LETTER)
    post("", tmp_path / "outbox").send(LETTER)
    [file] = (tmp_path / "outbox").iterdir()
    assert file.name == "20261122T100000-badges-7.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    said = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert said["Subject"] == LETTER.subject
    assert said.get_content() == LETTER.body


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MailAway):
        post("", tmp_path / "file" / "outbox").send(LETTER)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(MailAway):
        post(f"smtp://127.0.0.1:{port}").send(LETTER)


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 later", MailAway), ("550 no such mailbox", MailRefused)],
)
def test_a_recipient_that_is_not_taken(
    mail_server: MailServer, answer: str, error: type[Exception]
) -> None:
    mail_server.answer = answer
    with pytest.raises(error):
        post(f"smtp://127.0.0.1:{mail_server.listening}").send(LETTER)


def test_a_header_cannot_be_forged(mail_server: MailServer) -> None:
    letter = Letter(
        identity="x",
        recipient="a@b.example",
        subject="x\nBcc: c@d.example",
        body="",
        written_at=NOW,
    )
    with pytest.raises(MailRefused):
        post(f"smtp://127.0.0.1:{mail_server.listening}").send(letter)
    assert mail_server.taken == []


def test_with_starttls_and_a_password(
    make_mail_server: MakeMailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = servers.certificate(tmp_path)
    server = make_mail_server(
        tls_context=context,
        require_starttls=True,
        authenticator=servers.only_badges,
        auth_required=True,
    )
    trusting = ssl.create_default_context(cafile=str(trusted))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    url = f"smtp://{USER}:{quote(PASSWORD)}@127.0.0.1:{server.listening}?starttls=on"
    post(url).send(LETTER)
    assert len(server.taken) == 1
    with pytest.raises(MailAway):
        post(url.replace("sesame", "other")).send(LETTER)
    with pytest.raises(MailAway):
        post(url.replace("starttls=on", "starttls=off")).send(LETTER)


def test_a_certificate_of_nobody_is_not_trusted(
    make_mail_server: MakeMailServer, tmp_path: Path
) -> None:
    context, _trusted = servers.certificate(tmp_path)
    server = make_mail_server(tls_context=context)
    with pytest.raises(MailAway):
        post(f"smtp://127.0.0.1:{server.listening}?starttls=on").send(LETTER)
    assert server.taken == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, "", "", False, True)),
        ("smtps://me:p%40ss@mail.example", ("mail.example", 465, "me", "p@ss", True, True)),
        ("smtp://mail.example:25?starttls=off", ("mail.example", 25, "", "", False, False)),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, "", "", False, False)),
    ],
)
def test_what_a_url_says(url: str, expected: tuple[object, ...]) -> None:
    server = post(url)
    assert isinstance(server, Server)
    found = (server.host, server.port, server.user, server.password, server.tls, server.starttls)
    assert found == expected


def test_who_writes() -> None:
    url = "smtp://mail.example?from=badges@asso.example"
    server, folder = post(url), post("")
    assert isinstance(server, Server)
    assert isinstance(folder, Folder)
    assert (server.sender, folder.sender) == ("badges@asso.example", "badges@badges.example")
