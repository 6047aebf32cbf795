"""A plan of many orders goes out in the venue's own pace: not one of them is refused for its number."""

from __future__ import annotations

import asyncio

import pytest

from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.live.budget import PACES, Budget, Pace
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Accepted
from tests.support.connected import on, order
from tests.support.exchange import Exchange, truth

PLAN = 100
NS = 1_000_000_000


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_plan_of_a_hundred_orders_leaves_without_one_refusal(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are wanted at once; each is taken at its first and only request, and none waits a minute."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        exchange.faults.add("net.latency", min_ms=5, max_ms=200)
        price = (await port.prices([f"{venue}:BTC/USDT"]))[f"{venue}:BTC/USDT"]
        began = exchange.now_ns

        async def placed(number: int) -> object:
            await port.turn()
            low = str((price * 80 / 100 + number).quantize(price.to_integral_value()))
            return await port.submit(order(port, f"FBabc-{number:018x}", Side.BUY, "0.001", low))

        outcomes = await asyncio.gather(*(placed(number) for number in range(PLAN)))
        assert [o for o in outcomes if not isinstance(o, Accepted)] == []
        assert len(truth(exchange, venue).orders) == PLAN
        assert exchange.now_ns - began < 60 * NS

    on(venue, work, monkeypatch)


@pytest.mark.parametrize("venue", sorted(PACES))
def test_pace_is_below_what_is_documented(venue: str) -> None:
    """In no span of the venue's own length leave more orders than nine tenths of its limit."""
    limit, span_s = {"bybit": (10, 1), "binance": (50, 10), "binanceusdm": (300, 10)}[venue]
    pace = PACES[venue]
    assert pace.orders <= limit * 9 // 10
    assert pace.span_s > span_s


def test_turns_come_in_the_order_of_the_calls() -> None:
    """A row of orders keeps its order, and a lonely one leaves at once."""

    async def work() -> list[int]:
        loop = asyncio.get_running_loop()
        budget = Budget(lambda: int(loop.time() * NS), pace=Pace(2, 0.1))
        left: list[int] = []

        async def one(number: int) -> None:
            await budget.turn()
            left.append(number)

        began = loop.time()
        await one(0)
        assert loop.time() - began < 0.05
        await asyncio.gather(*(one(number) for number in range(1, 8)))
        assert loop.time() - began >= 0.3
        return left

    assert asyncio.run(work()) == list(range(8))
