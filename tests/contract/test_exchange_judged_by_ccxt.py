"""ccxt, which knows the real venues, finds nothing missing: binance spot."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.judges import ccxt_client, run, watched
from tests.support.exchange import TestExchange

BTC = "BTC/USDT"
SPOT = {"fetchMarkets": {"types": ["spot"]}}


def test_spot_market_data() -> None:
    """Markets, time, tickers, candles, trades and books come as ccxt expects them."""

    async def judge() -> None:
        async with (
            TestExchange(seed=1, venues=["binance"]) as exchange,
            ccxt_client("binance", exchange, **SPOT) as client,
        ):
            markets = await client.load_markets()
            assert markets[BTC]["precision"] == {
                "amount": 1e-5,
                "price": 0.01,
                "base": 1e-8,
                "quote": 1e-8,
            }
            assert markets[BTC]["limits"]["cost"]["min"] == 5
            assert len(markets) == 5
            ticker = await client.fetch_ticker(BTC)
            assert ticker["bid"] < ticker["ask"]
            assert len(await client.fetch_tickers()) == 5
            book = await client.fetch_order_book(BTC, 10)
            assert book["bids"][0][0] < book["asks"][0][0]
            assert len(book["bids"]) == 10
            assert len(await client.fetch_trades(BTC, limit=5)) == 5
            for step in ("1m", "1h", "1d"):
                candles = await client.fetch_ohlcv(BTC, step, limit=20)
                assert len(candles) == 20
                assert all(low <= min(o, c) <= max(o, c) <= high for _, o, high, low, c, _ in candles)
            assert abs(await client.fetch_time() - client.milliseconds()) < 2000

    run(judge())


@pytest.mark.parametrize("kind", ["hmac", "rsa", "ed25519"])
def test_spot_orders_from_place_to_history(kind: str) -> None:
    """An order is placed, found by both ids, filled or cancelled, and stands in the history; any key kind."""

    async def judge() -> None:
        async with (
            TestExchange(seed=2, venues=["binance"]) as exchange,
            ccxt_client("binance", exchange, kind=kind, **SPOT) as client,
        ):
            await client.load_markets()
            resting = await client.create_order(
                BTC, "limit", "buy", 0.01, 60_000, {"newClientOrderId": "mine-1", "postOnly": True}
            )
            assert resting["status"] == "open"
            found = await client.fetch_order(resting["id"], BTC)
            by_client_id = await client.fetch_order(None, BTC, {"origClientOrderId": "mine-1"})
            assert found["id"] == by_client_id["id"] == resting["id"]
            assert [o["id"] for o in await client.fetch_open_orders(BTC)] == [resting["id"]]
            assert (await client.fetch_balance())["USDT"]["used"] == 600
            assert (await client.cancel_order(resting["id"], BTC))["status"] == "canceled"
            bought = await client.create_order(BTC, "market", "buy", 0.02)
            assert bought["status"] == "closed"
            assert bought["filled"] == 0.02
            trades = await client.fetch_my_trades(BTC)
            assert {trade["order"] for trade in trades} == {bought["id"]}
            assert trades[0]["fee"]["currency"] == "BTC"
            assert len(await client.fetch_closed_orders(BTC)) == 1
            assert len(await client.fetch_orders(BTC)) == 2
            fee = await client.fetch_trading_fee(BTC)
            assert (fee["maker"], fee["taker"]) == (0.001, 0.001)
            truth = exchange.truth("binance")
            assert len(truth.creates("mine-1")) == 1
            assert len(truth.orders) == 2

    run(judge())


def test_spot_stops_lists_and_refusals() -> None:
    """Stops rest untriggered, cancel-all takes everything, refusals become ccxt's own errors."""
    import ccxt

    async def judge() -> None:
        async with (
            TestExchange(seed=3, venues=["binance"]) as exchange,
            ccxt_client("binance", exchange, **SPOT) as client,
        ):
            await client.load_markets()
            stop = await client.create_order(BTC, "limit", "sell", 0.01, 59_000, {"triggerPrice": 60_000})
            assert stop["status"] == "open"
            assert stop["stopPrice"] == 60_000
            await client.create_order(BTC, "market", "sell", 0.01, None, {"stopLossPrice": 61_000})
            pair = await client.private_post_orderlist_oco(
                {
                    "symbol": "BTCUSDT", "side": "SELL", "quantity": "0.01", "aboveType": "LIMIT_MAKER",
                    "abovePrice": "70000", "belowType": "STOP_LOSS", "belowStopPrice": "60000",
                    "aboveClientOrderId": "up", "belowClientOrderId": "down", "listClientOrderId": "both",
                }
            )  # fmt: skip
            assert pair["listOrderStatus"] == "EXECUTING"
            assert len(await client.fetch_open_orders(BTC)) == 4
            assert len(await client.cancel_all_orders(BTC)) == 3
            assert await client.fetch_open_orders(BTC) == []
            with pytest.raises(ccxt.InsufficientFunds):
                await client.create_order(BTC, "limit", "buy", 10, 60_000)
            with pytest.raises(ccxt.OrderImmediatelyFillable):
                await client.create_order(BTC, "limit", "buy", 0.01, 65_000, {"postOnly": True})
            with pytest.raises(ccxt.BadRequest, match="NOTIONAL"):
                await client.create_order(BTC, "limit", "buy", 0.00002, 60_000)
            with pytest.raises(ccxt.OrderNotFound):
                await client.cancel_order("77", BTC)

    run(judge())


def test_spot_streams() -> None:
    """Books follow without a gap; trades, tickers, orders, fills and balances arrive."""

    async def judge() -> None:
        async with (
            TestExchange(seed=4, venues=["binance"]) as exchange,
            ccxt_client("binance", exchange, **SPOT) as client,
        ):
            await client.load_markets()
            for _ in range(5):
                book = await client.watch_order_book(BTC)
                assert book["bids"][0][0] < book["asks"][0][0]
            assert await client.watch_trades(BTC)
            assert (await client.watch_ticker(BTC))["last"] > 0
            assert (await client.watch_ohlcv(BTC, "1m"))[0][4] > 0

            async def buy() -> None:
                await client.create_order(BTC, "market", "buy", 0.01, None, {"newClientOrderId": "bought"})

            orders, trades, balance = await watched(
                asyncio.gather(client.watch_orders(BTC), client.watch_my_trades(BTC), client.watch_balance()),
                buy,
            )
            assert orders[-1]["clientOrderId"] == "bought"
            assert trades[0]["fee"]["currency"] == "BTC"
            assert balance["USDT"]["total"] <= 100_000

    run(judge())
