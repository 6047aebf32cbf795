"""What a backtest of a bot of several markets says, as written by `finbyte-desktop backtest --json`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.dca_basket import DcaBasket
from finbyte_desktop.bots.registry import BasketBot
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.backtest import BOT, FILL_RULE, largest_fall, uncollected
from finbyte_desktop.services.backtest_report import DAY_NS, YEAR_DAYS, fill_row, ratio
from finbyte_desktop.services.basket_backtest import BasketRequest, BasketRun, samples
from finbyte_desktop.services.position_report import significant

AVERAGE_PLACES = 8


def document(request: BasketRequest, run: BasketRun) -> dict[str, Any]:
    """Everything that a run says."""
    with uncollected(), exact():
        return _document(request, run)


def _document(request: BasketRequest, run: BasketRun) -> dict[str, Any]:
    bot, record, held = run.bot, run.kernel.bots[BOT], run.kernel.ledger.held
    quote = request.markets[0][0].quote
    times, values, places = samples(request, run)
    equity = Decimal(int(values[-1])).scaleb(-places)
    worst, peak = largest_fall(int(bot.invested.scaleb(places)), values)
    drawdown, peak_value = Decimal(worst).scaleb(-places), Decimal(peak).scaleb(-places)
    total = equity + bot.withdrawn - bot.put_in
    fees: dict[str, Decimal] = {}
    for fill in run.fills:
        if fill.fee:
            fees[fill.fee_asset] = fees.get(fill.fee_asset, ZERO) + fill.fee
    span_ns = int(times[-1]) - run.start_ns
    buys = sum(fill.side is Side.BUY for fill in run.fills)
    apr = total * YEAR_DAYS * DAY_NS
    return {
        "bot": request.bot_type,
        "params": dict(bot.params.raw),
        "fill_rule": FILL_RULE,
        "candles": {f"{i.base}/{i.quote}": len(series) for i, series in request.markets},
        "from_ns": run.start_ns,
        "to_ns": run.end_ns,
        "state": record.state.value,
        "reason": record.reason,
        "investment": plain(bot.put_in),
        "total_profit": plain(total),
        "realised_profit": plain(bot.profit),
        "floating_profit": plain(total - bot.profit),
        "fees": {asset: plain(amount) for asset, amount in sorted(fees.items())},
        **_rounds(bot),
        "assets": _assets(request, run, equity),
        "quote": plain(held(BOT, quote)),
        "equity": plain(equity),
        "max_drawdown": plain(drawdown),
        "fills": [{"market": fill.instrument.partition(":")[2], **fill_row(fill)} for fill in run.fills],
        "stats": {
            "days": ratio(Decimal(span_ns), Decimal(DAY_NS)),
            "buys": buys,
            "sells": len(run.fills) - buys,
            "total_profit_ratio": ratio(total, bot.put_in),
            "apr": ratio(apr, bot.put_in * span_ns) if span_ns >= DAY_NS else None,
            "max_drawdown_ratio": ratio(drawdown, peak_value),
            **({} if isinstance(bot, DcaBasket) else _versus(total, request, run)),
            "looks": run.looks,
        },
    }


def _rounds(bot: BasketBot) -> dict[str, Any]:
    """How often it did what it does; what a bot that only buys has spent."""
    if isinstance(bot, DcaBasket):
        return {"round_trips": bot.trips, "spent": plain(bot.spent)}
    return {"rebalances": bot.trips}


def _versus(total: Decimal, request: BasketRequest, run: BasketRun) -> dict[str, Any]:
    return {"versus_holding": significant(total - _holding(request, run))}


def _assets(request: BasketRequest, run: BasketRun, equity: Decimal) -> list[dict[str, Any]]:
    """Each asset with its weight and its target at the end; the quote asset where it has a share."""
    bot, held, last = run.bot, run.kernel.ledger.held, run.last
    shares = bot.params.shares
    parts = sum(shares.values(), ZERO)
    quote = request.markets[0][0].quote
    prices = {market.base: last[market.id] for market, _ in request.markets}
    rows = []
    for asset, share in shares.items():
        qty = held(BOT, asset)
        value = qty if asset == quote else qty * prices[asset]
        rows.append(
            {
                "asset": asset,
                "qty": plain(qty),
                "value": plain(value),
                "weight": ratio(value, equity),
                "target": ratio(share, parts),
                **(_bought(bot, asset, qty) if isinstance(bot, DcaBasket) else {}),
            }
        )
    return rows


def _bought(bot: DcaBasket, asset: str, qty: Decimal) -> dict[str, Any]:
    """What the coins that are held cost, a coin on average, and what was spent on the asset in all."""
    cost = bot.costs.get(asset, ZERO)
    return {
        "cost": plain(cost),
        "average": plain(half_even_div(cost, qty, AVERAGE_PLACES)) if qty > 0 else None,
        "spent": plain(bot.spent_on.get(asset, ZERO)),
    }


def _holding(request: BasketRequest, run: BasketRun) -> Decimal:
    """What the first purchase would have earned if nothing had been traded since."""
    _, quote, coins = run.holdings[0]
    worth = quote + sum(
        (qty * run.last[market.id] for (market, _), qty in zip(request.markets, coins, strict=True)), ZERO
    )
    return worth - run.bot.invested
