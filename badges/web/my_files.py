"""What a person takes away on paper: the code of a link for a CV, and a page about one badge."""

import logging
from typing import Final

from flask import Blueprint, Response, abort, request

from badges import clock, security
from badges.extensions import limiter, request_session, runtime
from badges.language import current, local_day
from badges.language import translated as _
from badges.models import Naming
from badges.openbadges.verification.report import Verdict
from badges.printing import certificate, cv
from badges.printing.cv import Insert
from badges.printing.pdf import NoPdf
from badges.services import codes, documents, share_links, showing, verifying
from badges.services.showing import OwnBadge
from badges.web import acting, attestation, my_badges, my_links

blueprint = Blueprint("my_files", __name__, url_prefix="/my-badges")
log = logging.getLogger(__name__)

PNG: Final = "image/png"
SVG: Final = "image/svg+xml"
PDF: Final = "application/pdf"


def whose() -> str:
    """Whose files are counted together: one person's, on whichever telephone."""
    return security.holding().name


@blueprint.get("/links/<int:link>/cv.png")
@security.own_pages
def cv_png(link: int) -> Response:
    """The code of a link at 300 dots an inch, its address under it."""
    return _file(cv.png(_insert(link)), PNG, "badges-cv.png")


@blueprint.get("/links/<int:link>/cv.svg")
@security.own_pages
def cv_svg(link: int) -> Response:
    """The same as lines and text."""
    return _file(cv.svg(_insert(link)), SVG, "badges-cv.svg")


@blueprint.get("/links/<int:link>/cv.pdf")
@security.own_pages
@limiter.limit("30/minute", by=whose)
def cv_pdf(link: int) -> Response:
    """The same as a page that leads to the address."""
    title = str(_("Code QR de mes badges"))
    said = str(_("Code QR : scannez-le pour voir les badges."))
    written = cv.pdf(_insert(link), title=title, said=said, language=current().language)
    return _file(written, PDF, "badges-cv.pdf")


@blueprint.get("/<uid>/attestation")
@security.own_pages
def ask(uid: str) -> Response:
    """Whether the page about this badge says a name."""
    badge, minor = _found(uid), _is_minor()
    namings = {} if minor else my_links.NAMINGS
    return my_badges.page("my_badges/attestation.html", badge=badge, namings=namings)


@blueprint.get("/<uid>/attestation.pdf")
@security.own_pages
@limiter.limit("30/minute", by=whose)
def attest(uid: str) -> Response:
    """One page about one badge, with the signed badge in the file."""
    naming = _naming()
    badge, person = _found(uid), my_badges.person()
    if naming is not Naming.NONE and _is_minor():
        return acting.problem(409, _("Avant 18 ans, l'attestation ne dit pas le nom."))
    connection = request_session().connection()
    judged = verifying.judge_uid(connection, runtime().urls, badge.uid, now=clock.now())
    _standing, token = documents.token(connection, badge.uid)
    if judged.verdict is not Verdict.VALID or token is None:
        abort(404)
    name = share_links.named(person.name or "", naming)
    html = attestation.page(judged, badge, name=name)
    said = str(_("Le badge signé"))
    return _file(certificate.pdf(html, token=token, said=said), PDF, "badge-attestation.pdf")


@blueprint.errorhandler(NoPdf)
def without_pdf(error: NoPdf) -> Response:
    """What is said where this machine cannot make a PDF."""
    log.error("no PDF can be made: %s", error)
    return my_badges.page("my_badges/no_pdf.html", 503)


def _insert(number: int) -> Insert:
    """The code of a link of one's own that somebody finds something by; else 404."""
    link, urls = my_links.link_of(number), runtime().urls
    connection = request_session().connection()
    code = verifying.shown_code(connection, link.code, now=clock.now()) or abort(404)
    return Insert(qr=urls.code_qr(code), address=urls.code(codes.shown(code)))


def _found(uid: str) -> OwnBadge:
    badge = my_badges.badge_of(uid)
    return badge if badge.is_found(clock.now()) else abort(404)


def _is_minor() -> bool:
    return showing.is_minor(my_badges.person(), today=local_day(clock.now()))


def _naming() -> Naming:
    try:
        return Naming(request.args.get("naming", Naming.NONE))
    except ValueError:
        abort(400)


def _file(content: bytes, media_type: str, name: str) -> Response:
    """A file that nobody in between keeps."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
