"""The fundings that the perpetual markets of a paper venue come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.feeds import Feed


class PaperFundings:
    """The next funding of each market, and up to which time those before it were settled."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._settled_ns: dict[str, int] = {}
        self._next: dict[str, Funding | None] = {}

    def begin(self, market: str, ns: int) -> None:
        """A market begins to trade: what was due before concerns nobody."""
        ns = self._settled_ns.setdefault(market, ns)
        self._next[market] = self._feed.funding_after(market, ns)

    def next(self, market: str) -> Funding | None:
        """The next funding of a market."""
        return self._next.get(market)

    def earliest(self) -> tuple[int, str] | None:
        """When the next funding of any market is due, and where."""
        return min(((row.ns, market) for market, row in self._next.items() if row is not None), default=None)

    def settled(self, market: str) -> Funding:
        """The next funding of a market was settled; it."""
        row = self._next[market]
        assert row is not None
        self._settled_ns[market] = row.ns
        self._next[market] = self._feed.funding_after(market, row.ns)
        return row

    def save(self) -> dict[str, JsonValue]:
        """Up to when each market was settled."""
        return dict(sorted(self._settled_ns.items()))

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave; before the markets begin."""
        self._settled_ns = dict(state)
