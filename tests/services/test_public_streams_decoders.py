"""Decoders of public streams: real messages of the venues, and messages that no venue should send."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.market import BookLevel, Trade
from finbyte_desktop.services.venues.binance_streams import BinanceDialect
from finbyte_desktop.services.venues.bybit_streams import BybitDialect
from finbyte_desktop.services.venues.capture_lines import Depth, read_message
from finbyte_desktop.services.venues.depth_book import DepthBook, Unreadable
from finbyte_desktop.services.venues.stream_dialect import Dialect, Leaving, Reply
from finbyte_desktop.services.venues.stream_port import Channel, Limits, Market
from finbyte_desktop.services.venues.stream_states import BookState, Inbox, TickerState
from finbyte_desktop.services.venues.stream_trades import NamedTrades, NumberedTrades
from finbyte_desktop.services.venues.text_book import TextBook

SPOT = Market("binance:BTC/USDT", "BTCUSDT")
USDM = Market("binanceusdm:BTC/USDT:USDT", "BTCUSDT", True)
HFT = {
    "hftbacktest_binance_spot_btcusdt_20240808": SPOT,
    "hftbacktest_binance_usdm_btcusdt_20240808": USDM,
}


class Desk:
    """Decoders of every route of a venue, and what they made of the messages."""

    def __init__(self, dialect: Dialect, market: Market, limits: Limits | None = None) -> None:
        self.given: list[Trade] = []
        self.inbox = Inbox(lambda _, trades: self.given.extend(trades), limits)
        self.decoders: dict[str, Any] = {}
        self.states: dict[Channel, Any] = {}
        for channel in Channel:
            state = self.states[channel] = dialect.make_state(market, channel, self.inbox)
            for topic in dialect.topics(market, channel):
                decoder = self.decoders.setdefault(topic.route, dialect.make_decoder(self.inbox))
                decoder.follow(topic.name, state, dialect.sink(topic, state))

    @property
    def book(self) -> BookState:
        found: BookState = self.states[Channel.BOOK]
        return found

    @property
    def ticker(self) -> TickerState:
        found: TickerState = self.states[Channel.TICKER]
        return found

    def read(self, value: Any) -> Any:
        raw = value if isinstance(value, str | bytes) else json.dumps(value)
        return next(iter(self.decoders.values())).read(raw)


def binance() -> Desk:
    return Desk(BinanceDialect(), SPOT)


def bybit(linear: bool = False) -> Desk:
    return Desk(BybitDialect(), Market("bybit:BTC/USDT", "BTCUSDT", linear))


def lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        for line in file:
            yield line.partition(b" ")[2].strip()


# -------------------------------------------------------------------------------- real messages


@pytest.mark.parametrize("name", HFT)
def test_real_capture_gives_the_same_book_as_the_exact_one(shared_data: Path, name: str) -> None:
    """Over a real capture the fast book equals the exact one, every hundredth time; no trade has a hole."""
    market = HFT[name]
    desk, exact, updates = Desk(BinanceDialect(), market), DepthBook(), 0
    for raw in lines(shared_data / "ws" / f"{name}.txt.gz"):
        value = orjson.loads(raw)
        if "stream" not in value:
            snapshot = read_message(raw)
            assert snapshot is not None
            exact.take_snapshot(snapshot.last, snapshot.bids, snapshot.asks)  # type: ignore[union-attr]
            desk.book.snapshot(0, value["lastUpdateId"], value["bids"], value["asks"])
            continue
        value["stream"] = value["stream"].replace("@depth@0ms", "@depth@100ms")
        desk.read(value)
        message = read_message(raw)
        if isinstance(message, Depth):
            exact.take_update(message.update)
            updates += 1
            if updates % 100 == 0:
                assert (desk.book.book.bids(50), desk.book.book.asks(50)) == (exact.bids(50), exact.asks(50))
    assert exact.in_step
    assert desk.book.book.size == exact.size
    assert (desk.book.book.last, desk.book.book.gaps, desk.book.book.applied) == (
        exact.last, exact.gaps, exact.applied
    )  # fmt: skip
    assert desk.given
    counts = desk.inbox.counts
    assert (counts.gaps, counts.unreadable, counts.lost) == (0, 0, 0)
    assert desk.ticker.value.bid is not None


def test_real_bybit_book_rises_by_one(shared_data: Path) -> None:
    """A recorded Bybit book of 500 levels: one whole book and 49 changes without a hole."""
    desk = Desk(BybitDialect(), Market("bybit:XRP/USDT:USDT", "XRPUSDT", True))
    path = shared_data / "ws" / "nautilus_bybit_v5_orderbook500_XRPUSDT_2024-12-01.jsonl.gz"
    plain: dict[str, dict[str, str]] = {"b": {}, "a": {}}
    with gzip.open(path, "rb") as file:
        for raw in file:
            value = orjson.loads(raw)
            for side, rows in plain.items():
                for price, qty in value["data"][side]:
                    rows[price] = qty
            value["topic"] = "orderbook.50.XRPUSDT"
            desk.read(value)
    book = desk.book.book
    assert (book.in_step, book.gaps, book.applied) == (True, 0, 49)
    left = {Decimal(price): Decimal(qty) for price, qty in plain["b"].items() if Decimal(qty)}
    assert book.bids(5) == tuple(BookLevel(price, left[price]) for price in sorted(left, reverse=True)[:5])


def test_real_messages_of_bybit_are_read(shared_data: Path) -> None:
    """Recorded v5 trades, tickers and books of many symbols, spot and linear, are all understood."""
    read = 0
    for line in (shared_data / "ws" / "tardis_node_raw_messages.jsonl").read_text().splitlines():
        told = json.loads(line)
        value = told["message"]
        topic = value.get("topic", "") if isinstance(value, dict) else ""
        if not told["exchange"].startswith("bybit") or not topic.startswith(
            ("publicTrade.", "orderbook.1.", "orderbook.50.", "tickers.")
        ):
            continue
        symbol = topic.rpartition(".")[2]
        linear = told["exchange"] == "bybit"
        desk = Desk(BybitDialect(), Market(f"bybit:{symbol}", symbol, linear))
        desk.read(value)
        if topic.startswith("publicTrade."):
            assert [trade.price for trade in desk.given] == [Decimal(row["p"]) for row in value["data"]]
        elif value["type"] == "snapshot" and topic.startswith("orderbook.50."):
            assert desk.book.book.in_step
        read += 1
    assert read > 10


def test_documented_messages_of_binance_are_read(shared_data: Path) -> None:
    """Examples of trades, best quotes and day figures, spot and USD-M, are all understood."""
    path = shared_data / "fixtures" / "nautilus_binance_fixtures.json.gz"
    with gzip.open(path, "rb") as file:
        fixtures = orjson.loads(file.read())
    names = {"trade": "trade", "24hrTicker": "ticker", "bookTicker": "bookTicker"}
    read = set()
    for place, value in fixtures.items():
        if "/ws_messages/" not in place or not isinstance(value, dict):
            continue
        data = value.get("data", value)
        kind = "bookTicker" if "ticker_book" in place else data.get("e") if isinstance(data, dict) else None
        if kind not in names:
            continue
        linear = "futures" in place
        desk = Desk(BinanceDialect(), Market(f"binance:{data['s']}", data["s"], linear))
        name = f"{data['s'].lower()}@{names[kind]}"
        for decoder in desk.decoders.values():
            decoder.read(orjson.dumps({"stream": name, "data": data}))
        assert desk.given or desk.ticker.heard
        read.add((kind, linear))
    assert {kind for kind, _ in read} == set(names)


# -------------------------------------------------------------------------------- addresses


def test_usdm_topics_are_asked_for_where_they_are_sent() -> None:
    """Depth, quotes and trades live on the public route, day figures on the market route; the wrong one is
    silent.
    """
    dialect = BinanceDialect()
    found = {
        topic.name: dialect.address(topic.route)
        for channel in Channel
        for topic in dialect.topics(USDM, channel)
    }
    near, day = "wss://fstream.binance.com/public/stream", "wss://fstream.binance.com/market/stream"
    assert found == {
        "btcusdt@depth@100ms": near, "btcusdt@trade": near, "btcusdt@bookTicker": near, "btcusdt@ticker": day,
    }  # fmt: skip


# -------------------------------------------------------------------------------- hostile messages


def depth(**changed: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"e": "depthUpdate", "E": 1_700_000_000_000, "s": "BTCUSDT", "U": 11, "u": 12,
                            "b": [["10.0", "1"]], "a": []}  # fmt: skip
    return {"stream": "btcusdt@depth@100ms", "data": {**data, **changed}}


def trade(**changed: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"e": "trade", "E": 1, "s": "BTCUSDT", "t": 5, "p": "10.5", "q": "2",
                            "T": 1_700_000_000_000, "m": True}  # fmt: skip
    return {"stream": "btcusdt@trade", "data": {**data, **changed}}


NUMBERS = [
    None, 1, 1.5, True, [], {}, "", "NaN", "Infinity", "-1", "1e5", "1,5", "0x1", "1_0", " 1", "1.2.3", "٣",
    "9" * 31,
]  # fmt: skip
HOSTILE: list[Any] = [
    *[depth(b=[["10.0", qty]]) for qty in NUMBERS if qty != "1.2.3"],
    *[depth(b=[[price, "1"]]) for price in [*NUMBERS, "0", "0.00", "1." + "1" * 13]],
    *[depth(b=rows) for rows in (None, 5, "10", {"a": 1}, [["1"]], [["1", "2", "3"]], ["12"], [[]], [None])],
    *[depth(U=number) for number in (None, "11", 1.5, -1, True, [])],
    *[depth(E=moment) for moment in (None, "1", -1, 10**13, 1.0)],
    *[trade(p=price) for price in [*NUMBERS, "0"]],
    *[trade(q=qty) for qty in [*NUMBERS, "0.000"]],
    *[trade(t=number) for number in (None, "5", -5, 1.5, True)],
    *[trade(T=moment) for moment in (None, "5", -5, 10**15)],
    *[trade(m=side) for side in (None, "true", 1)],
    *[{"stream": "btcusdt@trade", "data": data} for data in (None, 5, [], "x", {})],
    *[{"stream": name, "data": {}} for name in (None, 5, [], {})],
    *["", "{", '{"stream":"btcusdt@trade","data":{"e":"tra', "null", "[]", "5", '"x"', "NaN", "\x00"],
    "[" * 2000, b"\xff\xfe",
]  # fmt: skip


@pytest.mark.parametrize("message", HOSTILE, ids=lambda message: str(message)[:60])
def test_unreadable_message_is_refused_and_nothing_is_made_of_it(message: Any) -> None:
    """No trade comes of it, and the book is either as before or not trusted at all."""
    desk = binance()
    desk.book.snapshot(0, 10, [["9.0", "1"]], [["11.0", "1"]])
    with pytest.raises(Unreadable):
        desk.read(message)
    assert desk.given == []
    if desk.book.book.in_step:
        assert desk.book.book.last == 10
        assert desk.book.book.bids(5) == (BookLevel(Decimal(9), Decimal(1)),)
    else:
        assert desk.book in desk.inbox.repairs
        assert desk.book.deliver() is None


def test_number_that_is_none_is_found_when_it_is_shown() -> None:
    """A quantity with two points passes the first look, and loses the book before anybody sees it."""
    desk = binance()
    desk.book.snapshot(0, 10, [["9.0", "1"]], [["11.0", "1"]])
    desk.read(depth(b=[["10.0", "1.2.3"]]))
    assert desk.book.deliver() is None
    assert desk.inbox.counts.unreadable == 1
    assert desk.book in desk.inbox.repairs


BYBIT_TRADE = {"T": 1_700_000_000_000, "s": "BTCUSDT", "S": "Buy", "v": "0.1", "p": "10", "i": "a"}
BYBIT_HOSTILE: list[Any] = [
    *[{"topic": "publicTrade.BTCUSDT", "data": [BYBIT_TRADE | {key: value}]}
      for key in ("T", "S", "v", "p", "i") for value in (None, [], "", "x", -1, "NaN")
      if (key, value) != ("i", "x") and (key, value) != ("i", "NaN")],
    {"topic": "publicTrade.BTCUSDT", "data": {}, "type": 5} | {"data": [5]},
    {"topic": "publicTrade.BTCUSDT"},
    {"topic": "orderbook.50.BTCUSDT", "type": "more", "ts": 1, "data": {"u": 1, "b": [], "a": []}},
    {"topic": "orderbook.50.BTCUSDT", "type": "snapshot", "ts": 1, "data": {"u": None, "b": [], "a": []}},
    {"topic": "orderbook.50.BTCUSDT", "type": "snapshot", "ts": 1,
     "data": {"u": 5, "b": [["1", "x"]], "a": []}},
    {"topic": "tickers.BTCUSDT", "type": "snapshot", "ts": 1, "data": {}},
    {"topic": None}, {"topic": ["a"]}, {}, [], "{", "5",
]  # fmt: skip


@pytest.mark.parametrize("message", BYBIT_HOSTILE, ids=lambda message: str(message)[:60])
def test_unreadable_message_of_bybit_is_refused(message: Any) -> None:
    """Nothing is made of it."""
    desk = bybit()
    with pytest.raises(Unreadable):
        desk.read(message)
    assert desk.given == []
    assert desk.book.deliver() is None


KEYS = ["stream", "data", "topic", "b", "a", "u", "U", "E", "t", "p", "q", "T", "m"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=12,
)
BINANCE_NAMES = ["btcusdt@depth@100ms", "btcusdt@trade", "btcusdt@ticker", "btcusdt@bookTicker"]
BYBIT_NAMES = ["orderbook.50.BTCUSDT", "orderbook.1.BTCUSDT", "publicTrade.BTCUSDT", "tickers.BTCUSDT"]


@given(JSON, st.sampled_from(BINANCE_NAMES))
def test_whatever_binance_sends_only_unreadable_is_raised(value: Any, name: str) -> None:
    """Any JSON at all is read, answered, or refused: never another error."""
    desk = binance()
    for message in (value, {"stream": name, "data": value}):
        try:
            desk.read(json.dumps(message))
        except Unreadable:
            continue


@given(JSON, st.sampled_from(BYBIT_NAMES))
def test_whatever_bybit_sends_only_unreadable_is_raised(value: Any, name: str) -> None:
    """Any JSON at all is read, answered, or refused: never another error."""
    desk = bybit()
    for message in (value, {"topic": name, "type": "snapshot", "ts": 5, "data": value}):
        try:
            desk.read(json.dumps(message))
        except Unreadable:
            continue


# -------------------------------------------------------------------------------- answers


def test_answers_to_commands_are_told_from_data() -> None:
    """Acknowledged, refused, and the announcement of a shutdown."""
    assert binance().read({"result": None, "id": 7}) == Reply(7, True)
    refused = binance().read({"error": {"code": 2, "msg": "no"}, "id": 7})
    assert (refused.number, refused.accepted) == (7, False)
    assert binance().read({"e": "serverShutdown", "E": 1}) == Leaving()
    assert bybit().read({"success": True, "ret_msg": "", "req_id": "7", "op": "subscribe"}) == Reply(7, True)
    assert bybit().read({"op": "pong", "args": ["1"]}) == Reply(None, True)


# -------------------------------------------------------------------------------- states


def at(number: int) -> Trade:
    return Trade(number, Decimal(number), Decimal(1), False)


def test_same_price_written_in_two_ways_is_one_level() -> None:
    """10, 10.0 and 10.00 are one price, whichever the venue writes."""
    book = TextBook()
    book.take_snapshot(1, [["10.0", "1"], ["10.00", "2"]], [])
    assert book.bids(5) == (BookLevel(Decimal(10), Decimal(2)),)
    book.take_snapshot(2, [["10", "0.000"]], [])
    assert book.bids(5) == ()


def numbered() -> tuple[NumberedTrades, list[Trade], Inbox]:
    given: list[Trade] = []
    inbox = Inbox(lambda _, trades: given.extend(trades), Limits(most_waiting_trades=5))
    return NumberedTrades(SPOT, inbox), given, inbox


def test_hole_is_filled_by_what_comes_late() -> None:
    """A trade that comes after its followers takes its place, and nothing was delivered out of order."""
    state, given, inbox = numbered()
    for number in (1, 2, 4, 5, 3, 3, 6):
        state.take(number, at(number))
    assert given == [at(n) for n in (1, 2, 3, 4, 5, 6)]
    assert (inbox.counts.gaps, inbox.counts.lost, inbox.counts.dropped) == (1, 0, 1)
    assert not inbox.repairs


def test_hole_is_filled_over_rest() -> None:
    """Neighbours in the venue's list have no hole between them, even if a number is missing there."""
    state, given, inbox = numbered()
    for number in (1, 7, 8):
        state.take(number, at(number))
    state.refill([(n, at(n)) for n in (1, 2, 3, 5, 6)])
    assert given == [at(n) for n in (1, 2, 3, 5, 6, 7, 8)]
    assert (inbox.counts.refilled, inbox.counts.lost) == (4, 0)


