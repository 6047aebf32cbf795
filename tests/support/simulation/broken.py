"""A bank of broken engines: each is the real one with a small patch that re-creates a published incident.

A simulation that catches nothing proves nothing. Each entry must be caught by one of the named invariants.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import fence, orders
from finbyte_desktop.core.control import ANSWERED, Control
from finbyte_desktop.core.fence import Finding, Sight
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.known import Known, told
from finbyte_desktop.core.late import Late
from finbyte_desktop.core.orders import State
from finbyte_desktop.core.placing import Placing
from finbyte_desktop.core.restraint import Restraint
from finbyte_desktop.services.live import following, joining, markets, resolver, shell
from finbyte_desktop.services.live.budget import Budget
from finbyte_desktop.services.live.following import Following
from finbyte_desktop.services.live.joining import Joining
from finbyte_desktop.services.live.markets import Markets
from finbyte_desktop.services.live.reading import Reading
from finbyte_desktop.services.live.shell import LiveShell
from finbyte_desktop.services.venues import ccxt_call, ccxt_venue
from finbyte_desktop.services.venues.ccxt_rejects import Reject
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Accepted, Rejected, Unknown
from tests.support.simulation import world
from tests.support.simulation.disk import MemoryJournal

GITHUB = "https://github.com/"
FORGETS, COMES_BACK = 2, 455  # seeds in which a venue forgets, and in which an order comes after the answer
Set = Callable[[Any, str, Any], None]


class Engine(NamedTuple):
    """One broken engine: the incident that it repeats, the invariants that may catch it, and the patch."""

    name: str
    incident: str
    caught_by: frozenset[str]
    patch: Callable[[Set], None]
    first_seed: int = 1  # a rare one is hunted where it was seen
    scenario: str = "bots"


BANK: list[Engine] = []


def engine(
    incident: str, *caught_by: str, first_seed: int = 1, scenario: str = "bots"
) -> Callable[[Callable[[Set], None]], Callable[[Set], None]]:
    """Adds a patch to the bank."""

    def add(patch: Callable[[Set], None]) -> Callable[[Set], None]:
        BANK.append(Engine(patch.__name__, incident, frozenset(caught_by), patch, first_seed, scenario))
        return patch

    return add


@contextlib.contextmanager
def broken(entry: Engine) -> Iterator[None]:
    """The product with this patch, and as it was afterwards."""
    before: list[tuple[Any, str, Any]] = []

    def put(target: Any, name: str, value: Any) -> None:
        before.append(
            (target, name, target.__dict__[name] if hasattr(target, "__dict__") else getattr(target, name))
        )
        setattr(target, name, value)

    try:
        entry.patch(put)
        yield
    finally:
        for target, name, value in reversed(before):
            setattr(target, name, value)


# --- submitting ---------------------------------------------------------------------------------------


@engine(GITHUB + "ccxt/ccxt/issues/16788", "I11", "I1")
def retry_after_an_error(put: Set) -> None:
    """The same order is sent again when no answer came."""
    submit = CcxtVenue.submit

    async def again(self: CcxtVenue, order: Any) -> Any:
        outcome = await submit(self, order)
        return await submit(self, order) if isinstance(outcome, Unknown) else outcome

    put(CcxtVenue, "submit", again)


@engine(GITHUB + "ccxt/ccxt/issues/2599", "I14", "I4")
def timeout_is_failure(put: Set) -> None:
    """Whatever is not an acceptance is called refused."""
    submit = CcxtVenue.submit

    async def judged(self: CcxtVenue, order: Any) -> Any:
        outcome = await submit(self, order)
        return Rejected("failed", outcome.why) if isinstance(outcome, Unknown) else outcome

    put(CcxtVenue, "submit", judged)


@engine(GITHUB + "hummingbot/hummingbot/issues/493", "I14", "I4", "I3", "I12")
def every_4xx_is_a_reject(put: Set) -> None:
    """An unlisted code with a client error is taken for a proof. "There is no such order" is then a refusal
    to answer, and no order without proof is ever proved to be absent.
    """
    proven = ccxt_call.proven_reject

    def wide(venue: str, status: int | None, value: Any) -> Reject | None:
        found = proven(venue, status, value)
        return found or (Reject("?", "refused") if status is not None and 400 <= status < 500 else None)

    put(ccxt_call, "proven_reject", wide)


@engine(GITHUB + "scrtlabs/catalyst/issues/315", "I14", "I4")
def server_error_is_a_reject(put: Set) -> None:
    """An error of the venue's server is taken for a refusal."""
    proven = ccxt_call.proven_reject

    def wide(venue: str, status: int | None, value: Any) -> Reject | None:
        found = proven(venue, status, value)
        return found or (Reject("?", "refused") if status is not None and status >= 500 else None)

    put(ccxt_call, "proven_reject", wide)


