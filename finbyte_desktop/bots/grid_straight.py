"""Where a stop or take profit in money is reached when the price moves straight on, filling the levels on its
way.

What stands at a price with the holdings of now moves with each level that fills. These prices follow the walk
level by level, in the order in which the price reaches them, each filled in full with its fee; the root lies
inside the segment between two levels and is rounded to the tick as the bot itself rounds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.bots.grid_math import Sizing
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.grid_stops import conditions
from finbyte_desktop.bots.spot_grid_params import SpotGridParams
from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY, SELL, Side

if TYPE_CHECKING:
    from finbyte_desktop.bots.spot_grid import SpotGrid


@dataclass(frozen=True, slots=True)
class Standing:
    """What a grid holds, and the orders that rest or would rest, by level.

    `quote` includes what was withdrawn; `wants` holds side and the quantity that is still to be filled.
    """

    invested: Decimal
    quote: Decimal
    base: Decimal
    prices: Mapping[int, Decimal]
    wants: Mapping[int, tuple[Side, Decimal]]
    vacant: int


def at_start(
    p: SpotGridParams, i: Instrument, prices: list[Decimal], vacant: int, start: Decimal, sizing: Sizing,
    slippage: Decimal,
) -> Standing:  # fmt: skip
    """A grid right after its opening purchase at this price."""
    cost = sizing.opening * i.worse(start, BUY, slippage)
    wants = {
        n: (BUY, sizing.cell_qty[n]) if n < vacant else (SELL, sizing.cell_qty[n - 1])
        for n in range(len(prices))
        if n != vacant
    }
    return Standing(
        p.invested_at(start),
        p.investment - cost - i.fee_up(cost * i.taker_in_quote),
        p.base_qty + sizing.opening - i.fee_up(sizing.opening * i.taker_in_base),
        dict(enumerate(prices)),
        wants,
        vacant,
    )


def of_running(grid: SpotGrid, view: BotView) -> Standing:
    """A grid that runs, with what is left of the orders that are filled in part."""
    i, wants = view.instrument, {}
    for n, (side, qty) in grid.wants.items():
        part = grid.partial.get((n, side))
        done = part.qty if part is not None else ZERO
        wants[n] = (side, qty - done - view.filled(f"L{n}"))
    quote = view.held(i.quote) + grid.withdrawn
    return Standing(grid.invested, quote, view.held(i.base), grid.prices, wants, grid.vacant)


def stop_in_fall(p: SpotGridParams, i: Instrument, s: Standing) -> Decimal | None:
    """The price at which a straight fall reaches the loss of a stop by amount or percent; None for none."""
    if p.loss_of(s.invested) is None:
        return None
    quote, base, vacant = s.quote, s.base, s.vacant
    at = conditions(p, i.tick, s.invested, quote, base)[STOP].price
    for n in sorted((n for n, (side, _) in s.wants.items() if side is BUY), reverse=True):
        level, qty = s.prices[n], s.wants[n][1]
        if at is not None and at > level:
            return at
        if not _is_live(p, s, vacant, n):
            break
        quote, base = _bought(i, quote, base, level, qty)
        vacant = n
        at = conditions(p, i.tick, s.invested, quote, base)[STOP].price
        if at is not None and at >= level:
            return level  # the fee of this level made the loss whole
    return at


def take_profit_in_rise(p: SpotGridParams, i: Instrument, s: Standing) -> Decimal | None:
    """The price at which a straight rise reaches the profit of a take profit by amount or percent."""
    if p.gain_of(s.invested) is None:
        return None
    quote, base, vacant = s.quote, s.base, s.vacant
    at = conditions(p, i.tick, s.invested, quote, base)[TAKE_PROFIT].price
    for n in sorted(n for n, (side, _) in s.wants.items() if side is SELL):
        level, qty = s.prices[n], s.wants[n][1]
        if at is not None and at < level:
            return at
        if not _is_live(p, s, vacant, n):
            break
        cost = qty * level
        quote, base = quote + cost - i.fee_up(cost * _sell_rate(i)), base - qty
        vacant = n
        at = conditions(p, i.tick, s.invested, quote, base)[TAKE_PROFIT].price
        if at is not None and at <= level:
            return level
    return at


def loss_in_fall(i: Instrument, s: Standing, price: Decimal) -> Decimal:
    """What is lost at this price after a straight fall to it, with every coin sold there."""
    quote, base = s.quote, s.base
    for n, (side, qty) in s.wants.items():
        if side is BUY and s.prices[n] >= price:
            quote, base = _bought(i, quote, base, s.prices[n], qty)
    value = base * price
    return s.invested - quote - value + i.fee_up(value * i.fees.taker)


def _bought(
    i: Instrument, quote: Decimal, base: Decimal, level: Decimal, qty: Decimal
) -> tuple[Decimal, Decimal]:
    cost = qty * level
    paid = cost + i.fee_up(cost * i.maker_in_quote)
    return quote - paid, base + qty - i.fee_up(qty * i.maker_in_base)


def _sell_rate(i: Instrument) -> Decimal:
    """A sell pays in quote, unless fees are paid in a third asset."""
    return i.fees.maker if i.fees.asset in ("quote", "base") else ZERO


def _is_live(p: SpotGridParams, s: Standing, vacant: int, n: int) -> bool:
    """Whether level n rests while `vacant` is empty: only the nearest do where the number is limited."""
    limit = p.max_live_orders
    if limit is None:
        return True
    centre = s.prices[vacant]
    others = [m for m in {*s.wants, s.vacant} if m != vacant]
    nearest = sorted(others, key=lambda m: (abs(s.prices[m] - centre), m > vacant))
    return n in nearest[:limit]
