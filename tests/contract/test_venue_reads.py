"""Reads of a venue are complete or they fail: late rejects, windows, pages, cursors, strange answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import ccxt
import pytest

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.orders import OrderType, Side, State
from finbyte_desktop.services.venues.ccxt_pages import MOST_PAGES
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Accepted, OrderReport, Rejected, Report, Stream, Unknown
from tests.support.connected import change_answers, on, order
from tests.support.exchange import Exchange, WireRequest, build, truth, venue_named
from tests.support.mutations import mutated
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.virtual import run

D = Decimal
VENUES = ("binance", "bybit")
DAY_NS = 86_400 * 1_000_000_000


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_order_that_is_rejected_after_it_was_accepted_is_told_as_rejected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bybit answers before it has checked; its history and its stream then prove the reject, and why."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.faults.add("order.reject_later", delay_ms=500)
        got: list[Report] = []
        async with asyncio.TaskGroup() as group:
            task = group.create_task(port.watch(Stream.ORDERS, got.append))
            await asyncio.sleep(2)
            mine = order(port, "FBabc-0001", Side.BUY, "0.01", "60000")
            outcome = await port.submit(mine)
            assert isinstance(outcome, Accepted)
            await asyncio.sleep(2)
            task.cancel()
        for ids in (("FBabc-0001", None), ("FBabc-0001", outcome.venue_id)):
            found = await port.order(mine.instrument, *ids)
            assert found is not None
            assert (found.state, found.why, found.filled) == (State.REJECTED, "insufficient_funds", 0)
        assert (State.REJECTED, "insufficient_funds") in {
            (report.state, report.why) for report in got if isinstance(report, OrderReport)
        }

    on("bybit", work, monkeypatch)


def _sell(port: CcxtVenue, number: int) -> Any:
    return port.submit(
        order(port, f"FBabc-1{number:03d}", Side.SELL, "0.001", "60000", type=OrderType.MARKET)
    )


def _age(exchange: Exchange, venue: str, days: list[int]) -> None:
    """Moves fills into the past, the first by the first number of days and so on."""
    engine = venue_named(exchange, venue).engine
    (fills,) = [found for name, found in engine.fills.items() if not engine.account(name).is_house]
    fills[:] = [replace(f, time_ns=f.time_ns - d * DAY_NS) for f, d in zip(fills, days, strict=True)]


def test_trades_are_read_over_windows_and_pages(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Venues show a day or a week at once; whatever is older is asked for window by window, page by page."""
    monkeypatch.setattr("finbyte_desktop.services.venues.ccxt_pages.TRADES_A_PAGE", {venue: 2})

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        for number in range(9):
            await _sell(port, number)
            await asyncio.sleep(1)
        there = truth(exchange, venue).fills
        count = len(there)
        _age(exchange, venue, [20, 20, 20, 9, 9, 9, *[0] * (count - 6)])
        trades = await port.trades(f"{venue}:BTC/USDT", exchange.now_ns - 30 * DAY_NS)
        assert len(trades) == count >= 9
        assert [t.ns for t in trades] == sorted(t.ns for t in trades)
        young = await port.trades(f"{venue}:BTC/USDT", exchange.now_ns - DAY_NS)
        assert len(young) == count - 6

    on(venue, work, monkeypatch)


