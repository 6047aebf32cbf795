"""The DCA bots against their reference: every fill and figure, to the last digit."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.services.backtest import Backtest
from tests.support.dca_runs import REFUSED, comparable, request_of, run_product
from tests.support.reference.dca_cases import ENGINES, Vector
from tests.support.reference.dca_path import CandleBot
from tests.support.reference.dca_scenarios import recurring_scenario, safety_scenario
from tests.support.reference.dca_vectors import VECTORS
from tests.support.reference.wrong_dca import WRONG_DCA, form_of, outcome

FORMS = {"safety_orders": safety_scenario, "recurring": recurring_scenario}
SEEDS, A_TEST = 240, 20
BANK_SEEDS = 120


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("first", range(1, SEEDS + 1, A_TEST))
def test_product_agrees_with_the_reference(form: str, first: int) -> None:
    """With the jump to the next touch and with the walk through every candle."""
    for seed in range(first, first + A_TEST):
        scenario = FORMS[form](seed)
        wanted = comparable(ENGINES[form](*scenario).run())
        for walk in (False, True):
            assert run_product(request_of(scenario, walk=walk)) == wanted, f"seed {seed}, walk {walk}"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name.replace(" ", "_"))
def test_hand_worked_cases(vector: Vector) -> None:
    """Small cases whose numbers were worked out by hand."""
    scenario = vector.arguments()
    found = run_product(request_of(scenario))
    if vector.refused is not None:
        assert found == REFUSED
        return
    assert found == comparable(ENGINES[vector.params["form"]](*scenario).run())


@cache
def of_product(form: str, number: int) -> tuple[tuple[Any, ...], Any]:
    """A hand-worked case of a form, or after them a drawn scenario, and what the product makes of it."""
    cases = [vector.arguments() for vector in VECTORS if vector.params["form"] == form]
    scenario = cases[number] if number < len(cases) else FORMS[form](number - len(cases) + 1)
    return scenario, run_product(request_of(scenario))


def caught_at(engine: type[CandleBot]) -> int | None:
    """The first case on which the product says something else than an engine."""
    form = form_of(engine)
    cases = sum(vector.params["form"] == form for vector in VECTORS)
    for number in range(cases + BANK_SEEDS):
        scenario, wanted = of_product(form, number)
        found = outcome(engine, scenario)
        if (comparable(found) if isinstance(found, dict) else REFUSED) != wanted:
            return number
    return None


@pytest.mark.parametrize("engine", WRONG_DCA, ids=lambda engine: engine.__name__)
@pytest.mark.xdist_group("wrong_dca")
def test_wrong_engines_are_told_from_the_product(engine: type[CandleBot]) -> None:
    """What one says of some case is not what the product says: a product with that fault would not pass."""
    assert caught_at(engine) is not None, engine.__doc__


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.xdist_group("wrong_dca")
def test_right_engine_is_told_from_nothing(form: str) -> None:
    """The way of comparing finds no difference where there is none."""
    assert caught_at(ENGINES[form]) is None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(1, 9))
def test_bot_goes_on_from_every_prefix(form: str, seed: int) -> None:
    """After each event the state is written, read into a new kernel, and that one takes the next event."""
    request = request_of(FORMS[form](seed))
    run = Backtest(request, keep_facts=True)
    events: list[Any] = []
    handle = run.kernel.handle

    def kept(event: Any) -> Any:
        step = handle(event)
        events.append((event, dict(run.kernel.last), list(step.facts)))
        return step

    run.kernel.handle = kept  # type: ignore[method-assign]
    run.run()
    i = request.instrument

    def anew() -> Kernel:
        return Kernel({i.id: i}, make_bot, run.kernel.limits, slippage=request.slippage, journal=True)

    kernel = anew()
    for event, last, facts in events:
        kernel.last.update(last)
        assert kernel.handle(event).facts == facts
        state = json.loads(json.dumps(snapshot.save(kernel)))
        again = anew()
        snapshot.load(again, state)
        assert json.loads(json.dumps(snapshot.save(again))) == state
        kernel = again
