"""The limits of an account that the plan of the wizard would break, by the names of their settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, decimal_of, exact
from finbyte_desktop.core.passing import LIMIT_MARKET, LIMIT_NOTIONAL
from finbyte_desktop.core.plan_limits import OpeningPlan, plan_breaks
from finbyte_desktop.services.shown import LimitBreak, Preflight

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
            for row in plan_breaks(kernel, instrument, _plan(params, found))
        ]


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
