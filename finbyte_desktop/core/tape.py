"""Fills from trades and shown depth instead of candles (bots.md 10, rule 10).

`TapeVenue` is the simulated venue with a queue: a limit order waits behind what was shown at its price.
`TapeWalk` moves it through trades and books, one happening at a time, and is used like a `CandleWalk`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.events import AlarmDue, JsonValue, OrderCanceled, PriceTouched
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import Book, BookLevel, Trade
from finbyte_desktop.core.matching import Report, Resting, SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import ZERO, floor_to, plain
from finbyte_desktop.core.orders import OrderSpec, OrderType, Role, Side
from finbyte_desktop.core.walk import Funding, Happening, Seen

TapeItem: TypeAlias = Trade | Book
Levels: TypeAlias = tuple[BookLevel, ...]


class TapeVenue(SimulatedVenue):
    """An exchange for one instrument whose fills come from a tape of trades and books.

    `price` is the last trade, 0 before the first one. An order's place in the queue is unknown without a book
    and at a price deeper than the shown levels: then only a trade through its price fills it, and one at its
    price if the venue is `optimistic`. With `VenueOptions.fill_fraction` one trade fills at most that part of
    an order, and at most what it traded, also where it goes through the price.
    """

    def __init__(
        self,
        instrument: Instrument,
        options: VenueOptions | None = None,
        balances: Mapping[str, Decimal] | None = None,
        optimistic: bool = False,
    ) -> None:
        super().__init__(instrument, options, balances)
        self.optimistic = optimistic
        self.book: Book | None = None
        self._ahead: dict[str, Decimal | None] = {}
        self._taken: dict[Decimal, Decimal] = {}
        self._trade_now: Trade | None = None
        self._trade_left = ZERO
        self._bid_swept: Decimal | None = None  # shown bids above it have traded since the book was shown
        self._ask_swept: Decimal | None = None

    def ahead_of(self, client_id: str) -> Decimal | None:
        """Base units that trade before this resting order does; None when that is unknown."""
        return self._ahead[client_id]

    # --- the tape -------------------------------------------------------------------------------------------

    def see_trade(self, trade: Trade) -> None:
        """A public trade; `touch` gives the fills that it causes, never of an order placed after it."""
        self.price = trade.price
        self.visit += 1
        self._trade_now = trade
        self._trade_left = trade.qty
        if trade.buyer_is_maker:
            if self._bid_swept is None or trade.price < self._bid_swept:
                self._bid_swept = trade.price
        elif self._ask_swept is None or trade.price > self._ask_swept:
            self._ask_swept = trade.price

    def see_book(self, book: Book) -> None:
        """The shown depth of now: what shrank before our orders brings them forward."""
        self.book = book
        self._trade_now = self._bid_swept = self._ask_swept = None
        if self._taken:
            self._taken.clear()
        if self._buys:
            self._bring_forward(reversed(self._buys), book.bids, Side.BUY)
        if self._sells:
            self._bring_forward(iter(self._sells), book.asks, Side.SELL)

    def _bring_forward(self, rows: Iterator[tuple[Decimal, int, str]], shown: Levels, side: Side) -> None:
        for price, _, client_id in rows:
            size = _shown_at(shown, price, side)
            if size is None:
                return
            ahead = self._ahead[client_id]
            if ahead is None or size < ahead:
                self._ahead[client_id] = size

    def is_touched(self) -> bool:
        """Whether the trade of now or a stop may concern an order; says yes a little too often, never no."""
        return bool(self._stops) or (self._trade_now is not None and super().is_touched())

    def touch(self, ns: int) -> list[Report]:
        """The next fill by the trade of now: highest buys first, then lowest sells; at last stops trigger."""
        trade = self._trade_now
        if trade is not None:
            for row in reversed(self._buys):
                if row[0] < trade.price:
                    break
                resting = self.orders[row[2]]
                if resting.visit != self.visit and (reports := self._meet(resting, trade, ns)):
                    return reports
            for row in self._sells:
                if row[0] > trade.price:
                    break
                resting = self.orders[row[2]]
                if resting.visit != self.visit and (reports := self._meet(resting, trade, ns)):
                    return reports
            self._trade_now = None
        if self._stops and self.price:
            self._trigger_stops()
        return []

    def _meet(self, resting: Resting, trade: Trade, ns: int) -> list[Report]:
        """What a trade at or through the price of an order does to it; each trade meets an order once."""
        spec, client_id, left = resting.spec, resting.client_id, resting.left
        ahead = self._ahead[client_id]
        if trade.price != spec.price or (ahead is None and self.optimistic):
            if trade.price != spec.price:
                self._ahead[client_id] = ZERO  # who stood before it has traded
            qty = self._part(resting)
            if self.options.fill_fraction is not None:
                self._trade_left -= qty
        elif ahead is None or trade.buyer_is_maker is not (spec.side is Side.BUY):
            qty = ZERO
        else:
            reached = self._trade_left - ahead
            self._ahead[client_id] = -reached if reached < ZERO else ZERO
            qty = min(floor_to(reached, self.instrument.lot), left) if reached > ZERO else ZERO
            qty = min(qty, self._part(resting))
            self._trade_left -= qty
        if qty == left:
            self._forget(resting)
        else:
            self.orders[client_id] = resting._replace(left=left - qty, visit=self.visit)
        return [self._trade(resting, spec.price, qty, Role.MAKER, ns)] if qty else []

    def _part(self, resting: Resting) -> Decimal:
        """At most so much of an order is filled by the trade of now."""
        fraction, lot = self.options.fill_fraction, self.instrument.lot
        if fraction is None:
            return resting.left
        part = max(floor_to(resting.spec.qty * fraction, lot), lot)
        traded = max(floor_to(self._trade_left, lot), ZERO)
        return min(resting.left, part, traded)

    def _trigger_stops(self) -> None:
        """Stops that the last price has reached become marketable, in order of their placement."""
        due = []
        for price, seq, client_id in self._stops:
            buy = self.orders[client_id].spec.side is Side.BUY
            if (buy and self.price >= price) or (not buy and self.price <= price):
                due.append((seq, price, client_id))
        for seq, price, client_id in sorted(due):
            self._stops.remove((price, seq, client_id))
            self.marketable.append(client_id)

    # --- resting --------------------------------------------------------------------------------------------

    def _rest(self, resting: Resting) -> None:
        resting = resting._replace(visit=self.visit)
        self.orders[resting.client_id] = resting
        spec, book = resting.spec, self.book
        size = None
        if book is not None:
            size = _shown_at(book.bids if spec.side is Side.BUY else book.asks, spec.price, spec.side)
        self._ahead[resting.client_id] = size
        super()._rest(resting)

    def _forget(self, resting: Resting) -> None:
        super()._forget(resting)
        self._ahead.pop(resting.client_id, None)

    # --- taking ---------------------------------------------------------------------------------------------

    def _crosses(self, spec: OrderSpec) -> bool:
        """Whether the order is marketable: it reaches a shown level, without one the last trade."""
        if self.book is not None and not self._is_swept(spec.side):
            return self._best(spec) is not None
        if not self.price:
            return False
        return spec.price >= self.price if spec.side is Side.BUY else spec.price <= self.price

    def _best(self, spec: OrderSpec) -> BookLevel | None:
        """The best shown level within the order's price, less what was taken since the book was shown, and
        without the levels that trades have gone through since.
        """
        for price, qty in self._against(spec.side):
            if self._is_gone(spec.side, price):
                continue
            if price > spec.price if spec.side is Side.BUY else price < spec.price:
                return None
            left = floor_to(qty - self._taken.get(price, ZERO), self.instrument.lot)
            if left > ZERO:
                return BookLevel(price, left)
        return None

    def _is_gone(self, side: Side, price: Decimal) -> bool:
        """Whether trades have gone through a shown level since the book was shown."""
        if side is Side.BUY:
            return self._ask_swept is not None and price < self._ask_swept
        return self._bid_swept is not None and price > self._bid_swept

    def _is_swept(self, side: Side) -> bool:
        """Whether trades have gone through every shown level: then the last trade is all that is known."""
        levels = self._against(side)
        return bool(levels) and all(self._is_gone(side, price) for price, _ in levels)

    def _against(self, side: Side) -> Levels:
        if self.book is None:
            return ()
        return self.book.asks if side is Side.BUY else self.book.bids

    def take_next(self, ns: int) -> list[Report]:
        """One step of the marketable order that waits longest: one level of the book, or its end.

        The rest of a limit order then waits at its price; that of a market or stop order is cancelled.
        """
        resting = self.orders[self.marketable[0]]
        spec = resting.spec
        if self.book is None or self._is_swept(spec.side):
            if not self.price:
                return self._give_up(resting, ns, "no_price")
            if spec.type is not OrderType.LIMIT or self._crosses(spec):
                return self._take(resting, ns)
        level = self._best(spec)
        if level is not None:
            qty = min(level.qty, resting.left)
            self._taken[level.price] = self._taken.get(level.price, ZERO) + qty
            if qty == resting.left:
                self._forget(resting)
            else:
                self.orders[resting.client_id] = resting._replace(left=resting.left - qty)
            return [self._trade(resting, level.price, qty, Role.TAKER, ns)]
        if spec.type is OrderType.LIMIT:
            del self.marketable[0]
            self._rest(resting)
            return []
        return self._give_up(resting, ns, self._why_none(spec))

    def _why_none(self, spec: OrderSpec) -> str:
        """Whether depth is left beyond the order's worst price, or none is shown at all."""
        taken = self._taken
        beyond = any(qty > taken.get(price, ZERO) for price, qty in self._against(spec.side))
        return "beyond_worst_price" if beyond else "no_liquidity"

    def _give_up(self, resting: Resting, ns: int, why: str) -> list[Report]:
        self._forget(resting)
        return [OrderCanceled(ns, resting.client_id, why)]

    # --- to disk and back -----------------------------------------------------------------------------------

    def save(self) -> dict[str, JsonValue]:
        """Everything that the venue must remember, with the queue and the book of now."""
        state = super().save()
        state["ahead"] = {name: encode(qty) for name, qty in sorted(self._ahead.items())}
        state["taken"] = [[plain(price), plain(qty)] for price, qty in sorted(self._taken.items())]
        state["book"] = None if self.book is None else encode_item(self.book)
        state["trade"] = None if self._trade_now is None else encode_item(self._trade_now)
        state["trade_left"] = plain(self._trade_left)
        if self._bid_swept is not None or self._ask_swept is not None:
            state["swept"] = [encode(self._bid_swept), encode(self._ask_swept)]
        return state

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave, on a venue of the same instrument and options."""
        super().restore(state)
        self._ahead = {name: decode(qty) for name, qty in state["ahead"].items()}
        self._taken = {Decimal(price): Decimal(qty) for price, qty in state["taken"]}
        book, trade = decode_item(state["book"]), decode_item(state["trade"])
        self.book = book if isinstance(book, Book) else None
        self._trade_now = trade if isinstance(trade, Trade) else None
        self._trade_left = Decimal(state["trade_left"])
        self._bid_swept, self._ask_swept = (decode(price) for price in state.get("swept", (None, None)))


class TapeWalk:
    """One instrument's way along its tape.

    `begin` stands at the first item, `load` adds the next trade or book, `wait_until` lets time pass without
    one, and `next` gives what happens next, or None when all of that is finished. At one item: fills, stops,
    requests that latency delayed to this very moment, the end of a position, watched prices, alarms. Requests
    and alarms that are due strictly before the item act first, with their own time, at the price and the book
    of then; so does a funding, also one that is due at the item's own time. With `tells` each item is told
    once it is done with, before alarms.
    """

    def __init__(self, venue: TapeVenue) -> None:
        self.venue = venue
        self.ns = 0
        self._until_ns: int | None = None
        self._item: TapeItem | None = None
        self._reports: list[Report] = []
        self.tells = False
        self._untold: TapeItem | None = None

    @property
    def price(self) -> Decimal:
        """The price of the last trade, 0 before the first."""
        return self.venue.price

    def begin(self, item: TapeItem) -> None:
        """Stands at the first item; nothing has been filled."""
        self.ns = item.ns
        self._see(item)

    def load(self, item: TapeItem) -> None:
        """The next trade or book; the one before must be finished. Time never runs backwards."""
        self._item = item
        self._until_ns = item.ns

    def wait_until(self, ns: int) -> None:
        """Time passes to `ns` without a trade or a book."""
        self._item = None
        self._until_ns = ns

    def _see(self, item: TapeItem) -> None:
        if self.tells:
            self._untold = item
        if isinstance(item, Trade):
            self.venue.see_trade(item)
        else:
            self.venue.see_book(item)

    def next(
        self,
        above: Decimal | None,
        below: Decimal | None,
        alarm_ns: int | None,
        funding: Funding | None = None,
    ) -> Happening | Seen | None:
        """What happens next up to the loaded item.

        Args:
            above: the nearest watched price that fires at or above it.
            below: the nearest watched price that fires at or below it.
            alarm_ns: the earliest alarm.
            funding: the next one of a perpetual.
        """
        venue, has_position = self.venue, self.venue.instrument.perpetual is not None
        while True:
            if self._reports:
                return self._reports.pop(0)
            if venue.marketable:
                self._reports = venue.take_next(self.ns)
                continue
            if venue.is_touched():
                self._reports = venue.touch(self.ns)
                if self._reports or venue.marketable:
                    continue
            until_ns = self._until_ns
            # a funding has brought the time to the item; what is due there waits for the item
            early = has_position and until_ns == self.ns
            due_ns = venue.next_due_ns if venue.pending else None
            if due_ns is not None and due_ns <= self.ns and not (early and due_ns == self.ns):
                self._reports = venue.activate(self.ns)
                continue
            if has_position and venue.ends_position():
                self._reports = venue.end_position(self.ns)
                continue
            price = venue.price
            if price and ((above is not None and price >= above) or (below is not None and price <= below)):
                return PriceTouched(self.ns, venue.instrument.id, price)
            if self._untold is not None:
                item, self._untold = self._untold, None
                return Seen(self.ns, venue.instrument.id, item, of_candle=False)
            if alarm_ns is not None and alarm_ns <= self.ns and not (early and alarm_ns == self.ns):
                return AlarmDue(self.ns)
            if until_ns is None:
                return None
            times = [ns for ns in (alarm_ns, due_ns) if ns is not None and ns < until_ns]
            if funding is not None and funding.ns <= min([until_ns, *times]):
                self.ns = max(self.ns, funding.ns)
                return venue.settle_funding(self.ns, funding.rate, funding.mark)
            if times:
                self.ns = min(times)
                continue
            self._until_ns = None
            self.ns = max(self.ns, until_ns)
            if self._item is not None:
                self._see(self._item)
                self._item = None

    def save(self) -> dict[str, JsonValue]:
        """Where the walk stands; the venue is saved by itself."""
        return {
            "ns": self.ns,
            "until_ns": self._until_ns,
            "item": None if self._item is None else encode_item(self._item),
            "reports": [encode(report) for report in self._reports],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Stands where `save` stood; the venue must have been restored to the same moment."""
        self.ns = state["ns"]
        self._until_ns = state["until_ns"]
        self._item = decode_item(state["item"])
        self._reports = [decode(report) for report in state["reports"]]


