"""Grid: what a spot grid and a futures grid have in common (bots.md 1 and 2).

One order rests at every level but one, the vacant level. A filled buy is answered by a sell one level above,
a filled sell by a buy one level below, and the filled level becomes the vacant one. What an order costs, what
is traded at the start and at the end, and what money allows, the two say for themselves.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from finbyte_desktop.bots import grid_state
from finbyte_desktop.bots.entry import watch_entry
from finbyte_desktop.bots.grid_cells import Cells, Half
from finbyte_desktop.bots.grid_growth import DUE, GROW, Growth
from finbyte_desktop.bots.grid_math import Sizing, Spacing, Worth, vacant_index
from finbyte_desktop.bots.grid_params import STOP, STOP_HIGH, GridParams
from finbyte_desktop.bots.grid_queue import LevelQueue
from finbyte_desktop.bots.grid_refused import EXIT, RETRY_NS, refused
from finbyte_desktop.bots.grid_said import late_part, paid, traded_at_end
from finbyte_desktop.bots.grid_stops import KEYS as STOP_KEYS
from finbyte_desktop.bots.grid_stops import Stops
from finbyte_desktop.bots.grid_trailing import Trailing
from finbyte_desktop.bots.params import refuse_changes
from finbyte_desktop.bots.steps import Steps
from finbyte_desktop.core.contract import (
    Allowance,
    BotView,
    Edited,
    Funded,
    PlanDecided,
    Settled,
    SlotDone,
    SlotRefused,
    Started,
    StopAsked,
    Touched,
    Woken,
)
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, Exit, JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import (
    AskPlan,
    Become,
    BotState,
    Drop,
    Halt,
    Intent,
    Level,
    Say,
    Take,
    WakeAt,
    Want,
    WatchPrice,
)
from finbyte_desktop.core.numbers import ZERO, half_even_div, plain
from finbyte_desktop.core.orders import BUY, LIMIT, SELL, OrderSpec, OrderType, Side

RUNNING, STOPPING, INFO = BotState.RUNNING, BotState.STOPPING, Level.INFO
_new = tuple.__new__  # half the time of a NamedTuple's own constructor; see core/placing.py
OPEN = "take:open"
SAID_PLACES = 8
UNCAPPED_TRAIL = 10  # without a cap the upper price may rise to ten times its start
FIELD_OF = {"geometric": "spacing", "equal_quote": "qty_mode"}  # where an attribute has another name


def slot_of(index: int) -> str:
    """The slot name of a level."""
    return f"L{index}"


def _reason(condition: str) -> str:
    """Why a bot stopped at a condition."""
    return STOP if condition == STOP_HIGH else condition


class Grid(Steps):
    """The bot. State: the range as level indices `lo..hi`, the vacant level, what each wants, the cells.

    Attributes:
        opening_side: what the opening order does; there is none where `opening` is 0.
        closing_side: the side whose orders only close a position; None where no order is of that kind.
        ending_side: the side whose orders end what is held, coins or a position, and so stand on it; None
            where the orders of both sides stand on nothing.
        growth: what added investment does.
    """

    FIXED: ClassVar[tuple[str, ...]]
    """Parameters that cannot change while the bot runs."""
    after_pause: frozenset[str] = frozenset()

    opening_side = BUY
    closing_side: Side | None = None
    ending_side: Side | None = SELL
    growth: Growth

    def __init__(self, params: GridParams, instrument: Instrument) -> None:
        self.params = params
        self.phase = BotState.DRAFT
        self.spacing = self._spacing(instrument)
        self.prices: dict[int, Decimal] = {}
        self.lo, self.hi, self.vacant = 0, self.params.grids, 0
        self.wants: dict[int, tuple[Side, Decimal]] = {}
        self.cell_qty: dict[int, Decimal] = {}
        self.size = ZERO
        self.start_price = ZERO
        self.start_vacant = 0
        self.opening = ZERO
        self.opening_worst = ZERO
        self.opened_qty = ZERO
        self.cells = Cells()
        self.added = ZERO
        self.withdrawn = ZERO
        self.partial: dict[tuple[int, Side], Half] = {}  # by level and side: two orders may share a level
        self.queue = LevelQueue(self)
        self.after_cancel: dict[str, int] = {}  # by slot that is being freed: the level that waits for it
        self.stop_reason = ""
        self.exit_sells = self.params.sell_at_exit
        self.trailing = Trailing(self)
        self.live: set[int] = set()
        self.stops = Stops(self)

    def _spacing(self, instrument: Instrument) -> Spacing:
        p = self.params
        return Spacing(p.lower, p.upper, p.grids, p.geometric, instrument.tick)

    # --- contract ---------------------------------------------------------------------------------

    @abstractmethod
    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """What the bot needs of the account at its creation, by asset."""

    def on_stop(self, event: StopAsked, view: BotView) -> Sequence[Intent]:
        """Everything is cancelled, then what is held is ended or kept."""
        self.exit_sells = event.exit is Exit.SELL
        return self._stop_again(view) if self.phase is STOPPING else self._stop(event.why, view)

    def on_settled(self, event: Settled, view: BotView) -> Sequence[Intent]:
        """Stops in money stand elsewhere after a funding."""
        return self.stops.moved(view) if self.phase is RUNNING else []

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        """An order was not placed."""
        return refused(self, event, view)

    # --- start ------------------------------------------------------------------------------------

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        """Asks for its plan at the price of now, or waits for that of the entry."""
        p = self.params
        if p.entry_price is None:
            return self._plan(event.price, view)
        if event.price == p.entry_price:
            return self._plan(event.price, view)
        self.phase = BotState.WAIT_TRIGGER
        return [*self._watch_entry(event.price, view), Become(BotState.WAIT_TRIGGER, plain(p.entry_price))]

    def _watch_entry(self, price: Decimal, view: BotView) -> list[Intent]:
        p = self.params
        assert p.entry_price is not None
        return watch_entry(p.entry_price, p.entry_above, price, view.instrument.tick)

    def _entry_touched(self, event: Touched, view: BotView) -> list[Intent]:
        if event.key == "entry" and self.params.lower <= event.price <= self.params.upper:
            return self._plan(event.price, view)
        return self._watch_entry(event.price, view)

    @abstractmethod
    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Sizing:
        """Sizes at this price. Raises UserError naming the field when the price or the money does not fit."""

    def _plan(self, price: Decimal, view: BotView, tag: str = "open") -> list[Intent]:
        try:
            sizing = self.sizing(price, view.instrument, view.slippage)
        except UserError as error:
            self.phase = BotState.STOPPED
            return [Say(Level.ERROR, error.code, (("text", error.text),)), Halt(error.code)]
        p = self.params
        self.start_price = price
        self.size, self.opening = sizing.size, sizing.opening
        self.opening_worst = self._worst(price, view)
        self.lo, self.hi = 0, p.grids
        self.prices = {n: self.spacing.price(n) for n in range(-1, p.grids + 2) if n >= 0 or p.trailing_down}
        self.cell_qty = dict(enumerate(sizing.cell_qty))
        ordered = [self.prices[n] for n in range(p.grids + 1)]
        self.vacant = self.start_vacant = vacant_index(ordered, price)
        self.wants = {}
        for n in range(p.grids + 1):
            if n < self.vacant:
                self.wants[n] = (Side.BUY, self.cell_qty[n])
            elif n > self.vacant:
                self.wants[n] = (Side.SELL, self.cell_qty[n - 1])
        self.phase = BotState.WAIT_APPROVAL
        return [AskPlan(tag, price, self.plan_orders())]

    def plan_orders(self) -> tuple[tuple[str, OrderSpec], ...]:
        """Exactly the orders that the start will send: the opening purchase, then the levels that go live."""
        orders: list[tuple[str, OrderSpec]] = []
        if self.opening > 0:
            spec = OrderSpec(self.opening_side, self.opening, self.opening_worst, OrderType.MARKET)
            orders.append((OPEN, spec))
        for n in self._nearest():
            side, qty = self.wants[n]
            spec = OrderSpec(side, qty, self.prices[n], reduce_only=side is self.closing_side)
            orders.append((slot_of(n), spec))
        return tuple(orders)

    def reach(self) -> tuple[Decimal, Decimal]:
        """The range of prices, and where trailing may take it."""
        p = self.params
        high = p.upper
        if p.trailing_up:
            high = p.trailing_up_cap if p.trailing_up_cap is not None else p.upper * UNCAPPED_TRAIL
        return ZERO if p.trailing_down else p.lower, high

    @property
    def largest_cell(self) -> Decimal:
        """The largest quantity that a cell has or will have."""
        return max([*self.cell_qty.values(), *self.growth.later.values()])

    @abstractmethod
    def allowance(self) -> Allowance:
        """What the plan, once approved, allows the bot to do by itself."""

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        """A person said yes or no."""
        if self.phase is not BotState.WAIT_APPROVAL:
            return []
        if event.why == "moved":
            said = Say(Level.NOTICE, "plan_moved", (("price", event.price),))
            if event.tag == "open_rest":
                return [said, *self._ask_rest(event.price, view)]
            return [said, *self._plan(event.price, view)]
        if event.answer is not Answer.APPROVED:
            self.phase = BotState.STOPPED
            return [Halt(event.answer.value)]
        left = self.opening - self.opened_qty
        if left > 0:
            self.phase = BotState.STARTING
            return [
                Become(BotState.STARTING),
                Take(OPEN, self.opening_side, left, "opening", self.opening_worst),
            ]
        return self._go_live(view)

    def _go_live(self, view: BotView) -> list[Intent]:
        self.phase = BotState.RUNNING
        intents: list[Intent] = [Become(BotState.RUNNING)]
        intents += self.stops.watches(view)
        intents += self.trailing.watches()
        intents += self._rest_all()
        return intents

    # --- levels -----------------------------------------------------------------------------------

    def _nearest(self) -> list[int]:
        """Levels that go live: all, or the K nearest to the vacant level's price, buys first at equal
        distance.
        """
        centre = self.prices[self.vacant]

        def distance(n: int) -> tuple[Decimal, int]:
            return abs(self.prices[n] - centre), 0 if self.wants[n][0] is Side.BUY else 1

        ordered = sorted(self.wants, key=distance)
        limit = self.params.max_live_orders
        return ordered if limit is None else ordered[:limit]

    def _spec(self, n: int) -> OrderSpec:
        side, qty = self.wants[n]
        part = self.partial.get((n, side))
        if part is not None:
            qty -= part.qty
        closes = side is self.closing_side
        return _new(OrderSpec, (side, qty, self.prices[n], LIMIT, None, False, closes))

    def left(self, n: int, view: BotView) -> Decimal:
        """What of the wanted order of a level has not traded."""
        return self._spec(n).qty - view.filled(slot_of(n))

    def _rest_all(self) -> list[Intent]:
        nearest = self._nearest()
        self.live = set(nearest)
        return [Want(slot_of(n), self._spec(n)) for n in nearest]

    def rest(self, n: int) -> list[Intent]:
        """Wants level n, and, where only the nearest may live, swaps the rest."""
        if self.params.max_live_orders is None:
            return [_new(Want, (slot_of(n), self._spec(n)))]
        nearest = self._nearest()
        keep = set(nearest)
        out: list[Intent] = [Drop(slot_of(k)) for k in sorted(self.live - keep)]
        out += [Want(slot_of(k), self._spec(k)) for k in nearest]
        self.live = keep
        return out

    # --- fills ------------------------------------------------------------------------------------

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        """An order has ended with everything that it traded; stops in money move with what is held."""
        done = self._done(event, view)
        if self.params.stops_in_money and self.phase is RUNNING:
            return [*done, *self.stops.moved(view)]
        return done

    def _done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        slot = event.slot
        if slot == OPEN:
            return self._opened(event, view)
        if slot == EXIT:
            return self._exited(event, view)
        if slot == GROW:
            return self._grown(event, view) if self.phase is RUNNING else self.exit_when_clear(view)
        n = int(slot[1:])
        freed = self.after_cancel.pop(slot, None)
        out = self.want_if_live(freed) if freed is not None and freed in self.wants else []
        if event.qty == 0 and event.ended != "filled":
            if self.phase is STOPPING:
                return self.exit_when_clear(view)
            if freed is not None:
                return out
            may = self.params.max_live_orders is None or n in self.live
            return self.queue.refused(n) if may and self.queue.behind else ()
        out += self._filled(n, event, view)
        if self.phase is STOPPING:
            return [*out, *self.exit_when_clear(view)]
        return out

    def _filled(self, n: int, event: SlotDone, view: BotView) -> list[Intent]:
        side, qty = event.side, event.qty
        if not self.lo <= n <= self.hi:
            # trailing has left this level: what it traded is stock, no trip and no mirror
            edge = (("qty", qty), ("price", self.prices[n]))
            return [Say(Level.NOTICE, "edge_partly_filled", edge)]
        half = _new(Half, (side, qty, event.cost, event.fee_quote, event.fee_base))
        carried = self.partial.pop((n, side), None)
        if carried is not None:
            half = Half(side, *(a + b for a, b in zip(half[1:], carried[1:], strict=True)))
            qty = half.qty
        if event.ended != "filled" and self.phase is RUNNING and n in self.wants:
            left, i = self.wants[n][1] - qty, view.instrument
            if left >= max(i.min_qty, i.lot) and left * self.prices[n] >= i.min_notional:
                self.partial[n, side] = half
                return [*late_part(event, left), *self.want_if_live(n)]
        cell = n if side is BUY else n - 1
        wanted = self.wants.get(n)
        if event.ended == "filled" and wanted is not None and wanted[0] is side and qty < wanted[1]:
            self.growth.stays(n, qty)
        gain = self.cells.fill(cell, half)
        mirror = SELL if side is BUY else BUY
        if gain is not None and self.growth.later and mirror is not self.ending_side:
            # what ends a position, or sells coins, can only end what is there: then the size stays
            self.growth.finished(cell)
        if self.phase is STOPPING:
            return [traded_at_end(half, self.prices[n], gain, self.cells.last_fee)]
        wants = self.wants
        if n in wants and wants[n][0] is side:
            del wants[n]
        else:
            self.queue.traded(n, side)
        self.vacant = n
        target = n + 1 if side is BUY else n - 1
        if mirror is not self.ending_side:
            size = self.cell_qty[cell]
        else:
            size = view.instrument.qty_down(qty - half.base_fee) if half.base_fee else qty
        fields = [("qty", qty), ("price", paid(half, self.prices[n])), ("next", self.prices[target])]
        if gain is not None:
            fields += [("trip", gain), ("trip_fee", self.cells.last_fee)]
        code = "grid_bought" if side is BUY else "grid_sold"
        out: list[Intent] = [_new(Say, (INFO, code, tuple(fields)))]
        out += [*self.queue.answer(target, mirror, size, view), *self.queue.freed(n, event.ended)]
        if gain is not None and self.growth.later and mirror is self.ending_side:
            out += self.growth.refill(target, view)
        if n == self.hi or n == self.lo:
            out += self.trailing.rearm()
        return out

    def _grown(self, event: SlotDone, view: BotView) -> list[Intent]:
        """What the larger orders stand on was traded, or will not be."""
        said: list[Intent] = []
        if event.qty > 0:
            price = half_even_div(event.cost, event.qty, SAID_PLACES)
            base = ("base", view.instrument.base)
            side = ("side", event.side.value)
            said = [Say(INFO, "grown_traded", (side, ("qty", event.qty), base, ("price", price)))]
        return [*said, *self.growth.amend(view), *self.growth.go_on(event.ns)]

    def _opened(self, event: SlotDone, view: BotView) -> list[Intent]:
        self.opened_qty += event.qty
        left = self.opening - self.opened_qty
        if self.phase is BotState.STOPPING:
            return self.exit_when_clear(view)
        if left <= 0 or event.ended == "filled":
            return self._go_live(view)
        said = Say(Level.WARNING, "opening_incomplete", (("left", left), ("reason", event.ended)))
        i = view.instrument
        if left < i.min_qty or left * event.price < i.min_notional:
            return [said, *self._go_live(view)]
        return [said, *self._ask_rest(event.price, view)]

    def _worst(self, price: Decimal, view: BotView) -> Decimal:
        """How far the opening order may go from a price."""
        return view.instrument.worse(price, self.opening_side, view.collar)

    def _ask_rest(self, price: Decimal, view: BotView) -> list[Intent]:
        left = self.opening - self.opened_qty
        self.opening_worst = self._worst(price, view)
        order = (OPEN, OrderSpec(self.opening_side, left, self.opening_worst, OrderType.MARKET))
        self.phase = BotState.WAIT_APPROVAL
        return [AskPlan("open_rest", price, (order,))]

    # --- stops ------------------------------------------------------------------------------------

    def on_touched(self, event: Touched, view: BotView) -> Sequence[Intent]:
        """A watched price was reached."""
        key = event.key
        if self.phase in (BotState.STOPPING, BotState.STOPPED):
            return []
        if key in ("entry", "entry_side"):
            return self._entry_touched(event, view)
        if key in STOP_KEYS:
            answer = self.stops.touched(event, view)
            return self._stop(_reason(key), view) if answer is None else answer
        return self.trailing.touched(event, view)

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        """An alarm."""
        if event.key.endswith("_hold"):
            if event.ns > event.due_ns:  # nobody knows whether it stayed true: the delay begins anew
                return [WakeAt(event.key, event.ns + self.params.hold_delay_ns)]
            return self._stop(_reason(event.key.removesuffix("_hold")), view)
        if event.key == "exit_retry":
            return self.exit_when_clear(view)
        if event.key == DUE:
            return self.growth.woken(view)
        return self.trailing.woken(event, view)

    def _stop(self, reason: str, view: BotView) -> list[Intent]:
        if self.phase is BotState.STOPPING:
            return []
        traded = self.phase in (BotState.RUNNING, BotState.STARTING)
        self.stop_reason = reason
        forget: list[Intent] = [WatchPrice("entry"), WatchPrice("entry_side")]
        forget += [*self.stops.forget(), *self.trailing.forget()]
        if not traded and not self.opened_qty:
            self.phase = BotState.STOPPED
            return [*forget, Halt(reason)]
        self.phase = BotState.STOPPING
        self.after_cancel.clear()
        out = [*forget, Become(BotState.STOPPING, reason)]
        out += [Drop(slot) for slot in view.live_slots()]
        waits = (OPEN, GROW, *(slot_of(n) for n in sorted(self.wants)))
        out += [Drop(slot) for slot in waits if view.order(slot) is None]
        return out if view.live_slots() else [*out, *self.exit_when_clear(view)]

    def _stop_again(self, view: BotView) -> list[Intent]:
        """It stops already, and the exit may be another one: nothing that it wanted is wanted any more."""
        return [Drop(slot) for slot in view.live_slots()] or self.exit_when_clear(view)

    def exit_when_clear(self, view: BotView) -> list[Intent]:
        """Ends what the bot holds, or the bot, once none of its orders is live."""
        if view.live_slots():
            return []
        out: list[Intent] = self.leave(view) if self.exit_sells else [Halt(self.stop_reason)]
        if isinstance(out[-1], Halt):
            self.phase = BotState.STOPPED
        return out

    @abstractmethod
    def leave(self, view: BotView) -> list[Intent]:
        """Ends what the bot holds: a Take in the slot EXIT, or a Halt where nothing is left to do."""

    @abstractmethod
    def said_of_exit(self, event: SlotDone, view: BotView) -> Say:
        """How an order that ended what the bot held is told."""

    def _exited(self, event: SlotDone, view: BotView) -> list[Intent]:
        said: list[Intent] = [self.said_of_exit(event, view)] if event.qty > 0 else []
        if event.ended == "filled":
            self.phase = BotState.STOPPED
            return [*said, Halt(self.stop_reason)]
        again = [WakeAt("exit_retry", event.ns + RETRY_NS)] if self.exit_sells else self.exit_when_clear(view)
        return [*said, *again]

    # --- changes while running --------------------------------------------------------------------

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """Only what does not move the levels can be edited while the bot runs."""
        new = self.checked(params, view.instrument)
        refuse_changes(new, self.params, self.FIXED, FIELD_OF)

        if self.phase is RUNNING:
            self.stops.check(new, view)

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        """Other parameters, in force at once."""
        before = self.params.conditions
        self.params = self.checked(event.params, view.instrument)
        self.exit_sells = self.params.sell_at_exit
        if self.phase is BotState.WAIT_TRIGGER and self.params.entry_price is not None:
            return [
                WatchPrice("entry"),
                WatchPrice("entry_side"),
                *self._watch_entry(event.price, view),
            ]
        if self.phase is not BotState.RUNNING:
            return []
        out: list[Intent] = []
        if self.params.conditions != before:
            out += [*self.stops.forget(), *self.stops.watches(view)]
        out += self.trailing.forget()
        out += self.trailing.watches()
        if self.params.max_live_orders is not None or len(self.live) != len(self.wants):
            keep = set(self._nearest())
            out += [Drop(slot_of(n)) for n in sorted(self.live - keep)]
            out += self._rest_all()
        return out

    def on_funded(self, event: Funded, view: BotView) -> Sequence[Intent]:
        """Money came or went."""
        if event.amount < 0:
            self.withdrawn -= event.amount
            return self.stops.moved(view) if self.phase is RUNNING else []
        self.added += event.amount
        if self.phase is not RUNNING:
            return []
        grown = self.growth.grow(event.amount, event.price, view)
        return [*grown, *self.growth.go_on(event.ns), *self.stops.moved(view)]

    @staticmethod
    @abstractmethod
    def checked(raw: Mapping[str, JsonValue], instrument: Instrument) -> GridParams:
        """Parameters that fit this market whatever its price. Raises UserError naming the field."""

    @abstractmethod
    def step_qty(self, cell: int, instrument: Instrument) -> Decimal:
        """The full quantity of a cell that trailing brings into the range."""

    def size_step(self, instrument: Instrument) -> Decimal:
        """The step of a size."""
        return instrument.lot

    @abstractmethod
    def trail_qty(self, side: Side, qty: Decimal, price: Decimal, others: Decimal, view: BotView) -> Decimal:
        """What trailing may place at a price of up to `qty`; `others` is what the orders of that side that
        stay cost.
        """

    @abstractmethod
    def invested_at(self, price: Decimal) -> Decimal:
        """What is put in at a start at this price, in quote."""

    @property
    def trips(self) -> int:
        """Round trips that were completed."""
        return self.cells.trips

    @property
    def profit(self) -> Decimal:
        """What the round trips brought."""
        return self.cells.profit

    @property
    def invested(self) -> Decimal:
        """Everything that was put in: at the start, and later additions."""
        return self.invested_at(self.start_price) + self.added

    @abstractmethod
    def worth(self, view: BotView) -> Worth:
        """What the bot is worth at any price, with what was withdrawn."""

    def cell_of(self, n: int) -> int:
        """The cell to which the wanted order of a level belongs."""
        return n if self.wants[n][0] is Side.BUY else n - 1

    def want_if_live(self, n: int) -> list[Intent]:
        """Wants level n as it is now, when it may live and no order has to be gone first."""
        if n in self.after_cancel.values():
            return []
        may = self.params.max_live_orders is None or n in self.live
        return [Want(slot_of(n), self._spec(n))] if may else []

    @abstractmethod
    def withdrawable(self, view: BotView) -> Decimal:
        """How much quote may be taken out now."""

    def save(self) -> dict[str, JsonValue]:
        """The whole private state as JSON."""
        return grid_state.save(self)

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back, exactly."""
        grid_state.restore(self, state)
