"""Runs of the futures grid beside its reference: the same scenario in, comparable results out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import LiquidationRule, Perpetual, Tier
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.orders import Order
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.backtest import BOT, Backtest, BacktestRequest, max_drawdown
from tests.support.reference.arithmetic import decimal
from tests.support.runs import RawCandles, series_of

NS_PER_MS = 1_000_000
ZERO = Decimal(0)
COMPARED = (
    *("fills", "order_qty", "levels", "vacant_level", "grid_profit", "total_profit", "equity", "quote"),
    *("round_trips", "fees", "position_qty", "entry_value", "liquidation_price", "max_drawdown"),
    *("funding_total", "state", "stop_reason", "orders"),
)


def tiers_of(rows: Sequence[Sequence[Any]], rule: str) -> tuple[Tier, ...]:
    """Tiers of the reference as the product's. The reference uses the amount in Binance's formula alone."""
    floor, out = ZERO, []
    for cap, rate, amount in rows:
        top = Decimal("1e30") if cap is None else decimal(cap)
        out.append(
            Tier(floor, top, decimal(rate), decimal(amount) if rule == "binance" else ZERO, Decimal(1000))
        )
        floor = top
    return tuple(out)


def request_of(
    params: dict[str, Any],
    candles: RawCandles,
    interval_ns: int,
    market: dict[str, Any],
    funding: Sequence[Sequence[Any]],
    tiers: Sequence[Sequence[Any]],
    rule: str,
    slippage: Any,
    walk: bool = False,
) -> BacktestRequest:
    """A scenario of the reference as a request to the product."""
    raw = {k: plain(v) if isinstance(v, Decimal) else v for k, v in params.items()}
    terms = Perpetual(tiers_of(tiers, rule), decimal(market.get("max_leverage", 200)), LiquidationRule(rule))
    fees = Fees(decimal(market["fee_maker"]), decimal(market["fee_taker"]))
    steps = (decimal(market[name]) for name in ("tick", "lot", "min_qty", "min_notional"))
    instrument = Instrument("P", "COIN", "CASH", *steps, fees, perpetual=terms)
    rows = [
        Funding(
            int(r[0]) * NS_PER_MS, decimal(r[1]), decimal(r[2]) if len(r) > 2 and r[2] is not None else None
        )
        for r in funding
    ]
    rows.sort(key=lambda row: row.ns)
    series = series_of(candles, interval_ns)
    return BacktestRequest("futures_grid", raw, instrument, series, decimal(slippage), walk, funding=rows)


def run_product(request: BacktestRequest) -> dict[str, Any]:
    """What the product makes of it, in the words of the reference."""
    with exact():
        run = Backtest(request).run()
        record, bot = run.kernel.bots[BOT], run.bot
        ledger, i = run.kernel.ledger, request.instrument
        last = request.series.price(int(request.series.close[-1]))
        quote = ledger.held(BOT, i.quote)
        equity = quote + record.position.unrealised(last) if record.position.qty else quote
        total = equity - bot.invested
        started = run.started_at is not None
        venue: Any = run.venue
        ended = record.state.value == "stopped"
        return {
            "fills": [
                {
                    "ts_ns": f.ns, "side": f.side.value, "price": f.price, "qty": f.qty, "fee": f.fee,
                    "level": f.level, "role": f.role.value,
                }
                for f in run.fills
            ],
            "order_qty": bot.size if started else bot.params.order_qty,
            "levels": [bot.spacing.price(n) for n in range(bot.params.grids + 1)],
            "vacant_level": bot.start_vacant if started else None,
            "grid_profit": bot.cells.profit,
            "total_profit": total,
            "equity": equity,
            "quote": quote,
            "round_trips": bot.cells.trips,
            "fees": sum((f.fee for f in run.fills), ZERO),
            "position_qty": record.position.qty,
            "entry_value": record.position.value,
            "liquidation_price": venue.ends_below if venue.ends_below is not None else venue.ends_above,
            "max_drawdown": max_drawdown(run, request.series, bot.invested)[0],
            "funding_total": -ledger.balance("venue", "funding", i.quote),
            "state": "stopped" if ended else "running" if started else "waiting",
            "stop_reason": record.reason if ended else None,
            "orders": sorted(_row(order) for order in record.live_orders()),
        }  # fmt: skip


def _row(order: Order) -> tuple[Decimal, str, Decimal, bool]:
    spec = order.spec
    return spec.price, spec.side.value, spec.qty, spec.reduce_only


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """The compared part, reasons in the product's words."""
    out = {key: result[key] for key in COMPARED}
    reason = out["stop_reason"]
    if reason is not None:
        out["stop_reason"] = reason.removesuffix("_price").removesuffix("_amount").removesuffix("_ratio")
    return out
