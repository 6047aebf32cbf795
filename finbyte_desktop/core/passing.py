"""Refusals that pass by themselves: the slot waits and is tried again with a new attempt.

A venue that is asked too much, a clock that is being measured or a gate that closed on the way needs no
person. What was never taken is placed again under another id, later and later, until it is taken.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.core.slots import BotRecord, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

NS_PER_S = 1_000_000_000
Fields = tuple[tuple[str, Decimal | str | int], ...]
BACK_OFF_S = (1, 2, 5, 15, 30)  # after the first refusal, the second ...; the last for ever
KEY = "again/"  # what the alarm of a waiting slot is called; no bot's own alarm has a stroke
MARKET_NOT_OPEN = "market_not_open"
WITHDRAWN = "withdrawn"  # nobody wanted it any more when its turn to leave came
NO_POSITION = "reduce_only"  # of an order that ends a position: the venue has none
EXIT_WAITS = 5  # from these rules on it waits
LIMIT_MARKET, LIMIT_NOTIONAL = "limit_market", "limit_order_notional"  # these two a person must solve
# Limits of the account that an order can come to keep without anybody doing anything.
LIMIT_PASSES: dict[str, str] = {
    "limit_no_price": "the market has a price",
    "limit_no_rate": "there is a price of the quote asset in the currency of the limits",
    "limit_price_band": "the price comes back",
    "limit_order_rate": "the minute is over",
    "limit_open_orders": "other orders of the account end",
    "limit_open_orders_a_bot": "other orders of the bot end",
    "limit_open_orders_a_market": "other orders of the market end",
    "limit_exposure": "bots sell",
    "limit_exposure_a_bot": "the bot sells",
    "limit_exposure_a_market": "bots of the market sell",
    "limit_daily_loss": "the next day begins, or the value comes back",
    "limit_drawdown": "the value comes back, or the limit is changed",
}
# Codes of refusals that pass by themselves, and what ends each.
PASSING: dict[str, str] = {
    "too_many_requests": "the venue's second, or this computer's budget of requests, is over",
    "venue_busy": "the venue has less to do",
    "maintenance": "the venue is back",
    "market_closed": "the venue opens the market again",
    MARKET_NOT_OPEN: "the gate of the market opens here",
    "clock": "the venue's clock has been measured again",
    "clock_in_doubt": "the venue's clock has been measured",
    WITHDRAWN: "at once: it was wanted again",
}


class Wait(NamedTuple):
    """A slot that is tried again at `due_ns`, after `tries` refusals in a row; `code` is the last one."""

    code: str
    tries: int
    due_ns: int


class Passing:
    """The slots that wait for something that passes, by bot and slot."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.waits: dict[tuple[str, str], Wait] = {}

    def holds(self, record: BotRecord, name: str) -> bool:
        """Whether the time of a slot has not come yet."""
        wait = self.waits.get((record.id, name))
        return wait is not None and wait.due_ns > self._kernel.ns

    def refused(self, record: BotRecord, name: str, slot: Slot, order: Order, code: str) -> bool:
        """An order was not taken; True when its slot waits. What a person allowed is still allowed: the new
        attempt is that same order.
        """
        kernel = self._kernel
        if not self.applies(record, order.state, code) or slot.want is None:
            self.over(record, name)
            return False
        if record.sent_today:
            record.sent_today -= 1  # the venue never had it
        kernel.placing.grant_again(record, name, slot, order)
        self.wait(record, name, slot, code, "exit_waits" if code == NO_POSITION else "order_waits")
        return True

    def wait(
        self,
        record: BotRecord,
        name: str,
        slot: Slot,
        code: str,
        sentence: str = "order_waits",
        more: Fields = (),
    ) -> None:
        """A slot waits; told once for all that wait for the same."""
        kernel, spec = self._kernel, slot.want
        assert spec is not None
        told = any(bot == record.id and wait.code == code for (bot, _), wait in self.waits.items())
        before = self.waits.get((record.id, name))
        tries = 1 if before is None else before.tries + 1
        seconds = BACK_OFF_S[min(tries, len(BACK_OFF_S)) - 1]
        due = kernel.ns if code == WITHDRAWN else kernel.ns + seconds * NS_PER_S
        self.waits[(record.id, name)] = Wait(code, tries, due)
        kernel.alarms.set(record.id, KEY + name, due)
        if not told:
            side = ("side", spec.side.value)
            said: Fields = (("code", code), side, ("qty", spec.qty), ("price", spec.price), *more)
            kernel.facts.append(fx.Said(kernel.ns, record.id, Level.NOTICE, sentence, said))

    def applies(self, record: BotRecord, state: State, code: str) -> bool:
        """Whether an order that ended so is tried again without a person."""
        if code == NO_POSITION and self._kernel.placing.rules >= EXIT_WAITS:
            return state is State.REJECTED and record.stopping
        return self._kernel.placing.rules > 0 and state is State.REJECTED and code in PASSING

    def over(self, record: BotRecord, name: str) -> None:
        """A slot waits no more: its order was taken, or nothing is wanted there."""
        if self.waits and self.waits.pop((record.id, name), None) is not None:
            self._kernel.alarms.set(record.id, KEY + name, None)

    def forget(self, record: BotRecord) -> None:
        """Nothing of a bot waits any more."""
        for bot, name in [key for key in self.waits if key[0] == record.id]:
            del self.waits[(bot, name)]

    def opened(self, record: BotRecord, code: str = MARKET_NOT_OPEN) -> None:
        """What a bot's slots waited for is there, the open market above all: they are due."""
        for (bot, name), wait in sorted(self.waits.items()):
            if bot == record.id and wait.code == code:
                self.waits[(bot, name)] = wait._replace(due_ns=self._kernel.ns)

    def due(self, record: BotRecord, key: str) -> bool:
        """An alarm came; True when it was one of a slot that waits."""
        if not key.startswith(KEY):
            return False
        name = key[len(KEY) :]
        slot = record.slots.get(name)
        if slot is None or slot.want is None:
            self.over(record, name)
        elif (record.id, name) in self.waits:
            self._kernel.placing.settle(record, name, slot)
        return True
