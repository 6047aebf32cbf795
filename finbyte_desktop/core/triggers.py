"""Watched prices and alarms: the reason why a thousand idle bots cost nothing on a tick."""

from __future__ import annotations

from bisect import bisect_left, insort
from decimal import Decimal
from typing import NamedTuple


class Watch(NamedTuple):
    """One watched price of a bot."""

    bot: str
    key: str
    price: Decimal


class PriceTriggers:
    """The watched prices of one instrument, nearest first on either side.

    `above` fires when the price is at or above it, `below` when at or below.
    """

    def __init__(self) -> None:
        self._above: list[tuple[Decimal, str, str]] = []
        self._below: list[tuple[Decimal, str, str]] = []
        self._by_key: dict[tuple[str, str], tuple[Decimal | None, Decimal | None]] = {}
        self.next_above: Decimal | None = None
        self.next_below: Decimal | None = None

    def set(self, bot: str, key: str, above: Decimal | None, below: Decimal | None) -> None:
        """Replaces the watch of this bot and key; both None forgets it."""
        old = self._by_key.pop((bot, key), None)
        if old is not None:
            if old[0] is not None:
                self._discard(self._above, (old[0], bot, key))
            if old[1] is not None:
                self._discard(self._below, (old[1], bot, key))
        if above is not None or below is not None:
            self._by_key[(bot, key)] = (above, below)
            if above is not None:
                insort(self._above, (above, bot, key))
            if below is not None:
                insort(self._below, (below, bot, key))
        self.next_above = self._above[0][0] if self._above else None
        self.next_below = self._below[-1][0] if self._below else None

    @staticmethod
    def _discard(rows: list[tuple[Decimal, str, str]], row: tuple[Decimal, str, str]) -> None:
        at = bisect_left(rows, row)
        del rows[at]

    def touched(self, price: Decimal) -> bool:
        """Whether any watch is satisfied at this price."""
        return (self.next_above is not None and price >= self.next_above) or (
            self.next_below is not None and price <= self.next_below
        )

    def pop(self, price: Decimal) -> list[Watch]:
        """Takes the satisfied watches out, in order of bot id and key."""
        hit: list[Watch] = []
        for watched, bot, key in self._above:
            if watched > price:
                break
            hit.append(Watch(bot, key, watched))
        for watched, bot, key in reversed(self._below):
            if watched < price:
                break
            hit.append(Watch(bot, key, watched))
        hit.sort()
        for watch in hit:
            self.set(watch.bot, watch.key, None, None)
        return hit

    def rows(self) -> list[tuple[str, str, Decimal | None, Decimal | None]]:
        """All watches in a fixed order, for saving."""
        return [(bot, key, a, b) for (bot, key), (a, b) in sorted(self._by_key.items())]

    def of_bot(self, bot: str) -> list[str]:
        """The keys that a bot watches."""
        return [key for (owner, key) in self._by_key if owner == bot]


class Alarms:
    """The alarms of all bots; the earliest is `next_ns`."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, str]] = []
        self._by_key: dict[tuple[str, str], int] = {}
        self.next_ns: int | None = None

    def set(self, bot: str, key: str, ns: int | None) -> None:
        """Replaces the alarm of this bot and key; None forgets it."""
        old = self._by_key.pop((bot, key), None)
        if old is not None:
            del self._rows[bisect_left(self._rows, (old, bot, key))]
        if ns is not None:
            self._by_key[(bot, key)] = ns
            insort(self._rows, (ns, bot, key))
        self.next_ns = self._rows[0][0] if self._rows else None

    def pop(self, ns: int) -> list[tuple[int, str, str]]:
        """Takes the due alarms out: (time, bot, key), in that order."""
        hit: list[tuple[int, str, str]] = []
        while self._rows and self._rows[0][0] <= ns:
            due, bot, key = self._rows[0]
            self.set(bot, key, None)
            hit.append((due, bot, key))
        return hit

    def rows(self) -> list[tuple[str, str, int]]:
        """All alarms in a fixed order, for saving."""
        return [(bot, key, ns) for (bot, key), ns in sorted(self._by_key.items())]

    def of_bot(self, bot: str) -> list[str]:
        """The keys of a bot's alarms."""
        return [key for (owner, key) in self._by_key if owner == bot]
