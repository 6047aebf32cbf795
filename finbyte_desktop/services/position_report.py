"""What the document of a backtest says of a perpetual: position, fundings, liquidation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.futures_dca import FuturesDca
from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.futures_plan import Liquidations, planned_liquidations
from finbyte_desktop.bots.registry import make_one
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import ONE, ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import Role
from finbyte_desktop.services.backtest import BOT, BacktestRequest, BacktestRun

SIGNIFICANT_DIGITS = 12
NOBODY = Liquidations(None, None)


def significant(value: Decimal) -> str:
    """A figure for show, rounded half to even at 12 significant digits."""
    if value == 0:
        return "0"
    return plain(half_even_div(value, ONE, SIGNIFICANT_DIGITS - 1 - value.adjusted()))


def position_part(request: BacktestRequest, run: BacktestRun, last: Decimal) -> dict[str, Any]:
    """Positions that are held at the end, all fundings, and where and whether there was a liquidation."""
    bot, i, venue = run.bot, request.instrument, run.venue
    planned = NOBODY
    if isinstance(bot, FuturesGrid) and run.started_at is not None:
        planned = planned_liquidations(bot.params, i, bot.start_price, request.slippage, bot.size)
    elif isinstance(bot, FuturesDca) and run.started_at is not None:
        end = bot.planned(bot.start_price, i, request.slippage).liquidation
        planned = Liquidations(end, None) if bot.way.is_long else Liquidations(None, end)
    ends_at = venue.ends_above if venue.ends_below is None else venue.ends_below
    return {
        "mark_rule": mark_rule(request),
        "positions": _positions(request, run, last),
        "funding": {
            "total": plain(sum((row.amount for row in run.fundings), ZERO)),
            "rows": [
                {
                    "ts_ns": row.ns,
                    "rate": plain(row.rate),
                    "mark": plain(row.mark),
                    "amount": plain(row.amount),
                }
                for row in run.fundings
            ],
            "holes": [hole._asdict() for hole in request.funding_holes],
        },
        "liquidation": {
            "price": _text(ends_at),
            "planned_low": _text(planned.low),
            "planned_high": _text(planned.high),
            "event": _event(run),
        },
    }


def mark_rule(request: BacktestRequest) -> str:
    """Which price decides a liquidation, and which one a funding is paid at."""
    rule, count = "liquidation at the price of the candle path", len(request.funding)
    marked = sum(1 for row in request.funding if row.mark is not None)
    if not count:
        return rule
    if not marked:
        return f"{rule}; fundings at the last price"
    if marked == count:
        return f"{rule}; fundings at the mark price of their time"
    return (
        f"{rule}; {marked} of {count} fundings at the mark price of their time, the others at the last price"
    )


def liquidated_inside(request: BacktestRequest) -> str:
    """Why a person would be asked before such a bot starts: its own orders would lead to a liquidation where
    it is meant to trade. Empty where they do not, or where it cannot be planned at all, which the run itself
    refuses.
    """
    with exact():
        bot = make_one(request.bot_type, request.params, request.instrument)
        if not isinstance(bot, (FuturesGrid, FuturesDca)):
            return ""
        first = request.series.price(int(request.series.open[0]))
        start = first if bot.params.entry_price is None else bot.params.entry_price
        try:
            if isinstance(bot, FuturesGrid):
                return _inside_range(bot, request, start)
            if bot.params.accept_liquidation:
                return ""
            found = bot.planned(start, request.instrument, request.slippage)
        except UserError:
            return ""
    if not found.unsafe or found.liquidation is None:
        return ""
    return (
        f"The position would be liquidated at about {plain(found.liquidation)}, before the last safety order."
    )


def _inside_range(bot: FuturesGrid, request: BacktestRequest, start: Decimal) -> str:
    p, i = bot.params, request.instrument
    size = bot.sizing(start, i, request.slippage).size
    found = planned_liquidations(p, i, start, request.slippage, size)
    inside = [plain(at) for at in found if at is not None and p.lower <= at <= p.upper]
    if not inside:
        return ""
    return f"The position would be liquidated at about {' and '.join(inside)}, inside the range."


def _positions(request: BacktestRequest, run: BacktestRun, last: Decimal) -> list[dict[str, Any]]:
    record = run.kernel.bots[BOT]
    qty, value = record.position
    if not qty:
        return []
    return [
        {
            "symbol": request.series.symbol,
            "side": "long" if qty > 0 else "short",
            "qty": plain(abs(qty)),
            "entry_price": significant(half_even_div(value, abs(qty), 24)),
            "entry_value": plain(value),
            "unrealised": plain(record.position.unrealised(last)),
            "leverage": plain(record.leverage),
        }
    ]


def _event(run: BacktestRun) -> dict[str, Any] | None:
    fill = next((fill for fill in run.fills if fill.role is Role.LIQUIDATION), None)
    if fill is None:
        return None
    head = {"ts_ns": fill.ns, "side": fill.side.value, "price": plain(fill.price), "qty": plain(fill.qty)}
    return head | {"lost": plain(run.lost)}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
