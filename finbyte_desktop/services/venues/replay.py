"""Replays: files as feeds. Candles are read here, captures of messages in `capture`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import CandleItem, Cursor, FeedItem
from finbyte_desktop.services.ports import CandleArrays, FeedKind, PerpetualFiles
from finbyte_desktop.services.trade_bars import DAY_NS
from finbyte_desktop.services.venues.capture import CaptureReplay
from finbyte_desktop.services.venues.instrument_guess import (
    guess_instrument,
    market_of,
    round_step,
    split_symbol,
)
from finbyte_desktop.services.venues.perpetual_replay import FEES_TOLD, PerpetualReplay

__all__ = ["CandleReplay", "CaptureReplay"]

MOST_LOT_PLACES = 8
MOST_LOT, MOST_CONTRACT = 10, 200  # quote that a lot is worth at most: of coins, of a perpetual
VOLUMES_LOOKED_AT = 2_000
WHOLE_UNITS = frozenset({"INR"})  # whose markets are shares: a part of one cannot be bought


class CandleReplay:
    """A file of candles, one instrument, as a feed.

    A candle that `next` gave is being walked: `history` and `series` hold only those before it, until `next`
    is asked again. `notes` say in words what was guessed about the instrument; empty when it was handed in.
    """

    kind = FeedKind.CANDLES

    def __init__(
        self,
        path: Path,
        symbol: str | None = None,
        instrument: Instrument | None = None,
        repair: bool = False,
        perpetual: PerpetualFiles | None = None,
    ) -> None:
        from finbyte_desktop.services.candles import load_candles  # late: its reader is slow to import

        self._series, self.repair = load_candles(path, symbol, repair)
        self.label = path.name
        self.notes: tuple[str, ...] = ()
        if instrument is None:
            instrument, self.notes = guess_market(
                self._series, MOST_LOT if perpetual is None else MOST_CONTRACT
            )
        self._perpetual = None if perpetual is None else PerpetualReplay(perpetual)
        if self._perpetual is not None:
            series = self._series
            instrument = self._perpetual.market(instrument, series.symbol, series.interval_ns)
            self._perpetual.check_time(
                instrument.id, int(series.open_ns[0]), int(series.open_ns[-1]) + series.interval_ns
            )
            self.notes += (FEES_TOLD,)
        self._instrument = instrument
        known = market_of(self._series.symbol) or not self.notes  # without notes it was handed in
        self.stand_in = "" if known else instrument.quote  # for a currency that the file does not name
        self._given = 0
        self._past = 0

    def instruments(self) -> Sequence[Instrument]:
        """The one instrument of the file."""
        return [self._instrument]

    @property
    def interval_ns(self) -> int:
        """The interval of the file's candles."""
        return self._series.interval_ns

    def peek_ns(self) -> int | None:
        """When the next candle opens; None at the end."""
        at = self._given
        return int(self._series.open_ns[at]) if at < len(self._series) else None

    def next(self) -> FeedItem | None:
        """The next candle; None at the end."""
        self._past = at = self._given
        if at >= len(self._series):
            return None
        self._given = at + 1
        return CandleItem(self._instrument.id, self._series.candle(at), self._series.interval_ns)

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """The next one of the file of fundings; None without one, and at its end."""
        return None if self._perpetual is None else self._perpetual.funding_after(instrument, ns)

    def cursor(self) -> Cursor:
        """How many candles were given, how many of them are over, and when the next one opens."""
        return {"given": self._given, "past": self._past, "next_ns": self.peek_ns()}

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Goes to a position. Raises UserError when the file is not the one that the cursor came from."""
        given, past = cursor.get("given"), cursor.get("past")
        if not (isinstance(given, int) and isinstance(past, int) and 0 <= past <= given <= len(self._series)):
            raise UserError(f"{self.label} does not have this position.", "bad_cursor")
        before = self._given, self._past
        self._given, self._past = given, past
        if self.peek_ns() != cursor.get("next_ns"):
            self._given, self._past = before
            raise UserError(f"{self.label} has changed since this position was saved.", "other_feed")

    def progress(self) -> float | None:
        """Candles given, as a part of all."""
        return self._given / len(self._series)

    def _check(self, instrument: str) -> None:
        if instrument != self._instrument.id:
            raise UserError(f"{self.label} does not hold {instrument}.", "no_instrument")

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        """The last candles that are over, joined to the interval; never shorter than the file's own."""
        self._check(instrument)
        return last_arrays(self._series, self._past, interval_ns, limit)

    def series(self, instrument: str, days: int) -> CandleSeries:
        """The file's own candles of the last days that are over. Raises UserError when there is none."""
        self._check(instrument)
        if not self._past:
            raise UserError(f"Nothing of {self.label} has been replayed yet.", "no_candles")
        return last_days(self._series, self._past, days)


