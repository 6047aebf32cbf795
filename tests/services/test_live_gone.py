"""Orders that the venue forgot: they are not shown as resting, and a person answers (docs/decisions/0010)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import BUY, Order, State
from finbyte_desktop.services.live.following import GONE_NS
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.venues.live_port import Outcome, Unknown
from tests.services.test_live_markets import without_btc
from tests.services.test_live_orders import restarted
from tests.services.test_live_shell import BTC, juggler, on, until
from tests.support.exchange import truth
from tests.support.exchange.assembly import add_account, venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.exchange.values import Side
from tests.support.simulation.world import World

GONE_S = GONE_NS / 1e9


async def forgotten(world: World, shell: LiveShell) -> list[Order]:
    """A bot with orders, paused so that it does nothing by itself, and a venue that begins anew."""
    await juggler(shell)
    await until(lambda: len(shell.live()) >= 3 and all(o.state is State.OPEN for o in shell.live()))
    await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
    await until(lambda: all(o.state in (State.OPEN, State.PARTIAL) for o in shell.live()))
    orders = shell.live()
    assert orders
    world.exchange.act("account.forgotten")
    return orders


def resting(world: World) -> set[str]:
    return {o.client_id for o in truth(world.exchange, "binance").orders if o.state.is_open}


def states(shell: LiveShell) -> set[State]:
    return {order.state for order in shell.live()}


async def forgot(world: World, shell: LiveShell) -> None:
    """A bot whose orders the venue seems to have lost, and does not answer for just now."""
    await until(lambda: len(shell.live()) >= 3 and states(shell) == {State.OPEN})
    world.exchange.faults.add("net.dns")
    for order in shell.live():
        shell.post(ev.OrderQuarantined(shell.port.now_ns(), order.client_id, "gone"))


async def rests_unanswered(world: World, shell: LiveShell) -> str:
    """The client id of the first order that rests; its answer is lost, and the venue answers no more."""
    engine, submit, found = venue_named(world.exchange, "binance").engine, shell.port.submit, []

    async def lost(order: Order) -> Outcome:
        if found:
            return await submit(order)
        world.exchange.faults.add("stream.drop")
        outcome = await submit(order)
        there = next(o for o in engine.by_account[world.key.account] if o.client_id == order.client_id)
        if not there.is_working or there.filled:
            world.exchange.faults.clear()
            return outcome
        world.exchange.faults.add("net.dns")
        found.append(order.client_id)
        return Unknown("the answer got lost")

    shell.port.submit = lost  # type: ignore[method-assign]
    await juggler(shell)
    await until(lambda: found, step_s=0.001)
    return found[0]


async def never_answered(world: World, shell: LiveShell) -> None:
    """A bot whose first order came to the venue, which does not answer since."""
    submit = shell.port.submit

    async def lost(order: Order) -> Outcome:
        world.exchange.faults.add("stream.drop")
        await submit(order)
        world.exchange.faults.add("net.dns")
        return Unknown("the answer got lost")

    shell.port.submit = lost  # type: ignore[method-assign]
    await until(lambda: State.UNKNOWN in states(shell), step_s=0.001)


def test_person_is_asked_about_orders_that_the_venue_forgot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the first look, since answers lag; then they count as live, and nothing takes their place."""

    async def work(world: World, shell: LiveShell) -> None:
        orders = await forgotten(world, shell)
        await asyncio.sleep(GONE_S / 2)
        assert State.QUARANTINED not in states(shell)
        await until(lambda: states(shell) == {State.QUARANTINED}, within_s=GONE_S / 2 + 35)
        told = [f for f in world.disk.facts if isinstance(f, fx.Said) and f.code == "order_gone"]
        assert len(told) == len(orders)
        await asyncio.sleep(300)  # no proof can come that it was never there
        assert {order.client_id for order in shell.live()} == {order.client_id for order in orders}
        again = await restarted(world, 5)
        assert states(again) == {State.QUARANTINED}
        for order in orders:
            await again.command(ev.QuarantineAnswered(again.port.now_ns(), order.client_id))
        assert again.live() == []
        kernel = again.kernel
        assert all(kernel.ledger.reserved("b1", asset) == 0 for asset in ("BTC", "USDT"))
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


