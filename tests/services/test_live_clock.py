"""The venue's clock on a computer that sleeps and whose own clock is set: no proof comes early by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.fence import Finding
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.venues.live_port import Rejected
from tests.services.test_live_shell import juggler, on, until
from tests.support.exchange import truth
from tests.support.simulation.world import World

SLEEP_S = 1_800.0


async def lost_order(world: World, shell: LiveShell) -> Order:
    """An order whose request never arrived."""
    world.exchange.faults.add("net.loss_request", times=1, where={"kind": "create"})
    await juggler(shell)
    live = shell.kernel.bots["b1"].live_orders
    await until(lambda: any(order.state is State.UNKNOWN for order in live()))
    return next(order for order in live() if order.state is State.UNKNOWN)


def state_of(shell: LiveShell, order: Order) -> Callable[[], State]:
    def state() -> State:
        found = shell.order(order.client_id)
        assert found is not None
        return found.state

    return state


@pytest.mark.parametrize("seconds", [20.0, -20.0, 86_400.0])
def test_a_clock_that_is_set_proves_nothing(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The fence stands at the venue's time, whatever this computer's clock says meanwhile."""

    async def work(world: World, shell: LiveShell) -> None:
        lost = await lost_order(world, shell)
        world.computer.set_clock(seconds)
        assert abs(shell.port.now_ns() - world.exchange.now_ns) < 10**9
        state = state_of(shell, lost)
        await until(lambda: state() is State.NEVER_ACCEPTED)
        assert 25 < (world.exchange.now_ns - lost.created_ns) / 1e9 < 30

    on(work, monkeypatch)


def test_sleep_is_noticed_though_the_steady_clock_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a sleep the venue's time is measured before anything else is signed, and gates close first."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(64.7)  # nothing is on its way just then
        before = len(truth(world.exchange, "binance").requests)
        world.computer.sleep(SLEEP_S)
        woke_ns = world.exchange.now_ns
        await until(lambda: shell.gates)
        await until(lambda: not shell.gates)
        assert abs(shell.port.now_ns() - world.exchange.now_ns) < 10**9
        requests = [r for r in truth(world.exchange, "binance").requests[before:] if r.time_ns > woke_ns]
        names = [r.path.rpartition("/")[2] for r in requests]
        writes = [number for number, r in enumerate(requests) if r.method != "GET"]
        read = names[: writes[0]] if writes else names
        assert {"openOrders", "myTrades"} <= set(read)
        assert {r.status for r in requests} == {200}  # an old time stamp would be refused

    on(work, monkeypatch)


def test_order_that_was_lost_before_a_sleep_is_no_question_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time for a proof was over while nobody looked: it is looked first, and a person is not asked."""

    async def work(world: World, shell: LiveShell) -> None:
        lost = await lost_order(world, shell)
        world.computer.sleep(600.0)
        state = state_of(shell, lost)
        await until(lambda: state() is not State.UNKNOWN)
        assert state() is State.NEVER_ACCEPTED
        assert shell.resolver.outcomes[Finding.QUARANTINE] == 0

    on(work, monkeypatch)


def test_nothing_is_signed_with_a_clock_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the venue does not tell its time after a jump, an order does not leave."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(30)
        order = shell.kernel.bots["b1"].live_orders()[0]
        world.exchange.faults.add("net.dns", where={"path": "/api/v3/time"})
        world.computer.set_clock(30.0)
        assert shell.port.clock_in_doubt()
        outcome = await shell.port.submit(order._replace(client_id=order.client_id[:-1] + "x"))
        assert isinstance(outcome, Rejected)
        assert outcome.denied
        with pytest.raises(Unavailable):
            await shell.port.sure_of_clock()
        assert shell.port.clock_in_doubt()
        world.exchange.faults.clear()
        await until(lambda: not shell.port.clock_in_doubt())

    on(work, monkeypatch)


def test_a_clock_of_the_venue_that_jumps_is_no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is measured anew and the account is read, and nobody says that this computer slept."""

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(60)
        told: set[str] = set()
        world.exchange.act("time.step", ms=90_000)

        def closed() -> bool:
            told.update(why for gates in shell.gates.values() for why in gates)
            return "clock_jumped" in told

        await until(closed)
        await until(lambda: not shell.gates)
        assert "asleep" not in told
        assert abs(shell.port.now_ns() - world.exchange.now_ns - 90 * 10**9) < 10**9

    on(work, monkeypatch)
