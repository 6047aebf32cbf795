"""The DCA references against hand-worked cases, published deviations and wrong engines."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import pytest

from tests.support.reference.arithmetic import NS_PER_S, exact_context
from tests.support.reference.dca_cases import (
    DEAL,
    ENGINES,
    HOURLY,
    LADDER,
    Vector,
    expected,
    flat,
    plain_market,
    seen,
)
from tests.support.reference.dca_moments import SCHEDULES
from tests.support.reference.dca_recurring import Recurring
from tests.support.reference.dca_safety import SafetyOrders
from tests.support.reference.dca_scenarios import (
    OUTSIDE,
    Scenario,
    features,
    recurring_scenario,
    safety_scenario,
)
from tests.support.reference.dca_schedule import Schedule
from tests.support.reference.dca_vectors import VECTORS
from tests.support.reference.wrong_dca import WRONG_DCA, differs, form_of, outcome

SEEDS = range(300)
FORMS = ("safety_orders", "recurring")
DRAW = {"safety_orders": safety_scenario, "recurring": recurring_scenario}


def at(text: str) -> int:
    """Nanoseconds of a UTC time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * NS_PER_S


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name.replace(" ", "_"))
def test_hand_worked_cases(vector: Vector) -> None:
    """What was worked out by hand comes out, to the last digit."""
    engine = ENGINES[vector.params["form"]](*vector.arguments())
    if vector.refused is not None:
        with pytest.raises(ValueError, match=f"^{vector.refused}$"):
            engine.run()
        return
    result = engine.run()
    assert seen(vector, result) == expected(vector)


@pytest.mark.parametrize(
    ("scale", "kind", "percent"),
    [
        ("1.2", "cumulative", ["3", "6.6", "10.92", "16.104"]),
        ("1.2", "compounding", ["3", "6.492", "10.5315", "15.1696"]),
        ("1", "cumulative", ["3", "6", "9", "12"]),
    ],
)
def test_published_deviations(scale: str, kind: str, percent: list[str]) -> None:
    """The deviations of the specification, within their printed digits."""
    params = {**LADDER, "safety_orders": 4, "deviation_scale": scale, "deviation_kind": kind}
    found = SafetyOrders(params, [], 1, plain_market()).deviations()
    assert [round(d * 100, 4) for d in found] == [Fraction(p) for p in percent]


@pytest.mark.parametrize(("params", "start", "moments"), SCHEDULES)
def test_schedules(params: dict[str, Any], start: str, moments: list[str]) -> None:
    """The moments that a calendar and a clock on the wall give."""
    full = {**Recurring.DEFAULTS, "first": "scheduled", **params}
    found = islice(Schedule(full, at(start)).to_come(), len(moments))
    assert list(found) == [at(moment) for moment in moments]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({**DEAL, "amount": 5}, "unknown_param"),
        ({**DEAL, "take_profit": None}, "missing_param"),
        ({**DEAL, "safety_orders": 1}, "missing_param"),
        ({**DEAL, "take_profit": 0}, "out_of_bounds"),
        ({**LADDER, "safety_orders": 51}, "out_of_bounds"),
        ({**LADDER, "deviation_kind": "both"}, "choice"),
        ({**LADDER, "deviation_kind": "compounding", "deviation": 1}, "ladder_below_zero"),
        ({**HOURLY, "interval": "minute"}, "choice"),
        ({**HOURLY, "weekday": "monday"}, "weekday"),
        ({**HOURLY, "interval": "month"}, "day"),
        ({**HOURLY, "interval": "month", "day": 32}, "day"),
        ({**HOURLY, "smart_runs": 4}, "out_of_bounds"),
    ],
)
def test_refusals(params: dict[str, Any], code: str) -> None:
    """What cannot run is refused with its code."""
    vector = Vector("refused", params, [flat(100)])
    with pytest.raises(ValueError, match=f"^{code}$"):
        ENGINES[params["form"]](*vector.arguments()).run()


@cache
def reference(form: str, seed: int) -> tuple[Scenario, dict[str, Any], Counter[str]]:
    """A scenario, its result and what occurs in it."""
    drawn = DRAW[form](seed)
    engine = ENGINES[form](*drawn)
    result = engine.run()
    assert not engine.flags & OUTSIDE
    return drawn, result, features(drawn, engine, result)


