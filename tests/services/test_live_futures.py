"""Futures grids on a live account: opened, filled, funded, and in step with the venue to the last digit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.credentials import ApiKey, Secret
from finbyte_desktop.services.live import position_truth
from finbyte_desktop.services.live.joining import Joining
from finbyte_desktop.services.live.positions import perpetuals_port
from finbyte_desktop.services.venues.live_perpetuals import Funding
from finbyte_desktop.services.venues.live_port import KeyRights
from tests.support.exchange import TestExchange, venue_named
from tests.support.exchange.values import Kind, NewOrder, Side
from tests.support.live_desk import connection, live_desk, running, until
from tests.support.live_futures import (
    Booked,
    fund,
    grid_around,
    key_of,
    leverage_path,
    market_of,
    place_of,
    quiet,
    record_of,
    started,
    stops_there,
    swings,
    ties_out,
    trader,
    venues_of,
)

D = Decimal
LIMIT_S = 120.0
KEY = ApiKey(Secret("key"), Secret("secret"))
TICKS = {"binanceusdm": D("0.1"), "bybit": D("0.1")}


@pytest.fixture(params=["binanceusdm", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


@pytest.mark.parametrize("direction", ["long", "short", "neutral"])
def test_grid_ties_out(venue: str, direction: str, tmp_path: Path) -> None:
    """It opens, swings, is funded, is closed and opened again, goes on and ends flat."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, direction)
                await swings(exchange, venue, ["-0.6", "0.6", "-1.2", "1.2", "0.1"])
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                fund(exchange, venue)
                await desk._account.shell.truth.read_fundings()
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert desk.card(bot).trips > 0
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await swings(exchange, venue, ["-0.9", "0.4"])
                fund(exchange, venue, "-0.0003")
                await swings(exchange, venue, ["1.3", "-0.9"])
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert record_of(desk, bot).position.qty
                await until(lambda: len(stops_there(exchange, venue)) == 1)

    run(work())


