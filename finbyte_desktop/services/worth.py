"""What an account was worth over time, in the reporting currency: for painting only."""

from __future__ import annotations

from collections.abc import Sequence

from finbyte_desktop.services.ports import Holding
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.store.queries import Queries

SAMPLE_NS = 60_000_000_000
MOST_POINTS = 2_000
WAITS_NS = 180_000_000_000  # so long a price that is missing may still come

Point = tuple[int, float, float]


class Worth:
    """Points (wall time ns, all that has a price, what bots hold of it), the oldest first. Each currency has
    a course of its own.
    """

    def __init__(self, journal: Journal, queries: Queries) -> None:
        self._journal, self._queries = journal, queries
        self._currency = ""
        self._points: list[Point] = []
        self._every_ns = SAMPLE_NS
        self._without: frozenset[str] = frozenset()  # assets whose price did not come
        self._missing_ns: int | None = None

    def is_due(self, now_ns: int, currency: str) -> bool:
        """Whether the next point may be taken. A clock that was set back adds none until it caught up."""
        points = self.points(currency)
        return not points or now_ns - points[-1][0] >= self._every_ns

    def take(self, now_ns: int, currency: str, holdings: Sequence[Holding]) -> None:
        """Adds a point; none without a single price, nor while one that is missing may still come: what
        looked like a loss would only be a price that is not read yet.
        """
        priced = [row for row in holdings if row.value is not None]
        if not priced or self._waits(now_ns, holdings):
            return
        total = sum(float(row.value or 0) for row in priced)
        in_bots = sum(float(row.in_bots_value or 0) for row in priced)
        point = now_ns, total, in_bots
        self.points(currency)
        self._points.append(point)
        self._journal.sample_equity(_name(currency), *point)
        self._thin()

    def _waits(self, now_ns: int, holdings: Sequence[Holding]) -> bool:
        missing = frozenset(row.asset for row in holdings if row.value is None and row.total)
        if missing <= self._without:
            self._missing_ns = None
            return False
        if self._missing_ns is None:
            self._missing_ns = now_ns
        if now_ns - self._missing_ns < WAITS_NS:
            return True
        self._without, self._missing_ns = missing, None
        return False

    def points(self, currency: str) -> Sequence[Point]:
        """The course in a currency."""
        if currency != self._currency:
            self._currency, self._every_ns = currency, SAMPLE_NS
            self._points = self._queries.equity(_name(currency))
            self._thin()
        return self._points

    def _thin(self) -> None:
        while len(self._points) > MOST_POINTS:
            self._points = [*self._points[:-1:2], self._points[-1]]
            self._every_ns *= 2


def _name(currency: str) -> str:
    return f"account {currency}"  # no bot has this id
