"""Every vector of the specification's section on the spot grid, on the product itself."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from finbyte_desktop.bots.grid_math import (
    Sizer,
    Spacing,
    largest_feasible_grids,
    levels,
    root_floor,
    vacant_index,
)
from finbyte_desktop.bots.grid_profit import most_by_rates, profitable, rate_range
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.backtest import Backtest, BacktestRequest
from finbyte_desktop.services.backtest_report import document
from finbyte_desktop.services.candles import CandleSeries, load_candles

D = Decimal
TICK = D("0.01")


def market(fee: str = "0.0008", asset: str = "quote", lot: str = "0.001", least: str = "5") -> Instrument:
    """A market with a tick of 0.01."""
    return Instrument("m", "COIN", "CASH", TICK, D(lot), D(lot), D(least), Fees(D(fee), D(fee), asset))


def flat(*prices: str, interval_ns: int = 60_000_000_000) -> CandleSeries:
    """Candles that each stand at one price."""
    units = np.array([int(D(p) * 100) for p in prices], dtype=np.int64)
    times = np.arange(len(prices), dtype=np.int64) * interval_ns + 1_700_000_000_000_000_000
    return CandleSeries("COIN", times, units, units, units, units, np.ones(len(prices)), 2, interval_ns)


def run(params: dict[str, Any], instrument: Instrument, series: CandleSeries) -> dict[str, Any]:
    """The document of one backtest."""
    request = BacktestRequest("spot_grid", params, instrument, series)
    return document(request, Backtest(request).run())


@pytest.mark.parametrize(
    ("low", "high", "grids", "expected"),
    [
        (27, 64, 3, [27, 36, 48, 64]),
        (100, 800, 3, [100, 200, 400, 800]),
        (64, 729, 6, [64, 96, 144, 216, 324, 486, 729]),
    ],
)
def test_geometric_levels_land_on_their_ticks(low: int, high: int, grids: int, expected: list[int]) -> None:
    """Levels that are whole in mathematics are whole here."""
    assert levels(D(low), D(high), grids, True, TICK) == [D(p) for p in expected]


def test_levels_beyond_the_range_follow_the_same_formula() -> None:
    """Trailing asks for N+1, N+2 and -1: the geometric sequence goes on."""
    spacing = Spacing(D(64), D(729), 6, True, TICK)
    assert spacing.price(7) == D("1093.50")
    assert spacing.price(-1) == D("42.66")
    assert Spacing(D(133), D(155), 22, False, TICK).price(23) == D(156)


def test_start_inside_the_range_leaves_the_first_level_above_vacant() -> None:
    """133-155 with 22 grids at 146: thirteen buys, nine sells; 25,000-30,000 at 26,500: 27,000 is vacant."""
    prices = levels(D(133), D(155), 22, False, TICK)
    vacant = vacant_index(prices, D(146))
    assert (vacant, len(prices) - 1 - vacant, prices[vacant]) == (13, 9, D(146))
    wide = levels(D(25_000), D(30_000), 5, False, TICK)
    assert wide[vacant_index(wide, D(26_500))] == D(27_000)


def test_equal_base_size_is_the_largest_that_fits() -> None:
    """Need per unit 3,123.4968, so 4,000 pays for 1.267."""
    with exact():
        sizer = Sizer(market(), levels(D(133), D(155), 22, False, TICK), 13, D(146), False, D(0), D(0))
        assert sizer.at(D(1)).need == D("3123.4968")
        assert sizer.largest(D("0.99") * 4000).size == D("1.267")


def test_minimum_investment_names_the_smallest_amount() -> None:
    """At a lot of 0.01 the smallest order is 0.04 and 126.21 is needed; 126.20 is refused."""
    i = market(lot="0.01")
    with exact():
        sizer = Sizer(i, levels(D(133), D(155), 22, False, TICK), 13, D(146), False, D(0), D(0))
        assert sizer.minimum() == D("0.04")
        assert sizer.minimum_investment(D("0.01")) == D("126.21")
    params = {"lower": "133", "upper": "155", "grids": 22}
    run({**params, "investment": "126.21"}, i, flat("146"))
    with pytest.raises(UserError, match=r"126\.21") as refused:
        run({**params, "investment": "126.20"}, i, flat("146"))
    assert refused.value.fix == "126.21"


def test_base_fee_is_covered_by_the_opening_and_shrinks_the_mirror() -> None:
    """Fee 0.1 % in base, nine sells of 1: 9.010 bought at the start; a bought 1 becomes a sell of 0.999."""
    i = market("0.001", "base")
    result = run(
        {"lower": "133", "upper": "155", "grids": 22, "investment": "10000", "order_qty": "1"},
        i,
        flat("146", "145", "146"),
    )
    fills = result["fills"]
    assert (fills[0]["qty"], fills[0]["level"], fills[0]["role"]) == ("9.01", None, "taker")
    assert (fills[1]["side"], fills[1]["qty"]) == ("buy", "1")
    assert (fills[2]["side"], fills[2]["qty"], fills[2]["price"]) == ("sell", "0.999", "146")


@pytest.mark.parametrize(
    ("grids", "low", "high", "good"),
    [(100, "-0.00018", "0.00005", False), (22, "0.00489", "0.00591", True), (5, "0.0276", "0.0315", True)],
)
def test_net_profit_per_grid(grids: int, low: str, high: str, good: bool) -> None:
    """133-155 at a fee of 0.08 %: what each number of grids earns, and which is refused."""
    with exact():
        prices = levels(D(133), D(155), grids, False, TICK)
        least, most = rate_range(prices, D("0.0008"))
        assert abs(least - D(low)) < D("0.00006")
        assert abs(most - D(high)) < D("0.00006")
        assert profitable(prices, D("0.0008")) is good


def test_accounting_counts_every_second_fill_of_a_cell() -> None:
    """Sell at 28,000: total 4,500, no trip. Then the buy at 27,000: one trip of 1,000, total 2,500."""
    i = market("0", least="0")
    params = {
        "lower": "25000",
        "upper": "30000",
        "grids": 5,
        "investment": "200000",
        "order_qty": "1",
    }
    first = run(params, i, flat("26500", "28000"))
    assert (first["round_trips"], first["grid_profit"], first["total_profit"]) == (0, "0", "4500")
    second = run(params, i, flat("26500", "28000", "27000"))
    assert (second["round_trips"], second["grid_profit"]) == (1, "1000")
    assert (second["total_profit"], second["floating_profit"]) == ("2500", "1500")


@pytest.mark.data
@pytest.mark.slow
def test_year_vector(shared_data: Path, tmp_path: Path) -> None:
    """The seeded year: 14,290 fills and every figure to the last digit."""
    target = tmp_path / "year.csv"
    script = shared_data / "series" / "grid_year.py"
    source = compile(script.read_text(), str(script), "exec")
    import sys

    argv, sys.argv = sys.argv, ["grid_year.py", str(target)]
    try:
        exec(source, {"__name__": "__main__"})
    finally:
        sys.argv = argv
    series, _ = load_candles(target)
    i = Instrument("m", "BTC", "USDT", TICK, D("0.00001"), D("0.00001"), D(5), Fees(D("0.001"), D("0.001")))
    result = run(
        {"lower": 54000, "upper": 66250, "grids": 49, "investment": 20000, "order_qty": "0.002"}, i, series
    )
    fills = result["fills"]
    assert (fills[0]["qty"], fills[0]["level"]) == ("0.05", None)
    grid = fills[1:]
    assert len(fills) == 14_290
    assert sum(f["side"] == "buy" for f in grid) == 7_144
    assert sum(f["side"] == "sell" for f in grid) == 7_145
    assert result["round_trips"] == 7_144
    assert result["grid_profit"] == "1858.224"
    assert result["floating_profit"] == "3.1803"
    assert result["equity"] == "21861.4043"
    assert result["max_drawdown"] == "849.08932"


def decided_by_powers(low: int, high: int, grids: int, index: int) -> int:
    """The definition: the largest p with p**N <= low**(N-i) * high**i."""
    return root_floor(low ** (grids - index) * high**index, grids)


@pytest.mark.parametrize("seed", range(40))
def test_geometric_levels_are_those_of_the_powers(seed: int) -> None:
    """Also where a level lies on a tick exactly, or beside one; for narrow, wide and long-numbered ranges."""
    dice = Random(seed)
    grids = dice.randrange(2, 201)
    if seed % 4 == 0:  # every level of a grid of whole powers, and one tick beside it
        step, grids = dice.randrange(2, 12), dice.randrange(2, 9)
        low = dice.choice([1, 7, 10**6]) * 3
        high = low * step**grids + dice.choice([-1, 0, 0, 1])
    else:
        low = dice.randrange(1, 10 ** dice.randrange(1, 28))
        high = low + dice.randrange(
            1, max(2, low * dice.choice([1, 1, 3, 90]) // dice.choice([1, 50, 5_000])) + 1
        )
    found = Spacing(D(low), D(high), grids, True, D(1))
    assert [found.price(i) for i in range(grids + 1)] == [
        D(decided_by_powers(low, high, grids, i)) for i in range(grids + 1)
    ]
    other = found.with_grids(max(2, grids // 2))
    assert other.price(1) == decided_by_powers(low, high, other.grids, 1)
    backwards = Spacing(D(low), D(high), grids, True, D(1))
    assert [backwards.price(i) for i in range(grids, -1, -1)] == [
        found.price(i) for i in range(grids, -1, -1)
    ]


@pytest.mark.parametrize(
    ("lower", "upper"), [("50000", "80000"), ("64999.5", "65000.5"), ("64000", "66000"), ("0.01", "90000")]
)
def test_two_hundred_geometric_grids_hold_no_window_up(lower: str, upper: str) -> None:
    """Levels, the largest number that fits and the largest that earns: no powers of thousands of digits."""
    began = time.process_time()
    largest_feasible_grids(D(lower), D(upper), True, TICK)
    most_by_rates(D(lower), D(upper), True, TICK, D("0.001"))
    with contextlib.suppress(UserError):
        levels(D(lower), D(upper), 200, True, TICK)
    assert time.process_time() - began < 0.1
