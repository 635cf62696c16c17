"""The pages where a coordinator writes what a badge class says in other languages."""

from html import unescape

import pytest
from sqlalchemy import select

from badges.models import BadgeClassVersion, BadgeWording
from badges.services import organisations
from tests import worded
from tests.cast import CRITERIA, NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web.badge_pages import plain

FORM = {"name": worded.NAME, "sentence": worded.SENTENCE, "acts": list(worded.ACTS)}


@pytest.fixture
def desk(world: Cast, desk_of: MakeDesk) -> Desk:
    return desk_of(world.coordinator)


@pytest.fixture
def there(world: Cast) -> str:
    return f"/badge-classes/{world.badge_class.slug}/versions/1/languages"


def rows(world: Cast) -> list[BadgeWording]:
    world.session.rollback()
    world.session.expire_all()
    return list(world.session.scalars(select(BadgeWording)))


def digest(world: Cast) -> str:
    return world.session.scalars(select(BadgeClassVersion.digest)).all()[0]


def test_it_works(world: Cast, desk: Desk, there: str) -> None:
    world.award()
    world.session.commit()
    mark, document = world.version.digest, f"/badges/{world.badge_class.slug}/1.json"
    before = desk.get(document).data
    assert f'href="{there}"' in desk.get(f"/badge-classes/{world.badge_class.slug}").text
    page = plain(desk.get(there).text)
    assert "العربية Pas encore écrit" in page
    assert "Langage clair Pas encore écrit" in page
    assert "Français" not in page.partition("Langues")[2].partition("Retour")[0]
    form = desk.get(f"{there}/ar").text
    assert all(text in unescape(form) for text in (*CRITERIA, world.version.sentence))
    assert form.count('lang="ar" dir="rtl"') == 6  # the title and five fields
    assert "Enlever cette langue" not in form
    answer = desk.post(f"{there}/ar", {**FORM, "digest": mark})
    assert (answer.status_code, answer.location) == (303, f"{there}?done=saved")
    page = plain(desk.get(f"{there}?done=saved").text)
    assert "C'est enregistré. Les lecteurs de cette langue le voient." in page
    assert "العربية Complet" in page
    form = desk.get(f"{there}/ar").text
    assert all(text in form for text in (worded.NAME, worded.SENTENCE, *worded.ACTS))
    assert desk.get(document).data == before


def test_some_texts_are_counted(world: Cast, desk: Desk, there: str) -> None:
    worded.write(world, name="", acts={(1, CRITERIA[0]): worded.ACTS[0]})
    assert "العربية 2 textes sur 5" in plain(desk.get(there).text)


def test_removed(world: Cast, desk: Desk, there: str) -> None:
    worded.write(world)
    assert "Enlever cette langue" in desk.get(f"{there}/ar").text
    answer = desk.post(f"{there}/ar/remove")
    assert answer.location == f"{there}?done=removed"
    assert "Le texte signé reste." in desk.get(f"{there}?done=removed").text
    assert rows(world) == []
    assert desk.post(f"{there}/ar/remove").status_code == 303


def test_what_was_typed_stays_where_something_is_wrong(world: Cast, desk: Desk, there: str) -> None:
    mark = world.version.digest
    for form, sentence in (
        ({"name": "ن" * 121, "sentence": "س"}, "Écrivez 120 lettres au plus."),
        ({"sentence": "ن" * 501}, "Écrivez 500 lettres au plus."),
        ({"sentence": "س", "acts": ["", "ن" * 301, ""]}, "Écrivez 300 lettres au plus."),
        ({"acts": ["", " ", ""]}, "Écrivez au moins un texte."),
    ):
        answer = desk.post(f"{there}/ar", {**form, "digest": mark})
        assert answer.status_code == 400
        assert sentence in answer.text
        assert str(form.get("sentence", "")) in answer.text
    assert rows(world) == []


def test_a_badge_class_that_changed_meanwhile_is_read_again(
    world: Cast, desk: Desk, there: str
) -> None:
    answer = desk.post(f"{there}/ar", {**FORM, "digest": "sha256$0"})
    assert answer.status_code == 409
    assert "Ce badge a changé entre-temps. Relisez, puis enregistrez." in answer.text
    assert worded.SENTENCE in answer.text
    assert world.version.digest in answer.text
    assert rows(world) == []


def test_words_are_questioned_once_and_kept_if_they_are_meant(
    world: Cast, desk: Desk, there: str
) -> None:
    form = {"name": "Sortie de prison", "acts": ["Est motivée", "", ""]}
    form |= {"digest": world.version.digest}
    answer = desk.post(f"{there}/clair", form)
    assert answer.status_code == 400
    said = plain(answer.text)
    assert "Ces mots posent question" in said
    assert "prison" in said
    assert "Est motivée" in said
    assert rows(world) == []
    sentence = {**form, "name": "", "acts": ["", "", ""], "sentence": "Pour sortir de prison"}
    assert desk.post(f"{there}/clair", sentence).status_code == 400
    assert desk.post(f"{there}/clair", {**form, "keep": "yes"}).status_code == 303
    (row,) = rows(world)
    assert (row.language, row.name, row.acts) == ("clair", form["name"], {"1": "Est motivée"})


@pytest.mark.parametrize("language", ["fr", "xx", "AR"])
def test_its_own_language_and_unknown_ones_are_not_found(
    world: Cast, desk: Desk, there: str, language: str
) -> None:
    assert desk.get(f"{there}/{language}").status_code == 404
    answer = desk.post(f"{there}/{language}", {**FORM, "digest": world.version.digest})
    assert answer.status_code == 404
    assert desk.post(f"{there}/{language}/remove").status_code == 404
    assert rows(world) == []


def test_other_fields_are_refused(world: Cast, desk: Desk, there: str) -> None:
    form = {**FORM, "digest": world.version.digest, "language": "tr"}
    assert desk.post(f"{there}/ar", form).status_code == 400


def test_a_coach_writes_none(world: Cast, desk_of: MakeDesk, there: str) -> None:
    coach = desk_of(world.coach)
    assert coach.get(there).status_code == 403
    assert coach.post(f"{there}/ar", FORM).status_code == 403
    assert "/languages" not in coach.get(f"/badge-classes/{world.badge_class.slug}").text


def test_other_organisations_and_versions_are_not_found(world: Cast, desk: Desk) -> None:
    for slug, number in ((world.twin_version.badge_class.slug, 1), (world.badge_class.slug, 2)):
        there = f"/badge-classes/{slug}/versions/{number}/languages"
        assert desk.get(there).status_code == 404
        assert desk.post(f"{there}/ar", FORM).status_code == 404


def test_who_left_the_programme_writes_none(world: Cast, desk: Desk, there: str) -> None:
    mark = world.version.digest
    organisations.suspend(world.session, world.organisation, actor="test", now=NOW)
    world.session.commit()
    assert desk.post(f"{there}/ar", {**FORM, "digest": mark}).status_code != 303
    assert rows(world) == []
