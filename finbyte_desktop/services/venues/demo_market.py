"""The demo market: invented prices that look alive, the same for the same seed on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

import numpy as np

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.core.numbers import EXACT
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import SHOWN_LEVELS, BookItem, Cursor, FeedItem, TradeItem
from finbyte_desktop.services.ports import CandleArrays, FeedKind
from finbyte_desktop.services.trade_bars import (
    MINUTE_NS,
    SECOND_NS,
    Bars,
    as_arrays,
    as_series,
    cut,
    joined,
    resampled,
)
from finbyte_desktop.services.venues.demo_paths import (
    HOUR_MINUTES,
    CoinPaths,
    DemoCoin,
    Print,
    demo_coins,
    key_of,
)
from finbyte_desktop.services.venues.demo_perpetuals import PerpetualPaths, perpetual_of

HISTORY_DAYS = 400
MINUTES_A_DAY = 1_440
HOUR_NS = HOUR_MINUTES * MINUTE_NS
MAX_FINE_MINUTES = 30
QUOTE_GAP_NS = 110_000_000
AFTER_BURST_NS = 4_000_000
DEEPER_LEVELS = SHOWN_LEVELS - 1
ERA_MINUTES = 8
COINS_ALONE = 4  # so many markets a position counts that was kept before there were perpetuals


class _DemoBook:
    """The shown depth of one coin: levels at fixed places, a quantity each, and a touch on either side."""

    def __init__(self, coin: DemoCoin, key: int, minute: int) -> None:
        self._coin = coin
        self._key = key
        self._minute = minute
        self._places = coin.instrument.price_places
        self._qty_places = coin.instrument.qty_places
        self._levels: dict[int, BookLevel] = {}
        self._tails: dict[int, tuple[BookLevel, ...]] = {}
        self._state = key ^ (minute * 0x9E3779B97F4A7C15 & (2**64 - 1))

    def draw(self) -> int:
        """The next 31 bits of this minute's small choices."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return self._state >> 33

    def price(self, ticks: int) -> Decimal:
        """Ticks as a price."""
        return Decimal(ticks).scaleb(-self._places, EXACT)

    def qty(self, lots: int) -> Decimal:
        """Lots as a quantity."""
        return Decimal(lots).scaleb(-self._qty_places, EXACT)

    def _ticks(self, place: int) -> int:
        step = self._coin.step
        return place * step + ((place * 2654435761 ^ self._key) >> 9) % step

    def _usual(self, place: int) -> int:
        mixed = (place * 0x9E3779B1 ^ self._key) & (2**64 - 1)
        era = (self._minute + mixed % ERA_MINUTES) // ERA_MINUTES
        size = ((mixed >> 7) + era * 40_503) % 97
        return self._coin.depth * (24 + size * (3 if place % 10 == 0 else 1)) // 64

    def _level(self, place: int) -> BookLevel:
        level = self._levels.get(place)
        if level is None:
            level = BookLevel(self.price(self._ticks(place)), self.qty(self._usual(place)))
            self._levels[place] = level
        return level

    def change(self, ticks: int, side: int) -> None:
        """One level near the touch gets more or less."""
        draw = self.draw()
        place = ticks // self._coin.step + side * (draw % 7)
        lots = self._usual(place) * (20 + (draw >> 8) % 110) // 64 + 1
        self._levels[place] = BookLevel(self.price(self._ticks(place)), self.qty(lots))
        self._tails.clear()

    def _deeper(self, ticks: int, side: int) -> tuple[BookLevel, ...]:
        """The levels beyond the touch; `side` -1 for bids, 1 for asks."""
        place = ticks // self._coin.step
        while (self._ticks(place) - ticks) * side <= 0:
            place += side
        key = place * 2 + (side > 0)
        tail = self._tails.get(key)
        if tail is None:
            level, levels = self._level, self._levels
            places = range(place, place + side * DEEPER_LEVELS, side)
            tail = tuple([levels.get(at) or level(at) for at in places])
            self._tails[key] = tail
        return tail

    def side(self, ticks: int, lots: int, side: int) -> tuple[BookLevel, ...]:
        """One side of the book, best first."""
        return (BookLevel(self.price(ticks), self.qty(lots)), *self._deeper(ticks, side))


