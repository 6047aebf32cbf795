"""Recurring DCA: buys an amount again and again by a schedule, and may sell at a profit (bots.md 4,
docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.bots.leaving import EXIT, EXIT_RETRY, RETRY_NS, SAID_PLACES, Leaves
from finbyte_desktop.bots.params import refuse_changes
from finbyte_desktop.bots.recurring_params import checked
from finbyte_desktop.core.contract import (
    Allowance,
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
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderSpec, OrderType

RUN, TAKE_PROFIT = "take:run", "TP"
PROFIT_AGAIN = "profit_again"
LATE_NS = 300 * RETRY_NS  # an order that is due by more was missed
FACTOR_PLACES = 8
LEAST_PRICES = 5  # with fewer orders before it an order spends the plain amount
MOST_RISE = 10
RUNNING, STOPPING, STOPPED = BotState.RUNNING, BotState.STOPPING, BotState.STOPPED
FIXED = ("amount", "investment")


class RecurringDca(Leaves):
    """The bot. `qty` coins are held that cost `cost` quote, fees included; `spent` is what all orders cost.

    Attributes:
        next_ns: when the next order is due; 0 where everything is spent.
        prices: of the last orders, also of those that were left out.
        takes_profit: a take profit order is wanted: it rests, or waits for a person or the venue.
        trips, profit: sales at a profit, and what they brought over what was paid.
    """

    after_pause = frozenset({"run"})

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        self.params = checked(params, instrument)
        self._tick = instrument.tick
        self.phase = BotState.DRAFT
        self.start_price = ZERO
        self.first_ns = 0
        self.next_ns = 0
        self.added = ZERO
        self.withdrawn = ZERO
        self.spent = ZERO
        self.qty = ZERO
        self.cost = ZERO
        self.profit = ZERO
        self.trips = 0
        self.prices: list[Decimal] = []
        self.takes_profit = False
        self.stop_reason = ""
        self.exit_sells = self.params.sell_at_exit

    # --- contract ---------------------------------------------------------------------------------

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """All that the orders may spend."""
        return {instrument.quote: self.params.investment}

    def allowance(self) -> Allowance:
        """Orders at prices up to ten times that of the start, or the cap."""
        high = self.params.price_cap or self.start_price * MOST_RISE
        most = max(self.invested, self.start_price * MOST_RISE * self.qty) * MOST_RISE
        qty = ceil_div(most, self._tick, ONE)
        return Allowance(ZERO, max(high, self.start_price * MOST_RISE), qty, most)

    # --- start ------------------------------------------------------------------------------------

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """What an order of the plain amount buys. Raises UserError where the market takes no such order."""
        qty = instrument.qty_down_div(self.params.least_amount, price * (ONE + slippage))
        if qty < instrument.min_qty or qty * price < instrument.min_notional or qty <= 0:
            raise UserError(
                f"An order is smaller than the market takes at {plain(price)}.", "order_too_small", "amount"
            )
        return instrument.qty_down_div(self.params.amount, price * (ONE + slippage))

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        """Its schedule counts from here."""
        self.first_ns = event.ns
        return self._plan(event.price, view)

    def _plan(self, price: Decimal, view: BotView) -> list[Intent]:
        try:
            qty = self.sizing(price, view.instrument, view.slippage)
        except UserError as error:
            self.phase = STOPPED
            return [Say(Level.ERROR, error.code, (("text", error.text),)), Halt(error.code)]
        self.start_price = price
        self.phase = BotState.WAIT_APPROVAL
        qty = self._affordable(price, view) or qty  # the order that will be sent
        tag = "open" if self.params.starts_now else "scheduled"
        return [AskPlan(tag, price, ((RUN, self._spec(qty, price, view)),))]

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        """A person said yes or no to the plan, or to what was missed."""
        approved = event.answer is Answer.APPROVED
        if event.tag == "catch_up":
            if self.phase is not RUNNING:
                return []
            if event.why == "moved":
                return self._ask_catch_up(event.price, view)
            return [Become(RUNNING), *(self._buy(event.price, view) if approved else [])]
        if self.phase is not BotState.WAIT_APPROVAL:
            return []
        if event.why == "moved":
            said = Say(Level.NOTICE, "plan_moved", (("price", event.price),))
            return [said, *self._plan(event.price, view)]
        if not approved:
            self.phase = STOPPED
            return [Halt(event.answer.value)]
        self.phase = RUNNING
        if self.params.starts_now:
            return [Become(RUNNING), *self._schedule(event.ns), *self._due(event.price, view)]
        return [Become(RUNNING), *self._schedule(event.ns - 1)]

    def _schedule(self, ns: int) -> list[Intent]:
        self.next_ns = self.params.schedule(self.first_ns).after(ns)
        return [WakeAt("run", self.next_ns)]

    # --- orders -----------------------------------------------------------------------------------

    def _spec(self, qty: Decimal, price: Decimal, view: BotView) -> OrderSpec:
        worst = view.instrument.price_up(price * (ONE + view.collar))
        return OrderSpec(BUY, qty, worst, OrderType.MARKET)

    def _due(self, price: Decimal, view: BotView) -> list[Intent]:
        """The order that is due now."""
        if not self.params.may_buy_at(price):
            self._remember(price)
            return [Say(Level.INFO, "run_left_out", (("price", price),))]
        return self._buy(price, view)

    def _buy(self, price: Decimal, view: BotView) -> list[Intent]:
        qty = self._affordable(price, view)
        self._remember(price)
        if qty is None:
            return self._all_spent(view)
        return [Take(RUN, BUY, qty, "run", self._spec(qty, price, view).price)]

    def _affordable(self, price: Decimal, view: BotView) -> Decimal | None:
        """What is bought with the amount of now, or with what is left; None where that is too little."""
        i = view.instrument
        wanted = i.qty_down_div(self.params.amount * self._times(price), price * (ONE + view.slippage))
        left = min(view.free(i.quote), self.invested - self.spent)
        worst = i.price_up(price * (ONE + view.collar))
        most = i.qty_down_div(left, worst * (ONE + i.taker_in_quote)) if left > 0 else ZERO
        qty = min(wanted, most)
        return qty if qty >= i.min_qty and qty > 0 and qty * price >= i.min_notional else None

    def _times(self, price: Decimal) -> Decimal:
        """How many times the amount is spent: `smart_most` at the lowest of the prices before, `smart_least`
        at the highest, between them in proportion.
        """
        p = self.params
        if p.smart_runs is None or len(self.prices) < LEAST_PRICES:
            return ONE
        low, high = min(self.prices), max(self.prices)
        if low == high:
            return ONE
        above = min(max(price, low), high) - low
        return p.smart_most - half_even_div((p.smart_most - p.smart_least) * above, high - low, FACTOR_PLACES)

    def _remember(self, price: Decimal) -> None:
        if self.params.smart_runs is not None:
            self.prices = [*self.prices, price][-self.params.smart_runs :]

    def _all_spent(self, view: BotView) -> list[Intent]:
        said = Say(Level.NOTICE, "all_spent", (("spent", self.spent),))
        if not self.takes_profit:
            return [said, *self.stop("all_spent", view)]
        self.next_ns = 0
        return [said, WakeAt("run", None)]

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        """An order is due, or something is tried again."""
        if event.key == EXIT_RETRY:
            return self.exit_when_clear(view)
        if self.phase is not RUNNING:
            return []
        if event.key == PROFIT_AGAIN:
            return self._take_profit(view) if self.takes_profit else []
        schedule = self.params.schedule(self.first_ns)
        late = event.ns - event.due_ns > LATE_NS
        out = self._schedule(event.ns)
        if not late:
            return [*out, *self._due(event.price, view)]
        missed = schedule.missed(event.due_ns, event.ns)
        code = "runs_missed_catch_up" if self.params.catches_up else "runs_missed"
        out.append(Say(Level.NOTICE, code, (("count", missed),)))
        return [*out, *self._ask_catch_up(event.price, view)] if self.params.catches_up else out

    def _ask_catch_up(self, price: Decimal, view: BotView) -> list[Intent]:
        """One order for all that were missed, at the price of now, when a person says so."""
        qty = self._affordable(price, view)
        if qty is None:
            return self._all_spent(view)
        # it goes on by its schedule meanwhile
        return [AskPlan("catch_up", price, ((RUN, self._spec(qty, price, view)),)), Become(RUNNING)]

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        """An order has ended with everything that it traded."""
        if event.slot == EXIT:
            return self.exited(event, view)
        said: list[Intent] = []
        if event.qty > 0:
            said = [self._bought(event) if event.side is BUY else self._sold(event, view)]
        if self.phase is STOPPING:
            return [*said, *self.exit_when_clear(view)]
        if event.side is BUY:
            return [*said, *(self._take_profit(view) if event.qty > 0 else [])]
        if event.ended == "filled":
            self.takes_profit = False
            return said if self.next_ns else [*said, *self.stop("all_spent", view)]
        if event.qty > 0:
            return [*said, *self._take_profit(view)]
        return [WakeAt(PROFIT_AGAIN, event.ns + RETRY_NS)] if self.takes_profit else []

    def _bought(self, event: SlotDone) -> Say:
        paid = event.cost + event.fee_quote
        self.spent += paid
        self.cost += paid
        self.qty += event.qty - event.fee_base
        at = half_even_div(event.cost, event.qty, SAID_PLACES)
        return Say(Level.INFO, "run_bought", (("qty", event.qty), ("price", at), ("spent", self.spent)))

    def _cost_of(self, qty: Decimal, instrument: Instrument) -> Decimal:
        """The part of the cost that belongs to a part of the coins, rounded up."""
        return ceil_div(self.cost * qty, self.qty, instrument.fees.step)

    def _sold(self, event: SlotDone, view: BotView) -> Say:
        all_of_it = event.qty >= self.qty  # also a sale that comes late, of coins that were sold since
        cost = self.cost if all_of_it else min(self.cost, self._cost_of(event.qty, view.instrument))
        self.qty = max(ZERO, self.qty - event.qty)
        self.cost -= cost
        gain = event.cost - event.fee_quote - cost
        self.profit += gain
        self.trips += 1
        at = half_even_div(event.cost, event.qty, SAID_PLACES)
        return Say(Level.INFO, "run_sold", (("qty", event.qty), ("price", at), ("trip", gain)))

    def _take_profit(self, view: BotView) -> list[Intent]:
        """A sell of its part of all that is held; none where the market takes no such order."""
        spec = self.sale(view.instrument)
        self.takes_profit = spec is not None
        return [Drop(TAKE_PROFIT) if spec is None else Want(TAKE_PROFIT, spec)]

    def sale(self, i: Instrument) -> OrderSpec | None:
        """The take profit order of what is held; None where there is none, or the market takes none."""
        p = self.params
        qty = ZERO if p.take_profit is None else i.qty_down(self.qty * p.take_profit_part)
        if p.take_profit is None or qty <= 0 or qty < i.min_qty:
            return None
        need = self._cost_of(qty, i) * (ONE + p.take_profit)
        rate = i.fees.maker if i.fees.asset in ("quote", "base") else ZERO
        price = max(i.tick, ceil_div(need, qty * (ONE - rate), i.tick))
        while qty * price - i.fee_up(qty * price * rate) < need:
            price += i.tick
        return None if qty * price < i.min_notional else OrderSpec(SELL, qty, price)

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        """An order was not placed."""
        said = Say(Level.WARNING, "slot_blocked", (("slot", event.slot), ("code", event.code)))
        if event.slot == EXIT:
            return [said, Drop(EXIT), WakeAt(EXIT_RETRY, event.ns + RETRY_NS)]
        return [said, Drop(RUN)] if event.slot == RUN else [said]

    # --- end --------------------------------------------------------------------------------------

    def forgotten(self) -> list[Intent]:
        """See `Leaves`."""
        return [WakeAt("run", None), WakeAt(PROFIT_AGAIN, None)]

    def dropped(self, view: BotView) -> Sequence[str]:
        """See `Leaves`."""
        return [RUN, TAKE_PROFIT]

    # --- changes while running --------------------------------------------------------------------

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """What it spends cannot change while the bot runs; when and up to which price can."""
        new = checked(params, view.instrument)
        refuse_changes(new, self.params, FIXED)

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        """Schedule and take profit are those of the new parameters."""
        self.params = checked(event.params, view.instrument)
        self.exit_sells = self.params.sell_at_exit
        if self.phase is not RUNNING:
            return []
        profit = self._take_profit(view) if self.qty > 0 else []
        if not self.next_ns:  # everything is spent
            return profit
        overdue = self.next_ns <= event.ns  # it is told, as missed, when the bot goes on
        return [*([WakeAt("run", self.next_ns)] if overdue else self._schedule(event.ns)), *profit]

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

    _DECIMALS = ("start_price", "added", "withdrawn", "spent", "qty", "cost", "profit")

    def save(self) -> dict[str, JsonValue]:
        """The whole private state as JSON."""
        state: dict[str, JsonValue] = {name: plain(getattr(self, name)) for name in self._DECIMALS}
        return state | {
            "params": dict(self.params.raw),
            "phase": self.phase.value,
            "first_ns": self.first_ns,
            "next_ns": self.next_ns,
            "trips": self.trips,
            "takes_profit": self.takes_profit,
            "prices": [plain(price) for price in self.prices],
            "stop_reason": self.stop_reason,
            "exit_sells": self.exit_sells,
        }

    def restore(self, state: Mapping[str, JsonValue]) -> None:
        """Puts a saved state back, exactly."""
        for name in self._DECIMALS:
            setattr(self, name, decimal_of(state[name], name))
        self.phase = BotState(cast(str, state["phase"]))
        self.first_ns, self.next_ns = cast(int, state["first_ns"]), cast(int, state["next_ns"])
        self.trips, self.takes_profit = cast(int, state["trips"]), bool(state["takes_profit"])
        self.prices = [decimal_of(price) for price in cast("list[str]", state["prices"])]
        self.stop_reason, self.exit_sells = cast(str, state["stop_reason"]), bool(state["exit_sells"])
