"""A recurring purchase of several assets beside a slow calculation of its own: the same fills and figures."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.golden.test_rebalance_reference import STEPS, recording, seen, worked_out
from tests.support.dca_basket_runs import differences
from tests.support.reference.dca_basket_cases import CASES, drawn, drawn_on, reference_of
from tests.support.reference.rebalance_cases import Case, Scenario
from tests.support.wrong_dca_basket import MISTAKES, Mistake

SEEDS = range(120)
FIVE = ("BTC", "ETH", "SOL", "XRP", "DOGE")
# kind of file, coins, first row, rows, seconds of a candle, seeds
RECORDINGS = [
    ("5m", FIVE, 0, 1500, 300, range(1000, 1012)),
    ("5m", FIVE, 30_000, 2000, 300, range(1012, 1024)),
    ("multi_1h", tuple(STEPS), 0, 800, 3600, range(1024, 1036)),
    ("multi_1h", tuple(STEPS), 3000, 1200, 3600, range(1036, 1048)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hand_worked_cases(case: Case, tmp_path: Path) -> None:
    """The reference makes of a case what a person did, and the product what the reference does."""
    wanted = reference_of(case.scenario())
    assert seen(case, wanted) == worked_out(case)
    assert differences(case.scenario(), tmp_path, wanted) == []


@cache
def right_run(key: int | str) -> tuple[Scenario, dict[str, Any]]:
    """A hand-worked case by its name or a drawn run by its seed, with what the reference makes of it."""
    by_name = {case.name: case for case in CASES}
    scenario = drawn(key) if isinstance(key, int) else by_name[key].scenario()
    return scenario, reference_of(scenario)


@pytest.mark.parametrize("first", range(0, len(SEEDS), 20))
def test_drawn_runs(first: int, tmp_path: Path) -> None:
    """Random markets, gaps, parameters and candles: no difference anywhere."""
    told = {}
    for seed in SEEDS[first : first + 20]:
        scenario, wanted = right_run(seed)
        told[seed] = differences(scenario, tmp_path / str(seed), wanted)
    assert {seed: words for seed, words in told.items() if words} == {}


def test_drawn_runs_cover() -> None:
    """What the drawn runs have among them, so that they go on saying something."""
    runs = [right_run(seed) for seed in SEEDS]
    often = {
        "bought again": sum(len(wanted["fills"]) > 10 for _, wanted in runs),
        "took profit": sum(wanted["round_trips"] >= 2 for _, wanted in runs),
        "all spent": sum(wanted["reason"] == "all_spent" for _, wanted in runs),
        "fees in coins": sum(len(wanted["fees"]) > 1 for _, wanted in runs),
        "an asset left out": sum(0 in wanted["spent_on"].values() for _, wanted in runs),
        "a part is sold": sum(
            wanted["round_trips"] > 0 and "take_profit_part" in scenario.params for scenario, wanted in runs
        ),
        "a hole": sum(len({len(rows) for rows in scenario.candles.values()}) > 1 for scenario, _ in runs),
    }
    assert {name: count for name, count in often.items() if count < 10} == {}


@pytest.mark.data
@pytest.mark.parametrize(("kind", "coins", "first", "count", "interval_s", "seeds"), RECORDINGS)
def test_real_recordings(
    shared_data: Path,
    tmp_path: Path,
    kind: str,
    coins: tuple[str, ...],
    first: int,
    count: int,
    interval_s: int,
    seeds: range,
) -> None:
    """Drawn parameters on recorded candles of several coins: every fill and every figure."""
    recorded = {coin: recording(shared_data / "candles", coin, kind, first, count) for coin in coins}
    told, fills = {}, 0
    for seed in seeds:
        scenario = drawn_on(seed, recorded, STEPS, interval_s)
        wanted = reference_of(scenario)
        fills += len(wanted["fills"])
        told[seed] = differences(scenario, tmp_path / str(seed), wanted)
    assert {seed: words for seed, words in told.items() if words} == {}
    assert fills > 20 * len(seeds)


def is_seen(key: int | str, folder: Path) -> bool:
    """Whether the comparison tells; a product that fails is told as well."""
    scenario, wanted = right_run(key)
    try:
        return differences(scenario, folder, wanted) != []
    except Exception:  # a mistake may end in any failure
        return True


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_planted_mistakes_are_seen(mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some hand-worked or drawn run tells the product from one with each mistake in it."""
    mistake(monkeypatch)
    keys = [*(case.name for case in CASES), *SEEDS[:20]]
    assert any(is_seen(key, tmp_path) for key in keys), mistake.__doc__


def test_the_bank_is_large_enough() -> None:
    """At least ten mistakes, each of its own name."""
    assert len({mistake.__name__ for mistake in MISTAKES}) == len(MISTAKES) >= 10


def test_no_asset_gets_more_than_its_part() -> None:
    """In no run does an order spend more on an asset than its weight of the amount."""
    for seed in SEEDS:
        scenario, wanted = right_run(seed)
        shares = {asset: Fraction(share) for asset, share in scenario.params["assets"].items()}
        for fill in wanted["fills"]:
            if fill["side"] == "buy":
                part = shares[fill["market"].split("/")[0]] / sum(shares.values())
                assert fill["qty"] * fill["price"] <= Fraction(scenario.params["amount"]) * part * Fraction(
                    "1.01"
                )
