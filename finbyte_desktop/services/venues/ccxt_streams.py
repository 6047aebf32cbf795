"""Public streams of every venue without own decoders, through ccxt, with what it loses counted and shown.

ccxt reads a whole socket buffer before anybody hears of it, keeps a limited number of trades, and can fall
silent without an error. So its limits are raised, what did not fit is counted as lost, trades of a pause are
read over REST, and connections of which nothing is heard are closed. Numbers come as ccxt keeps them: texts,
or floats whose shortest spelling is what the venue wrote.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import islice
from typing import Any

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.market import Book, BookLevel, Ticker, Trade
from finbyte_desktop.services.live.budget import Budget
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.ccxt_map import symbol_of
from finbyte_desktop.services.venues.ccxt_wire import NS_PER_MS, at_address, make_exchange
from finbyte_desktop.services.venues.depth_book import Unreadable
from finbyte_desktop.services.venues.stream_dialect import UNREADABLE
from finbyte_desktop.services.venues.stream_health import Judge
from finbyte_desktop.services.venues.stream_line import Turn
from finbyte_desktop.services.venues.stream_port import (
    SHOWN_LEVELS,
    Channel,
    Counts,
    Limits,
    Listener,
    Market,
    StreamHealth,
)
from finbyte_desktop.services.venues.stream_states import Inbox, StreamState
from finbyte_desktop.services.venues.stream_trades import NamedTrades

log = logging.getLogger(__name__)
SIDES = {"buy": False, "sell": True}
CHECKSUM = "ChecksumError"
TRADES_AT_ONCE = 64


def _number(value: Any) -> Decimal:
    """The number as written. Raises Unreadable for what is none, is not finite, or is below 0."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Unreadable(f"{str(value)[:40]!r} is not a number") from None
    if not number.is_finite() or number < 0:
        raise Unreadable(f"{number} is not a price or a quantity")
    return number


def _optional(source: Mapping[str, Any], key: str) -> Decimal | None:
    value = source.get(key)
    return None if value is None else _number(value)


def _moment(source: Mapping[str, Any], now_ns: int) -> int:
    """The venue's time of a value; of one that tells none, when it came."""
    told = source.get("timestamp")
    return now_ns if told is None else int(told) * NS_PER_MS


def book_of(book: Mapping[str, Any], now_ns: int) -> Book:
    """A unified order book. Raises Unreadable, also for one whose bid is not below its ask."""
    bids, asks = (
        tuple([BookLevel(_number(row[0]), _number(row[1])) for row in book[side][:SHOWN_LEVELS]])
        for side in ("bids", "asks")
    )
    if bids and asks and bids[0].price >= asks[0].price:
        raise Unreadable("a crossed book")
    return Book(_moment(book, now_ns), bids, asks)


def ticker_of(ticker: Mapping[str, Any], now_ns: int) -> Ticker:
    """A unified ticker. Raises Unreadable."""
    levels = []
    for side in ("bid", "ask"):
        price, qty = _optional(ticker, side), _optional(ticker, f"{side}Volume")
        levels.append(BookLevel(price, qty) if price and qty else None)
    last, *day = (_optional(ticker, key) for key in ("last", "open", "high", "low", "baseVolume"))
    return Ticker(_moment(ticker, now_ns), last, levels[0], levels[1], *day)


def trade_of(trade: Mapping[str, Any]) -> Trade:
    """A unified public trade. Raises Unreadable."""
    side, told = SIDES.get(str(trade.get("side"))), trade.get("timestamp")
    price, qty = _number(trade["price"]), _number(trade["amount"])
    if side is None or told is None or not price or not qty:
        raise Unreadable("a trade without a side, a time, a price or a quantity")
    return Trade(int(told) * NS_PER_MS, price, qty, side)


class _Tap:
    """Counts what ccxt puts into its cache of trades, which forgets the oldest when it is full."""

    def __init__(self, cache: Any) -> None:
        self.cache = cache
        self._came = 0
        put = cache.append

        def append(trade: Any) -> None:
            self._came += 1
            put(trade)

        cache.append = append

    def take(self) -> tuple[list[Any], int]:
        """What came since the last call and is still there, and how many are not."""
        came, self._came = self._came, 0
        rows = list(islice(reversed(self.cache), came))
        rows.reverse()
        return rows, came - len(rows)


