"""What one verification may spend on a server that means ill. Nothing here is measured in shorter
times than its limit leaves room for.
"""

import gzip
import threading
import time
from contextlib import suppress

import pytest

from badges.storage.fetching import fetcher as fetching
from badges.storage.fetching import limits, lookups
from badges.storage.fetching.fetcher import Fetcher
from tests.storage import hostile
from tests.storage.hostile import DOCUMENT, PUBLIC, Hostile, World, code, outcome, reply, sized


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second instead of five: the same rule, sooner."""
    monkeypatch.setattr(fetching, "SECONDS", 0.5)


# ---- how much and how long


def test_what_is_packed_is_refused(server: Hostile, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    server.replies["/gzip"] = sized(packed, "Content-Encoding: gzip")
    server.replies["/br"] = sized(packed, "Content-Encoding: identity, br")
    server.replies["/transfer"] = reply("Transfer-Encoding: gzip, chunked", body=packed)
    server.replies["/plain"] = sized(DOCUMENT, "Content-Encoding: identity")
    for path in ("/gzip", "/br", "/transfer"):
        assert outcome(fetcher, server.address(path)) == "answer_encoded"
    assert outcome(fetcher, server.address("/plain")) == "200"


def test_one_megabyte_is_the_end(server: Hostile, fetcher: Fetcher) -> None:
    server.replies["/endless"] = server.drip(reply(body=b""), b"x" * 65_536, every=0)
    server.replies["/chunks"] = server.drip(
        reply("Transfer-Encoding: chunked", body=b""),
        b"8000\r\n" + b"x" * 32_768 + b"\r\n",
        every=0,
    )
    server.replies["/headers"] = server.drip(
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Go on\r\nA: " + b"x" * 60_000 + b"\r\n\r\n", every=0
    )
    server.replies["/continued"] = server.drip(
        b"", b"HTTP/1.1 100 Go on\r\nA: " + b"x" * 60_000 + b"\r\n\r\n", every=0
    )
    for path in ("/endless", "/chunks", "/continued"):
        assert outcome(fetcher, server.address(path)) == "answer_too_large", path
    assert outcome(fetcher, server.address("/headers")) in {"answer_too_large", "not_answering"}


def test_what_announces_too_much_is_not_read(server: Hostile, fetcher: Fetcher) -> None:
    server.replies["/huge"] = reply("Content-Length: 99999999999", body=b"")
    assert outcome(fetcher, server.address("/huge")) == "answer_too_large"
    server.replies["/chunk"] = reply("Transfer-Encoding: chunked", body=b"fffffffffff\r\nx")
    assert outcome(fetcher, server.address("/chunk")) == "not_answering"


def test_the_bytes_of_one_verification_are_counted_together(
    server: Hostile, fetcher: Fetcher
) -> None:
    for number in range(2):
        server.replies[f"/{number}"] = sized(b"x" * 600_000)
    with fetcher.visit() as visit:
        assert code(visit, server.address("/0")) == "200"
        assert code(visit, server.address("/1")) == "answer_too_large"
    assert outcome(fetcher, server.address("/1")) == "200"  # it was not that document's fault


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hello\r\n\r\n",
        b"\x16\x03\x01\x00\x00",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        reply("Content-Length: 400"),
        reply("Content-Length: 10"),
        reply("Content-Length: 22", "Content-Length: 10"),
        reply("Transfer-Encoding: chunked", body=b"zz\r\n"),
        reply("Transfer-Encoding: chunked", body=b"10\r\nx"),
        reply(*[f"A{number}: x" for number in range(200)]),
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000,
    ],
)
def test_what_contradicts_itself_is_no_answer(
    server: Hostile, fetcher: Fetcher, answer: bytes
) -> None:
    server.replies["/lie"] = answer
    assert outcome(fetcher, server.address("/lie")) == "not_answering"


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nA: ", reply(body=b"")])
def test_a_byte_now_and_then_does_not_stretch_the_time(
    server: Hostile, fetcher: Fetcher, start: bytes
) -> None:
    server.replies["/drip"] = server.drip(start, b"x", every=0.05)
    begun = time.monotonic()
    assert outcome(fetcher, server.address("/drip")) == "not_answering"
    assert time.monotonic() - begun < hostile.NEVER / 3


@pytest.mark.usefixtures("hurried")
def test_the_time_of_one_verification_is_counted_together(
    server: Hostile, fetcher: Fetcher
) -> None:
    server.replies["/slow"] = server.drip(b"", b"", every=0.05)
    with fetcher.visit() as visit:
        assert code(visit, server.address("/slow")) == "not_answering"
        asked = server.connections
        assert code(visit, server.address("/good")) == "not_answering"
    assert server.connections == asked
    assert outcome(fetcher, server.address("/good")) == "200"  # nor was it kept as a failure


@pytest.mark.usefixtures("hurried")
def test_a_handshake_and_a_silence_end_in_time(server: Hostile) -> None:
    world = World(server)
    world.names["issuer.example"] = [[PUBLIC]]
    server.replies["/good"] = server.drip(b"", b"", every=1)
    begun = time.monotonic()
    assert outcome(world.fetcher(), "https://issuer.example/good") == "not_answering"
    assert outcome(world.fetcher(), "http://issuer.example/good") == "not_answering"
    assert time.monotonic() - begun < hostile.NEVER / 3


@pytest.mark.usefixtures("hurried")
def test_a_name_look_up_that_hangs_ends_in_time_and_few_hang(world: World) -> None:
    ended = threading.Event()

    def hang(_host: str, _port: int) -> tuple[str, ...]:
        ended.wait(hostile.NEVER)
        return (PUBLIC,)

    fetcher = world.fetcher(lookup=hang)
    codes = [outcome(fetcher, f"http://{n}.example/") for n in range(lookups.AT_ONCE + 2)]
    ended.set()
    assert codes == ["not_answering"] * lookups.AT_ONCE + ["fetching_busy"] * 2
    assert world.connected == []


def test_the_limits_are_those_that_were_decided() -> None:
    assert (limits.SECONDS, limits.MAX_BYTES) == (5.0, 1024 * 1024)
    assert (fetching.MOST_REDIRECTS, fetching.MOST_DOCUMENTS) == (3, 8)


# ---- how many


def test_eight_documents_are_the_end(server: Hostile, fetcher: Fetcher) -> None:
    with fetcher.visit() as visit:
        codes = [code(visit, server.address(f"/{number}")) for number in range(9)]
    assert codes == ["404"] * 8 + ["too_many_documents"]
    assert len(server.requests) == 8


def test_when_every_place_is_taken_the_answer_comes_at_once(
    server: Hostile, fetcher: Fetcher
) -> None:
    server.replies["/kept"] = sized(DOCUMENT)
    with fetcher.visit() as first, fetcher.visit() as second:
        assert code(first, server.address("/good")) == "200"
        assert code(second, server.address("/none")) == "404"
        with fetcher.visit() as third:
            assert code(third, server.address("/kept")) == "fetching_busy"
            assert code(third, server.address("/good")) == "200"  # kept, not fetched
        assert code(first, server.address("/kept")) == "200"
    assert outcome(fetcher, server.address("/other")) == "404"


def test_a_place_is_given_back_whatever_happens(server: Hostile, fetcher: Fetcher) -> None:
    for number in range(5):
        with suppress(ZeroDivisionError), fetcher.visit() as visit:
            assert code(visit, server.address(f"/{number}")) == "404"
            raise ZeroDivisionError
    assert outcome(fetcher, server.address("/good")) == "200"


def test_each_question_is_counted_redirects_too(server: Hostile) -> None:
    left = iter([True, True, False])
    fetcher = Fetcher(
        at_once=2,
        allowed=lambda: next(left),
        own_host="",
        test_hosts=frozenset({server.host}),
    )
    server.redirect("/1", "/good")
    with fetcher.visit() as visit:
        assert code(visit, server.address("/1")) == "200"
        assert code(visit, server.address("/2")) == "fetching_busy"
    assert len(server.requests) == 2


# ---- what is kept


def test_answers_are_kept_for_their_time(server: Hostile) -> None:
    now = [0.0]
    fetcher = Fetcher(
        at_once=2,
        allowed=lambda: True,
        own_host="",
        test_hosts=frozenset({server.host}),
        clock=lambda: now[0],
    )
    server.replies["/lie"] = b"oh\r\n\r\n"

    def asked_at(moment: float) -> list[bytes]:
        now[0], before = moment, len(server.requests)
        for path in ("/good", "/none", "/lie"):
            outcome(fetcher, server.address(path))
        return [request.split()[1] for request in server.requests[before:]]

    assert asked_at(0) == [b"/good", b"/none", b"/lie"]
    assert asked_at(59) == []
    assert asked_at(61) == [b"/none", b"/lie"]
    assert asked_at(599) == [b"/none", b"/lie"]
    assert asked_at(601) == [b"/good"]


def test_being_busy_is_not_kept(server: Hostile) -> None:
    answers = iter([False, True])
    fetcher = Fetcher(
        at_once=2,
        allowed=lambda: next(answers),
        own_host="",
        test_hosts=frozenset({server.host}),
    )
    assert outcome(fetcher, server.address("/good")) == "fetching_busy"
    assert outcome(fetcher, server.address("/good")) == "200"
