"""What is under way is no difference: a venue's balances lag behind its trades, and trades come meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.services.live import joining
from finbyte_desktop.services.venues.live_port import AssetBalance
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk, running, settled, swing

D = Decimal
LIMIT_S = 60.0
MARKET = "binance:BTC/USDT"


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def test_balances_that_lag_are_read_again(tmp_path: Path) -> None:
    """A fill is booked, and the venue shows the money of before for some seconds: that is not told. What
    really differs is, with the same look.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, MARKET)
                await settled(desk)
                port = desk._account.port
                before, real = await port.balances(), port.balances
                await swing(desk, exchange, bot, 1)
                until_s = asyncio.get_running_loop().time() + 2.5

                async def lagging() -> Mapping[str, Any]:
                    late = asyncio.get_running_loop().time() < until_s
                    return before if late else await real()

                port.balances = lagging  # type: ignore[method-assign]
                await desk._account.shell.reconcile("stream_lost")
                assert desk.account_health().differences == []
                await desk.check_account()
                assert desk.account_health().differences == []

                async def more() -> Mapping[str, Any]:
                    found = dict(await real())
                    return found | {"BNB": AssetBalance(D(3), D(3))}

                port.balances = more  # type: ignore[method-assign]
                await desk.check_account()
                assert [row.asset for row in desk.account_health().differences] == ["BNB"]

    run(work())


def test_a_moment_that_never_comes_tells_nothing_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something is booked during every look: what differs then is not told at once, what stood before stays,
    also when it becomes more, and nothing is kept back for longer than a while.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await running(desk, MARKET)
                await settled(desk)
                shell = desk._account.shell
                port, real = desk._account.port, desk._account.port.balances
                extra = {"BNB": D(3)}

                async def busy() -> Mapping[str, Any]:
                    found = dict(await real())
                    shell.post(ev.AlarmDue(port.now_ns()))
                    return found | {name: AssetBalance(total, total) for name, total in extra.items()}

                port.balances = busy  # type: ignore[method-assign]
                await desk.check_account()
                assert desk.account_health().differences == []

                async def still() -> Mapping[str, Any]:
                    found = dict(await real())
                    return found | {name: AssetBalance(total, total) for name, total in extra.items()}

                port.balances = still  # type: ignore[method-assign]
                await desk.check_account()
                assert [row.asset for row in desk.account_health().differences] == ["BNB"]
                extra["ETH"] = D(5)
                port.balances = busy  # type: ignore[method-assign]
                await desk.check_account()
                assert [row.asset for row in desk.account_health().differences] == ["BNB"]
                extra["BNB"] = D(4)
                await desk.check_account()
                (row,) = desk.account_health().differences
                assert (row.asset, row.venue) == ("BNB", D(4))
                monkeypatch.setattr(joining, "LAG_MOST_NS", 0)
                await desk.check_account()
                assert {row.asset for row in desk.account_health().differences} == {"BNB", "ETH"}

    run(work())
