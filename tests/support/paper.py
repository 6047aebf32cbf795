"""A paper session without a window: kernel, runner and journal on a data folder, driven as fast as it
goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.events import Event, JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.matching import VenueOptions
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candles import CandleSeries
from finbyte_desktop.services.feeds import CandleItem, Cursor, FeedItem
from finbyte_desktop.services.planned import Plan, Planned
from finbyte_desktop.services.ports import CandleArrays, FeedKind
from finbyte_desktop.services.runner import Runner
from finbyte_desktop.services.store.database import open_database
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.paper import PaperVenue


class SeriesFeed:
    """A feed over candles in memory."""

    label = "series"
    kind = FeedKind.CANDLES

    def __init__(
        self, instrument: Instrument, series: CandleSeries, fundings: Sequence[Funding] = ()
    ) -> None:
        self._instrument, self._series, self._at = instrument, series, 0
        self._fundings = fundings

    def instruments(self) -> Sequence[Instrument]:
        return [self._instrument]

    def peek_ns(self) -> int | None:
        return int(self._series.open_ns[self._at]) if self._at < len(self._series) else None

    def next(self) -> FeedItem | None:
        if self._at >= len(self._series):
            return None
        self._at += 1
        return CandleItem(self._instrument.id, self._series.candle(self._at - 1), self._series.interval_ns)

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        return next((row for row in self._fundings if row.ns > ns), None)

    def cursor(self) -> Cursor:
        return {"at": self._at}

    def seek(self, cursor: Cursor) -> None:
        at = cursor["at"]
        assert isinstance(at, int)
        self._at = at

    def progress(self) -> float | None:
        return self._at / len(self._series)

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        raise NotImplementedError

    def series(self, instrument: str, days: int) -> CandleSeries:
        return self._series.slice(0, self._at)


@dataclass
class PaperSession:
    """One run of the paper shell, from opening a folder to closing or dropping it."""

    folder: Path
    instrument: Instrument
    series: CandleSeries
    plan: Iterable[Planned] = ()
    collar: Decimal = Decimal("0.005")
    fundings: Sequence[Funding] = ()
    options: VenueOptions | None = None
    facts: list[fx.Fact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def open(self) -> PaperSession:
        """Opens the folder and goes on where it stood."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.journal = Journal(open_database(self.folder))
        kernel = Kernel({self.instrument.id: self.instrument}, make_bot, Limits(self.collar))
        self.runner = Runner(kernel, self.journal, self._heard)
        saved = self.journal.load_venue()
        venue = self.made_venue()
        if "account" in saved:
            venue.restore_account(saved["account"])
        self.runner.attach(venue, "test", saved.get("feed:test"))
        self.runner.recover()
        self.runner.plan = Plan(self.plan)
        self.kernel, self.venue = kernel, venue
        return self

    def made_venue(self) -> PaperVenue:
        """A venue at the beginning of the feed."""
        return PaperVenue(SeriesFeed(self.instrument, self.series, self.fundings), self.options)

    def _heard(self, event: Event, facts: Iterable[fx.Fact], _marks: object) -> None:
        self.events.append(event)
        self.facts.extend(facts)

    def first_price(self) -> None:
        """Walks to the open of the first candle."""
        while self.venue.price(self.instrument.id) is None:
            self.venue.advance(self.runner.watches, None, None, 1)
        self.kernel.last[self.instrument.id] = self.venue.price(self.instrument.id) or Decimal(0)

    def apply(self, event: Event) -> None:
        """A person's command, durable when this returns."""
        self.runner.apply(event)
        self.commit()

    def commit(self) -> None:
        """Makes durable what happened."""
        self.runner.flush_now()

    def run(self, items: int | None = None, budget_ns: int = 2_000_000) -> None:
        """Runs until `items` feed items were taken, or to the end."""
        limit = None if items is None else self.venue.items + items
        while not self.venue.is_finished or len(self.runner.plan):
            self.runner.work(budget_ns)
            self.commit()
            if limit is not None and self.venue.items >= limit:
                return
            if self.venue.is_finished:
                return

    def close(self) -> None:
        """Closes the file; what was not committed is lost, as in a crash."""
        self.journal.close()

    def state(self) -> dict[str, JsonValue]:
        """The venue's side, for comparisons."""
        return self.venue.save_account()
