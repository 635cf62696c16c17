"""The first page, what we say about ourselves, and the forgery."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges.web.home import Change
from tests.web.conftest import Site
from tests.web.states import States
from tests.web.test_awards import text
from tests.web.test_verify import file, hand_in, verdict
from tests.web.visits import Visitor


def test_it_works(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-cache"
    for visitor in ("Vous avez un badge", "Vous recrutez", "Vous êtes coach", "association"):
        assert visitor in text(page.text)
    held = {"If-None-Match": page.headers["ETag"]}
    assert client.get("/", headers=held).status_code == 304


def test_without_a_demonstration_nothing_is_shown_to_try(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "falsifier" not in page
    assert "/v/" not in page
    assert client.get("/demo/forged").status_code == 404
    assert client.get("/demo/forged.png").status_code == 404


def test_a_demonstration_shows_five_things_to_open(client: FlaskClient, shown: States) -> None:
    page = client.get("/").text
    verdicts = {
        link: client.get(link).text.partition('data-verdict="')[2].partition('"')[0]
        for link in re.findall(r'href="(/(?:v|awards|demo)/[^"]+)"', page)
    }
    assert sorted(verdicts.values()) == ["expired", "invalid", "revoked", "unknown", "valid"]
    assert f"/v/{shown.valid.code}/qr.svg" in page


def test_the_forgery_says_what_was_changed_and_that_it_does_not_hold(
    client: FlaskClient, shown: States
) -> None:
    page = client.get("/demo/forged")
    assert page.status_code == 200
    assert 'data-verdict="invalid"' in page.text
    assert "Tourno<mark>i</mark> de futsal solidaire" in page.text
    assert "Tourno<mark>a</mark> de futsal solidaire" in page.text
    assert "La signature ne correspond pas à ce que dit le badge." in text(page.text)


def test_the_forged_file_is_refused_where_the_real_one_is_not(
    client: FlaskClient, shown: States
) -> None:
    forged = client.get("/demo/forged.png")
    assert forged.mimetype == "image/png"
    real = client.get(f"/assertions/{shown.valid.uid}.png").data
    assert Image.open(BytesIO(forged.data)).tobytes() == Image.open(BytesIO(real)).tobytes()
    for data, expected in ((forged.data, "invalid"), (real, "valid")):
        answer = hand_in(client, file=file(data, "badge.png", "image/png"))
        assert verdict(answer) == expected


def test_what_we_say_about_ourselves(client: FlaskClient) -> None:
    page = client.get("/about").text
    for anchor in ("accessibility", "data", "report"):
        assert f'id="{anchor}"' in page
        assert f'href="/about#{anchor}"' in page


def test_in_a_demonstration_every_band_says_so(demo_site: Site) -> None:
    client = Visitor(demo_site.app)
    for path in demo_site.shown.pages.values():
        assert "<b>DÉMO</b> Ceci est un exemple." in client.get(path).text


def test_outside_a_demonstration_no_band_says_so(client: FlaskClient, shown: States) -> None:
    assert "DÉMO" not in client.get(shown.valid.page).text


@pytest.mark.parametrize(
    ("original", "forged", "change"),
    [
        ("équipe", "équipa", Change("équip", "e", "a", "")),
        ("aba", "aa", Change("a", "b", "", "a")),
        ("aa", "aba", Change("a", "", "b", "a")),
        ("x", "y", Change("", "x", "y", "")),
    ],
)
def test_the_shortest_change_is_marked(original: str, forged: str, change: Change) -> None:
    assert Change.between(original, forged) == change


@given(st.text(alphabet="ab", max_size=8), st.text(alphabet="ab", max_size=8))
def test_both_texts_can_be_put_together_again(original: str, forged: str) -> None:
    change = Change.between(original, forged)
    assert change.before + change.original + change.after == original
    assert change.before + change.forged + change.after == forged
