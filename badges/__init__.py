"""Badges: soft-skill criteria, signed Open Badges 2.0, and pages that verify them."""

import gc
import sys
from functools import cache, partial
from urllib.parse import urlsplit

from flask import Flask

from badges import api, errors, hosted, language, paths, security, web
from badges.extensions import Runtime, babel, database_config, db, limiter, migrate, tune_engines
from badges.services.errors import Conflict, Invalid, NotFound, NotReached, Refused
from badges.settings import Settings
from badges.storage.fetching.fetcher import Fetcher
from badges.storage.keyring import Keyring, KeyringError
from badges.urls import PublicUrls

PAGE_BYTES = 2 * 1024 * 1024  # a verification may send more: reporting/handed_in.py
FORM_PARTS = 20
FETCHING_AT_ONCE = 2  # half of the threads of one process
FETCHES = "120/minute"
# For what no view answers by itself: a page that asks for less than a form can send wrong.
REFUSALS: dict[type[Exception], int] = {
    NotFound: 404,
    Invalid: 400,
    Refused: 409,
    NotReached: 409,
    Conflict: 409,
}


def create_app(settings: Settings) -> Flask:
    """The application, with everything that it is made of: a table of contents."""
    _tune_process()
    app = Flask(__name__, template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key or None,
        MAX_CONTENT_LENGTH=PAGE_BYTES,
        MAX_FORM_MEMORY_SIZE=PAGE_BYTES,
        MAX_FORM_PARTS=FORM_PARTS,
        BABEL_DEFAULT_LOCALE=settings.default_language,
        BABEL_DEFAULT_TIMEZONE=str(settings.timezone),
        BABEL_TRANSLATION_DIRECTORIES=str(paths.TRANSLATIONS),
        **database_config(settings.database_url),
    )
    app.extensions["badges"] = Runtime(settings, PublicUrls(settings.public_url))
    app.extensions["keyring"] = Keyring(settings.keys_dir, settings.key_passphrase)
    db.init_app(app)
    tune_engines(app)
    migrate.init_app(app, db, directory=str(paths.MIGRATIONS))
    babel.init_app(app, locale_selector=language.chosen)
    limiter.init_app(app, storage=settings.redis_url or "memory://", enabled=settings.limits)
    app.extensions["fetcher"] = _fetcher(app, settings) if settings.verify_others else None
    security.install(app)
    errors.install(app, REFUSALS)
    app.register_error_handler(KeyringError, errors.keys_away)
    app.register_blueprint(hosted.blueprint)
    app.register_blueprint(api.blueprint)
    web.install(app)
    return app


@cache
def _tune_process() -> None:
    """Once a process: what serves threads that sign, and a heap that is mostly code."""
    sys.setswitchinterval(0.0005)  # a thread that signs waits for the interpreter ten times less
    gc.freeze()  # what was imported stays: a full collection need not walk through it every time


def _fetcher(app: Flask, settings: Settings) -> Fetcher:
    """The one way out to strangers' badges; where it is not made, no request ever leaves."""
    return Fetcher(
        at_once=FETCHING_AT_ONCE,
        allowed=partial(limiter.allows, app, FETCHES, of="fetches"),
        own_host=urlsplit(settings.public_url).hostname or "",
        test_hosts=settings.fetch_test_hosts,
    )
