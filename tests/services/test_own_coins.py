"""Own coins count at the price of the start: on the page, in the bot that stops by an amount, in exports."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from tests.services.test_cost_basis import exported
from tests.services.test_desk import D, T, opened, run, until
from tests.services.test_kept_figures import changed, figures_of
from tests.services.test_reader import still

FALLING = (*[100] * 5, *[95] * 3, 92, 91, *[90] * 40)
OWN = {"lower": "80", "upper": "110", "grids": 10, "investment": "1000", "base_qty": "10"}


def falling(folder: Path) -> FeedChoice:
    """A market that falls from 100 to 90 and stays there."""
    lines, before = ["open_time,open,high,low,close,volume"], FALLING[0]
    for n, price in enumerate(FALLING):
        lines.append(f"{T + n * 60_000},{before},{max(price, before)},{min(price, before)},{price},1")
        before = price
    path = folder / "COINUSDT.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return FeedChoice(FeedKind.CANDLES, path, speed=None)


async def created(desk: PaperDesk, policy: Policy, **changed: Any) -> str:
    market = desk.markets()[0]
    await desk.deposit(market.base, D(10))
    return await desk.create_bot("spot_grid", market.id, OWN | changed, policy, False)


def grid_of(desk: PaperDesk, bot: str) -> SpotGrid:
    grid = desk._kernel.bots[bot].bot
    assert isinstance(grid, SpotGrid)
    return grid


async def agrees(desk: PaperDesk, bot: str) -> None:
    """The page and the bot give one investment and one total."""
    await still(desk)
    grid, card, ledger = grid_of(desk, bot), desk.card(bot), desk._kernel.ledger
    last = desk._kernel.last[card.market]
    assert card.investment == grid.invested
    worth = ledger.held(bot, "USDT") + ledger.held(bot, "COIN") * last
    assert card.total_profit == worth - grid.invested
    assert sum((line.amount for line in desk.detail(bot).breakdown), D(0)) == card.total_profit


def test_entry_price_is_the_price_of_the_start(tmp_path: Path) -> None:
    """Created at 100, started at 95: the page says what the stop by amount goes by."""

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            bot = await created(desk, Policy.AUTOMATIC, entry_price="95", stop_amount="55", exit="sell")
            await until(desk, lambda: desk._kernel.last[desk.card(bot).market] < 99)
            grid = grid_of(desk, bot)
            await until(desk, lambda: grid.start_price)
            assert grid.start_price == 95
            await until(desk, lambda: desk.card(bot).state is BotState.RUNNING)
            await agrees(desk, bot)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            assert desk.card(bot).investment == grid.invested == 1950
            total = desk.card(bot).total_profit
            assert total is not None
            assert -60 < total <= -55

    run(work())


def test_waiting_bot_shows_no_profit(tmp_path: Path) -> None:
    """Until the start its coins count at the price of now, whatever that does."""

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            bot = await created(desk, Policy.AUTOMATIC, entry_price="85")
            for price in (100, 95, 90):
                await until(desk, lambda price=price: desk._kernel.last[desk.card(bot).market] == price)
                card = desk.card(bot)
                assert (card.investment, card.total_profit) == (1000 + 10 * price, 0)
                assert {line.amount for line in desk.detail(bot).breakdown} == {0}
                assert desk.detail(bot).average_cost is None

    run(work())


def test_plan_asked_at_one_price_and_approved_at_another(tmp_path: Path) -> None:
    """The plan's price counts, not that of the creation and not that of the answer; also after a restart
    that folds the whole journal, and in the cost basis of an export.
    """
    seen: dict[str, Any] = {}

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            bot = await created(desk, Policy.PLAN)
            first = desk.approvals()[0]
            await until(desk, lambda: desk._kernel.last[desk.card(bot).market] == 92)
            with pytest.raises(UserError, match="The price moved"):  # beyond the collar: asked again
                await desk.decide(first.id, first.digest, True)
            second = desk.approvals()[0]
            assert (first.asked_price, second.asked_price) == (100, 92)
            desk._kernel.limits = desk._kernel.limits._replace(collar=D("0.05"))
            await until(desk, lambda: desk._kernel.last[desk.card(bot).market] == 91)
            await desk.decide(second.id, second.digest, True)
            assert grid_of(desk, bot).start_price == 92
            await until(desk, lambda: desk._kernel.last[desk.card(bot).market] == 90)
            await agrees(desk, bot)
            seen["figures"] = figures_of(desk)
        changed(tmp_path, "DELETE FROM figures")
        async with opened(tmp_path, falling(tmp_path)) as desk:
            await agrees(desk, bot)
            assert figures_of(desk) == seen["figures"]

    run(work())


@pytest.mark.parametrize("policy", [Policy.AUTOMATIC, Policy.PLAN])
def test_start_that_is_told_late_keeps_its_price(tmp_path: Path, policy: Policy) -> None:
    """Several candles pass between the start and the commit that tells it: the price is that of the start."""

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            bot = await created(desk, policy, entry_price="95")
            async with desk._runner.lock:
                desk._runner.pace.paused = False
                desk._runner.work(10_000_000_000)
                desk._runner.pace.paused = True
                assert desk._kernel.last[desk.card(bot).market] == 90
                await desk._runner.flush()
            if policy is Policy.PLAN:
                assert desk.approvals()[0].asked_price == 95
                return
            assert desk._entries[bot].figures.start_price == grid_of(desk, bot).start_price == 95
            await agrees(desk, bot)

    run(work())


def test_exported_cost_basis_goes_by_the_start(tmp_path: Path) -> None:
    """What the column of an export earns is what the page says was realised."""
    realised: dict[str, Decimal] = {}

    async def work() -> None:
        async with opened(tmp_path, falling(tmp_path)) as desk:
            bot = await created(desk, Policy.AUTOMATIC, entry_price="95", stop_amount="55", exit="sell")
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            realised[bot] = desk._entries[bot].figures.realised

    run(work())
    column = exported(tmp_path, cost_basis="average")["realised_before_fees"].to_list()
    assert sum((D(x) for x in column if x is not None), D(0)) == realised["b1"] != 0
