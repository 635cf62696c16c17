"""A link's badges inside somebody's site: the page for the frame, and oEmbed."""

from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from badges.extensions import db
from badges.models import Award, Participant, RevocationReason, ShareLink
from badges.services import activities, erasing, revoking
from tests.fixtures.database import BASE
from tests.team import Team
from tests.wallets import Hand
from tests.web import states


@pytest.fixture
def first_name() -> str:
    return 'Amina K"><b>helifi'


def made(hand: Hand, uid: str, naming: str) -> str:
    """The code of a new link."""
    form: dict[str, str | list[str]] = {"badge": [uid], "lasts": "month", "naming": naming}
    assert hand.post("/my-badges/links", form).status_code == 303
    db.session.rollback()
    return db.session.scalars(select(ShareLink.code).order_by(ShareLink.id.desc())).first() or ""


def asked(client: FlaskClient, url: str, **query: str) -> tuple[int, dict[str, object]]:
    answer = client.get("/oembed", query_string={"url": url, **query})
    return answer.status_code, answer.get_json() if answer.status_code == 200 else {}


def test_it_works(hand: Hand, uid: str, client: FlaskClient) -> None:
    code = made(hand, uid, "none")
    page = client.get(f"/v/{code}/embed")
    assert page.status_code == 200
    assert 'data-verdict="valid"' in page.text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert f'href="/v/{code[:4]}' in page.text
    discovered = client.get(f"/v/{code}").text
    assert 'type="application/json+oembed"' in discovered
    status, said = asked(client, f"{BASE}/v/{code}")
    assert status == 200
    assert (said["version"], said["type"], said["provider_url"]) == ("1.0", "rich", BASE)
    assert f'src="{BASE}/v/{code[:4]}' in str(said["html"])
    assert "Amina" not in page.text + discovered + str(said)


def test_any_other_page_stands_in_no_frame(hand: Hand, uid: str, client: FlaskClient) -> None:
    code = made(hand, uid, "none")
    policy = client.get(f"/v/{code}").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


def test_the_name_stands_there_as_the_link_says_it(
    hand: Hand, uid: str, client: FlaskClient
) -> None:
    code = made(hand, uid, "full")
    _, said = asked(client, f"{BASE}/v/{code}")
    assert str(said["title"]).endswith('– Amina K"><b>helifi')
    assert "<b>" not in str(said["html"])
    assert "Amina" in client.get(f"/v/{code}/embed").text


@pytest.mark.parametrize("query", [{"maxwidth": "200"}, {"maxheight": "100"}])
def test_a_site_says_how_large(
    hand: Hand, uid: str, client: FlaskClient, query: dict[str, str]
) -> None:
    _, said = asked(client, f"{BASE}/v/{made(hand, uid, 'none')}", **query)
    ((member, most),) = query.items()
    assert said[member.removeprefix("max")] == int(most)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "x", "maxwidth": "wide"}, 400),
        ({"url": "https://elsewhere.example/v/7K3MQ9TXWAA"}, 404),
        ({"url": "//["}, 404),
        ({"url": "x", "format": "xml"}, 501),
    ],
)
def test_what_is_asked_wrongly(
    client: FlaskClient, crew: Team, query: dict[str, str], status: int
) -> None:
    assert crew.world.people
    assert client.get("/oembed", query_string=query).status_code == status


def test_no_code_of_an_award_or_a_card_is_embedded(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    """To show a badge is the person's own act: only a link of theirs goes into a site."""
    own = db.session.get_one(Award, uid).code
    for code in (own, hand.card, "7K3MQ9TXWAA"):
        assert client.get(f"/v/{code}/embed").status_code == 404
        assert asked(client, f"{BASE}/v/{code}")[0] == 404


def test_below_18_nothing_is_embedded(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    code = made(hand, uid, "none")
    person = crew.world.session.get_one(Participant, crew.world.people[0].id)
    person.minor_until = date(2027, 6, 1)
    crew.world.session.commit()
    assert client.get(f"/v/{code}").status_code == 200
    assert "oembed" not in client.get(f"/v/{code}").text
    assert client.get(f"/v/{code}/embed").status_code == 404
    assert asked(client, f"{BASE}/v/{code}")[0] == 404
    (link,) = db.session.scalars(select(ShareLink.id))
    assert "iframe" not in hand.get(f"/my-badges/links/{link}").text


def test_what_is_withdrawn_or_gone_is_gone_there_too(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    code, other = made(hand, uid, "full"), made(hand, uid, "full")
    link = db.session.scalars(select(ShareLink.id).where(ShareLink.code == code)).one()
    assert "&lt;iframe src=" in hand.get(f"/my-badges/links/{link}").text
    hand.post(f"/my-badges/links/{link}/withdraw")
    assert gone(client, code)
    assert not gone(client, other)
    person = crew.world.session.get_one(Participant, crew.world.people[0].id)
    erasing.erase(crew.world.session, person, actor="test", now=states.NOW)
    crew.world.session.commit()
    assert gone(client, other)


def gone(client: FlaskClient, code: str) -> bool:
    page = client.get(f"/v/{code}/embed")
    shown = unescape(page.text)
    assert ("Amina" in shown) == (page.status_code == 200)
    return (page.status_code, asked(client, f"{BASE}/v/{code}")[0]) == (410, 404)


def test_a_hidden_badge_is_gone_there_at_once(hand: Hand, uid: str, client: FlaskClient) -> None:
    code = made(hand, uid, "full")
    assert hand.post(f"/my-badges/{uid}", {"showing": "hidden"}).status_code == 303
    assert gone(client, code)
    preview = client.get(f"/v/{code}")
    assert preview.status_code == 410
    assert "og:" not in preview.text
    assert client.get(f"/v/{code}/qr.png").status_code == 404


def test_several_badges_stand_in_one_frame(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    world = crew.world
    world.activity = activities.create_activity(
        world.session,
        world.organisation,
        kind=world.activity.kind_key,
        name="Une autre activité",
        town="Bobigny",
        lead=world.coach,
    )
    second = world.award(world.people[:1], key="another").gifts[0].uid
    form: dict[str, str | list[str]] = {"badge": [uid, second], "naming": "initial"}
    assert hand.post("/my-badges/links", form).status_code == 303
    code = db.session.scalars(select(ShareLink.code)).one() or ""
    page = client.get(f"/v/{code}/embed").text
    assert page.count('data-verdict="valid"') == 2
    assert page.count("<h1") == 1
    assert page.count("<bdi>Amina K.</bdi>") == 1
    assert asked(client, f"{BASE}/v/{code}")[0] == 200
    preview = client.get(f"/v/{code}").text
    row = revoking.by_uid(world.session, second)
    reason = RevocationReason.WRONG_BADGE
    revoking.revoke(world.session, row, reason, staff=world.coordinator, now=states.NOW)
    world.session.commit()
    for path in (f"/v/{code}", f"/v/{code}/embed"):
        after = client.get(path)
        assert (after.status_code, after.text.count("data-verdict=")) == (200, 2), path
    assert 'property="og:image"' in preview
    assert 'type="application/json+oembed"' in preview


def test_a_badge_that_was_taken_back_says_so(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    code, world = made(hand, uid, "none"), crew.world
    row = revoking.by_uid(world.session, uid)
    revoking.revoke(
        world.session,
        row,
        RevocationReason.WRONG_BADGE,
        staff=world.coordinator,
        now=states.NOW,
    )
    world.session.commit()
    page = client.get(f"/v/{code}/embed")
    assert (page.status_code, 'data-verdict="revoked"' in page.text) == (410, True)
    assert asked(client, f"{BASE}/v/{code}")[0] == 404
