"""DCA on perpetuals against its reference: every fill, funding, liquidation and figure, to the last digit."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal, localcontext
from functools import cache
from typing import Any

import pytest

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.backtest import Backtest
from tests.support.dca_futures_runs import COMPARED, request_of, run_product, run_reference
from tests.support.reference.arithmetic import exact_context
from tests.support.reference.dca_futures import FuturesDca
from tests.support.reference.dca_futures_cases import Vector, expected, seen
from tests.support.reference.dca_futures_scenarios import (
    OUTSIDE,
    FuturesDcaScenario,
    features,
    futures_dca_scenario,
)
from tests.support.reference.dca_futures_vectors import VECTORS
from tests.support.reference.wrong_dca_futures import WRONG_DCA_FUTURES

SEEDS, A_TEST = 240, 20
BANK_SEEDS = 200
BY_HAND = [vector.name.replace(" ", "_") for vector in VECTORS]

drawn = cache(futures_dca_scenario)


@cache
def of_product(seed: int) -> dict[str, Any] | str:
    """What the product makes of a drawn scenario, jumping to the next touch."""
    return run_product(request_of(drawn(seed)))


def differing(found: dict[str, Any] | str, wanted: dict[str, Any] | str) -> list[str]:
    """What two results disagree on."""
    if isinstance(found, str) or isinstance(wanted, str):
        return [] if found == wanted else [f"{str(found)[:40]} for {str(wanted)[:40]}"]
    return [name for name in COMPARED if found[name] != wanted[name]]


@pytest.mark.parametrize("first", range(1, SEEDS + 1, A_TEST))
@pytest.mark.xdist_group("dca_futures")
def test_product_agrees_with_the_reference(first: int) -> None:
    """With the jump to the next touch and with the walk through every candle."""
    for seed in range(first, first + A_TEST):
        wanted = run_reference(FuturesDca, drawn(seed))
        assert differing(of_product(seed), wanted) == [], f"seed {seed}, jump"
        walked = run_product(request_of(drawn(seed), walk=True))
        assert differing(walked, wanted) == [], f"seed {seed}, walk"


@pytest.mark.parametrize("vector", VECTORS, ids=BY_HAND)
def test_hand_worked_cases(vector: Vector) -> None:
    """What was worked out by hand comes out of the reference, and all of its result out of the product."""
    scenario = vector.arguments()
    engine = FuturesDca(*scenario)
    if vector.refused is not None:
        with pytest.raises(ValueError, match=f"^{vector.refused}$"):
            engine.run()
    else:
        assert seen(vector, engine.run()) == expected(vector)
    for walk in (False, True):
        found = run_product(request_of(scenario, walk=walk))
        assert differing(found, run_reference(FuturesDca, scenario)) == []


@pytest.mark.xdist_group("dca_futures")
def test_scenarios_use_their_options() -> None:
    """Each option and each thing that can happen appears often enough to be seen."""
    seen_in: Counter[str] = Counter()
    for seed in range(1, SEEDS + 1):
        seen_in += features(drawn(seed))
    often = ("direction=long", "direction=short", "rule binance", "rule bybit", "rule gate", "several tiers")
    often += ("trailing", "stop_loss", "cooldown_s", "max_deals", "entry_price", "extra margin", "reserve")
    often += ("slippage", "both fees", "tiny minimums", "take_profit_from=base_order", "deal with a loss")
    often += ("deviation_kind=compounding", "deviation_scale", "volume_scale", "20 deals or more")
    often += ("funding paid", "funding received", "several orders in one jump", "alarm between points")
    often += ("unsafe ladder", "accept_liquidation=False", "reason liquidated", "reason stop_loss")
    often += ("reason out_of_money", "missing candles")
    for name in often:
        assert seen_in[name] >= 20, name
    rare = ("long liquidated", "short liquidated", "long stop_loss", "short stop_loss", "short out_of_money")
    rare += ("long out_of_money", "stop_loss_from=base_price", "entry_direction=above", "reason deals_done")
    rare += ("entry_direction=below", "reason ladder_liquidated", "flag: base order not traded")
    rare += ("flag: marketable", "liquidated in a jump", "flag: safety order not covered")
    for name in rare:
        assert seen_in[name] >= 8, name
    for name in ("stop_loss_late", "ladder_liquidated", "ladder_too_high", "ladder_below_zero", "leverage"):
        assert seen_in[f"refused {name}"] >= 2, name
    assert seen_in["reason stop_loss_late"] >= 2


@pytest.mark.xdist_group("dca_futures")
def test_money_adds_up() -> None:
    """Quote, position and totals follow from the fills and fundings alone."""
    for seed in range(1, SEEDS + 1):
        scenario = drawn(seed)
        engine = FuturesDca(*scenario)
        try:
            result = engine.run()
        except ValueError:
            continue
        assert not engine.flags & OUTSIDE, seed
        with localcontext(exact_context()):
            held, money = Decimal(0), result["investment"] + result["funding_total"]
            for fill in result["fills"]:
                signed = fill["qty"] if fill["side"] == "buy" else -fill["qty"]
                held += signed
                money -= signed * fill["price"] + fill["fee"]
            assert held == result["position_qty"], seed
            if result["reason"] == "liquidated":
                assert (result["equity"], result["quote"], held) == (0, 0, 0), seed
            else:
                assert result["equity"] == money + held * scenario[1][-1][4], seed
            assert result["grid_profit"] == sum(deal["profit"] for deal in result["deals"]), seed


def outcome(engine: type[FuturesDca], scenario: FuturesDcaScenario) -> dict[str, Any] | str:
    """What an engine says of a scenario; a wrong one may fail in any way, and each is a difference."""
    try:
        return run_reference(engine, scenario)
    except Exception as failure:
        return repr(failure)


def caught_at(engine: type[FuturesDca]) -> int | None:
    """The first drawn scenario on which the product says something else than an engine."""
    seeds = range(1, BANK_SEEDS + 1)
    return next((seed for seed in seeds if outcome(engine, drawn(seed)) != of_product(seed)), None)


@pytest.mark.parametrize("engine", WRONG_DCA_FUTURES, ids=lambda engine: engine.__name__)
@pytest.mark.xdist_group("dca_futures")
def test_wrong_engines_are_told_from_the_product(engine: type[FuturesDca]) -> None:
    """What one says of some scenario is not what the product says: a product with that fault fails above."""
    assert caught_at(engine) is not None, engine.__doc__


@pytest.mark.xdist_group("dca_futures")
def test_right_engine_is_told_from_nothing() -> None:
    """The way of comparing finds no difference where there is none, and the bank is whole."""
    assert caught_at(FuturesDca) is None
    assert len({engine.__name__ for engine in WRONG_DCA_FUTURES}) == len(WRONG_DCA_FUTURES) >= 50


@pytest.mark.parametrize("seed", [*range(1, 9), *range(20, 26)])
@pytest.mark.xdist_group("dca_futures")
def test_bot_goes_on_from_every_prefix(seed: int) -> None:
    """After each event the state is written, read into a new kernel, and that one takes the next event."""
    request = request_of(drawn(seed))
    run = Backtest(request, keep_facts=True)
    events: list[Any] = []
    handle = run.kernel.handle

    def kept(event: Any) -> Any:
        step = handle(event)
        events.append((event, dict(run.kernel.last), list(step.facts)))
        return step

    run.kernel.handle = kept  # type: ignore[method-assign]
    run.run()
    assert events
    i = request.instrument

    def anew() -> Kernel:
        return Kernel({i.id: i}, make_bot, run.kernel.limits, slippage=request.slippage, journal=True)

    kernel = anew()
    with exact():
        for event, last, facts in events:
            kernel.last.update(last)
            assert kernel.handle(event).facts == facts
            state = json.loads(json.dumps(snapshot.save(kernel)))
            again = anew()
            snapshot.load(again, state)
            assert json.loads(json.dumps(snapshot.save(again))) == state
            kernel = again
