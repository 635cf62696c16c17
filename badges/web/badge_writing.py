"""The form of a draft: from what was typed to what is kept, and to what can be published."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from marshmallow import Schema, fields

from badges import frameworks
from badges.artwork import picture
from badges.extensions import request_session, runtime
from badges.frameworks import BadgeTemplate
from badges.language import N_, translated
from badges.models import BadgeClassDraft
from badges.services import badge_drafts, badge_shelf
from badges.services.badge_drafts import MOST_CRITERIA, Written, WrittenAct
from badges.services.drafts import BadgeDraft, CriterionDraft
from badges.services.errors import Invalid
from badges.urls import PublicUrls
from badges.web import skills

LONGEST_KEPT, MOST_SKILLS, MOST_CHOICES, MOST_SESSIONS = 2000, 20, 50, 100
NO_NUMBER = -1
SAMPLE_MARK = "DÉMO"

PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": N_("Donnez un nom au badge : 120 lettres au plus."),
        "sentence": N_("Écrivez une phrase : 500 lettres au plus."),
        "criteria": N_("Écrivez 1 à 6 actes : 300 lettres au plus pour chacun."),
        "kinds": N_("Cochez au moins une sorte d'activité."),
        "targets": N_("Choisissez 20 compétences au plus, dans la liste."),
        "needed_criteria": N_("Demandez au moins 1 acte, et pas plus qu'il n'y en a."),
        "needed_sessions": N_("Demandez 1 à 100 séances."),
        "valid_months": N_("Écrivez 1 à 240 mois, ou rien."),
        "picture": N_("Choisissez une forme, une couleur et un dessin."),
    }
)


class DraftForm(Schema):
    """The form of a draft. `began_from` is the state of the draft that the page showed."""

    name = fields.Str(load_default="")
    sentence = fields.Str(load_default="")
    criteria = fields.List(fields.Str(), load_default=list)
    continues = fields.List(fields.Str(), load_default=list)
    kinds = fields.List(fields.Str(), load_default=list)
    skills = fields.List(fields.Str(), load_default=list)
    shape = fields.Str(load_default="")
    colour = fields.Str(load_default="")
    pictogram = fields.Str(load_default="")
    needed_criteria = fields.Str(load_default="")
    needed_sessions = fields.Str(load_default="")
    valid_months = fields.Str(load_default="")
    began_from = fields.Str(load_default="")
    do = fields.Str(load_default="save")
    q = fields.Str(load_default="")


def written(values: Mapping[str, Any], *, language: str = "fr") -> Written:
    """What was typed, each text on one line, after the act that `do` asks for was moved."""
    continues = [*values["continues"], *[""] * len(values["criteria"])]
    acts = [
        WrittenAct(one_line(text), whole(number))
        for text, number in zip(values["criteria"], continues, strict=False)
    ]
    texts = ("name", "sentence", "shape", "colour", "pictogram")
    numbers = ("needed_criteria", "needed_sessions", "valid_months")
    return Written(
        **{name: one_line(values[name]) for name in (*texts, *numbers)},
        criteria=tuple(_arranged(acts[: 2 * MOST_CRITERIA], values["do"])),
        kinds=tuple(map(one_line, values["kinds"][:MOST_CHOICES])),
        skills=tuple(dict.fromkeys(map(one_line, values["skills"][:MOST_CHOICES]))),
        language=language,
    )


def of_template(template: BadgeTemplate, urls: PublicUrls) -> Written:
    """What one of the templates says."""
    chosen = ((key, frameworks.find(key, skill)) for key, skill in template.skills)
    return Written(
        name=template.name,
        sentence=template.sentence,
        criteria=tuple(WrittenAct(text) for text in template.criteria),
        kinds=template.kinds,
        skills=tuple(skills.address(key, skill, urls) for key, skill in chosen if skill),
        shape=template.design.shape,
        colour=template.design.colour,
        pictogram=template.design.pictogram,
        needed_criteria=str(template.needed_criteria),
        needed_sessions=str(template.needed_sessions),
    )


def drawn(draft: BadgeClassDraft, says: Written, *, with_picture: bool = True) -> BadgeDraft:
    """What can be published of a draft, with its picture. Raises Invalid with what is missing."""
    session, name = request_session(), marked(says.name)
    design = design_of(says.shape, says.colour, says.pictogram)
    numbers = badge_drafts.continued(session, draft, says)
    acts = tuple(
        CriterionDraft(one.text, number)
        for one, number in zip(says.criteria, numbers, strict=True)
        if one.text
    )
    svg, png = _pictures(design, name) if design and with_picture else (b"", b"")
    made = BadgeDraft(
        name=name,
        sentence=says.sentence,
        criteria=acts,
        kinds=tuple(key for key, _ in kinds() if key in says.kinds),
        targets=skills.targets(
            says.skills, runtime().urls, badge_drafts.named_before(session, draft)
        ),
        design=_kept(design) if design else {},
        svg=svg,
        png=png,
        needed_criteria=_number(says.needed_criteria),
        needed_sessions=_number(says.needed_sessions),
        valid_months=_number(says.valid_months) if says.valid_months else None,
        language=says.language,
    )
    _check(made)
    return made


def draw_ahead(says: Written) -> None:
    """Draw the picture that publishing will need: it takes a second, for which nobody shall wait
    who writes to the database.
    """
    design = design_of(says.shape, says.colour, says.pictogram)
    if design:
        _pictures(design, marked(says.name))


def design_of(shape: str, colour: str, pictogram: str) -> picture.Design | None:
    """The design of these parts, marked in a demonstration; None if there is no such part."""
    try:
        return picture.Design(
            shape=picture.Shape(shape),
            colour=picture.Colour(colour),
            pictogram=pictogram,
            demo=runtime().settings.demo,
        )
    except ValueError:  # of the enumerations, and ArtworkError
        return None


def picture_address(*, shape: str, colour: str, pictogram: str) -> str:
    """Where the picture of these parts is drawn, for whoever may write badge classes."""
    query = urlencode({"shape": shape, "colour": colour, "pictogram": pictogram})
    return f"/badge-classes/picture.svg?{query}"


def problems(draft: BadgeClassDraft, says: Written) -> Mapping[str, Sequence[str]]:
    """What keeps a draft from being published: field to French sentences; empty if nothing does."""
    try:
        drawn(draft, says, with_picture=False)
    except Invalid as error:
        return {name: [translated(PROBLEMS[name])] for name in error.problems}
    return {}


def kinds() -> list[tuple[str, str]]:
    """Key and name of each kind of activity, in the order in which they are offered."""
    order = {kind.key: place for place, kind in enumerate(frameworks.kinds())}
    names = badge_shelf.kinds(request_session())
    return sorted(names.items(), key=lambda row: order.get(row[0], len(order)))


def whole(text: str) -> int | None:
    """A number as people type it; None for anything else, and for what no column holds."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= 9 else None


