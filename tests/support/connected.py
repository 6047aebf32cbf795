"""A live port on a fresh test exchange in virtual time, and orders to send through it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from tests.support.exchange import Exchange, Outcome, WireRequest, add_account, build
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.virtual import run

LIMIT_S = 900.0
Work = Callable[[CcxtVenue, Exchange], Awaitable[None]]
Change = Callable[[WireRequest, Any], Any]


def on(
    venue: str,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    limit_s: float = LIMIT_S,
    made: Callable[..., CcxtVenue] = CcxtVenue,
    **key: Any,
) -> Exchange:
    """Runs work against a fresh exchange in virtual time."""
    exchange = build(seed=5, venues=[venue])
    balances = {"USDT": "10000"} if venue == "binanceusdm" else {"USDT": "10000", "BTC": "1"}
    given = add_account(exchange, balances=balances, **key)
    monkeypatch.setattr(ccxt.Exchange, "milliseconds", staticmethod(lambda: exchange.now_ns // 1_000_000))

    async def main() -> None:
        session = MemorySession(exchange)
        port = made(venue, given.key, given.secret, lambda: exchange.now_ns, session=session)
        try:
            await port.open()
            await work(port, exchange)
        finally:
            await port.close()

    run(exchange, main(), limit_s)
    return exchange


def order(port: CcxtVenue, client_id: str, side: Side, qty: str, price: str, **more: Any) -> Order:
    """An order of ours that is about to leave."""
    market = more.pop("market", "BTC/USDT")
    spec = OrderSpec(side, Decimal(qty), Decimal(price), **more)
    name = f"{port.name}:{market}"
    return Order(client_id, "b1", "L1", 1, 1, name, spec, 0, "token", State.SENT)


def change_answers(exchange: Exchange, path: str, change: Change, status: int = 0) -> list[WireRequest]:
    """From now on the JSON of every answer of this path goes through `change`, which may also give bytes.
    `status` is then the status.
    What was asked is added to the list that is returned.
    """
    send, asked = exchange.send, []

    def changed(request: WireRequest, reply: Callable[[Outcome], None]) -> None:
        if path not in request.path:
            send(request, reply)
            return
        asked.append(request)

        def back(outcome: Outcome) -> None:
            if outcome.response is not None:
                value = change(request, json.loads(outcome.response.body))
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                outcome.response.body = body
                outcome.response.status = status or outcome.response.status
            reply(outcome)

        send(request, back)

    exchange.send = changed  # type: ignore[method-assign]
    return asked
