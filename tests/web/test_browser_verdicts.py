"""The browser's own check and the server agree on every signed badge of the tests."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from playwright.sync_api import Page

from badges.openbadges import jws, strict_json
from badges.openbadges.errors import TokenError
from badges.openbadges.verification.report import Outcome
from badges.web import browser_check
from tests import simulator
from tests.openbadges import test_jws, test_strict_json
from tests.openbadges.verification import test_shapes, test_stricter, test_verifier
from tests.openbadges.verification.endings import ENDINGS
from tests.recording import RecordingIssuer, Trial
from tests.simulator import VECTORS, assembled, encoded
from tests.web.conftest import Site

JUDGE = """
async (trials) => {
  const { judge } = await import("/static/verifier.js");
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const found = [];
  for (const { answers, ...trial } of trials) {
    const ask = async (address) => {
      const answer = answers[address] || {};
      return answer.body === undefined ? {} : { ...answer, body: bytes(answer.body) };
    };
    found.push(await judge(trial.token, { ...trial, ask }));
  }
  return found;
}
"""
READ = """
async (tokens) => {
  const { readToken } = await import("/static/verifier.js");
  return tokens.map((token) => {
    try {
      readToken(token);
      return "";
    } catch (error) {
      return error.message;
    }
  });
}
"""
SIGNS = {"+": Outcome.PASSED, "~": Outcome.SKIPPED, "?": Outcome.UNREACHABLE}


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Trial]]:
    """What the issuers of a test are asked about their tokens."""
    monkeypatch.setattr(RecordingIssuer, "trials", [])
    yield RecordingIssuer.trials
    assert RecordingIssuer.trials


def outcome(end: str) -> Outcome:
    return SIGNS.get(end[0], Outcome.FAILED)


def assert_agreed(page: Page, site: Site, trials: list[Trial]) -> None:
    """Fail where the browser's verdict or any of its checks is not the server's."""
    page.goto(f"{site.url}/robots.txt")
    found = page.evaluate(JUDGE, [trial.question for trial in trials])
    for trial, own in zip(trials, found, strict=True):
        served = {check.check: check for check in trial.report.checks}
        assert own["verdict"] == trial.report.verdict, (trial, own)
        for name, end in own["ends"].items():
            assert outcome(end) is served[name].outcome, (trial, own)
    ends = {f"{check} {end.lstrip('+~?')}" for own in found for check, end in own["ends"].items()}
    with site.app.test_request_context("/?lang=fr"):
        assert ends <= set(browser_check.says())


def test_on_each_end_of_each_check(page: Page, site: Site, trials: list[Trial]) -> None:
    for ending in ENDINGS:
        ending.judge(RecordingIssuer())
    assert len(trials) > 150
    assert len({trial.report.verdict for trial in trials}) == 5
    assert_agreed(page, site, trials)


@pytest.mark.parametrize("module", [test_stricter, test_verifier])
def test_on_what_the_other_tests_hand_in(
    page: Page,
    site: Site,
    trials: list[Trial],
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
) -> None:
    monkeypatch.setattr(module, "IssuerSimulator", RecordingIssuer)
    for play in played(module):
        play()
    assert_agreed(page, site, trials)


def test_it_takes_no_shape_that_the_server_refuses(
    page: Page, site: Site, trials: list[Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_shapes, "IssuerSimulator", RecordingIssuer)
    for play in played(test_shapes):
        play()
    assert len(trials) > 150
    page.goto(f"{site.url}/robots.txt")
    found = page.evaluate(JUDGE, [trial.question for trial in trials])
    for trial, own in zip(trials, found, strict=True):
        assert own["verdict"] in {trial.report.verdict, "invalid"}, (trial, own)


def played(module: ModuleType) -> Iterator[Callable[[], object]]:
    """Each test of a module that needs an issuer or nothing, with each of its parameters."""
    for name, test in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("test_"):
            continue
        asked = set() if hasattr(test, "hypothesis") else set(inspect.signature(test).parameters)
        for given in cases(test):
            known = {"issuer": RecordingIssuer()} if "issuer" in asked else {}
            if asked <= {*given, *known}:
                yield partial(test, **known, **given)


def cases(test: Callable[..., object]) -> list[dict[str, Any]]:
    """The values of a test's parameters: of one mark, or of two that are combined."""
    found: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", []):
        names, values = mark.args
        listed = [one.strip() for one in names.split(",")] if isinstance(names, str) else names
        rows = [value if len(listed) > 1 else (value,) for value in values]
        found = [{**one, **dict(zip(listed, row, strict=True))} for one in found for row in rows]
    return found


