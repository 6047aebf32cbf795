"""The validator of a recurring purchase of several assets: its fields, each asset, its first orders, and its
schedule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.dca_basket_math import Orders, purchases
from finbyte_desktop.bots.dca_basket_params import (
    ASSETS,
    ONLY_ONE,
    SPECS,
    DcaBasketParams,
    only_one,
    problems_of,
)
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, floor_div, floor_to, half_even_div, plain
from finbyte_desktop.core.orders import BUY, OrderType
from finbyte_desktop.services.kinds.dca_recurring_preflight import runs_of
from finbyte_desktop.services.kinds.fields import field_errors, problem_of, told_step
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.kinds.rebalance_plan import SHOWN, Planned
from finbyte_desktop.services.kinds.rebalance_preflight import asset_problems, markets_of, of_asset
from finbyte_desktop.services.shown import FieldProblem, PlannedOrder, Preflight
from finbyte_desktop.services.shown_baskets import PlannedAsset, PlannedBasket

CHECKS = 10


def preflight(i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
    """Everything there is to say about parameters at the prices of now, field by field."""
    plainly = {name: value for name, value in raw.items() if name != ASSETS}
    problems = [problem_of(error) for error in field_errors(SPECS, plainly)]
    problems += [problem_of(only_one(name)) for name in ONLY_ONE if name in raw]
    problems += asset_problems(i, raw, moment)
    warnings: list[FieldProblem] = []
    figures: dict[str, Any] = {}
    p = None if problems else _parsed(raw, i, problems)
    if p is not None:
        problems += _money(i, p, moment)
        figures["investment"], figures["min_investment"] = p.run.investment, p.run.amount
        markets = markets_of(p.shares, i.quote, moment)
        prices = {market.id: moment.peers[market.base].price for market in markets}
        known = {name: price for name, price in prices.items() if price is not None}
        if not problems and len(known) == len(prices):
            found, warnings, more = _plan(i, p, markets, known, moment)
            problems += found
            figures |= more
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


def _parsed(raw: Mapping[str, Any], i: Instrument, problems: list[FieldProblem]) -> DcaBasketParams | None:
    try:
        p = DcaBasketParams.from_raw(raw)
        p.check_new()
    except UserError as error:
        problems.append(problem_of(error))
        return None
    for found in problems_of(p, i.quote):
        told = problem_of(found)
        problems.append(replace(told, field=of_asset(i.quote)) if told.code == "buys_its_money" else told)
    return p


def _money(i: Instrument, p: DcaBasketParams, moment: Moment) -> list[FieldProblem]:
    free = moment.free_quote
    if free is None or p.run.investment <= free:
        return []
    most = plain(floor_to(free, told_step(i)))
    text = f"Only {plain(free)} {i.quote} is available."
    return [FieldProblem("investment", "insufficient_funds", text, f"0 - {most}", most)]


def _plan(
    i: Instrument,
    p: DcaBasketParams,
    markets: Sequence[Instrument],
    prices: Mapping[str, Decimal],
    moment: Moment,
) -> tuple[list[FieldProblem], list[FieldProblem], dict[str, Any]]:
    reckoned = (moment.slippage, moment.collar, moment.purchase_margin)
    purse = Planned(markets, prices, {i.quote: p.run.investment}, *reckoned)
    found = purchases(p, p.run.investment, purse)
    for market, order in found.orders:
        purse.trade(market, order)
    paid = p.run.investment - purse.held(i.quote)
    now = p.run.starts_now
    orders = int(floor_div(p.run.investment, paid, ONE)) if paid > 0 else 0
    figures: dict[str, Any] = {
        "basket": _basket(p, markets, purse, found.skipped),
        "buys": _rows(found.orders, purse) if now else [],
    }
    least = least_amount(p, markets, prices, moment.slippage, told_step(i))
    enough = plain(least)
    if not found.orders:
        problem = FieldProblem(
            "amount",
            "order_too_small",
            f"{plain(p.run.amount)} {i.quote} is too little for an order of any asset.",
            f"from {enough}",
            enough,
        )
        return [problem], [], figures
    figures |= {"runs": runs_of(p.run, moment.ns, orders, now), "reserve": p.run.investment - orders * paid}
    if not found.skipped:
        return [], [], figures
    text = f"Too little for an order of {', '.join(found.skipped)}: that money stays {i.quote}."
    return [], [FieldProblem("amount", "legs_too_small", text, f"from {enough}", enough)], figures


def least_amount(
    p: DcaBasketParams,
    markets: Sequence[Instrument],
    prices: Mapping[str, Decimal],
    slippage: Decimal,
    step: Decimal,
) -> Decimal:
    """The amount with which an order of every asset is large enough, rounded up to a step."""
    least = ZERO
    for market in markets:
        share, price = p.shares.get(market.base, ZERO), prices[market.id]
        if share <= 0:
            continue
        enough = max(market.qty_up_div(market.min_notional, price), market.qty_up(market.min_qty), market.lot)
        least = max(least, ceil_div(enough * price * (ONE + slippage) * p.parts, share, step))
    return least


def _basket(
    p: DcaBasketParams, markets: Sequence[Instrument], purse: Planned, skipped: Sequence[str]
) -> PlannedBasket:
    """The first order of each asset."""
    rows = []
    for market in markets:
        asset, price = market.base, purse.price(market.id)
        qty, cost, fee = purse.traded.get(asset, (ZERO, ZERO, ZERO))
        target = half_even_div(p.shares[asset], p.parts, SHOWN)
        places = market.price_places, market.qty_places
        small = asset in skipped
        rows.append(
            PlannedAsset(
                asset, market.id, price, target, qty, cost, fee, purse.held(asset) * price, small, *places
            )
        )
    return PlannedBasket(
        assets=rows,
        weights_sum=p.parts,
        put_in=p.run.investment,
        cost=sum((row.cost for row in rows), ZERO),
        fee=sum((row.fee for row in rows), ZERO),
        left=purse.held(markets[0].quote),
        turnover_fee=ZERO,
        keeps_weights=False,
    )


def _rows(orders: Orders, purse: Planned) -> list[PlannedOrder]:
    """The orders as a review shows them."""
    rows, total = [], ZERO
    for market, order in orders:
        _, cost, _ = purse.traded[market.base]
        total += cost
        price = half_even_div(cost, order.qty, market.price_places)
        row = (BUY, OrderType.MARKET, price, order.qty, cost, total, ZERO, None, market.id)
        rows.append(PlannedOrder(*row))
    return rows
