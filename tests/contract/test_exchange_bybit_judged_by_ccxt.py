"""ccxt finds nothing missing at the test exchange's Bybit: spot and linear."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.contract.judges import ccxt_client, run, watched
from tests.support.exchange import TestExchange

SPOT, LINEAR = "BTC/USDT", "BTC/USDT:USDT"
KINDS = {"fetchMarkets": {"types": ["spot", "linear"]}}


@pytest.mark.parametrize("symbol", [SPOT, LINEAR])
def test_bybit_market_data(symbol: str) -> None:
    """Markets, tickers, candles, trades and books of both categories."""

    async def judge() -> None:
        async with (
            TestExchange(seed=1, venues=["bybit"]) as exchange,
            ccxt_client("bybit", exchange, **KINDS) as client,
        ):
            markets = await client.load_markets()
            assert len(markets) == 10
            assert markets[symbol]["precision"]["price"] == 0.1
            ticker = await client.fetch_ticker(symbol)
            assert ticker["bid"] < ticker["ask"]
            assert len(await client.fetch_order_book(symbol, 10)) > 0
            assert len(await client.fetch_trades(symbol, limit=5)) == 5
            for step in ("1m", "1h", "1d"):
                candles = await client.fetch_ohlcv(symbol, step, limit=20)
                assert len(candles) == 20
                assert candles == sorted(candles)

    run(judge())


@pytest.mark.parametrize("symbol", [SPOT, LINEAR])
@pytest.mark.parametrize("kind", ["hmac", "rsa"])
def test_bybit_orders_from_place_to_history(symbol: str, kind: str) -> None:
    """An order is placed, found by both ids, changed, cancelled; a filled one stands in the history."""
    import ccxt

    async def judge() -> None:
        async with (
            TestExchange(seed=2, venues=["bybit"]) as exchange,
            ccxt_client("bybit", exchange, kind=kind, **KINDS) as client,
        ):
            await client.load_markets()
            given = {"clientOrderId": "mine-1", "postOnly": True}
            order = await client.create_order(symbol, "limit", "buy", 0.01, 62_000, given)
            assert order["clientOrderId"] == "mine-1"
            assert (await client.fetch_order(order["id"], symbol, {"acknowledged": True}))["status"] == "open"
            found = await client.fetch_open_orders(symbol, params={"orderLinkId": "mine-1"})
            assert [one["id"] for one in found] == [order["id"]]
            await client.edit_order(order["id"], symbol, "limit", "buy", 0.02, 62_100)
            changed = (await client.fetch_open_orders(symbol))[0]
            assert (changed["amount"], changed["price"]) == (0.02, 62_100)
            await client.cancel_order(order["id"], symbol)
            assert [one["id"] for one in await client.fetch_canceled_orders(symbol)] == [order["id"]]
            bought = await client.create_order(symbol, "market", "buy", 0.01)
            trades = await client.fetch_my_trades(symbol)
            assert {trade["order"] for trade in trades} == {bought["id"]}
            assert (await client.fetch_closed_orders(symbol))[0]["filled"] == 0.01
            assert (await client.fetch_trading_fee(symbol))["taker"] > 0
            extra = {"triggerDirection": "below"} if symbol == LINEAR else {}
            stop = {"triggerPrice": 61_000, **extra}
            await client.create_order(symbol, "limit", "sell", 0.01, 60_000, stop)
            assert len(await client.cancel_all_orders(symbol)) == 1
            with pytest.raises(ccxt.InvalidOrder, match="uplicate"):
                await client.create_order(symbol, "limit", "buy", 0.01, 62_000, {"clientOrderId": "mine-1"})
            with pytest.raises(ccxt.InsufficientFunds):
                await client.create_order(symbol, "limit", "buy", 50, 62_000)
            with pytest.raises(ccxt.OrderNotFound):
                await client.cancel_order("77", symbol)
            assert len(exchange.truth("bybit").creates("mine-1")) == 2

    run(judge())


def test_bybit_positions_leverage_stops_and_funding() -> None:
    """A position has its stops at the venue, pays funding, and is closed."""
    import ccxt

    async def judge() -> None:
        async with (
            TestExchange(seed=3, venues=["bybit"]) as exchange,
            ccxt_client("bybit", exchange, **KINDS) as client,
        ):
            await client.load_markets()
            await client.set_leverage(5, LINEAR)
            with pytest.raises(ccxt.BadRequest, match="not modified"):
                await client.set_leverage(5, LINEAR)
            await client.set_margin_mode("isolated", LINEAR, {"leverage": 5})
            stops = {"stopLoss": {"triggerPrice": 60_000}, "takeProfit": {"triggerPrice": 70_000}}
            await client.create_order(LINEAR, "market", "buy", 0.02, None, stops)
            position = (await client.fetch_positions([LINEAR]))[0]
            assert (position["contracts"], position["side"], position["leverage"]) == (0.02, "long", 5)
            assert (position["stopLossPrice"], position["takeProfitPrice"]) == (60_000, 70_000)
            assert len(await client.fetch_open_orders(LINEAR, params={"trigger": True})) == 2
            exchange.exchange.act("market.funding", rate=10_000)
            paid = await client.fetch_funding_history(LINEAR)
            assert paid[0]["amount"] != 0
            assert (await client.fetch_funding_rate(LINEAR))["fundingRate"] == 0.0001
            tiers = await client.fetch_market_leverage_tiers(LINEAR)
            assert tiers[0]["maintenanceMarginRate"] == 0.004
            with pytest.raises(ccxt.BadRequest, match="cannot be switched"):
                await client.set_position_mode(True, LINEAR)
            await client.create_order(LINEAR, "market", "sell", 0.02, None, {"reduceOnly": True})
            assert (await client.fetch_position(LINEAR))["contracts"] == 0
            assert await client.fetch_open_orders(LINEAR, params={"trigger": True}) == []
            await client.set_position_mode(True, LINEAR)
            await client.create_order(LINEAR, "market", "sell", 0.02, None, {"positionIdx": 2})
            assert [p["side"] for p in await client.fetch_positions([LINEAR]) if p["contracts"]] == ["short"]

    run(judge())


@pytest.mark.parametrize("symbol", [SPOT, LINEAR])
def test_bybit_streams(symbol: str) -> None:
    """Books, trades, tickers, candles, orders, fills, balances and positions arrive."""

    async def judge() -> None:
        async with (
            TestExchange(seed=4, venues=["bybit"]) as exchange,
            ccxt_client("bybit", exchange, **KINDS) as client,
        ):
            await client.load_markets()
            for _ in range(4):
                book = await client.watch_order_book(symbol)
                assert book["bids"][0][0] < book["asks"][0][0]
            assert await client.watch_trades(symbol)
            assert (await client.watch_ticker(symbol))["last"] > 0
            assert (await client.watch_ohlcv(symbol, "1m"))[0][4] > 0

            async def buy() -> None:
                await client.create_order(symbol, "market", "buy", 0.01, None, {"clientOrderId": "bought"})

            calls: list[Any] = [
                client.watch_orders(symbol), client.watch_my_trades(symbol), client.watch_balance()
            ]  # fmt: skip
            if symbol == LINEAR:
                assert await client.watch_positions([symbol]) == []
                calls.append(client.watch_positions([symbol]))
            orders, trades, balance, *positions = await watched(asyncio.gather(*calls), buy)
            assert orders[-1]["clientOrderId"] == "bought"
            assert trades[0]["fee"]["currency"] == ("BTC" if symbol == SPOT else "USDT")
            assert balance["USDT"]["total"] <= 100_000
            assert not positions or positions[0][0]["contracts"] == 0.01
            assert (await client.create_order_ws(symbol, "limit", "buy", 0.01, 62_000))["id"]

    run(judge())
