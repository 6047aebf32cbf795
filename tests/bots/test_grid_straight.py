"""Where a stop in money is reached when the price moves straight on: the promise against the real engine."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from finbyte_desktop.bots.grid_math import levels, vacant_index
from finbyte_desktop.bots.grid_params import STOP
from finbyte_desktop.bots.grid_plan import check_at_start
from finbyte_desktop.bots.grid_straight import (
    at_start,
    loss_in_fall,
    of_running,
    stop_in_fall,
    take_profit_in_rise,
)
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Event
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ZERO, exact, plain
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.candles import CandleSeries

D = Decimal
TICK = D("0.01")
SETS = 60
COLUMNS = ("open", "high", "low", "close")
ENDING = (BotState.STOPPING, BotState.STOPPED)


def straight(start: Decimal, end: Decimal, chance: random.Random) -> CandleSeries:
    """Candles without a gap from one price to the other, never turning."""
    first, last = int(start * 100), int(end * 100)
    between = sorted(chance.randint(min(first, last), max(first, last)) for _ in range(7))
    points = [first, *(between if first < last else reversed(between)), last]
    opens, closes = np.array(points[:-1], dtype=np.int64), np.array(points[1:], dtype=np.int64)
    times = np.arange(len(opens), dtype=np.int64) * 60_000_000_000 + 1_700_000_000_000_000_000
    high, low = np.maximum(opens, closes), np.minimum(opens, closes)
    return CandleSeries("COIN", times, opens, high, low, closes, np.ones(len(opens)), 2, 60_000_000_000)


def joined(parts: list[CandleSeries]) -> CandleSeries:
    """One series after the other, without a gap."""
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS]
    times = np.arange(len(columns[0]), dtype=np.int64) * 60_000_000_000 + 1_700_000_000_000_000_000
    return CandleSeries("COIN", times, *columns, np.ones(len(times)), 2, 60_000_000_000)


def drawn(
    seed: int, condition: str, least: int, most: int
) -> tuple[dict[str, Any], Instrument, Decimal, Decimal, random.Random]:
    """A random grid that can start: parameters, market, price, slippage."""
    chance = random.Random(seed)
    asset = chance.choice(("quote", "quote", "base", "BNB"))
    fee = chance.choice(("0", "0.0008", "0.001", "0.00075"))
    extra = {"asset_price": D(300)} if asset == "BNB" else {}
    i = Instrument(
        "m", "COIN", "CASH", TICK, D("0.001"), D("0.001"), D(5), Fees(D(fee), D(fee), asset, **extra)
    )
    slippage = chance.choice((ZERO, ZERO, D("0.0007")))
    while True:
        low = D(chance.randint(5_000, 20_000)) / 100
        high = low * D(chance.randint(110, 190)) / 100
        start = (low + (high - low) * chance.randint(0, 100) / 100).quantize(TICK)
        raw: dict[str, Any] = {
            "lower": plain(low.quantize(TICK)),
            "upper": plain(high.quantize(TICK)),
            "grids": chance.randint(2, 24),
            "spacing": chance.choice(("arithmetic", "geometric")),
            "qty_mode": chance.choice(("equal_base", "equal_quote")),
            "investment": str(chance.randint(2_000, 50_000)),
            "base_qty": chance.choice(("0", "0", "3.5")),
            "exit": "sell",
            "trailing_up": chance.random() < 0.2,
            "trailing_down": chance.random() < 0.2,
        }
        share = D(chance.randint(least, most)) / 1000
        if seed % 2:
            raw[f"{condition}_ratio"] = plain(share)
        else:
            raw[f"{condition}_amount"] = plain((D(raw["investment"]) * share).quantize(D("0.01")))
        if chance.random() < 0.3:
            raw["max_live_orders"] = chance.randint(1, 5)
        try:
            with exact():
                SpotGrid(raw, i).sizing(start, i, slippage)
        except UserError:
            continue
        return raw, i, start, slippage, chance


def promised(raw: dict[str, Any], i: Instrument, start: Decimal, slippage: Decimal, falling: bool) -> Any:
    """What the pure functions say, and what stands with the holdings of the start."""
    with exact():
        grid = SpotGrid(raw, i)
        p = grid.params
        prices = levels(p.lower, p.upper, p.grids, p.geometric, i.tick)
        sizing = grid.sizing(start, i, slippage)
        standing = at_start(p, i, prices, vacant_index(prices, start), start, sizing, slippage)
        return (stop_in_fall if falling else take_profit_in_rise)(p, i, standing)


def at_the_start(raw: dict[str, Any], i: Instrument, start: Decimal, slippage: Decimal) -> Decimal | None:
    """Where the stop stands with the holdings of the start."""
    with exact():
        grid = SpotGrid(raw, i)
        opening = grid.sizing(start, i, slippage).opening
        return check_at_start(grid.params, i, opening, start, slippage)[STOP].price


class Watched(Backtest):
    """A backtest that remembers at which price the bot began to stop by itself."""

    stopped_at: Decimal | None = None

    def _apply(self, event: Event) -> None:
        super()._apply(event)
        record = self.kernel.bots.get(BOT)
        if self.stopped_at is None and record is not None and record.state in ENDING:
            self.stopped_at = self.venue.price


def stopped(raw: dict[str, Any], i: Instrument, series: CandleSeries, slippage: Decimal) -> Decimal | None:
    """The price at which the engine stops on these candles; None when it runs to their end."""
    backtest = Watched(BacktestRequest("spot_grid", raw, i, series, slippage))
    backtest.run()
    return backtest.stopped_at


@pytest.mark.parametrize("seed", range(SETS))
def test_a_straight_fall_stops_where_it_was_said(seed: int) -> None:
    """The engine on straight falling candles stops at exactly the price that was shown, or never."""
    raw, i, start, slippage, chance = drawn(seed, "stop", 5, 700)
    at = promised(raw, i, start, slippage, falling=True)
    assert stopped(raw, i, straight(start, TICK, chance), slippage) == at


@pytest.mark.parametrize("seed", range(SETS))
def test_a_straight_rise_takes_the_profit_where_it_was_said(seed: int) -> None:
    """The same upwards, where each sold level leaves fewer coins to earn with."""
    raw, i, start, slippage, chance = drawn(1000 + seed, "take_profit", 2, 400)
    at, end = promised(raw, i, start, slippage, falling=False), D(2000)
    acted = stopped(raw, i, straight(start, end, chance), slippage)
    assert acted == (at if at is not None and at <= end else None)


@pytest.mark.parametrize("seed", range(SETS))
def test_a_bot_that_runs_stops_where_it_was_said(seed: int) -> None:
    """From the middle of its life: what was traded before is in what it holds and in what it wants."""
    raw, i, start, slippage, chance = drawn(2000 + seed, "stop", 50, 700)
    ends = [start, *(D(chance.randint(int(D(raw["lower"]) * 95), int(D(raw["upper"]) * 105))) / 100
                     for _ in range(3))]  # fmt: skip
    before = [straight(a, b, chance) for a, b in itertools.pairwise(ends)]
    backtest = Watched(BacktestRequest("spot_grid", raw, i, joined(before), slippage))
    backtest.run()
    if backtest.stopped_at is not None:
        assert backtest.stopped_at <= start
        return
    record = backtest.kernel.bots[BOT]
    assert isinstance(record.bot, SpotGrid)
    with exact():
        at = stop_in_fall(record.bot.params, i, of_running(record.bot, record.view))
    fall = joined([*before, straight(ends[-1], TICK, chance)])
    assert stopped(raw, i, fall, slippage) == at


def test_the_sets_reach_what_they_are_for() -> None:
    """Most of the falls stop somewhere, and many below levels that were bought on the way."""
    reached, through_levels = 0, 0
    for seed in range(SETS):
        raw, i, start, slippage, _ = drawn(seed, "stop", 5, 700)
        at = promised(raw, i, start, slippage, falling=True)
        reached += at is not None
        through_levels += at is not None and at != at_the_start(raw, i, start, slippage)
    assert reached >= SETS * 2 // 3
    assert through_levels >= SETS // 3


def test_the_loss_at_a_price_is_the_loss_at_which_the_stop_stands() -> None:
    """Without fees both say the same: where the fall reaches 1,000, it has cost 1,000."""
    i = Instrument("m", "COIN", "CASH", TICK, D(1), D(1), D(5), Fees(ZERO, ZERO))
    raw = {"lower": "25000", "upper": "30000", "grids": 5, "investment": "140000", "order_qty": "1"}
    with exact():
        grid = SpotGrid({**raw, "stop_amount": "3000"}, i)
        p, start = grid.params, D(26500)
        prices = levels(p.lower, p.upper, p.grids, p.geometric, i.tick)
        standing = at_start(p, i, prices, 2, start, grid.sizing(start, i, ZERO), ZERO)
        # 3 coins at 26,500 and one at 26,000: 4 x = 105,500 - 3,000
        assert stop_in_fall(p, i, standing) == D(25625)
        assert loss_in_fall(i, standing, D(25625)) == D(3000)
