"""Days are counted back from the local day of building, and nothing is dated after it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from badges.demo.days import Days

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 3, 28, 22, 30, tzinfo=UTC)  # past midnight in Paris, where clocks changed


def test_it_works() -> None:
    days = Days(PARIS, NOW)
    assert days.day(0) == date(2027, 3, 29)
    assert days.day(1) == date(2027, 3, 28)
    assert days.day(-183) == date(2027, 9, 28)


def test_an_hour_is_the_local_one_on_either_side_of_a_change_of_clocks() -> None:
    days = Days(PARIS, NOW)
    assert days.moment(1, time(18, 30)) == datetime(2027, 3, 28, 16, 30, tzinfo=UTC)
    assert days.moment(2, time(18, 30)) == datetime(2027, 3, 27, 17, 30, tzinfo=UTC)


def test_today_no_hour_is_later_than_now() -> None:
    days = Days(PARIS, NOW)
    assert days.moment(0, time(0, 5)) == datetime(2027, 3, 28, 22, 5, tzinfo=UTC)
    assert days.moment(0, time(18, 30)) == NOW
