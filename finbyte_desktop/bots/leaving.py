"""How a bot ends that may sell what it holds: everything is cancelled, then it is sold, or kept."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from finbyte_desktop.bots.steps import Steps
from finbyte_desktop.core.contract import BotView, Funded, SlotDone, StopAsked
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Become, BotState, Drop, Halt, Intent, Level, Say, Take, WakeAt
from finbyte_desktop.core.numbers import half_even_div
from finbyte_desktop.core.orders import SELL

EXIT, EXIT_RETRY = "take:exit", "exit_retry"
RETRY_NS = 1_000_000_000
SAID_PLACES = 8


def sale_of_all(view: BotView, why: str) -> list[Intent]:
    """Sells every coin that is free; dust that the venue would refuse is kept and named."""
    i = view.instrument
    qty = i.qty_down(view.free(i.base))
    if qty <= 0 or qty < i.min_qty:
        return []
    if qty * view.last >= i.min_notional:
        return [Take(EXIT, SELL, qty, why)]
    return [Say(Level.NOTICE, "dust_kept", (("qty", qty), ("asset", i.base)))]


def coins_sold(event: SlotDone, i: Instrument) -> list[Intent]:
    """The line that tells what the sale at the end brought; none where nothing was sold."""
    if event.qty <= 0:
        return []
    at = half_even_div(event.cost, event.qty, SAID_PLACES)
    proceeds = ("proceeds", event.cost - event.fee_quote)
    fields = (("qty", event.qty), ("base", i.base), ("price", at), proceeds, ("quote", i.quote))
    return [Say(Level.INFO, "coins_sold", fields)]


class Leaves(Steps):
    """A bot whose money changes from outside, and that ends in two steps.

    Attributes:
        added, withdrawn: quote that was put in after the start, and taken out.
        stop_reason: why it ends.
        exit_sells: whether it sells what it holds at its end.
    """

    phase: BotState
    added: Decimal
    withdrawn: Decimal
    stop_reason: str
    exit_sells: bool

    def on_funded(self, event: Funded, view: BotView) -> Sequence[Intent]:
        """Counts what was put in or taken out."""
        if event.amount < 0:
            self.withdrawn -= event.amount
        else:
            self.added += event.amount
        return []

    def on_stop(self, event: StopAsked, view: BotView) -> Sequence[Intent]:
        """A person ends it, with this exit."""
        self.exit_sells = event.exit is Exit.SELL
        return self.stop(event.why, view)

    def stop(self, reason: str, view: BotView) -> list[Intent]:
        """Cancels everything; then `exit_when_clear`."""
        if self.phase is BotState.STOPPING:
            return [Drop(slot) for slot in view.live_slots()] or self.exit_when_clear(view)
        traded = self.phase is BotState.RUNNING
        self.stop_reason = reason
        forgotten = self.forgotten()
        if not traded:
            self.phase = BotState.STOPPED
            return [*forgotten, Halt(reason)]
        self.phase = BotState.STOPPING
        dropped = (Drop(slot) for slot in self.dropped(view))
        out = [*forgotten, Become(BotState.STOPPING, reason), *dropped]
        return out if view.live_slots() else [*out, *self.exit_when_clear(view)]

    def forgotten(self) -> list[Intent]:
        """The watches and alarms that mean nothing any more when it ends."""
        return []

    @abstractmethod
    def dropped(self, view: BotView) -> Sequence[str]:
        """The slots in which it wants no order any more when it ends."""

    def leave(self, view: BotView) -> list[Intent]:
        """What it does with what it holds when that shall not be kept."""
        return sale_of_all(view, self.stop_reason)

    def said_of_exit(self, event: SlotDone, view: BotView) -> list[Intent]:
        """The line that tells what that brought."""
        return coins_sold(event, view.instrument)

    def ended(self) -> list[Intent]:
        """What else is told once everything is sold."""
        return []

    def exit_when_clear(self, view: BotView) -> list[Intent]:
        """The second step, once no order is live."""
        if view.live_slots():
            return []
        out = self.leave(view) if self.exit_sells else []
        if any(isinstance(one, Take) for one in out):
            return out
        self.phase = BotState.STOPPED
        return [*out, Halt(self.stop_reason)]

    def exited(self, event: SlotDone, view: BotView) -> list[Intent]:
        """The order of the second step has ended; what it did not sell is tried again a second later."""
        said = self.said_of_exit(event, view) if event.qty > 0 else []
        if event.ended == "filled":
            self.phase = BotState.STOPPED
            return [*said, *self.ended(), Halt(self.stop_reason)]
        if not self.exit_sells:
            return [*said, *self.exit_when_clear(view)]
        return [*said, WakeAt(EXIT_RETRY, event.ns + RETRY_NS)]
