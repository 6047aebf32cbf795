"""Time frames of candles as strategies name them."""

from __future__ import annotations

MINUTE_MS = 60_000
HOUR_MS, DAY_MS = 60 * MINUTE_MS, 24 * 60 * MINUTE_MS
WEEK_MS = 7 * DAY_MS
LEVELS: dict[str, int] = {
    **{f"{n}m": n * MINUTE_MS for n in (1, 3, 5, 15, 30)},
    **{f"{n}h": n * HOUR_MS for n in (1, 2, 3, 4, 6, 12)},
    "1d": DAY_MS,
    "1w": WEEK_MS,
}
MONDAY_MS = 4 * DAY_MS  # the first Monday of the clock: weeks begin on Mondays
MOST_TIMES = 100_000


def level_ms(level: str) -> int:
    """Its length in milliseconds. Raises ValueError for one that there is not."""
    if level not in LEVELS:
        raise ValueError(f"There is no level {level!r}. Known: {', '.join(LEVELS)}.")
    return LEVELS[level]


def candle_bin(value: int, level: str, ceil: bool = False) -> int:
    """A time (ms) rounded down, or with `ceil` up, to the begin of a candle of this level."""
    step = level_ms(level)
    offset = MONDAY_MS if step == WEEK_MS else 0
    down = (value - offset) // step * step + offset
    return down + step if ceil and down != value else down


def time_range(start: int, end: int, level: str, include_start: bool = True) -> list[int]:
    """Times (ms) from `start` to `end`, both included, a level apart. Raises ValueError for too many."""
    times = range(start if include_start else start + level_ms(level), end + 1, level_ms(level))
    if len(times) > MOST_TIMES:
        raise ValueError(f"That are {len(times)} times; at most {MOST_TIMES} are possible.")
    return list(times)
