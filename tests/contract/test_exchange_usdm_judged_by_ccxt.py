"""ccxt finds nothing missing at the test exchange's Binance USD-M."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.judges import ccxt_client, run, watched
from tests.support.exchange import TestExchange

BTC = "BTC/USDT:USDT"
SWAP = {"defaultType": "swap", "fetchMarkets": {"types": ["linear"]}}


def test_usdm_market_data() -> None:
    """Markets, tickers, candles, books, marks and funding rates."""

    async def judge() -> None:
        async with (
            TestExchange(seed=1, venues=["binance", "binanceusdm"]) as exchange,
            ccxt_client("binance", exchange, **SWAP) as client,
        ):
            markets = await client.load_markets()
            assert markets[BTC]["precision"]["amount"] == 0.001
            assert markets[BTC]["limits"]["cost"]["min"] == 100
            assert (await client.fetch_ticker(BTC))["last"] > 0
            assert len(await client.fetch_tickers()) == 5
            book = await client.fetch_order_book(BTC, 10)
            assert book["bids"][0][0] < book["asks"][0][0]
            assert len(await client.fetch_trades(BTC, limit=5)) == 5
            for step in ("1m", "4h"):
                assert len(await client.fetch_ohlcv(BTC, step, limit=20)) == 20
            assert (await client.fetch_funding_rate(BTC))["fundingRate"] == 0.0001
            tiers = await client.fetch_market_leverage_tiers(BTC)
            assert (tiers[0]["maintenanceMarginRate"], tiers[0]["maxLeverage"]) == (0.004, 125)

    run(judge())


@pytest.mark.parametrize("kind", ["hmac", "ed25519"])
def test_usdm_orders_from_place_to_history(kind: str) -> None:
    """An order is placed, found by both ids, changed and cancelled; a filled one stands in the history."""
    import ccxt

    async def judge() -> None:
        async with (
            TestExchange(seed=2, venues=["binance", "binanceusdm"]) as exchange,
            ccxt_client("binance", exchange, kind=kind, **SWAP) as client,
        ):
            await client.load_markets()
            given = {"newClientOrderId": "mine-1", "postOnly": True}
            order = await client.create_order(BTC, "limit", "buy", 0.01, 62_000, given)
            assert (await client.fetch_order(order["id"], BTC))["status"] == "open"
            by_client_id = await client.fetch_order(None, BTC, {"origClientOrderId": "mine-1"})
            assert by_client_id["id"] == order["id"]
            edited = await client.edit_order(order["id"], BTC, "limit", "buy", 0.02, 62_100)
            assert (edited["id"], edited["amount"], edited["price"]) == (order["id"], 0.02, 62_100)
            assert len(await client.fetch_open_orders(BTC)) == 1
            assert (await client.cancel_order(order["id"], BTC))["status"] == "canceled"
            bought = await client.create_order(BTC, "market", "buy", 0.01)
            assert (bought["status"], bought["filled"]) == ("closed", 0.01)
            assert {t["order"] for t in await client.fetch_my_trades(BTC)} == {bought["id"]}
            assert len(await client.fetch_orders(BTC)) == 2
            assert (await client.fetch_trading_fee(BTC))["taker"] == 0.0005
            assert (await client.fetch_balance())["USDT"]["total"] < 100_000
            # Which class a code becomes hangs on the address in ccxt, so only the codes can be compared here.
            with pytest.raises(ccxt.ExchangeError, match="-2019"):
                await client.create_order(BTC, "limit", "buy", 90, 62_000)
            with pytest.raises(ccxt.ExchangeError, match="-5022"):
                await client.create_order(BTC, "limit", "buy", 0.01, 65_000, {"postOnly": True})
            with pytest.raises(ccxt.ExchangeError, match="-4164"):
                await client.create_order(BTC, "limit", "buy", 0.001, 62_000)
            with pytest.raises(ccxt.OrderNotFound):
                await client.cancel_order("77", BTC)
            with pytest.raises(ccxt.ExchangeError, match="-4061"):
                await client.create_order(BTC, "market", "buy", 0.01, None, {"positionSide": "LONG"})

    run(judge())


def test_usdm_conditional_orders_have_their_own_namespace() -> None:
    """Stops go to the algo endpoint, are found there, and become orders when their price is reached."""

    async def judge() -> None:
        async with (
            TestExchange(seed=3, venues=["binance", "binanceusdm"]) as exchange,
            ccxt_client("binance", exchange, **SWAP) as client,
        ):
            await client.load_markets()
            await client.create_order(BTC, "market", "buy", 0.01)
            stop = await client.create_order(
                BTC, "market", "sell", 0.01, None,
                {"stopLossPrice": 63_000, "reduceOnly": True, "clientAlgoId": "stop-1"},
            )  # fmt: skip
            assert await client.fetch_open_orders(BTC) == []
            assert [o["id"] for o in await client.fetch_open_orders(BTC, params={"trigger": True})] == [
                stop["id"]
            ]
            profit = {"takeProfitPrice": 66_000, "clientAlgoId": "profit"}
            other = await client.create_order(BTC, "limit", "sell", 0.01, 66_000, profit)
            await client.cancel_order(other["id"], BTC, {"trigger": True})
            exchange.exchange.act("market.gap", percent=-2, venue="binanceusdm")
            found = await client.fetch_order(stop["id"], BTC, {"trigger": True})
            assert found["info"]["algoStatus"] == "FINISHED"
            child = await client.fetch_order(found["info"]["actualOrderId"], BTC)
            assert (child["status"], child["clientOrderId"]) == ("closed", "stop-1")
            assert await client.fetch_positions([BTC]) == []
            assert len(exchange.truth("binanceusdm").creates("stop-1")) == 1

    run(judge())


def test_usdm_positions_modes_and_funding() -> None:
    """Leverage, margin mode, position mode, positions and what funding costs."""
    import ccxt

    async def judge() -> None:
        async with (
            TestExchange(seed=4, venues=["binance", "binanceusdm"]) as exchange,
            ccxt_client("binance", exchange, **SWAP) as client,
        ):
            await client.load_markets()
            await client.set_leverage(5, BTC)
            await client.set_margin_mode("isolated", BTC)
            assert (await client.fetch_leverages([BTC]))[BTC]["longLeverage"] == 5
            await client.create_order(BTC, "market", "buy", 0.02)
            position = (await client.fetch_positions([BTC]))[0]
            assert (position["contracts"], position["side"]) == (0.02, "long")
            with pytest.raises(ccxt.ExchangeError, match="-4068"):
                await client.set_position_mode(True, BTC)
            exchange.exchange.act("market.funding", rate=10_000)
            assert (await client.fetch_funding_history(BTC))[0]["amount"] < 0
            assert len(await client.fetch_funding_rate_history(BTC)) == 1
            await client.create_order(BTC, "market", "sell", 0.02, None, {"reduceOnly": True})
            assert await client.fetch_positions([BTC]) == []
            await client.set_position_mode(True, BTC)
            await client.create_order(BTC, "market", "buy", 0.01, None, {"positionSide": "LONG"})
            await client.create_order(BTC, "market", "sell", 0.02, None, {"positionSide": "SHORT"})
            held = {p["side"]: p["contracts"] for p in await client.fetch_positions([BTC])}
            assert held == {"long": 0.01, "short": 0.02}
            kinds = {row["type"] for row in await client.fetch_ledger("USDT")}
            assert {"fee", "transfer"} <= kinds

    run(judge())


def test_usdm_streams() -> None:
    """Books follow without a gap; trades, marks, orders, fills, balances and positions arrive."""

    async def judge() -> None:
        async with (
            TestExchange(seed=5, venues=["binance", "binanceusdm"]) as exchange,
            ccxt_client("binance", exchange, **SWAP) as client,
        ):
            await client.load_markets()
            for _ in range(5):
                book = await client.watch_order_book(BTC)
                assert book["bids"][0][0] < book["asks"][0][0]
            assert await client.watch_trades(BTC)
            assert (await client.watch_ticker(BTC))["last"] > 0
            assert (await client.watch_mark_price(BTC))["markPrice"] > 0
            assert await client.watch_positions([BTC]) == []

            async def buy() -> None:
                await client.create_order(BTC, "market", "buy", 0.01, None, {"newClientOrderId": "bought"})

            calls = asyncio.gather(
                client.watch_orders(BTC), client.watch_my_trades(BTC), client.watch_balance(),
                client.watch_positions([BTC]),
            )  # fmt: skip
            orders, trades, balance, positions = await watched(calls, buy)
            assert orders[-1]["clientOrderId"] == "bought"
            assert trades[0]["fee"]["currency"] == "USDT"
            assert balance["USDT"]["total"] < 100_000
            assert positions[0]["contracts"] == 0.01

    run(judge())
