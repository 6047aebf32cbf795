"""A venue that is asked too much: the shell waits and goes on by itself, also over a restart."""

from __future__ import annotations

import asyncio

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.risk import LIVE_LIMITS
from finbyte_desktop.services.live.shell import LiveShell
from tests.services.test_live_orders import restarted
from tests.services.test_live_shell import juggler, on, until
from tests.support.exchange import truth
from tests.support.simulation.world import World


def blocked(world: World) -> set[str]:
    return {fact.code for fact in world.disk.facts if isinstance(fact, fx.SlotBlocked)}


def waited(world: World) -> list[fx.Said]:
    return [fact for fact in world.disk.facts if isinstance(fact, fx.Said) and fact.code == "order_waits"]


def test_too_many_requests_need_no_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused again and again, killed in between: nothing is blocked, and orders leave when they may."""

    async def work(world: World, shell: LiveShell) -> None:
        world.exchange.faults.add("http.rate_limited", where={"kind": "create"})
        await juggler(shell)
        await until(lambda: waited(world))
        await asyncio.sleep(60)
        assert truth(world.exchange, "binance").orders == []
        again = await restarted(world, 20)
        assert again.kernel.passing.waits
        await asyncio.sleep(30)
        world.exchange.faults.clear()
        await until(lambda: len(truth(world.exchange, "binance").orders) > 3)
        assert not blocked(world) & {"too_many_requests", "market_not_open", "not_sent"}
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)


def test_limits_and_what_they_held_back_are_folded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed with a narrow limit in force: the records give the same orders, and the limit goes on."""

    async def work(world: World, shell: LiveShell) -> None:
        await until(lambda: shell.kernel.limits.version == 1)
        await juggler(shell)
        await until(lambda: len(shell.kernel.orders) > 1)
        narrow = LIVE_LIMITS._replace(max_open_orders=1, max_orders_a_minute=3)
        await shell.command(ev.LimitsSet(shell.port.now_ns(), narrow))
        await asyncio.sleep(120)
        assert {fact.limits for fact in world.disk.facts if isinstance(fact, fx.OrderPlanned)} == {1, 2}
        again = await restarted(world, 20)
        assert again.failure is None
        assert again.kernel.limits == narrow._replace(version=2)
        await asyncio.sleep(60)
        assert len(again.kernel.orders) <= 1
        assert world.client is not None
        await world.client.kill()

    on(work, monkeypatch)
