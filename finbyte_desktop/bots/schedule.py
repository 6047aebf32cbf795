"""When a recurring order is due: a schedule in the trader's time zone, as moments of UTC."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo, available_timezones

NS_PER_S = 1_000_000_000
HOUR_S = 3600
MIDNIGHT = "00:00"
HOURS_A_DAY, MINUTES_AN_HOUR = 24, 60


class Interval(StrEnum):
    """How often."""

    HOUR = "hour"
    HOURS_4 = "4_hours"
    HOURS_12 = "12_hours"
    DAY = "day"
    WEEK = "week"
    WEEKS_2 = "2_weeks"
    MONTH = "month"


HOURS = {Interval.HOUR: 1, Interval.HOURS_4: 4, Interval.HOURS_12: 12}


def is_time(text: str) -> bool:
    """Whether a text is a time of day such as 09:30."""
    hours, colon, minutes = text.partition(":")
    two = len(hours) == len(minutes) == len("00") and hours.isdecimal() and minutes.isdecimal()
    return bool(colon) and two and int(hours) < HOURS_A_DAY and int(minutes) < MINUTES_AN_HOUR


def is_zone(text: str) -> bool:
    """Whether a text names a time zone."""
    return text in available_timezones()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Intervals of hours run at every so many full hours of UTC; the others at `at` on days of `zone`.

    Attributes:
        weekday: 0 is Monday; for weeks.
        day: 1 to 31; for months. A day that a month lacks is its last.
        first_ns: before it nothing is due; every second week counts from it.
    """

    interval: Interval
    at: time
    weekday: int
    day: int
    zone: ZoneInfo
    first_ns: int

    def after(self, ns: int) -> int:
        """The first moment later than `ns` at which the order is due."""
        if self.interval in HOURS:
            step = HOURS[self.interval] * HOUR_S * NS_PER_S
            return (max(ns, self.first_ns - 1) // step + 1) * step
        since = max(ns, self.first_ns - 1)
        return next(due for due in (self._moment(day) for day in self._days(since)) if due > since)

    def missed(self, due_ns: int, ns: int) -> int:
        """How many moments there were from the one due at `due_ns` to `ns`."""
        return sum(1 for _ in self._between(due_ns, ns))

    def _between(self, due_ns: int, ns: int) -> Iterator[int]:
        while due_ns <= ns:
            yield due_ns
            due_ns = self.after(due_ns)

    def _days(self, since_ns: int) -> Iterator[date]:
        """Days on which the order is due, from the one of `since_ns` on or a little before."""
        today = self._day_of(since_ns)
        if self.interval is Interval.DAY:
            yield from (today + timedelta(n) for n in count())
        elif self.interval is Interval.MONTH:
            months = (divmod(today.year * 12 + today.month - 1 + n, 12) for n in count())
            yield from (_day_in(year, month + 1, self.day) for year, month in months)
        else:
            start = self._day_of(self.first_ns)
            start += timedelta((self.weekday - start.weekday()) % 7)
            if self._moment(start) < self.first_ns:
                start += timedelta(7)
            step = 14 if self.interval is Interval.WEEKS_2 else 7
            passed = max(0, (today - start).days // step)
            yield from (start + timedelta(step * n) for n in count(passed))

    def _day_of(self, ns: int) -> date:
        return datetime.fromtimestamp(ns // NS_PER_S, self.zone).date()

    def _moment(self, day: date) -> int:
        """The moment of `at` on a day. A time that does not exist there is the next one that does; of one
        that occurs twice the first counts.
        """
        local = datetime.combine(day, self.at, self.zone)
        late, early = _seconds(local), _seconds(local.replace(fold=1))
        if early >= late:
            return late * NS_PER_S
        before = datetime.fromtimestamp(early, self.zone).utcoffset()
        while late - early > 1:  # the clock was put forward between them
            middle = (late + early) // 2
            if datetime.fromtimestamp(middle, self.zone).utcoffset() == before:
                early = middle
            else:
                late = middle
        return late * NS_PER_S


def schedule_of(interval: Interval, at: str, weekday: int, day: int, zone: str, first_ns: int) -> Schedule:
    """A schedule from texts that were checked."""
    return Schedule(interval, time.fromisoformat(at), weekday, day, ZoneInfo(zone), first_ns)


def _seconds(local: datetime) -> int:
    return int(local.astimezone(UTC).timestamp())


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
