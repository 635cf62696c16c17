"""An employer asks on a phone whether a link is the person's whose address stands on a CV."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from badges import clock, create_app
from badges.extensions import db
from badges.models import ShareLink
from badges.urls import PublicUrls
from tests import cast, team
from tests.accessibility import assert_accessible
from tests.fixtures.browser import NewContext
from tests.fixtures.database import settings_for
from tests.fixtures.live_server import LiveServer
from tests.wallets import Hand, give_card
from tests.web.test_in_a_browser import assert_fits

ADDRESS = "amina@post.example"


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that says no name, and whose owner lets others ask."""

    url: str
    code: str


@pytest.fixture
def linked(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[Linked]:
    app = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        crew = team.gather(world, now=clock.now())
        app.extensions["keyring"] = world.keyring
        hand = Hand(app, give_card(crew, world.people[0]))
        hand.claim()
        uid = world.award().gifts[0].uid
        hand.confirm(ADDRESS)
        form: dict[str, str | list[str]] = {"badge": [uid], "answers_email": "on"}
        assert hand.post("/my-badges/links", form).status_code == 303
        code = db.session.scalars(select(ShareLink.code)).one()
        db.session.remove()
        live_server.serve(app)
        yield Linked(live_server.url, str(code))
        live_server.stop()
        for engine in db.engines.values():
            engine.dispose()


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("fr", "Oui, c'est son adresse", "Non, pas avec cette adresse"),
        ("en", "Yes, it is their address", "No, not with this address"),
        ("ar", "نعم، هذا عنوانه", "لا، ليس بهذا العنوان"),
    ],
)
def test_it_works(
    new_context: NewContext, linked: Linked, language: str, yes: str, no: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{linked.url}/v/{linked.code}?lang={language}")
    assert_sound(page)
    for typed, said in (("someone@else.example", no), (ADDRESS, yes)):
        page.locator("#email").fill(typed)
        page.locator("#email + button").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text(said)
        assert page.locator("html").get_attribute("lang") == language
        assert_sound(page)


def assert_sound(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)