def test_funding_is_read_from_the_beginning_where_nothing_says_since_when(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A life ended before the moment was on disk, and the venue listed the market again only long after."""
    monkeypatch.setattr(position_truth, "OVERLAP_NS", 0)

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await started(desk, venue)
                await asyncio.sleep(0.1)
                fund(exchange, venue)
                await asyncio.sleep(1.1)  # venues tell times to the millisecond, or the second
                truth = desk._account.shell.truth
                truth.since_ns.clear()
                truth._first_ns.clear()
                await truth.read_fundings()
                assert booked.funding
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)

    run(work())


def test_dca_on_perpetuals_is_for_paper_alone(venue: str, tmp_path: Path) -> None:
    """It says so in the form, and nothing is set at the venue when it is asked for all the same."""
    params = {
        "direction": "long", "leverage": 2, "base_order": 500, "safety_orders": 0, "take_profit": "0.01",
    }  # fmt: skip

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                market = market_of(venue)
                await desk.look_at(market)
                found = desk.preflight("dca_futures", market, params)
                assert not found.ok
                assert "paper_alone" in {problem.code for problem in found.problems}
                with pytest.raises(UserError) as refused:
                    await desk.create_bot("dca_futures", market, params, Policy.PLAN, True)
                assert refused.value.code == "paper_alone"

    run(work())


def test_terms_are_read_when_somebody_asks(venue: str, tmp_path: Path) -> None:
    """Nobody looked at the market yet: its tiers are read, and the form that asks again has an answer. The
    leverage is checked against the account's own tiers, and the venue's fees are the account's.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                market = market_of(venue)
                params = grid_around(D(64000))

                def codes() -> set[str]:
                    return {p.code for p in desk.preflight("futures_grid", market, params).problems}

                assert "tiers_awaited" in codes()
                await until(lambda: "tiers_awaited" not in codes())
                await desk.look_at(market)
                assert codes() == set()
                i = desk._kernel.instruments[market]
                assert i.perpetual is not None
                assert len(i.perpetual.tiers) == 6
                assert i.fees.maker == D("0.0002")
                params["leverage"] = 126
                assert "leverage_too_high" in codes()
                found = desk.preflight("futures_grid", market, grid_around(D(64000), leverage=20))
                assert found.position is not None
                assert found.position.liquidation_low is not None
                assert "stop_after_liquidation" not in {p.code for p in found.problems}

    run(work())


def test_second_bot_is_refused(venue: str, tmp_path: Path) -> None:
    """The venue keeps one position a market: nobody could tell whose profit is whose."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await started(desk, venue, investment="1000")
                with pytest.raises(UserError) as caught:
                    await started(desk, venue, investment="1000")
                assert caught.value.code == "position_taken"

    run(work())


def test_what_is_there_already_is_refused(venue: str, tmp_path: Path) -> None:
    """A position, an order or a stop of somebody else would be netted with the bot's; nothing is set or sent
    then.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                place, name = venue_named(exchange.exchange, venue), key_of(venue)
                low = place.engine.instruments[name].start_price * 96 // 100
                wish = NewOrder("trader", name, Side.BUY, Kind.LIMIT, 100, "web_1", low)
                order = place.engine.place(wish)
                with pytest.raises(UserError) as caught:
                    await started(desk, venue)
                assert caught.value.code == "orders_there"
                place.engine.cancel(order)
                act = {"symbol": name, "venue": venue, "account": "trader", "lots": 10}
                exchange.exchange.act("account.external_trade", **act)
                with pytest.raises(UserError) as caught:
                    await started(desk, venue)
                assert caught.value.code == "position_there"
                assert desk.cards() == []
                assert not [
                    r for r in exchange.truth(venue).requests if r.method == "POST" and "ever" in r.path
                ]
                exchange.exchange.act("account.external_trade", side="SELL", **act)
                await started(desk, venue)

    run(work())


def test_hedge_mode_is_refused(venue: str, tmp_path: Path) -> None:
    """With two positions a market an order would open beside instead of closing."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            venue_named(exchange.exchange, venue).engine.set_hedged("trader", True)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                with pytest.raises(UserError) as caught:
                    await started(desk, venue)
                assert caught.value.code == "hedge_mode"
                assert desk.cards() == []

    run(work())


@pytest.mark.parametrize("answered", [True, False])
def test_setting_that_is_not_confirmed_places_nothing(venue: str, answered: bool, tmp_path: Path) -> None:
    """What counts is what the venue shows: an answer that got lost is looked for, a refusal ends it."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                where = {"path": leverage_path(venue), "method": "POST"}
                if answered:
                    exchange.faults.add("net.loss_response", times=1, where=where)
                    await started(desk, venue)
                    return
                exchange.faults.add("net.loss_request", times=1, where=where)
                with pytest.raises(Unavailable) as caught:
                    await started(desk, venue)
                assert caught.value.code == "settings_not_confirmed"
                assert desk.cards() == []
                assert not [r for r in exchange.truth(venue).requests if r.kind == "create"]

    run(work())


@pytest.mark.parametrize("direction", ["long", "short"])
def test_stop_at_the_venue_ends_the_bot(venue: str, direction: str, tmp_path: Path) -> None:
    """Placed with the position, it fires while the application is closed; what it closed is the bot's own
    trade, and the bot ends with everything tied out.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, direction)
                await until(lambda: len(stops_there(exchange, venue)) == 1)
            far = ["-1", "-2", "-2.9"] if direction == "long" else ["1", "2", "2.9"]
            await swings(exchange, venue, far, 0.1)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                assert desk.card(bot).reason == "stop"
                assert not record_of(desk, bot).position.qty
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert exchange.truth(venue).positions[key_of(venue), "BOTH"] == 0

    run(work())


def test_liquidation_ends_the_bot(venue: str, tmp_path: Path) -> None:
    """The venue cancels the orders and closes the position; what it booked is booked, and the bot ends."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                exchange.exchange.act("market.liquidation", venue=venue, account="trader")
                await until(lambda: desk.card(bot).state is BotState.STOPPED, 40)
                assert desk.card(bot).reason == "liquidated"
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)

    run(work())