class CcxtStreams:
    """The public streams of one venue through ccxt: one task a market and channel, as ccxt is made.

    `address` sends everything to another host, `session` replaces the network.
    """

    def __init__(
        self,
        venue: str,
        supervisor: Supervisor,
        listener: Listener,
        now_ns: Callable[[], int],
        address: str | None = None,
        session: Any = None,
        limits: Limits | None = None,
        options: Mapping[str, Any] | None = None,
        clock_s: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.name = venue
        self._supervisor = supervisor
        self._listener = listener
        self._now_ns = now_ns
        self._limits = limits or Limits()
        self._inbox = Inbox(listener.trades, self._limits)
        self._judge = Judge(self._limits, listener.stream_health)
        self._exchange = make_exchange(venue, {}, lambda: now_ns() // NS_PER_MS, Budget(now_ns))
        self._exchange.newUpdates = True
        self._exchange.options |= options or {}
        if address is not None:
            at_address(self._exchange, address)
        if session is not None:
            self._exchange.session, self._exchange.own_session = session, False
        self._states: dict[tuple[str, Channel], StreamState] = {}
        self._tasks: dict[StreamState, asyncio.Task[None]] = {}
        self._common: list[asyncio.Task[None]] = []
        self._quotes: dict[StreamState, Any] = {}
        self._quotes_wanted = asyncio.Event()
        self._broken: set[StreamState] = set()
        self._begun: set[StreamState] = set()
        self._nameless = 0
        self._taps: dict[str, _Tap] = {}
        self._turn = Turn(self._limits.turn_s, clock_s)

    @property
    def counts(self) -> Counts:
        return self._inbox.counts

    def health(self) -> Sequence[StreamHealth]:
        return [self._judge.of(state) for state in self._states.values()]

    def subscribe(self, market: Market, *channels: Channel) -> None:
        for channel in channels:
            key = market.instrument, channel
            if key in self._states:
                continue
            trades = channel is Channel.TRADES
            state = NamedTrades(market, self._inbox) if trades else StreamState(market, channel, self._inbox)
            self._states[key] = state
            self._judge.begin(state, asyncio.get_running_loop().time())
            name = f"{self.name} {channel.value} of {market.symbol}"
            self._tasks[state] = self._supervisor.keep(name, partial(self._follow, state))
        if not self._common:
            self._common = [
                self._supervisor.keep(f"{self.name} streams: quotes", self._deliver),
                self._supervisor.keep(f"{self.name} streams: watch", self._watch),
            ]

    def unsubscribe(self, market: Market, *channels: Channel) -> None:
        for channel in channels:
            state = self._states.pop((market.instrument, channel), None)
            if state is not None:
                state.ended = True
                self._tasks.pop(state).cancel()
                self._judge.end(state)
                self._broken.discard(state)
                self._begun.discard(state)
                self._quotes.pop(state, None)

    async def close(self) -> None:
        tasks = [*self._tasks.values(), *self._common]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._exchange.close()

    # --- one stream -------------------------------------------------------------------------------

    async def _follow(self, state: StreamState) -> None:
        """Delivers what comes; after an error again, ever later."""
        if state in self._begun:  # it failed: what came meanwhile is a pause
            state.interrupted()
        self._begun.add(state)
        symbol = symbol_of(state.market.instrument)
        watch: Mapping[Channel, Callable[[], Awaitable[Any]]] = {
            Channel.BOOK: partial(self._exchange.watch_order_book, symbol),
            Channel.TRADES: partial(self._exchange.watch_trades, symbol),
            Channel.TICKER: partial(self._exchange.watch_ticker, symbol),
        }
        ask, pause_s = watch[state.channel], self._limits.first_pause_s
        while True:
            found, failed = await self._try(ask)
            if failed is not None:
                await self._failed(state, failed, pause_s)
                pause_s = min(2 * pause_s, self._limits.longest_pause_s)
                continue
            pause_s = self._limits.first_pause_s
            self._broken.discard(state)
            await self._take(state, found)
            if isinstance(state, NamedTrades) and not state.in_step:
                await self._refill(state, symbol)

    async def _try(self, ask: Callable[[], Awaitable[Any]]) -> tuple[Any, Exception | None]:
        try:
            return await ask(), None
        except Exception as error:  # ccxt lets anything out, also of a message that it cannot read
            return None, error

    async def _failed(self, state: StreamState, failed: Exception, pause_s: float) -> None:
        kind = type(failed).__name__
        log.info("%s %s of %s: %s", self.name, state.channel.value, state.market.symbol, kind)
        if kind == CHECKSUM:
            self.counts.gaps += 1
            self.counts.resyncs += 1
        else:
            self.counts.reconnects += 1
        self._broken.add(state)
        state.interrupted()
        self._judge.look(state, False, asyncio.get_running_loop().time())
        await asyncio.sleep(pause_s)

    async def _take(self, state: StreamState, found: Any) -> None:
        if not isinstance(state, NamedTrades):
            state.heard += 1
            self.counts.received += 1
            self._quotes[state] = found
            self._quotes_wanted.set()
            return
        rows = self._fresh(state, found)
        while rows:
            for start in range(0, len(rows), TRADES_AT_ONCE):
                try:
                    state.take(self._named(rows[start : start + TRADES_AT_ONCE]))
                except UNREADABLE as error:
                    self._unread(state, error)
                if self._turn.over():
                    await self._turn.pause()
            rows = self._fresh(state, ())  # what came meanwhile: nobody is woken for it again

    def _fresh(self, state: NamedTrades, found: Sequence[Any]) -> Sequence[Any]:
        """Trades that came since the last call. What did not fit into ccxt's cache is counted as lost."""
        symbol = symbol_of(state.market.instrument)
        cache, tap = self._exchange.trades.get(symbol), self._taps.get(symbol)
        rows, lost = found, 0
        if tap is not None and tap.cache is cache:
            rows, lost = tap.take()
        elif cache is not None:
            self._taps[symbol] = _Tap(cache)
        self.counts.received += len(rows)
        if lost:
            self.counts.lost += lost
            state.went_bad()
        return rows

    def _unread(self, state: StreamState, error: Exception) -> None:
        log.info("%s %s: %s", self.name, state.market.symbol, error)
        self.counts.unreadable += 1
        state.unread()

    async def _deliver(self) -> None:
        """Delivers the newest books and tickers. ccxt goes on writing into the same book: it is read here."""
        while True:
            await self._quotes_wanted.wait()
            self._quotes_wanted.clear()
            quotes, self._quotes = self._quotes, {}
            for state, found in quotes.items():
                name, now_ns = state.market.instrument, self._now_ns()
                try:
                    if state.channel is Channel.BOOK:
                        self._listener.book(name, book_of(found, now_ns))
                    else:
                        self._listener.ticker(name, ticker_of(found, now_ns))
                except UNREADABLE as error:
                    self._unread(state, error)
            await asyncio.sleep(self._limits.quotes_every_s)

    def _named(self, found: Sequence[Mapping[str, Any]]) -> list[tuple[str, Trade]]:
        named = []
        for row in found:
            trade_id = row.get("id")
            if trade_id is None:
                self._nameless += 1
                trade_id = f"#{self._nameless}"  # told apart from every other, found in no list
            named.append((str(trade_id), trade_of(row)))
        return named

    async def _refill(self, state: NamedTrades, symbol: str) -> None:
        """Reads the trades of a pause."""
        found, failed = await self._try(partial(self._exchange.fetch_trades, symbol))
        if failed is None:
            try:
                # ccxt sorts the ids of one ms as texts: "100" before "99"
                rows = sorted(found, key=lambda row: (row["timestamp"], len(str(row["id"])), str(row["id"])))
                state.refill(self._named(rows))
                return
            except UNREADABLE as error:
                self._unread(state, error)
        state.gave_up()

    # --- watching ---------------------------------------------------------------------------------

    async def _watch(self) -> None:
        loop, limits = asyncio.get_running_loop(), self._limits
        heard, heard_s = -1, loop.time()
        while True:
            await asyncio.sleep(limits.watch_every_s)
            now_s = loop.time()
            for state in list(self._states.values()):
                self._judge.look(state, state not in self._broken, now_s)
            total = sum(state.heard for state in self._states.values())
            if total != heard or not self._states:
                heard, heard_s = total, now_s
            elif now_s - heard_s >= limits.silent_s:
                # what waits in ccxt is woken with an error and asks again over a new connection
                self.counts.stalls += 1
                heard_s = now_s
                await self._try(self._close_clients)

    async def _close_clients(self) -> None:
        clients = list(self._exchange.clients.values())
        self._exchange.clients.clear()
        for client in clients:
            client.reset(Unavailable(f"{self.name} has fallen silent.", "silent"))
            await client.aiohttp_close()
