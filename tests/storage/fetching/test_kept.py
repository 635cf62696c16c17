"""What is remembered of the outside, and for how many bytes."""

from badges.openbadges.errors import Unreachable
from badges.openbadges.verification.resolver import Resource
from badges.storage.fetching.kept import OVERHEAD, Kept


def resource(address: str, size: int) -> Resource:
    return Resource(address=address, status=200, media_type="", body=b"x" * size)


def test_it_works() -> None:
    kept = Kept(lambda: 0.0)
    assert kept.find("a") is None
    kept.keep("a", resource("a", 3))
    kept.keep("b", Unreachable("not_answering"))
    assert kept.find("a") == resource("a", 3)
    assert isinstance(kept.find("b"), Unreachable)


def test_the_one_unused_for_longest_goes_first() -> None:
    kept = Kept(lambda: 0.0, max_bytes=3 * (OVERHEAD + 102))
    for address in "abc":
        kept.keep(address, resource(address, 100))
    assert kept.find("a") is not None
    kept.keep("d", resource("d", 100))
    assert kept.find("b") is None
    assert all(kept.find(address) for address in "acd")


def test_many_failures_fill_nothing() -> None:
    kept = Kept(lambda: 0.0, max_bytes=100_000)
    for number in range(1_000):
        kept.keep(f"http://example.org/{number}", Unreachable("not_answering"))
    assert kept.size <= 100_000


def test_what_is_larger_than_all_is_not_kept() -> None:
    kept = Kept(lambda: 0.0, max_bytes=5_000)
    kept.keep("a", resource("a", 6_000))
    assert kept.find("a") is None
    assert kept.size == 0


def test_the_newer_answer_takes_the_place() -> None:
    kept = Kept(lambda: 0.0)
    kept.keep("a", resource("a", 900))
    kept.keep("a", resource("a", 1))
    assert kept.find("a") == resource("a", 1)
    assert kept.size < 900 + OVERHEAD
