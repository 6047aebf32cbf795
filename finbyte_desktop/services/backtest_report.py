"""The document of a backtest: exact decimals as text, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from finbyte_desktop.bots.grid import Grid
from finbyte_desktop.bots.registry import AnyBot
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.services.backtest import (
    BOT,
    FILL_RULE,
    BacktestRequest,
    BacktestRun,
    invested,
    max_drawdown,
    uncollected,
)
from finbyte_desktop.services.position_report import position_part, significant

DAY_NS = 86_400_000_000_000
YEAR_DAYS = 365


def document(request: BacktestRequest, run: BacktestRun) -> dict[str, Any]:
    """Everything that a backtest says, as written by `finbyte-desktop backtest --json`."""
    with uncollected(), exact():
        return _document(request, run)


def _document(request: BacktestRequest, run: BacktestRun) -> dict[str, Any]:
    bot, series, i = run.bot, request.series, request.instrument
    p = bot.params
    last = series.price(int(series.close[-1]))
    ledger = run.kernel.ledger
    quote, base = ledger.held(BOT, i.quote), ledger.held(BOT, i.base)
    investment = invested(run, last)
    equity = run.kernel.bots[BOT].worth(last, base, quote)
    total = equity + bot.withdrawn - investment
    drawdown, peak = max_drawdown(run, series, investment)
    fees: dict[str, Decimal] = {}
    for fill in run.fills:
        if fill.fee:
            fees[fill.fee_asset] = fees.get(fill.fee_asset, ZERO) + fill.fee
    started = run.started_at is not None
    found = {
        "bot": request.bot_type,
        "params": dict(p.raw),
        "fill_rule": FILL_RULE,
        "candles": len(series),
        "from_ns": int(series.open_ns[0]),
        "to_ns": int(series.open_ns[-1]) + series.interval_ns,
        "state": run.kernel.bots[BOT].state.value,
        "reason": run.kernel.bots[BOT].reason,
        "investment": plain(investment),
        "grid_profit": plain(bot.profit),
        "floating_profit": plain(total - bot.profit),
        "total_profit": plain(total),
        "fees": {asset: plain(amount) for asset, amount in sorted(fees.items())},
        "round_trips": bot.trips,
        **(_of_grid(bot, started) if isinstance(bot, Grid) else _of_deals(run)),
        "base": plain(base),
        "quote": plain(quote),
        "equity": plain(equity),
        "max_drawdown": plain(drawdown),
        "fills": [fill_row(fill) for fill in run.fills],
        "stats": _stats(run, bot, series.open_ns, investment, total, drawdown, peak, last),
    }
    return found if i.perpetual is None else found | position_part(request, run, last)


def _of_grid(bot: Grid, started: bool) -> dict[str, Any]:
    p = bot.params
    size = bot.size if started else p.order_qty
    return {
        "levels": [plain(bot.spacing.price(n)) for n in range(p.grids + 1)],
        "vacant_level": bot.start_vacant if started else None,
        "order_qty": None if size is None else plain(size),
    }


def _of_deals(run: BacktestRun) -> dict[str, Any]:
    """Every deal that was closed, in order."""
    return {"deals": [{"closed_ns": ns, "profit": plain(gain)} for ns, gain in run.trip_profits]}


@lru_cache(maxsize=8192)
def _text(value: Decimal) -> str:
    """`plain`, remembered: a grid trades at few prices and quantities."""
    return plain(value)


_WORDS = {member: member.value for kind in (Side, Role) for member in kind}  # faster than `.value`


def fill_row(fill: Any) -> dict[str, Any]:
    """One fill as the document tells it."""
    return {
        "ts_ns": fill.ns,
        "side": _WORDS[fill.side],
        "price": _text(fill.price),
        "qty": _text(fill.qty),
        "fee": _text(fill.fee),
        "fee_asset": fill.fee_asset,
        "level": None if fill.level is None else _text(fill.level),
        "role": _WORDS[fill.role],
    }


def ratio(numerator: Decimal, denominator: Decimal) -> str | None:
    """numerator / denominator at 12 significant digits; None when there is nothing to divide by."""
    if denominator == 0:
        return None
    return significant(half_even_div(numerator, denominator, 24))


def _stats(
    run: BacktestRun,
    bot: AnyBot,
    times: Any,
    investment: Decimal,
    total: Decimal,
    drawdown: Decimal,
    peak: Decimal,
    last: Decimal,
) -> Mapping[str, Any]:
    start = int(times[run.started_at]) if run.started_at is not None else int(times[-1])
    span_ns = int(times[-1]) - start
    buys = sum(1 for fill in run.fills if fill.side is Side.BUY)
    held = investment if not bot.start_price else half_even_div(investment * last, bot.start_price, 24)
    year = Decimal(YEAR_DAYS * DAY_NS)
    enough = span_ns >= DAY_NS
    return {
        "days": ratio(Decimal(span_ns), Decimal(DAY_NS)),
        "buys": buys,
        "sells": len(run.fills) - buys,
        "total_profit_ratio": ratio(total, investment),
        "grid_profit_ratio": ratio(bot.profit, investment),
        "apr": ratio(total * year, investment * span_ns) if enough else None,
        "grid_apr": ratio(bot.profit * year, investment * span_ns) if enough else None,
        "max_drawdown_ratio": ratio(drawdown, peak),
        "versus_holding": significant(total - (held - investment)),
        "candles_walked": run.candles_walked,
    }
