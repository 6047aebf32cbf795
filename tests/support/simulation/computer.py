"""The client's computer: a wall clock that may be set, a steady clock that stands still while it sleeps."""

from __future__ import annotations

from typing import Protocol

NS = 1_000_000_000


class Time(Protocol):
    """Whoever owns the true time."""

    @property
    def now_ns(self) -> int: ...

    def advance(self, seconds: float) -> None: ...


class Computer:
    """Two clocks over the true time. `sleep` lets it pass for everybody else."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self._set_ns = 0
        self._slept_ns = 0

    def wall_ns(self) -> int:
        return self._time.now_ns + self._set_ns

    def steady_ns(self) -> int:
        return self._time.now_ns - self._slept_ns

    def sleep(self, seconds: float) -> None:
        """The lid is closed so long."""
        before = self._time.now_ns
        self._time.advance(seconds)
        self._slept_ns += self._time.now_ns - before

    def slept(self, seconds: float) -> None:
        """So long of the time that has passed this computer slept."""
        self._slept_ns += int(seconds * NS)

    def set_clock(self, seconds: float) -> None:
        """Somebody, or a time server, moves the wall clock."""
        self._set_ns += int(seconds * NS)
