"""Bybit v5 streams: public topics by category, the private ones, and orders over the trade socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.exchange.bybit_orders import Problem
from tests.support.exchange.bybit_public import INTERVALS_MS
from tests.support.exchange.values import (
    BalanceChanged,
    Event,
    Instrument,
    OrderChanged,
    PositionChanged,
    PublicTrade,
    Side,
    Traded,
    short_text,
)
from tests.support.exchange.wire import Connection, Outcome, WireRequest

if TYPE_CHECKING:
    from tests.support.exchange.bybit import Bybit

PRIVATE = {"order", "execution", "position", "wallet", "execution.fast"}
DEPTHS = {"1", "50", "200", "500", "1000"}
TRADE_PATHS = {
    "order.create": "/v5/order/create",
    "order.amend": "/v5/order/amend",
    "order.cancel": "/v5/order/cancel",
}
Levels = dict[str, dict[str, str]]


class BybitStreams:
    def __init__(self, venue: Bybit) -> None:
        self._venue = venue
        self._books: dict[tuple[str, str], Levels] = {}
        self._numbers: dict[str, int] = {}

    # ---------------------------------------------------------------------------- connections

    def opened(self, connection: Connection) -> None:
        kind = connection.path.rstrip("/").rpartition("/")[2]
        connection.state["category"] = kind  # spot, linear, private or trade
        connection.state["id"] = f"test{connection.number:06d}"

    def receive(self, connection: Connection, text: str) -> None:
        try:
            message = json.loads(text)
            operation = str(message.get("op"))
        except (ValueError, AttributeError):
            self._answer(connection, {}, "", success=False, text="Invalid json")
            return
        if operation == "ping":
            self._pong(connection, message)
        elif operation == "auth":
            self._authenticate(connection, message)
        elif operation == "subscribe":
            self._subscribe(connection, message)
        elif operation == "unsubscribe":
            connection.topics.difference_update(message.get("args", []))
            self._answer(connection, message, operation, success=True, text="")
        elif operation in TRADE_PATHS and connection.state["category"] == "trade":
            self._trade(connection, message, operation)
        else:
            self._answer(connection, message, operation, success=False, text="error:invalid op")

    def _answer(
        self, connection: Connection, message: dict[str, Any], operation: str, *, success: bool, text: str
    ) -> None:
        answer: dict[str, Any] = {"success": success, "ret_msg": text, "conn_id": connection.state["id"]}
        if message.get("req_id") is not None:
            answer["req_id"] = message["req_id"]
        self._venue.send(connection, {**answer, "op": operation}, is_ack=True)

    def _pong(self, connection: Connection, message: dict[str, Any]) -> None:
        if connection.pings_stalled:
            return
        if connection.state["category"] in {"spot", "linear"}:
            self._answer(connection, message, "ping", success=True, text="pong")
            return
        answer = {"op": "pong", "args": [str(self._venue.now_ms)], "conn_id": connection.state["id"]}
        if message.get("req_id") is not None:
            answer["req_id"] = message["req_id"]
        self._venue.send(connection, answer)

    def _authenticate(self, connection: Connection, message: dict[str, Any]) -> None:
        is_trade = connection.state["category"] == "trade"
        try:
            key_text, expires, signature = (str(part) for part in message.get("args", []))
            key = self._venue.checked_key(key_text, connection.ip)
            if not expires.isdigit() or int(expires) < self._venue.now_ms:
                raise Problem(10004, "Params Error")
            if not key.verifies(f"GET/realtime{expires}", signature):
                raise Problem(10004, "error sign!")
        except (Problem, ValueError) as error:
            code = error.code if isinstance(error, Problem) else 10001
            text = error.text if isinstance(error, Problem) else "Params Error"
            if is_trade:
                answer = {"reqId": message.get("reqId"), "retCode": code, "retMsg": text, "op": "auth",
                          "connId": connection.state["id"]}  # fmt: skip
                self._venue.send(connection, answer, is_ack=True)
            else:
                self._answer(connection, message, "auth", success=False, text=text)
            return
        connection.account = key.account
        connection.state["key"] = key
        if is_trade:
            answer = {"reqId": message.get("reqId"), "retCode": 0, "retMsg": "OK", "op": "auth",
                      "connId": connection.state["id"]}  # fmt: skip
            self._venue.send(connection, answer, is_ack=True)
        else:
            self._answer(connection, message, "auth", success=True, text="")

    # ---------------------------------------------------------------------------- subscriptions

    def _subscribe(self, connection: Connection, message: dict[str, Any]) -> None:
        topics = [str(topic) for topic in message.get("args", [])]
        wrong = next((topic for topic in topics if not self._is_known(connection, topic)), None)
        if wrong is not None:
            text = f"error:handler not found,topic:{wrong}"
            self._answer(connection, message, "subscribe", success=False, text=text)
            return
        if connection.state["category"] == "private" and connection.account is None:
            self._answer(connection, message, "subscribe", success=False, text="Request not authorized")
            return
        connection.topics.update(topics)
        self._answer(connection, message, "subscribe", success=True, text="")
        for topic in topics:
            self._first(connection, topic)

    def _is_known(self, connection: Connection, topic: str) -> bool:
        if connection.state["category"] == "private":
            return topic in PRIVATE or topic.partition(".")[0] in PRIVATE
        name, _, rest = topic.partition(".")
        if self._market(connection, topic) is None:
            return False
        if name == "orderbook":
            return rest.partition(".")[0] in DEPTHS
        if name == "kline":
            return rest.partition(".")[0] in INTERVALS_MS
        return name in {"publicTrade", "tickers", "allLiquidation", "liquidation"}

    def _market(self, connection: Connection, topic: str) -> Instrument | None:
        symbol = topic.rpartition(".")[2]
        return self._venue.engine.instruments.get(f"{connection.state['category']}:{symbol}")

    def _first(self, connection: Connection, topic: str) -> None:
        """What a subscription brings at once: the book, the ticker."""
        market = self._market(connection, topic)
        if market is None:
            return
        if topic.startswith("orderbook."):
            levels = self._levels(market, int(topic.split(".")[1]))
            self._books.setdefault((market.key, topic), levels)
            self._send_book(connection, market, topic, "snapshot", self._books[market.key, topic])
        elif topic.startswith("tickers."):
            self._venue.send(connection, self._ticker(market, topic), topic)

    def _category_publish(self, category: str, topic: str, value: dict[str, Any]) -> None:
        for connection in list(self._venue.connections):
            if connection.state.get("category") == category and topic in connection.topics:
                self._venue.send(connection, value, topic)

    def _topics(self, category: str) -> set[str]:
        return {
            topic
            for connection in self._venue.connections
            if connection.state.get("category") == category
            for topic in connection.topics
        }

    # ---------------------------------------------------------------------------- books

    def _levels(self, market: Instrument, depth: int) -> Levels:
        bids, asks = self._venue.public.levels(market, depth)
        return {"b": dict(map(tuple, bids)), "a": dict(map(tuple, asks))}  # type: ignore[arg-type]

    def tick(self) -> None:
        """Every 100 ms: what changed within each subscribed depth."""
        for category in ("spot", "linear"):
            for topic in sorted(self._topics(category)):
                if topic.startswith("orderbook."):
                    symbol = topic.rpartition(".")[2]
                    self._update_book(category, self._venue.engine.instruments[f"{category}:{symbol}"], topic)

    def _update_book(self, category: str, market: Instrument, topic: str) -> None:
        fresh = self._levels(market, int(topic.split(".")[1]))
        old = self._books.get((market.key, topic), {"b": {}, "a": {}})
        changes: dict[str, list[list[str]]] = {}
        for side in ("b", "a"):
            gone = [[price, "0"] for price in old[side] if price not in fresh[side]]
            new = [[price, size] for price, size in fresh[side].items() if old[side].get(price) != size]
            changes[side] = gone + new
        if not changes["b"] and not changes["a"]:
            return
        self._books[market.key, topic] = fresh
        number = self._numbers[topic + category] = self._numbers.get(topic + category, 1) + 1
        value = self._book(market, topic, "delta", changes, number)
        self._category_publish(category, topic, value)

    def _book(
        self, market: Instrument, topic: str, kind: str, sides: dict[str, Any], number: int
    ) -> dict[str, Any]:
        now_ms, update = self._venue.now_ms, self._venue.tape.update_ids[market.key]
        data = {"s": market.symbol, "b": sides["b"], "a": sides["a"], "u": number, "seq": update * 3}
        return {"topic": topic, "type": kind, "ts": now_ms, "data": data, "cts": now_ms}

    def _send_book(
        self, connection: Connection, market: Instrument, topic: str, kind: str, levels: Levels
    ) -> None:
        number = self._numbers.get(topic + connection.state["category"], 1)
        sides = {side: [[price, size] for price, size in levels[side].items()] for side in ("b", "a")}
        self._venue.send(connection, self._book(market, topic, kind, sides, number), topic)

    # ---------------------------------------------------------------------------- other public topics

    def every_second(self) -> None:
        for category in ("spot", "linear"):
            for topic in sorted(self._topics(category)):
                name, _, symbol = topic.partition(".")
                market = self._venue.engine.instruments.get(f"{category}:{symbol.rpartition('.')[2]}")
                if market is None:
                    continue
                if name == "tickers":
                    self._category_publish(category, topic, self._ticker(market, topic))
                elif name == "kline":
                    self._category_publish(category, topic, self._kline(market, topic))

    def _ticker(self, market: Instrument, topic: str) -> dict[str, Any]:
        row = self._venue.public.ticker(market)
        if not market.is_linear:
            for name in ("bid1Price", "bid1Size", "ask1Price", "ask1Size"):
                del row[name]
        else:
            row |= {"tickDirection": "PlusTick"}
        update = self._venue.tape.update_ids[market.key]
        return {"topic": topic, "type": "snapshot", "data": row, "cs": update, "ts": self._venue.now_ms}

    def _kline(self, market: Instrument, topic: str) -> dict[str, Any]:
        venue, interval = self._venue, topic.split(".")[1]
        step_ms = INTERVALS_MS[interval]
        candle = venue.tape.current(market.key, step_ms, venue.now_ms)
        price, end_ms = market.price_text, candle.open_ms + step_ms - 1
        row = {
            "start": candle.open_ms, "end": end_ms, "interval": interval, "open": price(candle.open),
            "close": price(candle.close), "high": price(candle.high), "low": price(candle.low),
            "volume": market.lots_text(candle.lots), "turnover": short_text(candle.cost),
            "confirm": venue.now_ms >= end_ms - 1000, "timestamp": venue.now_ms,
        }  # fmt: skip
        return {"topic": topic, "data": [row], "ts": venue.now_ms, "type": "snapshot"}

    def _public_trade(self, trade: PublicTrade) -> None:
        venue = self._venue
        market = venue.engine.instruments[trade.key]
        topic = f"publicTrade.{market.symbol}"
        row = {
            "T": venue.stamp(trade.time_ns), "s": market.symbol,
            "S": "Buy" if trade.taker_side is Side.BUY else "Sell", "v": market.lots_text(trade.lots),
            "p": market.price_text(trade.price), "L": "PlusTick", "i": venue.public.trade_id(trade),
            "BT": False, "RPI": False, "seq": trade.id,
        }  # fmt: skip
        if not market.is_linear:
            del row["L"]
        value = {"topic": topic, "type": "snapshot", "ts": venue.now_ms, "data": [row]}
        self._category_publish(trade.key.partition(":")[0], topic, value)

    # ---------------------------------------------------------------------------- private topics

    def on_event(self, event: Event) -> None:
        if isinstance(event, Traded):
            self._public_trade(event.trade)
        elif isinstance(event, OrderChanged):
            self._order(event)
        elif isinstance(event, PositionChanged):
            self._position(event)
        elif isinstance(event, BalanceChanged):
            self._wallet(event.account)
            if event.why == "FUNDING_FEE":
                key, row = self._venue.accounts.funding_rows(event.account)[-1]
                self._tell(event.account, "execution", key, row)

    def _order(self, event: OrderChanged) -> None:
        order = event.order
        if event.fill is not None:
            row = self._venue.orders.execution(event.fill)
            self._tell(order.account, "execution", order.key, {**row, "isLeverage": "0"})
        shown = self._venue.orders.shown(order)
        fee_currency = next(iter(order.fee_paid), "")
        self._tell(order.account, "order", order.key, {**shown, "feeCurrency": fee_currency})
        self._wallet(order.account)

    def _position(self, event: PositionChanged) -> None:
        market = self._venue.engine.instruments[event.key]
        row = self._venue.accounts.position_row(event.account, market, event.position_side)
        row["entryPrice"] = row.pop("avgPrice")
        row |= {"positionIMByMp": row["positionIM"], "positionMMByMp": row["positionMM"]}
        self._tell(event.account, "position", event.key, row)

    def _wallet(self, account: str) -> None:
        self._tell(account, "wallet", "", self._venue.accounts.wallet_row(account))

    def _tell(self, account: str, topic: str, key: str, row: dict[str, Any]) -> None:
        category = key.partition(":")[0]
        for connection in list(self._venue.connections):
            if connection.account != account or connection.state.get("category") != "private":
                continue
            for name in (topic, f"{topic}.{category}"):
                if name in connection.topics:
                    data = [{"category": category, **row} if category else row]
                    now_ms = self._venue.now_ms
                    number = self._numbers[account] = self._numbers.get(account, 0) + 1
                    value = {"id": f"{account}-{number}", "topic": name, "creationTime": now_ms, "data": data}
                    self._venue.send(connection, value, f"user:{topic}")

    # ---------------------------------------------------------------------------- orders over the socket

    def _trade(self, connection: Connection, message: dict[str, Any], operation: str) -> None:
        """An order over the trade socket goes the way of one over HTTP, and meets the same faults."""
        key = connection.state.get("key")
        if key is None:
            self._traded(connection, message, operation, 10003, "not authorized", {}, {})
            return
        headers = message.get("header") or {}
        request = WireRequest(
            "SOCKET", "api.bybit.com", TRADE_PATHS[operation], "",
            {"x-bapi-api-key": key.key, "x-bapi-timestamp": str(headers.get("X-BAPI-TIMESTAMP", "")),
             "x-bapi-recv-window": str(headers.get("X-BAPI-RECV-WINDOW", "5000"))},
            json.dumps((message.get("args") or [{}])[0]).encode(), connection.ip,
        )  # fmt: skip

        def answered(outcome: Outcome) -> None:
            response = outcome.response
            if outcome.kind != "answer" or response is None or outcome.cut_at is not None:
                self._venue.close(connection, 1006)
                return
            try:
                value = response.value()
                code, text, result = value["retCode"], value["retMsg"], value["result"]
            except (ValueError, KeyError, TypeError):
                self._venue.send(connection, response.body.decode(errors="replace"))
                return
            self._traded(connection, message, operation, code, text, result, response.headers)

        self._venue.exchange.send(request, answered)

    def _traded(
        self,
        connection: Connection,
        message: dict[str, Any],
        operation: str,
        code: int,
        text: str,
        result: Any,
        headers: dict[str, str],
    ) -> None:
        limits = {name: value for name, value in headers.items() if name.startswith("X-Bapi")}
        answer = {
            "reqId": message.get("reqId"), "retCode": code, "retMsg": text, "op": operation, "data": result,
            "retExtInfo": {}, "header": {**limits, "Timenow": str(self._venue.now_ms)},
            "connId": connection.state["id"],
        }  # fmt: skip
        self._venue.send(connection, answer, is_ack=True)
