"""Offices: on SQLite, and on each kind of database in turn."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from badges.extensions import db
from badges.storage.keyring import BITS
from badges.urls import PublicUrls
from tests import cast
from tests.cli import office as offices
from tests.cli.office import FiledKeyring, Office
from tests.fixtures.database import BASE
from tests.keys import POOL, pooled_key


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """The day on which the lists of the tests were written."""
    with time_machine.travel(cast.NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    """A command takes its files from everybody else: what the tests make later keeps its mode."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of the pool, since making one takes a second."""
    numbers = count()

    def generate(*, public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        assert (public_exponent, key_size) == (65537, BITS)
        return pooled[next(numbers) % POOL]

    pooled = [pooled_key(number) for number in range(POOL)]
    monkeypatch.setattr(rsa, "generate_private_key", generate)


def _office(app: Flask, url: str, folder: Path) -> Office:
    keys = FiledKeyring(folder / "keys")
    return offices.furnish(cast.assemble(db.session(), PublicUrls(BASE), keys), folder, url)


@pytest.fixture
def office(app: Flask, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office on SQLite; it is the working directory."""
    monkeypatch.chdir(tmp_path)
    return _office(app, sqlite_url, tmp_path)


@pytest.fixture
def any_office(
    any_app: Flask, migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The office on SQLite and on PostgreSQL; it is the working directory."""
    monkeypatch.chdir(tmp_path)
    return _office(any_app, migrated_url, tmp_path)
