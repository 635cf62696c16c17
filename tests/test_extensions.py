"""How often somebody may ask, and the connections that read and write."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask, Response
from flask.testing import FlaskClient
from limits.errors import StorageError
from limits.storage import MemoryStorage
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from badges import create_app, security
from badges.cli.serving import Server
from badges.extensions import (
    READER,
    address_prefix,
    database_answers,
    database_config,
    db,
    limiter,
    reading,
)
from badges.settings import Settings, SettingsError
from tests.fixtures.database import settings_for

CODE = {"input": "7K3M-Q9TX-WAB"}
HERE = "198.51.100.7"

Serve = Callable[[Settings], FlaskClient]


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """Settings with limits, as in real use."""
    return replace(settings_for(sqlite_url, tmp_path), limits=True)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """The application with some settings, as `badges serve` hands it to its workers."""
    opened: list[Flask] = []

    def serve(settings: Settings) -> FlaskClient:
        app = Server(settings, {}).load()
        assert isinstance(app, Flask)
        opened.append(app)
        return app.test_client()

    yield serve
    for app in opened:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def limited(settings: Settings, serve: Serve) -> FlaskClient:
    """A service that counts."""
    return serve(settings)


def post(client: FlaskClient, address: str = HERE, forwarded: str | None = None) -> Response:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.post("/verify", data=CODE, environ_base={"REMOTE_ADDR": address}, headers=headers)  # type: ignore[return-value]


def use_up(client: FlaskClient, address: str = HERE) -> None:
    assert {post(client, address).status_code for _ in range(30)} == {200}


# ---- limits


def test_the_thirty_first_in_a_minute_is_too_many(limited: FlaskClient) -> None:
    use_up(limited)
    refused = post(limited)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"


def test_a_minute_later_it_goes_on(limited: FlaskClient) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        use_up(limited)
        assert post(limited).status_code == 429
        clock.shift(61)
        assert post(limited).status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (HERE, "198.51.100.250", True),
        (HERE, "198.51.101.7", False),
        ("2001:db8:0:100::1", "2001:db8:0:1ff:ffff::2", True),
        ("2001:db8:0:100::1", "2001:db8:0:200::1", False),
        ("::ffff:198.51.100.7", HERE, True),
        ("::ffff:198.51.100.7", "::ffff:203.0.113.9", False),
    ],
)
def test_what_is_counted_is_a_network(
    limited: FlaskClient, first: str, second: str, together: bool
) -> None:
    use_up(limited, first)
    assert post(limited, second).status_code == (429 if together else 200)


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        (HERE, "198.51.100.0/24"),
        ("2001:db8:aaaa:bbcc:1:2:3:4", "2001:db8:aaaa:bb00::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("unix:", "unknown"),
        ("198.51.100.7:4711", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_cut_to_its_network(app: Flask, address: str, prefix: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert address_prefix() == prefix


def test_reading_is_never_limited(limited: FlaskClient) -> None:
    use_up(limited)
    assert post(limited).status_code == 429
    for _ in range(5):
        assert limited.get("/verify", environ_base={"REMOTE_ADDR": HERE}).status_code == 200


def test_without_limits_nothing_is_counted(settings: Settings, serve: Serve) -> None:
    client = serve(replace(settings, limits=False))
    assert {post(client).status_code for _ in range(33)} == {200}


def test_what_a_visitor_says_of_their_address_counts_for_nothing(limited: FlaskClient) -> None:
    answers = [post(limited, forwarded=f"203.0.{number}.1").status_code for number in range(31)]
    assert answers == [200] * 30 + [429]


def test_behind_a_proxy_its_word_counts_and_nobody_elses(settings: Settings, serve: Serve) -> None:
    client = serve(replace(settings, proxy_hops=1))
    other = [
        post(client, forwarded=f"10.0.{number}.1, 203.0.113.9").status_code for number in range(31)
    ]
    assert other == [200] * 30 + [429]
    assert post(client, forwarded="192.0.2.1").status_code == 200
    assert post(client).status_code == 200


def view() -> Response:
    return Response("in")


def other_view() -> Response:
    return Response("in")


@pytest.fixture
def twice(limited: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A service with two views that may be asked twice an hour each."""
    app = limited.application
    app.add_url_rule("/one", "one", limiter.limit("2 per hour")(view))
    app.add_url_rule("/other", "other", limiter.limit("2 per hour")(other_view))
    monkeypatch.setattr(security.gate, "OPEN", security.OPEN | {"one", "other"})
    return limited


