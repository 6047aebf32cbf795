"""A recording as a feed: the same trades, books and candles that a bot saw, once more."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from finbyte_desktop.core.codec import decode
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.market import BookLevel, Candle
from finbyte_desktop.core.numbers import EXACT
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import BookItem, CandleItem, Cursor, FeedItem, TradeItem
from finbyte_desktop.services.ports import CandleArrays, FeedKind
from finbyte_desktop.services.recording_frames import Row, all_frames, read_about, read_frame
from finbyte_desktop.services.recording_fundings import kept_fundings
from finbyte_desktop.services.trade_bars import (
    DAY_NS,
    MINUTE_NS,
    SECOND_NS,
    Bars,
    TradeBars,
    as_arrays,
    as_series,
    cut,
    joined,
    resampled,
    trimmed,
)

MAX_KEPT_FRAMES = 4_096
PRICE_DIGITS = 15
MOST_PLACES = 12
QTY_PLACES = 6


class Hole(NamedTuple):
    """A time of which nothing is known, ns UTC, and why."""

    from_ns: int
    to_ns: int
    why: str


class RecordingReplay:
    """The recording in a folder as a feed.

    Frames whose bytes were damaged are left out and counted in `damaged`. `holes` are the times of which
    nothing is known, met since the beginning or the last `seek`.
    """

    kind = FeedKind.CAPTURE

    def __init__(self, path: Path) -> None:
        about = read_about(path)
        self.label = str(about["bot"])
        self._folder = path
        self._instruments = [_instrument(row) for row in about["instruments"]]
        self._fundings = kept_fundings(path)
        self._frames = list(all_frames(path))
        if not self._frames:
            raise UserError(f"{path.name} holds no recorded prices.", "empty_file")
        self.damaged = 0
        self.holes: list[Hole] = []
        self._bars: dict[int, list[Bars]] = {}
        self._scales: list[int | None] = [None] * len(self._instruments)
        self._finest_ns = SECOND_NS
        self._rows: list[Row] = []
        self._at = self._past = (0, 0)
        self._given_ns = 0
        self._enter(0, 0)
        self._past = self._at
        if self._rows and self._rows[self._at[1]][2] == "c":
            self._finest_ns = self._rows[self._at[1]][3]

    def instruments(self) -> Sequence[Instrument]:
        """What the bot traded."""
        return self._instruments

    # --- the stream -----------------------------------------------------------------------------------------

    def _enter(self, frame: int, at: int) -> None:
        """Stands before a row, or the next one that is an item; frames that cannot be read have none."""
        while frame < len(self._frames):
            if at == 0:
                self._rows = self._load(frame)
            while at < len(self._rows):
                row = self._rows[at]
                if row[2] != "g":
                    self._at = (frame, at)
                    return
                self.holes.append(Hole(row[3], row[0], row[4]))
                at += 1
            frame, at = frame + 1, 0
        self._at = (len(self._frames), 0)
        self._rows = []

    def _load(self, frame: int) -> list[Row]:
        rows = read_frame(self._folder, self._frames[frame])
        if rows is None:
            self.damaged += 1
            header = self._frames[frame]
            self.holes.append(Hole(header.first_ns, header.last_ns, "damaged"))
            return []
        return rows

    def peek_ns(self) -> int | None:
        """The time of the next item; None at the end."""
        return int(self._rows[self._at[1]][0]) if self._rows else None

    def next(self) -> FeedItem | None:
        """The next item; None at the end."""
        frame, at = self._past = self._at
        if not self._rows:
            return None
        item = self._item(self._rows[at])
        self._given_ns = item.ns
        self._enter(frame, at + 1)
        if not isinstance(item, CandleItem):
            self._past = self._at
        return item

    def _item(self, row: Row) -> FeedItem:
        name = self._instruments[row[1]].id
        if row[2] == "t":
            return TradeItem(row[0], name, Decimal(row[3]), Decimal(row[4]), row[5])
        if row[2] == "c":
            first, highest, lowest, last, volume = (Decimal(text) for text in row[4:])
            return CandleItem(name, Candle(row[0], first, highest, lowest, last, volume), row[3])
        bids, asks = (tuple(BookLevel(Decimal(p), Decimal(q)) for p, q in side) for side in row[3:])
        return BookItem(row[0], name, bids, asks)

    # --- position -------------------------------------------------------------------------------------------

    def _place(self, at: tuple[int, int]) -> list[JsonValue]:
        """Segment, byte and row; -1 for the end."""
        if at[0] == len(self._frames):
            return [-1, 0, 0]
        frame = self._frames[at[0]]
        return [frame.segment, frame.offset, at[1]]

    def _find(self, place: JsonValue) -> tuple[int, int]:
        if not (isinstance(place, list) and len(place) == 3):
            raise UserError(f"{self.label} does not have this position.", "bad_cursor")
        segment, offset, row = place
        if segment == -1:
            return len(self._frames), 0
        for number, frame in enumerate(self._frames):
            if frame.segment == segment and frame.offset == offset and isinstance(row, int):
                return number, row
        raise UserError(f"This part of the recording of {self.label} was dropped.", "other_feed")

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """The next one that the bot's market came to when it was recorded."""
        rows = self._fundings.get(instrument, [])
        at = bisect_right(rows, ns, key=lambda row: row.ns)
        return rows[at] if at < len(rows) else None

    def cursor(self) -> Cursor:
        """Where the next item lies, up to where items are over, and the time of the last one given."""
        return {"next": self._place(self._at), "past": self._place(self._past), "now_ns": self._given_ns}

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Goes to a position. Raises UserError when that part of the recording was dropped."""
        at, past, now_ns = (
            self._find(cursor.get("next")),
            self._find(cursor.get("past")),
            cursor.get("now_ns"),
        )
        if not isinstance(now_ns, int):
            raise UserError(f"{self.label} does not have this position.", "bad_cursor")
        self.holes, self.damaged, self._rows = [], 0, []
        if at[1]:
            self._rows = self._load(at[0])
        self._enter(*at)
        self._past, self._given_ns = past, now_ns

    def progress(self) -> float | None:
        """Frames that are over, as a part of all."""
        return self._at[0] / len(self._frames)

    # --- candles --------------------------------------------------------------------------------------------

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        """The last candles of what is over. The first call for a long time reads that much from the disk."""
        at = self._number(instrument)
        interval_ns = max(interval_ns - interval_ns % SECOND_NS, self._finest_ns)
        start_ns = (self._given_ns // interval_ns - limit) * interval_ns
        bars = cut(resampled(self._bars_from(at, start_ns), interval_ns), -limit)
        return as_arrays(bars, max(interval_ns, self._finest_ns), self._scales[at] or 0, QTY_PLACES)

    def series(self, instrument: str, days: int) -> CandleSeries:
        """The finished candles of the last days: of one minute, or of the interval that was recorded."""
        at = self._number(instrument)
        bars = self._bars_from(at, self._given_ns - days * DAY_NS)
        interval_ns = max(MINUTE_NS, self._finest_ns)
        if self._finest_ns < MINUTE_NS:
            bars = resampled(bars, interval_ns)
            bars = cut(bars, 0, int(bars.open_ns.searchsorted(self._given_ns - interval_ns, side="right")))
        bars, places = trimmed(bars, self._scales[at] or 0)
        return as_series(bars, instrument, interval_ns, places, QTY_PLACES)

    def _number(self, instrument: str) -> int:
        for number, one in enumerate(self._instruments):
            if one.id == instrument:
                return number
        raise UserError(f"The recording of {self.label} does not hold {instrument}.", "no_instrument")

    def _bars_from(self, at: int, start_ns: int) -> Bars:
        """Candles of all that is over from a time on."""
        frame, row = self._past
        parts = [self._bars_of(self._load_again(frame)[:row])[at]] if row else []
        for number in range(frame - 1, -1, -1):
            if self._frames[number].last_ns < start_ns:
                break
            parts.append(self._frame_bars(number)[at])
        bars = joined(parts[::-1])
        return cut(bars, int(bars.open_ns.searchsorted(start_ns)))

    def _load_again(self, frame: int) -> list[Row]:
        return read_frame(self._folder, self._frames[frame]) or []

    def _frame_bars(self, frame: int) -> list[Bars]:
        """Candles of a whole frame, one entry an instrument."""
        bars = self._bars.get(frame)
        if bars is None:
            bars = self._bars_of(self._load_again(frame))
            if len(self._bars) >= MAX_KEPT_FRAMES:
                del self._bars[next(iter(self._bars))]
            self._bars[frame] = bars
        return bars

    def _bars_of(self, rows: list[Row]) -> list[Bars]:
        built = [TradeBars() for _ in self._instruments]
        for row in rows:
            if row[2] == "t":
                price, qty = Decimal(row[3]), Decimal(row[4])
                built[row[1]].add(row[0], self._units(row[1], price), _whole(qty, QTY_PLACES))
            elif row[2] == "c":
                first, highest, lowest, last = (self._units(row[1], Decimal(text)) for text in row[4:8])
                volume = _whole(Decimal(row[8]), QTY_PLACES)
                built[row[1]].add_candle((row[0], first, highest, lowest, last, volume))
        return [bars.bars() for bars in built]

    def _units(self, instrument: int, price: Decimal) -> int:
        """A price in units that leave room for 15 digits of it; the first price of an instrument decides."""
        places = self._scales[instrument]
        if places is None:
            places = self._scales[instrument] = max(0, min(PRICE_DIGITS - 1 - price.adjusted(), MOST_PLACES))
        return _whole(price, places)


def _whole(value: Decimal, places: int) -> int:
    return int(value.scaleb(places, EXACT))


def _instrument(row: dict[str, Any]) -> Instrument:
    asset_price = row["fee_asset_price"]
    fees = Fees(
        Decimal(row["fee_maker"]),
        Decimal(row["fee_taker"]),
        row["fee_asset"],
        None if asset_price is None else Decimal(asset_price),
        Decimal(row["fee_step"]),
    )
    tick, lot, min_qty, min_notional = (
        Decimal(row[name]) for name in ("tick", "lot", "min_qty", "min_notional")
    )
    return Instrument(
        row["id"],
        row["base"],
        row["quote"],
        tick,
        lot,
        min_qty,
        min_notional,
        fees,
        row["max_live_orders"],
        decode(row.get("perpetual")),
    )
