"""Rebalances that the command line refuses: what it says, by the id of the row in docs/errors.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from finbyte_desktop.cli import run

HALVES = {"assets": {"BTC": "50", "ETH": "50"}, "investment": "1000"}
BOTH = ("BTCUSDT", "ETHUSDT")


def candles(folder: Path, name: str, start: int = 0) -> Path:
    """Three minutes of a market that stands at 100."""
    target = folder / f"{name}.csv"
    rows = [f"{60_000 * (start + n)},100,100,100,100,1" for n in range(3)]
    target.write_text("open_time,open,high,low,close,volume\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return target


def refused(
    folder: Path, capsys: Any, files: Mapping[str, int], *more: str, markets: str | None = None, **params: Any
) -> str:
    """What the command says, with status 2. `files` are markets with the minute of their first candle."""
    path = folder / "P.json"
    path.write_text(json.dumps({**HALVES, **params}), encoding="utf-8")
    argv = ["backtest", "--bot", "rebalance", "--params", str(path), *more]
    for name, start in files.items():
        argv += ["--candles", str(candles(folder, name, start))]
    if markets is not None:
        steps = folder / "M.json"
        steps.write_text(markets, encoding="utf-8")
        argv += ["--markets", str(steps)]
    if "--tick" not in more:
        argv += ["--tick", "0.01"]
    assert run([*argv, "--lot", "0.001", "--min-notional", "5"]) == 2
    return str(capsys.readouterr().err.strip())


def _with(*names: str, more: tuple[str, ...] = (), **given: Any) -> Callable[[Path, Any], str]:
    return lambda folder, capsys: refused(folder, capsys, dict.fromkeys(names or BOTH, 0), *more, **given)


BASKET_REFUSALS: dict[str, Callable[[Path, Any], str]] = {
    "basket-weights": _with(assets={"BTC": "50", "ETH": "49"}),
    "basket-one-asset": _with("BTCUSDT", assets={"BTC": "100"}),
    "basket-not-assets": _with(assets=["BTC", "ETH"]),
    "basket-no-share": _with(assets={"BTC": "100", "ETH": "0"}),
    "basket-negative-share": _with(assets={"BTC": "150", "ETH": "-50"}),
    "basket-not-equal": _with(weighting="equal"),
    "basket-no-money": _with(investment="0"),
    "basket-foreign-coins": _with(own={"XRP": "1"}),
    "basket-interval": _with(interval_s="60"),
    "basket-no-candles": _with("BTCUSDT"),
    "basket-candles-without-share": _with(*BOTH, "SOLUSDT"),
    "basket-no-common-time": lambda f, c: refused(f, c, {"BTCUSDT": 0, "ETHUSDT": 50}),
    "basket-other-quote": _with("BTCUSDT", "ETHBTC"),
    "basket-perpetual-option": _with(more=("--funding", "x.csv")),
    "basket-markets-key": _with(markets='{"BTCUSDT": {"step": "1"}}'),
    "basket-markets-not-objects": _with(markets='{"BTCUSDT": "0.01"}'),
    "basket-one-market": lambda f, c: _other_bot(f, c),
}


def _other_bot(folder: Path, capsys: Any) -> str:
    path, one = folder / "P.json", str(candles(folder, "BTCUSDT"))
    path.write_text("{}", encoding="utf-8")
    argv = ["backtest", "--bot", "spot_grid", "--params", str(path), "--candles", one, "--candles", one]
    assert run([*argv, "--tick", "0.01", "--lot", "0.001", "--min-notional", "5"]) == 2
    return str(capsys.readouterr().err.strip())
