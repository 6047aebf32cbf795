"""Raw WebSocket captures of Binance as a feed: trades and books as they were received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import gcd
from pathlib import Path

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import SHOWN_LEVELS, BookItem, Cursor, FeedItem, TradeItem
from finbyte_desktop.services.ports import CandleArrays, FeedKind, PerpetualFiles
from finbyte_desktop.services.trade_bars import (
    DAY_NS,
    MINUTE_NS,
    SECOND_NS,
    as_arrays,
    as_series,
    trimmed,
)
from finbyte_desktop.services.venues.capture_lines import (
    CaptureFiles,
    Depth,
    Line,
    Message,
    Snapshot,
    Ticker,
    Traded,
    read_line,
    read_message,
    snapshots_beside,
)
from finbyte_desktop.services.venues.capture_state import (
    CaptureCounts,
    CaptureState,
    SymbolSeen,
    SymbolState,
    look,
)
from finbyte_desktop.services.venues.depth_book import KEY_PLACES, DepthBook, Unreadable, key_of_text
from finbyte_desktop.services.venues.instrument_guess import guess_instrument, round_step
from finbyte_desktop.services.venues.perpetual_replay import FEES_TOLD, PerpetualReplay

SCANNED_LINES = 2_000
ENOUGH_TRADES = 20
CHECKPOINT_LINES = 16_384
MAX_CHECKPOINTS = 8
MAX_TICKERS = 4_096
PRICE_PLACES = 8
PRICE_UNIT = 10 ** (KEY_PLACES - PRICE_PLACES)


class CaptureReplay:
    """One capture (or several that continue each other) as a feed of trades and books.

    Items carry the time at which the line was received; candles are cut by the venue's own time of trades, as
    the venue cuts them. While a symbol has no book in step, its best bid and ask come from the ticker. Lines
    that cannot be read are counted and dropped.
    """

    kind = FeedKind.CAPTURE

    def __init__(
        self,
        path: Path,
        *more: Path,
        symbol: str | None = None,
        instrument: Instrument | None = None,
        perpetual: PerpetualFiles | None = None,
    ) -> None:
        paths = [path, *more]
        for one in paths:
            if not one.is_file():
                raise UserError(f"There is no file {one}.", "no_such_file")
        self.label = path.name
        self._files = CaptureFiles(paths)
        self._snapshots = snapshots_beside(path)
        self.notes: tuple[str, ...] = ()
        self._perpetual = None if perpetual is None else PerpetualReplay(perpetual)
        self._fresh = CaptureState(self._scan(symbol, instrument), CaptureCounts())
        self._checkpoints: list[CaptureState] = []
        self._step = CHECKPOINT_LINES
        self._state = self._fresh.copy()
        self._lines: Iterator[bytes] = self._files.lines()
        self._ahead: tuple[FeedItem, SymbolState, Traded | None] | None = None
        self._given_line = 0
        self._given_ns = 0
        self._look_ahead()

    # --- what is in the file ------------------------------------------------------------------------------

    def _scan(self, wanted: str | None, instrument: Instrument | None) -> dict[str, SymbolState]:
        """The symbols of the first lines, with the steps that their numbers keep."""
        seen: dict[str, SymbolSeen] = {}
        messages: list[Message] = [snapshot for _, snapshot in self._snapshots]
        for number, raw in enumerate(self._files.lines()):
            if number >= SCANNED_LINES:
                break
            try:
                line = read_line(raw)
                message = None if line is None else read_message(line.raw)
            except Unreadable:
                continue
            if message is not None:
                messages.append(message)
        for message in messages:
            names = [message.symbol] if message.symbol else list(seen)
            if len(names) == 1:
                look(seen.setdefault(names[0], SymbolSeen()), message)
        if wanted is not None:
            seen = {name: facts for name, facts in seen.items() if name == wanted.upper()}
        if not seen:
            raise UserError(f"{self.label} holds no messages of Binance that can be read.", "unreadable")
        symbols = {}
        for name, facts in seen.items():
            # traded quantities keep the lot, shown ones now and then do not
            enough = facts.trades >= ENOUGH_TRADES or not facts.shown_qty_step
            qty_step = facts.traded_qty_step if enough else facts.shown_qty_step
            tick, lot = round_step(facts.price_step, KEY_PLACES), round_step(qty_step, KEY_PLACES)
            if instrument is not None and len(seen) == 1:
                market = instrument
            else:
                text = name + ":PERP" if facts.futures else name
                taken = "quote" if facts.futures else "base"  # Binance spot without its discount token
                guess = guess_instrument(text, Decimal(facts.price), tick, lot, "replay", taken)
                market = guess.instrument
                self.notes += guess.notes
                if self._perpetual is not None:
                    market = self._perpetual.market(market, name)
                    self.notes += (FEES_TOLD,)
            qty_unit = _power_below(gcd(facts.traded_qty_step, int(market.lot * 10**KEY_PLACES)))
            symbols[name] = SymbolState(market, qty_unit, not facts.own_trades)
        return symbols

    def instruments(self) -> Sequence[Instrument]:
        """The symbols of the capture."""
        return [symbol.instrument for symbol in self._fresh.symbols.values()]

    @property
    def counts(self) -> CaptureCounts:
        """What has been read, dropped and found wrong up to the item after the present one."""
        counts = self._state.counts
        books = [symbol.book for symbol in self._state.symbols.values()]
        counts.depth_applied = sum(book.applied for book in books)
        counts.depth_old = sum(book.old for book in books)
        counts.gaps = sum(book.gaps for book in books)
        counts.overflows = sum(book.overflows for book in books)
        counts.truncated = self._files.broken
        return counts

    def book(self, instrument: str) -> DepthBook:
        """The rebuilt book of an instrument, as of the item after the present one."""
        return self._symbol(instrument).book

    # --- the stream ---------------------------------------------------------------------------------------

    def _look_ahead(self) -> None:
        self._ahead = None
        while self._ahead is None:
            raw = next(self._lines, None)
            if raw is None:
                return
            self._ahead = self._take(raw, show=True)

    def _take(self, raw: bytes, show: bool) -> tuple[FeedItem, SymbolState, Traded | None] | None:
        """One line into the state, and the item that it makes."""
        state = self._state
        state.line += 1
        state.at = self._files.at
        state.counts.lines += 1
        try:
            line = read_line(raw)
            message = None if line is None else read_message(line.raw)
        except Unreadable:
            state.counts.unreadable += 1
            return None
        if line is None:
            return None
        state.ns = max(state.ns, line.ns)
        self._take_snapshots(line)
        if isinstance(message, Snapshot) and len(state.symbols) == 1:
            message = message._replace(symbol=next(iter(state.symbols)))
        symbol = None if message is None else state.symbols.get(message.symbol)
        if message is None or symbol is None:
            state.counts.foreign += 1
            return None
        if isinstance(message, Traded):
            return self._take_trade(symbol, message)
        if isinstance(message, Ticker):
            return self._take_ticker(symbol, message)
        if isinstance(message, Depth):
            changed = symbol.book.take_update(message.update)
            if changed:
                self._check(symbol, symbol.tickers.get(symbol.book.last))
                symbol.drop_tickers()
        else:
            changed = symbol.book.take_snapshot(message.last, message.bids, message.asks)
        if not changed:
            return None
        return self._book_item(symbol) if show else None

    def _take_snapshots(self, line: Line) -> None:
        state = self._state
        while state.snapshots < len(self._snapshots) and self._snapshots[state.snapshots][0] <= line.ns:
            _, name, last, bids, asks = (
                self._snapshots[state.snapshots][0],
                *self._snapshots[state.snapshots][1],
            )
            state.snapshots += 1
            if name in state.symbols:
                state.symbols[name].book.take_snapshot(last, bids, asks)

    def _take_trade(
        self, symbol: SymbolState, trade: Traded
    ) -> tuple[FeedItem, SymbolState, Traded | None] | None:
        counts = self._state.counts
        if trade.summed and not symbol.summed_trades:
            counts.foreign += 1
            return None
        if key_of_text(trade.price) % PRICE_UNIT:
            counts.unreadable += 1
            return None
        counts.trades += 1
        price, qty = Decimal(trade.price), Decimal(trade.qty)
        item = TradeItem(self._state.ns, symbol.instrument.id, price, qty, trade.buyer_is_maker)
        return item, symbol, trade

    def _take_ticker(
        self, symbol: SymbolState, ticker: Ticker
    ) -> tuple[FeedItem, SymbolState, Traded | None] | None:
        if not symbol.book.in_step:
            try:
                levels = [
                    BookLevel(Decimal(price), Decimal(qty))
                    for price, qty in (ticker.bid, ticker.ask)
                    if key_of_text(price) and key_of_text(qty)
                ]
            except Unreadable:
                self._state.counts.unreadable += 1
                return None
            if len(levels) < 2:
                return None
            name = symbol.instrument.id
            return BookItem(self._state.ns, name, (levels[0],), (levels[1],)), symbol, None
        if ticker.last == symbol.book.last:
            self._check(symbol, ticker)
        symbol.tickers[ticker.last] = ticker
        if len(symbol.tickers) > MAX_TICKERS:
            del symbol.tickers[next(iter(symbol.tickers))]
        return None

    def _check(self, symbol: SymbolState, ticker: Ticker | None) -> None:
        """Compares the best bid and ask of the book with a ticker of the same update."""
        if ticker is None:
            return
        best = [(*symbol.book.bids(1),), (*symbol.book.asks(1),)]
        said = [(BookLevel(Decimal(p), Decimal(q)),) for p, q in (ticker.bid, ticker.ask)]
        self._state.counts.ticker_checks += 1
        self._state.counts.ticker_mismatches += best != said

    def _book_item(self, symbol: SymbolState) -> tuple[FeedItem, SymbolState, Traded | None]:
        bids, asks = symbol.book.bids(SHOWN_LEVELS), symbol.book.asks(SHOWN_LEVELS)
        return BookItem(self._state.ns, symbol.instrument.id, bids, asks), symbol, None

    def peek_ns(self) -> int | None:
        """When the next item was received; None at the end."""
        return None if self._ahead is None else self._ahead[0].ns

    def next(self) -> FeedItem | None:
        """The next trade or book; None at the end."""
        if self._ahead is None:
            return None
        item, symbol, trade = self._ahead
        self._give(symbol, trade)
        self._given_line, self._given_ns = self._state.line, item.ns
        self._keep_checkpoint()
        self._look_ahead()
        return item

    def _give(self, symbol: SymbolState, trade: Traded | None) -> None:
        if trade is not None:
            price, qty = key_of_text(trade.price), key_of_text(trade.qty)
            symbol.bars.add(trade.venue_ns, price // PRICE_UNIT, qty // symbol.qty_unit)

    # --- position -----------------------------------------------------------------------------------------

    def _keep_checkpoint(self) -> None:
        """Remembers the whole state now and then, at most `MAX_CHECKPOINTS` times, ever further apart."""
        last = self._checkpoints[-1].line if self._checkpoints else 0
        if self._state.line - last < self._step:
            return
        self._checkpoints.append(self._state.copy())
        if len(self._checkpoints) > MAX_CHECKPOINTS:
            self._checkpoints = self._checkpoints[1::2]
            self._step *= 2

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """The next one of the file of fundings; None without one, and at its end."""
        return None if self._perpetual is None else self._perpetual.funding_after(instrument, ns)

    def cursor(self) -> Cursor:
        """The line of the last item given, and its time."""
        return {"line": self._given_line, "now_ns": self._given_ns}

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Goes to a line: from the nearest remembered state before it, reading on. Raises UserError."""
        line, now_ns = cursor.get("line"), cursor.get("now_ns")
        if not (isinstance(line, int) and isinstance(now_ns, int) and line >= 0):
            raise UserError(f"{self.label} does not have this position.", "bad_cursor")
        start = self._fresh
        for checkpoint in self._checkpoints:
            if checkpoint.line <= line:
                start = checkpoint
        self._state = start.copy()
        self._files.at = start.at
        self._lines = self._files.lines(start.at)
        while self._state.line < line:
            raw = next(self._lines, None)
            if raw is None:
                raise UserError(f"{self.label} has only {self._state.line} lines, not {line}.", "other_feed")
            made = self._take(raw, show=False)
            if made is not None:
                self._give(made[1], made[2])
        self._given_line, self._given_ns = line, now_ns
        self._look_ahead()

    def progress(self) -> float | None:
        """How much of the bytes has been read."""
        return 1.0 if self._ahead is None else self._files.progress()

    # --- candles ------------------------------------------------------------------------------------------

    def _symbol(self, instrument: str) -> SymbolState:
        for symbol in self._state.symbols.values():
            if symbol.instrument.id == instrument:
                return symbol
        raise UserError(f"{self.label} does not hold {instrument}.", "no_instrument")

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        """The last candles made of the trades given up to now, of one second or more."""
        symbol = self._symbol(instrument)
        interval_ns = max(interval_ns - interval_ns % SECOND_NS, SECOND_NS)
        bars = symbol.bars.history(interval_ns, limit)
        return as_arrays(bars, interval_ns, PRICE_PLACES, _places(symbol.qty_unit))

    def series(self, instrument: str, days: int) -> CandleSeries:
        """The finished candles of one minute that the trades given up to now have made."""
        symbol = self._symbol(instrument)
        last_ns = symbol.bars.last_ns
        bars, places = trimmed(
            symbol.bars.finished(MINUTE_NS, last_ns - days * DAY_NS, last_ns), PRICE_PLACES
        )
        return as_series(bars, instrument, MINUTE_NS, places, _places(symbol.qty_unit))


def _power_below(units: int) -> int:
    """The largest power of ten that is not above `units`."""
    return int(10 ** (len(str(max(units, 1))) - 1))


def _places(unit: int) -> int:
    """Decimals of a power of ten in units of `10**-KEY_PLACES`."""
    return KEY_PLACES - (len(str(unit)) - 1)
