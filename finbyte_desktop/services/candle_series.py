"""Candles of one instrument as exact integer columns."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.market import Candle
from finbyte_desktop.core.numbers import EXACT, ZERO

if TYPE_CHECKING:  # the first window needs neither the arrays nor their package
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CandleSeries:
    """Candles of one instrument in rising order of time.

    Attributes:
        open_ns: opening times, ns UTC.
        open, high, low, close: prices in units of `10**-places`.
        volume: base units, for show only.
        interval_ns: smallest distance between two candles.
    """

    symbol: str
    open_ns: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: npt.NDArray[np.float64]
    places: int
    interval_ns: int

    def __len__(self) -> int:
        return len(self.open_ns)

    def between(self, start_ns: int | None, end_ns: int | None) -> CandleSeries:
        """The candles that open at or after `start_ns` and before `end_ns`; None is no limit."""
        first = 0 if start_ns is None else int(self.open_ns.searchsorted(start_ns))
        last = len(self) if end_ns is None else int(self.open_ns.searchsorted(end_ns))
        part = slice(first, max(first, last))
        columns = {
            name: getattr(self, name)[part] for name in ("open_ns", "open", "high", "low", "close", "volume")
        }
        return replace(self, **columns)

    def price(self, units: int) -> Decimal:
        """A price of this series as an exact decimal."""
        return Decimal(units).scaleb(-self.places, EXACT)

    def candle(self, at: int, volume: bool = True) -> Candle:
        """One candle as exact values; without `volume` it is 0, for those who only walk the prices."""
        new, places = Decimal, -self.places
        return Candle(
            int(self.open_ns[at]),
            new(int(self.open[at])).scaleb(places, EXACT),
            new(int(self.high[at])).scaleb(places, EXACT),
            new(int(self.low[at])).scaleb(places, EXACT),
            new(int(self.close[at])).scaleb(places, EXACT),
            Decimal(repr(float(self.volume[at]))) if volume else ZERO,
        )

    def slice(self, start: int, stop: int) -> CandleSeries:
        """A part of the series, sharing its memory."""
        cut = builtins.slice(start, stop)
        return CandleSeries(
            self.symbol,
            self.open_ns[cut],
            self.open[cut],
            self.high[cut],
            self.low[cut],
            self.close[cut],
            self.volume[cut],
            self.places,
            self.interval_ns,
        )

    @property
    def gaps(self) -> int:
        """How many candles are missing between the first and the last."""
        if len(self) < 2:
            return 0
        return int((self.open_ns[-1] - self.open_ns[0]) // self.interval_ns) + 1 - len(self)
