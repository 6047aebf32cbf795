"""Added investment of a grid: a larger size for every cell that is not in the middle of a round trip."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Intent, Level, Say, Take
from finbyte_desktop.core.numbers import ONE, ZERO
from finbyte_desktop.core.orders import Side

if TYPE_CHECKING:
    from finbyte_desktop.bots.spot_grid import SpotGrid

GROW = "take:grow"
MOST_DOUBLINGS = 64


class Growth:
    """Finds the larger size and amends the orders one by one, farthest first.

    `slots` are the levels whose orders still have to be amended, once the additional coins are there.
    `later` holds the new quantity of cells that first have to finish a round trip with the old one.
    """

    def __init__(self, grid: SpotGrid) -> None:
        self._grid = grid
        self.slots: list[int] = []
        self.later: dict[int, Decimal] = {}

    def finished(self, cell: int) -> None:
        """A round trip of this cell is complete: the next one has the new quantity."""
        if cell in self.later:
            self._grid.cell_qty[cell] = self.later.pop(cell)

    def grow(self, amount: Decimal, price: Decimal, view: BotView) -> list[Intent]:
        """Computes the size anew with the new money, `amount` of it just added.

        Sells of untouched cells need coins, which are bought first.
        """
        g, i = self._grid, view.instrument
        fresh = [
            n
            for n in sorted(g.wants)
            if g.cell_of(n) not in g.cells.open and n not in g.partial and not view.filled(f"L{n}")
        ]
        money = self._money(fresh, view)
        step = i.tick if g.params.equal_quote else i.lot
        low = int(g.size // step)
        if not fresh or self._need((low + 1) * step, fresh, price, view)[0] > money:
            return [Say(Level.NOTICE, "added_too_little", (("amount", amount),))]
        high = low + 1
        for _ in range(MOST_DOUBLINGS):
            if self._need(high * step, fresh, price, view)[0] > money:
                break
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            fits = self._need(middle * step, fresh, price, view)[0] <= money
            low, high = (middle, high) if fits else (low, middle)
        g.size = low * step
        extra = self._need(g.size, fresh, price, view)[1]
        self.later = {cell: g.step_qty(cell, i) for cell in g.cell_qty}
        self.slots = sorted(fresh, key=lambda n: -abs(g.prices[n] - price))
        said = Say(Level.INFO, "grown", (("size", g.size), ("amount", amount)))
        if extra > 0 and extra * price >= i.min_notional and extra >= i.min_qty:
            return [said, Take(GROW, Side.BUY, extra, "added")]
        return [said, *self.amend(view)]

    def amend(self, view: BotView) -> list[Intent]:
        """Wants the new quantities; a sell for which there are no coins keeps its old one."""
        g, i = self._grid, view.instrument
        spare = i.qty_down(max(ZERO, view.free(i.base) - g.committed_base(view)))
        out: list[Intent] = []
        for n in self.slots:
            if n not in g.wants or g.cell_of(n) in g.cells.open:
                continue
            side, old = g.wants[n]
            cell = g.cell_of(n)
            new = self.later[cell]
            if side is Side.SELL:
                if new - old > spare:
                    continue
                spare -= new - old
            g.wants[n] = (side, new)
            g.cell_qty[cell] = self.later.pop(cell)
            out += g.want_if_live(n)
        self.slots = []
        return out

    def _money(self, fresh: list[int], view: BotView) -> Decimal:
        """Quote that the fresh cells may use: everything but the reserve and the buys that stay as they
        are.
        """
        g, i = self._grid, view.instrument
        fixed = sum(
            (q * g.prices[n] for n, (s, q) in g.wants.items() if s is Side.BUY and n not in fresh), ZERO
        )
        reserve = g.params.reserve * (g.params.investment + g.added)
        return view.held(i.quote) - reserve - fixed * (ONE + i.maker_in_quote)

    def _need(
        self, size: Decimal, fresh: list[int], price: Decimal, view: BotView
    ) -> tuple[Decimal, Decimal]:
        """Quote that a size costs, and the coins that must be bought for its sells."""
        g, i = self._grid, view.instrument
        buys = sells = now = ZERO
        for n in fresh:
            side, old = g.wants[n]
            qty = self._cell_qty(size, g.cell_of(n), i)
            if side is Side.BUY:
                buys += qty * g.prices[n]
            else:
                sells += qty
                now += old
        for cell in (g.cell_of(n) for n in g.wants if n not in fresh):
            # its trip goes on with the old quantity; the one after it costs the difference
            buys += (self._cell_qty(size, cell, i) - g.cell_qty[cell]) * g.prices[cell]
        wanted = sells - now - i.qty_down(max(ZERO, view.free(i.base) - g.committed_base(view)))
        extra = i.qty_up_div(wanted, ONE - i.taker_in_base) if wanted > 0 else ZERO
        unit = price * (ONE + view.slippage) * (ONE + i.taker_in_quote)
        return buys * (ONE + i.maker_in_quote) + extra * unit, extra

    def _cell_qty(self, size: Decimal, cell: int, instrument: Instrument) -> Decimal:
        g = self._grid
        return instrument.qty_down_div(size, g.prices[cell]) if g.params.equal_quote else size
