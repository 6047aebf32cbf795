"""The limits of an account that the plan of the wizard would break, by the names of their settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, decimal_of, exact
from finbyte_desktop.core.orders import BUY
from finbyte_desktop.core.passing import LIMIT_MARKET, LIMIT_NOTIONAL
from finbyte_desktop.core.plan_limits import OpeningPlan, basket_breaks, plan_breaks
from finbyte_desktop.core.restraint import Exceeded
from finbyte_desktop.services.shown import LimitBreak, PlannedOrder, Preflight

FIELDS: Mapping[str, str] = {
    LIMIT_MARKET: "markets",
    LIMIT_NOTIONAL: "max_order_notional",
    "limit_no_rate": "max_order_notional",
    "limit_price_band": "price_band",
    "limit_order_rate": "max_orders_a_minute",
    "limit_open_orders": "max_open_orders",
    "limit_open_orders_a_bot": "max_open_orders_a_bot",
    "limit_open_orders_a_market": "max_open_orders_a_market",
    "limit_exposure": "max_exposure",
    "limit_exposure_a_bot": "max_exposure_a_bot",
    "limit_exposure_a_market": "max_exposure_a_market",
    "limit_daily_loss": "daily_loss",
    "limit_drawdown": "drawdown",
}
AMOUNTS = frozenset({LIMIT_NOTIONAL, "limit_exposure", "limit_exposure_a_bot", "limit_exposure_a_market"})


def limit_breaks(
    kernel: Kernel, market: str, params: Mapping[str, Any], found: Preflight
) -> Sequence[LimitBreak]:
    """Nothing while the plan has problems of its own: then there is no plan."""
    instrument = kernel.instruments[market]
    if not found.ok or found.price is None:
        return ()
    with exact():
        return [
            LimitBreak(
                row.code,
                FIELDS[row.code],
                row.value,
                row.bound,
                kernel.limits.currency if row.code in AMOUNTS else "",
            )
            for row in _rows(kernel, instrument, params, found)
        ]


def _rows(
    kernel: Kernel, instrument: Instrument, params: Mapping[str, Any], found: Preflight
) -> Sequence[Exceeded]:
    if found.basket is None:
        return plan_breaks(kernel, instrument, _plan(params, found))
    orders = [*found.buys, *found.sells]
    parts: dict[str, OpeningPlan] = {}
    for asset in found.basket.assets:
        mine = [order for order in orders if order.market == asset.market]
        if asset.market and (mine or asset.value):
            parts[asset.market] = _part(mine, asset.value, found.collar)
    coins = sum((asset.value for asset in found.basket.assets if asset.market), ZERO)
    whole = _part(orders, coins, found.collar)._replace(worst=None)
    return basket_breaks(kernel, whole, parts, instrument)


def _part(orders: Sequence[PlannedOrder], value: Decimal, collar: Decimal) -> OpeningPlan:
    """What orders at the market are beside coins that are worth `value` after them; each counts with the
    worst price that it may have.
    """
    bought = [order for order in orders if order.side is BUY]
    return OpeningPlan(
        orders=len(orders),
        resting=len(orders),
        largest=max((order.cost * (1 + collar) for order in orders), default=ZERO),
        invested=value + sum((order.cost * collar for order in bought), ZERO),
        worst=max((order.price * (1 + collar) for order in bought), default=None),
    )


def _plan(params: Mapping[str, Any], found: Preflight) -> OpeningPlan:
    opening, resting = found.opening, [*found.buys, *found.sells]
    most = _whole(params.get("max_live_orders"))
    costs = [order.cost for order in resting]
    to_buy = sum((order.cost for order in found.buys), ZERO)
    coins = found.own_used or ZERO
    worst = None
    if opening is not None:
        coins += opening.qty
        worst = found.opening_worst if found.opening_worst is not None else opening.price
        costs.append(opening.qty * worst)
    assert found.price is not None
    return OpeningPlan(
        orders=len(resting) + (opening is not None),
        resting=len(resting) if most is None else min(most, len(resting)),
        largest=max(costs, default=ZERO),
        invested=coins * found.price + to_buy,
        worst=worst,
    )


def _whole(given: Any) -> int | None:
    """The parameter as a number; the validator has read it before."""
    try:
        return None if given in (None, "") else int(decimal_of(given))
    except UserError:
        return None
