"""The runner: market, kernel, journal and venue in one loop, the facts on disk before anybody sees them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.commands import Cancel, Command, Isolate, Submit
from finbyte_desktop.core.errors import Bug, OutcomeUnknown, Unavailable, UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.core.walk import Happening, Seen
from finbyte_desktop.services.clock import Pace
from finbyte_desktop.services.planned import Plan
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.venues.paper import PaperVenue
from finbyte_desktop.services.venues.paper_remote import RemotePaperVenue

WORK_NS = 1_500_000  # a window that is to paint waits for no more than this
FRAME_S = 1 / 60
ITEMS_A_CALL = 64
SNAPSHOT_EVERY = 2_000
MARKET_SAVE_NS = 5_000_000_000
CONNECT_TRIES = 5


class Strategies(Protocol):
    """Whoever runs the traders' own strategies on this runner.

    `waits` says that the market stands until they have heard what happened, which `settle` waits for.
    `next_ns` is their earliest timer, `due` that its time has come.
    """

    @property
    def waits(self) -> bool: ...

    @property
    def next_ns(self) -> int | None: ...

    def due(self, ns: int) -> None: ...

    def seen(self, seen: Seen) -> None: ...

    def after(self, event: ev.Event, step: Step) -> None: ...

    async def settle(self) -> None: ...


Result = TypeVar("Result")
FactsHeard = Callable[[ev.Event, Iterable[fx.Fact], Mapping[str, Decimal]], None]


class Runner:
    """Drives one paper venue. `heard` is told every event, its facts and the prices that it saw, once they
    are durable.
    """

    def __init__(self, kernel: Kernel, journal: Journal, heard: FactsHeard) -> None:
        self.kernel = kernel
        self.journal = journal
        self.venue: PaperVenue | RemotePaperVenue | None = None
        self.remote: RemotePaperVenue | None = None
        self.feed_key = ""
        self.pace = Pace(None)
        self.stands = False  # nothing is left to be done as far as the market may go
        self.steps_wanted = 0
        self.plan = Plan()
        self._heard = heard
        self._told: list[tuple[ev.Event, list[fx.Fact], Mapping[str, Decimal]]] = []
        self._snapshot_seq = journal.seq
        self.told_seq = journal.seq
        self._market_saved_ns = 0
        self._stopping = False
        self.lock = asyncio.Lock()
        self.moved = False
        self._was_finished = False
        self._again: list[Cancel] = []
        self._markets: frozenset[str] = frozenset()
        self._held = False  # the market stood for the strategies
        self.extra_state: dict[str, JsonValue] = {}
        self.failure: Unavailable | None = None
        self.dated: Callable[[ev.Event], ev.Event] = lambda event: event
        self.strategies: Strategies | None = None

    # --- recovery ---------------------------------------------------------------------------------

    def recover(self) -> int:
        """Rebuilds the kernel from the newest snapshot and the events after it; how many were folded."""
        saved = self.journal.load_snapshot()
        seq = 0
        if saved is not None:
            seq, state = saved
            snapshot.load(self.kernel, state)
        rows = self.journal.events_after(seq)
        for row in rows:
            self.kernel.last.update(row.marks)
            self.kernel.handle(row.event)
        self._mark()  # the market went on after the last event
        self._snapshot_seq = self.journal.seq
        return len(rows)

    def attach(
        self,
        venue: PaperVenue | RemotePaperVenue,
        feed_key: str,
        saved: Mapping[str, JsonValue] | None,
    ) -> None:
        """Puts a venue under the kernel; `saved` is where that feed stood, None for a fresh one.

        A venue in a process of its own must be open; after `recover` call `reconcile`.
        """
        for instrument in venue.instruments().values():
            self.kernel.add_instrument(instrument)
        if saved is not None:
            venue.restore_feed(saved)
        self.venue, self.feed_key, self._was_finished = venue, feed_key, False
        self.tell_of(self._markets)
        self.remote = venue if isinstance(venue, RemotePaperVenue) else None
        self.pace = Pace(self.pace.speed)
        start = venue.ns or venue.feed.peek_ns()
        if start is not None:
            self.pace.start(start)
        for name in venue.instruments():
            price = venue.price(name)
            if price is not None:
                self.kernel.last[name] = price

    def drop_ended(self) -> None:
        """Takes the orders off the venue that ended while its feed was away; after `attach` and `recover`."""
        if isinstance(self.venue, PaperVenue):
            self.venue.drop_all_but(self.kernel.orders)

    def unresolved(self) -> list[Order]:
        """Orders without any proof, oldest first; with the venue in one transaction there are none."""
        orders = (record.slots[name].order for record, name in self.kernel.orders.values())
        open_ends = [o for o in orders if o is not None and o.state in (State.SENT, State.UNKNOWN)]
        return sorted(open_ends, key=lambda order: order.seq)

    def reconcile(self) -> None:
        """Brings the kernel and a venue process to one state, after a restart of either.

        What the venue reported and nobody took in comes first. Then each order without proof is asked for;
        one that the venue does not know was never accepted, since its old process is gone. Deposits and
        cancels that may not have arrived are asked for again. Raises Unavailable when no process stays alive.
        """
        for _ in range(CONNECT_TRIES):
            try:
                self._reconcile_once()
            except OutcomeUnknown:
                continue
            return
        raise Unavailable(
            "The paper venue's process ends again and again. Nothing was lost: its orders and money are on "
            "its disk. Restart FinByte; if it goes on, start with another folder: --data FOLDER.",
            "venue_gone",
        )

    def _reconcile_once(self) -> None:
        remote = self.remote
        if remote is None:
            return
        if not remote.connected:
            remote.open()
        backlog = remote.take_backlog()
        while backlog:
            entry = backlog.popleft()
            if entry.price is None:  # reports that answered one batch of requests are taken in as one batch
                batch: list[ev.Event] = [entry.event]
                while backlog and backlog[0].price is None:
                    batch.append(backlog.popleft().event)
                self.apply(*batch)
            else:
                self._happened(entry.instrument, entry.price, entry.event)
        self._mark()
        if remote.deposits > remote.deposits_at_venue:
            rows = self.journal.events_after(0)
            deposits = [row.event for row in rows if isinstance(row.event, ev.Deposited)]
            for deposit in deposits[remote.deposits_at_venue - remote.deposits :]:
                remote.deposit(deposit.asset, deposit.amount)
        for market, leverage in self.kernel.perpetuals.leverages().items():
            if market in remote.instruments():
                remote.isolate(
                    self.kernel.instruments[market], self.kernel.perpetuals.put_in(market), leverage
                )
        for order in self.unresolved():
            known = remote.knows(order)
            if order.state is State.SENT:
                self.apply(ev.OrderLost(self.kernel.ns, order.client_id))
            if known is None:
                self.apply(ev.OrderNeverAccepted(self.kernel.ns, order.client_id))
            elif known:
                self.apply(*known)
        for record, name in list(self.kernel.orders.values()):
            live = record.slots[name].order
            if live is not None and live.cancel_requested and live.is_live:
                self.apply(*remote.cancel(live.instrument, live.client_id))

    # --- events -----------------------------------------------------------------------------------

    def apply(self, *events: ev.Event) -> None:
        """Hands events to the kernel and carries out what follows. Durable only after `flush`, except that a
        venue process gets no request whose cause is not on disk.

        Raises UserError for a command that cannot be done, after all others were handled; it has changed
        nothing. An error of the engine itself is raised after all others were handled, too.
        """
        if self.failure is not None:
            raise self.failure
        pending = deque(events)
        try:
            self._apply_each(pending)
        finally:
            if pending and self.failure is None:
                self.apply(*pending)

    def _apply_each(self, pending: deque[ev.Event]) -> None:
        remote = self.remote
        refused: UserError | None = None
        while pending:
            current = pending.popleft()
            if remote is not None:
                remote.note(current)
            try:
                step = self.kernel.handle(current)
            except UserError as error:
                refused = refused or error
                continue
            self.journal.append(current, self.kernel.last, step.facts)
            self._told.append((current, step.facts, self.kernel.last.copy()))
            if self.strategies is not None:
                self.strategies.after(current, step)
            if remote is not None:
                self._intend(remote, current, bool(step.commands))
            elif isinstance(current, ev.Deposited) and self.venue is not None:
                self.venue.deposit(current.asset, current.amount)
            self._execute_each(step.commands, pending)
        if refused is not None:
            raise refused

    def _execute_each(self, commands: Sequence[Command], pending: deque[ev.Event]) -> None:
        """Carries commands out and appends what they led to. One in which the venue fails hinders none after
        it; the error is raised after all others.
        """
        done = 0
        try:
            for command in commands:
                pending.extend(self._execute(command))
                done += 1
        finally:
            if done < len(commands):
                with contextlib.ExitStack() as rest:  # runs each of them, whatever the others raise
                    for command in reversed(commands[done + 1 :]):
                        rest.callback(self._execute_each, [command], pending)
                    pending.extend(self._failed(commands[done]))

    def _intend(self, remote: RemotePaperVenue, event: ev.Event, commanded: bool) -> None:
        """Puts on disk what is about to be asked of the venue process."""
        is_deposit = isinstance(event, ev.Deposited)
        if not (commanded or is_deposit):
            return
        remote.deposits += is_deposit
        try:
            self.journal.commit_now(self.venue_state())
        except Unavailable as error:
            self._fail(error)
            raise
        remote.acknowledge(remote.heard)
        if isinstance(event, ev.Deposited):
            with contextlib.suppress(OutcomeUnknown):  # `reconcile` compares the numbers of deposits
                remote.deposit(event.asset, event.amount)

    def _fail(self, error: Unavailable) -> None:
        self.failure = error
        self._told.clear()

    def _execute(self, command: Command) -> Iterable[ev.Event]:
        venue = self.venue
        if venue is None:
            raise Bug("An order was to be sent while no venue is attached.", "no_venue")
        if isinstance(command, Submit):
            if command.order.instrument not in venue.instruments():
                return [ev.OrderRejected(self.kernel.ns, command.order.client_id, "market_not_open")]
            try:
                return venue.submit(command.order)
            except OutcomeUnknown:
                return [ev.OrderLost(self.kernel.ns, command.order.client_id)]
            except UserError:  # the market has no price yet
                return [ev.OrderRejected(self.kernel.ns, command.order.client_id, "market_not_open")]
        if isinstance(command, Isolate):
            return self._isolate(command.instrument, command.leverage)
        if self.remote is None and command.instrument not in venue.instruments():
            # nothing trades where no price comes; `drop_ended` takes it from the feed when that is back
            return [ev.OrderCanceled(self.kernel.ns, command.client_id, "canceled")]
        try:
            return venue.cancel(command.instrument, command.client_id)
        except OutcomeUnknown:  # `reconcile` asks again
            return []

    def _isolate(self, market: str, leverage: Decimal) -> Iterable[ev.Event]:
        """What the bots of a market have put in stands behind its position then; `reconcile` asks again."""
        venue, kernel = self.venue, self.kernel
        assert venue is not None
        with contextlib.suppress(OutcomeUnknown):
            venue.isolate(kernel.instruments[market], kernel.perpetuals.put_in(market), leverage)
        return []

    def _failed(self, command: Command) -> Iterable[ev.Event]:
        """What is known of a request in which the venue failed. An order that the venue knows is there; one
        that it never took is refused. A cancel is asked for again. Of a venue process `reconcile` asks both.
        """
        venue = self.venue
        if isinstance(command, Cancel) and self.remote is None:
            self._again.append(command)
        if not isinstance(command, Submit):
            return []
        order = command.order
        if venue is None or self.remote is not None:
            return [ev.OrderLost(self.kernel.ns, order.client_id)]
        known = venue.knows(order)
        return [ev.OrderRejected(self.kernel.ns, order.client_id, "venue_failed")] if known is None else known

    def _cancel_again(self) -> None:
        """Asks for the cancels in which the venue failed, in its markets of now. Raises what it fails with;
        they stay noted.
        """
        there = {} if self.venue is None else self.venue.instruments()
        again = [command for command in self._again if command.instrument in there]
        self._again = [command for command in self._again if command.instrument not in there]
        answers: deque[ev.Event] = deque()
        try:
            self._execute_each(again, answers)
        finally:
            self.apply(*answers)

    async def command(self, event: ev.Event) -> None:
        """Applies a person's command and returns when it is durable. Raises UserError or Unavailable.

        It is dated once it has its turn: the feed may have changed while it waited.
        """
        await self.whole(lambda: [event])

    async def whole(self, made: Callable[[], Sequence[ev.Event]]) -> None:
        """Applies commands that are made once they have their turn, with nothing between them; durable when
        this returns. One that cannot be done hinders no other. Raises UserError at the end, or Unavailable;
        an error of the engine itself is raised when everything else is durable.
        """
        async with self.lock:
            try:
                self.apply(*(self.dated(event) for event in made()))
            finally:
                if self.failure is None:
                    await self.flush()

    async def doing(self, work: Callable[[], Result], *, durable: bool) -> Result:
        """Does something with nothing else happening in between; with `durable` it is on disk when this
        returns. Raises what the work raises, and Unavailable.
        """
        async with self.lock:
            result = work()
            if durable:
                await self.flush()
        return result

    async def flush(self) -> None:
        """Makes durable what happened, then tells it."""
        dirty = self.journal.is_dirty
        overdue = time.monotonic_ns() - self._market_saved_ns > MARKET_SAVE_NS
        if dirty or overdue:
            state = self.venue_state()
            saved = None
            if self.journal.seq - self._snapshot_seq >= SNAPSHOT_EVERY:
                saved = snapshot.save(self.kernel)
                self._snapshot_seq = self.journal.seq
            self._market_saved_ns = time.monotonic_ns()
            try:
                await self.journal.commit(state, saved)
            except Unavailable as error:
                self._fail(error)
                raise
            if self.remote is not None:
                self.remote.acknowledge(self.remote.heard)
        self._tell()

    def note(self, state: Mapping[str, JsonValue]) -> None:
        """Parts of the venue's state that are kept with the next thing that becomes durable."""
        self.extra_state |= state

    def flush_now(self) -> None:
        """The same on the caller's thread, for runs without an event loop."""
        self.journal.commit_now(self.venue_state())
        self._tell()

    def _tell(self) -> None:
        told, self._told = self._told, []
        for event, facts, marks in told:
            self._heard(event, facts, marks)
        self.told_seq = self.journal.seq

    def venue_state(self) -> dict[str, JsonValue]:
        """What must be on disk together with the facts, so that the market and the bots agree after any
        crash.
        """
        state, self.extra_state = self.extra_state, {}
        if self.remote is not None:
            state["remote"] = self.remote.position()
        elif self.venue is not None:
            state["account"] = self.venue.save_account()
            if self.feed_key:  # a feed that is not there keeps the position that it has on disk
                state[f"feed:{self.feed_key}"] = self.venue.save_feed()
        return state

    # --- the loop ---------------------------------------------------------------------------------

    def work(self, budget_ns: int = WORK_NS) -> bool:
        """Moves the market for at most this long; True when there is more to do at once."""
        self.stands = self._held = False
        venue = self.venue
        if venue is None:
            return False
        if self.remote is not None and not self.remote.connected:
            self.reconcile()
        if self._again:
            self._cancel_again()
        until = self.pace.until()
        if until is not None and until == self.pace.end_ns and venue.feed.peek_ns() is None:
            until = None  # a feed that ended before has no time after its end
        if self.steps_wanted and self.pace.paused:
            self.steps_wanted -= 1
            until = venue.feed.peek_ns()
            if until is not None:
                self.pace.start(until)
        now = time.perf_counter_ns()
        end = now + budget_ns
        kernel = self.kernel
        strategies = self.strategies
        while now < end:
            before = venue.items
            alarm = self.plan.next_ns(kernel.alarms.next_ns)
            if strategies is not None:
                if strategies.waits:
                    self._held = True
                    return False
                timer = strategies.next_ns
                alarm = timer if alarm is None or (timer is not None and timer < alarm) else alarm
            try:
                found = venue.advance(self.watches, alarm, until, ITEMS_A_CALL, end - now)
            except OutcomeUnknown:  # what happened waits in the venue's outbox
                return True
            now = time.perf_counter_ns()
            if venue.items != before:
                self.moved = True
            if found is None and self._told_of_market():
                continue
            if found is None:
                self._mark()
                if venue.items == before:
                    self._see_end(venue.is_finished)
                    self.stands = True
                    return False
                continue
            self._happened(found.instrument, found.price, found.event)
        self._mark()
        return True

    def tell_of(self, markets: Iterable[str]) -> None:
        """From now on the strategies hear of each trade, book and point of a candle of these markets."""
        self._markets = frozenset(markets)
        if isinstance(self.venue, PaperVenue):
            self.venue.tell_of(self._markets)

    def _told_of_market(self) -> bool:
        """Whether the market stopped for the strategies, which are told."""
        seen = self.venue.market_seen if isinstance(self.venue, PaperVenue) else None
        if seen is None or self.strategies is None:
            return False
        self._mark()
        self.strategies.seen(seen)
        return True

    def _see_end(self, is_finished: bool) -> None:
        """The end of a feed moves the market once more: its last candle is over."""
        self.moved = self.moved or (is_finished and not self._was_finished)
        self._was_finished = is_finished

    def _happened(self, instrument: str, price: Decimal, happening: Happening) -> None:
        if price:
            self.kernel.last[instrument] = price
        if len(self.kernel.instruments) > 1:
            self._mark()  # a bot of several markets decides by the prices of all of them
        if isinstance(happening, ev.AlarmDue) and self._is_timer(happening.ns):
            return
        event = self.plan.resolve(happening, self.kernel)
        if self.remote is not None:
            self.remote.note(happening)
        if event is not None:
            self.apply(event)
        self.moved = True

    def _is_timer(self, ns: int) -> bool:
        """Whether the time that has come is a strategy's alone; it is told then."""
        alarm = self.plan.next_ns(self.kernel.alarms.next_ns)
        if self.strategies is None or (alarm is not None and alarm <= ns):
            return False
        timer = self.strategies.next_ns
        if timer is None or timer > ns:
            return False
        self.strategies.due(ns)
        return True

    def watches(self, instrument: str):  # type: ignore[no-untyped-def]  # the type is that of PaperVenue.advance
        triggers = self.kernel.triggers[instrument]
        return triggers.next_above, triggers.next_below

    def _mark(self) -> None:
        venue = self.venue
        if venue is None:
            return
        for name in venue.instruments():
            price = venue.price(name)
            if price is not None:
                self.kernel.last[name] = price

    async def run(self, ticked: Callable[[], None], batch_ns: int = WORK_NS) -> None:
        """Runs until `stop`, holding the loop for `batch_ns` at a time. `ticked` is called after each batch
        that moved the market or changed anything.
        """
        while not self._stopping:
            started = time.perf_counter()
            async with self.lock:
                more = self.work(batch_ns) if self.failure is None else False
                try:
                    await self.flush()
                except Unavailable:
                    ticked()
                    await asyncio.sleep(FRAME_S)
                    continue
            if self.moved:
                self.moved = False
                ticked()
            if self.strategies is not None and self._held:
                await self.strategies.settle()
                await asyncio.sleep(0)
                continue
            spent = time.perf_counter() - started
            await asyncio.sleep(0.001 if more else max(0.002, FRAME_S - spent))

    async def stop(self) -> None:
        """Ends the loop with everything on disk and a fresh snapshot."""
        self._stopping = True
        async with self.lock:
            if self.failure is None:
                await self.save()

    async def save(self) -> None:
        """Everything on disk, with a snapshot, so that the next start folds nothing."""
        await self.journal.commit(self.venue_state(), snapshot.save(self.kernel))
        if self.remote is not None:
            self.remote.acknowledge(self.remote.heard)
        self._snapshot_seq = self.journal.seq
