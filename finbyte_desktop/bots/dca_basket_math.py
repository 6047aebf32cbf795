"""What a recurring purchase of several assets trades, exactly (decision 0024)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.bots.dca_basket_params import DcaBasketParams
from finbyte_desktop.bots.rebalance_math import Purse, sale, whole
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO
from finbyte_desktop.core.orders import BUY, OrderSpec, OrderType

Orders = list[tuple[Instrument, OrderSpec]]


class Purchases(NamedTuple):
    """What one order of the schedule buys, and the assets of which it would be too little. `is_spent` tells
    that nothing is bought because the money is over.
    """

    orders: Orders
    skipped: list[str]
    is_spent: bool


def named(p: DcaBasketParams, markets: Sequence[Instrument]) -> list[Instrument]:
    """The markets in the order of the list of assets, then those of assets that are not in it any more."""
    order = {asset: at for at, asset in enumerate(p.shares)}
    return sorted(markets, key=lambda market: order.get(market.base, len(order)))


def money_left(p: DcaBasketParams, cap: Decimal, view: Purse) -> Decimal:
    """What all assets together may spend: of the money that is free at most `cap`, less the steps to which
    fees are rounded.
    """
    paying = [m for m in view.markets if p.shares.get(m.base, ZERO) > 0 and m.taker_in_quote]
    steps = sum((market.fees.step for market in paying), ZERO)
    return min(view.free(view.markets[0].quote), cap) - steps


def purchases(p: DcaBasketParams, cap: Decimal, view: Purse) -> Purchases:
    """The orders of one moment of the schedule; `cap` is what the bot may still spend."""
    left, parts = money_left(p, cap, view), p.parts
    orders: Orders = []
    skipped: list[str] = []
    wishes = 0
    for market in named(p, view.markets):
        share = p.shares.get(market.base, ZERO)
        if share <= 0:
            continue
        price = view.price(market.id)
        wanted = wanted_qty(market, p.run.amount, share, parts, price, view.slippage)
        if not takes(market, wanted, price):
            skipped.append(market.base)
            continue
        wishes += 1
        worst = market.price_up(price * (ONE + view.collar))
        most = affordable_qty(market, left, share, parts, worst)
        if takes(market, most, price):
            orders.append((market, OrderSpec(BUY, min(wanted, most), worst, OrderType.MARKET)))
        else:
            skipped.append(market.base)
    return Purchases(orders, skipped, wishes > 0 and not orders)


def wanted_qty(
    market: Instrument, amount: Decimal, share: Decimal, parts: Decimal, price: Decimal, slippage: Decimal
) -> Decimal:
    """What an asset's part of the amount buys."""
    return whole((amount, share), (parts, price, ONE + slippage, market.lot)) * market.lot


def affordable_qty(
    market: Instrument, left: Decimal, share: Decimal, parts: Decimal, worst: Decimal
) -> Decimal:
    """What an asset's part of the money that is left buys at the worst price, with its fee."""
    if left <= 0:
        return ZERO
    return whole((left, share), (parts, worst, ONE + market.taker_in_quote, market.lot)) * market.lot


def takes(market: Instrument, qty: Decimal, price: Decimal) -> bool:
    """Whether the market takes a purchase."""
    return qty > 0 and qty >= market.min_qty and qty * price >= market.min_notional


def net_worth(view: Purse) -> Decimal:
    """What a sale of all coins would bring, after slippage and fees."""
    worth = ZERO
    for market in view.markets:
        held = view.held(market.base)
        if held > 0:
            worth += held * view.price(market.id) * (ONE - view.slippage) * (ONE - sale_rate(market))
    return worth


def sale_rate(market: Instrument) -> Decimal:
    """The taker rate that a sale pays in quote: always, but for fees in a third asset."""
    return market.fees.taker if market.fees.asset in ("quote", "base") else ZERO


def is_reached(p: DcaBasketParams, costs: Mapping[str, Decimal], view: Purse) -> bool:
    """Whether the coins are worth what they shall earn."""
    profit, cost = p.run.take_profit, sum(costs.values(), ZERO)
    return profit is not None and cost > 0 and net_worth(view) >= (ONE + profit) * cost


def takings(p: DcaBasketParams, view: Purse) -> Orders:
    """The sales that take the profit."""
    orders: Orders = []
    for market in named(p, view.markets):
        qty = market.qty_down(view.held(market.base) * p.run.take_profit_part)
        spec = sale(market, min(qty, market.qty_down(view.free(market.base))), view)
        if spec is not None:
            orders.append((market, spec))
    return orders
