"""What a futures grid would do at this price: what is wrong with its parameters, the orders of its start, and
where it would be liquidated; and parameters to begin with.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.futures_grid_params import SPECS, FuturesGridParams, static_problems
from finbyte_desktop.bots.futures_plan import (
    FuturesSizer,
    Liquidations,
    after_opening,
    inside_range,
    liquidations,
    not_accepted,
    opening_side,
    sized,
)
from finbyte_desktop.bots.futures_straight import Standing, at_start, first_reached, loss_at_stop, refuse_late
from finbyte_desktop.bots.grid_math import Sizing
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.grid_profit import net_range, rate_range, trips
from finbyte_desktop.bots.grid_stops import conditions
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderType, Side
from finbyte_desktop.services.kinds.fields import market_errors, problem_of
from finbyte_desktop.services.kinds.grid import day_reach
from finbyte_desktop.services.shown import FieldProblem, PlannedOrder, Preflight
from finbyte_desktop.services.shown_markets import CandleArrays
from finbyte_desktop.services.shown_positions import PlannedPosition

CHECKS = 12
SHOWN = 8
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
        given = {name: value for name, value in raw.items() if value is not None}
        try:
            refuse_market(i)
            problems += market_errors(SPECS, given, i)
            if not problems:
                _check(i, given, price, free, slippage, collar, problems, warnings, figures)
        except UserError as error:
            problems.append(error)
        return Preflight(
            ok=not problems,
            problems=tuple(problem_of(error) for error in problems),
            hints={},
            price=price,
            order_limit=i.max_live_orders,
            checks=CHECKS,
            warnings=tuple(warnings),
            collar=collar,
            **figures,
        )


def _check(
    i: Instrument,
    given: Mapping[str, Any],
    price: Decimal | None,
    free: Decimal | None,
    slippage: Decimal,
    collar: Decimal,
    problems: list[UserError],
    warnings: list[FieldProblem],
    figures: dict[str, Any],
) -> None:
    """Collects what can still be told; raises what ends the look."""
    p = FuturesGridParams.from_raw(given)
    problems += static_problems(p, i)
    if free is not None and p.investment > free:
        problems.append(_too_dear(i, free))
    if any(problem.field != "investment" for problem in problems):
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
    figures |= _orders(p, i, sizer, sizing, start, slippage, collar)
    opened = after_opening(p, i, sizing.opening, start, slippage)
    ends = liquidations(p, i, sizer, sizing.size, opened)
    inside = inside_range(p, ends)
    figures["position"] = PlannedPosition(
        str(p.direction),
        p.leverage,
        p.investment,
        opened.position.qty,
        i.worse(start, opening_side(p.direction), slippage) if sizing.opening else None,
        sizer.worst(sizing.size),
        *ends,
        inside,
    )
    standing = at_start(p, sizer, sizing.size, opened)
    figures |= _ends(p, i, standing, ends, start)
    if inside and not given.get("accept_liquidation"):
        problems.append(not_accepted(inside[0]))
    elif inside:
        warnings.append(problem_of(_liquidated(inside[0])))


def _too_dear(i: Instrument, free: Decimal) -> UserError:
    return UserError(
        f"Only {plain(free)} {i.quote} is available.",
        "insufficient_funds",
        "investment",
        feasible=f"0 - {plain(free)}",
        fix=plain(free),
    )


def _ends(
    p: FuturesGridParams, i: Instrument, standing: Standing, ends: Liquidations, start: Decimal
) -> dict[str, Any]:
    """Where stop and take profit stand at the start and after a straight move, and what the stop costs at
    most. Raises UserError for a stop that the liquidation of its side would come before.
    """
    position, margin = standing.opened
    quote = margin - (position.value if position.qty > 0 else -position.value)
    at = conditions(p, i.tick, standing.invested, quote, position.qty)
    refuse_late(p, i, standing, ends)
    stop, profit = (first_reached(p, i, standing, key, start) for key in (STOP, TAKE_PROFIT))
    return {
        "stop_at": at[STOP].price,
        "take_profit_at": at[TAKE_PROFIT].price,
        "stop_in_fall": stop,
        "take_profit_in_rise": profit,
        "loss_at_stop": loss_at_stop(p, i, standing, start)[0],
    }


def _liquidated(at: Decimal) -> UserError:
    return UserError(
        f"The position would be liquidated at about {plain(at)}, inside the range. Less leverage, or more "
        "margin with the same order size, moves it away.",
        "liquidation_inside",
        "leverage",
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
    p: FuturesGridParams,
    i: Instrument,
    sizer: FuturesSizer,
    sizing: Sizing,
    start: Decimal,
    slippage: Decimal,
    collar: Decimal,
) -> dict[str, Any]:
    """The orders of the start and what a round trip leaves, by their names in `Preflight`."""

    def planned(side: Side, kind: OrderType, at: Decimal, qty: Decimal, total: Decimal) -> PlannedOrder:
        away = half_even_div(at - start, start, SHOWN)
        return PlannedOrder(side, kind, at, qty, at * qty, total, away, nets.get(at))

    def resting(side: Side, prices: list[Decimal]) -> tuple[PlannedOrder, ...]:
        rows, total = [], ZERO
        for at in prices:
            total += at * sizing.size
            rows.append(planned(side, OrderType.LIMIT, at, sizing.size, total))
        return tuple(rows)

    of = trips(i, sizer.prices, sizing.cell_qty)
    nets = {one.high: one.ratio for one in of}
    low, high = net_range(of)
    profits = [one.profit for one in of]
    side = opening_side(p.direction)
    entry = i.worse(start, side, slippage)
    cost = sizing.opening * entry
    opening = planned(side, OrderType.MARKET, entry, sizing.opening, cost) if sizing.opening else None
    buys = resting(BUY, sizer.prices[: sizer.vacant][::-1])
    sells = resting(SELL, sizer.prices[sizer.vacant + 1 :])
    return {
        "net_low": low,
        "net_high": high,
        "profit_low": min(profits),
        "profit_high": max(profits),
        "reserve": p.reserve * p.investment,
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
