"""From a venue's reports to the kernel's events. Duplicates, re-ordering and late news are the normal case.

A report becomes events at the moment when the kernel takes it in, so it is read against what is known then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import ENDED, OPEN, RANK, Order, OrderType, Role, Side, State
from finbyte_desktop.core.outside import PANICKED, STOPPED
from finbyte_desktop.core.placing import CLIENT_ID_PREFIX, STOPS
from finbyte_desktop.services.venues.ccxt_map import fee_in_quote
from finbyte_desktop.services.venues.ccxt_perpetual_trading import closed_by
from finbyte_desktop.services.venues.live_port import OrderReport, TradeReport

CLOCKS_NS = 2_000_000_000  # so far the venue's clock may be behind the one that dates orders
PRODUCT_ID = re.compile(rf"{CLIENT_ID_PREFIX}[0-9a-f]{{3}}-(?!{STOPS})")
RESTING = frozenset({State.OPEN, State.PARTIAL})
AT_END = frozenset({State.CANCELED, State.EXPIRED, State.FILLED, State.REJECTED})


class Missing(NamedTuple):
    """What a report shows to be unknown here: whose trade of `ns` this is, or trades that a final report
    counts.
    """

    instrument: str
    venue_id: str
    client_id: str | None
    ns: int | None = None


class Reading:
    """Reads reports against the kernel. `missing` is told what must be asked for, `adopted_ns` tells since
    when the ledger is kept.
    """

    def __init__(
        self,
        kernel: Kernel,
        prefix: str,
        missing: Callable[[Missing], None],
        adopted_ns: Callable[[], int] = lambda: 0,
    ) -> None:
        self._kernel = kernel
        self._adopted_ns = adopted_ns
        self._prefix = prefix
        self._missing = missing
        self._by_venue_id: dict[tuple[str, str], str] = {}
        self.final: dict[str, OrderReport] = {}
        for client_id in [*kernel.orders, *kernel.late.ended]:
            order = self.known(client_id)
            if order is not None and order.venue_id is not None:
                self._by_venue_id[order.instrument, order.venue_id] = client_id

    def known(self, client_id: str | None) -> Order | None:
        """An order of ours, live or ended and remembered."""
        if client_id is None:
            return None
        found = self._kernel.late.find(client_id)
        return found[2].order if found is not None else self._kernel.late.ended.get(client_id)

    def client_id_of(self, report: OrderReport | TradeReport) -> str | None:
        """Our id of a reported order; None when it is not known here."""
        client_id = report.client_id
        if client_id is None:  # venues number orders market by market
            client_id = self._by_venue_id.get((report.instrument, report.venue_id))
        order = self.known(client_id)
        if order is None or (order.instrument, order.spec.side) != (report.instrument, report.side):
            return None
        return client_id

    def unnumbered(self, trade: TradeReport) -> list[Order]:
        """Orders of ours whose number at the venue nobody ever told, and that could have made this trade, the
        oldest first: live ones, and those of which only a person said that they are gone.
        """
        known = map(self.known, [*self._kernel.orders, *self._kernel.late.answered_gone])
        return sorted(
            (order for order in known if order is not None and self._could_be(order, trade)),
            key=lambda order: order.seq,
        )

    @staticmethod
    def _could_be(order: Order, trade: TradeReport) -> bool:
        spec = order.spec
        fits = trade.price <= spec.price if spec.side is Side.BUY else trade.price >= spec.price
        if trade.role is Role.MAKER:  # what rests trades at its own price
            fits = trade.price == spec.price and spec.type is not OrderType.MARKET
        same = (order.instrument, spec.side) == (trade.instrument, trade.side)
        is_open = order.filled + trade.qty <= spec.qty and trade.trade_id not in order.trades
        return (
            same and fits and is_open and order.venue_id is None and trade.ns > order.created_ns - CLOCKS_NS
        )

    def is_explained(self, report: TradeReport) -> bool:
        """Whether it is known whose trade this is, or it is part of what the ledger began with."""
        if self.client_id_of(report) is not None or report.ns <= self._adopted_ns():
            return True
        return self._kernel.late.is_foreign(report.instrument, report.trade_id, report.side)

    def is_ours(self, client_id: str | None) -> bool:
        """Whether an id has the prefix of this installation."""
        return client_id is not None and client_id.startswith(self._prefix) and not self._is_stop(client_id)

    def _is_stop(self, client_id: str) -> bool:
        return client_id.startswith(f"{self._prefix}{STOPS}")

    def closed_by(self, client_id: str | None) -> str:
        """Why an order that is in no bot's books closes a position: the stop at the venue, a person's panic,
        or the venue itself. Empty for whatever else somebody ordered.
        """
        if client_id is None or not self._is_stop(client_id):
            return closed_by(client_id)
        return PANICKED if client_id.startswith(f"{self._prefix}{STOPS}x") else STOPPED

    def is_of_another_installation(self, report: OrderReport) -> bool:
        """Whether an order rests here that another installation of this product placed."""
        client_id = report.client_id
        named = client_id is not None and PRODUCT_ID.match(client_id) is not None
        return named and not self.is_ours(client_id) and report.state in RESTING

    def order(self, report: OrderReport) -> Iterator[ev.Event]:
        """What a report of an order means now. Of orders that are not known here only those count that this
        product named.
        """
        client_id = self.client_id_of(report)
        order = self.known(client_id)
        if client_id is None or order is None:
            yield from self._unclaimed(report)
            return
        if report.state is State.REJECTED:
            report = report._replace(why=report.why or "rejected")
            if RANK[order.state] < RANK[OPEN]:
                yield ev.OrderRejected(report.ns, client_id, report.why)
                return  # else it was refused after it had been accepted: its end, like a cancel
        if report.state in RESTING and client_id in self._kernel.late.answered_gone:
            yield ev.OrderAccepted(report.ns, client_id, report.venue_id)
        yield from self._there(order, report.ns, report.venue_id)
        if report.state in AT_END:
            self.final[client_id] = report
            yield from self.end(client_id)

    def _unclaimed(self, report: OrderReport) -> Iterator[ev.Event]:
        client_id, late = report.client_id, self._kernel.late
        if client_id is None or report.state not in RESTING or self.known(client_id) is not None:
            return
        if client_id in late.unclaimed or client_id in late.answered_for:
            return
        if self.is_ours(client_id) or self.is_of_another_installation(report):
            head = (report.ns, report.instrument, client_id, report.venue_id)
            yield ev.UnclaimedFound(*head, report.side, report.price, report.qty, report.filled)

    def trade(self, report: TradeReport) -> Iterator[ev.Event]:
        """What a trade means now; the same trade again means nothing."""
        client_id = self.client_id_of(report)
        order = self.known(client_id)
        if client_id is None or order is None:
            if self.is_explained(report):
                return
            self._missing(Missing(report.instrument, report.venue_id, report.client_id, report.ns))
            return
        if report.trade_id in order.trades:
            return
        yield from self._there(order, report.ns, report.venue_id)
        instrument = self._kernel.instruments[report.instrument]
        last: Mapping[str, Decimal] = {
            self._kernel.instruments[name].base: price
            for name, price in self._kernel.last.items()
            if name in self._kernel.instruments and self._kernel.instruments[name].quote == instrument.quote
        }
        fee_quote = fee_in_quote(report, instrument.base, instrument.quote, last)
        head = (report.ns, client_id, report.trade_id, report.price, report.qty)
        yield ev.OrderFilled(*head, report.fee, report.fee_asset, fee_quote, report.role, report.realised)
        yield from self.end(client_id)

    def accepted(self, event: ev.OrderAccepted) -> None:
        """The venue has named an order of ours, by whatever way: trades of that number are its."""
        order = self.known(event.client_id)
        if order is not None:
            self._by_venue_id[order.instrument, event.venue_id] = event.client_id

    def _there(self, order: Order, ns: int, venue_id: str) -> Iterator[ev.Event]:
        """The venue has this order: whatever was thought of it."""
        self._by_venue_id[order.instrument, venue_id] = order.client_id  # also where nothing follows
        if RANK[order.state] < RANK[OPEN]:
            yield ev.OrderAccepted(ns, order.client_id, venue_id)

    def end(self, client_id: str) -> Iterator[ev.Event]:
        """The end of an order, once every trade that its final report counts is booked."""
        report, order = self.final.get(client_id), self.known(client_id)
        if report is None or order is None:
            return
        if order.filled < report.filled:
            self._missing(Missing(report.instrument, report.venue_id, client_id))
            return
        del self.final[client_id]
        if order.state not in ENDED and order.filled < order.spec.qty:
            why = "expired" if report.state is State.EXPIRED else self._why(order, report)
            yield ev.OrderCanceled(report.ns, client_id, why)

    @staticmethod
    def _why(order: Order, report: OrderReport) -> str:
        return "by_us" if order.cancel_requested else report.why or "external"
