"""The smart rebalance of the product, asked through the command line, beside its reference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from finbyte_desktop.cli import run as run_command
from tests.support.reference.rebalance_cases import Scenario, reference_of

FIGURES = ("investment", "total_profit", "realised_profit", "quote", "equity", "max_drawdown")
MARKET_KEYS = ("tick", "lot", "min_qty", "min_notional")


def ask(scenario: Scenario, folder: Path, bot: str = "rebalance") -> dict[str, Any]:
    """The document of the product."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["backtest", "--bot", bot, "--params", str(folder / "params.json")]
    (folder / "params.json").write_text(json.dumps(dict(scenario.params)))
    steps = {s: {k: m[k] for k in MARKET_KEYS if k in m} for s, m in scenario.markets.items()}
    (folder / "markets.json").write_text(json.dumps(steps))
    words += ["--markets", str(folder / "markets.json")]
    for symbol, rows in scenario.candles.items():
        path = folder / (symbol.replace("/", "_") + ".csv")
        lines = [",".join([symbol, *map(str, row), "1"]) for row in rows]
        path.write_text("\n".join(["symbol,open_time,open,high,low,close,volume", *lines]))
        words += ["--candles", str(path)]
    words += ["--fee-taker", scenario.fee, "--fee-maker", "0", "--fee-asset", scenario.fee_asset]
    words += ["--slippage", scenario.slippage, "--json", str(folder / "out.json")]
    status = run_command(words)
    document: dict[str, Any] = json.loads((folder / "out.json").read_text())
    assert status == 0, document
    return document


def comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the product's document that the reference has, in its form."""
    made = common(document)
    made["rebalances"] = document["rebalances"]
    return made


def common(document: Mapping[str, Any]) -> dict[str, Any]:
    """What bots of several markets have in common."""
    made: dict[str, Any] = {name: Fraction(document[name]) for name in FIGURES}
    made |= {name: document[name] for name in ("state", "reason")}
    made["fees"] = {asset: Fraction(text) for asset, text in document["fees"].items() if Fraction(text)}
    quote = next(iter(document["candles"])).split("/")[1]
    coins = [row for row in document["assets"] if row["asset"] != quote]
    made["held"] = {row["asset"]: Fraction(row["qty"]) for row in coins}
    made["values"] = {row["asset"]: Fraction(row["value"]) for row in coins}
    names = ("market", "ts_ns", "side", "fee_asset")
    numbers = ("price", "qty", "fee")
    made["fills"] = [
        {**{k: fill[k] for k in names}, **{k: Fraction(fill[k]) for k in numbers}}
        for fill in document["fills"]
    ]
    return made


def ends_together(scenario: Scenario) -> bool:
    """Whether no file has a candle that opens at the end of the run or later."""
    return len({rows[-1][0] for rows in scenario.candles.values()}) == 1


def differences(scenario: Scenario, folder: Path, wanted: dict[str, Any] | None = None) -> list[str]:
    """What product and reference say differently, in words; nothing where they agree."""
    return told_apart(wanted or reference_of(scenario), comparable(ask(scenario, folder)))


def told_apart(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """In words what a document has that another has not."""
    names = [name for name in wanted if name != "fills"]
    told = [f"{name}: {found[name]}, not {wanted[name]}" for name in names if found[name] != wanted[name]]
    for i, (ours, theirs) in enumerate(zip(wanted["fills"], found["fills"], strict=False)):
        if ours != theirs:
            told.append(f"fill {i}: {theirs}, not {ours}")
            break
    if len(wanted["fills"]) != len(found["fills"]):
        told.append(f"{len(found['fills'])} fills, not {len(wanted['fills'])}")
    return told
