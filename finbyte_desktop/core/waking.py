"""What wakes bots besides their own orders: watched prices, alarms, and prices that come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import resuming
from finbyte_desktop.core.contract import Touched, Woken
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

FED = (BotState.RUNNING, BotState.STARTING, BotState.DEGRADED)


class Waking:
    """Wakes the bots of one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def touched(self, event: ev.PriceTouched) -> None:
        """A watched price was reached."""
        kernel = self._kernel
        kernel.last[event.instrument] = event.price
        for watch in kernel.triggers[event.instrument].pop(event.price):
            kernel.tell(kernel.bots[watch.bot], Touched(event.ns, watch.key, watch.price, event.price))

    def alarm(self, event: ev.AlarmDue) -> None:
        """The time of alarms has come."""
        kernel = self._kernel
        for due, bot, key in kernel.alarms.pop(event.ns):
            record = kernel.bots[bot]
            if kernel.passing.due(record, key):
                continue
            away = record.state is BotState.DEGRADED or record.is_away(kernel.away)
            if away or (record.state is BotState.PAUSED and key in record.bot.after_pause):
                record.overdue[key] = due  # no decision from a price that is not of now, nor a purchase
            else:
                self._wake(record, key, due)

    def _wake(self, record: BotRecord, key: str, due_ns: int) -> None:
        price = self._kernel.last.get(record.instrument.id, ZERO)
        self._kernel.tell(record, Woken(self._kernel.ns, key, price, due_ns))

    def overdue(self, record: BotRecord) -> None:
        """Tells a bot of the alarms that came while it could not decide."""
        kernel = self._kernel
        overdue, record.overdue = record.overdue, {}
        for key, due in sorted(overdue.items()):
            if due > kernel.ns:  # only by the time of another market was it due
                kernel.alarms.set(record.id, key, due)
            elif record.state is BotState.PAUSED and key in record.bot.after_pause:
                record.overdue[key] = due
            else:
                self._wake(record, key, due)

    def feed_changed(self, event: ev.FeedChanged) -> None:
        """The prices of a market went away or came back: who trades it waits, or goes on."""
        kernel = self._kernel
        (kernel.away.discard if event.fresh else kernel.away.add)(event.instrument)
        for record in kernel.bots.values():
            own = record.instrument.id == event.instrument or event.instrument in record.others
            if not own or record.state in ENDED_BOTS or (event.fresh and record.is_away(kernel.away)):
                continue
            if event.fresh:
                self._fresh(record, event)
            elif record.state in FED:
                kernel.move(record, BotState.DEGRADED, event.reason)

    def _fresh(self, record: BotRecord, event: ev.FeedChanged) -> None:
        kernel = self._kernel
        if record.state in FED:
            if record.state is BotState.DEGRADED:
                kernel.move(record, BotState.RUNNING, "")
                kernel.facts += resuming.told(kernel, record)
            kernel.unblock(record, "market_not_open")
            kernel.passing.opened(record)
            kernel.placing.settle_all(record, event.rules)
        self.overdue(record)
        for order in record.live_orders():
            if order.cancel_requested:
                kernel.request_cancel(record, order, again=True)
