"""Orders that the venue forgot: they are not shown as resting, and a person answers (docs/decisions/0010)."""

from __future__ import annotations

import asyncio

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.services.live.following import GONE_NS
from finbyte_desktop.services.live.shell import LiveShell
from tests.services.test_live_orders import restarted
from tests.services.test_live_shell import juggler, on, until
from tests.support.exchange import truth
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


def states(shell: LiveShell) -> set[State]:
    return {order.state for order in shell.live()}


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
        resting = {o.client_id for o in truth(world.exchange, "binance").orders if o.state.is_open}
        assert {order.client_id for order in shell.live()} == resting

    on(work, monkeypatch)
