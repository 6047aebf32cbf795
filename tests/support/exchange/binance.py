"""What Binance's spot and USD-M dialects share: security, weights, bans, errors and public data."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.exchange.values import ATOMS, Instrument, Order, Reason, Refused, Side, State
from tests.support.exchange.venue import Call, Venue, Window
from tests.support.exchange.wire import ApiKey, WireRequest, WireResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.exchange.engine import Engine
    from tests.support.exchange.exchange import Exchange
    from tests.support.exchange.tape import Candle

INTERVALS_MS = {
    "1s": 1000, "1m": 60_000, "3m": 180_000, "5m": 300_000, "15m": 900_000, "30m": 1_800_000,
    "1h": 3_600_000, "2h": 7_200_000, "4h": 14_400_000, "6h": 21_600_000, "8h": 28_800_000,
    "12h": 43_200_000, "1d": 86_400_000, "3d": 259_200_000, "1w": 604_800_000, "1M": 2_592_000_000,
}  # fmt: skip
CLIENT_ID = re.compile(r"^[\.A-Z\:/a-z0-9_-]{1,36}$")
CLIENT_ID_FIELDS = (
    "newClientOrderId", "clientAlgoId", "listClientOrderId", "aboveClientOrderId", "belowClientOrderId",
    "workingClientOrderId", "pendingClientOrderId", "pendingAboveClientOrderId",
    "pendingBelowClientOrderId", "limitClientOrderId", "stopClientOrderId", "origClientOrderId",
)  # fmt: skip
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQ23456789"
STRIKES_TO_BAN = 5
BAN_MS = 120_000


class Failure(Exception):
    """A request that Binance answers with a code."""

    def __init__(
        self, code: int, text: str, status: int = 400, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.code, self.text, self.status, self.headers = code, text, status, headers or {}


@dataclass(slots=True, frozen=True)
class Route:
    run: Callable[[Call], Any]
    weight: int = 1
    security: str = "NONE"  # NONE, KEY or SIGNED
    kind: str = "market"
    orders: int = 0  # how many orders count against the order limits


REFUSALS: dict[Reason, tuple[int, str]] = {
    Reason.BALANCE: (-2010, "Account has insufficient balance for requested action."),
    Reason.WOULD_MATCH: (-2010, "Order would immediately match and take."),
    Reason.WOULD_TRIGGER: (-2010, "Stop price would trigger immediately."),
    Reason.DUPLICATE_ID: (-2010, "Duplicate order sent."),
    Reason.UNKNOWN_ORDER: (-2013, "Order does not exist."),
    Reason.PRICE_FILTER: (-1013, "Filter failure: PRICE_FILTER"),
    Reason.LOT_FILTER: (-1013, "Filter failure: LOT_SIZE"),
    Reason.MIN_NOTIONAL: (-1013, "Filter failure: NOTIONAL"),
    Reason.MAX_NOTIONAL: (-1013, "Filter failure: NOTIONAL"),
    Reason.PERCENT_PRICE: (-1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
    Reason.MAX_ORDERS: (-1013, "Filter failure: MAX_NUM_ORDERS"),
    Reason.MAX_STOPS: (-1013, "Filter failure: MAX_NUM_ALGO_ORDERS"),
    Reason.MARKET_CLOSED: (-1013, "Market is closed."),
    Reason.CANCEL_ONLY: (-1013, "Market is closed."),
    Reason.UNKNOWN_SYMBOL: (-1121, "Invalid symbol."),
    Reason.NO_CHANGE: (-2038, "The requested action would change no state; rejecting."),
    Reason.NOT_AMENDABLE: (-2038, "Order amend (quantity increase) is not supported."),
    Reason.BAD_LIST: (-1158, "Invalid order list."),
}


class Binance(Venue):
    refusals = REFUSALS
    weight_limit = 6000
    order_limits: tuple[tuple[str, int, int], ...] = ()  # header suffix, limit, length in ms
    prefix = ""

    def __init__(self, exchange: Exchange, engine: Engine, *, seed: int) -> None:
        super().__init__(exchange, engine, seed=seed)
        self._weights: dict[str, Window] = {}
        self._orders_sent: dict[str, dict[str, Window]] = {}
        self.routes = self.make_routes()

    @abstractmethod
    def make_routes(self) -> dict[tuple[str, str], Route]: ...

    # ---------------------------------------------------------------------------- requests

    def describe(self, request: WireRequest) -> Call:
        params = request.params()
        route = self.routes.get((request.method, request.path))
        kind = "other" if route is None else route.kind
        ids = [params[name] for name in CLIENT_ID_FIELDS if params.get(name)]
        if "batchOrders" in params:
            listed = json.loads(params["batchOrders"])
            ids += [str(one["newClientOrderId"]) for one in listed if "newClientOrderId" in one]
        return Call(request, params, kind, tuple(ids))

    def is_there(self, request: WireRequest) -> bool:
        """Whether the host that was asked has this path."""
        return True

    def answer(self, call: Call) -> WireResponse:
        headers: dict[str, str] = {}
        try:
            route = self.routes.get((call.request.method, call.request.path))
            if route is None or not self.is_there(call.request):
                raise Failure(
                    -5000, f"Path {call.request.path}, Method {call.request.method} is invalid", 404
                )
            self._count_weight(call, route, headers)
            self._check_security(call, route)
            self._count_orders(call, route, headers)
            return WireResponse.json(route.run(call), **headers)
        except Refused as refusal:
            code, text = self.worded(call, refusal)
            response = self.error(400, code, text)
        except Failure as failure:
            response = self.error(failure.status, failure.code, failure.text)
            response.headers.update(failure.headers)
        response.headers.update(headers)
        return response

    def worded(self, call: Call, refusal: Refused) -> tuple[int, str]:
        if refusal.reason is Reason.UNKNOWN_ORDER and call.kind in {"cancel", "amend"}:
            return -2011, "Unknown order sent."
        return self.refusals[refusal.reason]

    def error(self, status: int, code: int, text: str) -> WireResponse:
        return WireResponse.json({"code": code, "msg": text}, status)

    # ---------------------------------------------------------------------------- limits

    def _count_weight(self, call: Call, route: Route, headers: dict[str, str]) -> None:
        now_ms, ip = self.now_ms, call.request.ip
        banned_ms = self.bans.until_ms.get(ip, 0)
        if now_ms < banned_ms:
            self.bans.count_418 += 1
            text = f"Way too much request weight used; IP banned until {banned_ms}."
            raise Failure(-1003, text, 418, {"Retry-After": str((banned_ms - now_ms) // 1000 + 1)})
        window = self._weights.setdefault(ip, Window(self.weight_limit, 60_000))
        used = window.add(now_ms, self.weight_of(call, route))
        headers["X-MBX-USED-WEIGHT"] = headers["X-MBX-USED-WEIGHT-1M"] = str(used)
        if used > window.limit:
            self.bans.warnings[ip] += 1
            self.bans.count_429 += 1
            if self.bans.warnings[ip] > STRIKES_TO_BAN:
                self.bans.warnings[ip] = 0
                self.bans.until_ms[ip] = now_ms + BAN_MS
            text = (
                f"Too much request weight used; current limit is {window.limit} request weight per 1 MINUTE. "
                "Please use WebSocket Streams for live updates to avoid polling the API."
            )
            raise Failure(-1003, text, 429, {"Retry-After": str(window.rest_s(now_ms))})

    def weight_of(self, call: Call, route: Route) -> int:
        return route.weight

    def used_weight(self, ip: str = "127.0.0.1") -> int:
        window = self._weights.get(ip)
        return 0 if window is None else window.add(self.now_ms, 0)

    def _count_orders(self, call: Call, route: Route, headers: dict[str, str]) -> None:
        if not route.orders:
            return
        windows = self._orders_sent.setdefault(
            call.account, {name: Window(limit, length) for name, limit, length in self.order_limits}
        )
        for name, window in windows.items():
            used = window.add(self.now_ms, route.orders)
            headers[f"X-MBX-ORDER-COUNT-{name}"] = str(used)
            if used > window.limit:
                self.bans.count_429 += 1
                text = f"Too many new orders; current limit is {window.limit} orders per {name}."
                raise Failure(-1015, text, 429, {"Retry-After": str(window.rest_s(self.now_ms))})

    # ---------------------------------------------------------------------------- security

    def _check_security(self, call: Call, route: Route) -> None:
        if route.security == "NONE":
            return
        key = self.checked_key(self.key_text(call.request), call.request.ip)
        call.key, call.account = key, key.account
        if route.security == "SIGNED":
            self.check_signed(call, key, call.request.payload())
        self.check_permission(key, call.kind)

    def checked_key(self, text: str, ip: str) -> ApiKey:
        if len(text) < 16:
            raise Failure(-2014, "API-key format invalid.", 401)
        key = self.keys.get(text)
        expired = key is not None and key.expires_ms and self.now_ms >= key.expires_ms
        if key is None or not key.is_enabled or expired or (key.ips and ip not in key.ips):
            raise Failure(-2015, "Invalid API-key, IP, or permissions for action.", 401)
        return key

    def check_signed(self, call: Call, key: ApiKey, payload: str) -> None:
        signature = call.params.get("signature")
        if not signature:
            raise Failure(-1102, mandatory("signature"))
        if not call.ignores_time:
            self.check_time(call.params)
        if not key.verifies(payload, signature):
            raise Failure(-1022, "Signature for this request is not valid.")

    def check_time(self, params: dict[str, Any]) -> None:
        stamp = str(params.get("timestamp", ""))
        if not stamp.isdigit():
            raise Failure(-1102, mandatory("timestamp"))
        sent_ms = int(stamp) if len(stamp) < 15 else int(stamp) // 1000
        window_ms = float(params.get("recvWindow", 5000))
        if window_ms > 60_000:
            raise Failure(-1131, "recvWindow must be less than 60000")
        if sent_ms >= self.now_ms + 1000:
            raise Failure(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
        if self.now_ms - sent_ms > window_ms:
            raise Failure(-1021, "Timestamp for this request is outside of the recvWindow.")

    def check_permission(self, key: ApiKey, kind: str) -> None:
        if kind in {"create", "amend", "cancel"} and not key.can_trade:
            raise Failure(-2015, "Invalid API-key, IP, or permissions for action.", 401)

    # ---------------------------------------------------------------------------- parameters

    @staticmethod
    def need(params: dict[str, Any], *names: str) -> None:
        for name in names:
            if params.get(name) in {None, ""}:
                raise Failure(-1102, mandatory(name))

    def market_of(self, params: dict[str, Any]) -> Instrument:
        self.need(params, "symbol")
        instrument = self.engine.instruments.get(str(params["symbol"]))
        if instrument is None:
            raise Failure(-1121, "Invalid symbol.")
        return instrument

    @staticmethod
    def side_of(params: dict[str, Any]) -> Side:
        try:
            return Side(params.get("side"))
        except ValueError as error:
            raise Failure(-1117, "Invalid side.") from error

    def client_id_of(self, params: dict[str, Any], name: str = "newClientOrderId") -> str:
        """The client's id, checked, or one that the venue makes up."""
        given = params.get(name)
        if given is None:
            return "".join(
                self.dice.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQ23456789") for _ in range(22)
            )
        if not CLIENT_ID.match(str(given)):
            legal = r"^[\\.A-Z\\:/a-z0-9_-]{1,36}$"
            raise Failure(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{legal}'.")
        return str(given)

    @staticmethod
    def ints(params: dict[str, Any], name: str, default: int | None = None) -> int | None:
        text = params.get(name)
        if text is None:
            return default
        if not str(text).lstrip("-").isdigit():
            raise Failure(
                -1100, f"Illegal characters found in parameter '{name}'; legal range is '^[0-9]{{1,20}}$'."
            )
        return int(text)

    def limit_of(self, params: dict[str, Any], default: int, most: int) -> int:
        limit = self.ints(params, "limit", default)
        return default if limit is None else max(1, min(limit, most))

    def find_order(self, call: Call, key: str) -> Order:
        """The order named by orderId or origClientOrderId; both must fit when both are given."""
        order_id = self.ints(call.params, "orderId")
        client_id = str(call.params.get("origClientOrderId", ""))
        if order_id is None and not client_id:
            raise Failure(
                -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
            )
        order = self.engine.find(call.account, key, order_id=order_id, client_id=client_id)
        if client_id and order.client_id != client_id:
            raise Refused(Reason.UNKNOWN_ORDER)
        return order

    # ---------------------------------------------------------------------------- public data

    def ping(self, call: Call) -> Any:
        return {}

    def time(self, call: Call) -> Any:
        return {"serverTime": self.now_ms}

    def levels(self, key: str, limit: int) -> tuple[list[list[str]], list[list[str]]]:
        """Bids and asks as texts; the crossed-book fault lifts the best bid above the best ask."""
        instrument, book = self.engine.instruments[key], self.engine.books[key]
        bids, asks = book.bids.depth(limit), book.asks.depth(limit)
        if bids and asks and self.exchange.faults.strike("market.crossed_book", self.exchange.elapsed_ms):
            bids[0] = (asks[0][0] + 1, bids[0][1])
        rows = [[self.level_row(instrument, level) for level in side] for side in (bids, asks)]
        return rows[0], rows[1]

    def level_row(self, instrument: Instrument, level: tuple[int, int]) -> list[str]:
        return [self.price(instrument, level[0]), self.quantity(instrument, level[1])]

    def price(self, instrument: Instrument, ticks: int) -> str:
        return instrument.price_text(ticks, 8)

    def quantity(self, instrument: Instrument, lots: int) -> str:
        return instrument.lots_text(lots, 8)

    @staticmethod
    def money(atoms: int) -> str:
        return decimal8(atoms)

    def klines(self, call: Call) -> Any:
        instrument = self.market_of(call.params)
        step_ms = INTERVALS_MS.get(str(call.params.get("interval")))
        if step_ms is None:
            raise Failure(-1120, "Invalid interval.")
        most = self.limit_of(call.params, 500, 1500 if instrument.is_linear else 1000)
        start, end = self.ints(call.params, "startTime"), self.ints(call.params, "endTime")
        found = self.tape.candles(instrument.key, max(step_ms, 60_000), self.now_ms, start, end, most)
        return [self.kline_row(instrument, candle, step_ms) for candle in found]

    def kline_row(self, instrument: Instrument, candle: Candle, step_ms: int) -> list[Any]:
        return [
            candle.open_ms, self.price(instrument, candle.open), self.price(instrument, candle.high),
            self.price(instrument, candle.low), self.price(instrument, candle.close),
            self.quantity(instrument, candle.lots), candle.open_ms + step_ms - 1, self.money(candle.cost),
            candle.count, self.quantity(instrument, candle.taker_lots), self.money(candle.taker_cost), "0",
        ]  # fmt: skip

    def trades(self, call: Call) -> Any:
        instrument = self.market_of(call.params)
        from_id = self.ints(call.params, "fromId")
        found = self.tape.recent(instrument.key, self.limit_of(call.params, 500, 1000), from_id)
        rows = []
        for trade in found:
            cost = self.money(instrument.cost(trade.price, trade.lots))
            row = {
                "id": trade.id, "price": self.price(instrument, trade.price),
                "qty": self.quantity(instrument, trade.lots), "quoteQty": cost,
                "time": self.stamp(trade.time_ns), "isBuyerMaker": trade.taker_side is Side.SELL,
            }  # fmt: skip
            rows.append(row if instrument.is_linear else {**row, "isBestMatch": True})
        return rows

    def agg_trades(self, call: Call) -> Any:
        instrument = self.market_of(call.params)
        found = self.tape.recent(
            instrument.key, self.limit_of(call.params, 500, 1000), self.ints(call.params, "fromId")
        )
        start, end = self.ints(call.params, "startTime"), self.ints(call.params, "endTime")
        rows = []
        for trade in found:
            at_ms = self.stamp(trade.time_ns)
            if (start is None or at_ms >= start) and (end is None or at_ms <= end):
                row = {
                    "a": trade.id, "p": self.price(instrument, trade.price),
                    "q": self.quantity(instrument, trade.lots), "f": trade.id, "l": trade.id, "T": at_ms,
                    "m": trade.taker_side is Side.SELL,
                }  # fmt: skip
                rows.append(row if instrument.is_linear else {**row, "M": True})
        return rows

    def per_symbol(self, call: Call, make: Callable[[Instrument], Any]) -> Any:
        """One value for a symbol, a list for symbols or for none."""
        if call.params.get("symbol"):
            return make(self.market_of(call.params))
        names = call.params.get("symbols")
        if names:
            wanted = re.findall(r'[^\[\],"]+', str(names))
            return [make(self.market_of({"symbol": name})) for name in wanted]
        return [make(instrument) for instrument in self.engine.instruments.values()]

    def day_values(self, instrument: Instrument) -> dict[str, Any]:
        day = self.tape.day(instrument.key, self.now_ms)
        change = day.close - day.open
        average = day.cost // max(day.lots * instrument.value_atoms, 1)
        hundredths = change * 10**5 // max(day.open, 1)
        percent = f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 1000}.{abs(hundredths) % 1000:03d}"
        sign, size = ("-", -change) if change < 0 else ("", change)
        return {
            "day": day, "change": sign + self.price(instrument, size), "percent": percent,
            "average": self.price(instrument, average), "last": self.price(instrument, day.close),
        }  # fmt: skip

    def best(self, instrument: Instrument) -> tuple[tuple[int, int], tuple[int, int]]:
        book = self.engine.books[instrument.key]
        bids, asks = book.bids.depth(1), book.asks.depth(1)
        return (bids[0] if bids else (0, 0)), (asks[0] if asks else (0, 0))


def decimal8(atoms: int) -> str:
    sign = "-" if atoms < 0 else ""
    return f"{sign}{abs(atoms) // ATOMS}.{abs(atoms) % ATOMS:08d}"


def mandatory(name: str) -> str:
    return f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."


STATES = {
    State.WAITING: "NEW",
    State.NEW: "NEW",
    State.PARTIAL: "PARTIALLY_FILLED",
    State.FILLED: "FILLED",
    State.CANCELED: "CANCELED",
    State.EXPIRED: "EXPIRED",
    State.EXPIRED_IN_MATCH: "EXPIRED_IN_MATCH",
    State.REJECTED: "REJECTED",
    State.TRIGGERED: "FINISHED",
}