def test_manual_trade_closes_the_gate(venue: str, tmp_path: Path) -> None:
    """Somebody trades the bot's market by other ways: no order that opens leaves until the venue's position
    is the bot's again; a stop that closes works all the same, and cash ties out all the time.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                act = {"symbol": key_of(venue), "venue": venue, "account": "trader", "lots": 10}
                exchange.exchange.act("account.external_trade", side="SELL", **act)
                name = market_of(venue)
                await until(lambda: "position_differs" in desk.account_health().gates.get(name, ()), 40)
                await until(lambda: desk.card(bot).state is BotState.DEGRADED)
                await desk.check_account()
                assert desk.account_health().differences == []
                exchange.exchange.act("account.external_trade", side="BUY", **act)
                await until(lambda: name not in desk.account_health().gates, 40)
                await until(lambda: desk.card(bot).state is BotState.RUNNING)
                await quiet(desk)
                assert desk._kernel.ledger.account_total(name) == record_of(desk, bot).position.qty
                exchange.exchange.act("account.external_trade", side="SELL", **act)
                await until(lambda: "position_differs" in desk.account_health().gates.get(name, ()), 40)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: exchange.truth(venue).positions[key_of(venue), "BOTH"] == 0, 40)
                await desk.check_account()
                assert desk.account_health().differences == []
                assert booked.funding == 0

    run(work())


@pytest.mark.parametrize("ends", [Exit.SELL, Exit.KEEP])
def test_stop_by_hand(venue: str, ends: Exit, tmp_path: Path) -> None:
    """With "close" nothing is left there; with "keep" the position stays with its stop, and a second one with
    "close" ends it at the price of now, whatever its market is set to meanwhile.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await until(lambda: len(stops_there(exchange, venue)) == 1)
                await desk.stop(bot, ends)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                if ends is Exit.KEEP:
                    await quiet(desk)
                    ties_out(desk, exchange, venue, booked)
                    assert len(stops_there(exchange, venue)) == 1
                    await swings(exchange, venue, ["-2"], 2.0)
                    last = desk._kernel.last[market_of(venue)]
                    away = abs(last / place_of(exchange, venue).fair[key_of(venue)] / TICKS[venue] - 1)
                    assert away < D("0.002"), "an order that closes it would leave at an old price"
                    venue_named(exchange.exchange, venue).engine.set_leverage("trader", key_of(venue), 7)
                    await desk._account.shell.truth.reconcile()
                    assert market_of(venue) not in desk.account_health().gates
                    await desk.stop(bot, Exit.SELL)
                await until(lambda: not exchange.truth(venue).positions[key_of(venue), "BOTH"])
                await until(lambda: not record_of(desk, bot).position.qty)
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert desk._kernel.ledger.held(bot, "USDT") == 0
                await until(lambda: not stops_there(exchange, venue), 40)

    run(work())


@pytest.mark.parametrize("closes", [True, False])
def test_panic(venue: str, closes: bool, tmp_path: Path) -> None:
    """Orders are gone, the bot is stopped; its position is closed where that was chosen, else it is kept with
    its stop.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await until(lambda: len(stops_there(exchange, venue)) == 1)
                await desk.panic_told(None, closes)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                there = exchange.truth(venue).positions[key_of(venue), "BOTH"]
                assert bool(there) is not closes
                await until(lambda: bool(record_of(desk, bot).position.qty) is not closes, 40)
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)

    run(work())


def test_changes_while_it_runs(venue: str, tmp_path: Path) -> None:
    """Paused and gone on, another stop, more money: orders and the stop at the venue follow, nothing is set
    anew, and everything ties out.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, investment="1500")
                await until(lambda: len(stops_there(exchange, venue)) == 1)
                await desk.pause(bot)
                await until(lambda: not desk.detail(bot).orders)
                assert len(stops_there(exchange, venue)) == 1
                await desk.resume(bot)
                await until(lambda: len(desk.detail(bot).orders) == 10)
                before = stops_there(exchange, venue)[0].trigger
                params = dict(desk.detail(bot).params)
                moved = D(str(params["stop_price"])) - 100
                await desk.edit(bot, {**params, "stop_price": str(moved)})
                await until(lambda: [o.trigger for o in stops_there(exchange, venue)] not in ([], [before]))
                await until(lambda: len(stops_there(exchange, venue)) == 1)
                await desk.add_investment(bot, D(1500))
                for request in desk.approvals():
                    await desk.decide(request.id, request.digest, True)
                await quiet(desk)
                await swings(exchange, venue, ["-0.6", "0.9", "0"])
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                position = desk.card(bot).position
                assert position is not None
                assert position.mark is not None
                assert position.stop == moved
                assert position.naked_s is None
                assert desk._kernel.ledger.held(bot, "USDT") > 2900

    run(work())


