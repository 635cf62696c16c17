"""What a person takes away on paper: whose it is, what it says, what a scanner reads of it."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from badges.extensions import db, reading
from badges.models import Participant, RevocationReason, ShareLink, Wallet
from badges.openbadges import jws
from badges.openbadges.verification.report import Verdict
from badges.printing import pdf
from badges.services import codes, publishing, revoking, verifying
from badges.web import attestation
from tests.cast import CRITERIA, draft
from tests.printing import paper, pdfs
from tests.team import Team
from tests.wallets import Hand, give_card
from tests.web import states

KINDS = ["png", "svg", "pdf"]
MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
FIRST, WHOLE, SHORT = "Zoulikha", "Zoulikha Quervelec", "Zoulikha Q."


@pytest.fixture
def first_name() -> str:
    return WHOLE


@pytest.fixture
def other(app: Flask, crew: Team, uid: str) -> Hand:
    """Somebody else with a card of their own."""
    found = Hand(app, give_card(crew, crew.world.people[1]))
    found.claim()
    return found


@pytest.fixture
def link(hand: Hand, uid: str) -> ShareLink:
    form: dict[str, str | list[str]] = {"badge": [uid], "lasts": "month", "naming": "full"}
    assert hand.post("/my-badges/links", form).status_code == 303
    db.session.rollback()
    return db.session.scalars(select(ShareLink)).one()


def written(crew: Team, code: str) -> str:
    return crew.world.urls.code(codes.shown(code))


# ---- the code of a link, for a CV


@pytest.mark.parametrize("kind", KINDS)
def test_it_works(hand: Hand, link: ShareLink, crew: Team, kind: str) -> None:
    """Printed, blurred, tilted, in half contrast, at twenty millimetres: it leads to the link."""
    answer = hand.get(f"/my-badges/links/{link.id}/cv.{kind}")
    assert (answer.status_code, answer.mimetype) == (200, MEDIA_TYPES[kind])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="badges-cv.{kind}"'
    whole = paper.printed(answer.data, kind)
    (straight,) = paper.read(whole)
    small = paper.smaller(whole, 20 / paper.side(straight))
    (code,) = paper.read(paper.spoiled(small))
    assert code.text == crew.world.urls.code_qr(link.code or "")


def test_the_page_of_a_link_leads_to_its_files(hand: Hand, link: ShareLink) -> None:
    page = hand.get(f"/my-badges/links/{link.id}?lang=en").text
    found = re.findall(r'href="(/my-badges/links/\d+/cv\.[^"]+)"', page)
    assert len(found) == 3
    assert [hand.get(unescape(address)).status_code for address in found] == [200] * 3


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Code QR de mes badges"), ("en", "QR code of my badges")]
)
def test_the_pdf_of_a_link_is_tagged_and_leads_to_its_address(
    hand: Hand, link: ShareLink, crew: Team, language: str, title: str
) -> None:
    content = hand.get(f"/my-badges/links/{link.id}/cv.pdf?lang={language}").data
    pdfs.assert_accessible(content, title=title, language=language)
    address = written(crew, link.code or "")
    assert pdfs.links(content) == [address]
    assert pdfs.text(content).replace(" ", "") == address


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_that_leads_nowhere_has_no_file(
    hand: Hand, other: Hand, link: ShareLink, uid: str, kind: str
) -> None:
    address = f"/my-badges/links/{link.id}/cv.{kind}"
    assert other.get(address).status_code == 404
    assert hand.get(f"/my-badges/links/900000/cv.{kind}").status_code == 404
    assert hand.get(address).status_code == 200
    hand.post(f"/my-badges/{uid}", {"showing": "hidden"})
    assert hand.get(address).status_code == 404
    hand.post(f"/my-badges/{uid}", {"showing": "link"})
    assert hand.get(address).status_code == 200
    hand.post(f"/my-badges/links/{link.id}/withdraw")
    assert hand.get(address).status_code == 404


# ---- the page about one badge


def attested(hand: Hand, uid: str, query: str = "") -> bytes:
    answer = hand.get(f"/my-badges/{uid}/attestation.pdf{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    content: bytes = answer.data
    return content


def test_an_attestation_says_what_was_seen(hand: Hand, uid: str, crew: Team) -> None:
    content = attested(hand, uid)
    said = pdfs.text(content)
    title = f"Attestation d'un badge – {crew.world.version.name}"
    pdfs.assert_accessible(content, title=title, language="fr")
    for words in (
        crew.world.version.name,
        crew.world.version.sentence,
        *CRITERIA[:2],
        crew.world.organisation.name,
        crew.world.activity.name,
        "Donné le 14 novembre 2026.",
        "Ce badge n'est pas un diplôme.",
    ):
        assert words in said
    assert FIRST not in said
    tags = [each["/S"] for each in pdfs.tags(content)]
    assert tags.count("/H1") == 1
    assert {"/H2", "/P", "/L", "/Figure", "/Link"} <= set(tags)


def test_its_code_leads_to_the_badge(hand: Hand, uid: str, crew: Team) -> None:
    content = attested(hand, uid)
    with reading() as connection:
        judged = verifying.judge_uid(connection, crew.world.urls, uid, now=states.NOW)
    assert judged.award is not None
    assert pdfs.links(content) == [written(crew, judged.award.code)]
    whole = paper.printed(content, "pdf")
    (straight,) = paper.read(whole)
    assert paper.side(straight) >= 20
    (read,) = paper.read(paper.spoiled(paper.smaller(whole, 20 / paper.side(straight))))
    assert read.text == crew.world.urls.code_qr(judged.award.code)


def test_the_signed_badge_in_the_file_verifies(
    hand: Hand, uid: str, crew: Team, client: FlaskClient
) -> None:
    content = attested(hand, uid, "?naming=full")
    ((name, token),) = pdfs.files(content).items()
    assert name == "badge.jws"
    assert token == client.get(f"/assertions/{uid}.jws").data
    assert jws.read(token).payload["id"] == f"urn:uuid:{uid}"
    with reading() as connection:
        judged = verifying.judge(connection, crew.world.urls, token, now=states.NOW)
        forged = verifying.judge(
            connection, crew.world.urls, token[:-9] + b"AAAAAAAAA", now=states.NOW
        )
    assert (judged.verdict, forged.verdict) == (Verdict.VALID, Verdict.INVALID)


@pytest.mark.parametrize(
    ("query", "said"),
    [("", None), ("?naming=none", None), ("?naming=initial", SHORT), ("?naming=full", WHOLE)],
)
def test_the_name_is_the_persons_choice(hand: Hand, uid: str, query: str, said: str | None) -> None:
    content = attested(hand, uid, query)
    text = pdfs.text(content)
    assert (FIRST in text) == (said is not None)
    assert (said or "Cette page ne dit pas à qui il est.") in text
    assert ("Quervelec" in text) == (said == WHOLE)
    assert FIRST.encode() not in content
    assert hand.get(f"/my-badges/{uid}/attestation").text.count('name="naming"') == 3


def test_below_18_no_name(hand: Hand, uid: str, crew: Team) -> None:
    db.session.get_one(Participant, crew.world.people[0].id).minor_until = date(2030, 3, 31)
    db.session.commit()
    assert 'name="naming"' not in hand.get(f"/my-badges/{uid}/attestation").text
    assert FIRST not in pdfs.text(attested(hand, uid))
    for naming in ("initial", "full"):
        answer = hand.get(f"/my-badges/{uid}/attestation.pdf?naming={naming}")
        assert (answer.status_code, FIRST in answer.text) == (409, False)
    assert hand.get(f"/my-badges/{uid}/attestation.pdf?naming=other").status_code == 400


def test_french_stands_beside_the_persons_language(hand: Hand, uid: str, crew: Team) -> None:
    db.session.get_one(Wallet, crew.world.people[0].id).language = "en"
    db.session.commit()
    content = attested(hand, uid)
    title = f"Certificate of a badge – {crew.world.version.name}"
    pdfs.assert_accessible(content, title=title, language="en")
    said = pdfs.text(content)
    for one in (
        "This badge is not a diploma.",
        "Ce badge n'est pas un diplôme.",
        "November 2026",
        "novembre 2026",
    ):
        assert one in said
    french = pdfs.text(attested(hand, uid, "?lang=fr"))
    assert french.count("Ce badge n'est pas un diplôme.") == 1
    assert "November" not in french


def test_a_badge_that_says_much_stays_on_one_page(hand: Hand, crew: Team) -> None:
    """As long as a badge may be, in two languages, with the name."""
    world, acts = crew.world, [f"{number} {'A partagé la balle ' * 15}" for number in range(6)]
    long = draft(name="Esprit d'équipe " * 7 + "0", criteria=[one[:300].strip() for one in acts])
    made = replace(long, sentence=("Je travaille avec les autres. " * 16).strip())
    published = publishing.publish(
        world.session, world.urls, world.organisation, made, actor="test", now=states.NOW
    )
    world.observe(world.people[:1], numbers=range(1, 7), version=published)
    given = world.award(world.people[:1], key="long", version=published)
    content = attested(hand, given.gifts[0].uid, "?lang=en&naming=full")
    title = f"Certificate of a badge – {published.name}"
    pdfs.assert_accessible(content, title=title, language="en")
    assert pdfs.text(content).count("A partagé la balle") == 6 * 15
    languages = {one["/Lang"] for one in pdfs.tags(content) if "/Lang" in one}
    assert languages == {"fr", "en"}


@pytest.mark.parametrize("end", ["attestation", "attestation.pdf"])
def test_what_nobody_finds_has_no_attestation(
    hand: Hand, other: Hand, uid: str, crew: Team, end: str
) -> None:
    address, session = f"/my-badges/{uid}/{end}", crew.world.session
    assert other.get(address).status_code == 404
    assert hand.get(f"/my-badges/{states.NO_UID}/{end}").status_code == 404
    assert hand.get(address).status_code == 200
    assert f"{uid}/attestation" in hand.get(f"/my-badges/{uid}").text
    hand.post(f"/my-badges/{uid}", {"showing": "hidden"})
    assert hand.get(address).status_code == 404
    hand.post(f"/my-badges/{uid}", {"showing": "link"})
    assert hand.get(address).status_code == 200
    row, reason = revoking.by_uid(session, uid), RevocationReason.WRONG_BADGE
    revoking.revoke(session, row, reason, staff=crew.world.coordinator, now=states.NOW)
    session.commit()
    assert hand.get(address).status_code == 404
    assert f"{uid}/attestation" not in hand.get(f"/my-badges/{uid}").text


# ---- where no PDF can be made


def test_without_pango_two_addresses_say_so(
    hand: Hand, link: ShareLink, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: object, **__: object) -> bytes:
        raise pdf.NoPdf("Pango is not installed")

    monkeypatch.setattr(pdf, "made", lacking)
    for address in (
        f"/my-badges/links/{link.id}/cv.pdf?lang=en",
        f"/my-badges/{uid}/attestation.pdf?lang=en",
    ):
        answer = hand.get(address)
        assert answer.status_code == 503
        assert "This service cannot make a PDF at the moment." in answer.text
    for kind in ("png", "svg"):
        assert hand.get(f"/my-badges/links/{link.id}/cv.{kind}").status_code == 200


@pytest.mark.parametrize(
    ("text", "way"), [("Amina K.", "ltr"), ("أمينة", "rtl"), ("3 · אמינה", "rtl"), ("12", "ltr")]
)
def test_a_text_runs_as_its_first_letter_does(text: str, way: str) -> None:
    assert attestation.direction(text) == way
