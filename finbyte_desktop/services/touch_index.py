"""The jump: the next candle in which anything can happen, found without looking at quiet ones one by one."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

import numpy as np

from finbyte_desktop.services.candle_series import CandleSeries

BLOCK = 8
NEVER_LOW = -(2**62)
NEVER_HIGH = 2**62


class TouchIndex:
    """The reach of every candle: its low and high, and those of every eight candles together.

    The jump from the close before needs no place of its own: orders and watched prices stand on both sides
    of the price, so a candle that jumped over one has its low or high beyond it.
    """

    def __init__(self, series: CandleSeries) -> None:
        n = len(series)
        self._n = n
        self._lows = series.low.data
        self._highs = series.high.data
        starts = np.arange(0, n, BLOCK)
        self._block_lows: list[int] = np.minimum.reduceat(series.low, starts).tolist()
        self._block_highs: list[int] = np.maximum.reduceat(series.high, starts).tolist()
        self._times = series.open_ns
        self._scale = Decimal(10) ** series.places

    def next_touch(
        self, start: int, below: Decimal | None, above: Decimal | None, alarm_ns: int | None
    ) -> int:
        """The first candle at or after `start` that reaches `below` or `above`, or contains the alarm.

        The number of candles when there is none. A candle contains the alarm when the alarm is earlier than
        the open of the candle after it.
        """
        end = self._n
        if alarm_ns is not None:
            end = min(end, max(start, int(np.searchsorted(self._times, alarm_ns, side="right")) - 1))
        low = NEVER_LOW if below is None else int(below * self._scale)
        high = NEVER_HIGH if above is None else ceil(above * self._scale)
        lows, highs = self._lows, self._highs
        following = start // BLOCK + 1
        for at in range(start, min(following * BLOCK, end)):
            if lows[at] <= low or highs[at] >= high:
                return at
        block_lows, block_highs = self._block_lows, self._block_highs
        for block in range(following, -(-end // BLOCK)):
            if block_lows[block] <= low or block_highs[block] >= high:
                for at in range(block * BLOCK, min(block * BLOCK + BLOCK, end)):
                    if lows[at] <= low or highs[at] >= high:
                        return at
        return end


class Paths:
    """The four points of each candle, read from the columns as exact decimals when they are asked for."""

    def __init__(self, series: CandleSeries) -> None:
        self._unit = Decimal(1).scaleb(-series.places)
        self._times = series.open_ns.data
        self._open, self._high = series.open.data, series.high.data
        self._low, self._close = series.low.data, series.close.data

    def open_ns(self, at: int) -> int:
        """The opening time of a candle."""
        return self._times[at]

    def close(self, at: int) -> Decimal:
        """The last price of a candle."""
        return self._unit * self._close[at]

    def path(self, at: int) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """The prices of a candle in the order of market.path. Runs in the exact context."""
        unit, first, last = self._unit, self._open[at], self._close[at]
        low, high = unit * self._low[at], unit * self._high[at]
        if last >= first:
            return unit * first, low, high, unit * last
        return unit * first, high, low, unit * last
