"""Several candle files of one quote asset as one feed: every file a market, all of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import CandleItem, Cursor, FeedItem
from finbyte_desktop.services.ports import CandleArrays, CandleFile, FeedKind, FeedPlan
from finbyte_desktop.services.shown_markets import FileSpan
from finbyte_desktop.services.venues.instrument_guess import market_of
from finbyte_desktop.services.venues.replay import guess_market, last_arrays, last_days

Ints = npt.NDArray[np.int64]
MOST_FILES = 20  # what one bot can hold
MOST_NAMED = 4
AT_END = 2**62


@dataclass(frozen=True, slots=True)
class _Part:
    """One market: where it comes from, and all of its candles."""

    file: CandleFile
    market: Instrument
    series: CandleSeries
    notes: tuple[str, ...]

    @property
    def first_ns(self) -> int:
        return int(self.series.open_ns[0])

    @property
    def end_ns(self) -> int:
        return int(self.series.open_ns[-1]) + self.series.interval_ns


class CandleFiles:
    """Candles of several files in order of (time, instrument), over the time that all of them have.

    Before that, and before `begin_ns`, a file's candles are the past from the start. A candle is over when an
    item that opens at its end or later was given, or when the feed has ended. Where a market has no candle
    nothing of it comes; the others go on.
    """

    kind = FeedKind.CANDLES
    stand_in = ""  # every file has its currency

    def __init__(self, files: Sequence[CandleFile], begin_ns: int | None = None) -> None:
        if len(files) > MOST_FILES:
            raise UserError(
                f"{len(files)} markets are too many for one feed: {MOST_FILES} are possible.",
                "too_many_files",
            )
        parts = [_read(file) for file in files]
        _check_together(parts)
        self._parts = {part.market.id: part for part in sorted(parts, key=lambda part: part.market.id)}
        self._ranked = list(self._parts.values())
        self.label = _label([part.market.base for part in parts])
        self.notes = tuple(f"{part.market.base}: {note}" for part in parts for note in part.notes)
        self._earliest_ns = max(part.first_ns for part in parts)
        self._start_ns = max(self._earliest_ns, begin_ns or 0)
        self._end_ns = min(part.end_ns for part in parts)
        if self._earliest_ns >= self._end_ns:
            raise _no_common_time(parts)
        if self._start_ns >= self._end_ns:
            raise UserError(
                f"The candles of these files end on {_day(self._end_ns - 1)}; they cannot begin later.",
                "begins_after_end",
                "begin_ns",
            )
        self._times, self._ranks = self._order()
        self._given = 0
        self._over_ns = self._start_ns

    def _order(self) -> tuple[Ints, Ints]:
        """The opening time and the market of every item."""
        times, ranks = [], []
        for rank, part in enumerate(self._parts.values()):
            opens = part.series.between(self._start_ns, self._end_ns).open_ns
            times.append(opens)
            ranks.append(np.full(len(opens), rank, dtype=np.int64))
        every_time, every_rank = np.concatenate(times), np.concatenate(ranks)
        order = np.lexsort((every_rank, every_time))
        return every_time[order], every_rank[order]

    def plan(self) -> FeedPlan:
        """From when to when it plays, and what each file has."""
        spans = [
            FileSpan(
                f"{part.market.base}/{part.market.quote}",
                part.file.path,
                part.first_ns,
                part.end_ns,
                part.series.interval_ns,
            )
            for part in self._parts.values()
        ]
        quote = next(iter(self._parts.values())).market.quote
        return FeedPlan(self._start_ns, self._end_ns, self._earliest_ns, quote, tuple(spans))

    def instruments(self) -> Sequence[Instrument]:
        """The markets of the files."""
        return [part.market for part in self._parts.values()]

    # --- the stream -----------------------------------------------------------------------------------------

    def peek_ns(self) -> int | None:
        """When the next candle opens; None at the end."""
        return int(self._times[self._given]) if self._given < len(self._times) else None

    def next(self) -> FeedItem | None:
        """The next candle; None at the end."""
        at = self._given
        if at >= len(self._times):
            self._over_ns = AT_END
            return None
        self._given, self._over_ns = at + 1, int(self._times[at])
        part = self._ranked[self._ranks[at]]
        row = int(part.series.open_ns.searchsorted(self._over_ns))
        return CandleItem(part.market.id, part.series.candle(row), part.series.interval_ns)

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """None: they are spot markets."""
        return None

    # --- position -------------------------------------------------------------------------------------------

    def cursor(self) -> Cursor:
        """How many candles of each market were given, up to when candles are over, and what comes next."""
        counts: dict[str, JsonValue] = {**self._counts(self._given)}
        return {"given": counts, "over_ns": self._over_ns, "next": self._next_named(self._given)}

    def _counts(self, given: int) -> dict[str, int]:
        counts = np.bincount(self._ranks[:given], minlength=len(self._parts))
        return {name: int(count) for name, count in zip(self._parts, counts, strict=True)}

    def _next_named(self, given: int) -> JsonValue:
        if given >= len(self._times):
            return None
        return [int(self._times[given]), self._ranked[self._ranks[given]].market.id]

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Goes to a position. Raises UserError when the files are not those that the cursor came from."""
        counts, over_ns = cursor.get("given"), cursor.get("over_ns")
        if not isinstance(counts, Mapping) or not isinstance(over_ns, int):
            raise UserError(f"{self.label} does not have this position.", "bad_cursor")
        given = sum(count for count in counts.values() if isinstance(count, int))
        if given > len(self._times) or self._counts(given) != counts or self._has_other(given, cursor):
            raise UserError(f"{self.label} has changed since this position was saved.", "other_feed")
        self._given, self._over_ns = given, over_ns

    def _has_other(self, given: int, cursor: Mapping[str, JsonValue]) -> bool:
        """Whether something else than then comes next; more candles than then may have come at the end."""
        wanted = cursor.get("next")
        return wanted is not None and self._next_named(given) != wanted

    def goes_on(self, walks: Mapping[str, Sequence[tuple[int, Decimal]]]) -> bool:
        """Whether the points that markets were walking are those of their candles."""
        for name, points in walks.items():
            series = self._parts[name].series
            row = int(series.open_ns.searchsorted(points[0][0]))
            if row >= len(series) or int(series.open_ns[row]) != points[0][0]:
                return False
            if not {price for _, price in points} <= set(series.candle(row)[1:5]):
                return False
        return True

    def progress(self) -> float | None:
        """Candles given, as a part of all."""
        return self._given / len(self._times)

    # --- candles --------------------------------------------------------------------------------------------

    def _past(self, instrument: str) -> tuple[CandleSeries, int]:
        """A market's candles, and how many of them are over: at the end all that were played."""
        part = self._parts.get(instrument)
        if part is None:
            raise UserError(f"{self.label} does not hold {instrument}.", "no_instrument")
        series = part.series
        if self._over_ns == AT_END:
            return series, int(series.open_ns.searchsorted(self._end_ns))
        return series, int(series.open_ns.searchsorted(self._over_ns - series.interval_ns, side="right"))

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        """The last candles that are over, joined to the interval; never shorter than the file's own."""
        series, stop = self._past(instrument)
        return last_arrays(series, stop, interval_ns, limit)

    def series(self, instrument: str, days: int) -> CandleSeries:
        """The file's own candles of the last days that are over. Raises UserError when there is none."""
        series, stop = self._past(instrument)
        if not stop:
            raise UserError(f"Nothing of {instrument} has been replayed yet.", "no_candles")
        return last_days(series, stop, days)


