"""Orders of Binance USD-M: plain ones, and conditional ones in their own algo namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange.binance import STATES, Failure, Route, decimal8
from tests.support.exchange.values import (
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
)

if TYPE_CHECKING:
    from tests.support.exchange.binance_usdm import BinanceUsdm
    from tests.support.exchange.venue import Call

PLAIN = {"LIMIT", "MARKET"}
CONDITIONAL = {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"}
TERMS = {"GTC": TimeInForce.GTC, "IOC": TimeInForce.IOC, "FOK": TimeInForce.FOK, "GTX": TimeInForce.POST_ONLY,
         "GTD": TimeInForce.GTC}  # fmt: skip
ALGO_BASE = 1_000_000_000_000_000
ALGO_PREFIX = "algo:"  # keeps the client ids of algo orders apart from those of plain orders


class UsdmOrders:
    def __init__(self, venue: BinanceUsdm) -> None:
        self._venue = venue

    def routes(self) -> dict[tuple[str, str], Route]:
        create = {"kind": "create", "security": "SIGNED", "orders": 1}
        cancel = {"kind": "cancel", "security": "SIGNED"}
        read = {"kind": "read", "security": "SIGNED"}
        return {
            ("POST", "v1/order"): Route(self.place, 0, **create),
            ("POST", "v1/order/test"): Route(self.place_test, 0, kind="other", security="SIGNED"),
            ("PUT", "v1/order"): Route(self.amend, 1, kind="amend", security="SIGNED", orders=1),
            ("GET", "v1/order"): Route(self.order, 1, **read),
            ("GET", "v1/openOrder"): Route(self.open_order, 1, **read),
            ("DELETE", "v1/order"): Route(self.cancel, 1, **cancel),
            ("DELETE", "v1/allOpenOrders"): Route(self.cancel_all, 1, **cancel),
            ("GET", "v1/openOrders"): Route(self.open_orders, 1, **read),
            ("GET", "v1/allOrders"): Route(self.all_orders, 5, **read),
            ("GET", "v1/userTrades"): Route(self.user_trades, 5, **read),
            ("POST", "v1/countdownCancelAll"): Route(self.countdown, 10, kind="other", security="SIGNED"),
            ("POST", "v1/algoOrder"): Route(self.place_algo, 0, **create),
            ("GET", "v1/algoOrder"): Route(self.algo, 1, **read),
            ("DELETE", "v1/algoOrder"): Route(self.cancel_algo, 1, **cancel),
            ("DELETE", "v1/algoOpenOrders"): Route(self.cancel_all_algos, 1, **cancel),
            ("GET", "v1/openAlgoOrders"): Route(self.open_algos, 1, **read),
            ("GET", "v1/allAlgoOrders"): Route(self.all_algos, 5, **read),
        }

    # ---------------------------------------------------------------------------- placing

    def place(self, call: Call) -> Any:
        if call.params.get("type") in CONDITIONAL | {"TRAILING_STOP_MARKET"}:
            text = (
                "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."
            )
            raise Failure(-4120, text)
        order = self._venue.engine.place(self.wish_of(call.params, call.account, PLAIN))
        return self.answered(order, is_ack=call.params.get("newOrderRespType", "ACK") == "ACK")

    def place_test(self, call: Call) -> Any:
        self._venue.engine.check(self.wish_of(call.params, call.account, PLAIN))
        return {}

    def wish_of(self, params: dict[str, Any], account: str, kinds: set[str]) -> NewOrder:
        venue = self._venue
        market = venue.market_of(params)
        venue.need(params, "side", "type")
        kind_text, side = str(params["type"]), venue.side_of(params)
        if kind_text not in kinds:
            raise Failure(-1116, "Invalid orderType.")
        limit = kind_text in {"LIMIT", "STOP", "TAKE_PROFIT"}
        closes = params.get("closePosition") == "true"
        if not closes:
            venue.need(params, "quantity")
        wish = NewOrder(account, market.key, side, Kind.LIMIT if limit else Kind.MARKET, 0, "")
        wish.client_id = venue.client_id_of(params)
        wish.close_position = closes
        if not closes:
            wish.lots = market.lots(str(params["quantity"]))
        if limit:
            venue.need(params, "price")
            if kind_text == "LIMIT":
                venue.need(params, "timeInForce")
            wish.price = market.ticks(str(params["price"]))
        terms = str(params.get("timeInForce", "GTC"))
        if terms not in TERMS:
            raise Failure(-1115, "Invalid timeInForce.")
        wish.time_in_force = TERMS[terms] if limit else TimeInForce.GTC
        wish.reduce_only = params.get("reduceOnly") == "true"
        wish.position_side = str(params.get("positionSide", "BOTH"))
        hedged = venue.engine.account(account).is_hedged
        if wish.reduce_only and hedged:
            raise Failure(-1106, "Parameter 'reduceonly' sent when not required.")
        wish.reduce_only |= closes and not hedged
        mode = str(params.get("selfTradePreventionMode", "EXPIRE_MAKER"))
        wish.self_trade = SelfTrade(mode) if mode in SelfTrade.__members__ else SelfTrade.EXPIRE_MAKER
        wish.tags = {"type": kind_text, "terms": terms}
        return wish

    # ---------------------------------------------------------------------------- what orders look like

    def _average(self, order: Order, market: Instrument) -> str:
        ticks = order.cost // (order.filled * market.value_atoms) if order.filled else 0
        return market.price_text(ticks)

    def answered(self, order: Order, *, is_ack: bool = False) -> dict[str, Any]:
        """The answer to placing, changing and cancelling; an ACK shows the order as it came in."""
        shown = order.journal[0] if is_ack and order.journal else order
        row = self.shown(shown)
        del row["time"]
        market = self._venue.engine.instruments[order.key]
        return row | {"cumQty": market.lots_text(shown.filled)}

    def shown(self, order: Order) -> dict[str, Any]:
        market = self._venue.engine.instruments[order.key]
        tags = order.wish.tags
        return {
            "orderId": order.id, "symbol": order.key, "status": STATES[order.state],
            "clientOrderId": order.client_id, "price": market.price_text(order.price),
            "avgPrice": self._average(order, market), "origQty": market.lots_text(order.lots),
            "executedQty": market.lots_text(order.filled), "cumQuote": decimal8(order.cost),
            "timeInForce": tags.get("terms", "GTC"), "type": tags.get("type", order.kind.value),
            "reduceOnly": order.wish.reduce_only, "closePosition": order.wish.close_position,
            "side": order.side.value, "positionSide": order.wish.position_side,
            "stopPrice": market.price_text(tags.get("stop", 0)),
            "workingType": tags.get("working", "CONTRACT_PRICE"), "priceProtect": False,
            "origType": tags.get("origType", tags.get("type", order.kind.value)), "priceMatch": "NONE",
            "selfTradePreventionMode": order.wish.self_trade.value, "goodTillDate": 0,
            "time": self._venue.stamp(order.created_ns), "updateTime": self._venue.stamp(order.updated_ns),
        }  # fmt: skip

    # ---------------------------------------------------------------------------- changing and cancelling

    def amend(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        self._venue.need(call.params, "side", "quantity", "price")
        order = self._venue.find_order(call, market.key)
        if order.kind is not Kind.LIMIT:
            raise Failure(-4084, "Method is not allowed currently. Coming soon.")
        price, lots = market.ticks(str(call.params["price"])), market.lots(str(call.params["quantity"]))
        if order.wish.time_in_force is TimeInForce.POST_ONLY:
            probe = NewOrder(call.account, market.key, order.side, Kind.LIMIT, lots, "", price,
                             TimeInForce.POST_ONLY)  # fmt: skip
            if self._venue.engine.admission.crosses(probe):
                raise Refused(Reason.WOULD_MATCH)
        self._venue.engine.amend(order, price=price, lots=lots)
        return self.answered(order)

    def cancel(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        order = self._venue.find_order(call, market.key)
        if order.wish.spawns:
            raise Refused(Reason.UNKNOWN_ORDER)
        self._venue.engine.cancel(order)
        return self.answered(order)

    def cancel_all(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        self.cancel_plain(call.account, market.key)
        return {"code": 200, "msg": "The operation of cancel all open order is done."}

    def cancel_plain(self, account: str, key: str) -> None:
        for order in self._venue.engine.open_orders(account, key):
            if not order.wish.spawns and order.state.is_open:
                self._venue.engine.cancel(order)

    def countdown(self, call: Call) -> Any:
        """Cancel everything in the market unless called again before the time is over."""
        market = self._venue.market_of(call.params)
        self._venue.need(call.params, "countdownTime")
        wait_ms = int(call.params["countdownTime"])
        until = self._venue.now_ms + wait_ms if wait_ms else 0
        self._venue.countdowns[call.account, market.key] = until
        return {"symbol": market.symbol, "countdownTime": str(wait_ms)}

    # ---------------------------------------------------------------------------- reading

    def _facts(self, call: Call) -> dict[str, str]:
        return {"path": call.request.path, "kind": call.kind, "symbol": str(call.params.get("symbol", ""))}

    def order(self, call: Call) -> Any:
        venue, facts = self._venue, self._facts(call)
        found = venue.find_order(call, venue.market_of(call.params).key)
        hidden = venue.exchange.faults.strike("read.not_found", venue.exchange.elapsed_ms, **facts)
        seen = None if hidden or found.wish.spawns else venue.seen(found, venue.view_ns(facts))
        if seen is None:
            raise Refused(Reason.UNKNOWN_ORDER)
        return self.shown(seen)

    def open_order(self, call: Call) -> Any:
        row = self.order(call)
        if row["status"] not in {"NEW", "PARTIALLY_FILLED"}:
            raise Refused(Reason.UNKNOWN_ORDER)
        return row

    def _listed(self, call: Call, *, algo: bool, key: str | None) -> list[Order]:
        view_ns = self._venue.view_ns(self._facts(call))
        orders = [o for o in self._venue.orders_of(call.account, key) if o.wish.spawns == algo]
        return [seen for order in orders if (seen := self._venue.seen(order, view_ns)) is not None]

    def _key(self, call: Call) -> str | None:
        return self._venue.market_of(call.params).key if call.params.get("symbol") else None

    def open_orders(self, call: Call) -> Any:
        rows = [o for o in self._listed(call, algo=False, key=self._key(call)) if o.state.is_open]
        facts = self._facts(call)
        strike = self._venue.exchange.faults.strike
        if rows and strike("read.open_orders_missing", self._venue.exchange.elapsed_ms, **facts):
            rows = rows[1:]
        return [self.shown(order) for order in rows]

    def all_orders(self, call: Call) -> Any:
        venue, params = self._venue, call.params
        rows = self._listed(call, algo=False, key=venue.market_of(params).key)
        start, end, first = (venue.ints(params, name) for name in ("startTime", "endTime", "orderId"))
        rows = [
            order
            for order in rows
            if (first is None or order.id >= first)
            and (start is None or venue.stamp(order.created_ns) >= start)
            and (end is None or venue.stamp(order.created_ns) <= end)
        ]
        limit = venue.limit_of(params, 500, 1000)
        page = rows[:limit] if first is not None or start is not None else rows[-limit:]
        return [self.shown(order) for order in venue.shifted(page, self._facts(call))]

    def user_trades(self, call: Call) -> Any:
        venue, params = self._venue, call.params
        market = venue.market_of(params)
        fills = venue.fills_of(call.account, market.key, venue.view_ns(self._facts(call)))
        start, end, first = (venue.ints(params, name) for name in ("startTime", "endTime", "fromId"))
        order_id = venue.ints(params, "orderId")
        rows = [
            fill
            for fill in fills
            if (first is None or fill.trade_id >= first)
            and (order_id is None or fill.order_id == order_id)
            and (start is None or venue.stamp(fill.time_ns) >= start)
            and (end is None or venue.stamp(fill.time_ns) <= end)
        ]
        limit = venue.limit_of(params, 500, 1000)
        page = rows[:limit] if first is not None or start is not None else rows[-limit:]
        return [self.trade_row(market, fill) for fill in venue.shifted(page, self._facts(call))]

    def trade_row(self, market: Instrument, fill: Fill) -> dict[str, Any]:
        return {
            "symbol": fill.key, "id": fill.trade_id, "orderId": fill.order_id, "side": fill.side.value,
            "price": market.price_text(fill.price), "qty": market.lots_text(fill.lots),
            "realizedPnl": decimal8(fill.realised), "marginAsset": market.quote,
            "quoteQty": decimal8(fill.cost), "commission": decimal8(fill.fee),
            "commissionAsset": fill.fee_asset, "time": self._venue.stamp(fill.time_ns),
            "positionSide": fill.position_side, "buyer": fill.side is Side.BUY, "maker": fill.is_maker,
        }  # fmt: skip

    # ---------------------------------------------------------------------------- algo orders

    def place_algo(self, call: Call) -> Any:
        params = dict(call.params)
        if params.get("algoType") != "CONDITIONAL":
            raise Failure(-1102, "Mandatory parameter 'algoType' was not sent, was empty/null, or malformed.")
        self._venue.need(params, "triggerPrice")
        params["newClientOrderId"] = self._venue.client_id_of(params, "clientAlgoId")
        wish = self.wish_of(params, call.account, CONDITIONAL)
        market = self._venue.engine.instruments[wish.key]
        wish.client_id = ALGO_PREFIX + wish.client_id
        wish.spawns = True
        wish.trigger = market.ticks(str(params["triggerPrice"]))
        wish.trigger_above = (wish.side is Side.BUY) == wish.tags["type"].startswith("STOP")
        wish.trigger_by_mark = params.get("workingType") == "MARK_PRICE"
        wish.tags["working"] = str(params.get("workingType", "CONTRACT_PRICE"))
        return self.algo_shown(self._venue.engine.place(wish))

    def algo_shown(self, order: Order, *, full: bool = False) -> dict[str, Any]:
        venue = self._venue
        market = venue.engine.instruments[order.key]
        child = order.wish.tags.get("child")
        row: dict[str, Any] = {
            "algoId": ALGO_BASE + order.id, "clientAlgoId": order.client_id.removeprefix(ALGO_PREFIX),
            "algoType": "CONDITIONAL", "orderType": order.wish.tags["type"], "symbol": order.key,
            "side": order.side.value, "positionSide": order.wish.position_side,
            "timeInForce": order.wish.tags["terms"], "quantity": market.lots_text(order.lots),
            "algoStatus": self.algo_state(order), "triggerPrice": market.price_text(order.wish.trigger or 0),
            "price": market.price_text(order.price), "icebergQuantity": None,
            "selfTradePreventionMode": order.wish.self_trade.value,
            "workingType": order.wish.tags["working"], "priceMatch": "NONE",
            "closePosition": order.wish.close_position, "priceProtect": False,
            "reduceOnly": order.wish.reduce_only, "createTime": venue.stamp(order.created_ns),
            "updateTime": venue.stamp(order.updated_ns), "triggerTime": venue.stamp(order.triggered_ns),
            "goodTillDate": 0,
        }  # fmt: skip
        if full:
            row |= {
                "actualOrderId": "" if child is None else str(child.id),
                "actualPrice": "0.00000" if child is None else self._average(child, market),
                "tpTriggerPrice": "0.000", "tpPrice": "0.000", "slTriggerPrice": "0.000",
                "slPrice": "0.000", "tpOrderType": "",
            }  # fmt: skip
        return row

    def algo_state(self, order: Order) -> str:
        if order.state is not State.TRIGGERED:
            return STATES[order.state]
        child = order.wish.tags.get("child")
        if child is None:
            return "REJECTED" if order.wish.tags.get("reject") else "TRIGGERING"
        return "TRIGGERED" if child.state.is_open else "FINISHED"

    def triggered(self, order: Order) -> None:
        """Place the order that a conditional one stands for; what is refused is told as such."""
        wish = order.wish
        self._venue.user.algo(order)
        kind = Kind.LIMIT if order.price else Kind.MARKET
        lots = order.lots
        if wish.close_position:
            lots = self._venue.engine.perpetuals.closable(order)
        plain = "LIMIT" if order.price else "MARKET"
        client_id = wish.client_id.removeprefix(ALGO_PREFIX)
        child = NewOrder(
            wish.account, wish.key, wish.side, kind, lots, client_id, order.price, wish.time_in_force,
            reduce_only=wish.reduce_only, position_side=wish.position_side, self_trade=wish.self_trade,
            tags={"type": plain, "terms": wish.tags["terms"], "origType": wish.tags["type"],
                  "stop": wish.trigger or 0, "working": wish.tags["working"]},
        )  # fmt: skip
        try:
            order.wish.tags["child"] = self._venue.engine.place(child)
        except Refused as refusal:
            order.wish.tags["reject"] = self._venue.refusals[refusal.reason][1]
        self._venue.user.algo(order)

    def on_event(self, event: OrderChanged) -> None:
        if event.what == "TRIGGERED" and event.order.wish.spawns:
            order = event.order
            self._venue.engine.afterwards.append(lambda: self.triggered(order))

    def _find_algo(self, call: Call) -> Order:
        number = self._venue.ints(call.params, "algoId")
        client_id = str(call.params.get("clientAlgoId", ""))
        if number is None and not client_id:
            raise Failure(-1102, "Param 'algoid' or 'clientalgoid' must be sent, but both were empty/null!")
        for order in reversed(self._venue.orders_of(call.account)):
            if order.wish.spawns and (
                ALGO_BASE + order.id == number or order.client_id == ALGO_PREFIX + client_id
            ):
                return order
        raise Refused(Reason.UNKNOWN_ORDER)

    def algo(self, call: Call) -> Any:
        seen = self._venue.seen(self._find_algo(call), self._venue.view_ns(self._facts(call)))
        if seen is None:
            raise Refused(Reason.UNKNOWN_ORDER)
        child = seen.wish.tags.get("child")
        market = self._venue.engine.instruments[seen.key]
        return self.algo_shown(seen, full=True) | {
            "actualQty": "0" if child is None else market.lots_text(child.filled),
            "actualType": "" if child is None else child.kind.value,
        }

    def cancel_algo(self, call: Call) -> Any:
        order = self._find_algo(call)
        self._venue.engine.cancel(order)
        return {"algoId": ALGO_BASE + order.id, "clientAlgoId": order.client_id.removeprefix(ALGO_PREFIX),
                "code": "200", "msg": "success"}  # fmt: skip

    def cancel_all_algos(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        for order in self._venue.engine.open_orders(call.account, market.key):
            if order.wish.spawns:
                self._venue.engine.cancel(order)
        return {"code": 200, "msg": "The operation of cancel all open order is done."}

    def open_algos(self, call: Call) -> Any:
        rows = self._listed(call, algo=True, key=self._key(call))
        return [self.algo_shown(order, full=True) for order in rows if order.state.is_open]

    def all_algos(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        rows = self._listed(call, algo=True, key=market.key)[-self._venue.limit_of(call.params, 500, 1000) :]
        return [self.algo_shown(order, full=True) for order in rows]
