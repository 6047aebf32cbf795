"""Bybit's v5 public streams, spot and linear: topics, commands, and what the messages say.

Facts from Bybit's published rules: a book topic sends a whole book first, and again whenever something went
wrong there (number 1 after a restart of the service), then changes whose numbers rise by one. The client
sends a ping every 20 seconds. Spot takes ten topics a command. Trades carry ids without an order.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson

from finbyte_desktop.core.market import BookLevel, Trade
from finbyte_desktop.services.venues.depth_book import NumberedUpdate, Unreadable
from finbyte_desktop.services.venues.stream_dialect import (
    UNREADABLE,
    Decoder,
    Leaving,
    Reply,
    Sink,
    Topic,
    read_body,
)
from finbyte_desktop.services.venues.stream_port import Channel, Market
from finbyte_desktop.services.venues.stream_states import BookState, Inbox, StreamState, TickerState
from finbyte_desktop.services.venues.stream_texts import above_zero, ns_of_ms, number, text, whole
from finbyte_desktop.services.venues.stream_trades import NamedTrades
from finbyte_desktop.services.venues.text_book import TextBook

ROUTES = {False: "spot", True: "linear"}
REST = "https://api.bybit.com/v5/market/recent-trade"
PAST_TRADES = {False: 60, True: 1_000}
BOOK_DEPTH = 50
SIDES = {"Buy": False, "Sell": True}  # of the taker; True: the buyer was the maker


class BybitDecoder(Decoder):
    """Reads topics and answers to commands."""

    def read(self, raw: str | bytes) -> Reply | Leaving | None:
        message = self._parsed(raw)
        try:
            name = message["topic"]
        except (TypeError, KeyError, IndexError):
            return self._other(message)
        self._take(name, message)
        return None

    def _other(self, message: Any) -> Reply | None:
        if not isinstance(message, dict) or "op" not in message:
            raise Unreadable("a message of no topic")
        told = message.get("req_id")
        command = int(told) if isinstance(told, str) and told.isdigit() else None
        accepted = message.get("success", message["op"] == "pong")
        return Reply(command, accepted is True, str(message.get("ret_msg", ""))[:200])


class BybitDialect:
    """Spot and linear behind one port; a market says which."""

    name = "bybit"
    max_age_s: float | None = None
    ping_every_s: float | None = 20.0
    topics_per_line = 200
    topics_per_command = 10
    command_every_s = 0.1

    def topics(self, market: Market, channel: Channel) -> Sequence[Topic]:
        route, symbol = ROUTES[market.linear], market.symbol
        match channel:
            case Channel.BOOK:
                return [Topic(route, f"orderbook.{BOOK_DEPTH}.{symbol}")]
            case Channel.TRADES:
                return [Topic(route, f"publicTrade.{symbol}")]
            case Channel.TICKER:
                return [Topic(route, f"orderbook.1.{symbol}"), Topic(route, f"tickers.{symbol}")]

    def address(self, route: str) -> str:
        return f"wss://stream.bybit.com/v5/public/{route}"

    def make_state(self, market: Market, channel: Channel, inbox: Inbox) -> StreamState:
        match channel:
            case Channel.BOOK:
                return BookState(market, inbox)
            case Channel.TRADES:
                return NamedTrades(market, inbox)
            case Channel.TICKER:
                return TickerState(market, inbox)

    def make_decoder(self, inbox: Inbox) -> Decoder:
        return BybitDecoder(inbox)

    def sink(self, topic: Topic, state: StreamState) -> Sink:
        if topic.name.startswith("orderbook."):
            return _book if isinstance(state, BookState) else _top
        return _trades if topic.name.startswith("publicTrade.") else _day

    def subscribe(self, number: int, names: Sequence[str]) -> str:
        return _command("subscribe", number, names)

    def unsubscribe(self, number: int, names: Sequence[str]) -> str:
        return _command("unsubscribe", number, names)

    def probe(self, number: int) -> str:
        return _command("ping", number, None)

    def repair(self, state: StreamState) -> str | None:
        if not isinstance(state, NamedTrades):
            return None
        linear = state.market.linear
        return f"{REST}?category={ROUTES[linear]}&symbol={state.market.symbol}&limit={PAST_TRADES[linear]}"

    def read_repair(self, state: StreamState, body: str, now_ns: int) -> None:
        told = read_body(body)
        try:
            if told["retCode"] != 0:
                raise Unreadable(f"code {told['retCode']}")
            if isinstance(state, NamedTrades):
                state.refill([_past_trade(row) for row in reversed(told["result"]["list"])])
        except UNREADABLE as error:
            raise Unreadable(f"an answer about {state.market.symbol}: {error}") from None


def _command(operation: str, number: int, names: Sequence[str] | None) -> str:
    command: dict[str, Any] = {"op": operation, "req_id": str(number)}
    if names is not None:
        command["args"] = list(names)
    return orjson.dumps(command).decode()


def _whole_book(message: Any) -> bool:
    kind = message["type"]
    if kind not in ("snapshot", "delta"):
        raise Unreadable(f"a book message of type {str(kind)[:20]}")
    return bool(kind == "snapshot")


def _change(data: Any) -> NumberedUpdate[Any]:
    last = whole(data["u"])
    return NumberedUpdate(last, last, None, data["b"], data["a"])


def _book(state: BookState, message: Any) -> None:
    data, ns = message["data"], ns_of_ms(message["ts"])
    if _whole_book(message):
        state.heard += 1
        state.snapshot(ns, whole(data["u"]), data["b"], data["a"], over=True)
    else:
        state.update(ns, _change(data))


def _top(state: TickerState, message: Any) -> None:
    data, ns = message["data"], ns_of_ms(message["ts"])
    book = state.top = state.top or TextBook()
    if _whole_book(message):
        book.lose()
        book.take_snapshot(whole(data["u"]), data["b"], data["a"])
    elif book.in_step and not book.take_update(_change(data)) and book.in_step:
        return  # known already
    if book.in_step and not book.crossed:
        state.best(ns, 0, _first(book.bids(1)), _first(book.asks(1)))
    else:
        state.heard += 1
        state.top_lost()


def _first(levels: Sequence[BookLevel]) -> BookLevel | None:
    return levels[0] if levels else None


def _trades(state: NamedTrades, message: Any) -> None:
    state.take([_trade(row) for row in message["data"]])


def _trade(row: Any) -> tuple[str, Trade]:
    trade = Trade(ns_of_ms(row["T"]), above_zero(row["p"]), above_zero(row["v"]), SIDES[row["S"]])
    return text(row["i"]), trade


def _past_trade(row: Any) -> tuple[str, Trade]:
    told_ms = number(row["time"])
    price, size = above_zero(row["price"]), above_zero(row["size"])
    return text(row["execId"]), Trade(ns_of_ms(int(told_ms)), price, size, SIDES[row["side"]])


_DAY = {
    "last": "lastPrice", "open": "prevPrice24h", "high": "highPrice24h", "low": "lowPrice24h",
    "volume": "volume24h",
}  # fmt: skip


def _day(state: TickerState, message: Any) -> None:
    data = message["data"]
    complete = message["type"] == "snapshot"
    figures: dict[str, Decimal] = {
        name: number(data[key]) for name, key in _DAY.items() if complete or key in data
    }
    state.day(ns_of_ms(message["ts"]), figures)
