"""Strategies in a test: candles, a market, and a run in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import numpy as np

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.services.backtest import BacktestRequest
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.strategy_host import trial

D = Decimal
MINUTE_NS = 60_000_000_000
START_NS = 1_600_000_020_000_000_000
PARAMS: Mapping[str, Any] = {"strategy": "strategy.py", "investment": "1000"}
MARKET = Instrument(
    "backtest:BTC/USDT",
    "BTC",
    "USDT",
    D("0.01"),
    D("0.001"),
    D("0.001"),
    D("5"),
    Fees(D("0.001"), D("0.001")),
)


def candles(*closes: str, spread: str = "0") -> CandleSeries:
    """Minutes that open where the one before closed; the high and the low are `spread` beyond."""
    values = [int(D(close) * 100) for close in closes]
    opened = [values[0], *values[:-1]]
    beyond = int(D(spread) * 100)
    return _series(
        np.array(opened),
        np.array([max(o, c) + beyond for o, c in zip(opened, values, strict=True)]),
        np.array([min(o, c) - beyond for o, c in zip(opened, values, strict=True)]),
        np.array(values),
    )


def drawn(count: int, seed: int = 1) -> CandleSeries:
    """A random way of so many minutes around 100."""
    rng = np.random.default_rng(seed)
    close = 10_000 + np.cumsum(rng.integers(-20, 21, count))
    opened = np.r_[10_000, close[:-1]]
    return _series(opened, np.maximum(opened, close) + 5, np.minimum(opened, close) - 5, close)


def _series(opened: Any, high: Any, low: Any, close: Any) -> CandleSeries:
    ns = np.arange(len(close), dtype=np.int64) * MINUTE_NS + START_NS
    columns = [np.asarray(column, dtype=np.int64) for column in (opened, high, low, close)]
    return CandleSeries("BTC/USDT", ns, *columns, np.full(len(close), 8.0), 2, MINUTE_NS)


def written(folder: Path, body: str, name: str = "strategy.py") -> Path:
    """A file with this code."""
    file = folder / name
    file.write_text(dedent(body), encoding="utf-8")
    return file


def trading(folder: Path, methods: str, head: str = "") -> Path:
    """A file with a class Trading(Link) of these methods."""
    start = "from finbyte import Link, http, logger\n" + dedent(head)
    return written(folder, f"{start}\n\nclass Trading(Link):\n{indent(dedent(methods), '    ')}\n")


def request(series: CandleSeries, **params: Any) -> BacktestRequest:
    """A run of a strategy on candles."""
    return BacktestRequest("own_strategy", {**PARAMS, **params}, MARKET, series)


def ran(file: Path, series: CandleSeries, *, params: Mapping[str, Any] | None = None, **limits: Any) -> Any:
    """The document of a run in a process of its own."""
    return trial.run(request(series, **(params or {})), file, **limits)


def lines(document: Mapping[str, Any]) -> Sequence[str]:
    """What the strategy wrote."""
    return [row["text"] for row in document["strategy"]["log"]]
