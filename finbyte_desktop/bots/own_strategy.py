"""Own strategy: the order desk of the trader's own code (bots.md 5, docs/decisions/0022).

The code runs elsewhere. What it asks for comes as events, is checked and rounded here, and becomes intents
like those of any other bot, so that the journal gives the same orders again without the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.bots.leaving import EXIT, EXIT_RETRY, RETRY_NS, SAID_PLACES, Leaves
from finbyte_desktop.bots.own_strategy_params import checked
from finbyte_desktop.bots.params import refuse_changes
from finbyte_desktop.core.contract import (
    Allowance,
    Asked,
    BotView,
    Edited,
    PlanDecided,
    SlotDone,
    SlotRefused,
    Started,
    Woken,
)
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Answer, JsonValue
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
)
from finbyte_desktop.core.late import LATE
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, half_even_div, plain
from finbyte_desktop.core.orders import BUY, LIMIT, MARKET, SELL, OrderSpec, OrderType, Side
from finbyte_desktop.core.risk import venue_filter

MOST_RISE = 10
RUNNING, STOPPING, STOPPED = BotState.RUNNING, BotState.STOPPING, BotState.STOPPED
FIXED = ("investment", "strategy", "venue")


@dataclass(slots=True)
class Placed:
    """An order of the strategy that may still trade. `qty` is all of it, `filled` what ended attempts of it
    traded, base units; `amending` that it comes anew once the one that rests is gone.
    """

    id: str
    slot: str
    side: Side
    qty: Decimal
    price: Decimal
    type: OrderType
    ns: int
    filled: Decimal = ZERO
    amending: bool = False


class OwnStrategy(Leaves):
    """The bot. `qty` coins are held that cost `cost` quote, fees included.

    Attributes:
        orders: those that may still trade, by id, oldest first.
        refusal: why the last request was not done, a code; empty when it was.
        latest: the id of the order that the last request made.
        trips, profit: sales, and what they brought over what the coins had cost on average.
    """

    after_pause: frozenset[str] = frozenset()
    is_asked = True

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        self.params = checked(params, instrument)
        self._tick = instrument.tick
        self.phase = BotState.DRAFT
        self.start_price = ZERO
        self.added = ZERO
        self.withdrawn = ZERO
        self.qty = ZERO
        self.cost = ZERO
        self.profit = ZERO
        self.trips = 0
        self.made = 0
        self.orders: dict[str, Placed] = {}
        self.stop_reason = ""
        self.exit_sells = self.params.sell_at_exit
        self.refusal = ""
        self.latest = ""

    # --- contract ---------------------------------------------------------------------------------

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """All that the strategy may use."""
        return {instrument.quote: self.params.investment}

    def allowance(self) -> Allowance:
        """Orders up to the largest, at prices up to ten times that of the start."""
        largest = self.params.max_order
        return Allowance(ZERO, self.start_price * MOST_RISE, ceil_div(largest, self._tick, ONE), largest)

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """The largest order of the start, base units. Raises UserError where the market takes no such one."""
        qty = instrument.qty_down_div(self.params.max_order, price * (ONE + slippage))
        if qty < instrument.min_qty or qty * price < instrument.min_notional or qty <= 0:
            raise UserError(
                f"An order is smaller than the market takes at {plain(price)}.",
                "order_too_small",
                "max_order",
            )
        return qty

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        """What a person may change is read anew."""
        self.params = checked(event.params, view.instrument)
        self.exit_sells = self.params.sell_at_exit
        return []

    # --- start ------------------------------------------------------------------------------------

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        """Asks a person to let it trade."""
        return self._plan(event.price, view)

    def _plan(self, price: Decimal, view: BotView) -> list[Intent]:
        """Nothing is sent at the start; a person allows what the strategy may do by itself."""
        try:
            self.sizing(price, view.instrument, view.slippage)
        except UserError as error:
            self.phase = STOPPED
            return [Say(Level.ERROR, error.code, (("text", error.text),)), Halt(error.code)]
        self.start_price = price
        self.phase = BotState.WAIT_APPROVAL
        return [AskPlan("open", price, ())]

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        """A person said yes or no."""
        if self.phase is not BotState.WAIT_APPROVAL:
            return []
        if event.why == "moved":
            return [
                Say(Level.NOTICE, "plan_moved", (("price", event.price),)),
                *self._plan(event.price, view),
            ]
        if event.answer is not Answer.APPROVED:
            self.phase = STOPPED
            return [Halt(event.answer.value)]
        self.phase = RUNNING
        return [Become(RUNNING)]

    # --- what the strategy asks -------------------------------------------------------------------

    def on_asked(self, event: Asked, view: BotView) -> Sequence[Intent]:
        self.refusal = self.latest = ""
        if event.action == "note":
            return [Say(Level.INFO, "strategy_noted", (("text", event.text),))]
        if event.action == "unread":
            return [Say(Level.ERROR, "strategy_unread", (("text", event.text),))]
        if event.action == "halt":
            said = Say(Level.ERROR, "strategy_failed", (("text", event.text),))
            self.exit_sells = False
            return [said, *self.stop(event.order or "strategy_failed", view)]
        if self.phase is not RUNNING:
            return self._no("not_running")
        if event.action in ("limit", "market"):
            return self._new(event, view)
        placed = self.orders.get(event.order)
        if placed is None:
            return self._no("no_such_order")
        if event.action == "cancel":
            return self._cancel(placed, view)
        return self._amend(placed, event, view) if event.action == "amend" else self._no("bad_request")

    def _no(self, code: str) -> list[Intent]:
        self.refusal = code
        return []

    def _new(self, event: Asked, view: BotView) -> list[Intent]:
        kind = LIMIT if event.action == "limit" else MARKET
        if event.side is None or event.qty is None or (kind is LIMIT and event.price is None):
            return self._no("bad_request")
        if len(self.orders) >= self.params.max_orders:
            return self._no("too_many_orders")
        i, side = view.instrument, event.side
        price = (
            i.worse(view.last, side, view.collar) if event.price is None else _passive(i, side, event.price)
        )
        spec = OrderSpec(side, i.qty_down(event.qty), price, kind)
        code = self._code(spec, view)
        if code:
            return self._no(code)
        self.made += 1
        name = f"o{self.made}"
        used = {placed.slot for placed in self.orders.values()}
        slot = next(s for s in (f"s{n:03}" for n in range(len(used) + 1)) if s not in used)
        self.orders[name] = Placed(name, slot, side, spec.qty, price, kind, event.ns)
        self.latest = name
        if kind is MARKET:
            return [Take(slot, side, spec.qty, "strategy", price)]
        return [Want(slot, spec)]

    def _code(self, spec: OrderSpec, view: BotView) -> str:
        """Why the market or the limits of this bot take no such order; empty when they do."""
        code = venue_filter(spec, view.instrument)
        if code is not None:
            return code
        if spec.qty * spec.price > self.params.max_order and spec.side is BUY:
            return "order_too_large"
        if spec.type is MARKET and spec.side is BUY and view.purchase_margin > view.slippage:
            i = view.instrument  # it may cost more than at the last price, and not more than there is
            worst = spec.qty * i.worse(view.last, BUY, view.purchase_margin) * (ONE + i.taker_in_quote)
            return "insufficient_funds" if worst > view.free(i.quote) else ""
        return ""

    def _cancel(self, placed: Placed, view: BotView) -> list[Intent]:
        placed.amending = False
        if view.order(placed.slot) is None:  # it waits for a person: nobody tells of its end
            del self.orders[placed.id]
        return [Drop(placed.slot)]

    def _amend(self, placed: Placed, event: Asked, view: BotView) -> list[Intent]:
        """The order anew with another price or quantity, once the one that rests is gone."""
        i = view.instrument
        if placed.type is MARKET or placed.amending:
            return self._no("not_amendable")
        price = placed.price if event.price is None else _passive(i, placed.side, event.price)
        qty = placed.qty if event.qty is None else i.qty_down(event.qty)
        done = placed.filled + view.filled(placed.slot)
        spec = OrderSpec(placed.side, qty - done, price)
        code = self._code(spec, view) if spec.qty > 0 else "below_filled"
        if not code and self._lacks(placed, spec, view):
            code = "insufficient_funds"
        if code:
            return self._no(code)
        self.latest = placed.id
        if (qty, price) == (placed.qty, placed.price):
            return []
        placed.qty, placed.price = qty, price
        if view.order(placed.slot) is None:
            return [Want(placed.slot, spec)]
        placed.amending = True
        return [Drop(placed.slot)]

    @staticmethod
    def _lacks(placed: Placed, spec: OrderSpec, view: BotView) -> bool:
        """Whether the money for it is not there, what the order that rests has reserved counted."""
        i, rests = view.instrument, view.order(placed.slot)
        left = ZERO if rests is None else rests.qty - view.filled(placed.slot)
        if spec.side is SELL:
            return spec.qty > view.free(i.base) + left
        rate = ONE + i.taker_in_quote
        held = ZERO if rests is None else left * rests.price * (ONE + i.maker_in_quote)
        return spec.qty * spec.price * rate > view.free(i.quote) + held

    # --- orders -----------------------------------------------------------------------------------

    def _of_slot(self, slot: str) -> Placed | None:
        return next((placed for placed in self.orders.values() if placed.slot == slot), None)

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        """An order has ended with everything that it traded."""
        if event.slot == EXIT:
            if event.qty > 0:
                self._sold(event, view)
            return self.exited(event, view)
        said = (
            [] if event.qty <= 0 else [self._bought(event) if event.side is BUY else self._sold(event, view)]
        )
        placed = None if event.ended == LATE else self._of_slot(event.slot)
        if placed is not None:
            placed.filled += event.qty
            spec = OrderSpec(placed.side, placed.qty - placed.filled, placed.price)
            again = placed.amending and self.phase is RUNNING and event.ended != "filled"
            placed.amending = False
            if again and venue_filter(spec, view.instrument) is None:
                return [*said, Want(placed.slot, spec)]
            del self.orders[placed.id]
        return [*said, *self.exit_when_clear(view)] if self.phase is STOPPING else said

    def _bought(self, event: SlotDone) -> Intent:
        paid = event.cost + event.fee_quote
        self.cost += paid
        self.qty += event.qty - event.fee_base
        at = half_even_div(event.cost, event.qty, SAID_PLACES)
        return Say(Level.INFO, "strategy_bought", (("qty", event.qty), ("price", at)))

    def _sold(self, event: SlotDone, view: BotView) -> Intent:
        all_of_it = event.qty >= self.qty
        step = view.instrument.fees.step
        cost = self.cost if all_of_it else min(self.cost, ceil_div(self.cost * event.qty, self.qty, step))
        self.qty = max(ZERO, self.qty - event.qty)
        self.cost -= cost
        gain = event.cost - event.fee_quote - cost
        self.profit += gain
        self.trips += 1
        at = half_even_div(event.cost, event.qty, SAID_PLACES)
        return Say(Level.INFO, "strategy_sold", (("qty", event.qty), ("price", at), ("trip", gain)))

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        """The exit is tried again."""
        return self.exit_when_clear(view) if self.phase is STOPPING else []

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        """An order was not placed."""
        said = Say(Level.WARNING, "slot_blocked", (("slot", event.slot), ("code", event.code)))
        if event.slot == EXIT:
            return [said, Drop(EXIT), WakeAt(EXIT_RETRY, event.ns + RETRY_NS)]
        placed = self._of_slot(event.slot)
        if placed is not None:
            del self.orders[placed.id]
            if placed.id == self.latest:
                self.refusal, self.latest = event.code, ""
        return [said, Drop(event.slot)]

    # --- end --------------------------------------------------------------------------------------

    def dropped(self, view: BotView) -> Sequence[str]:
        """See `Leaves`; orders that never left are forgotten."""
        slots = [o.slot for o in self.orders.values()]
        self.orders = {name: o for name, o in self.orders.items() if view.order(o.slot) is not None}
        return slots

    # --- changes while running --------------------------------------------------------------------

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """The investment changes by adding to it; another file is another bot."""
        new = checked(params, view.instrument)
        refuse_changes(new, self.params, FIXED)

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the profit of its sales that was not yet withdrawn, and at most the free quote."""
        return max(ZERO, min(self.profit - self.withdrawn, view.free(view.instrument.quote)))

    # --- figures ----------------------------------------------------------------------------------

    @property
    def invested(self) -> Decimal:
        """Everything that was put in."""
        return self.params.investment + self.added

    def invested_at(self, price: Decimal) -> Decimal:
        """What is put in at a start; the same at any price."""
        return self.params.investment

    def worth(self, view: BotView) -> Worth:
        """Its quote, with what was withdrawn, and its coins."""
        i = view.instrument
        return Worth(view.held(i.quote) + self.withdrawn, view.held(i.base))

    # --- state ------------------------------------------------------------------------------------

    _DECIMALS = ("start_price", "added", "withdrawn", "qty", "cost", "profit")

    def save(self) -> dict[str, JsonValue]:
        """The whole private state as JSON."""
        state: dict[str, JsonValue] = {name: plain(getattr(self, name)) for name in self._DECIMALS}
        return state | {
            "params": dict(self.params.raw),
            "phase": self.phase.value,
            "trips": self.trips,
            "made": self.made,
            "orders": [_row(placed) for placed in self.orders.values()],
            "stop_reason": self.stop_reason,
            "exit_sells": self.exit_sells,
        }

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back, exactly."""
        for name in self._DECIMALS:
            setattr(self, name, decimal_of(state[name], name))
        self.phase = BotState(cast(str, state["phase"]))
        self.trips, self.made = cast(int, state["trips"]), cast(int, state["made"])
        placed = [_placed(row) for row in cast("list[list[JsonValue]]", state["orders"])]
        self.orders = {one.id: one for one in placed}
        self.stop_reason, self.exit_sells = cast(str, state["stop_reason"]), bool(state["exit_sells"])
        self.refusal = self.latest = ""


def _passive(i: Instrument, side: Side, price: Decimal) -> Decimal:
    """The valid price next to one, away from the market: lower for a buy, higher for a sell."""
    return i.price_down(price) if side is BUY else i.price_up(price)


def _row(p: Placed) -> list[JsonValue]:
    numbers: list[JsonValue] = [plain(p.qty), plain(p.price), plain(p.filled)]
    return [p.id, p.slot, p.side.value, p.type.value, p.ns, p.amending, *numbers]


def _placed(row: list[JsonValue]) -> Placed:
    name, slot, side, kind, ns, amending, qty, price, filled = row
    return Placed(
        str(name),
        str(slot),
        Side(str(side)),
        decimal_of(qty),
        decimal_of(price),
        OrderType(str(kind)),
        cast(int, ns),
        decimal_of(filled),
        bool(amending),
    )
