"""Planted mistakes in the recurring purchase of several assets: each breaks one rule as a program might.

A comparison is only worth something if it sees each of them. `MISTAKES` lists them; every one takes a
`MonkeyPatch` and says in its docstring what it does wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots import dca_basket, dca_basket_math
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.services import basket_report

Mistake = Callable[[pytest.MonkeyPatch], None]
MISTAKES: list[Mistake] = []


def mistake(made: Mistake) -> Mistake:
    """Put a mistake into the bank."""
    MISTAKES.append(made)
    return made


class Seen:
    """A view of the bot with some of its answers replaced."""

    def __init__(self, view: Any, **answers: Any) -> None:
        self._view, self._answers = view, answers

    def __getattr__(self, name: str) -> Any:
        return self._answers[name] if name in self._answers else getattr(self._view, name)


def with_orders(patch: pytest.MonkeyPatch, change: Callable[..., Any]) -> None:
    """The orders of one moment are others."""
    right = dca_basket.purchases

    def purchases(p: Any, cap: Decimal, view: Any) -> Any:
        made = right(p, cap, view)
        return made._replace(orders=change(p, cap, view, made))

    patch.setattr(dca_basket, "purchases", purchases)


@mistake
def remainder_to_the_first(patch: pytest.MonkeyPatch) -> None:
    """What the floors and the assets left out leave of the amount is spent on the first asset."""

    def more(p: Any, cap: Decimal, view: Any, made: Any) -> Any:
        if not made.orders:
            return made.orders
        spent = sum((spec.qty * view.price(m.id) for m, spec in made.orders), ZERO)
        (market, spec), *others = made.orders
        rest = market.qty_down_div(max(ZERO, p.run.amount - spent), spec.price)
        return [(market, spec._replace(qty=spec.qty + rest)), *others]

    with_orders(patch, more)


@mistake
def remainder_to_the_last(patch: pytest.MonkeyPatch) -> None:
    """The last asset gets what the others left of the amount."""

    def more(p: Any, cap: Decimal, view: Any, made: Any) -> Any:
        if len(made.orders) < 2:
            return made.orders
        *others, (market, spec) = made.orders
        spent = sum((one.qty * view.price(m.id) for m, one in made.orders), ZERO)
        rest = market.qty_down_div(max(ZERO, p.run.amount - spent), spec.price)
        return [*others, (market, spec._replace(qty=spec.qty + rest))]

    with_orders(patch, more)


@mistake
def minimum_ignored(patch: pytest.MonkeyPatch) -> None:
    """An order below the market's minimum is sent."""
    patch.setattr(dca_basket_math, "takes", lambda market, qty, price: qty > 0)


@mistake
def smallest_value_ignored(patch: pytest.MonkeyPatch) -> None:
    """Only the smallest quantity is looked at."""
    patch.setattr(dca_basket_math, "takes", lambda m, qty, price: qty > 0 and qty >= m.min_qty)


@mistake
def cap_for_each_asset(patch: pytest.MonkeyPatch) -> None:
    """The investment caps every asset by itself, so that all together may spend it several times."""
    right = dca_basket_math.affordable_qty

    def affordable(m: Any, left: Decimal, share: Decimal, parts: Decimal, worst: Decimal) -> Decimal:
        return right(m, left, parts, parts, worst)

    patch.setattr(dca_basket_math, "affordable_qty", affordable)


@mistake
def cap_of_the_free_money_alone(patch: pytest.MonkeyPatch) -> None:
    """What sales brought is spent again: the investment is no cap over all orders."""
    right = dca_basket.purchases
    patch.setattr(dca_basket, "purchases", lambda p, cap, view: right(p, Decimal(10) ** 12, view))


