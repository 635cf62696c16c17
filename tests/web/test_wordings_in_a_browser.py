"""Wordings in a real browser: an Arabic badge on a small phone, and the form it is typed in."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from badges.extensions import db
from badges.models import Actor, BadgeClass, BadgeClassVersion, Role, Staff
from badges.services import wordings
from tests import worded
from tests.accessibility import assert_accessible
from tests.cast import NOW
from tests.fixtures.desk import Desk
from tests.web.conftest import Site
from tests.web.test_badges_in_a_browser import small_targets
from tests.web.test_in_a_browser import OPEN_ALL, SMALL, TOO_SMALL, assert_fits

NAMED = "getComputedStyle(document.querySelector('article h2')).direction"
LISTED = "getComputedStyle(document.querySelector('article ul')).direction"
SIGNED = "getComputedStyle(document.querySelector('article details p')).direction"
TYPED = "getComputedStyle(document.querySelector('#act-1')).direction"


@pytest.fixture
def slug(site: Site) -> str:
    """The badge class of the site's states."""
    found = db.session.scalars(select(BadgeClass).order_by(BadgeClass.id)).first()
    assert found is not None
    name = found.slug
    db.session.remove()
    return name


@pytest.fixture
def desk(site: Site) -> Desk:
    """The coordinator's."""
    mail = "coordination@passerelles.example"
    staff = db.session.scalars(select(Staff).where(Staff.email == mail)).one()
    made = Desk(site.app, staff)
    db.session.remove()
    return made


def write(slug: str, desk: Desk) -> None:
    """Arabic beside the first version; committed."""
    session = db.session()
    query = select(BadgeClassVersion).join(BadgeClass).where(BadgeClass.slug == slug)
    version = session.scalars(query).one()
    by = Actor(
        staff_id=desk.staff_id, email="x@y.example", role=Role.COORDINATOR, appointment_id=1,
        session_id=1, organisations=(version.badge_class.organisation_id,),
        organisation_id=version.badge_class.organisation_id, programme_id=None,
    )  # fmt: skip
    wordings.write(
        session, version, worded.arabic(version), digest=version.digest, actor=by, now=NOW
    )
    session.commit()
    db.session.remove()


def test_an_arabic_badge_on_a_small_phone(site: Site, slug: str, desk: Desk, page: Page) -> None:
    write(slug, desk)
    page.set_viewport_size(SMALL)
    for path in (site.shown.valid.page, site.shown.revoked.page, site.shown.badge_class):
        page.goto(f"{site.url}{path}?lang=ar")
        expect(page.get_by_text(worded.NAME).first).to_be_visible()
        page.evaluate(OPEN_ALL)
        assert page.locator("h1").count() == 1
        assert_accessible(page)
        assert page.evaluate(TOO_SMALL) == [], path
        assert_fits(page)
    page.goto(f"{site.url}{site.shown.valid.page}?lang=ar")
    expect(page.get_by_text("Esprit d'équipe")).to_be_hidden()
    page.locator("article summary").click()
    expect(page.get_by_text("Esprit d'équipe")).to_be_visible()
    assert [page.evaluate(one) for one in (NAMED, LISTED, SIGNED)] == ["rtl", "rtl", "ltr"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form(site: Site, slug: str, desk: Desk, page: Page, language: str) -> None:
    write(slug, desk)
    page.context.add_cookies([{"name": desk.cookie["name"], "value": desk.key, "url": site.url}])
    page.set_viewport_size(SMALL)
    there = f"{site.url}/badge-classes/{slug}/versions/1/languages"
    for path in (there, f"{there}/ar", f"{there}/ta"):
        page.goto(f"{path}?lang={language}")
        assert page.locator("h1").count() == 1
        assert_accessible(page)
        assert small_targets(page) == [], path
        assert_fits(page)
    page.goto(f"{there}/ar")
    assert page.evaluate(TYPED) == "rtl"


def test_typed_and_read(site: Site, slug: str, desk: Desk, page: Page) -> None:
    """From the badge class's page to the reader's, what is questioned on the way."""
    page.context.add_cookies([{"name": desk.cookie["name"], "value": desk.key, "url": site.url}])
    page.set_viewport_size(SMALL)
    page.goto(f"{site.url}/badge-classes/{slug}")
    page.get_by_role("link", name="Langues de la version 1").click()
    page.locator("#main").get_by_role("link", name="English").click()
    page.get_by_label("Nom du badge").fill("Sortie de prison")
    page.get_by_label("Acte 1").fill("Shared the ball with the others")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Je garde ces mots")).to_be_visible()
    assert_accessible(page)
    assert page.get_by_label("Acte 1").input_value() == "Shared the ball with the others"
    page.get_by_label("Nom du badge").fill("Team spirit")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("C'est enregistré.")
    page.goto(f"{site.url}{site.shown.valid.page}?lang=en")
    expect(page.get_by_role("heading", name="Team spirit")).to_be_visible()
    expect(page.get_by_text("Shared the ball with the others")).to_be_visible()
