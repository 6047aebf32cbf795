"""A feed of trades and books in memory, with fundings: random walks of a perpetual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import BookItem, Cursor, FeedItem, TradeItem
from finbyte_desktop.services.ports import CandleArrays, FeedKind

SECOND = 1_000_000_000


class TapeFeed:
    """Plays given items once."""

    label = "tape"
    kind = FeedKind.CAPTURE

    def __init__(
        self, instrument: Instrument, items: Sequence[FeedItem], fundings: Sequence[Funding] = ()
    ) -> None:
        self._instrument, self._items, self._fundings, self._at = instrument, items, fundings, 0

    def instruments(self) -> Sequence[Instrument]:
        return [self._instrument]

    def peek_ns(self) -> int | None:
        return self._items[self._at].ns if self._at < len(self._items) else None

    def next(self) -> FeedItem | None:
        if self._at >= len(self._items):
            return None
        self._at += 1
        return self._items[self._at - 1]

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        return next((row for row in self._fundings if row.ns > ns), None)

    def cursor(self) -> Cursor:
        return {"at": self._at}

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        at = cursor["at"]
        assert isinstance(at, int)
        self._at = at

    def progress(self) -> float | None:
        return self._at / len(self._items)

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        raise NotImplementedError

    def series(self, instrument: str, days: int) -> CandleSeries:
        raise NotImplementedError


def trade(market: Instrument, ns: int, price: str | Decimal, qty: str = "1", sold: bool = False) -> TradeItem:
    """One public trade."""
    return TradeItem(ns, market.id, Decimal(price), Decimal(qty), sold)


def tape(market: Instrument, start_ns: int, count: int, seed: int, drift: float = 0.0) -> list[FeedItem]:
    """Trades around 100 and books around them, a few seconds apart."""
    rng = np.random.default_rng(seed)
    items: list[FeedItem] = []
    price, ns = 10_000.0, start_ns
    for n in range(count):
        ns += int(rng.integers(1, 20)) * SECOND
        price = max(price + rng.normal(drift, 12), 300)
        ticks = Decimal(int(price)).scaleb(-2)
        if n % 3 == 2:
            sides = [
                tuple(
                    BookLevel(ticks + side * Decimal(k).scaleb(-2), Decimal(int(rng.integers(1, 40))))
                    for k in range(1, 15)
                )
                for side in (-1, 1)
            ]
            items.append(BookItem(ns, market.id, sides[0], sides[1]))
        else:
            qty = Decimal(int(rng.integers(1, 9_000))).scaleb(-3)
            items.append(TradeItem(ns, market.id, ticks, qty, bool(rng.integers(0, 2))))
    return items
