"""The validator of a recurring DCA bot: each field, its schedule, what it takes of the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.recurring_dca import RecurringDca
from finbyte_desktop.bots.recurring_params import SPECS, RecurringParams, static_problems
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, ceil_to, floor_div, floor_to, plain
from finbyte_desktop.core.orders import BUY, OrderType
from finbyte_desktop.services.kinds.fields import field_errors, problem_of, told_step
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.shown import FieldProblem, PlannedOrder, Preflight
from finbyte_desktop.services.shown_deals import PlannedRuns

CHECKS = 9
TOLD_RUNS = 5
MOST_RUNS = 2_000  # so far the end of the money is looked for
CENT = Decimal("0.01")


def preflight(i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
    """Everything there is to say about a parameter set at this price, field by field."""
    problems = [problem_of(error) for error in field_errors(SPECS, raw)]
    warnings: list[FieldProblem] = []
    figures: dict[str, Any] = {}
    if not problems:
        p = RecurringParams.from_raw(raw)
        problems = [problem_of(error) for error in static_problems(p, i)]
        free = moment.free_quote
        figures["investment"] = p.investment
        figures["min_investment"] = p.amount
        if free is not None and p.investment > free:
            most = plain(floor_to(free, told_step(i)))
            text = f"Only {plain(free)} {i.quote} is available."
            problems.append(FieldProblem("investment", "insufficient_funds", text, f"0 - {most}", most))
        if moment.price is None:
            problems.append(FieldProblem("", "no_price", "There is no price yet.", None, None))
        elif not problems:
            found, figures_of_plan = _plan(p, i, raw, moment, moment.price)
            problems += found
            figures |= figures_of_plan
            warnings += _limits_now(p, moment.price)
    return Preflight(
        ok=not problems,
        problems=tuple(problems),
        hints={},
        price=moment.price,
        order_limit=i.max_live_orders,
        checks=CHECKS,
        warnings=tuple(warnings),
        collar=moment.collar,
        **figures,
    )


def _plan(
    p: RecurringParams, i: Instrument, raw: Mapping[str, Any], moment: Moment, price: Decimal
) -> tuple[list[FieldProblem], dict[str, Any]]:
    bot = RecurringDca(raw, i)
    try:
        qty = bot.sizing(price, i, moment.slippage)
    except UserError as error:
        enough = i.qty_up_div(i.min_notional, price)
        enough = max(enough, i.qty_up(i.min_qty), i.lot)
        need = plain(ceil_to(enough * i.worse(price, BUY, moment.slippage), CENT))
        if p.smart_runs is not None:
            return [problem_of(error)], {}
        return [replace(problem_of(error), feasible=f"from {need}", fix=need)], {}
    at = i.worse(price, BUY, moment.slippage)
    cost = at * qty
    fee = i.fee_up(cost * i.fees.taker)
    now = p.starts_now and p.may_buy_at(price)
    paid = cost + (fee if i.taker_in_quote else ZERO)
    orders = int(floor_div(p.investment, paid, Decimal(1)))
    opening = PlannedOrder(BUY, OrderType.MARKET, price, qty, cost, cost, ZERO, None)
    return [], {
        "opening": opening if now else None,
        "opening_fee": fee if now else None,
        "opening_worst": i.price_up(price * (1 + moment.collar)) if now else None,
        "order_qty": qty,
        "smallest_order": cost,
        "reserve": p.investment - orders * paid,
        "runs": runs_of(p, moment.ns, orders, now),
    }


def runs_of(p: RecurringParams, ns: int, orders: int, now: bool) -> PlannedRuns:
    """The moments of so many orders from `ns` on, one of them at once where `now`."""
    schedule = p.schedule(ns)
    told: list[int] = []
    due, count = schedule.after(ns if p.starts_now else ns - 1), int(now)
    last = ns if now else None
    while count < min(orders, MOST_RUNS):
        if len(told) < TOLD_RUNS:
            told.append(due)
        count, last = count + 1, due
        due = schedule.after(due)
    return PlannedRuns(tuple(told), orders, last if count == orders else None, p.counted_zone)


def _limits_now(p: RecurringParams, price: Decimal) -> list[FieldProblem]:
    """The price of now is beyond a limit: nothing would be bought yet."""
    if p.price_cap is not None and price > p.price_cap:
        text = f"The price now is {plain(price)}: nothing is bought before it falls."
        return [FieldProblem("price_cap", "limit_beyond_now", text, plain(price), None)]
    if p.price_floor is not None and price < p.price_floor:
        text = f"The price now is {plain(price)}: nothing is bought before it rises."
        return [FieldProblem("price_floor", "limit_beyond_now", text, plain(price), None)]
    return []
