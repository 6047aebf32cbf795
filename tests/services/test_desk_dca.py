"""DCA on the paper desk: suggested, created, approved, run, edited, stopped and read again, in both forms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.kinds.kind import values_of
from finbyte_desktop.services.kinds.registry import kind_of
from finbyte_desktop.services.quick_backtest import quick_backtest
from tests.core.test_kernel import I
from tests.services.test_desk import candle_file, opened, run, until

D = Decimal
SAFETY: dict[str, Any] = {
    "base_order": "100", "safety_orders": 3, "safety_order": "100", "deviation": "0.02",
    "take_profit": "0.01", "volume_scale": "1.5",
}  # fmt: skip
HOURLY: dict[str, Any] = {"amount": "100", "investment": "900", "interval": "hour", "take_profit": "0.02"}


async def started(desk: PaperDesk, kind: str, **params: Any) -> str:
    """A bot whose plan was approved."""
    market = desk.markets()[0].id
    bot = await desk.create_bot(kind, market, params, Policy.PLAN, False)
    asked = desk.approvals()
    tag = "scheduled" if params.get("first") == "scheduled" else "open"
    assert [(a.bot_type, a.tag) for a in asked] == [(kind, tag)]
    await desk.decide(asked[0].id, asked[0].digest, True)
    return bot


def test_a_deal_is_followed_from_its_plan_to_its_profit(tmp_path: Path) -> None:
    """Its card, page, chart and books say the same, and its life can be read afterwards."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await until(desk, lambda: desk.markets() and desk.markets()[0].last == 100)
            found = desk.preflight("dca_safety", desk.markets()[0].id, SAFETY)
            bot = await started(desk, "dca_safety", **SAFETY)
            await until(desk, lambda: desk.detail(bot).deal is not None and desk.detail(bot).deal.average)
            detail = desk.detail(bot)
            assert detail.deal is not None
            assert detail.card.type == "dca_safety"
            assert detail.card.investment == found.investment
            assert (detail.card.lower, detail.card.upper) == (
                found.rungs[-1].price, found.take_profit_at,
            )  # fmt: skip
            assert {level.kind for level in detail.levels} == {"buy", "sell"}
            assert len(detail.levels) == 4
            assert detail.take_profit_at == found.take_profit_at
            await until(desk, lambda: desk.card(bot).trips >= 1)
            card = desk.card(bot)
            assert card.grid_profit > 0
            codes = {row.code for row in desk.detail(bot).decisions}
            assert {"dca_base", "deal_closed"} <= codes
            await desk.edit(bot, {**desk.detail(bot).params, "take_profit": "0.03", "stop_loss": "0.5"})
            await until(desk, lambda: desk.detail(bot).stop_at is not None)
            with pytest.raises(UserError) as refused:
                await desk.edit(bot, {**desk.detail(bot).params, "base_order": "200"})
            assert refused.value.code == "not_editable"
            await desk.stop(bot, Exit.SELL)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)
            assert desk.card(bot).sold
            life = await desk.read_life(bot)
            assert life is not None
            assert len(life.fills) >= 2
            assert life.detail.card.type == "dca_safety"
            summary = desk.profits()
            assert [row[0] for row in summary.by_type] == ["dca_safety"]

    run(work())


def test_a_schedule_buys_and_offers_what_was_missed_in_a_pause(tmp_path: Path) -> None:
    """Once, after an approval that says what it is."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await until(desk, lambda: desk.markets() and desk.markets()[0].last == 100)
            bot = await started(desk, "dca_recurring", **HOURLY, missed="catch_up")
            await until(desk, lambda: desk.detail(bot).base_held > 0)
            schedule = desk.detail(bot).schedule
            assert schedule is not None
            assert schedule.catches_up
            assert schedule.spent > 100
            assert schedule.next_ns is not None
            assert desk.detail(bot).take_profit_at == schedule.take_profit
            await desk.pause(bot)
            due = schedule.next_ns + 3_600_000_000_000
            await until(desk, lambda: desk._now_ns() > due)
            assert desk.detail(bot).fills[0].ns < schedule.next_ns
            await desk.resume(bot)
            await until(desk, lambda: desk.approvals())
            asked = desk.approvals()[0]
            assert (asked.bot_type, asked.tag) == ("dca_recurring", "catch_up")
            bought = desk.card(bot).fees_quote
            await desk.decide(asked.id, asked.digest, True)
            await until(desk, lambda: desk.card(bot).fees_quote > bought)
            assert desk.card(bot).state is BotState.RUNNING
            await desk.stop(bot, Exit.KEEP)
            await until(desk, lambda: desk.card(bot).state is BotState.STOPPED)

    run(work())


def test_a_schedule_that_begins_later_buys_nothing_at_its_approval(tmp_path: Path) -> None:
    """The first order comes when the schedule says so."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await until(desk, lambda: desk.markets() and desk.markets()[0].last == 100)
            bot = await started(desk, "dca_recurring", **HOURLY, first="scheduled")
            assert desk.detail(bot).base_held == 0
            await until(desk, lambda: desk.detail(bot).base_held > 0)
            first = desk.detail(bot).fills[0]
            assert first.ns % 3_600_000_000_000 < 60_000_000_000

    run(work())


@pytest.mark.parametrize(("kind", "params"), [("dca_safety", SAFETY), ("dca_recurring", HOURLY)])
def test_the_last_days_are_run_for_each_form(tmp_path: Path, kind: str, params: dict[str, Any]) -> None:
    """With the same engine as everything else."""

    series, *_ = load_candles(candle_file(tmp_path))
    found = quick_backtest(kind, I, series, values_of(kind_of(kind), params), 1)
    assert found.trips > 0
    assert found.grid > 0
    assert found.equity


@pytest.mark.parametrize("kind", ["dca_safety", "dca_recurring"])
def test_what_is_suggested_is_created(tmp_path: Path, kind: str) -> None:
    """Nothing has to be typed."""

    async def work() -> None:
        async with opened(tmp_path) as desk:
            await until(desk, lambda: desk.markets() and desk.markets()[0].last is not None)
            market = desk.markets()[0].id
            params = desk.suggest(kind, market)
            assert desk.preflight(kind, market, params).ok
            assert await desk.create_bot(kind, market, params, Policy.PLAN, False)

    run(work())
