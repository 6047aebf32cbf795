"""A recorded market plays in the test exchange: the book is the recorded one, and clients trade in it."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.raw import Listener, Raw, body
from tests.support.exchange import build, truth
from tests.support.exchange.recording import Recording, recorded_lines

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.data

FILES = {
    "binance": "hftbacktest_binance_spot_btcusdt_20240808.txt.gz",
    "binanceusdm": "hftbacktest_binance_usdm_btcusdt_20240808.txt.gz",
}
LINES = 6000


def recorded(folder: Path, venue: str) -> list[str]:
    """The beginning of a recording, up to its last depth message, so that the book is settled."""
    lines = list(islice(recorded_lines(folder / "ws" / FILES[venue]), LINES))
    while "depthUpdate" not in lines[-1]:
        lines.pop()
    return lines


def book_of(lines: list[str]) -> dict[str, dict[float, str]]:
    """The book as the documentation says a client has to keep it."""
    book: dict[str, dict[float, str]] = {"b": {}, "a": {}}
    last, waiting = None, []
    for line in lines:
        message = json.loads(line.partition(" ")[2])
        if "stream" not in message:
            last = message["lastUpdateId"]
            for side in ("b", "a"):
                book[side].update({float(p): q for p, q in message["bids" if side == "b" else "asks"]})
        elif message["data"].get("e") == "depthUpdate":
            waiting.append(message["data"])
    for change in waiting:
        if last is not None and change["u"] > last:
            for side in ("b", "a"):
                book[side].update({float(p): q for p, q in change[side]})
    return {side: {p: q for p, q in levels.items() if float(q)} for side, levels in book.items()}


def playing(folder: Path, venue: str) -> tuple[Raw, Recording]:
    raw = Raw(build(seed=1, venues=[venue], with_market=False, market_step_ms=0))
    made = Recording(raw.exchange, raw.exchange.venues[0], "BTCUSDT", recorded(folder, venue))
    return raw, made


@pytest.mark.parametrize("venue", FILES)
def test_recorded_book_is_played_back(shared_data: Path, venue: str) -> None:
    """After the recording the best levels are those that its messages add up to."""
    raw, made = playing(shared_data, venue)
    made.start()
    raw.exchange.advance(120)
    assert made.ended
    path = "/api/v3/depth" if venue == "binance" else "/fapi/v1/depth"
    shown = body(raw.binance("GET", path, signed=False, symbol="BTCUSDT", limit=20))
    wanted = book_of(recorded(shared_data, venue))
    for side, name, backwards in (("b", "bids", True), ("a", "asks", False)):
        expected = sorted(wanted[side].items(), reverse=backwards)[:20]
        assert [(float(p), float(q)) for p, q in shown[name]] == [(p, float(q)) for p, q in expected]
    assert not any(raw.exchange.venues[0].engine.ledger.sums().values())


def test_client_trades_in_a_recorded_market(shared_data: Path) -> None:
    """An order at the recorded price is filled by recorded takers; the trades come over the stream."""
    raw, made = playing(shared_data, "binance")
    listener = Listener(raw.exchange, "stream.binance.com", "/ws/btcusdt@trade")
    made.start()
    raw.exchange.advance(5)
    depth = body(raw.binance("GET", "/api/v3/depth", signed=False, symbol="BTCUSDT", limit=5))
    answer: Any = body(
        raw.binance(
            "POST", "/api/v3/order", symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC",
            quantity="0.001", price=depth["bids"][0][0], newClientOrderId="mine",
        )
    )  # fmt: skip
    assert answer["status"] == "NEW"
    raw.exchange.advance(120)
    seen = truth(raw.exchange, "binance")
    assert [order.state.value for order in seen.orders] == ["FILLED"]
    numbers = [message["t"] for message in listener.texts()]
    assert len(numbers) > 100
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
