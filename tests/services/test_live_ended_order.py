"""A trade by which the venue ended a position is told after the trades that were before it."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.orders import Role, Side, State
from finbyte_desktop.services.live.following import Following
from finbyte_desktop.services.live.reading import Missing
from finbyte_desktop.services.venues.live_port import OrderReport, TradeReport

D = Decimal
MARKET = "binanceusdm:BTC/USDT:USDT"


def _trade(ns: int, name: str, order: str, side: Side) -> TradeReport:
    head = (ns, MARKET, name, order, None, side, D(100), D(1))
    return TradeReport(*head, D("0.1"), "USDT", Role.TAKER, D(0))


class Port:
    """A venue that liquidated what a trade before had opened."""

    trades_there = (_trade(10, "t1", "ours", Side.SELL), _trade(20, "t2", "theirs", Side.BUY))

    async def order(self, *_: Any) -> OrderReport:
        head = (20, MARKET, "theirs", "autoclose-20", Side.BUY, None)
        return OrderReport(*head, D(1), D(1), State.FILLED)

    async def trades(self, *_: Any) -> list[TradeReport]:
        return list(self.trades_there)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_liquidation_is_told_after_what_it_closed(is_known: bool) -> None:
    """The stream lost the trade that opened the position: told the other way round, the liquidation would be
    of no bot, and the bot would hold for ever what is gone. While nobody knows whose that trade is, it waits.
    """
    told: list[Any] = []
    reading = SimpleNamespace(
        known=lambda _: None, closed_by=lambda _: "liquidated", is_explained=lambda _: is_known
    )
    joining = SimpleNamespace(read_since_ns=lambda _: 0)
    shell: Any = SimpleNamespace(
        port=Port(), reading=reading, joining=joining, adopted_ns=1, post=told.append
    )
    found = asyncio.run(Following(shell)._found(Missing(MARKET, "theirs", None, 20)))
    assert found is is_known
    assert [type(one) for one in told] == [TradeReport, *([ev.PositionEnded] if is_known else [])]
    assert told[0].trade_id == "t1"
