"""The moments of a recurring order, one date after the other.

Readings
--------
 1. "The first such day at or after the start", from which every second week counts, is the day of the first
    moment (day and time) at or after the start. Weeks are counted in days of the zone's calendar.
 2. A time that does not exist moves on minute by minute to the first that does: 02:30 in a night whose clocks
    go from 02:00 to 03:00 is 03:00. Where a whole day is missing, its moment falls on the next day; two
    moments that fall together are one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.reference.arithmetic import NS_PER_S

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = {"hour": 1, "4_hours": 4, "12_hours": 12}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_NS = 3600 * NS_PER_S


class Schedule:
    """The schedule of a parameter set. Small methods, so that a wrong variant can replace one of them."""

    def __init__(self, params: dict[str, Any], start_ns: int):
        self.p, self.start_ns = params, start_ns
        self.zone = ZoneInfo(params["time_zone"])
        hour, minute = params["at"].split(":")
        self.at = time(int(hour), int(minute))

    def instant(self, day: date) -> int:
        """The UTC nanosecond of the trader's time on a day."""
        local = datetime.combine(day, self.at)
        while True:
            utc = local.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
            if utc.astimezone(self.zone).replace(tzinfo=None) == local:
                return (utc - EPOCH) // timedelta(seconds=1) * NS_PER_S
            local += timedelta(minutes=1)

    def is_day(self, day: date) -> bool:
        """Whether the schedule has a moment on this day (every second week: on any of the weeks)."""
        interval = self.p["interval"]
        if interval in ("week", "2_weeks"):
            return WEEKDAYS[day.weekday()] == self.p["weekday"]
        if interval == "month":
            return day.day == self.day_of(day.year, day.month)
        return True

    def day_of(self, year: int, month: int) -> int:
        """The day in this month: the last one where it has fewer."""
        return min(int(self.p["day"]), monthrange(year, month)[1])

    def first_date(self) -> date:
        """A day before the start in every zone."""
        return (EPOCH + timedelta(seconds=self.start_ns // NS_PER_S)).date() - timedelta(days=3)

    def moments(self) -> Iterator[int]:
        """All moments at or after the start, in order."""
        hours = HOURS.get(self.p["interval"])
        if hours is not None:
            step = hours * HOUR_NS
            moment = -(-self.start_ns // step) * step
            while True:
                yield moment
                moment += step
        anchor, last, day = None, None, self.first_date()
        while True:
            if self.is_day(day):
                moment = self.instant(day)
                if moment >= self.start_ns and moment != last:
                    anchor = anchor or day
                    if self.p["interval"] != "2_weeks" or (day - anchor).days % 14 == 0:
                        last = moment
                        yield moment
            day += timedelta(days=1)

    def to_come(self) -> Iterator[int]:
        """The moments of the orders that alarms cause."""
        return (m for m in self.moments() if m > self.start_ns or self.p["first"] == "scheduled")
