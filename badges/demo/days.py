"""The days of the demonstration, counted back from the day of building."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Days:
    """Local days of `zone`; `now` is the moment of building."""

    zone: ZoneInfo
    now: datetime

    def day(self, days_ago: int) -> date:
        """The local day so many days before today; a negative number counts forward."""
        return self.now.astimezone(self.zone).date() - timedelta(days=days_ago)

    def moment(self, days_ago: int, hour: time) -> datetime:
        """That hour of that day; today, no hour is later than now."""
        return min(datetime.combine(self.day(days_ago), hour, self.zone), self.now)
