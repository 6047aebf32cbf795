"""A venue's list of markets is read beside the window's thread, and says the same as on it."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest
from aiohttp import web

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.services.live import candle_store
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues import ccxt_candles, ccxt_venue, ccxt_wire
from finbyte_desktop.services.venues.ccxt_listing import in_portions
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.exchange import TestExchange

NS = 10**9


@pytest.fixture(params=["binance", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def opened(exchange: TestExchange, venue: str, threads: set[str] | None = None) -> CcxtVenue:
    """A venue that read its markets; which threads worked on them."""
    port = CcxtVenue(venue, "k", "s", lambda: exchange.exchange.now_ns, address=exchange.url)
    kind = type(port._exchanges[0])
    if threads is not None:

        def noted(name: str) -> Any:
            real = getattr(kind, name)

            def call(self: Any, *given: Any, **named: Any) -> Any:
                threads.add(threading.current_thread().name)
                return real(self, *given, **named)

            return call

        for name in ("safe_market_structure", "set_markets"):
            setattr(kind, name, noted(name))
    try:
        await port.open()
    finally:
        await port.close()
    return port


def test_markets_are_worked_on_beside_the_loop(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one market is parsed on the thread of the loop, and both connections know them all."""
    monkeypatch.setattr(ccxt_wire, "LONG_TEXT", 100)  # the test exchange has few markets
    threads: set[str] = set()

    async def work() -> None:
        async with TestExchange(seed=1, venues=[venue]) as exchange:
            port = await opened(exchange, venue, threads)
            assert threads
            assert threading.main_thread().name not in threads
            assert f"{venue}:BTC/USDT" in port.instruments()
            for each in port._exchanges:
                assert each.market("BTC/USDT")["symbol"] == "BTC/USDT"
                assert each.currencies["BTC"]["code"] == "BTC"
                assert each.markets is port._exchanges[0].markets
                assert each.markets_loading is None

    asyncio.run(work())


def test_both_ways_of_reading_say_the_same(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the loop's thread, beside it, and with the answer read in portions: the same instruments."""

    async def work() -> None:
        async with TestExchange(seed=1, venues=[venue]) as exchange:
            beside = await opened(exchange, venue)
            monkeypatch.setattr(ccxt_wire, "LONG_TEXT", 100)
            in_parts = await opened(exchange, venue)
            here = CcxtVenue(venue, "k", "s", lambda: exchange.exchange.now_ns, address=exchange.url)
            here._is_inline = True
            await here.open()
            await here.close()
            assert dict(beside.instruments()) == dict(in_parts.instruments()) == dict(here.instruments())
            assert beside._exchanges[0].markets == here._exchanges[1].markets

    asyncio.run(work())


def test_list_that_is_torn_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long answer that is no JSON, or is cut off, opens nothing and harms nothing."""
    monkeypatch.setattr(ccxt_wire, "LONG_TEXT", 10)

    async def work(body: str) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            if request.path.endswith("/time"):
                return web.json_response({"serverTime": 1_700_000_000_000})
            return web.Response(text=body, content_type="application/json")

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        port = CcxtVenue("binance", "k", "s", lambda: 1_700_000_000 * NS, address=url)
        try:
            with pytest.raises(Unavailable):
                await port.open()
        finally:
            await port.close()
            await runner.cleanup()

    for body in (
        '{"symbols": [{"symbol": "BTCUSDT"',
        '{"symbols": [1 2]} and more',
        '{"symbols": {}} {}',
        "{}",
    ):
        asyncio.run(work(body))


def test_opening_that_is_cancelled_leaves_nothing_running() -> None:
    """Whoever does not wait any more has no request under way behind it."""

    async def work() -> None:
        asked = asyncio.Event()

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.path.endswith("/time"):
                return web.json_response({"serverTime": 1_700_000_000_000})
            asked.set()
            await asyncio.sleep(30)
            return web.json_response({})

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        port = CcxtVenue("binance", "k", "s", lambda: 1_700_000_000 * NS, address=url)
        opening = asyncio.create_task(port.open())
        await asked.wait()
        opening.cancel()
        async with asyncio.timeout(5):
            with pytest.raises(asyncio.CancelledError):
                await opening
            await port.close()
            await runner.cleanup()

    async def limited() -> None:
        async with asyncio.timeout(10):
            await work()

    asyncio.run(limited())


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        ' { "a" : [ 1 , 2.50 , { "b" : [ [ ] , null , true ] } ] , "c" : "x,]}" } ',
        '{"a": {"b": {"c": {"d": [1, {"e": "\\u00e9\\""}]}}}}',
        '[[[[1]], []], "t", -1e5]',
        "12",
    ],
)
def test_portions_are_what_the_whole_says(text: str) -> None:
    """Read row by row, JSON says what it says."""
    assert in_portions(text) == json.loads(text)


@pytest.mark.parametrize(
    "text", ["", "{", "[1 2]", '{"a" 1}', "{1: 2}", "[1,]", "[] []", '{"a": 1', "[1,,2]"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    """Nothing is made of half an answer."""
    with pytest.raises(ValueError):
        in_portions(text)


def test_candles_are_worked_on_beside_the_loop(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exact series of a backtest is made on other threads, from the first row to the last column."""
    threads: set[str] = set()

    def noted(real: Any) -> Any:
        def call(*given: Any) -> Any:
            threads.add(threading.current_thread().name)
            return real(*given)

        return call

    monkeypatch.setattr(ccxt_candles, "_read", noted(ccxt_candles._read))
    monkeypatch.setattr(candle_store, "exact_series", noted(candle_store.exact_series))

    async def work() -> None:
        async with TestExchange(seed=1, venues=[venue]) as exchange:
            port = CcxtVenue(venue, "k", "s", lambda: exchange.exchange.now_ns, address=exchange.url)
            supervisor = Supervisor()
            try:
                await port.open()
                store = candle_store.CandleStore(port, supervisor, lambda: None)
                series = await store.series(port.instruments()[f"{venue}:BTC/USDT"], 1)
                assert len(series) > 0
            finally:
                await supervisor.close()
                await port.close()
        assert threads
        assert threading.main_thread().name not in threads

    asyncio.run(work())


def test_perpetuals_are_made_beside_the_loop(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some hundred of them would hold the window up."""
    threads: set[str] = set()
    real = ccxt_venue.perpetual

    def noted(name: str, market: Any) -> Any:
        threads.add(threading.current_thread().name)
        return real(name, market)

    monkeypatch.setattr(ccxt_venue, "perpetual", noted)
    where = "binanceusdm" if venue == "binance" else venue

    async def work() -> None:
        async with TestExchange(seed=1, venues=[where]) as exchange:
            given = (lambda: exchange.exchange.now_ns, "", None, exchange.url)
            port = CcxtVenue(where, "k", "s", *given, perpetuals=True)
            try:
                await port.open()
                assert f"{where}:BTC/USDT:USDT" in port.perpetuals()
            finally:
                await port.close()
        assert threads
        assert threading.main_thread().name not in threads

    asyncio.run(work())
