"""A position in a linear contract: what is held, what it was entered at, what closing and funding pay.

Pure arithmetic; the kernel books what comes out. Quantities are base units, positive long, negative short;
money is quote units. What cannot be told exactly is rounded to a step against the trader.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.numbers import ZERO, ceil_div, ceil_to, floor_div

MONEY_STEP = Decimal("0.00000001")
DUST = Decimal("0.000001")  # quote, and as a part of what was traded


class Position(NamedTuple):
    """`qty` is signed, `value` what |qty| was entered at: quantity times average entry price. Without a
    quantity a value is what trades leave that were told in another order than they were made, until the last.
    """

    qty: Decimal = ZERO
    value: Decimal = ZERO

    def unrealised(self, mark: Decimal) -> Decimal:
        """What closing at this price would pay, before fees."""
        if not self.qty:
            return ZERO
        worth = self.qty * mark
        return worth - self.value if self.qty > 0 else worth + self.value


FLAT = Position()


class Change(NamedTuple):
    """What a trade did to a position: what is left, and the profit of the part that it closed."""

    position: Position
    realised: Decimal


def traded(
    position: Position,
    qty: Decimal,
    price: Decimal,
    step: Decimal = MONEY_STEP,
    booked: Decimal | None = None,
) -> Change:
    """A trade of `qty` (signed: a buy is positive) at `price`; one may close a position and open the
    other side. `booked` is the profit that the venue booked for it, where it tells one: then that is what
    closing paid, and what is left of the entry value follows from it.
    """
    if booked is not None:
        return _booked(position, qty, price, booked)
    held = position.qty
    if held == 0 or (held > 0) is (qty > 0):
        return Change(Position(held + qty, position.value + abs(qty) * price), ZERO)
    closed = min(abs(held), abs(qty))
    divide = ceil_div if held > 0 else floor_div
    entered = position.value if closed == abs(held) else divide(position.value * closed, abs(held), step)
    realised = closed * price - entered if held > 0 else entered - closed * price
    left = held + qty
    if left == 0:
        return Change(FLAT, realised)
    if (left > 0) is (held > 0):
        return Change(Position(left, position.value - entered), realised)
    return Change(Position(left, abs(left) * price), realised)


def _booked(position: Position, qty: Decimal, price: Decimal, realised: Decimal) -> Change:
    """What was entered is what was paid for it and what the venue realised on the way: so trades may come in
    any order. What its roundings leave of a position that is closed is nothing.
    """
    held, left = position.qty, position.qty + qty
    entered = (position.value if held >= 0 else -position.value) + qty * price + realised
    if left == 0 and abs(entered) <= DUST + abs(qty) * price * DUST:
        return Change(FLAT, realised)
    return Change(Position(left, entered if left >= 0 else -entered), realised)


def adjusted(position: Position, qty: Decimal, step: Decimal = MONEY_STEP) -> Position:
    """The position with `qty` (signed) less, and nobody knows at which price: its average entry stays."""
    left = position.qty + qty
    if not left:
        return FLAT
    return Position(left, floor_div(position.value * abs(left), abs(position.qty), step))


def funding(position: Position, mark: Decimal, rate: Decimal, step: Decimal = MONEY_STEP) -> Decimal:
    """What the position receives (negative: pays) at a funding time: a positive rate is paid by long."""
    return -ceil_to(position.qty * mark * rate, step)
