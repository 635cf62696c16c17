"""Skills by the addresses that badges name them by, as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from badges import frameworks
from badges.extensions import runtime
from badges.frameworks import Framework, Skill
from badges.language import N_
from badges.language import translated as _
from badges.services.drafts import Target
from badges.urls import PublicUrls

OURS = N_("notre traduction, pas officielle")
UNCONFIRMED = N_("nom à confirmer auprès de la source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A skill of a framework; `note` is what is to be said of its French label, if anything.

    `path` is its address as a page of ours links to it.
    """

    address: str
    label: str
    framework: str
    path: str
    note: str


def find(text: str, urls: PublicUrls) -> list[Shown]:
    """What a search in French finds in all frameworks, the best first."""
    return [_shown(urls, match.framework, match.skill) for match in frameworks.search(text)]


def shown(address: str, urls: PublicUrls, others: Sequence[Target] = ()) -> Shown | None:
    """The skill at an address: one of our frameworks, or of `others`, which a version named."""
    known = _by_address(urls).get(address)
    if known:
        return _shown(urls, *known)
    for one in others:
        if one.url == address:
            path = address.removeprefix(urls.base)
            return Shown(
                address=address, label=one.name, framework=one.framework, path=path, note=""
            )
    return None


def targets(
    addresses: Iterable[str], urls: PublicUrls, others: Sequence[Target] = ()
) -> tuple[Target, ...]:
    """What a badge says of the skills at these addresses, each once; what nobody knows is left."""
    former = {one.url: one for one in others}
    found = []
    for address in dict.fromkeys(addresses):
        known = _by_address(urls).get(address)
        if known:
            framework, skill = known
            found.append(
                Target(name=skill.label_fr, url=address, framework=framework.name, code=skill.code)
            )
        elif address in former:
            found.append(former[address])
    return tuple(found)


def note(there: str) -> str:
    """What is to be said of the French label of the skill that is described there, or nothing."""
    urls = runtime().urls
    known = _by_address(urls).get(urls.base + there if there.startswith("/") else there)
    return _note(known[1]) if known else ""


def address(framework: str, skill: Skill, urls: PublicUrls) -> str:
    """Where a skill is described: at its source, else with us."""
    return skill.address or urls.skill(framework, skill.key)


@lru_cache(maxsize=8)
def _by_address(urls: PublicUrls) -> Mapping[str, tuple[Framework, Skill]]:
    return {
        address(framework.key, skill, urls): (framework, skill)
        for framework in frameworks.load()
        for skill in framework.skills
    }


def _shown(urls: PublicUrls, framework: Framework, skill: Skill) -> Shown:
    there = address(framework.key, skill, urls)
    return Shown(
        address=there,
        label=skill.label_fr,
        framework=framework.name,
        path=there.removeprefix(urls.base),
        note=_note(skill),
    )


def _note(skill: Skill) -> str:
    if skill.label_is_ours:
        return _(OURS)
    return _(UNCONFIRMED) if skill.label_is_unconfirmed else ""