@mistake
def fee_steps_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Nothing is kept for the steps to which fees are rounded."""
    right = dca_basket_math.money_left
    step = Decimal("0.01")  # a step of a fee shows in few runs, a cent in more
    patch.setattr(dca_basket_math, "money_left", lambda p, cap, view: right(p, cap, view) + step)


@mistake
def equal_parts_always(patch: pytest.MonkeyPatch) -> None:
    """The weights are not looked at."""
    right = dca_basket_math.wanted_qty

    def wanted(m: Any, amount: Decimal, share: Decimal, parts: Decimal, *rest: Decimal) -> Decimal:
        return right(m, amount, Decimal(1), Decimal(2), *rest)

    patch.setattr(dca_basket_math, "wanted_qty", wanted)


@mistake
def fee_inside_the_amount(patch: pytest.MonkeyPatch) -> None:
    """The fee is taken out of the amount."""
    right = dca_basket_math.wanted_qty

    def wanted(m: Any, amount: Decimal, *rest: Decimal) -> Decimal:
        return right(m, amount * (1 - m.fees.taker), *rest)

    patch.setattr(dca_basket_math, "wanted_qty", wanted)


@mistake
def profit_before_fees(patch: pytest.MonkeyPatch) -> None:
    """The worth of the coins is taken before the fees of the sale."""
    patch.setattr(dca_basket_math, "sale_rate", lambda market: ZERO)


@mistake
def profit_without_slippage(patch: pytest.MonkeyPatch) -> None:
    """The worth of the coins is taken at the last prices."""
    right = dca_basket_math.net_worth
    patch.setattr(dca_basket_math, "net_worth", lambda view: right(Seen(view, slippage=ZERO)))


@mistake
def profit_of_the_money_put_in(patch: pytest.MonkeyPatch) -> None:
    """The worth is held against everything ever spent, sold coins included."""
    right = dca_basket.is_reached

    def reached(p: Any, costs: Any, view: Any) -> bool:
        return right(p, {asset: cost * Decimal("1.02") for asset, cost in costs.items()}, view)

    patch.setattr(dca_basket, "is_reached", reached)


@mistake
def profit_of_one_is_enough(patch: pytest.MonkeyPatch) -> None:
    """A single asset with that profit sells everything."""
    right = dca_basket.is_reached

    def reached(p: Any, costs: Any, view: Any) -> bool:
        alone = (right(p, {m.base: costs.get(m.base, ZERO)}, Seen(view, markets=[m])) for m in view.markets)
        return any(alone)

    patch.setattr(dca_basket, "is_reached", reached)


@mistake
def only_the_first_is_sold(patch: pytest.MonkeyPatch) -> None:
    """A take profit sells one asset and leaves the others."""
    right = dca_basket.takings
    patch.setattr(dca_basket, "takings", lambda p, view: right(p, view)[:1])


@mistake
def looked_at_a_minute_late(patch: pytest.MonkeyPatch) -> None:
    """The profit is looked at a minute later than it should."""
    right = dca_basket.next_minute
    patch.setattr(dca_basket, "next_minute", lambda ns: right(ns) + 60_000_000_000)


@mistake
def late_orders_sent(patch: pytest.MonkeyPatch) -> None:
    """An order that was missed is sent all the same."""
    patch.setattr(dca_basket, "LATE_NS", 10**30)


@mistake
def order_of_the_alphabet(patch: pytest.MonkeyPatch) -> None:
    """Orders are sent by the names of the markets."""
    patch.setattr(dca_basket_math, "named", lambda p, markets: sorted(markets, key=lambda m: m.id))


@mistake
def cost_of_a_sale_rounded_down(patch: pytest.MonkeyPatch) -> None:
    """The part of the cost that a sale takes is rounded down."""

    def down(a: Decimal, b: Decimal, step: Decimal) -> Decimal:
        return a / b // step * step

    patch.setattr(dca_basket, "ceil_div", down)


@mistake
def drawdown_from_the_spent_money(patch: pytest.MonkeyPatch) -> None:
    """The report takes the drawdown from the first sample on, without the money that was put in."""
    right = basket_report.largest_fall
    patch.setattr(basket_report, "largest_fall", lambda first, values: right(int(values[0]), values))