def _read(file: CandleFile) -> _Part:
    from finbyte_desktop.services.candles import load_candles  # late: its reader is slow to import

    series, _ = load_candles(file.path, file.symbol)
    name = file.market or market_of(series.symbol)
    if not name:
        raise UserError(
            f"{file.path.name} does not name the market of {series.symbol}: write it, such as BTC/USDT.",
            "market_unnamed",
        )
    market, notes = guess_market(replace(series, symbol=name), shares=True)
    return _Part(file, market, series, notes)


def _check_together(parts: Sequence[_Part]) -> None:
    """Raises UserError for markets that cannot stand side by side."""
    seen: dict[str, _Part] = {}
    for part in parts:
        other = seen.setdefault(part.market.base, part)
        if other is not part and other.market.quote == part.market.quote:
            raise UserError(
                f"{part.market.base}/{part.market.quote} is there twice: in {other.file.path.name} and in "
                f"{part.file.path.name}. Take one of them out.",
                "market_twice",
            )
    first = parts[0].market
    for part in parts:
        if part.market.quote != first.quote:
            raise UserError(
                f"{part.market.base}/{part.market.quote} does not go with {first.base}/{first.quote}: the "
                "markets of one feed are priced in one currency.",
                "quotes_differ",
            )


def _label(coins: Sequence[str]) -> str:
    more = f" + {len(coins) - MOST_NAMED}" if len(coins) > MOST_NAMED else ""
    return " + ".join(coins[:MOST_NAMED]) + more


def _no_common_time(parts: Sequence[_Part]) -> UserError:
    late = max(parts, key=lambda part: part.first_ns)
    early = min(parts, key=lambda part: part.end_ns)
    return UserError(
        f"{late.market.base} begins on {_day(late.first_ns)}, {early.market.base} ends on "
        f"{_day(early.end_ns - 1)}: these files have no time in common.",
        "no_shared_time",
    )


def _day(ns: int) -> str:
    return f"{datetime.fromtimestamp(ns // 1_000_000_000, UTC):%Y-%m-%d}"


def plan_of(files: Sequence[CandleFile], begin_ns: int | None) -> FeedPlan:
    """What a feed of these files would play. Raises UserError where they do not go together."""
    return CandleFiles(files, begin_ns).plan()


def points_of(saved: Mapping[str, Any]) -> dict[str, list[tuple[int, Decimal]]]:
    """The points of the candles that a saved position was walking, by market."""
    rows = {
        name: [decode(point) for point in walk["walk"]["points"]] for name, walk in saved["walks"].items()
    }
    return {name: points for name, points in rows.items() if points}
