"""Binance's public streams, spot and USD-M: stream names, commands, and what the messages say.

Facts from Binance's published rules: combined streams wrap each message with its stream's name. A book starts
from a REST snapshot and is followed by numbers (spot: `U` comes after the last `u`, USD-M: `pu` equals it). A
connection lives 24 hours and takes five commands a second (USD-M ten). Since April 2026 the USD-M streams
live on two routes, `/public` (depth, best quotes, trades) and `/market` (everything else); a subscription on
the wrong one is acknowledged and then silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson

from finbyte_desktop.core.market import Trade
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
from finbyte_desktop.services.venues.stream_texts import above_zero, level_of, ns_of_ms, number, whole
from finbyte_desktop.services.venues.stream_trades import NumberedTrades

SPOT, PUBLIC, DAY = "spot", "linear-public", "linear-market"
ADDRESSES = {
    SPOT: "wss://stream.binance.com/stream",
    PUBLIC: "wss://fstream.binance.com/public/stream",
    DAY: "wss://fstream.binance.com/market/stream",
}
REST = {False: "https://api.binance.com/api/v3", True: "https://fapi.binance.com/fapi/v1"}
SNAPSHOT_LEVELS = 1_000
PAST_TRADES = 1_000
NO_TRADE = "NA"  # an entry of the insurance fund or of auto-deleveraging; it has a number, and is no trade


class BinanceDecoder(Decoder):
    """Reads combined messages, answers to commands, and the announcement of a shutdown."""

    def read(self, raw: str | bytes) -> Reply | Leaving | None:
        message = self._parsed(raw)
        try:
            name, data = message["stream"], message["data"]
        except (TypeError, KeyError, IndexError):
            return self._other(message)
        self._take(name, data)
        return None

    def _other(self, message: Any) -> Reply | Leaving | None:
        if not isinstance(message, dict):
            raise Unreadable("no object")
        if message.get("e") == "serverShutdown":
            return Leaving()
        command = message.get("id")
        if "error" in message:
            return Reply(command if isinstance(command, int) else None, False, str(message["error"])[:200])
        if "result" in message and isinstance(command, int):
            return Reply(command, True)
        raise Unreadable("a message of no stream")


class BinanceDialect:
    """Spot and USD-M behind one port; a market says which."""

    name = "binance"
    max_age_s: float | None = 23.5 * 3600
    ping_every_s: float | None = None
    topics_per_line = 200
    topics_per_command = 100
    command_every_s = 0.3

    def topics(self, market: Market, channel: Channel) -> Sequence[Topic]:
        head = market.symbol.lower()
        near, day = (PUBLIC, DAY) if market.linear else (SPOT, SPOT)
        match channel:
            case Channel.BOOK:
                return [Topic(near, f"{head}@depth@100ms")]
            case Channel.TRADES:
                return [Topic(near, f"{head}@trade")]
            case Channel.TICKER:
                return [Topic(near, f"{head}@bookTicker"), Topic(day, f"{head}@ticker")]

    def address(self, route: str) -> str:
        return ADDRESSES[route]

    def make_state(self, market: Market, channel: Channel, inbox: Inbox) -> StreamState:
        match channel:
            case Channel.BOOK:
                return BookState(market, inbox)
            case Channel.TRADES:
                return NumberedTrades(market, inbox)
            case Channel.TICKER:
                return TickerState(market, inbox)

    def make_decoder(self, inbox: Inbox) -> Decoder:
        return BinanceDecoder(inbox)

    def sink(self, topic: Topic, state: StreamState) -> Sink:
        kind = topic.name.split("@")[1]
        if kind == "depth":
            return _linear_depth if state.market.linear else _spot_depth
        sinks: dict[str, Sink] = {"trade": _trade, "bookTicker": _quote, "ticker": _day}
        return sinks[kind]

    def subscribe(self, number: int, names: Sequence[str]) -> str:
        return _command("SUBSCRIBE", number, names)

    def unsubscribe(self, number: int, names: Sequence[str]) -> str:
        return _command("UNSUBSCRIBE", number, names)

    def probe(self, number: int) -> str:
        return _command("LIST_SUBSCRIPTIONS", number, None)

    def repair(self, state: StreamState) -> str | None:
        base, symbol = REST[state.market.linear], state.market.symbol
        if isinstance(state, BookState):
            return f"{base}/depth?symbol={symbol}&limit={SNAPSHOT_LEVELS}"
        if not isinstance(state, NumberedTrades):
            return None
        return f"{base}/trades?symbol={symbol}&limit={PAST_TRADES}"

    def read_repair(self, state: StreamState, body: str, now_ns: int) -> None:
        told = read_body(body)
        try:
            if isinstance(state, BookState):
                ns = ns_of_ms(told["E"]) if "E" in told else now_ns
                state.snapshot(ns, whole(told["lastUpdateId"]), told["bids"], told["asks"])
            elif isinstance(state, NumberedTrades):
                state.refill([_past_trade(row) for row in told])
        except UNREADABLE as error:
            raise Unreadable(f"an answer about {state.market.symbol}: {error}") from None


def _command(method: str, number: int, names: Sequence[str] | None) -> str:
    command: dict[str, Any] = {"method": method, "id": number}
    if names is not None:
        command["params"] = list(names)
    return orjson.dumps(command).decode()


def _spot_depth(state: BookState, data: Any) -> None:
    update = NumberedUpdate(whole(data["U"]), whole(data["u"]), None, data["b"], data["a"])
    state.update(ns_of_ms(data["E"]), update)


def _linear_depth(state: BookState, data: Any) -> None:
    update = NumberedUpdate(whole(data["U"]), whole(data["u"]), whole(data["pu"]), data["b"], data["a"])
    state.update(ns_of_ms(data["E"]), update)


def _trade(state: NumberedTrades, data: Any) -> None:
    maker = data["m"]
    if type(maker) is not bool:
        raise Unreadable("a trade without a side")
    if data.get("X") == NO_TRADE:
        state.take(whole(data["t"]), None)
        return
    price, qty = data["p"], data["q"]
    trade = Trade(ns_of_ms(data["T"]), above_zero(price), above_zero(qty), maker)
    state.take(whole(data["t"]), trade)


def _past_trade(row: Any) -> tuple[int, Trade | None]:
    maker = row["isBuyerMaker"]
    if type(maker) is not bool:
        raise Unreadable("a trade without a side")
    price, qty = number(row["price"]), number(row["qty"])
    trade = Trade(ns_of_ms(row["time"]), price, qty, maker) if price and qty else None
    return whole(row["id"]), trade


def _quote(state: TickerState, data: Any) -> None:
    ns = ns_of_ms(data["E"]) if "E" in data else 0
    bid, ask = level_of(data["b"], data["B"]), level_of(data["a"], data["A"])
    state.best(ns, whole(data["u"]), bid, ask)


_DAY = {"last": "c", "open": "o", "high": "h", "low": "l", "volume": "v"}


def _day(state: TickerState, data: Any) -> None:
    figures: dict[str, Decimal] = {name: number(data[key]) for name, key in _DAY.items()}
    state.day(ns_of_ms(data["E"]), figures)
