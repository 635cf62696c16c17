"""`badges serve`: what stops a start, and what it hands to its workers."""

import json
import signal
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from badges.cli import serving
from badges.cli.serving import Server
from badges.settings import Settings
from tests.cli.office import Office
from tests.fixtures.database import settings_for


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been served, instead of serving it."""
    calls: list[dict[str, Any]] = []

    def run(settings: Settings, **options: Any) -> None:
        calls.append({"settings": settings, **options})

    monkeypatch.setattr(serving, "run", run)
    return calls


def test_it_serves_what_the_settings_say(any_office: Office, started: list[dict[str, Any]]) -> None:
    result = any_office.run("serve", "--port", "8123", "--workers", "3")
    assert result.exit_code == 0
    assert "Serving http://127.0.0.1:8000 from 127.0.0.1:8123" in result.output
    [call] = started
    assert (call["host"], call["port"], call["workers"]) == ("127.0.0.1", 8123, 3)
    assert call["settings"].database_url == any_office.database_url


def test_it_says_when_no_badge_can_be_awarded(
    office: Office, started: list[dict[str, Any]]
) -> None:
    assert "No badge can be awarded" not in office.run("serve").stderr
    result = office.set(KEYS_DIR="/nowhere").run("serve")
    assert result.exit_code == 0
    assert "No badge can be awarded until this is mended: The key folder /nowhere" in result.stderr
    assert len(started) == 2


def test_without_a_database_it_does_not_start(
    tmp_path: Path, started: list[dict[str, Any]]
) -> None:
    office = Office.bare(tmp_path, f"sqlite:///{tmp_path}/badges.sqlite3")
    result = office.run("serve")
    assert result.exit_code == 1
    assert "was `badges db upgrade` run?" in result.stderr
    assert started == []


def test_under_another_address_it_does_not_start(
    office: Office, started: list[dict[str, Any]]
) -> None:
    result = office.set(PUBLIC_URL="http://127.0.0.1:9000").run("serve")
    assert result.exit_code == 1
    assert "set it to http://127.0.0.1:8000." in result.stderr
    assert started == []


@pytest.mark.parametrize(
    "options", [("--port", "0"), ("--port", "65536"), ("--port", "x"), ("--workers", "0")]
)
def test_a_port_and_a_number_of_workers_that_are_none(
    office: Office, started: list[dict[str, Any]], options: tuple[str, str]
) -> None:
    result = office.run("serve", *options)
    assert result.exit_code == 2
    assert f"Invalid value for '{options[0]}'" in result.stderr
    assert started == []


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_a_proxys_word_counts_where_one_was_set(tmp_path: Path, hops: int) -> None:
    settings = settings_for(f"sqlite:///{tmp_path}/badges.sqlite3", tmp_path)
    app = Server(replace(settings, proxy_hops=hops), {}).load()
    assert isinstance(app, Flask)
    fix = app.wsgi_app
    assert isinstance(fix, ProxyFix) == bool(hops)
    if isinstance(fix, ProxyFix):
        assert (fix.x_for, fix.x_proto) == (hops, hops)
        assert (fix.x_host, fix.x_port, fix.x_prefix) == (0, 0, 0)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def asked(address: str) -> dict[str, Any]:
    """The JSON at an address of a server that is starting."""
    for _ in range(300):
        try:
            with urlopen(address) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} never answered")


def test_a_program_of_its_own_serves_until_it_is_told_to_stop(office: Office) -> None:
    port = free_port()
    process = office.begin("serve", "--port", str(port), "--workers", "1")
    try:
        assert asked(f"http://127.0.0.1:{port}/health") == {"status": "ok"}
        assert asked(f"http://127.0.0.1:{port}/ready")["status"] == "ok"
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
