"""The net profit per grid that is shown is what the exact engine then books, to the last digit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from finbyte_desktop.bots.grid import OPEN
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest, BacktestRun
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight
from finbyte_desktop.services.kinds.spot_grid_search import candidates
from finbyte_desktop.services.ports import Preflight
from tests.support.runs import series_of

D = Decimal
MINUTE = 60_000_000_000
START, LOW, HIGH = 100, 89, 111
PARAMS: dict[str, Any] = {"lower": "90", "upper": "110", "grids": 10, "investment": "1000"}


def market(lot: str, asset: str = "base", rate: str = "0.001") -> Instrument:
    fees = Fees(D(rate), D(rate), asset, D(600) if asset == "BNB" else None)
    return Instrument("X", "COIN", "CASH", D("0.01"), D(lot), D(lot), D(5), fees)


def up_and_down(times: int) -> list[tuple[int, D, D, D, D]]:
    """Through the whole range and back, again and again, from the price of the start."""
    rows = [(START, HIGH, START, HIGH)]
    for _ in range(times):
        rows += [(HIGH, HIGH, LOW, LOW), (LOW, HIGH, LOW, HIGH)]
    return [(n * 60_000, *(D(x) for x in row)) for n, row in enumerate(rows)]


class Course(NamedTuple):
    """What was shown, and what was booked: the trips of each cell in order, by the price of its buy."""

    shown: Preflight
    booked: dict[Decimal, list[Decimal]]
    run: BacktestRun


def course(instrument: Instrument, **changed: Any) -> Course:
    given = {**PARAMS, **changed}
    shown = preflight(instrument, given, D(START), D(100_000))
    assert shown.ok, shown.problems
    series = series_of(up_and_down(4), MINUTE)
    run = Backtest(BacktestRequest("spot_grid", given, instrument, series), keep_facts=True).run()
    booked: dict[Decimal, list[Decimal]] = defaultdict(list)
    for fact in run.facts:
        if isinstance(fact, fx.Said) and fact.code in ("grid_bought", "grid_sold"):
            told = dict(fact.fields)
            low, gain = told["price" if fact.code == "grid_bought" else "next"], told.get("trip")
            if gain is not None:
                assert isinstance(low, Decimal)
                assert isinstance(gain, Decimal)
                booked[low].append(gain)
    return Course(shown, booked, run)


def lasting(of: Course) -> dict[Decimal, Decimal]:
    """What each cell earns again and again. Of a cell that a sell opened the first trip is left out: it sells
    coins of the opening purchase in full, and only from then on what a buy left.
    """
    opened = {order.price for order in of.shown.sells}
    found = {}
    for low, high in pairwise(of.shown.levels):
        gains = of.booked[low][1 if high in opened else 0 :]
        assert len(gains) >= 3
        assert len(set(gains)) == 1
        found[low] = gains[0]
    return found


@pytest.mark.parametrize("mode", ["equal_base", "equal_quote"])
@pytest.mark.parametrize("asset", ["base", "quote", "BNB"])
@pytest.mark.parametrize("lot", ["0.1", "0.01", "0.001", "0.00001"])
def test_what_is_shown_is_what_is_booked(lot: str, asset: str, mode: str) -> None:
    """The worst and the best trip in money, and each grid's percentage, to the last digit; the coins too."""
    instrument = market(lot, asset)
    of = course(instrument, qty_mode=mode, investment="20000" if lot == "0.1" else "1000")
    shown, gains = of.shown, lasting(of)
    in_quote = dict(gains)
    if asset == "BNB":  # the trip's own line is free of fees; they are a line of their own in quote
        quantities = {order.level: order.qty for order in of.run.fills if order.side is Side.BUY}
        with exact():
            for low, high in pairwise(shown.levels):
                in_quote[low] -= quantities[low] * (low + high) * instrument.fees.maker
    assert (shown.profit_low, shown.profit_high) == (min(in_quote.values()), max(in_quote.values()))
    bought = {order.level: order.qty for order in of.run.fills if order.side is Side.BUY}
    ratios = {
        low: (gain / (bought[low] * low)).quantize(D("1e-8"), ROUND_HALF_EVEN)
        for low, gain in in_quote.items()
    }
    assert (shown.net_low, shown.net_high) == (min(ratios.values()), max(ratios.values()))
    below = {high: low for low, high in pairwise(shown.levels)}
    assert [order.net for order in shown.sells] == [ratios[below[order.price]] for order in shown.sells]


