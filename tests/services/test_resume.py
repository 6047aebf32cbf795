"""What a resume would trade at the market is told before, and is exactly what it then does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.accounts import Accounts
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FillRow, ResumePlan
from finbyte_desktop.services.steering import Steering
from tests.services.test_desk import GOOD, D, opened, run, running, until

ANSWER_TURNS = 200


async def passed(desk: PaperDesk, bot: str, side: Side) -> ResumePlan:
    """Paused until the price has passed levels on this side."""
    await desk.pause(bot)
    await until(desk, lambda: not desk.detail(bot).orders)

    def there() -> bool:
        return any(one.side is side for one in desk.resume_plan(bot).takes)

    await until(desk, there)
    return desk.resume_plan(bot)


def new_fills(desk: PaperDesk, bot: str, count: int) -> list[FillRow]:
    return list(desk.history_fills(bot))[: len(desk.history_fills(bot)) - count]


async def answer_all(desk: PaperDesk) -> None:
    for _ in range(ANSWER_TURNS):
        waiting = desk.approvals()
        if not waiting:
            return
        await desk.decide(waiting[0].id, waiting[0].digest, True)


def fell(desk: PaperDesk, bot: str) -> list[str]:
    return [row.code for row in desk.detail(bot).decisions]


@pytest.mark.parametrize("side", [Side.BUY, Side.SELL])
def test_what_is_told_is_what_is_traded(tmp_path: Path, side: Side) -> None:
    """Count, amount and money at the price of now; the rest of its orders rest. The log has it first."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            plan = await passed(desk, bot, side)
            (takes,) = plan.takes
            assert plan.price == desk.card(bot).last
            assert (takes.side, takes.asked, plan.away) == (side, False, False)
            before = len(desk.history_fills(bot))
            await desk.resume(bot)
            assert len(desk.detail(bot).orders) == plan.rests + takes.orders

            def traded() -> list[FillRow]:  # the newest stand first; the bot answers some at once
                return [fill for fill in new_fills(desk, bot, before) if fill.side is side]

            await until(desk, lambda: len(traded()) >= takes.orders)
            fills = traded()[-takes.orders :]
            assert sum((fill.qty for fill in fills), D(0)) == takes.qty
            assert sum((fill.cost for fill in fills), D(0)) == takes.cost
            grid = cast(SpotGrid, desk._kernel.bots[bot].bot)
            assert len(grid.wants) == GOOD["grids"]  # no level was lost between the fills and their answers
            codes = fell(desk, bot)[::-1]
            at = codes.index("resume_takes")
            assert codes.index("became_running", at - 1) == at - 1
            assert {"grid_bought", "grid_sold"} & set(codes[at:])
            row = next(row for row in desk.detail(bot).decisions if row.code == "resume_takes")
            assert row.fields["qty"] == f"{takes.qty.normalize():f}"
            assert row.fields["orders"] == str(takes.orders)

    run(work())


def test_a_resume_without_levels_passed_tells_nothing(tmp_path: Path) -> None:
    """Resting orders are placed again, which nobody must be asked about."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            count = len(desk.detail(bot).orders)
            await desk.pause(bot)
            plan = desk.resume_plan(bot)
            assert (list(plan.takes), plan.rests, plan.asks) == ([], count, 0)
            await desk.resume(bot)
            assert "resume_takes" not in fell(desk, bot)

    run(work())


def test_a_bot_that_asks_for_each_order_asks_for_these_too(tmp_path: Path) -> None:
    """Nothing is traded by the resume itself: the plan says so, and each order waits for an answer."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            market = desk.markets()[0].id
            bot = await desk.create_bot("spot_grid", market, GOOD, Policy.EVERY_ORDER, False)
            await answer_all(desk)
            await until(desk, lambda: desk.card(bot).state is BotState.RUNNING)
            await answer_all(desk)
            plan = await passed(desk, bot, Side.BUY)
            assert [one.asked for one in plan.takes] == [True] * len(plan.takes)
            before = len(desk.history_fills(bot))
            await desk.resume(bot)
            assert len(desk.history_fills(bot)) == before
            assert len(desk.approvals()) >= plan.takes[0].orders
            assert "resume_asks" in fell(desk, bot)

    run(work())


def test_orders_that_only_ask_are_counted_apart(tmp_path: Path) -> None:
    """Those that rest at once, and those that a person is asked about first."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            market = desk.markets()[0].id
            bot = await desk.create_bot("spot_grid", market, GOOD, Policy.EVERY_ORDER, False)
            await answer_all(desk)
            await until(desk, lambda: desk.card(bot).state is BotState.RUNNING)
            desk.feed_pause(True)
            for request in list(desk.approvals())[:3]:
                await desk.decide(request.id, request.digest, False)
            await answer_all(desk)
            await desk.pause(bot)
            plan = desk.resume_plan(bot)
            assert not plan.takes
            assert 0 < plan.asks <= plan.rests
            await desk.resume(bot)
            assert len(desk.approvals()) == plan.asks
            assert len(desk.detail(bot).orders) == plan.rests - plan.asks

    run(work())


def test_a_bot_that_is_not_there_has_no_plan(tmp_path: Path) -> None:
    """The same word as for every command."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            with pytest.raises(UserError) as refused:
                desk.resume_plan("b9")
            assert refused.value.code == "no_such_bot"

    run(work())


class OneDesk:
    """The accounts of a folder with this one."""

    def __init__(self, desk: PaperDesk) -> None:
        self._desk = desk

    def desks(self) -> Mapping[str, PaperDesk]:
        return {"paper": self._desk}.items()  # type: ignore[return-value]


def test_the_command_line_trades_at_the_market_only_when_it_is_told_to(tmp_path: Path) -> None:
    """`ctl resume` says what it would do and does nothing; with --at-market it does that."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            plan = await passed(desk, bot, Side.BUY)
            steering = Steering(cast(Accounts, OneDesk(desk)), "test", None)

            async def ctl(**more: Any) -> Mapping[str, Any]:
                return await steering.answer({"do": "resume", "bot": bot, **more})

            with pytest.raises(UserError) as refused:
                await ctl()
            assert refused.value.code == "resume_takes"
            takes = plan.takes[0]
            for word in (f"buy {takes.qty.normalize():f}", f"{takes.orders} order", "--at-market"):
                assert word in refused.value.text
            assert desk.card(bot).state is BotState.PAUSED
            told, away = desk.resume_plan, replace(plan, takes=(), away=True)
            desk.resume_plan = lambda _bot: away  # type: ignore[method-assign]
            with pytest.raises(UserError, match="has no price of now"):
                await ctl()
            desk.resume_plan = told  # type: ignore[method-assign]
            assert desk.card(bot).state is BotState.PAUSED
            assert (await ctl(at_market=True))["done"] == [f"paper/{bot}"]
            assert desk.card(bot).state is BotState.RUNNING
            await asyncio.sleep(0)

    run(work())
