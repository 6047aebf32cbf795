"""Finding out what became of an order without proof: looks on more than one connection, until the fence
stands and they agree, or a person is asked (order-safety.md 2).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.fence import (
    CONNECTIONS,
    Fence,
    Finding,
    Look,
    Sight,
    finding,
    next_look_ns,
    widened,
)
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.services.live.budget import PURPOSE, proving
from finbyte_desktop.services.live.joint_reads import JointReads, together_ns
from finbyte_desktop.services.live.reading import Reading
from finbyte_desktop.services.venues.live_port import LivePort, OrderReport, Report, TradeReport

NS_PER_S = 1_000_000_000
SLOW_LOOK_S = 10.0
LOOKS_KEPT = 64
AWAY_NS = 90 * NS_PER_S  # no look takes so long: this computer slept
PATIENCE_NS = 6 * NS_PER_S  # so long is looked after that, before a person is asked
UNANSWERED_NS = 10 * NS_PER_S
BEFORE_SIGNED_NS = 60 * NS_PER_S  # trades are asked for from a little earlier than the order


def _late_ns(absent: Sequence[Look], found_ns: int, signed_ns: int) -> int:
    """How late the venue's answers showed an order. Where no look was answered for a while before it was
    found, it may have been there all that time: then half of what it took at most, which counts twice.
    """
    if found_ns - absent[-1].sent_ns <= UNANSWERED_NS:
        return found_ns - absent[0].sent_ns
    return max(absent[-1].sent_ns - absent[0].sent_ns, (found_ns - signed_ns) // 2)


class Resolver:
    """Resolves orders of one account. `tell` gets reports and events for the inbox."""

    def __init__(self, port: LivePort, reading: Reading, tell: Callable[[ev.Event | Report], None]) -> None:
        self._port = port
        self._reading = reading
        self._tell = tell
        self.read_lag_ns = Fence(0).read_lag_ns
        self.outcomes: dict[Finding, int] = dict.fromkeys(Finding, 0)
        self._slept_ns = 0
        self._opened: JointReads[OrderReport] = JointReads()
        self._traded: JointReads[TradeReport] = JointReads()

    def slept(self) -> None:
        """This computer was away until now: the time that passed is no lag of the venue's answers."""
        self._slept_ns = self._port.now_ns()

    async def resolve(self, order: Order, signed_ns: int) -> None:
        """Looks until it is known what became of the order. The answer goes into the inbox."""
        looks: list[Look] = []
        since_ns = looked_ns = signed_ns
        fence = Fence(signed_ns, read_lag_ns=self.read_lag_ns)
        asked = order.state is State.QUARANTINED
        while True:
            order_now = self._reading.known(order.client_id)
            if order_now is None or order_now.state not in (State.SENT, State.UNKNOWN, State.QUARANTINED):
                return
            wait_s = max(0, self._due_ns(fence, looks) - self._port.now_ns()) / NS_PER_S
            await asyncio.sleep(SLOW_LOOK_S if asked else wait_s)
            with contextlib.nullcontext() if asked else proving():  # with a person asked, nothing is urgent
                look = await self._look(order, len(looks), signed_ns)
            now = self._port.now_ns()
            if now - looked_ns > AWAY_NS:
                since_ns = now
            looked_ns = now
            looks = [*looks[-LOOKS_KEPT:], look]
            result = finding(fence, looks, self._port.now_ns())
            if result is Finding.FOUND:
                absent = [e for e in looks[:-1] if e.agrees and e.sent_ns >= self._slept_ns]
                if absent:  # the venue's answers lag more than was thought
                    late_ns = _late_ns(absent, look.sent_ns, signed_ns)
                    self.read_lag_ns = widened(self.read_lag_ns, late_ns)
                self.outcomes[result] += 1
                return
            was_there = order_now.venue_id is not None  # then only a person can say that it ended
            if result is Finding.NEVER_ACCEPTED and not was_there:
                self.outcomes[result] += 1
                self._tell(ev.OrderNeverAccepted(self._port.now_ns(), order.client_id))
                return
            patient = now - since_ns >= PATIENCE_NS
            if result is Finding.QUARANTINE and patient and not asked:
                asked = True
                self.outcomes[result] += 1
                self._tell(ev.OrderQuarantined(self._port.now_ns(), order.client_id))

    def _due_ns(self, fence: Fence, looks: Sequence[Look]) -> int:
        """When to look next: together with the others, but for the first look and the one at the fence."""
        now = self._port.now_ns()
        due = next_look_ns(fence, looks, now)
        if not looks or due == fence.stands_ns:
            return due
        together = together_ns(due)
        return fence.stands_ns if now < fence.stands_ns < together else together

    async def _look(self, order: Order, number: int, signed_ns: int) -> Look:
        try:
            await self._port.sure_of_clock()  # else the fence would count time that nobody measured
        except (Unavailable, VenueRejected):
            return Look(self._port.now_ns(), number % 2, Sight.FAILED, Sight.FAILED, Sight.FAILED)
        sent_ns = self._port.now_ns()
        # what is asked for all orders of a market comes first: then they ask together
        opened = await self._open_orders(order, number)
        traded = await self._trades(order, number, signed_ns)
        by_id = await self._by_id(order, number)
        return Look(sent_ns, number % 2, by_id, opened, traded)

    async def _by_id(self, order: Order, connection: int) -> Sight:
        try:
            report = await self._port.order(order.instrument, order.client_id, None, connection)
        except (Unavailable, VenueRejected):
            return Sight.FAILED
        if report is None:
            return Sight.ABSENT
        self._tell(report)
        return Sight.FOUND

    async def _open_orders(self, order: Order, connection: int) -> Sight:
        try:
            key = (order.instrument, connection % CONNECTIONS, PURPOSE.get())
            reports = await self._opened.read(
                key, 0, lambda _: self._port.open_orders(order.instrument, connection)
            )
        except (Unavailable, VenueRejected):
            return Sight.FAILED
        return self._seen(order, reports)

    async def _trades(self, order: Order, connection: int, signed_ns: int) -> Sight:
        since_ns = signed_ns - BEFORE_SIGNED_NS
        try:
            key = (order.instrument, connection % CONNECTIONS, PURPOSE.get())
            reports = await self._traded.read(
                key, since_ns, lambda since: self._port.trades(order.instrument, since, connection)
            )
        except (Unavailable, VenueRejected):
            return Sight.FAILED
        sight = self._seen(order, reports)
        nameless = [r for r in reports if r.client_id is None and not self._reading.is_explained(r)]
        if (
            sight is Sight.ABSENT and nameless
        ):  # one of these may be this order's: whose they are is asked first
            for report in nameless:
                self._tell(report)
            return Sight.FAILED
        return sight

    def _seen(self, order: Order, reports: Sequence[OrderReport] | Sequence[TradeReport]) -> Sight:
        found = [r for r in reports if self._reading.client_id_of(r) == order.client_id]
        for report in found:
            self._tell(report)
        return Sight.FOUND if found else Sight.ABSENT
