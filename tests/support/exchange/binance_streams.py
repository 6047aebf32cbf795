"""Binance market streams, spot and USD-M: raw, combined and SUBSCRIBE, one topic a stream name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from tests.support.exchange.binance import INTERVALS_MS
from tests.support.exchange.tape import DepthFeed
from tests.support.exchange.values import Event, Instrument, LevelChanged, PublicTrade, Side, Traded

if TYPE_CHECKING:
    from tests.support.exchange.binance import Binance
    from tests.support.exchange.wire import Connection

DEPTH_DEFAULT_MS = {False: 1000, True: 250}
MOST_STREAMS = 1024


class MarketStreams:
    def __init__(self, venue: Binance) -> None:
        self._venue = venue
        self._feeds: dict[tuple[str, int], DepthFeed] = {}
        self._ticks = 0
        self._best: dict[str, Any] = {}
        self._by_name = {i.symbol.lower(): i for i in venue.engine.instruments.values()}

    # ---------------------------------------------------------------------------- subscriptions

    def opened(self, connection: Connection) -> None:
        """Take the streams that stand in the address: /ws/a/b or /stream?streams=a/b."""
        connection.state["combined"] = "/stream" in connection.path
        names = connection.path.partition("/ws/")[2].split("/")
        for text in parse_qs(connection.query).get("streams", []):
            names += text.split("/")
        for name in names:
            self._add(connection, name)

    def receive(self, connection: Connection, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            self._refuse(connection, None, 3, "Invalid JSON: expected value at line 1 column 1")
            return
        method, number = message.get("method"), message.get("id")
        params = message.get("params") or []
        if method == "SUBSCRIBE":
            if len(connection.topics) + len(params) > MOST_STREAMS:
                self._refuse(connection, number, 2, "Invalid request: too many subscriptions")
                return
            for name in params:
                self._add(connection, name)
        elif method == "UNSUBSCRIBE":
            connection.topics.difference_update(params)
        elif method == "LIST_SUBSCRIPTIONS":
            self._acknowledge(connection, number, sorted(connection.topics))
            return
        elif method == "SET_PROPERTY":
            connection.state["combined"] = bool(params[1])
        else:
            self._refuse(connection, number, 2, f"Invalid request: unknown variant `{method}`")
            return
        self._acknowledge(connection, number, None)

    def _acknowledge(self, connection: Connection, number: Any, result: Any) -> None:
        self._venue.send(connection, {"result": result, "id": number}, is_ack=True)

    def _refuse(self, connection: Connection, number: Any, code: int, text: str) -> None:
        self._venue.send(connection, {"error": {"code": code, "msg": text}, "id": number}, is_ack=True)

    def _add(self, connection: Connection, name: str) -> None:
        if "@" not in name and not name.startswith("!"):
            return
        connection.topics.add(name)
        instrument = self._by_name.get(name.partition("@")[0])
        interval = depth_interval(name, is_linear=bool(instrument and instrument.is_linear))
        if instrument is not None and interval is not None:
            place = (instrument.key, interval)
            self._feeds.setdefault(place, DepthFeed(self._venue.tape, instrument.key))

    def publish(self, name: str, value: Any) -> None:
        for connection in list(self._venue.connections):
            if name in connection.topics:
                wrapped = {"stream": name, "data": value} if connection.state.get("combined") else value
                self._venue.send(connection, wrapped, name)

    # ---------------------------------------------------------------------------- what happens

    def on_event(self, event: Event) -> None:
        if isinstance(event, LevelChanged):
            for (key, _), feed in self._feeds.items():
                if key == event.key:
                    feed.note(event)
            if self._venue.has_topics:
                self._book_ticker(event)
        elif isinstance(event, Traded):
            self._trade(event.trade)

    def _trade(self, trade: PublicTrade) -> None:
        venue = self._venue
        instrument = venue.engine.instruments[trade.key]
        name = instrument.symbol.lower()
        if not (venue.has_topic(f"{name}@trade") or venue.has_topic(f"{name}@aggTrade")):
            return
        at_ms, is_maker = venue.stamp(trade.time_ns), trade.taker_side is Side.SELL
        price, quantity = venue.price(instrument, trade.price), venue.quantity(instrument, trade.lots)
        one = {
            "e": "trade", "E": venue.now_ms, "s": instrument.symbol, "t": trade.id, "p": price,
            "q": quantity, "T": at_ms, "m": is_maker,
        }  # fmt: skip
        many = {
            "e": "aggTrade", "E": venue.now_ms, "s": instrument.symbol, "a": trade.id, "p": price,
            "q": quantity, "f": trade.id, "l": trade.id, "T": at_ms, "m": is_maker,
        }  # fmt: skip
        if instrument.is_linear:
            one["X"] = "MARKET"
        else:
            one["M"] = many["M"] = True
        self.publish(f"{name}@trade", one)
        self.publish(f"{name}@aggTrade", many)

    def _book_ticker(self, event: LevelChanged) -> None:
        instrument = self._venue.engine.instruments[event.key]
        name = f"{instrument.symbol.lower()}@bookTicker"
        topics = [topic for topic in (name, "!bookTicker") if self._venue.has_topic(topic)]
        if not topics:
            return
        bid, ask = best = self._venue.best(instrument)
        if not bid[1] or not ask[1] or self._best.get(event.key) == best:
            return
        self._best[event.key] = best
        value: dict[str, Any] = {
            "u": self._venue.tape.update_ids[event.key], "s": instrument.symbol,
            "b": self._venue.price(instrument, bid[0]), "B": self._venue.quantity(instrument, bid[1]),
            "a": self._venue.price(instrument, ask[0]), "A": self._venue.quantity(instrument, ask[1]),
        }  # fmt: skip
        if instrument.is_linear:
            now_ms = self._venue.now_ms
            value = {"e": "bookTicker", **value, "T": now_ms, "E": now_ms}
        for topic in topics:
            self.publish(topic, value)

    # ---------------------------------------------------------------------------- batches

    def tick(self) -> None:
        """Every 100 ms: the book changes of every feed that is due."""
        self._ticks += 1
        elapsed_ms = self._ticks * 100
        for (key, interval), feed in self._feeds.items():
            if elapsed_ms % max(interval // 100 * 100, 100) == 0:
                self._depth(self._venue.engine.instruments[key], interval, feed)

    def _depth(self, instrument: Instrument, interval: int, feed: DepthFeed) -> None:
        venue, name = self._venue, instrument.symbol.lower()
        batch = feed.batch()
        wanted = {topic for connection in venue.connections for topic in connection.topics}
        for topic in sorted(topic for topic in wanted if topic.startswith(f"{name}@")):
            if not topic.startswith(f"{name}@depth"):
                continue
            if depth_interval(topic, is_linear=instrument.is_linear) != interval:
                continue
            levels = depth_levels(topic)
            if levels:
                self.publish(topic, self._partial(instrument, levels))
            elif batch is not None:
                self.publish(topic, self._changes(instrument, batch))

    def _changes(self, instrument: Instrument, batch: tuple[Any, ...]) -> dict[str, Any]:
        first, last, previous, bids, asks = batch
        now_ms = self._venue.now_ms
        value: dict[str, Any] = {"e": "depthUpdate", "E": now_ms}
        if instrument.is_linear:
            value["T"] = now_ms
        value |= {"s": instrument.symbol, "U": first, "u": last}
        if instrument.is_linear:
            value["pu"] = previous
        value["b"] = [self._venue.level_row(instrument, level) for level in bids]
        value["a"] = [self._venue.level_row(instrument, level) for level in asks]
        return value

    def _partial(self, instrument: Instrument, levels: int) -> dict[str, Any]:
        bids, asks = self._venue.levels(instrument.key, levels)
        last = self._venue.tape.update_ids[instrument.key]
        if not instrument.is_linear:
            return {"lastUpdateId": last, "bids": bids, "asks": asks}
        now_ms = self._venue.now_ms
        return {
            "e": "depthUpdate", "E": now_ms, "T": now_ms, "s": instrument.symbol, "U": last, "u": last,
            "pu": last - 1, "b": bids, "a": asks,
        }  # fmt: skip

    def every_second(self) -> None:
        """Tickers and candles."""
        wanted = {topic for connection in self._venue.connections for topic in connection.topics}
        for topic in sorted(wanted):
            head, _, tail = topic.partition("@")
            instrument = self._by_name.get(head)
            if instrument is not None and tail.startswith("kline_"):
                self.publish(topic, self._kline(instrument, tail.removeprefix("kline_")))
            elif instrument is not None and tail in {"ticker", "miniTicker"}:
                self.publish(topic, self._ticker(instrument, mini=tail == "miniTicker"))
            elif instrument is not None and tail == "avgPrice":
                self.publish(topic, self._average(instrument))
            elif topic in {"!ticker@arr", "!miniTicker@arr"}:
                markets = self._venue.engine.instruments.values()
                self.publish(topic, [self._ticker(i, mini=topic.startswith("!mini")) for i in markets])

    def _kline(self, instrument: Instrument, interval: str) -> dict[str, Any]:
        venue, step_ms = self._venue, INTERVALS_MS.get(interval, 60_000)
        candle = venue.tape.current(instrument.key, max(step_ms, 60_000), venue.now_ms)
        return {
            "e": "kline", "E": venue.now_ms, "s": instrument.symbol,
            "k": {
                "t": candle.open_ms, "T": candle.open_ms + step_ms - 1, "s": instrument.symbol, "i": interval,
                "f": candle.first_trade, "L": candle.last_trade, "o": venue.price(instrument, candle.open),
                "c": venue.price(instrument, candle.close), "h": venue.price(instrument, candle.high),
                "l": venue.price(instrument, candle.low), "v": venue.quantity(instrument, candle.lots),
                "n": candle.count, "x": venue.now_ms >= candle.open_ms + step_ms - 1000,
                "q": venue.money(candle.cost), "V": venue.quantity(instrument, candle.taker_lots),
                "Q": venue.money(candle.taker_cost), "B": "0",
            },
        }  # fmt: skip

    def _ticker(self, instrument: Instrument, *, mini: bool) -> dict[str, Any]:
        venue = self._venue
        values = venue.day_values(instrument)
        day = values["day"]
        common = {
            "o": venue.price(instrument, day.open), "h": venue.price(instrument, day.high),
            "l": venue.price(instrument, day.low), "v": venue.quantity(instrument, day.lots),
            "q": venue.money(day.cost),
        }  # fmt: skip
        if mini:
            return {"e": "24hrMiniTicker", "E": venue.now_ms, "s": instrument.symbol,
                    "c": values["last"], **common}  # fmt: skip
        bid, ask = venue.best(instrument)
        last = venue.tape.recent(instrument.key, 1)
        value = {
            "e": "24hrTicker", "E": venue.now_ms, "s": instrument.symbol, "p": values["change"],
            "P": values["percent"], "w": values["average"], "x": venue.price(instrument, day.open),
            "c": values["last"], "Q": venue.quantity(instrument, last[-1].lots if last else 0),
            "b": venue.price(instrument, bid[0]), "B": venue.quantity(instrument, bid[1]),
            "a": venue.price(instrument, ask[0]), "A": venue.quantity(instrument, ask[1]),
            **common, "O": day.open_ms, "C": venue.now_ms, "F": max(day.first_trade, 0),
            "L": max(day.last_trade, 0), "n": day.count,
        }  # fmt: skip
        if instrument.is_linear:
            for name in ("x", "b", "B", "a", "A"):
                del value[name]
        return value

    def _average(self, instrument: Instrument) -> dict[str, Any]:
        venue = self._venue
        last = venue.engine.last_price(instrument.key)
        return {"e": "avgPrice", "E": venue.now_ms, "s": instrument.symbol, "i": "5m",
                "w": venue.price(instrument, last), "T": venue.now_ms}  # fmt: skip


def depth_interval(name: str, *, is_linear: bool) -> int | None:
    """How many milliseconds lie between two messages of a depth stream; None when it is none."""
    tail = name.partition("@")[2]
    if not tail.startswith(("depth", "rpiDepth")):
        return None
    speed = tail.partition("@")[2]
    return int(speed.removesuffix("ms")) if speed.endswith("ms") else DEPTH_DEFAULT_MS[is_linear]


def depth_levels(name: str) -> int:
    """The levels of a partial depth stream; 0 for a stream of changes."""
    text = name.partition("@")[2].partition("@")[0].removeprefix("depth")
    return int(text) if text.isdigit() else 0