def last_arrays(series: CandleSeries, stop: int, interval_ns: int, limit: int) -> CandleArrays:
    """The last of a series' first `stop` candles for a chart, joined to the interval; never shorter than the
    series' own.
    """
    interval_ns = max(interval_ns, series.interval_ns)
    start = 0
    if stop:
        first_ns = (int(series.open_ns[stop - 1]) // interval_ns - limit + 1) * interval_ns
        start = int(np.searchsorted(series.open_ns[:stop], first_ns))
    return joined_arrays(series.slice(start, stop), interval_ns, limit)


def last_days(series: CandleSeries, stop: int, days: int) -> CandleSeries:
    """Of a series' first `stop` candles (one or more) those of the last days."""
    first_ns = int(series.open_ns[stop - 1]) + series.interval_ns - days * DAY_NS
    return series.slice(int(np.searchsorted(series.open_ns[:stop], first_ns)), stop)


def joined_arrays(series: CandleSeries, interval_ns: int, limit: int) -> CandleArrays:
    """The last candles of a series joined to an interval that begins at multiples of itself since 1970.

    The series' own interval keeps its own opening times.
    """
    scale = 10.0**series.places
    if interval_ns == series.interval_ns or not len(series):
        cut = series.slice(max(len(series) - limit, 0), len(series))
        times = cut.open_ns
        columns = (cut.open, cut.high, cut.low, cut.close)
        volume = cut.volume
    else:
        group = series.open_ns // interval_ns
        starts = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])[-limit:]
        ends = np.concatenate([starts[1:], [len(group)]]) - 1
        times = group[starts] * interval_ns
        columns = (
            series.open[starts],
            np.maximum.reduceat(series.high, starts),
            np.minimum.reduceat(series.low, starts),
            series.close[ends],
        )
        volume = np.add.reduceat(series.volume, starts)
    first, highest, lowest, last = (column / scale for column in columns)
    return CandleArrays(interval_ns, times.copy(), first, highest, lowest, last, volume.copy())


def guess_market(
    series: CandleSeries, most: int = MOST_LOT, *, shares: bool = False
) -> tuple[Instrument, tuple[str, ...]]:
    """The market of a series as a spot market of a replay, and in words what was guessed about it; a lot is
    worth at most so many units of quote. With `shares` the markets of some currencies are shares, whole ones.

    The guess for a file alone stays what it was: data folders that began on it are folded with it again.
    """
    columns = (series.open, series.high, series.low, series.close)
    step = int(np.gcd.reduce([int(np.gcd.reduce(column)) for column in columns]))
    tick = round_step(step, series.places)
    price = series.price(int(series.close[-1]))
    guess = guess_instrument(
        series.symbol, price, tick, _lot_of(series, price, most, shares=shares), "replay"
    )
    return guess.instrument, guess.notes


def _lot_of(series: CandleSeries, price: Decimal, most: int, *, shares: bool) -> Decimal | None:
    """The step of the volumes, when they have one that is worth at most so many units of quote."""
    shown = [repr(float(v)) for v in series.volume[-VOLUMES_LOOKED_AT:] if v > 0]
    if not shown or any("e" in text for text in shown):
        return None
    places = max(len(text.partition(".")[2].rstrip("0")) for text in shown)
    lot = Decimal(1).scaleb(-places)
    is_share = shares and split_symbol(series.symbol)[1] in WHOLE_UNITS
    is_small = lot * price <= most or is_share
    return lot if places <= MOST_LOT_PLACES and is_small else None