def test_stop_does_not_wait_for_orders_that_the_venue_forgot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cancels find nothing; the bot ends, and the orders are named."""

    async def work(world: World, shell: LiveShell) -> None:
        orders = await forgotten(world, shell)
        await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP))
        record = shell.kernel.bots["b1"]
        await until(lambda: record.state is BotState.STOPPED, within_s=GONE_S * 3)
        assert {order.client_id for order in shell.live()} == {order.client_id for order in orders}
        assert states(shell) == {State.QUARANTINED}

    on(work, monkeypatch)


@pytest.mark.parametrize("why", ["panic", "by_you"])
def test_stop_ends_as_soon_as_an_answer_can_lag_no_longer(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """An order that is being cancelled, and of which no look finds a trace, is waited for as long as one of
    unknown fate: a person who stopped the bot is asked then, and the bot has ended.
    """

    async def work(world: World, shell: LiveShell) -> None:
        orders = await forgotten(world, shell)
        began_ns = shell.port.now_ns()
        await shell.command(ev.BotStopped(began_ns, "b1", Exit.KEEP, why))
        record = shell.kernel.bots["b1"]
        await asyncio.sleep(15)  # answers may lag so long
        assert State.QUARANTINED not in states(shell)
        await until(lambda: record.state is BotState.STOPPED, within_s=14)
        assert {order.client_id for order in shell.live()} == {order.client_id for order in orders}
        assert states(shell) == {State.QUARANTINED}

    on(work, monkeypatch)


def test_list_of_open_orders_has_a_say_before_an_order_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue that finds an order by neither of its names and still lists it has it: it is not gone."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.live()) >= 3 and states(shell) == {State.OPEN})
        market = venue_named(world.exchange, "binance").market
        assert isinstance(market, SeededMarket)
        market._paused.add("BTCUSDT")  # nothing trades
        orders, faults = shell.live(), world.exchange.faults
        faults.add("read.not_found")
        faults.add("http.status", status=503, executed=False, where={"kind": "cancel"})
        async with shell.joining.reading:  # a long reconciliation: no poll reads the list meanwhile
            await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP))
            await asyncio.sleep(GONE_S)
        assert [order.client_id for order in shell.live()] == [order.client_id for order in orders]
        assert states(shell) == {State.OPEN}
        assert not any(isinstance(f, fx.Said) and f.code == "order_gone" for f in world.disk.facts)
        faults.clear()
        record = shell.kernel.bots["b1"]
        await until(lambda: record.state is BotState.STOPPED, within_s=60)
        assert shell.live() == []
        assert resting(world) == set()

    on(work, monkeypatch)


def test_list_that_cannot_be_read_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer to that look nobody is asked yet; with one that agrees a person is."""

    async def work(world: World, shell: LiveShell) -> None:
        orders = await forgotten(world, shell)
        silent = world.exchange.faults.add(
            "http.status", status=503, executed=False, where={"path": "/api/v3/openOrders"}
        )
        async with shell.joining.reading:
            for order in orders:
                shell.following.settle_soon(order.client_id)
            await asyncio.sleep(GONE_S * 2)
            assert State.QUARANTINED not in states(shell)
            world.exchange.faults.take_back(silent)
            await until(lambda: states(shell) == {State.QUARANTINED}, within_s=60)

    on(work, monkeypatch)


