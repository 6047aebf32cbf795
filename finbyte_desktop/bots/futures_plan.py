"""The plan of a futures grid: what its margin pays for at a price, where it would be liquidated, and what the
venue would refuse (bots.md 2, docs/decisions/0017).
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.bots.futures_common import entered, over_tier
from finbyte_desktop.bots.futures_grid_params import Direction, FuturesGridParams
from finbyte_desktop.bots.grid_liquidation import estimate
from finbyte_desktop.bots.grid_math import (
    NOTIONAL_MARGIN,
    Sizing,
    below_minimum,
    check_step,
    levels,
    vacant_index,
)
from finbyte_desktop.bots.grid_params import STOP, STOP_HIGH, refuse_outside
from finbyte_desktop.bots.grid_stops import check_now
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, plain
from finbyte_desktop.core.orders import BUY, SELL, Side
from finbyte_desktop.core.position import FLAT, Position, traded

CENT = Decimal("0.01")
MOST_DOUBLINGS = 200


class Opened(NamedTuple):
    """The position and the margin just after the opening order."""

    position: Position
    margin: Decimal


class Liquidations(NamedTuple):
    """Where a straight fall and a straight rise through all orders end; None where they do not."""

    low: Decimal | None
    high: Decimal | None


class FuturesSizer:
    """Finds the largest quantity of a level that the margin pays for at a price."""

    def __init__(self, p: FuturesGridParams, price: Decimal, i: Instrument, slippage: Decimal) -> None:
        self._p, self._i = p, i
        self._at = price * (ONE + slippage)
        self.prices = levels(p.lower, p.upper, p.grids, p.geometric, i.tick)
        self.vacant = vacant_index(self.prices, price)
        below, above = self.prices[: self.vacant], self.prices[self.vacant + 1 :]
        self._below, self._above = sum(below, ZERO), sum(above, ZERO)
        self._opened = {Direction.LONG: len(above), Direction.SHORT: len(below), Direction.NEUTRAL: 0}[
            p.direction
        ]

    def worst(self, size: Decimal) -> Decimal:
        """Notional of the position after the opening and all orders of its side."""
        opened, resting = self._parts(size)
        return opened + resting

    def need(self, size: Decimal) -> Decimal:
        """Notional of the worst case with `leverage` times the fees of getting there."""
        fees = self._i.fees
        opened, resting = self._parts(size)
        return opened + resting + self._p.leverage * (opened * fees.taker + resting * fees.maker)

    def _parts(self, size: Decimal) -> tuple[Decimal, Decimal]:
        """What the opening and what the orders of the larger side enter at."""
        side = {
            Direction.LONG: self._below,
            Direction.SHORT: self._above,
            Direction.NEUTRAL: max(self._below, self._above),
        }[self._p.direction]
        return self._opened * size * self._at, size * side

    @property
    def money(self) -> Decimal:
        """The notional that the margin carries."""
        return (ONE - self._p.reserve) * self._p.investment * self._p.leverage

    def at(self, size: Decimal) -> Sizing:
        """Everything that follows from one size."""
        return Sizing(size, [size] * (len(self.prices) - 1), self._opened * size, ZERO, self.need(size))

    def largest(self) -> Decimal:
        """The largest size whose need is within the money; 0 when none is."""
        lot, low, high = self._i.lot, 0, 1
        for _ in range(MOST_DOUBLINGS):
            if self.need(high * lot) > self.money:
                break
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.need(middle * lot) <= self.money else (low, middle)
        return low * lot

    def minimum(self) -> Decimal:
        """The smallest size whose orders the venue takes."""
        i = self._i
        lots = i.qty_up_div(NOTIONAL_MARGIN * i.min_notional, self.prices[0])
        return max(i.qty_up(i.min_qty), lots, i.lot)

    def minimum_investment(self) -> Decimal:
        """The smallest investment at which the minimum size fits."""
        step = self._i.tick if CENT < self._i.tick <= ONE else CENT
        units, rest = divmod(self.need(self.minimum()), (ONE - self._p.reserve) * self._p.leverage * step)
        return (units + (1 if rest else 0)) * step


def opening_side(direction: Direction) -> Side:
    """What the opening order does."""
    return SELL if direction is Direction.SHORT else BUY


def sized(p: FuturesGridParams, price: Decimal, i: Instrument, slippage: Decimal) -> Sizing:
    """Sizes at this price. Raises UserError naming the field when price, margin or stops do not fit."""
    refuse_outside(p, price, i)
    sizer = FuturesSizer(p, price, i, slippage)
    size = sizer.largest() if p.order_qty is None else p.order_qty
    least = sizer.minimum()
    if size < least:
        raise below_minimum(i, sizer.minimum_investment(), least, fixed=p.order_qty is not None)
    check_step(size, i.lot)
    sizing = sizer.at(size)
    if sizing.need > sizer.money:
        raise UserError(
            f"Orders of {plain(size)} may come to {plain(sizing.need)} {i.quote}; the margin carries "
            f"{plain(sizer.money)} {i.quote}.",
            "order_qty_too_large",
            "order_qty",
        )
    error = over_tier(i, p.leverage, sizer.worst(size))
    if error is not None:
        raise error
    opened = after_opening(p, i, sizing.opening, price, slippage)
    refuse_late_stop(p, liquidations(p, i, sizer, size, opened))
    quote = opened.margin - entered(opened.position)
    check_now(p, i.tick, p.investment, quote, opened.position.qty, price)
    return sizing


def after_opening(
    p: FuturesGridParams, i: Instrument, opening: Decimal, price: Decimal, slippage: Decimal
) -> Opened:
    """Position and margin after the opening order at this price."""
    if not opening:
        return Opened(FLAT, p.investment)
    side = opening_side(p.direction)
    at = i.worse(price, side, slippage)
    position = traded(FLAT, opening if side is BUY else -opening, at).position
    return Opened(position, p.investment - i.fee_up(opening * at * i.fees.taker))


def liquidations(
    p: FuturesGridParams, i: Instrument, sizer: FuturesSizer, size: Decimal, opened: Opened
) -> Liquidations:
    """The estimates of a plan; none where the market's tiers are not known."""
    if i.perpetual is None or not i.perpetual.tiers:
        return Liquidations(None, None)
    low = high = None
    if p.direction is not Direction.SHORT:
        orders = [(price, size) for price in reversed(sizer.prices[: sizer.vacant])]
        low = estimate(i, opened.position, opened.margin, BUY, orders, p.leverage)
    if p.direction is not Direction.LONG:
        orders = [(price, size) for price in sizer.prices[sizer.vacant + 1 :]]
        high = estimate(i, opened.position, opened.margin, SELL, orders, p.leverage)
    return Liquidations(low, high)


