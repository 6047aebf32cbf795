"""The smart rebalance beside a slow calculation of its own: the same fills and figures, to the last digit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support.rebalance_runs import differences
from tests.support.reference.rebalance_cases import CASES, Case, reference_of
from tests.support.reference.rebalance_scenarios import drawn

SEEDS = range(200)


def worked_out(case: Case) -> dict[str, Any]:
    """What a case tells, in the form of `seen`."""

    def exact(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: Fraction(text) for name, text in value.items()}
        return Fraction(value) if isinstance(value, str) and value[-1].isdigit() else value

    fills = [(s, coin, side, Fraction(price), Fraction(qty)) for s, coin, side, price, qty in case.fills]
    return {"fills": fills, **{name: exact(value) for name, value in case.figures.items()}}


def seen(case: Case, result: dict[str, Any]) -> dict[str, Any]:
    """The part of a result that a case speaks of."""
    fills = [
        (f["ts_ns"] // 10**9, f["market"].split("/")[0], f["side"], f["price"], f["qty"])
        for f in result["fills"]
    ]
    return {"fills": fills, **{name: result[name] for name in case.figures}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hand_worked_cases(case: Case, tmp_path: Path) -> None:
    """The reference makes of a case what a person did, and the product what the reference does."""
    wanted = reference_of(case.scenario())
    assert seen(case, wanted) == worked_out(case)
    assert differences(case.scenario(), tmp_path, wanted) == []


@pytest.mark.parametrize("first", range(0, len(SEEDS), 20))
def test_drawn_runs(first: int, tmp_path: Path) -> None:
    """Random markets, gaps, parameters and candles: no difference anywhere."""
    told = {seed: differences(drawn(seed), tmp_path / str(seed)) for seed in SEEDS[first : first + 20]}
    assert {seed: words for seed, words in told.items() if words} == {}
