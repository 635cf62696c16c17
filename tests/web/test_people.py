"""People: a coach's groups, a coordinator's search, and the page of one person."""

import pytest
from sqlalchemy import select, update

from badges.models import Award, Participant
from badges.services import activities, people, revoking
from tests import standings
from tests.cast import CRITERIA
from tests.fixtures.desk import Desk, MakeDesk
from tests.team import Team
from tests.web import states


def test_it_works(crew: Team, coach: Desk) -> None:
    """A coach's people, by activity."""
    page = coach.get("/people").text
    assert "Tournoi de futsal solidaire" in page
    assert "4 personnes" in page
    for one in crew.world.people:
        assert page.count(f'href="/people/{one.id}"') == 1


def test_who_has_no_group_is_told_how_to_get_one(crew: Team, desk_of: MakeDesk) -> None:
    page = desk_of(crew.world.second_coach).get("/people").text
    assert "Personne n'est encore dans vos groupes." in page
    assert 'href="/activities"' in page


@pytest.mark.parametrize("words", ["zéphyrine", "QWARLOV", "Zéph qwar", "  é "])
def test_a_name_is_found_by_its_parts(crew: Team, coach: Desk, office: Desk, words: str) -> None:
    for desk in (coach, office):
        page = desk.get("/people", query_string={"q": words}).text
        assert "Zéphyrine Qwarlov" in page
        assert "Yacinthos" not in page or words == "  é "


@pytest.mark.parametrize("words", ["xx", "%", "_", "Zéphyrine Vubnik", "<script>"])
def test_nobody_of_that_name(crew: Team, office: Desk, words: str) -> None:
    page = office.get("/people", query_string={"q": words}).text
    assert "Personne ne s'appelle ainsi" in page
    assert "<script>" not in page


def test_a_coordinator_turns_the_pages(crew: Team, office: Desk) -> None:
    world = crew.world
    names = [f"Personne {number:03d}" for number in range(2 * people.A_PAGE)]
    activities.add_people(world.session, world.organisation, names, actor="test", now=states.NOW)
    world.session.commit()
    first, second = office.get("/people").text, office.get("/people?page=2").text
    assert first.count('class="whole"') == second.count('class="whole"') == people.A_PAGE
    assert "Page suivante" in first
    assert "Page précédente" in second
    assert "Page suivante" not in office.get("/people?page=3").text
    assert office.get("/people?page=99999999999").status_code == 200


def test_another_organisations_people_are_nowhere(crew: Team, desk_of: MakeDesk) -> None:
    twin = desk_of(crew.world.twin_coach)
    number = crew.world.people[0].id
    assert "Zéphyrine" not in twin.get("/people?q=Z").text
    absent = twin.get("/people/9999")
    for end in ("", "/card", "/lost-card", "/merge", "/correction", "/erasure"):
        answer = twin.get(f"/people/{number}{end}")
        assert (answer.status_code, answer.data) == (404, absent.data)


def test_a_row_that_was_merged_is_nowhere(crew: Team, office: Desk) -> None:
    session, (kept, gone, *_) = crew.world.session, crew.world.people
    session.execute(
        update(Participant).where(Participant.id == gone.id).values(merged_into_id=kept.id)
    )
    session.commit()
    assert gone.name not in office.get("/people").text
    assert office.get(f"/people/{gone.id}").status_code == 404


def test_the_page_says_what_was_seen_when_and_by_whom(crew: Team, coach: Desk) -> None:
    world = crew.world
    world.observe(world.people[:1], numbers=(1,), staff=world.second_coach)
    world.session.commit()
    page = coach.get(f"/people/{world.people[0].id}").text
    assert CRITERIA[0] in page
    assert CRITERIA[1] not in page
    assert "14 novembre 2026" in page
    assert world.second_coach.email in page
    assert "Pas encore de badge. Voici déjà ce qui a été vu." in page


