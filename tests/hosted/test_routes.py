"""What verifiers fetch: each address, each state, and whatever is no address at all."""

import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from badges.extensions import READER, db
from badges.openbadges import baking, digests, strict_json
from badges.services import epochs
from badges.services.publishing import was_awarded
from tests import standings
from tests.cast import NOW, Cast
from tests.fixtures.database import BASE
from tests.fixtures.settled import Settled
from tests.standings import Promised

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
LD_JSON = "application/ld+json"
KINDS = ("json", "jws", "png", "svg")
NOBODYS = "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"


def path(address: str) -> str:
    return address.removeprefix(BASE)


def documents(settled: Settled) -> list[str]:
    """Every JSON document of the organisation and of the badge that is kept."""
    urls, slug = settled.world.urls, settled.world.organisation.slug
    return [
        urls.profile(slug, 1),
        urls.key(slug, 1),
        urls.revocations(slug, 1),
        urls.badge_class(settled.world.badge_class.slug, 1),
        urls.assertion(settled.standings.kept.uid),
    ]


def pictures_and_tokens(settled: Settled) -> dict[str, str]:
    urls, slug, uid = settled.world.urls, settled.world.badge_class.slug, settled.standings.kept.uid
    return {
        urls.picture_png(slug, 1): "image/png",
        urls.picture_svg(slug, 1): "image/svg+xml",
        urls.token(uid): "application/jose",
        urls.baked_png(uid): "image/png",
        urls.baked_svg(uid): "image/svg+xml",
    }


def everything(settled: Settled) -> list[str]:
    return [*documents(settled), *pictures_and_tokens(settled)]


def test_every_document_is_at_the_address_that_it_names(settled: Settled) -> None:
    for address in documents(settled):
        answer = settled.client.get(path(address))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, LD_JSON)
        said = strict_json.loads(answer.data)
        assert said["id"] == address
        assert said["@context"] == "https://w3id.org/openbadges/v2"


def test_pictures_and_tokens_have_their_type(settled: Settled) -> None:
    for address, media_type in pictures_and_tokens(settled).items():
        answer = settled.client.get(path(address))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)


def test_the_token_is_what_was_signed_and_the_mirror_what_was_kept(settled: Settled) -> None:
    kept, urls = settled.standings.kept, settled.world.urls
    assert settled.client.get(path(urls.token(kept.uid))).text == kept.token
    assert settled.client.get(path(urls.assertion(kept.uid))).data == kept.mirror
    for address in (urls.baked_png(kept.uid), urls.baked_svg(kept.uid)):
        assert baking.unbake(settled.client.get(path(address)).data) == kept.token


