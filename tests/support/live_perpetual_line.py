"""What making a perpetual ready for a bot is refused with, each provoked at the test exchange."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.live.perpetual_settings import PerpetualSettings
from finbyte_desktop.services.live.position_truth import PositionTruth
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.connected import on
from tests.support.exchange import Exchange, venue_named
from tests.support.exchange.values import Kind, NewOrder, Side

Make = Callable[[Exchange], Any]
USDM = "binanceusdm"


def _prepared(make: Make, patch: pytest.MonkeyPatch, venue: str = USDM, leverage: int = 3) -> str:
    """The refusal of a market that something was done to first."""
    found: list[str] = []

    async def keep(name: str, state: Any) -> None: ...

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        make(exchange)
        shell: Any = SimpleNamespace(port=port, keep=keep, reading=SimpleNamespace(known=lambda name: None))
        shell.truth = PositionTruth(shell)
        with pytest.raises(FinByteError) as caught:
            await PerpetualSettings(shell).prepare(f"{venue}:BTC/USDT:USDT", Decimal(leverage))
        found.append(caught.value.text)

    on(venue, work, patch, made=partial(CcxtVenue, perpetuals=True))
    return found[0]


def _hedged(exchange: Exchange) -> None:
    venue_named(exchange, USDM).engine.set_hedged("trader", True)


def _bought(exchange: Exchange) -> None:
    exchange.act("account.external_trade", symbol="BTCUSDT", venue=USDM, account="trader")


def _ordered(exchange: Exchange) -> None:
    engine = venue_named(exchange, USDM).engine
    low = engine.instruments["BTCUSDT"].start_price * 96 // 100
    engine.place(NewOrder("trader", "BTCUSDT", Side.BUY, Kind.LIMIT, 100, "web_1", low))


def _lost(exchange: Exchange) -> None:
    exchange.faults.add("net.loss_request", where={"path": "/fapi/v1/leverage", "method": "POST"})


LIVE_PERPETUAL_REFUSALS: dict[str, Callable[[pytest.MonkeyPatch], str]] = {
    "perpetual-hedge-mode": partial(_prepared, _hedged),
    "perpetual-position-there": partial(_prepared, _bought),
    "perpetual-orders-there": partial(_prepared, _ordered),
    "perpetual-not-confirmed": partial(_prepared, _lost),
    "perpetual-leverage-refused": partial(_prepared, lambda exchange: None, leverage=200),
    "perpetual-margin-mode": partial(_prepared, lambda exchange: None, venue="bybit"),
}
