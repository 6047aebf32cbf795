"""What a live desk tells for the view over all accounts: bots, lost answers, failed parts, panics."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.orders import State
from finbyte_desktop.services.ports import BotCounts, Notice, Policy
from finbyte_desktop.services.venues.live_port import Outcome, Unknown
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, params_around, running, until

MARKET = "binance:BTC/USDT"
LIMIT_S = 60.0


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def test_bots_are_counted_once_each(tmp_path: Path) -> None:
    """By how they stand; one that waits for a person counts as that, one that has ended not at all."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                assert desk.bot_counts() == BotCounts()
                bot = await running(desk, MARKET, investment="4000")
                assert desk.bot_counts() == BotCounts(running=1)
                last = desk.market(MARKET).last
                assert last is not None
                params = params_around(last, investment="4000")
                await desk.create_bot("spot_grid", MARKET, params, Policy.PLAN, True)
                assert desk.bot_counts() == BotCounts(running=1, waiting=1)
                await desk.pause(bot)
                assert desk.bot_counts() == BotCounts(paused=1, waiting=1)
                assert desk.bot_counts().living == len(desk.cards()) == 2
                told: list[frozenset[str]] = []
                desk.subscribe(told.append)
                assert not desk.account_health().held
                await desk.panic()
                await until(lambda: desk.bot_counts() == BotCounts())
                desk._account.shell.mark.set(None)
                await until(lambda: desk.account_health().held)
                told.clear()
                await until(lambda: any("health" in topics for topics in told), 2)  # nobody has to ask
                await desk.release_panic()
                assert not desk.account_health().held

    run(work())


@pytest.mark.expected_logs("positions failed")
def test_part_that_failed_stays_told(tmp_path: Path) -> None:
    """Not as a note alone, which goes away: it does not work until the account is connected anew."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            notices: list[Notice] = []
            async with live_desk(tmp_path, exchange, "binance", key, notices) as desk:

                async def torn() -> None:
                    raise RuntimeError("torn")

                desk._supervisor.spawn("positions", torn())
                await until(lambda: desk.account_health().failed)
                (failed,) = desk.account_health().failed
                assert (failed.name, failed.text) == ("positions", "RuntimeError: torn")
                assert [n.code for n in notices if n.code == "task_failed"] == ["task_failed"]
                assert desk.failure is None  # bots trade on

    run(work())


def test_order_whose_answer_got_lost_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it is asked what became of it."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                port = desk._account.port
                submit = port.submit

                async def lost(*given: Any) -> Outcome:
                    await submit(*given)
                    return Unknown("cut", port.now_ns())

                monkeypatch.setattr(port, "submit", lost)
                seen: list[int] = []
                desk.subscribe(lambda _topics: seen.append(desk.account_health().unknown))
                await running(desk, MARKET, investment="4000")
                assert max(seen) > 0
                await until(lambda: desk.account_health().unknown == 0)
                assert all(order.state is not State.UNKNOWN for order in desk._account.shell.live())

    run(work())
