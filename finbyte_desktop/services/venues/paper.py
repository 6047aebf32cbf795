"""The paper venue: a feed, one simulated exchange for each of its instruments, one account.

It is driven, never running by itself: `advance` moves the market to the next thing that concerns anybody and
stops there, so that the same code serves the window, a test that runs as fast as it can, and a process of
its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import (
    AlarmDue,
    FundingSettled,
    JsonValue,
    Liquidated,
    OrderAccepted,
    OrderFilled,
)
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import Book, Trade
from finbyte_desktop.core.matching import Report, SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import ZERO, exact, plain
from finbyte_desktop.core.orders import Order
from finbyte_desktop.core.perpetual_tape import PerpetualTapeVenue
from finbyte_desktop.core.perpetual_venue import PerpetualVenue
from finbyte_desktop.core.tape import TapeVenue, TapeWalk
from finbyte_desktop.core.walk import CandleWalk, Funding, Happening, Seen
from finbyte_desktop.services.feeds import BookItem, CandleItem, Feed, FeedItem
from finbyte_desktop.services.venues.candles_together import walk_together
from finbyte_desktop.services.venues.paper_fundings import PaperFundings
from finbyte_desktop.services.venues.paper_positions import PaperPositions

Watches = Callable[[str], tuple[Decimal | None, Decimal | None]]
KNOWN_IDS = 4_096
PERPETUALS = "perpetuals"  # in the saved account, beside its assets: no asset has a small letter


class Advance(NamedTuple):
    """What happened and where: `price` is the instrument's price at that moment, 0 before the first trade."""

    instrument: str
    price: Decimal
    event: Happening


