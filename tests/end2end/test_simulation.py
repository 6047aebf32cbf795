"""The whole client against the test exchange in virtual time: invariants hold, broken engines are caught.

`python3 dev.py simulate` runs as many seeds as one likes and reports what was visited.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.exchange import KNOBS
from tests.support.simulation.baskets import BasketWorld
from tests.support.simulation.broken import BANK, Engine, broken
from tests.support.simulation.campaign import BASKETS, GRIDS, TRIED, one
from tests.support.simulation.coverage import NEVER, NEVER_ON_PERPETUALS, OF_PERPETUALS, RARE, ROWS, Visits
from tests.support.simulation.dialect import DIALECTS, PERPETUALS
from tests.support.simulation.perpetuals import PerpetualWorld
from tests.support.simulation.swarm import LEAST
from tests.support.simulation.world import LEAST_ORDERS, Report, simulate

SEEDS, BASKET_SEEDS, PERPETUAL_SEEDS, A_TEST = 300, 60, 40, 20
MINUTES = 10.0


@pytest.mark.parametrize("first", range(1, SEEDS + 1, A_TEST))
def test_invariants_hold_under_faults_and_kills(first: int) -> None:
    """No order is lost or doubled, every fill is booked once, the ledger is the venue's to the last unit."""
    reports = [one((seed, MINUTES)) for seed in range(first, first + A_TEST)]
    assert [f"seed {r.seed}: {r.broken}" for r in reports if r.broken] == []
    assert sum(r.kills for r in reports) > 0
    assert {r.venue for r in reports} == set(DIALECTS)
    few = [(r.seed, r.orders, r.minutes, r.kinds) for r in reports if not is_enough(r)]
    assert few == []


@pytest.mark.parametrize("first", range(1, BASKET_SEEDS + 1, A_TEST))
def test_bots_of_several_markets_keep_the_invariants(first: int) -> None:
    """Whatever happens to the legs of a rebalance: sales end before purchases, nothing is spent that is not
    there, and a bot that is stopped ends.
    """
    reports = [one((seed, MINUTES), scenario=BASKETS) for seed in range(first, first + A_TEST)]
    assert [f"seed {r.seed}: {r.broken}" for r in reports if r.broken] == []
    assert [(r.seed, r.orders) for r in reports if r.orders < LEAST_ORDERS] == []


def test_scenario_of_several_markets_is_repeatable() -> None:
    """The same seed gives the same trace, and another one than the scenario of one market."""
    first, second = (simulate(7, 4.0, world=BasketWorld) for _ in range(2))
    assert first.trace == second.trace
    assert first.trace != simulate(7, 4.0).trace


@pytest.mark.parametrize("first", range(1, PERPETUAL_SEEDS + 1, A_TEST))
def test_grids_on_perpetuals_keep_the_invariants(first: int) -> None:
    """Long, short and neutral, on both venues: positions, fees, fundings and profit are the venue's to the
    last unit, nothing is held beyond the plan, and what is stopped ends flat.
    """
    reports = [one((seed, MINUTES), scenario=GRIDS) for seed in range(first, first + A_TEST)]
    assert [f"seed {r.seed}: {r.broken}" for r in reports if r.broken] == []
    assert {r.venue for r in reports} == {one.venue for one in PERPETUALS.values()}
    happened = sum((r.faults for r in reports), Counter[str]())
    assert all(happened[knob] for knob in OF_PERPETUALS)
    few = [(r.seed, r.orders, r.minutes, r.kinds) for r in reports if not is_enough(r)]
    assert few == []


@pytest.mark.parametrize("dialect", sorted(PERPETUALS))
def test_scenario_of_perpetuals_is_repeatable(dialect: str) -> None:
    """Nothing but the seed decides, also what the owner does and when something is paid."""
    first, second = (simulate(7, 4.0, dialect=dialect, world=PerpetualWorld) for _ in range(2))
    assert (first.trace, first.broken) == (second.trace, "")
    assert first.trace != simulate(8, 4.0, dialect=dialect, world=PerpetualWorld).trace


@pytest.mark.parametrize("dialect", sorted(PERPETUALS))
def test_grids_on_perpetuals_without_faults(dialect: str) -> None:
    """On a quiet network every order has its answer, and everything ties out."""
    report = simulate(3, MINUTES, faults=False, dialect=dialect, world=PerpetualWorld)
    assert report.broken == ""
    assert report.orders >= LEAST_ORDERS
    assert not any(move.endswith(("QUARANTINED", "NEVER_ACCEPTED")) for move in report.moves)


def is_enough(report: Report) -> bool:
    """Whether a seed had enough in it to find something: orders, time and kinds of faults."""
    return report.orders >= LEAST_ORDERS and report.minutes >= MINUTES and report.kinds >= LEAST


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_the_same_seed_gives_the_same_trace(dialect: str) -> None:
    """Nothing but the seed decides: two runs tell the same events and facts, byte for byte."""
    first, second = simulate(7, 4.0, dialect=dialect), simulate(7, 4.0, dialect=dialect)
    assert first.trace == second.trace
    assert first.trace != simulate(8, 4.0, dialect=dialect).trace


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_without_faults_nothing_is_ever_unknown(dialect: str) -> None:
    """On a quiet network every order has its answer."""
    report = simulate(3, MINUTES, faults=False, dialect=dialect)
    assert report.broken == ""
    assert report.orders >= 60
    assert not any(move.endswith(("QUARANTINED", "NEVER_ACCEPTED")) for move in report.moves)


@pytest.mark.parametrize("entry", BANK, ids=lambda entry: entry.name)
def test_broken_engine_is_caught(entry: Engine) -> None:
    """Each re-created incident breaks one of the invariants that are named for it."""
    found: list[str] = []
    with broken(entry):
        for seed in range(entry.first_seed, entry.first_seed + TRIED):
            report = one((seed, MINUTES), scenario=entry.scenario)
            if report.broken:
                found.append(report.broken)
                break
    assert found, f"{entry.name} was not caught by {TRIED} seeds"
    assert found[0].split()[0] in entry.caught_by, found[0]


def test_bank_is_large_enough() -> None:
    """At least 25 incidents, each with its source."""
    assert len(BANK) >= 25
    assert all(entry.incident.startswith("https://") for entry in BANK)


def test_what_was_never_visited_is_named() -> None:
    """An empty campaign misses every row, answer, limit and knob, but for those that have a reason."""
    visits = Visits()
    visits.add(Report(1, "binance"))
    missed = set(visits.missed(None))
    assert {"UNKNOWN > NEVER_ACCEPTED", "resolver quarantine", "stream.stall", "sleep", "markets"} <= missed
    assert {*ROWS, *KNOBS} - missed <= {*NEVER, *RARE}
    assert "order.reject_later" in missed
    assert "order.reject_later" not in visits.missed("binance")
    perpetuals = set(Visits(perpetuals=True).missed(None))
    assert {*OF_PERPETUALS, "traded by hand", "leverage set"} <= perpetuals
    assert not perpetuals & set(NEVER_ON_PERPETUALS)


def test_a_reason_is_not_believed_against_a_visit() -> None:
    """What cannot be visited and was visited all the same is told."""
    visits = Visits()
    visits.add(Report(1, "binance", moves=Counter({"SENT > FILLED": 1, "SENT > OPEN": 5})))
    assert visits.strange() == ["SENT > FILLED"]
