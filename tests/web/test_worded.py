"""What readers see of a badge class that is worded in their language, and what stays signed."""

import re
from functools import partial
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from badges.extensions import READER, db
from badges.models import Role, VersionCriterion
from badges.services import codes, publishing, wordings
from tests import team, worded
from tests.actors import actor_of
from tests.cast import CRITERIA, NOW, Cast, draft
from tests.wallets import Hand, give_card
from tests.web import states
from tests.web.states import States

RTL = 'lang="ar" dir="rtl"'
SIGNED = "النص الموقَّع"
COUNTED = "Vu par un coach, pendant 1 séance sur 3."
SIGNED_TEXTS = ("Esprit d'équipe", CRITERIA[0], f"Sport, Bobigny. {COUNTED}")


def remove(world: Cast) -> None:
    by = actor_of(world, world.coordinator, Role.COORDINATOR)
    wordings.remove(world.session, world.version, "ar", actor=by, now=NOW)
    world.session.commit()


@pytest.mark.parametrize("by_code", [False, True])
def test_it_works(client: FlaskClient, shown: States, world: Cast, by_code: bool) -> None:
    worded.write(world)
    page = client.get(f"{shown.valid.by_code if by_code else shown.valid.page}?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert f"<h2 {RTL}>{worded.NAME}</h2>" in page
    assert f"<p {RTL}>{worded.SENTENCE}</p>" in page
    items = "".join(rf"\s*<li>{text}</li>" for text in worded.ACTS[:2])
    assert re.search(rf"<ul {RTL}>{items}\s*</ul>", page)
    (signed,) = re.findall(rf"<details>\s*<summary>{SIGNED}</summary>(.*?)</details>", page, re.S)
    said = unescape(signed)
    assert all(text in said for text in (*SIGNED_TEXTS, world.version.sentence))
    assert signed.count('lang="fr" dir="auto"') == 4
    assert worded.ACTS[2] not in page  # nobody saw that one
    assert f'<span class="soft" {RTL}>رآه مدرب واحد. الجلسات: 1 من 3.</span>' in page


def test_a_token_that_is_handed_in_is_read_in_the_language(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    worded.write(world)
    page = client.post("/verify?lang=ar", data={"input": shown.valid.token}).text
    assert 'data-verdict="valid"' in page
    assert f"<h2 {RTL}>{worded.NAME}</h2>" in page
    assert SIGNED in page


def test_who_reads_french_sees_what_was_signed(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    before = client.get(shown.valid.page).text
    worded.write(world)
    assert client.get(shown.valid.page).text == before
    for language, counted in (
        ("en", "Seen by 1 coach. Sessions: 1 of 3."),
        ("clair", COUNTED),
        ("tr", "1 koç gördü. Oturumlar: 3 içinde 1."),
    ):
        page = client.get(f"{shown.valid.page}?lang={language}").text
        assert counted in page
        assert '<h2 lang="fr" dir="auto">Esprit d&#39;équipe</h2>' in page
        assert worded.NAME not in page


def test_what_is_not_written_falls_back(client: FlaskClient, shown: States, world: Cast) -> None:
    worded.write(world, name="", acts={(1, CRITERIA[0]): worded.ACTS[0]})
    page = client.get(f"{shown.valid.page}?lang=ar").text
    assert '<h2 lang="fr" dir="auto">Esprit d&#39;équipe</h2>' in page
    assert f"<p {RTL}>{worded.SENTENCE}</p>" in page
    assert worded.ACTS[0] in page
    assert SIGNED in page


def test_plain_french_is_french_to_html(client: FlaskClient, shown: States, world: Cast) -> None:
    worded.write(world, language="clair", name="On joue ensemble")
    page = client.get(f"{shown.valid.page}?lang=clair").text
    assert '<h2 lang="fr" dir="auto">On joue ensemble</h2>' in page
    assert "<summary>Texte signé</summary>" in page


def test_a_criterion_that_is_not_what_was_signed_replaces_nothing(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    worded.write(world)
    this = (VersionCriterion.version_id == world.version.id) & (VersionCriterion.number == 1)
    world.session.execute(update(VersionCriterion).where(this).values(text="A ri"))
    world.session.commit()
    page = client.get(f"{shown.valid.page}?lang=ar").text
    assert worded.ACTS[0] not in page
    assert CRITERIA[0] in unescape(page)
    assert worded.SENTENCE in page


def test_the_tag_changes_with_the_wording(client: FlaskClient, shown: States, world: Cast) -> None:
    page = f"{shown.valid.page}?lang=ar"
    tags = [client.get(page).headers["ETag"]]
    worded.write(world)
    for change in (partial(worded.write, world, name="اسم"), partial(remove, world)):
        held = {"If-None-Match": tags[-1]}
        answer = client.get(page, headers=held)
        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])
        assert client.get(page, headers={"If-None-Match": tags[-1]}).status_code == 304
        change()
    last = client.get(page)
    assert last.headers["ETag"] == tags[0]
    assert worded.NAME not in last.text


def test_it_costs_one_statement_and_none_in_the_signed_language(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    worded.write(world)
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engines[READER], "before_cursor_execute", count)
    for language, most in (("fr", 2), ("ar", 3)):
        statements.clear()
        client.get(f"{shown.valid.page}?lang={language}")
        assert len(statements) == most, statements


def test_other_states_show_no_more_than_before(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    paths = (shown.hidden.page, shown.erased.page, shown.undone.page, shown.damaged.page)
    before = [client.get(f"{path}?lang=ar").text for path in paths]
    worded.write(world)
    assert [client.get(f"{path}?lang=ar").text for path in paths] == before
    revoked = client.get(f"{shown.revoked.page}?lang=ar")
    assert revoked.status_code == 410
    assert worded.NAME in revoked.text
    assert "/image.svg" not in revoked.text


def test_the_page_of_the_badge_class(client: FlaskClient, shown: States, world: Cast) -> None:
    worded.write(world, acts={(2, CRITERIA[1]): worded.ACTS[1]})
    before = client.get(shown.badge_class).text
    assert "Texte signé" not in before
    page = client.get(f"{shown.badge_class}?lang=ar").text
    assert f"<h1 {RTL}>{worded.NAME}</h1>" in page
    assert f'<li value="2" {RTL}>{worded.ACTS[1]}</li>' in page
    assert '<ol lang="fr" dir="auto">' in page
    assert unescape(page).count(CRITERIA[0]) == 2  # as it is signed, twice
    assert SIGNED in page
    remove(world)
    assert SIGNED not in client.get(f"{shown.badge_class}?lang=ar").text


def test_a_code_that_is_typed_is_answered_in_the_language(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    worded.write(world)
    form = {"input": codes.shown(shown.valid.code)}
    assert worded.NAME in client.post("/verify?lang=ar", data=form).text
    handed_in = client.post("/verify?lang=ar", data={"input": shown.valid.token}).text
    assert "Esprit d&#39;équipe" in handed_in


def test_their_own_pages(app: Flask, world: Cast) -> None:
    crew = team.gather(world, now=states.NOW)
    given = world.award()
    world.session.commit()
    worded.write(world)
    hand = Hand(app, give_card(crew, world.people[0]))
    first = hand.get(f"/c/{hand.card}/mine?step=badge&lang=ar").text
    hand.claim()
    own = hand.get("/my-badges?lang=ar").text
    for page in (first, own):
        assert f"<h2 {RTL}>{worded.NAME}</h2>" in page
        assert f"<ul {RTL}>" in page
        assert 'data-language="ar"' in page
        assert worded.ACTS[0] in page
    uid = given.gifts[0].uid
    assert f"<h1 {RTL}>{worded.NAME}</h1>" in hand.get(f"/my-badges/{uid}?lang=ar").text
    form = {"showing": "page"}
    assert hand.post(f"/my-badges/{uid}", form).status_code == 303
    shown = hand.get(f"/c/{hand.card}/shown?lang=ar").text
    assert worded.SENTENCE in shown
    public = hand.get(f"/p/{world.people[0].profile}?lang=ar").text
    assert worded.SENTENCE in public
    assert worded.SENTENCE not in hand.get(f"/p/{world.people[0].profile}?lang=fr").text


def test_a_shared_page(app: Flask, world: Cast) -> None:
    """Of several badges each in its wording."""
    crew = team.gather(world, now=states.NOW)
    other = publishing.publish(
        world.session, world.urls, world.organisation, draft(name="Parole tenue"),
        actor="test", now=NOW,
    )  # fmt: skip
    uids = [world.award().gifts[0].uid, world.award(key="second", version=other).gifts[0].uid]
    world.session.commit()
    worded.write(world)
    hand = Hand(app, give_card(crew, world.people[0]))
    hand.claim()
    form = {"naming": "none", "lasts": "half-year"}
    answer = hand.post("/my-badges/links", {"badge": uids, **form})
    assert answer.status_code == 303
    large = hand.get(str(answer.location)).text
    (code,) = set(re.findall(r'href="/v/([^"?/]+)"', large))
    first = hand.get(f"/v/{code}?lang=ar")
    assert f"<h2 {RTL}>{worded.NAME}</h2>" in first.text
    assert '<h2 lang="fr" dir="auto">Parole tenue</h2>' in first.text
    worded.write(world, other, name="الوفاء بالوعد")
    second = hand.get(f"/v/{code}?lang=ar")
    assert "الوفاء بالوعد" in second.text
    assert second.headers["ETag"] != first.headers["ETag"]
