"""An event loop whose time is the exchange's: waiting costs nothing, and the same seed gives the same run."""

from __future__ import annotations

import asyncio
import selectors
from asyncio.base_events import MAXIMUM_SELECT_TIMEOUT  # type: ignore[attr-defined]
from typing import Any, Protocol

NS = 1_000_000_000
CANCELS = 10
RESOLUTION_S = 1e-9


class Clock(Protocol):
    """Whoever owns the time."""

    now_ns: int
    leapt_ns: int  # what passed without anything happening

    def next_due_ns(self) -> int: ...

    def advance_to(self, time_ns: int) -> None: ...


class _Waiting:
    """A selector that lets virtual time pass instead of waiting; the real one keeps the loop's own pipe."""

    def __init__(self, real: selectors.BaseSelector, loop: VirtualLoop, clock: Clock, limit_ns: int) -> None:
        self._real = real
        self._loop = loop
        self._clock = clock
        self._limit_ns = limit_ns

    def select(self, timeout: float | None = None) -> list[Any]:
        """Lets time pass until the loop has something to do: what happens at the exchange alone is no turn
        of the loop.
        """
        if timeout is not None and timeout <= 0:
            return []
        clock, loop = self._clock, self._loop
        ready, advance_to, next_due_ns = loop._ready, clock.advance_to, clock.next_due_ns  # type: ignore[attr-defined]
        limit_ns, start_ns = self._limit_ns, loop.start_ns
        while True:
            due = next_due_ns()
            if timeout is None:
                wanted = due
            else:
                # one nanosecond more, so that a timer whose float lies a hair later is due
                timer = clock.now_ns + int(timeout * NS) + 1
                if timer <= due:
                    self._within(timer, limit_ns)
                    advance_to(timer)
                    return []
                wanted = due
            self._within(wanted, limit_ns)
            advance_to(wanted)
            timers = loop._scheduled  # type: ignore[attr-defined]
            if ready or (timers and timers[0]._cancelled):
                return []
            if timers:  # as the loop itself counts it
                when, now = timers[0]._when, (clock.now_ns - start_ns) / NS
                if when < now + RESOLUTION_S:
                    return []
                timeout = min(when - now, MAXIMUM_SELECT_TIMEOUT)
            else:
                timeout = None

    def _within(self, wanted_ns: int, limit_ns: int) -> None:
        if wanted_ns > limit_ns + self._clock.leapt_ns:
            raise TimeoutError("the simulation's time is over")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs callbacks in order of virtual time. `limit_ns` ends a run that would never end."""

    def __init__(self, clock: Clock, limit_ns: int) -> None:
        super().__init__(selectors.DefaultSelector())
        self._clock = clock
        self.start_ns = clock.now_ns
        self._selector = _Waiting(self._selector, self, clock, limit_ns)  # type: ignore[has-type]
        self._clock_resolution = RESOLUTION_S
        # ccxt leaves futures with an error that nobody waits for any more
        self.set_exception_handler(lambda *_: None)

    def unlimited(self) -> None:
        """From now on time may pass as it likes, for the end of a run."""
        self._selector._limit_ns = 1 << 100

    def time(self) -> float:
        return (self._clock.now_ns - self.start_ns) / NS


def run(clock: Clock, work: Any, limit_s: float) -> Any:
    """Runs a coroutine to its end in virtual time. Raises TimeoutError after `limit_s` of it."""
    loop = VirtualLoop(clock, clock.now_ns + int(limit_s * NS))
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(work)
    finally:
        loop.unlimited()
        try:
            for _ in range(CANCELS):
                tasks = asyncio.all_tasks(loop)
                for task in tasks:
                    task.cancel()
                if not tasks:
                    break
                loop.run_until_complete(asyncio.wait(tasks, timeout=1))
        finally:
            asyncio.set_event_loop(None)
            loop.close()
