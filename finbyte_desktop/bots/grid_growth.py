"""Added investment of a grid: a larger size for every cell that is not in the middle of a round trip."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.intents import Intent, Level, Say, Take
from finbyte_desktop.core.numbers import ONE, ZERO
from finbyte_desktop.core.orders import Side

if TYPE_CHECKING:
    from finbyte_desktop.bots.grid import Grid

GROW = "take:grow"
MOST_DOUBLINGS = 64


class Growth(ABC):
    """Finds the larger size and amends the orders one by one, farthest first.

    `slots` are the levels whose orders still have to be amended, once what they stand on was traded.
    `later` holds the new quantity of cells that first have to finish a round trip with the old one; `due` are
    levels where such a trip is complete and the next one begins by ending what is held.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.slots: list[int] = []
        self.later: dict[int, Decimal] = {}
        self.due: list[int] = []

    @abstractmethod
    def money(self, fresh: list[int], view: BotView) -> Decimal:
        """What the fresh levels may cost together."""

    @abstractmethod
    def need(self, size: Decimal, fresh: list[int], price: Decimal, view: BotView) -> tuple[Decimal, Decimal]:
        """What a size costs, and what must be traded at once so that the orders stand on it."""

    @abstractmethod
    def spare(self, side: Side, view: BotView) -> Decimal | None:
        """By how much the orders of a side may grow with what the bot holds; None where they need nothing."""

    def stood_on(self, view: BotView) -> Decimal:
        """What of the bot's coins or position its orders need: those that end it, whether they rest or wait,
        and what opening orders have traded, which belongs to those that will answer them.
        """
        g, ends = self._grid, self._grid.ending_side
        wanted = (g.left(n, view) for n, (side, _) in g.wants.items() if side is ends)
        behind = (g.queue.left(n) for n, (side, _) in g.queue.behind.items() if side is ends)
        parts = (qty for side in Side if side is not ends for _, qty in self.traded(side, view))
        return sum(wanted, ZERO) + sum(behind, ZERO) + sum(parts, ZERO)

    def traded(self, side: Side, view: BotView) -> list[tuple[int, Decimal]]:
        """What the orders of a side have traded that are not complete, by level."""
        g = self._grid
        rows = [(n, half.qty) for (n, _), half in g.partial.items() if half.side is side]
        return rows + [(n, view.filled(f"L{n}")) for n, (s, _) in g.wants.items() if s is side]

    def promised(self, view: BotView) -> Decimal:
        """Of what partly filled orders have ended, the quote of the orders that will answer them."""
        g, ends = self._grid, self._grid.ending_side
        if ends is None:
            return ZERO
        away = -1 if ends is Side.SELL else 1
        return sum((qty * g.prices[n + away] for n, qty in self.traded(ends, view) if qty), ZERO)

    def later_cells(self, fresh: list[int]) -> list[int]:
        """Cells whose trip goes on with the quantity that it has: only the one after it is larger."""
        g = self._grid
        return [*(g.cell_of(n) for n in g.wants if n not in fresh), *g.queue.cells()]

    def finished(self, cell: int) -> None:
        """A round trip of this cell is complete: the next one has the new quantity."""
        if cell in self.later:
            self._grid.cell_qty[cell] = self.later.pop(cell)

    def refill(self, level: int, view: BotView) -> list[Intent]:
        """A round trip is complete and the order at this level begins the next one by ending what is held.
        It can only end what is there: what the new size lacks is traded first.
        """
        if self._grid.cell_of(level) in self.later:
            self.due.append(level)
        return self._trade_what_lacks(view)

    def _trade_what_lacks(self, view: BotView) -> list[Intent]:
        """One level after the other, so that no order is larger than a level's; as many together as the least
        that can be traded needs.
        """
        g, i, ends = self._grid, view.instrument, self._grid.ending_side
        spare = None if ends is None else self.spare(ends, view)
        if self.slots or not self.due or spare is None:
            return []
        self.due = [n for n in dict.fromkeys(self.due) if self._is_due(n, view)]
        lacks = -spare
        for count, n in enumerate(self.due, 1):
            lacks += self.later[g.cell_of(n)] - g.wants[n][1]
            qty = i.qty_up_div(max(ZERO, lacks), ONE - i.taker_in_base)
            if lacks <= 0 or (qty >= i.min_qty and qty * view.last >= i.min_notional):
                self.slots, self.due = self.due[:count], self.due[count:]
                return [Take(GROW, g.opening_side, qty, "added")] if lacks > 0 else self.amend(view)
        return []

    def _is_due(self, n: int, view: BotView) -> bool:
        g = self._grid
        ending = n in g.wants and g.wants[n][0] is g.ending_side
        untouched = (n, g.ending_side) not in g.partial and not view.filled(f"L{n}")
        return ending and untouched and g.cell_of(n) in self.later and g.cell_of(n) not in g.cells.open

    def stays(self, n: int, qty: Decimal) -> None:
        """The order of a level is still the smaller one: it grows after the next round trip."""
        g = self._grid
        side, wanted = g.wants[n]
        cell = g.cell_of(n)
        self.later[cell], g.cell_qty[cell] = wanted, qty
        g.wants[n] = (side, qty)

    def gone(self, cell: int) -> None:
        """Trailing has left this cell: it grows no more."""
        self.later.pop(cell, None)

    def grow(self, amount: Decimal, price: Decimal, view: BotView) -> list[Intent]:
        """Computes the size anew with the new money, `amount` of it just added.

        What the orders of untouched cells stand on is traded first.
        """
        g, i = self._grid, view.instrument
        fresh = [
            n
            for n in sorted(g.wants)
            if g.cell_of(n) not in g.cells.open
            and (n, g.wants[n][0]) not in g.partial
            and not view.filled(f"L{n}")
        ]
        money = self.money(fresh, view)
        step = g.size_step(i)
        low = int(g.size // step)
        if not fresh or self.need((low + 1) * step, fresh, price, view)[0] > money:
            return [Say(Level.NOTICE, "added_too_little", (("amount", amount),))]
        high = low + 1
        for _ in range(MOST_DOUBLINGS):
            if self.need(high * step, fresh, price, view)[0] > money:
                break
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            fits = self.need(middle * step, fresh, price, view)[0] <= money
            low, high = (middle, high) if fits else (low, middle)
        g.size = low * step
        extra = self.need(g.size, fresh, price, view)[1]
        self.later = {cell: g.step_qty(cell, i) for cell in range(g.lo, g.hi)}
        self.slots = sorted(fresh, key=lambda n: -abs(g.prices[n] - price))
        waiting = len(self.later) - len(fresh)
        later = (("reason", "later"), ("later", waiting)) if waiting else ()
        said = Say(Level.INFO, "grown", (("size", g.size), ("amount", amount), *later))
        if extra > 0 and extra * price >= i.min_notional and extra >= i.min_qty:
            return [said, Take(GROW, g.opening_side, extra, "added")]
        return [said, *self.amend(view)]

    def amend(self, view: BotView) -> list[Intent]:
        """Wants the new quantities; an order that has nothing to stand on keeps its old one."""
        g = self._grid
        spare = {side: self.spare(side, view) for side in Side}
        out: list[Intent] = []
        for n in self.slots:
            if n not in g.wants or g.cell_of(n) in g.cells.open:
                continue
            side, old = g.wants[n]
            cell = g.cell_of(n)
            if cell not in self.later:  # its trip was completed meanwhile, or trailing brought it
                continue
            new = self.later[cell]
            left = spare[side]
            if left is not None:
                if new - old > left:
                    continue
                spare[side] = left - (new - old)
            g.wants[n] = (side, new)
            g.cell_qty[cell] = self.later.pop(cell)
            out += g.want_if_live(n)
        self.slots = []
        return [*out, *self._trade_what_lacks(view)]
