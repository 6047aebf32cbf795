"""Bybit v5 market data over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange.bybit_orders import Problem
from tests.support.exchange.values import (
    ATOMS,
    Instrument,
    PublicTrade,
    Side,
    Status,
    decimal_text,
    short_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.exchange.bybit import Bybit
    from tests.support.exchange.venue import Call

INTERVALS_MS = {
    **{str(minutes): minutes * 60_000 for minutes in (1, 3, 5, 15, 30, 60, 120, 240, 360, 720)},
    "D": 86_400_000, "W": 604_800_000, "M": 2_592_000_000,
}  # fmt: skip
STATUS_TEXTS = {
    Status.TRADING: "Trading", Status.HALTED: "Closed", Status.CANCEL_ONLY: "Settling",
    Status.DELISTED: "Closed",
}  # fmt: skip


def rate_text(atoms: int) -> str:
    return short_text(atoms)


class BybitPublic:
    def __init__(self, venue: Bybit) -> None:
        self._venue = venue

    def routes(self) -> dict[tuple[str, str], tuple[str, Callable[[Call], Any]]]:
        paths: dict[str, Callable[[Call], Any]] = {
            "time": self.time, "instruments-info": self.instruments, "orderbook": self.orderbook,
            "tickers": self.tickers, "kline": self.klines, "mark-price-kline": self.klines,
            "recent-trade": self.trades, "risk-limit": self.risk_limits, "funding/history": self.funding,
        }  # fmt: skip
        return {("GET", f"/v5/market/{path}"): ("market", run) for path, run in paths.items()}

    def time(self, call: Call) -> Any:
        now_ms = self._venue.now_ms
        return {"timeSecond": str(now_ms // 1000), "timeNano": str(now_ms * 10**6)}

    def instruments(self, call: Call) -> Any:
        category = call.params.get("category")
        if category in {"inverse", "option"}:
            return {"category": category, "list": [], "nextPageCursor": ""}
        rows = [
            self._linear(market) if market.is_linear else self._spot(market)
            for market in self._venue.markets(call.params)
        ]
        return {"category": category, "list": rows, "nextPageCursor": ""}

    def _spot(self, market: Instrument) -> dict[str, Any]:
        lots, most = market.lots_text, market.lots_text(market.max_lots)
        return {
            "symbol": market.symbol, "baseCoin": market.base, "quoteCoin": market.quote, "innovation": "0",
            "status": STATUS_TEXTS[market.status], "marginTrading": "utaOnly", "stTag": "0",
            "lotSizeFilter": {
                "basePrecision": lots(1), "quotePrecision": "0.00000001",
                "minOrderQty": lots(market.min_lots), "maxOrderQty": most,
                "minOrderAmt": short_text(market.min_notional),
                "maxOrderAmt": short_text(market.max_notional), "maxLimitOrderQty": most,
                "maxMarketOrderQty": most, "postOnlyMaxLimitOrderSize": most,
            },
            "priceFilter": {"tickSize": market.price_text(1)},
            "riskParameters": {"priceLimitRatioX": "0.01", "priceLimitRatioY": "0.02"},
        }  # fmt: skip

    def _linear(self, market: Instrument) -> dict[str, Any]:
        price, lots = market.price_text, market.lots_text
        return {
            "symbol": market.symbol, "contractType": "LinearPerpetual", "status": STATUS_TEXTS[market.status],
            "baseCoin": market.base, "quoteCoin": market.quote, "launchTime": "1585526400000",
            "deliveryTime": "0", "deliveryFeeRate": "",
            "priceScale": str(len(price(1).partition(".")[2])),
            "leverageFilter": {"minLeverage": "1", "maxLeverage": f"{market.max_leverage}.00",
                               "leverageStep": "0.01"},
            "priceFilter": {"minPrice": price(1), "maxPrice": price(market.max_ticks), "tickSize": price(1)},
            "lotSizeFilter": {
                "maxOrderQty": lots(market.max_lots), "minOrderQty": lots(market.min_lots),
                "qtyStep": lots(1), "postOnlyMaxOrderQty": lots(market.max_lots),
                "maxMktOrderQty": lots(market.max_market_lots),
                "minNotionalValue": short_text(market.min_notional),
            },
            "unifiedMarginTrade": True, "fundingInterval": market.funding_interval_h * 60,
            "settleCoin": market.quote, "copyTrading": "none", "upperFundingRate": "0.00375",
            "lowerFundingRate": "-0.00375", "isPreListing": False, "preListingInfo": None,
            "riskParameters": {"priceLimitRatioX": "0.05", "priceLimitRatioY": "0.1"},
        }  # fmt: skip

    def orderbook(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        limit = int(call.params.get("limit", 25 if market.is_linear else 1))
        bids, asks = self.levels(market, min(limit, 500))
        update = self._venue.tape.update_ids[market.key]
        now_ms = self._venue.now_ms
        return {"s": market.symbol, "b": bids, "a": asks, "ts": now_ms, "u": update, "seq": update * 3,
                "cts": now_ms}  # fmt: skip

    def levels(self, market: Instrument, limit: int) -> tuple[list[list[str]], list[list[str]]]:
        book = self._venue.engine.books[market.key]
        bids, asks = book.bids.depth(limit), book.asks.depth(limit)
        crossed = self._venue.exchange.faults.strike(
            "market.crossed_book", self._venue.exchange.elapsed_ms, symbol=market.symbol
        )
        if crossed and bids and asks:
            bids[0] = (asks[0][0] + 1, bids[0][1])
        made = [[[market.price_text(p), market.lots_text(q)] for p, q in side] for side in (bids, asks)]
        return made[0], made[1]

    def tickers(self, call: Call) -> Any:
        category = call.params.get("category")
        rows = [self.ticker(market) for market in self._venue.markets(call.params)]
        return {"category": category, "list": rows}

    def ticker(self, market: Instrument) -> dict[str, Any]:
        venue = self._venue
        day = venue.tape.day(market.key, venue.now_ms)
        book = venue.engine.books[market.key]
        bids, asks = book.bids.depth(1), book.asks.depth(1)
        bid, ask = bids[0] if bids else (0, 0), asks[0] if asks else (0, 0)
        share = (day.close - day.open) * 10**6 // max(day.open, 1)
        price, lots = market.price_text, market.lots_text
        row = {
            "symbol": market.symbol, "bid1Price": price(bid[0]), "bid1Size": lots(bid[1]),
            "ask1Price": price(ask[0]), "ask1Size": lots(ask[1]), "lastPrice": price(day.close),
            "prevPrice24h": price(day.open), "price24hPcnt": decimal_text(share, 6),
            "highPrice24h": price(day.high), "lowPrice24h": price(day.low),
            "turnover24h": short_text(day.cost), "volume24h": lots(day.lots),
        }  # fmt: skip
        if not market.is_linear:
            return row | {"usdIndexPrice": price(day.close)}
        mark = price(venue.engine.perpetuals.marks[market.key])
        return row | {
            "indexPrice": mark, "markPrice": mark, "prevPrice1h": price(day.open),
            "openInterest": "68744.761", "openInterestValue": "1183601235.91",
            "fundingRate": rate_text(venue.rates[market.key]),
            "nextFundingTime": str(venue.next_funding_ms), "predictedDeliveryPrice": "", "basisRate": "",
            "deliveryFeeRate": "", "deliveryTime": "0", "basis": "", "preOpenPrice": "", "preQty": "",
            "curPreListingPhase": "", "fundingIntervalHour": str(market.funding_interval_h),
            "fundingCap": "0.00375",
        }  # fmt: skip

    def klines(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        step_ms = INTERVALS_MS.get(str(call.params.get("interval")))
        if step_ms is None:
            raise Problem(10001, "Invalid period!")
        limit = min(int(call.params.get("limit", 200)), 1000)
        start, end = call.params.get("start"), call.params.get("end")
        found = self._venue.tape.candles(
            market.key, step_ms, self._venue.now_ms, int(start) if start else None,
            int(end) if end else None, limit,
        )  # fmt: skip
        rows = [
            [str(c.open_ms), market.price_text(c.open), market.price_text(c.high), market.price_text(c.low),
             market.price_text(c.close), market.lots_text(c.lots), short_text(c.cost)]
            for c in reversed(found)
        ]  # fmt: skip
        return {"category": call.params["category"], "symbol": market.symbol, "list": rows}

    def trades(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        limit = min(int(call.params.get("limit", 60 if not market.is_linear else 500)), 1000)
        rows = [
            {"execId": self.trade_id(trade), "symbol": market.symbol, "price": market.price_text(trade.price),
             "size": market.lots_text(trade.lots), "side": trade.taker_side.value.capitalize(),
             "time": str(self._venue.stamp(trade.time_ns)), "isBlockTrade": False, "isRPITrade": False,
             "seq": str(trade.id)}
            for trade in reversed(self._venue.tape.recent(market.key, limit))
        ]  # fmt: skip
        return {"category": call.params["category"], "list": rows}

    def trade_id(self, trade: PublicTrade) -> str:
        if not self._venue.engine.instruments[trade.key].is_linear:
            return str(2_290_000_000_000_000_000 + trade.id)
        return f"{trade.id:08x}-0000-5000-8000-{sum(trade.key.encode()):012x}"

    def risk_limits(self, call: Call) -> Any:
        rows = []
        for market in self._venue.markets(call.params):
            relief, previous = 0, 0
            for place, (floor, cap, leverage, rate) in enumerate(market.brackets, start=1):
                relief += floor * (rate - previous)
                previous = rate
                rows.append(
                    {"id": place, "symbol": market.symbol, "riskLimitValue": str(cap),
                     "maintenanceMargin": rate_text(rate), "initialMargin": rate_text(ATOMS // leverage),
                     "isLowestRisk": 1 if place == 1 else 0, "maxLeverage": f"{leverage}.00",
                     "mmDeduction": short_text(relief) if relief else ""}
                )  # fmt: skip
        return {"category": call.params.get("category"), "list": rows, "nextPageCursor": ""}

    def funding(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        past = self._venue.funding_past.get(market.key, [])[-200:]
        rows = [
            {"symbol": market.symbol, "fundingRate": rate_text(rate), "fundingRateTimestamp": str(at_ms)}
            for at_ms, rate in reversed(past)
        ]
        return {"category": "linear", "list": rows}


def side_text(side: Side) -> str:
    return side.value.capitalize()
