import re

import pytest

from badges import frameworks
from badges.frameworks import catalogue
from badges.frameworks.entries import ParticipantRole, Pole
from tests.frameworks.facts import CITED, ESCO, RECTEC, ROME

SKILLS = [(each, skill) for each in catalogue.load() for skill in each.skills]


def test_it_works() -> None:
    skill = frameworks.find("rome", "travailler-en-equipe")
    assert skill is not None
    assert skill.label_fr == "Travailler en équipe"
    assert not skill.label_is_ours


def test_the_package_offers_the_catalogue() -> None:
    assert frameworks.load() is catalogue.load()
    assert frameworks.templates() is catalogue.templates()
    assert frameworks.kinds() is catalogue.kinds()


@pytest.mark.parametrize(
    ("framework", "key"),
    [
        ("rome", "dormir"),
        ("", ""),
        ("esco", "travailler-en-equipe"),
        ("ROME", "travailler-en-equipe"),
    ],
)
def test_what_is_not_there_is_not_found(framework: str, key: str) -> None:
    assert catalogue.find(framework, key) is None


def test_frameworks_are_found_by_key() -> None:
    rome = catalogue.framework("rome")
    assert rome is not None
    assert rome.name == "ROME 4.0 – savoir-être"
    assert catalogue.framework("rncp") is None


def test_every_esco_skill_is_a_real_one_under_its_real_address() -> None:
    esco = catalogue.framework("esco")
    assert esco is not None
    found = {
        skill.key: (skill.label_en, skill.label_fr, skill.label_is_ours) for skill in esco.skills
    }
    assert found == {key: (english, french, ours) for key, english, french, ours in ESCO}
    assert all(
        skill.address == f"http://data.europa.eu/esco/skill/{skill.key}" for skill in esco.skills
    )


def test_our_translations_stay_marked() -> None:
    ours = [skill for _, skill in SKILLS if skill.label_is_ours]
    assert len(ours) == 15
    assert {skill.label_source for skill in ours} == {"proposed, not official"}


def test_rome_has_a_code_only_where_it_was_verified_and_no_address_at_all() -> None:
    rome = catalogue.framework("rome")
    assert rome is not None
    assert {skill.label_fr: skill.code for skill in rome.skills} == ROME
    assert {skill.address for skill in rome.skills} == {None}


def test_rectec_gives_its_short_titles_and_nothing_more() -> None:
    rectec = catalogue.framework("rectec")
    assert rectec is not None
    assert {skill.label_fr for skill in rectec.skills} <= set(RECTEC)
    assert {
        (skill.description_fr, skill.description_en, skill.code, skill.address)
        for skill in rectec.skills
    } == {(None, None, None, None)}


def test_licences_are_told_honestly() -> None:
    assert {each.key: (each.licence, each.licence_verified) for each in catalogue.load()} == {
        "esco": ("CC BY 4.0", True),
        "rome": ("Licence Ouverte 2.0 (Etalab)", False),
        "rectec": (None, False),
    }


def test_every_framework_names_its_source() -> None:
    for each in catalogue.load():
        assert each.source.startswith("https://")
        assert each.attribution
        assert each.version
    esco = catalogue.framework("esco")
    assert esco is not None
    assert esco.attribution == (
        "This service uses the ESCO classification of the European Commission."
    )


def test_keys_can_stand_in_an_address() -> None:
    keys = [(each.key, skill.key) for each, skill in SKILLS]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9-]+", part) for key in keys for part in key)


def test_each_skill_is_one_that_a_template_cites() -> None:
    cited = {pair for template in catalogue.templates() for pair in template.skills}
    assert cited == {(each.key, skill.key) for each, skill in SKILLS}


def test_there_are_sixteen_templates() -> None:
    assert [template.id for template in catalogue.templates()] == list(CITED)


@pytest.mark.parametrize("template", catalogue.templates(), ids=lambda template: template.id)
def test_each_template_cites_what_was_decided(template: frameworks.BadgeTemplate) -> None:
    skills = [catalogue.find(*pair) for pair in template.skills]
    names = [skill and (skill.label_en or skill.label_fr) for skill in skills]
    assert names == list(CITED[template.id])


@pytest.mark.parametrize("template", catalogue.templates(), ids=lambda template: template.id)
def test_each_template_can_be_observed_and_read(template: frameworks.BadgeTemplate) -> None:
    assert len(template.criteria) == 3
    assert (template.needed_criteria, template.needed_sessions) == (2, 2)
    assert set(template.kinds) <= {kind.key for kind in catalogue.kinds()}
    assert re.search(r"\b(Je|J')", template.sentence)
    assert all(len(part.split()) <= 15 for part in template.sentence.split("."))
    assert all(criterion.startswith(("A ", "Est ", "Était ")) for criterion in template.criteria)


def test_no_two_templates_look_alike() -> None:
    designs = [template.design for template in catalogue.templates()]
    assert len({(design.shape, design.colour) for design in designs}) == len(designs)
    assert len({design.pictogram for design in designs}) == len(designs)
    assert not any(design.demo for design in designs)


def test_kinds_of_activity() -> None:
    assert {kind.key: kind.pole for kind in catalogue.kinds()} == {
        "sport": Pole.COEUR,
        "culture": Pole.COEUR,
        "solidarite": Pole.COEUR,
        "mentorat-inverse": Pole.COEUR,
        "immersion": Pole.MAIN,
        "fablab": Pole.MAIN,
        "numerique": Pole.TETE,
        "mediation": Pole.TETE,
    }


def test_in_reverse_mentoring_the_participant_is_the_mentor() -> None:
    mentors = [
        kind.key for kind in catalogue.kinds() if kind.participant_role is ParticipantRole.MENTOR
    ]
    assert mentors == ["mentorat-inverse"]
