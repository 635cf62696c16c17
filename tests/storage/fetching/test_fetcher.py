"""The way out, against a server that means ill: what is said there, and where it leads."""

from collections.abc import Iterator

import pytest

from badges.storage.fetching.fetcher import Fetcher
from tests.storage import hostile
from tests.storage.hostile import DOCUMENT, PUBLIC, Hostile, World, outcome, reply, sized

PRIVATE = "169.254.169.254"


@pytest.fixture
def sentinel() -> Iterator[Hostile]:
    """A server that nobody may reach."""
    with hostile.serving() as server:
        yield server
        assert server.connections == 0


def test_it_works(server: Hostile, fetcher: Fetcher) -> None:
    with fetcher.visit() as visit:
        resource = visit.fetch(server.address("/good"))
    assert resource.address == server.address("/good")
    assert (resource.status, resource.media_type) == (200, "application/json")
    assert resource.body == DOCUMENT


def test_nothing_is_told_of_us_but_a_name(
    server: Hostile, fetcher: Fetcher, sentinel: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://{sentinel.host}")
    server.replies["/good"] = sized(DOCUMENT, "Set-Cookie: a=b; Path=/")
    server.replies["/more"] = sized(DOCUMENT)
    with fetcher.visit() as visit:
        visit.fetch(server.address("/good"))
        visit.fetch(server.address("/more"))
    lines = server.requests[1].decode().split("\r\n")
    assert lines == [
        "GET /more HTTP/1.1",
        f"Host: {server.host}",
        "Accept: application/ld+json, application/json;q=0.9, */*;q=0.1",
        "Accept-Encoding: identity",
        "User-Agent: Badges (Open Badges verifier)",
        "Connection: close",
        "",
        "",
    ]


def test_any_status_is_an_answer(server: Hostile, fetcher: Fetcher) -> None:
    server.replies["/gone"] = reply("Content-Length: 0", status="410 Gone", body=b"")
    server.replies["/broken"] = reply("Content-Length: 0", status="500 Oh", body=b"")
    assert outcome(fetcher, server.address("/gone")) == "410"
    assert outcome(fetcher, server.address("/broken")) == "500"
    assert outcome(fetcher, server.address("/none")) == "404"


def test_chunks_and_a_closed_connection_are_fine(server: Hostile, fetcher: Fetcher) -> None:
    server.replies["/chunks"] = reply(
        "Transfer-Encoding: chunked", body=b'5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n'
    )
    server.replies["/closed"] = reply()
    with fetcher.visit() as visit:
        assert visit.fetch(server.address("/chunks")).body == b'{"a":1}'
        assert visit.fetch(server.address("/closed")).body == DOCUMENT


# ---- where it goes


def test_it_connects_to_the_address_that_was_checked(world: World) -> None:
    world.names["issuer.example"] = [[PUBLIC]]
    assert outcome(world.fetcher(), "http://issuer.example/good") == "200"
    assert world.connected == [(PUBLIC, 80)]
    assert b"\r\nHost: issuer.example\r\n" in world.server.requests[0]


def test_a_name_that_is_bound_anew_is_looked_up_once_and_pinned(world: World) -> None:
    world.names["issuer.example"] = [[PUBLIC], [PRIVATE]]
    assert outcome(world.fetcher(), "http://issuer.example/good") == "200"
    assert world.looked_up == ["issuer.example"]
    assert world.connected == [(PUBLIC, 80)]


def test_a_name_that_is_bound_anew_for_a_redirect_is_checked_again(world: World) -> None:
    world.names["issuer.example"] = [[PUBLIC], [PRIVATE]]
    world.server.redirect("/again", "/good")
    assert outcome(world.fetcher(), "http://issuer.example/again") == "address_refused"
    assert world.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "found",
    [
        [PRIVATE],
        [PUBLIC, PRIVATE],
        [PRIVATE, PUBLIC],
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:8.8.8.8"],
        ["fe80::1%eth0"],
        [PUBLIC, "64:ff9b::7f00:1"],
    ],
)
def test_a_name_with_any_address_of_the_inside_is_refused(world: World, found: list[str]) -> None:
    world.names["issuer.example"] = [found]
    assert outcome(world.fetcher(), "http://issuer.example/good") == "address_refused"
    assert world.connected == []


def test_a_name_that_nobody_has_does_not_answer(world: World) -> None:
    assert outcome(world.fetcher(), "http://nobody.example/good") == "not_answering"


def test_loopback_is_refused_but_on_the_port_for_tests(
    server: Hostile, fetcher: Fetcher, sentinel: Hostile
) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433"):
        address = f"http://{host}:{sentinel.port}/good"
        assert outcome(fetcher, address) == "address_refused", address
    assert outcome(fetcher, server.address("/good")) == "200"


def test_the_next_address_is_tried(world: World) -> None:
    world.names["issuer.example"] = [["8.8.4.4", PUBLIC]]
    real = world.connect

    def connect(address: tuple[str, int], seconds: float) -> object:
        connection = real(address, seconds)
        if address[0] == "8.8.4.4":
            connection.close()
            raise ConnectionRefusedError
        return connection

    assert outcome(world.fetcher(connect=connect), "http://issuer.example/good") == "200"
    assert world.connected == [("8.8.4.4", 80), (PUBLIC, 80)]


# ---- redirects


def test_three_redirects_are_followed_and_the_final_address_told(
    server: Hostile, fetcher: Fetcher
) -> None:
    server.redirect("/1", "/2", "301 Moved")
    server.redirect("/2", server.address("/3"), "307 Kept")
    server.redirect("/3", "good#part", "308 Kept")
    with fetcher.visit() as visit:
        assert visit.fetch(server.address("/1")).address == server.address("/good")
    assert len(server.requests) == 4


def test_a_fourth_redirect_is_not_followed(server: Hostile, fetcher: Fetcher) -> None:
    for step in range(4):
        server.redirect(f"/{step}", f"/{step + 1}")
    server.replies["/4"] = sized(DOCUMENT)
    assert outcome(fetcher, server.address("/0")) == "not_answering"
    assert len(server.requests) == 4


def test_a_circle_ends(server: Hostile, fetcher: Fetcher) -> None:
    server.redirect("/round", "/round")
    assert outcome(fetcher, server.address("/round")) == "not_answering"
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "http://example.org:22/",
        "http://user@example.org/",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://badges.example.org/assertions/1.json",
        "http://[oh",
    ],
)
def test_a_redirect_is_checked_as_an_address_is(server: Hostile, fetcher: Fetcher, to: str) -> None:
    server.redirect("/away", to)
    assert outcome(fetcher, server.address("/away")) == "address_refused"
    assert server.connections == 1


def test_no_redirect_reaches_a_port_of_the_inside(
    server: Hostile, fetcher: Fetcher, sentinel: Hostile
) -> None:
    hosts = ("127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0")  # noqa: S104
    for number, host in enumerate(hosts):
        server.redirect(f"/{number}", f"http://{host}:{sentinel.port}/good")
        assert outcome(fetcher, server.address(f"/{number}")) == "address_refused"
    assert server.connections == len(hosts)
