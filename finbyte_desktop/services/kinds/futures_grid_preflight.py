"""What a futures grid would do at this price: what is wrong with its parameters, the orders of its start, and
where it would be liquidated; and parameters to begin with.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.futures_grid_params import FuturesGridParams, static_problems
from finbyte_desktop.bots.futures_plan import FuturesSizer, opening_side, planned_liquidations, sized
from finbyte_desktop.bots.grid_math import Sizing
from finbyte_desktop.bots.grid_profit import rate_range
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderType, Side
from finbyte_desktop.services.kinds.grid import day_reach
from finbyte_desktop.services.ports import CandleArrays, FieldProblem, PlannedOrder, Preflight

CHECKS = 12
SHOWN = 8
BLANK = (
    *("vacant", "step", "net_low", "net_high", "order_qty", "min_investment", "max_grids", "opening"),
    *("opening_fee", "opening_worst", "held_for_buys", "reserve", "smallest_order", "profit_low"),
    *("profit_high", "loss_at_stop", "stop_at", "take_profit_at", "trail_steps_paid"),
)
USUAL_LEVERAGE = 3


def futures_preflight(
    i: Instrument,
    raw: Mapping[str, Any],
    price: Decimal | None,
    free: Decimal | None,
    slippage: Decimal = ZERO,
    collar: Decimal = Decimal("0.005"),
) -> Preflight:
    """What is wrong, field by field, and what would be placed; `free` is the quote that the account has."""
    with exact():
        figures: dict[str, Any] = {}
        problems: list[UserError] = []
        warnings: list[FieldProblem] = []
        try:
            _check(i, raw, price, free, slippage, collar, problems, warnings, figures)
        except UserError as error:
            problems.append(error)
        blank: dict[str, Any] = dict.fromkeys(BLANK) | {"levels": (), "buys": (), "sells": ()}
        return Preflight(
            ok=not problems,
            problems=tuple(_problem(error) for error in problems),
            hints={},
            price=price,
            order_limit=i.max_live_orders,
            checks=CHECKS,
            warnings=tuple(warnings),
            collar=collar,
            **(blank | figures),
        )


def _problem(error: UserError) -> FieldProblem:
    return FieldProblem(error.field or "", error.code, error.text, error.feasible, error.fix)


def _check(
    i: Instrument,
    raw: Mapping[str, Any],
    price: Decimal | None,
    free: Decimal | None,
    slippage: Decimal,
    collar: Decimal,
    problems: list[UserError],
    warnings: list[FieldProblem],
    figures: dict[str, Any],
) -> None:
    """Collects what can still be told; raises what ends the look."""
    refuse_market(i)
    p = FuturesGridParams.from_raw({name: value for name, value in raw.items() if value is not None})
    problems += static_problems(p, i)
    if free is not None and p.investment > free:
        problems.append(
            UserError(
                f"Only {plain(free)} {i.quote} is available.",
                "insufficient_funds",
                "investment",
                feasible=f"0 - {plain(free)}",
                fix=plain(free),
            )
        )
    if problems:
        return
    start = p.entry_price if p.entry_price is not None else price
    if start is None:
        raise UserError("There is no price yet.", "no_price", "")
    sizer = FuturesSizer(p, start, i, slippage)
    low, high = rate_range(sizer.prices, i.fees.maker)
    figures |= {"levels": tuple(sizer.prices), "step": sizer.prices[1] - sizer.prices[0]}
    figures |= {"vacant": sizer.prices[sizer.vacant], "net_low": low, "net_high": high}
    figures["min_investment"] = sizer.minimum_investment()
    sizing = sized(p, start, i, slippage)
    figures |= _orders(p, i, sizer, sizing, start, collar)
    found = planned_liquidations(p, i, start, slippage, sizing.size)
    warnings += [_inside(at) for at in found if at is not None and p.lower <= at <= p.upper]


def _inside(at: Decimal) -> FieldProblem:
    return FieldProblem(
        "leverage",
        "liquidation_inside",
        f"The position would be liquidated at about {plain(at)}, inside the range. Less leverage, or more "
        "margin with the same order size, moves it away.",
        None,
        None,
    )


def refuse_market(i: Instrument) -> None:
    """Raises UserError for a market on which nobody could tell when a position is liquidated."""
    if i.perpetual is not None and i.perpetual.tiers:
        return
    if i.perpetual is None and ":" not in i.id.partition(":")[2]:
        raise UserError("This bot trades perpetuals. Choose one.", "perpetual_needed", "market")
    raise UserError(
        "The leverage tiers of this perpetual are not known, and without them nobody can tell when its "
        "position is liquidated. Give the file that has them: --leverage-tiers FILE.",
        "no_tiers",
        "market",
    )


def _orders(
    p: FuturesGridParams, i: Instrument, sizer: FuturesSizer, sizing: Sizing, start: Decimal, collar: Decimal
) -> dict[str, Any]:
    """The orders of the start, by their names in `Preflight`."""

    def planned(side: Side, kind: OrderType, at: Decimal, qty: Decimal, total: Decimal) -> PlannedOrder:
        away = half_even_div(at - start, start, SHOWN)
        return PlannedOrder(side, kind, at, qty, at * qty, total, away, None)

    def resting(side: Side, prices: list[Decimal]) -> tuple[PlannedOrder, ...]:
        rows, total = [], ZERO
        for at in prices:
            total += at * sizing.size
            rows.append(planned(side, OrderType.LIMIT, at, sizing.size, total))
        return tuple(rows)

    side = opening_side(p.direction)
    cost = sizing.opening * start
    opening = planned(side, OrderType.MARKET, start, sizing.opening, cost) if sizing.opening else None
    buys = resting(BUY, sizer.prices[: sizer.vacant][::-1])
    sells = resting(SELL, sizer.prices[sizer.vacant + 1 :])
    return {
        "order_qty": sizing.size,
        "opening": opening,
        "opening_fee": i.fee_up(cost * i.fees.taker),
        "opening_worst": i.worse(start, side, collar),
        "buys": buys,
        "sells": sells,
        "smallest_order": min((row.cost for row in (*buys, *sells)), default=None),
    }


def suggest_futures(
    i: Instrument, price: Decimal, free: Decimal, slippage: Decimal, day: CandleArrays
) -> dict[str, JsonValue]:
    """A long grid around the price of now with little leverage; `day` are the hours before."""
    with exact():
        reach = day_reach(day, price)
        leverage = Decimal(USUAL_LEVERAGE)
        if i.perpetual is not None:
            leverage = min(leverage, i.perpetual.max_leverage)
        investment = min(free, max(Decimal(1000), half_even_div(free, Decimal(10), 0)))
        found: dict[str, JsonValue] = {
            "direction": "long",
            "leverage": plain(leverage),
            "lower": plain(i.price_down(price * (1 - reach))),
            "upper": plain(i.price_up(price * (1 + reach))),
            "grids": 20,
            "spacing": "arithmetic",
            "investment": plain(max(investment, ZERO)),
        }
        for grids in (20, 16, 12, 8, 4):
            found["grids"] = grids
            with suppress(UserError):
                if futures_preflight(i, found, price, free, slippage).ok:
                    break
        return found
