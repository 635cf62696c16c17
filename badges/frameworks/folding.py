"""Words as they are compared in a search: without case, accents, elision and endings."""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category, normalize

# What is left of a word without them says what it is about. French and English: genders, persons,
# and the usual ways to make a noun or an adjective of a verb.
_WRITTEN_ENDINGS: Final = """
    abilite ibilite alite ivite osite ite isme
    ation ition ion emental ement ment ance ence age ure
    ateur atrice eur eux euse ueux ueuse if ive able ible el elle al ale ique ie ien ienne
    er ir re oir ant ante ent ente ee e ait ons ez
    ing ed ly ate ating ership ship ness
"""
# The longest first, so that the whole ending goes.
_ENDINGS: Final = sorted(_WRITTEN_ENDINGS.split(), key=lambda ending: (-len(ending), ending))
_SHORT_ENDING: Final = 2
_STEM_OF_SHORT, _STEM_OF_LONG = 3, 4
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_WORD: Final = re.compile(r"[^\W_]+")


def words(text: str) -> Iterator[str]:
    """The words of a text, plain: « S'adapter à l'œuvre » is `s`, `adapter`, `a`, `l`, `oeuvre`."""
    decomposed = normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(letter for letter in decomposed if category(letter) != "Mn")
    return (found.group() for found in _WORD.finditer(plain))


def stem(word: str) -> str:
    """What a plain word has in common with its plural, its feminine, its verb and its noun."""
    single = _singular(word)
    for ending in _ENDINGS:
        shortest = _STEM_OF_SHORT if len(ending) <= _SHORT_ENDING else _STEM_OF_LONG
        if single.endswith(ending) and len(single) - len(ending) >= shortest:
            return _even(single.removesuffix(ending))
    return _even(single)


def _singular(word: str) -> str:
    if word.endswith("aux") and len(word) > _STEM_OF_LONG:
        return word[:-2] + "l"
    if word.endswith("s") and not word.endswith("ss") and len(word) > _STEM_OF_LONG:
        return word[:-1]
    return word


def _even(word: str) -> str:
    """One spelling where French has two: communiqu(er) and communic(ation), personn(el)."""
    even = word[:-2] + "c" if word.endswith("qu") else word
    return even[:-1] if len(even) > _STEM_OF_SHORT and even[-1] == even[-2] else even
