"""The command line of a futures grid's backtest over small files, good ones and bad ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.cli import run

T = 1_700_006_400_000  # a full 8 hours
MINUTE = 60_000
SYMBOL = "COIN/USDT:USDT"
LONG: dict[str, Any] = {
    "direction": "long", "leverage": 5, "lower": "90", "upper": "110", "grids": 10, "investment": "1000",
}  # fmt: skip
TIERS: list[dict[str, Any]] = [
    {"minNotional": 0, "maxNotional": 4000, "maintenanceMarginRate": 0.01, "maxLeverage": 20},
    {"minNotional": 4000, "maxNotional": 50000, "maintenanceMarginRate": 0.02, "maxLeverage": 10},
]
CANDLES = "open_time,open,high,low,close,volume"
FUNDING = "funding_time,funding_rate"
MARK = "open_time,open"


def candle_lines(count: int = 60) -> list[str]:
    """A market that swings between 94 and 106."""
    lines, price = [], 100
    for n in range(count):
        close = 100 + (6 if n % 4 == 1 else -6 if n % 4 == 3 else 0)
        lines.append(f"{T + n * MINUTE},{price},{max(price, close)},{min(price, close)},{close},1")
        price = close
    return lines


def table(folder: Path, name: str, head: str, *lines: str) -> Path:
    """A CSV file."""
    path = folder / name
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def tiers_file(folder: Path, content: Any, name: str = "tiers.json") -> Path:
    """Tiers as a file; a text is written as it is, and a name that ends in .gz is compressed."""
    text = content if isinstance(content, str) else json.dumps(content)
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def argv(folder: Path, params: Mapping[str, Any] = LONG, **options: Any) -> list[str]:
    """A whole command line; an option that is None is left out."""
    (folder / "P.json").write_text(json.dumps(params), encoding="utf-8")
    given: dict[str, Any] = {
        "bot": "futures_grid",
        "params": folder / "P.json",
        "json": folder / "out.json",
        "candles": table(folder, "COINUSDT.csv", CANDLES, *candle_lines()),
        "tick": "0.01",
        "lot": "0.001",
        "min_notional": "5",
        "leverage_tiers": tiers_file(folder, {SYMBOL: TIERS}, "all_tiers.json"),
        **options,
    }
    named = [(name.replace("_", "-"), value) for name, value in given.items() if value is not None]
    return ["backtest", *(part for name, value in named for part in (f"--{name}", str(value)))]


def document(
    folder: Path, params: Mapping[str, Any] = LONG, status: int = 0, **options: Any
) -> dict[str, Any]:
    """What the command line writes."""
    assert run(argv(folder, params, **options)) == status
    found: dict[str, Any] = json.loads((folder / "out.json").read_text())
    return found


def refused(
    folder: Path, capsys: pytest.CaptureFixture[str], params: Mapping[str, Any] = LONG, **options: Any
) -> str:
    """The text of a refusal, which stands on standard error and in the file."""
    found = document(folder, params, 2, **options)
    text = capsys.readouterr().err.strip()
    assert set(found) == {"error", "code"}
    assert found["error"] == text
    return text


def _funding(*lines: str, head: str = FUNDING, **options: Any) -> Callable[[Path, Any], str]:
    return lambda f, c: refused(f, c, funding=table(f, "f.csv", head, *lines), **options)


def _mark(*lines: str) -> Callable[[Path, Any], str]:
    def work(folder: Path, capsys: Any) -> str:
        due = table(folder, "f.csv", FUNDING, f"{T + MINUTE},0.0001")
        return refused(folder, capsys, funding=due, mark=table(folder, "m.csv", MARK, *lines))

    return work


def _tiers(content: Any, name: str = "tiers.json") -> Callable[[Path, Any], str]:
    return lambda f, c: refused(f, c, leverage_tiers=tiers_file(f, content, name))


def _params(**change: Any) -> Callable[[Path, Any], str]:
    return lambda f, c: refused(f, c, {**LONG, **change})


def _damaged(folder: Path, capsys: Any) -> str:
    path = folder / "tiers.json.gz"
    path.write_bytes(b"no gzip at all")
    return refused(folder, capsys, leverage_tiers=path)


def _no_table(folder: Path, capsys: Any) -> str:
    path = folder / "f.parquet"
    path.write_bytes(b"PAR1 and then nothing of the kind")
    return refused(folder, capsys, funding=path)


def _replay(symbol: str = "COIN/USDT:USDT", **options: Any) -> Callable[[Path, Any], str]:
    """A replay of the same market; an option that is a callable is given the folder."""

    def work(folder: Path, capsys: Any) -> str:
        (folder / "P.json").write_text(json.dumps(LONG), encoding="utf-8")
        lines = [f"{symbol},{line}" for line in candle_lines()]
        candles = table(folder, "c.csv", f"symbol,{CANDLES}", *lines)
        given = {"candles": candles, "bot": "futures_grid", "params": folder / "P.json", **options}
        argv = ["replay"]
        for name, value in given.items():
            made = value(folder) if callable(value) else value
            argv += [] if made is None else [f"--{name.replace('_', '-')}", str(made)]
        assert run(argv) in (2, 3)  # what a file of prices lacks is said when the desk opens it
        return str(capsys.readouterr().err.strip())

    return work


def _all_tiers(folder: Path) -> Path:
    return tiers_file(folder, {SYMBOL: TIERS}, "all_tiers.json")


def _due(*lines: str) -> Callable[[Path], Path]:
    return lambda folder: table(folder, "f.csv", FUNDING, *lines)


def _position_away(_folder: Path, _capsys: Any) -> str:
    """A bot has ended and kept its position; then its feed went away."""
    from finbyte_desktop.bots.registry import make_bot
    from finbyte_desktop.core import events as ev
    from finbyte_desktop.core.errors import UserError
    from finbyte_desktop.core.intents import BotState
    from finbyte_desktop.core.kernel import Kernel
    from finbyte_desktop.core.position import Position
    from tests.support.perpetual_market import MARKET, begins

    kernel = Kernel({MARKET.id: MARKET}, make_bot)
    kernel.mark(MARKET.id, Decimal(100))
    for event in begins():
        kernel.handle(event)
    record = kernel.bots["bot1"]
    record.state, record.slots, record.position = BotState.STOPPED, {}, Position(Decimal(1), Decimal(100))
    kernel.handle(ev.FeedChanged(kernel.ns, MARKET.id, False, "feed_changed"))
    with pytest.raises(UserError) as caught:
        kernel.handle(ev.BotStopped(kernel.ns, "bot1", ev.Exit.SELL))
    assert not kernel.commands
    return caught.value.text


REFUSALS: dict[str, Callable[[Path, Any], str]] = {
    "perpetual-options": lambda f, c: refused(f, c, bot="spot_grid"),
    "perpetual-no-tiers": lambda f, c: refused(f, c, leverage_tiers=None),
    "perpetual-fee-asset": lambda f, c: refused(f, c, fee_asset="base"),
    "replay-no-tiers": _replay(),
    "replay-funding-alone": _replay(funding=_due(f"{T + MINUTE},0.0001")),
    "replay-tiers-of-the-demo": _replay(candles=None, demo=1, leverage_tiers=_all_tiers),
    "replay-mark-every-candle": _replay(
        leverage_tiers=_all_tiers,
        funding=_due(f"{T + MINUTE},0.0001"),
        mark=lambda f: table(f, "m.csv", MARK, f"{T},100", f"{T + MINUTE},101"),
    ),
    "replay-funding-of-another-time": _replay(
        leverage_tiers=_all_tiers, funding=_due(f"{T - MINUTE},0.0001")
    ),
    "position-away": _position_away,
    "replay-spot-market": _replay("COIN/USDT"),
    "perpetual-mark-alone": lambda f, c: refused(f, c, mark=table(f, "m.csv", MARK, f"{T},100")),
    "funding-missing": lambda f, c: refused(f, c, funding=f / "none.csv"),
    "funding-unreadable": _no_table,
    "funding-wrong-columns": _funding(f"{T},1", head="time,rate"),
    "funding-empty": _funding(),
    "funding-bad-time": _funding("today,0.0001"),
    "funding-disorder": _funding(f"{T + MINUTE},0.0001", f"{T},0.0001"),
    "funding-duplicate": _funding(f"{T},0.0001", f"{T},0.0001"),
    "funding-nan": _funding(f"{T},NaN"),
    "funding-no-rate": _funding(f"{T},"),
    "funding-in-percent": _funding(f"{T},0.0001", f"{T + MINUTE},1.5"),
    "funding-of-another-time": _funding(f"{T - MINUTE},0.0001", f"{T},0.0001"),
    "funding-several-symbols": _funding(
        f"AUSDT,{T + MINUTE},0.0001", f"BUSDT,{T + MINUTE},0.0001", head=f"symbol,{FUNDING}"
    ),
    "mark-bad-price": _mark(f"{T},-1"),
    "mark-every-candle": _mark(f"{T},100", f"{T + MINUTE},101"),
    "tiers-missing-file": lambda f, c: refused(f, c, leverage_tiers=f / "none.json"),
    "tiers-not-json": _tiers('[\n{"minNotional": }]'),
    "tiers-damaged": _damaged,
    "tiers-nan": _tiers('[{"minNotional": NaN}]'),
    "tiers-unknown-symbol": _tiers({"COIN/USDC:USDC": TIERS}),
    "tiers-no-list": _tiers({SYMBOL: {}}, "tiers.json.gz"),
    "tiers-missing-key": _tiers([{"minNotional": 0}]),
    "tiers-no-number": _tiers([{**TIERS[0], "maxNotional": "much"}]),
    "tiers-bad-rate": _tiers([{**TIERS[0], "maintenanceMarginRate": 1}]),
    "tiers-bad-leverage": _tiers([{**TIERS[0], "maxLeverage": 0.5}]),
    "tiers-apart": _tiers([TIERS[0], {**TIERS[1], "minNotional": 4001}]),
    "tiers-amounts": _tiers(
        [{**row, "info": {"cum": cum}} for row, cum in zip(TIERS, ("0", "1"), strict=True)]
    ),
    "tiers-fall": _tiers([TIERS[0], {**TIERS[1], "maxLeverage": 50}]),
    "leverage-too-high": _params(leverage=21),
    "leverage-over-tier": _params(leverage=11),
    "futures-below-minimum": _params(investment=5),
    "futures-order-too-large": _params(order_qty=10),
    "futures-stop-too-far": _params(stop_price="60"),
    "neutral-take-profit": _params(direction="neutral", take_profit_price="120"),
    "stop-high-of-long": _params(stop_price_high="120"),
    "stop-high-and-loss": _params(direction="neutral", stop_price_high="120", stop_amount="10"),
}
