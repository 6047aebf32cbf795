"""Futures grid: a grid on a linear perpetual with isolated margin, long, short or neutral (bots.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finbyte_desktop.bots.futures_common import closed, closing, worth
from finbyte_desktop.bots.futures_grid_params import Direction, FuturesGridParams, checked
from finbyte_desktop.bots.futures_plan import (
    Liquidations,
    Opened,
    inside_range,
    not_accepted,
    opening_side,
    planned_liquidations,
    sized,
)
from finbyte_desktop.bots.futures_straight import Orders, Standing, refuse_late
from finbyte_desktop.bots.grid import Grid
from finbyte_desktop.bots.grid_growth import Growth
from finbyte_desktop.bots.grid_liquidation import estimate
from finbyte_desktop.bots.grid_math import Sizing, Worth
from finbyte_desktop.bots.grid_params import STOP, STOP_HIGH
from finbyte_desktop.core.contract import Allowance, BotView, SlotDone
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Halt, Intent, Say
from finbyte_desktop.core.numbers import ONE, ZERO
from finbyte_desktop.core.orders import BUY, SELL, Side
from finbyte_desktop.core.position import traded

STOPS = ("stop_price", "stop_price_high", "stop_amount", "stop_ratio")
OPENS = frozenset({BotState.WAIT_APPROVAL, BotState.STARTING})
CLOSES = {Direction.LONG: SELL, Direction.SHORT: BUY, Direction.NEUTRAL: None}


class FuturesGrid(Grid):
    """A grid whose orders stand on the margin of one position.

    Attributes:
        leverage: how many times its money the bot may hold.
        sized_by_plan: its orders are paid for by the plan; see `core.perpetuals`.
    """

    FIXED = ("direction", "leverage", "lower", "upper", "grids", "geometric", "investment", "order_qty")
    sized_by_plan = True
    params: FuturesGridParams

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        super().__init__(checked(params, instrument), instrument)
        self.leverage = self.params.leverage
        self.opening_side = opening_side(self.params.direction)
        self.closing_side = self.ending_side = CLOSES[self.params.direction]
        self.growth = FuturesGrowth(self)

    checked = staticmethod(checked)

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """The margin."""
        return {instrument.quote: self.params.investment}

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Sizing:
        """Sizes at this price. Raises UserError naming the field when price or margin do not fit, and for a
        liquidation inside the range where a person was asked and did not accept that: the price may have
        moved since the form was filled in, or be that of the entry.
        """
        sizing = sized(self.params, price, instrument, slippage)
        if self.params.accept_liquidation is False:
            ends = planned_liquidations(self.params, instrument, price, slippage, sizing.size)
            inside = inside_range(self.params, ends)
            if inside:
                raise not_accepted(inside[0])
        return sizing

    def allowance(self) -> Allowance:
        """The range, where trailing may take it, and the quantity of a level."""
        low, high = self.reach()
        largest = self.largest_cell
        return Allowance(low, high, largest, largest * high)

    def worth(self, view: BotView) -> Worth:
        """Its money with the profit of its position at a price, and what was withdrawn."""
        return worth(view, self.withdrawn)

    def invested_at(self, price: Decimal) -> Decimal:
        """The margin."""
        return self.params.investment

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the grid profit that was not yet withdrawn, and at most what the margin has earned."""
        earned = view.held(view.instrument.quote) + min(ZERO, view.position.unrealised(view.last))
        return max(ZERO, min(self.cells.profit - self.withdrawn, earned - self.invested))

    # --- where it ends ----------------------------------------------------------------------------

    def wanted(self, side: Side, view: BotView) -> Orders:
        """What is left of the orders that the levels of a side want, nearest first, resting or not."""
        found = [(self.prices[n], self.left(n, view)) for n, (s, _) in self.wants.items() if s is side]
        return sorted(found, reverse=side is BUY)

    def opens(self, side: Side, view: BotView) -> Orders:
        """Those of them that may open or enlarge a position."""
        return [] if side is self.closing_side else self.wanted(side, view)

    def _stands(self, view: BotView) -> Opened:
        """Position and money, with what the start has yet to open."""
        i, position, margin = view.instrument, view.position, view.held(view.instrument.quote)
        left = self.opening - abs(position.qty)
        if self.phase not in OPENS or left <= 0:
            return Opened(position, margin)
        price = i.worse(self.start_price, self.opening_side, view.slippage)
        qty = left if self.opening_side is BUY else -left
        fee = i.fee_up(left * price * i.fees.taker)
        return Opened(traded(position, qty, price).position, margin - fee)

    def standing(self, view: BotView) -> Standing:
        """As it stands now; its money is with what was withdrawn, as its profit counts it."""
        position, margin = self._stands(view)
        opened = Opened(position, margin + self.withdrawn)
        return Standing(self.invested, opened, self.wanted(BUY, view), self.wanted(SELL, view))

    def ahead(self, view: BotView) -> Liquidations:
        """Where a straight fall and a straight rise through all its levels end now; None where they do not,
        or the market's tiers are not known.
        """
        i = view.instrument
        if i.perpetual is None or not i.perpetual.tiers:
            return Liquidations(None, None)
        held, most = self._stands(view), self.leverage
        return Liquidations(*(estimate(i, *held, side, self.opens(side, view), most) for side in (BUY, SELL)))

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """Besides what no grid allows: another stop must come before the liquidation of now."""
        super().check_edit(params, view)
        if self.phase is BotState.RUNNING or self.phase in OPENS:
            self.refuse_late(self.checked(params, view.instrument), view)

    def refuse_late(self, new: FuturesGridParams, view: BotView) -> None:
        """Raises UserError for a stop that is not that of now and would come after the liquidation."""
        if any(getattr(new, name) != getattr(self.params, name) for name in STOPS):
            refuse_late(new, view.instrument, self.standing(view), self.ahead(view))

    # --- end --------------------------------------------------------------------------------------

    def protective_stop(self, view: BotView) -> Decimal | None:
        """Where an order at the venue shall end the position of now; None where the bot has no stop on that
        side, keeps its position at its end, or waits for a while before it stops: no venue does that.
        """
        qty = view.position.qty
        if not qty or not self.params.sell_at_exit or self.params.hold_delay_ns:
            return None
        found = (self.stops.at.get(key) for key in (STOP, STOP_HIGH))
        stands = (c.price for c in found if c is not None and c.above is (qty < 0))
        return next((price for price in stands if price is not None), None)

    def leave(self, view: BotView) -> list[Intent]:
        """Closes the position at the market, however small it is."""
        order = closing(view.position, self.stop_reason)
        return [Halt(self.stop_reason) if order is None else order]

    def said_of_exit(self, event: SlotDone, view: BotView) -> Say:
        """What was closed, and at which price."""
        return closed(event)

    # --- margin -----------------------------------------------------------------------------------

    def step_qty(self, cell: int, instrument: Instrument) -> Decimal:
        """Every level has the same quantity."""
        return self.size

    def trail_qty(self, side: Side, qty: Decimal, price: Decimal, others: Decimal, view: BotView) -> Decimal:
        """The whole quantity, where the margin carries it beside the position and the orders that stay."""
        if side is self.closing_side:
            return qty
        position = view.position
        same = position.value if (position.qty > 0) is (side is BUY) else ZERO
        money = max(self.invested, view.held(view.instrument.quote)) - self.params.reserve * self.invested
        return qty if same + others + qty * price <= money * self.leverage else ZERO


