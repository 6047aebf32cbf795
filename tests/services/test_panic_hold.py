"""From the click on nothing of the bots leaves that a panic means, until their stop was carried out; and one
bot that breaks the engine takes no other's cancels with it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.contract import StopAsked
from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.ports import Notice
from tests.services.test_desk import opened, run, running, still
from tests.services.test_live_shell import juggler, on, until
from tests.services.test_panic_orders import limited, live
from tests.support.exchange import TestExchange, truth
from tests.support.live_desk import running as running_live
from tests.support.live_desk import until as until_live
from tests.support.simulation.world import World

VENUE = "binance"
INVESTMENT = "3000"


class Strange(NamedTuple):
    """An event that the kernel does not know."""

    ns: int


def breaks(record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked to stop, this bot asks for something that is none of the intents; all else it takes in."""
    real = record.bot.on_event

    def torn(event: Any, view: Any) -> Any:
        return [object()] if isinstance(event, StopAsked) else real(event, view)

    monkeypatch.setattr(record.bot, "on_event", torn)


def test_hold_lasts_until_the_stop_ends_whoever_waits(tmp_path: Path) -> None:
    """Whoever asked is cancelled while the stop waits: it goes on, and so does the hold."""

    async def work() -> None:
        async with TestExchange(seed=5, venues=[VENUE]) as exchange, live(tmp_path, exchange, VENUE) as desk:
            bot = await running_live(desk, f"{VENUE}:BTC/USDT", investment=INVESTMENT)
            shell = desk._account.shell
            async with shell._lock:
                task = asyncio.ensure_future(desk.panic())
                await asyncio.sleep(0.05)
                assert shell.is_held(bot)
                task.cancel()
                await asyncio.sleep(0.05)
                assert task.cancelled()
                assert shell.is_held(bot)
            await until_live(lambda: not shell.is_held(bot))
            assert desk._kernel.bots[bot].state in (BotState.STOPPING, BotState.STOPPED)
            assert not desk.is_held

    limited(work())


def test_stop_that_breaks_the_engine_hinders_no_other_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    """The orders of the others are cancelled at the venue; the one that could not be stopped is held until it
    was, or until a person releases the account: then it is stopped first.
    """
    expected_logs.allow("failed")

    async def work() -> None:
        async with TestExchange(seed=5, venues=[VENUE]) as exchange, live(tmp_path, exchange, VENUE) as desk:
            bots = [await running_live(desk, f"{VENUE}:BTC/USDT", investment=INVESTMENT) for _ in range(3)]
            shell, kernel, broken = desk._account.shell, desk._kernel, bots[1]
            count = len(kernel.bots[broken].live_orders())
            notices: list[Notice] = []
            desk.subscribe_notices(notices.append)
            with monkeypatch.context() as torn:
                breaks(kernel.bots[broken], torn)
                with pytest.raises(KeyError):
                    await desk.panic()
                await asyncio.sleep(0)  # the tasks' ends are told after this
                told = [notice.code for notice in notices if notice.code == "task_failed"]
                assert told == ["task_failed"]  # one error, though one task ended inside another
                assert len(desk.account_health().failed) == 1

                def resting() -> int:
                    return sum(order.state.is_open for order in exchange.truth(VENUE).orders)

                await until_live(lambda: resting() == count)
                others = (bots[0], bots[2])
                await until_live(lambda: all(kernel.bots[b].state is BotState.STOPPED for b in others))
                assert shell.is_held(broken)
                assert desk.is_held
                assert desk.account_health().held
                with pytest.raises(KeyError):
                    await desk.release_panic()
                assert shell.is_held(broken)
            await desk.release_panic()
            await until_live(lambda: resting() == 0)
            await until_live(lambda: kernel.bots[broken].state is BotState.STOPPED)
            assert not shell.panicking
            assert not desk.is_held
            assert not desk.account_health().held

    limited(work())


def test_stop_that_breaks_the_engine_hinders_no_other_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their orders are gone, and that is told, which it is when it is on the disk, before the error."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bots = [await running(desk) for _ in range(3)]
            await still(desk)
            kernel = desk._kernel
            with monkeypatch.context() as torn:
                breaks(kernel.bots[bots[1]], torn)
                with pytest.raises(KeyError):
                    await desk.panic()
            for bot in (bots[0], bots[2]):
                assert kernel.bots[bot].live_orders() == []
                assert desk.card(bot).state is BotState.STOPPED
            assert kernel.bots[bots[1]].live_orders()
            await desk.panic()
            assert kernel.bots[bots[1]].live_orders() == []

    run(work())


def test_another_panic_of_the_same_bots_ends_the_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    """One of another bot does not."""
    expected_logs.allow("failed")

    async def work() -> None:
        async with TestExchange(seed=5, venues=[VENUE]) as exchange, live(tmp_path, exchange, VENUE) as desk:
            bots = [await running_live(desk, f"{VENUE}:BTC/USDT", investment=INVESTMENT) for _ in range(2)]
            shell = desk._account.shell
            with monkeypatch.context() as torn:
                breaks(desk._kernel.bots[bots[0]], torn)
                with pytest.raises(KeyError):
                    await desk.panic(bots[0])
            await desk.panic(bots[1])
            assert shell.is_held(bots[0])
            assert not shell.is_held(bots[1])
            await desk.panic()
            assert not shell.is_held(bots[0])
            await until_live(lambda: not any(o.state.is_open for o in exchange.truth(VENUE).orders))

    limited(work())


def test_what_came_in_before_an_error_of_the_engine_is_carried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stop of a bot and, in the same batch, an event that breaks the engine: the stop is on the disk, its
    cancels leave, and the engine stands in failure.
    """

    async def work(world: World, shell: LiveShell) -> None:
        await juggler(shell)
        await asyncio.sleep(60)
        now, handle = shell.port.now_ns(), shell.kernel.handle

        def handled(event: Any) -> Any:
            if isinstance(event, Strange):
                raise Bug("Nobody knows this.", "strange")
            return handle(event)

        monkeypatch.setattr(shell.kernel, "handle", handled)
        assert any(order.state.is_open for order in truth(world.exchange, VENUE).orders)
        shell.post(ev.BotStopped(now, "b1", Exit.KEEP))
        shell.post(Strange(now))  # type: ignore[arg-type]
        await until(lambda: shell.failure is not None)
        assert shell.failure is not None
        assert shell.failure.code == "engine_stopped"
        assert any(
            isinstance(fact, fx.BotMoved) and fact.state in (BotState.STOPPING, BotState.STOPPED)
            for fact in world.disk.facts
        )
        await until(lambda: not any(o.state.is_open for o in truth(world.exchange, VENUE).orders))
        assert world.client is not None
        world.client.failed = None

    on(work, monkeypatch)
