"""A visitor's question to an organisation: it reaches the mailbox, which the page never shows."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from badges import create_app
from badges.extensions import db
from badges.models import Mail
from badges.urls import PublicUrls
from tests import cast, standings
from tests.cast import Cast
from tests.fixtures.database import BASE, settings_for
from tests.wallets import Hand
from tests.web.states import States

FORM = {"message": "Était-ce un tournoi ?\nMerci.", "email": "recruteur@emploi.example"}


@pytest.fixture
def client(app: Flask) -> Hand:
    """A visitor, without any card."""
    return Hand(app, "")


def path(world: Cast) -> str:
    return f"/issuers/{world.organisation.slug}/ask"


def mails() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def test_it_works(shown: States, world: Cast, client: Hand) -> None:
    uid = shown.valid.uid
    page = client.get(f"/awards/{uid}").text
    assert f'href="{path(world)}?about={uid}"' in page
    form = client.get(f"{path(world)}?about={uid}")
    assert form.status_code == 200
    assert world.version.name.replace("'", "&#39;") in form.text
    assert world.organisation.email not in form.text
    sent = client.post(path(world), {**FORM, "about": uid})
    assert sent.status_code == 303
    (mail,) = mails()
    assert mail.recipient == world.organisation.email
    assert "> Était-ce un tournoi ?\n> Merci." in mail.body
    assert "recruteur@emploi.example" in mail.body
    assert f"{BASE}/awards/{uid}" in mail.body
    done = client.get(sent.headers["Location"]).text
    assert "Votre question est partie." in done
    assert "<textarea" not in done
    assert world.organisation.email not in done


def test_the_mail_is_in_the_language_of_the_house(shown: States, world: Cast, client: Hand) -> None:
    assert shown.valid.uid
    client.post(f"{path(world)}?lang=ar", FORM)
    (mail,) = mails()
    assert mail.subject == "Une question sur vos badges"
    assert "Pour répondre" in mail.body


def test_the_page_of_an_organisation_leads_there(world: Cast, client: Hand) -> None:
    page = client.get(f"/issuers/{world.organisation.slug}")
    assert f'href="{path(world)}"' in page.text
    assert client.get(path(world)).status_code == 200


@pytest.mark.parametrize("state", ["hidden", "erased", "undone"])
def test_nothing_is_said_of_a_badge_that_nobody_may_see(
    world: Cast, client: Hand, state: str
) -> None:
    uid = getattr(standings.bring_about(world), state).uid
    form = client.get(f"{path(world)}?about={uid}")
    assert form.status_code == 200
    assert "Votre question porte" not in form.text
    client.post(path(world), {**FORM, "about": uid})
    (mail,) = mails()
    assert uid not in mail.body


def test_another_organisations_badge_is_not_asked_about_here(
    shown: States, world: Cast, client: Hand
) -> None:
    twin = f"/issuers/{world.twin.slug}/ask?about={shown.valid.uid}"
    assert "Votre question porte" not in client.get(twin).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**FORM, "message": "  "},
        {**FORM, "message": "x" * 1001},
        {**FORM, "message": "x" * 9999},
        {**FORM, "email": "nobody"},
        {**FORM, "email": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(
    world: Cast, client: Hand, form: dict[str, str]
) -> None:
    answer = client.post(path(world), form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert form.get("email", "") in answer.text
    assert mails() == []


def test_nobody_is_nobody(client: Hand, world: Cast) -> None:
    assert world.people
    assert client.get("/issuers/nobody/ask").status_code == 404
    assert client.post("/issuers/nobody/ask", FORM).status_code == 404


def test_a_form_of_another_site_sends_nothing(world: Cast, client: Hand) -> None:
    address = path(world)
    db.session.rollback()
    answer = client.client.post(address, data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert mails() == []


def test_five_an_hour(sqlite_url: str, tmp_path: Path) -> None:
    app: Flask = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(BASE))
        world.session.commit()
        answers = [Hand(app, "").post(path(world), FORM) for _ in range(6)]
        assert [one.status_code for one in answers] == [303] * 5 + [429]
        assert answers[-1].headers["Retry-After"] == "3600"
        assert len(mails()) == 5
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_nobody_closes_a_mailbox_for_others(sqlite_url: str, tmp_path: Path) -> None:
    """What is refused, or cannot be sent, is counted by its own network alone."""
    app: Flask = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(BASE))
        world.session.commit()
        address = path(world)
        for at in range(110):
            junk = Hand(app, "", address=f"10.{at // 4}.1.1").post(address, {"message": "x"})
            assert junk.status_code in {400, 429}
        assert Hand(app, "", address="10.200.1.1").post(address, FORM).status_code == 303
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_what_is_no_uid_is_not_looked_for(any_app: Flask) -> None:
    """PostgreSQL could not even look for a NUL."""
    world = cast.assemble(db.session(), PublicUrls(BASE))
    world.session.commit()
    for about in ("%00", "x", "%E2%80%AE"):
        page = Hand(any_app, "").get(f"{path(world)}?about={about}")
        assert (page.status_code, "Votre question porte" in page.text) == (200, False)
