"""Run all venues under faults and print one digest of every byte that clients saw: a run is its seed."""

from __future__ import annotations

import hashlib
import sys

from tests.contract.raw import Listener
from tests.contract.traded import Traded

STREAMS = (
    ("stream.binance.com", "/stream", "btcusdt@depth@100ms/btcusdt@depth5@100ms/btcusdt@trade/!ticker@arr"),
    ("fstream.binance.com", "/stream", "btcusdt@depth/btcusdt@depth10/!markPrice@arr/btcusdt@aggTrade"),
)
TOPICS = ["orderbook.50.BTCUSDT", "tickers.ETHUSDT", "publicTrade.BTCUSDT", "kline.5.BTCUSDT"]


def digest() -> str:
    client = Traded()
    heard = [Listener(client.exchange, host, path, f"streams={names}") for host, path, names in STREAMS]
    heard.append(Listener(client.exchange, "stream.bybit.com", "/v5/public/linear"))
    heard[-1].say(op="subscribe", args=TOPICS)
    for knob in ("stream.drop", "stream.reorder", "net.delay_response", "fill.partials"):
        client.exchange.faults.add(knob, probability=0.1)
    for number in range(15):
        buy, sell = str(63_900 + number * 10), str(64_100 - number * 10)
        client.order(f"o{number}", price=buy)
        client.usdm("POST", "/fapi/v1/order", side="SELL", type="LIMIT", timeInForce="GTC", quantity="0.01",
                    price=sell)  # fmt: skip
        client.v5("POST", "/v5/order/create", category="linear", symbol="BTCUSDT", side="Buy", qty="0.01",
                  orderType="Limit", price=buy)  # fmt: skip
        client.exchange.advance(1)
    seen = hashlib.sha256()
    for listener in (*heard, client.user, client.futures, client.bybit):
        for frame in listener.frames:
            seen.update(frame.text.encode())
    return seen.hexdigest()


if __name__ == "__main__":
    sys.stdout.write(digest() + "\n")
