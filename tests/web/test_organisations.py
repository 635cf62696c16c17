"""One organisation, for its coordinator."""

import io
import json
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from badges.extensions import db
from badges.models import KeyEpoch, Organisation
from badges.services import epochs
from badges.storage import images
from tests.cast import CARD, NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.storage.test_images import SVG, bomb, drawn
from tests.web.test_awards import text
from tests.web.visits import Visitor

FORM = {
    "name": CARD.name,
    "url": CARD.url,
    "email": CARD.email,
    "telephone": CARD.telephone or "",
    "town": CARD.town or "",
}


@pytest.fixture
def desk(desk_of: MakeDesk, world: Cast) -> Desk:
    return desk_of(world.coordinator)


@pytest.fixture
def there(world: Cast) -> str:
    return f"/programme/organisations/{world.organisation.id}"


def add_key(world: Cast) -> None:
    """A key in standby, as `badges key create` makes one."""
    epochs.create_key(
        world.session, world.keyring, world.urls, world.organisation, actor="x", now=NOW
    )
    world.session.commit()


def said(client: Visitor, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(path).data)
    return found


def send_logo(desk: Desk, there: str, content: bytes | None) -> tuple[int, str]:
    form: dict[str, object] = {}
    if content is not None:
        form["logo"] = (io.BytesIO(content), "logo.png")
    answer = desk.post(f"{there}/logo", form, content_type="multipart/form-data")  # type: ignore[arg-type]
    return answer.status_code, text(answer.text)


def test_it_works(desk: Desk, there: str, world: Cast) -> None:
    page = desk.get(there)
    words = text(page.text)
    assert page.status_code == 200
    assert "Les badges donnés avant gardent l'ancien nom" in words
    assert "Clé 1" in words
    assert "signe depuis le" in words
    assert f'value="{CARD.email}"' in page.text


def test_another_name_starts_the_key_that_waits(desk: Desk, there: str, world: Cast) -> None:
    uid = world.award(world.people[:1]).gifts[0].uid
    add_key(world)
    assert "La clé 2 est en attente." in text(desk.get(there).text)
    answer = desk.post(there, FORM | {"name": "Les Passerelles réunies"})
    assert answer.headers["Location"] == f"{there}?done=changed"
    assert "C'est enregistré." in text(desk.get(answer.headers["Location"]).text)
    client = Visitor(desk.app)
    slug = world.session.get_one(Organisation, world.organisation.id).slug
    before, after = (said(client, f"/issuers/{slug}/{number}.json") for number in (1, 2))
    assert (before["name"], after["name"]) == (CARD.name, "Les Passerelles réunies")
    assert client.get(f"/awards/{uid}").status_code == 200


def test_without_a_key_that_waits_nothing_changes_and_the_command_is_said(
    desk: Desk, there: str, world: Cast
) -> None:
    answer = desk.post(there, FORM | {"name": "Les Passerelles réunies"})
    assert answer.status_code == 409
    assert f"badges key create {world.organisation.slug}" in answer.text
    assert 'value="Les Passerelles réunies"' in answer.text
    world.session.expire_all()
    assert world.organisation.name == CARD.name
    assert len(epochs.listed(world.session, world.organisation)) == 1


def test_town_and_telephone_need_no_key(desk: Desk, there: str, world: Cast) -> None:
    answer = desk.post(there, FORM | {"town": "Pantin", "telephone": ""})
    assert answer.status_code == 303
    world.session.expire_all()
    assert (world.organisation.town, world.organisation.telephone) == ("Pantin", None)
    assert len(epochs.listed(world.session, world.organisation)) == 1


def test_an_organisation_without_a_key_changes_freely(desk: Desk, there: str, world: Cast) -> None:
    world.session.execute(
        update(KeyEpoch)
        .where(KeyEpoch.organisation_id == world.organisation.id)
        .values(state="retired", ended_at=NOW)
    )
    world.session.commit()
    assert desk.post(there, FORM | {"name": "Autre nom"}).status_code == 303


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Donnez un nom"),
        ({"url": "ftp://x"}, "Donnez une adresse entière"),
        ({"email": "x"}, "boîte partagée"),
    ],
)
def test_what_cannot_be_kept_is_said(
    desk: Desk, there: str, world: Cast, changed: dict[str, str], sentence: str
) -> None:
    answer = desk.post(there, FORM | {"town": "Pantin"} | changed)
    assert answer.status_code == 400
    assert sentence in text(answer.text)
    assert 'value="Pantin"' in answer.text
    world.session.expire_all()
    assert world.organisation.town == CARD.town


