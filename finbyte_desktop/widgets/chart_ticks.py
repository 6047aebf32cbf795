"""Where the marks of chart axes stand, and where their tags go. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final

TAG_HEIGHT: Final = 18
TAG_GAP: Final = 19
"""Centres of two tags stand at least this far apart."""

_DAY: Final = 86_400
_STEPS: Final = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200,
    _DAY, 2 * _DAY, 3 * _DAY, 5 * _DAY, 7 * _DAY, 14 * _DAY,
)  # fmt: skip
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
_MONDAY: Final = 4 * _DAY  # the first Monday after the epoch


class TickKind(Enum):
    """How a time mark is written."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class TimeTick:
    time_s: int
    kind: TickKind
    strong: bool = False  # begins a larger unit than its neighbours


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that divides `span` into at most `count` steps."""
    if not (span > 0 and math.isfinite(span)):
        return 1.0
    raw = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if raw <= factor * power * (1 + 1e-9):
            return factor * power
    return 10.0 * power


def value_ticks(low: float, high: float, count: int) -> tuple[list[float], int]:
    """Round values within [low, high] and the decimals they need."""
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [number * step for number in range(first, last + 1)][:200]
    return values, step_decimals(step)


def step_decimals(step: float) -> int:
    """Decimals that tell neighbours apart: 0 for 400, 2 for 0.25, 1 for 0.1."""
    for places in range(13):
        if abs(round(step, places) - step) <= step * 1e-6:
            return places
    return 12


def log_ticks(low: float, high: float, count: int) -> tuple[list[float], int]:
    """Round values for a logarithmic axis between two positive values."""
    if high / low < 4:
        return value_ticks(low, high, count)
    values: list[float] = []
    for factors in ((1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        values = [
            factor * 10.0**power
            for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
            for factor in factors
            if low <= factor * 10.0**power <= high
        ]
        if len(values) <= count:
            break
    return values, max((step_decimals(value) for value in values), default=0)


def time_ticks(start_s: float, end_s: float, count: int, least_s: float = 0) -> list[TimeTick]:
    """At most about `count` marks on round times in UTC, none nearer to the next than `least_s`."""
    span = end_s - start_s
    if not (span > 0 and math.isfinite(span)):
        return []
    for step in _STEPS:
        if step >= least_s and span / step <= max(1, count):
            return _fixed_ticks(start_s, end_s, step)
    for months in _MONTHS:
        if span / (months * 30.44 * _DAY) <= max(1, count):
            return _month_ticks(start_s, end_s, months)
    return _month_ticks(start_s, end_s, 1200)


def _fixed_ticks(start_s: float, end_s: float, step: int) -> list[TimeTick]:
    origin = _MONDAY if step >= 7 * _DAY else 0
    first = math.ceil((start_s - origin) / step)
    last = math.floor((end_s - origin) / step)
    ticks = []
    for number in range(first, last + 1):
        at = origin + number * step
        if step >= _DAY:
            new_year = datetime.fromtimestamp(at, UTC).timetuple().tm_yday == 1
            ticks.append(TimeTick(at, TickKind.YEAR if new_year else TickKind.DAY, new_year))
        elif at % _DAY == 0:
            ticks.append(TimeTick(at, TickKind.DAY, strong=True))
        else:
            ticks.append(TimeTick(at, TickKind.SECONDS if step < 60 else TickKind.MINUTES))
    return ticks


def _month_ticks(start_s: float, end_s: float, months: int) -> list[TimeTick]:
    start = datetime.fromtimestamp(max(start_s, -2_000_000_000), UTC)
    number = (start.year * 12 + start.month - 1) // months * months
    ticks = []
    while number // 12 <= 9998:
        at = int(datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC).timestamp())
        if at > end_s:
            break
        if at >= start_s:
            january = number % 12 == 0
            ticks.append(TimeTick(at, TickKind.YEAR if january else TickKind.MONTH, january))
        number += months
    return ticks


def apart(wanted: Sequence[tuple[float, bool]], gap: float) -> list[int]:
    """Which of the marks (place, strong) are written: none nearer than `gap` to another, strong first."""
    kept: list[int] = []
    for strong in (True, False):
        for number, (place, is_strong) in enumerate(wanted):
            if is_strong is strong and all(abs(place - wanted[other][0]) >= gap for other in kept):
                kept.append(number)
    return sorted(kept)


def push_apart(
    wanted: Sequence[float], low: float, high: float, *, fixed: int | None = None, gap: float = TAG_GAP
) -> list[float]:
    """Tag centres at least `gap` apart within [low, high], each as near to its wish as its order allows.

    The tag number `fixed` (the price now) keeps its place; the others move away from it.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    clamped = [min(high, max(low, value)) for value in wanted]
    if fixed is None:
        placed = _spread([clamped[number] for number in order], low, high, gap)
        return _unsort(order, placed)
    at = order.index(fixed)
    anchor = clamped[fixed]
    above = _spread([clamped[number] for number in order[:at]], low, anchor - gap, gap)
    below = _spread([clamped[number] for number in order[at + 1 :]], anchor + gap, high, gap, low_first=False)
    return _unsort(order, [*above, anchor, *below])


def _spread(
    wanted: list[float], low: float, high: float, gap: float, *, low_first: bool = True
) -> list[float]:
    """Blocks of touching tags sit at the mean of their wishes (pool adjacent violators).

    Where the room is too small for all, the bound that is applied last holds.
    """
    if not wanted:
        return []
    blocks: list[tuple[float, int]] = []  # (sum of wishes of the block's first tag, members)
    for wish in wanted:
        blocks.append((wish, 1))
        while len(blocks) > 1:
            (first_sum, first_n), (second_sum, second_n) = blocks[-2], blocks[-1]
            first_at = first_sum / first_n
            second_at = second_sum / second_n
            if first_at + first_n * gap <= second_at + 1e-9:
                break
            blocks[-2:] = [(first_sum + second_sum - second_n * first_n * gap, first_n + second_n)]
    placed: list[float] = []
    for total, members in blocks:
        start = total / members
        placed.extend(start + number * gap for number in range(members))
    last = len(placed) - 1
    for side_low in (low_first, not low_first):
        if side_low:
            placed = [max(value, low + number * gap) for number, value in enumerate(placed)]
        else:
            placed = [min(value, high - (last - number) * gap) for number, value in enumerate(placed)]
    return placed


def _unsort(order: list[int], placed: list[float]) -> list[float]:
    result = [0.0] * len(order)
    for number, value in zip(order, placed, strict=True):
        result[number] = value
    return result