def test_spot_desk_leaves_perpetuals_to_their_own(tmp_path: Path) -> None:
    """Two desks that look after the same stops would move them against each other."""
    rights = KeyRights(True, False, False, True, can_futures=True)
    spot, apart = connection("binance", None), connection("binanceusdm", None, "acc2")
    for others, is_read in (((spot,), True), ((spot, apart), False), ((replace(apart, demo=True),), True)):
        port = perpetuals_port(spot, KEY, rights, lambda: 1, lambda: 1, others)
        assert (port is not None) is is_read
    assert perpetuals_port(apart, KEY, rights, lambda: 1, lambda: 1, (spot, apart)) is not None


def test_stop_is_there_two_seconds_after_the_entry(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first trade of the opening to the stop's request, by the exchange's clock. What the stream
    tells of the stop is not taken for an order that cannot be read: it goes on.
    """
    real, reasons = Joining.reconcile, []

    async def noted(self: Joining, why: str, *most: Any) -> None:
        reasons.append(why)
        await real(self, why, *most)

    async def work() -> None:
        monkeypatch.setattr(Joining, "reconcile", noted)
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await started(desk, venue)
                await until(lambda: len(stops_there(exchange, venue)) == 1)
                truth = exchange.truth(venue)
                entered = min(fill.time_ns for fill in truth.fills)
                stopped = min(o.created_ns for o in stops_there(exchange, venue))
                assert stopped - entered < 2_000_000_000
                await swings(exchange, venue, ["-0.5"], 1.0)
                assert reasons == ["starting"]

    run(work())


def test_ties_out_through_faults(venue: str, tmp_path: Path) -> None:
    """Answers get lost, streams drop and double what they tell, lists lag; once that is over, nothing is
    missing and nothing is there twice.
    """

    async def work() -> None:
        async with TestExchange(seed=4, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue, "neutral")
                faults = exchange.faults
                faults.add("net.loss_response", probability=0.15, where={"kind": "create"})
                faults.add("net.loss_request", probability=0.1, where={"kind": "create"})
                faults.add("stream.drop", probability=0.3)
                faults.add("stream.duplicate", probability=0.3)
                faults.add("read.lag", probability=0.2, ms=1500)
                await swings(exchange, venue, ["-0.7", "0.5", "-0.2", "0.9"], 1.0)
                fund(exchange, venue)
                faults.clear()
                await quiet(desk)
                ties_out(desk, exchange, venue, booked)
                assert desk.card(bot).state is BotState.RUNNING

    run(work())


def test_spot_and_perpetual_of_one_name_in_one_wallet(tmp_path: Path) -> None:
    """Bybit calls both BTCUSDT. Two bots trade them at the same time; each has its own trades and money."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["bybit"]) as exchange:
            key = trader(exchange, "bybit", {"USDT": "20000", "BTC": "1"})
            async with live_desk(tmp_path, exchange, "bybit", key) as desk:
                spot = await running(desk, "bybit:BTC/USDT")
                bot = await started(desk, "bybit")
                place = place_of(exchange, "bybit")
                for percent in (-1, 1, 0, -1, 1):
                    for name in ("spot:BTCUSDT", "linear:BTCUSDT"):
                        start = place._engine.instruments[name].start_price
                        place.trade_at(name, start * (100 + percent) // 100)
                    await asyncio.sleep(0.5)
                await quiet(desk)
                truth, ledger = exchange.truth("bybit"), desk._kernel.ledger
                for asset in ("USDT", "BTC"):
                    assert ledger.account_total(asset) == D(truth.balances[asset])
                for market, key_there in ((spot, "spot:BTCUSDT"), (bot, "linear:BTCUSDT")):
                    ours = {row.trade_id for row in desk.history_fills() if row.bot == market}
                    assert len(ours) == len([f for f in truth.fills if f.key == key_there])
                    assert len(ours) > 4
                lots = truth.positions["linear:BTCUSDT", "BOTH"]
                assert record_of(desk, bot).position.qty == D(lots) / 1000

    run(work())


def test_a_former_bots_leverage_closes_nothing(venue: str, tmp_path: Path) -> None:
    """One with 3x has ended, one with 5x runs: its market stays open when the settings are read."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                first = await started(desk, venue)
                await desk.stop(first, Exit.SELL)
                await until(lambda: desk.card(first).state is BotState.STOPPED)
                await quiet(desk)
                await started(desk, venue, leverage=5)
                shell = desk._account.shell
                closed: list[str] = []
                close = shell.markets.close_gate

                def noted(name: str, why: str) -> None:
                    closed.append(why)
                    close(name, why)

                shell.markets.close_gate = noted  # type: ignore[method-assign]
                await shell.truth.verify()
                assert closed == []
                assert shell.gates == {}

    run(work())


def test_two_bots_asked_for_at_once_leave_the_leverage_of_the_one_that_was_made(
    venue: str, tmp_path: Path
) -> None:
    """The other is refused before it sets anything."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                market = market_of(venue)
                await desk.look_at(market)
                last = desk.market(market).last
                assert last is not None
                made = await asyncio.gather(
                    *(
                        desk.create_bot(
                            "futures_grid", market, grid_around(last, leverage=leverage), Policy.PLAN, True
                        )
                        for leverage in (3, 10)
                    ),
                    return_exceptions=True,
                )
                assert isinstance(made[0], str)
                assert isinstance(made[1], UserError)
                assert made[1].code == "position_taken"
                assert await desk._account.shell.truth.is_set(market, D(3))

    run(work())


def test_a_bot_ends_also_where_its_leverage_was_changed_at_the_venue(venue: str, tmp_path: Path) -> None:
    """The order that closes can open nothing, whatever the market is set to."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                shell = desk._account.shell
                shell.markets.close_gate(market_of(venue), "settings_differ")
                await quiet(desk)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED, 20)
                assert record_of(desk, bot).position.qty == 0

    run(work())


def test_what_a_position_paid_before_its_end_is_the_bots(venue: str, tmp_path: Path) -> None:
    """A funding that nobody had read yet when a person stops the bot counts in its profit."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                fund(exchange, venue)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await quiet(desk)
                held = desk.card(bot).position
                assert held is not None
                assert held.funding != 0

    run(work())


def test_a_market_that_the_venue_lists_no_more_keeps_no_account_closed(venue: str, tmp_path: Path) -> None:
    """A bot traded it once and has ended: the account opens, and nothing of it is asked for."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await quiet(desk)
                port = desk._account.shell.port
                listed = {k: v for k, v in port.instruments().items() if k != market_of(venue)}
                port.instruments = lambda: listed  # type: ignore[method-assign]
                assert desk._account.shell.truth.known() == []
                await desk._account.shell.reconcile("stream_lost")
                assert desk._account.shell.gates == {}

    run(work())


def test_a_perpetual_that_cannot_be_read_closes_itself_alone(
    venue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reconciliation ends, the market says why it is closed, and it opens when it can be read again."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await started(desk, venue)
                shell = desk._account.shell

                async def refused(*_: Any) -> Any:
                    raise VenueRejected("no such symbol", "10001")

                with monkeypatch.context() as patched:
                    patched.setattr(shell.port, "funding", refused)
                    async with asyncio.timeout(20):
                        await shell.reconcile("stream_lost")
                    assert shell.gates == {market_of(venue): {"position_unread"}}
                await until(lambda: shell.gates == {}, 30)

    run(work())


def test_what_was_paid_before_there_was_a_bot_is_not_the_bots(venue: str, tmp_path: Path) -> None:
    """A position of the person's own was funded and closed a moment before: the bot is not charged for it."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                truth = desk._account.shell.truth
                paid = Funding(truth._first_ns[market_of(venue)] - 1, market_of(venue), "x", D(-64), "USDT")
                truth._funded(paid)
                await quiet(desk)
                held = desk.card(bot).position
                assert held is not None
                assert held.funding == 0

    run(work())
