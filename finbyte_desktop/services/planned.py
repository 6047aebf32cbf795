"""A person's commands planned for a market time: in a backtest, in a replay, in a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from finbyte_desktop.core.events import AlarmDue, Event
from finbyte_desktop.core.kernel import Kernel


class Planned(NamedTuple):
    """`make` builds the command when its time has come; None when there is nothing to do any more."""

    ns: int
    make: Callable[[Kernel], Event | None]


class Plan:
    """Planned commands in order of time; at one moment they come after everything else (bots.md 10, rule
    5).
    """

    def __init__(self, commands: Iterable[Planned] = ()) -> None:
        self._commands = sorted(commands, key=lambda planned: planned.ns)

    def __len__(self) -> int:
        return len(self._commands)

    def next_ns(self, alarm_ns: int | None) -> int | None:
        """The earlier of the next alarm and the next planned command."""
        if not self._commands:
            return alarm_ns
        due = self._commands[0].ns
        return due if alarm_ns is None or due < alarm_ns else alarm_ns

    def resolve(self, event: Event, kernel: Kernel) -> Event | None:
        """The event itself, or the command that is due instead of an alarm; None for a command that fell
        away.
        """
        if not self._commands or not isinstance(event, AlarmDue):
            return event
        alarm = kernel.alarms.next_ns
        if alarm is not None and alarm <= event.ns:
            return event
        return self._commands.pop(0).make(kernel)
