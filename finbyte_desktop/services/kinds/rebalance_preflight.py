"""The validator of a smart rebalance: each field, each asset, and exactly what would be bought first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.rebalance_params import FEWEST, MOST, SPECS, RebalanceParams
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, decimal_of, floor_to, half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderType
from finbyte_desktop.services.kinds.fields import field_errors, problem_of, told_step
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.kinds.rebalance_plan import least_investment, planned
from finbyte_desktop.services.shown import FieldProblem, PlannedOrder, Preflight
from finbyte_desktop.services.shown_baskets import PlannedBasket

CHECKS = 10
ASSETS = "assets"


def of_asset(asset: str) -> str:
    """The name of the field of one asset."""
    return f"{ASSETS}:{asset}"


def markets_of(shares: Mapping[str, Any], quote: str, moment: Moment) -> list[Instrument]:
    """The markets of assets here, in their order; those without one are left out."""
    found = [moment.peers[asset].instrument for asset in shares if asset in moment.peers and asset != quote]
    return [market for market in found if market.quote == quote]


def preflight(i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
    """Everything there is to say about parameters at the prices of now, field by field."""
    plainly = {name: value for name, value in raw.items() if name not in (ASSETS, "own")}
    problems = [problem_of(error) for error in field_errors(SPECS, plainly)]
    problems += asset_problems(i, raw, moment)
    warnings: list[FieldProblem] = []
    figures: dict[str, Any] = {}
    p = None if problems else _parsed(raw, problems)
    if p is not None:
        problems += _money(i, p, moment)
        markets = markets_of(p.shares, i.quote, moment)
        prices = {market.id: moment.peers[market.base].price for market in markets}
        known = {name: price for name, price in prices.items() if price is not None}
        figures["investment"] = p.investment
        if not markets:
            text = f"At least one asset besides {i.quote} is needed."
            problems.append(FieldProblem(ASSETS, "no_coin", text, None, None))
        elif len(known) == len(prices):
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


def _parsed(raw: Mapping[str, Any], problems: list[FieldProblem]) -> RebalanceParams | None:
    try:
        p = RebalanceParams.from_raw(raw)
        p.check_new()
    except UserError as error:
        problems.append(problem_of(error))
        return None
    return p


def asset_problems(i: Instrument, raw: Mapping[str, Any], moment: Moment) -> list[FieldProblem]:
    """What is wrong with single assets, and with how many there are."""
    given = raw.get(ASSETS)
    if not isinstance(given, Mapping) or not FEWEST <= len(given) <= MOST:
        count = len(given) if isinstance(given, Mapping) else 0
        text = f"assets: {FEWEST} to {MOST} are possible, not {count}."
        return [FieldProblem(ASSETS, "asset_count", text, f"{FEWEST} - {MOST}", None)]
    found = []
    for asset, share in given.items():
        if share is None or str(share).strip() == "":
            found.append(FieldProblem(of_asset(asset), "missing", "A value is needed.", None, None))
        elif (told := _unreadable(share)) is not None:
            found.append(FieldProblem(of_asset(asset), *told, None, None))
        elif asset != i.quote and asset not in moment.peers:
            text = f"assets: {asset} has no market here that goes with {i.quote}."
            found.append(FieldProblem(of_asset(asset), "no_market", text, None, None))
        elif asset != i.quote and moment.peers[asset].price is None:
            text = f"{asset} has no price now."
            found.append(FieldProblem(of_asset(asset), "no_price_of_asset", text, None, None))
    return found


def _unreadable(share: Any) -> tuple[str, str] | None:
    """Why a share is no number of 0 or more: its code and its text."""
    try:
        number = decimal_of(share, "share")
    except UserError as error:
        return error.code, error.text
    if number < 0:
        return "below_zero", f"share: {plain(number)} is not a number of 0 or more."
    return None


def _money(i: Instrument, p: RebalanceParams, moment: Moment) -> list[FieldProblem]:
    found = []
    free = moment.free_quote
    wanted = p.investment + p.own.get(i.quote, ZERO)
    if free is not None and wanted > free:
        most = plain(floor_to(free, told_step(i)))
        text = f"Only {plain(free)} {i.quote} is available."
        found.append(FieldProblem("investment", "insufficient_funds", text, f"0 - {most}", most))
    for asset, qty in p.own.items():
        peer = moment.peers.get(asset)
        if asset != i.quote and peer is not None and qty > peer.free:
            text = f"Only {plain(peer.free)} {asset} is available."
            found.append(
                FieldProblem(f"own:{asset}", "insufficient_funds", text, f"0 - {plain(peer.free)}", None)
            )
    return found


def _plan(
    i: Instrument,
    p: RebalanceParams,
    markets: Sequence[Instrument],
    prices: Mapping[str, Decimal],
    moment: Moment,
) -> tuple[list[FieldProblem], list[FieldProblem], dict[str, Any]]:
    basket = planned(p, markets, prices, moment)
    least = least_investment(p, markets, prices, moment.purchase_margin, told_step(i))
    figures: dict[str, Any] = {"basket": basket, "min_investment": least, "reserve": basket.left}
    orders = _orders(basket)
    figures["buys"] = [row for row in orders if row.side is BUY]
    figures["sells"] = [row for row in orders if row.side is SELL]
    small = [row.asset for row in basket.assets if row.too_small]
    if not orders and not p.own:
        text = f"{plain(p.investment)} {i.quote} is too little for any order of these assets."
        return (
            [FieldProblem("investment", "too_small", text, f"from {plain(least)}", plain(least))],
            [],
            figures,
        )
    if small:
        text = f"Too little for an order of {', '.join(small)}: that money stays {i.quote}."
        fix = None if p.own else plain(least)
        told = FieldProblem("investment", "legs_too_small", text, f"from {plain(least)}", fix)
        return [], [replace(told, feasible=None) if p.own else told], figures
    return [], [], figures


def _orders(basket: PlannedBasket) -> list[PlannedOrder]:
    """The first orders as a review shows them, sales first."""
    rows: list[PlannedOrder] = []
    total = {BUY: ZERO, SELL: ZERO}
    for sells in (True, False):
        for row in basket.assets:
            if not row.qty or (row.qty < 0) is not sells:
                continue
            side = SELL if sells else BUY
            cost, qty = abs(row.cost), abs(row.qty)
            total[side] += cost
            price = half_even_div(cost, qty, row.price_places)
            rows.append(
                PlannedOrder(side, OrderType.MARKET, price, qty, cost, total[side], ZERO, None, row.market)
            )
    return rows
