"""Runs of the DCA bots beside their reference: the same scenario in, comparable results out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.backtest_report import document
from tests.support.reference.arithmetic import decimal
from tests.support.runs import instrument_of, series_of

COMPARED = (
    *("investment", "grid_profit", "floating_profit", "total_profit", "fees", "round_trips", "deals"),
    *("base", "quote", "equity", "max_drawdown", "fills", "reason", "orders"),
)
STEPS = ("tick", "lot", "min_qty", "min_notional", "fee_maker", "fee_taker", "slippage")
REFUSED = "refused"


def request_of(scenario: tuple[Any, ...], *, walk: bool = False) -> BacktestRequest:
    """A scenario of the reference as a request to the product."""
    params, candles, interval_ns, market = scenario
    raw = {k: plain(v) if isinstance(v, Decimal) else v for k, v in params.items() if v is not None}
    exact_market = market | {name: decimal(market[name]) for name in STEPS}
    series = series_of(candles, interval_ns)
    return BacktestRequest("dca", raw, instrument_of(exact_market), series, exact_market["slippage"], walk)


def run_product(request: BacktestRequest) -> dict[str, Any] | str:
    """What the product makes of it, in the words of the reference."""
    try:
        run = Backtest(request).run()
    except UserError:
        return REFUSED
    with exact():
        live = [order.spec for order in run.kernel.bots[BOT].live_orders()]
        orders = sorted((spec.price, spec.side.value, spec.qty) for spec in live)
        found = document(request, run) | {"orders": orders}
        ended = found["state"] == "stopped"
        return comparable(found | {"reason": found["reason"] if ended else None})


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """The compared part, every decimal as canonical text."""
    return {name: _text(result[name]) for name in COMPARED}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        return {key: _text(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_text(item) for item in value]
    return "" if value is None else value
