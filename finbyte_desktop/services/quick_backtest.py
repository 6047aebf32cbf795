"""A backtest of the last days for the window: one exact run of any kind of bot, judged."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div
from finbyte_desktop.services.backtest import (
    Backtest,
    BacktestRequest,
    BacktestRun,
    invested,
    max_drawdown,
)
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kinds.registry import kind_of
from finbyte_desktop.services.ports import CandleArrays, QuickBacktest

DAY_NS = 86_400_000_000_000
MONTH_DAYS = 30
SHOWN = 6
CURVE_POINTS = 240
MOST_SHOWN = 20_000  # candles of a chart


class Trial(NamedTuple):
    """What one run of the exact engine said. Profits are fractions of the investment per 30 days."""

    grid: Decimal
    total: Decimal
    drawdown: Decimal
    fills_a_day: Decimal
    curve: tuple[tuple[int, float, float], ...]
    trips: int
    total_quote: Decimal
    grid_quote: Decimal


def judge(request: BacktestRequest, run: BacktestRun) -> Trial:
    """What a run brought."""
    series = request.series
    last = series.price(int(series.close[-1]))
    investment = invested(run, last)
    total = ZERO
    if run.holdings:
        _, quote, base = run.holdings[-1]
        total = quote + base * last - investment
    grid = run.bot.profit
    span = max(1, int(series.open_ns[-1] - series.open_ns[0]))
    month = Decimal(MONTH_DAYS * DAY_NS)
    fall, peak = max_drawdown(run, series, investment)
    return Trial(
        half_even_div(grid * month, investment * span, SHOWN),
        half_even_div(total * month, investment * span, SHOWN),
        half_even_div(fall, peak, SHOWN) if peak > 0 else ZERO,
        half_even_div(Decimal(len(run.fills) * DAY_NS), Decimal(span), SHOWN),
        _curve(run, series, investment),
        run.bot.trips,
        total,
        grid,
    )


def _curve(
    run: BacktestRun, series: CandleSeries, investment: Decimal
) -> tuple[tuple[int, float, float], ...]:
    """Total and grid profit at up to 240 times, for painting."""
    if run.started_at is None:
        return ()
    n = len(series)
    at = np.unique(np.linspace(run.started_at, n - 1, min(CURVE_POINTS, n)).astype(int))
    rows = run.holdings
    starts = np.array([row[0] for row in rows])
    where = np.searchsorted(starts, at, side="right") - 1
    quotes = np.array([float(row[1]) for row in rows])
    bases = np.array([float(row[2]) for row in rows])
    closes = series.close[at] / 10.0**series.places
    total = quotes[where] + bases[where] * closes - float(investment)
    trips = run.trip_profits
    times = np.array([ns for ns, _ in trips] or [0])
    sums = np.cumsum([float(profit) for _, profit in trips]) if trips else np.zeros(1)
    ends = series.open_ns[at] + series.interval_ns
    upto = np.searchsorted(times, ends, side="right") - 1
    grid = np.where(upto >= 0, sums[np.maximum(upto, 0)], 0.0) if trips else np.zeros(len(at))
    return tuple(zip(series.open_ns[at].tolist(), total.tolist(), grid.tolist(), strict=True))


def quick_backtest(
    kind: str,
    instrument: Instrument,
    series: CandleSeries,
    params: Mapping[str, JsonValue],
    days: int,
    options: VenueOptions | None = None,
) -> QuickBacktest:
    """The preview's backtest of a bot of this kind. Raises UserError when it could not have started
    then.
    """
    used = options or VenueOptions()
    of = kind_of(kind, params)
    started = of.tested_with(params, series, instrument)
    request = BacktestRequest(of.bot_type, started, instrument, series, used.slippage, options=used)
    run = Backtest(request).run()
    with exact():
        trial = judge(request, run)
    return QuickBacktest(
        days,
        trial.total_quote,
        trial.grid_quote,
        trial.trips,
        trial.drawdown,
        trial.curve,
        "candles, touch fills" if instrument.perpetual is None else "candles, touch fills, no fundings",
        int(series.open_ns[0]),
        int(series.open_ns[-1]) + series.interval_ns,
    )


def shown_candles(series: CandleSeries, most: int = MOST_SHOWN) -> CandleArrays:
    """A series for a chart: as many candles become one as it takes to leave at most `most`."""
    step = -(-len(series) // most)
    at = np.arange(0, len(series), step)
    ends = np.minimum(at + step, len(series)) - 1
    scale = 10.0**series.places
    return CandleArrays(
        series.interval_ns * step,
        series.open_ns[at],
        series.open[at] / scale,
        np.maximum.reduceat(series.high, at) / scale,
        np.minimum.reduceat(series.low, at) / scale,
        series.close[ends] / scale,
        np.add.reduceat(series.volume, at),
    )
