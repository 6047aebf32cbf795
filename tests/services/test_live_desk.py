"""The live desk on the test exchange, over sockets: a bot's whole life, every read, and the books tied out
with the exchange's own after each step.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import State
from finbyte_desktop.services.live import desk as desk_module
from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.live.following import Following
from finbyte_desktop.services.live.remainder import remainder
from finbyte_desktop.services.live.resolver import Resolver
from finbyte_desktop.services.ports import FeedChoice, Notice, QuarantineAnswer
from finbyte_desktop.services.settings import SharedSettings, load_settings
from tests.support.exchange import TestExchange, venue_named
from tests.support.live_desk import (
    BALANCES,
    api_key,
    connection,
    live_desk,
    params_around,
    running,
    settled,
    swing,
    ties_out,
    until,
)

D = Decimal
LIMIT_S = 90.0
MINUTE_NS = 60_000_000_000
VENUES = ("binance", "bybit")


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def test_bot_lives_at_a_real_venue(venue: str, tmp_path: Path) -> None:
    """Create, approve, fill, close, open again, stop with sell: every figure is the exchange's own."""
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await running(desk, market)
                await swing(desk, exchange, bot, trips=2)
                await settled(desk)
                ties_out(desk, exchange, venue)
                card = desk.card(bot)
                assert card.fresh
                assert card.trips >= 2
                assert card.grid_profit > 0
                detail = desk.detail(bot)
                assert detail.ties_out
                assert len(detail.fills) == len(desk.history_fills(bot))
                assert desk.profits().running_bots == 1
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await settled(desk)
                ties_out(desk, exchange, venue)
                again = desk.card(bot)
                assert again.state is BotState.RUNNING
                assert again.trips >= card.trips
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)
                assert desk.cards() == []
                assert {o.state for o in desk.history_orders(bot)} <= {"filled", "canceled", "expired"}

    run(work())


def test_stop_that_keeps_the_coins(venue: str, tmp_path: Path) -> None:
    """The orders are gone at the venue, the coins are the account's, and the review shows the bot's life."""
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=4, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await running(desk, market)
                await swing(desk, exchange, bot, trips=1)
                held = desk.holdings()
                btc = next(row for row in held if row.asset == "BTC")
                assert [(row.bot, row.name) for row in btc.bots] == [(bot, "BTC/USDT")]
                assert btc.in_bots > 0
                assert btc.total == btc.in_bots + btc.unattributed + btc.difference
                await desk.stop(bot, Exit.KEEP)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "BTC") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)
                assert not [o for o in exchange.truth(venue).orders if o.state.is_open]
                btc = next(row for row in desk.holdings() if row.asset == "BTC")
                assert (btc.in_bots, btc.bots) == (D(0), ())
                assert btc.free == btc.total == D(exchange.truth(venue).balances["BTC"])
                assert btc.value is not None
                await until(lambda: desk._queries.bot_candles(bot) is not None or not desk._lives)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                life = await desk.read_life(bot)
                assert life is not None
                assert life.candles is not None
                assert len(life.candles.open_ns) > 0
                assert desk.card(bot).total_profit is not None

    run(work())


def test_what_the_window_reads(venue: str, tmp_path: Path) -> None:
    """Prices, the day, candles, the book, the wizard's checks, the backtest and the account's health."""
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=5, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                assert market in [m.id for m in desk.markets()]
                assert desk.market(market).last is None
                await desk.look_at(market)
                assert desk.market(market).last is not None
                await until(lambda: len(desk.candles(market, MINUTE_NS, 300).open_ns) == 300)
                hours = await _there(lambda: desk.candles(market, 60 * MINUTE_NS, 48))
                assert int(hours.open_ns[1] - hours.open_ns[0]) == 60 * MINUTE_NS
                await until(lambda: desk.book(market, 5))
                rows = desk.book(market, 5)
                assert [row.price for row in rows] == sorted((row.price for row in rows), reverse=True)
                await until(lambda: desk.market(market).change_24h is not None)
                last = desk.market(market).last
                candle = desk.candles(market, MINUTE_NS, 3)
                assert last is not None
                assert abs(float(candle.close[-1]) - float(last)) < float(last) / 50
                params = dict(desk.suggest("spot_grid", market))
                assert desk.preflight("spot_grid", market, params).ok
                series = await desk._series(market, 1)
                assert (len(series), series.gaps) == (1440, 0)
                health = desk.health()
                assert (health.mode, health.venue) == (
                    "live",
                    f"Test {venue}",
                )
                assert health.feed.fresh
                assert health.journal_ok
                assert health.gates == {}
                assert health.budget_limit == {"binance": 6_000, "bybit": 7_200}[venue]
                assert abs(health.clock_offset_ns or 0) < 10**9
                account = desk.account_health()
                assert (account.tier, account.testnet, account.quarantined) == ("A", False, [])
                assert account.rights.can_withdraw is False

    run(work())


