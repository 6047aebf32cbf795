"""Where a futures grid would be liquidated: the estimate before and while it runs (bots.md 2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.margin import liquidation_price, tier_of
from finbyte_desktop.core.numbers import ZERO, floor_div
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.position import MONEY_STEP, Position, traded


def estimate(
    instrument: Instrument,
    position: Position,
    margin: Decimal,
    side: Side,
    orders: Sequence[tuple[Decimal, Decimal]],
    leverage: Decimal | None = None,
) -> Decimal | None:
    """The liquidation price after the orders of one side have filled in the order in which the price reaches
    them; where it comes before the next of them, it is the one that counts.

    Args:
        margin: everything that stands behind the position, fees of the opening already paid.
        side: BUY for a position that is long or becomes so as the price falls, SELL for a short one.
        orders: (price, quantity) of that side, nearest first.
        leverage: of the position; a venue that takes margin order by order puts no more behind it than what
            was entered, divided by this.

    Returns:
        None where no price above 0 liquidates, or there is neither a position nor an order. Raises UserError
        where the market's maintenance tiers are not known.
    """
    fees, found = instrument.fees, None
    sign = 1 if side is Side.BUY else -1
    for number in range(len(orders) + 1):
        if number:
            price, qty = orders[number - 1]
            position, realised = traded(position, sign * qty, price)
            margin += realised - instrument.fee_up(price * qty * fees.maker)
        if position.qty * sign <= 0:
            continue
        found = _price(instrument, position, behind(instrument, position, margin, leverage))
        if found is None or number == len(orders):
            continue
        upcoming = orders[number][0]
        if (found >= upcoming) if side is Side.BUY else (found <= upcoming):
            return found
    return found


def behind(instrument: Instrument, position: Position, margin: Decimal, leverage: Decimal | None) -> Decimal:
    """What stands behind a position of a bot that has this money, quote."""
    terms = instrument.perpetual
    if leverage is None or terms is None or not terms.margin_by_order:
        return margin
    return min(margin, floor_div(position.value, leverage, MONEY_STEP))


def _price(instrument: Instrument, position: Position, margin: Decimal) -> Decimal | None:
    terms = instrument.perpetual
    if terms is None or margin <= ZERO:
        return None
    tier = tier_of(terms.tiers, position.value)
    return liquidation_price(
        terms.rule, position.qty, position.value, margin, tier, instrument.tick, instrument.fees.taker
    )
