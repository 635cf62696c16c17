"""What machines ask of the service itself: health, readiness, robots."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from badges import clock, create_app
from badges.extensions import db
from badges.services import outbox
from badges.storage import disk
from badges.storage.keyring import Keyring
from tests.fixtures.database import settings_for
from tests.fixtures.postgres import Postgres
from tests.keys import pooled_key

READY = {"status": "ok", "database": True, "mail": True, "keys": True, "disk": True}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The folder of keys, its owner's alone."""
    Keyring(tmp_path / "keys", "").make_private()
    return tmp_path / "keys"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def missing(client: FlaskClient, *parts: str) -> None:
    """`/ready` names these, and the process lives on."""
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json == READY | {"status": "not ready"} | dict.fromkeys(parts, False)
    assert client.get("/health").status_code == 200


def test_a_service_that_can_work_is_ready(any_app: Flask, keys: Path) -> None:
    client = any_app.test_client()
    answer = client.get("/ready")
    assert (answer.status_code, answer.json) == (200, READY)
    assert answer.headers["Cache-Control"] == "no-store"
    alive = client.get("/health")
    assert (alive.status_code, alive.json) == (200, {"status": "ok"})
    assert alive.headers["Cache-Control"] == "no-store"


def test_without_a_folder_of_keys_it_is_not(client: FlaskClient) -> None:
    missing(client, "keys")


def test_with_keys_that_do_not_open_it_is_not(client: FlaskClient, keys: Path) -> None:
    key = keys / "some-1-0f3a.pem"
    key.write_bytes(pooled_pem("another passphrase"))
    missing(client, "keys")
    key.write_bytes(pooled_pem("for tests"))
    assert client.get("/ready").status_code == 200


def pooled_pem(passphrase: str) -> bytes:
    return pooled_key(0).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


@pytest.mark.parametrize("mode", [0o750, 0o500])
def test_with_keys_that_others_read_or_nobody_writes_it_is_not(
    client: FlaskClient, keys: Path, mode: int
) -> None:
    keys.chmod(mode)
    missing(client, "keys")
    keys.chmod(0o700)
    assert client.get("/ready").status_code == 200


def test_on_a_full_disk_it_is_not(
    client: FlaskClient, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "LEAST_FREE", shutil.disk_usage(keys).total + 1)
    missing(client, "disk")


def test_with_a_database_in_another_form_it_is_not(client: FlaskClient, keys: Path) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    missing(client, "database")


def test_while_mail_does_not_go_out_it_is_not(any_app: Flask, keys: Path) -> None:
    client, session, now = any_app.test_client(), db.session(), clock.now()

    def write(minutes: int) -> None:
        outbox.write(
            session, recipient="a@x.example", subject="Hello", body="Words",
            now=now - timedelta(minutes=minutes),
        )  # fmt: skip
        session.commit()

    write(4)
    assert client.get("/ready").status_code == 200  # it may still go out
    write(6)
    missing(client, "mail")
    taken = outbox.take(session, now=now)
    assert taken is not None
    outbox.mark_sent(session, taken, now=now)
    write(6)
    assert client.get("/ready").status_code == 200  # there is much to send, and somebody sends


def test_mail_that_is_tried_again_later_is_no_fault(app: Flask, keys: Path) -> None:
    session, now = db.session(), clock.now()
    for recipient in ("a@x.example", ""):  # the second goes to nobody
        outbox.write(
            session, recipient=recipient, subject="Hello", body="", now=now - timedelta(hours=1)
        )
    taken = outbox.take(session, now=now)
    assert taken is not None
    outbox.put_off(session, taken, now=now)
    session.commit()
    assert app.test_client().get("/ready").json == READY


@pytest.fixture
def away(postgres: Postgres, postgres_template: str, tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """A service whose database can be taken away, and the database's name."""
    name = postgres.create(template=postgres_template)
    app = create_app(settings_for(postgres.url(name), tmp_path))
    with app.app_context():
        yield app, name
        for engine in db.engines.values():
            engine.dispose()


def let_in(postgres: Postgres, name: str, *, anybody: bool) -> None:
    """Let everybody in, or nobody any more: who is in there is thrown out."""
    with postgres.connect() as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {anybody}'.encode())
        if not anybody:
            inside = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(inside, [name])


def test_a_database_that_went_away_and_came_back_needs_no_restart(
    away: tuple[Flask, str], postgres: Postgres, keys: Path
) -> None:
    app, name = away
    client = app.test_client()
    assert client.get("/ready").status_code == 200
    let_in(postgres, name, anybody=False)
    missing(client, "database")
    for address in ("/v/7K3M-Q9TX-WAA", "/issuers/nobody/1.json", "/issuers/nobody"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
    assert 'data-verdict="unverifiable"' in client.get("/v/7K3M-Q9TX-WAA").text
    let_in(postgres, name, anybody=True)
    assert client.get("/ready").status_code == 200
    assert client.get("/v/7K3M-Q9TX-WAA").status_code == 404
    assert client.get("/issuers/nobody/1.json").status_code == 404


def test_robots_are_kept_from_what_is_about_a_person(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    for folder in ("awards", "v", "V", "p", "c", "assertions"):
        assert f"Disallow: /{folder}/" in lines


def test_who_finds_a_weakness_is_told_whom_to_write_to(client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert said["Contact"] == "http://127.0.0.1:8000/about#report"
    assert said["Canonical"] == "http://127.0.0.1:8000/.well-known/security.txt"
    ends = datetime.fromisoformat(said["Expires"])
    assert clock.now() + timedelta(days=170) < ends < clock.now() + timedelta(days=365)