class _CoinStream:
    """The items of one coin, minute by minute."""

    def __init__(self, paths: CoinPaths, seed: int) -> None:
        self.paths = paths
        self.coin = paths.coin
        self.prints: list[Print] = []
        self.printed = 0
        self._key = key_of(seed, self.coin.instrument.id, "book")
        self._items: Iterator[FeedItem] = iter(())
        self.skips = False
        self._skipped: tuple[_DemoBook, int, int, int, int] | None = None

    def begin(self, minute: int) -> FeedItem | None:
        """Stands at the beginning of a minute and gives its first item."""
        self.prints = self.paths.prints(minute)
        self.printed = 0
        book = _DemoBook(self.coin, self._key, minute)
        self._items = self._make(book, minute * MINUTE_NS, (minute + 1) * MINUTE_NS)
        return next(self._items, None)

    def advance(self) -> FeedItem | None:
        """The next item of the minute."""
        return next(self._items, None)

    def _make(self, book: _DemoBook, start_ns: int, end_ns: int) -> Iterator[FeedItem]:
        name, prints, draw = self.coin.instrument.id, self.prints, book.draw
        last = prints[0]
        quote_ns = start_ns + draw() % min(QUOTE_GAP_NS, last.ns - start_ns)
        touch = max(self.coin.depth // 24, 1)
        for trade in prints:
            if not trade.in_burst:
                while quote_ns < trade.ns:
                    yield self._quote(book, quote_ns, trade, 1 + draw() % (2 * touch))
                    quote_ns += QUOTE_GAP_NS // 2 + draw() % QUOTE_GAP_NS
            yield TradeItem(trade.ns, name, book.price(trade.price), book.qty(trade.qty), trade.sold)
            last = trade
            quote_ns = max(min(quote_ns, trade.ns + AFTER_BURST_NS + draw() % AFTER_BURST_NS), trade.ns + 1)
        while quote_ns < end_ns:
            yield self._quote(book, quote_ns, last, 1 + draw() % (2 * touch))
            quote_ns += QUOTE_GAP_NS // 2 + draw() % QUOTE_GAP_NS

    def _quote(self, book: _DemoBook, ns: int, trade: Print, lots: int) -> BookItem:
        """The book in which `trade` meets the best price of the other side."""
        draw = book.draw()
        spread = 1 + draw % 4
        bid = trade.price if trade.sold else trade.price - spread
        ask = trade.price + spread if trade.sold else trade.price
        book.change(bid if draw & 64 else ask, -1 if draw & 64 else 1)
        bid_lots = lots + (trade.qty if trade.sold else 0)
        ask_lots = lots + (0 if trade.sold else trade.qty)
        if self.skips:
            self._skipped = book, bid, bid_lots, ask, ask_lots
            return BookItem(ns, self.coin.instrument.id, (), ())
        bids, asks = book.side(bid, bid_lots, -1), book.side(ask, ask_lots, 1)
        return BookItem(ns, self.coin.instrument.id, bids, asks)

    def completed(self, item: FeedItem | None) -> FeedItem | None:
        """An item that was made while `skips`, as it is made otherwise; nothing may have been made since."""
        if not isinstance(item, BookItem) or item.bids or self._skipped is None:
            return item
        book, bid, bid_lots, ask, ask_lots = self._skipped
        return item._replace(bids=book.side(bid, bid_lots, -1), asks=book.side(ask, ask_lots, 1))


class DemoMarket:
    """A feed of generated trades and books of several markets, with as much history as anybody asks for.

    It begins at `start_ns` and has no end. Perpetuals stand behind the coins, so that what came before them
    is given as ever. A cursor is a minute and the number of items given in it, those of all markets.
    """

    label = "Demo market"
    kind = FeedKind.DEMO

    def __init__(self, seed: int, start_ns: int) -> None:
        self._seed = seed
        spot = [CoinPaths(coin, seed) for coin in demo_coins()]
        beside = [(perpetual_of(paths.coin), paths) for paths in spot]
        perpetuals = [PerpetualPaths(coin, paths, seed) for coin, paths in beside if coin is not None]
        self._streams = [_CoinStream(paths, seed) for paths in (*spot, *perpetuals)]
        self._by_name = {stream.coin.instrument.id: stream for stream in self._streams}
        self._heads: list[FeedItem | None] = []
        self._minute = 0
        self._count = 0
        self._now_ns = start_ns
        self._waits = True  # a feed that is sought at once never makes the items before its start

    def instruments(self) -> Sequence[Instrument]:
        """The invented markets."""
        return [stream.coin.instrument for stream in self._streams]

    def _start(self) -> None:
        """Stands at the start, once."""
        self._waits = False
        start_ns = self._now_ns
        with self._skipping():
            self._begin(start_ns // MINUTE_NS)
            while (ns := self.peek_ns()) is not None and ns < start_ns:
                self.next()
        self._now_ns = start_ns

    @contextmanager
    def _skipping(self) -> Iterator[None]:
        """Items given meanwhile go to nobody, so their books are not made."""
        for stream in self._streams:
            stream.skips = True
        yield
        for stream in self._streams:
            stream.skips = False
        pairs = zip(self._streams, self._heads, strict=True)
        self._heads = [stream.completed(item) for stream, item in pairs]

    def _begin(self, minute: int) -> None:
        self._minute, self._count = minute, 0
        self._heads = [stream.begin(minute) for stream in self._streams]

    def _nearest(self) -> int:
        """The stream with the earliest item; begins the next minute when this one is over."""
        while True:
            best, best_ns = -1, 0
            for at, item in enumerate(self._heads):
                if item is not None and (best < 0 or item.ns < best_ns):
                    best, best_ns = at, item.ns
            if best >= 0:
                return best
            self._begin(self._minute + 1)

    def peek_ns(self) -> int | None:
        """The time of the next item."""
        if self._waits:
            self._start()
        at = self._nearest()  # before looking at the heads: it may begin the next minute
        item = self._heads[at]
        return None if item is None else item.ns

    def next(self) -> FeedItem | None:
        """The next trade or book of any market."""
        if self._waits:
            self._start()
        at = self._nearest()
        item = self._heads[at]
        stream = self._streams[at]
        self._heads[at] = stream.advance()
        self._count += 1
        if type(item) is TradeItem:
            stream.printed += 1
        if item is not None:
            self._now_ns = item.ns
        return item

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """The next funding of one of its perpetuals, as generated; None for a coin."""
        paths = self._stream(instrument).paths
        return paths.funding_after(ns) if isinstance(paths, PerpetualPaths) else None

    def cursor(self) -> Cursor:
        """The minute, the items given in it, and the seed that they came from."""
        if self._waits:
            self._start()
        return {
            "seed": self._seed,
            "minute": self._minute,
            "count": self._count,
            "markets": len(self._streams),
            "now_ns": self._now_ns,
        }

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Goes to a position. Raises UserError for one of another seed."""
        seed, minute, count, now_ns = (cursor.get(name) for name in ("seed", "minute", "count", "now_ns"))
        if not (isinstance(minute, int) and isinstance(count, int) and isinstance(now_ns, int)):
            raise UserError("This is not a position in the demo market.", "bad_cursor")
        if seed != self._seed:
            raise UserError(f"This position belongs to the demo market with seed {seed}.", "other_feed")
        counted = cursor.get("markets", COINS_ALONE)
        if counted not in (COINS_ALONE, len(self._streams)):
            raise UserError("This is not a position in the demo market.", "bad_cursor")
        self._waits = False
        with self._skipping():
            self._begin(minute)
            while count:
                count -= self._nearest() < counted
                self.next()
        self._now_ns = now_ns

    def progress(self) -> float | None:
        """None: the demo has no end."""
        return None

    def _stream(self, instrument: str) -> _CoinStream:
        if self._waits:
            self._start()
        stream = self._by_name.get(instrument)
        if stream is None:
            raise UserError(f"The demo market does not have {instrument}.", "no_instrument")
        return stream

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        """The last candles up to the last item given, of one second or more, at most `HISTORY_DAYS` back."""
        stream = self._stream(instrument)
        interval_ns = max(interval_ns, SECOND_NS)
        first_ns = (self._now_ns // interval_ns - limit + 1) * interval_ns
        if interval_ns % MINUTE_NS:
            first = max(first_ns // MINUTE_NS, self._minute - MAX_FINE_MINUTES)
            pieces = [_bars_of(stream.paths.prints(at), interval_ns) for at in range(first, self._minute)]
        else:
            oldest = self._minute - HISTORY_DAYS * MINUTES_A_DAY
            oldest += -oldest % (interval_ns // MINUTE_NS)
            first = max(first_ns // MINUTE_NS, oldest)
            pieces = self._minutes(stream, first, interval_ns % HOUR_NS == 0)
        pieces.append(_bars_of(stream.prints[: stream.printed], min(interval_ns, MINUTE_NS)))
        bars = cut(resampled(joined(pieces), interval_ns), -limit)
        i = stream.coin.instrument
        return as_arrays(bars, interval_ns, i.price_places, i.qty_places)

    def _minutes(self, stream: _CoinStream, first: int, whole_hours: bool) -> list[Bars]:
        """The candles from a minute up to the present one, whole hours joined where that is enough."""
        now = max(self._minute, first)
        if not whole_hours:
            return [stream.paths.bars(first, now)]
        first += -first % HOUR_MINUTES
        hour = max(now - now % HOUR_MINUTES, first)
        return [stream.paths.hours(first, hour), stream.paths.bars(hour, max(now, hour))]

    def series(self, instrument: str, days: int) -> CandleSeries:
        """The finished candles of one minute of the last days, at most `HISTORY_DAYS`."""
        stream = self._stream(instrument)
        first = self._minute - min(days, HISTORY_DAYS) * MINUTES_A_DAY
        bars = stream.paths.bars(first, self._minute)
        i = stream.coin.instrument
        return as_series(bars, instrument, MINUTE_NS, i.price_places, i.qty_places)


def _bars_of(prints: Sequence[Print], interval_ns: int) -> Bars:
    """Candles of trades."""
    rows = np.array([(p.ns, p.price, p.price, p.price, p.price, p.qty) for p in prints], dtype=np.int64)
    return resampled(Bars(*rows.reshape(-1, 6).T), interval_ns)
