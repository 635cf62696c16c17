import pytest

from badges.demo.chance import chance


def test_it_works() -> None:
    assert chance("futsal", 1) == chance("futsal", 1)
    assert chance("futsal", 1) != chance("futsal", 2)


def test_it_is_the_same_on_every_machine() -> None:
    assert chance("futsal", 1) == pytest.approx(0.949095348, abs=1e-9)


def test_it_is_spread_from_0_to_1() -> None:
    drawn = [chance("spread", number) for number in range(1_000)]
    assert 0 <= min(drawn) < 0.01
    assert 0.99 < max(drawn) < 1
    assert 0.47 < sum(drawn) / len(drawn) < 0.53
