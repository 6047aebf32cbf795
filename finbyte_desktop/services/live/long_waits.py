"""Bots that wait for their market for hours: a person is asked once an episode (order-safety.md 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.read_models import BotEntry
from finbyte_desktop.services.shown_accounts import LongWait

ASK_NS = 4 * 3_600_000_000_000


class LongWaits:
    """Since when each bot is degraded without a break, and which of them a person was asked about."""

    def __init__(self) -> None:
        self._since_ns: dict[str, int] = {}
        self._asked: dict[str, LongWait] = {}

    def look(
        self, entries: Iterable[BotEntry], now_ns: int, waits_on: Callable[[BotEntry], tuple[str, str]]
    ) -> list[LongWait]:
        """The bots that a person must be asked about now, each once until it runs again. `waits_on` tells the
        market that keeps one waiting, and why.
        """
        asked = []
        for entry in entries:
            if entry.state is not BotState.DEGRADED:
                self._since_ns.pop(entry.id, None)
                self._asked.pop(entry.id, None)
                continue
            since_ns = self._since_ns.setdefault(entry.id, now_ns)
            if now_ns - since_ns >= ASK_NS:
                wait = LongWait(entry.id, entry.name, *waits_on(entry), since_ns)
                if entry.id not in self._asked:
                    asked.append(wait)
                self._asked[entry.id] = wait
        return asked

    def shown(self) -> list[LongWait]:
        """Those that wait still, by bot."""
        return [wait for _, wait in sorted(self._asked.items())]