def unreadable() -> list[str]:
    """Tokens that must not even be read, as the other tests make them."""
    marks = test_strict_json.test_what_is_no_json_is_refused.pytestmark  # type: ignore[attr-defined]
    bodies = [
        *(text.encode() for text in marks[0].args[1]),
        *(
            b"[]",
            b'{"a":1,"a":2}',
            b'{"x":{"a":1,"b":2,"\\u0061":3}}',
            b'{"a":NaN}',
            b'{"a":1e999}',
        ),
        *(b'{"a":"\xff"}', b'{"a":"\\ud800"}', b'{"\\uDFFF":1}', b'{"n":' + b"1" * 41 + b"}"),
        *(test_strict_json.nested(51).encode(), b"\xef\xbb\xbf{}", b'{"a":"\x01"}'),
    ]
    header, token = {"alg": "RS256"}, test_jws.TOKEN
    changes = test_jws.test_only_one_spelling_is_read.pytestmark[0].args[1]
    return [
        *chain.from_iterable(
            (assembled(header, body, b"1"), assembled(body, b"{}", b"1")) for body in bodies
        ),
        assembled({"alg": "RS256", "crit": []}, b"{}", b"1"),
        assembled({"alg": "RS256", "b64": True}, b"{}", b"1"),
        *(assembled(one, b"{}", b"1") for one in ({}, {"alg": None}, {"alg": ["RS256"]})),
        *("", ".", "..", "a.b", "a..b", ".a.b", "a.b.", "a.b.c.d", "a" * 70_000),
        *(change(token) for change in changes),
        *(f"{token}{sign}" for sign in "=+/ \n"),
        encoded(b"{}"),
    ]


def test_on_what_is_no_token(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/robots.txt")
    tokens = unreadable()
    for token, code in zip(tokens, page.evaluate(READ, tokens), strict=True):
        with pytest.raises(TokenError):
            jws.read(token)
        assert code, token
    good = [
        test_jws.TOKEN,
        (VECTORS / "assertion.jws").read_text("ascii"),
        assembled({"alg": "RS256"}, b'{"a":"\\ud83c\\udfc5","n":' + b"9" * 40 + b"}", b"1"),
        assembled({"alg": "RS256"}, strict_json.dumps({"a": "[" * 60, "b": '"{'}), b"1"),
        assembled({"alg": "RS256"}, test_strict_json.nested(50).encode(), b"1"),
    ]
    assert page.evaluate(READ, good) == [""] * len(good)
    assert all(jws.read(token) for token in good)


@pytest.mark.parametrize("algorithm", ["PS256", "HS256", "RS384", "none", "rs256"])
def test_on_a_right_signature_under_a_header_that_says_otherwise(
    page: Page, site: Site, trials: list[Trial], algorithm: str
) -> None:
    issuer = RecordingIssuer()
    unsigned = assembled({"alg": algorithm}, strict_json.dumps(issuer.assertion), b"")
    text = unsigned.rstrip(".").encode("ascii")
    signature = simulator.published_key().sign(text, PKCS1v15(), SHA256())
    report = issuer.verify(unsigned + encoded(signature))
    assert report.verdict == "invalid"
    assert_agreed(page, site, trials)


def test_on_each_changed_sign_of_a_token(page: Page, site: Site, trials: list[Trial]) -> None:
    issuer = RecordingIssuer()
    token = issuer.token()
    for at in range(0, len(token), 7):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with_fault = simulator.refusal(TokenError, jws.read, changed)
        if not with_fault and changed.startswith("ey"):
            assert issuer.verify(changed).verdict == "invalid"
    assert_agreed(page, site, trials)
