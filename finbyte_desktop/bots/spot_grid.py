"""Spot grid: buys low and sells high inside a range (bots.md 1). At the start it buys the coins that its
sells stand on.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finbyte_desktop.bots.grid import INFO, SAID_PLACES, UNCAPPED_TRAIL, Grid
from finbyte_desktop.bots.grid_growth import Growth
from finbyte_desktop.bots.grid_math import Sizing, Worth
from finbyte_desktop.bots.grid_plan import sized
from finbyte_desktop.bots.grid_refused import EXIT
from finbyte_desktop.bots.spot_grid_params import SpotGridParams, checked
from finbyte_desktop.core.contract import Allowance, BotView, SlotDone
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Halt, Intent, Level, Say, Take
from finbyte_desktop.core.numbers import ONE, ZERO, floor_div, half_even_div
from finbyte_desktop.core.orders import Side


class SpotGrid(Grid):
    """A grid whose sells stand on coins that it holds."""

    FIXED = ("lower", "upper", "grids", "geometric", "equal_quote", "investment", "base_qty", "order_qty")
    params: SpotGridParams
    growth: SpotGrowth

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        super().__init__(checked(params, instrument), instrument)
        self.growth = SpotGrowth(self)

    checked = staticmethod(checked)

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """The investment in quote and the own coins in base."""
        return {instrument.quote: self.params.investment, instrument.base: self.params.base_qty}

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Sizing:
        """Sizes at this price. Raises UserError naming the field when the price or the money does not fit."""
        return sized(self.params, price, instrument, slippage)

    def allowance(self) -> Allowance:
        """The range, where trailing may take it, and the largest quantity of a cell."""
        p = self.params
        low, high = self.reach()
        largest = self.largest_cell
        if not p.equal_quote:
            return Allowance(low, high, largest, largest * high)
        cost = self.size * UNCAPPED_TRAIL
        if p.trailing_down:
            largest = max(largest, floor_div(cost, self.spacing.tick, ONE))
        return Allowance(low, high, largest, cost)

    def worth(self, view: BotView) -> Worth:
        """Its quote, with what was withdrawn, and its coins."""
        i = view.instrument
        return Worth(view.held(i.quote) + self.withdrawn, view.held(i.base))

    def invested_at(self, price: Decimal) -> Decimal:
        """Quote, and own coins at this price."""
        return self.params.invested_at(price)

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the grid profit that was not yet withdrawn, and at most the free quote."""
        left = self.cells.profit - self.withdrawn
        return max(ZERO, min(left, view.free(view.instrument.quote)))

    # --- end --------------------------------------------------------------------------------------

    def leave(self, view: BotView) -> list[Intent]:
        """Sells the coins; dust that the venue would refuse is kept."""
        i = view.instrument
        qty = i.qty_down(view.free(i.base))
        if qty <= 0 or qty < i.min_qty:
            return [Halt(self.stop_reason)]
        if qty * view.last >= i.min_notional:
            return [Take(EXIT, Side.SELL, qty, self.stop_reason)]
        dust = Say(Level.NOTICE, "dust_kept", (("qty", qty), ("asset", i.base)))
        return [dust, Halt(self.stop_reason)]

    def said_of_exit(self, event: SlotDone, view: BotView) -> Say:
        """Coins, price and proceeds."""
        fields = (
            ("qty", event.qty),
            ("base", view.instrument.base),
            ("price", half_even_div(event.cost, event.qty, SAID_PLACES)),
            ("proceeds", event.cost - event.fee_quote),
            ("quote", view.instrument.quote),
        )
        return Say(INFO, "coins_sold", fields)

    # --- money ------------------------------------------------------------------------------------

    def size_step(self, instrument: Instrument) -> Decimal:
        """A size is a quantity, or with equal quote an amount of money."""
        return instrument.tick if self.params.equal_quote else instrument.lot

    def step_qty(self, cell: int, instrument: Instrument) -> Decimal:
        """The full quantity of a cell that trailing brings into the range."""
        if not self.params.equal_quote:
            return self.size
        return instrument.qty_down_div(self.size, self.prices[cell])

    def trail_qty(self, side: Side, qty: Decimal, price: Decimal, others: Decimal, view: BotView) -> Decimal:
        """A buy is paid from the cancelled one, then from realised profit; a sell's coins are there."""
        if side is Side.SELL:
            return qty
        i = view.instrument
        rate = ONE + i.maker_in_quote
        reserve = self.params.reserve * (self.params.investment + self.added)
        promised = self.growth.promised(view) + self.growth.still_to_grow()
        money = view.held(i.quote) - (others + promised) * rate - reserve
        if qty * price * rate <= money:
            return qty
        return i.qty_down_div(money, price * rate) if money > 0 else ZERO


class SpotGrowth(Growth):
    """Larger sells need coins, larger buys quote."""

    _grid: SpotGrid

    def spare(self, side: Side, view: BotView) -> Decimal | None:
        """Coins that no sell and no trip under way needs, whether an order of it rests or not."""
        if side is Side.BUY:
            return None
        i = view.instrument
        return i.qty_down(max(ZERO, view.held(i.base) - self.stood_on(view)))

    def still_to_grow(self) -> Decimal:
        """The quote that was added for cells which have not grown yet."""
        g = self._grid
        return sum(((new - g.cell_qty[cell]) * g.prices[cell] for cell, new in self.later.items()), ZERO)

    def money(self, fresh: list[int], view: BotView) -> Decimal:
        """Everything but the reserve, what is left of the buys that stay as they are, and what partly filled
        sells brought.
        """
        g, i = self._grid, view.instrument
        buys = [n for n, (side, _) in g.wants.items() if side is Side.BUY and n not in fresh]
        fixed = sum((g.left(n, view) * g.prices[n] for n in buys), g.queue.cost(Side.BUY))
        fixed += self.promised(view)
        reserve = g.params.reserve * (g.params.investment + g.added)
        return view.held(i.quote) - reserve - fixed * (ONE + i.maker_in_quote)

    def need(self, size: Decimal, fresh: list[int], price: Decimal, view: BotView) -> tuple[Decimal, Decimal]:
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
        for cell in self.later_cells(fresh):
            buys += (self._cell_qty(size, cell, i) - g.cell_qty[cell]) * g.prices[cell]
        spare = self.spare(Side.SELL, view)
        assert spare is not None
        wanted = sells - now - spare
        extra = i.qty_up_div(wanted, ONE - i.taker_in_base) if wanted > 0 else ZERO
        unit = price * (ONE + view.slippage) * (ONE + i.taker_in_quote)
        return buys * (ONE + i.maker_in_quote) + extra * unit, extra

    def _cell_qty(self, size: Decimal, cell: int, instrument: Instrument) -> Decimal:
        g = self._grid
        return instrument.qty_down_div(size, g.prices[cell]) if g.params.equal_quote else size
