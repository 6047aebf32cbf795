"""The walk of a price through candles (bots.md 10): what happens next, one happening at a time.

The walk knows the venue's orders and is told the nearest watched prices and the next alarm, so the same
object serves the backtest, the paper venue, and a paper venue in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.events import AlarmDue, FundingSettled, JsonValue, PriceTouched
from finbyte_desktop.core.market import Book, Candle, Trade, path
from finbyte_desktop.core.matching import Report, SimulatedVenue
from finbyte_desktop.core.numbers import ZERO


class Funding(NamedTuple):
    """A funding of a perpetual: when, at which rate, and the mark price where it is told."""

    ns: int
    rate: Decimal
    mark: Decimal | None


class Seen(NamedTuple):
    """The market came to something new, and all that follows from it by itself is finished. Told only of a
    walk that `tells`. A point of a candle is a trade of a quarter of its volume; `of_candle` then.
    """

    ns: int
    instrument: str
    item: Trade | Book
    of_candle: bool


Happening = Report | PriceTouched | AlarmDue | FundingSettled


class CandleWalk:
    """One instrument's way through its candles.

    `begin` starts at the open of the first candle, `load` adds the next candle, `next` gives what happens
    next, or None when the loaded candle is finished. With `tells` each point is told once it is done with, as
    market data after watched prices and before alarms: `seen` then takes it.
    """

    def __init__(self, venue: SimulatedVenue, interval_ns: int) -> None:
        self.venue = venue
        self.interval_ns = interval_ns
        self.ns = 0
        self._open_ns = 0
        self._path: tuple[Decimal, ...] = ()
        self._at = 0
        self._arrived = True  # the price stands where an order may rest
        self._waits = False  # for the next open, with what is to trade at once
        self._reports: list[Report] = []
        self.tells = False
        self._told = -1
        self._quarter = ZERO
        self._before = ZERO

    @property
    def price(self) -> Decimal:
        """The price of now."""
        return self.venue.price

    def begin(self, candle: Candle) -> None:
        """Stands at the open of the first candle; nothing has been walked."""
        self._open_ns, self._path = candle.open_ns, path(candle)
        self._at = 0
        self._told, self._quarter, self._before = -1, candle.volume / 4, candle.open
        self.ns = candle.open_ns
        self.venue.set_price(candle.open)

    def load(self, candle: Candle) -> None:
        """The next candle: the market jumps from where it stands to the open."""
        self.load_path(candle.open_ns, path(candle))
        if self.tells:
            self._told, self._quarter = -1, candle.volume / 4

    def load_path(self, open_ns: int, prices: tuple[Decimal, Decimal, Decimal, Decimal]) -> None:
        """The next candle by its four points alone."""
        self._open_ns, self._path = open_ns, prices
        self._at = -1

    def skip_to(self, close: Decimal, ns: int) -> None:
        """Stands at the close of a candle in which nothing happened."""
        self.venue.set_price(close)
        self.ns = ns

    @property
    def is_finished(self) -> bool:
        """Whether the loaded candle was walked to its close."""
        return self._at + 1 >= len(self._path)

    @property
    def end_ns(self) -> int:
        """When the loaded candle is over."""
        return self._open_ns + self.interval_ns

    def is_behind(self, ns: int) -> bool:
        """Whether the loaded candle was over before this moment, and no other one is there."""
        return self.is_finished and bool(self._path) and ns >= self.end_ns

    def wait_for_open(self, waits: bool) -> None:
        """Whether orders that would trade at once wait for the open of the next candle; it may be loaded
        already.
        """
        self._waits = (waits or (self._waits and self._at < 0)) and bool(self.venue.marketable)

    @property
    def next_point_ns(self) -> int | None:
        """The time of the next point of the loaded candle; None at its close."""
        at = self._at + 1
        return self._ns_of(at) if at < len(self._path) else None

    @property
    def is_busy(self) -> bool:
        """Whether something of this moment is left to do: reports, orders at the market or at the price of
        now, the way to a point that was begun, a point that is to be told.
        """
        venue, at = self.venue, self._at
        under_way = venue.jump_to is not None or (at >= 0 and venue.price != self._path[at])
        untold = self.tells and self._told < at
        trades = venue.marketable and not self._waits
        return bool(self._reports or trades or self._arrived or under_way or untold)

    def _ns_of(self, at: int) -> int:
        """The time of a point (bots.md 10.1)."""
        interval = self.interval_ns
        if at <= 0:
            return self._open_ns
        if at == 1:
            return self._open_ns + interval // 3
        return self._open_ns + (2 * interval // 3 if at == 2 else interval - 1)

    def next(
        self,
        above: Decimal | None,
        below: Decimal | None,
        alarm_ns: int | None,
        until_ns: int | None = None,
        funding: Funding | None = None,
    ) -> Happening | Seen | None:
        """What happens next on the loaded candle.

        Args:
            above: the nearest watched price that fires at or above it.
            below: the nearest watched price that fires at or below it.
            alarm_ns: the earliest alarm.
            until_ns: no point later than this is walked to; None walks to the close.
            funding: the next one; it is settled when its time has come, before any price of that moment.
        """
        venue = self.venue
        untimed = alarm_ns is None and until_ns is None and funding is None and not self.tells
        above_all, below_all = above, below
        if venue.ends_above is not None and (above is None or venue.ends_above < above):
            above_all = venue.ends_above
        if venue.ends_below is not None and (below is None or venue.ends_below > below):
            below_all = venue.ends_below
        if untimed and not self._reports and venue.jump_to is None and not venue.is_busy:
            found = self._sweep(above_all, below_all)
            if found is not None or self._at + 1 == len(self._path):
                return found
        points = self._path
        while True:
            if self._reports:
                return self._reports.pop(0)
            if venue.marketable and venue.jump_to is None and not self._waits:
                self._reports = venue.take_next(self.ns)
                continue
            if self._arrived or venue.watches_every_price:
                self._reports = venue.touch(self.ns)
                if self._reports:
                    continue
                self._arrived = False
            price = venue.price
            if venue.jump_to is not None:
                self._jump_on()
                continue
            if venue.ends_position():
                self._reports = venue.end_position(self.ns)
                continue
            if (above is not None and price >= above) or (below is not None and price <= below):
                return PriceTouched(self.ns, venue.instrument.id, price)
            at = self._at
            if at >= 0 and price != points[at]:
                self._walk_on(points[at], above_all, below_all)
                continue
            if self.tells and self._told < at:
                return self._tell(at)
            at += 1
            point_ns = self._ns_of(at) if at < len(points) else None
            # a funding has brought the time to the next point; what is due there waits for its price
            early = alarm_ns is not None and alarm_ns == self.ns == point_ns
            if alarm_ns is not None and alarm_ns <= self.ns and not early:
                return AlarmDue(self.ns)
            if point_ns is None:
                return None
            if funding is not None and funding.ns <= point_ns:
                first = min(ns for ns in (alarm_ns, venue.next_due_ns, funding.ns) if ns is not None)
                if first == funding.ns and (until_ns is None or funding.ns <= until_ns):
                    self.ns = max(self.ns, funding.ns)
                    return venue.settle_funding(self.ns, funding.rate, funding.mark)
            if alarm_ns is not None or venue.pending:
                end = point_ns if until_ns is None else min(point_ns, until_ns + 1)
                due = [ns for ns in (alarm_ns, venue.next_due_ns) if ns is not None and self.ns < ns < end]
                if due:
                    self.ns = min(due)
                    self._reports = venue.activate(self.ns)
                    continue
            if until_ns is not None and point_ns > until_ns:
                return None
            self._at = at
            self.ns = point_ns
            self._waits = False
            if price == points[at]:
                if venue.pending:
                    self._reports = venue.activate(point_ns)
            elif at == 0:
                venue.jump_to = points[at]

    def _tell(self, at: int) -> Seen:
        """The point where it stands, told once."""
        price, self._told = self.venue.price, at
        item = Trade(self.ns, price, self._quarter, price < self._before)
        self._before = price
        return Seen(self.ns, self.venue.instrument.id, item, of_candle=True)

    def _sweep(self, above: Decimal | None, below: Decimal | None) -> Happening | None:
        """To the next fill or watched price in one go, where only resting orders and watched prices wait.

        None at the close, or before a jump over something, which `next` walks step by step.
        """
        venue, points, at = self.venue, self._path, self._at
        price = venue.price
        filled = venue.fill_touched(price, self.ns)
        if filled is not None:
            return filled
        if (above is not None and price >= above) or (below is not None and price <= below):
            return self._watched(price)
        buy, sell = venue.highest_buy, venue.lowest_sell
        low = below if buy is None or (below is not None and below > buy) else buy
        high = above if sell is None or (above is not None and above < sell) else sell
        on_the_way = at >= 0 and price != points[at]
        if not on_the_way:
            at += 1
        first = at
        for target in points[at:]:
            if (low is not None and target <= low) or (high is not None and target >= high):
                break
            at += 1
        else:
            if first < at:
                self._stand(at - 1, points[-1])
            return None
        if at == 0:
            return None
        if at > first or not on_the_way:
            self._at, self.ns = at, self._ns_of(at)
        stop = low if low is not None and target <= low else high
        assert stop is not None
        venue.set_price(stop)
        filled = venue.fill_touched(stop, self.ns)
        if filled is not None:
            self._arrived = True
            return filled
        self._arrived = False
        return self._watched(stop)

    def _watched(self, price: Decimal) -> Happening:
        """What comes first where a watched price, or the end of the position, is reached."""
        venue = self.venue
        if not venue.ends_position():
            return PriceTouched(self.ns, venue.instrument.id, price)
        self._reports = venue.end_position(self.ns)
        return self._reports.pop(0)

    def _stand(self, at: int, price: Decimal) -> None:
        self._at, self.ns = at, self._ns_of(at)
        self.venue.set_price(price)
        self._arrived = False

    def _jump_on(self) -> None:
        """To the nearest resting order inside the jump, or to the open."""
        venue = self.venue
        target = self._path[0]
        nearest = self._nearest_order(target)
        if nearest is not None:
            venue.set_price(nearest)
            self._arrived = True
            return
        venue.set_price(target)
        venue.jump_to = None
        if venue.pending:
            self._reports = venue.activate(self.ns)

    def _nearest_order(self, target: Decimal) -> Decimal | None:
        venue = self.venue
        return venue.next_sell(target) if target > venue.price else venue.next_buy(target)

    def _walk_on(self, target: Decimal, above: Decimal | None, below: Decimal | None) -> None:
        """To the nearest order, stop or watched price on the way, or to the target."""
        venue = self.venue
        nearest = self._nearest_order(target)
        self._arrived = nearest is not None
        if target > venue.price:
            for stop in (above, venue.stop_above() if venue.has_stops else None):
                if stop is not None and stop <= target and (nearest is None or stop < nearest):
                    nearest = stop
        else:
            for stop in (below, venue.stop_below() if venue.has_stops else None):
                if stop is not None and stop >= target and (nearest is None or stop > nearest):
                    nearest = stop
        venue.set_price(target if nearest is None else nearest)
        if venue.pending and (nearest is None or nearest == target):
            self._reports = venue.activate(self.ns)

    def save(self) -> dict[str, JsonValue]:
        """Where the walk stands inside its candle; the venue is saved by itself."""
        return {
            "ns": self.ns,
            "points": [encode((self._ns_of(at), price)) for at, price in enumerate(self._path)],
            "at": self._at,
            "reports": [encode(report) for report in self._reports],
            **({"waits": True} if self._waits else {}),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Stands where `save` stood; the venue must have been restored to the same moment."""
        self.ns = state["ns"]
        points: list[tuple[int, Decimal]] = [decode(point) for point in state["points"]]
        self._open_ns = points[0][0] if points else 0
        self._path = tuple(price for _, price in points)
        self._at = self._told = state["at"]  # who is told here has begun anew, too
        self._arrived = True
        self._waits = state.get("waits", False)
        self._reports = [decode(report) for report in state["reports"]]