async def _there(read: Any) -> Any:
    await until(lambda: len(read().open_ns) > 40)
    return read()


def test_what_only_paper_has_is_refused(tmp_path: Path) -> None:
    """Virtual money and feeds are no matter of a real account."""

    async def work() -> None:
        async with TestExchange(seed=6, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                before = [tuple(row) for row in desk._kernel.ledger.rows()]
                refused = [
                    desk.deposit("USDT", D(5)),
                    desk.reset_paper_account(),
                    desk.choose_feed(FeedChoice()),
                    desk.create_bot("spot_grid", "binance:NO/SUCH", {}, Policy.PLAN, False),
                    desk.look_at("binance:NO/SUCH"),
                ]
                for work in refused:
                    with pytest.raises(UserError):
                        await work
                for call in (lambda: desk.feed_pause(True), desk.feed_step, lambda: desk.feed_speed(D(2))):
                    with pytest.raises(UserError):
                        call()
                assert [tuple(row) for row in desk._kernel.ledger.rows()] == before
                await desk.change_settings(approval_policy=Policy.PLAN)
                assert desk.default_policy is Policy.EVERY_ORDER
                await desk.change_settings(live_approval_policy=Policy.PLAN)
                assert desk.default_policy is Policy.PLAN
                await desk.change_settings(live_approval_policy=Policy.AUTOMATIC)
                assert desk.default_policy is Policy.EVERY_ORDER

    run(work())


def test_what_happened_meanwhile_is_told(tmp_path: Path) -> None:
    """Trades, a deposit and a trade by hand while nobody looked: all are booked or shown as a difference."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=7, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, market)
                assert desk.account_health().away is None
                known = len(desk.history_fills(bot))
            exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=-1)
            exchange.exchange.act("account.deposit", account="trader", asset="USDT", atoms=250 * 10**8)
            await asyncio.sleep(0.5)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                away = desk.account_health().away
                assert away is not None
                assert not away.is_empty
                assert 0 < away.fills <= len(desk.history_fills(bot)) - known  # the market goes on meanwhile
                assert [(row.bot, row.market) for row in away.bots] == [(bot, market)]
                assert [(row.asset, row.difference) for row in away.differences] == [("USDT", D(250))]
                usdt = next(row for row in desk.holdings() if row.asset == "USDT")
                assert usdt.difference == 250
                await desk.book_differences()
                await settled(desk)
                ties_out(desk, exchange, "binance")
                assert next(row for row in desk.holdings() if row.asset == "USDT").difference == 0

    run(work())


def test_bot_that_waits_for_a_person_keeps_its_orders(tmp_path: Path) -> None:
    """Without auto-start a bot is paused at the next opening; its orders rest until it is resumed."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=8, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, market, auto_start=False)
            resting = {o.client_id for o in exchange.truth("binance").orders if o.state.is_open}
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert (desk.card(bot).state, desk.card(bot).reason) == (BotState.PAUSED, "restart")
                assert len(resting) - 1 <= len(desk.detail(bot).orders)  # one may rest at the price of now
                assert {o.client_id for o in desk.detail(bot).orders} <= resting
                ties_out(desk, exchange, "binance")
                await desk.resume(bot)
                await until(lambda: desk.card(bot).state is BotState.RUNNING)
                await desk.close("cancel")
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]

    run(work())


