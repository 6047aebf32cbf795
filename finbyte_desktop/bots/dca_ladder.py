"""The ladder of safety orders below a base price: where they stand and what they spend, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from finbyte_desktop.core.instrument import Instrument

MOST_RISE = 10


class Rung(NamedTuple):
    """One safety order: a price on the tick and a quantity on the lot."""

    price: Decimal
    qty: Decimal


def down(value: Fraction, step: Decimal) -> Decimal:
    """The largest multiple of `step` that is <= value."""
    return (value // Fraction(step)) * step


def up(value: Fraction, step: Decimal) -> Decimal:
    """The smallest multiple of `step` that is >= value."""
    return -((-value) // Fraction(step)) * step


@dataclass(frozen=True, slots=True)
class Ladder:
    """`count` orders; the n-th stands `deviation` times `deviation_scale`^(n-1) below the one before it
    (`rises`: above it) and trades `amount` times `volume_scale`^(n-1) quote. The steps are parts of the base
    price or, compounding, of the price of the order before. A fraction of two integers holds every power of a
    scale exactly.
    """

    count: int
    amount: Decimal
    volume_scale: Decimal
    deviation: Decimal
    deviation_scale: Decimal
    compounding: bool
    rises: bool = False

    def parts(self) -> Iterator[Fraction]:
        """The price of each order as a part of the base price."""
        part, step, scale = Fraction(1), Fraction(self.deviation), Fraction(self.deviation_scale)
        for _ in range(self.count):
            away = step if self.rises else -step
            part = part * (1 + away) if self.compounding else part + away
            yield part
            step *= scale

    def possible(self) -> int:
        """How many of the orders stand above zero, and at `MOST_RISE` times the base price at most."""
        fits = (0 < part <= MOST_RISE for part in self.parts())
        return next((n for n, fit in enumerate(fits) if not fit), self.count)

    def amounts(self) -> list[Fraction]:
        """What each order spends, quote."""
        first, scale = Fraction(self.amount), Fraction(self.volume_scale)
        return [first * scale**n for n in range(self.count)]

    def rungs(self, base_price: Decimal, instrument: Instrument, times: Fraction) -> list[Rung]:
        """The orders below or above a base price, each trading `times` its amount; at a price of zero it has
        none.
        """
        found, base = [], Fraction(base_price)
        for part, amount in zip(self.parts(), self.amounts(), strict=True):
            price = (up if self.rises else down)(base * part, instrument.tick)
            qty = down(amount * times / Fraction(price), instrument.lot) if price > 0 else Decimal(0)
            found.append(Rung(price, qty))
        return found