@pytest.mark.parametrize("form", FORMS)
def test_a_seed_is_one_scenario_with_one_result(form: str) -> None:
    """Drawn and calculated anew, nothing changes; the arguments are left as they were."""
    for seed in range(20):
        drawn, result, _ = reference(form, seed)
        again = DRAW[form](seed)
        assert again == drawn
        assert ENGINES[form](*again).run() == result
        assert again == drawn


@pytest.mark.parametrize("form", FORMS)
def test_money_adds_up(form: str) -> None:
    """Quote, base, fees and totals follow from the fills alone; no order was paid with money not there."""
    for seed in SEEDS:
        (_, series, _, market), result, _ = reference(form, seed)
        money, held, fees = result["investment"], Decimal(0), Counter[str]()
        with localcontext(exact_context()):
            for f in result["fills"]:
                sign = 1 if f["side"] == "buy" else -1
                money -= sign * f["qty"] * f["price"]
                held += sign * f["qty"]
                if f["fee_asset"] == market["quote_asset"]:
                    money -= f["fee"]
                else:
                    held -= f["fee"]
                fees[f["fee_asset"]] += f["fee"]
                assert money >= 0, seed
                assert held >= 0, seed
            assert (result["quote"], result["base"]) == (money, held)
            assert result["fees"] == {k: v for k, v in fees.items() if v}
            assert result["equity"] == money + held * series[-1][4]
            assert result["total_profit"] == result["equity"] - result["investment"]
            assert result["floating_profit"] == result["total_profit"] - result["grid_profit"]
            assert result["grid_profit"] == sum(deal["profit"] for deal in result["deals"])


def test_deals_end_with_a_profit_unless_they_follow_or_are_stopped() -> None:
    """A resting take profit always earns its part net of fees; only trailing and the stop loss can lose."""
    for seed in SEEDS:
        (params, *_), result, _ = reference("safety_orders", seed)
        least = [deal["profit"] for deal in result["deals"]]
        if result["reason"] == "stop_loss":
            least.pop()
        if "trailing" not in params:
            assert all(profit > 0 for profit in least), seed


def test_scenarios_use_their_options() -> None:
    """Each option and each thing that can happen appears often enough to be seen."""
    seen_in: Counter[str] = Counter()
    for form in FORMS:
        for seed in SEEDS:
            seen_in += reference(form, seed)[2]
    often = ("trailing", "stop_loss", "cooldown_s", "entry_price", "reserve", "take_profit_from=base_order")
    often += ("deviation_kind=compounding", "deviation_scale", "volume_scale", "reason stop_loss", "slippage")
    often += ("fee in base", "fee in quote", "several orders in one jump", "alarm between points")
    often += ("tiny minimums", "5 deals or more", "smart_runs", "price_cap", "price_floor", "max_deals")
    often += ("take_profit_part", "first=scheduled", "reason all_spent", "exit=sell", "deal with a loss")
    often += ("interval=day", "interval=month", "interval=week")
    for name in often:
        assert seen_in[name] >= 20, name
    rare = ("interval=hour", "interval=4_hours", "interval=12_hours", "interval=2_weeks", "flag: marketable")
    rare += ("time that does not exist", "time that occurs twice", "day that the month lacks")
    rare += ("flag: base order not bought", "no safety orders", "reason deals_done")
    rare += ("entry_direction=above", "entry_direction=below")
    for name in rare:
        assert seen_in[name] >= 8, name


@cache
def of_vector(index: int) -> Any:
    """What the reference makes of a hand-worked case."""
    vector = VECTORS[index]
    return outcome(ENGINES[vector.params["form"]], vector.arguments())


@pytest.mark.parametrize("engine", WRONG_DCA, ids=lambda engine: engine.__name__)
def test_wrong_engines_are_told_apart(engine: Any) -> None:
    """Some hand-worked case or scenario tells each wrong engine from the reference."""
    form = form_of(engine)
    by_hand = any(
        differs(engine, vector.arguments(), of_vector(i))
        for i, vector in enumerate(VECTORS)
        if vector.params["form"] == form
    )
    assert by_hand or any(differs(engine, *reference(form, s)[:2]) for s in SEEDS), engine.__doc__


def test_the_bank_is_large_enough() -> None:
    """At least twenty wrong engines for each form; the right one differs nowhere."""
    assert all(sum(form_of(engine) == form for engine in WRONG_DCA) >= 20 for form in FORMS)
    assert len({engine.__name__ for engine in WRONG_DCA}) == len(WRONG_DCA)
    for form in FORMS:
        assert not any(differs(ENGINES[form], *reference(form, seed)[:2]) for seed in range(5))
