"""The live shell: one inbox, one kernel, one journal, one venue.

An event is handled, its facts are made durable, and only then does a request leave: exactly one an order.
What comes back is proof or it is Unknown.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import zip_longest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core import snapshot
from finbyte_desktop.core.commands import Cancel, Command, Isolate, Submit
from finbyte_desktop.core.errors import Bug, FinByteError, Unavailable, UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.known import told
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.core.placing import RULES
from finbyte_desktop.core.risk import LIVE_LIMITS
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.live.following import Following
from finbyte_desktop.services.live.joining import NS_PER_S, Away, Difference, Joining, MarketRead
from finbyte_desktop.services.live.markets import Markets
from finbyte_desktop.services.live.position_truth import SET_OTHERWISE, PositionTruth
from finbyte_desktop.services.live.reading import PRODUCT_ID, Reading
from finbyte_desktop.services.live.resolver import Resolver
from finbyte_desktop.services.live.several import markets_in_use
from finbyte_desktop.services.store.journal import Journal
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.live_port import LivePort, OrderReport, Report, Stream, TradeReport

BURST = 1_000
SNAPSHOT_EVERY = 2_000
BEAT_S = 5.0  # so often at least the clock is looked at
# Without one of these nothing is safe: when it has ended with an error, the account stands in failure.
LASTING = frozenset(
    {"account", "countdowns", "guarded", "inbox", "joining", "listing", "poll", "prices", "stream", "truth"}
)
# Why no order leaves while one of these waits to begin anew.
HELD_MEANWHILE = {"stream": "stream_lost", "prices": "stale"}
ASLEEP_NS = 30 * NS_PER_S
FactsHeard = Callable[[ev.Event, Iterable[fx.Fact], Mapping[str, Decimal]], None]
Item = ev.Event | Report | MarketRead


def new_epoch() -> str:
    """A name for one life of the engine that no other has."""
    return secrets.token_hex(8)


class LiveShell:
    """Drives one account at one venue.

    Its streams, its polls, the watch over prices and markets, and the joining after a sleep begin anew when
    they fail (`Supervisor.keep`): they read the venue again, and read it as a whole before an order leaves.
    The inbox does not: what it had taken in and not made durable is known to nobody, so after an error there
    the account stands in failure, every market is closed, commands say why, and connecting the account again
    reads everything anew from the disk. The same holds when one of the others fails too often.

    Attributes:
        mark: says whether a panic holds this account.
        panicking: the bots (None: all) that are about to be stopped in a panic; nothing of theirs leaves.
        adopted_ns: when what the account held at first came into the ledger; 0 before that.
        happened: hears each event with what it led to, before it is on disk.
    """

    def __init__(
        self,
        kernel: Kernel,
        journal: Journal,
        port: LivePort,
        supervisor: Supervisor,
        heard: FactsHeard = lambda *_: None,
        inline: bool = False,
        epoch: Callable[[], str] = new_epoch,
        mark: PanicMark | None = None,
    ) -> None:
        self.kernel = kernel
        self.journal = journal
        self.port = port
        self.mark = mark or PanicMark(None)
        self.panicking: list[str | None] = []
        self.adopted_ns = 0
        self.failure: Unavailable | None = None
        self.happened: Callable[[ev.Event, Step], None] = lambda *_: None
        self.supervisor = supervisor
        self._heard = heard
        self._inline = inline
        self._epoch = epoch
        self._is_running = False
        self._seen_ns = 0
        self._inbox: deque[Item] = deque()
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._lock = asyncio.Lock()
        self._waking: asyncio.Task[None] | None = None
        self.stopping = False
        self.joining = Joining(self)
        self.markets = Markets(self)
        self.following = Following(self)
        self.truth = PositionTruth(self)
        self._snapshot_seq = journal.seq
        self.reading = self._new_reading()
        self.resolver = Resolver(port, self.reading, self.post)

    # --- start and end ----------------------------------------------------------------------------

    def recover(self) -> int:
        """Rebuilds the kernel from the newest snapshot and the events after it; how many were folded."""
        saved, seq = self.journal.load_snapshot(), 0
        if saved is not None:
            seq, state = saved
            snapshot.load(self.kernel, state)
        rows = self.journal.events_after(seq)
        planned: list[Order] = []
        for row in rows:
            self.kernel.last.update(row.marks)
            facts = self.kernel.handle(row.event).facts
            planned += [fact.order for fact in facts if isinstance(fact, fx.OrderPlanned)]
        refuse_other_orders(planned, self.journal.planned_after(seq))
        saved_parts = self.journal.load_venue()
        self.adopted_ns = int(saved_parts.get("adopted_ns", 0))
        for name, since in saved_parts.get("cursors", {}).items():
            self.joining.since_ns[name] = int(since)
        self.joining.agreed_ns = int(saved_parts.get("agreed", 0))
        self.truth.since_ns |= {name: int(ns) for name, ns in saved_parts.get("funded", {}).items()}
        self._snapshot_seq = self.journal.seq
        self.reading = self._new_reading()
        self.resolver = Resolver(self.port, self.reading, self.post)
        return len(rows)

    def _new_reading(self) -> Reading:
        prefix = self.kernel.placing.prefix
        return Reading(self.kernel, prefix, self.following.on_missing, lambda: self.adopted_ns)

    async def start(self, most_tries: int | None = None) -> None:
        """Brings kernel and venue to one state, then lets the bots see events. The gates are closed until
        then. What the venue has is asked for until it tells, or `most_tries` times and once more.

        Raises Unavailable or VenueRejected when the venue cannot be reached; nothing was sent.
        """
        now, ended_ns = self.port.now_ns(), self.kernel.ns
        if not self._is_running:
            self.post(ev.EngineStarted(now, self._epoch(), RULES))
            await self.markets.learn()
            self.markets.take_rules()
            for order in self.live():
                if order.state is State.SENT:
                    self.post(ev.OrderLost(now, order.client_id))
                self.following.signed_ns[order.client_id] = now  # it may have left just before the end
        for name in self.instruments():
            self.markets.close_gate(name, "starting")
        self.markets.close_untraded()
        if not self.kernel.limits.version:
            self.post(ev.LimitsSet(now, LIVE_LIMITS))
        self.markets.take_mark()
        for found in self.kernel.late.unclaimed.values():
            self.markets.close_gate(found.instrument, "unattributed")
        if not self._is_running:
            self._is_running = True
            if ended_ns:
                self.joining.absent_since(ended_ns)
            self.supervisor.spawn("inbox", self._run())
        for report in await self.port.orders_everywhere():
            if report.client_id is not None and PRODUCT_ID.match(report.client_id):
                self.post(report)
        await self.markets.read_prices()
        await self.joining.reconcile("starting", most_tries)
        if self.failure is not None:
            raise self.failure
        for what in Stream:
            self.supervisor.keep(f"stream:{what.value}", partial(self.markets.follow, what))
        self.supervisor.keep("poll", self.markets.poll)
        self.supervisor.keep("prices", self.markets.watch_prices)
        self.supervisor.keep("truth", self.truth.run)
        self.supervisor.keep("listing", self.markets.watch_listing)

    async def stop(self) -> None:
        """Ends with everything on disk. Orders stay as they are."""
        self.stopping = True
        async with self._lock:
            if self.failure is None:
                await self._commit(snapshot.save(self.kernel))

    def order(self, client_id: str) -> Order | None:
        """An order of ours, live or ended and remembered."""
        return self.reading.known(client_id)

    def instruments(self) -> list[str]:
        """The markets of bots that run, and of orders that are live."""
        return sorted(markets_in_use(self.kernel) | {order.instrument for order in self.live()})

    def known_markets(self) -> list[str]:
        """Every market that was ever used here: its trades are part of the account's history."""
        return sorted({*self.instruments(), *self.joining.since_ns})

    def live(self) -> list[Order]:
        """Orders of ours that may still execute, oldest first."""
        found = (self.reading.known(client_id) for client_id in list(self.kernel.orders))
        return sorted((o for o in found if o is not None), key=lambda o: o.seq)

    def is_held(self, bot: str) -> bool:
        """Whether a panic lets no order of this bot leave."""
        return None in self.panicking or bot in self.panicking or self.mark.holds(bot)

    # --- markets and money ------------------------------------------------------------------------

    @property
    def gates(self) -> dict[str, set[str]]:
        """Why no new order may leave for an instrument; one that is not named is open."""
        return self.markets.gates

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the venue holds other than the ledger says, as of the last reconciliation."""
        return self.joining.differences

    @differences.setter
    def differences(self, found: tuple[Difference, ...]) -> None:
        self.joining.differences = found

    @property
    def away(self) -> Away | None:
        """What happened while nobody looked: before the start, or while this computer slept."""
        return self.joining.away

    async def reconcile(self, why: str) -> None:
        """Reads what the venue has and joins it with what is known. Gates are closed meanwhile."""
        await self.joining.reconcile(why)

    async def compare(self) -> tuple[Difference, ...]:
        """The venue's balances against the ledger, read at a moment when nothing was traded in between."""
        return await self.joining.compare()

    async def adopt_balances(self) -> None:
        """Books what the venue holds other than the ledger says as money outside all bots: at the first
        connection everything, later what came in or went out by other ways.
        """
        await self.joining.adopt_balances()

    def price(self, instrument: str, price: Decimal) -> None:
        """The last price of a market."""
        self.markets.price(instrument, price)

    def price_ns(self, instrument: str) -> int:
        """When the last price of a market came; 0 when none did."""
        return self.markets.price_ns(instrument)

    async def use(self, *instruments: str) -> None:
        """Reads the last prices of the markets that a bot is about to trade. Raises Unavailable."""
        await self.markets.use(*instruments)

    # --- the inbox --------------------------------------------------------------------------------

    def post(self, item: Item) -> None:
        """Something happened; it is handled in the order of arrival."""
        if isinstance(item, OrderReport) and self.reading.is_of_another_installation(item):
            self._refuse_account(item)
        self._inbox.append(item)
        self._idle.clear()
        self._woken.set()

    async def command(self, *events: ev.Event) -> None:
        """Applies a person's commands and returns when they are durable, all of them in one transaction.
        Whoever waits may be cancelled: the commands are carried out as a whole all the same.

        Raises UserError or Unavailable.
        """
        await self.whole(lambda: events)
        self._woken.set()  # an alarm may have come nearer

    async def adopt(self, amounts: Sequence[tuple[str, Decimal]]) -> None:
        """Books money outside all bots; on disk with the moment of it, or not at all."""
        before_ns = self.adopted_ns

        def booked() -> Sequence[ev.Event]:
            now = self.adopted_ns = self.port.now_ns()
            return [ev.Deposited(now, asset, amount) for asset, amount in amounts]

        try:
            await self.whole(booked)
        except FinByteError:
            self.adopted_ns = before_ns
            raise

    async def whole(self, made: Callable[[], Sequence[ev.Event]]) -> None:
        """Handles events from their making to the last request that follows, whoever waits for it. Nothing
        else is handled between them. Raises UserError, after all others were handled, or Unavailable. An
        error of the engine itself is raised after all others were carried out, too.
        """
        if self.failure is not None:
            raise self.failure
        refused = await asyncio.shield(self.supervisor.spawn("command", self._carried(made)))
        if refused is not None:
            raise refused

    async def _carried(self, made: Callable[[], Sequence[ev.Event]]) -> FinByteError | None:
        async with self._lock:
            if self.failure is not None:
                return self.failure
            if self.stopping:
                return closing()
            try:
                await self._handle_each(deque(made()))
            except FinByteError as error:  # for whoever asked, if anybody still does
                return error
        return None

    async def _handle_each(self, events: deque[Item]) -> None:
        """Handles a person's commands: one that breaks the engine hinders none after it."""
        try:
            await self._handle(events)
        finally:
            if events and self.failure is None:
                await self._handle_each(events)

    async def quiet(self) -> None:
        """Returns when everything that was posted has been handled."""
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            due = self.kernel.alarms.next_ns
            wait_s = BEAT_S if due is None else min(BEAT_S, max(0, due - self.port.now_ns()) / NS_PER_S)
            began_ns, steady_ns = self.port.now_ns(), self.port.steady_ns()
            if not self.port.clock_in_doubt():
                self._seen_ns = began_ns
            # not wait_for: in Python 3.11 it loses a cancellation that comes together with the event
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            self._woken.clear()
            if self.port.clock_in_doubt() or self.port.steady_ns() - steady_ns > ASLEEP_NS:
                self.slept()
            elif self.port.now_ns() - began_ns > ASLEEP_NS:  # it was measured anew, and is another one
                self.slept("clock_jumped")
            async with self._lock:
                if self.stopping:
                    return
                items = deque(self._inbox.popleft() for _ in range(min(BURST, len(self._inbox))))
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

    def _refuse_account(self, found: OrderReport) -> None:
        """Two programs that do not know of each other's orders must not trade one account."""
        if self.failure is not None:
            return
        self._halt(
            Unavailable(
                f"Another installation of FinByte has orders in this account ({found.client_id} in "
                f"{found.instrument}). Nothing is sent from here: the two would use the same money. Its "
                "orders were not touched. Trade with the other one only; or stop its bots, see that its "
                "orders are gone at the venue, and connect again.",
                "other_installation",
            )
        )

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
            self.markets.gates.setdefault(name, set()).add("stopped")  # never taken back
        self._idle.set()  # nobody waits for an inbox that will not be emptied

    def task_begins_anew(self, name: str) -> None:
        """A task of this account failed and waits to begin anew; it opens again what is closed here."""
        why = HELD_MEANWHILE.get(name.partition(":")[0])
        if why is not None:
            for market in self.instruments():
                self.markets.close_gate(market, why)

    def task_failed(self, name: str, error: BaseException) -> None:
        """A task of this account ended with an error. Without one of the lasting ones nothing is safe."""
        if self.failure is None and name.partition(":")[0] in LASTING:
            self._halt(Bug(f"{name} ended: {type(error).__name__}.", "task_ended"))

    def slept(self, why: str = "asleep") -> None:
        """This computer was away, its clock was set, or the venue's jumped: nothing leaves before it is known
        what happened.
        """
        self.resolver.slept()
        if self._waking is not None and not self._waking.done():
            return
        for name in self.instruments():
            self.markets.close_gate(name, why)
        self.joining.absent_since(self._seen_ns)
        self._waking = self.supervisor.keep("joining", partial(self.joining.reconcile, why))

    async def _handle(self, items: deque[Item]) -> None:
        """Takes items, makes them durable, tells them, and sends what follows. In that order. What a person
        asked for and cannot be done raises UserError, after all others were carried out. Any other error
        ends the taking; what was handled until then is carried out before it is raised.
        """
        commands: list[Command] = []
        done: list[tuple[ev.Event, list[fx.Fact]]] = []
        refused: UserError | None = None
        try:
            while items:
                for event in self._events_of(items.popleft()):
                    try:
                        self._take(event, done, commands)
                    except UserError as error:
                        refused = refused or error
        finally:
            if done:
                await self._carry_out(done, commands)
        if refused is not None:
            raise refused

    def _take(
        self, event: ev.Event, done: list[tuple[ev.Event, list[fx.Fact]]], commands: list[Command]
    ) -> None:
        """Handles one event. Raises UserError, and nothing changed, for one that cannot be done."""
        step = self.kernel.handle(event)
        if isinstance(event, ev.OrderAccepted):
            self.reading.accepted(event)
        self.journal.append(event, self.kernel.last, step.facts)
        done.append((event, step.facts))
        commands += step.commands
        for command in step.commands:
            if isinstance(command, Submit):
                self.following.sending.add(command.order.client_id)
                self.joining.used(command.order)
        self.happened(event, step)

    async def doing(self, work: Callable[[Callable[[ev.Event], None]], None]) -> None:
        """Does something with nothing else handled in between. What it hands over is handled at once, and is
        on disk before what follows leaves, whoever waits for it. Raises what the work raises, and
        Unavailable.
        """
        if self.failure is not None:
            raise self.failure
        refused = await asyncio.shield(self.supervisor.spawn("command", self._done(work)))
        if refused is not None:
            raise refused
        self._woken.set()

    async def _done(self, work: Callable[[Callable[[ev.Event], None]], None]) -> FinByteError | None:
        done: list[tuple[ev.Event, list[fx.Fact]]] = []
        commands: list[Command] = []
        async with self._lock:
            if self.failure is not None or self.stopping:
                return self.failure or closing()
            try:
                try:
                    work(lambda event: self._take(event, done, commands))
                finally:
                    if done:
                        await self._carry_out(done, commands)
            except FinByteError as error:
                return error
        return None

    async def _carry_out(
        self, done: Sequence[tuple[ev.Event, list[fx.Fact]]], commands: Sequence[Command]
    ) -> None:
        saved = None
        if self.journal.seq - self._snapshot_seq >= SNAPSHOT_EVERY:
            saved, self._snapshot_seq = snapshot.save(self.kernel), self.journal.seq
        await self._commit(saved)
        for event, facts in done:
            self._heard(event, facts, self.kernel.last)
            self.following.taken_in(event)
            self.markets.taken_in(event)
            self.joining.taken_in(event, facts)
            for fact in facts:
                self.truth.taken_in(fact)
        for command in commands:
            if isinstance(command, Submit):
                self.supervisor.spawn("submit", self.following.submit(command.order))
            elif isinstance(command, Cancel):
                self.following.settle_soon(command.client_id)
        for command in commands:
            # The margin of a perpetual stays in the wallet, where the venue takes it order by order. Whether
            # the market is set for that was seen before the bot was made.
            is_set = isinstance(command, Isolate) and command.instrument in self.truth.leverages
            if isinstance(command, Isolate) and command.margin > 0 and not is_set:
                self.markets.close_gate(command.instrument, SET_OTHERWISE)

    def _events_of(self, item: Item) -> Iterator[ev.Event]:
        if isinstance(item, OrderReport):
            yield from self.reading.order(item)
        elif isinstance(item, TradeReport):
            yield from self.reading.trade(item)
        elif isinstance(item, MarketRead):
            self.joining.market_read(item)
        else:
            for name in (getattr(item, "instrument", None), *getattr(item, "others", ())):
                if name in self.kernel.instruments and name not in self.kernel.known.rules:
                    yield told(item.ns, self.kernel.instruments[name])  # the same again when this is folded
            yield item

    async def keep(self, name: str, state: JsonValue) -> None:
        """Makes a state that is not the kernel's durable. Raises Unavailable."""
        async with self._lock:
            if self.failure is not None:
                raise self.failure
            if self.stopping:
                raise closing()
            await self._commit(None, {name: state})

    async def _commit(
        self, saved: dict[str, JsonValue] | None, more: Mapping[str, JsonValue] | None = None
    ) -> None:
        cursors: dict[str, JsonValue] = {
            "cursors": dict(self.joining.since_ns),
            "agreed": self.joining.agreed_ns,
            "adopted_ns": self.adopted_ns,
            **({"funded": dict(self.truth.since_ns)} if self.truth.since_ns else {}),
            **(more or {}),
        }
        try:
            if self._inline:
                self.journal.commit_now(cursors, saved)
            else:
                await self.journal.commit(cursors, saved)
        except Unavailable as error:
            self.failure = error  # what cannot be written cannot be sent
            raise


def closing() -> Unavailable:
    """What whoever asks for something hears while an account is being closed, and after that."""
    return Unavailable("The account is being closed. Nothing was changed.", "closing")


def refuse_other_orders(planned: Sequence[Order], journaled: Sequence[Order]) -> None:
    """Raises Unavailable when folding the journal again plans other orders than were planned."""
    for now, then in zip_longest(planned, journaled):
        if now is None or then is None or _plan(now) != _plan(then):
            known = then or now
            assert known is not None
            raise Unavailable(
                f"The records of this account do not give the same orders again: order {known.client_id} "
                f"({known.spec.side.value} {known.instrument}) is another one in the journal. Nothing was "
                "sent, "
                "and what rests at the venue rests on with nobody looking after it. Look at your open orders "
                "there. Then open the account with the version of FinByte that wrote the records, or restore "
                "a backup.",
                "replay_differs",
            )


def _plan(order: Order) -> tuple[object, ...]:
    return (order.client_id, order.bot, order.slot, order.attempt, order.instrument, order.spec)
