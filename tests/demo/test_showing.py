"""What the home page opens holds or fails as it says, and no page or document names anybody."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from badges import clock
from badges.models import (
    Assertion,
    AuditLine,
    BadgeClass,
    BadgeClassVersion,
    KeyEpoch,
    Organisation,
)
from badges.openbadges import jws
from badges.openbadges.verification.report import Outcome, Verdict
from badges.services import showcase, verifying
from badges.services.rosters.words import plain
from badges.urls import at
from tests.demo.building_site import NOW, Site


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("valid", Verdict.VALID),
        ("revoked", Verdict.REVOKED),
        ("expired", Verdict.EXPIRED),
        ("unknown", Verdict.UNKNOWN),
    ],
)
def test_each_address_leads_to_its_verdict(site: Site, name: str, verdict: Verdict) -> None:
    address = site.listing["showcase"][name]
    judged = verifying.judge(site.session.connection(), site.urls, address, now=NOW)
    assert judged.verdict is verdict
    if name in {"valid", "unknown"}:
        found = at(address.removeprefix(site.urls.base))
        assert found is not None
        assert "code" in found.parts


def test_the_forgery_differs_by_one_letter_and_fails_by_its_signature(site: Site) -> None:
    shown = showcase.read(site.session.connection())
    assert shown is not None
    pairs = list(zip(shown.original_excerpt, shown.forged_excerpt, strict=True))
    assert sum(one != other for one, other in pairs) == 1
    judged = verifying.judge(site.session.connection(), site.urls, shown.forged_token, now=NOW)
    assert judged.verdict is Verdict.INVALID
    assert judged.report is not None
    failed = [one.check for one in judged.report.checks if one.outcome is Outcome.FAILED]
    assert failed == ["signature"]


# ---- no name anywhere


def shown_bytes(site: Site) -> Iterator[bytes]:
    """All documents, the audit log, and the pages that the demonstration opens."""
    for epoch in site.session.scalars(select(KeyEpoch)):
        yield from (epoch.key_document, epoch.profile_document or b"")
    yield from site.session.scalars(select(BadgeClassVersion.document))
    for token, mirror in site.session.execute(select(Assertion.token, Assertion.mirror)):
        yield from (jws.read(token).payload_bytes if token else b"", mirror or b"")
    for line in site.session.scalars(select(AuditLine)):
        yield f"{line.actor} {line.subject} {line.person}".encode()
    pages = ["/", *(address.removeprefix(site.urls.base) for address in _opened(site))]
    client = site.app.test_client()
    for page in pages:
        yield client.get(page).data


def _opened(site: Site) -> Iterator[str]:
    yield from site.listing["showcase"].values()
    for slug in site.session.scalars(select(Organisation.slug)):
        yield site.urls.organisation(slug)
    versions = select(BadgeClass.slug, BadgeClassVersion.number).join(BadgeClassVersion.badge_class)
    for slug, number in site.session.execute(versions):
        yield site.urls.badge_class_page(slug, number)


def test_no_listed_name_or_profile_is_in_any_document_or_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    texts = [plain(one.decode()) for one in shown_bytes(site)]
    assert len(texts) > 2 * 540
    listed = site.listing["participants"]
    secret = {plain(word) for one in listed for word in one["name"].split()}
    secret |= {plain(one["profile"].rpartition("/")[2]) for one in listed}
    assert {word for word in secret if any(word in text for text in texts)} == set()
    # The search finds what is there.
    assert any(plain("Tournoi de futsal solidaire") in text for text in texts)
