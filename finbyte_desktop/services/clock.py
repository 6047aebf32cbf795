"""The wall clock, and how market time follows it."""

from __future__ import annotations

import time
from decimal import Decimal

NS_PER_S = 1_000_000_000


def wall_ns() -> int:
    """Now, ns UTC."""
    return time.time_ns()


class Pace:
    """Market time at a chosen speed: real time times `speed`, or as fast as it goes when speed is None.

    It counts steps of a monotonic clock, so a wall clock that jumps back moves nothing back. The market goes
    no further than `end_ns`, whatever the speed.
    """

    def __init__(self, speed: Decimal | None, most_ahead_ns: int = 2 * NS_PER_S) -> None:
        self.speed = speed
        self.paused = False
        self.end_ns: int | None = None
        self._most_ahead_ns = most_ahead_ns
        self._at_ns: int | None = None
        self._seen = time.monotonic_ns()

    def start(self, market_ns: int) -> None:
        """Market time stands here now."""
        self._at_ns = market_ns
        self._seen = time.monotonic_ns()

    def until(self) -> int | None:
        """How far the market may go by now; None without a limit. A long pause of the process is not caught
        up.
        """
        reached = self._reached()
        if self.end_ns is None:
            return reached
        return self.end_ns if reached is None else min(reached, self.end_ns)

    def _reached(self) -> int | None:
        now = time.monotonic_ns()
        passed = min(now - self._seen, self._most_ahead_ns)
        self._seen = now
        if self.paused:
            return self._at_ns
        if self.speed is None:
            return None
        if self._at_ns is None:
            return None
        self._at_ns += int(passed * self.speed)
        return self._at_ns
