"""The live desk on the test exchange, over sockets: a bot's whole life, every read, and the books tied out
with the exchange's own after each step.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, running, settled, swing, ties_out, until

D = Decimal
LIMIT_S = 60.0
VENUES = ("binance", "bybit")


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    """One test on a loop of its own."""

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def test_bot_lives_at_a_real_venue(venue: str, tmp_path: Path) -> None:
    """Create, approve, fill, close, open again, stop with sell: every figure is the exchange's own."""
    market = f"{venue}:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=3, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await running(desk, market)
                await swing(desk, exchange, bot, trips=2)
                await settled(desk)
                ties_out(desk, exchange, venue)
                card = desk.card(bot)
                assert card.fresh
                assert card.trips >= 2
                assert card.grid_profit > 0
                detail = desk.detail(bot)
                assert detail.ties_out
                assert len(detail.fills) == len(desk.history_fills(bot))
                assert desk.profits().running_bots == 1
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await settled(desk)
                ties_out(desk, exchange, venue)
                again = desk.card(bot)
                assert again.state is BotState.RUNNING
                assert again.trips >= card.trips
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                await settled(desk)
                ties_out(desk, exchange, venue)
                assert desk.cards() == []
                assert {o.state for o in desk.history_orders(bot)} <= {"filled", "canceled", "expired"}

    run(work())
