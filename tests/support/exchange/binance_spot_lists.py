"""Binance spot order lists: oco, oto and otoco, their queries and cancels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.exchange import binance_spot_orders as orders
from tests.support.exchange.binance import Failure, Route
from tests.support.exchange.values import NewOrder, OrderList, Reason, Refused
from tests.support.exchange.venue import Call

if TYPE_CHECKING:
    from tests.support.exchange.binance_spot import BinanceSpot

LEG_FIELDS = {
    "Type": "type", "ClientOrderId": "newClientOrderId", "Price": "price", "StopPrice": "stopPrice",
    "TimeInForce": "timeInForce", "IcebergQty": "icebergQty", "Side": "side", "Quantity": "quantity",
    "StrategyId": "strategyId", "StrategyType": "strategyType",
}  # fmt: skip


class SpotLists:
    def __init__(self, venue: BinanceSpot) -> None:
        self._venue = venue

    def routes(self) -> dict[tuple[str, str], Route]:
        create = {"kind": "create", "security": "SIGNED"}
        read = {"kind": "read", "security": "SIGNED"}
        return {
            ("POST", "orderList/oco"): Route(self.place_pair, 1, orders=2, **create),
            ("POST", "order/oco"): Route(self.place_old_pair, 1, orders=2, **create),
            ("POST", "orderList/oto"): Route(self.place_oto, 1, orders=2, **create),
            ("POST", "orderList/otoco"): Route(self.place_otoco, 1, orders=3, **create),
            ("DELETE", "orderList"): Route(self.cancel, 1, kind="cancel", security="SIGNED"),
            ("GET", "orderList"): Route(self.one, 4, **read),
            ("GET", "allOrderList"): Route(self.all, 20, **read),
            ("GET", "openOrderList"): Route(self.open, 6, **read),
        }

    # ---------------------------------------------------------------------------- placing

    def _leg(self, call: Call, prefix: str, **given: Any) -> NewOrder:
        """One leg from the parameters that start with its prefix."""
        params: dict[str, Any] = {"symbol": call.params.get("symbol"), **given}
        for ours, theirs in LEG_FIELDS.items():
            if call.params.get(prefix + ours) is not None:
                params[theirs] = call.params[prefix + ours]
        if "selfTradePreventionMode" in call.params:
            params["selfTradePreventionMode"] = call.params["selfTradePreventionMode"]
        return orders.wish_of(self._venue, params, call.account)

    def place_pair(self, call: Call) -> Any:
        self._venue.need(call.params, "symbol", "side", "quantity", "aboveType", "belowType")
        given = {"side": call.params["side"], "quantity": call.params["quantity"]}
        below, above = (self._leg(call, prefix, **given) for prefix in ("below", "above"))
        return self._place_pair(call, below, above)

    def place_old_pair(self, call: Call) -> Any:
        """The retired order/oco: limit leg and stop leg by their old names."""
        params = call.params
        self._venue.need(params, "symbol", "side", "quantity", "price", "stopPrice")
        base = {"symbol": params["symbol"], "side": params["side"], "quantity": params["quantity"]}
        limit = {**base, "type": "LIMIT_MAKER", "price": params["price"]}
        stop = {**base, "type": "STOP_LOSS", "stopPrice": params["stopPrice"]}
        if "stopLimitPrice" in params:
            stop |= {"type": "STOP_LOSS_LIMIT", "price": params["stopLimitPrice"],
                     "timeInForce": params.get("stopLimitTimeInForce", "GTC")}  # fmt: skip
        for leg, name in ((limit, "limitClientOrderId"), (stop, "stopClientOrderId")):
            if name in params:
                leg["newClientOrderId"] = params[name]
        wishes = [orders.wish_of(self._venue, leg, call.account) for leg in (stop, limit)]
        if params["side"] == "BUY":
            wishes.reverse()
        return self._place_pair(call, *wishes)

    def _place_pair(self, call: Call, below: NewOrder, above: NewOrder) -> Any:
        low, high = (wish.price or wish.trigger or 0 for wish in (below, above))
        last = self._venue.engine.last_price(below.key)
        stops = sum(1 for wish in (below, above) if wish.trigger is not None)
        if not low < last < high or not stops:
            raise Failure(-2010, "The relationship of the prices for the orders is not correct.")
        made = self._venue.engine.lists.place_pair([below, above], self._list_id(call))
        return self._placed(made)

    def _list_id(self, call: Call) -> str:
        return self._venue.client_id_of(call.params, "listClientOrderId")

    def place_oto(self, call: Call) -> Any:
        working = self._leg(call, "working")
        pending = self._leg(call, "pending")
        made = self._venue.engine.lists.place_chain(working, [pending], self._list_id(call))
        return self._placed(made)

    def place_otoco(self, call: Call) -> Any:
        working = self._leg(call, "working")
        given = {"side": call.params.get("pendingSide"), "quantity": call.params.get("pendingQuantity")}
        pair = [self._leg(call, prefix, **given) for prefix in ("pendingBelow", "pendingAbove")]
        made = self._venue.engine.lists.place_chain(working, pair, self._list_id(call))
        return self._placed(made)

    def _placed(self, made: OrderList) -> dict[str, Any]:
        reports = [
            orders.placed(self._venue, leg, "RESULT") for leg in self._venue.engine.lists.legs(made.id)
        ]
        return {**orders.list_shown(self._venue, made), "orderReports": reports}

    # ---------------------------------------------------------------------------- cancels and queries

    def _find(self, call: Call, name: str) -> OrderList:
        number = self._venue.ints(call.params, "orderListId")
        client_id = str(call.params.get(name, ""))
        if number is None and not client_id:
            raise Failure(-1102, f"Param '{name}' or 'orderListId' must be sent, but both were empty/null!")
        return self._venue.engine.lists.find(call.account, number=number, client_id=client_id)

    def cancel(self, call: Call) -> Any:
        found = self._find(call, "listClientOrderId")
        cancel_id = self._venue.client_id_of(call.params)
        for leg in self._venue.engine.lists.legs(found.id):
            if leg.state.is_open:
                leg.wish.tags["cancel_id"] = cancel_id
        self._venue.engine.lists.cancel(found.id, "user")
        self._venue.engine.settle()
        return self.cancelled(found, cancel_id)

    def cancelled(self, found: OrderList, cancel_id: str) -> dict[str, Any]:
        legs = self._venue.engine.lists.legs(found.id)
        reports = [orders.cancelled(self._venue, leg, cancel_id) for leg in legs]
        return {**orders.list_shown(self._venue, found), "orderReports": reports}

    def one(self, call: Call) -> Any:
        try:
            return orders.list_shown(self._venue, self._find(call, "origClientOrderId"))
        except Refused as refusal:
            if refusal.reason is Reason.UNKNOWN_ORDER:
                raise Failure(-2018, "Order list does not exist.") from refusal
            raise

    def all(self, call: Call) -> Any:
        lists = self._venue.engine.lists.lists.values()
        mine = [found for found in lists if found.account == call.account]
        return [orders.list_shown(self._venue, found) for found in mine[-500:]]

    def open(self, call: Call) -> Any:
        lists = self._venue.engine.lists.lists.values()
        mine = [f for f in lists if f.account == call.account and f.state == "EXECUTING"]
        return [orders.list_shown(self._venue, found) for found in mine]
