"""Doubles on the pages: seen side by side, proposed, confirmed by somebody else, taken apart."""

import pytest
from sqlalchemy import select

from badges.models import Merge, Participant
from tests.fixtures.desk import Desk, MakeDesk
from tests.team import Team


def ids(crew: Team) -> tuple[int, int]:
    return crew.world.people[0].id, crew.world.people[1].id


def propose(crew: Team, desk: Desk) -> int:
    """That the first two are one person; the number of the proposal."""
    kept, gone = ids(crew)
    form = {"other": str(gone), "keep": str(kept)}
    answer = desk.post(f"/people/{kept}/merge", form)
    assert answer.headers["Location"] == "/people/merges?done=merge-proposed"
    crew.world.session.rollback()
    return crew.world.session.scalars(select(Merge.id).order_by(Merge.id.desc())).all()[0]


def is_gone(crew: Team) -> bool:
    crew.world.session.rollback()
    crew.world.session.expire_all()
    return crew.world.session.get_one(Participant, ids(crew)[1]).merged_into_id is not None


def test_it_works(crew: Team, coach: Desk, office: Desk) -> None:
    kept, gone = ids(crew)
    assert f'href="?other={gone}"' in coach.get(f"/people/{kept}/merge?q=Oksa").text
    both = coach.get(f"/people/{kept}/merge?other={gone}").text
    assert all(one.name in both for one in crew.world.people[:2])
    assert "Quelle fiche garder" in both
    number = propose(crew, coach)
    assert "Une autre personne de l'équipe doit confirmer." in coach.get("/people/merges").text
    assert "Cette fiche est peut-être un double." in office.get(f"/people/{gone}").text
    assert office.post(f"/people/merges/{number}/confirm").status_code == 303
    assert is_gone(crew)
    assert office.get(f"/people/{gone}").status_code == 404
    assert "Séparer de nouveau" in office.get("/people/merges").text
    assert office.post(f"/people/merges/{number}/undo").status_code == 303
    assert not is_gone(crew)


def test_who_proposed_cannot_confirm(crew: Team, office: Desk, desk_of: MakeDesk) -> None:
    number = propose(crew, office)
    assert f"/people/merges/{number}/confirm" not in office.get("/people/merges").text
    answer = office.post(f"/people/merges/{number}/confirm")
    assert answer.status_code == 409
    assert "Une autre personne de l'équipe doit confirmer." in answer.text
    assert not is_gone(crew)
    second = desk_of(crew.second_coordinator)
    assert f"/people/merges/{number}/confirm" in second.get("/people/merges").text
    assert second.post(f"/people/merges/{number}/confirm").status_code == 303
    assert is_gone(crew)


@pytest.mark.parametrize("act", ["confirm", "drop", "undo"])
def test_a_coach_settles_none(crew: Team, coach: Desk, act: str) -> None:
    number = propose(crew, coach)
    assert coach.post(f"/people/merges/{number}/{act}").status_code == 403
    assert f"/people/merges/{number}/{act}" not in coach.get("/people/merges").text


def test_two_people_are_left_as_they_are(crew: Team, coach: Desk, office: Desk) -> None:
    number = propose(crew, coach)
    assert office.post(f"/people/merges/{number}/drop").status_code == 303
    assert not is_gone(crew)
    assert office.post(f"/people/merges/{number}/confirm").status_code == 409
    assert "Aucune proposition n'attend." in office.get("/people/merges").text


@pytest.mark.parametrize("form", [{}, {"other": "x", "keep": "1"}, {"other": "2", "keep": "99"}])
def test_without_a_choice_nothing_is_proposed(
    crew: Team, coach: Desk, form: dict[str, str]
) -> None:
    assert coach.post(f"/people/{ids(crew)[0]}/merge", form).status_code == 400
    assert crew.world.session.scalars(select(Merge)).all() == []


def test_nobody_is_merged_with_themselves(crew: Team, coach: Desk) -> None:
    number = str(ids(crew)[0])
    answer = coach.post(f"/people/{number}/merge", {"other": number, "keep": number})
    assert answer.status_code == 409


def test_what_others_work_on_is_not_there(crew: Team, coach: Desk, desk_of: MakeDesk) -> None:
    number, (kept, gone) = propose(crew, coach), ids(crew)
    twin = desk_of(crew.world.twin_coach)
    absent = twin.get(f"/people/9999/merge?other={gone}")
    answer = twin.get(f"/people/{kept}/merge?other={gone}")
    assert (answer.status_code, answer.data) == (404, absent.data)
    assert crew.world.people[0].name not in twin.get("/people/merges").text
    office = desk_of(crew.world.coordinator)
    assert office.post(f"/people/merges/{number + 1}/confirm").status_code == 404


def test_who_looks_for_the_other_row_finds_it_or_is_told(crew: Team, coach: Desk) -> None:
    page = coach.get(f"/people/{ids(crew)[0]}/merge").text
    assert "Aucune autre fiche ne ressemble." in page


def test_today_says_what_waits_for_whom(crew: Team, coach: Desk, office: Desk) -> None:
    propose(crew, coach)
    person = crew.world.people[3].id
    coach.post(f"/people/{person}/correction", {"reason": "name", "line": ""})
    there = office.get("/activities").text
    assert "1 double à confirmer" in there
    assert "1 demande attend" in there
    assert "à confirmer" not in coach.get("/activities").text  # a second pair of eyes does
