"""Public streams through ccxt in virtual time: exact values, visible losses, connections that come back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.ccxt_streams import CcxtStreams, book_of, ticker_of, trade_of
from finbyte_desktop.services.venues.depth_book import Unreadable
from finbyte_desktop.services.venues.stream_port import SHOWN_LEVELS, Channel, Health
from tests.support.exchange import Exchange, Faults, build
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.virtual import run
from tests.support.streams import BYBIT, SPOT, Heard, Place, only, true_book, true_trades

Work = Callable[[CcxtStreams, Heard, Exchange], Awaitable[None]]
both = pytest.mark.parametrize("place", [SPOT, BYBIT], ids=["binance", "bybit"])
OPTIONS = {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot", "fetchMargins": False}


def simulate(place: Place, work: Work, rules: list[dict[str, Any]] | None = None) -> None:
    """Runs work with ccxt following everything of one market, in virtual time."""
    exchange = build(seed=1, venues=[place.venue], faults=Faults(1, rules or []))
    only(exchange, place)

    async def main() -> None:
        heard, supervisor = Heard(), Supervisor()
        session = MemorySession(exchange)
        port = CcxtStreams(
            place.venue, supervisor, heard, lambda: exchange.now_ns, session=session, options=OPTIONS
        )
        port.subscribe(place.market, *Channel)
        await work(port, heard, exchange)
        await port.close()
        await supervisor.close()

    run(exchange, main(), 10_000)


@both
def test_without_faults_everything_is_true(place: Place) -> None:
    """Books and trades through ccxt are the exchange's, to the last digit, and nothing is lost."""

    async def work(port: CcxtStreams, heard: Heard, exchange: Exchange) -> None:
        await asyncio.sleep(60)
        exchange.act("market.halt", for_ms=3_600_000)
        await asyncio.sleep(3)
        name = place.market.instrument
        book = heard.books[name][-1]
        assert (book.bids, book.asks) == true_book(exchange, place, SHOWN_LEVELS)
        got = heard.all_trades[name]
        assert len(got) > 50
        assert got == true_trades(exchange, place)[-len(got) :]
        assert heard.tickers[name][-1].last == got[-1].price
        assert port.counts.lost == 0
        assert {told.health for told in port.health()} == {Health.FRESH}

    simulate(place, work)


@both
def test_cut_connection_comes_back_with_the_trades_of_the_pause(place: Place) -> None:
    """After the venue ended a connection ccxt connects again, and what was traded meanwhile is read."""

    async def work(port: CcxtStreams, heard: Heard, exchange: Exchange) -> None:
        await asyncio.sleep(60)
        assert port.counts.reconnects > 0
        exchange.faults.clear()
        await asyncio.sleep(45)
        exchange.act("market.halt", for_ms=3_600_000)
        await asyncio.sleep(3)
        got = heard.all_trades[place.market.instrument]
        assert got == true_trades(exchange, place)[-len(got) :]
        assert port.counts.refilled > 0

    simulate(place, work, [{"knob": "stream.max_age", "ms": 25_000}])


@both
def test_silent_connection_is_closed_within_thirty_seconds(place: Place) -> None:
    """ccxt waits for ever on a connection that says nothing; the watch ends it."""

    async def work(port: CcxtStreams, heard: Heard, exchange: Exchange) -> None:
        await asyncio.sleep(30)
        exchange.faults.add("stream.stall")
        started = asyncio.get_running_loop().time()
        await asyncio.sleep(30)
        exchange.faults.clear()
        assert port.counts.stalls >= 1
        stale = [at for at, told in heard.health if told.health is Health.STALE]
        assert stale
        assert stale[0] - started < 30
        books = len(heard.books[place.market.instrument])
        await asyncio.sleep(60)
        assert len(heard.books[place.market.instrument]) > books

    simulate(place, work)


def test_what_does_not_fit_is_counted() -> None:
    """Trades beyond ccxt's cache never reach a caller: the counter says how many, the stream is degraded."""
    from ccxt.async_support.base.ws.cache import ArrayCache

    exchange = build(seed=1, venues=["binance"])
    batches = [5, 25, 3, 40, 1]

    async def main() -> None:
        heard, supervisor = Heard(), Supervisor()
        session = MemorySession(exchange)
        port = CcxtStreams("binance", supervisor, heard, lambda: exchange.now_ns, session=session)
        inner, symbol, made = port._exchange, "BTC/USDT", 0
        cache = inner.trades[symbol] = ArrayCache(10)

        async def watch_trades(_: str) -> Any:
            nonlocal made
            if not batches:
                await asyncio.sleep(1_000)
            for _ in range(batches.pop(0)):
                made += 1
                cache.append({"id": str(made), "timestamp": made, "symbol": symbol, "side": "buy",
                              "price": 1.5, "amount": 1})  # fmt: skip
            return inner.filter_by_since_limit(cache, None, cache.getLimit(symbol, None), "timestamp", True)

        inner.watch_trades = watch_trades
        port.subscribe(SPOT.market, Channel.TRADES)
        await asyncio.sleep(2)
        assert port.counts.delivered == 5 + 10 + 3 + 10 + 1
        assert port.counts.lost == 15 + 30
        assert "unreadable" in heard.whys(Health.DEGRADED)
        await port.close()
        await supervisor.close()

    run(exchange, main(), 1_000)


def test_unified_values_are_read_exactly() -> None:
    """Texts and floats alike give the number that the venue wrote; what is absent stays absent."""
    book = book_of({"timestamp": 5, "bids": [[0.1, "2.50"]], "asks": [["0.3", 1e-07]]}, 9)
    assert book.ns == 5_000_000
    assert book.bids == (BookLevel(Decimal("0.1"), Decimal("2.50")),)
    assert book.asks == (BookLevel(Decimal("0.3"), Decimal("0.0000001")),)
    ticker = ticker_of({"timestamp": None, "last": 64000.12, "bid": "1", "bidVolume": None}, 9)
    assert (ticker.ns, ticker.last, ticker.bid, ticker.high) == (9, Decimal("64000.12"), None, None)
    trade = trade_of({"timestamp": 7, "side": "sell", "price": 1.5, "amount": "3"})
    assert trade == (7_000_000, Decimal("1.5"), Decimal(3), True)


@pytest.mark.parametrize(
    "row",
    [
        {"timestamp": 7, "side": "sell", "price": float("nan"), "amount": "3"},
        {"timestamp": 7, "side": "sell", "price": float("inf"), "amount": "3"},
        {"timestamp": 7, "side": "sell", "price": "-1", "amount": "3"},
        {"timestamp": 7, "side": "sell", "price": 0, "amount": "3"},
        {"timestamp": 7, "side": None, "price": 1, "amount": "3"},
        {"timestamp": None, "side": "buy", "price": 1, "amount": "3"},
        {"timestamp": 7, "side": "buy", "price": None, "amount": "3"},
    ],
)
def test_trade_that_says_nothing_is_refused(row: dict[str, Any]) -> None:
    """Nothing is put in the place of a number, a side or a time that is missing."""
    with pytest.raises(Unreadable):
        trade_of(row)


def test_crossed_book_is_refused() -> None:
    """A bid at or above the ask is no book."""
    with pytest.raises(Unreadable):
        book_of({"bids": [[2, 1]], "asks": [[2, 1]]}, 0)
