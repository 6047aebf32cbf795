"""Hand-worked moments of the schedule of recurring orders: from a calendar and the offsets of the zones."""

from __future__ import annotations

from typing import Any

SUNDAY = {"interval": "week", "weekday": "sunday", "at": "00:00"}
MONDAYS = {"interval": "2_weeks", "weekday": "monday", "at": "09:00"}

# parameters, start, first moments (all in UTC)
SCHEDULES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"interval": "hour"}, "2024-01-01T10:00", ["2024-01-01T10:00", "2024-01-01T11:00"]),
    ({"interval": "hour", "first": "now"}, "2024-01-01T10:00", ["2024-01-01T11:00"]),
    ({"interval": "4_hours"}, "2024-01-01T01:00", ["2024-01-01T04:00", "2024-01-01T08:00"]),
    ({"interval": "12_hours"}, "2024-01-01T00:01", ["2024-01-01T12:00", "2024-01-02T00:00"]),
    # Hours are hours of UTC, also where the clocks stand at :45.
    ({"interval": "4_hours", "time_zone": "Asia/Kathmandu"}, "2024-01-01T01:00", ["2024-01-01T04:00"]),
    # 01:30 before; 02:30 is not, 03:00 CEST is 01:00; then 00:30.
    (
        {"interval": "day", "at": "02:30", "time_zone": "Europe/Berlin"},
        "2024-03-30T00:00",
        ["2024-03-30T01:30", "2024-03-31T01:00", "2024-04-01T00:30"],
    ),
    # 02:30 CEST, the first of two, is 00:30; then 01:30.
    (
        {"interval": "day", "at": "02:30", "time_zone": "Europe/Berlin"},
        "2024-10-26T00:00",
        ["2024-10-26T00:30", "2024-10-27T00:30", "2024-10-28T01:30"],
    ),
    # Midnight of 8 September is not: 01:00 at UTC-3.
    (
        {"interval": "day", "at": "00:00", "time_zone": "America/Santiago"},
        "2024-09-07T00:00",
        ["2024-09-07T04:00", "2024-09-08T04:00", "2024-09-09T03:00"],
    ),
    # Half an hour: 02:00 to 02:30; 02:30 at UTC+11 is 15:30 of the day before.
    (
        {"interval": "day", "at": "02:15", "time_zone": "Australia/Lord_Howe"},
        "2024-10-04T15:00",
        ["2024-10-04T15:45", "2024-10-05T15:30", "2024-10-06T15:15"],
    ),
    # 30 December is missing: its moment and that of the 31st are one.
    (
        {"interval": "day", "at": "00:00", "time_zone": "Pacific/Apia"},
        "2011-12-29T00:00",
        ["2011-12-29T10:00", "2011-12-30T10:00", "2011-12-31T10:00"],
    ),
    ({**SUNDAY, "time_zone": "Asia/Tokyo"}, "2024-01-03T00:00", ["2024-01-06T15:00", "2024-01-13T15:00"]),
    # Monday 1 January at 10:00 is past nine: the 8th is the first.
    (MONDAYS, "2024-01-01T10:00", ["2024-01-08T09:00", "2024-01-22T09:00"]),
    (MONDAYS, "2024-01-01T09:00", ["2024-01-01T09:00", "2024-01-15T09:00"]),
    ({**MONDAYS, "first": "now"}, "2024-01-01T09:00", ["2024-01-15T09:00", "2024-01-29T09:00"]),
    # Across the clocks: 09:00 in Berlin is 08:00, then 07:00.
    (
        {**MONDAYS, "time_zone": "Europe/Berlin"},
        "2024-03-20T00:00",
        ["2024-03-25T08:00", "2024-04-08T07:00"],
    ),
    (
        {"interval": "month", "day": 31},
        "2024-01-31T00:00",
        ["2024-01-31T00:00", "2024-02-29T00:00", "2024-03-31T00:00", "2024-04-30T00:00"],
    ),
    ({"interval": "month", "day": 29}, "2023-02-01T00:00", ["2023-02-28T00:00", "2023-03-29T00:00"]),
    ({"interval": "month", "day": 30}, "2024-02-01T00:00", ["2024-02-29T00:00", "2024-03-30T00:00"]),
]
