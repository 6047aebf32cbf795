"""What the venue holds other than the ledger belongs to the account: bots tie out by their own books."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.services.live.desk import LiveDesk
from finbyte_desktop.services.ports import LedgerDifference
from tests.support.exchange import TestExchange, venue_named
from tests.support.live_desk import BALANCES, live_desk, running, settled, until

D = Decimal
LIMIT_S = 90.0


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


def trade_perpetual(exchange: TestExchange, side: str = "BUY") -> None:
    """The owner trades a perpetual by hand, on the wallet that spot trades from too."""
    place = venue_named(exchange.exchange, "bybit")
    key = next(k for k, i in place.engine.instruments.items() if i.is_linear and i.base == "BTC")
    wanted = {"symbol": key, "venue": "bybit", "account": "trader", "side": side}
    exchange.exchange.act("account.external_trade", **wanted)


async def cash_differs(desk: LiveDesk) -> LedgerDifference:
    """The difference of the cash, once it is seen."""
    for _ in range(60):
        await desk.check_account()
        found = [row for row in desk.account_health().differences if row.asset == "USDT"]
        if found:
            return found[0]
        await asyncio.sleep(0.1)
    raise AssertionError("no difference was seen")


def test_perpetual_by_hand_is_the_accounts_difference_not_the_bots(tmp_path: Path) -> None:
    """The bot ties out all the time; the account says how much, with the sign of the venue less the ledger,
    and why; everywhere the same; booking it makes both agree.
    """
    market = "bybit:BTC/USDT"

    async def work() -> None:
        async with TestExchange(seed=4, venues=["bybit"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "bybit", key) as desk:
                bot = await running(desk, market)
                await settled(desk)
                assert desk.detail(bot).ties_out
                trade_perpetual(exchange)
                await until(lambda: (shown := desk.positions()) is not None and shown.rows)
                row = await cash_differs(desk)
                assert row.difference == row.venue - row.ledger < 0  # the fee
                assert row.cause == "perpetual_open"
                assert desk.detail(bot).ties_out
                (tie,) = [t for t in desk.profits().ties_out if t[0] == "USDT"]
                (held,) = [h for h in desk.holdings() if h.asset == "USDT"]
                assert tie[3] == held.difference == row.difference
                await desk.book_differences()
                assert desk.account_health().differences == []
                trade_perpetual(exchange, "SELL")
                await until(lambda: (shown := desk.positions()) is not None and not shown.rows)
                row = await cash_differs(desk)
                assert row.cause == "perpetual_changed"
            async with live_desk(tmp_path, exchange, "bybit", key) as desk:
                row = await cash_differs(desk)
                assert row.cause == "perpetual_changed"  # it is known over a restart
                await desk.book_differences()
                assert desk.detail(bot).ties_out
                exchange.exchange.act(
                    "account.deposit", account="trader", venue="bybit", asset="USDT", atoms=250 * 10**8
                )
                await desk.check_account()
                row = await cash_differs(desk)
                assert (row.difference, row.cause) == (D(250), "")
                await desk.book_differences()
                await settled(desk)
                ledger, truth = desk._kernel.ledger, exchange.truth("bybit").balances
                assert {a: ledger.account_total(a) for a in truth} == {a: D(v) for a, v in truth.items()}

    run(work())
