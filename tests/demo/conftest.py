"""The demonstration, built once for all that look at it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo import building_site
from tests.demo.building_site import Site


@pytest.fixture(scope="package")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration on SQLite; a test that changes it is a defect."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copyfile(sqlite_template, folder / "badges.sqlite3")
    with building_site.built(f"sqlite:///{folder / 'badges.sqlite3'}", folder) as site:
        yield site
