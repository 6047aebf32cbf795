"""Axis marks stand on round values; tags never cover each other."""

import random
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from finbyte_desktop.widgets.chart_ticks import (
    TAG_GAP,
    TickKind,
    apart,
    log_ticks,
    push_apart,
    time_ticks,
    value_ticks,
)


@pytest.mark.parametrize(
    ("low", "high", "count", "values", "decimals"),
    [
        (70_000, 80_000, 10, [70_000 + 1000 * i for i in range(11)], 0),
        (0.0, 1.0, 4, [0.0, 0.25, 0.5, 0.75, 1.0], 2),
        (-450, 620, 6, [-400, -200, 0, 200, 400, 600], 0),
        (0.000012, 0.000018, 3, [0.000012, 0.000014, 0.000016, 0.000018], 6),
    ],
)
def test_value_marks_are_round(
    low: float, high: float, count: int, values: list[float], decimals: int
) -> None:
    """Marks are multiples of 1, 2, 2.5 or 5 and come with the decimals they need."""
    found, places = value_ticks(low, high, count)
    assert found == pytest.approx(values)
    assert places == decimals


def test_log_marks_cover_decades() -> None:
    """Over several decades the marks are powers of ten and their round parts."""
    values, _ = log_ticks(0.5, 2000, 6)
    assert values == pytest.approx([1, 10, 100, 1000])


@pytest.mark.parametrize(
    ("start", "end", "count", "first", "kind"),
    [
        ((2026, 4, 15, 9, 7), (2026, 4, 15, 11, 2), 8, (2026, 4, 15, 9, 15), TickKind.MINUTES),
        ((2026, 4, 14, 20, 0), (2026, 4, 22, 12, 0), 9, (2026, 4, 15), TickKind.DAY),
        ((2025, 11, 20), (2026, 6, 1), 8, (2025, 12, 1), TickKind.MONTH),
        ((2019, 5, 1), (2026, 6, 1), 8, (2020, 1, 1), TickKind.YEAR),
    ],
)
def test_time_marks_stand_on_round_times(
    start: tuple[int, ...], end: tuple[int, ...], count: int, first: tuple[int, ...], kind: TickKind
) -> None:
    """The step follows the span; marks are few, ordered and inside."""

    def seconds(parts: tuple[int, ...]) -> float:
        return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]

    marks = time_ticks(seconds(start), seconds(end), count)
    assert marks[0].time_s == seconds(first)
    assert marks[0].kind is kind
    assert 2 <= len(marks) <= count + 1
    assert all(seconds(start) <= mark.time_s <= seconds(end) for mark in marks)


def test_midnight_stands_out_among_hours() -> None:
    """A new day is written as a date between clock times."""
    start = int(datetime(2026, 4, 15, 18, tzinfo=UTC).timestamp())
    marks = time_ticks(start, start + 12 * 3600, 6)
    assert [(mark.kind, mark.strong) for mark in marks if mark.time_s % 86_400 == 0] == [(TickKind.DAY, True)]


@pytest.mark.parametrize(
    ("wanted", "fixed", "placed"),
    [
        ([], None, []),
        ([100.0], None, [100.0]),
        ([100.0, 200.0], None, [100.0, 200.0]),
        ([100.0, 104.0], None, [92.5, 111.5]),
        ([104.0, 100.0], None, [111.5, 92.5]),
        ([100.0, 104.0], 1, [85.0, 104.0]),
        ([100.0, 104.0], 0, [100.0, 119.0]),
        ([-50.0, 10.0], None, [9.0, 28.0]),
        ([500.0, 391.0], None, [391.0, 372.0]),
        ([100.0, 101.0, 102.0], 1, [82.0, 101.0, 120.0]),
    ],
)
def test_tags_are_pushed_apart(wanted: list[float], fixed: int | None, placed: list[float]) -> None:
    """Tags keep 19 px, move as little as possible, stay inside, and the fixed one stays where it is."""
    assert push_apart(wanted, 9.0, 391.0, fixed=fixed) == pytest.approx(placed)


def test_many_tags_never_overlap() -> None:
    """Any set that fits is placed in order without overlap; the fixed tag does not move."""
    source = random.Random(7)
    for _ in range(300):
        count = source.randrange(1, 9)
        wanted = [source.uniform(-40, 440) for _ in range(count)]
        inside = [i for i, value in enumerate(wanted) if 100 <= value <= 300]
        fixed = inside[0] if inside and source.random() < 0.5 else None
        placed = push_apart(wanted, 0.0, 400.0, fixed=fixed)
        ordered = sorted(placed)
        assert all(b - a >= TAG_GAP - 1e-6 for a, b in pairwise(ordered))
        if fixed is not None:
            assert placed[fixed] == wanted[fixed]
        else:
            assert ordered[0] >= -1e-6
            assert ordered[-1] <= 400 + 1e-6


def test_marks_are_never_finer_than_candles() -> None:
    """Hours of candles get no half hours; the next larger step is taken."""
    assert {t.time_s % 3600 for t in time_ticks(0, 6 * 3600, 12, 3600)} == {0}
    assert any(t.time_s % 3600 for t in time_ticks(0, 6 * 3600, 12))


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ([(0, False), (60, False), (120, False)], [0, 1, 2]),
        ([(0, False), (20, False), (70, False)], [0, 2]),
        ([(0, False), (20, True), (70, False), (85, False)], [1, 3]),
    ],
)
def test_marks_that_would_overlap_are_left_out(wanted: list[tuple[float, bool]], kept: list[int]) -> None:
    """The beginning of a day wins over its neighbours."""
    assert apart(wanted, 60) == kept
