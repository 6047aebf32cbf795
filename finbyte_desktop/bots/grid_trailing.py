"""Trailing of a grid: the range follows the price one step at a time, with a guard against pumps (bots.md
1).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from finbyte_desktop.bots.grid_math import NOTIONAL_MARGIN
from finbyte_desktop.core.contract import BotView, Touched, Woken
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.intents import Drop, Intent, Level, Say, WakeAt, Want, WatchPrice
from finbyte_desktop.core.numbers import ZERO, decimal_of, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderSpec, Side

if TYPE_CHECKING:
    from finbyte_desktop.bots.grid import Grid

GUARD_NS = 60_000_000_000


class Trailing:
    """Moves a grid's range. `missed` says that a step was touched when the range could not follow."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.steps: list[int] = []
        self.guarded_at: Decimal | None = None
        self.guard_step = ZERO
        self.armed = False

    # --- watches ----------------------------------------------------------------------------------

    def watches(self) -> list[Intent]:
        """The steps just outside the range, where trailing is on and allowed."""
        g, p = self._grid, self._grid.params
        out: list[Intent] = []
        self.armed = True
        if p.trailing_up and self.guarded_at is None:
            step = g.spacing.price(g.hi + 1)
            allowed = p.trailing_up_cap is None or step <= p.trailing_up_cap
            if allowed and step > g.prices[g.hi]:
                out.append(WatchPrice("trail_up", step, None))
        if p.trailing_down:
            step = g.spacing.price(g.lo - 1)
            if ZERO < step < g.prices[g.lo]:
                out.append(WatchPrice("trail_down", None, step))
        return out

    def forget(self) -> list[Intent]:
        """Takes every watch and alarm of trailing back."""
        self.armed = False
        self.guarded_at = None
        return [
            WatchPrice("trail_up"),
            WatchPrice("trail_down"),
            WatchPrice("guard"),
            WakeAt("guard", None),
        ]

    def rearm(self) -> list[Intent]:
        """After a fill at the edge of the range: watch again when a touch was missed or unfunded."""
        p = self._grid.params
        if self.armed or not (p.trailing_up or p.trailing_down):
            return []
        return self.watches()

    # --- steps ------------------------------------------------------------------------------------

    def touched(self, event: Touched, view: BotView) -> list[Intent]:
        """The price reached the step outside the range, or left the guard's band."""
        if event.key == "guard":
            return self._guard(event.ns, event.price, self.guard_step)
        up = event.key == "trail_up"
        g, p = self._grid, self._grid.params
        far = g.wants.get(g.lo if up else g.hi)
        if g.vacant != (g.hi if up else g.lo) or far is None or far[0] is not (BUY if up else SELL):
            self.armed = False  # a level that is left must not stand for coins that nobody sells then
            return []
        if up and p.pump_guard_steps is not None:
            self.steps = [ns for ns in self.steps if event.ns - ns < GUARD_NS]
            if len(self.steps) >= p.pump_guard_steps:
                said = Say(Level.NOTICE, "pump_guard", (("steps", len(self.steps)), ("price", event.price)))
                step = g.spacing.price(g.hi + 1) - g.prices[g.hi]
                return [said, WatchPrice("trail_up"), *self._guard(event.ns, event.price, step)]
        moved = self._up(view) if up else self._down(view)
        if moved:
            if up and p.pump_guard_steps is not None:
                self.steps.append(event.ns)
            return [*moved, *self.watches()]
        self.armed = False
        return [Say(Level.WARNING, "trail_unfunded", (("price", event.price),))]

    def _guard(self, ns: int, price: Decimal, step: Decimal) -> list[Intent]:
        """Starts the minute in which the price must stay within one step, anew at each move of a step."""
        self.guarded_at = price
        self.guard_step = step
        return [WatchPrice("guard", price + step, price - step), WakeAt("guard", ns + GUARD_NS)]

    def woken(self, event: Woken, view: BotView) -> list[Intent]:
        """The guard's minute is over."""
        self.guarded_at = None
        return [
            WatchPrice("guard"),
            Say(Level.INFO, "pump_guard_over", (("price", event.price),)),
            *self.watches(),
        ]

    def _up(self, view: BotView) -> list[Intent]:
        g, i = self._grid, view.instrument
        top, bottom = g.hi, g.lo
        price = g.prices[top]
        others = sum(
            (q * g.prices[n] for n, (side, q) in g.wants.items() if side is Side.BUY and n != bottom),
            g.queue.cost(Side.BUY),
        )
        whole = g.left(bottom, view) if g.queue.first is BUY else g.step_qty(top, i)
        qty = g.trail_qty(Side.BUY, whole, price, others, view)
        least = i.qty_up_div(NOTIONAL_MARGIN * i.min_notional, price)
        if qty < max(i.lot, i.min_qty, least):
            return []
        bottom_order = view.order(f"L{bottom}")
        g.wants.pop(bottom, None)
        g.cells.abandon(bottom)
        g.growth.gone(bottom)
        g.cells.abandon(top)
        g.cell_qty[top] = qty
        g.lo, g.hi = bottom + 1, top + 1
        g.prices[g.hi] = g.spacing.price(g.hi)
        g.vacant = g.hi
        g.wants[top] = (Side.BUY, qty)
        said = Say(Level.INFO, "trailed_up", (("upper", g.prices[g.hi]), ("qty", qty)))
        return [said, *self._replace(bottom, top, bottom_order)]

    def _down(self, view: BotView) -> list[Intent]:
        g, i = self._grid, view.instrument
        top, bottom = g.hi, g.lo
        step_price = g.spacing.price(bottom - 1)
        wanted = g.wants.get(top)
        if wanted is None or wanted[0] is not Side.SELL:
            return []
        level = g.prices[bottom]
        others = sum(
            (q * g.prices[n] for n, (side, q) in g.wants.items() if side is Side.SELL and n != top),
            g.queue.cost(Side.SELL),
        )
        ends = g.queue.first is SELL  # it stands on what is held: what it has traded is held no more
        qty = g.trail_qty(Side.SELL, g.left(top, view) if ends else wanted[1], level, others, view)
        if qty * level < i.min_notional or g.cell_qty[top - 1] * step_price < i.min_notional:
            return []
        top_order = view.order(f"L{top}")
        g.prices[bottom - 1] = step_price
        full = g.cell_qty[top - 1]
        g.wants.pop(top, None)
        g.cells.abandon(top - 1)
        g.growth.gone(top - 1)
        g.cells.abandon(bottom - 1)
        g.cell_qty[bottom - 1] = full
        g.hi, g.lo = top - 1, bottom - 1
        g.vacant = g.lo
        g.wants[bottom] = (Side.SELL, qty)
        said = Say(Level.INFO, "trailed_down", (("lower", step_price), ("qty", qty)))
        return [said, *self._replace(top, bottom, top_order)]

    def _replace(self, gone: int, new: int, order: OrderSpec | None) -> list[Intent]:
        """Drops the order at the far edge; the new one goes out when the cancel has freed its money."""
        g = self._grid
        wants: list[Intent] = g.rest(new)
        slot = f"L{gone}"
        g.queue.behind.pop(gone, None)
        for side in Side:
            part = g.partial.pop((gone, side), None)
            if part is not None:
                edge = (("qty", part.qty), ("price", g.prices[gone]))
                wants.append(Say(Level.NOTICE, "edge_partly_filled", edge))
        if order is None:  # it may wait for a person, or be blocked: what is left there is wanted no more
            return [Drop(slot), *[w for w in wants if not (isinstance(w, Drop) and w.slot == slot)]]
        for intent in wants:
            if isinstance(intent, Want) and intent.slot == f"L{new}":
                g.after_cancel[slot] = new
        others = [w for w in wants if not (isinstance(w, Want) and w.slot == f"L{new}")]
        return [Drop(slot), *[w for w in others if not (isinstance(w, Drop) and w.slot == slot)]]

    # --- saving -----------------------------------------------------------------------------------

    def save(self) -> dict[str, JsonValue]:
        """State as JSON."""
        return {
            "guard_step": plain(self.guard_step),
            "steps": list(self.steps),
            "guarded_at": None if self.guarded_at is None else plain(self.guarded_at),
            "armed": self.armed,
        }

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back."""
        self.steps = list(cast("list[int]", state["steps"]))
        self.guard_step = decimal_of(state["guard_step"])
        guarded = state["guarded_at"]
        self.guarded_at = None if guarded is None else decimal_of(guarded)
        self.armed = bool(state["armed"])