def marked(name: str) -> str:
    """A name as it is published, marked in a demonstration: nobody shall take it for a real one."""
    done = not name or not runtime().settings.demo or SAMPLE_MARK in name
    return name if done else f"{name} ({SAMPLE_MARK})"


def one_line(text: str) -> str:
    """A text as it is kept: on one line, and no longer than anybody would write it."""
    return " ".join(text[:LONGEST_KEPT].replace("\0", "").split())


@lru_cache(maxsize=32)
def _pictures(design: picture.Design, name: str) -> tuple[bytes, bytes]:
    svg = picture.svg(design, title=name)
    return svg, picture.png(svg)


def _check(made: BadgeDraft) -> None:
    found = {}
    try:
        made.check()
    except Invalid as error:
        found = error.problems
    if not 1 <= len(made.criteria) <= MOST_CRITERIA:
        found["criteria"] = f"name 1 to {MOST_CRITERIA} acts"
    if not made.kinds:
        found["kinds"] = "name a kind of activity"
    if made.needed_sessions > MOST_SESSIONS:
        found["needed_sessions"] = f"ask for at most {MOST_SESSIONS} sessions"
    if len(made.targets) > MOST_SKILLS:
        found["targets"] = f"name at most {MOST_SKILLS} skills"
    if not made.design:
        found["picture"] = "name a shape, a colour and a pictogram"
    if found:
        raise Invalid(found)


def _arranged(acts: list[WrittenAct], do: str) -> list[WrittenAct]:
    """The acts after a button beside one of them was pressed: `up-2`, `down-1`, `remove-3`."""
    verb, _, number = do.partition("-")
    if verb == "add":
        return [*acts, WrittenAct()] if len(acts) < MOST_CRITERIA else acts
    at = (whole(number) or 0) - 1
    if not 0 <= at < len(acts):
        return acts
    others = acts[:at] + acts[at + 1 :]
    if verb == "remove":
        return others
    if verb in ("up", "down"):
        others.insert(max(at - 1, 0) if verb == "up" else at + 1, acts[at])
        return others
    return acts


def _number(text: str) -> int:
    found = whole(text)
    return NO_NUMBER if found is None else found


def _kept(design: picture.Design) -> dict[str, str]:
    row = {"shape": design.shape, "colour": design.colour, "pictogram": design.pictogram}
    return row | ({"demo": "yes"} if design.demo else {})
