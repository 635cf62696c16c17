"""Writing a badge class: what is typed is kept, whatever it is."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges import frameworks
from badges.artwork.picture import PICTOGRAMS, Colour, Shape
from badges.models import Staff
from badges.web import artwork_words
from tests.cast import Cast
from tests.fixtures.desk import MakeDesk
from tests.web.badge_pages import begun, drafts, errors, fields, members, plain, saved

ODD = {
    "name": "  ",
    "needed_criteria": "beaucoup",
    "needed_sessions": "-1",
    "valid_months": "toujours",
    "shape": "rond",
    "kinds": [],
    "criteria": ["", "", ""],
}


def test_it_works(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    page = desk.get("/badge-classes/new")
    assert page.status_code == 200
    assert page.text.count("/badge-classes/picture.svg?") == len(frameworks.templates()) == 16
    address = begun(desk)
    form = fields(desk.get(address).text, address)
    assert form["name"] == "Esprit d'équipe"
    assert members(form, "kinds") == ["sport"]  # the cast has no culture
    assert len(members(form, "skills")) == 4
    assert (form["needed_criteria"], form["needed_sessions"]) == ("2", "2")
    assert (form["shape"], form["colour"], form["pictogram"]) == (
        "hexagon", "ochre", "team-carrying",
    )  # fmt: skip
    assert saved(desk, address, name="Esprit de groupe")["name"] == "Esprit de groupe"


@pytest.mark.parametrize("template", [one.id for one in frameworks.templates()])
def test_each_template_is_ready_but_for_its_kinds(
    world: Cast, desk_of: MakeDesk, template: str
) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk, template)
    form = fields(desk.get(address).text, address) | {"kinds": ["sport"], "do": "preview"}
    assert desk.post(address, form).location == f"{address}/preview"
    assert "Ces mots posent question" not in desk.get(f"{address}/preview").text


def test_from_nothing_there_are_three_empty_acts(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coach)
    address = begun(desk, "nothing")
    form = fields(desk.get(address).text, address)
    assert (form["name"], members(form, "criteria")) == ("", ["", "", ""])
    assert errors(desk.get(address).text) == []


def test_there_is_no_other_template(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    assert desk.post("/badge-classes/new", {"template": "no"}).status_code == 400
    assert (
        desk.post("/badge-classes/new", {"organisation": "x", "role": "admin"}).status_code == 400
    )
    other = {"template": "nothing", "organisation": str(world.twin.id)}
    assert desk.post("/badge-classes/new", other).status_code == 404
    assert not drafts(world)


def test_what_was_typed_is_kept_and_what_is_missing_is_named(
    world: Cast, desk_of: MakeDesk
) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = saved(desk, address, **ODD)
    assert form["name"] == ""
    assert form["needed_criteria"] == "beaucoup"
    assert form["needed_sessions"] == "-1"
    assert form["valid_months"] == "toujours"
    form["do"] = "preview"
    answer = desk.post(address, form)
    assert answer.location == f"{address}?check=1"
    assert desk.get(f"{address}/preview").location == f"{address}?check=1"
    assert errors(desk.get(answer.location).text) == [
        "Il manque encore quelque chose pour voir l'aperçu.",
        "Donnez un nom au badge : 120 lettres au plus.",
        "Écrivez 1 à 6 actes : 300 lettres au plus pour chacun.",
        "Demandez au moins 1 acte, et pas plus qu'il n'y en a.",
        "Demandez 1 à 100 séances.",
        "Écrivez 1 à 240 mois, ou rien.",
        "Cochez au moins une sorte d'activité.",
        "Choisissez une forme, une couleur et un dessin.",
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "n" * 121, "Donnez un nom"),
        ("sentence", "", "Écrivez une phrase"),
        ("criteria", ["A" * 301, "B", "C"], "Écrivez 1 à 6 actes"),
        ("criteria", list("ABCDEFG"), "Écrivez 1 à 6 actes"),
        ("needed_criteria", "4", "Demandez au moins 1 acte"),
        ("needed_criteria", "0", "Demandez au moins 1 acte"),
        ("needed_sessions", "101", "Demandez 1 à 100"),
        ("needed_sessions", "9" * 40, "Demandez 1 à 100"),
        ("valid_months", "241", "Écrivez 1 à 240 mois"),
        ("kinds", ["natation"], "Cochez au moins une sorte"),
        ("pictogram", "skull", "Choisissez une forme"),
        ("colour", "", "Choisissez une forme"),
    ],
)
def test_each_refusal(
    world: Cast, desk_of: MakeDesk, field: str, value: str | Sequence[str], sentence: str
) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(address).text, address) | {field: value, "do": "preview"}
    answer = desk.post(address, form)
    assert answer.location == f"{address}?check=1"
    _said, problem = errors(desk.get(answer.location).text)
    assert problem.startswith(sentence)


def test_at_most_twenty_skills(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    esco = frameworks.framework("esco")
    assert esco is not None
    many = [skill.address or "" for skill in esco.skills[:21]]
    form = fields(desk.get(address).text, address) | {"skills": many, "do": "preview"}
    answer = desk.post(address, form)
    assert "Choisissez 20 compétences au plus" in desk.get(answer.location).text


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("up-2", ["B", "A", "C"]),
        ("up-1", ["A", "B", "C"]),
        ("down-2", ["A", "C", "B"]),
        ("down-3", ["A", "B", "C"]),
        ("remove-1", ["B", "C"]),
        ("add", ["A", "B", "C", ""]),
        ("up-9", ["A", "B", "C"]),
        ("up-", ["A", "B", "C"]),
        ("up-²", ["A", "B", "C"]),
        ("remove--1", ["A", "B", "C"]),
        ("fly-1", ["A", "B", "C"]),
    ],
)
def test_acts_are_arranged_without_script(
    world: Cast, desk_of: MakeDesk, do: str, expected: list[str]
) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = saved(desk, address, criteria=["A", "B", "C"], do=do)
    assert members(form, "criteria") == expected


def test_there_are_at_most_six_acts(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    for _ in range(4):
        form = saved(desk, address, do="add")
    assert len(members(form, "criteria")) == 6
    assert 'value="add"' not in desk.get(address).text


def test_skills_are_found_by_typing_french_and_kept(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk, "nothing")
    form = fields(desk.get(address).text, address)
    form |= {"name": "Écoute", "do": "search", "q": "équipe"}
    answer = desk.post(address, form)
    assert str(answer.location).endswith("?q=%C3%A9quipe#skills")
    page = desk.get(answer.location.partition("#")[0]).text
    assert "compétences trouvées pour « équipe »" in plain(page)
    assert {"ESCO", "ROME", "RECTEC"} <= set(re.findall(r"ESCO|ROME|RECTEC", page))
    assert "notre traduction, pas officielle" in page
    form = fields(page, address)
    assert (form["name"], members(form, "skills")) == ("Écoute", [])
    (found, *_) = re.findall(r'name="skills"\s+value="([^"]+)"', page)
    assert members(saved(desk, address, skills=[found, found]), "skills") == [found]


def test_what_is_said_of_a_label_is_said_where_it_stands(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    key = frameworks.framework("key-competences")
    assert key is not None
    unconfirmed = next(skill for skill in key.skills if skill.label_is_unconfirmed)
    skill = unconfirmed.address or f"http://127.0.0.1:8000/frameworks/{key.key}/{unconfirmed.key}"
    saved(desk, address, skills=[skill])
    for path in (address, f"{address}/preview"):
        assert "· nom à confirmer auprès de la source" in plain(desk.get(path).text)
        assert "notre traduction" not in desk.get(path).text


def test_return_in_the_search_field_searches_too(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(address).text, address) | {"do": "save", "q": "calme"}
    assert str(desk.post(address, form).location).endswith("?q=calme#skills")


def test_nothing_found_says_what_to_do(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    assert "Essayez un autre mot." in desk.get(f"{address}?q=xyzzyx").text


def test_traits_are_questioned_and_kept(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coach)
    address = begun(desk)
    form = saved(desk, address, criteria=["Est motivée", "A aidé"], sentence="Il est motivé.")
    assert members(form, "criteria") == ["Est motivée", "A aidé"]
    page = plain(desk.get(address).text)
    assert "« motivée » dit comment est la personne" in page
    assert "Commencez par « Je »" in page


def test_the_later_of_two_is_told_and_keeps_what_they_typed(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    form = fields(desk.get(address).text, address)
    saved(desk, address, name="La première")
    answer = desk.post(address, form | {"name": "La <seconde>"})
    assert answer.status_code == 409
    assert errors(answer.text)[0].startswith("Quelqu'un a changé ce brouillon")
    again = fields(answer.text, address)
    assert again["name"] == "La <seconde>"
    assert drafts(world)[0].says["name"] == "La première"
    assert desk.post(address, again).status_code == 303
    assert drafts(world)[0].says["name"] == "La <seconde>"


def test_a_draft_is_thrown_away(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coach)
    address = begun(desk)
    assert desk.post(f"{address}/discard").location == "/badge-classes?done=discarded"
    assert "Le brouillon est supprimé." in desk.get("/badge-classes?done=discarded").text
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("tail", ["", "/preview", "/discard", "/propose", "/publish", "/return"])
def test_nobody_elses_draft_is_there(world: Cast, desk_of: MakeDesk, tail: str) -> None:
    address = begun(desk_of(world.coach))
    before = drafts(world)[0].says
    for staff in (world.second_coach, world.twin_coach):
        desk = desk_of(staff)
        if tail in ("", "/preview"):
            there, absent = desk.get(address + tail), desk.get(f"/badge-classes/drafts/99{tail}")
            assert (there.status_code, there.data) == (404, absent.data)
        if tail != "/preview":
            form = {} if tail else {"name": "À moi"}
            there = desk.post(address + tail, form)
            absent = desk.post(f"/badge-classes/drafts/99{tail}", form)
            assert there.status_code == (403 if tail in ("/publish", "/return") else 404)
            assert there.data == absent.data
    assert [one.says for one in drafts(world)] == [before]


def test_who_has_no_part_in_it_stays_outside(world: Cast, desk_of: MakeDesk, app: object) -> None:
    address = begun(desk_of(world.coach))
    desk = desk_of(world.coach)
    desk.client.delete_cookie("session")
    assert str(desk.get(address).location).startswith("/sign-in")
    forged = desk_of(world.coach)
    forged.csrf_token = "no"
    assert forged.post(address, {"name": "x"}).status_code == 403


def test_unknown_fields_are_refused(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    address = begun(desk)
    for field in ("organisation_id", "author_id", "proposed_at"):
        form = fields(desk.get(address).text, address) | {field: "1"}
        assert desk.post(address, form).status_code == 400


def test_the_parts_of_pictures_have_names() -> None:
    assert set(artwork_words.SHAPES) == set(Shape)
    assert set(artwork_words.COLOURS) == set(Colour)
    assert {key: artwork_words.PICTOGRAMS[key] for key in PICTOGRAMS} == {
        key: one.description for key, one in PICTOGRAMS.items()
    }


def test_a_picture_is_drawn_for_those_who_write(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coach)
    there = desk.get("/badge-classes/picture.svg?shape=shield&colour=moss&pictogram=star")
    assert (there.mimetype, there.status_code) == ("image/svg+xml", 200)
    assert "sandbox" in there.headers["Content-Security-Policy"]
    for query in ("", "?shape=shield&colour=moss&pictogram=x", "?shape=x&colour=moss"):
        assert desk.get(f"/badge-classes/picture.svg{query}").status_code == 404


TYPED = (
    *("name", "sentence", "shape", "colour", "pictogram", "do", "q", "began_from"),
    *("needed_criteria", "needed_sessions", "valid_months"),
)
TEXT = st.text(max_size=40)
LISTS = st.lists(TEXT, max_size=8)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    texts=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(TYPED, TEXT),
    ),
    lists=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("criteria", "continues", "kinds", "skills"), LISTS)
    ),
)  # fmt: skip
def test_whatever_is_sent_nothing_breaks(
    world: Cast, desk_of: MakeDesk, texts: dict[str, str], lists: dict[str, list[str]]
) -> None:
    desk = desk_of(world.coordinator)
    row = drafts(world)
    address = f"/badge-classes/drafts/{row[0].id}" if row else begun(desk)
    current = fields(desk.get(address).text, address)["began_from"]
    for form in (texts | lists, {"began_from": current} | texts | lists):
        answer = desk.post(address, form)
        sent = "".join([*texts.values(), *(text for many in lists.values() for text in many)])
        refused = (400, 409) if "\0" in sent else (409,)
        assert answer.status_code in (303, *refused), answer.status_code
        if answer.status_code == 303:
            assert desk.get(str(answer.location).partition("#")[0]).status_code in (200, 303)
    assert desk.get(f"{address}?check=1").status_code == 200


def test_the_author_is_kept_whoever_writes_on(world: Cast, desk_of: MakeDesk) -> None:
    address = begun(desk_of(world.coach))
    saved(desk_of(world.coordinator), address, name="Relu")
    (row,) = drafts(world)
    author = world.session.get_one(Staff, row.author_id)
    assert (author.email, row.says["name"]) == (world.coach.email, "Relu")
