"""SimulatedVenue: an exchange for one instrument, driven by prices (bots.md 10).

It knows resting limit orders, marketable orders, post-only, stops, maker and taker fees in quote, base or a
third asset, latency and partial fills. It keeps its own balances, so that the ledger can be compared with it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.events import (
    FundingSettled,
    JsonValue,
    Liquidated,
    OrderAccepted,
    OrderCanceled,
    OrderFilled,
    OrderRejected,
)
from finbyte_desktop.core.fees import book_trade
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_to, floor_to, plain
from finbyte_desktop.core.orders import BUY, MAKER, MARKET, SELL, STOP, TAKER, OrderSpec, Role
from finbyte_desktop.core.risk import venue_filter

Report = OrderAccepted | OrderRejected | OrderFilled | OrderCanceled | Liquidated

_new = tuple.__new__  # half the time of a NamedTuple's own constructor; see core/placing.py


@dataclass(frozen=True, slots=True)
class VenueOptions:
    """How the simulated venue fills.

    Attributes:
        slippage: fraction by which a marketable order is filled worse than the price of its moment.
        latency_ns: delay between a request and its effect.
        fill_fraction: part of an order that one touch fills; None fills all. A candle that goes through
            an order fills the rest of it; on a tape each trade is one touch.
    """

    slippage: Decimal = ZERO
    latency_ns: int = 0
    fill_fraction: Decimal | None = None


class Resting(NamedTuple):
    """An order in the venue's book. `left` is base units; `visit` the last touch that filled a part of it."""

    seq: int
    client_id: str
    spec: OrderSpec
    left: Decimal
    visit: int


class Pending(NamedTuple):
    """A request that is under way until `due_ns`. `spec` None is a cancel."""

    due_ns: int
    seq: int
    client_id: str
    spec: OrderSpec | None


