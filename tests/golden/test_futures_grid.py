"""The futures grid against its reference: every fill, funding, liquidation and figure, to the last digit."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from finbyte_desktop.core.errors import UserError
from tests.support.futures_runs import COMPARED, comparable, request_of, run_product
from tests.support.reference.futures_grid import FuturesGrid, run
from tests.support.reference.futures_scenarios import VECTORS, FuturesScenario, Vector, futures_scenario
from tests.support.reference.wrong_futures import WRONG_FUTURES, outcome

SEEDS, A_TEST = 400, 20
BANK, BANK_SEEDS = 78, 200
REFUSED = "refused"


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


@cache
def drawn_and_run(number: int) -> tuple[tuple[Any, ...], Any]:
    """A hand-worked case, or after them a drawn scenario, and what the product makes of it."""
    if number < len(VECTORS):
        scenario = VECTORS[number].arguments()
    else:
        scenario = tuple(futures_scenario(number - len(VECTORS)))
    try:
        return scenario, comparable(run_product(request_of(*scenario)))
    except UserError:
        return scenario, REFUSED


def caught_at(engine: type[FuturesGrid]) -> int | None:
    """The first case on which the product says something else than an engine."""
    for number in range(len(VECTORS) + BANK_SEEDS):
        scenario, wanted = drawn_and_run(number)
        params, candles, interval, market, funding, tiers, rule, slippage = scenario
        rows = [(cap, rate, amount if rule == "binance" else 0) for cap, rate, amount in tiers]
        found = outcome(engine, (params, candles, interval, market, funding, rows, rule, slippage))
        if (comparable(found) if isinstance(found, dict) else REFUSED) != wanted:
            return number
    return None


@pytest.mark.parametrize("engine", WRONG_FUTURES, ids=lambda engine: engine.__name__)
def test_wrong_engines_are_told_from_the_product(engine: type[FuturesGrid]) -> None:
    """What one says of some case is not what the product says: a product with that fault would not pass."""
    assert caught_at(engine) is not None, engine.__doc__


def test_right_engine_is_told_from_nothing() -> None:
    """The way of comparing finds no difference where there is none, and the bank is whole."""
    assert caught_at(FuturesGrid) is None
    assert len(WRONG_FUTURES) == BANK
