"""Runs of the product beside the reference: the same scenario in, comparable documents out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.backtest import Backtest, BacktestRequest
from finbyte_desktop.services.backtest_report import document
from finbyte_desktop.services.candles import CandleSeries

COMPARED = (
    "investment",
    "grid_profit",
    "floating_profit",
    "total_profit",
    "fees",
    "round_trips",
    "levels",
    "vacant_level",
    "order_qty",
    "base",
    "quote",
    "equity",
    "max_drawdown",
    "fills",
)
RawCandles = list[tuple[int, Decimal, Decimal, Decimal, Decimal]]


def series_of(candles: RawCandles, interval_ns: int) -> CandleSeries:
    """Candles of the reference as the product's integer columns."""
    places = max(max(0, -int(x.normalize().as_tuple().exponent)) for c in candles for x in c[1:])

    def column(at: int) -> Any:
        return np.array([int(c[at].scaleb(places)) for c in candles], dtype=np.int64)

    times = np.array([c[0] * 1_000_000 for c in candles], dtype=np.int64)
    volume = np.ones(len(candles))
    return CandleSeries("X", times, column(1), column(2), column(3), column(4), volume, places, interval_ns)


def instrument_of(market: dict[str, Any]) -> Instrument:
    """A market of the reference as the product's instrument."""
    fees = Fees(market["fee_maker"], market["fee_taker"], market["fee_asset"])
    return Instrument(
        "X",
        market["base_asset"],
        market["quote_asset"],
        market["tick"],
        market["lot"],
        market["min_qty"],
        market["min_notional"],
        fees,
    )


def request_of(
    params: dict[str, Any], candles: RawCandles, interval_ns: int, market: dict[str, Any], walk: bool = False
) -> BacktestRequest:
    """A scenario of the reference as a request to the product."""
    raw = {k: plain(v) if isinstance(v, Decimal) else v for k, v in params.items()}
    series = series_of(candles, interval_ns)
    return BacktestRequest("spot_grid", raw, instrument_of(market), series, market["slippage"], walk)


def run_document(request: BacktestRequest) -> dict[str, Any]:
    """What the product says of a request."""
    return document(request, Backtest(request).run())


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """The compared part of a document, every decimal as canonical text."""

    def text(value: Any) -> Any:
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, dict):
            return {key: text(item) for key, item in value.items()}
        if isinstance(value, list):
            return [text(item) for item in value]
        return value

    return {key: text(result[key]) for key in COMPARED}