@engine(GITHUB + "ccxt/ccxt/issues/7040", "I3", "I12", "I0", "I1")
def any_200_is_acceptance(put: Set) -> None:
    """An answer without an order id is taken for an order."""
    put(ccxt_venue, "_accepted", lambda placed, *_: Accepted(str(placed.get("id"))))


@engine(GITHUB + "binance/binance-spot-api-docs/blob/master/rest-api.md", "I1", "I11", "I4", "I0")
def ids_repeat_after_a_restart(put: Set) -> None:
    """The counter behind the order ids starts again with every start."""
    recover = LiveShell.recover

    def forgetful(self: LiveShell) -> int:
        count = recover(self)
        self.kernel.placing.seq = 0
        for record in self.kernel.bots.values():
            for slot in record.slots.values():
                slot.attempt = 0
        return count

    put(LiveShell, "recover", forgetful)
    put(Placing, "started", lambda *_: None)


@engine(GITHUB + "nautechsystems/nautilus_trader/blob/develop/docs/concepts/live.md", "I2", "I10", "I19")
def sent_before_it_is_durable(put: Set) -> None:
    """The request leaves first, the journal is written after it."""
    handle = LiveShell._handle

    async def early(self: LiveShell, items: Any) -> None:
        commit, waiting = self._commit, []

        async def later(saved: Any) -> None:
            waiting.append(saved)

        self._commit = later  # type: ignore[method-assign]
        try:
            await handle(self, items)
        finally:
            self._commit = commit  # type: ignore[method-assign]
        for _ in range(3):
            await world.asyncio.sleep(0.4)
        for saved in waiting:
            await commit(saved)

    put(LiveShell, "_handle", early)


@engine("https://www.sqlite.org/wal.html#performance_considerations", "I2", "I10", "I4", "I0", first_seed=2)
def synced_now_and_then(put: Set) -> None:
    """Every fifth commit is durable, the rest is lost with the process."""
    commit, count = MemoryJournal.commit_now, [0]

    def lazy(self: MemoryJournal, *parts: Any) -> None:
        count[0] += 1
        if count[0] % 5 == 0:
            commit(self, *parts)

    put(MemoryJournal, "commit_now", lazy)


@engine("https://docs.tigerbeetle.com/coding/reliable-transaction-submission/", "I11", "I1")
def outbox_is_replayed_at_start(put: Set) -> None:
    """Orders that were on their way at the end are sent once more."""
    start = LiveShell.start

    async def replaying(self: LiveShell) -> None:
        waiting = [order for order in self.live() if order.state is State.SENT]
        await start(self)
        for order in waiting:
            await self.port.submit(order)

    put(LiveShell, "start", replaying)


@engine(GITHUB + "freqtrade/freqtrade/issues/3647", "I14", "I4", first_seed=15)
def sent_at_the_end_means_never_sent(put: Set) -> None:
    """Orders without an answer at a restart are forgotten."""
    start = LiveShell.start

    async def forgetful(self: LiveShell) -> None:
        for order in self.live():
            if order.state is State.SENT:
                self.post(ev.OrderLost(self.port.now_ns(), order.client_id))
                self.post(ev.OrderNeverAccepted(self.port.now_ns(), order.client_id))
        await start(self)

    put(LiveShell, "start", forgetful)


# --- finding out --------------------------------------------------------------------------------------


@engine(GITHUB + "ccxt/ccxt/issues/6615", "I14", "I4")
def first_not_found_is_trusted(put: Set) -> None:
    """One absence is enough, whenever it comes."""

    def hasty(_: Any, looks: Any, __: int) -> Finding:
        if any(look.is_found for look in looks):
            return Finding.FOUND
        return Finding.NEVER_ACCEPTED if looks[-1].by_id is Sight.ABSENT else Finding.LOOK_AGAIN

    put(resolver, "finding", hasty)


