"""The jump: the next candle in which anything can happen, found without looking at quiet ones one by one."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from finbyte_desktop.services.candle_series import CandleSeries

BLOCK = 64
NEVER_LOW = -(2**62)
NEVER_HIGH = 2**62


class TouchIndex:
    """The reach of every candle: its low and high.

    The jump from the close before needs no place of its own: orders and watched prices stand on both sides
    of the price, so a candle that jumped over one has its low or high beyond it.
    """

    def __init__(self, series: CandleSeries) -> None:
        n = len(series)
        lows, highs = series.low, series.high
        self._lows: list[int] = lows.tolist()
        self._highs: list[int] = highs.tolist()
        starts = np.arange(0, n, BLOCK)
        self._block_lows: list[int] = np.minimum.reduceat(lows, starts).tolist()
        self._block_highs: list[int] = np.maximum.reduceat(highs, starts).tolist()
        self._times = series.open_ns
        self._scale = Decimal(10) ** series.places

    def next_touch(
        self, start: int, below: Decimal | None, above: Decimal | None, alarm_ns: int | None
    ) -> int:
        """The first candle at or after `start` that reaches `below` or `above`, or contains the alarm.

        The number of candles when there is none. A candle contains the alarm when the alarm is earlier than
        the open of the candle after it.
        """
        n = len(self._lows)
        end = n
        if alarm_ns is not None:
            end = min(n, max(start, int(np.searchsorted(self._times, alarm_ns, side="right")) - 1))
        low = NEVER_LOW if below is None else int(below * self._scale // 1)
        high = NEVER_HIGH
        if above is not None:
            units, rest = divmod(above * self._scale, 1)
            high = int(units) + (1 if rest else 0)
        lows, highs = self._lows, self._highs
        at = start
        while at < end:
            if at % BLOCK == 0:
                block = at // BLOCK
                if self._block_lows[block] > low and self._block_highs[block] < high:
                    at += BLOCK
                    continue
            if lows[at] <= low or highs[at] >= high:
                return at
            at += 1
        return min(end, n)
