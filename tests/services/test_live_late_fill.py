"""A trade that comes after its bot has ended: the money is the account's, at once and without a restart."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, running, settled, ties_out, until

D = Decimal
LIMIT_S = 60.0


@pytest.fixture(params=["binance", "bybit"])
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def test_money_of_an_ended_bot_goes_back_after_every_late_trade(venue: str, tmp_path: Path) -> None:
    """Cancels are confirmed, the bot has ended and its money was given back; then its orders trade all the
    same. Nothing stays with the bot, and what is available is what the account has.
    """

    async def work() -> None:
        async with TestExchange(seed=4, venues=[venue]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await running(desk, f"{venue}:BTC/USDT")
                before = len(desk.history_fills(bot))
                exchange.faults.add("fill.after_cancel_ack", percent=100, delay_ms=2_500)
                await desk.stop(bot, Exit.KEEP)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                ledger = desk._kernel.ledger
                await until(lambda: not ledger.held(bot, "USDT") and not ledger.held(bot, "BTC"))
                assert len(desk.history_fills(bot)) == before
                await until(lambda: len(desk.history_fills(bot)) > before + 1)
                exchange.faults.clear()
                await settled(desk)
                await until(lambda: not ledger.held(bot, "USDT") and not ledger.held(bot, "BTC"))
                ties_out(desk, exchange, venue)
                rows = {row.asset: row for row in desk.holdings()}
                balances = exchange.truth(venue).balances
                for asset in ("USDT", "BTC"):
                    assert (rows[asset].in_bots, rows[asset].bots) == (D(0), ())
                    assert rows[asset].free == D(balances[asset])
                assert any(row.code == "filled_after_end" for row in desk.detail(bot).decisions)

    run(work())
