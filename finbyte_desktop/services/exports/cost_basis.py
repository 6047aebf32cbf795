"""What sold coins had cost: by average, as the window shows it, or first in, first out. Exact, before fees.

A share of a cost is rounded down to 0.00000001 of the quote asset and the rest stays with the coins that are
left, so the costs of all sales together are what was paid, to the last digit. A fee taken in coins makes the
coins fewer, not cheaper.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol

from finbyte_desktop.core.numbers import ZERO, floor_div

STEP = Decimal("0.00000001")


class CostBasis(Protocol):
    """The coins of one bot and what they cost."""

    def add(self, qty: Decimal, cost: Decimal) -> None:
        """Coins came in at this cost."""

    def take(self, qty: Decimal) -> Decimal:
        """Coins went out: what they had cost. More than there are take everything."""

    def lose(self, qty: Decimal, bought: bool) -> None:
        """A fee was paid in coins, of a buy out of what it bought."""


class Average:
    """Every coin costs the same."""

    def __init__(self) -> None:
        self.held = ZERO
        self.cost = ZERO

    def add(self, qty: Decimal, cost: Decimal) -> None:
        self.held += qty
        self.cost += cost

    def take(self, qty: Decimal) -> Decimal:
        share = self.cost if qty >= self.held else floor_div(self.cost * qty, self.held, STEP)
        self.cost -= share
        self.held -= qty
        return share

    def lose(self, qty: Decimal, bought: bool) -> None:
        self.held -= qty


class Fifo:
    """What came in first goes out first."""

    def __init__(self) -> None:
        self._lots: deque[tuple[Decimal, Decimal]] = deque()

    def add(self, qty: Decimal, cost: Decimal) -> None:
        self._lots.append((qty, cost))

    def take(self, qty: Decimal) -> Decimal:
        taken = ZERO
        while qty > 0 and self._lots:
            held, cost = self._lots[0]
            if qty < held:
                share = floor_div(cost * qty, held, STEP)
                self._lots[0] = (held - qty, cost - share)
                return taken + share
            self._lots.popleft()
            taken += cost
            qty -= held
        return taken

    def lose(self, qty: Decimal, bought: bool) -> None:
        if self._lots:
            place = -1 if bought else 0
            held, cost = self._lots[place]
            self._lots[place] = (held - qty, cost)


BASES: Mapping[str, Callable[[], CostBasis]] = {"average": Average, "fifo": Fifo}
