"""Cards: what a scanned one says, packs made, handed out, called back and printed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from badges import paths
from badges.models import AuditLine, Card, CardPack
from badges.services import binding, cards, codes
from tests import team
from tests.fixtures.desk import Desk, MakeDesk
from tests.team import Team
from tests.web import states
from tests.web.states import States

SHEETS = ("badges", "forms", "staff", "cards")
STYLES = sum((paths.STATIC / f"{name}.css").stat().st_size for name in SHEETS)


def bound(crew: Team, number: int = 0) -> str:
    """The code of a card that is somebody's."""
    code = crew.codes[0]
    card = team.card_with(crew.world, code)
    binding.bind(
        crew.world.session, card, crew.world.people[number],
        staff_id=crew.world.coach.id, now=states.NOW,
    )  # fmt: skip
    crew.world.session.commit()
    return code


def test_it_works(client: FlaskClient, crew: Team) -> None:
    """A card that nobody has bound shows nothing."""
    code = codes.shown(crew.codes[0])
    for address in (f"/c/{code}", f"/C/{code.replace('-', '')}", f"/c/{code.lower()}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Cette carte n'est encore à personne" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_somebodys_card_says_nothing_of_them_to_a_stranger(client: FlaskClient, crew: Team) -> None:
    answer = client.get(f"/c/{bound(crew)}")
    assert answer.status_code == 200
    assert "Cette carte est à quelqu'un" in answer.text
    person = crew.world.people[0]
    for word in (*person.name.split(), person.profile, person.reference):
        assert word not in answer.text


def test_to_their_coach_a_card_leads_to_its_person(crew: Team, coach: Desk) -> None:
    code, person = bound(crew), crew.world.people[0]
    assert f'href="/people/{person.id}"' in coach.get(f"/c/{code}").text


def test_to_another_organisation_it_is_a_strangers_card(crew: Team, desk_of: MakeDesk) -> None:
    blank, code = crew.codes[1], bound(crew)
    theirs = desk_of(crew.world.twin_coach)
    assert crew.world.people[0].name not in theirs.get(f"/c/{code}").text
    assert "C'est la carte de" not in theirs.get(f"/c/{blank}").text


@pytest.mark.parametrize("how", ["lost", "called back", "erased"])
def test_a_dead_card_is_gone_and_says_nothing(client: FlaskClient, crew: Team, how: str) -> None:
    session, code = crew.world.session, crew.codes[0]
    if how == "called back":
        cards.call_back(session, crew.pack, actor="test", now=states.NOW)
    else:
        code, person = bound(crew), crew.world.people[0]
        if how == "lost":
            binding.replace(session, None, person, staff_id=1, now=states.NOW)
        else:
            card = team.card_with(crew.world, code)
            card.code, card.participant_id, card.ended_at = None, None, states.NOW
    session.commit()
    answer = client.get(f"/c/{code}")
    assert answer.status_code == 410
    assert "Cela ne dit rien de la personne." in answer.text


def test_a_slip_and_a_code_of_nobody_are_told_apart(client: FlaskClient, crew: Team) -> None:
    slip, nobody = client.get(f"/c/{states.MISTYPED}"), client.get(f"/c/{states.NOBODYS}")
    assert (slip.status_code, nobody.status_code) == (404, 404)
    assert "Code mal recopié" in slip.text
    assert states.MISTYPED in slip.text
    assert "Carte introuvable" in nobody.text


def test_a_badges_code_is_recognised_here(client: FlaskClient, shown: States, app: Flask) -> None:
    answer = client.get(f"/c/{shown.valid.code}")
    assert answer.status_code == 404
    assert f'href="{shown.valid.by_code}"' in answer.text
    hidden = client.get(f"/c/{shown.undone.code}")
    assert "Carte introuvable" in hidden.text


def test_a_cards_code_is_recognised_where_badges_are_verified(
    client: FlaskClient, crew: Team
) -> None:
    code = codes.shown(crew.codes[0])
    page = client.get(f"/v/{code}")
    assert page.status_code == 404
    typed = [code, f"http://127.0.0.1:8000/c/{code}", crew.world.urls.card_qr(code)]
    for answer in (page, *(client.post("/verify", data={"input": one}) for one in typed)):
        assert 'data-verdict="unknown"' in answer.text
        assert "Ce code est celui d'une carte" in answer.text
        assert f'href="/c/{code}"' in answer.text


def test_opening_a_card_changes_nothing(client: FlaskClient, crew: Team, coach: Desk) -> None:
    code = crew.codes[0]
    for visitor in (client.get, client.head, coach.get):
        visitor(f"/c/{code}")
    assert team.card_with(crew.world, code).participant_id is None


def test_who_holds_the_pack_is_offered_their_group(crew: Team, coach: Desk) -> None:
    code, person = crew.codes[0], crew.world.people[2]
    page = coach.get(f"/c/{code}").text
    assert "C'est la carte de" in page
    assert all(f'action="/people/{one.id}/card"' in page for one in crew.world.people)
    answer = coach.post(f"/people/{person.id}/card", {"code": code})
    assert answer.headers["Location"] == f"/people/{person.id}?done=card-bound"
    assert team.card_with(crew.world, code).participant_id == person.id
    assert f'action="/people/{person.id}/card"' not in coach.get(f"/c/{crew.codes[0]}").text


def test_a_card_of_a_pack_that_somebody_else_holds_is_not_offered(
    crew: Team, desk_of: MakeDesk
) -> None:
    page = desk_of(crew.world.second_coach).get(f"/c/{crew.codes[0]}").text
    assert "Elle n'est pas dans vos paquets." in page


# ---- packs


def test_a_coordinator_makes_a_pack_and_hands_it_to_a_coach(crew: Team, office: Desk) -> None:
    holder = crew.world.second_coach
    form = {"count": "30", "holder": str(holder.id), "key": "once"}
    answer = office.post("/cards", form)
    assert answer.status_code == 303
    assert office.post("/cards", form).headers["Location"] == answer.headers["Location"]
    session = crew.world.session
    pack = session.scalars(select(CardPack).order_by(CardPack.id.desc())).first()
    assert pack is not None
    assert pack.held_by_id == holder.id
    assert len(session.scalars(select(Card).where(Card.pack_id == pack.id)).all()) == 30
    page = office.get(answer.headers["Location"]).text
    assert "30 cartes libres" in page
    assert f'<option value="{holder.id}" selected>' in page


@pytest.mark.parametrize("count", ["", "0", "201", "-3", "twelve", "1e9"])
def test_a_number_that_makes_no_pack_is_asked_for_again(
    crew: Team, office: Desk, count: str
) -> None:
    before = crew.world.session.scalars(select(CardPack.id)).all()
    answer = office.post("/cards", {"count": count, "key": "x"})
    assert answer.status_code == 400
    assert "Donnez un nombre de 1 à 200." in answer.text
    assert crew.world.session.scalars(select(CardPack.id)).all() == before


def test_fields_that_are_not_of_the_form_are_refused(crew: Team, office: Desk) -> None:
    form = {"count": "3", "organisation_id": str(crew.world.twin.id)}
    assert office.post("/cards", form).status_code == 400


def test_nobody_makes_a_pack_for_another_organisation(crew: Team, office: Desk) -> None:
    form = {"count": "3", "organisation": str(crew.world.twin.id)}
    assert office.post("/cards", form).status_code == 404


def test_a_coach_makes_none_and_sees_what_they_hold(crew: Team, coach: Desk) -> None:
    assert coach.post("/cards", {"count": "3"}).status_code == 403
    page = coach.get("/cards").text
    assert "12 cartes libres" in page
    assert "Nouveau paquet" not in page


def test_who_holds_none_is_told_whom_to_ask(crew: Team, desk_of: MakeDesk) -> None:
    page = desk_of(crew.world.second_coach).get("/cards").text
    assert "Demandez-en un à votre coordination." in page


def test_a_pack_of_others_is_not_there(crew: Team, desk_of: MakeDesk) -> None:
    for staff in (crew.world.second_coach, crew.world.twin_coach):
        desk = desk_of(staff)
        absent = desk.get("/cards/packs/9999")
        for end in ("", "/sheet", "/ticket"):
            answer = desk.get(f"/cards/packs/{crew.pack.id}{end}")
            assert (answer.status_code, answer.data) == (404, absent.data)


def test_a_pack_goes_to_somebody_else_or_to_the_office(crew: Team, office: Desk) -> None:
    address = f"/cards/packs/{crew.pack.id}"
    for holder in (str(crew.world.second_coach.id), ""):
        assert office.post(f"{address}/holder", {"holder": holder}).status_code == 303
        crew.world.session.refresh(crew.pack)
        assert str(crew.pack.held_by_id or "") == holder
    answer = office.post(f"{address}/holder", {"holder": str(crew.world.twin_coach.id)})
    assert answer.status_code == 409


def test_a_pack_that_is_called_back_is_dead_but_for_the_cards_of_people(
    crew: Team, office: Desk, client: FlaskClient
) -> None:
    code, blank = bound(crew), crew.codes[0]
    address = f"/cards/packs/{crew.pack.id}"
    asked = office.get(f"{address}/call-back")
    assert "11 cartes libres ne marcheront plus." in asked.text
    for _ in range(2):
        assert office.post(f"{address}/call-back").status_code == 303
    assert client.get(f"/c/{blank}").status_code == 410
    assert client.get(f"/c/{code}").status_code == 200
    assert "0 carte libre" in office.get(address).text
    lines = crew.world.session.scalars(select(AuditLine.subject))
    assert [one for one in lines if "called back" in one] == [
        f"pack:{crew.pack.id} called back, 11 cards"
    ]
    assert office.post(f"{address}/holder", {"holder": ""}).status_code == 409


@pytest.mark.parametrize("kind", ["sheet", "ticket"])
def test_what_is_printed_has_each_blank_card_once(crew: Team, coach: Desk, kind: str) -> None:
    gone = bound(crew)
    page = coach.get(f"/cards/packs/{crew.pack.id}/{kind}")
    assert page.status_code == 200
    for code in crew.codes:
        assert page.text.count(f'<bdi dir="ltr">{codes.shown(code)}</bdi>') == 1
    assert codes.shown(gone) not in page.text
    assert page.text.count("data:image/png;base64,") == 11
    rest = coach.get(f"/cards/packs/{crew.pack.id}/{kind}?from=30").text
    assert "Il ne reste pas de carte libre" in rest


def test_a_page_of_thirty_cards_is_small(crew: Team, office: Desk) -> None:
    pack = team.pack_for(crew.world, crew.world.coach, count=60, now=states.NOW)
    number = pack.id
    crew.world.session.commit()
    for kind in ("sheet", "ticket"):
        page = office.get(f"/cards/packs/{number}/{kind}")
        assert page.text.count("data:image") == 30
        assert len(page.data) + STYLES <= 50_000
