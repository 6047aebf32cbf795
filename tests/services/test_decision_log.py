"""The decision log tells what a person did and what it led to, in the order in which it happened."""

from __future__ import annotations

import asyncio
from pathlib import Path

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import DecisionRow
from finbyte_desktop.ui.viewmodels.told import told
from tests.services.test_desk import GOOD, D, opened, run, running, until


def log(desk: PaperDesk, bot: str) -> list[DecisionRow]:
    """The log as the page shows it, oldest first."""
    return told(desk.detail(bot), desk.history_transfers())[::-1]


def codes(rows: list[DecisionRow]) -> list[str]:
    return [row.code for row in rows]


def test_commands_of_one_moment_are_told_as_they_were_given(tmp_path: Path) -> None:
    """The market stands still: all of it happens at one time, and the log keeps cause before effect."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            desk._runner.steps_wanted = 0
            await asyncio.sleep(0.01)
            count = len(log(desk, bot))
            await desk.pause(bot)
            await desk.resume(bot)
            await desk.pause(bot)
            await desk.resume(bot)
            await desk.add_investment(bot, D(500))
            await desk.add_investment(bot, D("0.01"))
            new = log(desk, bot)[count:]
            assert len({row.ns for row in new}) == 1
            assert codes(new) == [
                *("became_paused", "became_running") * 2,
                "investment_added",
                "grown",
                "investment_added",
                "added_too_little",
            ]

    run(work())


def test_every_command_leaves_a_line(tmp_path: Path) -> None:
    """Cancel, try again, edit with the old and the new value, pause after a restart, panic."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            count = len(log(desk, bot))
            slot = next(order.slot for order in desk.detail(bot).orders)
            await desk.cancel_order(bot, slot)
            await desk.try_again(bot, slot)
            await desk.edit(bot, {**GOOD, "stop_price": "80", "trailing_up": True})
            new = log(desk, bot)[count:]
            assert codes(new) == [
                *("order_not_placed", "order_pulled", "tried_again", "params_edited"),
                *("param_changed", "param_changed"),
            ]
            changed = {row.fields["field"]: (row.fields["before"], row.fields["after"]) for row in new[-2:]}
            assert changed == {"stop_price": ("", "80"), "trailing_up": ("False", "True")}
        async with opened(tmp_path) as desk:
            assert (log(desk, bot)[-1].code, log(desk, bot)[-1].fields) == (
                "became_paused",
                {"reason": "restart"},
            )
            await desk.panic()
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            assert desk.card(bot).reason == "panic"
            ended = {row.code: row.fields["reason"] for row in log(desk, bot)[-2:]}
            assert ended == {"became_stopping": "panic", "became_stopped": "panic"}

    run(work())


def test_the_sale_of_the_coins_is_told_with_what_it_brought(tmp_path: Path) -> None:
    """Quantity, price and proceeds of a stop that sells, before the end of the bot."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            bot = await running(desk)
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            row = next(row for row in log(desk, bot) if row.code == "coins_sold")
            sale = [fill for fill in desk.history_fills(bot) if fill.why == "exit"]
            cost, fee = sum(fill.cost for fill in sale), sum(fill.fee for fill in sale)
            assert D(row.fields["qty"]) == sum(fill.qty for fill in sale)
            assert D(row.fields["proceeds"]) == cost - fee
            assert codes(log(desk, bot))[-1] == "became_stopped"

    run(work())
