"""Bybit v5 orders and executions: create, amend, cancel, lists, and protective stops of positions."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from tests.support.exchange.values import (
    Event,
    Fill,
    Instrument,
    Kind,
    NewOrder,
    Order,
    OrderChanged,
    Reason,
    Refused,
    SelfTrade,
    Side,
    State,
    TimeInForce,
    parse_atoms,
    short_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.exchange.bybit import Bybit
    from tests.support.exchange.venue import Call

WEEK_MS = 7 * 24 * 3600 * 1000
LINK_ID = re.compile(r"^[A-Za-z0-9_-]{1,36}$")
SMP = {
    "None": SelfTrade.NONE, "CancelMaker": SelfTrade.EXPIRE_MAKER, "CancelTaker": SelfTrade.EXPIRE_TAKER,
    "CancelBoth": SelfTrade.EXPIRE_BOTH,
}  # fmt: skip
SIDES = {0: "BOTH", 1: "LONG", 2: "SHORT"}
INDEXES = {side: number for number, side in SIDES.items()}
CANCEL_TYPES = {
    "user": "CancelByUser", "reduce only": "CancelByReduceOnly", "self trade": "CancelBySmp",
    "liquidation": "CancelByPrepareLiq", "delisted": "CancelByAdmin", "venue": "CancelByAdmin",
    "stop": "CancelByTpSlTsClear",
}  # fmt: skip
REJECTS = {
    "post only": "EC_PostOnlyWillTakeLiquidity", "no liquidity": "EC_NoImmediateQtyToFill",
    "fill or kill": "EC_NoEnoughQtyToFill", "balance": "EC_InsufficientBalance",
    "user": "EC_PerCancelRequest",
}  # fmt: skip


class Problem(Exception):
    """A request that Bybit answers with a retCode."""

    def __init__(self, code: int, text: str, status: int = 200) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


class BybitOrders:
    def __init__(self, venue: Bybit) -> None:
        self._venue = venue
        self._by_text: dict[str, Order] = {}

    def routes(self) -> dict[tuple[str, str], tuple[str, Callable[[Call], Any]]]:
        return {
            ("POST", "/v5/order/create"): ("create", self.create),
            ("POST", "/v5/order/create-batch"): ("create", self.create_batch),
            ("POST", "/v5/order/amend"): ("amend", self.amend),
            ("POST", "/v5/order/cancel"): ("cancel", self.cancel),
            ("POST", "/v5/order/cancel-batch"): ("cancel", self.cancel_batch),
            ("POST", "/v5/order/cancel-all"): ("cancel", self.cancel_all),
            ("POST", "/v5/order/disconnected-cancel-all"): ("other", lambda _: {}),
            ("GET", "/v5/order/realtime"): ("read", self.realtime),
            ("GET", "/v5/order/history"): ("read", self.history),
            ("GET", "/v5/execution/list"): ("read", self.executions),
            ("POST", "/v5/position/trading-stop"): ("create", self.trading_stop),
        }

    # ---------------------------------------------------------------------------- numbers

    def id_text(self, order: Order) -> str:
        """Spot orders have long numbers, linear ones have UUIDs."""
        if order.key.startswith("spot:"):
            return str(1_400_000_000_000_000_000 + order.id)
        made = hashlib.md5(str(order.id).encode(), usedforsecurity=False).hexdigest()
        return f"{made[:8]}-{made[8:12]}-4{made[13:16]}-8{made[17:20]}-{made[20:32]}"

    def _find(self, account: str, params: dict[str, Any], market: Instrument) -> Order:
        text, link = str(params.get("orderId") or ""), str(params.get("orderLinkId") or "")
        if not text and not link:
            raise Problem(10001, "params error: orderId or orderLinkId is required")
        for order in reversed(self._venue.orders_of(account, market.key)):
            if (text and self.id_text(order) == text) or (not text and order.client_id == link):
                return order
        raise Refused(Reason.UNKNOWN_ORDER)

    # ---------------------------------------------------------------------------- create

    def create(self, call: Call) -> Any:
        order = self._place(call.account, call.params)
        return self._ids(order)

    def _ids(self, order: Order) -> dict[str, str]:
        return {"orderId": self.id_text(order), "orderLinkId": order.wish.tags.get("link", "")}

    def _place(self, account: str, params: dict[str, Any]) -> Order:
        market = self._venue.market_of(params)
        wish = self.wish_of(account, params, market)
        order = self._venue.engine.place(wish)
        if order.state is State.FILLED:
            self._protect(order)
        return order

    def wish_of(self, account: str, params: dict[str, Any], market: Instrument) -> NewOrder:
        try:
            side = Side(str(params.get("side", "")).upper())
            kind = Kind(str(params.get("orderType", "")).upper())
        except ValueError as error:
            raise Problem(10001, "params error: side or orderType invalid") from error
        link = params.get("orderLinkId")
        if link is not None and not LINK_ID.match(str(link)):
            raise Problem(10001, "params error: OrderLinkId invalid")
        made_up = f"auto-{len(self._venue.orders_of(account))}-{self._venue.now_ms}"
        wish = NewOrder(account, market.key, side, kind, 0, str(link) if link else made_up)
        wish.tags = {"link": str(link) if link else "", "filter": params.get("orderFilter", "Order")}
        self._set_terms(wish, params)
        if kind is Kind.LIMIT:
            wish.price = self._ticks(market, params.get("price"))
        self._set_quantity(market, wish, params)
        self._set_trigger(market, wish, params)
        if market.is_linear:
            self._set_position(wish, params)
        for name in ("takeProfit", "stopLoss", "tpslMode", "tpLimitPrice", "slLimitPrice"):
            if params.get(name):
                wish.tags[name] = str(params[name])
        return wish

    def _set_terms(self, wish: NewOrder, params: dict[str, Any]) -> None:
        terms = str(params.get("timeInForce") or ("GTC" if wish.kind is Kind.LIMIT else "IOC"))
        if wish.kind is Kind.LIMIT:
            try:
                wish.time_in_force = TimeInForce.POST_ONLY if terms == "PostOnly" else TimeInForce(terms)
            except ValueError as error:
                raise Problem(10001, "params error: timeInForce invalid") from error
        wish.tags["terms"] = terms
        wish.self_trade = SMP.get(str(params.get("smpType", "None")), SelfTrade.NONE)

    def _ticks(self, market: Instrument, value: Any) -> int:
        if value in {None, ""}:
            raise Problem(10001, "params error: price invalid")
        return market.ticks(str(value))

    def _set_quantity(self, market: Instrument, wish: NewOrder, params: dict[str, Any]) -> None:
        text = str(params.get("qty", ""))
        by_quote = not market.is_linear and wish.kind is Kind.MARKET and (
            params.get("marketUnit") == "quoteCoin"
            or (params.get("marketUnit") is None and wish.side is Side.BUY)
        )  # fmt: skip
        wish.tags["unit"] = params.get("marketUnit", "")
        if not by_quote:
            try:
                wish.lots = market.lots(text)
            except Refused as refusal:
                if not market.is_linear:
                    raise Problem(170137, "Order quantity has too many decimals.") from refusal
                raise
            return
        try:
            budget = parse_atoms(text)
        except ValueError as error:
            raise Problem(170148, "Market order amount decimal too long.") from error
        wish.tags["quote"] = budget
        if wish.side is Side.BUY:
            wish.quote_budget, wish.lots = budget, market.max_lots
        else:
            best = self._venue.engine.books[market.key].bids.best() or self._venue.engine.last_price(
                market.key
            )
            wish.lots = budget // max(market.cost(best, 1), 1)

    def _set_trigger(self, market: Instrument, wish: NewOrder, params: dict[str, Any]) -> None:
        if not params.get("triggerPrice"):
            return
        wish.trigger = self._ticks(market, params["triggerPrice"])
        last = self._venue.engine.last_price(market.key)
        wish.trigger_by_mark = params.get("triggerBy") == "MarkPrice"
        if not market.is_linear:
            wish.trigger_above = wish.trigger > last
            wish.locks_late = wish.tags["filter"] == "StopOrder"
            return
        direction = int(params.get("triggerDirection") or 0)
        if direction not in {1, 2}:
            raise Problem(10001, "params error: TriggerDirection invalid")
        wish.trigger_above = direction == 1
        current = self._venue.engine.perpetuals.marks[market.key] if wish.trigger_by_mark else last
        numbers = f"trigger_price[{wish.trigger}] {{}} current[{current}]"
        if wish.trigger_above and wish.trigger <= current:
            raise Problem(110092, "expect Rising, but " + numbers.format("<="))
        if not wish.trigger_above and wish.trigger >= current:
            raise Problem(110093, "expect Falling, but " + numbers.format(">="))

    def _set_position(self, wish: NewOrder, params: dict[str, Any]) -> None:
        wish.position_side = SIDES.get(int(params.get("positionIdx") or 0), "BOTH")
        wish.reduce_only = params.get("reduceOnly") in {True, "true"}
        wish.close_position = params.get("closeOnTrigger") in {True, "true"} and not wish.lots

    # ---------------------------------------------------------------------------- batches

    def _batch(self, call: Call, one: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
        rows, codes = [], []
        for params in call.params.get("request", []):
            full = {**params, "category": call.params.get("category")}
            try:
                rows.append(one(full))
                codes.append({"code": 0, "msg": "OK"})
            except (Refused, Problem) as error:
                if isinstance(error, Problem):
                    code, text = error.code, error.text
                else:
                    code, text = self._venue.worded(call, error)
                rows.append({"category": full["category"], "symbol": params.get("symbol"), "orderId": "",
                             "orderLinkId": params.get("orderLinkId", ""), "createAt": ""})  # fmt: skip
                codes.append({"code": code, "msg": text})
        return {"list": rows}, {"list": codes}

    def create_batch(self, call: Call) -> Any:
        def one(params: dict[str, Any]) -> dict[str, Any]:
            order = self._place(call.account, params)
            return {"category": params["category"], "symbol": params["symbol"], **self._ids(order),
                    "createAt": str(self._venue.now_ms)}  # fmt: skip

        return self._batch(call, one)

    def cancel_batch(self, call: Call) -> Any:
        def one(params: dict[str, Any]) -> dict[str, Any]:
            market = self._venue.market_of(params)
            order = self._find(call.account, params, market)
            self._venue.engine.cancel(order)
            return {"category": params["category"], "symbol": params["symbol"], **self._ids(order)}

        return self._batch(call, one)

    # ---------------------------------------------------------------------------- amend and cancel

    def amend(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        order = self._find(call.account, call.params, market)
        if not order.state.is_open:
            raise Refused(Reason.UNKNOWN_ORDER)
        price = self._ticks(market, call.params["price"]) if call.params.get("price") else None
        lots = market.lots(str(call.params["qty"])) if call.params.get("qty") else None
        trigger = call.params.get("triggerPrice")
        self._venue.engine.amend(
            order, price=price, lots=lots, trigger=self._ticks(market, trigger) if trigger else None
        )
        return self._ids(order)

    def cancel(self, call: Call) -> Any:
        order = self._find(call.account, call.params, self._venue.market_of(call.params))
        self._venue.engine.cancel(order)
        return self._ids(order)

    def cancel_all(self, call: Call) -> Any:
        params, rows = call.params, []
        self._need_scope(params)
        wanted = params.get("orderFilter")
        for market in self._venue.markets(params):
            for order in self._venue.engine.open_orders(call.account, market.key):
                kind = "StopOrder" if order.state is State.WAITING else "Order"
                if wanted and wanted != kind and order.wish.tags.get("filter") != wanted:
                    continue
                if order.state.is_open:
                    self._venue.engine.cancel(order)
                    rows.append(self._ids(order))
        return {"list": rows, "success": "1"}

    @staticmethod
    def _need_scope(params: dict[str, Any]) -> None:
        named = any(params.get(name) for name in ("symbol", "settleCoin", "baseCoin"))
        if params.get("category") == "linear" and not named:
            raise Problem(10001, "params error: symbol or settleCoin or baseCoin is required")

    # ---------------------------------------------------------------------------- protective stops

    def trading_stop(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        side = SIDES.get(int(call.params.get("positionIdx") or 0), "BOTH")
        position = self._venue.engine.perpetuals.position(call.account, market.key, side)
        if not position.lots:
            raise Problem(10001, "can not set tp/sl/ts for zero position")
        self._set_stops(call.account, market, side, position.lots, call.params)
        return {}

    def _protect(self, order: Order) -> None:
        """Place the stops that an order brought along, once it is filled."""
        market = self._venue.engine.instruments[order.key]
        tags = order.wish.tags
        if market.is_linear and ("takeProfit" in tags or "stopLoss" in tags) and not tags.get("protected"):
            tags["protected"] = True
            side = order.wish.position_side
            position = self._venue.engine.perpetuals.position(order.account, order.key, side)
            if position.lots:
                self._set_stops(order.account, market, side, position.lots, tags)

    def _set_stops(
        self, account: str, market: Instrument, side: str, held: int, params: dict[str, Any]
    ) -> None:
        engine = self._venue.engine
        for name, kind in (("takeProfit", "TakeProfit"), ("stopLoss", "StopLoss")):
            text = params.get(name)
            if text in {None, ""}:
                continue
            for old in engine.open_orders(account, market.key):
                if old.wish.tags.get("stop") == kind and old.wish.position_side == side:
                    engine.end(old, State.CANCELED, "stop")
            if set(str(text)) <= {"0", "."}:
                continue
            way = Side.SELL if held > 0 else Side.BUY
            wish = NewOrder(
                account, market.key, way, Kind.MARKET, abs(held), f"{kind}-{self._venue.dice.random()}"
            )
            wish.trigger = self._ticks(market, text)
            wish.trigger_above = (kind == "TakeProfit") == (held > 0)
            wish.reduce_only = wish.close_position = True
            wish.position_side = side
            wish.tags = {"stop": kind, "link": "", "terms": "IOC"}
            engine.place(wish)

    def on_event(self, event: Event) -> None:
        if isinstance(event, OrderChanged) and event.what == "TRADE" and event.order.state is State.FILLED:
            order = event.order
            self._venue.engine.afterwards.append(lambda: self._protect(order))

    # ---------------------------------------------------------------------------- reading

    def state_text(self, order: Order) -> str:
        state = order.state
        if state is State.WAITING:
            return "Untriggered"
        if state in {State.CANCELED, State.EXPIRED, State.EXPIRED_IN_MATCH}:
            if order.trigger is not None and not order.triggered_ns:
                return "Deactivated"
            partly = order.filled and order.key.startswith("spot:")
            return "PartiallyFilledCanceled" if partly else "Cancelled"
        return {State.NEW: "New", State.PARTIAL: "PartiallyFilled", State.FILLED: "Filled"}.get(
            state, "Rejected"
        )

    def shown(self, order: Order) -> dict[str, Any]:
        """An order as lists and the private stream show it."""
        venue = self._venue
        market = venue.engine.instruments[order.key]
        tags, price, lots = order.wish.tags, market.price_text, market.lots_text
        done = not order.state.is_open
        left = 0 if done else order.left
        by_quote = "quote" in tags
        average = order.cost // (order.filled * market.value_atoms) if order.filled else 0
        trigger = order.wish.trigger if order.trigger is None else order.trigger
        fees = {asset: short_text(fee) for asset, fee in order.fee_paid.items()}
        stop = tags.get("stop", "Stop" if order.wish.trigger is not None else "")
        row: dict[str, Any] = {
            "symbol": market.symbol, "orderId": self.id_text(order), "orderLinkId": tags.get("link", ""),
            "blockTradeId": "", "side": order.side.value.capitalize(),
            "orderType": order.kind.value.capitalize(), "price": price(order.price),
            "qty": short_text(tags["quote"]) if by_quote else lots(order.lots), "isLeverage": "0",
            "positionIdx": INDEXES[order.wish.position_side], "orderStatus": self.state_text(order),
            "createType": "CreateByUser" if not tags.get("stop") else f"CreateBy{tags['stop']}",
            "cancelType": CANCEL_TYPES.get(order.reason, "UNKNOWN") if done else "UNKNOWN",
            "rejectReason": REJECTS.get(order.reason, "EC_NoError"),
            "avgPrice": price(average) if order.filled else "", "leavesQty": lots(left),
            "leavesValue": short_text(market.cost(order.price, left)), "cumExecQty": lots(order.filled),
            "cumExecValue": short_text(order.cost), "cumExecFee": next(iter(fees.values()), "0"),
            "cumFeeDetail": fees, "timeInForce": tags.get("terms", "GTC"), "orderIv": "",
            "stopOrderType": stop, "marketUnit": tags.get("unit", ""),
            "triggerPrice": price(trigger) if trigger else "", "takeProfit": tags.get("takeProfit", ""),
            "stopLoss": tags.get("stopLoss", ""), "tpTriggerBy": "", "slTriggerBy": "",
            "tpLimitPrice": "", "slLimitPrice": "",
            "triggerDirection": 0 if not trigger else 1 if order.wish.trigger_above else 2,
            "triggerBy": "" if not trigger else "MarkPrice" if order.wish.trigger_by_mark else "LastPrice",
            "lastPriceOnCreated": price(venue.engine.last_price(order.key)),
            "reduceOnly": order.wish.reduce_only, "closeOnTrigger": order.wish.close_position,
            "placeType": "", "smpType": "None", "smpGroup": 0, "smpOrderId": "",
            "createdTime": str(venue.stamp(order.created_ns)),
            "updatedTime": str(venue.stamp(order.updated_ns)),
        }  # fmt: skip
        if market.is_linear:
            row["tpslMode"] = tags.get("tpslMode", "Full" if tags.get("stop") else "")
        return row

    def _read(self, call: Call, *, want_open: bool) -> list[Order]:
        venue, params = self._venue, call.params
        facts = {"path": call.request.path, "kind": "read", "symbol": str(params.get("symbol", ""))}
        one = bool(params.get("orderId") or params.get("orderLinkId"))
        if one and venue.exchange.faults.strike("read.not_found", venue.exchange.elapsed_ms, **facts):
            return []
        view_ns = venue.view_ns(facts)
        keys = {market.key for market in venue.markets(params)}
        if want_open and not one:
            self._need_scope(params)
        found = []
        for order in reversed(venue.orders_of(call.account)):
            seen = venue.seen(order, view_ns) if order.key in keys else None
            if seen is None or (one and not self._is_named(order, params)):
                continue
            is_rejected = seen.state is State.REJECTED  # only the history shows these
            is_right = seen.state.is_open == want_open or (one and want_open and not is_rejected)
            if is_right and self._fits(seen, params):
                found.append(seen)
        if not want_open:
            return venue.shifted(found, facts)
        strike, now_ms = venue.exchange.faults.strike, venue.exchange.elapsed_ms
        if found and not one and strike("read.open_orders_missing", now_ms, **facts):
            found = found[1:]
        return found

    def _span_ms(self, params: dict[str, Any]) -> tuple[int, int]:
        """The window of a list: at most 7 days, the last ones when none is named."""
        start, end = (int(params.get(name) or 0) for name in ("startTime", "endTime"))
        if start and end and end - start > WEEK_MS:
            raise Problem(
                10001, "params error: The time range between startTime and endTime must be <= 7 days"
            )
        if not end:
            end = start + WEEK_MS if start else self._venue.now_ms
        return start or end - WEEK_MS, end

    def _is_named(self, order: Order, params: dict[str, Any]) -> bool:
        if params.get("orderId"):
            return self.id_text(order) == params["orderId"]
        return bool(order.wish.tags.get("link") == params.get("orderLinkId"))

    def _fits(self, order: Order, params: dict[str, Any]) -> bool:
        wanted = params.get("orderFilter")
        is_stop = order.wish.trigger is not None and not order.triggered_ns
        return (not params.get("orderStatus") or self.state_text(order) == params["orderStatus"]) and (
            wanted not in {"Order", "StopOrder"} or is_stop == (wanted == "StopOrder")
        )

    def realtime(self, call: Call) -> Any:
        found = self._read(call, want_open=True)
        return self.page(call, [self.shown(order) for order in found], 20, 50)

    def history(self, call: Call) -> Any:
        start_ms, end_ms = self._span_ms(call.params)
        stamp, one = self._venue.stamp, call.params.get("orderId") or call.params.get("orderLinkId")
        in_window = bool(one and not call.params.get("startTime") and not call.params.get("endTime"))
        found = [
            order
            for order in self._read(call, want_open=False)
            if in_window or start_ms <= stamp(order.created_ns) <= end_ms
        ]
        return self.page(call, [self.shown(order) for order in found], 20, 50)

    @staticmethod
    def page(call: Call, rows: list[dict[str, Any]], default: int, most: int) -> dict[str, Any]:
        """One page; the cursor is where the next one begins."""
        limit = max(1, min(int(call.params.get("limit", default)), most))
        cursor = str(call.params.get("cursor") or "0")
        start = int(cursor) if cursor.isdigit() else 0
        following = str(start + limit) if start + limit < len(rows) else ""
        return {"nextPageCursor": following, "category": call.params.get("category"),
                "list": rows[start : start + limit]}  # fmt: skip

    # ---------------------------------------------------------------------------- executions

    def execution_id(self, fill: Fill) -> str:
        if fill.key.startswith("spot:"):
            return str(2_290_000_000_000_000_000 + fill.trade_id)
        return f"{fill.trade_id:08x}-0000-5000-8000-{sum(fill.key.encode()):012x}"

    def _order_of(self, fill: Fill) -> Order | None:
        engine = self._venue.engine
        place = (fill.key if engine.rules.ids_per_market else "", fill.order_id)
        return engine.orders.get(place) or engine.forgotten.get(place)

    def _is_wanted(self, fill: Fill, order_id: str | None) -> bool:
        order = self._order_of(fill) if order_id else None
        return not order_id or (order is not None and self.id_text(order) == order_id)

    def execution(self, fill: Fill) -> dict[str, Any]:
        venue = self._venue
        market = venue.engine.instruments[fill.key]
        order = self._order_of(fill)
        price, lots = market.price_text, market.lots_text
        rate = market.maker_fee if fill.is_maker else market.taker_fee
        tags = {} if order is None else order.wish.tags
        return {
            "symbol": market.symbol, "orderId": "" if order is None else self.id_text(order),
            "orderLinkId": tags.get("link", ""), "side": fill.side.value.capitalize(),
            "orderPrice": price(0 if order is None else order.price),
            "orderQty": lots(fill.lots if order is None else order.lots),
            "leavesQty": lots(0 if order is None else order.left), "createType": "CreateByUser",
            "orderType": "Market" if order is None else order.kind.value.capitalize(),
            "stopOrderType": tags.get("stop", "UNKNOWN"), "execFee": short_text(fill.fee),
            "execId": self.execution_id(fill), "execPrice": price(fill.price), "execQty": lots(fill.lots),
            "execType": tags.get("execution") or ("BustTrade" if tags.get("liquidation") else "Trade"),
            "execValue": short_text(fill.cost), "execTime": str(venue.stamp(fill.time_ns)),
            "feeCurrency": fill.fee_asset, "isMaker": fill.is_maker, "feeRate": short_text(rate),
            "tradeIv": "", "markIv": "",
            "markPrice": price(venue.engine.perpetuals.marks[fill.key]) if market.is_linear else "",
            "indexPrice": "", "underlyingPrice": "", "blockTradeId": "",
            "closedSize": lots(fill.lots) if fill.realised else "", "seq": fill.trade_id,
            "extraFees": "",
        }  # fmt: skip

    def executions(self, call: Call) -> Any:
        venue, params = self._venue, call.params
        facts = {"path": call.request.path, "kind": "read", "symbol": str(params.get("symbol", ""))}
        view_ns = venue.view_ns(facts)
        keys = {market.key for market in venue.markets(params)}
        rows: list[dict[str, Any]] = []
        if params.get("execType") in {None, "", "Trade", "BustTrade", "AdlTrade"}:
            fills = venue.fills_of(call.account, None, view_ns)
            rows += [
                self.execution(fill)
                for fill in fills
                if fill.key in keys and self._is_wanted(fill, params.get("orderId"))
            ]
        if params.get("execType") in {None, "", "Funding"}:
            rows += [row for key, row in venue.accounts.funding_rows(call.account) if key in keys]
        rows.sort(key=lambda row: int(row["execTime"]), reverse=True)
        names = {"orderId": "orderId", "orderLinkId": "orderLinkId"}
        for name in names:
            if params.get(name):
                rows = [row for row in rows if row[name] == params[name]]
        start_ms, end_ms = self._span_ms(params)
        rows = [row for row in rows if start_ms <= int(row["execTime"]) <= end_ms]
        return self.page(call, venue.shifted(rows, facts), 50, 100)