def test_closing_cancels_what_a_paused_bot_kept(tmp_path: Path) -> None:
    """A bot that was paused with its orders kept: "cancel" pulls them too, sends nothing new, and the bot can
    go on at the next opening.
    """
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=8, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, market, auto_start=False)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert desk.card(bot).state is BotState.PAUSED
                assert desk.detail(bot).orders
                sent = len(exchange.truth("binance").orders)
                await desk.close("cancel")
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]
                assert len(exchange.truth("binance").orders) == sent
                said = [row.code for row in desk.history_decisions(bot) if row.code.startswith("became_")]
                # It went on for no time, to pull its orders: that is nobody's decision.
                assert said[:3] == ["became_paused", "became_paused", "became_running"]
                assert "became_degraded" not in said
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert desk.card(bot).state is BotState.PAUSED
                await desk.resume(bot)
                await until(lambda: desk.card(bot).state is BotState.RUNNING)
                await until(lambda: {o.state for o in desk.detail(bot).orders} == {"open"})
                await settled(desk)
                ties_out(desk, exchange, "binance")

    run(work())


def test_closing_says_what_could_not_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue takes no cancel: all is closed in time, the error counts what rests, and the next opening
    finds everything.
    """
    market = "binance:BTC/USDT"
    monkeypatch.setattr(desk_module, "CANCELS_S", 1.5)

    async def work() -> None:
        async with TestExchange(seed=8, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await running(desk, market)
                exchange.faults.add("http.status", status=503, body="html", where={"kind": "cancel"})
                with pytest.raises(Unavailable, match=rf"\b[1-9]\d* of {market} may still be") as told:
                    await desk.close("cancel")
                assert told.value.code == "orders_left"
                exchange.faults.clear()
            async with live_desk(tmp_path, exchange, "binance", key) as desk:  # the folder is free again
                await until(lambda: not [o for o in exchange.truth("binance").orders if o.state.is_open])
                await settled(desk)
                ties_out(desk, exchange, "binance")

    run(work())


def test_closing_after_the_engine_stopped(tmp_path: Path) -> None:
    """Nothing can be cancelled any more: it is said so, and everything is closed."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=8, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await running(desk, market)
                desk._runner.failure = Unavailable("The disk is full.", "disk_full")
                with pytest.raises(Unavailable, match=r"disk is full.*by hand"):
                    await desk.close("cancel")
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await settled(desk)
                ties_out(desk, exchange, "binance")

    run(work())


def test_closed_market_says_nothing_about_prices(tmp_path: Path) -> None:
    """A gate is told as a gate: the prices are as fresh as they are."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert (desk.health().feed.fresh, desk.health().feed.age_ns) == (True, None)
                await running(desk, market)
                await until(lambda: desk.health().feed.age_ns is not None)
                desk._account.shell.markets.close_gate(market, "unreadable")
                health = desk.health()
                assert health.gates == {market: ("unreadable",)}
                assert (health.feed.fresh, health.feed.reason) == (True, "")
                assert health.feed.age_ns is not None
                assert 0 <= health.feed.age_ns < 5 * 10**9
                exchange.faults.add("stream.drop")
                exchange.faults.add("http.status", status=503, body="html", where={"method": "GET"})
                await until(lambda: not desk.health().feed.fresh)
                assert desk.health().feed.reason in ("stale", "unreachable")

    run(work())


def test_price_that_somebody_looks_at_is_fresh_on_the_status_line(tmp_path: Path) -> None:
    """Without a bot the prices are those of the market in the wizard; nothing is said once nobody looks."""

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert desk.health().feed.age_ns is None
                await desk.look_at("binance:BTC/USDT")
                feed = desk.health().feed
                assert feed.fresh
                assert feed.age_ns is not None
                assert 0 <= feed.age_ns < 5 * 10**9
                desk._quotes._looked.clear()
                assert desk.health().feed.age_ns is None

    run(work())


def test_panic_of_one_bot_leaves_the_other(tmp_path: Path) -> None:
    """One bot's orders are cancelled and it stops; then the whole account."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                first = await running(desk, market, investment="4000")
                second = await running(desk, market, investment="4000")
                await desk.panic(first)
                await until(lambda: desk.card(first).state is BotState.STOPPED)
                assert desk.card(second).state is BotState.RUNNING
                await desk.panic()
                await until(lambda: desk.card(second).state is BotState.STOPPED)
                await settled(desk)
                ties_out(desk, exchange, "binance")
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]
                with pytest.raises(UserError):
                    await desk.panic("b77")

    run(work())