def test_trades_of_one_moment_are_all_read(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """More trades in one millisecond than a page holds: none is lost."""
    monkeypatch.setattr("finbyte_desktop.services.venues.ccxt_pages.TRADES_A_PAGE", {venue: 2})

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        for number in range(7):
            await _sell(port, number)
        engine = venue_named(exchange, venue).engine
        (fills,) = [found for name, found in engine.fills.items() if not engine.account(name).is_house]
        fills[:] = [replace(fill, time_ns=fills[0].time_ns) for fill in fills]
        trades = await port.trades(f"{venue}:BTC/USDT", exchange.start_ns)
        assert len(trades) == len(fills) >= 7

    on(venue, work, monkeypatch)


def test_open_orders_are_read_over_all_pages(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """More open orders than a page shows are all there."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        for number in range(63):
            mine = order(port, f"FBabc-2{number:03d}", Side.BUY, "0.001", str(50_000 + number))
            assert isinstance(await port.submit(mine), Accepted)
            await asyncio.sleep(0.2)
        found = await port.open_orders(f"{venue}:BTC/USDT")
        assert {report.client_id for report in found} == {f"FBabc-2{number:03d}" for number in range(63)}

    on(venue, work, monkeypatch)


@pytest.mark.parametrize("kind", ["same", "new"])
def test_cursor_without_end_is_an_error(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that go on for ever, with one cursor or with always another one, are Unavailable."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        await _sell(port, 1)
        await port.submit(order(port, "FBabc-3000", Side.BUY, "0.001", "50000"))
        count = 0

        def endless(_: WireRequest, value: Any) -> Any:
            nonlocal count
            count += 1
            value["result"]["nextPageCursor"] = "again" if kind == "same" else f"page{count}"
            return value

        asked = change_answers(exchange, "/v5/execution/list", endless)
        asked_orders = change_answers(exchange, "/v5/order/realtime", endless)
        with pytest.raises(Unavailable) as caught:
            await port.trades("bybit:BTC/USDT", exchange.start_ns)
        assert caught.value.code == "endless_pages"
        with pytest.raises(Unavailable) as caught:
            await port.open_orders("bybit:BTC/USDT")
        assert caught.value.code == "endless_pages"
        assert len(asked) + len(asked_orders) <= 2 * MOST_PAGES

    on("bybit", work, monkeypatch)


def test_request_that_waits_is_signed_when_it_leaves(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a pause that the venue asked for, a request is fresh; and an order says when it was signed."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        mine = order(port, "FBabc-4000", Side.BUY, "0.001", "50000")
        assert isinstance(await port.submit(mine), Accepted)
        port.budget.back_off("20", banned=False)
        started_ns = exchange.now_ns
        assert isinstance(await port.cancel(mine.instrument, mine.client_id, None), Accepted)
        assert exchange.now_ns - started_ns >= 20_000_000_000
        exchange.faults.add("net.loss_response", where={"kind": "create"})
        port.budget.blocked_until_ns = exchange.now_ns + 1_500_000_000
        started_ns = exchange.now_ns
        outcome = await port.submit(order(port, "FBabc-4001", Side.BUY, "0.001", "50000"))
        assert isinstance(outcome, Unknown)
        assert abs(outcome.signed_ns - started_ns - 1_500_000_000) < 2_000_000
        (sent,) = truth(exchange, venue).creates("FBabc-4001")
        assert sent.time_ns - outcome.signed_ns < 2_000_000

    on(venue, work, monkeypatch)


def test_order_that_would_wait_too_long_is_not_sent(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its price would be of another time; also when the wait grows while it waits."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        port.budget.blocked_until_ns = exchange.now_ns + 1_500_000_000
        exchange.after_ms(1_000, lambda: port.budget.back_off("30", banned=False))
        outcome = await port.submit(order(port, "FBabc-4002", Side.BUY, "0.001", "50000"))
        assert outcome == Rejected("too_many_requests", "too_many_requests", denied=True)
        assert truth(exchange, venue).creates("FBabc-4002") == []

    on(venue, work, monkeypatch)


# --- strange answers ----------------------------------------------------------------------------------


def test_no_strange_answer_is_an_unexpected_error(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a venue answers, an order is Accepted, Rejected or Unknown, and a read has a value or is
    Unavailable; what is said to be absent was never there.
    """

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        dice, here = Random(11), f"{venue}:BTC/USDT"
        mine = order(port, "FBabc-5000", Side.BUY, "0.001", "50000")
        assert isinstance(await port.submit(mine), Accepted)
        await _sell(port, 1)
        spoilt = 0

        def spoil(_: WireRequest, value: Any) -> Any:
            nonlocal spoilt
            spoilt += 1
            return mutated(value, dice)

        change_answers(exchange, "/", spoil)
        asks: list[Callable[[], Awaitable[Any]]] = [
            lambda: port.order(here, mine.client_id), lambda: port.open_orders(here),
            lambda: port.trades(here, exchange.start_ns), port.balances, lambda: port.prices([here]),
            port.rights, port.measure_clock,
        ]  # fmt: skip

        def recover() -> None:
            port._in_doubt, port._offset_ns, port.budget.blocked_until_ns = False, 0, 0

        for number in range(40):
            for ask in asks:
                recover()
                try:
                    told = await ask()
                except (Unavailable, VenueRejected):
                    continue
                assert ask is not asks[0] or told is not None
                assert ask not in (asks[1], asks[2]) or told
            recover()
            outcome = await port.submit(order(port, f"FBabc-6{number:03d}", Side.BUY, "0.0001", "50000"))
            assert isinstance(outcome, Accepted | Rejected | Unknown)
            recover()
            outcome = await port.cancel(here, f"FBabc-6{number:03d}", None)
            assert isinstance(outcome, Accepted | Rejected | Unknown)
            await asyncio.sleep(5)
        assert spoilt > 280

    on(venue, work, monkeypatch, limit_s=5_000.0)


def test_markets_that_cannot_be_read_open_nothing(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a market that is understood there is no connection, and the words are ours."""
    exchange = build(seed=5, venues=[venue])
    monkeypatch.setattr(ccxt.Exchange, "milliseconds", staticmethod(lambda: exchange.now_ns // 1_000_000))
    path = "exchangeInfo" if venue == "binance" else "instruments-info"
    answers: list[Any] = [{}, [], {"symbols": []}, {"symbols": [{}]}, {"result": {"list": []}}, b"<html>"]

    async def main() -> None:
        for value in answers:
            change_answers(exchange, path, lambda _, __, value=value: value)
            port = CcxtVenue(venue, "k", "s", lambda: exchange.now_ns, session=MemorySession(exchange))
            with pytest.raises(Unavailable):
                await port.open()
            await port.close()

    run(exchange, main(), 900.0)