def planned_liquidations(
    p: FuturesGridParams, i: Instrument, price: Decimal, slippage: Decimal, size: Decimal
) -> Liquidations:
    """The estimates of a plan of this size at a price."""
    sizer = FuturesSizer(p, price, i, slippage)
    opened = after_opening(p, i, sizer.at(size).opening, price, slippage)
    return liquidations(p, i, sizer, size, opened)


def refuse_late_stop(p: FuturesGridParams, ends: Liquidations) -> None:
    """A stop at or beyond the estimated liquidation could never act."""
    stops = p.price_conditions()
    for key, field in ((STOP, "stop_price"), (STOP_HIGH, "stop_price_high")):
        price, above = stops.get(key, (None, False))
        end = ends.high if above else ends.low
        if price is None or end is None or ((price < end) if above else (price > end)):
            continue
        word = "below" if above else "above"
        raise UserError(
            f"The position would be liquidated at about {plain(end)}, before this stop. Feasible: {word} "
            f"{plain(end)}; less leverage or more margin moves it away.",
            "stop_after_liquidation",
            field,
            feasible=f"{word} {plain(end)}",
        )


def inside_range(p: FuturesGridParams, ends: Liquidations) -> tuple[Decimal, ...]:
    """Those estimates at which the grid is meant to trade."""
    return tuple(at for at in ends if at is not None and p.lower <= at <= p.upper)


def not_accepted(at: Decimal) -> UserError:
    """The refusal of a liquidation inside the range."""
    return UserError(
        f"The position would be liquidated at about {plain(at)}, inside the range. Use less leverage, or say "
        "that you accept it.",
        "liquidation_not_accepted",
        "accept_liquidation",
    )