def test_a_logo_is_drawn_again_and_stands_in_the_next_profile(
    desk: Desk, there: str, world: Cast
) -> None:
    add_key(world)
    assert send_logo(desk, there, drawn("JPEG", (900, 300)))[0] == 303
    client = Visitor(desk.app)
    world.session.expire_all()
    slug = world.organisation.slug
    first, second = (said(client, f"/issuers/{slug}/{number}.json") for number in (1, 2))
    assert "image" not in first
    assert second["image"]["id"] == world.urls.logo(slug, world.organisation.logo_hash or "")
    path = second["image"]["id"].removeprefix(world.urls.base)
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert Image.open(io.BytesIO(answer.data)).size == (400, 133)
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert path in client.get(f"/issuers/{slug}").text
    assert path in desk.get(there).text


def test_a_former_logo_stays_where_its_profile_says(desk: Desk, there: str, world: Cast) -> None:
    paths = []
    for size in ((60, 40), (40, 60)):
        add_key(world)
        send_logo(desk, there, drawn("PNG", size))
        world.session.expire_all()
        slug, name = world.organisation.slug, world.organisation.logo_hash
        paths.append(f"/issuers/{slug}/logo/{name}.png")
    client = Visitor(desk.app)
    assert len(set(paths)) == 2
    assert [client.get(path).status_code for path in paths] == [200, 200]
    twin = [path.replace(world.organisation.slug, world.twin.slug) for path in paths]
    assert [client.get(path).status_code for path in twin] == [404, 404]


def test_a_picture_of_a_badge_is_no_logo(desk: Desk, world: Cast) -> None:
    path = f"/issuers/{world.organisation.slug}/logo/{world.version.png_hash}.png"
    assert Visitor(desk.app).get(path).status_code == 404


def test_the_same_logo_again_starts_no_key(desk: Desk, there: str, world: Cast) -> None:
    add_key(world)
    for _ in range(2):
        assert send_logo(desk, there, drawn("PNG"))[0] == 303
    assert len(epochs.listed(world.session, world.organisation)) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choisissez d'abord une image."),
        (b"", "Choisissez d'abord une image."),
        (SVG, "Le format SVG n'est pas accepté."),
        (b"hello", "n'est pas une image PNG ou JPEG"),
        (bomb(60_000, 60_000), "trop de pixels"),
    ],
)
def test_what_is_no_logo_is_told_why(
    desk: Desk, there: str, world: Cast, content: bytes | None, sentence: str
) -> None:
    add_key(world)
    status, words = send_logo(desk, there, content)
    assert status == 400
    assert sentence in words
    world.session.expire_all()
    assert world.organisation.logo_hash is None


def test_nobody_waits_while_a_logo_is_drawn(
    desk: Desk, there: str, world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No transaction is open then: another one can write in the meantime."""
    add_key(world)
    draw = images.logo

    def drawing(content: bytes) -> bytes:
        with db.engine.begin() as connection:
            connection.execute(update(Organisation).values(town="Pantin"))
        return draw(content)

    monkeypatch.setattr(images, "logo", drawing)
    assert send_logo(desk, there, drawn("PNG"))[0] == 303
    world.session.expire_all()
    assert world.organisation.town == "Pantin"
    assert world.organisation.logo_hash


def test_the_logo_of_a_stranger_is_not_even_drawn(
    desk: Desk, world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "logo", lambda _content: pytest.fail("it was drawn"))
    foreign = f"/programme/organisations/{world.twin.id}"
    assert send_logo(desk, foreign, drawn("PNG"))[0] == 404


def test_a_logo_waits_for_a_key(desk: Desk, there: str, world: Cast) -> None:
    status, words = send_logo(desk, there, drawn("PNG"))
    assert status == 409
    assert "il faut d'abord une clé en attente" in words
    world.session.expire_all()
    assert world.organisation.logo_hash is None


def test_leaving_is_asked_first_said_everywhere_and_never_undone(
    desk: Desk, there: str, world: Cast
) -> None:
    uid = world.award(world.people[:1]).gifts[0].uid
    page = text(desk.get(f"{there}/leave").text)
    assert "Ses badges restent valables." in page
    assert "Vous ne pourrez pas revenir en arrière." in page
    answer = desk.post(f"{there}/leave")
    assert answer.headers["Location"] == f"{there}?done=left"
    again = desk.get(there)
    assert "Elle a quitté le programme le" in text(again.text)
    assert f"{there}/leave" not in again.text
    assert "Oui, quitter" not in desk.get(f"{there}/leave").text
    client = Visitor(desk.app)
    badge = text(client.get(f"/awards/{uid}", headers={"Accept-Language": "fr"}).text)
    assert "Badge authentique et valable" in badge
    assert "Cette organisation a quitté le programme" in badge
    world.session.expire_all()
    left = world.organisation.left_at
    desk.post(f"{there}/leave")
    world.session.expire_all()
    assert world.organisation.left_at == left
