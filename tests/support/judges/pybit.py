"""pybit, REST and its streams, on the Bybit v5 dialect."""

from __future__ import annotations

import os
import queue
import sys
import traceback
from decimal import Decimal
from typing import Any

from pybit import _websocket_stream
from pybit.exceptions import InvalidRequestError
from pybit.unified_trading import HTTP, WebSocket

SYMBOL = "BTCUSDT"


def stream(base: str, channel: str, **given: Any) -> WebSocket:
    """A stream client whose host is the test exchange."""
    host = f"{base.replace('http', 'ws', 1)}/stream.bybit.com"
    _websocket_stream.SUBDOMAIN_MAINNET = ""
    import pybit.unified_trading as trading

    trading.PUBLIC_WSS = f"{host}/v5/public/{{CHANNEL_TYPE}}"
    trading.PRIVATE_WSS = f"{host}/v5/private"
    return WebSocket(testnet=False, channel_type=channel, retries=10, **given)


def main(base: str, key: str, secret: str) -> None:
    client = HTTP(api_key=key, api_secret=secret)
    client.endpoint = f"{base}/api.bybit.com"
    assert client.get_server_time()["retCode"] == 0
    ticker = client.get_tickers(category="spot", symbol=SYMBOL)["result"]["list"][0]
    price = Decimal(ticker["lastPrice"])
    low = f"{(price * Decimal('0.9')):.1f}"
    heard: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
    public = stream(base, "spot")
    public.trade_stream(symbol=SYMBOL, callback=lambda told: heard.put(("trade", told)))
    public.orderbook_stream(depth=50, symbol=SYMBOL, callback=lambda told: heard.put(("book", told)))
    private = stream(base, "private", api_key=key, api_secret=secret)
    private.order_stream(callback=lambda told: heard.put(("order", told)))
    placed = client.place_order(
        category="spot", symbol=SYMBOL, side="Buy", orderType="Limit", qty="0.01", price=low,
        orderLinkId="judge-4",
    )["result"]  # fmt: skip
    assert placed["orderLinkId"] == "judge-4", placed
    print("placed")
    (rests,) = client.get_open_orders(category="spot", symbol=SYMBOL, orderLinkId="judge-4")["result"]["list"]
    assert rests["orderStatus"] == "New", rests
    client.amend_order(category="spot", symbol=SYMBOL, orderId=placed["orderId"], qty="0.005")
    (rests,) = client.get_open_orders(category="spot", symbol=SYMBOL)["result"]["list"]
    assert Decimal(rests["qty"]) == Decimal("0.005"), rests
    print("amended")
    client.cancel_order(category="spot", symbol=SYMBOL, orderId=placed["orderId"])
    try:
        client.cancel_order(category="spot", symbol=SYMBOL, orderId=placed["orderId"])
    except InvalidRequestError as error:
        assert error.status_code == 170213, error
    else:
        raise AssertionError("an order was cancelled twice")
    print("cancelled")
    client.place_order(
        category="spot", symbol=SYMBOL, side="Buy", orderType="Market", qty="0.01", marketUnit="baseCoin"
    )
    assert client.get_executions(category="spot", symbol=SYMBOL)["result"]["list"]
    print("traded")
    kinds: set[str] = set()
    while not {"trade", "book", "order"} <= kinds:
        kinds.add(heard.get(timeout=15)[0])
    public.exit()
    private.exit()
    print("streams read")


try:
    main(*sys.argv[1:4])
except BaseException:
    traceback.print_exc()
    os._exit(1)  # the streams' threads would keep the process
