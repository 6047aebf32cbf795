"""Bybit v5: api.bybit.com (spot and linear under one unified account) and stream.bybit.com."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.exchange.bybit_account import BybitAccount
from tests.support.exchange.bybit_orders import BybitOrders, Problem
from tests.support.exchange.bybit_public import BybitPublic
from tests.support.exchange.bybit_streams import BybitStreams
from tests.support.exchange.engine import Engine, Rules
from tests.support.exchange.listings import bybit
from tests.support.exchange.values import (
    ATOMS,
    BalanceChanged,
    Event,
    Instrument,
    LevelChanged,
    Order,
    Reason,
    Refused,
)
from tests.support.exchange.venue import Call, Venue, Window
from tests.support.exchange.wire import ApiKey, Connection, WireRequest, WireResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.exchange.exchange import Exchange

HOURS_8_MS = 8 * 3600 * 1000
IP_LIMIT = 600
IP_WINDOW_MS = 5000
BAN_MS = 600_000
DEFAULT_RATE = ATOMS // 10_000
DEMO_HOST = "api-demo.bybit.com"
NOT_ON_DEMO = frozenset({"/v5/user/query-api"})  # demo trading has no key information

SPOT_REFUSALS: dict[Reason, tuple[int, str]] = {
    Reason.BALANCE: (170131, "Insufficient balance."),
    Reason.MARGIN: (170131, "Insufficient balance."),
    Reason.DUPLICATE_ID: (170141, "Duplicate clientOrderId."),
    Reason.UNKNOWN_ORDER: (170213, "Order does not exist."),
    Reason.PRICE_FILTER: (170134, "Order price has too many decimals."),
    Reason.LOT_FILTER: (170136, "Order quantity exceeded lower limit."),
    Reason.MIN_NOTIONAL: (170140, "Order value exceeded lower limit."),
    Reason.MAX_NOTIONAL: (170124, "Order amount too large."),
    Reason.PERCENT_PRICE: (170193, "Buy order price cannot be higher than the limit."),
    Reason.MAX_ORDERS: (170005, "Too many new orders."),
    Reason.MAX_STOPS: (170005, "Too many new orders."),
    Reason.MARKET_CLOSED: (170151, "The trading pair is not open yet."),
    Reason.CANCEL_ONLY: (170151, "The trading pair is not open yet."),
    Reason.UNKNOWN_SYMBOL: (170121, "Invalid symbol."),
    Reason.REDUCE_ONLY: (170210, "New order rejected."),
}
LINEAR_REFUSALS: dict[Reason, tuple[int, str]] = {
    Reason.BALANCE: (110007, "ab not enough for new order"),
    Reason.MARGIN: (110007, "ab not enough for new order"),
    Reason.DUPLICATE_ID: (110072, "OrderLinkedID is duplicate"),
    Reason.UNKNOWN_ORDER: (110001, "order not exists or too late to cancel"),
    Reason.PRICE_FILTER: (10001, "params error: price invalid"),
    Reason.LOT_FILTER: (10001, "Qty invalid"),
    Reason.MIN_NOTIONAL: (110094, "Order does not meet minimum order value 5USDT"),
    Reason.MAX_NOTIONAL: (110021, "Open Interest exceeded"),
    Reason.PERCENT_PRICE: (110003, "Order price exceeds the allowable range."),
    Reason.MAX_ORDERS: (110020, "Not allowed to have more than 500 active orders"),
    Reason.MAX_STOPS: (110009, "The number of stop orders exceeds the limit"),
    Reason.MARKET_CLOSED: (110074, "This contract is not live"),
    Reason.CANCEL_ONLY: (110074, "This contract is not live"),
    Reason.UNKNOWN_SYMBOL: (10001, "params error: symbol invalid"),
    Reason.REDUCE_ONLY: (110017, "current position is zero, cannot fix reduce-only order qty"),
    Reason.POSITION_SIDE: (10001, "position idx not match position mode"),
}
COMMON_REFUSALS: dict[Reason, tuple[int, str]] = {
    Reason.NO_CHANGE: (10001, "The order remains unchanged as the parameters match the existing ones."),
    Reason.HAS_POSITION: (110024, "You have an existing position, so position mode cannot be switched"),
    Reason.HAS_ORDERS: (110028, "You have existing open orders, so position mode cannot be switched"),
}
REFUSALS = {"spot": COMMON_REFUSALS | SPOT_REFUSALS, "linear": COMMON_REFUSALS | LINEAR_REFUSALS}


class Bybit(Venue):
    name = "bybit"
    hosts = (
        "api.bybit.com", "stream.bybit.com", "api-testnet.bybit.com", "stream-testnet.bybit.com",
        "api-demo.bybit.com", "stream-demo.bybit.com",
    )  # fmt: skip
    ping_every_ms = 0

    def __init__(self, exchange: Exchange, *, seed: int, instruments: list[Instrument] | None = None) -> None:
        rules = Rules(unique_ids="forever", crossing_post_only="expire", swaps_rebates=True,
                      first_order_id=1_500_000_001)  # fmt: skip
        super().__init__(exchange, Engine(instruments or bybit(), rules), seed=seed)
        self.rates = {key: DEFAULT_RATE for key, i in self.engine.instruments.items() if i.is_linear}
        self.next_funding_ms = (exchange.now_ns // 10**6 // HOURS_8_MS + 1) * HOURS_8_MS
        self.funding_past: dict[str, list[tuple[int, int]]] = {}
        self._limits: dict[tuple[str, str], Window] = {}
        self._ips: dict[str, Window] = {}
        self.public = BybitPublic(self)
        self.orders = BybitOrders(self)
        self.accounts = BybitAccount(self)
        self.streams = BybitStreams(self)
        self.routes: dict[tuple[str, str], tuple[str, Callable[[Call], Any]]] = {
            **self.public.routes(),
            **self.orders.routes(),
            **self.accounts.routes(),
        }

    # ---------------------------------------------------------------------------- requests

    def describe(self, request: WireRequest) -> Call:
        params: dict[str, Any] = dict(request.params())
        if request.method != "GET" and request.body:
            try:
                params = json.loads(request.body)
            except ValueError:
                params = {}
        route = self.routes.get((self._method(request), request.path))
        inner = params.get("request") or [params]
        ids = tuple(str(one["orderLinkId"]) for one in inner if one.get("orderLinkId"))
        return Call(request, params, "other" if route is None else route[0], ids)

    @staticmethod
    def _method(request: WireRequest) -> str:
        """An order over the trade socket is a POST that its connection signed."""
        return "POST" if request.method == "SOCKET" else request.method

    def answer(self, call: Call) -> WireResponse:
        headers: dict[str, str] = {}
        try:
            self._count_ip(call)
            route = self.routes.get((self._method(call.request), call.request.path))
            if route is None or (call.request.host == DEMO_HOST and call.request.path in NOT_ON_DEMO):
                raise Problem(10017, "Route not found.", 404)
            if route[0] != "market":
                self._check_key(call)
                self._count_calls(call, headers)
            result = route[1](call)
        except Refused as refusal:
            code, text = self.worded(call, refusal)
            return self._reply(code, text, {}, headers)
        except Problem as problem:
            return self._reply(problem.code, problem.text, {}, headers, problem.status)
        if isinstance(result, tuple):
            return self._reply(0, "OK", result[0], headers, extra=result[1])
        return self._reply(0, "OK", result, headers)

    def worded(self, call: Call, refusal: Refused) -> tuple[int, str]:
        category = "spot" if call.params.get("category") == "spot" else "linear"
        return REFUSALS[category][refusal.reason]

    def _reply(
        self,
        code: int,
        text: str,
        result: Any,
        headers: dict[str, str],
        status: int = 200,
        extra: Any = None,
    ) -> WireResponse:
        value = {
            "retCode": code, "retMsg": text, "result": result, "retExtInfo": {} if extra is None else extra,
            "time": self.now_ms,
        }  # fmt: skip
        return WireResponse.json(value, status, **headers)

    def error(self, status: int, code: int, text: str) -> WireResponse:
        """An error from a fault: refusals of the application come with status 200 here."""
        given = code if code > 0 else {-2010: 170131, -1003: 10006}.get(code, 10016)
        return self._reply(given, text or "System error.", {}, {}, 200 if status == 400 else status)

    # ---------------------------------------------------------------------------- limits and keys

    def _count_ip(self, call: Call) -> None:
        ip, now_ms = call.request.ip, self.now_ms
        if now_ms < self.bans.until_ms.get(ip, 0):
            self.bans.count_418 += 1
            raise Problem(10018, "access too frequent", 403)
        window = self._ips.setdefault(ip, Window(IP_LIMIT, IP_WINDOW_MS))
        if window.add(now_ms, 1) > window.limit:
            self.bans.until_ms[ip] = now_ms + BAN_MS
            raise Problem(10018, "access too frequent", 403)

    def _count_calls(self, call: Call, headers: dict[str, str]) -> None:
        limit = 20 if call.kind in {"create", "amend", "cancel"} else 50
        window = self._limits.setdefault((call.account, call.request.path), Window(limit, 1000))
        used = window.add(self.now_ms, 1)
        headers["X-Bapi-Limit"] = str(limit)
        headers["X-Bapi-Limit-Status"] = str(max(limit - used, 0))
        headers["X-Bapi-Limit-Reset-Timestamp"] = str(window.started_ms + window.length_ms)
        if used > limit:
            self.bans.count_429 += 1
            raise Problem(10006, "Too many visits. Exceeded the API Rate Limit.")

    def _check_key(self, call: Call) -> None:
        headers, request = call.request.headers, call.request
        key = self.checked_key(headers.get("x-bapi-api-key", ""), request.ip)
        stamp, window = headers.get("x-bapi-timestamp", ""), headers.get("x-bapi-recv-window", "5000")
        if not call.ignores_time:
            self.check_time(stamp, window)
        tail = request.query if request.method == "GET" else request.body.decode()
        payload = f"{stamp}{key.key}{headers.get('x-bapi-recv-window', '')}{tail}"
        is_signed = request.method == "SOCKET" or key.verifies(payload, headers.get("x-bapi-sign", ""))
        if not is_signed:
            raise Problem(10004, f"error sign! origin_string[{payload}]")
        self.check_permission(key, call.kind)
        call.key, call.account = key, key.account

    def checked_key(self, text: str, ip: str) -> ApiKey:
        key = self.keys.get(text)
        if key is None or not key.is_enabled:
            raise Problem(10003, "API key is invalid.")
        if key.expires_ms and self.now_ms >= key.expires_ms:
            raise Problem(33004, "Your api key has expired.")
        if key.ips and ip not in key.ips:
            raise Problem(10010, "Unmatched IP, please check your API key's bound IP addresses.")
        return key

    def check_time(self, stamp: str, window: str) -> None:
        now_ms = self.now_ms
        if not stamp.isdigit() or not window.isdigit():
            raise Problem(10001, "params error: timestamp or recv_window invalid")
        if not now_ms - int(window) <= int(stamp) < now_ms + 1000:
            raise Problem(
                10002,
                "invalid request, please check your server timestamp or recv_window param. "
                f"req_timestamp[{stamp}],server_timestamp[{now_ms}],recv_window[{window}]",
            )

    @staticmethod
    def check_permission(key: ApiKey, kind: str) -> None:
        if kind in {"create", "amend", "cancel"} and (not key.can_trade or key.is_read_only):
            raise Problem(10005, "Permission denied, please check your API key permissions.")

    # ---------------------------------------------------------------------------- what dialect parts share

    def market_of(self, params: dict[str, Any]) -> Instrument:
        category = params.get("category")
        if category not in {"spot", "linear"}:
            raise Problem(10001, "params error: Category is invalid")
        instrument = self.engine.instruments.get(f"{category}:{params.get('symbol')}")
        if instrument is None:
            raise Problem(*REFUSALS[str(category)][Reason.UNKNOWN_SYMBOL])
        return instrument

    def markets(self, params: dict[str, Any]) -> list[Instrument]:
        """The markets of a category, or the one that is named."""
        category = params.get("category")
        if params.get("symbol") and category in {"spot", "linear"}:
            return [self.market_of(params)]
        return [i for key, i in self.engine.instruments.items() if key.startswith(f"{category}:")]

    def order_texts(self, order: Order) -> tuple[str, ...]:
        return (self.orders.id_text(order),)

    # ---------------------------------------------------------------------------- streams and time

    def opened(self, connection: Connection) -> None:
        self.streams.opened(connection)

    def receive(self, connection: Connection, text: str) -> None:
        self.streams.receive(connection, text)

    def on_event(self, event: Event) -> None:
        if isinstance(event, LevelChanged):
            return
        if isinstance(event, BalanceChanged) and event.why == "FUNDING_FEE":
            self.accounts.funded(event)
        self.orders.on_event(event)
        self.streams.on_event(event)

    def tick(self) -> None:
        self.streams.tick()

    def every_second(self) -> None:
        if self.now_ms >= self.next_funding_ms:
            self.next_funding_ms = (self.now_ms // HOURS_8_MS + 1) * HOURS_8_MS
            for key, rate in self.rates.items():
                self.funding(key, rate)
        for name, account in list(self.engine.ledger.accounts.items()):
            if not account.is_house and self.engine.perpetuals.is_under_water(account, "USDT"):
                self.engine.liquidate(name, "USDT")
        self.streams.every_second()

    def funding(self, key: str, rate: int) -> None:
        self.accounts.funding_key, self.accounts.funding_rate = key, rate
        self.funding_past.setdefault(key, []).append((self.now_ms, rate))
        self.engine.perpetuals.fund(key, rate)
