"""Prices, books and the day's figures of the markets of one venue that are traded or looked at: by public
streams, and over REST where a stream is not fresh.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

import aiohttp

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.market import Book, Ticker, Trade
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.binance_streams import BinanceDialect
from finbyte_desktop.services.venues.bybit_streams import BybitDialect
from finbyte_desktop.services.venues.ccxt_days import Day, days, tells_days
from finbyte_desktop.services.venues.ccxt_streams import CcxtStreams
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.public_streams import OwnStreams
from finbyte_desktop.services.venues.stream_dialect import Dialect
from finbyte_desktop.services.venues.stream_port import Channel, Health, Market, PublicStreams, StreamHealth
from finbyte_desktop.services.venues.testnet_streams import BinanceDemo, BinanceTestnet, BybitTestnet

NS_PER_S = 1_000_000_000
LOOKED_S = 90.0  # so long a market is followed after somebody looked at it
MOST_LOOKED = 20
MOST_PRICED = 60  # of which somebody wants to know the price alone: the assets of a bot that is being made
BEAT_S = 0.5
POLL_S = 2.0  # so often a market without a fresh stream is read
DAYS_AGAIN_S = 60.0
DAYS_OLD_NS = 300 * NS_PER_S
FRESH_NS = 5 * NS_PER_S
SPOT = {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot", "fetchMargins": False}
DIALECTS: Mapping[str, Callable[[], Dialect]] = {"binance": BinanceDialect, "bybit": BybitDialect}
TESTNETS: Mapping[str, Callable[[], Dialect]] = {"binance": BinanceTestnet, "bybit": BybitTestnet}
# Bybit's demo trading has the prices of the real market.
DEMOS: Mapping[str, Callable[[], Dialect]] = {"binance": BinanceDemo, "bybit": BybitDialect}
BY_MODE = {"live": DIALECTS, "testnet": TESTNETS, "demo": DEMOS}
PriceHeard = Callable[[str, Decimal], None]


class Quotes:
    """Follows markets. `traded` names those of bots, `price_heard` is told every price that came,
    `trades_heard` every trade, `changed` that something did.

    Prices of play money come over REST alone where its venue has no streams of its own here.
    """

    def __init__(
        self,
        port: CcxtVenue,
        supervisor: Supervisor,
        traded: Callable[[], Iterable[str]],
        price_heard: PriceHeard,
        trades_heard: Callable[[str, Sequence[Trade]], None],
        changed: Callable[[], None],
        address: str | None = None,
        mode: str = "live",
    ) -> None:
        self._port = port
        self._supervisor = supervisor
        self._traded = traded
        self._price_heard = price_heard
        self._trades_heard = trades_heard
        self._changed = changed
        self._address = address
        self._mode = mode
        self._session: aiohttp.ClientSession | None = None
        self._streams: PublicStreams | None = None
        self._followed: dict[str, set[Channel]] = {}
        self._looked: dict[str, float] = {}
        self._priced: dict[str, float] = {}
        self._watched: frozenset[str] = frozenset()
        self.book_heard: Callable[[str, Book], None] = lambda *_: None
        self._prices: dict[str, tuple[Decimal, int]] = {}
        self._books: dict[str, Book] = {}
        self._tickers: dict[str, Ticker] = {}
        self._health: dict[tuple[str, Channel], Health] = {}
        self._polled_s = 0.0
        self._days: Mapping[str, Day] = {}
        self._days_s = -DAYS_AGAIN_S
        self._woken = asyncio.Event()

    # --- what is known ----------------------------------------------------------------------------

    def look(self, market: str) -> None:
        """Somebody looks at this market: it is followed for a while."""
        is_new = market not in self._looked
        self._looked.pop(market, None)
        self._looked[market] = time.monotonic()
        if len(self._looked) > MOST_LOOKED:
            del self._looked[next(iter(self._looked))]
        if is_new:
            self._woken.set()

    def watch(self, markets: Iterable[str]) -> None:
        """Trades and books of these markets are followed from now on, whether somebody looks or not."""
        self._watched = frozenset(markets)
        self._woken.set()

    def look_at_price(self, market: str) -> None:
        """Somebody wants the price of this market: its trades are followed for a while, and nothing else."""
        is_new = market not in self._priced
        self._priced.pop(market, None)
        self._priced[market] = time.monotonic()
        if len(self._priced) > MOST_PRICED:
            del self._priced[next(iter(self._priced))]
        if is_new:
            self._woken.set()

    def price_of(self, market: str) -> tuple[Decimal, int] | None:
        """The last price and when it came, on the venue's clock."""
        return self._prices.get(market)

    def looked_ns(self) -> int | None:
        """When the newest price came of what somebody looks at; None where nobody does, or none came."""
        came = [self._prices[name][1] for name in self._looked if name in self._prices]
        return max(came, default=None)

    def day_of(self, market: str) -> Ticker | None:
        """The day's figures, while they are followed."""
        return self._tickers.get(market)

    def want_days(self) -> None:
        """Somebody looks at a list of all markets: their last day is read, at most once a minute."""
        now_s = time.monotonic()
        if tells_days(self._port.name) and now_s - self._days_s >= DAYS_AGAIN_S:
            self._days_s = now_s
            self._supervisor.spawn("days", self._read_days())

    async def _read_days(self) -> None:
        with contextlib.suppress(Unavailable, VenueRejected):  # asked again in a minute; what is old is gone
            self._days = await days(self._port)
            self._changed()

    def last_day_of(self, market: str) -> Day | None:
        """The last day of a market as the list told it, while that is not long ago."""
        day = self._days.get(market)
        return day if day is not None and self._port.now_ns() - day.ns < DAYS_OLD_NS else None

    def book_of(self, market: str) -> Book | None:
        """The book, while it can be trusted."""
        if self._health.get((market, Channel.BOOK)) is not Health.FRESH:
            return None
        return self._books.get(market)

    def is_streamed(self, market: str) -> bool:
        """Whether every trade of a market comes by itself."""
        return self._health.get((market, Channel.TRADES)) is Health.FRESH

    def streams(self) -> Sequence[StreamHealth]:
        """How the streams are."""
        return () if self._streams is None else self._streams.health()

    # --- following --------------------------------------------------------------------------------

    def _make(self) -> PublicStreams | None:
        venue, address = self._port.name, self._address
        dialects = BY_MODE[self._mode]
        if venue in dialects:
            self._session = aiohttp.ClientSession()
            own = (dialects[venue](), self._session, self._supervisor, self)
            return OwnStreams(*own, self._port.now_ns, address, budget=self._port.budget)
        if self._mode != "live":
            return None
        options = {} if venue == "binanceusdm" else SPOT
        return CcxtStreams(venue, self._supervisor, self, self._port.now_ns, address, options=options)

    async def run(self) -> None:
        """Follows what is wanted until it is cancelled. It can be begun anew after an error."""
        await self.close()
        self._followed.clear()
        self._health.clear()
        self._streams = self._make()
        while True:
            self._follow()
            await self._poll()
            self._woken.clear()
            try:
                async with asyncio.timeout(BEAT_S):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        """Ends the streams."""
        streams, self._streams = self._streams, None
        session, self._session = self._session, None
        if streams is not None:
            await streams.close()
        if session is not None:
            await session.close()

    def _wanted(self) -> dict[str, set[Channel]]:
        known = self._port.instruments()
        now_s = time.monotonic()
        self._looked = {name: seen for name, seen in self._looked.items() if now_s - seen < LOOKED_S}
        self._priced = {name: seen for name, seen in self._priced.items() if now_s - seen < LOOKED_S}
        wanted = {name: {Channel.TRADES} for name in (*self._priced, *self._traded()) if name in known}
        wanted |= {name: {Channel.TRADES, Channel.BOOK} for name in self._watched if name in known}
        wanted |= {name: set(Channel) for name in self._looked if name in known}
        return wanted

    def _is_polled(self, name: str) -> bool:
        """Whether the streams here tell nothing of a market: Bybit's are of spot, where a perpetual has the
        same name.
        """
        return self._port.name == "bybit" and bool(settled_in(name))

    def _follow(self) -> None:
        wanted = self._wanted()
        for name in {*wanted, *self._followed}:
            have, want = self._followed.get(name, set()), wanted.get(name, set())
            market = Market(name, self._port.symbol_there(name))
            streams = None if self._is_polled(name) else self._streams
            if streams is not None and have - want:
                streams.unsubscribe(market, *(have - want))
            for channel in have - want:
                self._health.pop((name, channel), None)
            if Channel.BOOK in have - want:
                self._books.pop(name, None)
                self._tickers.pop(name, None)
            if streams is not None and want - have:
                streams.subscribe(market, *sorted(want - have))
        self._followed = wanted

    async def _poll(self) -> None:
        """Reads the prices of markets that somebody looks at and no stream tells."""
        now_s, now_ns = time.monotonic(), self._port.now_ns()
        traded = set(self._traded())  # the shell reads these itself
        silent = [
            name
            for name in self._followed
            if name not in traded and now_ns - self._prices.get(name, (None, 0))[1] > FRESH_NS
        ]
        if not silent or now_s - self._polled_s < POLL_S:
            return
        self._polled_s = now_s
        with contextlib.suppress(Unavailable, VenueRejected):  # asked again; the price is shown as old
            await self.read(silent)

    async def read(self, markets: Sequence[str]) -> None:
        """Reads the last prices over REST. Raises Unavailable or VenueRejected."""
        if markets:
            for name, price in (await self._port.prices(markets)).items():
                self._heard(name, price)

    def _heard(self, market: str, price: Decimal) -> None:
        self._prices[market] = (price, self._port.now_ns())
        self._price_heard(market, price)
        self._changed()

    # --- the streams' listener --------------------------------------------------------------------

    def trades(self, instrument: str, trades: Sequence[Trade]) -> None:
        if trades:
            self._trades_heard(instrument, trades)
            self._heard(instrument, Decimal(plain(trades[-1].price)))  # venues write zeros behind

    def book(self, instrument: str, book: Book) -> None:
        self._books[instrument] = book
        if instrument in self._watched:
            self.book_heard(instrument, book)
        self._changed()

    def ticker(self, instrument: str, ticker: Ticker) -> None:
        self._tickers[instrument] = ticker
        self._changed()

    def stream_health(self, health: StreamHealth) -> None:
        self._health[health.instrument, health.channel] = health.health
        self._changed()
