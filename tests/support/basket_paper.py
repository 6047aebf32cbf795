"""Candles of several markets in memory: as a feed of the paper venue, and as the markets of a backtest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Event
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.feeds import CandleItem, Cursor, FeedItem
from finbyte_desktop.services.ports import CandleArrays, FeedKind
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.paper import PaperVenue

MINUTE_NS = 60_000_000_000
Markets = Sequence[tuple[Instrument, CandleSeries]]


def market(base: str, fee: str = "0.001", asset: str = "quote") -> Instrument:
    """A market against CASH with a tick of 0.01."""
    step = Decimal("0.0001")
    fees = Fees(Decimal(fee), Decimal(fee), asset)
    return Instrument(f"x:{base}/CASH", base, "CASH", Decimal("0.01"), step, step, Decimal(5), fees)


def wandering(seed: int, count: int, start: int = 10_000, interval: int = MINUTE_NS) -> CandleSeries:
    """Candles that wander, in cents; each opens where it likes."""
    rng = random.Random(seed)
    rows, price = [], start
    for n in range(count):
        first = max(100, price + rng.randrange(-60, 61))
        last = max(100, first + rng.randrange(-200, 201))
        high, low = max(first, last) + rng.randrange(80), max(50, min(first, last) - rng.randrange(80))
        rows.append((n, first, high, low, last))
        price = last
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    return CandleSeries("S", columns[0] * interval, *columns[1:], np.zeros(count), 2, interval)


class BasketFeed:
    """Candles of several markets in order of (time, instrument)."""

    label = "basket"
    kind = FeedKind.CANDLES

    def __init__(self, markets: Markets) -> None:
        self._markets = {i.id: (i, series) for i, series in markets}
        rows = [(int(ns), i.id, at) for i, s in markets for at, ns in enumerate(s.open_ns)]
        self._rows, self._at = sorted(rows), 0

    def instruments(self) -> Sequence[Instrument]:
        return [i for i, _ in self._markets.values()]

    def peek_ns(self) -> int | None:
        return self._rows[self._at][0] if self._at < len(self._rows) else None

    def next(self) -> FeedItem | None:
        if self._at >= len(self._rows):
            return None
        _, name, at = self._rows[self._at]
        self._at += 1
        series = self._markets[name][1]
        return CandleItem(name, series.candle(at), series.interval_ns)

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        return None

    def cursor(self) -> Cursor:
        return {"at": self._at}

    def seek(self, cursor: Cursor) -> None:
        at = cursor["at"]
        assert isinstance(at, int)
        self._at = at

    def progress(self) -> float | None:
        return self._at / len(self._rows)

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        none = np.zeros(0)
        return CandleArrays(interval_ns, none.astype(np.int64), none, none, none, none, none)

    def series(self, instrument: str, days: int) -> CandleSeries:
        return self._markets[instrument][1].slice(0, max(1, self._at // len(self._markets)))


@dataclass
class BasketSession:
    """One run of the paper shell over several markets, from opening a folder to closing or dropping it."""

    folder: Path
    markets: Markets
    facts: list[fx.Fact] = field(default_factory=list)

    def open(self) -> BasketSession:
        """Opens the folder and goes on where it stood."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.journal = Journal(open_database(self.folder))
        self.kernel = Kernel({i.id: i for i, _ in self.markets}, make_bot)
        self.runner = Runner(self.kernel, self.journal, self._heard)
        saved = self.journal.load_venue()
        self.venue = PaperVenue(BasketFeed(self.markets))
        if "account" in saved:
            self.venue.restore_account(saved["account"])
        self.runner.attach(self.venue, "test", saved.get("feed:test"))
        self.runner.recover()
        return self

    def _heard(self, event: Event, facts: Iterable[fx.Fact], _marks: object) -> None:
        self.facts.extend(facts)

    def first_prices(self) -> None:
        """Walks to the first price of every market."""
        while any(self.venue.price(i.id) is None for i, _ in self.markets):
            self.venue.advance(self.runner.watches, None, None, 1)
        for i, _ in self.markets:
            self.kernel.last[i.id] = self.venue.price(i.id) or Decimal(0)

    def apply(self, event: Event) -> None:
        """A person's command, durable when this returns."""
        self.runner.apply(event)
        self.runner.flush_now()

    def run(self, items: int | None = None) -> None:
        """Runs until about `items` feed items were taken, or to the end."""
        limit = None if items is None else self.venue.items + items
        while not self.venue.is_finished and (limit is None or self.venue.items < limit):
            self.runner.work(200_000 if limit is not None else 2_000_000)
            self.runner.flush_now()

    def drop(self) -> None:
        """Closes the file; what was not committed is lost, as in a crash."""
        self.journal.close()
