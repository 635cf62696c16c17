"""A link's badges inside somebody's site: the page for the frame, and oEmbed, which names it."""

from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, render_template, request
from markupsafe import Markup
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from badges import clock, language, security
from badges.extensions import reading, runtime
from badges.language import local_day
from badges.openbadges.verification.report import Verdict
from badges.services import codes, judgements, verifying
from badges.services.judgements import Judged
from badges.services.share_links import Shared
from badges.urls import Place
from badges.web import answers, verification
from badges.web.awards import status_of

blueprint = Blueprint("embedding", __name__)

WIDTH: Final = 360
HEIGHT: Final = 640
HTML: Final = Markup(
    '<iframe src="{src}" title="{title}" width="{width}" height="{height}"'
    ' loading="lazy" style="border:0"></iframe>'
)


class Asked(Schema):
    """What a site asks of oEmbed (oembed.com, 2.2.1)."""

    class Meta:
        """A site may send what is not known here."""

        unknown = EXCLUDE

    url = fields.String(required=True, validate=validate.Length(1, 300))
    format = fields.String(load_default="json")
    maxwidth = fields.Integer(load_default=WIDTH, validate=validate.Range(1, 100_000))
    maxheight = fields.Integer(load_default=HEIGHT, validate=validate.Range(1, 100_000))


@blueprint.get("/v/<code>/embed")
def show(code: str) -> Response:
    """The badges of a link, for a frame in anybody's page; of no other code."""
    judged = _judge(code)
    answer = answers.page(_body(judged), status_of(judged))
    answer.headers["Content-Security-Policy"] = security.EMBEDDED_POLICY
    return answer


@blueprint.get("/oembed")
def oembed() -> Response:
    """How a site shows the page at an address of ours (oembed.com, 2.3.4.4)."""
    try:
        asked = Asked().load(request.args)
    except ValidationError:
        abort(400)
    if asked["format"] != "json":
        abort(501)
    found = runtime().urls.read(asked["url"])
    if found is None or found.place not in {Place.CODE, Place.CODE_PRINTED}:
        abort(404)
    judged = _judge(found.parts["code"])
    if judged.shared is None or judged.verdict is not Verdict.VALID:
        abort(404)
    answer = jsonify(_described(judged, judged.shared, asked))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def frame(code: str, *, title: str, width: int = WIDTH, height: int = HEIGHT) -> Markup:
    """The HTML that shows a link inside a page."""
    src = runtime().urls.embed(codes.shown(code))
    return HTML.format(src=src, title=title, width=width, height=height)


def _judge(text: str) -> Judged:
    """The verdict on a link; any other code, and a link that may not be embedded, is unknown."""
    with reading() as connection:
        judged = verifying.judge_code(connection, runtime().urls, text, now=clock.now())
        judged = judgements.worded(connection, runtime().urls, judged, language.code())
    if judged.shared is not None:
        return judged if judged.shared.embeddable else judgements.unknown()
    return judged if judged.award is None and judged.card is None else judgements.unknown()


def _body(judged: Judged) -> str:
    shared, urls, day = judged.shared, runtime().urls, local_day(clock.now())
    several = len(judged.together) > 1
    page = verification.page(judged, urls, day=day)
    pages = verification.pages(judged, urls, day=day) if several else [page]
    address = Place.CODE.format(code=codes.shown(shared.code)) if shared else ""
    name = shared.name if shared else None
    return render_template("awards/embed.html", pages=pages, address=address, name=name)


def _described(judged: Judged, shared: Shared, asked: dict[str, Any]) -> dict[str, Any]:
    """The members of a rich answer; the name of the person only where the link says it."""
    urls = runtime().urls
    pages = verification.pages(judged, urls, day=local_day(clock.now()))
    names = ", ".join(page.badge.said.name.text for page in pages if page.badge)
    title = f"{names} – {shared.name}" if shared.name else names
    width, height = min(WIDTH, asked["maxwidth"]), min(HEIGHT, asked["maxheight"])
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Badges",
        "provider_url": urls.base,
        "cache_age": 0,
        "width": width,
        "height": height,
        "html": str(frame(shared.code, title=title, width=width, height=height)),
    }