def test_list_that_does_not_reach_back_shows_the_loss() -> None:
    """What the venue does not tell any more is counted, to the trade."""
    state, given, inbox = numbered()
    for number in (1, 10):
        state.take(number, at(number))
    state.refill([(n, at(n)) for n in (6, 7, 8, 9)])
    assert given == [at(n) for n in (1, 6, 7, 8, 9, 10)]
    assert inbox.counts.lost == 4
    assert state.bad == 1


def test_list_that_is_behind_the_stream_leaves_the_hole_open() -> None:
    """A read that lags fills what it can; the rest is asked for again."""
    state, given, inbox = numbered()
    for number in (1, 8):
        state.take(number, at(number))
    state.refill([(n, at(n)) for n in (1, 2, 3)])
    assert given == [at(n) for n in (1, 2, 3)]
    assert state in inbox.repairs
    state.refill([(n, at(n)) for n in (4, 5, 6, 7, 8)])
    assert given == [at(n) for n in range(1, 9)]
    assert inbox.counts.lost == 0


def test_waiting_trades_are_limited() -> None:
    """A hole that nobody fills does not hold back the market for ever: the loss is counted."""
    state, given, inbox = numbered()
    state.take(1, at(1))
    for number in range(4, 11):
        state.take(number, at(number))
    assert given == [at(1), *[at(n) for n in range(4, 11)]]
    assert inbox.counts.lost == 2


