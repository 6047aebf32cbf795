"""Planted mistakes in the smart rebalance of the product: each breaks one rule in a way a program might.

A comparison is only worth something if it sees each of them. `MISTAKES` lists them; every one takes a
`MonkeyPatch` and says in its docstring what it does wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from finbyte_desktop.bots import rebalance, rebalance_math
from finbyte_desktop.bots.rebalance_params import RebalanceParams
from finbyte_desktop.services import basket_backtest, basket_report

Mistake = Callable[[pytest.MonkeyPatch], None]
HAIR = Decimal("1e-15")
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


def with_params(patch: pytest.MonkeyPatch, change: Callable[[RebalanceParams], dict[str, Any]]) -> None:
    """The bot reads other parameters than it was given."""
    right = RebalanceParams.from_raw

    def read(raw: Any) -> RebalanceParams:
        made = right(raw)
        return replace(made, **change(made))

    patch.setattr(RebalanceParams, "from_raw", staticmethod(read))


def with_purchases(patch: pytest.MonkeyPatch, change: Callable[..., tuple[Any, ...]]) -> None:
    """The purchases are reckoned from other things."""
    right = rebalance.purchases
    patch.setattr(rebalance, "purchases", lambda *given: right(*change(*given)))


# when


@mistake
def threshold_must_be_passed(patch: pytest.MonkeyPatch) -> None:
    """A deviation exactly at the threshold is not enough."""
    with_params(patch, lambda p: {"threshold": p.threshold + HAIR})


@mistake
def quote_is_no_asset(patch: pytest.MonkeyPatch) -> None:
    """The deviation of the quote asset is forgotten."""
    right = rebalance_math.Worth.reaches

    def reaches(self: Any, points: Decimal) -> bool:
        return right(self._replace(quote_over=Decimal(0)), points)

    patch.setattr(rebalance_math.Worth, "reaches", reaches)


@mistake
def half_a_point_must_be_passed(patch: pytest.MonkeyPatch) -> None:
    """A deviation of exactly 0.5 does nothing at the interval."""
    patch.setattr(rebalance, "LEAST_DEVIATION", rebalance.LEAST_DEVIATION + HAIR)


@mistake
def interval_without_least_deviation(patch: pytest.MonkeyPatch) -> None:
    """At its interval the bot trades whatever the deviation is."""
    patch.setattr(rebalance, "LEAST_DEVIATION", Decimal(0))


@mistake
def interval_from_last_rebalance(patch: pytest.MonkeyPatch) -> None:
    """The interval counts from the last rebalance instead of the start."""
    right = rebalance.Rebalance._rebalance

    def again(self: Any, *given: Any) -> Any:
        if self.began:
            self.start_ns = self.looked_ns
        return right(self, *given)

    patch.setattr(rebalance.Rebalance, "_rebalance", again)


@mistake
def every_other_minute(patch: pytest.MonkeyPatch) -> None:
    """The bot looks at every second minute."""
    patch.setattr(rebalance, "next_minute", lambda ns: (ns // 120_000_000_000 + 1) * 120_000_000_000)


@mistake
def stop_must_be_passed(patch: pytest.MonkeyPatch) -> None:
    """A ratio exactly at the stop is not enough."""
    with_params(patch, lambda p: {"stop_equity": p.stop_equity and p.stop_equity - HAIR})


@mistake
def take_profit_must_be_passed(patch: pytest.MonkeyPatch) -> None:
    """A ratio exactly at the take profit is not enough."""
    with_params(patch, lambda p: {"take_profit_equity": p.take_profit_equity and p.take_profit_equity + HAIR})


# how much


@mistake
def lot_rounded_up(patch: pytest.MonkeyPatch) -> None:
    """A sale is rounded up to the lot."""
    right = rebalance_math.sale

    def sale(market: Any, qty: Decimal, view: Any) -> Any:
        made = right(market, qty, view)
        return made and made._replace(qty=made.qty + market.lot)

    patch.setattr(rebalance_math, "sale", sale)


@mistake
def purchase_one_lot_short(patch: pytest.MonkeyPatch) -> None:
    """A purchase leaves out the last lot."""
    right = rebalance.purchases

    def purchases(*given: Any) -> Any:
        orders, small = right(*given)
        return [(m, spec._replace(qty=spec.qty - m.lot)) for m, spec in orders], small

    patch.setattr(rebalance, "purchases", purchases)


@mistake
def coins_at_the_price_with_fee(patch: pytest.MonkeyPatch) -> None:
    """Targets are taken from an equity that has the fee of a rebalance out of it."""
    right = rebalance.worth

    def worth(p: Any, view: Any) -> Any:
        w = right(p, view)
        fee = w.equity * Decimal("0.001")
        legs = [leg._replace(over=leg.over + fee * p.shares[leg.market.base]) for leg in w.legs]
        return w._replace(legs=legs)

    patch.setattr(rebalance, "worth", worth)


@mistake
def money_before_fees(patch: pytest.MonkeyPatch) -> None:
    """Purchases are sized from what sales bring before their fees."""
    right, fees = rebalance.sales, [Decimal(0)]

    def sales(w: Any, view: Any) -> Any:
        orders, small = right(w, view)
        fees[0] = sum((spec.qty * view.price(m.id) * m.fees.taker for m, spec in orders), Decimal(0))
        return orders, small

    def more(lacks: Any, parts: Decimal, target: Decimal, view: Any) -> tuple[Any, ...]:
        return lacks, parts, target - fees[0] * parts, view

    patch.setattr(rebalance, "sales", sales)
    with_purchases(patch, more)


@mistake
def quote_spent_as_well(patch: pytest.MonkeyPatch) -> None:
    """Purchases spend the quote that has a weight of its own."""
    with_purchases(patch, lambda lacks, parts, target, view: (lacks, parts, Decimal(0), view))


@mistake
def fee_step_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Nothing is left for the steps to which fees are rounded."""

    def more(lacks: Any, parts: Decimal, target: Decimal, view: Any) -> tuple[Any, ...]:
        return lacks, parts, target - parts * len(lacks) * Decimal("1e-8"), view

    with_purchases(patch, more)


