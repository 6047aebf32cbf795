"""DCA on a live account: its deals and its schedule over real sockets, tied out with the exchange."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.live.desk import LiveDesk
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, settled, swing, ties_out, until

D = Decimal
SAFETY: dict[str, Any] = {
    "base_order": "400", "safety_orders": 2, "safety_order": "400", "deviation": "0.004",
    "take_profit": "0.003",
}  # fmt: skip


def run(work: Any) -> None:
    asyncio.run(asyncio.wait_for(work, 60))


async def begun(desk: LiveDesk, market: str, kind: str, **params: Any) -> str:
    """A bot whose plan was approved."""
    await desk.look_at(market)
    bot = await desk.create_bot(kind, market, params, Policy.PLAN, True)
    (request,) = desk.approvals()
    await desk.decide(request.id, request.digest, True)
    await until(lambda: desk.card(bot).state is BotState.RUNNING)
    return bot


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_deals_follow_each_other_at_a_venue(venue: str, tmp_path: Path) -> None:
    """Base orders, safety orders and take profits; then everything is sold, and the books agree."""

    async def work() -> None:
        async with TestExchange(seed=21, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await begun(desk, f"{venue}:BTC/USDT", "dca_safety", **SAFETY)
                await until(lambda: len(desk.detail(bot).orders) == 3)
                detail = desk.detail(bot)
                assert detail.deal is not None
                assert detail.deal.rungs == 2
                await swing(desk, exchange, bot, trips=1)
                await settled(desk)
                ties_out(desk, exchange, venue)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await settled(desk)
                ties_out(desk, exchange, venue)
                assert desk.card(bot).sold

    run(work())


def test_a_schedule_buys_at_a_venue(tmp_path: Path) -> None:
    """The first order at once; the next is known."""

    async def work() -> None:
        async with TestExchange(seed=22, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                params = {"amount": "300", "investment": "2000", "interval": "hour", "take_profit": "0.05"}
                bot = await begun(desk, "binance:BTC/USDT", "dca_recurring", **params)
                await until(lambda: [o.slot for o in desk.detail(bot).orders] == ["TP"])
                schedule = desk.detail(bot).schedule
                assert schedule is not None
                assert D(290) < schedule.spent < D(301)
                assert schedule.next_ns is not None
                await settled(desk)
                ties_out(desk, exchange, "binance")
                await desk.stop(bot, Exit.KEEP)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)

    run(work())
