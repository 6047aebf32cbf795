"""Positions of Binance USD-M: an empty list is believed when it is told twice."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.connected import change_answers, on
from tests.support.exchange import Exchange

USDM = "binanceusdm"


def test_an_empty_answer_does_not_hide_a_position(monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue in trouble gives an empty list, and that looks like an account without positions."""

    async def work(port: CcxtVenue, exchange: Exchange) -> None:
        assert list(await port.positions()) == []
        exchange.act("account.external_trade", symbol="BTCUSDT", venue=USDM, account="trader")
        asked: list[Any] = []

        def first_is_empty(request: Any, value: Any) -> Any:
            asked.append(request)
            return b"[]" if len(asked) == 1 else value

        change_answers(exchange, "/fapi/v3/positionRisk", first_is_empty)
        (position,) = await port.positions()
        assert position.qty
        assert len(asked) == 2

    on(USDM, work, monkeypatch, made=partial(CcxtVenue, perpetuals=True))
