"""Binance USD-M perpetuals: fapi.binance.com and fstream.binance.com."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange.binance import REFUSALS, Binance, Route
from tests.support.exchange.binance_streams import MarketStreams
from tests.support.exchange.binance_usdm_account import UsdmAccount
from tests.support.exchange.binance_usdm_orders import UsdmOrders
from tests.support.exchange.binance_usdm_user import UsdmUser
from tests.support.exchange.engine import Engine, Rules
from tests.support.exchange.listings import binance_usdm
from tests.support.exchange.values import (
    ATOMS,
    BalanceChanged,
    Event,
    Instrument,
    Order,
    OrderChanged,
    Reason,
    Refused,
    Status,
    decimal_text,
    places_of,
    short_text,
)

if TYPE_CHECKING:
    from tests.support.exchange.exchange import Exchange
    from tests.support.exchange.venue import Call
    from tests.support.exchange.wire import Connection

HOURS_8_MS = 8 * 3600 * 1000
DEFAULT_RATE = ATOMS // 10_000
STREAM_HOSTS = ("fstream.binance.com",)
STATUS_TEXTS = {
    Status.TRADING: "TRADING", Status.HALTED: "PENDING_TRADING", Status.CANCEL_ONLY: "SETTLING",
    Status.DELISTED: "CLOSE",
}  # fmt: skip
MAKER_ONLY = (
    "Due to the order could not be executed as maker, the Post Only order will be rejected. "
    "The order will not be recorded in the order history"
)


class BinanceUsdm(Binance):
    name = "binanceusdm"
    hosts = ("fapi.binance.com", *STREAM_HOSTS)
    ping_every_ms = 180_000
    weight_limit = 2400
    order_limits = (("10S", 300, 10_000), ("1M", 1200, 60_000))
    refusals = REFUSALS | {
        Reason.BALANCE: (-2019, "Margin is insufficient."),
        Reason.MARGIN: (-2019, "Margin is insufficient."),
        Reason.WOULD_MATCH: (-5022, MAKER_ONLY),
        Reason.WOULD_TRIGGER: (-2021, "Order would immediately trigger."),
        Reason.DUPLICATE_ID: (-4116, "ClientOrderId is duplicated."),
        Reason.PRICE_FILTER: (-4014, "Price not increased by tick size."),
        Reason.LOT_FILTER: (-1111, "Precision is over the maximum defined for this asset."),
        Reason.MIN_NOTIONAL: (-4164, "Order's notional must be no smaller than the minimum."),
        Reason.MAX_NOTIONAL: (-2027, "Exceeded the maximum allowable position at current leverage."),
        Reason.PERCENT_PRICE: (
            -4131,
            "The counterparty's best price does not meet the PERCENT_PRICE filter.",
        ),
        Reason.MAX_ORDERS: (-2025, "Reach max open order limit."),
        Reason.MAX_STOPS: (-4045, "Reach max stop order limit."),
        Reason.MARKET_CLOSED: (-4140, "Invalid symbol status for opening position."),
        Reason.CANCEL_ONLY: (-4140, "Invalid symbol status for opening position."),
        Reason.REDUCE_ONLY: (-2022, "ReduceOnly Order is rejected."),
        Reason.POSITION_SIDE: (-4061, "Order's position side does not match user's setting."),
        Reason.NO_CHANGE: (-4059, "No need to change position side."),
        Reason.HAS_ORDERS: (-4067, "Position side cannot be changed if there exists open orders."),
        Reason.HAS_POSITION: (-4068, "Position side cannot be changed if there exists position."),
    }

    def __init__(self, exchange: Exchange, *, seed: int, instruments: list[Instrument] | None = None) -> None:
        self.orders = UsdmOrders(self)
        self.accounts = UsdmAccount(self)
        self.user = UsdmUser(self)
        self.countdowns: dict[tuple[str, str], int] = {}
        self.funding_key = ""
        self.funding_past: dict[str, list[tuple[int, int, int]]] = {}
        engine = Engine(instruments or binance_usdm(), Rules(first_order_id=8_389_765_000_000_001))
        super().__init__(exchange, engine, seed=seed)
        self.rates = dict.fromkeys(engine.instruments, DEFAULT_RATE)
        self.next_funding_ms = (exchange.now_ns // 10**6 // HOURS_8_MS + 1) * HOURS_8_MS
        self.streams = MarketStreams(self)

    def make_routes(self) -> dict[tuple[str, str], Route]:
        routes = {
            ("GET", "v1/ping"): Route(self.ping),
            ("GET", "v1/time"): Route(self.time),
            ("GET", "v1/exchangeInfo"): Route(self.exchange_info),
            ("GET", "v1/depth"): Route(self.depth, 5),
            ("GET", "v1/rpiDepth"): Route(self.depth, 20),
            ("GET", "v1/trades"): Route(self.trades, 5),
            ("GET", "v1/historicalTrades"): Route(self.trades, 20),
            ("GET", "v1/aggTrades"): Route(self.agg_trades, 20),
            ("GET", "v1/klines"): Route(self.klines, 5),
            ("GET", "v1/markPriceKlines"): Route(self.klines, 5),
            ("GET", "v1/indexPriceKlines"): Route(self.klines, 5),
            ("GET", "v1/ticker/24hr"): Route(self.ticker_day, 1),
            ("GET", "v1/ticker/price"): Route(self.ticker_price, 1),
            ("GET", "v2/ticker/price"): Route(self.ticker_price, 1),
            ("GET", "v1/ticker/bookTicker"): Route(self.ticker_book, 2),
            ("GET", "v1/premiumIndex"): Route(self.premium_index, 1),
            ("GET", "v1/fundingRate"): Route(self.funding_rates, 1),
            ("GET", "v1/fundingInfo"): Route(self.funding_info, 1),
            ("GET", "v1/openInterest"): Route(self.open_interest, 1),
            **self.orders.routes(),
            **self.accounts.routes(),
            **self.user.routes(),
        }
        return {(method, f"/fapi/{path}"): route for (method, path), route in routes.items()}

    def worded(self, call: Call, refusal: Refused) -> tuple[int, str]:
        if call.kind == "amend" and refusal.reason is Reason.NO_CHANGE:
            return -5027, "No need to modify the order."
        return super().worded(call, refusal)

    def opening_balances(self, balances: dict[str, str]) -> dict[str, str]:
        """A futures wallet holds margin assets only."""
        return {asset: amount for asset, amount in balances.items() if asset in {"USDT", "USDC", "BNB"}}

    def price(self, instrument: Instrument, ticks: int) -> str:
        return instrument.price_text(ticks)

    def quantity(self, instrument: Instrument, lots: int) -> str:
        return instrument.lots_text(lots)

    def order_texts(self, order: Order) -> tuple[str, ...]:
        return () if order.wish.spawns else (str(order.id),)

    # ---------------------------------------------------------------------------- market data

    def exchange_info(self, call: Call) -> Any:
        markets = self.engine.instruments.values()
        return {
            "timezone": "UTC", "serverTime": self.now_ms, "futuresType": "U_MARGINED",
            "rateLimits": [
                {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400},
                {"rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1200},
                {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 300},
            ],
            "exchangeFilters": [],
            "assets": [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"},
                       {"asset": "BNB", "marginAvailable": True, "autoAssetExchange": "-10"}],
            "symbols": [self._symbol(market) for market in markets],
        }  # fmt: skip

    def _symbol(self, market: Instrument) -> dict[str, Any]:
        return {
            "symbol": market.symbol, "pair": market.symbol, "contractType": "PERPETUAL",
            "deliveryDate": 4133404800000, "onboardDate": 1569398400000,
            "status": STATUS_TEXTS[market.status], "maintMarginPercent": "2.5000",
            "requiredMarginPercent": "5.0000", "baseAsset": market.base, "quoteAsset": market.quote,
            "marginAsset": market.quote, "pricePrecision": places_of(market.tick_atoms),
            "quantityPrecision": places_of(market.lot_atoms), "baseAssetPrecision": 8, "quotePrecision": 8,
            "underlyingType": "COIN", "underlyingSubType": ["PoW"], "triggerProtect": "0.0500",
            "liquidationFee": "0.012500", "marketTakeBound": "0.05", "maxMoveOrderLimit": 10000,
            "filters": self._filters(market),
            "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET",
                           "TRAILING_STOP_MARKET"],
            "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"], "permissionSets": ["GRID", "COPY"],
        }  # fmt: skip

    def _filters(self, market: Instrument) -> list[dict[str, Any]]:
        tick, lot = self.price(market, 1), self.quantity(market, 1)
        least, most = self.quantity(market, market.min_lots), self.quantity(market, market.max_lots)
        at_market = self.quantity(market, market.max_market_lots)
        return [
            {"filterType": "PRICE_FILTER", "minPrice": tick,
             "maxPrice": self.price(market, market.max_ticks), "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": least, "maxQty": most, "stepSize": lot},
            {"filterType": "MARKET_LOT_SIZE", "minQty": least, "maxQty": at_market, "stepSize": lot},
            {"filterType": "MAX_NUM_ORDERS", "limit": market.max_orders},
            {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": market.max_stops},
            {"filterType": "MIN_NOTIONAL", "notional": short_text(market.min_notional)},
            {"filterType": "PERCENT_PRICE", "multiplierUp": decimal_text(market.percent_up, keep=4),
             "multiplierDown": decimal_text(market.percent_down, keep=4), "multiplierDecimal": "4"},
            {"filterType": "POSITION_RISK_CONTROL", "positionControlSide": "NONE", "notionalLimit": "0"},
        ]  # fmt: skip

    def depth(self, call: Call) -> Any:
        market = self.market_of(call.params)
        bids, asks = self.levels(market.key, self.limit_of(call.params, 500, 1000))
        return {"lastUpdateId": self.tape.update_ids[market.key], "E": self.now_ms, "T": self.now_ms,
                "bids": bids, "asks": asks}  # fmt: skip

    def ticker_day(self, call: Call) -> Any:
        def row(market: Instrument) -> dict[str, Any]:
            values = self.day_values(market)
            day, last = values["day"], self.tape.recent(market.key, 1)
            return {
                "symbol": market.symbol, "priceChange": values["change"],
                "priceChangePercent": values["percent"], "weightedAvgPrice": values["average"],
                "lastPrice": values["last"],
                "lastQty": self.quantity(market, last[-1].lots if last else 0),
                "openPrice": self.price(market, day.open), "highPrice": self.price(market, day.high),
                "lowPrice": self.price(market, day.low), "volume": self.quantity(market, day.lots),
                "quoteVolume": self.money(day.cost), "openTime": day.open_ms, "closeTime": self.now_ms,
                "firstId": max(day.first_trade, 0), "lastId": max(day.last_trade, 0), "count": day.count,
            }  # fmt: skip

        return self.per_symbol(call, row)

    def ticker_price(self, call: Call) -> Any:
        def row(market: Instrument) -> dict[str, Any]:
            last = self.engine.last_price(market.key)
            return {"symbol": market.symbol, "price": self.price(market, last), "time": self.now_ms}

        return self.per_symbol(call, row)

    def ticker_book(self, call: Call) -> Any:
        def row(market: Instrument) -> dict[str, Any]:
            bid, ask = self.best(market)
            return {
                "symbol": market.symbol, "bidPrice": self.price(market, bid[0]),
                "bidQty": self.quantity(market, bid[1]), "askPrice": self.price(market, ask[0]),
                "askQty": self.quantity(market, ask[1]), "time": self.now_ms,
                "lastUpdateId": self.tape.update_ids[market.key],
            }  # fmt: skip

        return self.per_symbol(call, row)

    def _mark(self, market: Instrument) -> str:
        return self.money(self.engine.perpetuals.marks[market.key] * market.tick_atoms)

    def premium_index(self, call: Call) -> Any:
        def row(market: Instrument) -> dict[str, Any]:
            mark = self._mark(market)
            return {
                "symbol": market.symbol, "markPrice": mark, "indexPrice": mark, "estimatedSettlePrice": mark,
                "lastFundingRate": decimal_text(self.rates[market.key]), "interestRate": "0.00010000",
                "nextFundingTime": self.next_funding_ms, "time": self.now_ms,
            }  # fmt: skip

        return self.per_symbol(call, row)

    def funding_rates(self, call: Call) -> Any:
        wanted = (
            [self.market_of(call.params)] if call.params.get("symbol") else self.engine.instruments.values()
        )
        start, end = self.ints(call.params, "startTime"), self.ints(call.params, "endTime")
        rows = [
            {"symbol": market.symbol, "fundingTime": at_ms, "fundingRate": decimal_text(rate),
             "markPrice": self.money(mark * market.tick_atoms)}
            for market in wanted
            for at_ms, rate, mark in self.funding_past.get(market.key, [])
            if (start is None or at_ms >= start) and (end is None or at_ms <= end)
        ]  # fmt: skip
        return rows[-self.limit_of(call.params, 100, 1000) :]

    def funding_info(self, call: Call) -> Any:
        return [
            {"symbol": market.symbol, "adjustedFundingRateCap": "0.02000000",
             "adjustedFundingRateFloor": "-0.02000000", "fundingIntervalHours": market.funding_interval_h,
             "disclaimer": False}
            for market in self.engine.instruments.values()
        ]  # fmt: skip

    def open_interest(self, call: Call) -> Any:
        market = self.market_of(call.params)
        return {"symbol": market.symbol, "openInterest": "12345.678", "time": self.now_ms}

    # ---------------------------------------------------------------------------- streams

    def opened(self, connection: Connection) -> None:
        self.user.opened(connection)
        self.streams.opened(connection)

    def receive(self, connection: Connection, text: str) -> None:
        self.streams.receive(connection, text)

    def on_event(self, event: Event) -> None:
        if isinstance(event, OrderChanged):
            self.orders.on_event(event)
            if event.fill is not None:
                self.accounts.filled(event.fill)
                self._force_order(event)
        elif isinstance(event, BalanceChanged):
            self.accounts.changed(event)
        self.streams.on_event(event)
        self.user.on_event(event)
        if isinstance(event, OrderChanged) and not event.order.state.is_open:
            self._finish_algo(event.order)

    def _finish_algo(self, order: Order) -> None:
        """The order of a conditional order ended: so did the conditional one."""
        for parent in self.orders_of(order.account):
            if parent.wish.spawns and parent.wish.tags.get("child") is order:
                self.user.algo(parent)

    def _force_order(self, event: OrderChanged) -> None:
        order, fill = event.order, event.fill
        if fill is None or not order.wish.tags.get("liquidation"):
            return
        market = self.engine.instruments[order.key]
        body = {
            "s": market.symbol, "S": order.side.value, "o": "LIMIT", "f": "IOC",
            "q": self.quantity(market, order.lots), "p": self.price(market, fill.price),
            "ap": self.price(market, fill.price), "X": "FILLED", "l": self.quantity(market, fill.lots),
            "z": self.quantity(market, order.filled), "T": self.now_ms,
        }  # fmt: skip
        value = {"e": "forceOrder", "E": self.now_ms, "o": body}
        for topic in (f"{market.symbol.lower()}@forceOrder", "!forceOrder@arr"):
            self.streams.publish(topic, value)

    def tick(self) -> None:
        self.streams.tick()

    def every_second(self) -> None:
        self.user.expire()
        if self.now_ms >= self.next_funding_ms:
            self.next_funding_ms = (self.now_ms // HOURS_8_MS + 1) * HOURS_8_MS
            for key, rate in self.rates.items():
                self.funding(key, rate)
        for name, account in list(self.engine.ledger.accounts.items()):
            if not account.is_house and self.engine.perpetuals.is_under_water(account, "USDT"):
                self.engine.liquidate(name, "USDT")
        for (account_name, key), until_ms in list(self.countdowns.items()):
            if until_ms and self.now_ms >= until_ms:
                self.countdowns[account_name, key] = 0
                self.orders.cancel_plain(account_name, key)
        self._publish_marks()
        self.streams.every_second()

    def _publish_marks(self) -> None:
        rows = []
        for market in self.engine.instruments.values():
            mark = self._mark(market)
            row = {"e": "markPriceUpdate", "E": self.now_ms, "s": market.symbol, "p": mark, "i": mark,
                   "P": mark, "ap": mark, "r": decimal_text(self.rates[market.key]),
                   "T": self.next_funding_ms}  # fmt: skip
            rows.append(row)
            name = f"{market.symbol.lower()}@markPrice"
            self.streams.publish(f"{name}@1s", row)
            if self.now_ms // 1000 % 3 == 0:
                self.streams.publish(name, row)
        self.streams.publish("!markPrice@arr@1s", rows)
        if self.now_ms // 1000 % 3 == 0:
            self.streams.publish("!markPrice@arr", rows)

    def funding(self, key: str, rate: int) -> None:
        self.funding_key = key
        past = self.funding_past.setdefault(key, [])
        past.append((self.now_ms, rate, self.engine.perpetuals.marks[key]))
        self.engine.perpetuals.fund(key, rate)
