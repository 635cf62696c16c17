import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.frameworks.folding import stem, words


def test_it_works() -> None:
    assert list(words("S’adapter à l'ŒUVRE, même-là !")) == [
        *("s", "adapter", "a", "l", "oeuvre", "meme", "la")
    ]


@pytest.mark.parametrize(
    "family",
    [
        "équipe équipes",
        "communiquer communication communications communicating",
        "organiser organisation organisée organisés",
        "ponctuel ponctuelle ponctuels ponctualité",
        "autonome autonomes autonomie",
        "responsable responsables responsabilité responsabilités",
        "motiver motivé motivées motivation",
        "curieux curieuse curieuses curiosité",
        "respect respecter respectueux respectueuse",
        "social sociale sociaux",
        "écoute écouter écouté",
        "leader leadership",
    ],
)
def test_a_family_of_words_has_one_stem(family: str) -> None:
    assert len({stem(word) for word in words(family)}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("regle", "reglisse"), ("calme", "calcul"), ("ecoute", "ecole"), ("gerer", "geste")],
)
def test_another_word_has_another(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text())
def test_any_text_has_plain_words_with_stems(text: str) -> None:
    for word in words(text):
        assert word
        assert word == word.casefold()
        assert stem(word)