def test_the_dust_that_is_named_is_what_stays() -> None:
    """After n trips of every cell the bot holds n times the dust of each more than its sells."""
    instrument = market("0.01")
    of = course(instrument)
    shown = of.shown
    assert shown.dust_low == shown.dust_high  # equal quantities
    assert shown.dust_low is not None
    assert shown.dust_worth == shown.dust_low * START
    buys = [f for f in of.run.fills if f.slot != OPEN and f.side is Side.BUY]
    with exact():
        spare = sum((f.qty - f.fee for f in of.run.fills if f.slot == OPEN), D(0))
        spare -= sum((order.qty for order in shown.sells), D(0))
        resting = sum((qty for side, qty in of.run.bot.wants.values() if side is Side.SELL), D(0))
        held = of.run.kernel.ledger.held(BOT, "COIN")
        assert spare >= 0
        assert held - resting == spare + shown.dust_low * len(buys)


def test_no_more_is_sold_than_is_there() -> None:
    """At every moment the sells that rest are covered by coins of the bot, also with the coarsest lots."""
    for lot in ("0.1", "0.01", "0.00001"):
        of = course(market(lot), investment="20000")
        held = D(0)
        with exact():
            for fill in of.run.fills:
                held += fill.qty if fill.side is Side.BUY else -fill.qty
                held -= fill.fee if fill.fee_asset == "COIN" else 0
                assert held >= 0
        assert held == of.run.kernel.ledger.held(BOT, "COIN")
        assert not [fact for fact in of.run.facts if isinstance(fact, fx.SlotBlocked)]


def test_a_plan_whose_trips_lose_money_is_refused_with_the_grids_that_earn() -> None:
    """A step pays both fees and not the lot that a sell is smaller: refused like fees that are too high."""
    instrument = market("0.1")
    found = preflight(instrument, PARAMS, D(START), D(100_000))
    assert not found.ok
    (problem,) = found.problems
    assert (problem.field, problem.code) == ("grids", "net_profit")
    assert found.net_low is not None
    assert found.net_low <= 0
    assert problem.fix is not None
    most = int(problem.fix)
    assert found.max_grids == most
    assert preflight(instrument, {**PARAMS, "grids": most}, D(START), D(100_000)).ok
    again = preflight(instrument, {**PARAMS, "grids": most + 1}, D(START), D(100_000))
    assert [p.code for p in again.problems] == ["net_profit"]
    assert preflight(
        replace(instrument, fees=replace(instrument.fees, asset="quote")), PARAMS, D(START), D(100_000)
    ).ok


def test_the_search_tries_no_plan_that_loses() -> None:
    """What is proposed can be created: a candidate that lots would eat is not even tried."""
    series = series_of(up_and_down(40), MINUTE)
    coarse, fine = market("0.1"), market("0.00001")
    tried = candidates(coarse, series, D(START), D(1000))
    for params in tried:
        assert preflight(coarse, params, D(START), D(100_000)).ok
    assert len(tried) < len(candidates(fine, series, D(START), D(1000)))


def test_without_sizes_no_profit_is_shown_where_lots_decide_it() -> None:
    """No price, or too little money: with fees in coins nothing true can be said, in quote the rates do."""
    for price, money in ((None, "1000"), (D(START), "1")):
        given = {**PARAMS, "investment": money}
        assert preflight(market("0.01"), given, price, D(100_000)).net_low is None
        assert preflight(market("0.01", "quote"), given, price, D(100_000)).net_low is not None