class FuturesGrowth(Growth):
    """Larger orders need margin, and those that close need a larger position."""

    _grid: FuturesGrid

    def spare(self, side: Side, view: BotView) -> Decimal | None:
        """By how much the closing orders may grow: the position less what they close already."""
        g = self._grid
        if side is not g.closing_side:
            return None
        return max(ZERO, abs(view.position.qty) - self.stood_on(view))

    def money(self, fresh: list[int], view: BotView) -> Decimal:
        """The notional that the margin carries, less what is left of the orders that stay as they are, less
        the position and what will open again of what was partly closed.
        """
        g = self._grid
        opens = [n for n, (s, _) in g.wants.items() if s is not g.closing_side and n not in fresh]
        fixed = sum((g.left(n, view) * g.prices[n] for n in opens), self.promised(view))
        fixed += sum((g.queue.cost(side) for side in Side if side is not g.closing_side), ZERO)
        reserve = g.params.reserve * g.invested
        carried = (max(g.invested, view.held(view.instrument.quote)) - reserve) * g.leverage
        return carried - fixed - view.position.value

    def need(self, size: Decimal, fresh: list[int], price: Decimal, view: BotView) -> tuple[Decimal, Decimal]:
        """Notional of the orders that open and of what must be opened at once, with `leverage` times fees."""
        g, fees = self._grid, view.instrument.fees
        sides: dict[Side, Decimal] = {BUY: ZERO, SELL: ZERO}
        closing = now = ZERO
        for n in fresh:
            side, old = g.wants[n]
            if side is g.closing_side:
                closing, now = closing + size, now + old
            else:
                sides[side] += size * g.prices[n]
        for cell in self.later_cells(fresh):
            for side, level in ((BUY, cell), (SELL, cell + 1)):
                sides[side] += (size - g.cell_qty[cell]) * g.prices[level]
        if g.closing_side is not None:
            del sides[g.closing_side]
        extra = ZERO
        if g.closing_side is not None:
            extra = max(ZERO, closing - now - (self.spare(g.closing_side, view) or ZERO))
        opens = max(sides.values())
        at = price * (ONE + view.slippage)
        paid = extra * at * fees.taker + opens * fees.maker
        return opens + extra * at + g.leverage * paid, extra
