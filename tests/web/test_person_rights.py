"""A person's rights: a correction, erasing, a copy of all that is kept."""

import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from badges.models import AuditLine, Participant, Request
from badges.openbadges import baking
from badges.services import binding
from tests import standings, team
from tests.cast import CRITERIA
from tests.fixtures.desk import Desk
from tests.team import Team
from tests.web import states


def address(crew: Team, end: str) -> str:
    return f"/people/{crew.world.people[0].id}/{end}"


def test_it_works(crew: Team, office: Desk) -> None:
    """A ZIP with a page, the rows, and each badge as it was signed."""
    one = standings.promised(crew.world, crew.world.people[:1])[0]
    card = team.card_with(crew.world, crew.codes[0])
    binding.bind(crew.world.session, card, crew.world.people[0], staff_id=1, now=states.NOW)
    crew.world.session.commit()
    answer = office.post(address(crew, "export"))
    assert answer.mimetype == "application/zip"
    kept = ZipFile(io.BytesIO(answer.data))
    assert sorted(kept.namelist()) == [
        f"badges/{one.uid}.jws", f"badges/{one.uid}.png", "index.html", "person.json",
    ]  # fmt: skip
    assert kept.read(f"badges/{one.uid}.jws").decode() == one.token
    assert baking.unbake(kept.read(f"badges/{one.uid}.png")) == one.token
    said = json.loads(kept.read("person.json"))
    assert said["name"] == crew.world.people[0].name
    assert said["profile"].endswith(crew.world.people[0].profile)
    assert {one["act"] for one in said["seen"]} == {*CRITERIA[:2]}
    page = kept.read("index.html").decode()
    assert crew.world.people[0].name in page
    assert crew.world.people[1].name not in page + json.dumps(said, ensure_ascii=False)
    log = crew.world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert log is not None
    assert (log.action, log.person) == ("export", crew.world.people[0].reference)


def test_a_coach_takes_no_data_out(crew: Team, coach: Desk) -> None:
    assert coach.post(address(crew, "export")).status_code == 403
    assert coach.get(address(crew, "export")).status_code == 405


def test_a_coach_asks_for_somebody_to_be_erased(crew: Team, coach: Desk, office: Desk) -> None:
    assert "Demander à l'effacer" in coach.get(address(crew, "erasure")).text
    for _ in range(2):
        assert coach.post(address(crew, "erasure-request")).status_code == 303
    (asked,) = crew.world.session.scalars(select(Request)).all()
    assert (asked.kind, asked.made_by_id) == ("erasure", crew.world.coach.id)
    assert coach.post(address(crew, "erase"), {"sure": "yes"}).status_code == 403
    assert crew.world.session.get(Participant, crew.world.people[0].id) is not None
    assert f'href="{address(crew, "erasure")}"' in office.get("/requests").text


def test_a_coordinator_erases_who_confirms_it(crew: Team, office: Desk) -> None:
    number = crew.world.people[0].id
    answer = office.post(address(crew, "erase"))
    assert answer.status_code == 400
    assert "Cochez la case pour confirmer." in answer.text
    assert crew.world.session.get(Participant, number) is not None
    there = address(crew, "erase")
    answer = office.post(there, {"sure": "yes"})
    assert answer.headers["Location"] == "/people?done=person-erased"
    crew.world.session.expire_all()
    assert crew.world.session.get(Participant, number) is None
    assert office.post(there, {"sure": "yes"}).status_code == 404
    assert "La personne est effacée, partout." in office.get("/people?done=person-erased").text


def test_what_is_wrong_is_written_down(crew: Team, coach: Desk) -> None:
    form = {"reason": "missing", "line": "  La séance du 7  "}
    assert "Que faut-il corriger" in coach.get(address(crew, "correction")).text
    assert coach.post(address(crew, "correction"), form).status_code == 303
    (asked,) = crew.world.session.scalars(select(Request)).all()
    assert (asked.kind, asked.reason, asked.line) == ("correction", "missing", "La séance du 7")
    page = coach.get("/requests").text
    assert "Un acte manque." in page
    assert "La séance du 7" in page


@pytest.mark.parametrize("form", [{}, {"reason": "rude"}, {"reason": "name", "line": "x" * 301}])
def test_a_correction_without_a_reason_of_the_list_is_asked_again(
    crew: Team, coach: Desk, form: dict[str, str]
) -> None:
    answer = coach.post(address(crew, "correction"), form)
    assert answer.status_code == 400
    assert "Choisissez ce qui est à corriger." in answer.text
    assert crew.world.session.scalars(select(Request)).all() == []
