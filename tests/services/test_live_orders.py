"""Orders between their intent and their end: nobody gives one up, and nobody works on one twice."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.venues.live_port import Outcome
from tests.services.test_live_clock import lost_order, state_of
from tests.services.test_live_shell import BTC, booked, juggler, on, until
from tests.support.exchange import truth
from tests.support.simulation.world import Client, World


async def restarted(world: World, after_s: float) -> LiveShell:
    """The application is killed and started again later."""
    assert world.client is not None
    await world.client.kill()
    world.exchange.leap(after_s)
    client = world.client = Client(world)
    await client.boot()
    assert client.shell is not None
    return client.shell


def test_first_order_of_a_market_has_a_durable_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first order on it is on disk since when the trades of its market must be read."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: world.disk.planned)
        created_ns = min(world.disk.planned_ns.values())
        assert orjson.loads(world.disk.parts["cursors"])[BTC] <= created_ns

    on(work, monkeypatch)


@pytest.mark.parametrize("hours", [1, 24, 9 * 24])
def test_trades_of_a_long_absence_are_found(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    """Killed just after the first orders, started long after they traded: every trade is booked."""

    async def work(world: World, shell: LiveShell) -> None:
        world.exchange.faults.add("stream.drop")
        await juggler(shell)
        await until(lambda: any(order.state.is_open for order in truth(world.exchange, "binance").orders))
        assert world.client is not None
        await world.client.kill()
        before = len(truth(world.exchange, "binance").fills)
        world.exchange.act("market.gap", symbol="BTCUSDT", percent=-5)
        world.exchange.act("market.gap", symbol="BTCUSDT", percent=10)
        again = await restarted(world, hours * 3_600.0)
        assert len(truth(world.exchange, "binance").fills) > before
        await until(lambda: booked(world) == len(truth(world.exchange, "binance").fills))
        assert await again.compare() == ()
        await world.client.kill()

    on(work, monkeypatch)


def test_trades_are_read_since_the_oldest_live_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was read of a market before, nothing that a live order did is left out."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.kernel.orders) > 3)
        world.exchange.faults.add("stream.drop")
        shell.joining.since_ns[BTC] = shell.port.now_ns() + 10**12
        world.exchange.act("market.gap", symbol="BTCUSDT", percent=-5)
        await asyncio.sleep(2)
        await shell.reconcile("test")
        assert booked(world) > 0
        assert booked(world) == len(truth(world.exchange, "binance").fills)

    on(work, monkeypatch)


def test_order_on_its_way_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """While its request runs, nobody asks whether an order was ever accepted."""

    async def work(world: World, shell: LiveShell) -> None:
        looked: list[str] = []
        resolve = shell.resolver.resolve

        async def watched(order: Order, signed_ns: int) -> None:
            looked.append(order.client_id)
            await resolve(order, signed_ns)

        monkeypatch.setattr(shell.resolver, "resolve", watched)
        world.exchange.faults.add(
            "net.delay_request", min_ms=4_000, max_ms=4_000, times=1, where={"kind": "create"}
        )
        await juggler(shell)
        await until(lambda: shell.kernel.orders)
        await asyncio.sleep(1)
        client_id = next(iter(shell.kernel.orders))
        assert shell.kernel.orders[client_id][0].live_orders()[0].state is State.SENT
        await shell.reconcile("test")
        await asyncio.sleep(5)
        assert looked == []
        assert client_id in truth(world.exchange, "binance").orders_by_client_id()

    on(work, monkeypatch)


def test_order_whose_request_failed_in_between_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody thought of leaves an order without proof, and the proof is looked for."""

    async def work(world: World, shell: LiveShell) -> None:
        submit = shell.port.submit
        failed: list[Order] = []

        async def failing(order: Order) -> Outcome:
            if not failed:
                failed.append(order)
                raise KeyError("nobody thought of this")
            return await submit(order)

        monkeypatch.setattr(shell.port, "submit", failing)
        await juggler(shell)
        await until(lambda: failed)
        state = state_of(shell, failed[0])
        await until(lambda: state() is State.UNKNOWN)
        await until(lambda: state() is State.NEVER_ACCEPTED)
        assert world.client is not None
        assert isinstance(world.client.failed, KeyError)
        world.client.failed = None

    on(work, monkeypatch)


