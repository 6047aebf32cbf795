"""What holds orders of a live account up is told with its end, also where FinByte only waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.services.test_live_desk import BALANCES, run
from tests.support.exchange import TestExchange
from tests.support.live_desk import live_desk, running, until

MARKET = "binance:BTC/USDT"
S_NS = 1_000_000_000


@pytest.mark.parametrize(
    ("fault", "code", "name"),
    [
        ({"retry_after_s": 60, "ban": True}, "banned", "trouble"),
        ({"retry_after_s": 60}, "throttled", "cooling"),
    ],
)
def test_pause_that_the_venue_asks_for_is_told(
    fault: dict[str, Any], code: str, name: str, tmp_path: Path
) -> None:
    """A ban keeps the venue away, a cool-down does not; both are told with the moment when they end."""

    async def work() -> None:
        async with TestExchange(seed=3, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                bot = await running(desk, MARKET)
                assert desk.account_health().cooling is None
                told: list[str] = []
                desk.subscribe(lambda topics: told.extend(topics))
                exchange.faults.add("http.rate_limited", times=1, **fault)
                await until(lambda: getattr(desk.account_health(), name) is not None)
                health = desk.account_health()
                found = getattr(health, name)
                assert found.code == code
                assert 50 * S_NS < found.until_ns - desk._now_ns() <= 61 * S_NS
                assert (health.trouble is None) is (name == "cooling")
                assert desk.card(bot).buys_open > 0
                await until(lambda: "bots" in told)

    run(work())
