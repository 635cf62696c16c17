"""What is questioned, and above all what is not."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import frameworks, paths
from badges.services.wording import (
    Remark,
    RemarkCode,
    criterion,
    free_line,
    public_name,
)
from tests.services.criteria import BAD, GOOD

TEMPLATES = [(template, one) for template in frameworks.templates() for one in template.criteria]
WORDS = tomllib.loads((paths.PACKAGE / "services" / "data" / "words.toml").read_text("utf-8"))
DEMONSTRATION = paths.PACKAGE / "demo" / "data"


def names_in(file: str) -> list[str]:
    entries = json.loads((DEMONSTRATION / file).read_text("utf-8"))
    return [entry["name"] for entry in entries if "name" in entry]


def test_it_works() -> None:
    assert criterion("Est motivé(e) et range bien") == (
        Remark(RemarkCode.TRAIT, "motivé"),
        Remark(RemarkCode.MANNER, "bien"),
    )
    assert criterion("A rangé le matériel") == ()


@pytest.mark.parametrize("text", [one for _, one in TEMPLATES])
def test_no_template_is_questioned(text: str) -> None:
    assert criterion(text) == ()


@pytest.mark.parametrize("text", GOOD)
def test_no_act_is_questioned(text: str) -> None:
    assert criterion(text) == ()
    assert criterion(text.lower() + ".") == ()


@pytest.mark.parametrize(("text", "code"), BAD)
def test_what_is_no_act_is_questioned(text: str, code: str) -> None:
    assert code in {remark.code for remark in criterion(text)}
    assert code in {remark.code for remark in criterion(text.upper())}
    assert code in {remark.code for remark in criterion(text.lower())}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Est vraiment motivée", ["vraiment", "motivée"]),
        ("Fait preuve de courage", ["Fait preuve"]),
        ("Sérieux, poli et motivé", ["Sérieux", "poli", "motivé"]),
        ("Écoute et comprend", ["comprend"]),
        ("Range avec sérieux et rigueur", ["avec sérieux", "rigueur"]),
        ("Est motive\u0301", ["motivé"]),
    ],
)
def test_a_remark_shows_the_words_as_they_were_typed(text: str, words: list[str]) -> None:
    assert [remark.words for remark in criterion(text)] == words


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("A imaginé un décor", "Imagine un décor"),
        ("A écouté ou imaginé une suite", "Écoute ou imagine une suite"),
        ("Organisé la salle", "Organisé"),
        ("A ouvert la porte", "Est ouvert"),
        ("A gardé son énergie pour la fin", "A de l'énergie"),
        ("A pensé à tout… et posé la question"[17:], "Pense à tout"),
    ],
)
def test_an_act_is_told_from_a_state(act: str, state: str) -> None:
    assert criterion(act) == ()
    assert criterion(state) != ()


@pytest.mark.parametrize("file", ["organisations.json", "activities.json", "badges.json"])
def test_no_name_of_the_demonstration_is_questioned(file: str) -> None:
    assert {name: public_name(name) for name in names_in(file) if public_name(name)} == {}


@pytest.mark.parametrize(
    "name",
    [
        *(template.name for template in frameworks.templates()),
        "Tremplin Est (démo)",
        "Foyer rural de la Vallée",
        "Maison des jeunes et de la culture",
        "Stade de l'Étoile rouge",
        "Club de voile",
        "Atelier vélo solidaire",
        "Épicerie sociale du Marché",
        "Permanence numérique",
        "Mentorat inversé",
        "Garde de nuit",
        "Sport et cuisine du monde",
        "ROME 4.0",
        "Médiation de quartier",
        "Jardin partagé",
    ],
)
def test_a_plain_name_is_not_questioned(name: str) -> None:
    assert public_name(name) == ()


@pytest.mark.parametrize(
    "name",
    [
        "Futsal des détenus",
        "Atelier cuisine – Maison d'arrêt de Nancy",
        "Centre pénitentiaire, bâtiment B",
        "Vers la réinsertion",
        "Parcours de réhabilitation",
        "CADA Les Tilleuls",
        "Français pour demandeurs d'asile",
        "Solidarité Réfugiés",
        "Handibasket",
        "Esat du Parc",
        "Hôpital de jour",
        "Groupe addictions",
        "Sport contre la dépression",
        "Atelier psychiatrie",
        "Chômeurs en action",
        "Bénéficiaires du RSA",
        "Foot PJJ",
        "Les sans-abri jouent",
        "Tournoi TIG",
        "Femmes victimes de violences conjugales",
        "Cours pour illettrés",
        "Rehab sport",
        "Refugee cup",
    ],
)
def test_a_revealing_name_is_questioned(name: str) -> None:
    remarks = public_name(name)
    assert {remark.code for remark in remarks} == {RemarkCode.REVEALING}
    assert all(remark.words in name for remark in remarks)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "A aidé à ranger, même sous la pluie.",
        "Très belle séance. Bravo pour la patience avec les seniors !",
        "A expliqué WhatsApp et France Travail à une dame.",
        "Le groupe a applaudi.",
        "Elle a marqué trois buts. Il a fait la passe.",
        "A planté des roses et taillé la pierre",
        "Personne n'a été oublié grâce à son appel.",
        "A tenu le stand du DJ pendant 2 h",
        "Crise de rire générale après le match.",
        "A gagné à Metz avec l'équipe du Futsal Nord.",
        "A guidé le groupe au musée du Louvre. Ensuite a tout rangé.",
    ],
)
def test_a_plain_line_is_not_questioned(line: str) -> None:
    assert free_line(line, names=["Amina K.", "Rose P."], places=["Metz", "Futsal Nord"]) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Amina a aidé le groupe", "Amina"),
        ("amina a aidé le groupe", "amina"),
        ("AMINA a aidé le groupe", "AMINA"),
        ("Bravo à Rose", "Rose"),
        ("A aidé Tarkan à monter", "Tarkan"),
        ("A joué avec karim", "karim"),
        ("Zdenka a expliqué la règle", "Zdenka"),
        ("Merci à Mme Durand", "Durand"),
        ("Avec Jean-Noël", "Jean"),
        ("a aidé ياسين", "ياسين"),
    ],
)
def test_a_name_in_a_line_is_questioned(line: str, words: str) -> None:
    remarks = free_line(line, names=["Amina K.", "Rose P.", "Jean-Noël D'Almeida", "ياسين"])
    assert Remark(RemarkCode.PERSON, words) in remarks


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A joué malgré sa blessure", "health"),
        ("A un traitement, a tenu jusqu'au bout", "health"),
        ("Venue malgré son mal au dos", "health"),
        ("Revient de l'hôpital", "health"),
        ("Est enceinte, a tout de même porté les sacs", "health"),
        ("Premier pas depuis sa sortie de prison", "circumstance"),
        ("Au chômage depuis deux ans", "circumstance"),
        ("A sauté le ramadan", "circumstance"),
        ("Has been to the doctor", "health"),
    ],
)
def test_health_and_situation_in_a_line_are_questioned(line: str, code: str) -> None:
    assert [remark.code for remark in free_line(line)] == [code]


@pytest.mark.parametrize("table", ["health", "circumstance"])
def test_no_entry_of_the_lists_is_idle(table: str) -> None:
    lists = WORDS[table]
    for entry in _entries(lists["phrases"]):
        assert criterion(f"A dit {entry}"), entry
        assert public_name(f"Atelier {entry}"), entry
        assert free_line(f"A dit {entry}"), entry
    for entry in _entries(lists["in_a_line"]):
        assert free_line(f"A dit {entry}"), entry


def test_no_entry_for_criteria_is_idle() -> None:
    idle = [
        text
        for lists, before in (
            (WORDS["trait"]["adjectives"], "Est "),
            (WORDS["trait"]["nouns"], "A de la "),
            (WORDS["trait"]["phrases"], "A dit "),
            (WORDS["state"]["verbs"], ""),
            (WORDS["unseen"]["verbs"], "Il "),
            (WORDS["unseen"]["phrases"], "Il "),
            (WORDS["manner"]["phrases"], "Il "),
            (WORDS["habit"]["phrases"], "Vient "),
            (WORDS["circumstance"]["in_a_name"], ""),
        )
        for text in (before + entry for entry in _entries(lists))
        if not criterion(text) + public_name(text)
    ]
    assert idle == []


def _entries(written: str) -> list[str]:
    return [entry.strip().removesuffix("*") for entry in written.split(",") if entry.strip()]


@pytest.mark.parametrize("text", ["", " ", "…", "\x00", "🙂", "'", "(e)", "·e", "*", "ا"])
def test_nothing_said_is_not_questioned(text: str) -> None:
    assert criterion(text) == public_name(text) == free_line(text, names=["", " ", text]) == ()


SCRAPS = [
    "a",
    "à",
    "est",
    "et",
    "ou",
    ",",
    ".",
    "motivé",
    "motivée(e)",
    "Sérieux",
    "sait",
    "avec",
    "de",
    "la",
    "façon",
    "bien",
    "Il",
    "chômage",
    "Amina",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(SCRAPS)).map(" ".join)))
def test_any_text_will_do(text: str) -> None:
    for remarks in (criterion(text), public_name(text), free_line(text, names=[text])):
        assert len(set(remarks)) == len(remarks)
        assert all(remark.words for remark in remarks)
