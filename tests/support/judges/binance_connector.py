"""binance-connector, REST and its stream client, on the Binance spot dialect."""

from __future__ import annotations

import json
import os
import queue
import sys
import traceback
from decimal import Decimal

from binance.error import ClientError
from binance.spot import Spot
from binance.websocket.spot.websocket_stream import SpotWebsocketStreamClient

SYMBOL = "BTCUSDT"


def main(base: str, key: str, secret: str) -> None:
    client = Spot(key, secret, base_url=f"{base}/api.binance.com")
    client.ping()
    assert client.exchange_info(symbol=SYMBOL)["symbols"][0]["symbol"] == SYMBOL
    price = Decimal(client.ticker_price(SYMBOL)["price"])
    low = f"{(price * Decimal('0.9')):.2f}"
    heard: queue.Queue[dict[str, object]] = queue.Queue()
    streams = SpotWebsocketStreamClient(
        stream_url=f"{base.replace('http', 'ws', 1)}/stream.binance.com",
        on_message=lambda _, text: heard.put(json.loads(text)),
        is_combined=True,
    )
    streams.trade(symbol=SYMBOL)
    streams.diff_book_depth(symbol=SYMBOL, speed=100)
    order = client.new_order(
        SYMBOL, "BUY", "LIMIT", timeInForce="GTC", quantity="0.01", price=low, newClientOrderId="judge-2"
    )
    assert order["clientOrderId"] == "judge-2", order
    print("placed")
    assert client.get_order(SYMBOL, origClientOrderId="judge-2")["orderId"] == order["orderId"]
    change = {"symbol": SYMBOL, "orderId": order["orderId"], "newQty": "0.005"}
    amended = client.sign_request("PUT", "/api/v3/order/amend/keepPriority", change)
    assert Decimal(amended["amendedOrder"]["qty"]) == Decimal("0.005"), amended
    print("amended")
    client.cancel_order(SYMBOL, orderId=order["orderId"])
    try:
        client.cancel_order(SYMBOL, orderId=order["orderId"])
    except ClientError as error:
        assert error.error_code == -2011, error
    else:
        raise AssertionError("an order was cancelled twice")
    print("cancelled")
    assert client.new_order(SYMBOL, "BUY", "MARKET", quantity="0.01")["status"] == "FILLED"
    assert client.my_trades(SYMBOL)
    print("traded")
    kinds = set()
    while not {"trade", "depthUpdate"} <= kinds:
        told = heard.get(timeout=15)
        data = told.get("data")
        if isinstance(data, dict):
            kinds.add(data.get("e"))
    streams.stop()
    print("streams read")


try:
    main(*sys.argv[1:4])
except BaseException:
    traceback.print_exc()
    os._exit(1)  # the stream's thread would keep the process
