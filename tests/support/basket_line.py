"""Rebalances that the command line refuses: what it says, by the id of the row in docs/errors.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.cli import run
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import BotCreated, BotEdited, Deposited, Policy
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.kinds.kind import Moment, Peer
from finbyte_desktop.services.kinds.rebalance import RebalanceKind
from finbyte_desktop.services.proportion import LEAST_CLOSES, Closes, proportion

HALVES = {"assets": {"BTC": "50", "ETH": "50"}, "investment": "1000"}
BOTH = ("BTCUSDT", "ETHUSDT")
FROM = ("--from", "1970-01-01")


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
    "weights-start-needed": _with(assets=["BTC", "ETH"], weighting="ai"),
    "weights-history-short": _with(assets=["BTC", "ETH"], weighting="ai", more=FROM),
    "weights-still": lambda *_: _still(),
    "weights-money": _with("BTCUSDT", assets=["BTC", "USDT"], weighting="ai", more=FROM),
    "weights-one-asset": _with("BTCUSDT", assets=["BTC"], weighting="ai", more=FROM),
    "basket-no-market": lambda *_: _in_window(assets={"BTC": "50", "LUNA": "50"}),
    "basket-no-price": lambda *_: _in_window(assets={"BTC": "50", "SOL": "50"}),
    "basket-not-a-share": lambda *_: _in_window(assets={"BTC": "half", "ETH": "50"}),
    "basket-only-money": lambda *_: _in_window(assets={"USDT": "50", "CASH": "50"}, but="CASH"),
    "basket-too-little": lambda *_: _in_window(investment="3"),
    "basket-some-too-little": lambda *_: _in_window(investment="8", assets={"BTC": "90", "ETH": "10"}),
    "basket-not-available": lambda *_: _in_window(investment="5000"),
    "basket-put-in-fixed": lambda *_: _edited(investment="5"),
    "basket-held": lambda *_: _edited(assets={"BTC": "60", "USDT": "40"}),
}


def _still() -> str:
    """One asset that moves, and one that does not."""
    days = range(LEAST_CLOSES)
    rows = {"AAA": Closes(days, [100.0 + n % 7 for n in days]), "BBB": Closes(days, [5.0 for _ in days])}
    try:
        proportion(rows, dict.fromkeys(rows, 0.001))
    except UserError as error:
        return error.text
    return ""


def _market(base: str) -> Instrument:
    step = Decimal("0.001")
    fees = Fees(Decimal(0), Decimal(0))
    return Instrument(f"paper:{base}/USDT", base, "USDT", Decimal("0.01"), step, step, Decimal(5), fees)


def _in_window(but: str = "", **changed: Any) -> str:
    """What the validator says first of a bot that a person sets up."""
    prices = {"BTC": Decimal(100), "ETH": Decimal(100), "SOL": None}
    peers = {base: Peer(_market(base), price, Decimal(0)) for base, price in prices.items()}
    if but:
        peers[but] = Peer(replace(_market(but), quote="EUR"), Decimal(1), Decimal(0))
    moment = Moment(Decimal(100), Decimal(1000), peers=peers)
    with exact():
        found = RebalanceKind().preflight(_market("BTC"), {**HALVES, **changed}, moment)
    return (*found.problems, *found.warnings)[0].text


def _edited(**changed: Any) -> str:
    """What an edit of a bot that holds both assets is told."""
    i, others = _market("BTC"), {"paper:ETH/USDT": _market("ETH")}
    kernel = Kernel({"paper:BTC/USDT": i, **others}, make_bot)
    kernel.last |= {"paper:BTC/USDT": Decimal(100), "paper:ETH/USDT": Decimal(100)}
    kernel.handle(Deposited(1, "USDT", Decimal(1000)))
    kernel.handle(Deposited(1, "ETH", Decimal(5)))
    params = {"assets": {"BTC": "50", "ETH": "50"}, "investment": "500"}
    kernel.handle(BotCreated(1, "b", "rebalance", i.id, params, Policy.PLAN, others=tuple(others)))
    kernel.transfer("added", "ETH", UNATTRIBUTED, "b", Decimal(5))
    try:
        kernel.handle(BotEdited(2, "b", {**params, **changed}))
    except UserError as error:
        return error.text
    return ""


def _other_bot(folder: Path, capsys: Any) -> str:
    path, one = folder / "P.json", str(candles(folder, "BTCUSDT"))
    path.write_text("{}", encoding="utf-8")
    argv = ["backtest", "--bot", "spot_grid", "--params", str(path), "--candles", one, "--candles", one]
    assert run([*argv, "--tick", "0.01", "--lot", "0.001", "--min-notional", "5"]) == 2
    return str(capsys.readouterr().err.strip())
