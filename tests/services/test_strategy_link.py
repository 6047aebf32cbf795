"""Every helper, callback and call of the interface of strategies."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.services.strategy_host.levels import LEVELS, candle_bin, time_range
from tests.support.strategies import START_NS, candles, lines, ran, trading

START_MS = START_NS // 1_000_000
SERIES = candles("100", "99", "102", "98", "101", spread="0.5")


def printed(folder: Path, methods: str, **more: Any) -> list[Any]:
    """What a strategy printed, each line read as a value."""
    found = ran(trading(folder, methods, **more), SERIES)
    assert found["strategy"]["failure"] is None, found["strategy"]["failure"]
    return [ast.literal_eval(line) for line in lines(found)]


def test_candle_bin_rounds_as_the_seed_says() -> None:
    """Down, or up; weeks begin on Mondays."""
    assert candle_bin(1696016546768, "15m") == 1696015800000
    assert candle_bin(1696016546768, "15m", ceil=True) == 1696016700000
    assert candle_bin(1696015800000, "15m", ceil=True) == 1696015800000
    assert candle_bin(1696016546768, "1w") == 1695600000000  # Monday, 2023-09-25
    assert list(LEVELS) == [
        *("1m", "3m", "5m", "15m", "30m", "1h", "2h", "3h", "4h", "6h", "12h", "1d", "1w")
    ]
    with pytest.raises(ValueError, match="There is no level '7m'"):
        candle_bin(0, "7m")


def test_time_range_is_that_of_the_seed() -> None:
    """With or without its start; not without an end."""
    found = [1696016700000, 1696017600000, 1696018500000, 1696019400000, 1696020300000, 1696021200000]
    assert time_range(1696015800000, 1696021200000, "15m", include_start=False) == found
    assert time_range(1696015800000, 1696021200000, "15m") == [1696015800000, *found]
    with pytest.raises(ValueError, match="are possible"):
        time_range(0, 10**15, "1m")


def test_the_clock_is_that_of_the_event(tmp_path: Path) -> None:
    """Not that of this computer."""
    body = """
    def quote_update(self, src, sym, data):
        print([str(self.now), self.unix_now, self.epoch_now, self.second, self.iso_now, data["time"]])
        print([self.candle_bin(self.epoch_now, "1h"), self.time_range(0, 120000, "1m")])
    """
    first = printed(tmp_path, body)[:4]
    now = "2020-09-13 12:27:00+00:00"
    assert first[0] == [now, 1600000020, START_MS, 0.0, "2020-09-13T12:27:00+00:00", START_MS]
    assert first[1] == [1599998400000, [0, 60000, 120000]]
    assert first[2][3:] == [20.0, "2020-09-13T12:27:20+00:00", START_MS + 20_000]


def test_market_data_of_candles_are_trades_and_quotes(tmp_path: Path) -> None:
    """Of each point: a quarter of the volume, taken by whoever moved the price."""
    body = """
    def trade_update(self, src, sym, data):
        print(["trade", src, sym, data])
    def quote_update(self, src, sym, data):
        print(["quote", src, sym, data])
    """
    trade, quote, second = printed(tmp_path, body)[:3]
    head = ["finbyte", "BTC/USDT"]
    assert trade == ["trade", *head, {"side": "Buy", "price": 100.0, "size": 2.0, "time": START_MS}]
    assert quote == ["quote", *head, {"bid": [100.0, 2.0], "ask": [100.0, 2.0], "time": START_MS}]
    assert second[3] == {"side": "Sell", "price": 99.5, "size": 2.0, "time": START_MS + 20_000}


def test_an_order_is_told_from_its_making_to_its_end(tmp_path: Path) -> None:
    """Answers, updates of order, fill and position, and what the exchange knows of them."""
    body = """
    def __init__(self):
        self.done = False
    def quote_update(self, src, sym, data):
        if not self.done:
            self.done = True
            made = self.create_limit_order(self.venue, sym=sym, side="Buy", size=1.0004, price=99.009)
            print(["made", made])
            print(["open", self.fetch_open_orders(self.venue)["data"]])
            print(["amended", self.amend_order(self.venue, order_id="o1", price=99.5, size=2)["data"]])
            print(["balances", self.fetch_balances(self.venue)["data"]])
    def order_update(self, src, sym, data):
        print(["order", sym, data])
    def fill_update(self, src, sym, data):
        print(["fill", sym, data])
        print(["balances", self.fetch_balances(self.venue)["data"]])
    def position_update(self, src, sym, data):
        print(["position", sym, data])
        print(["positions", self.fetch_positions(self.venue)["data"]])
    """
    rows = printed(tmp_path, body)
    assert [row[0] for row in rows] == [
        *("made", "open", "amended", "balances", "order", "order", "order", "fill", "balances", "position"),
        "positions",
    ]
    order = {
        "sym": "BTC/USDT", "side": "Buy", "order_price": 99.0, "order_size": 1.0, "remain_size": 1.0,
        "order_type": "LIMIT", "time": START_MS, "order_id": "o1",
    }  # fmt: skip
    limits = {"remaining": 599, "reset": 1600000080}
    envelope = {"src": "finbyte", "venue": "FinByte", "error": None, "rate_limits": limits}
    assert rows[0][1] == {**envelope, "data": order}
    assert rows[1][1] == [order]
    amended = {**order, "order_price": 99.5, "order_size": 2.0, "remain_size": 2.0}
    assert rows[2][1] == amended
    assert rows[3][1] == [{"asset": "USDT", "amount": 1000.0}, {"asset": "BTC", "amount": 0.0}]
    told = {name: value for name, value in order.items() if name != "sym"}
    info = {"status": "open", "filled": 0.0}
    assert rows[4][2] == {"venue": "FinByte", **told, "info": info}
    assert rows[5][2]["order_size"] == 2.0
    filled_ms = START_MS + 20_000
    ended = {"remain_size": 0.0, "time": filled_ms, "info": {"status": "filled", "filled": 2.0}}
    assert rows[6][2] == {**rows[5][2], **ended}
    assert rows[7][2] == {
        "venue": "FinByte", "side": "Buy", "fill_price": 99.5, "fill_size": 2.0, "order_type": "LIMIT",
        "time": filled_ms, "order_id": "o1", "trade_id": "T1",
        "info": {"fee": 0.199, "fee_asset": "USDT", "role": "maker"},
    }  # fmt: skip
    assert rows[8][1] == [{"asset": "USDT", "amount": 800.801}, {"asset": "BTC", "amount": 2.0}]
    assert rows[9][2] == {
        "venue": "FinByte", "pos_size": 2.0, "mark_price": 99.5, "entry_price": 99.5995, "liq_price": None,
        "time": filled_ms, "info": {},
    }  # fmt: skip
    assert rows[10][1] == [
        {"sym": "BTC/USDT", "side": "Buy", "entry_price": 99.5995, "liq_price": None, "pos_size": 2.0,
         "time": filled_ms}
    ]  # fmt: skip


def test_cancel_takes_one_those_of_a_symbol_or_all(tmp_path: Path) -> None:
    """And tells of each."""
    body = """
    def quote_update(self, src, sym, data):
        if self.epoch_now != 1600000020000:
            return
        def made():
            for price in (90, 91):
                self.create_limit_order(self.venue, sym="btc-usdt", side="buy", size=1, price=price)
        def gone(**chosen):
            rows = self.cancel_order(self.venue, **chosen)["data"]
            return [(row["order_id"], row["remain_size"]) for row in rows]
        made()
        print(gone(order_id="o2"))
        made()
        print(gone(sym=sym))
        made()
        print(gone())
        print(self.fetch_open_orders(self.venue)["data"])
    def order_update(self, src, sym, data):
        self.ended = getattr(self, "ended", 0) + (data["info"]["status"] == "canceled")
        if self.ended == 6:
            print(self.ended)
    """
    gone = [[("o2", 0.0)], [("o1", 0.0), ("o3", 0.0), ("o4", 0.0)], [("o5", 0.0), ("o6", 0.0)], []]
    assert printed(tmp_path, body)[:5] == [*gone, 6]


def test_a_market_order_fills_at_once_and_tells_its_price(tmp_path: Path) -> None:
    """The answer comes before the trade, which is told next."""
    body = """
    def quote_update(self, src, sym, data):
        if self.epoch_now == 1600000020000:
            print(self.create_market_order(self.venue, sym=sym, side="Buy", size=1)["data"]["order_type"])
    def fill_update(self, src, sym, data):
        print([data["order_type"], data["order_id"], data["fill_price"], data["time"], data["info"]["role"]])
    """
    found = lines(ran(trading(tmp_path, body), SERIES))
    assert found == ["MARKET", f"['MARKET', 'o1', 100.0, {START_MS}, 'taker']"]


def test_candles_are_those_that_were_heard(tmp_path: Path) -> None:
    """Never of what is to come; coarser levels are made of finer ones."""
    body = """
    def quote_update(self, src, sym, data):
        if self.epoch_now == 1600000020000 + 2 * 60000 + 20000:
            found = self.fetch_candles(self.venue, sym=sym)
            print(sorted(found))
            print(found["data"])
            print(self.fetch_candles(self.venue, sym=sym, level="5m")["data"])
            print(self.fetch_candles(self.venue, sym=sym, level="1m", since=1600000080000)["data"][0]["time"])
            print(self.fetch_candles(self.venue, sym=sym, level="1d")["data"][0]["time"])
    """
    names, minutes, five, since, day = printed(tmp_path, body)
    assert names == ["data", "error", "rate_limits", "src", "venue"]
    ohlc = [[row[name] for name in ("open", "high", "low", "close", "volume", "time")] for row in minutes]
    assert ohlc == [
        [100.0, 100.5, 99.5, 100.0, 8.0, START_MS],
        [100.0, 100.5, 98.5, 99.0, 8.0, START_MS + 60_000],
        [99.0, 99.0, 98.5, 98.5, 4.0, START_MS + 120_000],
    ]
    assert [(row["open"], row["high"], row["low"], row["close"], row["volume"]) for row in five] == [
        (100.0, 100.5, 98.5, 98.5, 20.0)
    ]
    assert since == START_MS + 60_000
    assert day == 1599955200000


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("self.fetch_candles(self.venue, sym=sym, level='7m')", "There is no level '7m'"),
        ("self.fetch_candles(self.venue, sym='ETHUSDT')", "The symbol 'ETHUSDT' is not this bot's"),
        (
            "self.call_endpoint(self.venue, 'time', 'public')",
            "call_endpoint reaches the venue's own interface",
        ),
        ("self.amend_order(self.venue, order_id='o1')", "There is no open order 'o1'"),
    ],
)
def test_an_api_error_raises_with_its_answer(tmp_path: Path, call: str, text: str) -> None:
    """The whole envelope is there for whoever catches it."""
    body = f"""
    def quote_update(self, src, sym, data):
        try:
            {call}
        except ApiError as error:
            print([str(error), error.response["error"], error.response["data"]])
    """
    message, error, data = printed(tmp_path, body, head="from finbyte import ApiError")[0]
    assert text in message
    assert error == {"type": "api_error", "message": message}
    assert data is None


def test_timers_fire_by_the_market_on_the_thread_of_the_callbacks(tmp_path: Path) -> None:
    """In the order of their times, between the points of a candle too."""
    body = """
    def __init__(self):
        self.delay_thread(70.5, self.late, "b", word="c")
        self.delay_thread(10, self.late, "a")
        self.delay_thread(0, self.late, "now")
    def late(self, name, word=""):
        import threading
        print([name, word, self.epoch_now - 1600000020000, threading.current_thread().name])
    """
    assert printed(tmp_path, body) == [
        ["now", "", 0, "MainThread"],
        ["a", "", 10_000, "MainThread"],
        ["b", "c", 70_500, "MainThread"],
    ]


def test_a_thread_runs_to_its_end_before_the_next_event(tmp_path: Path) -> None:
    """After the callback that made it."""
    body = """
    def __init__(self):
        self.count = 0
    def quote_update(self, src, sym, data):
        self.count += 1
        if self.count < 3:
            self.create_thread(self.work, self.count, word="x")
            print([self.count, list(self.background_threads.values())])
    def work(self, count, word):
        print([count, self.count, word, self.background_threads])
    """
    assert printed(tmp_path, body) == [[1, ["work"]], [1, 1, "x", {}], [2, ["work"]], [2, 2, "x", {}]]


def test_what_is_published_and_logged_is_in_the_document(tmp_path: Path) -> None:
    """By topic and by level."""
    body = """
    def quote_update(self, src, sym, data):
        self.publish("quotes", {"bid": data["bid"]})
        self.publish("none")
        if self.epoch_now == 1600000020000:
            logger.warning("careful %d", 7)
            try:
                1 / 0
            except ZeroDivisionError:
                logger.exception("oh")
            import sys
            print("wrong", file=sys.stderr)
    """
    found = ran(trading(tmp_path, body), SERIES)["strategy"]
    assert found["published"] == {"none": 20, "quotes": 20}
    rows = [(row["level"], row["text"].splitlines()[0]) for row in found["log"]]
    assert rows == [("warning", "careful 7"), ("error", "oh"), ("error", "wrong")]
    assert "ZeroDivisionError" in found["log"][1]["text"]


def test_a_route_has_a_name_that_says_what_it_is(tmp_path: Path) -> None:
    """Told before the start, with its line."""
    from finbyte_desktop.core.errors import UserError

    with pytest.raises(UserError) as refused:
        ran(trading(tmp_path, "@http.route\ndef balances(self, data):\n    return 1"), SERIES)
    assert refused.value.text == "strategy.py, line 5: balances must begin with get_ or post_ to be a route."


def test_decimals_of_the_strategy_are_its_own(tmp_path: Path) -> None:
    """The engine's exact context does not reach into it; numbers of any kind can be handed over."""
    body = """
    def quote_update(self, src, sym, data):
        if self.epoch_now == 1600000020000:
            print(str(Decimal(1) / 3)[:6])
            for size in (Decimal("0.5"), 1, "0.25", np.float64(0.75), np.float32(0.5), np.int64(1)):
                made = self.create_limit_order(self.venue, sym=sym, side="Buy", size=size, price=90)
                print(made["data"]["order_size"])
    """
    head = "from decimal import Decimal\nimport numpy as np"
    assert printed(tmp_path, body, head=head) == [0.3333, 0.5, 1.0, 0.25, 0.75, 0.5, 1.0]
