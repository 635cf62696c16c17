"""The first page, what we say about ourselves, and in the demonstration a forgery to look at."""

from dataclasses import dataclass
from itertools import takewhile

from flask import Blueprint, Response, abort, render_template

from badges import clock
from badges.extensions import reading, runtime
from badges.language import local_day
from badges.openbadges import baking
from badges.services import codes, documents, doors, showcase, verifying
from badges.services.showcase import Showcase
from badges.web import answers, roles, verification

blueprint = Blueprint("home", __name__)

PNG = "image/png"


@dataclass(frozen=True, slots=True)
class Change:
    """A text that was changed: what both have in common, and what each has instead."""

    before: str
    original: str
    forged: str
    after: str

    @classmethod
    def between(cls, original: str, forged: str) -> "Change":
        """The shortest change that leads from one text to the other."""
        before = _common(original, forged)
        rest, changed = original[len(before) :], forged[len(before) :]
        after = _common(rest[::-1], changed[::-1])[::-1]
        return cls(before, rest.removesuffix(after), changed.removesuffix(after), after)


@blueprint.get("/")
def index() -> Response:
    """What this is, for each kind of visitor; in the demonstration also badges to open."""
    with reading() as connection:
        shown = showcase.read(connection)
        found = doors.doors(connection) if runtime().settings.demo else []
    code = codes.shown(shown.valid_code) if shown else ""
    ways = [(one, roles.name(one.role)) for one in found]
    return answers.page(render_template("home/index.html", showcase=shown, code=code, doors=ways))


@blueprint.get("/about")
def about() -> Response:
    """Accessibility, data, and whom to tell about a problem."""
    return answers.page(render_template("home/about.html"))


@blueprint.get("/demo/forged")
def forged() -> Response:
    """A badge of the demonstration with one letter changed, checked like any other."""
    now = clock.now()
    with reading() as connection:
        shown = _showcase_or_404(showcase.read(connection))
        judged = verifying.judge(connection, runtime().urls, shown.forged_token, now=now)
    page = verification.page(judged, runtime().urls, day=local_day(now))
    change = Change.between(shown.original_excerpt, shown.forged_excerpt)
    body = render_template("home/forged.html", page=page, change=change, showcase=shown)
    return answers.page(body)


@blueprint.get("/demo/forged.png")
def forged_picture() -> Response:
    """The same forgery as a file, to hand in at /verify."""
    with reading() as connection:
        shown = _showcase_or_404(showcase.read(connection))
        _, baked = documents.baked(connection, shown.valid_uid, PNG)
    if baked is None:
        abort(404)
    return answers.picture(baking.bake(baked.picture, shown.forged_token), PNG)


def _common(one: str, other: str) -> str:
    pairs = zip(one, other, strict=False)
    return "".join(sign for sign, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _showcase_or_404(shown: Showcase | None) -> Showcase:
    return shown or abort(404)
