"""The test exchange's public past and its texts: what is made late or in one go is what was made at once."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.support.exchange.engine import Engine
from tests.support.exchange.market import below
from tests.support.exchange.tape import MINUTE_MS, Candle, Tape, _together
from tests.support.exchange.values import Instrument, PublicTrade, Side, Traded
from tests.support.exchange.wire import WireRequest, json_text

KEY = "BTCUSDT"
START_MS = 1_767_225_600_000


def make_tape() -> tuple[Engine, Tape]:
    engine = Engine([Instrument(KEY, KEY, "BTC", "USDT", 10**6, 10**3, start_price=6_400_000)])
    return engine, Tape(engine, 7, START_MS)


def trade(number: int, at_ms: int, price: int) -> Traded:
    side = Side.BUY if number % 2 else Side.SELL
    return Traded(PublicTrade(number, KEY, price, 10 * number, at_ms * 10**6, side, 1, 2))


def test_history_that_is_read_late_is_the_one_that_was_there_from_the_start() -> None:
    """When somebody first asks for candles changes nothing of them, whatever was traded or changed before."""
    early, late = make_tape(), make_tape()
    asked = early[1].candles(KEY, MINUTE_MS, START_MS - 10_000, None, None, 2_000)
    assert len(asked) == 1_500
    for engine, tape in (early, late):
        engine.instruments[KEY].min_lots *= 60
        for number, at_ms in enumerate((-5_000, 1_000, 70_000, 70_001, 400_000), 1):
            tape.on_event(trade(number, START_MS + at_ms, 6_400_000 + number * (-1) ** number))
    now_ms = START_MS + 500_000
    found = [tape.candles(KEY, MINUTE_MS, now_ms, None, None, 2_000) for _, tape in (early, late)]
    assert found[0] == found[1]
    assert found[0][:1_499] == asked[:1_499]
    assert early[1].day(KEY, now_ms) == late[1].day(KEY, now_ms)
    assert early[1].current(KEY, 300_000, now_ms) == late[1].current(KEY, 300_000, now_ms)


def test_past_is_kept_as_long_when_it_was_never_read() -> None:
    """Weeks without a trade fill up the minutes; how many are kept does not hang on who has asked."""
    early, late = make_tape(), make_tape()
    early[1].candles(KEY, MINUTE_MS, START_MS, None, None, 2_000)
    for days in (6, 12, 20, 33):
        now_ms = START_MS + days * 86_400_000
        for _, tape in (early, late):
            tape.on_event(trade(days, now_ms, 6_400_000 + days))
    found = [tape.candles(KEY, MINUTE_MS, now_ms, None, None, 50_000) for _, tape in (early, late)]
    assert found[0] == found[1]


def test_candles_together_are_those_added_one_by_one() -> None:
    """The candle of a day does not hang on how it is added up."""
    _, tape = make_tape()
    for number in range(1, 40):
        tape.on_event(trade(number, START_MS + number * 20_000, 6_400_000 + number * (-1) ** number))
    parts = tape.candles(KEY, MINUTE_MS, START_MS + 800_000, None, None, 2_000)
    for some in (parts, parts[:100], parts[-9:], parts[-1:]):
        one = Candle(some[0].open_ms, some[0].open, some[0].high, some[0].low, some[0].close)
        for part in some:
            one.add(part)
        assert _together(some) == one


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, "2", None, True, ["x", {}]], "b": "0.00000001", "c": -5, "d": 1.5},
        {1: "a name that is a number", "large": 2**80},
        [],
    ],
)
def test_texts_are_those_of_the_standard_library(value: object) -> None:
    """A faster writer writes the same."""
    assert json_text(value) == json.dumps(value, separators=(",", ":"))


def test_requests_are_read_as_forms_are() -> None:
    """Plain, encoded, empty and repeated parameters."""
    request = WireRequest("POST", "host", "/path", "a=1&b=&c&a=2&&d=x=y", {}, b"e=%2B+1&f=2")
    assert request.params() == {"a": "2", "b": "", "c": "", "d": "x=y", "e": "+ 1", "f": "2"}


def test_draws_are_those_of_randrange() -> None:
    """A seed has the same market as ever."""
    quick, usual = Random("seed"), Random("seed")
    for number in [1, 2, 4, 20, 30, 1000] * 50:
        assert below(quick, number) == usual.randrange(number)
