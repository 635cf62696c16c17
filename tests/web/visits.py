"""Visits to pages, each in a context of its own as in real use: the language is kept there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Visitor(FlaskClient):
    """Somebody without a browser, who reads French."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """One request."""
        self.environ_base.setdefault("HTTP_ACCEPT_LANGUAGE", "fr")
        options.setdefault("buffered", True)  # a static file is closed again
        with self.application.app_context():
            return super().open(*args, **options)


@contextmanager
def answering(app: Flask, path: str, **options: Any) -> Iterator[None]:
    """As if a page at `path` were being answered."""
    with app.app_context(), app.test_request_context(path, **options):
        yield
