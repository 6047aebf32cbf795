"""The fundings that the perpetual markets of a paper venue come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.feeds import Feed


class PaperFundings:
    """The next funding of each market, and up to which time those before it were settled.

    Attributes:
        earliest: when the next funding of any market is due, and where.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._settled_ns: dict[str, int] = {}
        self._next: dict[str, Funding | None] = {}
        self.earliest: tuple[int, str] | None = None

    def begin(self, market: str, ns: int) -> None:
        """A market begins to trade: what was due before concerns nobody."""
        ns = self._settled_ns.setdefault(market, ns)
        self._look_for(market, ns)

    def _look_for(self, market: str, ns: int) -> None:
        self._next[market] = self._feed.funding_after(market, ns)
        due = ((row.ns, name) for name, row in self._next.items() if row is not None)
        self.earliest = min(due, default=None)

    def next(self, market: str) -> Funding | None:
        """The next funding of a market."""
        return self._next.get(market)

    def settled(self, market: str) -> Funding:
        """The next funding of a market was settled; it."""
        row = self._next[market]
        assert row is not None
        self._settled_ns[market] = row.ns
        self._look_for(market, row.ns)
        return row

    def save(self) -> dict[str, JsonValue]:
        """Up to when each market was settled."""
        return dict(sorted(self._settled_ns.items()))

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave; before the markets begin."""
        self._settled_ns = dict(state)
