"""USDT perpetuals: markets, brackets, positions, funding and settings, exact on both venues."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import PositionSide, Terms, Trigger, Wish
from finbyte_desktop.services.venues.live_perpetuals import MarginMode, PositionMode
from finbyte_desktop.services.venues.live_port import (
    Accepted,
    OrderReport,
    Rejected,
    Report,
    Stream,
    TradeReport,
    Unknown,
)
from tests.support.connected import change_answers, on, order
from tests.support.exchange import Exchange, WireRequest, truth, venue_named
from tests.support.mutations import mutated
from tests.support.naked import bought
from tests.support.simulation.memory_session import MemorySession

D = Decimal
VENUES = ("binanceusdm", "bybit")
PERPETUALS = partial(CcxtVenue, perpetuals=True)


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def trade(venue: str, client_id: str, side: Side, qty: str) -> Wish:
    price = D("66000") if side is Side.BUY else D("62000")
    return Wish(client_id, f"{venue}:BTC/USDT:USDT", side, D(qty), price, Terms.IOC)


def test_markets_and_brackets_are_exact(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps in base units, the size of a contract, and brackets without a hole from 0 on."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        market = port.perpetuals()[f"{venue}:BTC/USDT:USDT"]
        (there,) = [
            i for i in venue_named(exchange, venue).engine.instruments.values()
            if i.is_linear and i.base == "BTC"
        ]  # fmt: skip
        assert (market.base, market.settle, market.contract_size) == ("BTC", "USDT", 1)
        assert market.lot == D(there.lot_atoms) / 10**8
        assert market.tick == D(there.tick_atoms) / 10**8
        brackets = await port.brackets(market.id)
        assert [(row.floor, row.cap, row.max_leverage) for row in brackets] == [
            (D(floor), D(cap), D(leverage)) for floor, cap, leverage, _ in there.brackets
        ]
        assert [row.maintenance_rate for row in brackets] == [D(r) / 10**8 for *_, r in there.brackets]
        assert market.id in port.instruments()

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_position_and_its_funding_are_read(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was bought is the position; what was paid on it is there once, with its sign."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        name = f"{venue}:BTC/USDT:USDT"
        assert list(await port.positions()) == []
        assert isinstance(await port.place(trade(venue, "FBf-1", Side.SELL, "0.02")), Accepted)
        (position,) = await port.positions()
        assert (position.instrument, position.side, position.qty) == (name, PositionSide.BOTH, D("-0.02"))
        assert D(60_000) < position.entry_price < D(70_000)
        exchange.act("market.funding", symbol="BTCUSDT", rate=10**5)
        await asyncio.sleep(2)
        exchange.act("market.funding", symbol="BTCUSDT", rate=-(10**5))
        await asyncio.sleep(2)
        first, second = await port.funding(name, exchange.start_ns)
        assert first.amount > 0 > second.amount
        assert first.asset == "USDT"
        assert first.ns < second.ns
        assert list(await port.funding(name, second.ns + 1_000_000)) == []
        (trade_of,) = [t for t in await port.trades(name, exchange.start_ns) if t.client_id != "x"][:1]
        assert trade_of.side is Side.SELL

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_settings_are_set_and_read_back(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leverage, margin mode and position mode; the same again is no failure, too much is refused."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        name = f"{venue}:BTC/USDT:USDT"
        for leverage in (D(5), D(5), D(7)):
            assert isinstance(await port.set_leverage(name, leverage), Accepted)
            assert (await port.leverage(name)).leverage == leverage
        refused = await port.set_leverage(name, D(1_000))
        assert isinstance(refused, Rejected)
        assert refused.code == "leverage"
        for mode in (MarginMode.ISOLATED, MarginMode.ISOLATED, MarginMode.CROSS):
            assert isinstance(await port.set_margin_mode(name, mode), Accepted)
            assert (await port.leverage(name)).margin is mode
        for hedge in (PositionMode.HEDGE, PositionMode.HEDGE, PositionMode.ONE_WAY):
            outcome = await port.set_position_mode(hedge)
            assert isinstance(outcome, Accepted), outcome
            assert await port.position_mode(name) is hedge
        tier = await port.fee_tier(name)
        assert 0 < tier.maker < tier.taker < D("0.01")
        await port.place(trade(venue, "FBf-2", Side.BUY, "0.01"))
        outcome = await port.set_position_mode(PositionMode.HEDGE)
        assert isinstance(outcome, Rejected)
        assert outcome.code == "has_position"

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_setting_without_a_plain_answer_is_unknown(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is taken for set that the venue did not say."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        name = f"{venue}:BTC/USDT:USDT"
        for fault in ({"knob": "net.loss_response"}, {"knob": "http.body", "body": "object"}):
            exchange.faults.clear()
            exchange.faults.add(**fault, where={"method": "POST"})  # type: ignore[arg-type]
            assert isinstance(await port.set_leverage(name, D(9)), Unknown)
            assert isinstance(await port.set_margin_mode(name, MarginMode.ISOLATED), Unknown)
            assert isinstance(await port.set_position_mode(PositionMode.HEDGE), Unknown)

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_position_in_an_unknown_market_is_not_left_out(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told by the venue's name, and hides no other."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        await port.place(trade(venue, "FBf-3", Side.BUY, "0.01"))
        del port._perpetuals[f"{venue}:BTC/USDT:USDT"]
        assert await port.positions() == []
        (strange,) = port.strange_positions
        assert (strange.market, strange.qty) == (port._ids[f"{venue}:BTC/USDT:USDT"], D("0.01"))

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_rules_of_a_halted_market_are_kept(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before it was halted is still shown, and its orders can still be cancelled by name."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        name = f"{venue}:BTC/USDT:USDT"
        rules, symbol = port.perpetual(name), port._ids[name]
        exchange.act("market.halt", symbol="BTCUSDT", venue=venue_named(exchange, venue).name, for_ms=10**6)
        await port.open()
        assert name not in port.perpetuals()
        assert (port.perpetual(name), port._ids[name]) == (rules, symbol)

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_past_of_a_market_that_is_traded_no_more_is_read(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an application that began after it was closed: its trades settle the orders that filled there."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        name = f"{venue}:BTC/USDT:USDT"
        assert isinstance(await port.place(trade(venue, "FBf-1", Side.BUY, "0.02")), Accepted)
        before = await port.trades(name, exchange.start_ns)
        exchange.act("market.funding", symbol="BTCUSDT", rate=10**5)
        await asyncio.sleep(2)
        key = next(k for k, i in venue_named(exchange, venue).engine.instruments.items() if i.is_linear)
        exchange.act("market.delist", symbol=key)
        await port.open()
        port._rules.clear()
        port._ids.clear()  # as after a start
        assert name not in port.perpetuals()
        assert len(await port.funding(name, exchange.start_ns)) == 1
        found = await port.trades(name, exchange.start_ns)
        assert [t.trade_id for t in found][: len(before)] == [t.trade_id for t in before]
        assert before
        assert {t.fee_asset for t in found} == {"USDT"}
        assert list(await port.open_orders(name)) == []

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_no_strange_answer_about_perpetuals_is_an_unexpected_error(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read has a value or is Unavailable; what is there is never told as absent."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        dice, name = Random(7), f"{venue}:BTC/USDT:USDT"
        await port.place(trade(venue, "FBf-4", Side.BUY, "0.01"))
        exchange.act("market.funding", symbol="BTCUSDT", rate=10**5)
        await asyncio.sleep(2)

        def spoil(_: WireRequest, value: Any) -> Any:
            return mutated(value, dice)

        change_answers(exchange, "/", spoil)
        asks: list[Callable[[], Awaitable[Any]]] = [
            lambda: port.brackets(name), lambda: port.funding(name, exchange.start_ns), port.positions,
            lambda: port.leverage(name), lambda: port.position_mode(name), lambda: port.fee_tier(name),
        ]  # fmt: skip
        for _ in range(30):
            for ask in asks:
                port._in_doubt, port._offset_ns, port.budget.blocked_until_ns = False, 0, 0
                try:
                    told = await ask()
                except (Unavailable, VenueRejected):
                    continue
                assert told or ask is asks[2]
            await asyncio.sleep(5)
        assert truth(exchange, venue).positions

    on(venue, work, monkeypatch, limit_s=5_000.0, made=PERPETUALS)


def test_stop_that_closes_rests_and_ends_the_position(venue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with its side and price, grows with the position, ends all of it, and is gone with it."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        name = f"{venue}:BTC/USDT:USDT"
        assert list(await port.protections()) == []
        await port.place(trade(venue, "FBf-1", Side.BUY, "0.02"))
        (held,) = await port.positions()
        price = (held.mark_price * D("0.97")).quantize(D(1))
        stop = Wish(
            "FBs-1", name, Side.SELL, D(0), None, trigger=Trigger.STOP, trigger_price=price, closes=True
        )
        assert isinstance(await port.place(stop), Accepted)
        (found,) = await port.protections()
        assert found[:6] == (name, PositionSide.BOTH, Side.SELL, price, False, None)
        assert found.client_id == "FBs-1"
        await port.place(trade(venue, "FBf-2", Side.BUY, "0.01"))
        part = Wish(
            "FBs-2", name, Side.SELL, D("0.01"), None,
            trigger=Trigger.STOP, trigger_price=price - 100, reduce_only=True,
        )  # fmt: skip
        assert isinstance(await port.place(part), Accepted)
        assert {row.client_id: row.qty for row in await port.protections()} == {
            "FBs-1": None,
            "FBs-2": D("0.01"),
        }
        key = venue_named(exchange, venue).engine.instruments
        symbol = next(k for k, i in key.items() if i.is_linear and i.base == "BTC")
        assert isinstance(await port.cancel_conditional(name, "FBs-2"), Accepted)
        again = await port.cancel_conditional(name, "FBs-2")
        assert isinstance(again, Rejected)
        assert again.code == "absent"
        assert [row.client_id for row in await port.protections()] == ["FBs-1"]
        exchange.act("market.gap", symbol=symbol, percent=-5)
        await asyncio.sleep(20)
        assert list(await port.positions()) == []

    on(venue, work, monkeypatch, made=PERPETUALS)


def test_perpetual_is_never_taken_for_the_spot_market_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bybit's private streams tell of all of an account; its perpetuals are named like its spot markets."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        got: list[Report] = []
        tasks = [asyncio.create_task(port.watch(what, got.append)) for what in Stream]
        await asyncio.sleep(2)
        given, session = port._exchanges[0], MemorySession(exchange)
        other = CcxtVenue(
            "bybit", given.apiKey, given.secret, lambda: exchange.now_ns, session=session, perpetuals=True
        )
        try:
            await other.open()
            name = await bought(other)
            head = ("FBabc-stop-1", name, Side.SELL, D(0), None)
            await other.place(Wish(*head, trigger=Trigger.STOP, trigger_price=D(60_000), closes=True))
            await asyncio.sleep(5)
            assert [p.qty for p in await other.positions()] == [D("0.02")]
        finally:
            await other.close()
        await port.submit(order(port, "FBabc-0007", Side.SELL, "0.01", "60000"))
        await asyncio.sleep(5)
        assert not any(task.done() for task in tasks)
        for task in tasks:
            task.cancel()
        assert {(type(r), r.client_id) for r in got} == {
            (OrderReport, "FBabc-0007"),
            (TradeReport, "FBabc-0007"),
        }

    on("bybit", work, monkeypatch)


def test_budget_is_what_the_venue_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """USD-M gives 2,400 a minute, not the 6,000 of spot: reads stop before the venue refuses them."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        place = venue_named(exchange, "binanceusdm")
        for _ in range(500):
            await port.positions()
        assert place.bans.count_429 == 0

    on("binanceusdm", work, monkeypatch, made=PERPETUALS)
