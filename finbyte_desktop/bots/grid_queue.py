"""What a level of a grid wants next, where two orders come to want it.

A sell at a level belongs to the cell below it, a buy to the one above. Orders fill in the order of their
prices, so that only one of the two is wanted at a time; but an order that waits for a person, that a person
cancelled or that was refused is passed by the price, and its neighbour fills first. Both are remembered then.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.intents import Drop, Intent
from finbyte_desktop.core.late import LATE
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import Side

if TYPE_CHECKING:
    from finbyte_desktop.bots.grid import Grid


class LevelQueue:
    """`behind` holds side and quantity of what a level wants once its present order has traded."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.behind: dict[int, tuple[Side, Decimal]] = {}

    def answer(self, level: int, side: Side, qty: Decimal, view: BotView) -> list[Intent]:
        """Wants the answer to a fill: behind the level's present order where that rests or ends what is
        held, else in front of it.
        """
        g = self._grid
        if not g.lo <= level <= g.hi:  # trailing has left it
            return []
        now = g.wants.get(level)
        if now is not None and now[0] is not side:
            if side is not self.first or view.rests(f"L{level}"):
                self.behind[level] = (side, qty)
                return []
            self.behind[level] = now
        g.wants[level] = (side, qty)
        return g.rest(level)

    def freed(self, level: int, ended: str) -> list[Intent]:
        """The level's order has traded. Where another one waited behind it, the vacant level is elsewhere. Of
        one that traded after its end, what was to come in its place has no use any more.
        """
        g = self._grid
        if ended == LATE and level not in self.behind and level not in g.wants:
            return [Drop(f"L{level}")]
        if level not in self.behind or level in g.wants:
            return []
        g.wants[level] = self.behind.pop(level)
        free = [n for n in range(g.lo, g.hi + 1) if n not in g.wants]
        g.vacant = min(free, key=lambda n: abs(n - level))
        return g.rest(level)

    def refused(self, level: int) -> list[Intent]:
        """The level's order is blocked: one that ends what is held does not wait for it."""
        g = self._grid
        now, behind = g.wants.get(level), self.behind.get(level)
        if now is None or behind is None or behind[0] is not self.first:
            return []
        g.wants[level], self.behind[level] = behind, now
        return g.rest(level)

    def traded(self, level: int, side: Side) -> None:
        """An order that waits here traded all the same: it was under way, or called gone too early."""
        if level in self.behind and self.behind[level][0] is side:
            del self.behind[level]

    def cost(self, side: Side) -> Decimal:
        """What the orders of a side that wait here come to, in quote."""
        return sum((self.left(n) * self._grid.prices[n] for n in self.of(side)), ZERO)

    def of(self, side: Side) -> list[int]:
        """The levels where an order of a side waits."""
        return [n for n, (s, _) in self.behind.items() if s is side]

    def left(self, level: int) -> Decimal:
        """What of the order that waits at a level an earlier one has not traded."""
        side, qty = self.behind[level]
        part = self._grid.partial.get((level, side))
        return qty if part is None else qty - part.qty

    def cells(self) -> list[int]:
        """The cells whose orders wait here."""
        return [n if side is Side.BUY else n - 1 for n, (side, _) in self.behind.items()]

    @property
    def first(self) -> Side:
        """The side whose orders end what is held."""
        return self._grid.ending_side or Side.SELL
