"""binance-sdk-spot, REST, streams and the WebSocket API, on the Binance spot dialect."""

from __future__ import annotations

import asyncio
import sys
from decimal import Decimal
from typing import Any

from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketStreams
from binance_sdk_spot.spot import Spot

SYMBOL = "BTCUSDT"


async def main(base: str, key: str, secret: str) -> None:
    client = Spot(
        config_rest_api=ConfigurationRestAPI(
            api_key=key, api_secret=secret, base_path=f"{base}/api.binance.com"
        ),
        config_ws_streams=ConfigurationWebSocketStreams(
            stream_url=f"{base.replace('http', 'ws', 1)}/stream.binance.com"
        ),
    )
    rest = client.rest_api
    rest.ping()
    assert rest.exchange_info(symbol=SYMBOL).data().symbols[0].symbol == SYMBOL
    ticker: Any = rest.ticker_price(symbol=SYMBOL).data()
    price = Decimal(getattr(ticker, "actual_instance", ticker).price)
    low = float(round(price * Decimal("0.9"), 2))
    placed = rest.new_order(
        symbol=SYMBOL, side="BUY", type="LIMIT", time_in_force="GTC", quantity=0.01, price=low,
        new_client_order_id="judge-3",
    ).data()  # fmt: skip
    assert placed.client_order_id == "judge-3", placed
    print("placed")
    assert rest.get_order(symbol=SYMBOL, orig_client_order_id="judge-3").data().order_id == placed.order_id
    amended = rest.order_amend_keep_priority(symbol=SYMBOL, new_qty=0.005, order_id=placed.order_id).data()
    assert Decimal(amended.amended_order.qty) == Decimal("0.005"), amended
    print("amended")
    gone = rest.delete_order(symbol=SYMBOL, order_id=placed.order_id).data()
    assert gone.status == "CANCELED", gone
    print("cancelled")
    assert rest.new_order(symbol=SYMBOL, side="BUY", type="MARKET", quantity=0.01).data().status == "FILLED"
    assert rest.my_trades(symbol=SYMBOL).data()
    print("traded")
    streams = await client.websocket_streams.create_connection()
    heard: asyncio.Queue[Any] = asyncio.Queue()
    trades = await streams.trade(symbol=SYMBOL.lower())
    trades.on("message", heard.put_nowait)
    async with asyncio.timeout(15):
        told = await heard.get()
    assert told.s == SYMBOL, told
    await streams.close_connection(close_session=True)
    print("streams read")


asyncio.run(main(*sys.argv[1:4]))
