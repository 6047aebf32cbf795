"""The window on a real venue's dialect, with real mouse and keys and under faults; the exchange's own books
are the judge.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.test_main_job import assert_nothing_failed
from tests.support.exchange import Faults, TestExchange, venue_named
from tests.support.exchange.market import SeededMarket
from tests.support.live_futures import trader, venues_of

NAMES = {"binance": "Binance", "bybit": "Bybit", "binanceusdm": "Binance USD-M"}
MONEY = {"USDT": "10000", "BTC": "0.5"}
ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 170.0
RESTING = 7  # orders of the grid: few levels, for a fee in coins must be earned too
FAULTS: list[dict[str, Any]] = [
    {"knob": "order.accept_then_error", "probability": 0.1},
    {"knob": "net.delay_response", "probability": 0.1, "min_ms": 100, "max_ms": 600},
    {"knob": "stream.drop", "probability": 0.05},
    {"knob": "stream.duplicate", "probability": 0.1},
    {"knob": "read.lag", "probability": 0.05, "ms": 500},
]


def number(text: str) -> Decimal:
    """An amount as the window writes it."""
    return Decimal(text.replace(",", "").replace("−", "-").split()[0])


async def swing(exchange: TestExchange, venue: str, *, linear: bool) -> None:
    """The first market goes up and down once the bot rests: before that a plan would be asked again."""
    place = venue_named(exchange.exchange, venue)
    assert isinstance(place.market, SeededMarket)
    found = place.engine.instruments.items()
    key = next(k for k, i in found if i.symbol == "BTCUSDT" and i.is_linear is linear)
    while sum(order.state.is_open for order in exchange.truth(venue).orders) < RESTING:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    start, turn = place.market.fair[key], 0
    while True:
        turn += 1
        place.market.trade_at(key, start * (985 if turn % 2 else 1015) // 1000)
        await asyncio.sleep(1.5)


async def work(
    exchange: TestExchange, venue: str, folder: Path, env: dict[str, str], day: str = "first_day"
) -> dict[str, Any]:
    """Lets a person work at the application and returns what was noted."""
    linear = day == "futures_day"
    key = trader(exchange, venue) if linear else exchange.add_account("trader", MONEY)
    result = folder / "notes.json"
    command = ["-m", "tests.support.person", str(folder / "data"), f"tests.end2end.live_window:{day}"]
    given = {
        "TRADER_VENUE": NAMES[venue],
        "TRADER_KEY": key.key,
        "TRADER_SECRET": key.secret,
        "TRADER_ADDRESS": exchange.url,
    }
    with (folder / "said.txt").open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, str(result), cwd=ROOT, env={**os.environ, **env, **given},
            stdout=said, stderr=said,
        )  # fmt: skip
    market = asyncio.ensure_future(swing(exchange, venue, linear=linear))
    try:
        async with asyncio.timeout(LIMIT_S):
            await process.wait()
    finally:
        market.cancel()
        if process.returncode is None:
            process.kill()
    text = (folder / "said.txt").read_text(encoding="utf-8")
    notes = json.loads(result.read_text()) if result.exists() else {"error": text}
    assert not notes["error"], notes["error"]
    assert_nothing_failed(folder / "data")
    return dict(notes)


@pytest.mark.window
@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_person_trades_on_a_venue_under_faults(
    venue: str, tmp_path: Path, window_env: dict[str, str]
) -> None:
    """Connect, approve, trade, stop with a sale: no order twice, none lost, every balance the venue's own."""

    async def day() -> None:
        faults = Faults(7, FAULTS)
        async with TestExchange(seed=3, venues=[venue], faults=faults) as exchange:
            notes = await work(exchange, venue, tmp_path, window_env)
            truth = exchange.truth(venue)
        assert sum(faults.counts.values()) >= 3
        ids = Counter(order.client_id for order in truth.orders if order.client_id)
        assert max(ids.values()) == 1
        assert not [order for order in truth.orders if order.state.is_open]
        fills = list(csv.DictReader(notes["fills"].splitlines(), delimiter="\t"))
        assert len(fills) == len(truth.fills) >= 4
        books = {row[0]: row[1:] for row in csv.reader(notes["ties_out"].splitlines(), delimiter="\t")}
        for asset in ("BTC", "USDT"):
            ours, theirs, difference = (number(text) for text in books[asset][:3])
            assert ours == theirs == Decimal(truth.balances[asset])
            assert difference == 0

    asyncio.run(day())


@pytest.mark.window
@pytest.mark.parametrize("venue", ["binanceusdm", "bybit"])
def test_person_trades_a_perpetual_under_faults(
    venue: str, tmp_path: Path, window_env: dict[str, str]
) -> None:
    """Connect, approve, trade, close the position: no order twice, none lost, and the account is flat."""

    async def day() -> None:
        faults = Faults(7, FAULTS)
        async with TestExchange(seed=3, venues=venues_of(venue), faults=faults) as exchange:
            notes = await work(exchange, venue, tmp_path, window_env, "futures_day")
            truth = exchange.truth(venue)
        assert sum(faults.counts.values()) >= 3
        ids = Counter(order.client_id for order in truth.orders if order.client_id)
        assert max(ids.values()) == 1
        assert not [order for order in truth.orders if order.state.is_open]
        assert not any(truth.positions.values())
        fills = list(csv.DictReader(notes["fills"].splitlines(), delimiter="\t"))
        assert len(fills) == len(truth.fills) >= 4
        books = {row[0]: row[1:] for row in csv.reader(notes["ties_out"].splitlines(), delimiter="\t")}
        ours, theirs, difference = (number(text) for text in books["USDT"][:3])
        assert ours == theirs == Decimal(truth.balances["USDT"])
        assert difference == 0

    asyncio.run(day())
