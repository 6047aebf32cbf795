"""The smart rebalance beside a slow calculation of its own: the same fills and figures, to the last digit."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.rebalance_runs import differences, ends_together
from tests.support.reference.rebalance_cases import CASES, Case, Scenario, reference_of
from tests.support.reference.rebalance_scenarios import drawn
from tests.support.wrong_rebalance import MISTAKES, Mistake

SEEDS = range(200)
STEPS = {
    "BTC": ("0.01", "0.00001"), "ETH": ("0.01", "0.0001"), "SOL": ("0.01", "0.001"), "XRP": ("0.0001", "1"),
    "DOGE": ("0.00001", "1"), "NEAR": ("0.001", "0.1"), "UNI": ("0.001", "0.01"), "MATIC": ("0.0001", "0.1"),
    "1000SATS": ("0.0000001", "1"),
}  # fmt: skip
FIVE = {"BTC": "30", "ETH": "25", "SOL": "20", "XRP": "10", "DOGE": "5", "USDT": "10"}
NINE = dict.fromkeys(STEPS, "1")
# file or files, first row, rows of each, parameters, fee asset
RECORDINGS: list[tuple[str, int, int, dict[str, Any], str]] = [
    ("5m", 0, 2500, {"assets": FIVE, "trigger": "deviation", "threshold": "1"}, "quote"),
    ("5m", 17_000, 3000, {"assets": FIVE, "trigger": "interval", "interval_s": 1800}, "base"),
    ("5m", 40_000, 3000, {"assets": FIVE, "weighting": "ai", "threshold": "0.5", "interval_s": 7230,
                          "stop_equity": "0.9", "take_profit_equity": "1.03"}, "quote"),
    ("multi_1h", 0, 600, {"assets": NINE, "weighting": "equal", "threshold": "2",
                           "own": {"ETH": "2", "1000SATS": "400000"}}, "base"),
    ("multi_1h", 2000, 4000, {"assets": NINE, "weighting": "equal", "trigger": "interval",
                              "interval_s": 43_200, "cost_guard": "0.02"}, "quote"),
]  # fmt: skip


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
        "rebalanced": sum(wanted["rebalances"] >= 3 for _, wanted in runs),
        "stop": sum(wanted["reason"] == "stop" for _, wanted in runs),
        "take profit": sum(wanted["reason"] == "take_profit" for _, wanted in runs),
        "fees in coins": sum(len(wanted["fees"]) > 1 for _, wanted in runs),
        "own": sum(bool(scenario.params.get("own")) for scenario, _ in runs),
        "quote with a weight": sum("USDT" in scenario.params["assets"] for scenario, _ in runs),
        "different ends": sum(not ends_together(scenario) for scenario, _ in runs),
    }
    assert {name: count for name, count in often.items() if count < 10} == {}


def recording(folder: Path, coin: str, kind: str, first: int, count: int) -> list[Any]:
    """Candles of a coin, prices by their shortest decimal."""
    name = kind if kind.startswith("multi") else f"{coin}USDT_{kind}"
    frame = pl.read_parquet(folder / f"candles_binance_spot_{name}.parquet")
    if "symbol" in frame.columns:
        frame = frame.filter(pl.col("symbol") == coin + "USDT")
    frame = frame.sort("open_time").slice(first, count)
    columns = [frame[name].to_list() for name in ("open_time", "open", "high", "low", "close")]
    return [(t, *map(repr, prices)) for t, *prices in zip(*columns, strict=True)]


@pytest.mark.data
@pytest.mark.parametrize(("kind", "first", "count", "params", "fee_asset"), RECORDINGS)
def test_real_recordings(
    shared_data: Path,
    tmp_path: Path,
    kind: str,
    first: int,
    count: int,
    params: dict[str, Any],
    fee_asset: str,
) -> None:
    """Recorded candles of several coins: the files of the coins do not end together."""
    coins = [asset for asset in params["assets"] if asset != "USDT"]
    candles = {f"{coin}/USDT": recording(shared_data / "candles", coin, kind, first, count) for coin in coins}
    markets = {
        f"{coin}/USDT": {"tick": tick, "lot": lot, "min_qty": lot, "min_notional": "5"}
        for coin, (tick, lot) in STEPS.items()
        if coin in coins
    }
    scenario = Scenario(
        {**params, "investment": "10000"},
        markets,
        candles,
        300 if kind == "5m" else 3600,
        "0.001",
        fee_asset,
        "0.0002",
    )
    wanted = reference_of(scenario)
    assert differences(scenario, tmp_path, wanted) == []
    assert wanted["rebalances"] >= 3 or wanted["state"] == "stopped"


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
    """At least thirty mistakes, each of its own name."""
    assert len({mistake.__name__ for mistake in MISTAKES}) == len(MISTAKES) >= 30
