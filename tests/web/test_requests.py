"""Requests: who sees which, and how they are settled."""

import pytest
from sqlalchemy import select

from badges.models import Award, Request, RequestKind, RevocationReason
from badges.services import requesting
from tests import standings
from tests.fixtures.desk import Desk, MakeDesk
from tests.team import Team
from tests.web import states


def asked(crew: Team, kind: RequestKind, reason: str, **more: object) -> int:
    """Somebody asked; the number of the request."""
    one = requesting.ask(
        crew.world.session, crew.world.people[0], kind, reason=reason,
        staff_id=crew.world.coach.id, now=states.NOW, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    crew.world.session.commit()
    return one.id


def correction(crew: Team) -> int:
    return asked(crew, RequestKind.CORRECTION, "name")


def outcome(crew: Team, number: int) -> str | None:
    crew.world.session.rollback()
    return crew.world.session.get_one(Request, number).outcome


def test_it_works(crew: Team, coach: Desk) -> None:
    number = correction(crew)
    page = coach.get("/requests").text
    assert "Corriger ce qui est noté" in page
    assert crew.world.people[0].name in page
    assert coach.post(f"/requests/{number}", {"outcome": "done"}).status_code == 303
    assert outcome(crew, number) == "done"
    page = coach.get("/requests").text
    assert "Aucune demande n'attend." in page
    assert "C'est fait." in page


def test_the_open_ones_come_first(crew: Team, office: Desk) -> None:
    number = correction(crew)
    office.post(f"/requests/{number}", {"outcome": "right_already"})
    asked(crew, RequestKind.CORRECTION, "missing")
    page = office.get("/requests").text
    assert page.index("Un acte manque.") < page.index("C'était déjà juste.")


def test_what_was_settled_stays_so(crew: Team, office: Desk) -> None:
    number = correction(crew)
    for word in ("right_already", "done"):
        assert office.post(f"/requests/{number}", {"outcome": word}).status_code == 303
    assert outcome(crew, number) == "right_already"


@pytest.mark.parametrize("form", [{}, {"outcome": ""}, {"outcome": "never"}])
def test_an_answer_that_is_not_of_the_list_is_asked_again(
    crew: Team, office: Desk, form: dict[str, str]
) -> None:
    number = correction(crew)
    assert office.post(f"/requests/{number}", form).status_code == 400
    assert outcome(crew, number) is None


def test_a_proposal_leads_to_where_the_badge_is_taken_back(
    crew: Team, coach: Desk, office: Desk
) -> None:
    one = standings.promised(crew.world, crew.world.people[:1])[0]
    award = crew.world.session.get_one(Award, one.uid)
    number = asked(crew, RequestKind.REVOCATION, RevocationReason.WRONG_PERSON, award=award)
    assert f'href="/awards/{one.uid}/take-back"' in office.get("/requests").text
    page = coach.get("/requests").text
    assert "La coordination va répondre." in page
    assert "take-back" not in page
    answer = coach.post(f"/requests/{number}", {"outcome": "changed_mind"})
    assert answer.status_code == 409
    assert "attend la coordination" in answer.text
    assert office.post(f"/requests/{number}", {"outcome": "done"}).status_code == 409
    standings.revoke(crew.world, one)
    assert "Ce badge a déjà été retiré." in office.get("/requests").text
    assert office.post(f"/requests/{number}", {"outcome": "done"}).status_code == 303


def test_nobody_is_erased_by_saying_so(crew: Team, office: Desk) -> None:
    number = asked(crew, RequestKind.ERASURE, requesting.ON_REQUEST)
    assert office.post(f"/requests/{number}", {"outcome": "done"}).status_code == 409
    assert office.post(f"/requests/{number}", {"outcome": "changed_mind"}).status_code == 303


def test_what_others_were_asked_is_not_there(crew: Team, desk_of: MakeDesk) -> None:
    number = correction(crew)
    for staff in (crew.world.second_coach, crew.world.twin_coach):
        desk = desk_of(staff)
        assert crew.world.people[0].name not in desk.get("/requests").text
        absent = desk.post("/requests/9999", {"outcome": "done"})
        answer = desk.post(f"/requests/{number}", {"outcome": "done"})
        assert (answer.status_code, answer.data) == (404, absent.data)
    assert outcome(crew, number) is None
    assert len(crew.world.session.scalars(select(Request)).all()) == 1