def encode_item(item: TapeItem) -> JsonValue:
    """The JSON form of a trade or a book, decimals as text."""
    if isinstance(item, Trade):
        return [item.ns, plain(item.price), plain(item.qty), item.buyer_is_maker]
    return [item.ns, _encode_levels(item.bids), _encode_levels(item.asks)]


def _encode_levels(levels: Levels) -> JsonValue:
    return [[plain(price), plain(qty)] for price, qty in levels]


def decode_item(row: list[Any] | None) -> TapeItem | None:
    """The trade or book of a JSON form made by `encode_item`; None for None."""
    if row is None:
        return None
    if isinstance(row[1], str):
        return Trade(row[0], Decimal(row[1]), Decimal(row[2]), row[3])
    bids, asks = (tuple(BookLevel(Decimal(p), Decimal(q)) for p, q in side) for side in row[1:])
    return Book(row[0], bids, asks)


def _shown_at(shown: Levels, price: Decimal, side: Side) -> Decimal | None:
    """The size shown at a price: 0 where the price improves the side or lies between its levels.

    None where the price is deeper than everything shown, or nothing is shown, so that nothing is known of it.
    """
    if not shown:
        return None
    last = shown[-1].price
    if price < last if side is Side.BUY else price > last:
        return None
    for level_price, qty in shown:
        if price == level_price:
            return qty
        if price > level_price if side is Side.BUY else price < level_price:
            return ZERO
    return None
