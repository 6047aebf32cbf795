"""Binance spot: api.binance.com (api/v3 and the wallet's sapi), stream.binance.com and ws-api.binance.com."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange import binance_spot_orders as orders
from tests.support.exchange.binance import Binance, Failure, Route
from tests.support.exchange.binance_spot_lists import SpotLists
from tests.support.exchange.binance_spot_socket import SpotSocket
from tests.support.exchange.binance_streams import MarketStreams
from tests.support.exchange.engine import Engine, Rules
from tests.support.exchange.listings import binance_spot
from tests.support.exchange.values import (
    Event,
    Instrument,
    LevelChanged,
    Order,
    Reason,
    Refused,
    Status,
    decimal_text,
)
from tests.support.exchange.venue import Call
from tests.support.exchange.wire import account_number

if TYPE_CHECKING:
    from tests.support.exchange.exchange import Exchange
    from tests.support.exchange.wire import Connection, WireRequest

SOCKET_HOSTS = ("ws-api.binance.com", "ws-api.testnet.binance.vision", "demo-ws-api.binance.com")
STREAM_HOSTS = (
    "stream.binance.com", "data-stream.binance.vision", "stream.testnet.binance.vision",
    "demo-stream.binance.com",
)  # fmt: skip
PLAY_HOSTS = ("testnet.binance.vision", "demo-api.binance.com")  # play money: without the wallet's sapi
STATUS_TEXTS = {
    Status.TRADING: "TRADING", Status.HALTED: "HALT", Status.CANCEL_ONLY: "CANCEL_ONLY",
    Status.DELISTED: "BREAK",
}  # fmt: skip


class BinanceSpot(Binance):
    name = "binance"
    hosts = (
        "api.binance.com", "api.binance.vision", "dapi.binance.com",
        *PLAY_HOSTS, *STREAM_HOSTS, *SOCKET_HOSTS,
    )  # fmt: skip
    order_limits = (("10S", 100, 10_000), ("1D", 200_000, 86_400_000))

    def __init__(self, exchange: Exchange, *, seed: int, instruments: list[Instrument] | None = None) -> None:
        self.lists = SpotLists(self)
        engine = Engine(instruments or binance_spot(), Rules(first_order_id=10_000_001))
        super().__init__(exchange, engine, seed=seed)
        self.streams = MarketStreams(self)
        self.socket = SpotSocket(self)

    def make_routes(self) -> dict[tuple[str, str], Route]:
        signed = {"security": "SIGNED"}
        api = {
            ("GET", "ping"): Route(self.ping),
            ("GET", "time"): Route(self.time),
            ("GET", "exchangeInfo"): Route(self.exchange_info, 20),
            ("GET", "depth"): Route(self.depth, 5),
            ("GET", "trades"): Route(self.trades, 25),
            ("GET", "historicalTrades"): Route(self.trades, 25),
            ("GET", "aggTrades"): Route(self.agg_trades, 4),
            ("GET", "klines"): Route(self.klines, 2),
            ("GET", "uiKlines"): Route(self.klines, 2),
            ("GET", "avgPrice"): Route(self.average_price, 2),
            ("GET", "ticker/24hr"): Route(self.ticker_day, 2),
            ("GET", "ticker/price"): Route(self.ticker_price, 2),
            ("GET", "ticker/bookTicker"): Route(self.ticker_book, 2),
            ("POST", "order"): Route(self.place, 1, kind="create", orders=1, **signed),
            ("POST", "order/test"): Route(self.place_test, 1, kind="other", **signed),
            ("GET", "order"): Route(self.order, 4, kind="read", **signed),
            ("DELETE", "order"): Route(self.cancel, 1, kind="cancel", **signed),
            ("PUT", "order/amend/keepPriority"): Route(self.amend, 4, kind="amend", **signed),
            ("DELETE", "openOrders"): Route(self.cancel_all, 1, kind="cancel", **signed),
            ("GET", "openOrders"): Route(self.open_orders, 6, kind="read", **signed),
            ("GET", "allOrders"): Route(self.all_orders, 20, kind="read", **signed),
            ("GET", "myTrades"): Route(self.my_trades, 20, kind="read", **signed),
            ("GET", "account"): Route(self.account, 20, kind="read", **signed),
            ("GET", "account/commission"): Route(self.commission, 20, kind="read", **signed),
            ("GET", "rateLimit/order"): Route(self.order_counts, 40, kind="read", **signed),
            **self.lists.routes(),
        }
        wallet = {
            ("GET", "v1/account/apiRestrictions"): Route(self.api_restrictions, 1, kind="read", **signed),
            ("GET", "v1/asset/tradeFee"): Route(self.trade_fee, 1, kind="read", **signed),
            ("GET", "v1/capital/config/getall"): Route(self.coins, 10, kind="read", **signed),
            ("GET", "v1/margin/allPairs"): Route(lambda _: [], 1, kind="read", **signed),
            ("GET", "v1/margin/isolated/allPairs"): Route(lambda _: [], 1, kind="read", **signed),
            ("GET", "v1/system/status"): Route(lambda _: {"status": 0, "msg": "normal"}),
        }
        routes = {(method, f"/api/v3/{path}"): route for (method, path), route in api.items()}
        routes |= {(method, f"/sapi/{path}"): route for (method, path), route in wallet.items()}
        routes["GET", "/dapi/v1/exchangeInfo"] = Route(lambda _: {"symbols": [], "rateLimits": []})
        return routes

    def weight_of(self, call: Call, route: Route) -> int:
        """Some weights depend on what is asked for."""
        path, params = call.request.path, call.params
        if path.endswith("/depth"):
            limit = self.ints(params, "limit", 100) or 100
            return 5 if limit <= 100 else 25 if limit <= 500 else 50 if limit <= 1000 else 250
        if path.endswith("/openOrders") and call.request.method == "GET" and not params.get("symbol"):
            return 80
        if "/ticker/" in path and not params.get("symbol"):
            return 80 if path.endswith("24hr") else 4
        return route.weight

    # ---------------------------------------------------------------------------- market data

    def exchange_info(self, call: Call) -> Any:
        symbols = self.per_symbol(call, self._symbol)
        return {
            "timezone": "UTC", "serverTime": self.now_ms,
            "rateLimits": [
                {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000},
                {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
                {"rateLimitType": "ORDERS", "interval": "DAY", "intervalNum": 1, "limit": 200_000},
                {"rateLimitType": "RAW_REQUESTS", "interval": "MINUTE", "intervalNum": 5, "limit": 61_000},
            ],
            "exchangeFilters": [], "symbols": symbols if isinstance(symbols, list) else [symbols],
        }  # fmt: skip

    def _symbol(self, market: Instrument) -> dict[str, Any]:
        modes = ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"]
        return {
            "symbol": market.symbol, "status": STATUS_TEXTS[market.status], "baseAsset": market.base,
            "baseAssetPrecision": 8, "quoteAsset": market.quote, "quotePrecision": 8,
            "quoteAssetPrecision": 8, "baseCommissionPrecision": 8, "quoteCommissionPrecision": 8,
            "orderTypes": list(orders.TYPES), "icebergAllowed": True, "ocoAllowed": True, "otoAllowed": True,
            "opoAllowed": False, "quoteOrderQtyMarketAllowed": True, "allowTrailingStop": True,
            "cancelReplaceAllowed": True, "amendAllowed": True, "pegInstructionsAllowed": False,
            "isSpotTradingAllowed": True, "isMarginTradingAllowed": False, "filters": self._filters(market),
            "permissions": [], "permissionSets": [["SPOT"]],
            "defaultSelfTradePreventionMode": "EXPIRE_MAKER", "allowedSelfTradePreventionModes": modes,
        }  # fmt: skip

    def _filters(self, market: Instrument) -> list[dict[str, Any]]:
        tick, lot = self.price(market, 1), self.quantity(market, 1)
        ups = decimal_text(market.percent_up).rstrip("0").rstrip(".")
        downs = decimal_text(market.percent_down).rstrip("0").rstrip(".")
        return [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": self.price(market, market.max_ticks),
             "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": self.quantity(market, market.min_lots),
             "maxQty": self.quantity(market, market.max_lots), "stepSize": lot},
            {"filterType": "ICEBERG_PARTS", "limit": 10},
            {"filterType": "MARKET_LOT_SIZE", "minQty": "0.00000000",
             "maxQty": self.quantity(market, market.max_market_lots), "stepSize": "0.00000000"},
            {"filterType": "TRAILING_DELTA", "minTrailingAboveDelta": 10, "maxTrailingAboveDelta": 2000,
             "minTrailingBelowDelta": 10, "maxTrailingBelowDelta": 2000},
            {"filterType": "PERCENT_PRICE_BY_SIDE", "bidMultiplierUp": ups, "bidMultiplierDown": downs,
             "askMultiplierUp": ups, "askMultiplierDown": downs, "avgPriceMins": 5},
            {"filterType": "NOTIONAL", "minNotional": self.money(market.min_notional),
             "applyMinToMarket": True, "maxNotional": self.money(market.max_notional),
             "applyMaxToMarket": False, "avgPriceMins": 5},
            {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": market.max_orders},
            {"filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": 20},
            {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": market.max_stops},
            {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": 10},
        ]  # fmt: skip

    def depth(self, call: Call) -> Any:
        market = self.market_of(call.params)
        bids, asks = self.levels(market.key, self.limit_of(call.params, 100, 5000))
        return {"lastUpdateId": self.tape.update_ids[market.key], "bids": bids, "asks": asks}

    def average_price(self, call: Call) -> Any:
        market = self.market_of(call.params)
        last = self.engine.last_price(market.key)
        return {"mins": 5, "price": self.price(market, last), "closeTime": self.now_ms}

    def ticker_day(self, call: Call) -> Any:
        return self.per_symbol(call, self._ticker_day)

    def _ticker_day(self, market: Instrument) -> dict[str, Any]:
        values, (bid, ask) = self.day_values(market), self.best(market)
        day, last = values["day"], self.tape.recent(market.key, 1)
        return {
            "symbol": market.symbol, "priceChange": values["change"], "priceChangePercent": values["percent"],
            "weightedAvgPrice": values["average"], "prevClosePrice": self.price(market, day.open),
            "lastPrice": values["last"], "lastQty": self.quantity(market, last[-1].lots if last else 0),
            "bidPrice": self.price(market, bid[0]), "bidQty": self.quantity(market, bid[1]),
            "askPrice": self.price(market, ask[0]), "askQty": self.quantity(market, ask[1]),
            "openPrice": self.price(market, day.open), "highPrice": self.price(market, day.high),
            "lowPrice": self.price(market, day.low), "volume": self.quantity(market, day.lots),
            "quoteVolume": self.money(day.cost), "openTime": day.open_ms, "closeTime": self.now_ms,
            "firstId": max(day.first_trade, 0), "lastId": max(day.last_trade, 0), "count": day.count,
        }  # fmt: skip

    def ticker_price(self, call: Call) -> Any:
        return self.per_symbol(
            call,
            lambda market: {
                "symbol": market.symbol,
                "price": self.price(market, self.engine.last_price(market.key)),
            },
        )

    def ticker_book(self, call: Call) -> Any:
        def row(market: Instrument) -> dict[str, Any]:
            bid, ask = self.best(market)
            return {
                "symbol": market.symbol, "bidPrice": self.price(market, bid[0]),
                "bidQty": self.quantity(market, bid[1]), "askPrice": self.price(market, ask[0]),
                "askQty": self.quantity(market, ask[1]),
            }  # fmt: skip

        return self.per_symbol(call, row)

    # ---------------------------------------------------------------------------- orders

    def place(self, call: Call) -> Any:
        order = self.engine.place(orders.wish_of(self, call.params, call.account))
        usual = "FULL" if orders.type_of(order) in {"LIMIT", "MARKET"} else "ACK"
        return orders.placed(self, order, str(call.params.get("newOrderRespType", usual)))

    def place_test(self, call: Call) -> Any:
        self.engine.check(orders.wish_of(self, call.params, call.account))
        return {}

    def order(self, call: Call) -> Any:
        market = self.market_of(call.params)
        found = self.find_order(call, market.key)
        facts = self.facts(call)
        if self.exchange.faults.strike("read.not_found", self.exchange.elapsed_ms, **facts):
            raise Refused(Reason.UNKNOWN_ORDER)
        seen = self.seen(found, self.view_ns(facts))
        if seen is None:
            raise Refused(Reason.UNKNOWN_ORDER)
        return orders.shown(self, seen)

    @staticmethod
    def facts(call: Call) -> dict[str, str]:
        return {"path": call.request.path, "kind": call.kind, "symbol": str(call.params.get("symbol", ""))}

    def cancel(self, call: Call) -> Any:
        market = self.market_of(call.params)
        found = self.find_order(call, market.key)
        cancel_id = self.client_id_of(call.params)
        limits = {"ONLY_NEW": "NEW", "ONLY_PARTIALLY_FILLED": "PARTIALLY_FILLED"}
        wanted = limits.get(str(call.params.get("cancelRestrictions")))
        if wanted and orders.state_text(found) != wanted:
            raise Failure(-2011, "Order was not canceled due to cancel restrictions.")
        legs = self.engine.lists.legs(found.list_id) if found.list_id >= 0 else [found]
        for leg in legs:
            if leg.state.is_open:
                leg.wish.tags["cancel_id"] = cancel_id
        self.engine.cancel(found)
        if found.list_id >= 0:
            return self.lists.cancelled(self.engine.lists.lists[found.list_id], cancel_id)
        return orders.cancelled(self, found, cancel_id)

    def cancel_all(self, call: Call) -> Any:
        market = self.market_of(call.params)
        open_now = self.engine.open_orders(call.account, market.key)
        if not open_now:
            raise Refused(Reason.UNKNOWN_ORDER)
        answer, lists_done = [], set()
        for order in open_now:
            if order.state.is_open:
                order.wish.tags["cancel_id"] = cancel_id = self.client_id_of({})
                self.engine.cancel(order)
                if order.list_id >= 0:
                    if order.list_id not in lists_done:
                        found = self.engine.lists.lists[order.list_id]
                        answer.append(self.lists.cancelled(found, cancel_id))
                    lists_done.add(order.list_id)
                else:
                    answer.append(orders.cancelled(self, order, cancel_id))
        return answer

    def amend(self, call: Call) -> Any:
        market = self.market_of(call.params)
        self.need(call.params, "newQty")
        found = self.find_order(call, market.key)
        lots = market.lots(str(call.params["newQty"]))
        if lots == found.lots:
            raise Refused(Reason.NO_CHANGE)
        if lots > found.lots:
            raise Refused(Reason.NOT_AMENDABLE)
        if lots < found.filled or lots < market.min_lots:
            raise Refused(Reason.LOT_FILTER)
        found.wish.tags["amended"] = found.client_id
        if call.params.get("newClientOrderId", found.client_id) != found.client_id:  # its own may be kept
            self.engine.rename(found, self.client_id_of(call.params))
        self.engine.amend(found, lots=lots)
        row = orders.shown(self, found)
        return {
            "transactTime": self.stamp(found.updated_ns), "executionId": found.id * 1000 + found.version,
            "amendedOrder": {
                "symbol": row["symbol"], "orderId": row["orderId"], "orderListId": row["orderListId"],
                "origClientOrderId": found.wish.tags["amended"], "clientOrderId": row["clientOrderId"],
                "price": row["price"], "qty": row["origQty"], "executedQty": row["executedQty"],
                "preventedQty": self.quantity(market, found.prevented),
                "quoteOrderQty": row["origQuoteOrderQty"],
                "cumulativeQuoteQty": row["cummulativeQuoteQty"], "status": row["status"],
                "timeInForce": row["timeInForce"], "type": row["type"], "side": row["side"],
                "workingTime": row["workingTime"],
                "selfTradePreventionMode": row["selfTradePreventionMode"],
            },
        }  # fmt: skip

    def open_orders(self, call: Call) -> Any:
        key = self.market_of(call.params).key if call.params.get("symbol") else None
        facts = self.facts(call)
        rows = self._seen(self.orders_of(call.account, key), self.view_ns(facts))
        rows = [order for order in rows if order.state.is_open]
        if rows and self.exchange.faults.strike(
            "read.open_orders_missing", self.exchange.elapsed_ms, **facts
        ):
            rows = rows[1:]
        return [orders.shown(self, order) for order in rows]

    def _seen(self, found: list[Order], view_ns: int | None) -> list[Order]:
        return [seen for order in found if (seen := self.seen(order, view_ns)) is not None]

    def all_orders(self, call: Call) -> Any:
        market = self.market_of(call.params)
        facts, limit = self.facts(call), self.limit_of(call.params, 500, 1000)
        rows = self._seen(self.orders_of(call.account, market.key), self.view_ns(facts))
        start, end = self.ints(call.params, "startTime"), self.ints(call.params, "endTime")
        self._check_span(start, end)
        from_id = self.ints(call.params, "orderId")
        rows = [
            order
            for order in rows
            if (from_id is None or order.id >= from_id)
            and (start is None or self.stamp(order.created_ns) >= start)
            and (end is None or self.stamp(order.created_ns) <= end)
        ]
        first = from_id is not None or start is not None
        page = rows[:limit] if first else rows[-limit:]
        return [orders.shown(self, order) for order in self.shifted(page, facts)]

    @staticmethod
    def _check_span(start: int | None, end: int | None) -> None:
        if start is not None and end is not None and end - start > 86_400_000:
            raise Failure(-1127, "More than 24 hours between startTime and endTime.")

    def my_trades(self, call: Call) -> Any:
        market = self.market_of(call.params)
        facts, limit = self.facts(call), self.limit_of(call.params, 500, 1000)
        fills = self.fills_of(call.account, market.key, self.view_ns(facts))
        start, end = self.ints(call.params, "startTime"), self.ints(call.params, "endTime")
        self._check_span(start, end)
        from_id, order_id = self.ints(call.params, "fromId"), self.ints(call.params, "orderId")
        rows = [
            fill
            for fill in fills
            if (from_id is None or fill.trade_id >= from_id)
            and (order_id is None or fill.order_id == order_id)
            and (start is None or self.stamp(fill.time_ns) >= start)
            and (end is None or self.stamp(fill.time_ns) <= end)
        ]
        page = rows[:limit] if from_id is not None or start is not None else rows[-limit:]
        return [orders.trade_row(self, fill) for fill in self.shifted(page, facts)]

    # ---------------------------------------------------------------------------- account

    def account(self, call: Call) -> Any:
        holder = self.engine.account(call.account)
        view_ns = self.view_ns(self.facts(call), balance=True)
        total, locked = (holder.total, holder.locked) if view_ns is None else holder.as_of(view_ns)
        maker, taker = self._rates(call.account)
        balances = [
            {"asset": asset, "free": self.money(total[asset] - locked.get(asset, 0)),
             "locked": self.money(locked.get(asset, 0))}
            for asset in sorted(total)
            if total[asset] or call.params.get("omitZeroBalances") != "true"
        ]  # fmt: skip
        return {
            "makerCommission": maker // 10_000, "takerCommission": taker // 10_000, "buyerCommission": 0,
            "sellerCommission": 0,
            "commissionRates": {"maker": self.money(maker), "taker": self.money(taker),
                                "buyer": self.money(0), "seller": self.money(0)},
            "canTrade": True, "canWithdraw": True, "canDeposit": True, "brokered": False,
            "requireSelfTradePrevention": False, "preventSor": False, "updateTime": self.now_ms,
            "accountType": "SPOT", "balances": balances, "permissions": ["SPOT"],
            "uid": account_number(call.account),
        }  # fmt: skip

    def _rates(self, account: str) -> tuple[int, int]:
        holder = self.engine.account(account)
        market = next(iter(self.engine.instruments.values()))
        maker = market.maker_fee if holder.maker_fee is None else holder.maker_fee
        return maker, market.taker_fee if holder.taker_fee is None else holder.taker_fee

    def commission(self, call: Call) -> Any:
        market, (maker, taker) = self.market_of(call.params), self._rates(call.account)
        zero = dict.fromkeys(("maker", "taker", "buyer", "seller"), self.money(0))
        in_bnb = self.engine.account(call.account).fees_in == "BNB"
        return {
            "symbol": market.symbol,
            "standardCommission": zero | {"maker": self.money(maker), "taker": self.money(taker)},
            "specialCommission": zero, "taxCommission": zero,
            "discount": {"enabledForAccount": in_bnb, "enabledForSymbol": True, "discountAsset": "BNB",
                         "discount": "0.75000000"},
        }  # fmt: skip

    def trade_fee(self, call: Call) -> Any:
        maker, taker = (decimal_text(rate).rstrip("0") for rate in self._rates(call.account))
        rows = self.per_symbol(
            call, lambda m: {"symbol": m.symbol, "makerCommission": maker, "takerCommission": taker}
        )
        return rows if isinstance(rows, list) else [rows]

    def order_counts(self, call: Call) -> Any:
        windows = self._orders_sent.get(call.account, {})
        return [
            {"rateLimitType": "ORDERS", "interval": interval, "intervalNum": number, "limit": limit,
             "count": windows[name].add(self.now_ms, 0) if name in windows else 0}
            for (name, limit, _), interval, number in zip(
                self.order_limits, ("SECOND", "DAY"), (10, 1), strict=True)
        ]  # fmt: skip

    def api_restrictions(self, call: Call) -> Any:
        key = call.key
        if key is None:
            raise Failure(-2015, "Invalid API-key, IP, or permissions for action.", 401)
        answer = {
            "ipRestrict": bool(key.ips), "createTime": key.created_ms, "enableReading": True,
            "enableWithdrawals": key.can_withdraw, "enableInternalTransfer": key.can_withdraw,
            "enableMargin": False, "enableFutures": key.can_futures, "permitsUniversalTransfer": False,
            "enableVanillaOptions": False, "enableFixApiTrade": False, "enableFixReadOnly": False,
            "enableSpotAndMarginTrading": key.can_trade, "enablePortfolioMarginTrading": False,
        }  # fmt: skip
        if key.expires_ms:
            answer["tradingAuthorityExpirationTime"] = key.expires_ms
        return answer

    def coins(self, call: Call) -> Any:
        holder = self.engine.account(call.account)
        assets = sorted({"USDT", *(market.base for market in self.engine.instruments.values())})
        return [
            {"coin": asset, "depositAllEnable": True, "withdrawAllEnable": True, "name": asset,
             "free": self.money(holder.free(asset)), "locked": self.money(holder.locked.get(asset, 0)),
             "freeze": "0", "withdrawing": "0", "ipoing": "0", "ipoable": "0", "storage": "0",
             "isLegalMoney": False, "trading": True, "networkList": []}
            for asset in assets
        ]  # fmt: skip

    # ---------------------------------------------------------------------------- streams

    def is_there(self, request: WireRequest) -> bool:
        return request.host not in PLAY_HOSTS or request.path.startswith("/api/")

    def describe(self, request: WireRequest) -> Call:
        if request.host in SOCKET_HOSTS:
            return self.socket.describe(request)
        return super().describe(request)

    def key_text(self, request: WireRequest) -> str:
        if request.host in SOCKET_HOSTS:
            return self.socket.key_text(request)
        return super().key_text(request)

    def opened(self, connection: Connection) -> None:
        if connection.host not in SOCKET_HOSTS:
            self.streams.opened(connection)

    def receive(self, connection: Connection, text: str) -> None:
        if connection.host in SOCKET_HOSTS:
            self.socket.receive(connection, text)
        else:
            self.streams.receive(connection, text)

    def on_event(self, event: Event) -> None:
        self.streams.on_event(event)
        if not isinstance(event, LevelChanged):
            self.socket.on_event(event)

    def tick(self) -> None:
        self.streams.tick()

    def every_second(self) -> None:
        self.streams.every_second()