@engine(GITHUB + "hummingbot/hummingbot/issues/3093", "I14", "I4")
def three_not_founds_are_a_proof(put: Set) -> None:
    """Three absences, however early, asked for one after the other."""

    def counted(_: Any, looks: Any, __: int) -> Finding:
        if any(look.is_found for look in looks):
            return Finding.FOUND
        absent = [look for look in looks if look.by_id is Sight.ABSENT]
        return Finding.NEVER_ACCEPTED if len(absent) >= 3 else Finding.LOOK_AGAIN

    put(resolver, "finding", counted)
    put(resolver, "next_look_ns", lambda _, __, now_ns: now_ns + 300_000_000)


@engine(GITHUB + "hummingbot/hummingbot/issues/8457", "I14", "I4")
def no_network_is_no_order(put: Set) -> None:
    """A question that got no answer counts as an absence, whenever it was asked."""

    def blind(_: Any, looks: Any, __: int) -> Finding:
        return Finding.FOUND if any(look.is_found for look in looks) else Finding.NEVER_ACCEPTED

    put(resolver, "finding", blind)


@engine(GITHUB + "hummingbot/hummingbot/issues/1791", "I14", "I4", "I3")
def quarantine_gives_up(put: Set) -> None:
    """What cannot be proved is called cancelled."""

    def cancelled(self: Late, event: ev.OrderQuarantined) -> None:
        self._kernel.end(event.client_id, State.CANCELED, "given_up")

    put(Late, "quarantined", cancelled)
    put(fence.Fence, "quarantine_ns", property(lambda self: self.signed_ns + 10**9))


@engine(GITHUB + "freqtrade/freqtrade/issues/1527", "I8")
def taken_away_is_placed_again(put: Set) -> None:
    """What somebody cancelled at the venue is free to be wanted again, without a word to anybody."""
    put(
        Control,
        "blocks",
        lambda self, record, slot, order, why: None if order.state is State.CANCELED else why,
    )


# --- fills --------------------------------------------------------------------------------------------


@engine(GITHUB + "freqtrade/freqtrade/pull/6943", "I14", first_seed=FORGETS)
def forgotten_is_cancelled(put: Set) -> None:
    """What the venue finds no more is called cancelled, and its money is free."""

    def cancelled(self: Following, order: Any) -> None:
        self._shell.post(ev.OrderCanceled(self._shell.port.now_ns(), order.client_id, "external"))

    put(Following, "gone", cancelled)


@engine(GITHUB + "freqtrade/freqtrade/issues/12681", "I3", first_seed=COMES_BACK)
def answer_is_the_last_word(put: Set) -> None:
    """What a person did not see is never there, though the venue shows it later."""

    def believed(self: Late, event: ev.QuarantineAnswered) -> None:
        self._kernel.end(event.client_id, State.CANCELED, ANSWERED)

    put(Late, "answered", believed)


@engine(GITHUB + "hummingbot/hummingbot/issues/2945", "I4", "I5", "I7")
def fills_are_not_recognised(put: Set) -> None:
    """A trade that is told twice is booked twice."""
    book = Kernel.book

    def forgetful(self: Kernel, record: Any, slot: Any, event: Any) -> Any:
        order = book(self, record, slot, event)
        slot.order = order._replace(trades=frozenset())
        return slot.order

    put(Kernel, "book", forgetful)


@engine(GITHUB + "OpenByteInc/QuantDinger/issues/231", "I4", "I5")
def same_size_is_the_same_fill(put: Set) -> None:
    """Trades are told apart by price and quantity."""
    trade = Reading.trade

    def merged(self: Reading, report: Any) -> Any:
        return trade(self, report._replace(trade_id=f"{report.price}:{report.qty}"))

    put(Reading, "trade", merged)


@engine(GITHUB + "djienne/passivbot_lighter/issues/3", "I4", "I3", "I12", "I5", "I19")
def stream_alone_is_believed(put: Set) -> None:
    """Nothing is read beside the private stream, whose messages may be lost."""

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    put(Joining, "read_market", nothing)
    put(Following, "_find", nothing)


@engine(GITHUB + "freqtrade/freqtrade/issues/3647#cancel", "I4", "I5")
def cancelled_orders_are_forgotten(put: Set) -> None:
    """A trade after the end of an order is ignored."""
    put(Late, "filled", lambda self, event: self._kernel.facts.clear() or True)


@engine(GITHUB + "pst-group/pysystemtrade/issues/1580", "I4", "I5", "I3")
def cancel_is_the_end(put: Set) -> None:
    """A final report ends an order whatever it counts, and nothing is remembered of it."""

    def at_once(self: Reading, client_id: str) -> Any:
        report, order = self.final.pop(client_id, None), self.known(client_id)
        if report is not None and order is not None and order.state not in orders.ENDED:
            yield ev.OrderCanceled(report.ns, client_id, "by_us")

    put(Reading, "end", at_once)
    put(world, "KEPT_ENDED", 0)


