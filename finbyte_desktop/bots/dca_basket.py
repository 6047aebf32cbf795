"""Recurring DCA of several assets: an amount by a schedule, split by weights (bots.md 4, decision 0024)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.dca_basket_math import Orders, is_reached, purchases, takings
from finbyte_desktop.bots.dca_basket_params import checked
from finbyte_desktop.bots.params import refuse_changes
from finbyte_desktop.bots.rebalance import BOUNDLESS, COST_STEP, HELD_OFF_NS
from finbyte_desktop.bots.rebalance_end import ENDS, RebalanceEnd, next_minute
from finbyte_desktop.bots.rebalance_state import BUYING, IDLE, SELLING
from finbyte_desktop.bots.recurring_dca import FIXED, LATE_NS, MOST_RISE
from finbyte_desktop.core.contract import (
    Allowance,
    BotView,
    Edited,
    Funded,
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
)
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, half_even_div, plain
from finbyte_desktop.core.orders import BUY
from finbyte_desktop.core.slots import slot_in

RUN, CATCH_UP = "run", "catch_up"
RUNNING, STOPPED = BotState.RUNNING, BotState.STOPPED


class DcaBasket(RebalanceEnd):
    """The bot. It holds coins, trades and ends as a rebalance does, and buys as a recurring DCA does.

    Attributes:
        next_ns: when the next order is due; 0 where everything is spent.
        spent, spent_on: what all orders cost, and those of each asset.
        armed: the worth of the coins is looked at, for the take profit.
        partly: a sale of the take profit under way did not trade in full.
    """

    trade = RUN
    after_pause = frozenset({ENDS, RUN})  # a pause pulls the orders of the bot: nothing is sold in it, too

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        self._quote = instrument.quote
        self.params = checked(params, self._quote)
        super().__init__(self.params.run.sell_at_exit)
        self.put_in = self.invested = self.params.run.investment
        self.next_ns = 0
        self.spent = ZERO
        self.spent_on: dict[str, Decimal] = {}
        self.armed = self.partly = False

    # --- contract ---------------------------------------------------------------------------------

    def budget(self, instrument: Instrument) -> dict[str, Decimal]:
        """All that the orders may spend. Raises UserError for an asset without a share."""
        self.params.check_new()
        return {instrument.quote: self.params.run.investment}

    def allowance(self) -> Allowance:
        """Any market of its own, an order of at most ten times what was put in; the collar bounds its
        price.
        """
        return Allowance(ZERO, BOUNDLESS, BOUNDLESS, MOST_RISE * self.put_in)

    def on_started(self, event: Started, view: BotView) -> Sequence[Intent]:
        """Asks for its first orders."""
        self.start_ns = event.ns
        return self._plan(view)

    # --- start ------------------------------------------------------------------------------------

    def _plan(self, view: BotView) -> list[Intent]:
        orders, skipped, _ = purchases(self.params, self._cap, view)
        if not orders:
            self.phase = STOPPED
            text = f"{plain(self.params.run.amount)} {self._quote} is too little for an order of any asset."
            return [Say(Level.ERROR, "order_too_small", (("text", text),)), Halt("order_too_small")]
        self.phase = BotState.WAIT_APPROVAL
        tag = "open" if self.params.run.starts_now else "scheduled"
        return [*self._left_out(skipped), self._ask(tag, orders, view)]

    def _ask(self, tag: str, orders: Orders, view: BotView) -> AskPlan:
        self.planned = [(slot_in(market.id, self.trade), spec) for market, spec in orders]
        return AskPlan(tag, view.last, tuple(self.planned))

    def on_decided(self, event: PlanDecided, view: BotView) -> Sequence[Intent]:
        """A person said yes or no."""
        approved = event.answer is Answer.APPROVED
        if event.tag == CATCH_UP:
            if self.phase is not RUNNING:
                return []
            if event.why == "moved":
                return self._catch_up(event.ns, view)
            return [Become(RUNNING), *(self._send_planned() if approved else [])]
        if self.phase is not BotState.WAIT_APPROVAL:
            return []
        if event.why == "moved":
            return [Say(Level.NOTICE, "plan_moved", (("price", event.price),)), *self._plan(view)]
        if not approved:
            self.phase = STOPPED
            return [Halt(event.answer.value)]
        self.phase, self.began = RUNNING, True
        if self.params.run.starts_now:
            return [Become(RUNNING), *self._schedule(event.ns), *self._send_planned()]
        return [Become(RUNNING), *self._schedule(event.ns - 1)]

    def _send_planned(self) -> list[Intent]:
        """Exactly the orders that were approved; new ones afterwards where others are under way."""
        orders, self.planned = self.planned, []
        if self.busy:
            self.is_due = True
            return []
        self.step = BUYING
        self.busy = {slot for slot, _ in orders}
        return [Take(slot, spec.side, spec.qty, self.step, spec.price) for slot, spec in orders]

    def _schedule(self, ns: int) -> list[Intent]:
        self.next_ns = self.params.run.schedule(self.start_ns).after(ns)
        return [WakeAt(RUN, self.next_ns)]

    # --- orders -----------------------------------------------------------------------------------

    @property
    def _cap(self) -> Decimal:
        """What may still be spent."""
        return self.put_in - self.spent

    def on_woken(self, event: Woken, view: BotView) -> Sequence[Intent]:
        """An order is due, or it looks at what would end it."""
        if event.key == ENDS:
            return self._look(event.ns, view)
        if self.phase is not RUNNING:
            return []
        run = self.params.run
        late = event.ns - event.due_ns > LATE_NS
        out = self._schedule(event.ns)
        if not late:
            return [*out, *self._buy(event.ns, view)]
        missed = run.schedule(self.start_ns).missed(event.due_ns, event.ns)
        code = "runs_missed_catch_up" if run.catches_up else "runs_missed"
        out.append(Say(Level.NOTICE, code, (("count", missed),)))
        return [*out, *self._catch_up(event.ns, view)] if run.catches_up else out

    def _catch_up(self, ns: int, view: BotView) -> list[Intent]:
        """One order for all that were missed, at the prices of now, when a person says so."""
        found = purchases(self.params, self._cap, view)
        if found.is_spent:
            return self._all_spent(ns, view)
        said = self._left_out(found.skipped)
        if not found.orders:
            return said
        # it goes on by its schedule meanwhile
        return [*said, self._ask(CATCH_UP, found.orders, view), Become(RUNNING)]

    def _buy(self, ns: int, view: BotView) -> list[Intent]:
        if self.busy:  # a sale, or the order before, is not over yet
            self.is_due = True
            return []
        self.is_due = False
        found = purchases(self.params, self._cap, view)
        if found.is_spent:
            return self._all_spent(ns, view)
        said = self._left_out(found.skipped)
        self.step = BUYING if found.orders else IDLE
        return [*said, *self.send(found.orders, view)]

    def _left_out(self, assets: list[str]) -> list[Intent]:
        """Names the assets that are not bought, once for the same ones."""
        if assets == self.skipped:
            return []
        self.skipped = assets
        return [Say(Level.NOTICE, "legs_skipped", (("assets", ", ".join(assets)),))] if assets else []

    def _all_spent(self, ns: int, view: BotView) -> list[Intent]:
        said = Say(Level.NOTICE, "all_spent", (("spent", self.spent),))
        if not self.armed:
            return [said, *self.end(ns, "all_spent", view)]
        self.next_ns = 0
        return [said, WakeAt(RUN, None)]

    # --- taking profit ----------------------------------------------------------------------------

    def _look(self, ns: int, view: BotView) -> list[Intent]:
        """Looks at what the coins are worth; tries again to sell out."""
        if self.phase is BotState.STOPPING and not self.busy:
            return self.leave(ns, view)
        if self.phase is not RUNNING or not self.armed:
            return []
        again = WakeAt(ENDS, next_minute(ns))
        if self.busy or ns < self.held_off_ns or not is_reached(self.params, self.costs, view):
            return [again]
        orders = takings(self.params, view)
        if not orders:
            return [again]
        self.step, self.traded, self.partly = SELLING, False, False
        return [again, *self.send(orders, view)]

    def _taken(self, ns: int, view: BotView) -> list[Intent]:
        """The sale of a take profit is over."""
        self.step = IDLE
        out: list[Intent] = []
        if self.traded:
            self.trips += 1
            out.append(Say(Level.INFO, "profit_taken", (("number", self.trips),)))
            self.armed = self.partly and self.params.run.take_profit_part == ONE
            if not self.armed:
                out.append(WakeAt(ENDS, None))
                if not self.next_ns:
                    return [*out, *self.end(ns, "all_spent", view)]
        return [*out, *self._buy(ns, view)] if self.is_due else out

    # --- what became of orders --------------------------------------------------------------------

    def on_done(self, event: SlotDone, view: BotView) -> Sequence[Intent]:
        """An order has ended with everything that it traded."""
        market = next(one for one in view.markets if slot_in(one.id, self.trade) == event.slot)
        out: list[Intent] = []
        if event.qty > 0:
            self.traded = True
            out = self._bought(event, market) if event.side is BUY else self._sold(event, market, view)
        if event.side is not BUY and event.ended != "filled":
            self.partly = True
        return [*out, *self._next(event.ns, view)] if self.is_over(event) else out

    def _next(self, ns: int, view: BotView) -> list[Intent]:
        """What follows when every order of a step has ended."""
        if self.busy:
            return []
        if self.phase is BotState.STOPPING:
            return self.leave(ns, view)
        if self.step == SELLING:
            return self._taken(ns, view)
        self.step = IDLE
        return self._buy(ns, view) if self.is_due else []

    def _bought(self, event: SlotDone, market: Instrument) -> list[Intent]:
        asset, paid = market.base, event.cost + event.fee_quote
        self.spent += paid
        self.spent_on[asset] = self.spent_on.get(asset, ZERO) + paid
        self.costs[asset] = self.costs.get(asset, ZERO) + paid
        fields = (*_traded(event, market), ("spent", self.spent))
        said = Say(Level.INFO, "asset_bought", fields)
        if self.armed or self.params.run.take_profit is None or self.phase is not RUNNING:
            return [said]
        self.armed = True
        return [said, WakeAt(ENDS, next_minute(event.ns))]

    def _sold(self, event: SlotDone, market: Instrument, view: BotView) -> list[Intent]:
        asset, before = market.base, self.costs.get(market.base, ZERO)
        held = view.held(asset) + event.qty
        part = min(before, ceil_div(before * event.qty, held, COST_STEP)) if held > 0 else before
        self.costs[asset] = before - part
        gain = event.cost - event.fee_quote - part
        self.profit += gain
        return [Say(Level.INFO, "asset_sold", (*_traded(event, market), ("trip", gain)))]

    def on_refused(self, event: SlotRefused, view: BotView) -> Sequence[Intent]:
        """An order was not placed."""
        self.busy.discard(event.slot)
        if self.step == SELLING:
            self.partly = True
            self.held_off_ns = event.ns + HELD_OFF_NS
        said = Say(Level.WARNING, "slot_blocked", (("slot", event.slot), ("code", event.code)))
        return [said, Drop(event.slot), *self._next(event.ns, view)]

    # --- a person ---------------------------------------------------------------------------------

    def end(self, ns: int, why: str, view: BotView) -> list[Intent]:
        """Begins to end, for a reason that is told."""
        self.armed = self.is_due = False
        return [WakeAt(RUN, None), *super().end(ns, why, view)]

    def on_funded(self, event: Funded, view: BotView) -> Sequence[Intent]:
        """Money came or went."""
        if event.amount > 0:
            self.put_in += event.amount
        else:
            self.withdrawn -= event.amount
        return []

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """What it spends cannot change while the bot runs; which assets, when, and its take profit can."""
        new = checked(params, self._quote)
        refuse_changes(new.run, self.params.run, FIXED)
        for market in view.markets:
            if view.held(market.base) > 0 and market.base not in new.shares:
                raise UserError(
                    f"assets: the bot holds {market.base}. Give it a share of 0 to buy no more of it.",
                    "asset_still_held",
                    "assets",
                )
        known = {market.base for market in view.markets}
        for asset in new.shares:
            if asset not in known:
                raise UserError(
                    f"assets: {asset} has no market here that goes with {self._quote}.", "no_market", "assets"
                )

    def on_edited(self, event: Edited, view: BotView) -> Sequence[Intent]:
        """Other parameters, in force at once."""
        self.params = checked(event.params, self._quote)
        self.exit_sells = self.params.run.sell_at_exit
        if self.phase is not RUNNING:
            return []
        self.held_off_ns = 0
        takes = self.params.run.take_profit is not None
        self.armed = takes and any(view.held(market.base) > 0 for market in view.markets)
        out: list[Intent] = [WakeAt(ENDS, next_minute(event.ns) if self.armed else None)]
        if not self.next_ns:  # everything is spent
            return out if self.armed or self.busy else [*out, *self.end(event.ns, "all_spent", view)]
        if self.next_ns <= event.ns:  # it is told, as missed, when the bot goes on
            return [*out, WakeAt(RUN, self.next_ns)]
        return [*out, *self._schedule(event.ns)]

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the profit of its sales that was not yet withdrawn, and at most the free quote."""
        return max(ZERO, min(self.profit - self.withdrawn, view.free(self._quote)))

    # --- state ------------------------------------------------------------------------------------

    def save(self) -> dict[str, JsonValue]:
        """The whole private state."""
        return {
            **super().save(),
            "next_ns": self.next_ns,
            "spent": plain(self.spent),
            "spent_on": {asset: plain(amount) for asset, amount in self.spent_on.items()},
            "armed": self.armed,
            "partly": self.partly,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Puts a saved state back."""
        super().restore(state)
        self.next_ns, self.spent = state["next_ns"], Decimal(state["spent"])
        self.spent_on = {asset: Decimal(amount) for asset, amount in state["spent_on"].items()}
        self.armed, self.partly = state["armed"], state["partly"]


def _traded(event: SlotDone, market: Instrument) -> tuple[tuple[str, Decimal | str | int], ...]:
    at = half_even_div(event.cost, event.qty, market.price_places)
    return ("qty", event.qty), ("base", market.base), ("price", at)