async def quarantined_order(desk: LiveDesk) -> Any:
    """An order without an answer, for which the time of its tier is over."""
    shell = desk._account.shell
    await until(lambda: any(o.state is State.UNKNOWN for o in shell.live()))
    lost = next(o for o in shell.live() if o.state is State.UNKNOWN)
    shell.post(ev.OrderQuarantined(shell.port.now_ns(), lost.client_id))
    await until(lambda: desk.account_health().quarantined)
    (row,) = desk.account_health().quarantined
    spec = lost.spec
    assert (row.client_id, row.side) == (lost.client_id, spec.side)
    assert (row.price, row.qty) == (spec.price, spec.qty)
    assert row.reserved > 0
    return row


def test_person_answers_for_an_order_without_proof(tmp_path: Path) -> None:
    """The venue is asked first: what it has goes on, what it does not have may be called gone."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=10, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, "binance", key, notices) as desk:
                bot = await running(desk, market)
                for answer in QuarantineAnswer:
                    with pytest.raises(UserError):
                        await desk.answer_quarantine(desk.detail(bot).orders[0].client_id, answer)
                exchange.faults.add("net.loss_request", times=1, where={"kind": "create"})
                slot = desk.detail(bot).orders[0].slot
                await desk.cancel_order(bot, slot)
                await until(lambda: slot not in {o.slot for o in desk.detail(bot).orders})
                await desk.try_again(bot, slot)
                row = await quarantined_order(desk)
                assert [n.code for n in notices if n.code == "order_quarantined"]
                assert desk.card(bot).quarantined == 1
                marked = {level.slot: level.unproved for level in desk.detail(bot).levels if level.unproved}
                assert marked == {slot: "quarantined"}
                with pytest.raises(UserError, match="goes on counting"):
                    await desk.answer_quarantine(row.client_id, QuarantineAnswer.LIVE)
                assert desk.account_health().quarantined
                await desk.answer_quarantine(row.client_id, QuarantineAnswer.NEVER)
                assert desk.account_health().quarantined == []
                assert (desk.card(bot).quarantined, desk.card(bot).blocked) == (0, 1)
                gone = next(o for o in desk.history_orders() if o.client_id == row.client_id)
                assert (gone.state, gone.filled) == ("canceled", 0)
                await settled(desk)

    run(work())


async def with_an_unknown(desk: LiveDesk, exchange: TestExchange, bot: str) -> Any:
    """A running bot of which one order has no answer, and never will: no request of it arrived."""
    exchange.faults.add("net.loss_request", times=1, where={"kind": "create"})
    slot = desk.detail(bot).orders[0].slot
    await desk.cancel_order(bot, slot)
    await until(lambda: slot not in {o.slot for o in desk.detail(bot).orders})
    exchange.faults.add("http.status", status=503, body="html", where={"kind": "order"})
    await desk.try_again(bot, slot)
    return await quarantined_order(desk)


@pytest.mark.parametrize("way", ["stop", "panic", "panic_before"])
def test_stop_ends_with_a_named_remainder(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An order of unknown fate keeps no stop and no panic waiting for a person: the bot is stopped, what is
    left is named, and its money comes free with the answer.
    """
    market = "binance:BTC/USDT"

    async def stays_unknown(self: Resolver, order: Any, signed_ns: int) -> None:
        await asyncio.sleep(LIMIT_S)

    monkeypatch.setattr(Resolver, "resolve", stays_unknown)

    async def work() -> None:
        async with TestExchange(seed=10, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, "binance", key, notices) as desk:
                bot = await running(desk, market)
                if way == "panic_before":  # the order is lost while the bot stops already
                    real = Following.set_aside
                    monkeypatch.setattr(Following, "set_aside", lambda self: None)
                row = await with_an_unknown(desk, exchange, bot)
                await (desk.stop(bot, Exit.KEEP) if way == "stop" else desk.panic(bot))
                if way == "panic_before":
                    await until(lambda: desk.card(bot).state is BotState.STOPPING)
                    monkeypatch.setattr(Following, "set_aside", real)
                    desk._account.shell.following.look_after()
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                said = [n for n in notices if n.code == "order_set_aside"]
                assert [(n.bot, n.fields["price"]) for n in said] == [(bot, plain(row.price))]
                (left,) = desk.account_health().quarantined
                assert (left.client_id, left.reserved) == (row.client_id, row.reserved)
                what = f"{row.side.value} {plain(row.qty)} BTC at {plain(row.price)} USDT"
                assert remainder([left]) == (
                    f"1 order of unknown fate: {what} ({market}, bot {bot}). "
                    "Look at the venue and answer it in Settings > Connections."
                )
                held = desk._kernel.ledger.held(bot, "USDT")
                assert held >= row.reserved
                exchange.faults.clear()
                await desk.answer_quarantine(row.client_id, QuarantineAnswer.NEVER)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                assert desk._kernel.ledger.held(bot, "BTC") == 0
                assert not [o for o in exchange.truth("binance").orders if o.state.is_open]
                assert [n for n in notices if n.code == "task_failed"] == []

    run(work())