@engine(GITHUB + "nautechsystems/nautilus_trader/pull/3493", "I4", "I5")
def fills_are_made_up(put: Set) -> None:
    """A missing trade is invented from the order's totals."""
    read = Reading.order

    def inventing(self: Reading, report: Any) -> Any:
        order = self.known(self.client_id_of(report))
        if order is not None and report.filled > order.filled and order.state not in orders.ENDED:
            yield from self._there(order, report.ns, report.venue_id)
            head = (report.ns, order.client_id, f"made-up-{report.filled}", order.spec.price)
            yield ev.OrderFilled(
                *head, report.filled - order.filled, Decimal(0), "USDT", Decimal(0), orders.TAKER
            )
        yield from read(self, report)

    put(Reading, "order", inventing)


@engine(GITHUB + "freqtrade/freqtrade/issues/1084", "I5")
def fees_are_taken_in_quote(put: Set) -> None:
    """A fee in coins or in a third asset is booked as if it were paid in quote."""
    report = ccxt_venue.ccxt_map.trade_report

    def quoted(venue: str, trade: Any, quote: str) -> Any:
        found = report(venue, trade, quote)
        return found._replace(fee_asset=quote)

    put(ccxt_venue.ccxt_map, "trade_report", quoted)


@engine(GITHUB + "freqtrade/freqtrade/issues/1371", "I5")
def fees_are_forgotten(put: Set) -> None:
    """Trades are booked without their fee."""
    report = ccxt_venue.ccxt_map.trade_report
    put(
        ccxt_venue.ccxt_map,
        "trade_report",
        lambda venue, trade, quote: report(venue, trade, quote)._replace(fee=Decimal(0)),
    )


@engine(GITHUB + "ccxt/ccxt/issues/5350", "I5")
def money_is_a_float(put: Set) -> None:
    """Amounts pass through binary fractions on their way."""
    report = ccxt_venue.ccxt_map.trade_report

    def binary(venue: str, trade: Any, quote: str) -> Any:
        found = report(venue, trade, quote)
        return found._replace(fee=Decimal(repr(float(found.fee) * 3 / 3 + 1e-17))) if found.fee else found

    put(ccxt_venue.ccxt_map, "trade_report", binary)


@engine(GITHUB + "ccxt/ccxt/issues/29401", "I4", "I5", "I3")
def first_page_only(put: Set) -> None:
    """Of a list of trades the newest ones are taken for all, and what they do not hold is never asked for."""
    trades = CcxtVenue.trades

    async def some(self: CcxtVenue, instrument: str, since_ns: int, connection: int = 0) -> Any:
        return (await trades(self, instrument, since_ns, connection))[-1:]

    put(CcxtVenue, "trades", some)


@engine(GITHUB + "ccxt/ccxt/issues/27532", "I4", "I5", "I3", first_seed=32)
def cursor_without_an_overlap(put: Set) -> None:
    """Trades are asked for from the newest known one on, although reads lag and streams skip."""
    put(joining, "OVERLAP_NS", -1)
    put(following, "OVERLAP_NS", -(10**18))  # nor from the order's own time on
    put(Joining, "read_since_ns", lambda self, name: self.since_ns.get(name, self._shell.port.now_ns()) + 1)


# --- the venue's rules --------------------------------------------------------------------------------


@engine(GITHUB + "hummingbot/hummingbot/issues/1291", "I13")
def too_many_requests_are_ignored(put: Set) -> None:
    """The venue's refusals change nothing, and everything is read as often as it goes."""
    put(Budget, "told", lambda *_: None)
    put(markets, "POLL_S", 0.02)


@engine(GITHUB + "ctubio/Krypto-trading-bot/issues/521", "I4", "I5", "I3", "I14")
def foreign_trades_are_taken_for_ours(put: Set) -> None:
    """A trade without our id is given to whichever order of ours has its side."""

    def guessed(self: Reading, report: Any) -> str | None:
        found = self._by_venue_id.get((report.instrument, report.venue_id))
        for client_id in (report.client_id, found):
            if self.known(client_id) is not None:
                return client_id
        live = [self.known(client_id) for client_id in self._kernel.orders]
        return next((o.client_id for o in live if o is not None and o.spec.side is report.side), None)

    put(Reading, "client_id_of", guessed)


