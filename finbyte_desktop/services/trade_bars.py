"""Columns of candles in whole units: built from trades, joined to longer intervals, handed out to charts."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.ports import CandleArrays

Ints = npt.NDArray[np.int64]
SECOND_NS = 1_000_000_000
MINUTE_NS = 60 * SECOND_NS
DAY_NS = 86_400 * SECOND_NS
MAX_BARS = 172_800
DROPPED_AT_ONCE = 43_200


class Bars(NamedTuple):
    """Candles in rising order of time: prices in ticks of `10**-places`, volume in units of
    `10**-qty_places`.
    """

    open_ns: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints


def no_bars() -> Bars:
    """Columns without a candle."""
    return Bars(*(np.empty(0, dtype=np.int64) for _ in Bars._fields))


def cut(bars: Bars, start: int, stop: int | None = None) -> Bars:
    """A part of the columns, sharing their memory."""
    return Bars(*(column[start:stop] for column in bars))


def joined(parts: list[Bars]) -> Bars:
    """Several columns one after the other."""
    return Bars(*(np.concatenate(columns) for columns in zip(*parts, strict=True))) if parts else no_bars()


def resampled(bars: Bars, interval_ns: int) -> Bars:
    """The same candles joined to a longer interval that begins at multiples of itself since 1970."""
    if not len(bars.open_ns):
        return bars
    group = bars.open_ns // interval_ns
    starts = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])
    ends = np.concatenate([starts[1:], [len(group)]]) - 1
    return Bars(
        group[starts] * interval_ns,
        bars.open[starts],
        np.maximum.reduceat(bars.high, starts),
        np.minimum.reduceat(bars.low, starts),
        bars.close[ends],
        np.add.reduceat(bars.volume, starts),
    )


def trimmed(bars: Bars, places: int) -> tuple[Bars, int]:
    """The same prices with as few decimals as they need."""
    while places and not any((column % 10).any() for column in bars[1:5]):
        first, highest, lowest, last = (column // 10 for column in bars[1:5])
        bars = Bars(bars.open_ns, first, highest, lowest, last, bars.volume)
        places -= 1
    return bars, places


def as_arrays(bars: Bars, interval_ns: int, places: int, qty_places: int) -> CandleArrays:
    """Floats for painting."""
    scale = 10.0**places
    return CandleArrays(
        interval_ns,
        bars.open_ns.copy(),
        bars.open / scale,
        bars.high / scale,
        bars.low / scale,
        bars.close / scale,
        bars.volume / 10.0**qty_places,
    )


def as_series(bars: Bars, symbol: str, interval_ns: int, places: int, qty_places: int) -> CandleSeries:
    """Exact candles for a backtest. Raises UserError when there is none."""
    if not len(bars.open_ns):
        raise UserError(f"There are no finished candles of {symbol} yet.", "no_candles")
    prices = (bars.open, bars.high, bars.low, bars.close)
    volume = bars.volume / 10.0**qty_places
    return CandleSeries(symbol, bars.open_ns, *prices, volume, places, interval_ns)


class TradeBars:
    """Candles of one second from trades (or whole candles), the newest `MAX_BARS` of them."""

    def __init__(self) -> None:
        self._columns = tuple(array("q") for _ in Bars._fields)

    def __len__(self) -> int:
        return len(self._columns[0])

    def add(self, ns: int, price: int, qty: int) -> None:
        """One trade in ticks and quantity units. One that is older than the last second counts to that
        second.
        """
        times, _, highs, lows, closes, volumes = self._columns
        open_ns = ns - ns % SECOND_NS
        if times and open_ns <= times[-1]:
            if price > highs[-1]:
                highs[-1] = price
            elif price < lows[-1]:
                lows[-1] = price
            closes[-1] = price
            volumes[-1] += qty
            return
        self.add_candle((open_ns, price, price, price, price, qty))

    def add_candle(self, row: tuple[int, int, int, int, int, int]) -> None:
        """A whole candle: opening time, four prices in ticks, volume in quantity units."""
        if len(self) >= MAX_BARS:
            for column in self._columns:
                del column[:DROPPED_AT_ONCE]
        for column, value in zip(self._columns, row, strict=True):
            column.append(value)

    def bars(self, start_ns: int = 0) -> Bars:
        """The candles from a time on."""
        times = np.array(self._columns[0], dtype=np.int64)
        at = int(np.searchsorted(times, start_ns))
        return Bars(times[at:], *(np.array(c, dtype=np.int64)[at:] for c in self._columns[1:]))

    def history(self, interval_ns: int, limit: int) -> Bars:
        """The last `limit` candles of an interval of a second or more; the last one may be unfinished."""
        if not len(self):
            return no_bars()
        last = self._columns[0][-1] // interval_ns
        bars = resampled(self.bars((last - limit + 1) * interval_ns), interval_ns)
        return cut(bars, -limit)

    def finished(self, interval_ns: int, start_ns: int, now_ns: int) -> Bars:
        """All finished candles from a time on."""
        bars = resampled(self.bars(start_ns), interval_ns)
        return cut(bars, 0, int(np.searchsorted(bars.open_ns, now_ns - interval_ns, side="right")))

    @property
    def last_ns(self) -> int:
        """The second of the last trade, 0 before the first."""
        return self._columns[0][-1] if len(self) else 0

    def copy(self) -> TradeBars:
        """Candles that go on by themselves from here."""
        twin = TradeBars()
        twin._columns = tuple(column[:] for column in self._columns)
        return twin