@pytest.mark.parametrize("is_listed", [False, True])
def test_stop_does_not_wait_for_a_market_that_is_gone(
    monkeypatch: pytest.MonkeyPatch, is_listed: bool
) -> None:
    """Nothing can be asked about orders of a market that the venue lists no more: a person is, and what they
    reserve stays so until the answer. One that is only halted still tells of its orders.
    """

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.live()) >= 3 and states(shell) == {State.OPEN})
        if is_listed:
            world.exchange.act("market.halt", symbol="BTCUSDT", for_ms=10**9)
        else:
            without_btc(monkeypatch)
            world.exchange.act("market.delist", symbol="BTCUSDT")
        shell = await restarted(world, 60)
        assert BTC in shell.gates
        names = {order.client_id for order in shell.live()}
        reserved = {asset: shell.kernel.ledger.reserved("b1", asset) for asset in ("BTC", "USDT")}
        await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP))
        record = shell.kernel.bots["b1"]
        await until(lambda: record.state is BotState.STOPPED, within_s=60)
        assert {order.client_id for order in shell.live()} == (set() if is_listed else names)
        if not is_listed:
            assert states(shell) == {State.QUARANTINED}
            assert {a: shell.kernel.ledger.reserved("b1", a) for a in reserved} == reserved
            for name in names:
                await shell.command(ev.QuarantineAnswered(shell.port.now_ns(), name))
        assert all(shell.kernel.ledger.reserved("b1", asset) == 0 for asset in reserved)
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


def test_stop_waits_longer_where_answers_were_seen_to_lag(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was learned of the venue's answers counts here too; never longer than for a bot that goes on."""

    async def work(world: World, shell: LiveShell) -> None:
        await forgotten(world, shell)
        shell.resolver.read_lag_ns = 40 * 10**9
        await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP))
        await asyncio.sleep(50)
        assert State.QUARANTINED not in states(shell)
        record = shell.kernel.bots["b1"]
        await until(lambda: record.state is BotState.STOPPED, within_s=12)

    on(work, monkeypatch)


def test_order_of_a_stop_that_lagged_is_cancelled_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late evidence wins: the bot has ended, and what rests of it is asked away as soon as it shows."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.live()) >= 3 and states(shell) == {State.OPEN})
        world.exchange.faults.add("net.dns")
        await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP, "panic"))
        for order in shell.live():
            shell.post(ev.OrderQuarantined(shell.port.now_ns(), order.client_id, "gone"))
        record = shell.kernel.bots["b1"]
        await until(lambda: record.state is BotState.STOPPED, within_s=5)
        assert len(resting(world)) >= 3
        world.exchange.faults.clear()
        await until(lambda: shell.live() == [], within_s=120)
        assert resting(world) == set()

    on(work, monkeypatch)


def test_order_that_lagged_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the venue says wins over what it did not say before."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.live()) >= 3)
        await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
        await until(lambda: states(shell) == {State.OPEN})
        live = shell.live()
        for order in live:
            shell.post(ev.OrderQuarantined(shell.port.now_ns(), order.client_id, "gone"))
        await shell.quiet()
        assert states(shell) == {State.QUARANTINED}
        await until(lambda: State.QUARANTINED not in states(shell), within_s=60)
        assert {order.client_id for order in shell.live()} == resting(world)

    on(work, monkeypatch)


@pytest.mark.parametrize("doubt", [forgot, never_answered])
@pytest.mark.parametrize("is_new_life", [False, True])
@pytest.mark.parametrize("at_venue", [State.OPEN, State.CANCELED, State.FILLED])
def test_order_in_doubt_that_shall_go_is_followed_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
    at_venue: State,
    is_new_life: bool,
    doubt: Callable[[World, LiveShell], Awaitable[None]],
) -> None:
    """A person is asked, its cancel was wanted: what the venue shows of it later ends the question. What
    rests is cancelled, what ended is told, in the same life and in the next one.
    """

    async def work(world: World, shell: LiveShell) -> None:
        venue = venue_named(world.exchange, "binance")
        assert isinstance(venue.market, SeededMarket)
        venue.market._paused.add("BTCUSDT")  # nothing trades by itself
        await juggler(shell)
        await doubt(world, shell)
        await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP, "panic"))
        await until(lambda: states(shell) == {State.QUARANTINED})
        names = {order.client_id for order in shell.live()}
        assert names == resting(world)
        assert all(order.cancel_requested for order in shell.live())
        for order in [o for o in venue.engine.open_orders("trader") if at_venue is not State.OPEN]:
            if at_venue is State.CANCELED:
                venue.engine.cancel(order, "user")
            else:
                venue.engine.force_fill(order, order.left, "background")
        if is_new_life:
            world.exchange.faults.clear()
            shell = await restarted(world, 60)
        else:
            await asyncio.sleep(60)
            world.exchange.faults.clear()
        await until(lambda: shell.live() == [], within_s=60)
        assert resting(world) == set()
        told = {shell.kernel.late.ended[name].state for name in names}
        assert told == {State.FILLED if at_venue is State.FILLED else State.CANCELED}
        kernel = shell.kernel
        assert all(kernel.ledger.reserved("b1", asset) == 0 for asset in ("BTC", "USDT"))
        assert await shell.compare() == ()
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


