"""The change of the day in the list of markets of a live account: told by the venue in one answer."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.services.venues import ccxt_wire
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk
from tests.support.live_desk import until as until_live
from tests.support.live_futures import venues_of

D = Decimal
LIMIT_S = 60.0


def run(work: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(LIMIT_S):
            await work

    asyncio.run(limited())


@pytest.mark.parametrize("venue", ["binance", "binanceusdm", "bybit"])
@pytest.mark.parametrize("longest", [65_536, 10])
def test_list_of_markets_has_the_change_of_the_day(
    tmp_path: Path, venue: str, longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every market that trades has price and change as the venue tells them, also where the answer is long;
    it is asked once, however often the list is read, and no price of it is one to trade by.
    """
    monkeypatch.setattr(ccxt_wire, "LONG_TEXT", longest)

    async def work() -> None:
        async with TestExchange(seed=3, venues=venues_of(venue)) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, venue, key) as desk:
                asked, real = [], desk._quotes._read_days

                async def read() -> None:
                    asked.append(1)
                    await real()

                monkeypatch.setattr(desk._quotes, "_read_days", read)
                names = [market.id for market in desk.markets()]
                await until_live(lambda: all(market.change_24h is not None for market in desk.markets()))
                assert len(names) > 1
                days = desk._quotes._days
                for market in desk.markets():
                    day = days[market.id]
                    assert market.last_ns
                    assert market.change_24h == pytest.approx(
                        (market.last - day.open) / day.open, abs=D("1e-6")
                    )
                unfollowed = [name for name in names if desk._quotes.price_of(name) is None]
                assert all(desk._price(name) is None for name in unfollowed if name not in desk._kernel.last)
                assert asked == [1]

    run(work())


def test_list_without_an_answer_has_no_change(tmp_path: Path) -> None:
    """Absent is absent; nothing fails, and nothing else waits for it."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            exchange.faults.add(
                "http.status", probability=1, where={"path": "/api/v3/ticker/24hr"}, status=500
            )
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                desk.markets()
                await asyncio.sleep(0.5)
                assert [market.change_24h for market in desk.markets()] == [None] * len(desk.markets())
                assert desk.account_health().failed == ()

    run(work())


def test_price_of_the_list_says_how_old_it_is(tmp_path: Path) -> None:
    """One that nobody follows is asked for once in a minute: it is fresh when it comes, and then it is not. A
    market that is followed has a fresh one.
    """

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                followed = "binance:BTC/USDT"
                await until_live(lambda: all(market.last is not None for market in desk.markets()))
                other = next(m.id for m in desk.markets() if m.id != followed)
                assert desk.market(other).stale_ns is None
                await until_live(lambda: desk.market(other).stale_ns is not None)
                await desk.look_at(followed)
                assert desk.market(followed).stale_ns is None
                shown = desk.market(other)
                assert shown.stale_ns is not None
                assert shown.stale_ns >= 5 * 10**9

    run(work())