def test_trades_without_numbers_are_laid_beside_the_venues_list() -> None:
    """After an interruption what was missed is delivered once, in the venue's order; older ones are not."""
    given: list[Trade] = []
    inbox = Inbox(lambda _, trades: given.extend(trades))
    state = NamedTrades(SPOT, inbox)
    state.take([("c", at(3)), ("d", at(4))])
    state.interrupted()
    state.take([("g", at(7)), ("g", at(7))])
    state.refill([(name, at(place)) for place, name in enumerate("abcdefgh", 1)])
    state.take([("h", at(8)), ("i", at(9))])
    assert given == [at(n) for n in (3, 4, 5, 6, 7, 8, 9)]
    assert (inbox.counts.refilled, inbox.counts.lost) == (3, 0)


def test_levels_of_a_book_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that grows without end is given up and begun anew."""
    monkeypatch.setattr("finbyte_desktop.services.venues.text_book.MAX_LEVELS", 3)
    desk = binance()
    desk.book.snapshot(0, 10, [["1", "1"], ["2", "1"], ["3", "1"]], [])
    with pytest.raises(Unreadable):
        desk.read(depth(b=[["4", "1"]]))
    assert desk.book.deliver() is None
    assert desk.book in desk.inbox.repairs


def test_known_trades_are_limited() -> None:
    """Only the newest ids are remembered, which is what a venue can double."""
    given: list[Trade] = []
    inbox = Inbox(lambda _, trades: given.extend(trades), Limits(known_trades=3))
    state = NamedTrades(SPOT, inbox)
    for number in (1, 2, 3, 4, 4, 3, 1):
        state.take([(str(number), at(number))])
    assert given == [at(n) for n in (1, 2, 3, 4, 1)]


def test_trades_without_numbers_that_wait_are_limited() -> None:
    """An answer that never comes does not hold back the market for ever."""
    given: list[Trade] = []
    inbox = Inbox(lambda _, trades: given.extend(trades), Limits(most_waiting_trades=2))
    state = NamedTrades(SPOT, inbox)
    state.take([("a", at(1))])
    state.interrupted()
    for number in (2, 3, 4):
        state.take([(str(number), at(number))])
    assert given == [at(n) for n in (1, 2, 3, 4)]
    assert inbox.counts.lost == 1
