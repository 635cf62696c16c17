"""The tests' own machinery: each part works, and fails when it should."""

from urllib.request import urlopen

import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, text
from werkzeug.wrappers import Request, Response

from tests.accessibility import assert_accessible, findings
from tests.fixtures.live_server import LiveServer
from tests.fixtures.postgres import Postgres


def test_every_kind_of_database_is_empty_and_takes_rows(database_url: str) -> None:
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE badge (name text)"))
            connection.execute(text("INSERT INTO badge VALUES ('Esprit d’équipe')"))
            assert connection.scalars(text("SELECT name FROM badge")).all() == ["Esprit d’équipe"]
    finally:
        engine.dispose()


def test_a_postgresql_database_is_copied_from_a_template(postgres: Postgres) -> None:
    template = postgres.create()
    engine = create_engine(postgres.url(template))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE badge (name text)"))
    engine.dispose()

    copy = postgres.create(template=template)

    engine = create_engine(postgres.url(copy))
    with engine.begin() as connection:
        assert connection.scalars(text("SELECT name FROM badge")).all() == []
    engine.dispose()
    postgres.drop(copy)
    postgres.drop(template)


@Request.application
def echo(request: Request) -> Response:
    return Response(request.url)


def test_a_live_server_knows_its_address_before_it_serves(live_server: LiveServer) -> None:
    url = live_server.url
    assert live_server.serve(echo) == url
    with urlopen(f"{url}/badge") as answer:
        assert answer.read().decode() == f"{url}/badge"


def test_a_stopped_live_server_answers_nothing() -> None:
    with LiveServer() as server:
        url = server.serve(echo)
    with pytest.raises(OSError, match="refused"):
        urlopen(url)


POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:"
PAGE = """<!doctype html><html lang="fr"><title>Badge</title><meta name="viewport"
content="width=device-width"><body>{body}"""
GOOD = "<main><h1>Badge authentique</h1><p>Donné par l’association.</p></main>"


def serve(live_server: LiveServer, body: str) -> str:
    @Request.application
    def app(request: Request) -> Response:
        if request.path == "/fails.js":
            return Response("absent()", content_type="text/javascript")
        return Response(
            PAGE.format(body=body),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )

    return live_server.serve(app)


def test_the_browser_is_a_small_french_phone(live_server: LiveServer, page: Page) -> None:
    page.goto(serve(live_server, GOOD))
    seen = page.evaluate("[innerWidth, innerHeight, navigator.language, 'ontouchstart' in window]")
    assert seen == [360, 640, "fr-FR", True]


@pytest.mark.browser_context_args(locale="en-GB", java_script_enabled=False)
def test_a_test_may_change_the_browser(live_server: LiveServer, page: Page) -> None:
    page.goto(serve(live_server, "<noscript><h1>Sans script</h1></noscript>"))
    assert page.get_by_role("heading").inner_text() == "Sans script"


def test_a_good_page_is_accessible(live_server: LiveServer, page: Page) -> None:
    page.goto(serve(live_server, GOOD))
    assert_accessible(page)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<main><h1>Badge</h1><img src=/badge.png></main>", "image-alt"),
        ("<main><p>Badge</p></main>", "page-has-heading-one"),
        ("<main><h1><font color=#bbbbbb>Badge</font></h1></main>", "color-contrast"),
        ("<main><h1><font color=white>Badge</font></h1></main>", "color-contrast"),
    ],
)
def test_axe_objects(live_server: LiveServer, page: Page, body: str, rule: str) -> None:
    page.goto(serve(live_server, body))
    assert rule in [line.partition(":")[0] for line in findings(page)]
    with pytest.raises(AssertionError):
        assert_accessible(page)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<img src=https://badges.example/track.png alt=''>", "asked another host"),
        ("<p style='color: red'>Badge</p>", "broke its content policy"),
        ("<script src=/fails.js></script>", "a script failed"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(
    live_server: LiveServer, page: Page, page_faults: list[str], body: str, fault: str
) -> None:
    page.goto(serve(live_server, body))
    assert [line.partition(":")[0] for line in page_faults] == [fault]
    page_faults.clear()
