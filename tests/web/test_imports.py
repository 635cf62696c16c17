"""A list is handed in, looked at, and agreed to."""

import html
import re
from io import BytesIO

import pytest

from badges.models import Attendance
from badges.models import Session as Meeting
from tests.cast import Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.source import ROOT
from tests.web import gym
from tests.web.gym import Gym
from tests.web.test_activities import words

ROSTERS = ROOT / "tests" / "vectors" / "rosters"
LIST = (
    "Prénom;Nom;Présent;Date;Téléphone\n"
    "Zéphyrine;Qwarlov;oui;21/01/2027;0611223344\n"
    "Nour;B.;non;20/01/2027;\n"
    "Ali;;peut-être;20/01/2027;\n"
)


@pytest.fixture
def today(world: Cast) -> Gym:
    """A session of today with four people on its list."""
    return gym.opened(world)


@pytest.fixture
def coach(world: Cast, desk_of: MakeDesk) -> Desk:
    """Whoever leads the activity."""
    return desk_of(world.coach)


def agreed(page: str) -> str:
    """The text that the confirmation carries."""
    found = re.search(r'name="text" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_it_works(today: Gym, coach: Desk) -> None:
    page = coach.post(f"{today.place}/import", {"text": LIST})
    assert page.status_code == 200
    said = words(page.text)
    for part in (
        "Ligne 4 : « peut-être » ne dit ni présent ni absent.",
        "Ces colonnes ne sont pas gardées : Téléphone.",
        "1 personne nouvelle",
        "1 présence notée",
        "La séance du 20 janvier 2027 est créée.",
        "Zéphyrine Qwarlov déjà là, présente, 21 janvier 2027",
        "Nour B. nouvelle personne, absente, 20 janvier 2027",
    ):
        assert part in said
    assert "0611223344" not in page.text
    assert today.count() == 4
    for added in ("1", "0"):
        answer = coach.post(f"{today.place}/import/confirm", {"text": agreed(page.text)})
        assert answer.headers["Location"].startswith(f"{today.place}/present?done=imported")
        assert f"added={added}" in answer.headers["Location"]
    assert today.there() == {today.people[0]: "participant"}
    assert (today.count(), today.count(Attendance)) == (5, 1)


@pytest.mark.parametrize("name", [path.name for path in sorted(ROSTERS.glob("*.*"))])
def test_files_as_they_arrive(today: Gym, coach: Desk, name: str) -> None:
    file = (BytesIO((ROSTERS / name).read_bytes()), name)
    page = coach.client.post(
        f"{today.place}/import", data={"csrf_token": coach.csrf_token, "file": file, "text": ""}
    )
    assert page.status_code == 200
    assert "importer" in page.text
    answer = coach.post(f"{today.place}/import/confirm", {"text": agreed(page.text)})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04workbook", "C'est un classeur."),
        (b"", "Cette liste ne contient aucun nom."),
        (b"\x00\x01\x02", "Ce fichier n'est pas du texte."),
        (b"a;b;c\n1;2;3\n", "Aucune colonne ne s'appelle"),
        (b'nom;date\n"Nour;x\n', "un guillemet"),
        ("\n".join(f"Nom {n} a" for n in range(51)).encode(), "50 personnes à la fois"),
    ],
)
def test_what_cannot_be_read_is_said(today: Gym, coach: Desk, data: bytes, said: str) -> None:
    page = coach.client.post(
        f"{today.place}/import",
        data={"csrf_token": coach.csrf_token, "file": (BytesIO(data), "x.csv"), "text": ""},
    )
    assert page.status_code == 400
    assert said in page.text
    assert "import</h1>" not in page.text


def test_what_was_pasted_is_kept_as_typed(today: Gym, coach: Desk) -> None:
    page = coach.post(f"{today.place}/import", {"text": "a;b;c\n1;2;3"})
    assert page.status_code == 400
    assert "a;b;c\n1;2;3" in page.text


def test_what_is_too_large_is_said(today: Gym, coach: Desk) -> None:
    page = coach.post(f"{today.place}/import", {"text": "n" * 2_000_001})
    assert page.status_code == 400
    assert "dépasse 2 Mo" in page.text


def test_a_list_without_a_good_row_has_nothing_to_agree_to(today: Gym, coach: Desk) -> None:
    page = coach.post(f"{today.place}/import", {"text": "nom;date\nNour;demain\n"})
    assert "Aucune ligne ne peut être prise." in page.text
    assert "/import/confirm" not in page.text


@pytest.mark.parametrize("text", ["", "nom;date\nNour;01/01/2030\n", "a;b\nc;d"])
def test_a_confirmation_that_was_tampered_with_writes_no_wrong_row(
    today: Gym, coach: Desk, text: str
) -> None:
    before = today.count(Meeting)
    coach.post(f"{today.place}/import/confirm", {"text": text})
    assert (today.count(), today.count(Attendance), today.count(Meeting)) == (4, 0, before)


def test_who_coordinates_imports_many(today: Gym, desk_of: MakeDesk) -> None:
    desk = desk_of(today.world.coordinator)
    text = "\n".join(f"Nom {number} a" for number in range(300))
    page = desk.post(f"{today.place}/import", {"text": text})
    assert "300 personnes nouvelles" in page.text
    assert (
        desk.post(f"{today.place}/import/confirm", {"text": agreed(page.text)}).status_code == 303
    )
    assert today.count() == 304


def test_looking_changes_nothing(today: Gym, coach: Desk) -> None:
    for address in ("import", "present", "import?text=Nour"):
        assert coach.get(f"{today.place}/{address}").status_code == 200
    assert coach.get(f"{today.place}/import/confirm").status_code == 405
    assert today.count() == 4
