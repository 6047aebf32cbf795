"""What the lines of a capture have made up to now: counts, and each symbol's book, ticker and candles."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.services.trade_bars import TradeBars
from finbyte_desktop.services.venues.capture_lines import Depth, Message, Ticker, Traded
from finbyte_desktop.services.venues.depth_book import DepthBook, key_of_text


@dataclass(slots=True)
class CaptureCounts:
    """What was in the lines up to now.

    `foreign` are messages of other kinds or symbols, `overflows` updates that waited too long for a snapshot,
    `truncated` a file that ends in the middle.
    """

    lines: int = 0
    unreadable: int = 0
    foreign: int = 0
    trades: int = 0
    depth_applied: int = 0
    depth_old: int = 0
    gaps: int = 0
    overflows: int = 0
    ticker_checks: int = 0
    ticker_mismatches: int = 0
    truncated: bool = False


@dataclass(slots=True)
class SymbolState:
    """What is known of one symbol."""

    instrument: Instrument
    qty_unit: int
    summed_trades: bool
    book: DepthBook = field(default_factory=DepthBook)
    bars: TradeBars = field(default_factory=TradeBars)
    tickers: dict[int, Ticker] = field(default_factory=dict)

    def copy(self) -> SymbolState:
        twin = SymbolState(self.instrument, self.qty_unit, self.summed_trades)
        twin.book, twin.bars, twin.tickers = self.book.copy(), self.bars.copy(), dict(self.tickers)
        return twin

    def drop_tickers(self) -> None:
        """Forgets the tickers of updates that the book has behind it: nothing is compared with them any
        more, and thousands of small objects that live long make every collection of garbage slow.
        """
        last = self.book.last
        self.tickers = {number: ticker for number, ticker in self.tickers.items() if number > last}


@dataclass(slots=True)
class SymbolSeen:
    """What the first lines tell of a symbol."""

    price_step: int = 0
    shown_qty_step: int = 0
    traded_qty_step: int = 0
    price: str = ""
    trades: int = 0
    own_trades: bool = False
    futures: bool = False


@dataclass(slots=True)
class CaptureState:
    """Everything that the lines up to now have made."""

    symbols: dict[str, SymbolState]
    counts: CaptureCounts
    line: int = 0
    at: tuple[int, int] = (0, 0)
    snapshots: int = 0
    ns: int = 0

    def copy(self) -> CaptureState:
        counts = CaptureCounts(**{name: getattr(self.counts, name) for name in CaptureCounts.__slots__})
        symbols = {name: symbol.copy() for name, symbol in self.symbols.items()}
        return CaptureState(symbols, counts, self.line, self.at, self.snapshots, self.ns)


def look(seen: SymbolSeen, message: Message) -> None:
    """Adds the numbers of a message to what is known of its symbol."""
    if isinstance(message, Traded):
        seen.trades += 1
        seen.own_trades |= not message.summed
        seen.price = message.price
        seen.price_step = gcd(seen.price_step, key_of_text(message.price))
        seen.traded_qty_step = gcd(seen.traded_qty_step, key_of_text(message.qty))
    elif isinstance(message, Ticker):
        for price, qty in (message.bid, message.ask):
            seen.price = seen.price or price
            seen.price_step = gcd(seen.price_step, key_of_text(price))
            seen.shown_qty_step = gcd(seen.shown_qty_step, key_of_text(qty))
    else:
        levels = message.update if isinstance(message, Depth) else message
        seen.futures |= isinstance(message, Depth) and message.update.before is not None
        for key, price, qty in (*levels.bids, *levels.asks):
            seen.price_step = gcd(seen.price_step, key)
            seen.shown_qty_step = gcd(seen.shown_qty_step, key_of_text(qty))
            seen.price = seen.price or price
