"""The words that a search knows: those that begin so, and those that differ by a slip or two."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from badges.frameworks.folding import stem

# Fewest letters of a word in which one slip, and two, are forgiven; and the most looked at.
_FOR_ONE, _FOR_TWO, _LONGEST = 5, 8, 24


class Spelling:
    """Plain words, looked up by their beginning, their stem, or nearly."""

    def __init__(self, known: Iterable[str]) -> None:
        self._sorted = sorted(set(known))
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        self._without: dict[str, set[str]] = defaultdict(set)
        for word in self._sorted:
            self._by_stem[stem(word)].append(word)
            for shorter in _without_letters(word):
                self._without[shorter].add(word)

    def beginning_with(self, beginning: str) -> Iterator[str]:
        """The known words that begin so, in alphabetical order."""
        for word in self._sorted[bisect_left(self._sorted, beginning) :]:
            if not word.startswith(beginning):
                return
            yield word

    def of_stem(self, root: str) -> Sequence[str]:
        """The known words with this stem."""
        return self._by_stem.get(root, ())

    def corrections(self, word: str) -> list[str]:
        """The known words that are nearest to a word, if that is near enough to be a slip."""
        candidates = {
            known for shorter in _without_letters(word) for known in self._without.get(shorter, ())
        }
        near = {known: slips(word, known) for known in candidates}
        least = min(near.values(), default=0)
        if least > forgiven(word):
            return []
        return sorted(known for known, distance in near.items() if distance == least)


def forgiven(word: str) -> int:
    """How many slips a word of this length may have."""
    if not _FOR_ONE <= len(word) <= _LONGEST:
        return 0
    return 1 if len(word) < _FOR_TWO else 2


def slips(one: str, other: str) -> int:
    """Letters left out, put in, mistaken, or swapped with the next, from one word to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        further = [i]
        for j, wanted in enumerate(other, start=1):
            fewest = min(row[j] + 1, further[-1] + 1, row[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                fewest = min(fewest, before[j - 2] + 1)
            further.append(fewest)
        before, row = row, further
    return row[-1]


def _without_letters(word: str) -> Iterator[str]:
    """The word, and what is left of it without as many letters as slips are forgiven."""
    if not forgiven(word):
        return
    yield word
    for count in range(1, forgiven(word) + 1):
        for kept in combinations(word, len(word) - count):
            yield "".join(kept)