@mistake
def first_come_first_served(patch: pytest.MonkeyPatch) -> None:
    """The first asset gets all that it misses, the next what is left."""
    right = rebalance.purchases

    def purchases(lacks: Any, parts: Decimal, target: Decimal, view: Any) -> Any:
        orders, small, left = [], [], target
        for name, amount in lacks.items():
            made, missed = right({name: amount}, parts, left, view)
            orders += made
            small += missed
            left += amount
        return orders, small

    patch.setattr(rebalance, "purchases", purchases)


@mistake
def sized_without_slippage(patch: pytest.MonkeyPatch) -> None:
    """Purchases are sized at the last price, without the slippage that they will have."""
    with_purchases(patch, lambda *given: (*given[:-1], Seen(given[-1], purchase_margin=Decimal(0))))


@mistake
def small_sales_by_last_price(patch: pytest.MonkeyPatch) -> None:
    """The smallest value of a sale is looked at with the last price instead of the worst."""
    right = rebalance_math.sale

    def sale(market: Any, qty: Decimal, view: Any) -> Any:
        return right(replace(market, min_notional=market.min_notional * (1 - view.collar)), qty, view)

    patch.setattr(rebalance_math, "sale", sale)


@mistake
def smallest_quantity_ignored(patch: pytest.MonkeyPatch) -> None:
    """A sale below the smallest quantity is sent."""
    right = rebalance_math.sale
    patch.setattr(rebalance_math, "sale", lambda m, qty, view: right(replace(m, min_qty=m.lot), qty, view))


@mistake
def weights_in_whole_percent(patch: pytest.MonkeyPatch) -> None:
    """Weights are rounded to percent."""

    def rounded(p: RebalanceParams) -> dict[str, Any]:
        whole = sum(p.shares.values())
        return {"shares": {a: Decimal(round(100 * s / whole)) for a, s in p.shares.items()}}

    with_params(patch, rounded)


# the guard


@mistake
def no_guard(patch: pytest.MonkeyPatch) -> None:
    """The guard is never looked at."""
    patch.setattr(rebalance, "too_dear", lambda *given: None)


@mistake
def guard_without_slippage(patch: pytest.MonkeyPatch) -> None:
    """The guard counts fees alone."""
    right = rebalance.too_dear
    patch.setattr(rebalance, "too_dear", lambda *g: right(*g[:-1], Seen(g[-1], slippage=Decimal(0))))


