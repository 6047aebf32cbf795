"""Candles of the markets that somebody looks at: read over REST when they are first asked for, carried on by
public trades, and put right by reading their end again.

Questions are answered at once from what is known; what is missing comes a moment later.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

import numpy as np

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import Candle, Trade
from finbyte_desktop.core.numbers import EXACT, scale_of
from finbyte_desktop.services import ports
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kept_candles import empty_candles, joined
from finbyte_desktop.services.live.seen_candles import SeenCandles
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.trade_bars import Bars, as_series
from finbyte_desktop.services.venues import ccxt_candles
from finbyte_desktop.services.venues.ccxt_candles import MINUTE_NS, finest_within
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue

DAY_NS = 1_440 * MINUTE_NS
MOST_CANDLES = 5_000  # of one market and interval
MOST_MARKETS = 32  # markets and intervals that are kept; those asked for longest ago go
AGAIN_S = 60.0  # so often the end is read again while it is looked at
QUIET_AGAIN_S = 5.0  # so often without trades from a stream
FAILED_AGAIN_S = 5.0
KEEP_S = 300.0  # so often what is looked at is kept on disk
TAIL = 3
LOADED_DAYS = 30  # what "all that is loaded" means where everything is a question away
COLUMNS = 6


class _Kept:
    """Candles of one market and interval, oldest first."""

    def __init__(self, interval_ns: int) -> None:
        self.interval_ns = interval_ns
        self.times = array("q")
        self.columns = tuple(array("d") for _ in range(COLUMNS - 1))
        self.wanted = 0
        self.reading = False
        self.asked_s = 0.0
        self.not_before_s = 0.0
        self.saved_s = 0.0
        self.whole_to = 0  # how many candles were asked of the venue; it may have fewer

    def put(self, candles: Sequence[Candle], whole: bool) -> None:
        """Takes what the venue told: all that is wanted, or the end."""
        if not candles:  # of a market whose candles are known that is a bad moment of the venue
            return
        first = candles[0].open_ns
        if whole:
            self._cut(0)
        else:
            at = len(self.times)
            while at and self.times[at - 1] >= first:
                at -= 1
            self._cut(at)
        for candle in candles:
            self.times.append(candle.open_ns)
            for column, value in zip(self.columns, candle[1:], strict=True):
                column.append(float(value))
        self._trim()

    def _cut(self, at: int) -> None:
        del self.times[at:]
        for column in self.columns:
            del column[at:]

    def _trim(self) -> None:
        over = len(self.times) - MOST_CANDLES
        if over > 0:
            del self.times[:over]
            for column in self.columns:
                del column[:over]

    def trade(self, ns: int, price: float, qty: float) -> None:
        """One public trade: part of the last candle, or the first of a new one."""
        if not self.times:
            return
        opened = ns - ns % self.interval_ns
        last = self.times[-1]
        if opened < last:
            return  # it is in what was read
        first, high, low, close, volume = self.columns
        if opened > last:
            self.times.append(opened)
            for column in (first, high, low, close):
                column.append(price)
            volume.append(qty)
            self._trim()
            return
        high[-1], low[-1] = max(high[-1], price), min(low[-1], price)
        close[-1] = price
        volume[-1] += qty

    def arrays(self, limit: int) -> ports.CandleArrays:
        """The last candles for painting."""
        times = np.array(self.times[-limit:], dtype=np.int64)
        return ports.CandleArrays(
            self.interval_ns, times, *(np.array(column[-limit:]) for column in self.columns)
        )


class CandleStore:
    """Candles of one venue. `changed` is called when some came; `seen` keeps them for looking at."""

    def __init__(
        self,
        port: CcxtVenue,
        supervisor: Supervisor,
        changed: Callable[[], None],
        seen: SeenCandles | None = None,
    ) -> None:
        self._port = port
        self._supervisor = supervisor
        self._changed = changed
        self._seen = seen
        self._kept: dict[tuple[str, int], _Kept] = {}

    def history(
        self, instrument: str, interval_ns: int, limit: int, streamed: bool = False
    ) -> ports.CandleArrays:
        """Up to `limit` candles up to now, as far as they are known; asks for what is missing.

        `streamed` says that trades of this market come by themselves.
        """
        base = finest_within(interval_ns)
        need = min(MOST_CANDLES, limit * max(1, interval_ns // base))
        kept = self._kept.pop((instrument, base), None) or _Kept(base)
        self._kept[instrument, base] = kept
        while len(self._kept) > MOST_MARKETS:
            del self._kept[next(iter(self._kept))]
        kept.wanted = max(kept.wanted, need)
        now_s = time.monotonic()
        short = kept.whole_to < kept.wanted
        age_s = now_s - kept.asked_s
        old = age_s > (AGAIN_S if streamed else QUIET_AGAIN_S)
        if (short or old) and not kept.reading and now_s >= kept.not_before_s:
            kept.reading = True
            self._supervisor.spawn("candles", self._read(instrument, kept, whole=short))
        if not kept.times:
            return empty_candles(base)
        found = kept.arrays(need)
        return found if base == interval_ns else joined(found, interval_ns, limit)

    async def load(self, instrument: str, interval_ns: int, limit: int) -> ports.CandleArrays:
        """The same, once they are there. Raises Unavailable or VenueRejected."""
        base = finest_within(interval_ns)
        need = min(MOST_CANDLES, limit * max(1, interval_ns // base))
        kept = _Kept(base)
        kept.put(await self._ask(instrument, base, need), whole=True)
        found = kept.arrays(need)
        return found if base == interval_ns else joined(found, interval_ns, limit)

    async def _read(self, instrument: str, kept: _Kept, whole: bool) -> None:
        wanted = kept.wanted
        try:
            if whole or not kept.times:
                candles = await self._ask(instrument, kept.interval_ns, wanted)
            else:
                start = kept.times[max(0, len(kept.times) - TAIL)]
                candles = await ccxt_candles.candles(
                    self._port, instrument, kept.interval_ns, start, self._port.now_ns()
                )
        except (Unavailable, VenueRejected):  # what is known stays, and is asked for again
            kept.not_before_s = time.monotonic() + FAILED_AGAIN_S
            return
        finally:
            kept.reading = False
        kept.asked_s = time.monotonic()
        kept.put(candles, whole)
        if whole:
            kept.whole_to = wanted
        self._changed()
        await self._keep(instrument, kept, whole)

    async def _keep(self, instrument: str, kept: _Kept, whole: bool) -> None:
        if self._seen is not None and (whole or kept.asked_s - kept.saved_s > KEEP_S):
            kept.saved_s = kept.asked_s
            await self._port.beside(partial(self._seen.keep, instrument, kept.arrays(MOST_CANDLES)))

    def seen(self, instrument: str, interval_ns: int, limit: int) -> ports.CandleArrays:
        """Candles of before, up to `limit`, for looking at alone; none where none were ever read."""
        if self._seen is None:
            return empty_candles(interval_ns)
        return self._seen.seen(instrument, interval_ns, limit)

    async def _ask(self, instrument: str, interval_ns: int, count: int) -> list[Candle]:
        now = self._port.now_ns()
        start = now - now % interval_ns - (count - 1) * interval_ns
        return await ccxt_candles.candles(self._port, instrument, interval_ns, start, now)

    def trades(self, instrument: str, trades: Sequence[Trade]) -> None:
        """Public trades as they come."""
        for (name, _), kept in self._kept.items():
            if name == instrument:
                for trade in trades:
                    kept.trade(trade.ns, float(trade.price), float(trade.qty))

    async def series(self, instrument: Instrument, days: int) -> CandleSeries:
        """The exact finished candles of one minute of the last days, of a month for 0.

        Raises UserError when there is none, Unavailable or VenueRejected.
        """
        now = self._port.now_ns()
        end = now - now % MINUTE_NS
        found = await ccxt_candles.candles(
            self._port, instrument.id, MINUTE_NS, end - (days or LOADED_DAYS) * DAY_NS, end
        )
        return await self._port.beside(partial(exact_series, instrument, found))


def exact_series(instrument: Instrument, found: Sequence[Candle]) -> CandleSeries:
    """Candles of one minute as whole numbers of their smallest unit. Half a second for a month: not for the
    window's thread. Raises UserError when there is none.
    """
    rows = [(candle.open, candle.high, candle.low, candle.close) for candle in found]
    scales = [scale_of(price) for row in rows for price in row]
    places = max(scales, default=instrument.price_places)
    qty_places = max((scale_of(candle.volume) for candle in found), default=instrument.qty_places)
    columns = [[candle.open_ns for candle in found]]
    columns += [[_units(row[at], places) for row in rows] for at in range(4)]
    columns.append([_units(candle.volume, qty_places) for candle in found])
    bars = Bars(*(np.array(column, dtype=np.int64) for column in columns))
    symbol = f"{instrument.base}{instrument.quote}"
    return as_series(bars, symbol, MINUTE_NS, places, qty_places)


def _units(value: Decimal, places: int) -> int:
    return int(value.scaleb(places, EXACT))
