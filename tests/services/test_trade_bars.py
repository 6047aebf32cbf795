"""Columns of candles: built from trades, joined, trimmed, bounded."""

from __future__ import annotations

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services import trade_bars
from finbyte_desktop.services.trade_bars import (
    MINUTE_NS,
    SECOND_NS,
    Bars,
    TradeBars,
    as_series,
    no_bars,
    resampled,
    trimmed,
)


def rows(bars: Bars) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in bars), strict=True))


def built(*trades: tuple[int, int, int]) -> TradeBars:
    """Candles of trades (seconds, ticks, quantity)."""
    bars = TradeBars()
    for second, price, qty in trades:
        bars.add(second * SECOND_NS + 5, price, qty)
    return bars


def test_trades_of_one_second_are_one_candle() -> None:
    """First, highest, lowest and last price, and the sum of quantities."""
    bars = built((7, 10, 1), (7, 13, 2), (7, 8, 3), (7, 9, 4), (9, 20, 5))
    assert rows(bars.bars()) == [(7 * SECOND_NS, 10, 13, 8, 9, 10), (9 * SECOND_NS, 20, 20, 20, 20, 5)]


def test_late_trade_counts_to_the_last_second() -> None:
    """A trade that arrives out of order cannot open a candle in the past."""
    bars = built((7, 10, 1), (9, 20, 5), (8, 30, 2))
    assert rows(bars.bars())[-1] == (9 * SECOND_NS, 20, 30, 20, 30, 7)


def test_longer_intervals_begin_at_multiples_of_themselves() -> None:
    """Seconds join to minutes that begin with the minute; a minute without trades is left out."""
    bars = built((59, 10, 1), (60, 12, 1), (119, 9, 2), (240, 7, 1))
    assert rows(resampled(bars.bars(), MINUTE_NS)) == [
        (0, 10, 10, 10, 10, 1),
        (MINUTE_NS, 12, 12, 9, 9, 3),
        (4 * MINUTE_NS, 7, 7, 7, 7, 1),
    ]


def test_history_gives_the_last_candles_within_the_asked_time() -> None:
    """A limit counts intervals of time, so holes do not reach further back."""
    bars = built((59, 10, 1), (60, 12, 1), (240, 7, 1))
    assert [row[0] for row in rows(bars.history(MINUTE_NS, 4))] == [MINUTE_NS, 4 * MINUTE_NS]
    assert rows(TradeBars().history(MINUTE_NS, 4)) == rows(no_bars()) == []


def test_finished_candles_end_before_now() -> None:
    """A candle is finished when its whole interval is over."""
    bars = built((0, 10, 1), (60, 12, 1))
    assert len(bars.finished(MINUTE_NS, 0, 2 * MINUTE_NS - 1).open_ns) == 1
    assert len(bars.finished(MINUTE_NS, 0, 2 * MINUTE_NS).open_ns) == 2


def test_oldest_candles_go_when_the_limit_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded, and what stays is the newest."""
    monkeypatch.setattr(trade_bars, "MAX_BARS", 50)
    monkeypatch.setattr(trade_bars, "DROPPED_AT_ONCE", 20)
    bars = built(*((n, 10 + n, 1) for n in range(200)))
    found = rows(bars.bars())
    assert 30 <= len(found) <= 50
    assert found == [(n * SECOND_NS, *(10 + n,) * 4, 1) for n in range(200 - len(found), 200)]


def test_copy_goes_on_by_itself() -> None:
    """A remembered state does not change with the original."""
    bars = built((1, 10, 1))
    twin = bars.copy()
    bars.add(2 * SECOND_NS, 11, 1)
    assert (len(twin), len(bars)) == (1, 2)


def test_trimmed_prices_have_only_the_decimals_they_need() -> None:
    """The value stays, the unit becomes as coarse as all prices allow."""
    bars, places = trimmed(built((1, 12_300, 1), (2, 12_340, 1)).bars(), 4)
    assert (rows(bars)[0][1], rows(bars)[1][1], places) == (1_230, 1_234, 3)
    assert trimmed(built((1, 1_000, 1)).bars(), 2)[1] == 0


def test_series_without_candles_is_refused() -> None:
    """A backtest needs at least one candle."""
    with pytest.raises(UserError, match="X/Y"):
        as_series(no_bars(), "X/Y", MINUTE_NS, 2, 2)