class SimulatedVenue:
    """The venue's side of one instrument. The price is moved by a walk; reports are returned, never
    pushed.
    """

    def __init__(
        self,
        instrument: Instrument,
        options: VenueOptions | None = None,
        balances: Mapping[str, Decimal] | None = None,
    ) -> None:
        self.instrument = instrument
        self.options = options or VenueOptions()
        self._partial = self.options.fill_fraction is not None
        self.balances: dict[str, Decimal] = dict(balances or {})
        self.price = ZERO
        self.visit = 0
        self.jump_to: Decimal | None = None
        self.orders: dict[str, Resting] = {}
        self._buys: list[tuple[Decimal, int, str]] = []
        self._sells: list[tuple[Decimal, int, str]] = []
        self._stops: list[tuple[Decimal, int, str]] = []
        self.marketable: list[str] = []
        self.pending: list[Pending] = []
        self.seq = 0
        self.trade_seq = 0
        self.ends_below: Decimal | None = None
        self.ends_above: Decimal | None = None

    # --- requests ---------------------------------------------------------------------------------

    def submit(self, client_id: str, spec: OrderSpec, ns: int) -> list[Report]:
        """Takes an order; with latency it takes effect later and nothing is reported yet.

        A marketable order is accepted here and executed by `take_next`, so that all that one fill causes is
        finished before the next one.
        """
        self.seq += 1
        if self.options.latency_ns:
            self.pending.append(Pending(ns + self.options.latency_ns, self.seq, client_id, spec))
            return []
        return self._admit(client_id, spec, self.seq, ns)

    def cancel(self, client_id: str, ns: int) -> list[Report]:
        """Cancels an order. One that is unknown or already gone gives no report: its own report has told."""
        if self.options.latency_ns:
            self.seq += 1
            self.pending.append(Pending(ns + self.options.latency_ns, self.seq, client_id, None))
            return []
        return self._remove(client_id, ns, "canceled")

    @property
    def next_due_ns(self) -> int | None:
        """When the earliest delayed request takes effect."""
        return min((p.due_ns for p in self.pending), default=None)

    def activate(self, ns: int) -> list[Report]:
        """Lets delayed requests that are due take effect, in order of their sending."""
        reports: list[Report] = []
        due = [p for p in self.pending if p.due_ns <= ns]
        self.pending = [p for p in self.pending if p.due_ns > ns]
        for request in due:
            if request.spec is None:
                reports += self._remove(request.client_id, ns, "canceled")
            else:
                reports += self._admit(request.client_id, request.spec, request.seq, ns)
        return reports

    def _admit(self, client_id: str, spec: OrderSpec, seq: int, ns: int) -> list[Report]:
        if client_id in self.orders:
            return [OrderRejected(ns, client_id, "duplicate_client_id")]
        code = venue_filter(spec, self.instrument)
        if code is not None:
            return [OrderRejected(ns, client_id, code)]
        if spec.type is STOP:
            return self._admit_stop(client_id, spec, seq, ns)
        marketable = spec.type is MARKET or self._crosses(spec)
        if marketable and spec.post_only:
            return [OrderRejected(ns, client_id, "post_only_would_take")]
        accepted = _new(OrderAccepted, (ns, client_id, f"V{seq}"))
        resting = _new(Resting, (seq, client_id, spec, spec.qty, 0))
        self.orders[client_id] = resting
        if not marketable:
            self._rest(resting)
            return [accepted]
        self.marketable.append(client_id)
        return [accepted]

    def _admit_stop(self, client_id: str, spec: OrderSpec, seq: int, ns: int) -> list[Report]:
        if spec.stop_price is None or not self.instrument.on_tick(spec.stop_price):
            return [OrderRejected(ns, client_id, "bad_stop_price")]
        self.orders[client_id] = Resting(seq, client_id, spec, spec.qty, 0)
        insort(self._stops, (spec.stop_price, seq, client_id))
        return [OrderAccepted(ns, client_id, f"V{seq}")]

    def _crosses(self, spec: OrderSpec) -> bool:
        """Whether the order is marketable: at or through the price of now, in a jump at or through the
        open.
        """
        price = self.price if self.jump_to is None else self.jump_to
        return spec.price >= price if spec.side is BUY else spec.price <= price

    def _rest(self, resting: Resting) -> None:
        if resting.spec.side is BUY:
            insort(self._buys, (resting.spec.price, -resting.seq, resting.client_id))
        else:
            insort(self._sells, (resting.spec.price, resting.seq, resting.client_id))

    def _row(self, resting: Resting) -> tuple[list[tuple[Decimal, int, str]], tuple[Decimal, int, str]]:
        """The list in which an order waits, and its row there."""
        spec = resting.spec
        if spec.type is STOP and spec.stop_price is not None:
            return self._stops, (spec.stop_price, resting.seq, resting.client_id)
        if spec.side is BUY:
            return self._buys, (spec.price, -resting.seq, resting.client_id)
        return self._sells, (spec.price, resting.seq, resting.client_id)

    def _forget(self, resting: Resting) -> None:
        del self.orders[resting.client_id]
        if resting.client_id in self.marketable:
            self.marketable.remove(resting.client_id)
            return
        rows, row = self._row(resting)
        at = bisect_left(rows, row)
        if at < len(rows) and rows[at] == row:
            del rows[at]

    def drop(self, client_id: str) -> None:
        """Forgets an order of which nobody waits for a report: it ended while this market was away."""
        self.pending = [row for row in self.pending if row.client_id != client_id]
        self._remove(client_id, 0, "dropped")

    def _remove(self, client_id: str, ns: int, why: str) -> list[Report]:
        resting = self.orders.get(client_id)
        if resting is None:
            return []
        self._forget(resting)
        return [OrderCanceled(ns, client_id, why)]

    # --- prices -----------------------------------------------------------------------------------

    def next_buy(self, target: Decimal) -> Decimal | None:
        """The highest resting buy strictly below the price of now and not below `target`."""
        for price, _, _ in reversed(self._buys):
            if price < self.price:
                return price if price >= target else None
        return None

    def next_sell(self, target: Decimal) -> Decimal | None:
        """The lowest resting sell strictly above the price of now and not above `target`."""
        for price, _, _ in self._sells:
            if price > self.price:
                return price if price <= target else None
        return None

    @property
    def highest_buy(self) -> Decimal | None:
        """The highest resting buy."""
        return self._buys[-1][0] if self._buys else None

    @property
    def lowest_sell(self) -> Decimal | None:
        """The lowest resting sell."""
        return self._sells[0][0] if self._sells else None

    def stop_above(self) -> Decimal | None:
        """The lowest buy stop."""
        return next((p for p, _, c in self._stops if self.orders[c].spec.side is BUY), None)

    def stop_below(self) -> Decimal | None:
        """The highest sell stop."""
        return next((p for p, _, c in reversed(self._stops) if self.orders[c].spec.side is SELL), None)

    @property
    def watches_every_price(self) -> bool:
        """Whether an order may be touched anywhere: a stop, or the rest of a partly filled order."""
        return bool(self._stops) or self.options.fill_fraction is not None

    @property
    def has_stops(self) -> bool:
        """Whether any stop order waits."""
        return bool(self._stops)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way, half filled or a stop, so that no candle may be skipped."""
        return bool(self.pending or self.marketable or self._stops or self._partial)

    def set_price(self, price: Decimal) -> None:
        """Moves the market without filling anything; the walk asks for what is touched."""
        if price != self.price:
            self.price = price
            self.visit += 1

    def is_touched(self) -> bool:
        """Whether the present price touches any order; says yes a little too often, never no too often."""
        price = self.price
        return bool(
            (self._buys and self._buys[-1][0] >= price)
            or (self._sells and self._sells[0][0] <= price)
            or self._stops
        )

    def touch(self, ns: int) -> list[Report]:
        """Fills the next order that the present price touches: buys from the highest, sells from the lowest,
        stops.
        """
        price = self.price
        if self._buys and self._buys[-1][0] >= price:
            for row in reversed(self._buys):
                if row[0] < price:
                    break
                resting = self.orders[row[2]]
                if resting.visit != self.visit:
                    return self._fill_resting(resting, ns)
        if self._sells and self._sells[0][0] <= price:
            for row in self._sells:
                if row[0] > price:
                    break
                resting = self.orders[row[2]]
                if resting.visit != self.visit:
                    return self._fill_resting(resting, ns)
        if self._stops and self.jump_to is None:
            return self._touch_stops(ns)
        return []

    def fill_touched(self, price: Decimal, ns: int) -> OrderFilled | None:
        """Fills in full the next resting order that stands at or through `price`; for a venue that is not
        busy.
        """
        if self._buys and self._buys[-1][0] >= price:
            rows, at = self._buys, -1
        elif self._sells and self._sells[0][0] <= price:
            rows, at = self._sells, 0
        else:
            return None
        resting = self.orders.pop(rows.pop(at)[2])
        return self._trade(resting, resting.spec.price, resting.left, MAKER, ns)

    def ends_position(self) -> bool:
        """Whether the price of now liquidates the position."""
        below, above = self.ends_below, self.ends_above
        return (below is not None and self.price <= below) or (above is not None and self.price >= above)

    def settle_funding(self, ns: int, rate: Decimal, mark: Decimal | None) -> FundingSettled:
        """Pays the funding of the position of now; without a mark price at the last price."""
        raise Bug(f"{self.instrument.id} pays no funding of {rate} at {mark}, {ns}.", "no_position")

    def end_position(self, ns: int) -> list[Report]:
        """Liquidates the position; a spot market has none."""
        raise Bug(f"{self.instrument.id} has no position to liquidate at {ns}.", "no_position")

    def _touch_stops(self, ns: int) -> list[Report]:
        for price, _, client_id in self._stops:
            resting = self.orders[client_id]
            buy = resting.spec.side is BUY
            if (buy and self.price >= price) or (not buy and self.price <= price):
                return self._take(resting, ns)
        return []

    def take_next(self, ns: int) -> list[Report]:
        """Executes the marketable order that waits longest; the walk asks before the price moves on.

        An order that became marketable inside a jump acts at the open; one that no longer is then rests.
        """
        client_id = self.marketable[0]
        resting = self.orders[client_id]
        if resting.spec.type is MARKET or self._crosses(resting.spec):
            return self._take(resting, ns)
        del self.marketable[0]
        self._rest(resting)
        return []

    # --- fills ------------------------------------------------------------------------------------

    def _fill_resting(self, resting: Resting, ns: int) -> list[Report]:
        qty = resting.left
        fraction = self.options.fill_fraction
        if fraction is not None and resting.spec.price == self.price:
            part = floor_to(resting.spec.qty * fraction, self.instrument.lot)
            qty = min(qty, max(part, self.instrument.lot))
        if qty == resting.left:
            self._forget(resting)
        else:
            self.orders[resting.client_id] = resting._replace(left=resting.left - qty, visit=self.visit)
        return [self._trade(resting, resting.spec.price, qty, MAKER, ns)]

    def _take(self, resting: Resting, ns: int) -> list[Report]:
        spec, tick = resting.spec, self.instrument.tick
        slippage = self.options.slippage
        if spec.side is BUY:
            price = min(ceil_to(self.price * (ONE + slippage), tick), spec.price)
            reachable = price >= self.price
        else:
            price = max(floor_to(self.price * (ONE - slippage), tick), spec.price)
            reachable = price <= self.price
        self._forget(resting)
        if not reachable:
            return [OrderCanceled(ns, resting.client_id, "beyond_worst_price")]
        return [self._trade(resting, price, resting.left, TAKER, ns)]

    def _trade(self, resting: Resting, price: Decimal, qty: Decimal, role: Role, ns: int) -> OrderFilled:
        buy = resting.spec.side is BUY
        fee = book_trade(self.instrument, self.balances, buy, price, qty, role)
        self.trade_seq += 1
        trade = f"T{self.trade_seq}"
        return _new(
            OrderFilled,
            (ns, resting.client_id, trade, price, qty, fee.amount, fee.asset, fee.quote, role, None),
        )

    # --- to disk and back -----------------------------------------------------------------------------------

    def save(self) -> dict[str, JsonValue]:
        """Everything that the venue must remember; a venue that restores it goes on byte for byte alike."""
        marketable: list[JsonValue] = [*self.marketable]
        return {
            "balances": {asset: plain(amount) for asset, amount in sorted(self.balances.items())},
            "price": plain(self.price),
            "visit": self.visit,
            "jump_to": encode(self.jump_to),
            "orders": [encode(tuple(row)) for row in sorted(self.orders.values())],
            "marketable": marketable,
            "pending": [encode(tuple(row)) for row in self.pending],
            "seq": self.seq,
            "trade_seq": self.trade_seq,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave, on a venue of the same instrument and options."""
        self.balances = {asset: Decimal(amount) for asset, amount in state["balances"].items()}
        self.price = Decimal(state["price"])
        self.visit = state["visit"]
        self.jump_to = decode(state["jump_to"])
        self.marketable = list(state["marketable"])
        self.pending = [Pending(*decode(row)) for row in state["pending"]]
        self.seq, self.trade_seq = state["seq"], state["trade_seq"]
        self.orders = {}
        self._buys, self._sells, self._stops = [], [], []
        for row in state["orders"]:
            resting = Resting(*decode(row))
            self.orders[resting.client_id] = resting
            if resting.client_id not in self.marketable:
                insort(*self._row(resting))
