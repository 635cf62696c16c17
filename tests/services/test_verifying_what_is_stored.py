"""What lies in the database is believed as little as what comes from outside."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from badges.models import Assertion, BadgeClassVersion, KeyEpoch
from badges.openbadges import strict_json
from badges.openbadges.verification.report import Verdict
from badges.services import epochs
from badges.services.judgements import Judged
from tests import standings
from tests.cast import NOW, Cast
from tests.judging import by_uid, failed, judge, report
from tests.simulator import IssuerSimulator
from tests.standings import Promised


def set_version(world: Cast, **values: object) -> None:
    query = update(BadgeClassVersion).where(BadgeClassVersion.id == world.version.id)
    world.session.execute(query.values(**values))


def set_epoch(world: Cast, **values: object) -> None:
    epoch = epochs.signing(world.session, world.organisation)
    world.session.execute(update(KeyEpoch).where(KeyEpoch.id == epoch.id).values(**values))


def set_token(world: Cast, one: Promised, token: str | None) -> None:
    world.session.execute(update(Assertion).where(Assertion.uid == one.uid).values(token=token))


def everywhere(world: Cast, one: Promised) -> list[Judged]:
    """By its page and as a token, as far as the latter can tell."""
    return [by_uid(world, one.uid, now=NOW), judge(world, one.token, now=NOW)]


def test_one_changed_byte_in_the_badge_class_is_noticed(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    document = any_world.version.document
    set_version(any_world, document=document.replace(b"avec les autres", b"avec des autres"))
    for judged in everywhere(any_world, one):
        assert (judged.verdict, failed(judged)) == (Verdict.INVALID, ["badge_digest_differs"])
        assert report(judged).badge_class is None


def test_one_changed_byte_in_the_issuer_is_noticed(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    profile = epochs.signing(any_world.session, any_world.organisation).profile_document
    assert profile is not None
    set_epoch(any_world, profile_document=profile.replace(b"Canal", b"Banal"))
    for judged in everywhere(any_world, one):
        assert (judged.verdict, failed(judged)) == (Verdict.INVALID, ["issuer_digest_differs"])
        assert report(judged).profile is None


def test_another_key_in_the_place_of_the_right_one_is_noticed(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    pem = any_world.keyring.create("another").public_pem
    key = strict_json.loads(epochs.signing(any_world.session, any_world.organisation).key_document)
    assert pem != key["publicKeyPem"]
    set_epoch(any_world, key_document=strict_json.dumps(key | {"publicKeyPem": pem}))
    for judged in everywhere(any_world, one):
        assert (judged.verdict, failed(judged)) == (Verdict.INVALID, ["token_signature"])


@pytest.mark.parametrize("document", [b"", b"{}", b"null", b"\xff", b"<html>"])
def test_documents_that_are_none_are_noticed(world: Cast, document: bytes) -> None:
    one = standings.promised(world)[0]
    changes: tuple[Callable[[], None], ...] = (
        lambda: set_version(world, document=document),
        lambda: set_epoch(world, profile_document=document),
        lambda: set_epoch(world, key_document=document),
    )
    for change in changes:
        change()
        for judged in everywhere(world, one):
            assert judged.verdict is Verdict.INVALID
        world.session.rollback()
    assert by_uid(world, one.uid, now=NOW).verdict is Verdict.VALID


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "🏅"])
def test_a_token_that_is_none_is_noticed(any_world: Cast, token: str | None) -> None:
    one = standings.promised(any_world)[0]
    set_token(any_world, one, token)
    judged = by_uid(any_world, one.uid, now=NOW)
    assert judged.verdict is Verdict.INVALID
    assert report(judged).assertion is None


def test_the_token_of_another_badge_is_noticed(any_world: Cast) -> None:
    one, other = standings.promised(any_world)[:2]
    set_token(any_world, one, other.token)
    judged = by_uid(any_world, one.uid, now=NOW)
    assert (judged.verdict, failed(judged)) == (Verdict.INVALID, ["document_id"])
    assert by_uid(any_world, other.uid, now=NOW).verdict is Verdict.VALID


def test_a_strangers_token_in_the_place_of_ours_is_noticed(world: Cast) -> None:
    one = standings.promised(world)[0]
    stranger = IssuerSimulator()
    set_token(world, one, stranger.token())
    judged = by_uid(world, one.uid, now=NOW)
    assert judged.verdict is Verdict.INVALID
    assert report(judged).assertion is None


def test_a_profile_that_is_gone_is_noticed(world: Cast) -> None:
    one = standings.promised(world)[0]
    set_epoch(world, profile_document=None)
    assert by_uid(world, one.uid, now=NOW).verdict is Verdict.INVALID
    assert judge(world, one.token, now=NOW).verdict is not Verdict.VALID


def test_the_fingerprint_changes_with_what_is_shown(world: Cast) -> None:
    one, other = standings.promised(world)[:2]

    def fingerprint() -> str:
        return by_uid(world, one.uid, now=NOW).fingerprint

    seen = [fingerprint()]
    assert fingerprint() == seen[0]
    changes: tuple[Callable[[], None], ...] = (
        lambda: setattr(world.organisation, "telephone", "01 99 00 99 99"),
        lambda: setattr(world.organisation, "name", "Autre nom"),
        lambda: setattr(world.organisation.programme, "name", "Autre programme"),
        lambda: setattr(world.organisation, "left_at", NOW),
        lambda: standings.revoke(world, other),
        lambda: set_version(world, document=b"{}"),
        lambda: set_token(world, one, "x"),
        lambda: standings.revoke(world, one),
    )
    for change in changes:
        change()
        world.session.commit()
        seen.append(fingerprint())
    assert len(set(seen)) == len(seen)
    assert by_uid(world, other.uid).fingerprint not in seen


@pytest.mark.parametrize("forged", [b"\xff\xfe", b"{}", None])
def test_a_copy_is_compared_with_what_was_signed_not_with_the_stored_mirror(
    world: Cast, forged: bytes | None
) -> None:
    one = standings.promised(world)[0]
    copy = one.mirror.replace(b"Tournoi", b"Marathon")
    stored = copy if forged is None else forged
    world.session.execute(update(Assertion).where(Assertion.uid == one.uid).values(mirror=stored))
    remarks = [check.code for check in report(judge(world, copy, now=NOW)).checks if check.remark]
    assert remarks == ["copy_differs"]


def test_a_document_that_borrows_another_address_is_no_badge(world: Cast) -> None:
    one = standings.promised(world)[0]
    borrowed = (
        world.urls.code(one.code),
        world.urls.award(one.uid),
        world.urls.baked_png(one.uid),
        world.urls.verify(),
    )
    for address in borrowed:
        copy = strict_json.dumps({"id": address, "name": "Diplome"})
        judged = judge(world, copy, now=NOW)
        assert (judged.verdict, failed(judged)) == (Verdict.INVALID, ["submission_address"])


def test_an_address_of_ours_where_nothing_lies_is_unknown(world: Cast) -> None:
    for path in ("/nothing", "/v/", "/awards/x/y"):
        assert judge(world, world.urls.base + path, now=NOW).verdict is Verdict.UNKNOWN
