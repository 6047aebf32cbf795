"""What a desk needs of its guard."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeAlias

LINGER_S = 60.0  # so long a guard stays after its application died
Row: TypeAlias = tuple[str, str | None, str, str]  # client id, venue id, market, bot


class GuardState(StrEnum):
    """How the guard of an account stands."""

    OFF = "off"  # none is wanted: paper, and an account that is not connected
    READY = "ready"
    STARTING = "starting"
    AWAY = "away"  # it runs and cannot reach the venue
    SILENT = "silent"  # it does not answer, or takes too long to start
    ENDED = "ended"  # there is no process; it is started again by itself


class Guarding(Protocol):
    """Told by the desks of all accounts; nothing of it blocks or raises."""

    def orders(self, account: str, rows: Sequence[Row], bots: Sequence[str]) -> None:
        """Our orders that may execute, and the bots that have not ended."""
        ...

    def positions(self, account: str, rows: Sequence[str]) -> None:
        """Perpetual positions that are open, each in a few words: a panic names what it leaves open."""
        ...

    def panic(self, account: str, bot: str | None) -> None:
        """A person wants everything of an account, or of one bot, away."""
        ...

    def is_busy(self, account: str) -> bool:
        """Whether the guard is cancelling there now."""
        ...

    def state(self, account: str) -> GuardState:
        """How it stands now."""
        ...
