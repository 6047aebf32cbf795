"""A listener that keeps what public streams bring, and what the test exchange really did meanwhile."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from finbyte_desktop.core.market import Book, BookLevel, Ticker, Trade
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.binance_streams import BinanceDialect
from finbyte_desktop.services.venues.bybit_streams import BybitDialect
from finbyte_desktop.services.venues.public_streams import OwnStreams
from finbyte_desktop.services.venues.stream_port import Health, Limits, Market, StreamHealth
from tests.support.exchange.assembly import venue_named
from tests.support.exchange.values import Side
from tests.support.simulation.memory_session import MemorySession

if TYPE_CHECKING:
    from tests.support.exchange import Exchange


class Place(NamedTuple):
    """A kind of market at a venue of the test exchange, and its key there."""

    venue: str
    market: Market
    key: str


SPOT = Place("binance", Market("binance:BTC/USDT", "BTCUSDT"), "BTCUSDT")
USDM = Place("binanceusdm", Market("binanceusdm:BTC/USDT:USDT", "BTCUSDT", True), "BTCUSDT")
BYBIT = Place("bybit", Market("bybit:BTC/USDT", "BTCUSDT"), "spot:BTCUSDT")
LINEAR = Place("bybit", Market("bybit:BTC/USDT:USDT", "BTCUSDT", True), "linear:BTCUSDT")
PLACES = [SPOT, USDM, BYBIT, LINEAR]
NAMES = ["binance-spot", "binance-usdm", "bybit-spot", "bybit-linear"]


class Heard:
    """Everything that came, with the loop's time of each change of health."""

    def __init__(self) -> None:
        self.all_trades: dict[str, list[Trade]] = defaultdict(list)
        self.books: dict[str, list[Book]] = defaultdict(list)
        self.tickers: dict[str, list[Ticker]] = defaultdict(list)
        self.health: list[tuple[float, StreamHealth]] = []

    def trades(self, instrument: str, trades: Sequence[Trade]) -> None:
        self.all_trades[instrument] += trades

    def book(self, instrument: str, book: Book) -> None:
        self.books[instrument].append(book)

    def ticker(self, instrument: str, ticker: Ticker) -> None:
        self.tickers[instrument].append(ticker)

    def stream_health(self, health: StreamHealth) -> None:
        self.health.append((asyncio.get_running_loop().time(), health))

    def whys(self, health: Health) -> list[str]:
        return [told.why for _, told in self.health if told.health is health]


def memory_port(
    exchange: Exchange, place: Place, heard: Heard, supervisor: Supervisor, limits: Limits | None = None
) -> OwnStreams:
    """The port of a venue over the exchange in memory, in virtual time."""
    dialect = BybitDialect() if place.venue == "bybit" else BinanceDialect()
    loop = asyncio.get_running_loop()
    return OwnStreams(
        dialect, MemorySession(exchange), supervisor, heard, lambda: exchange.now_ns, None, limits,
        clock_s=loop.time,
    )  # fmt: skip


def true_trades(exchange: Exchange, place: Place) -> list[Trade]:
    """What was traded there, oldest first."""
    venue: Any = venue_named(exchange, place.venue)
    market = venue.engine.instruments[place.key]
    return [
        Trade(
            one.time_ns // 10**6 * 10**6,
            Decimal(market.price_text(one.price)),
            Decimal(market.lots_text(one.lots)),
            one.taker_side is Side.SELL,
        )
        for one in venue.tape.trades[place.key]
    ]


def true_book(
    exchange: Exchange, place: Place, levels: int
) -> tuple[tuple[BookLevel, ...], tuple[BookLevel, ...]]:
    """Bids and asks that rest there now."""
    venue: Any = venue_named(exchange, place.venue)
    market, book = venue.engine.instruments[place.key], venue.engine.books[place.key]
    sides = [
        tuple(
            BookLevel(Decimal(market.price_text(price)), Decimal(market.lots_text(lots)))
            for price, lots in side.depth(levels)
        )
        for side in (book.bids, book.asks)
    ]
    return sides[0], sides[1]


def only(exchange: Exchange, place: Place) -> None:
    """Puts the traders of all other markets to rest; they would cost more than everything else."""
    for venue in exchange.venues:
        if venue.market is not None:
            venue.market._paused.update(key for key in venue.engine.instruments if key != place.key)