def test_what_is_served_has_the_digest_that_is_signed(settled: Settled) -> None:
    signed = strict_json.loads(settled.standings.kept.mirror)
    profile, _, _, badge_class, _ = documents(settled)
    for address, member in ((badge_class, "badgeDigest"), (profile, "issuerDigest")):
        for accept in (LD_JSON, "application/json"):
            body = settled.client.get(path(address), headers={"Accept": accept}).data
            assert digests.matches(body, signed[member])


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", LD_JSON),
        ("application/ld+json", LD_JSON),
        ("application/json", "application/json"),
        ("application/json, text/plain", "application/json"),
        ("application/json, application/ld+json", LD_JSON),
        ("application/json, */*", LD_JSON),
        ("text/html;q=0.9, application/json", "application/json"),
        ("text/html, application/json", "application/json"),
        ("image/png", LD_JSON),
        ("nonsense;;q=x", LD_JSON),
    ],
)
def test_json_is_answered_as_it_was_asked_for(
    settled: Settled, accept: str, media_type: str
) -> None:
    for address in documents(settled):
        answer = settled.client.get(path(address), headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
        assert answer.headers["Vary"] == "Accept"


def test_a_browser_is_sent_to_the_page(settled: Settled) -> None:
    profile, _, _, badge_class, assertion = documents(settled)
    world, uid = settled.world, settled.standings.kept.uid
    for address, page in (
        (profile, f"/issuers/{world.organisation.slug}"),
        (badge_class, f"/badges/{world.badge_class.slug}/1"),
        (assertion, f"/awards/{uid}"),
    ):
        answer = settled.client.get(path(address), headers={"Accept": BROWSER})
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
        assert answer.headers["Vary"] == "Accept"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert settled.client.get(page).status_code == 200


def test_keys_lists_tokens_and_pictures_never_redirect(settled: Settled) -> None:
    _, key, revocations, _, _ = documents(settled)
    for address in (key, revocations, *pictures_and_tokens(settled)):
        answer = settled.client.get(path(address), headers={"Accept": BROWSER})
        assert answer.status_code == 200


def test_everything_may_be_read_from_anywhere_without_a_cookie(settled: Settled) -> None:
    for address in everything(settled):
        answer = settled.client.get(path(address), headers={"Cookie": "session=x; lang=en"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_only_what_will_never_change_is_kept_long(settled: Settled) -> None:
    slug, urls = settled.world.badge_class.slug, settled.world.urls
    settled_ones = {
        urls.badge_class(slug, 1),
        urls.picture_png(slug, 1),
        urls.picture_svg(slug, 1),
    }
    for address in everything(settled):
        expected = "public, max-age=86400" if address in settled_ones else "no-cache"
        assert settled.client.get(path(address)).headers["Cache-Control"] == expected


def test_a_badge_class_that_nobody_has_may_still_change(settled: Settled) -> None:
    version, urls = settled.world.twin_version, settled.world.urls
    assert not was_awarded(settled.world.session, version)
    slug = version.badge_class.slug
    for address in (urls.badge_class(slug, 1), urls.picture_png(slug, 1)):
        answer = settled.client.get(path(address))
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_who_holds_it_already_is_told_so(settled: Settled) -> None:
    for address in everything(settled):
        first = settled.client.get(path(address))
        tag = first.headers["ETag"]
        assert tag.startswith('"')
        for ask in (settled.client.get, settled.client.head):
            again = ask(path(address), headers={"If-None-Match": f'"other", {tag}'})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == tag
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
            assert again.headers["Access-Control-Allow-Origin"] == "*"
            assert again.headers.get("Vary") == first.headers.get("Vary")
        stale = settled.client.get(path(address), headers={"If-None-Match": '"other"'})
        assert (stale.status_code, stale.data) == (200, first.data)


def test_a_head_says_the_same_without_the_body(settled: Settled) -> None:
    for address in everything(settled):
        whole, head = settled.client.get(path(address)), settled.client.head(path(address))
        assert head.data == b""
        assert head.headers["Content-Length"] == str(len(whole.data))
        assert head.headers["ETag"] == whole.headers["ETag"]


def test_the_etags_of_two_badges_differ(settled: Settled) -> None:
    tags = {settled.client.get(path(address)).headers["ETag"] for address in everything(settled)}
    assert len(tags) == len(everything(settled))


def test_a_served_svg_can_run_nothing(settled: Settled) -> None:
    for address, media_type in pictures_and_tokens(settled).items():
        policy = settled.client.get(path(address)).headers["Content-Security-Policy"]
        assert ("sandbox" in policy) == (media_type == "image/svg+xml")
        assert "default-src 'none'" in policy
        assert "script-src 'unsafe" not in policy


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("kept", 200),
        ("expired", 200),
        ("revoked", 410),
        ("hidden", 404),
        ("erased", 404),
        ("revoked_then_erased", 404),
        ("undone", 404),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_each_state_has_its_answer(settled: Settled, state: str, status: int, kind: str) -> None:
    one: Promised = getattr(settled.standings, state)
    answer = settled.client.get(f"/assertions/{one.uid}.{kind}")
    assert answer.status_code == status
    if status != 200:
        assert answer.data == b""
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_withdrawn_undone_and_never_given_look_the_same(settled: Settled) -> None:
    states = settled.standings
    uids = (states.hidden.uid, states.erased.uid, states.undone.uid, NOBODYS)
    for kind in KINDS:
        answers = [settled.client.get(f"/assertions/{uid}.{kind}") for uid in uids]
        seen = {(one.status_code, one.data, str(one.headers)) for one in answers}
        assert len(seen) == 1


NONSENSE = (
    "/assertions/nonsense.{kind}",
    "/assertions/" + NOBODYS.upper() + ".{kind}",
    "/assertions/{uid}%00.{kind}",
    "/assertions/%00.{kind}",
    "/assertions/" + "9" * 4_000 + ".{kind}",
    "/assertions/{uid}%20.{kind}",
    "/issuers/{slug}/0.json",
    "/issuers/{slug}/01.json",
    "/issuers/{slug}/-1.json",
    "/issuers/{slug}/2.json",
    "/issuers/{slug}/999999999.json",
    "/issuers/{slug}/99999999999999999999.json",
    "/issuers/{slug}/" + "9" * 5_000 + ".json",
    "/issuers/{slug}/1%00.json",
    "/issuers/{slug}%00/1.json",
    "/issuers/{slug}%3F%00/1.json",
    "/issuers/{slug}/%D9%A1.json",
    "/issuers/NOBODY/1.json",
    "/issuers/nobody/1/key.json",
    "/issuers/{slug}/99999999999999999999/key.json",
    "/issuers/nobody/1/revocations.json",
    "/issuers/{slug}/2/revocations.json",
    "/badges/{slug}/1.json",
    "/badges/{badge}/2.json",
    "/badges/{badge}/99999999999999999999.json",
    "/badges/{badge}/99999999999999999999/image.png",
    "/badges/{badge}/01/image.svg",
    "/badges/nobody/1/image.svg",
    "/badges/%F0%9F%91%8D/1.json",
)


@pytest.mark.parametrize("template", NONSENSE)
def test_nonsense_is_simply_not_there(settled: Settled, template: str) -> None:
    for kind in KINDS:
        asked = template.format(
            kind=kind,
            uid=settled.standings.kept.uid,
            slug=settled.world.organisation.slug,
            badge=settled.world.badge_class.slug,
        )
        answer = settled.client.get(asked)
        assert answer.status_code == 404
        if "%00" not in template:  # which no part of the service looks at
            assert answer.data == b""
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_reading_is_offered(settled: Settled) -> None:
    for address in everything(settled):
        for ask in (settled.client.post, settled.client.put, settled.client.delete):
            answer = ask(path(address), headers={"Accept": LD_JSON})
            assert answer.status_code == 405
            assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
            assert answer.content_type == "application/problem+json"


def test_at_most_two_statements_an_answer(settled: Settled) -> None:
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    with settled.app.app_context():
        engines = [db.engine, db.engines[READER]]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
    states = settled.standings
    asked = [path(address) for address in everything(settled)]
    asked += [f"/assertions/{states.revoked.uid}.{kind}" for kind in KINDS]
    counts = {}
    for address in asked:
        statements.clear()
        settled.client.get(address)
        counts[address] = len(statements)
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    assert set(counts.values()) <= {1, 2}
    assert counts[f"/issuers/{settled.world.organisation.slug}/1/revocations.json"] == 2


def test_a_key_in_standby_is_not_published_and_an_old_one_stays(app: Flask, world: Cast) -> None:
    def status(number: int) -> list[int]:
        slug, urls = world.organisation.slug, world.urls
        asked = (urls.profile(slug, number), urls.key(slug, number), urls.revocations(slug, number))
        return [app.test_client().get(path(address)).status_code for address in asked]

    args = (world.session, world.keyring, world.urls, world.organisation)
    epochs.create_key(*args, actor="test", now=NOW)
    world.session.commit()
    assert status(1) == [200, 200, 200]
    assert status(2) == [404, 404, 404]
    epochs.rotate(*args, actor="test", now=NOW)
    world.session.commit()
    assert status(1) == [200, 200, 200]
    assert status(2) == [200, 200, 200]


def test_a_picture_is_kept_long_from_the_first_award_on(app: Flask, world: Cast) -> None:
    address = path(world.urls.picture_png(world.badge_class.slug, 1))
    assert app.test_client().get(address).headers["Cache-Control"] == "no-cache"
    world.award()
    assert "max-age" in app.test_client().get(address).headers["Cache-Control"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_that_is_away_is_no_verdict(
    app: Flask, world: Cast, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    uid = world.award().gifts[0].uid
    monkeypatch.setattr(db.engines[READER], "connect", _away)
    answer = app.test_client().get(f"/assertions/{uid}.{kind}")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    monkeypatch.undo()
    assert app.test_client().get(f"/assertions/{uid}.{kind}").status_code == 200


def _away() -> Connection:
    raise OperationalError("", {}, Exception("connection refused"))


def test_both_databases_answer_the_same_documents(any_app: Flask, any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    urls, slug = any_world.urls, any_world.organisation.slug
    for address in (
        urls.assertion(one.uid),
        urls.profile(slug, 1),
        urls.key(slug, 1),
        urls.revocations(slug, 1),
        urls.badge_class(any_world.badge_class.slug, 1),
    ):
        answer = any_app.test_client().get(path(address))
        assert strict_json.loads(answer.data)["id"] == address
    for nonsense in ("/issuers/%00/1.json", "/badges/x/9999999999/image.png"):
        assert any_app.test_client().get(nonsense).status_code == 404
