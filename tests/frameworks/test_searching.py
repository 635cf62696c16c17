"""What coordinators type, and what they find."""

from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import frameworks
from badges.frameworks import catalogue
from badges.frameworks.folding import stem, words
from badges.frameworks.searching import LONGEST_TEXT, search


def found(text: str, *, limit: int = 8) -> list[tuple[str, str]]:
    return [(one.framework.key, one.skill.label_fr) for one in search(text, limit=limit)]


def labels(text: str, *, limit: int = 8) -> list[str]:
    return [label for _, label in found(text, limit=limit)]


def test_it_works() -> None:
    assert found("équipe")[:3] == [
        ("rome", "Travailler en équipe"),
        ("rectec", "Travailler en équipe"),
        ("esco", "travailler en équipe"),
    ]


def test_the_package_offers_the_search() -> None:
    (match,) = frameworks.search("gérer le stress", limit=1)
    assert match.skill is catalogue.find("rome", "gerer-son-stress")
    assert match.framework is catalogue.framework("rome")
    assert 0 < match.score <= 1


@pytest.mark.parametrize(
    "typed",
    ["écoute", "ECOUTE", "l'écoute", "a l’ecoute", "À L'ÉCOUTE", "écoutes", "écou", "ecuote"],
)
def test_accents_case_apostrophes_and_slips_are_forgiven(typed: str) -> None:
    assert labels(typed)[0] == "Être à l'écoute, faire preuve d'empathie"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("travialler en equipe", "Travailler en équipe"),
        ("equipe travail", "Travailler en équipe"),
        ("comunication", "Communiquer à l'oral"),
        ("conflit", "gérer les conflits"),
        ("autonomes", "Faire preuve d'autonomie"),
        ("persévérante", "Faire preuve de persévérance"),
        ("créatives", "avoir un esprit créatif"),
        ("usages social", "Prendre en compte les usages sociaux"),
        ("auto évaluer", "s'auto-évaluer"),
        ("auto-évaluation", "s'auto-évaluer"),
        ("contrôle de soi", "Gérer son stress"),
        ("esprit d'équipe", "Travailler en équipe"),
        ("faire preuve de rigueur", "Faire preuve de rigueur et de précision"),
    ],
)
def test_several_words_and_their_endings(typed: str, label: str) -> None:
    assert labels(typed)[0] == label


@pytest.mark.parametrize("length", range(3, len("persévérance") + 1))
def test_each_letter_of_a_word_finds_it(length: int) -> None:
    assert "Faire preuve de persévérance" in labels("persévérance"[:length])


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("groupe", "Travailler en équipe"),
        ("à l'heure", "gérer le temps"),
        ("ponctualité", "gérer le temps"),
        ("ponctualit", "gérer le temps"),
        ("ponctuallité", "gérer le temps"),
        ("parole tenue", "respecter ses engagements"),
        ("sang-froid", "Gérer son stress"),
        ("coup de main", "Avoir le sens du service"),
        ("aider les autres", "Avoir le sens du service"),
        ("prise de parole", "Communiquer à l'oral"),
        ("ordinateur", "Compétences numériques"),
        ("chef", "Faire preuve de leadership"),
        ("se débrouiller", "Agir face à l'imprévu"),
    ],
)
def test_everyday_words_find_what_they_mean(said: str, label: str) -> None:
    assert label in labels(said)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("teams", "travailler en équipe"),
        ("solve problems", "résoudre des problèmes"),
        ("literacy", "Compétences en lecture et écriture"),
        ("programming", "programmation informatique"),
    ],
)
def test_english_finds_too(typed: str, label: str) -> None:
    assert label in labels(typed)


def test_a_label_counts_more_than_a_description() -> None:
    ranks = labels("procédures", limit=100) + labels("imprévus", limit=100)
    assert "Faire preuve de rigueur et de précision" in ranks
    found_there = labels("imprévus", limit=100)
    assert found_there.index("Agir face à l'imprévu") < found_there.index("Gérer son stress")


def test_the_name_of_a_framework_narrows() -> None:
    assert found("rectec équipe") == [("rectec", "Travailler en équipe")]
    assert {framework for framework, _ in found("digcomp", limit=100)} == {"digcomp"}
    assert len(found("digcomp", limit=100)) == 25


def test_one_unknown_word_of_two_is_forgiven() -> None:
    assert labels("équipe zxcvb")[0] == "Travailler en équipe"
    assert labels("zxcvb qsdfg équipe") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "?!…",
        "le",
        "de la",
        "d'",
        "l",
        "x",
        "xyzzy",
        "qwerty asdf",
        "\x00",
        "🙂",
        "ك",
    ],
)
def test_nothing_said_finds_nothing(text: str) -> None:
    assert search(text) == []


@pytest.mark.parametrize("limit", [-1, 0, 1, 3])
def test_never_more_than_asked(limit: int) -> None:
    assert len(search("équipe", limit=limit)) == max(limit, 0)


def test_what_is_pasted_is_read_at_its_beginning() -> None:
    pasted = "équipe " * LONGEST_TEXT
    assert labels(pasted)[0] == "Travailler en équipe"


def test_every_label_finds_its_skill_first() -> None:
    for framework in catalogue.load():
        for skill in framework.skills:
            best = search(skill.label_fr, limit=200)
            top = {one.skill.label_fr.lower() for one in best if one.score == best[0].score}
            assert skill.label_fr.lower() in top, skill.label_fr


def test_every_synonym_means_words_of_the_frameworks() -> None:
    known = {
        stem(word)
        for framework in catalogue.load()
        for skill in framework.skills
        for text in (skill.label_fr, skill.also_fr or "", skill.description_fr or "")
        for word in words(text)
    }
    for said, means in catalogue.synonyms():
        assert said
        assert means
        assert [word for one in means for word in words(one) if stem(word) not in known] == []
        for phrase in said:
            assert search(phrase), phrase


def test_the_same_text_finds_the_same_in_the_same_order() -> None:
    for text in ("gérer", "communiquer", "numérique", "a", "respect des règles"):
        assert search(text, limit=100) == search(text, limit=100)
        scores = [one.score for one in search(text, limit=100)]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text",
    ["é", "co", "gérer", "comuniqation nmuériqe orgnaisé", "a b c d e f g h i j k l", "e" * 9999],
)
def test_it_is_fast(text: str) -> None:
    search("the index is made once")
    assert min(repeat(lambda: search(text), number=1, repeat=7)) < 0.005


@given(st.text(), st.integers(min_value=-3, max_value=300))
def test_any_text_will_do(text: str, limit: int) -> None:
    matches = search(text, limit=limit)
    assert len(matches) <= max(limit, 0)
    assert all(0 < one.score <= 1 for one in matches)


@given(
    st.lists(
        st.sampled_from(
            ["équipe", "écoute", "l'", "a", "gérer", "numérique", "stres", "d", "zz", "à-l'heure"]
        )
    )
)
def test_any_words_will_do(typed: list[str]) -> None:
    search(" ".join(typed))
