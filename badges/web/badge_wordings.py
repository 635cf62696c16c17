"""What a badge class says in other languages: chosen, written beside the signed text, removed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, Response, abort, request
from markupsafe import Markup
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import LANGUAGES, N_
from badges.language import translated as _
from badges.models import BadgeClassVersion, BadgeWording
from badges.security import Permission
from badges.services import scoping, wording, wordings
from badges.services.errors import Conflict, Invalid
from badges.services.wordings import Wording
from badges.web import acting, badge_writing, remarks

blueprint = Blueprint("badge_wordings", __name__, url_prefix="/badge-classes")

VERSION: Final = "/<slug>/versions/<int:version>/languages"
DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "saved": N_("C'est enregistré. Les lecteurs de cette langue le voient."),
        "removed": N_("Ces textes sont enlevés. Le texte signé reste."),
    }
)
PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "all": N_("Écrivez au moins un texte."),
        "name": N_("Écrivez 120 lettres au plus."),
        "sentence": N_("Écrivez 500 lettres au plus."),
        "act": N_("Écrivez 300 lettres au plus."),
    }
)
CHANGED = N_("Ce badge a changé entre-temps. Relisez, puis enregistrez.")
KEEP: Final = "yes"


class WordingForm(Schema):
    """One language of a version; `digest` is of what the page showed beside the fields."""

    name = fields.Str(load_default="")
    sentence = fields.Str(load_default="")
    acts = fields.List(fields.Str(), load_default=list)
    digest = fields.Str(load_default="")
    keep = fields.Str(load_default="")


@blueprint.get(VERSION)
@security.needs(Permission.PUBLISH_BADGE_CLASS)
def index(slug: str, version: int) -> Response:
    """The languages that this version can be read in, and how much of each is written."""
    found = _version(slug, version)
    written = wordings.written(request_session(), found)
    lines = [
        (code, name, _texts(written[code]) if code in written else 0)
        for code, name in LANGUAGES.items()
        if code != found.language
    ]
    done = DONE.get(request.args.get("done", ""))
    return acting.page(
        "badge_wordings/index.html",
        slug=slug,
        version=found,
        lines=lines,
        texts=2 + len(found.criteria),
        done=_(done) if done else "",
    )


@blueprint.get(f"{VERSION}/<language>")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
def show(slug: str, version: int, language: str) -> Response:
    """The form of one language, with the signed text beside each field."""
    found = _version(slug, version, language)
    row = wordings.written(request_session(), found).get(language)
    acts = row.acts if row else {}
    said = Wording(
        language=language,
        name=row.name if row else "",
        sentence=row.sentence if row else "",
        acts={(one.number, one.text): acts.get(str(one.number), "") for one in found.criteria},
    )
    return _form(slug, found, said, written=row is not None)


@blueprint.post(f"{VERSION}/<language>")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def save(slug: str, version: int, language: str) -> Response:
    """Let the badge be read in this language from the next request on."""
    found = _version(slug, version, language)
    values = acting.only(WordingForm)
    said = _typed(found, language, values)
    questions = _questions(said) if values["keep"] != KEEP else []
    if questions:
        return _form(slug, found, said, 400, questions=questions)
    digest, actor = values["digest"], security.acting()
    try:
        wordings.write(request_session(), found, said, digest=digest, actor=actor, now=clock.now())
    except Invalid as error:
        return _form(slug, found, said, 400, problems=_sentences(error))
    except Conflict:
        return _form(slug, found, said, 409, problems={"all": [_(CHANGED)]})
    acting.commit()
    return acting.see_other(_address(slug, version), done="saved")


@blueprint.post(f"{VERSION}/<language>/remove")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def remove(slug: str, version: int, language: str) -> Response:
    """Let the badge be read as it was signed again."""
    found = _version(slug, version, language)
    acting.nothing()
    wordings.remove(request_session(), found, language, actor=security.acting(), now=clock.now())
    acting.commit()
    return acting.see_other(_address(slug, version), done="removed")


def _version(slug: str, number: int, language: str | None = None) -> BadgeClassVersion:
    """One's own version, if it is not signed in that language; 404 for any other."""
    badge_class = scoping.badge_class(request_session(), security.acting(), slug)
    found = next((one for one in badge_class.versions if one.number == number), None)
    if found is None or (language is not None and language not in LANGUAGES):
        abort(404)
    return found if language != found.language else abort(404)


def _form(
    slug: str,
    version: BadgeClassVersion,
    said: Wording,
    status: int = 200,
    *,
    problems: Mapping[str, Sequence[str]] = MappingProxyType({}),
    questions: Sequence[Markup] = (),
    written: bool = False,
) -> Response:
    return acting.page(
        "badge_wordings/form.html",
        status,
        address=_address(slug, version.number),
        version=version,
        said=said,
        called=LANGUAGES[said.language],
        problems=problems,
        questions=questions,
        written=written,
    )


def _typed(version: BadgeClassVersion, language: str, values: Mapping[str, Any]) -> Wording:
    """What was typed, each text on one line, for the criteria as they stand."""
    texts = map(badge_writing.one_line, values["acts"])
    return Wording(
        language=language,
        name=badge_writing.marked(badge_writing.one_line(values["name"])),
        sentence=badge_writing.one_line(values["sentence"]),
        acts={
            (one.number, one.text): text for one, text in zip(version.criteria, texts, strict=False)
        },
    )


def _questions(said: Wording) -> list[Markup]:
    """What a text may tell too much of, as where badge classes are written."""
    found = [*wording.public_name(said.name), *wording.public_name(said.sentence)]
    for text in said.acts.values():
        found += wording.criterion(text)
    return [remarks.of(one) for one in found]


def _sentences(error: Invalid) -> dict[str, list[str]]:
    return {name: [_(PROBLEMS[name.partition("-")[0]])] for name in error.problems}


def _texts(row: BadgeWording) -> int:
    return bool(row.name) + bool(row.sentence) + len(row.acts)


def _address(slug: str, version: int) -> str:
    return f"/badge-classes/{slug}/versions/{version}/languages"
