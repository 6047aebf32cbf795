"""Answers of a venue that make no sense: the outcome is Unknown, a read is unavailable, nothing breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.ccxt_wire import CALL
from finbyte_desktop.services.venues.live_port import Outcome, Unknown

D = Decimal
BTC = "binance:BTC/USDT"
ORDER = Order("FBabc-1", "b1", "S1", 1, 1, BTC, OrderSpec(Side.BUY, D(1), D(100)), 0, "token", State.SENT)
HEAD = {"id": "7", "clientOrderId": "FBabc-1", "symbol": "BTC/USDT", "side": "buy"}
STRANGE: tuple[Any, ...] = (
    {**HEAD, "amount": "many"},
    {**HEAD, "amount": {"is": 1}},
    {**HEAD, "amount": [1]},
    {"id": "7", "clientOrderId": ["FBabc-1"], "amount": "1"},
    {"id": {"deep": []}},
    [HEAD],
    "ok",
    None,
)
ROWS: tuple[Any, ...] = (
    None,
    7,
    "row",
    [],
    {"amount": []},
    {**HEAD, "amount": "1", "side": 7, "status": "open"},
)


def venue_answering(answer: Any) -> CcxtVenue:
    """A venue whose every call brings this, as if it had come from the wire."""
    port = CcxtVenue("binance", "key", "secret", lambda: 10**18)
    steps = (D("0.01"), D("0.00001"), D("0.00001"), D(5))
    port._instruments[BTC] = Instrument(BTC, "BTC", "USDT", *steps, Fees(D(0), D(0)))
    port._ids[BTC], port._quotes[BTC] = "BTCUSDT", "USDT"

    async def told(*_: Any, **__: Any) -> Any:
        call = CALL.get()
        assert call is not None
        call.orders_sent, call.sent, call.status, call.value = 1, True, 200, []
        return answer

    for exchange in port._exchanges:
        for name in ("create_order", "cancel_order", "fetch_open_orders", "fetch_my_trades", "fetch_order"):
            setattr(exchange, name, told)
        for name in ("fetch_balance", "fetch_last_prices", "fetch_time", "sapiGetAccountApiRestrictions"):
            setattr(exchange, name, told)
    return port


async def closing(port: CcxtVenue, work: Callable[[CcxtVenue], Awaitable[Any]]) -> Any:
    try:
        return await work(port)
    finally:
        await port.close()


@pytest.mark.parametrize("answer", STRANGE, ids=repr)
def test_strange_answer_to_an_order_is_unknown(answer: Any) -> None:
    """Whatever stands where an order should: the order may be there."""
    outcome: Outcome = asyncio.run(closing(venue_answering(answer), lambda port: port.submit(ORDER)))
    assert isinstance(outcome, Unknown)


READS: dict[str, Callable[[CcxtVenue, Any], Awaitable[Any]]] = {
    "open_orders": lambda port, _: port.open_orders(BTC),
    "trades": lambda port, _: port.trades(BTC, 0),
    "prices": lambda port, _: port.prices([BTC]),
    "rights": lambda port, _: port.rights(),
    "clock": lambda port, _: port.measure_clock(),
}


# rights without words are rights that are not told, and 7 is a time
MEANT = {("rights", 4), ("rights", 5), ("clock", 1)}
CASES = [(name, row) for name in READS for number, row in enumerate(ROWS) if (name, number) not in MEANT]


@pytest.mark.parametrize(("name", "row"), CASES, ids=repr)
def test_strange_answer_to_a_read_is_unavailable(name: str, row: Any) -> None:
    """A row that cannot be read makes the whole answer unusable, and never stops the engine."""
    port = venue_answering([row] if name in ("open_orders", "trades") else row)
    with pytest.raises(Unavailable):
        asyncio.run(closing(port, lambda port: READS[name](port, row)))


def test_market_that_is_not_known_cannot_be_read() -> None:
    """A market that the venue no longer lists: no answer, and no error of another kind."""
    with pytest.raises(Unavailable):
        asyncio.run(closing(venue_answering([]), lambda port: port.trades("binance:GONE/USDT", 0)))
    gone = ORDER._replace(instrument="binance:GONE/USDT")
    outcome: Outcome = asyncio.run(closing(venue_answering({}), lambda port: port.submit(gone)))
    assert getattr(outcome, "denied", False)
