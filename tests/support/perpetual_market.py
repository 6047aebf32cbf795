"""A seeded perpetual for tests on paper: candles that swing through a grid, fundings, tiers, a plan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import Perpetual, Tier, with_amounts
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.backtest import BOT
from finbyte_desktop.services.candles import CandleSeries
from finbyte_desktop.services.planned import Planned

D = Decimal
MINUTE = 60_000_000_000
HOUR = 60 * MINUTE
START = 1_700_000_000_000_000_000 // HOUR * HOUR
TIERS = with_amounts(
    (
        Tier(D(0), D(3_000), D("0.01"), D(0), D(20)),
        Tier(D(3_000), D(50_000), D("0.02"), D(0), D(10)),
    )
)
MARKET = Instrument(
    "paper:COIN/CASH:CASH",
    "COIN",
    "CASH",
    D("0.01"),
    D("0.001"),
    D("0.001"),
    D(1),
    Fees(D("0.0002"), D("0.0005")),
    perpetual=Perpetual(TIERS, D(20), funding_interval_ns=HOUR),
)
PARAMS: dict[str, Any] = {
    "direction": "long",
    "leverage": 5,
    "lower": "96",
    "upper": "104",
    "grids": 16,
    "investment": "1000",
}


def swinging(candles: int = 2_000, seed: int = 7, drift: int = 0, reach: int = 45) -> CandleSeries:
    """A market around 100 with gaps; `drift` is what each candle adds, in hundredths."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(-reach, reach + 1, candles)
    close = np.empty(candles, dtype=np.int64)
    price = 10_000
    for n, step in enumerate(steps.tolist()):
        price = max(price + step + drift + ((10_000 - price) // 60 if not drift else 0), 500)
        close[n] = price
    jump = np.where(rng.random(candles) < 0.2, rng.integers(-60, 61, candles), 0)
    opens = np.maximum(np.concatenate([[10_000], close[:-1]]) + jump, 400)
    opens[0] = 10_000
    high = np.maximum(opens, close) + rng.integers(0, 30, candles)
    low = np.maximum(np.minimum(opens, close) - rng.integers(0, 30, candles), 300)
    times = START + np.arange(candles, dtype=np.int64) * MINUTE
    return CandleSeries("COIN", times, opens, high, low, close, np.ones(candles), 2, MINUTE)


def fundings(candles: int = 2_000, seed: int = 7) -> list[Funding]:
    """One an hour, some a few milliseconds late, some with a mark price, of both signs."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(1, candles // 60 + 1):
        late = int(rng.integers(0, 3)) * 2_000_000
        rate = D(int(rng.integers(-40, 90))).scaleb(-5)
        mark = D(int(rng.integers(9_500, 10_500))).scaleb(-2) if rng.random() < 0.5 else None
        rows.append(Funding(START + n * HOUR + late, rate, mark))
    return rows


def at(candle: int, seconds: int = 7) -> int:
    """A time inside a candle, between two of its points."""
    return START + candle * MINUTE + seconds * 1_000_000_000


def plan(params: dict[str, Any] = PARAMS) -> list[Planned]:
    """Pause, resume, added investment, edit, withdrawal, a stop that closes the position."""
    edited = {**params, "stop_price": "85"}

    def always(event: ev.Event) -> Planned:
        return Planned(event.ns, lambda _: event)

    return [
        always(ev.BotPaused(at(200), BOT)),
        always(ev.BotResumed(at(230), BOT)),
        always(ev.Deposited(at(300), "CASH", D(2_000))),
        always(ev.InvestmentAdded(at(310), BOT, D(300))),
        always(ev.BotEdited(at(500), BOT, edited)),
        always(ev.ProfitWithdrawn(at(1_500), BOT, D("0.5"))),
        always(ev.BotStopped(at(1_950), BOT, ev.Exit.SELL)),
    ]


def begins(params: dict[str, Any] = PARAMS) -> Sequence[ev.Event]:
    """The first events: money, and a bot."""
    return (
        ev.Deposited(START, "CASH", D(1_000)),
        ev.BotCreated(START, BOT, "futures_grid", MARKET.id, params, ev.Policy.AUTOMATIC),
    )
