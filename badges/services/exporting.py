"""Everything that is kept of a person, as a file for them: a page, the rows, the signed badges."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import Assertion, Award, BadgeClassVersion, Participant, Picture
from badges.openbadges import baking
from badges.services import auditing, codes, merging
from badges.services.auditing import Action, Entry
from badges.services.dossiers import Dossier
from badges.urls import PublicUrls

PAGE, ROWS = "index.html", "person.json"


def signed_files(session: Session, person: Participant) -> dict[str, bytes]:
    """Each badge of a person as it was signed, and as a picture with it inside, by file name."""
    query = (
        select(Assertion.uid, Assertion.token, Picture.content)
        .join(Award, Award.id == Assertion.award_id)
        .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
        .join(Picture, Picture.hash == BadgeClassVersion.png_hash)
        .where(
            Award.participant_id.in_(merging.rows_of(session, person)),
            Award.undone_at.is_(None),
            Assertion.token.is_not(None),
        )
        .order_by(Assertion.uid)
    )
    files: dict[str, bytes] = {}
    for uid, token, picture in session.execute(query):
        files[f"badges/{uid}.jws"] = (token or "").encode("ascii")
        files[f"badges/{uid}.png"] = baking.bake(picture, token or "")
    return files


def rows(dossier: Dossier, urls: PublicUrls) -> dict[str, Any]:
    """What is kept, as values that JSON can hold."""
    person, card = dossier.person, dossier.card
    return {
        "name": person.name,
        "minor_until": _day(person.minor_until),
        "known_since": person.created_at.isoformat(),
        "informed_at": _day(person.informed_at),
        "profile": urls.public_page(person.profile),
        "card": codes.shown(card.code) if card and card.code else None,
        "seen": [
            {"badge": one.badge, "act": act.text, "day": act.day.isoformat()}
            | {"activity": act.activity, "coach": act.coach}
            for one in dossier.seen
            for act in one.acts
        ],
        "badges": [
            {"name": one.name, "day": one.day.isoformat(), "activity": one.activity}
            | {"state": str(one.state), "line": one.line, "page": urls.award(one.uid)}
            for one in dossier.badges
        ],
    }


def archive(page: str, said: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """One ZIP: the readable page, the rows, the signed files."""
    written = json.dumps(said, ensure_ascii=False, indent=2)
    return zipped({PAGE: page.encode(), ROWS: written.encode(), **files})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """One ZIP of files by name: the same bytes for the same files, whenever it is made."""
    written = io.BytesIO()
    with ZipFile(written, "w") as kept:
        for name, content in files.items():
            entry = ZipInfo(name)  # dated 1980, as far back as a ZIP can say
            entry.external_attr = 0o644 << 16
            kept.writestr(entry, content, ZIP_DEFLATED)
    return written.getvalue()


def note(session: Session, person: Participant, *, actor: str, now: datetime) -> None:
    """Write down that somebody took a person's data out of the house."""
    entry = Entry(
        organisation_id=person.organisation_id,
        actor=actor,
        action=Action.EXPORT,
        subject="person",
        person=person.reference,
    )
    auditing.record(session, [entry], now=now)


def _day(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