@engine(GITHUB + "hummingbot/hummingbot/pull/2700", "I3", "I12", "I4", "I19")
def nothing_is_read_at_a_start(put: Set) -> None:
    """Orders of the last run are neither looked for nor cancelled again."""

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    put(Joining, "_join", nothing)
    put(Joining, "read_market", nothing)


# --- limits -------------------------------------------------------------------------------------------


@engine("https://www.sec.gov/newsroom/press-releases/2013-222", "I9")
def limits_are_ignored(put: Set) -> None:
    """Nothing looks at an order before it leaves."""
    put(Restraint, "check", lambda *_: None)


@engine(GITHUB + "hummingbot/hummingbot/issues/981", "I9")
def lost_orders_do_not_count(put: Set) -> None:
    """Orders without an answer are left out when the open ones are counted."""
    counts = Restraint._counts

    def known(self: Restraint, *asked: Any) -> Any:
        kernel = self._kernel
        every = kernel.orders
        kernel.orders = {
            client_id: (owner, name)
            for client_id, (owner, name) in every.items()
            if kernel.late.find(client_id)[2].order.state not in (State.SENT, State.UNKNOWN)  # type: ignore[index,union-attr]
        }
        try:
            return counts(self, *asked)
        finally:
            kernel.orders = every

    put(Restraint, "_counts", known)


@engine(GITHUB + "hummingbot/hummingbot/issues/462", "I9")
def orders_of_a_minute_are_not_counted(put: Set) -> None:
    """New orders are sent as fast as they are wanted."""
    put(Restraint, "left", lambda _: None)


# --- clocks, closed markets and lives -----------------------------------------------------------------


@engine(GITHUB + "yasinkuyu/binance-trader/issues/63", "I14", "I4", "I12", "I3")
def clock_follows_the_computer(put: Set) -> None:
    """The venue's time is this computer's wall clock and a difference that was measured once."""
    put(CcxtVenue, "now_ns", lambda self: self._local_ns() - self._apart_ns + self._ahead_ns)
    put(CcxtVenue, "clock_in_doubt", lambda _: False)
    measure = CcxtVenue.measure_clock

    async def once(self: CcxtVenue) -> int:
        return 0 if self._instruments else await measure(self)

    put(CcxtVenue, "measure_clock", once)


@engine(GITHUB + "binance/binance-spot-api-docs/blob/master/user-data-stream.md", "I19")
def opened_unread(put: Set) -> None:
    """Fresh prices are enough for orders to leave again."""

    async def at_once(self: Markets, name: str) -> None:
        for why in sorted(self.gates.get(name, ())):
            if self._is_over(name, why):
                self.open_gate(name, why)
        self._reopening.discard(name)

    put(Markets, "_reopen", at_once)


@engine(GITHUB + "hummingbot/hummingbot/issues/918", "I4", "I5", "I3", first_seed=60)
def history_begins_with_the_start(put: Set) -> None:
    """Trades are asked for from the start on, whatever happened before it."""
    put(Joining, "used", lambda *_: None)
    put(Joining, "read_since_ns", lambda self, _: self._shell.port.now_ns() - joining.OVERLAP_NS)
    recover = LiveShell.recover

    def forgetful(self: LiveShell) -> int:
        count = recover(self)
        self.joining.since_ns.clear()
        return count

    put(LiveShell, "recover", forgetful)
    put(Joining, "_search_from_ns", lambda *_: None)


@engine(
    GITHUB + "freqtrade/freqtrade/issues/3647#rules", "I0", "I2", "I3", "I4", "I5", "I12", "I14", first_seed=4
)
def past_is_planned_by_the_rules_of_now(put: Set) -> None:
    """The rules of a market are the venue's of this start, also for what was planned in another life. What
    was sent then and is planned otherwise now is an order that nobody knows: nobody proves it either.
    """
    learn = Known.learn

    def lately(self: Known, event: Any) -> None:
        before = self._kernel.instruments.get(event.instrument)
        learn(self, event if before is None else told(event.ns, before))

    put(Known, "learn", lately)
    put(shell, "refuse_other_orders", lambda *_: None)


@engine(GITHUB + "freqtrade/freqtrade/issues/3647#unknown", "I12", "I3", "I4")
def nobody_looks_after_lost_orders(put: Set) -> None:
    """Whoever worked on an order is gone with its life, and nobody takes over."""
    put(Following, "look_after", lambda _: None)