def test_closing_names_orders_of_unknown_fate_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing with the orders cancelled does not wait for what only a person can answer, and says it."""
    market = "binance:BTC/USDT"

    async def stays_unknown(self: Resolver, order: Any, signed_ns: int) -> None:
        await asyncio.sleep(LIMIT_S)

    monkeypatch.setattr(Resolver, "resolve", stays_unknown)
    monkeypatch.setattr(desk_module, "CANCELS_S", 600.0)

    async def work() -> None:
        async with TestExchange(seed=10, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            settings = SharedSettings(tmp_path, load_settings(tmp_path))
            given = connection("binance", exchange.url)
            desk = await LiveDesk.open(tmp_path, given, api_key(key), settings)
            desk.start()
            bot = await running(desk, market)
            await with_an_unknown(desk, exchange, bot)
            with pytest.raises(Unavailable, match=r"1 order of unknown fate: .* in Settings > Connections"):
                await desk.close("cancel")
            assert len([o for o in exchange.truth("binance").orders if o.state.is_open]) == 0

    run(work())


def test_order_that_the_venue_has_is_not_called_gone(tmp_path: Path) -> None:
    """A person says that it is not there, the venue says that it is: nothing is released, and it is open."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=12, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, market)
                slot = desk.detail(bot).orders[-1].slot
                await desk.cancel_order(bot, slot)
                await until(lambda: slot not in {o.slot for o in desk.detail(bot).orders})
                exchange.faults.add("order.accept_then_error", times=1)
                exchange.faults.add("stream.drop")
                exchange.faults.add("http.status", status=503, body="html", where={"method": "GET"})
                await desk.try_again(bot, slot)
                row = await quarantined_order(desk)
                exchange.faults.clear()
                with pytest.raises(UserError, match="has this order"):
                    await desk.answer_quarantine(row.client_id, QuarantineAnswer.NEVER)
                await until(lambda: desk.account_health().quarantined == [])
                found = next(o for o in desk.detail(bot).orders if o.client_id == row.client_id)
                assert found.state == "open"
                await settled(desk)
                ties_out(desk, exchange, "binance")

    run(work())


def test_prices_go_on_when_the_streams_fall_silent(venue: str, tmp_path: Path) -> None:
    """No message comes any more: the price of a market that is looked at is read over REST instead."""
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=13, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await desk.look_at(market)
                await until(lambda: desk._quotes.is_streamed(market))
                exchange.faults.add("stream.drop")
                exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=-3)
                before = desk.market(market).last
                assert before is not None
                await until(lambda: (desk.market(market).last or before) < before * D("0.98"))
                assert desk._is_fresh(market)

    run(work())


