"""python-binance, synchronous REST and its socket manager, on the Binance spot dialect."""

from __future__ import annotations

import asyncio
import sys
from decimal import Decimal

from binance import BinanceSocketManager
from binance.async_client import AsyncClient

SYMBOL = "BTCUSDT"


async def main(base: str, key: str, secret: str) -> None:
    AsyncClient.API_URL = f"{base}/api.binance.com/api"
    client = AsyncClient(key, secret)
    await client.ping()
    info = await client.get_symbol_info(SYMBOL)
    assert info["baseAsset"] == "BTC", info
    price = Decimal((await client.get_symbol_ticker(symbol=SYMBOL))["price"])
    low = f"{(price * Decimal('0.9')):.2f}"
    sockets = BinanceSocketManager(client)
    sockets.STREAM_URL = f"{base.replace('http', 'ws', 1)}/stream.binance.com/"
    async with sockets.trade_socket(SYMBOL) as trades, sockets.depth_socket(SYMBOL) as depth:
        order = await client.create_order(
            symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price=low,
            newClientOrderId="judge-1",
        )  # fmt: skip
        assert order["clientOrderId"] == "judge-1", order
        assert order["status"] == "NEW", order
        print("placed")
        found = await client.get_order(symbol=SYMBOL, origClientOrderId="judge-1")
        assert found["orderId"] == order["orderId"], found
        assert len(await client.get_open_orders(symbol=SYMBOL)) == 1
        amended = await client._put(
            "order/amend/keepPriority",
            True,
            data={"symbol": SYMBOL, "orderId": order["orderId"], "newQty": "0.005"},
        )
        assert Decimal(amended["amendedOrder"]["qty"]) == Decimal("0.005"), amended
        print("amended")
        gone = await client.cancel_order(symbol=SYMBOL, orderId=order["orderId"])
        assert gone["status"] == "CANCELED", gone
        print("cancelled")
        bought = await client.create_order(symbol=SYMBOL, side="BUY", type="MARKET", quantity="0.01")
        assert bought["status"] == "FILLED", bought
        trade = (await client.get_my_trades(symbol=SYMBOL))[-1]
        assert Decimal(trade["qty"]) <= Decimal("0.01"), trade
        account = await client.get_account()
        assert any(row["asset"] == "BTC" and Decimal(row["free"]) > 0 for row in account["balances"])
        print("traded")
        async with asyncio.timeout(15):
            told = await trades.recv()
            assert told["e"] == "trade", told
            book = await depth.recv()
            assert book["e"] == "depthUpdate", book
        print("streams read")
    await client.close_connection()


asyncio.run(main(*sys.argv[1:4]))
