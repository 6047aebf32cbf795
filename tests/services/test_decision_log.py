"""The decision log tells what a person did and what it led to, in the order in which it happened."""

from __future__ import annotations

import asyncio
from pathlib import Path

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import DecisionRow
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.proof import prove
from finbyte_desktop.services.store.queries import Queries
from finbyte_desktop.ui.viewmodels.told import told
from finbyte_desktop.ui.words_decisions import decision
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
            new = log(desk, bot)[count:]
            assert len({row.ns for row in new}) == 1
            assert codes(new) == [
                *("became_paused", "became_running") * 2,
                "investment_added",
                "grown",
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


S = 10**9


def degraded(ns: int, reason: str = "stale") -> fx.BotMoved:
    return fx.BotMoved(ns, "b1", BotState.DEGRADED, reason)


def runs(ns: int) -> fx.BotMoved:
    return fx.BotMoved(ns, "b1", BotState.RUNNING, "")


class Log:
    """A journal that is told how a bot moves, and the decision log that comes of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open()
        registered = fx.BotRegistered(0, "b1", "spot_grid", "demo:BTC/USDT", {}, Policy.PLAN)
        self.take(registered, fx.BotMoved(1, "b1", BotState.RUNNING, ""))

    def _open(self) -> None:
        self.database = open_database(self._folder, prove)
        self.journal = Journal(self.database)

    def take(self, *facts: fx.Fact) -> None:
        for fact in facts:
            self.journal.append(ev.AlarmDue(fact.ns), {}, [fact])
            self.journal.commit_now()

    def restart(self) -> None:
        self.journal.close()
        self._open()

    def rows(self) -> list[tuple[str, str]]:
        """The lines since the bot ran, oldest first: when in seconds, and in words."""
        found = Queries(self.database.engine).decisions("b1")
        return [(f"{row.ns // S}", decision(row.code, row.fields)) for row in found[::-1]][1:]


BEGAN = "Waits, prices are not fresh: orders rest, nothing new is placed."


def test_wait_is_told_when_it_begins_and_when_it_ends(tmp_path: Path) -> None:
    """Once each, whatever reasons follow each other, and with how long it lasted."""
    log = Log(tmp_path)
    reasons = ["stream_lost", "stale", "unreadable", "stale"]
    log.take(degraded(10 * S), *(degraded((20 + n) * S, why) for n, why in enumerate(reasons)), runs(73 * S))
    assert log.rows() == [("10", BEGAN), ("73", "Goes on after it had to wait for 1 min 03 s.")]


def test_market_that_comes_and_goes_is_one_wait(tmp_path: Path) -> None:
    """Its end is told once, where it stays; another wait much later is one of its own."""
    log = Log(tmp_path)
    for second in range(100, 400, 30):
        log.take(degraded(second * S, "stream_lost"), runs((second + 2) * S))
    assert [when for when, _ in log.rows()] == ["100", "372"]
    assert log.rows()[-1][1] == "Goes on: within 4 min 32 s it had to wait 10 times."
    log.take(degraded(3_600 * S), runs(3_605 * S))
    assert [when for when, _ in log.rows()] == ["100", "372", "3600", "3605"]


def test_wait_over_a_restart_is_one(tmp_path: Path) -> None:
    """The end says how long it was since the beginning, which another session told."""
    log = Log(tmp_path)
    log.take(degraded(10 * S))
    log.restart()
    log.take(degraded(50 * S, "starting"), runs(60 * S))
    assert log.rows() == [("10", BEGAN), ("60", "Goes on after it had to wait for 50 s.")]
    log.journal.close()


def test_wait_that_ends_otherwise_is_told_as_that(tmp_path: Path) -> None:
    """Paused by a person while it waited, it tells of the pause, and a later start of no wait."""
    log = Log(tmp_path)
    log.take(degraded(10 * S), fx.BotMoved(20 * S, "b1", BotState.PAUSED, "by_you"), runs(30 * S))
    assert [text[:8] for _, text in log.rows()] == ["Waits, p", "Paused b", "Runs fro"]
    log.journal.close()