def test_each_view_counts_for_itself(twice: FlaskClient) -> None:
    assert [twice.get("/one").status_code for _ in range(3)] == [200, 200, 429]
    assert twice.get("/other").status_code == 200
    assert twice.get("/one").headers["Retry-After"] == "3600"


def test_two_applications_count_apart(settings: Settings, serve: Serve) -> None:
    use_up(serve(settings))
    assert post(serve(settings)).status_code == 200


def test_while_nobody_can_count_it_is_tried_again_later(
    limited: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_options: object) -> int:
        raise StorageError(ConnectionError("no route to the store"))

    monkeypatch.setattr(MemoryStorage, "incr", away)
    answer = post(limited)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.undo()
    assert post(limited).status_code == 200


@pytest.mark.parametrize("store", ["nonsense", "mongodb://x", "async+memory://", "redis://["])
def test_a_store_that_is_none_stops_the_start(settings: Settings, store: str) -> None:
    with pytest.raises(SettingsError, match="BADGES_REDIS_URL"):
        create_app(replace(settings, redis_url=store))


@pytest.mark.parametrize("url", ["postgresql://me@host:port/badges", "nonsense", "", "://"])
def test_an_address_that_is_no_databases_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="BADGES_DATABASE_URL"):
        database_config(url)


# ---- connections


def pragma(connection: Session, name: str) -> object:
    return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_a_sqlite_connection_that_writes_loses_nothing(app: Flask) -> None:
    session = db.session()
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "cache_size": -65536,
        "query_only": 0,
    }
    assert {name: pragma(session, name) for name in expected} == expected


def test_a_connection_that_reads_cannot_write(any_app: Flask) -> None:
    with reading() as connection, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        connection.execute(text("INSERT INTO facts (key, value) VALUES ('a', 'b')"))
    with reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM facts")).scalar() == 0


def test_a_reader_sees_each_commit_at_once_and_holds_nobody_up(
    any_app: Flask,
) -> None:
    count = text("SELECT count(*) FROM facts")
    with reading() as connection:
        assert connection.execute(count).scalar() == 0
        db.session.execute(text("INSERT INTO facts (key, value) VALUES ('a', 'b')"))
        assert connection.execute(count).scalar() == 0
        db.session.commit()
        assert connection.execute(count).scalar() == 1


def test_who_wants_to_write_waits_for_who_writes(app: Flask) -> None:
    """Both read first: begun lazily, the second would be refused instead of waiting."""
    engine, done = db.engine, list[str]()

    def write(name: str, *, pause: float = 0) -> None:
        with engine.begin() as connection:
            connection.execute(text("SELECT count(*) FROM facts"))
            began.set()
            time.sleep(pause)
            connection.execute(text(f"INSERT INTO facts (key, value) VALUES ('{name}', '')"))
            done.append(name)

    began = threading.Event()
    first = threading.Thread(target=write, args=("first",), kwargs={"pause": 0.3})
    first.start()
    began.wait()
    write("second")
    first.join()
    assert done == ["first", "second"]


def test_the_database_answers_in_the_form_that_is_needed(any_app: Flask) -> None:
    assert database_answers()
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    assert not database_answers()
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.commit()
    assert not database_answers()


@pytest.fixture
def empty(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables."""
    app = create_app(settings_for(database_url, tmp_path))
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


def test_a_database_without_tables_does_not_answer(empty: Flask) -> None:
    assert not database_answers()


def test_there_is_one_engine_to_write_and_one_to_read(app: Flask) -> None:
    assert set(db.engines) == {None, READER}