@pytest.mark.parametrize("doubt", [forgot, never_answered])
@pytest.mark.parametrize("is_new_life", [False, True])
def test_order_that_a_person_called_gone_and_rests_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, is_new_life: bool, doubt: Callable[[World, LiveShell], Awaitable[None]]
) -> None:
    """Late evidence wins over a person's eyes: it holds money again, is asked away, and is told."""

    async def work(world: World, shell: LiveShell) -> None:
        market = venue_named(world.exchange, "binance").market
        assert isinstance(market, SeededMarket)
        market._paused.add("BTCUSDT")  # nothing trades by itself
        await juggler(shell)
        await doubt(world, shell)
        await shell.command(ev.BotStopped(shell.port.now_ns(), "b1", Exit.KEEP, "panic"))
        await until(lambda: states(shell) == {State.QUARANTINED})
        names = resting(world)
        for name in names:
            await shell.command(ev.QuarantineAnswered(shell.port.now_ns(), name))
        assert shell.live() == []
        world.exchange.faults.clear()
        if is_new_life:
            shell = await restarted(world, 60)
        assert names
        await until(lambda: resting(world) == set(), within_s=60)
        await until(lambda: shell.live() == [], within_s=30)
        late = [f for f in world.disk.facts if isinstance(f, fx.Said) and f.code == "order_came_late"]
        assert len(late) == len(names)
        kernel = shell.kernel
        assert all(kernel.ledger.reserved("b1", asset) == 0 for asset in ("BTC", "USDT"))
        assert await shell.compare() == ()
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


@pytest.mark.parametrize("answer", ["while_asked", "gone"])
def test_trade_of_a_forgotten_order_without_a_number_is_its_own(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The answer to the order got lost, it traded in part, then the venue began anew: its trades name their
    order by a number that nobody ever told. They fit this one order alone, before and after a person says
    that it is gone; without the fit the money would stay unexplained.
    """

    async def work(world: World, shell: LiveShell) -> None:
        await shell.use(BTC)
        client_id = await rests_unanswered(world, shell)
        (order,) = [one for one in shell.live() if one.client_id == client_id]
        venue = venue_named(world.exchange, "binance")
        assert isinstance(venue.market, SeededMarket)
        venue.market.withdraw("BTCUSDT")  # nobody else stands in the book
        (there,) = [o for o in venue.engine.by_account[world.key.account] if o.client_id == order.client_id]
        add_account(world.exchange, "other", {"BTC": "9", "USDT": "900000"})
        side = Side.SELL if order.spec.side is BUY else Side.BUY
        half = replace(there.wish, account="other", side=side, lots=there.lots // 2, client_id="x1")
        venue.engine.place(half)
        assert 0 < there.filled < there.lots
        world.exchange.act("account.forgotten")
        venue.market.resume("BTCUSDT")
        world.exchange.faults.clear()
        await until(lambda: State.QUARANTINED in states(shell), within_s=GONE_S * 4)
        if answer == "gone":
            await shell.command(ev.QuarantineAnswered(shell.port.now_ns(), order.client_id))

        def mine() -> list[fx.FillBooked]:
            booked = [fact for fact in world.disk.facts if isinstance(fact, fx.FillBooked)]
            return [fact for fact in booked if fact.client_id == order.client_id]

        await until(mine, within_s=GONE_S * 6)
        assert sum(fact.qty for fact in mine()) == order.spec.qty * there.filled / there.lots
        await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
        await asyncio.sleep(60)
        assert await shell.compare() == ()

    on(work, monkeypatch)
