"""`backtest` and `replay` of a rebalance whose weights are found on the history before its start."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop import cli
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.daily_closes import closes_of_series
from finbyte_desktop.services.proportion import proportion

D = Decimal
DAY_MS = 86_400_000
BEGIN_MS = 1_672_531_200_000  # 2023-01-01
STEPS = ("--tick", "0.01", "--lot", "0.0001", "--min-notional", "5")
PARAMS = {"assets": ["AAA", "BBB", "CCC"], "weighting": "ai", "investment": "1000"}


def coin(folder: Path, name: str, seed: int, days: int, after: float = 1.0) -> Path:
    """Daily candles that wander; from day 200 on at other prices."""
    rng, price, rows = random.Random(seed), 100.0, ["open_time,open,high,low,close,volume"]
    for n in range(days):
        first = price * (after if n == 200 else 1.0)
        price = round(first * (1 + rng.gauss(0, 0.01 * seed)), 2)
        first = round(first, 2)
        row = (BEGIN_MS + n * DAY_MS, first, max(first, price), min(first, price), price, 1)
        rows.append(",".join(map(str, row)))
    path = folder / f"{name}USDT.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def coins(folder: Path, days: int = 260, after: float = 1.0) -> list[Path]:
    return [coin(folder, name, n + 1, days, after) for n, name in enumerate(("AAA", "BBB", "CCC"))]


def ran(folder: Path, files: list[Path], *more: str, **params: Any) -> int:
    given = folder / "P.json"
    given.write_text(json.dumps({**PARAMS, **params}), encoding="utf-8")
    argv = ["backtest", "--bot", "rebalance", "--params", str(given), *STEPS, *more]
    for file in files:
        argv += ["--candles", str(file)]
    return cli.run(argv)


def result(folder: Path, files: list[Path], *more: str) -> dict[str, Any]:
    out = folder / "out.json"
    assert ran(folder, files, *more, "--json", str(out)) == 0
    found: dict[str, Any] = json.loads(out.read_bytes())
    return found


def test_weights_are_those_of_the_days_before_the_start(tmp_path: Path) -> None:
    """In the document with their check; the run itself uses them as its shares."""
    files = coins(tmp_path)
    found = result(tmp_path, files, "--from", "2023-07-20")  # day 200
    rows = {}
    for name, path in zip(("AAA", "BBB", "CCC"), files, strict=True):
        series, _ = load_candles(path)
        rows[name] = closes_of_series(series.slice(0, 200))
    wanted = proportion(rows, dict.fromkeys(rows, 0.001))
    weights = {asset: str(share) for asset, share in wanted.shares.items()}
    assert {a: D(w) for a, w in found["proportion"]["weights"].items()} == dict(wanted.shares)
    assert sum(D(share) for share in weights.values()) == 100
    assert {a: D(s) for a, s in found["params"]["assets"].items()} == dict(wanted.shares)
    assert found["params"]["weighting"] == "ai"
    assert found["proportion"]["checked_days"] == wanted.checked_days == 90
    assert found["proportion"]["out_of_sample"]["total_return"] == str(wanted.own.total_return)
    assert found["proportion"]["to_ns"] == (BEGIN_MS + 200 * DAY_MS) * 1_000_000
    assert {row["asset"]: D(row["target"]) for row in found["assets"]} == {
        **{asset: share / 100 for asset, share in wanted.shares.items()},
    }


def test_nothing_after_the_start_changes_them(tmp_path: Path) -> None:
    """Other prices from that day on give other results and the same weights."""
    (tmp_path / "other").mkdir()
    first = result(tmp_path, coins(tmp_path), "--from", "2023-07-20")
    second = result(tmp_path, coins(tmp_path / "other", after=1.4), "--from", "2023-07-20")
    assert first["proportion"] == second["proportion"]
    assert first["total_profit"] != second["total_profit"]


def test_shares_that_are_given_stay(tmp_path: Path) -> None:
    """As before: an object names the shares, whoever found them."""
    files = coins(tmp_path)
    given = tmp_path / "out.json"
    assert ran(tmp_path, files, "--json", str(given), assets={"AAA": "70", "BBB": "20", "CCC": "10"}) == 0
    assert "proportion" not in json.loads(given.read_bytes())


@pytest.mark.parametrize(
    ("start", "days", "words"),
    [
        (None, 260, "Name its first day: --from"),
        ("2023-01-01", 260, "go back 0 days; 121 are needed"),
        ("2023-04-01", 260, "go back 90 days; 121 are needed"),
    ],
)
def test_a_start_without_history_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], start: str | None, days: int, words: str
) -> None:
    """With what is needed."""
    more = () if start is None else ("--from", start)
    assert ran(tmp_path, coins(tmp_path, days), *more) == 2
    assert words in capsys.readouterr().err


def test_replay_finds_them_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the past that the demo market has."""
    params = tmp_path / "P.json"
    params.write_text(json.dumps({**PARAMS, "assets": ["BTC", "ETH", "SOL"]}), encoding="utf-8")
    assert cli.run(["replay", "--bot", "rebalance", "--params", str(params), "--hours", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    shares = [D(str(share)) for share in found["params"]["assets"].values()]
    assert sum(shares) == 100
    assert len(set(shares)) > 1
