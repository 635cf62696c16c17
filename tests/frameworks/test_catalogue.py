import re

import pytest

from badges import frameworks
from badges.frameworks import catalogue
from badges.frameworks.entries import ParticipantRole, Pole
from tests.frameworks.facts import (
    CITED,
    ESCO,
    ESCO_GROUPS,
    KEY_COMPETENCES,
    PROMISED,
    RECTEC,
    ROME,
)

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


def test_each_framework_is_whole() -> None:
    assert {each.key: len(each.skills) for each in catalogue.load()} == {
        "rome": 16,
        "rectec": 12,
        "esco": sum(ESCO_GROUPS),
        "digcomp": 25,
        "key-competences": 8,
    }


def test_every_esco_skill_is_a_real_one() -> None:
    for key, english, french, ours in ESCO:
        skill = catalogue.find("esco", key)
        assert skill is not None
        assert (skill.label_en, skill.label_fr, skill.label_is_ours) == (english, french, ours)


@pytest.mark.parametrize("key", ["esco", "digcomp"])
def test_what_esco_publishes_stands_under_its_real_address(key: str) -> None:
    framework = catalogue.framework(key)
    assert framework is not None
    for skill in framework.skills:
        assert skill.address == f"http://data.europa.eu/esco/skill/{skill.key}"
        assert skill.label_en
        assert skill.description_en


def test_what_two_frameworks_share_is_worded_alike() -> None:
    by_address: dict[str, set[tuple[str, str | None]]] = {}
    for _, skill in SKILLS:
        if skill.address:
            by_address.setdefault(skill.address, set()).add((skill.label_fr, skill.label_en))
    assert {address: words for address, words in by_address.items() if len(words) > 1} == {}


def test_no_address_that_was_signed_is_lost() -> None:
    for address in PROMISED:
        assert catalogue.find(*address.split("/")), address


def test_our_translations_stay_marked() -> None:
    ours = [(each.key, skill) for each, skill in SKILLS if skill.label_is_ours]
    assert len(ours) == 58
    assert {key for key, _ in ours} == {"esco"}
    assert {skill.label_source for _, skill in ours} == {"proposed, not official"}


def test_what_nobody_confirmed_is_marked() -> None:
    competences = catalogue.framework("key-competences")
    assert competences is not None
    found = [(skill.label_en, skill.label_fr) for skill in competences.skills]
    assert found == list(KEY_COMPETENCES)
    assert [skill.label_is_unconfirmed for skill in competences.skills] == [False] * 2 + [True] * 6
    assert {each.key for each, skill in SKILLS if skill.label_is_unconfirmed} == {competences.key}


def test_job_offers_word_some_of_rome_otherwise() -> None:
    others = {skill.key: skill.also_fr for each, skill in SKILLS if skill.also_fr}
    assert len(others) == 6
    assert others["gerer-son-stress"] == "Contrôle de soi"


def test_rome_has_a_code_only_where_it_was_verified_and_no_address_at_all() -> None:
    rome = catalogue.framework("rome")
    assert rome is not None
    assert {skill.label_fr: skill.code for skill in rome.skills} == ROME
    assert {skill.address for skill in rome.skills} == {None}


def test_rectec_gives_its_short_titles_and_nothing_more() -> None:
    rectec = catalogue.framework("rectec")
    assert rectec is not None
    assert [skill.label_fr for skill in rectec.skills] == list(RECTEC)
    assert {
        (skill.description_fr, skill.description_en, skill.code, skill.address)
        for skill in rectec.skills
    } == {(None, None, None, None)}


def test_licences_are_told_honestly() -> None:
    assert {each.key: (each.licence, each.licence_verified) for each in catalogue.load()} == {
        "rome": ("Licence Ouverte 2.0 (Etalab)", False),
        "rectec": (None, False),
        "esco": ("CC BY 4.0", True),
        "digcomp": ("CC BY 4.0", True),
        "key-competences": (
            "Réutilisation permise avec la source (décision 2011/833/UE)",
            False,
        ),
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


def test_templates_cite_rome_rectec_and_esco() -> None:
    cited = {pair for template in catalogue.templates() for pair in template.skills}
    assert cited <= {(each.key, skill.key) for each, skill in SKILLS}
    assert {framework for framework, _ in cited} == {"rome", "rectec", "esco"}
    assert {key for framework, key in cited if framework == "esco"} == {key for key, *_ in ESCO}


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
