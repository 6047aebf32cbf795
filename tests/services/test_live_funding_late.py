"""A funding that the venue tells after the bot's end, on the test exchange."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from tests.support.exchange import TestExchange
from tests.support.live_desk import live_desk, until
from tests.support.live_futures import (
    Booked,
    fund,
    quiet,
    record_of,
    started,
    ties_out,
    trader,
    venues_of,
)

D = Decimal
LIMIT_S = 120.0


@pytest.mark.parametrize("venue", ["binanceusdm", "bybit"])
@pytest.mark.parametrize("again", [True, False])
def test_it_is_the_bots_that_held(venue: str, again: bool, tmp_path: Path) -> None:
    """Also where the list is an hour late, and after a restart; its profit has it, and so has the total."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = trader(exchange, venue)
            booked = Booked(exchange, venue)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                bot = await started(desk, venue)
                await quiet(desk)
                port, truth = desk._account.port, desk._account.shell.truth
                told = port.funding

                async def nothing(*_: Any) -> Any:
                    return []

                port.funding = nothing  # type: ignore[method-assign]
                fund(exchange, venue)
                await desk.stop(bot, Exit.SELL)
                await until(lambda: desk.card(bot).state is BotState.STOPPED)
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                before = desk.card(bot).total_profit
                total = desk.profits().total
                assert before is not None
                assert total is not None
                assert booked.funding < 0
                truth.since_ns = {name: ns + 3600 * 10**9 for name, ns in truth.since_ns.items()}
                if not again:
                    port.funding = told  # type: ignore[method-assign]
                    await quiet(desk)
                    paid = D(booked.funding) / 10**8
                    assert desk.card(bot).total_profit == before + paid
                    assert desk.profits().total == total + paid
                    assert "funding" in [line.code for line in desk.detail(bot).decisions]
                    await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                    ties_out(desk, exchange, venue, booked)
                    return
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                await quiet(desk)
                assert desk.card(bot).total_profit == before + D(booked.funding) / 10**8
                await until(lambda: desk._kernel.ledger.held(bot, "USDT") == 0)
                ties_out(desk, exchange, venue, booked)
                other = await started(desk, venue)
                await quiet(desk)
                held = desk.card(other).position
                assert held is not None
                assert held.funding == 0
                assert record_of(desk, bot).position.qty == 0

    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work()

    asyncio.run(limited())
