"""What the resolver learns of a venue that answers late."""

from __future__ import annotations

import asyncio
from typing import Any

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.fence import SECOND_NS, Look, Sight, widened
from finbyte_desktop.core.orders import Order, OrderSpec, Side, State
from finbyte_desktop.services.live.resolver import Resolver, _late_ns
from finbyte_desktop.services.venues.live_port import OrderReport
from tests.core.test_kernel import D
from tests.support.simulation.virtual import run

ORDER = Order("FB-1", "b1", "L1", 1, 1, "v:C/Q", OrderSpec(Side.BUY, D(1), D(2)), 0, "token", State.UNKNOWN)


class Time:
    """Virtual time in which nothing happens by itself."""

    def __init__(self) -> None:
        self.now_ns = self.leapt_ns = 0

    def next_due_ns(self) -> int:
        return self.now_ns + 3_600 * SECOND_NS

    def advance_to(self, time_ns: int) -> None:
        self.now_ns = max(self.now_ns, time_ns)


class Port:
    """A venue that shows the order from a moment on."""

    def __init__(self, time: Time, shown_ns: int) -> None:
        self._time = time
        self._shown_ns = shown_ns

    def now_ns(self) -> int:
        return self._time.now_ns

    async def sure_of_clock(self) -> None:
        return None

    async def order(self, *_: Any) -> OrderReport | None:
        if self._time.now_ns < self._shown_ns:
            return None
        return OrderReport(0, "v:C/Q", "v1", "FB-1", Side.BUY, D(2), D(1), D(0), State.OPEN)

    async def open_orders(self, *_: Any) -> list[OrderReport]:
        return []

    async def trades(self, *_: Any) -> list[Any]:
        return []


class Reading:
    """Knows the one order, and nothing of what is told."""

    def known(self, _: str | None) -> Order:
        return ORDER

    def client_id_of(self, _: Any) -> str | None:
        return None


def learnt_lag_s(sleeps_at_s: int | None) -> float:
    """The lag that is thought of once an order that shows after 13 s was found, at once or after a sleep."""
    time = Time()
    told: list[ev.Event | Any] = []
    port = Port(time, 13 * SECOND_NS)
    resolver = Resolver(port, Reading(), told.append)  # type: ignore[arg-type]

    async def main() -> None:
        looking = asyncio.ensure_future(resolver.resolve(ORDER, 0))
        if sleeps_at_s is not None:
            await asyncio.sleep(sleeps_at_s)
            time.now_ns += 100 * SECOND_NS
            resolver.slept()
        await looking

    run(time, main(), 3_600.0)
    assert told
    return resolver.read_lag_ns / SECOND_NS


def test_order_that_shows_late_widens_the_lag() -> None:
    """Absent for 14 s, then there: answers may lag twice as long from now on."""
    assert 26 <= learnt_lag_s(None) <= 30


def test_looks_that_nobody_answered_are_no_lag_of_the_venue() -> None:
    """Absent at 5 s and 19 s, no answer until it is found at 92 s: the answers lagged 92 s at most."""

    def look(at_s: int) -> Look:
        return Look(at_s * SECOND_NS, 0, Sight.ABSENT, Sight.ABSENT, Sight.ABSENT)

    absent = [look(5), look(19)]
    assert widened(10 * SECOND_NS, _late_ns(absent, 92 * SECOND_NS, 0)) == 92 * SECOND_NS
    assert widened(10 * SECOND_NS, _late_ns(absent, 21 * SECOND_NS, 0)) == 32 * SECOND_NS


def test_time_that_was_slept_is_no_lag_of_the_venue() -> None:
    """What this computer slept away says nothing about the venue: later orders are not waited for so long."""
    assert learnt_lag_s(5) == 10
