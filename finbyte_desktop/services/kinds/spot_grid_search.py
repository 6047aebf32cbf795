"""AI parameters, first and honest: lower, upper and count searched on the history with the exact engine.

Two thirds of the history are searched, the last third is only looked at afterwards. What is shown as
expected is the result on that unseen third; the haircut names what the tuned days promised and the unseen
ones did not keep.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from finbyte_desktop.bots.grid_plan import check_earns, sized
from finbyte_desktop.bots.registry import SPOT_GRID
from finbyte_desktop.bots.spot_grid_params import checked
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, exact, half_even_div, plain
from finbyte_desktop.services.backtest import Backtest, BacktestRequest
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kinds.spot_grid import SpotGridKind
from finbyte_desktop.services.ports import Candidate, Progress, SearchResult
from finbyte_desktop.services.quick_backtest import Trial, judge

SHOWN = 6
KEPT = 4
WIDTHS = ("0.5", "0.7", "0.85", "1", "1.3")
STEP_FEES = (3, 5, 8, 13, 21)
NAMES = ("Wide", "Moderate", "Narrow", "Narrowest")  # of the range, widest first
LEAST_CANDLES = 300
GOOD_DRAWDOWN = Decimal("0.2")
LEAST_UNSEEN_PROFIT = ZERO
KIND = SpotGridKind()


def run_trial(instrument: Instrument, series: CandleSeries, params: Mapping[str, JsonValue]) -> Trial | None:
    """One exact backtest; None when the parameters do not fit that stretch of the market."""
    request = BacktestRequest(SPOT_GRID, params, instrument, series)
    try:
        run = Backtest(request).run()
    except UserError:
        return None
    with exact():
        return judge(request, run)


def candidates(
    instrument: Instrument, series: CandleSeries, price: Decimal, investment: Decimal
) -> list[dict[str, JsonValue]]:
    """Parameter sets worth trying: ranges from the history around the price of now, steps from the fees."""
    with exact():
        highs, lows = np.sort(series.high), np.sort(series.low)
        top = series.price(int(highs[int(len(highs) * 0.98)]))
        bottom = series.price(int(lows[int(len(lows) * 0.02)]))
        reach = max(top - price, price - bottom, price / 100)
        found: list[dict[str, JsonValue]] = []
        for width in WIDTHS:
            half = reach * Decimal(width)
            lower, upper = instrument.price_down(price - half), instrument.price_up(price + half)
            if lower <= 0:
                continue
            for fees in STEP_FEES:
                step = price * (instrument.fees.maker * 2) * fees / 2
                if step <= 0:
                    step = price / 200
                grids = int((upper - lower) // step)
                if not 2 <= grids <= 150:
                    continue
                params: dict[str, JsonValue] = {
                    "lower": plain(lower),
                    "upper": plain(upper),
                    "grids": grids,
                    "investment": plain(investment),
                }
                if _can_be_created(params, price, instrument):
                    found.append(params)
        return found


def _can_be_created(params: Mapping[str, JsonValue], price: Decimal, instrument: Instrument) -> bool:
    """Whether pre-flight would take it: nothing is proposed that would be refused next."""
    try:
        given = checked(params, instrument)
        check_earns(given, price, instrument, ZERO, sized(given, price, instrument, ZERO))
    except UserError:
        return False
    return True


async def search(
    instrument: Instrument,
    series: CandleSeries,
    price: Decimal,
    investment: Decimal,
    days: int,
    progress: Progress,
    executor: Executor,
) -> SearchResult:
    """Searches the first two thirds, checks on the last. Raises UserError("cancelled") when progress says
    stop.
    """
    n = len(series)
    if n < LEAST_CANDLES:
        raise UserError(
            f"Only {n} candles of this market are loaded; at least {LEAST_CANDLES} are needed. "
            "Let the market run a little, or choose a feed with more history.",
            "too_little_history",
        )
    cut = n * 2 // 3
    tuned, unseen = series.slice(0, cut), series.slice(cut, n)
    loop = asyncio.get_running_loop()
    tries = await loop.run_in_executor(executor, candidates, instrument, tuned, price, investment)
    rated: list[tuple[Decimal, dict[str, JsonValue], Trial]] = []
    for number, params in enumerate(tries):
        if progress(number, len(tries) + KEPT):
            raise UserError("The search was cancelled.", "cancelled")
        started = KIND.tested_with(params, tuned, instrument)
        trial = await loop.run_in_executor(executor, run_trial, instrument, tuned, started)
        if trial is not None:
            rated.append((trial.grid - trial.drawdown / 4, params, trial))
    rated.sort(key=lambda row: (-row[0], str(row[1])))
    found: list[Candidate] = []
    for _, params, inside in _different(rated):
        if progress(len(tries) + len(found), len(tries) + KEPT):
            raise UserError("The search was cancelled.", "cancelled")
        started = KIND.tested_with(params, unseen, instrument)
        outside = await loop.run_in_executor(executor, run_trial, instrument, unseen, started)
        if outside is not None and outside.grid > LEAST_UNSEEN_PROFIT:
            found.append(_candidate(params, inside, outside, unseen))
        if len(found) == KEPT:
            break
    found.sort(key=lambda c: -c.suitability)
    named = _named(found)
    named.sort(key=lambda c: -c.suitability)
    note = "" if named else "no_good_grid"
    return SearchResult(
        days,
        int(series.open_ns[0]),
        int(unseen.open_ns[0]),
        int(series.open_ns[-1]) + series.interval_ns,
        len(tries),
        tuple(named),
        note,
    )


def _different(
    rated: Sequence[tuple[Decimal, dict[str, JsonValue], Trial]],
) -> list[tuple[Decimal, dict[str, JsonValue], Trial]]:
    """The best of each range first, then the rest."""
    seen: set[Any] = set()
    first: list[tuple[Decimal, dict[str, JsonValue], Trial]] = []
    rest: list[tuple[Decimal, dict[str, JsonValue], Trial]] = []
    for row in rated:
        key = row[1]["lower"]
        (rest if key in seen else first).append(row)
        seen.add(key)
    return first + rest


def _candidate(
    params: dict[str, JsonValue], inside: Trial, outside: Trial, unseen: CandleSeries
) -> Candidate:
    with exact():
        lower, upper = Decimal(str(params["lower"])), Decimal(str(params["upper"]))
        haircut = None
        if outside.grid < inside.grid and inside.grid > 0:
            haircut = ONE - half_even_div(outside.grid, inside.grid, SHOWN)
        scale = Decimal(10) ** unseen.places
        within = (unseen.close >= int(lower * scale)) & (unseen.close <= int(upper * scale))
        in_range = half_even_div(Decimal(int(within.sum())), Decimal(len(unseen)), SHOWN)
        calm = max(ZERO, ONE - outside.drawdown / GOOD_DRAWDOWN)
        terms = (ONE - (haircut or ZERO), in_range, calm)
        score = 100 * (
            Decimal("0.5") * max(ZERO, terms[0]) + Decimal("0.3") * terms[1] + Decimal("0.2") * terms[2]
        )
        return Candidate(
            name="",
            params=params,
            lower=lower,
            upper=upper,
            grids=int(str(params["grids"])),
            in_sample=inside.grid,
            out_of_sample=outside.grid,
            haircut=haircut,
            drawdown=outside.drawdown,
            fills_a_day=outside.fills_a_day,
            time_in_range=in_range,
            suitability=int(score),
            terms=terms,
            unseen=outside.curve,
        )


def _named(found: Sequence[Candidate]) -> list[Candidate]:
    """Named after the width of the range; two of one range differ in their grids and share its name."""
    widths = sorted({c.upper - c.lower for c in found}, reverse=True)
    return [replace(c, name=NAMES[widths.index(c.upper - c.lower)]) for c in found]
