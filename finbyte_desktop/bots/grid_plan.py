"""The sizes of a grid's plan: what the money pays for at a price, what the venue would refuse, and whether
its round trips earn anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from finbyte_desktop.bots.grid_math import (
    MIN_GRIDS,
    Sizer,
    Sizing,
    Spacing,
    below_minimum,
    check_step,
    levels,
    vacant_index,
)
from finbyte_desktop.bots.grid_params import Condition, refuse_outside
from finbyte_desktop.bots.grid_profit import Trip, all_earn, loses, net_range, profitable, trips
from finbyte_desktop.bots.grid_stops import check_now
from finbyte_desktop.bots.spot_grid_params import SpotGridParams, most_by_params
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, plain
from finbyte_desktop.core.orders import BUY


def sized(p: SpotGridParams, price: Decimal, i: Instrument, slippage: Decimal) -> Sizing:
    """Sizes at this price. Raises UserError naming the field when the price or the money does not fit."""
    refuse_outside(p, price, i)
    prices = levels(p.lower, p.upper, p.grids, p.geometric, i.tick)
    vacant = vacant_index(prices, price)
    sizer = Sizer(i, prices, vacant, price, p.equal_quote, p.base_qty, slippage)
    money = (ONE - p.reserve) * p.investment
    sizing = sizer.at(p.order_qty) if p.order_qty is not None else sizer.largest(money)
    least = sizer.minimum()
    if sizing.size < least:
        needed = sizer.minimum_investment(p.reserve)
        raise below_minimum(i, needed, least, fixed=p.order_qty is not None)
    check_step(sizing.size, sizer.step)
    if sizing.need > money:
        raise UserError(
            f"Orders of {plain(sizing.size)} need {plain(sizing.need)} {i.quote}; "
            f"{plain(money)} {i.quote} may be used.",
            "order_qty_too_large",
            "order_qty",
        )
    _check_venue_minimum(sizing, prices, price, i)
    check_at_start(p, i, sizing.opening, price, slippage)
    return sizing


def check_at_start(
    p: SpotGridParams, i: Instrument, opening: Decimal, price: Decimal, slippage: Decimal
) -> dict[str, Condition]:
    """Where the conditions stand after the opening purchase at this price.

    Raises UserError beside the field when one of them would be true at once.
    """
    paid = i.worse(price, BUY, slippage)
    cost = opening * paid
    quote = p.investment - cost - i.fee_up(cost * i.taker_in_quote)
    base = p.base_qty + opening - i.fee_up(opening * i.taker_in_base)
    return check_now(p, i.tick, p.invested_at(price), quote, base, price)


def check_earns(p: SpotGridParams, price: Decimal, i: Instrument, slippage: Decimal, sizing: Sizing) -> None:
    """Raises UserError when a round trip of this plan would leave nothing or less.

    Asked before a bot is created, and not by the bot itself: an older journal must plan the same orders when
    it is folded again, and a backtest shows what such a plan would have lost.
    """
    found = trips(i, levels(p.lower, p.upper, p.grids, p.geometric, i.tick), sizing.cell_qty)
    check_trips(found, lambda: most_grids(p, price, i, slippage))


def check_trips(found: Sequence[Trip], most: Callable[[], int]) -> None:
    """The same of round trips that are known already; `most` tells the largest number of grids that earns."""
    if not all_earn(found):
        raise loses(*net_range(found), most())


def most_grids(p: SpotGridParams, price: Decimal | None, i: Instrument, slippage: Decimal) -> int:
    """The largest number of grids whose round trips all earn something at this price, 0 for none.

    Where fees are paid in coins it depends on the lots, so on the money and the price of the start: then it
    is a number that earns while the next one does not. Without them, and for the other fees, it is that of
    the rates alone.
    """
    most = most_by_params(p, i)
    if i.fees.asset != "base" or price is None or not p.lower <= price <= p.upper:
        return most
    low, high = MIN_GRIDS - 1, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _earns(p, middle, price, i, slippage) else (low, middle)
    return low if low >= MIN_GRIDS else 0


def _earns(p: SpotGridParams, grids: int, price: Decimal, i: Instrument, slippage: Decimal) -> bool:
    spacing = Spacing(p.lower, p.upper, grids, p.geometric, i.tick)
    prices = [spacing.price(n) for n in range(grids + 1)]
    if any(a >= b for a, b in pairwise(prices)) or not profitable(prices, i.fees.maker):
        return False
    sizer = Sizer(i, prices, vacant_index(prices, price), price, p.equal_quote, p.base_qty, slippage)
    fixed = p.order_qty
    sizing = sizer.at(fixed) if fixed is not None else sizer.largest((ONE - p.reserve) * p.investment)
    return all(qty > 0 for qty in sizing.cell_qty) and all_earn(trips(i, prices, sizing.cell_qty))


def _check_venue_minimum(sizing: Sizing, prices: list[Decimal], price: Decimal, i: Instrument) -> None:
    """Refuses a plan with an order that the venue would refuse."""
    for n, qty in enumerate(sizing.cell_qty):
        mirror = i.qty_down(qty - i.fee_up(qty * i.maker_in_base))
        for amount, level in ((qty, prices[n]), (mirror, prices[n + 1])):
            if amount < max(i.lot, i.min_qty) or amount * level < i.min_notional:
                raise UserError(
                    f"The order at {plain(level)} would be smaller than the venue allows. Invest more.",
                    "order_minimum",
                    "investment",
                )
    if sizing.opening and (sizing.opening < i.min_qty or sizing.opening * price < i.min_notional):
        raise UserError(
            "The purchase at the start would be smaller than the venue allows. "
            "Invest more, or move the range.",
            "opening_minimum",
            "investment",
        )
