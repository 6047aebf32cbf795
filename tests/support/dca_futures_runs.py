"""Runs of DCA on perpetuals beside their reference: the same scenario in, comparable results out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import LiquidationRule, Perpetual, Tier
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest
from finbyte_desktop.services.backtest_report import document
from tests.support.dca_runs import STEPS
from tests.support.reference.arithmetic import decimal
from tests.support.reference.dca_path import CandleBot
from tests.support.runs import series_of

NS_PER_MS = 1_000_000
ENDLESS = Decimal("1e30")
COMPARED = (
    *(
        "investment",
        "grid_profit",
        "floating_profit",
        "total_profit",
        "fees",
        "round_trips",
        "deals",
        "quote",
    ),
    *("equity", "max_drawdown", "fills", "reason", "orders", "position_qty", "entry_value", "fundings"),
    *("funding_total", "liquidation_price", "planned_liquidation"),
)
NAMED = ("ladder_below_zero", "ladder_too_high", "stop_loss_late", "ladder_liquidated", "out_of_money")
REFUSED = "refused"


def tiers_of(rows: Sequence[Sequence[Any]]) -> tuple[Tier, ...]:
    """Tiers (cap, rate, amount, most leverage) of the reference as the product's."""
    floor, made = Decimal(0), []
    for cap, rate, amount, most in rows:
        top = ENDLESS if cap is None else decimal(cap)
        made.append(Tier(floor, top, decimal(rate), decimal(amount), decimal(most)))
        floor = top
    return tuple(made)


def request_of(scenario: Sequence[Any], *, walk: bool = False) -> BacktestRequest:
    """A scenario of the reference as a request to the product."""
    params, candles, interval_ns, market, funding, tiers, rule = scenario
    raw = {k: plain(v) if isinstance(v, Decimal) else v for k, v in params.items() if v is not None}
    m = market | {name: decimal(market[name]) for name in STEPS}
    terms = Perpetual(tiers_of(tiers), decimal(market.get("max_leverage", 200)), LiquidationRule(rule))
    steps = (m[name] for name in ("tick", "lot", "min_qty", "min_notional"))
    assets = (m["base_asset"], m["quote_asset"])
    instrument = Instrument("P", *assets, *steps, Fees(m["fee_maker"], m["fee_taker"]), perpetual=terms)
    rows = [Funding(int(r[0]) * NS_PER_MS, decimal(r[1]), _mark(r)) for r in funding]
    rows.sort(key=lambda row: row.ns)
    series = series_of(candles, interval_ns)
    return BacktestRequest("dca", raw, instrument, series, m["slippage"], walk, funding=rows)


def _mark(row: Sequence[Any]) -> Decimal | None:
    return decimal(row[2]) if len(row) > 2 and row[2] is not None else None


def run_product(request: BacktestRequest) -> dict[str, Any] | str:
    """What the product makes of it, in the words of the reference; the code where it refuses."""
    try:
        run = Backtest(request).run()
    except UserError as error:
        return refusal(error.code)
    with exact():
        record, found = run.kernel.bots[BOT], document(request, run)
        position = found["positions"][0] if found["positions"] else None
        qty = Decimal(position["qty"]) if position else Decimal(0)
        orders = sorted(
            (o.spec.price, o.spec.side.value, o.spec.qty, o.spec.reduce_only) for o in record.live_orders()
        )
        ending = found["liquidation"]
        low, high = ending["planned_low"], ending["planned_high"]
        return comparable(
            found
            | {
                "reason": found["reason"] if found["state"] == "stopped" else None,
                "orders": orders,
                "position_qty": -qty if position and position["side"] == "short" else qty,
                "entry_value": position["entry_value"] if position else Decimal(0),
                "fundings": found["funding"]["rows"],
                "funding_total": found["funding"]["total"],
                "liquidation_price": ending["price"],
                "planned_liquidation": high if low is None else low,
            }
        )


def run_reference(engine: type[CandleBot], scenario: Sequence[Any]) -> dict[str, Any] | str:
    """What a reference makes of a scenario; the code where it refuses."""
    try:
        return comparable(engine(*scenario).run())
    except ValueError as error:
        return refusal(str(error))


def refusal(code: str) -> str:
    """A refusal: by its code where the documents name one."""
    return f"{REFUSED}: {code}" if code in NAMED else REFUSED


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
