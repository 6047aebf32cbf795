"""A perpetual position without a stop, and what a person is told who asks for an impossible one."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.live.stops import Stops
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_orders import PositionSide, Terms, Wish
from finbyte_desktop.services.venues.live_perpetuals import Position
from tests.support.connected import on
from tests.support.exchange import Exchange

D = Decimal
PERPETUAL = "BTC/USDT:USDT"


async def bought(port: CcxtVenue, side: Side = Side.BUY) -> str:
    """Opens a position of 0.02 BTC; its market."""
    name = f"{port.name}:{PERPETUAL}"
    price = D("66000") if side is Side.BUY else D("62000")
    await port.place(Wish("FBf-1", name, side, D("0.02"), price, Terms.IOC))
    return name


def refused_stop(case: str, patch: pytest.MonkeyPatch) -> str:
    """What is shown for a stop at a share of the mark price, or one that the venue refuses."""
    found: list[str] = []

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        async def keep(state: Any) -> None: ...

        name, positions = await bought(port), port.positions
        end, seen = D(40_000), (await positions())[0].mark_price

        async def told() -> list[Position]:
            return [p._replace(liquidation_price=end, mark_price=seen) for p in await positions()]

        patch.setattr(port, "positions", told)
        prices = {
            "stop-between-steps": (seen * D("0.9")).quantize(D(1)) + D("0.0001"),
            "stop-wrong-side": (seen * D("1.1")).quantize(D(1)),
            "stop-beyond-liquidation": D(39_000),
            "stop-refused": (seen * D("0.999")).quantize(D(1)),
            "stop-no-position": D(50_000),
        }
        if case == "stop-refused":
            exchange.act("market.gap", symbol="BTCUSDT", percent=-2)
        if case == "stop-no-position":
            name = name.replace("BTC", "ETH")
        stops = Stops(port, "FBabc-", keep, {}, lambda _: None, lambda _: None, lambda: None)
        with pytest.raises(UserError) as refused:
            await stops.protect(name, PositionSide.BOTH, prices[case])
        found.append(refused.value.text)

    on("binanceusdm", work, patch, made=partial(CcxtVenue, perpetuals=True))
    return found[0]
