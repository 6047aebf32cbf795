"""What happens to an order once its intent is durable: one request, its answer, its end, proof of both."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.fence import Fence
from finbyte_desktop.core.late import GONE
from finbyte_desktop.core.orders import ENDED, OPEN, RANK, Order, OrderType, State
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.core.passing import WITHDRAWN
from finbyte_desktop.services.live.budget import proving
from finbyte_desktop.services.live.joining import NS_PER_S, OVERLAP_NS, RETRY_S
from finbyte_desktop.services.live.position_truth import DIFFERS, SET_OTHERWISE
from finbyte_desktop.services.live.reading import Missing
from finbyte_desktop.services.venues.live_port import Accepted, TradeReport, Unknown

if TYPE_CHECKING:
    from finbyte_desktop.services.live.shell import LiveShell


# What a venue says when it has other rules than are known here.
RULES_CHANGED = frozenset({"filter", "market_closed", "no_such_market"})


NO_MARKET = "no_such_market"
GONE_NS = 120_000_000_000  # longer than any answer of a venue lags
GONE_LOOKS = 5
LATER_LOOKS = 60  # half an hour; the next start looks anew
MOST_AWAY = 1_000  # numbers of orders that the venue does not know
GONE_PAUSE_S = 5.0  # between looks for an order that keeps a stop waiting


class Following:
    """Sends and follows the orders of one account.

    Attributes:
        sending: orders that are about to leave or whose answer is not taken in yet. Nobody else may work on
            them.
        signed_ns: when the request of an order without proof was signed, by client id.
        busy: what somebody is working on: client ids, and names of other work.
    """

    def __init__(self, shell: LiveShell) -> None:
        self._shell = shell
        self.sending: set[str] = set()
        self.signed_ns: dict[str, int] = {}
        self.busy: set[str] = set()
        self._absent: dict[str, tuple[int, int]] = {}  # first look that found no trace, and how many
        self._away: dict[str, tuple[int, int]] = {}  # the same of numbers that only a trade has named

    def missed(self, order: Order) -> bool:
        """A look found no trace of an order that was there. True when none did for `GONE_NS`: once the list
        of open orders agrees, it is `gone`. An order that keeps a stop waiting has the time of one of unknown
        fate.
        """
        if RANK[order.state] < RANK[OPEN] or self._shell.port.clock_in_doubt():
            return False
        now = self._shell.port.now_ns()
        since_ns, looks = self._absent.get(order.client_id, (now, 0))
        self._absent[order.client_id] = since_ns, looks + 1
        return looks + 1 >= GONE_LOOKS and now >= since_ns + self._patience_ns(order)

    def gone(self, order: Order) -> None:
        """The venue has lost an order (a testnet begins anew, a market is gone): it is not shown as resting
        any more, and a person is asked.
        """
        self._absent.pop(order.client_id, None)
        self._shell.post(ev.OrderQuarantined(self._shell.port.now_ns(), order.client_id, GONE))

    def _patience_ns(self, order: Order) -> int:
        kernel = self._shell.kernel
        if order.cancel_requested and kernel.late.waits_for(kernel.bots[order.bot], order.client_id):
            return min(GONE_NS, Fence(0, read_lag_ns=self._shell.resolver.read_lag_ns).stands_ns)
        return GONE_NS

    def _pause_s(self, order: Order, tries: int) -> float:
        """Until the next look; one that keeps a stop waiting is looked for until its time is over."""
        pause_s, found = RETRY_S[min(tries, len(RETRY_S) - 1)], self._absent.get(order.client_id)
        patience_ns = self._patience_ns(order)
        if found is None or patience_ns == GONE_NS:
            return pause_s
        left_s = (found[0] + patience_ns - self._shell.port.now_ns()) / NS_PER_S
        if left_s <= 0:  # the list of open orders was not told: it is not asked without a break
            return min(pause_s, GONE_PAUSE_S)
        return min(pause_s, GONE_PAUSE_S, max(RETRY_S[0], left_s))

    def is_missed(self, client_id: str) -> bool:
        """Whether the last look found no trace of an order that was there."""
        return client_id in self._absent

    def seen(self, order: Order) -> None:
        """A look found it."""
        self._absent.pop(order.client_id, None)

    def taken_in(self, event: ev.Event) -> None:
        """An answer about an order is durable; one without proof is looked for."""
        if isinstance(event, ev.OrderAccepted | ev.OrderRejected | ev.OrderLost):
            self.sending.discard(event.client_id)
        if isinstance(event, ev.OrderCanceled | ev.OrderFilled):
            self._absent.pop(event.client_id, None)
        if isinstance(event, ev.OrderLost):
            order = self._shell.reading.known(event.client_id)
            if order is not None and order.state is State.UNKNOWN:
                self.resolve_soon(order)
        if isinstance(event, ev.OrderQuarantined | ev.BotStopped):
            self.set_aside()

    def set_aside(self) -> None:
        """A stop ends without orders of unknown fate. They go on counting as live, their money stays
        reserved, they are asked for still, and a person can answer.
        """
        kernel = self._shell.kernel
        for order in self._shell.live():
            waited_for = kernel.late.waits_for(kernel.bots[order.bot], order.client_id)
            if order.state is State.QUARANTINED and waited_for:
                self._shell.post(ev.OrderSetAside(self._shell.port.now_ns(), order.client_id))

    async def submit(self, order: Order) -> None:
        """Sends one order, once, and tells what became of it. Whatever goes wrong in between, the order may
        be at the venue: it is lost, not gone.
        """
        told: ev.Event | None = None
        try:
            told = await self._sent(order)
        finally:
            self._shell.post(told or ev.OrderLost(self._shell.port.now_ns(), order.client_id))
        if isinstance(told, ev.OrderAccepted) and order.spec.type is OrderType.MARKET:
            self.settle_soon(order.client_id)

    async def _sent(self, order: Order) -> ev.Event:
        port = self._shell.port
        await port.turn()
        now = self._shell.reading.known(order.client_id)
        if now is not None and now.cancel_requested:  # it is not needed any more, and nobody has seen it
            return ev.OrderRejected(port.now_ns(), order.client_id, WITHDRAWN)
        if port.clock_in_doubt():
            self._shell.slept()
        if self._shell.is_held(order.bot):
            return ev.OrderRejected(port.now_ns(), order.client_id, "panic")
        if self._shell.markets.is_closed(order.instrument) and not self._ends_position(order):
            return ev.OrderRejected(port.now_ns(), order.client_id, "market_not_open")
        self.signed_ns[order.client_id] = port.now_ns()
        outcome = await port.submit(order)
        if isinstance(outcome, Unknown):  # it may have waited before it was signed
            signed_ns = max(self.signed_ns[order.client_id], outcome.signed_ns)
            self.signed_ns[order.client_id] = signed_ns
            return ev.OrderLost(port.now_ns(), order.client_id)
        del self.signed_ns[order.client_id]
        if isinstance(outcome, Accepted):
            return ev.OrderAccepted(port.now_ns(), order.client_id, outcome.venue_id)
        if outcome.code in RULES_CHANGED:
            self._shell.markets.rules_in_doubt = True
        return ev.OrderRejected(port.now_ns(), order.client_id, outcome.code)

    def _ends_position(self, order: Order) -> bool:
        """Whether an order closes what a bot holds at its end, in a market that is closed only because the
        venue's position, or its settings, are others: it can open nothing, whatever they are.
        """
        record, markets = self._shell.kernel.bots[order.bot], self._shell.markets
        ends = order.spec.reduce_only and record.stopping
        alone = markets.gates.get(order.instrument, set()) <= {DIFFERS, SET_OTHERWISE}
        return ends and alone and not markets.is_busy()

    def look_after(self) -> None:
        """Sees to it that somebody works on every order that needs it, whatever became of who did. To be
        called when everything that was posted is handled.
        """
        self.set_aside()
        for order in self._shell.live():
            if order.client_id in self.sending:
                continue
            if order.state is State.SENT:
                self._shell.post(ev.OrderLost(self._shell.port.now_ns(), order.client_id))
            elif order.state in (State.UNKNOWN, State.QUARANTINED):
                self.resolve_soon(order)
            elif not _rests(order) or order.client_id in self._shell.reading.final:
                self.settle_soon(order.client_id)

    def settle_soon(self, client_id: str) -> None:
        """Follows an order to its end: cancels it when that is wanted, and asks until its end is proved."""
        if client_id not in self.busy:
            self.busy.add(client_id)
            self._shell.supervisor.spawn("settle", self._settle(client_id))

    async def _settle(self, client_id: str) -> None:
        tries = 0
        try:
            while True:
                order = self._shell.reading.known(client_id)
                if order is None or order.state in ENDED or self._shell.stopping:
                    return
                if order.cancel_requested and client_id not in self._shell.reading.final:
                    await self._shell.port.cancel(order.instrument, client_id, order.venue_id)
                with contextlib.suppress(Unavailable, VenueRejected):  # asked again below
                    await self._look(order, tries)
                await asyncio.sleep(self._pause_s(order, tries))
                tries += 1
                order = self._shell.reading.known(client_id)
                if order is not None and _rests(order) and client_id not in self._absent:
                    return
        finally:
            self.busy.discard(client_id)

    async def _look(self, order: Order, connection: int) -> None:
        """Asks for an order by its names, and before it is called gone in the list of open orders too: what
        is listed is there. A venue that has its market no more shows no trace of it. Raises Unavailable or
        VenueRejected: then nothing was learned.
        """
        port, reading = self._shell.port, self._shell.reading
        report = None
        with _without_market():
            report = await port.order(order.instrument, order.client_id, order.venue_id, connection)
        if report is None and self.missed(order):
            with _without_market():
                rests = await port.open_orders(order.instrument, connection)
                report = next((r for r in rests if reading.client_id_of(r) == order.client_id), None)
            if report is None:
                self.gone(order)
        if report is not None:
            self.seen(order)
            self._shell.post(report)

    def finds(self) -> bool:
        """Whether it is asked just now whose trade something is."""
        return any(key.startswith("missing:") for key in self.busy)

    def on_missing(self, missing: Missing) -> None:
        """Asks for what a report shows to be unknown here."""
        key = f"missing:{missing.venue_id}"
        if key not in self.busy:
            self.busy.add(key)
            self._shell.supervisor.spawn("missing", self._find(missing, key))

    async def _find(self, missing: Missing, key: str) -> None:
        """Asks whose trade something is, or for the trades that are counted in a final report. Where the
        venue goes on saying that there is no such order, its trades are settled without it.
        """
        try:
            for pause_s in RETRY_S:
                with proving() if self._is_doubted(missing.instrument) else contextlib.nullcontext():
                    if await self._is_settled(missing):
                        return
                await asyncio.sleep(pause_s)
        finally:
            self.busy.discard(key)
        if missing.client_id is None:
            await self._find_later(missing)

    async def _find_later(self, missing: Missing) -> None:
        """Goes on asking whose trade it is, with nothing else waiting for that."""
        key = f"later:{missing.venue_id}"
        if key in self.busy:
            return
        self.busy.add(key)
        try:
            for _ in range(LATER_LOOKS):
                if await self._is_settled(missing):
                    return
                await asyncio.sleep(RETRY_S[-1])
        finally:
            self.busy.discard(key)

    async def _is_settled(self, missing: Missing) -> bool:
        """Asks once; whether nothing is left to be asked."""
        found = await self._found(missing)
        if isinstance(found, list) and missing.client_id is None and self._stays_away(missing.venue_id):
            return self._orphaned(found)
        return found is True

    def _stays_away(self, venue_id: str) -> bool:
        """Counts an answer that there is no such order; whether there were enough, over long enough."""
        now_ns = self._shell.port.now_ns()
        since_ns, looks = self._away.pop(venue_id, (now_ns, 0))
        if len(self._away) >= MOST_AWAY:
            del self._away[next(iter(self._away))]
        self._away[venue_id] = since_ns, looks + 1
        return looks + 1 >= GONE_LOOKS and now_ns - since_ns >= GONE_NS

    def _orphaned(self, trades: list[TradeReport]) -> bool:
        """Trades whose order the venue does not know any more. They are those of the one order of ours whose
        number nobody ever told, if there is one that they fit; while its fate is asked for they wait (False).
        Else nobody here ordered them.
        """
        reading = self._shell.reading
        for trade in trades:
            if reading.is_explained(trade):
                continue
            fitting = reading.unnumbered(trade)
            if any(order.state in (State.SENT, State.UNKNOWN) for order in fitting):
                return False
            self._away.pop(trade.venue_id, None)  # who asks at the same time begins to count anew
            if fitting:
                self._shell.post(trade._replace(client_id=fitting[0].client_id))
            else:
                self._foreign(trade)
        return bool(trades)

    def _is_doubted(self, instrument: str) -> bool:
        """Whether an order of a market is of unknown fate: then a trade of nobody may be its own."""
        live = self._shell.live()
        return any(o.instrument == instrument and o.state is State.UNKNOWN for o in live)

    async def _found(self, missing: Missing) -> bool | list[TradeReport] | None:
        """Whether it was found; None where the venue could not be asked, and the trades of an order that it
        does not know (any more).
        """
        try:
            report = await self._shell.port.order(missing.instrument, None, missing.venue_id)
            since_ns = self._shell.joining.read_since_ns(missing.instrument)
            order = self._shell.reading.known(missing.client_id)
            if order is not None:
                since_ns = min(since_ns, order.created_ns - OVERLAP_NS)
            if missing.ns is not None:
                since_ns = min(since_ns, missing.ns - OVERLAP_NS)
            trades = await self._shell.port.trades(missing.instrument, since_ns)
        except (Unavailable, VenueRejected):
            return None
        mine = [t for t in trades if t.venue_id == missing.venue_id]
        if report is None:
            return mine
        client_id = missing.client_id or report.client_id
        if self._shell.reading.known(client_id) is not None:
            # on a perpetual what a trade closes depends on those before it: they are told in their order
            told = trades if settled_in(missing.instrument) else mine
            for trade in told:
                mines = trade.venue_id == missing.venue_id
                self._shell.post(trade._replace(client_id=client_id) if mines else trade)
            self._shell.post(report._replace(client_id=client_id))
            return sum((t.qty for t in mine), Decimal(0)) >= report.filled
        if mine and settled_in(missing.instrument):  # as above: what it closed has to be known first
            before = trades[: trades.index(mine[0])]
            for trade in before:
                self._shell.post(trade)
            if not all(map(self._shell.reading.is_explained, before)):
                return False
        for trade in mine:
            self._foreign(trade, self._shell.reading.closed_by(client_id))
        return bool(mine)

    def _foreign(self, trade: TradeReport, why: str = "") -> None:
        """A trade that no bot's order made; `why` it closed a position, where that is known."""
        if trade.ns <= self._shell.adopted_ns:
            return  # its money was there when the ledger began
        head = (trade.ns, trade.instrument, trade.trade_id, trade.side, trade.price, trade.qty)
        booked, why = trade.realised or Decimal(0), trade.why or why
        if why and settled_in(trade.instrument):
            self._shell.post(ev.PositionEnded(*head, trade.fee, trade.fee_asset, booked, why))
        else:
            self._shell.post(ev.ForeignTraded(*head, trade.fee, trade.fee_asset, booked))

    def resolve_soon(self, order: Order) -> None:
        """Finds out what became of an order without proof."""
        key = f"resolve:{order.client_id}"
        if key in self.busy:
            return
        self.busy.add(key)

        async def work() -> None:
            try:
                await self._shell.resolver.resolve(
                    order, self.signed_ns.get(order.client_id, self._shell.port.now_ns())
                )
            finally:
                self.busy.discard(key)

        self._shell.supervisor.spawn("resolve", work())


@contextlib.contextmanager
def _without_market() -> Iterator[None]:
    """A venue that has no such market any more has no order in it."""
    try:
        yield
    except VenueRejected as error:
        if error.code != NO_MARKET:
            raise


def _rests(order: Order) -> bool:
    """Whether an order is known to rest at the venue, with nobody wanting it away."""
    at_once = order.spec.type is OrderType.MARKET
    return not at_once and not order.cancel_requested and RANK[order.state] >= RANK[OPEN]
