"""A smart rebalance on a live account: refused in words, before anything is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Policy
from tests.support.basket_line import SEVERAL
from tests.support.exchange import TestExchange
from tests.support.live_desk import BALANCES, live_desk

PARAMS: dict[str, Any] = {"assets": {"BTC": "50", "ETH": "50"}, "investment": "1000"}


def test_several_markets_are_refused_on_a_live_account(tmp_path: Path) -> None:
    """The wizard says so already; no bot is there afterwards."""

    async def work() -> None:
        async with TestExchange(seed=21, venues=["binance"]) as exchange:
            key = exchange.add_account("trader", BALANCES)
            async with live_desk(tmp_path, exchange, "binance", key) as desk:
                await desk.look_at("binance:BTC/USDT")
                found = desk.preflight("rebalance", "binance:BTC/USDT", PARAMS)
                assert not found.ok
                assert found.problems[-1].code == "several_on_paper"
                with pytest.raises(UserError) as refused:
                    await desk.create_bot("rebalance", "binance:BTC/USDT", PARAMS, Policy.PLAN, False)
                assert refused.value.text == SEVERAL
                assert not desk.cards()

    asyncio.run(asyncio.wait_for(work(), 60))
