"""The village, made once for each module that plays in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from badges import clock, create_app
from badges.extensions import db
from badges.urls import PublicUrls
from tests import cast
from tests.cast import NOW
from tests.fixtures.database import BASE, settings_for
from tests.security.populating import populate
from tests.security.village import Village


@pytest.fixture(scope="module")
def village(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """Everybody, on SQLite, on the day of the cast."""
    folder = tmp_path_factory.mktemp("village")
    file = folder / "badges.sqlite3"
    shutil.copyfile(sqlite_template, file)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOW)
        app = create_app(settings_for(f"sqlite:///{file}", folder))
        with app.app_context():
            yield populate(app, file, cast.assemble(db.session(), PublicUrls(BASE)))
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
