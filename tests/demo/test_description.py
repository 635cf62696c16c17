"""What is written down holds together, is of full size, and is nobody's."""

import re
from collections import Counter

from badges.demo.description import load
from badges.frameworks import kinds, templates
from badges.models import Role
from badges.services.rosters.cells import name as readable_name

DEMO = load()
TOWNS = {
    "Bagnolet",
    "Bobigny",
    "Bondy",
    "Le Pré-Saint-Gervais",
    "Les Lilas",
    "Montreuil",
    "Noisy-le-Sec",
    "Pantin",
    "Romainville",
}
ORGANISATIONS = {one.id for one in DEMO.organisations}


def test_it_works() -> None:
    assert [one.name for one in DEMO.programmes] == [
        "Tremplin Est (démo)",
        "La Main et le Geste (démo)",
        "Aller vers Paris (démo)",
    ]


def test_it_has_its_full_size() -> None:
    sizes = (DEMO.organisations, DEMO.staff, DEMO.activities, DEMO.badges, DEMO.people)
    assert [len(some) for some in sizes] == [7, 15, 46, 24, 312]
    assert {one.town for one in DEMO.activities} == TOWNS
    assert sum(one.regular for one in DEMO.people) == 201


def test_ids_are_given_once() -> None:
    for some in (DEMO.programmes, DEMO.organisations, DEMO.activities, DEMO.badges, DEMO.people):
        ids = [one.id for one in some]
        assert len(set(ids)) == len(ids)
    emails = [one.email for one in DEMO.staff] + [one.email for one in DEMO.organisations]
    assert len(set(emails)) == len(emails)


def test_each_programme_has_an_organisation_and_each_organisation_all_that_it_needs() -> None:
    assert {one.programme for one in DEMO.organisations} == {one.id for one in DEMO.programmes}
    staff = [one for one in DEMO.staff if one.role is not Role.ADMIN]
    for some in (staff, DEMO.activities, DEMO.badges, DEMO.people):
        assert {one.organisation for one in some} == ORGANISATIONS


def test_organisations_are_at_addresses_and_numbers_of_nobody() -> None:
    for one in DEMO.organisations:
        domain = one.url.removeprefix("https://").removesuffix("/")
        assert re.fullmatch(r"[a-z-]+\.example", domain)
        assert one.email == f"contact@{domain}"
        assert re.fullmatch(r"01 99 00 \d\d \d\d", one.telephone)
        assert one.town in TOWNS
        staff = [who for who in DEMO.staff if who.organisation == one.id]
        assert all(who.email.endswith(f"@{domain}") for who in staff)


def test_staff_are_coaches_two_coordinators_and_an_admin() -> None:
    counted = Counter(one.role for one in DEMO.staff)
    assert counted == {Role.COACH: 12, Role.COORDINATOR: 2, Role.ADMIN: 1}


def test_an_activity_earns_badges_of_its_organisation_and_kind_seen_by_its_coaches() -> None:
    badges = {one.id: one for one in DEMO.badges}
    coaches = {one.email: one for one in DEMO.staff if one.role is Role.COACH}
    for activity in DEMO.activities:
        assert activity.badges
        assert activity.coaches
        for badge in activity.badges:
            assert badges[badge].organisation == activity.organisation
            assert activity.kind in badges[badge].kinds
        for coach in activity.coaches:
            assert coaches[coach].organisation == activity.organisation


def test_every_badge_kind_and_coach_is_used() -> None:
    assert {one for each in DEMO.activities for one in each.badges} == {
        one.id for one in DEMO.badges
    }
    assert {one.kind for one in DEMO.activities} == {one.key for one in kinds()}
    assert {one for each in DEMO.activities for one in each.coaches} == {
        one.email for one in DEMO.staff if one.role is Role.COACH
    }


def test_an_activity_ends_today_and_none_in_the_future() -> None:
    assert min(one.ended_days_ago for one in DEMO.activities) == 0
    sessions = [one.days_ago(number) for one in DEMO.activities for number in (1, one.sessions)]
    assert min(sessions) == 0
    futsal = DEMO.activities[0]
    assert futsal.days_ago(1) - futsal.days_ago(futsal.sessions) == 7 * (futsal.sessions - 1)


def test_sixteen_badges_are_templates_and_eight_are_local() -> None:
    as_they_are = [one for one in DEMO.badges if one.id == one.template]
    assert {one.template for one in as_they_are} == {one.id for one in templates()}
    assert len(DEMO.badges) - len(as_they_are) == 8


def test_each_badge_says_that_it_is_a_demonstration() -> None:
    assert all(one.name.endswith(" (DÉMO)") for one in DEMO.badges)
    assert all(one.design.demo for one in DEMO.badges)


def test_no_two_badges_look_or_sound_alike() -> None:
    for words in (
        [one.name for one in DEMO.badges],
        [one.sentence for one in DEMO.badges],
        [one.design for one in DEMO.badges],
        [criterion for one in DEMO.badges for criterion in one.criteria],
    ):
        assert len(set(words)) == len(words)


def test_each_badge_has_three_acts_and_asks_for_what_can_be_reached() -> None:
    for badge in DEMO.badges:
        assert len(badge.criteria) == 3
        assert 1 <= badge.needed_criteria <= 3
        assert badge.sentence.startswith(
            ("Je ", "J'", "C'est difficile. Je ", "Le plan change. Je ")
        )
        assert len(badge.skills) >= 3
    assert {one.id: one.valid_months for one in DEMO.badges if one.valid_months} == {
        "anti-arnaque": 24,
        "cuisine-nette": 12,
    }


def test_what_a_template_says_is_not_written_down_again() -> None:
    badge = next(one for one in DEMO.badges if one.id == "esprit-equipe")
    template = next(one for one in templates() if one.id == "esprit-equipe")
    assert badge.name == f"{template.name} (DÉMO)"
    assert (badge.sentence, badge.criteria, badge.kinds, badge.skills) == (
        template.sentence,
        template.criteria,
        template.kinds,
        template.skills,
    )


def test_names_are_as_given_and_can_be_kept() -> None:
    names = [one.name for one in DEMO.people]
    assert [readable_name(name) for name in names] == names
    assert {"T", "Оксана", "பிரியா", "ياسين", "Jean-Noël D'Almeida", "N'Dèye Diop"} <= set(names)


def test_two_people_of_one_organisation_have_one_name() -> None:
    twice = {name: n for name, n in Counter(one.name for one in DEMO.people).items() if n > 1}
    assert twice == {"Aïssata Camara": 2}
    assert len({one.organisation for one in DEMO.people if one.name in twice}) == 1


def test_some_are_minors_and_one_is_seventeen_and_a_half() -> None:
    days = [one.minor_for_days for one in DEMO.people if one.minor_for_days]
    assert len(days) == 12
    assert 183 in days
    assert max(days) < 2 * 365
