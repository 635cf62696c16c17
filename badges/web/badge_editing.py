"""What the pages of a draft show: its form, and the badge as an employer will see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request
from markupsafe import Markup

from badges import clock
from badges.extensions import request_session, runtime
from badges.language import N_, local_day, long_date
from badges.language import translated as _
from badges.models import BadgeClass, BadgeClassDraft, Organisation
from badges.services import badge_drafts, badge_shelf, promises, publishing, wording
from badges.services.badge_drafts import MOST_CRITERIA, Written
from badges.web import acting, artwork_words, badge_writing, remarks, skills, verification
from badges.web.skills import Shown

LONGEST_SEARCH: Final = 200
SAVED = N_("C'est enregistré.")
NOT_I = N_("Commencez par « Je » : c'est la personne qui parle.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a draft follows: the latest version, who has which, and what publishing does to it.

    `number` is the version that is written, `again` if it is written in the place of one that
    nobody has. `marker` names the latest version as it is now.
    """

    slug: str = ""
    number: int = 1
    again: bool = False
    given: tuple[tuple[int, int], ...] = ()
    marker: str = ""


def standing(draft: BadgeClassDraft) -> Standing:
    """What publishing this draft comes to."""
    session = request_session()
    if draft.badge_class_id is None:
        return Standing()
    badge_class = session.get_one(BadgeClass, draft.badge_class_id)
    latest = publishing.latest(session, badge_class)
    awarded = publishing.was_awarded(session, latest)
    counts = badge_shelf.given(session, badge_class)
    return Standing(
        slug=badge_class.slug,
        number=latest.number + awarded,
        again=not awarded,
        given=tuple((number, one.people) for number, one in sorted(counts.items()) if one.people),
        marker=f"{latest.number} {latest.published_at.isoformat()}",
    )


def remarks_of(said: Written) -> list[Markup]:
    """All that is questioned in what a draft says in public."""
    questioned = [*name_remarks(said)]
    for one in act_remarks(said):
        questioned += one
    return list(dict.fromkeys(questioned))


def name_remarks(said: Written) -> list[Markup]:
    """What is questioned in the name and in the sentence, which everybody reads."""
    found = (*wording.public_name(said.name), *wording.public_name(said.sentence))
    return [remarks.of(one) for one in dict.fromkeys(found)]


def act_remarks(said: Written) -> list[list[Markup]]:
    """What is questioned in each act."""
    return [[remarks.of(one) for one in wording.criterion(act.text)] for act in said.criteria]


def form(
    draft: BadgeClassDraft,
    said: Written,
    status: int = 200,
    *,
    notice: str = "",
    checked: bool = False,
) -> Response:
    """The form of a draft with what was typed, and what is missing if that was asked for."""
    searched = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    chosen = _chosen(draft, said)
    found = skills.find(searched, runtime().urls) if searched else []
    return acting.page(
        "badge_drafts/edit.html",
        status,
        draft=draft,
        began_from=badge_drafts.stamp(draft),
        organisation=request_session().get_one(Organisation, draft.organisation_id),
        said=said,
        notice=notice,
        done=_(SAVED) if request.args.get("done") == "saved" else "",
        problems=badge_writing.problems(draft, said) if checked else {},
        name_remarks=name_remarks(said),
        act_remarks=act_remarks(said),
        first_person=_first_person(said),
        most_acts=MOST_CRITERIA,
        kinds=badge_writing.kinds(),
        chosen=chosen,
        searched=searched,
        found=[one for one in found if one.address not in {each.address for each in chosen}],
        standing=standing(draft),
        **_picture_words(),
    )


def preview(draft: BadgeClassDraft, status: int = 200, *, notice: str = "") -> Response:
    """The badge as an employer will see it, and what publishing it comes to."""
    said = badge_drafts.read(draft)
    organisation = request_session().get_one(Organisation, draft.organisation_id)
    kinds = [name for key, name in badge_writing.kinds() if key in said.kinds]
    return acting.page(
        "badge_drafts/preview.html",
        status,
        draft=draft,
        began_from=badge_drafts.stamp(draft),
        key=acting.key(),
        notice=notice,
        remarks=remarks_of(said),
        standing=standing(draft),
        says=badge_writing.drawn(draft, said, with_picture=False),
        kinds=kinds,
        badge=_as_seen(draft, said, organisation, activity=kinds[0]),
    )


def _as_seen(
    draft: BadgeClassDraft, said: Written, organisation: Organisation, *, activity: str
) -> verification.Badge:
    """The badge with an example of everything that an award adds to it."""
    asked = badge_writing.drawn(draft, said, with_picture=False)
    parts = {"shape": said.shape, "colour": said.colour, "pictogram": said.pictogram}
    return verification.Badge(
        language=said.language,
        name=asked.name,
        sentence=asked.sentence,
        picture=badge_writing.picture_address(**parts),
        given_by=organisation.name,
        organisation=f"/issuers/{organisation.slug}",
        programme=organisation.programme.name,
        day=long_date(local_day(clock.now())),
        activity=activity,
        circumstances=promises.circumstances(
            activity,
            organisation.town or organisation.name,
            coaches=1,
            sessions=asked.needed_sessions,
            planned=asked.needed_sessions,
        ),
        seen=tuple(one.text for one in asked.criteria[: asked.needed_criteria]),
        skills=tuple(
            verification.Skill(label=one.label, framework=one.framework, address=one.path)
            for one in _chosen(draft, said)
        ),
        demands=None,
    )


def _chosen(draft: BadgeClassDraft, said: Written) -> list[Shown]:
    former = badge_drafts.named_before(request_session(), draft)
    found = (skills.shown(address, runtime().urls, former) for address in said.skills)
    return [one for one in found if one]


def _first_person(said: Written) -> str:
    """A remark on a French sentence in which nobody says *je*."""
    words = said.sentence.casefold().replace("\u2019", "'").replace("'", " ").split()
    speaks = not words or said.language != "fr" or {"je", "j", "moi"} & set(words)
    return "" if speaks else _(NOT_I)


def _picture_words() -> dict[str, Any]:
    """The parts of a picture by their names."""

    def named(words: Mapping[str, str]) -> Sequence[tuple[str, Markup]]:
        return [(key, _(word)) for key, word in words.items()]

    return {
        "shapes": named(artwork_words.SHAPES),
        "colours": named(artwork_words.COLOURS),
        "pictograms": sorted(named(artwork_words.PICTOGRAMS), key=lambda one: one[1].casefold()),
    }
