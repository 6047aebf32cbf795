"""Binance spot's WebSocket API: requests over a socket, and the user data stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.exchange import binance_spot_orders as orders
from tests.support.exchange.binance import Failure, Route
from tests.support.exchange.values import BalanceChanged, Event, ListChanged, OrderChanged
from tests.support.exchange.venue import Call
from tests.support.exchange.wire import ApiKey, Connection, Outcome, WireRequest

if TYPE_CHECKING:
    from tests.support.exchange.binance_spot import BinanceSpot

HOST = "ws-api.binance.com"
# The REST request that answers the same question.
SAME_AS: dict[str, tuple[str, str]] = {
    "ping": ("GET", "ping"),
    "time": ("GET", "time"),
    "exchangeInfo": ("GET", "exchangeInfo"),
    "depth": ("GET", "depth"),
    "trades.recent": ("GET", "trades"),
    "trades.aggregate": ("GET", "aggTrades"),
    "klines": ("GET", "klines"),
    "avgPrice": ("GET", "avgPrice"),
    "ticker.24hr": ("GET", "ticker/24hr"),
    "ticker.price": ("GET", "ticker/price"),
    "ticker.book": ("GET", "ticker/bookTicker"),
    "order.place": ("POST", "order"),
    "order.test": ("POST", "order/test"),
    "order.status": ("GET", "order"),
    "order.cancel": ("DELETE", "order"),
    "order.amend.keepPriority": ("PUT", "order/amend/keepPriority"),
    "openOrders.status": ("GET", "openOrders"),
    "openOrders.cancelAll": ("DELETE", "openOrders"),
    "orderList.place.oco": ("POST", "orderList/oco"),
    "orderList.place.oto": ("POST", "orderList/oto"),
    "orderList.place.otoco": ("POST", "orderList/otoco"),
    "orderList.status": ("GET", "orderList"),
    "orderList.cancel": ("DELETE", "orderList"),
    "openOrderLists.status": ("GET", "openOrderList"),
    "account.status": ("GET", "account"),
    "account.commission": ("GET", "account/commission"),
    "account.rateLimits.orders": ("GET", "rateLimit/order"),
    "allOrders": ("GET", "allOrders"),
    "myTrades": ("GET", "myTrades"),
}


class SpotSocket:
    def __init__(self, venue: BinanceSpot) -> None:
        self._venue = venue
        self._subscriptions = 0
        for method, (verb, path) in SAME_AS.items():
            route = venue.routes[verb, f"/api/v3/{path}"]
            venue.routes["WS", f"/ws-api/v3/{method}"] = Route(
                self._as_rest(verb, path), route.weight, "NONE", route.kind, 0
            )

    # ---------------------------------------------------------------------------- requests

    def receive(self, connection: Connection, text: str) -> None:
        """A request: it goes the same way, and meets the same faults, as one over HTTP."""
        try:
            message = json.loads(text)
            number, method = message.get("id"), str(message.get("method"))
        except (ValueError, AttributeError):
            self._reply(connection, None, 400, error=(-1135, "Invalid JSON Request"))
            return
        params = message.get("params") or {}
        own = {
            "session.logon": self._logon, "session.status": self._status, "session.logout": self._logout,
            "userDataStream.subscribe": self._subscribe,
            "userDataStream.subscribe.signature": self._subscribe_signed,
            "userDataStream.unsubscribe": self._unsubscribe,
            "session.subscriptions": self._list,
        }  # fmt: skip
        if method in own:
            try:
                result = own[method](connection, params)
            except Failure as failure:
                self._reply(connection, number, failure.status, error=(failure.code, failure.text))
            else:
                self._reply(connection, number, 200, result=result)
            return
        if method not in SAME_AS:
            self._reply(connection, number, 400, error=(-1000, f"Unknown method: {method}"))
            return
        session = connection.state.get("session")
        body = {"params": params, "session": None if session is None else session.key}
        request = WireRequest(
            "WS", HOST, f"/ws-api/v3/{method}", headers={"content-type": "application/json"},
            body=json.dumps(body).encode(), ip=connection.ip,
        )  # fmt: skip
        self._venue.exchange.send(request, lambda outcome: self._answered(connection, number, outcome))

    def _answered(self, connection: Connection, number: Any, outcome: Outcome) -> None:
        if outcome.kind != "answer" or outcome.response is None or outcome.cut_at is not None:
            self._venue.close(connection, 1006)
            return
        response = outcome.response
        try:
            value = response.value()
        except ValueError:
            self._venue.send(connection, response.body.decode(errors="replace"))
            return
        if response.status == 200:
            self._reply(connection, number, 200, result=value)
        else:
            error = (value.get("code", -1000), value.get("msg", ""))
            self._reply(connection, number, response.status, error=error)

    def _reply(
        self,
        connection: Connection,
        number: Any,
        status: int,
        *,
        result: Any = None,
        error: tuple[int, str] | None = None,
    ) -> None:
        message: dict[str, Any] = {"id": number, "status": status}
        if error is None:
            message["result"] = result
        else:
            message["error"] = {"code": error[0], "msg": error[1]}
        message["rateLimits"] = [
            {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000,
             "count": self._venue.used_weight(connection.ip)}
        ]  # fmt: skip
        self._venue.send(connection, message, is_ack=True)

    def describe(self, request: WireRequest) -> Call:
        body = json.loads(request.body)
        params = {name: _text(value) for name, value in body["params"].items()}
        route = self._venue.routes.get(("WS", request.path))
        ids = [params[name] for name in ("newClientOrderId", "origClientOrderId") if params.get(name)]
        return Call(request, params, "other" if route is None else route.kind, tuple(ids))

    def key_text(self, request: WireRequest) -> str:
        body = json.loads(request.body)
        return str(body["params"].get("apiKey") or body.get("session") or "")

    def _as_rest(self, verb: str, path: str) -> Any:
        def run(call: Call) -> Any:
            route = self._venue.routes[verb, f"/api/v3/{path}"]
            if route.security == "SIGNED":
                self._authenticate(call)
            return route.run(call)

        return run

    def _authenticate(self, call: Call) -> None:
        session = json.loads(call.request.body).get("session")
        venue, params = self._venue, call.params
        if session is not None and "apiKey" not in params:
            key = venue.checked_key(session, call.request.ip)
            venue.check_time(params)
        else:
            key = self._signed_key(params, call.request.ip)
        call.key, call.account = key, key.account
        venue.check_permission(key, call.kind)
        for name in ("apiKey", "signature"):
            params.pop(name, None)

    def _signed_key(self, params: dict[str, Any], ip: str) -> ApiKey:
        """The key of a signed request; signed is every parameter but the signature, by name."""
        venue = self._venue
        key = venue.checked_key(str(params.get("apiKey", "")), ip)
        signature = str(params.get("signature", ""))
        if not signature:
            raise Failure(
                -1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed."
            )
        venue.check_time(params)
        payload = "&".join(f"{k}={_text(v)}" for k, v in sorted(params.items()) if k != "signature")
        if not key.verifies(payload, signature):
            raise Failure(-1022, "Signature for this request is not valid.")
        return key

    # ---------------------------------------------------------------------------- sessions

    def _logon(self, connection: Connection, params: dict[str, Any]) -> Any:
        key = self._signed_key(params, connection.ip)
        if key.kind != "ed25519":
            raise Failure(-4056, "HMAC_SHA256 API key is not supported.")
        connection.state["session"] = key
        connection.account = key.account
        return self._status(connection, params)

    def _status(self, connection: Connection, params: dict[str, Any]) -> Any:
        key: ApiKey | None = connection.state.get("session")
        now_ms = self._venue.now_ms
        return {
            "apiKey": None if key is None else key.key, "authorizedSince": None if key is None else now_ms,
            "connectedSince": self._venue.stamp(connection.opened_ns), "returnRateLimits": True,
            "serverTime": now_ms, "userDataStream": bool(connection.state.get("subscriptions")),
        }  # fmt: skip

    def _logout(self, connection: Connection, params: dict[str, Any]) -> Any:
        connection.state.pop("session", None)
        return self._status(connection, params)

    def _subscribe(self, connection: Connection, params: dict[str, Any]) -> Any:
        key: ApiKey | None = connection.state.get("session")
        if key is None:
            raise Failure(-2015, "Invalid API-key, IP, or permissions for action.", 401)
        return self._add(connection, key.account)

    def _subscribe_signed(self, connection: Connection, params: dict[str, Any]) -> Any:
        return self._add(connection, self._signed_key(params, connection.ip).account)

    def _add(self, connection: Connection, account: str) -> dict[str, int]:
        held: dict[int, str] = connection.state.setdefault("subscriptions", {})
        number = self._subscriptions
        self._subscriptions += 1
        held[number] = account
        return {"subscriptionId": number}

    def _unsubscribe(self, connection: Connection, params: dict[str, Any]) -> Any:
        held: dict[int, str] = connection.state.setdefault("subscriptions", {})
        if params.get("subscriptionId") is None:
            held.clear()
        else:
            held.pop(int(params["subscriptionId"]), None)
        return {}

    def _list(self, connection: Connection, params: dict[str, Any]) -> Any:
        return [{"subscriptionId": number} for number in connection.state.get("subscriptions", {})]

    # ---------------------------------------------------------------------------- user data

    def on_event(self, event: Event) -> None:
        if isinstance(event, OrderChanged):
            order = event.order
            cancel_id = order.wish.tags.get("cancel_id", "") if event.what == "CANCELED" else ""
            self._tell(order.account, orders.execution_report(self._venue, event, str(cancel_id)))
            market = self._venue.engine.instruments[order.key]
            assets = {market.base, market.quote}
            if event.fill is not None:
                assets.add(event.fill.fee_asset)
            if event.what != "REPLACED" or order.wish.trigger is None:
                self._tell(order.account, self._position(order.account, sorted(assets)))
        elif isinstance(event, ListChanged):
            self._tell(event.order_list.account, orders.list_status(self._venue, event.order_list))
        elif isinstance(event, BalanceChanged):
            now_ms = self._venue.now_ms
            self._tell(event.account, self._position(event.account, list(event.assets)))
            self._tell(
                event.account,
                {"e": "balanceUpdate", "E": now_ms, "a": event.assets[0],
                 "d": self._venue.money(event.delta), "T": now_ms},
            )  # fmt: skip

    def _position(self, account: str, assets: list[str]) -> dict[str, Any]:
        holder, now_ms = self._venue.engine.account(account), self._venue.now_ms
        return {
            "e": "outboundAccountPosition", "E": now_ms, "u": now_ms,
            "B": [{"a": asset, "f": self._venue.money(holder.free(asset)),
                   "l": self._venue.money(holder.locked.get(asset, 0))} for asset in assets],
        }  # fmt: skip

    def _tell(self, account: str, event: dict[str, Any]) -> None:
        for connection in list(self._venue.connections):
            for number, owner in connection.state.get("subscriptions", {}).items():
                if owner == account:
                    self._venue.send(
                        connection, {"subscriptionId": number, "event": event}, f"user:{event['e']}"
                    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
