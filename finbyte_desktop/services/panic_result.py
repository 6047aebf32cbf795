"""What became of a panic: every order that was open at any moment of it, once, with its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from time import monotonic

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.control import ANSWERED
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import ENDED, Order, State
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.shown_accounts import PanicMarket

ENDS_S = 30.0  # so long it is waited for the last order's end
LOOK_S = 0.1
UNPROVED = frozenset({State.SENT, State.UNKNOWN, State.QUARANTINED})
NEVER_THERE = frozenset({State.REJECTED, State.NEVER_ACCEPTED})
CANCELLED, FILLED, WITHOUT_PROOF, RESTING, NOT_THERE, SAID_GONE = range(6)
MOST_KEPT = 8  # panics whose result is brought up to date


def meant(kernel: Kernel, bot: str | None) -> list[BotRecord]:
    """The bots that a panic stops: those that may place or have orders, of all or this one alone."""
    records = kernel.bots.values() if bot is None else [kernel.bots[bot]] if bot in kernel.bots else []
    return [record for record in records if record.state not in ENDED_BOTS or record.live_orders()]


def stops(
    kernel: Kernel, bot: str | None, now_ns: Callable[[], int], closes: bool = False
) -> list[ev.BotStopped]:
    """One stop for each of them, to be handled without anything in between; where the panic `closes`, also
    one for each that kept its position of a perpetual, and those positions are closed.
    """
    records = meant(kernel, bot)
    if closes:
        kept = [record for record in kernel.bots.values() if record.position.qty and record not in records]
        records += [record for record in kept if bot in (None, record.id)]
    return [
        ev.BotStopped(
            now_ns(), one.id, Exit.SELL if closes and one.position.qty else Exit.KEEP, "panic", True
        )
        for one in records
    ]


def failed(kernel: Kernel, bot: str | None) -> bool:
    """Whether a bot failed when it was asked to stop: nobody has asked its orders away."""
    return any(
        record.state is BotState.ERROR and any(not order.cancel_requested for order in record.live_orders())
        for record in meant(kernel, bot)
    )


class PanicWatch:
    """Hears everything from the beginning of a panic, of all bots or of one, and goes on hearing what becomes
    of its orders. `is_missed` tells of an order whether the venue showed no trace of it when it looked last;
    `closes` says that positions of bots are closed.
    """

    def __init__(
        self,
        kernel: Kernel,
        bot: str | None,
        number: int = 0,
        is_missed: Callable[[str], bool] | None = None,
        closes: bool = False,
    ) -> None:
        self.number = number
        self.closes = closes
        self.is_told = False
        self._kernel = kernel
        self._bot = bot
        self._is_missed = is_missed
        self._answered: set[str] = set()
        self._began_seq = kernel.placing.seq  # what was planned before and rests no more is none of its
        self._bots: set[str] | None = None  # None until they were stopped: all that there are
        self._states: dict[str, State] = {}
        self._orders = self._live()

    def _live(self) -> dict[str, Order]:
        """The orders of the kernel that may execute."""
        found = {}
        for client_id in list(self._kernel.orders):
            at = self._kernel.late.find(client_id)
            if at is not None and at[2].order is not None and self._bot in (None, at[0].id):
                found[client_id] = at[2].order
        return found

    def stopped(self, bots: Iterable[str]) -> None:
        """This panic has its turn and stops these: what a later bot places is none of it."""
        self._bots = {*(self._bots or ()), *bots}

    def _is_meant(self, bot: str) -> bool:
        return self._bot in (None, bot) and (self._bots is None or bot in self._bots)

    def take(self, facts: Iterable[fx.Fact]) -> None:
        """What is durable now."""
        for fact in facts:
            if isinstance(fact, fx.OrderPlanned):
                is_new = fact.order.seq > self._began_seq and not self.is_told
                if is_new and self._is_meant(fact.order.bot):
                    self._orders[fact.order.client_id] = fact.order
            elif isinstance(fact, fx.OrderMoved):
                if fact.client_id not in self._orders and fact.state not in ENDED:
                    self._came_late(fact.client_id)
                if fact.client_id in self._orders:
                    self._states[fact.client_id] = fact.state
                    if fact.why == ANSWERED:
                        self._answered.add(fact.client_id)

    def _came_late(self, client_id: str) -> None:
        """An order that was called ended rests after all."""
        at = self._kernel.late.find(client_id)
        if at is not None and at[2].order is not None and self._is_meant(at[0].id):
            self._orders[client_id] = at[2].order

    def _state(self, client_id: str, live: dict[str, Order]) -> State:
        """As it is known durably; an end that is not on the disk yet is none."""
        if client_id in live:
            return live[client_id].state
        state = self._states.get(client_id, State.UNKNOWN)
        return state if state in ENDED else State.UNKNOWN

    async def ended(self) -> None:
        """Returns when each order has ended, or is without proof for good, or the time is over."""
        until_s = monotonic() + ENDS_S
        while monotonic() < until_s:
            live = self._live()
            states = (self._state(client_id, live) for client_id in self._orders)
            if all(state in ENDED or state is State.QUARANTINED for state in states):
                return
            await asyncio.sleep(LOOK_S)

    def told(self) -> tuple[PanicMarket, ...]:
        """Market by market what became of these orders, each of them once."""
        live, counts = self._live(), dict[str, list[int]]()
        for client_id, order in self._orders.items():
            counts.setdefault(order.instrument, [0] * 6)[self._end(client_id, live)] += 1
        return tuple(PanicMarket(market, *row) for market, row in sorted(counts.items()))

    def _end(self, client_id: str, live: dict[str, Order]) -> int:
        end = _end(self._state(client_id, live))
        if end == CANCELLED and client_id in self._answered:
            return SAID_GONE
        missed = end == RESTING and self._is_missed is not None and self._is_missed(client_id)
        return WITHOUT_PROOF if missed else end


def _end(state: State) -> int:
    if state is State.FILLED:
        return FILLED
    if state in UNPROVED:
        return WITHOUT_PROOF
    if state in NEVER_THERE:
        return NOT_THERE
    return CANCELLED if state in ENDED else RESTING
