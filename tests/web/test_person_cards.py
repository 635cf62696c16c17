"""The card of a person: given in two taps, taken back at once, replaced when it is lost."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from badges.models import AuditLine, Award, Card
from badges.services import binding, cards, codes
from tests import team
from tests.fixtures.desk import Desk, MakeDesk
from tests.team import Team
from tests.web import states


def address(crew: Team, end: str, number: int = 0) -> str:
    return f"/people/{crew.world.people[number].id}/{end}"


def card_of(crew: Team, number: int = 0) -> str | None:
    card = binding.of(crew.world.session, crew.world.people[number])
    return card.code if card else None


def test_it_works(crew: Team, coach: Desk) -> None:
    code = crew.codes[3]
    page = coach.get(address(crew, "card"))
    assert "Les quatre derniers signes de la carte" in page.text
    answer = coach.post(address(crew, "card"), {"code": code[-4:].lower()})
    assert answer.headers["Location"] == f"/people/{crew.world.people[0].id}?done=card-bound"
    assert card_of(crew) == code
    log = crew.world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert log is not None
    assert (log.action, log.person) == ("card", crew.world.people[0].reference)
    assert code not in log.subject
    assert code[-4:] not in log.subject


def test_after_an_award_the_next_person_waits(crew: Team, coach: Desk) -> None:
    page = coach.get(address(crew, "card") + "?given=7")
    assert f'action="{address(crew, "card")}?given=7"' in page.text
    answer = coach.post(address(crew, "card") + "?given=7", {"code": crew.codes[0][-4:]})
    assert answer.headers["Location"] == "/given/7?done=card-bound"


@pytest.mark.parametrize(
    "spell", [str.lower, codes.shown, lambda code: f" {code[-5]}-{code[-4:]} "]
)
def test_an_end_is_read_as_people_write(crew: Team, coach: Desk, spell: object) -> None:
    code = crew.codes[0]
    assert callable(spell)
    coach.post(address(crew, "card"), {"code": spell(code)})
    assert card_of(crew) == code


def test_the_same_twice_is_once(crew: Team, coach: Desk) -> None:
    code = crew.codes[0]
    for _ in range(2):
        assert coach.post(address(crew, "card"), {"code": code}).status_code == 303
    log = crew.world.session.scalars(select(AuditLine.subject))
    assert len([one for one in log if one.endswith(" bound")]) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Tapez les quatre derniers signes."),
        ("WAA", "Aucune de vos cartes libres ne finit ainsi."),
        ("????", "Aucune de vos cartes libres ne finit ainsi."),
        ("%", "Aucune de vos cartes libres ne finit ainsi."),
        ("____", "Aucune de vos cartes libres ne finit ainsi."),
    ],
)
def test_what_ends_no_card_is_kept_and_asked_again(
    crew: Team, coach: Desk, typed: str, sentence: str
) -> None:
    answer = coach.post(address(crew, "card"), {"code": typed})
    assert answer.status_code in (400, 409)
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert card_of(crew) is None


def test_somebody_elses_card_is_not_given_again(crew: Team, coach: Desk) -> None:
    code = crew.codes[0]
    coach.post(address(crew, "card"), {"code": code})
    answer = coach.post(address(crew, "card", 1), {"code": code[-4:]})
    assert answer.status_code == 409
    assert "Prenez-en une autre." in answer.text
    assert (card_of(crew), card_of(crew, 1)) == (code, None)


def test_who_has_a_card_gets_no_second_one(crew: Team, coach: Desk) -> None:
    code, other = crew.codes[:2]
    coach.post(address(crew, "card"), {"code": code})
    answer = coach.post(address(crew, "card"), {"code": other})
    assert answer.status_code == 409
    assert "Cette personne a déjà une carte." in answer.text
    assert card_of(crew) == code


def test_the_cards_of_another_coach_are_not_mine(crew: Team, desk_of: MakeDesk) -> None:
    code = crew.codes[0]
    desk = desk_of(crew.world.coordinator)
    assert desk.post(address(crew, "card"), {"code": code[-4:]}).status_code == 303
    pack = team.pack_for(crew.world, crew.world.second_coach, count=3, now=states.NOW)
    theirs = cards.blank_codes(crew.world.session, pack)[0]
    crew.world.session.commit()
    answer = desk_of(crew.world.coach).post(address(crew, "card", 1), {"code": theirs})
    assert answer.status_code == 409


def test_somebody_of_no_group_of_mine_is_not_there(crew: Team, desk_of: MakeDesk) -> None:
    for staff in (crew.world.second_coach, crew.world.twin_coach):
        desk = desk_of(staff)
        for end in ("card", "lost-card", "card/undo"):
            form = {"code": crew.codes[0]} if end == "card" else {}
            assert desk.post(address(crew, end), form).status_code == 404
    assert card_of(crew) is None


def test_ends_that_are_alike_ask_for_more(crew: Team, coach: Desk) -> None:
    """It cannot come to this by drawing; if it ever does, nobody gets the wrong card."""
    session, (one, other) = crew.world.session, crew.codes[:2]
    like = other[:-4] + one[-4:]
    session.execute(update(Card).where(Card.code == other).values(code=like))
    session.commit()
    answer = coach.post(address(crew, "card"), {"code": one[-4:]})
    assert answer.status_code == 409
    assert "Tapez tout le code." in answer.text
    assert coach.post(address(crew, "card"), {"code": one}).status_code == 303


def test_the_wrong_person_is_put_right_within_a_quarter_of_an_hour(crew: Team, coach: Desk) -> None:
    code = crew.codes[0]
    coach.post(address(crew, "card"), {"code": code})
    assert "Ce n'est pas sa carte" in coach.get(f"/people/{crew.world.people[0].id}").text
    assert coach.post(address(crew, "card/undo")).status_code == 303
    assert card_of(crew) is None
    assert coach.post(address(crew, "card", 1), {"code": code[-4:]}).status_code == 303
    assert card_of(crew, 1) == code


def test_later_it_is_not(crew: Team, coach: Desk) -> None:
    code = crew.codes[0]
    coach.post(address(crew, "card"), {"code": code})
    long_ago = states.NOW - timedelta(minutes=16)
    crew.world.session.execute(update(Card).where(Card.code == code).values(bound_at=long_ago))
    crew.world.session.commit()
    assert "Ce n'est pas sa carte" not in coach.get(f"/people/{crew.world.people[0].id}").text
    answer = coach.post(address(crew, "card/undo"))
    assert answer.status_code == 409
    assert "Remplacez plutôt la carte." in answer.text
    assert card_of(crew) == code


def test_a_card_of_a_pack_that_was_called_back_dies_when_it_is_let_go(
    crew: Team, coach: Desk
) -> None:
    code = crew.codes[0]
    coach.post(address(crew, "card"), {"code": code})
    cards.call_back(crew.world.session, crew.pack, actor="test", now=states.NOW)
    crew.world.session.commit()
    coach.post(address(crew, "card/undo"))
    assert team.card_with(crew.world, code).ended_at is not None


# ---- lost


def test_a_lost_card_is_dead_at_once_and_badges_stay(
    crew: Team, coach: Desk, client: FlaskClient
) -> None:
    given = crew.world.award(crew.world.people[:1])
    before = crew.world.session.execute(select(Award.__table__)).all()
    old, new = crew.codes[0], crew.codes[1]
    coach.post(address(crew, "card"), {"code": old})
    page = coach.get(address(crew, "lost-card"))
    assert f'name="code" value="{new}"' in page.text  # the next one of the pile, in one tap
    answer = coach.post(address(crew, "lost-card"), {"code": new[-4:]})
    assert answer.headers["Location"].endswith("?done=card-replaced")
    assert card_of(crew) == new
    assert client.get(f"/c/{old}").status_code == 410
    assert client.get(f"/awards/{given.gifts[0].uid}").status_code == 200
    assert crew.world.session.execute(select(Award.__table__)).all() == before
    log = [*crew.world.session.scalars(select(AuditLine.subject))]
    assert [one.partition(" ")[2] for one in log[-2:]] == ["lost", "bound"]


def test_a_card_is_closed_when_there_is_no_other_at_hand(crew: Team, coach: Desk) -> None:
    coach.post(address(crew, "card"), {"code": crew.codes[0]})
    assert coach.post(address(crew, "lost-card")).status_code == 303
    assert card_of(crew) is None
    assert coach.post(address(crew, "card"), {"code": crew.codes[0]}).status_code == 303


def test_a_slip_leaves_the_old_card_alive(crew: Team, coach: Desk) -> None:
    old = crew.codes[0]
    coach.post(address(crew, "card"), {"code": old})
    answer = coach.post(address(crew, "lost-card"), {"code": "0000"})
    assert answer.status_code == 409
    assert 'value="0000"' in answer.text
    assert card_of(crew) == old


def test_a_reload_replaces_once(crew: Team, coach: Desk) -> None:
    old, new = crew.codes[:2]
    coach.post(address(crew, "card"), {"code": old})
    for _ in range(2):
        coach.post(address(crew, "lost-card"), {"code": new})
    assert card_of(crew) == new
    ended = crew.world.session.scalars(select(Card.code).where(Card.ended_at.is_not(None)))
    assert [*ended] == [old]
