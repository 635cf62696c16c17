"""Who is there: ticked, added, taken back; by several coaches at once."""

import re

import pytest

from badges.models import Attendance, Enrolment, Participant
from tests.actors import works
from tests.cast import Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web import gym
from tests.web.gym import Gym

TWELVE = "\n".join(f"Prénom {letter}." for letter in "ABCDEFGHIJKL")


@pytest.fixture
def today(world: Cast) -> Gym:
    """A session of today with four people on its list."""
    return gym.opened(world)


@pytest.fixture
def coach(world: Cast, desk_of: MakeDesk) -> Desk:
    """Whoever leads the activity."""
    return desk_of(world.coach)


def tick(desk: Desk, place: Gym, **form: object) -> str:
    """Send the form; gives where it leads."""
    given = {name: value if isinstance(value, list) else str(value) for name, value in form.items()}
    answer = desk.post(f"{place.place}/present", given)
    assert answer.status_code == 303
    return answer.headers["Location"]


def undo(desk: Desk, address: str) -> None:
    """Press *Annuler* on the page that an act led to."""
    page = desk.get(address).text
    form = page[page.index('<div class="said"') : page.index("</form>")]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)"\s+value="([^"]*)"', form):
        sent.setdefault(name, []).append(value)
    assert desk.post(action[1], sent).status_code == 303


def test_nobody_is_ticked_beforehand(today: Gym, coach: Desk) -> None:
    page = coach.get(f"{today.place}/present").text
    assert page.count('name="there"') == 4
    assert " checked" not in page
    assert "Tous (4)" in page
    for never in ("mail", "tel", "date", "address"):
        assert f'type="{never}' not in page
    assert len(page.encode()) < 50_000


def test_all_are_ticked_by_one_button_and_taken_back(today: Gym, coach: Desk) -> None:
    shown = ".".join(map(str, today.people))
    address = tick(coach, today, shown=shown, all=1)
    assert today.there() == dict.fromkeys(today.people, "participant")
    undo(coach, address)
    assert today.there() == {}


def test_to_continue_leads_to_what_was_seen(today: Gym, coach: Desk) -> None:
    one = today.people[0]
    assert tick(coach, today, there=one, go="seen") == f"{today.place}/seen"
    assert tick(coach, today, there=one, was=f"{one}-participant", go="stay").startswith(
        f"{today.place}/present?done=stay"
    )
    assert today.there() == {one: "participant"}


def test_what_is_unticked_is_taken_back_with_its_role(today: Gym, coach: Desk) -> None:
    one, two = today.people[:2]
    tick(coach, today, there=[str(one), str(two)], role=[f"{one}-mentee", f"{two}-mentor"])
    assert today.there() == {one: "mentee", two: "mentor"}
    address = tick(coach, today, there=two, was=[f"{one}-mentee", f"{two}-mentor"])
    assert today.there() == {two: "mentor"}
    undo(coach, address)
    assert today.there() == {one: "mentee", two: "mentor"}


def test_a_form_keeps_what_a_colleague_ticked_meanwhile(
    today: Gym, coach: Desk, desk_of: MakeDesk
) -> None:
    works(today.world, today.world.second_coach)
    today.world.session.commit()
    one, two, three = today.people[:3]
    tick(coach, today, there=three)
    shown = ".".join(map(str, today.people))
    seen = {"shown": shown, "was": f"{three}-participant"}
    second = desk_of(today.world.second_coach)
    tick(second, today, there=[str(two), str(three)], **seen)
    tick(coach, today, there=one, **seen)
    assert set(today.there()) == {one, two}


def test_an_undo_leaves_alone_what_changed_since(today: Gym, coach: Desk) -> None:
    one, two = today.people[:2]
    address = tick(coach, today, there=one)
    tick(coach, today, there=two)
    tick(coach, today, was=f"{one}-participant")
    assert "Annuler" not in coach.get(address).text
    assert set(today.there()) == {two}


def test_sent_twice_is_once(today: Gym, coach: Desk) -> None:
    for _ in range(2):
        tick(coach, today, there=today.people[0])
    assert today.count(Attendance) == 1


def test_in_reverse_mentoring_who_takes_part_is_the_mentor(today: Gym, coach: Desk) -> None:
    today.world.activity.kind_key = "mentorat-inverse"
    today.world.session.commit()
    page = coach.get(f"{today.place}/present").text
    assert page.count('<select class="role"') == 4
    tick(coach, today, there=today.people[0])
    assert today.there() == {today.people[0]: "mentor"}


def test_roles_are_asked_for_when_they_matter(today: Gym, coach: Desk) -> None:
    assert "<select" not in coach.get(f"{today.place}/present").text
    assert "<select" in coach.get(f"{today.place}/present?roles=1").text
    one = today.people[0]
    tick(coach, today, there=one, role=f"{one}-mentee")
    assert "<select" in coach.get(f"{today.place}/present").text


def test_before_the_day_the_list_is_prepared(world: Cast, coach: Desk) -> None:
    place = gym.opened(world, days=1)
    page = coach.get(f"{place.place}/present").text
    assert "Préparez la liste" in page
    assert 'name="there"' not in page
    answer = coach.post(f"{place.place}/present", {"there": str(place.people[0])})
    assert answer.status_code == 409
    assert "Cochez les personnes le jour même." in answer.text
    assert coach.post(f"{place.place}/people", {"names": "Nour"}).status_code == 303
    assert place.there() == {}
    assert place.count(Enrolment) == 5


@pytest.mark.parametrize(
    "form",
    [
        {"was": "1"},
        {"was": "1-boss"},
        {"role": "x-mentor"},
        {"there": "x"},
        {"shown": "1;2"},
        {"new": "1"},
    ],
)
def test_a_form_that_is_none_of_ours_changes_nothing(
    today: Gym, coach: Desk, form: dict[str, str]
) -> None:
    assert coach.post(f"{today.place}/present", form).status_code == 400
    assert today.there() == {}


def test_a_person_of_elsewhere_is_not_ticked(today: Gym, coach: Desk) -> None:
    tick(coach, today, there=[999_999, str(2**40)], shown="5.6.7", all=1)
    assert today.there() == {}


def add(desk: Desk, place: Gym, names: str, **form: str) -> str:
    answer = desk.post(f"{place.place}/people", {"names": names, **form})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_twelve_pasted_names_are_twelve_people_once(today: Gym, coach: Desk) -> None:
    first = add(coach, today, TWELVE)
    assert "12 personnes ajoutées." in coach.get(first).text
    second = add(coach, today, TWELVE)
    said = coach.get(second).text
    assert "0 personne ajoutée." in said
    assert "12 personnes étaient déjà connues." in said
    assert today.count() == 16
    assert len(today.there()) == 12


def test_what_was_added_by_mistake_is_gone_again(today: Gym, coach: Desk) -> None:
    address = add(coach, today, TWELVE)
    undo(coach, address)
    assert today.count() == 4
    assert today.there() == {}
    assert "Annuler" not in coach.get(address).text


def test_namesakes_get_a_mark_that_is_read_aloud(today: Gym, coach: Desk) -> None:
    add(coach, today, "Nour\nNour")
    page = coach.get(f"{today.place}/present").text
    marks = re.findall(r'<svg class="namesake"[^>]+aria-label="([^"]+)"', page)
    assert len(set(marks)) == 2
    assert all(re.fullmatch(r"\w+ \w+", one) for one in marks)


def test_another_person_of_the_same_name_is_added_on_demand(today: Gym, coach: Desk) -> None:
    add(coach, today, "Nour")
    for _ in range(2):
        add(coach, today, "Nour", others="1", key="one")
    assert today.count(Participant) == 6


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("", "Écrivez au moins un nom."),
        ("  \n ", "Cette liste ne contient aucun nom."),
        ("Léa\nNour, Ali", "écrivez un seul nom"),
        ("Léa\n123", "il n'y a pas de nom."),
        ("Léa\n" + "n" * 121, "le nom dépasse 120 caractères."),
        ("\n".join(f"Nom {number} a" for number in range(51)), "50 personnes à la fois"),
    ],
)
def test_what_cannot_be_added_is_said_and_kept_as_typed(
    today: Gym, coach: Desk, names: str, said: str
) -> None:
    answer = coach.post(f"{today.place}/people", {"names": names})
    assert answer.status_code == 400
    assert said in answer.text
    assert names.strip() in answer.text
    assert today.count() == 4


def test_odd_addresses_undo_nothing(today: Gym, coach: Desk) -> None:
    for query in (
        "done=all&ticked=x",
        "done=added&new=1;2",
        "done=stay&unticked=1-boss.x",
        "done=x",
    ):
        page = coach.get(f"{today.place}/present?{query}")
        assert page.status_code == 200
        assert "Annuler" not in page.text


def test_an_empty_list_says_what_to_do(world: Cast, coach: Desk) -> None:
    answer = coach.post(f"/activities/{world.activity.id}/sessions")
    page = coach.get(answer.headers["Location"]).text
    assert "La liste est vide." in page
    assert 'name="all"' not in page


def test_numbers_that_no_row_has_are_refused(today: Gym, coach: Desk) -> None:
    long = "9" * 5_000
    assert coach.post(f"{today.place}/present", {"shown": long, "all": "1"}).status_code == 400
    assert coach.post(f"{today.place}/people/undo", {"new": long}).status_code == 400
