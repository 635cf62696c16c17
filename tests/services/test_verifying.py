"""One verdict on a badge, however it is handed in."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from badges.extensions import READER, db
from badges.models import RevocationReason
from badges.openbadges import baking, recipients
from badges.openbadges.verification.report import Outcome, Verdict
from badges.services import codes, organisations, showcase, verifying
from tests import cast, standings
from tests.cast import NOW, Cast
from tests.fixtures.database import BASE
from tests.fixtures.settled import Settled
from tests.judging import by_code, by_uid, failed, judge, report
from tests.simulator import IssuerSimulator
from tests.standings import Promised

STATES = (
    ("kept", Verdict.VALID),
    ("expired", Verdict.EXPIRED),
    ("revoked", Verdict.REVOKED),
    ("undone", Verdict.UNKNOWN),
    ("hidden", Verdict.WITHDRAWN),
    ("erased", Verdict.WITHDRAWN),
    ("revoked_then_erased", Verdict.WITHDRAWN),
)
# What is handed in is judged by signature, chain and list alone.
HANDED_IN = (
    *STATES[:3],
    ("undone", Verdict.REVOKED),
    ("hidden", Verdict.VALID),
    ("erased", Verdict.VALID),
    ("revoked_then_erased", Verdict.REVOKED),
)
MISTYPED = ("7K3M-Q9TX-WAB", "7K3M-Q9TX", "hello", "AAAA BBBB CCC")


@pytest.fixture(params=STATES, ids=[state for state, _ in STATES])
def state(request: pytest.FixtureRequest, settled: Settled) -> tuple[Promised, Verdict]:
    """An award, and what its page says."""
    name, verdict = request.param
    return getattr(settled.standings, name), verdict


@pytest.fixture(params=HANDED_IN, ids=[state for state, _ in HANDED_IN])
def copy(request: pytest.FixtureRequest, settled: Settled) -> tuple[Promised, Verdict]:
    """An award, and what is said of a copy that somebody kept."""
    name, verdict = request.param
    return getattr(settled.standings, name), verdict


def test_each_state_by_uid_and_by_code(settled: Settled, state: tuple[Promised, Verdict]) -> None:
    one, verdict = state
    for judged in (
        by_uid(settled.world, one.uid),
        by_code(settled.world, one.code),
        by_code(settled.world, codes.shown(one.code).lower()),
    ):
        assert judged.verdict is verdict
        shown = verdict in {Verdict.VALID, Verdict.EXPIRED, Verdict.REVOKED}
        assert (judged.report is not None) is (judged.award is not None) is shown


ADDRESSES: tuple[Callable[[Cast, Promised], str], ...] = (
    lambda world, one: world.urls.award(one.uid),
    lambda world, one: world.urls.assertion(one.uid),
    lambda world, one: world.urls.token(one.uid),
    lambda world, one: world.urls.baked_png(one.uid),
    lambda world, one: world.urls.baked_svg(one.uid),
    lambda world, one: world.urls.code(codes.shown(one.code)),
    lambda world, one: world.urls.code(one.code.lower()),
    lambda world, one: world.urls.code_qr(one.code),
    lambda world, one: world.urls.code_qr_png(one.code),
    lambda world, one: f" {world.urls.award(one.uid)}?lang=en\n",
    lambda world, one: world.urls.award(one.uid).removeprefix("http://"),
    lambda world, one: world.urls.code_qr(one.code).removeprefix("HTTP://"),
    lambda _, one: codes.shown(one.code),
    lambda _, one: f" {one.code.lower()} ",
    lambda _, one: " ".join((one.code[:4], one.code[4:8], one.code[8:])),
)


@pytest.mark.parametrize("spelling", range(len(ADDRESSES)))
def test_each_state_by_each_spelling_of_its_address(
    settled: Settled, state: tuple[Promised, Verdict], spelling: int
) -> None:
    one, verdict = state
    text = ADDRESSES[spelling](settled.world, one)
    assert judge(settled.world, text).verdict is verdict
    assert judge(settled.world, text.encode()).verdict is verdict


def test_a_token_is_judged_by_signature_chain_and_list(
    settled: Settled, copy: tuple[Promised, Verdict]
) -> None:
    one, verdict = copy
    lines = "\n".join(one.token[start : start + 76] for start in range(0, len(one.token), 76))
    for data in (one.token, one.token.encode(), f"\ufeff{one.token}\r\n", lines):
        assert judge(settled.world, data).verdict is verdict


def test_a_picture_is_judged_as_its_token(settled: Settled, copy: tuple[Promised, Verdict]) -> None:
    one, verdict = copy
    for picture in (cast.draft().png, cast.draft().svg):
        assert judge(settled.world, baking.bake(picture, one.token)).verdict is verdict
    svg = baking.bake(cast.draft().svg, one.token).decode()
    assert judge(settled.world, svg).verdict is verdict


def test_a_mirror_is_judged_as_its_address(
    settled: Settled, state: tuple[Promised, Verdict]
) -> None:
    one, verdict = state
    for data in (one.mirror, one.mirror.decode(), b"  " + one.mirror + b"\n"):
        judged = judge(settled.world, data)
        assert judged.verdict is verdict
        if judged.report is not None:
            assert "copy_same" in {check.code for check in judged.report.checks}


def test_a_changed_mirror_says_nothing_but_what_is_published(settled: Settled) -> None:
    one = settled.standings.kept
    changed = one.mirror.replace(b"Tournoi", b"Marathon")
    judged = judge(settled.world, changed, now=NOW)
    remarks = [check.code for check in report(judged).checks if check.remark]
    assert (judged.verdict, remarks) == (Verdict.VALID, ["copy_differs"])
    said = report(judged).assertion
    assert said is not None
    assert said.evidence[0].name == "Tournoi de futsal solidaire"


def test_a_badge_that_is_revoked_and_expired_is_revoked(world: Cast) -> None:
    states = standings.bring_about(world)
    standings.revoke(world, states.expired)
    assert by_uid(world, states.expired.uid).verdict is Verdict.REVOKED
    assert judge(world, states.expired.token).verdict is Verdict.REVOKED


def test_what_is_withdrawn_says_nothing_at_all(settled: Settled) -> None:
    states = settled.standings
    answers = [by_uid(settled.world, one.uid) for one in (states.hidden, states.erased)]
    answers.append(by_code(settled.world, states.revoked_then_erased.code))
    assert answers == [answers[0]] * 3
    assert (answers[0].report, answers[0].award) == (None, None)


def test_a_valid_badge_tells_what_the_rows_know(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    judged = by_code(any_world, one.code, now=NOW)
    assert judged.award is not None
    assert (judged.award.uid, judged.award.code) == (one.uid, one.code)
    assert (judged.award.badge_slug, judged.award.version) == (any_world.badge_class.slug, 1)
    assert judged.award.organisation_slug == any_world.organisation.slug
    assert judged.award.organisation_name == "Les Passerelles du Canal"
    assert (judged.award.telephone, judged.award.url) == (cast.CARD.telephone, cast.CARD.url)
    assert judged.award.programme_name == "Tremplin d'essai"
    assert (judged.award.revoked_at, judged.award.left_at) == (None, None)
    assert all(one.outcome in {Outcome.PASSED, Outcome.SKIPPED} for one in report(judged).checks)


@pytest.mark.parametrize("reason", [RevocationReason.WRONG_PERSON, RevocationReason.ON_REQUEST])
def test_a_revoked_badge_tells_when_and_why(any_world: Cast, reason: RevocationReason) -> None:
    one = standings.promised(any_world)[0]
    standings.revoke(any_world, one, reason)
    judged = by_uid(any_world, one.uid)
    assert judged.award is not None
    assert (judged.award.revoked_at, judged.award.revocation_reason) == (cast.later(60), reason)


def test_a_badge_of_who_left_stays_valid(world: Cast) -> None:
    one = standings.promised(world)[0]
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)
    world.session.commit()
    judged = by_uid(world, one.uid, now=NOW)
    assert judged.verdict is Verdict.VALID
    assert judged.award is not None
    assert judged.award.left_at == NOW


NOBODYS = "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"


@pytest.mark.parametrize(
    "uid",
    [NOBODYS, NOBODYS.upper(), "", "nonsense", "../x", "\0", f"{NOBODYS}\0", "x?\0", "9" * 5000],
)
def test_a_uid_that_is_nobodys_is_unknown(any_world: Cast, uid: str) -> None:
    assert by_uid(any_world, uid).verdict is Verdict.UNKNOWN


def test_a_code_that_is_nobodys_is_unknown(settled: Settled) -> None:
    for _ in range(20):
        assert by_code(settled.world, codes.draw()).verdict is Verdict.UNKNOWN
    assert judge(settled.world, settled.world.urls.award(NOBODYS)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("text", MISTYPED)
def test_a_slip_of_the_hand_is_mistyped(settled: Settled, text: str) -> None:
    assert by_code(settled.world, text).verdict is Verdict.MISTYPED
    assert judge(settled.world, text).verdict is Verdict.MISTYPED
    assert (
        judge(settled.world, settled.world.urls.code("7K3M-Q9TX-WAB")).verdict is Verdict.MISTYPED
    )


GARBAGE: tuple[bytes | str, ...] = (
    "", " ", b"", b"\0", "{}", "{", "[]", "a.b.c", "a.b", "Bonjour, voici mon badge de sport.",
    b"\x89PNG\r\n\x1a\n", b"\xff\xfe\x00", "<svg/>", "<html></html>", "http://", "ftp://x.example",
    "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", '{"id": "urn:uuid:x"}', "x" * 2_000_000, "🏅" * 30,
)  # fmt: skip


@pytest.mark.parametrize("data", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_never_valid_and_says_why(settled: Settled, data: bytes | str) -> None:
    judged = judge(settled.world, data)
    assert judged.verdict is Verdict.INVALID
    assert len(failed(judged)) >= 1
    assert report(judged).assertion is None


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_is_handed_in_gets_a_verdict(settled: Settled, data: bytes | str) -> None:
    assert judge(settled.world, data).verdict in set(Verdict) - {Verdict.VALID}


def test_every_changed_letter_of_a_token_is_noticed(settled: Settled) -> None:
    token = settled.standings.kept.token
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert judge(settled.world, changed, now=NOW).verdict is Verdict.INVALID


def test_what_a_forger_says_is_not_shown(settled: Settled) -> None:
    forged = showcase.forge(settled.standings.kept.token, "futsal", "tennis")
    judged = judge(settled.world, forged, now=NOW)
    assert (judged.verdict, failed(judged)) == (Verdict.INVALID, ["token_signature"])
    assert (report(judged).assertion, report(judged).badge_class, judged.award) == (None,) * 3


def test_a_strangers_badge_cannot_be_checked_here(settled: Settled) -> None:
    stranger = IssuerSimulator()
    for data in (stranger.token(), "https://issuer.example/assertions/1.json", "http://x.example"):
        judged = judge(settled.world, data)
        assert judged.verdict is Verdict.UNVERIFIABLE
        assert "not_ours" in {check.code for check in report(judged).checks}
        assert report(judged).assertion is None


def test_a_page_of_ours_that_is_no_badge_is_not_valid(settled: Settled) -> None:
    world = settled.world
    for address in (world.urls.verify(), world.urls.organisation(world.organisation.slug), BASE):
        assert judge(world, address).verdict is not Verdict.VALID
    for document in (
        world.urls.profile(world.organisation.slug, 1),
        world.urls.badge_class(world.badge_class.slug, 1),
    ):
        assert judge(world, document).verdict is Verdict.INVALID


def test_the_recipient_is_compared_where_it_was_asked_for(world: Cast) -> None:
    one, person = standings.promised(world)[0], world.people[0]
    right = recipients.parse(f"url:{world.urls.public_page(person.profile)}")
    wrong = recipients.parse("email:zephyrine@example.org")
    for data in (one.token, world.urls.award(one.uid), world.urls.token(one.uid), one.mirror):
        judged = judge(world, data, now=NOW, recipient=right)
        assert (judged.verdict, report(judged).recipient_matches) == (Verdict.VALID, True)
        judged = judge(world, data, now=NOW, recipient=wrong)
        assert (judged.verdict, report(judged).recipient_matches) == (Verdict.INVALID, False)


def test_a_code_says_nothing_about_the_recipient(world: Cast) -> None:
    one = standings.promised(world)[0]
    wrong = recipients.parse("email:zephyrine@example.org")
    for data in (one.code, world.urls.code(one.code)):
        judged = judge(world, data, now=NOW, recipient=wrong)
        assert (judged.verdict, report(judged).recipient_matches) == (Verdict.VALID, None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("kept", True),
        ("expired", True),
        ("revoked", True),
        ("undone", False),
        ("hidden", False),
        ("erased", False),
        ("revoked_then_erased", False),
    ],
)
def test_a_code_is_drawn_as_a_qr_where_there_is_something_to_show(
    settled: Settled, name: str, *, shown: bool
) -> None:
    code = getattr(settled.standings, name).code
    connection = settled.world.session.connection()
    expected = code if shown else None
    assert verifying.shown_code(connection, codes.shown(code).lower(), now=NOW) == expected


@pytest.mark.parametrize("text", [*MISTYPED, "", "\0", "x" * 100])
def test_no_qr_of_a_slip_of_the_hand(settled: Settled, text: str) -> None:
    assert verifying.shown_code(settled.world.session.connection(), text, now=NOW) is None


def test_a_page_costs_two_statements(settled: Settled, state: tuple[Promised, Verdict]) -> None:
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    one, verdict = state
    with settled.app.app_context():
        engine = db.engines[READER]
    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", note)
        verifying.judge_uid(connection, settled.world.urls, one.uid, now=NOW)
        verifying.judge_code(connection, settled.world.urls, one.code, now=NOW)
        event.remove(engine, "before_cursor_execute", note)
    seen = {Verdict.UNKNOWN, Verdict.WITHDRAWN}
    assert len(statements) == (2 if verdict in seen else 4)
