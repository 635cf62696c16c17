"""The pages of a programme in a browser: small and large, in each language, by keyboard alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import select

from badges.extensions import db
from badges.models import Activity, Enrolment, HandOver, KeyEpoch, KeyState, Organisation, Staff
from badges.models import Participant as Person
from badges.services import activities, epochs, handing_on, opening
from badges.urls import PublicUrls
from tests.accessibility import assert_accessible
from tests.cast import NAMES, NOW, ZONE
from tests.fixtures.desk import Desk
from tests.keys import PooledKeyring
from tests.storage.test_images import SVG, drawn
from tests.web import people_of_the_house
from tests.web.conftest import Site
from tests.web.test_in_a_browser import TOO_SMALL, TURN, assert_fits

LARGE: ViewportSize = {"width": 1280, "height": 800}
SMALL: ViewportSize = {"width": 360, "height": 640}
# What is hidden is no target; that of a tick box is its label.
TARGETS = TOO_SMALL.replace(", input'", ", input:not([type=hidden], [type=checkbox])'")
MOST_BYTES = 50 * 1024
WEIGHT = """
["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""


@dataclass(frozen=True, slots=True)
class Office:
    """A service in which two organisations share an activity, and somebody is on the way."""

    site: Site
    desks: dict[str, Desk]
    organisation: int
    activity: int
    person: int

    def enter(self, page: Page, who: str) -> None:
        page.context.clear_cookies()
        page.context.add_cookies([{**self.desks[who].cookie, "url": self.site.url}])  # type: ignore[typeddict-item]

    def pages(self) -> dict[str, tuple[str, ...]]:
        there = f"/programme/organisations/{self.organisation}"
        return {
            "coordinator": (
                "/programme",
                there,
                f"{there}/leave",
                f"/activities/{self.activity}/openings",
                f"/people/{self.person}/hand-over",
                "/programme/arrivals",
                "/audit",
            ),
            "twin": (f"/activities/{self.activity}/openings", "/programme/arrivals"),
            "admin": (
                "/programme",
                "/programme/organisations/new",
                f"{there}/suspension",
                "/audit",
            ),
            "coach": ("/audit",),
        }


@pytest.fixture
def office(site: Site) -> Iterator[Office]:
    session = db.session()
    ours, twin = session.scalars(select(Organisation).order_by(Organisation.id)).all()[:2]
    activity = session.scalars(select(Activity).where(Activity.organisation_id == ours.id)).first()
    staff = {one.email: one for one in session.scalars(select(Staff))}
    coordinator = staff["coordination@passerelles.example"]
    assert activity is not None
    guests = activities.add_people(session, twin, NAMES, actor="test", now=NOW)
    opening.open_to(session, activity, twin.id, actor=f"staff:{coordinator.id}", now=NOW)
    opening.enrol(session, activity, twin.id, [guests[0].id], actor="x", now=NOW)
    people = session.scalars(select(Person).where(Person.organisation_id == ours.id)).all()
    session.add(Enrolment(activity_id=activity.id, participant_id=people[0].id, enrolled_at=NOW))
    _offer(guests[1], ours, coordinator)
    keyring = site.app.extensions["keyring"] = PooledKeyring()
    epochs.create_key(session, keyring, PublicUrls(site.url), ours, actor="x", now=NOW)
    session.commit()
    number, activity_id, person = ours.id, activity.id, people[0].id
    yield Office(site, _desks(site, twin, staff), number, activity_id, person)
    db.session.remove()


def _offer(person: Person, to: Organisation, staff: Staff) -> HandOver:
    return handing_on.offer(
        db.session(),
        person,
        to=to.id,
        agreed_on=NOW.date(),
        staff_id=staff.id,
        zone=ZONE,
        now=NOW,
    )


def _desks(site: Site, twin: Organisation, staff: dict[str, Staff]) -> dict[str, Desk]:
    return {
        "coordinator": Desk(site.app, staff["coordination@passerelles.example"]),
        "coach": Desk(site.app, staff["coach@passerelles.example"]),
        "admin": people_of_the_house.admin(site.app, db.session()),
        "twin": people_of_the_house.coordinator(site.app, db.session(), twin),
    }


@pytest.mark.parametrize("language", ["fr", "en", "rtl"])
def test_every_page_is_accessible_and_fits(page: Page, office: Office, language: str) -> None:
    for who, paths in office.pages().items():
        office.enter(page, who)
        for path in paths:
            where = f"{who} {path} {language}"
            page.set_viewport_size(SMALL)
            query = "en" if language == "rtl" else language
            answer = page.goto(f"{office.site.url}{path}?lang={query}")
            assert answer is not None
            assert answer.status == 200, where
            assert page.evaluate(WEIGHT) <= MOST_BYTES, where
            if language == "rtl":
                page.evaluate(TURN)
            assert page.locator("h1").count() == 1, where
            assert_accessible(page)
            assert_fits(page)
            assert page.evaluate(TARGETS) == [], where
            page.set_viewport_size(LARGE)
            assert_accessible(page)


def test_a_logo_and_a_name_are_changed_on_a_phone(
    page: Page, office: Office, tmp_path: Path
) -> None:
    office.enter(page, "coordinator")
    page.goto(f"{office.site.url}/programme")
    page.get_by_role("link", name="Modifier").click()
    drawing = tmp_path / "logo.svg"
    drawing.write_bytes(SVG)
    page.get_by_label("Image PNG ou JPEG").set_input_files(drawing)
    page.get_by_role("button", name="Changer le logo").click()
    assert "Le format SVG n'est pas accepté." in page.locator("main").inner_text()
    assert_accessible(page)
    picture = tmp_path / "logo.png"
    picture.write_bytes(drawn("PNG", (300, 200)))
    page.get_by_label("Image PNG ou JPEG").set_input_files(picture)
    page.get_by_role("button", name="Changer le logo").click()
    expect(page.get_by_role("status")).to_contain_text("Le logo est changé.")
    loaded = "image => image.complete && image.naturalWidth"
    assert page.locator("main img").first.evaluate(loaded) == 300
    page.get_by_label("Nom", exact=True).fill("Les Passerelles réunies")
    page.get_by_role("button", name="Enregistrer").click()
    said = page.get_by_role("alert").inner_text()
    assert "badges key create" in said
    assert page.get_by_label("Nom", exact=True).input_value() == "Les Passerelles réunies"
    assert_accessible(page)


def test_a_person_arrives_by_keyboard_alone(page: Page, office: Office) -> None:
    office.enter(page, "coordinator")
    page.goto(f"{office.site.url}/programme/arrivals")
    button = page.get_by_role("button", name=f"Accueillir {NAMES[1]}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*")
    page.goto(f"{office.site.url}/programme/arrivals")
    assert "Personne n'arrive pour l'instant." in page.locator("main").inner_text()


def test_two_coordinators_share_an_activity(page: Page, office: Office) -> None:
    there = f"{office.site.url}/activities/{office.activity}/openings"
    office.enter(page, "twin")
    page.goto(there)
    page.get_by_label(NAMES[2]).check()
    page.get_by_role("button", name="Inscrire").click()
    assert "C'est enregistré." in page.get_by_role("status").inner_text()
    office.enter(page, "coordinator")
    page.goto(there)
    said = " ".join(page.locator("main").inner_text().split())
    assert f"{NAMES[2]} · autre organisation" in said
    assert NAMES[3] not in said


def test_leaving_takes_a_second_yes(page: Page, office: Office) -> None:
    office.enter(page, "coordinator")
    page.goto(f"{office.site.url}/programme/organisations/{office.organisation}")
    page.get_by_role("link", name="Quitter le programme").click()
    page.get_by_role("button", name="Oui, quitter le programme").click()
    assert "a quitté le programme" in page.get_by_role("status").inner_text()
    assert "Votre organisation a quitté le programme." in page.locator("main").inner_text()
    assert_accessible(page)
    page.go_back()
    page.go_back()
    db.session.rollback()
    waiting = db.session.scalars(select(KeyEpoch).where(KeyEpoch.state == KeyState.STANDBY)).all()
    assert len(waiting) == 1
