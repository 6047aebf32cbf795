"""The largest number of grids that earns: what a person reads as "at most so many" is true."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finbyte_desktop.bots import grid_plan, grid_profit, spot_grid_params
from finbyte_desktop.bots.grid_math import MAX_GRIDS, MIN_GRIDS, Spacing
from finbyte_desktop.bots.grid_profit import most_by_rates, profitable
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.kinds import spot_grid_preflight as preflight_module
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight

D = Decimal
PRICES = st.tuples(st.integers(2, 2_000), st.integers(2, 1_500))  # in ticks: coarse, where rounding counts
TICKS = st.sampled_from([D("0.01"), D("0.5"), D(1)])
FEES = st.sampled_from([D(0), D("0.00075"), D("0.001"), D("0.004"), D("0.01"), D("-0.0001")])


def by_trying_all(lower: Decimal, upper: Decimal, geometric: bool, tick: Decimal, fee: Decimal) -> int:
    """Every number of grids, with every level."""
    most = 0
    for grids in range(MIN_GRIDS, MAX_GRIDS + 1):
        spacing = Spacing(lower, upper, grids, geometric, tick)
        prices = [spacing.price(n) for n in range(grids + 1)]
        if all(a < b for a, b in itertools.pairwise(prices)) and profitable(prices, fee):
            most = grids
    return most


@settings(max_examples=15)
@given(PRICES, TICKS, FEES, st.booleans())
@example((95, 829 - 95), D(1), D("0.004"), True)  # more grids earn again after some that do not
@example((1927, 2755 - 1927), D(1), D("0.00075"), True)
def test_search_finds_what_trying_all_finds(
    of: tuple[int, int], tick: Decimal, fee: Decimal, geometric: bool
) -> None:
    """Whatever the price steps are: neither a smaller number, nor one that loses."""
    lower, upper = of[0] * tick, (of[0] + of[1]) * tick
    with exact():
        found = most_by_rates(lower, upper, geometric, tick, fee)
        assert found == by_trying_all(lower, upper, geometric, tick, fee)


PARAMS: dict[str, Any] = {"lower": "90", "upper": "110", "grids": 10, "investment": "1000"}


def market(asset: str, rate: str, lot: str = "0.001") -> Instrument:
    return Instrument("X", "COIN", "CASH", D("0.01"), D(lot), D(lot), D(5), Fees(D(rate), D(rate), asset))


@settings(max_examples=10)
@given(
    st.sampled_from(["base", "quote"]),
    st.sampled_from(["0.0005", "0.001", "0.004"]),
    st.sampled_from(["0.1", "0.01", "0.00001"]),
    st.integers(300, 30_000),
)
def test_number_that_is_offered_is_taken_and_the_next_is_not(
    asset: str, rate: str, lot: str, investment: int
) -> None:
    """Of whatever is wrong with another number, its round trips earn; those of the next number do not."""
    given_params = {**PARAMS, "investment": str(investment), "grids": 200}

    def loses(grids: int) -> bool:
        found = preflight(market(asset, rate, lot), {**given_params, "grids": grids}, D(100), D(100_000))
        return "net_profit" in [problem.code for problem in found.problems]

    most = preflight(market(asset, rate, lot), given_params, D(100), D(100_000)).max_grids
    assert most is not None
    if most >= MIN_GRIDS:
        assert not loses(most)
    if asset == "quote" and most < MAX_GRIDS:
        assert loses(most + 1)


@pytest.mark.parametrize(("asset", "rate"), [("quote", "0.001"), ("quote", "0.02"), ("base", "0.02")])
def test_one_preflight_looks_once(asset: str, rate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One search for the largest number of grids, one round trip a cell: also where a grid loses."""
    searched: list[int] = []
    computed: list[Decimal] = []
    search, trip = grid_profit.most_by_rates, grid_profit.trip

    def counted_search(*of: Any) -> int:
        searched.append(1)
        return search(*of)

    def counted_trip(*of: Any) -> Any:
        computed.append(of[1])
        return trip(*of)

    for module in (grid_plan, spot_grid_params, preflight_module):
        if hasattr(module, "most_by_rates"):
            monkeypatch.setattr(module, "most_by_rates", counted_search)
    monkeypatch.setattr(grid_profit, "trip", counted_trip)
    found = preflight(market(asset, rate), PARAMS, D(100), D(100_000))
    assert (rate == "0.02") is ("net_profit" in [problem.code for problem in found.problems])
    assert len(searched) == 1
    if asset == "quote":
        assert len(computed) == (10 if found.ok else 0)