@mistake
def guard_at_its_edge(patch: pytest.MonkeyPatch) -> None:
    """A cost of exactly the allowed part is too dear."""
    with_params(patch, lambda p: {"cost_guard": p.cost_guard - HAIR})


@mistake
def guard_counts_turnover_twice(patch: pytest.MonkeyPatch) -> None:
    """The turnover is the sum of the deviations instead of half of it."""
    with_params(patch, lambda p: {"cost_guard": p.cost_guard * 2})


@mistake
def guard_without_purchases(patch: pytest.MonkeyPatch) -> None:
    """The guard counts the cost of sales alone, by leaving out what is missing."""
    right = rebalance.too_dear

    def too_dear(p: Any, w: Any, sold: Any, view: Any) -> Any:
        return right(p, w._replace(legs=[leg for leg in w.legs if leg.over > 0]), sold, view)

    patch.setattr(rebalance, "too_dear", too_dear)


# orders


@mistake
def sales_from_the_last(patch: pytest.MonkeyPatch) -> None:
    """Sales are sent in the opposite order."""
    right = rebalance.sales

    def sales(*given: Any) -> Any:
        orders, small = right(*given)
        return orders[::-1], small

    patch.setattr(rebalance, "sales", sales)


@mistake
def purchases_before_sales(patch: pytest.MonkeyPatch) -> None:
    """What is missing is bought from the money of before; the sales come at the next look."""
    right = rebalance.sales

    def sales(w: Any, view: Any) -> Any:
        orders, small = right(w, view)
        can_buy = any(leg.over < 0 for leg in w.legs) and w.quote_over > 0
        return ([], small) if can_buy else (orders, small)

    patch.setattr(rebalance, "sales", sales)


@mistake
def exit_always_sells(patch: pytest.MonkeyPatch) -> None:
    """The exit that keeps the coins sells them."""
    with_params(patch, lambda p: {"exit_sells": True})


@mistake
def cost_rounded_down(patch: pytest.MonkeyPatch) -> None:
    """The cost of what is sold is rounded down."""
    right = rebalance.ceil_div

    def floor_div(numerator: Decimal, denominator: Decimal, step: Decimal) -> Decimal:
        above = right(numerator, denominator, step)
        return above if above * denominator == numerator else above - step

    patch.setattr(rebalance, "ceil_div", floor_div)


# candles


@mistake
def price_of_the_point_before(patch: pytest.MonkeyPatch) -> None:
    """A look that falls on a point is made at the price before it."""
    right = basket_backtest.Course.price
    begun: set[int] = set()

    def price(self: Any, ns: int) -> Decimal:
        first = id(self) not in begun
        begun.add(id(self))
        return right(self, ns if first else ns - 1)

    patch.setattr(basket_backtest.Course, "price", price)


@mistake
def price_of_the_next_point(patch: pytest.MonkeyPatch) -> None:
    """A look is made at a price of twenty seconds later."""
    right = basket_backtest.Course.price
    patch.setattr(basket_backtest.Course, "price", lambda self, ns: right(self, ns + 20_000_000_000))


@mistake
def stale_market_traded(patch: pytest.MonkeyPatch) -> None:
    """A look is made, and orders are traded, where a market has no candle."""
    right = basket_backtest.BasketBacktest._fresh

    def fresh(self: Any, ns: int) -> Any:
        return right(self, ns) and ns

    patch.setattr(basket_backtest.BasketBacktest, "_fresh", fresh)


@mistake
def traded_without_slippage(patch: pytest.MonkeyPatch) -> None:
    """Market orders trade at the last price."""
    right = basket_backtest.VenueOptions

    def options(*given: Any, **named: Any) -> Any:
        return replace(right(*given, **named), slippage=Decimal(0))

    patch.setattr(basket_backtest, "VenueOptions", options)


@mistake
def drawdown_of_every_other_close(patch: pytest.MonkeyPatch) -> None:
    """The drawdown is sampled at every other close."""
    right = basket_report.largest_fall
    patch.setattr(basket_report, "largest_fall", lambda first, equity: right(first, equity[::2]))


@mistake
def drawdown_without_the_start(patch: pytest.MonkeyPatch) -> None:
    """The running maximum begins with the first close instead of what was put in."""
    right = basket_report.largest_fall
    patch.setattr(basket_report, "largest_fall", lambda first, equity: right(equity[0], equity))