def test_it_shows_each_badge_with_its_state_and_where_it_is(crew: Team, coach: Desk) -> None:
    world = crew.world
    one, other = standings.promised(world, world.people[:2])
    standings.revoke(world, other)
    page = coach.get(f"/people/{world.people[0].id}").text
    assert f'href="/awards/{one.uid}"' in page
    assert "Valable" in page
    assert f'href="/awards/{one.uid}/take-back"' in page
    page = coach.get(f"/people/{world.people[1].id}").text
    assert "Retiré" in page
    assert "take-back" not in page


def test_a_badge_that_was_undone_is_as_if_it_had_never_been(crew: Team, coach: Desk) -> None:
    one = standings.promised(crew.world, crew.world.people[:1])[0]
    standings.undo(crew.world, one)
    assert one.uid not in coach.get(f"/people/{crew.world.people[0].id}").text


def test_what_just_somebody_else_gave_is_not_mine_to_take_back(
    crew: Team, coach: Desk, desk_of: MakeDesk
) -> None:
    one = standings.promised(crew.world, crew.world.people[:1])[0]
    new = states.NOW - revoking.UNDO_WITHIN / 2
    change = update(Award).values(awarded_at=new, staff_id=crew.world.second_coach.id)
    crew.world.session.execute(change)
    crew.world.session.commit()
    number = crew.world.people[0].id
    assert f"{one.uid}/take-back" not in coach.get(f"/people/{number}").text
    office = desk_of(crew.world.coordinator)
    assert f"{one.uid}/take-back" in office.get(f"/people/{number}").text


def test_a_name_and_a_month_are_changed(crew: Team, coach: Desk) -> None:
    person = crew.world.people[0]
    form = {"name": "  Zéphyrine   Q. ", "minor_until": "2027-02"}
    assert coach.post(f"/people/{person.id}", form).status_code == 303
    crew.world.session.refresh(person)
    assert person.name == "Zéphyrine Q."
    assert str(person.minor_until) == "2027-02-28"
    page = coach.get(f"/people/{person.id}").text
    assert "Mineur jusqu'au 28 février 2027." in page
    assert 'value="2027-02"' in page
    coach.post(f"/people/{person.id}", form | {"minor_until": ""})
    crew.world.session.refresh(person)
    assert person.minor_until is None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "minor_until": ""}, "Écrivez un nom ou un prénom."),
        ({"name": "   ", "minor_until": ""}, "Écrivez un nom ou un prénom."),
        ({"name": "x" * 121, "minor_until": ""}, "Écrivez un nom ou un prénom."),
        ({"name": "Z", "minor_until": "mars"}, "Écrivez un mois, comme 2027-03."),
        ({"name": "Z", "minor_until": "2027-13"}, "Écrivez un mois, comme 2027-03."),
    ],
)
def test_what_cannot_be_kept_is_asked_again(
    crew: Team, coach: Desk, form: dict[str, str], sentence: str
) -> None:
    person = crew.world.people[0]
    answer = coach.post(f"/people/{person.id}", form)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'value="{form["minor_until"]}"' in answer.text
    name = crew.world.session.scalar(select(Participant.name).where(Participant.id == person.id))
    assert name == "Zéphyrine Qwarlov"


@pytest.mark.parametrize("member", ["organisation_id", "reference", "profile", "email"])
def test_no_other_member_is_taken(crew: Team, coach: Desk, member: str) -> None:
    form = {"name": "Z", "minor_until": "", member: "1"}
    assert coach.post(f"/people/{crew.world.people[0].id}", form).status_code == 400


def test_what_one_may_not_do_is_not_offered(crew: Team, coach: Desk, office: Desk) -> None:
    number = crew.world.people[0].id
    theirs, mine = coach.get(f"/people/{number}").text, office.get(f"/people/{number}").text
    assert "Télécharger ses données" in mine
    assert "Télécharger ses données" not in theirs
    assert "Demander à l'effacer" in theirs
    assert "Effacer cette personne" in mine