def test_unknown_order_that_nobody_looks_for_is_found_by_the_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looked for it ended with an error: somebody else does, in time."""

    async def work(world: World, shell: LiveShell) -> None:
        resolve = shell.resolver.resolve
        tries: list[str] = []

        async def failing(order: Order, signed_ns: int) -> None:
            tries.append(order.client_id)
            if len(tries) == 1:
                raise KeyError("nobody thought of this")
            await resolve(order, signed_ns)

        monkeypatch.setattr(shell.resolver, "resolve", failing)
        lost = await lost_order(world, shell)
        state = state_of(shell, lost)
        await until(lambda: state() is not State.UNKNOWN)
        assert len(tries) > 1
        assert (world.exchange.now_ns - lost.created_ns) / 1e9 < 30
        assert world.client is not None
        world.client.failed = None

    on(work, monkeypatch)


def test_cancel_that_got_lost_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever cancelled ended with an error: the order is cancelled all the same."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.kernel.orders) > 2)
        await asyncio.sleep(1)
        cancel = shell.port.cancel
        tries: list[str] = []

        async def failing(instrument: str, client_id: str, venue_id: str | None) -> Outcome:
            tries.append(client_id)
            if tries.count(client_id) == 1:
                raise KeyError("nobody thought of this")
            return await cancel(instrument, client_id, venue_id)

        monkeypatch.setattr(shell.port, "cancel", failing)
        await shell.command(ev.BotPaused(shell.port.now_ns(), "b1"))
        paused_ns = world.exchange.now_ns
        await until(lambda: not shell.kernel.orders)
        assert tries
        assert (world.exchange.now_ns - paused_ns) / 1e9 < 30
        assert world.client is not None
        world.client.failed = None

    on(work, monkeypatch)


def test_command_is_carried_out_whole_though_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog that closes in the middle of a command leaves nothing half done."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await until(lambda: len(shell.kernel.orders) > 2)
        commit, heard = shell._commit, shell._heard
        told: list[str] = []

        async def slow(saved: Any) -> None:
            await asyncio.sleep(0.5)
            await commit(saved)

        def hear(event: ev.Event, facts: Any, marks: Any) -> None:
            told.append(type(event).__name__)
            heard(event, facts, marks)

        monkeypatch.setattr(shell, "_commit", slow)
        monkeypatch.setattr(shell, "_heard", hear)
        asked = asyncio.ensure_future(shell.command(ev.BotPaused(shell.port.now_ns(), "b1")))
        await until(lambda: shell._lock.locked() and shell.kernel.bots["b1"].state == "paused")
        asked.cancel()
        await asyncio.sleep(1)
        assert asked.cancelled()
        assert "BotPaused" in told
        await until(lambda: not shell.kernel.orders)

    on(work, monkeypatch)


def test_market_is_read_before_a_stale_gate_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices are back: orders leave only after open orders and trades were read."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(30)
        gone = world.exchange.faults.add("net.dns", where={"path": "/api/v3/ticker/price"})
        await until(lambda: "stale" in shell.gates.get(BTC, ()))
        read: list[str] = []
        open_orders = shell.port.open_orders

        async def watched(instrument: str, connection: int = 0) -> Any:
            found = await open_orders(instrument, connection)
            read.append(instrument)
            return found

        monkeypatch.setattr(shell.port, "open_orders", watched)
        world.exchange.faults.take_back(gone)
        await until(lambda: BTC not in shell.gates)
        assert read == [BTC]

    on(work, monkeypatch)
