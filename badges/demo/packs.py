"""Which packs of cards the coaches of the demonstration get, and who gets a card of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from badges.demo.attendance import Meeting
from badges.demo.chance import chance
from badges.demo.entries import DemoPerson

GETS_A_CARD = 0.85
UNCLAIMED = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack of an organisation that a coach holds from the start."""

    holder: str
    organisation: str
    size: int


def gets_a_card(person: DemoPerson) -> bool:
    """Whether somebody is given a card when they come for the first time; most are."""
    return person.listed or chance("card", person.id) < GETS_A_CARD


def packs(held: Sequence[Meeting], described: Mapping[str, DemoPerson]) -> tuple[Pack, ...]:
    """As many cards as each coach gives, and a few that stay nobody's: 31 in all."""
    given: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    for meeting in held:
        new = [one for one in meeting.people if one not in seen]
        seen.update(new)
        holder = (meeting.activity.coaches[0], meeting.activity.organisation)
        given[holder] += sum(gets_a_card(described[one]) for one in new)
    spare = divmod(UNCLAIMED, len(given))
    return tuple(
        Pack(holder=holder, organisation=owner, size=count + spare[0] + (at < spare[1]))
        for at, ((holder, owner), count) in enumerate(sorted(given.items()))
    )
