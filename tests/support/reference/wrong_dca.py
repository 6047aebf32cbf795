"""A bank of wrong DCA engines: each breaks one rule of a reference in a way a real program might.

A test of the product is only worth something if it tells the reference from each of these. `WRONG_DCA` lists
the classes; the docstring of each says in one sentence what it does wrong. `differs(engine, scenario)`
compares its output document with that of the reference of its form.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.support.reference import wrong_dca_deals, wrong_dca_orders, wrong_dca_recurring
from tests.support.reference.dca_cases import ENGINES
from tests.support.reference.dca_path import CandleBot
from tests.support.reference.dca_scenarios import recurring_scenario, safety_scenario
from tests.support.reference.dca_vectors import VECTORS

WRONG_DCA: list[type[CandleBot]] = [
    engine
    for module in (wrong_dca_deals, wrong_dca_orders, wrong_dca_recurring)
    for engine in vars(module).values()
    if isinstance(engine, type) and issubclass(engine, CandleBot) and engine.__module__ == module.__name__
]


def form_of(engine: type[CandleBot]) -> str:
    """The form whose reference an engine bends."""
    return next(form for form, right in ENGINES.items() if issubclass(engine, right))


def outcome(engine: type[CandleBot], scenario: tuple[Any, ...]) -> Any:
    """The output document of an engine, or the name and text of its failure."""
    try:
        return engine(*scenario).run()
    except Exception as failure:  # a wrong engine may fail in any way; each is a difference
        return type(failure).__name__, str(failure)


def differs(engine: type[CandleBot], scenario: tuple[Any, ...], expected: Any = None) -> bool:
    """Whether an engine's result on a scenario is not the reference's."""
    right = outcome(ENGINES[form_of(engine)], scenario) if expected is None else expected
    return outcome(engine, scenario) != right


def scenarios(form: str, seeds: Iterable[int]) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """All hand-worked cases of a form, then the seeds, each with its name."""
    for vector in VECTORS:
        if vector.params["form"] == form:
            yield vector.name, vector.arguments()
    for seed in seeds:
        yield f"seed {seed}", (safety_scenario if form == "safety_orders" else recurring_scenario)(seed)


def told_apart_by(engine: type[CandleBot], seeds: Iterable[int] = range(300)) -> str | None:
    """The first case or seed on which an engine differs from the reference; None if it never does."""
    drawn = scenarios(form_of(engine), seeds)
    return next((name for name, scenario in drawn if differs(engine, scenario)), None)
