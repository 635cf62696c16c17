import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.services.phrases import Phrases, plain, read

LIST = Phrases("motivé, fait preuve de, RSA, handi*, à l'écoute, imagine,\n courageux, acteur")


def length(text: str, at: int = 0) -> int:
    return LIST.length_at(read(text).words, at)


def test_it_works() -> None:
    assert length("motivées") == 1
    assert length("Fait preuve de courage") == 3
    assert length("Il fait preuve de courage", at=1) == 3
    assert length("Il fait preuve") == 0


@pytest.mark.parametrize(
    "text",
    [
        *("Motivé", "motivee", "MOTIVÉE", "motivé(e)", "motivé(e)s", "motivé·e·s", "motivé.e.s"),
        *("courageuse", "courageuses", "courageux", "actrice", "acteurs", "acteur"),
        *("À l’écoute", "a l'ecoute", "rsa", "RSA", "Handicap", "handisport"),
        "Motive\u0301",
    ],
)
def test_an_entry_stands_for_its_forms(text: str) -> None:
    assert length(text) > 0


@pytest.mark.parametrize(
    "text",
    ["imaginé", "imaginée", "RSAE", "motif", "a la fin", "fait preuve", "beau handicap", "", "…"],
)
def test_others_are_other_words(text: str) -> None:
    assert length(text) == 0


@pytest.mark.parametrize("at", [-1, 1, 99])
def test_outside_a_text_there_is_nothing(at: int) -> None:
    assert length("motivé", at=at) == 0


def test_a_text_is_taken_apart() -> None:
    text = read("Bravo, l'équipe ! À demain")
    assert [word.plain for word in text.words] == ["bravo", "l", "equipe", "à", "demain"]
    assert [word.paused for word in text.words] == [True, True, False, True, False]
    assert [word.begins for word in text.words] == [True, False, False, True, False]
    assert text.between(1, 3) == "l'équipe"


def test_plain_text() -> None:
    assert plain("ŒUVRE Été") == "oeuvre ete"
    assert (plain("À"), plain("A")) == ("à", "a")


@given(st.text())
def test_any_text_is_taken_apart(typed: str) -> None:
    text = read(typed)
    for at, word in enumerate(text.words):
        assert text.between(at, at + 1) == word.typed
        assert length(typed, at) >= 0
