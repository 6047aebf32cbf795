"""The live shell: one inbox, one kernel, one journal, one venue.

An event is handled, its facts are made durable, and only then does a request leave: exactly one an order.
What comes back is proof or it is Unknown.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.commands import Cancel, Command, Submit
from finbyte_desktop.core.errors import Bug, FinByteError, Unavailable, UserError, VenueRejected
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import ENDED, OPEN, RANK, Order, OrderType, State
from finbyte_desktop.core.slots import ENDED_BOTS
from finbyte_desktop.services.live.reading import Missing, Reading
from finbyte_desktop.services.live.resolver import Resolver
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.live_port import (
    Accepted,
    AssetBalance,
    LivePort,
    OrderReport,
    Rejected,
    Report,
    Stream,
    TradeReport,
)

NS_PER_S = 1_000_000_000
BURST = 1_000
SNAPSHOT_EVERY = 2_000
BEAT_S = 5.0  # so often at least the clock is looked at
POLL_S = 10.0
PRICE_S = 1.0
STALE_S = 5.0
RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
OVERLAP_NS = 300 * NS_PER_S
SETTLED_READS = 5
LASTING = frozenset({"inbox", "poll", "prices", "stream"})
ASLEEP_NS = 30 * NS_PER_S
FactsHeard = Callable[[ev.Event, Iterable[fx.Fact], Mapping[str, Decimal]], None]
Item = ev.Event | Report


class Difference(NamedTuple):
    """An asset of which the venue has another amount than the ledger."""

    asset: str
    venue: Decimal
    ledger: Decimal


class LiveShell:
    """Drives one account at one venue.

    Attributes:
        gates: why no new order may leave for an instrument; one that is not named is open.
        differences: what the venue holds other than the ledger says, as of the last reconciliation.
        adopted_ns: when what the account held at first came into the ledger; 0 before that.
    """

    def __init__(
        self,
        kernel: Kernel,
        journal: Journal,
        port: LivePort,
        supervisor: Supervisor,
        heard: FactsHeard = lambda *_: None,
        inline: bool = False,
    ) -> None:
        self.kernel = kernel
        self.journal = journal
        self.port = port
        self.gates: dict[str, set[str]] = {}
        self.differences: tuple[Difference, ...] = ()
        self.adopted_ns = 0
        self.failure: Unavailable | None = None
        self._supervisor = supervisor
        self._heard = heard
        self._inline = inline
        self._inbox: deque[Item] = deque()
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._lock = asyncio.Lock()
        self._reconciling = asyncio.Lock()
        self._stopping = False
        self._signed_ns: dict[str, int] = {}
        self._busy: set[str] = set()
        self._since_ns: dict[str, int] = {}
        self._snapshot_seq = journal.seq
        self._price_ns: dict[str, int] = {}
        self._reading = Reading(kernel, kernel.placing.prefix, self._on_missing)
        self.resolver = Resolver(port, self._reading, self.post)

    # --- start and end ----------------------------------------------------------------------------

    def recover(self) -> int:
        """Rebuilds the kernel from the newest snapshot and the events after it; how many were folded."""
        saved, seq = self.journal.load_snapshot(), 0
        if saved is not None:
            seq, state = saved
            snapshot.load(self.kernel, state)
        rows = self.journal.events_after(seq)
        for row in rows:
            self.kernel.last.update(row.marks)
            self.kernel.handle(row.event)
        saved_parts = self.journal.load_venue()
        self.adopted_ns = int(saved_parts.get("adopted_ns", 0))
        for name, since in saved_parts.get("cursors", {}).items():
            self._since_ns[name] = int(since)
        self._snapshot_seq = self.journal.seq
        self._reading = Reading(self.kernel, self.kernel.placing.prefix, self._on_missing)
        self.resolver = Resolver(self.port, self._reading, self.post)
        return len(rows)

    async def start(self) -> None:
        """Brings kernel and venue to one state, then lets the bots see events. The gates are closed until
        then.

        Raises Unavailable or VenueRejected when the venue cannot be reached; nothing was sent.
        """
        now = self.port.now_ns()
        for order in self._live():
            if order.state is State.SENT:
                self.post(ev.OrderLost(now, order.client_id))
            self._signed_ns[order.client_id] = now  # it may have left just before the end
        for name in self.instruments():
            self.close_gate(name, "starting")
        self._supervisor.spawn("inbox", self._run())
        await self.read_prices()
        await self.reconcile("starting")
        for what in Stream:
            self._supervisor.spawn(f"stream:{what.value}", self._follow(what))
        self._supervisor.spawn("poll", self._poll())
        self._supervisor.spawn("prices", self._watch_prices())

    async def stop(self) -> None:
        """Ends with everything on disk. Orders stay as they are."""
        self._stopping = True
        async with self._lock:
            if self.failure is None:
                await self._commit(snapshot.save(self.kernel))

    def order(self, client_id: str) -> Order | None:
        """An order of ours, live or ended and remembered."""
        return self._reading.known(client_id)

    def instruments(self) -> list[str]:
        """The markets of bots that run, and of orders that are live."""
        names = {r.instrument.id for r in self.kernel.bots.values() if r.state not in ENDED_BOTS}
        return sorted(names | {order.instrument for order in self._live()})

    def known_markets(self) -> list[str]:
        """Every market that was ever used here: its trades are part of the account's history."""
        return sorted({*self.instruments(), *self._since_ns})

    def _live(self) -> list[Order]:
        found = (self._reading.known(client_id) for client_id in list(self.kernel.orders))
        return sorted((o for o in found if o is not None), key=lambda o: o.seq)

    # --- the inbox --------------------------------------------------------------------------------

    def post(self, item: Item) -> None:
        """Something happened; it is handled in the order of arrival."""
        self._inbox.append(item)
        self._idle.clear()
        self._woken.set()

    async def command(self, *events: ev.Event) -> None:
        """Applies a person's commands and returns when they are durable, all of them in one transaction.
        Raises UserError or Unavailable.
        """
        if self.failure is not None:
            raise self.failure
        async with self._lock:
            await self._handle(events)
        self._woken.set()  # an alarm may have come nearer

    async def _run(self) -> None:
        while not self._stopping:
            due = self.kernel.alarms.next_ns
            wait_s = BEAT_S if due is None else min(BEAT_S, max(0, due - self.port.now_ns()) / NS_PER_S)
            slept_ns = self.port.now_ns()
            # not wait_for: in Python 3.11 it loses a cancellation that comes together with the event
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            self._woken.clear()
            if self.port.now_ns() - slept_ns > ASLEEP_NS:
                self._slept()
            async with self._lock:
                items = [self._inbox.popleft() for _ in range(min(BURST, len(self._inbox)))]
                due = self.kernel.alarms.next_ns
                if due is not None and due <= self.port.now_ns():
                    items.append(ev.AlarmDue(self.port.now_ns()))
                try:
                    await self._handle(items)
                except (
                    FinByteError
                ) as error:  # a promise was broken, or the disk refuses: nothing leaves any more
                    self._halt(error)
                    raise
            if self._inbox:
                self._woken.set()
            else:
                self._idle.set()

    def _halt(self, error: FinByteError) -> None:
        """The engine cannot go on: every market is closed for new orders, and commands say why."""
        if not isinstance(error, Unavailable):
            error = Unavailable(
                f"The engine stopped: {error.text} Orders at the venue are as they were; no new one is sent. "
                "Restart FinByte, and look at the venue if this comes again.",
                "engine_stopped",
            )
        self.failure = error
        for name in self.instruments():
            self.gates.setdefault(name, set()).add("stopped")  # never taken back
        self._idle.set()  # nobody waits for an inbox that will not be emptied

    def task_failed(self, name: str, error: BaseException) -> None:
        """A task of this shell ended with an error. Without one of the lasting ones nothing is safe."""
        if self.failure is None and name.partition(":")[0] in LASTING:
            self._halt(Bug(f"{name} ended: {type(error).__name__}.", "task_ended"))

    def _slept(self) -> None:
        """This computer was away: nothing leaves before it is known what happened meanwhile."""
        for name in self.instruments():
            self.close_gate(name, "asleep")
        self._supervisor.spawn("awake", self.reconcile("asleep"))

    async def _handle(self, items: Sequence[Item]) -> None:
        """Handles items, makes them durable, tells them, and sends what follows. In that order. What a person
        asked for and cannot be done raises UserError, after all that came before it was carried out.
        """
        commands: list[Command] = []
        told: list[tuple[ev.Event, list[fx.Fact]]] = []
        refused: UserError | None = None
        for item in items:
            for event in self._events_of(item):
                try:
                    step = self.kernel.handle(event)
                except UserError as error:
                    refused = refused or error
                    continue
                self.journal.append(event, self.kernel.last, step.facts)
                told.append((event, step.facts))
                commands += step.commands
        if told:
            await self._carry_out(told, commands)
        if refused is not None:
            raise refused

    async def _carry_out(
        self, told: Sequence[tuple[ev.Event, list[fx.Fact]]], commands: Sequence[Command]
    ) -> None:
        saved = None
        if self.journal.seq - self._snapshot_seq >= SNAPSHOT_EVERY:
            saved, self._snapshot_seq = snapshot.save(self.kernel), self.journal.seq
        await self._commit(saved)
        for event, facts in told:
            self._heard(event, facts, self.kernel.last)
        for command in commands:
            if isinstance(command, Submit):
                self._supervisor.spawn("submit", self._submit(command.order))
            elif isinstance(command, Cancel):
                self._settle_soon(command.client_id)

    def _events_of(self, item: Item) -> Iterator[ev.Event]:
        if isinstance(item, OrderReport):
            yield from self._reading.order(item)
        elif isinstance(item, TradeReport):
            yield from self._reading.trade(item)
            waits = any(key.startswith("missing:") for key in self._busy)
            if self._reading.is_explained(item) and not waits:  # else it must be read again
                self._since_ns[item.instrument] = max(self._since_ns.get(item.instrument, 0), item.ns)
        else:
            yield item

    async def _commit(self, saved: dict[str, JsonValue] | None) -> None:
        cursors: dict[str, JsonValue] = {"cursors": dict(self._since_ns), "adopted_ns": self.adopted_ns}
        try:
            if self._inline:
                self.journal.commit_now(cursors, saved)
            else:
                await self.journal.commit(cursors, saved)
        except Unavailable as error:
            self.failure = error  # what cannot be written cannot be sent
            raise

    # --- orders -----------------------------------------------------------------------------------

    async def _submit(self, order: Order) -> None:
        if order.instrument in self.gates or self._reconciling.locked():
            self.post(ev.OrderRejected(self.port.now_ns(), order.client_id, "market_not_open"))
            return
        self._signed_ns[order.client_id] = self.port.now_ns()
        outcome = await self.port.submit(order)
        now = self.port.now_ns()
        if isinstance(outcome, Accepted):
            self.post(ev.OrderAccepted(now, order.client_id, outcome.venue_id))
            self._signed_ns.pop(order.client_id, None)
            if order.spec.type is OrderType.MARKET:
                self._settle_soon(order.client_id)
        elif isinstance(outcome, Rejected):
            self.post(ev.OrderRejected(now, order.client_id, outcome.code))
            self._signed_ns.pop(order.client_id, None)
        else:
            self.post(ev.OrderLost(now, order.client_id))
            self._resolve_soon(order)

    def _settle_soon(self, client_id: str) -> None:
        """Follows an order to its end: cancels it when that is wanted, and asks until its end is proved."""
        if client_id not in self._busy:
            self._busy.add(client_id)
            self._supervisor.spawn("settle", self._settle(client_id))

    async def _settle(self, client_id: str) -> None:
        tries = 0
        try:
            while True:
                order = self._reading.known(client_id)
                if order is None or order.state in ENDED or self._stopping:
                    return
                if order.cancel_requested and client_id not in self._reading.final:
                    await self.port.cancel(order.instrument, client_id, order.venue_id)
                with contextlib.suppress(Unavailable, VenueRejected):  # asked again below
                    report = await self.port.order(order.instrument, client_id, order.venue_id, tries)
                    if report is not None:
                        self.post(report)
                await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
                order = self._reading.known(client_id)
                if order is not None and _rests(order):
                    return
        finally:
            self._busy.discard(client_id)

    def _on_missing(self, missing: Missing) -> None:
        key = f"missing:{missing.venue_id}"
        if key not in self._busy:
            self._busy.add(key)
            self._supervisor.spawn("missing", self._find(missing, key))

    async def _find(self, missing: Missing, key: str) -> None:
        """Asks whose trade something is, or for the trades that are counted in a final report."""
        try:
            for pause_s in RETRY_S:
                if await self._found(missing):
                    return
                await asyncio.sleep(pause_s)
        finally:
            self._busy.discard(key)

    async def _found(self, missing: Missing) -> bool:
        try:
            report = await self.port.order(missing.instrument, None, missing.venue_id)
            since_ns = self._since_ns.get(missing.instrument, self.port.now_ns()) - OVERLAP_NS
            trades = await self.port.trades(missing.instrument, since_ns)
        except (Unavailable, VenueRejected):
            return False
        if report is None:
            return False
        client_id = missing.client_id or report.client_id
        mine = [t for t in trades if t.venue_id == missing.venue_id]
        if self._reading.known(client_id) is not None:
            for trade in mine:
                self.post(trade._replace(client_id=client_id))
            self.post(report._replace(client_id=client_id))
            return sum((t.qty for t in mine), Decimal(0)) >= report.filled
        for trade in mine:
            self._foreign(trade)
        return bool(mine)

    def _foreign(self, trade: TradeReport) -> None:
        if trade.ns <= self.adopted_ns:
            return  # its money was there when the ledger began
        head = (trade.ns, trade.instrument, trade.trade_id, trade.side, trade.price, trade.qty)
        self.post(ev.ForeignTraded(*head, trade.fee, trade.fee_asset))

    # --- reconciliation ---------------------------------------------------------------------------

    def close_gate(self, instrument: str, why: str) -> None:
        """No new order leaves for this market until every reason is gone."""
        reasons = self.gates.setdefault(instrument, set())
        if not reasons:
            self.post(ev.FeedChanged(self.port.now_ns(), instrument, False, why))
        reasons.add(why)

    def open_gate(self, instrument: str, why: str) -> None:
        """This reason is gone; orders may leave when it was the last."""
        reasons = self.gates.get(instrument, set())
        reasons.discard(why)
        if not reasons and self.gates.pop(instrument, None) is not None:
            self.post(ev.FeedChanged(self.port.now_ns(), instrument, True, ""))

    async def reconcile(self, why: str) -> None:
        """Reads what the venue has and joins it with what is known. Gates are closed meanwhile."""
        async with self._reconciling:
            names = self.instruments()
            for name in names:
                self.close_gate(name, why)
            tries = 0
            while not self._stopping:
                try:
                    await self._join(self.known_markets())
                    break
                except (Unavailable, VenueRejected):
                    await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                    tries += 1
        for name in sorted({*names, *self.instruments(), *self.gates}):
            if name in self.gates:
                self.open_gate(name, why)
            else:  # a bot that came meanwhile was refused, and wants again
                self.post(ev.FeedChanged(self.port.now_ns(), name, True, ""))

    async def _join(self, names: Sequence[str]) -> None:
        for name in names:
            await self._read_market(name)
        await self._quiet()
        for order in self._live():
            if order.state in (State.UNKNOWN, State.SENT, State.QUARANTINED):
                self._resolve_soon(order)
            elif order.cancel_requested:
                self._settle_soon(order.client_id)
        self.differences = await self.compare()

    async def _read_market(self, name: str) -> None:
        since_ns = self._since_ns.setdefault(name, self.port.now_ns()) - OVERLAP_NS
        rests = await self.port.open_orders(name)
        trades = await self.port.trades(name, since_ns)
        for trade in trades:
            self.post(trade)
        for rest in rests:
            self.post(rest)
        there = {r.venue_id for r in rests} | {r.client_id for r in rests}
        for order in self._live():
            unproved = RANK[order.state] < RANK[OPEN]
            if order.instrument == name and not unproved and not {order.venue_id, order.client_id} & there:
                report = await self.port.order(name, order.client_id, order.venue_id)
                if report is not None:
                    self.post(report)

    def _resolve_soon(self, order: Order) -> None:
        key = f"resolve:{order.client_id}"
        if key in self._busy:
            return
        self._busy.add(key)

        async def work() -> None:
            try:
                await self.resolver.resolve(order, self._signed_ns.get(order.client_id, self.port.now_ns()))
            finally:
                self._busy.discard(key)

        self._supervisor.spawn("resolve", work())

    async def _quiet(self) -> None:
        """Returns when everything that was posted has been handled."""
        await self._idle.wait()

    async def compare(self) -> tuple[Difference, ...]:
        """The venue's balances against the ledger, read at a moment when nothing was traded in between."""
        names = self.known_markets()
        found: Mapping[str, AssetBalance] = {}
        for _ in range(SETTLED_READS):
            before = self.journal.seq
            found = await self.port.balances()
            for name in names:
                since_ns = self._since_ns.get(name, self.port.now_ns()) - OVERLAP_NS
                for trade in await self.port.trades(name, since_ns):
                    self.post(trade)
            await self._quiet()
            if self.journal.seq == before and not any(k.startswith("missing:") for k in self._busy):
                break
        ledger = self.kernel.ledger
        assets = sorted(set(found) | set(ledger.assets()))
        rows = [
            Difference(
                asset, found[asset].total if asset in found else Decimal(0), ledger.account_total(asset)
            )
            for asset in assets
        ]
        return tuple(row for row in rows if row.venue != row.ledger)

    async def use(self, instrument: str) -> None:
        """Reads the last price of a market that a bot is about to trade. Raises Unavailable."""
        for name, price in (await self.port.prices([instrument])).items():
            self.price(name, price)

    async def adopt_balances(self) -> None:
        """Books what the venue holds other than the ledger says as money outside all bots: at the first
        connection everything, later what came in or went out by other ways.
        """
        found = await self.compare()
        async with self._lock:
            if self.failure is not None:
                raise self.failure
            now = self.adopted_ns = self.port.now_ns()  # on disk with the money itself, or not at all
            try:
                await self._handle([ev.Deposited(now, row.asset, row.venue - row.ledger) for row in found])
            except BaseException:
                self.adopted_ns = 0
                raise
        self.differences = ()

    # --- streams and prices -----------------------------------------------------------------------

    async def _follow(self, what: Stream) -> None:
        """Keeps a private stream; whenever it broke, everything is reconciled before orders leave again."""
        tries = 0
        while not self._stopping:
            started = self.port.now_ns()
            with contextlib.suppress(Unavailable, VenueRejected):  # it broke: reconciled below
                await self.port.watch(what, self.post)
            tries = 0 if self.port.now_ns() - started > ASLEEP_NS else tries + 1
            await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
            await self.reconcile("stream_lost")

    async def _poll(self) -> None:
        """Reads orders and trades again and again: a stream can fall silent without an error."""
        while not self._stopping:
            await asyncio.sleep(POLL_S)
            with contextlib.suppress(Unavailable, VenueRejected):  # read again after the next pause
                await self.port.measure_clock()
                for name in self.instruments():
                    if name not in self.gates:
                        await self._read_market(name)

    async def read_prices(self) -> None:
        """Reads the last prices of the markets in use. Raises Unavailable."""
        names = self.instruments()
        if not names:
            return
        for name, price in (await self.port.prices(names)).items():
            self.price(name, price)

    def price(self, instrument: str, price: Decimal) -> None:
        """The last price of a market."""
        self._price_ns[instrument] = self.port.now_ns()
        if self.kernel.mark(instrument, price):
            self.post(ev.PriceTouched(self.port.now_ns(), instrument, price))

    def price_ns(self, instrument: str) -> int:
        """When the last price of a market came; 0 when none did."""
        return self._price_ns.get(instrument, 0)

    async def _watch_prices(self) -> None:
        while not self._stopping:
            with contextlib.suppress(Unavailable, VenueRejected):  # what is too old is noticed below
                await self.read_prices()
            for name in self.instruments():
                age_ns = self.port.now_ns() - self._price_ns.get(name, 0)
                if age_ns > STALE_S * NS_PER_S:
                    self.close_gate(name, "stale")
                elif "stale" in self.gates.get(name, ()):
                    self.open_gate(name, "stale")
            await asyncio.sleep(PRICE_S)


def _rests(order: Order) -> bool:
    """Whether an order is known to rest at the venue, with nobody wanting it away."""
    at_once = order.spec.type is OrderType.MARKET
    return not at_once and not order.cancel_requested and RANK[order.state] >= RANK[OPEN]
