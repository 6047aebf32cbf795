"""Moments of a recurring order: time zones, clocks that are put forward and back, short months."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from finbyte_desktop.bots.schedule import HOURS, NS_PER_S, Interval, Schedule

BERLIN, NEW_YORK, KOLKATA, LORD_HOWE = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
)


def ns(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * NS_PER_S


def told(schedule: Schedule, since: str, runs: int) -> list[str]:
    found, at = [], ns(since)
    for _ in range(runs):
        at = schedule.after(at)
        found.append(datetime.fromtimestamp(at // NS_PER_S, UTC).strftime("%Y-%m-%d %H:%M"))
    return found


def schedule(
    interval: Interval, at: str, zone: ZoneInfo, *, weekday: int = 0, day: int = 1, first: str
) -> Schedule:
    return Schedule(interval, time.fromisoformat(at), weekday, day, zone, ns(first))


def test_a_time_that_does_not_exist_runs_at_the_next_that_does() -> None:
    """In Berlin 02:30 is missing on 30 March 2025: the clock goes from 02:00 to 03:00, at 01:00 UTC."""
    daily = schedule(Interval.DAY, "02:30", BERLIN, first="2025-03-28")
    assert told(daily, "2025-03-28", 4) == [
        "2025-03-28 01:30",
        "2025-03-29 01:30",
        "2025-03-30 01:00",
        "2025-03-31 00:30",
    ]


def test_half_an_hour_may_be_missing_too() -> None:
    """On Lord Howe Island the clock goes from 02:00 to 02:30."""
    daily = schedule(Interval.DAY, "02:10", LORD_HOWE, first="2025-10-04")
    assert told(daily, "2025-10-04", 1) == ["2025-10-04 15:30"]


def test_a_time_that_occurs_twice_runs_once() -> None:
    """In New York 01:30 comes twice on 2 November 2025; the first counts."""
    daily = schedule(Interval.DAY, "01:30", NEW_YORK, first="2025-11-01")
    assert told(daily, "2025-11-01", 3) == ["2025-11-01 05:30", "2025-11-02 05:30", "2025-11-03 06:30"]


def test_a_day_that_the_month_lacks_is_its_last() -> None:
    """On the 31st, in a leap year."""
    monthly = schedule(Interval.MONTH, "09:00", KOLKATA, day=31, first="2024-01-01")
    assert told(monthly, "2024-01-01", 4) == [
        "2024-01-31 03:30",
        "2024-02-29 03:30",
        "2024-03-31 03:30",
        "2024-04-30 03:30",
    ]
    december = schedule(Interval.MONTH, "00:00", KOLKATA, day=1, first="2024-12-15")
    assert told(december, "2024-12-15", 1) == ["2024-12-31 18:30"]


def test_weeks_count_from_the_first() -> None:
    """Every second Friday, whatever is asked in between."""
    weeks = schedule(Interval.WEEKS_2, "10:00", BERLIN, weekday=4, first="2025-03-01")
    assert told(weeks, "2025-03-01", 3) == ["2025-03-07 09:00", "2025-03-21 09:00", "2025-04-04 08:00"]
    assert told(weeks, "2025-03-10", 1) == ["2025-03-21 09:00"]
    late_on_friday = schedule(Interval.WEEKS_2, "10:00", BERLIN, weekday=4, first="2025-03-07 12:00")
    assert told(late_on_friday, "2025-03-07 12:00", 2) == ["2025-03-14 09:00", "2025-03-28 09:00"]


def test_hours_are_hours_of_utc() -> None:
    """The clock of a zone that is put back makes none of them run twice."""
    hours = schedule(Interval.HOURS_4, "01:30", NEW_YORK, first="2025-11-02 01:00")
    assert told(hours, "2025-11-02 01:00", 3) == ["2025-11-02 04:00", "2025-11-02 08:00", "2025-11-02 12:00"]


def test_missed_runs_are_counted() -> None:
    """The one that was due, and all up to now."""
    daily = schedule(Interval.DAY, "12:00", BERLIN, first="2025-01-01")
    assert daily.missed(ns("2025-01-03 11:00"), ns("2025-01-05 10:59")) == 2
    assert daily.missed(ns("2025-01-03 11:00"), ns("2025-01-05 11:00")) == 3


@pytest.mark.parametrize("interval", list(Interval))
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, KOLKATA, LORD_HOWE], ids=lambda zone: zone.key)
def test_ten_years_without_a_hole_or_a_double(interval: Interval, zone: ZoneInfo) -> None:
    """Every moment is later than the one before, and none is left out."""
    plan = schedule(interval, "02:15", zone, weekday=6, day=31, first="2020-01-01")
    most_h = {Interval.DAY: 26, Interval.WEEK: 170, Interval.WEEKS_2: 338, Interval.MONTH: 31 * 24 + 2}
    found, at = [], ns("2020-01-01")
    while at < ns("2024-01-01"):
        at = plan.after(at)
        found.append(at)
        if interval in HOURS and len(found) > 2000:
            break
    gaps = [(b - a) / NS_PER_S / 3600 for a, b in pairwise(found)]
    most = most_h.get(interval) or HOURS[interval]
    assert min(gaps) > 0
    assert max(gaps) <= most
    assert min(gaps) >= min(most - 4, most) * (28 / 31 if interval is Interval.MONTH else 1) - 2
