"""How a smart rebalance sends its orders, and how it ends: everything sold, or kept."""

from __future__ import annotations

from collections.abc import Sequence

from finbyte_desktop.bots.rebalance_math import sale
from finbyte_desktop.bots.rebalance_state import IDLE, LEAVING, RebalanceState
from finbyte_desktop.bots.steps import Steps
from finbyte_desktop.core.contract import BotView, SlotDone, StopAsked
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Become, BotState, Drop, Halt, Intent, Level, Say, Take, WakeAt
from finbyte_desktop.core.late import LATE
from finbyte_desktop.core.orders import OrderSpec
from finbyte_desktop.core.slots import slot_in

MINUTE_NS = 60_000_000_000
ENDS, LOOK = "ends", "look"  # alarms; at one moment in this order
TRADE = "trade"
MOST_TRIES = 5  # of selling out


def next_minute(ns: int) -> int:
    """The first whole minute of UTC after a moment."""
    return (ns // MINUTE_NS + 1) * MINUTE_NS


class RebalanceEnd(Steps, RebalanceState):
    """What became of its last orders is waited for before it leaves. `trade` names its slots."""

    trade = TRADE

    def on_stop(self, event: StopAsked, view: BotView) -> Sequence[Intent]:
        """Everything is cancelled, then sold or kept."""
        self.exit_sells = event.exit is Exit.SELL
        return self.end(event.ns, event.why, view)

    def is_trading(self, view: BotView) -> bool:
        """Whether an order has not ended: one of the step under way, or one that was refused before and that
        a person, or another limit, lets go after all.
        """
        return bool(self.busy or view.live_slots())

    def send(self, orders: Sequence[tuple[Instrument, OrderSpec]], view: BotView) -> list[Intent]:
        """These orders at the market, one a slot, and no other: what was refused before does not come any
        more, and where it could be the very same order it comes as a new one.
        """
        out: list[Intent] = (
            [Drop(slot_in(market.id, self.trade)) for market in view.markets] if orders else []
        )
        for market, spec in orders:
            slot = slot_in(market.id, self.trade)
            self.busy.add(slot)
            out.append(Take(slot, spec.side, spec.qty, self.step, spec.price))
        return out

    def is_over(self, event: SlotDone) -> bool:
        """Notes that the order of a slot has ended; False for a trade of one that had ended before, beside
        which another may be under way there.
        """
        if event.ended == LATE:
            return False
        self.busy.discard(event.slot)
        return True

    def end(self, ns: int, why: str, view: BotView) -> list[Intent]:
        """Begins to end, for a reason that is told."""
        if self.phase is not BotState.STOPPING:
            self.stop_reason = why
        self.phase = BotState.STOPPING
        self.busy = set(view.live_slots())
        out: list[Intent] = [
            Become(BotState.STOPPING, self.stop_reason),
            WakeAt(LOOK, None),
            WakeAt(ENDS, None),
        ]
        out += [Drop(slot_in(market.id, self.trade)) for market in view.markets]
        self.step, self.tries = IDLE, 0
        return out if self.busy else [*out, *self.leave(ns, view)]

    def leave(self, ns: int, view: BotView) -> list[Intent]:
        """Sells what can be sold and ends; what did not trade is tried again at the next minutes."""
        orders: list[tuple[Instrument, OrderSpec]] = []
        if self.exit_sells and self.began:
            for market in view.markets:
                spec = sale(market, market.qty_down(view.free(market.base)), view)
                if spec is not None:
                    orders.append((market, spec))
        if orders and self.tries < MOST_TRIES:
            if self.step == LEAVING and ns < self.looked_ns + MINUTE_NS:
                return [WakeAt(ENDS, next_minute(ns))]
            self.step, self.looked_ns = LEAVING, ns
            self.tries += 1
            return self.send(orders, view)
        self.phase = BotState.STOPPED
        kept = ", ".join(market.base for market, _ in orders)
        said = [Say(Level.WARNING, "rebalance_kept", (("assets", kept),))] if orders else []
        return [*said, Halt(self.stop_reason)]