def test_backtest_on_the_venues_own_candles(tmp_path: Path) -> None:
    """The wizard's preview runs on candles that were read from the venue."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=14, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await desk.look_at(market)
                last = desk.market(market).last
                assert last is not None
                params = params_around(last, lower=str(int(last * 9 / 10)), upper=str(int(last * 11 / 10)))
                result = await desk.quick_backtest("spot_grid", market, params, days=1)
                series = await desk._series(market, 1)
                assert (len(series), series.gaps) == (1440, 0)
                assert result.to_ns - result.from_ns > 1400 * MINUTE_NS
                assert len(await desk._series(market, 0)) > 1440  # all that there is, within a month

    run(work())


RULES: tuple[dict[str, Any], ...] = (
    {"knob": "net.latency", "min_ms": 2, "max_ms": 60},
    {"knob": "net.loss_response", "probability": 0.15, "where": {"kind": "create"}},
    {"knob": "order.accept_then_error", "probability": 0.15},
    {"knob": "fill.partials", "probability": 0.4, "parts": 3, "every_ms": 100},
    {"knob": "fill.during_cancel", "probability": 0.3, "percent": 60},
    {"knob": "stream.drop", "probability": 0.1},
    {"knob": "stream.duplicate", "probability": 0.2},
)


def test_everything_ties_out_after_a_bad_day(venue: str, tmp_path: Path) -> None:
    """Answers are lost, orders fill in parts and while they are cancelled, streams lose and repeat: in the
    end every order, trade and balance is the exchange's own, and no order was sent twice.
    """
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=15, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await running(desk, market)
                for rule in RULES:
                    exchange.faults.add(**rule)
                for number in range(16):
                    exchange.exchange.act("market.gap", symbol="BTCUSDT", percent=(-2.8, 2.9)[number % 2])
                    await asyncio.sleep(0.4)
                exchange.faults.clear()
                struck = exchange.truth(venue).faults
                assert struck.get("order.accept_then_error", 0) + struck.get("net.loss_response", 0) > 0
                assert struck.get("fill.partials", 0) > 0
                assert len(desk.history_fills(bot)) > 10
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED, 45)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)

    run(work())


def test_fees_in_a_third_asset_are_a_loss_of_the_bot(tmp_path: Path) -> None:
    """Binance takes fees in BNB where an account asks for it: they lower the profit, valued when they were
    paid, and the lines of the profit still add up.
    """

    async def work() -> None:
        async with TestExchange(seed=1, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", {**BALANCES, "BNB": "5"})
            venue_named(exchange.exchange, "binance").engine.account("trader").fees_in = "BNB"
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, "binance:BTC/USDT")
                await swing(desk, exchange, bot, trips=1)
                await settled(desk)
                card, detail = desk.card(bot), desk.detail(bot)
                assert set(card.fees) == {"BNB"}
                assert card.fees_quote > 0
                turned_over = sum(fill.price * fill.qty for fill in detail.fills)
                assert D("0.0003") < card.fees_quote / turned_over < D("0.002")
                assert card.total_profit == sum(line.amount for line in detail.breakdown)
                held = desk._entries[bot].figures
                price = card.last
                assert price is not None
                without = held.equity(price) + held.withdrawn - held.investment(price)
                assert card.total_profit == without - card.fees_quote
                ties_out(desk, exchange, "binance")

    run(work())


def test_approval_waits_while_its_market_is_closed(tmp_path: Path) -> None:
    """The reason is the closed market, not its prices; the request is there still."""
    market = "binance:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=9, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await desk.look_at(market)
                last = desk.market(market).last
                assert last is not None
                await desk.create_bot("spot_grid", market, params_around(last), Policy.PLAN, True)
                (request,) = desk.approvals()
                desk._account.shell.markets.close_gate(market, "unreadable")
                with pytest.raises(UserError) as caught:
                    await desk.decide(request.id, request.digest, True)
                assert caught.value.code == "market_closed"
                assert len(desk.approvals()) == 1
                assert not exchange.truth("binance").orders
                await desk.decide(request.id, request.digest, False)

    run(work())