class PaperVenue:
    """Virtual money on a feed's prices. `balances` is the account as the venue sees it."""

    def __init__(
        self,
        feed: Feed,
        options: VenueOptions | None = None,
        trade_seqs: Mapping[str, int] | None = None,
    ) -> None:
        self.feed = feed
        self._options = options or VenueOptions()
        self.balances: dict[str, Decimal] = {}
        self._instruments = {i.id: i for i in feed.instruments()}
        self._walks: dict[str, CandleWalk | TapeWalk] = {}
        self._venues: dict[str, SimulatedVenue] = {}
        self._candles: dict[str, CandleWalk] = {}
        self._asked: list[str] = []  # markets whose orders trade at once, in the order of the requests
        self._trade_seqs: dict[str, int] = dict(trade_seqs or {})
        self._active: str | None = None
        self._filled: dict[str, None] = {}
        self.positions = PaperPositions()
        self._fundings = PaperFundings(feed)
        self.ns = 0
        self.items = 0
        self.seen: Callable[[FeedItem], None] | None = None
        self.funded: Callable[[str, Funding], None] | None = None
        self._told_of: frozenset[str] = frozenset()
        self.market_seen: Seen | None = None

    # --- the market -------------------------------------------------------------------------------

    def instruments(self) -> Mapping[str, Instrument]:
        """What can be traded."""
        return self._instruments

    def tell_of(self, markets: Iterable[str]) -> None:
        """From now on `advance` stops at each trade, book and point of a candle of these markets, with
        `market_seen` set.
        """
        self._told_of = frozenset(markets)
        for name, walk in self._walks.items():
            walk.tells = name in self._told_of

    def refit(self, instrument: Instrument) -> None:
        """Takes other fees of a market; its orders stay and pay them from now on."""
        self._instruments[instrument.id] = instrument
        venue = self._venues.get(instrument.id)
        if venue is not None:
            venue.instrument = instrument

    def price(self, instrument: str) -> Decimal | None:
        """The last price; None before the first one."""
        venue = self._venues.get(instrument)
        return venue.price if venue is not None and venue.price else None

    def price_ns(self, instrument: str) -> int:
        """When the last price of a market was made: now, but in a gap of its candles."""
        walk = self._candles.get(instrument)
        return walk.end_ns if walk is not None and self.has_gap(instrument) else self.ns

    def has_gap(self, instrument: str) -> bool:
        """Whether a market beside others has no candle of now: its last price stays, and fills nothing."""
        walk = self._together.get(instrument)
        return walk is not None and walk.is_behind(self.ns)

    def book(self, instrument: str) -> Book | None:
        """The shown depth, where the feed has one."""
        venue = self._venues.get(instrument)
        return venue.book if isinstance(venue, TapeVenue) else None

    def trade_seq(self, instrument: str) -> int:
        """How many trades of ours this market has seen."""
        venue = self._venues.get(instrument)
        return 0 if venue is None else venue.trade_seq

    @property
    def is_finished(self) -> bool:
        """Whether the feed has ended and everything of it has been walked."""
        return self.feed.peek_ns() is None and (self._active is None or self._walked(self._active))

    @property
    def _together(self) -> dict[str, CandleWalk]:
        """The markets of candles that are walked side by side; empty where there is one, or trades."""
        return self._candles if len(self._instruments) > 1 else {}

    def _walked(self, instrument: str) -> bool:
        if self._together:
            return all(walk.is_finished for walk in self._candles.values())
        walk = self._walks[instrument]
        return walk.is_finished if isinstance(walk, CandleWalk) else True

    def advance(
        self,
        watches: Watches,
        alarm_ns: int | None,
        until_ns: int | None,
        items: int,
        budget_ns: int | None = None,
    ) -> Advance | None:
        """Moves the market to the next happening, up to a time, at most `items` feed items, and no item more
        once `budget_ns` of this computer's time are over.

        None when nothing happened that concerns an order, a watched price or an alarm. The item taken last is
        worked off by the next call.
        """
        self.market_seen = None
        end = None if budget_ns is None else time.perf_counter_ns() + budget_ns
        with exact():
            for taken in range(items):
                found = self._work_off(watches, alarm_ns, until_ns)
                if found is not None or self.market_seen is not None:
                    return found
                if taken and end is not None and time.perf_counter_ns() >= end:
                    return None  # an item may hold a thousand levels
                peek = self.feed.peek_ns()
                funding = self._fundings.earliest
                if funding is not None and self._waits_for_funding(funding, peek, until_ns):
                    continue
                if peek is None or (until_ns is not None and peek > until_ns):
                    due = alarm_ns is not None and until_ns is not None and self.ns < alarm_ns <= until_ns
                    if due and alarm_ns is not None and self._instruments:
                        return self._alarm(alarm_ns)
                    if self.is_finished:
                        self.feed.next()  # with it the last candle is over
                    return None
                if self._active is not None and not self._together and not self._walked(self._active):
                    return None
                item = self.feed.next()
                if item is not None:
                    self._load(item)
            return None

    def _waits_for_funding(self, due: tuple[int, str], peek: int | None, until_ns: int | None) -> bool:
        """Lets time pass to the next funding of a market of trades, where nothing comes before it. One of
        candles is settled on the way through its candle.
        """
        if peek is None or due[0] > peek or (until_ns is not None and due[0] > until_ns):
            return False
        ns, name = due
        walk = self._walks[name]
        if isinstance(walk, CandleWalk):
            return False
        walk.wait_until(max(ns, walk.ns))
        self._active = name
        return True

    def _alarm(self, alarm_ns: int) -> Advance:
        self.ns = alarm_ns
        for walk in self._walks.values():
            walk.ns = max(walk.ns, alarm_ns)
        name = self._active or next(iter(self._instruments))
        return Advance(name, self.price(name) or ZERO, AlarmDue(alarm_ns))

    def _work_off(self, watches: Watches, alarm_ns: int | None, until_ns: int | None) -> Advance | None:
        name = self._active
        if name is None:
            return None
        if self._together:
            ends = [ns for ns in (self.feed.peek_ns(), until_ns and until_ns + 1) if ns is not None]
            bound = min(ends, default=None)
            over = self.feed.peek_ns() is None and self._walked(name)
            funding_of = self._fundings.next
            stop = walk_together(self._candles, self._asked, watches, funding_of, alarm_ns, bound, over)
            self.ns = max(self.ns, *(one.ns for one in self._candles.values()))
            if stop is None:
                return None
            self._active = stop.instrument
            return self._happened(stop.instrument, stop.event)
        walk = self._walks[name]
        above, below = watches(name)
        funding = self._fundings.next(name)
        if isinstance(walk, CandleWalk):
            found = walk.next(above, below, alarm_ns, until_ns, funding)
        else:
            found = walk.next(above, below, alarm_ns, funding)
        self.ns = max(self.ns, walk.ns)
        return None if found is None else self._happened(name, found)

    def _happened(self, name: str, found: Happening | Seen) -> Advance | None:
        if isinstance(found, Seen):
            self.market_seen = found if found.ns >= self.ns else found._replace(ns=self.ns)
            return None
        if found.ns < self.ns:  # another market went on since its last item: one clock for all of them
            found = found._replace(ns=self.ns)
        if isinstance(found, OrderFilled):
            self._filled[found.client_id] = None
            if len(self._filled) > KNOWN_IDS:
                del self._filled[next(iter(self._filled))]
            found = found._replace(trade_id=self._trade_id(name))
        elif isinstance(found, Liquidated):
            found = found._replace(trade_id=self._trade_id(name))
        elif isinstance(found, FundingSettled):
            settled = self._fundings.settled(name)
            if self.funded is not None:
                self.funded(name, settled)
        return Advance(name, self._walks[name].price, found)

    def _trade_id(self, instrument: str) -> str:
        number = self._trade_seqs.get(instrument, 0) + 1
        self._trade_seqs[instrument] = number
        return f"T{number}"

    def _load(self, item: FeedItem) -> None:
        self.items += 1
        if self.seen is not None:
            self.seen(item)
        name = item.instrument
        self._active = name
        walk = self._walks.get(name)
        first = walk is None
        if walk is None:
            walk = self._make_walk(item)
            self.ns = max(self.ns, item.ns)
        if isinstance(item, CandleItem):
            assert isinstance(walk, CandleWalk)
            if first:
                walk.begin(item.candle)
            else:
                walk.load(item.candle)
            return
        assert isinstance(walk, TapeWalk)
        value: Trade | Book
        if isinstance(item, BookItem):
            value = Book(item.ns, item.bids, item.asks)
        else:
            value = Trade(item.ns, item.price, item.qty, item.buyer_is_maker)
        if first:
            walk.begin(value)
        else:
            walk.load(value)

    def _make_walk(self, item: FeedItem) -> CandleWalk | TapeWalk:
        interval_ns = item.interval_ns if isinstance(item, CandleItem) else None
        walk = self._new_walk(self._instruments[item.instrument], interval_ns)
        self._adopt(item.instrument, walk, item.ns)
        return walk

    def _new_walk(self, i: Instrument, interval_ns: int | None) -> CandleWalk | TapeWalk:
        """The way of a market through candles of an interval, or through trades and books (None)."""
        if interval_ns is None:
            tape = TapeVenue if i.perpetual is None else PerpetualTapeVenue
            return TapeWalk(tape(i, self._options))
        kind = SimulatedVenue if i.perpetual is None else PerpetualVenue
        return CandleWalk(kind(i, self._options), interval_ns)

    def _adopt(self, name: str, walk: CandleWalk | TapeWalk, ns: int) -> None:
        venue = walk.venue
        walk.tells = name in self._told_of
        venue.balances = self.balances
        self._walks[name] = walk
        self._venues[name] = venue
        if isinstance(walk, CandleWalk):
            self._candles[name] = walk
        if isinstance(venue, PerpetualVenue):
            self.positions.adopt(venue)
            self._fundings.begin(name, ns)

    # --- requests ---------------------------------------------------------------------------------

    def submit(self, order: Order) -> list[Report]:
        """Takes an order. The venue must have seen a price of its market."""
        venue = self._venues.get(order.instrument)
        if venue is None:
            raise UserError(f"{order.instrument} has no price yet.", "no_price", "market")
        waits = len(venue.marketable)
        with exact():
            reports = venue.submit(order.client_id, order.spec, self.ns)
        if self._together and len(venue.marketable) > waits and order.instrument not in self._asked:
            self._asked.append(order.instrument)
        return reports

    def cancel(self, instrument: str, client_id: str) -> list[Report]:
        """Cancels an order; no report when it is gone already."""
        venue = self._venues.get(instrument)
        if venue is None:
            return []
        with exact():
            return venue.cancel(client_id, self.ns)

    def drop_all_but(self, live: Iterable[str]) -> None:
        """Forgets the orders of a feed that were cancelled while it was away."""
        for venue in self._venues.values():
            known = {*venue.orders, *(row.client_id for row in venue.pending)}
            for client_id in known.difference(live):
                venue.drop(client_id)

    def knows(self, order: Order) -> list[Report] | None:
        """What the venue knows of an order whose answer was lost: reports, or None when it never took it."""
        venue = self._venues.get(order.instrument)
        if venue is not None and order.client_id in venue.orders:
            return [OrderAccepted(self.ns, order.client_id, f"V{venue.orders[order.client_id].seq}")]
        if venue is not None and any(row.client_id == order.client_id for row in venue.pending):
            return []
        return [] if order.client_id in self._filled else None

    def open_orders(self) -> dict[str, str]:
        """Live orders: client id to instrument."""
        return {cid: name for name, venue in sorted(self._venues.items()) for cid in venue.orders}

    def deposit(self, asset: str, amount: Decimal) -> None:
        """Virtual money comes in (or, negative, goes out)."""
        self.balances[asset] = self.balances.get(asset, ZERO) + amount

    def isolate(self, instrument: Instrument, put_in: Decimal, leverage: Decimal) -> None:
        """Moves the account's money behind the position of a market, or back, until `put_in` stands behind
        it in all; of a market whose feed is away too.
        """
        with exact():
            self.positions.isolate(instrument, put_in, leverage, self.balances)

    def held(self) -> dict[str, Decimal]:
        """The account by asset: cash with what stands behind positions, contracts under their market's
        name.
        """
        with exact():
            return self.positions.held(self.balances)

    # --- saving -----------------------------------------------------------------------------------

    def save_account(self) -> dict[str, JsonValue]:
        """Balances and positions, which belong to the account and outlive a change of the feed."""
        state: dict[str, JsonValue] = {
            asset: plain(amount) for asset, amount in sorted(self.balances.items())
        }
        positions = self.positions.save()
        return {**state, PERPETUALS: positions} if positions else state

    def restore_account(self, state: Mapping[str, Any]) -> None:
        """Puts saved balances back, in place: every market shares them."""
        self.balances.clear()
        amounts = {asset: amount for asset, amount in state.items() if asset != PERPETUALS}
        self.balances.update({asset: Decimal(amount) for asset, amount in amounts.items()})
        self.positions.restore(state.get(PERPETUALS, {}))

    def save_feed(self) -> dict[str, JsonValue]:
        """The position in the feed and every market's orders."""
        walks: dict[str, JsonValue] = {}
        for name, walk in sorted(self._walks.items()):
            walks[name] = {
                "kind": "candles" if isinstance(walk, CandleWalk) else "tape",
                "interval_ns": walk.interval_ns if isinstance(walk, CandleWalk) else 0,
                "walk": walk.save(),
                "venue": walk.venue.save(),
            }
        state: dict[str, JsonValue] = {
            "cursor": self.feed.cursor(),
            "ns": self.ns,
            "active": self._active,
            "trades": dict(self._trade_seqs),
            "filled": list(self._filled),
            "walks": walks,
        }
        if self._asked:
            state["asked"] = [*self._asked]
        fundings = self._fundings.save()
        return {**state, "fundings": fundings} if fundings else state

    def restore_feed(self, state: Mapping[str, Any]) -> None:
        """Goes on exactly where `save_feed` stood."""
        self.feed.seek(state["cursor"])
        self.ns, self._active = state["ns"], state["active"]
        for name, number in state["trades"].items():
            self._trade_seqs[name] = max(number, self._trade_seqs.get(name, 0))
        self._filled = dict.fromkeys(state["filled"])
        self._asked = [*state.get("asked", ())]
        self._fundings.restore(state.get("fundings", {}))
        for name, saved in state["walks"].items():
            instrument = self._instruments.get(name)
            if instrument is None:
                continue
            walk = self._new_walk(instrument, saved["interval_ns"] if saved["kind"] == "candles" else None)
            walk.venue.restore(saved["venue"])
            walk.restore(saved["walk"])
            self._adopt(name, walk, walk.ns)
