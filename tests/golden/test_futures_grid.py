"""The futures grid against its reference: every fill, funding, liquidation and figure, to the last digit."""

from __future__ import annotations

import pytest

from finbyte_desktop.core.errors import UserError
from tests.support.futures_runs import COMPARED, comparable, request_of, run_product
from tests.support.reference.futures_grid import run
from tests.support.reference.futures_scenarios import VECTORS, FuturesScenario, Vector, futures_scenario

SEEDS, A_TEST = 400, 20


def reference_of(scenario: FuturesScenario) -> dict[str, object]:
    """What the reference says; it uses the amounts of tiers in Binance's formula alone."""
    params, candles, interval, market, funding, tiers, rule, slippage = scenario
    rows = [(cap, rate, amount if rule == "binance" else 0) for cap, rate, amount in tiers]
    return comparable(run(params, candles, interval, market, funding, rows, rule, slippage))


@pytest.mark.parametrize("first", range(1, SEEDS + 1, A_TEST))
def test_product_agrees_with_the_reference(first: int) -> None:
    """With the jump to the next touch and with the walk through every candle."""
    for seed in range(first, first + A_TEST):
        scenario = futures_scenario(seed)
        wanted = reference_of(scenario)
        for walk in (False, True):
            found = comparable(run_product(request_of(*scenario, walk=walk)))
            differing = [name for name in COMPARED if found[name] != wanted[name]]
            assert differing == [], f"seed {seed}, {'walk' if walk else 'jump'}"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_hand_worked_cases(vector: Vector) -> None:
    """Small cases whose numbers were worked out by hand."""
    scenario = vector.arguments()
    if vector.refused is not None:
        with pytest.raises(UserError):
            run_product(request_of(*scenario))
        return
    found, wanted = comparable(run_product(request_of(*scenario))), reference_of(scenario)
    assert [name for name in COMPARED if found[name] != wanted[name]] == []
