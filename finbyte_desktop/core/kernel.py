"""The kernel: one event in, commands and facts out. The same object live, on paper, in a replay and in a
backtest.

`handle` is deterministic: the same events give the same commands and facts, byte for byte. What a bot wants
passes rounding, budget and risk here and nowhere else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, getcontext, setcontext
from typing import Any, NamedTuple

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.approval import ApprovalDesk
from finbyte_desktop.core.commands import Cancel, Command
from finbyte_desktop.core.contract import (
    BotEvent,
    BotFactory,
    Edited,
    Funded,
    SlotDone,
    SlotRefused,
)
from finbyte_desktop.core.control import ANSWERED, CANCELLED_OUTSIDE, PULLED, Control
from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.events import Answer
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import (
    AskPlan,
    Become,
    BotState,
    Drop,
    Halt,
    Intent,
    Level,
    Say,
    Take,
    WakeAt,
    Want,
    WatchPrice,
)
from finbyte_desktop.core.known import Known
from finbyte_desktop.core.late import NEVER_THERE, Late
from finbyte_desktop.core.ledger import FREE, UNATTRIBUTED, Ledger, Line
from finbyte_desktop.core.numbers import EXACT, ZERO
from finbyte_desktop.core.orders import (
    FILLED,
    MARKET,
    OPEN,
    PARTIAL,
    RANK,
    UNKNOWN,
    Order,
    OrderSpec,
    OrderType,
    Role,
    State,
    with_fill,
    with_state,
)
from finbyte_desktop.core.outside import Outside
from finbyte_desktop.core.passing import Passing
from finbyte_desktop.core.perpetuals import Perpetuals
from finbyte_desktop.core.placing import COMMAND, STAYS_AWAY, Placing, resized
from finbyte_desktop.core.restraint import LOOKED_AT, Restraint
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord, Slot
from finbyte_desktop.core.taking import Taking
from finbyte_desktop.core.triggers import Alarms, PriceTriggers
from finbyte_desktop.core.waking import Waking

MAX_WAKES_PER_EVENT = 10_000
EXPIRIES = frozenset({"expired", "post_only", "ioc", "fok", "self_trade"})
CONFIRMED = frozenset({Edited, Funded})  # what a person has just asked for
# what stays away until a person says so
BY_A_PERSON = frozenset({PULLED, Answer.REFUSED.value, Answer.LAPSED.value, CANCELLED_OUTSIDE, ANSWERED})
_new = tuple.__new__  # half the time of a NamedTuple's own constructor; see core/placing.py


class Step(NamedTuple):
    """What one event led to."""

    commands: list[Command]
    facts: list[fx.Fact]


class Kernel:
    """State of all bots, orders and money, moved by `handle` alone.

    Attributes:
        last: the last price of each instrument; the shell moves it with `mark` when nothing else happens.
        away: markets whose prices are not here; nothing is decided about them.
        known: the rules of the markets that were used.
        late: what is remembered of ended orders, for evidence that comes later; `kept_ended` says how many.
        journal: whether every step of an order and of money is told, so that the state can be folded from the
            facts. A backtest that keeps nothing hears of fills, bots and decisions alone.
        told: the text of a bot's error as it may be kept and shown.
    """

    def __init__(
        self,
        instruments: Mapping[str, Instrument],
        factory: BotFactory,
        limits: Limits | None = None,
        secret: bytes = b"",
        slippage: Decimal = ZERO,
        journal: bool = True,
        kept_ended: int = 0,
        told: Callable[[str], str] = str,
    ) -> None:
        self.told = told
        self.instruments = dict(instruments)
        self.journal = journal
        self.limits = limits or Limits()
        self.slippage = slippage
        self.ledger = Ledger()
        self.bots: dict[str, BotRecord] = {}
        self.orders: dict[str, tuple[BotRecord, str]] = {}
        self.last: dict[str, Decimal] = {}
        self.triggers: dict[str, PriceTriggers] = {name: PriceTriggers() for name in self.instruments}
        self.alarms = Alarms()
        self.away: set[str] = set()
        self.factory = factory
        self._queue: deque[tuple[BotRecord, BotEvent]] = deque()
        self.commands: list[Command] = []
        self.facts: list[fx.Fact] = []
        self.ns = 0
        self._confirmed = False
        self._brings_new = False  # whether what a person confirmed means orders where none rests, too
        self._confirming: set[tuple[str, str]] = set()  # slots whose market order a person has just confirmed
        self.placing = Placing(self, secret)
        self.approvals = ApprovalDesk(self)
        self.control = Control(self)
        self.late = Late(self, kept_ended)
        self.known = Known(self)
        self.passing = Passing(self)
        self.restraint = Restraint(self)
        self.perpetuals = Perpetuals(self)
        self.outside = Outside(self)
        self.taking = Taking(self)
        self.waking = Waking(self)

    # --- the one entry ----------------------------------------------------------------------------

    def handle(self, event: ev.Event) -> Step:
        """Takes one event in. Raises UserError for a person's command that cannot be done; then nothing
        changed.
        """
        before = getcontext()
        if before is not EXACT:
            setcontext(EXACT)
        try:
            commands: list[Command] = []
            facts: list[fx.Fact] = []
            self.commands, self.facts = commands, facts
            self.ns = event.ns
            _HANDLERS[type(event)](self, event)
            if self._queue:
                self._drain()
            if self.limits.version and type(event) in LOOKED_AT:
                self.restraint.look()
            return _new(Step, (commands, facts))
        finally:
            if before is not EXACT:
                setcontext(before)

    def mark(self, instrument: str, price: Decimal) -> bool:
        """Notes the last price; True when a watched price is satisfied and PriceTouched must follow. Nobody
        watches a market that is only read to price fees.
        """
        self.last[instrument] = price
        triggers = self.triggers.get(instrument)
        return triggers is not None and triggers.touched(price)

    def add_instrument(self, instrument: Instrument) -> None:
        """Makes a market known."""
        self.instruments[instrument.id] = instrument
        self.triggers.setdefault(instrument.id, PriceTriggers())

    @property
    def purchase_margin(self) -> Decimal:
        """How much above its last price a purchase at the market is reckoned, so that it never costs more
        than there is, a fraction: the collar where orders leave for a venue, else what is assumed.
        """
        return self.limits.collar if self.placing.rules else self.slippage

    # --- execution reports ------------------------------------------------------------------------

    def _on_accepted(self, event: ev.OrderAccepted) -> None:
        found = self.late.find(event.client_id)
        if found is None:
            if not self.late.accepted(event):
                self.facts.append(fx.EventIgnored(event.ns, "accepted_unknown_order", event.client_id))
            return
        slot = found[2]
        order = slot.order
        assert order is not None
        if RANK[order.state] >= RANK[OPEN]:
            self.facts.append(fx.EventIgnored(event.ns, "accepted_again", event.client_id))
            return
        state = PARTIAL if order.filled else OPEN  # it may have been there before, and have been lost
        slot.order = with_state(order, state, event.venue_id)
        if self.passing.waits and event.client_id not in found[0].strays:
            self.passing.over(found[0], found[1])
        if self.journal:
            self.facts.append(_new(fx.OrderMoved, (event.ns, event.client_id, state, order.filled, "")))

    def _on_filled(self, event: ev.OrderFilled) -> None:
        found = self.late.find(event.client_id)
        if found is None:
            if not self.late.filled(event):
                self.facts.append(fx.EventIgnored(event.ns, "fill_unknown_order", event.client_id))
            return
        record, name, slot = found
        assert slot.order is not None
        if event.trade_id in slot.order.trades:
            self.facts.append(fx.EventIgnored(event.ns, "fill_again", event.trade_id))
            return
        order = self.book(record, slot, event)
        if slot.request is not None:  # a larger order in its place was asked
            self.approvals.withdraw(record, slot, "replaced")
        if order.state is FILLED:
            self._end_order(record, name, slot, order, "filled", event.role, event.price)

    def book(self, record: BotRecord, slot: Slot, event: ev.OrderFilled) -> Order:
        """Books one trade of the order in a slot; the order as it is then."""
        assert slot.order is not None
        order = with_fill(slot.order, event.trade_id, event.price, event.qty)
        if order.filled > order.spec.qty:
            self.facts.append(fx.AccountFlagged(event.ns, "overfill", order.client_id))
        slot.order = order
        self.placing.book_fill(record, slot, order, event)
        return order

    def _on_ended(self, event: ev.OrderCanceled | ev.OrderRejected | ev.OrderNeverAccepted) -> None:
        if isinstance(event, ev.OrderCanceled):
            state, why = State.EXPIRED if event.why in EXPIRIES else State.CANCELED, event.why
        elif isinstance(event, ev.OrderRejected):
            state, why = State.REJECTED, event.code
        else:
            state, why = State.NEVER_ACCEPTED, "never_accepted"
        self.end(event.client_id, state, why)

    def end(self, client_id: str, state: State, why: str) -> None:
        """An order of ours is over; one that is not live any more changes nothing."""
        found = self.late.find(client_id)
        if found is None or found[2].order is None:
            self.facts.append(fx.EventIgnored(self.ns, "ended_unknown_order", client_id))
            return
        record, name, slot = found
        unasked = state is State.NEVER_ACCEPTED and found[2].order.state is State.SENT
        if unasked or (state in NEVER_THERE and RANK[found[2].order.state] >= RANK[OPEN]):
            self.facts.append(fx.EventIgnored(self.ns, "refused_known_order", client_id))
            return
        order = with_state(found[2].order, state)
        slot.order = order
        self.facts.append(fx.OrderMoved(self.ns, order.client_id, state, order.filled, why))
        self._end_order(
            record, name, slot, order, why, Role.MAKER, self.last.get(order.instrument, order.spec.price)
        )

    def _on_lost(self, event: ev.OrderLost) -> None:
        found = self.late.find(event.client_id)
        slot = None if found is None else found[2]
        if slot is None or slot.order is None or RANK[slot.order.state] >= RANK[UNKNOWN]:
            self.facts.append(fx.EventIgnored(event.ns, "lost_known_order", event.client_id))
            return
        slot.order = with_state(slot.order, UNKNOWN)
        self.facts.append(fx.OrderMoved(event.ns, event.client_id, UNKNOWN, slot.order.filled, "no_proof"))

    def _end_order(
        self, record: BotRecord, name: str, slot: Slot, order: Order, why: str, role: Role, price: Decimal
    ) -> None:
        """The order trades no more: free its reservation, empty the slot, tell the bot or place the latest
        want.
        """
        if order.client_id in record.strays:
            self.late.stray_ended(record, slot, order, role)
            return
        del self.orders[order.client_id]
        self.late.remember(order)
        if slot.reserved:
            self.placing.release(record, slot, order)
        slot.order = None
        fee_quote, fee_base = slot.fee_quote, slot.fee_base
        slot.fee_quote = slot.fee_base = ZERO
        if order.filled == 0 and order.cancel_requested and slot.want is not None:
            self.placing.settle(record, name, slot)
            return
        if order.state is State.NEVER_ACCEPTED and slot.want is not None:
            self.placing.grant_again(record, name, slot, order)
            self.placing.settle(record, name, slot)
            return
        if self.placing.rules and self.passing.refused(record, name, slot, order, why):
            return
        code = None if order.state is FILLED else self.control.blocks(record, slot, order, why)
        if code is not None and order.filled == 0:
            self._block(record, name, slot, self.control.stays_away(record, name, slot, order), code)
            return
        slot.want = None
        slot.grant = None
        record.grants.pop(name, None)  # for a larger order in this one's place
        if slot.request is not None:
            self.approvals.withdraw(record, slot, "replaced")
        if slot.blocked is not None:
            self.control.pulled_ended(slot, order)
        if order.grant == COMMAND and order.spec.type is MARKET:
            self._confirming.add((record.id, name))
        done = (self.ns, name, order.spec.side, order.filled, order.cost)
        self._queue.append((record, _new(SlotDone, (*done, fee_quote, fee_base, role, price, why))))
        if code is not None and self.control.leaves_rest(record, order):
            self._block(record, name, slot, order.spec._replace(qty=order.remaining), code)

    def _block(self, record: BotRecord, name: str, slot: Slot, spec: OrderSpec, code: str) -> None:
        slot.blocked = code
        slot.blocked_spec = spec
        self.facts.append(fx.SlotBlocked(self.ns, record.id, name, code, spec))
        self._queue.append((record, SlotRefused(self.ns, name, code)))

    block = _block

    @staticmethod
    def unblock(record: BotRecord, code: str) -> None:
        """What was blocked only because its market was away is wanted again."""
        for slot in record.slots.values():
            if slot.blocked == code:
                slot.want = slot.want or slot.blocked_spec
                slot.blocked = slot.blocked_spec = None

    # --- bots -------------------------------------------------------------------------------------

    def tell(self, record: BotRecord, event: BotEvent) -> None:
        """Queues an event for a bot; it is delivered before `handle` returns."""
        self._queue.append((record, event))

    def _drain(self) -> None:
        queue = self._queue
        wakes = 0
        while queue:
            record, event = queue.popleft()
            if record.state in ENDED_BOTS:
                if type(event) is SlotDone and event.qty:
                    self.late.unanswered(record, event)
                continue
            wakes += 1
            if wakes > MAX_WAKES_PER_EVENT:
                raise Bug("Bots keep waking each other without end.", "wake_storm")
            try:
                intents = record.bot.on_event(event, record.view)
            except Exception as error:  # the bot boundary: one bot's failure halts that bot alone
                self._fail(record, error)
                continue
            confirmed = type(event) in CONFIRMED
            if self._confirming:
                confirmed = self._follows(record, event) or confirmed
            if confirmed and record.token is not None:
                self.approvals.renew_token(record, record.bot.allowance())
            self._confirmed = confirmed
            self._brings_new = type(event) is Edited or self.placing.rules < STAYS_AWAY
            for intent in intents:
                _INTENTS[type(intent)](self, record, intent)
            self._confirmed = False

    def _follows(self, record: BotRecord, event: BotEvent) -> bool:
        """Whether this is the end of what a person confirmed to be traded at once: the orders that stand on
        it were confirmed with it.
        """
        if type(event) is not SlotDone:
            return False
        key = (record.id, event.slot)
        confirmed = key in self._confirming
        self._confirming.discard(key)
        return confirmed

    def _fail(self, record: BotRecord, error: Exception) -> None:
        text = self.told(f"{type(error).__name__}: {error}")
        self._forget_triggers(record)
        self.approvals.withdraw_all(record, "failed")
        self.facts.append(
            fx.Said(self.ns, record.id, Level.ERROR, "bot_failed", (("error", text), ("orders", "kept")))
        )
        self.move(record, BotState.ERROR, text)

    def move(self, record: BotRecord, state: BotState, reason: str) -> None:
        """Sets a bot's state; a fact when it changed."""
        if record.state is not state or record.reason != reason:
            record.state, record.reason = state, reason
            self.facts.append(fx.BotMoved(self.ns, record.id, state, reason))

    def _want(self, record: BotRecord, intent: Want) -> None:
        slot = record.slots.get(intent.slot)
        if slot is None:
            slot = record.slots[intent.slot] = Slot()
        if self.passing.waits and (slot.want is None or slot.want.side is not intent.spec.side):
            self.passing.over(record, intent.slot)  # the order that was refused is wanted no more
        was, slot.want = slot.want, intent.spec
        if slot.blocked in BY_A_PERSON and resized(slot.blocked_spec, intent.spec):
            slot.blocked_spec = intent.spec
        replaces = slot.order is not None and slot.order.spec != intent.spec
        new = was is None and slot.order is None and (self._brings_new or intent.spec.type is MARKET)
        if self._confirmed and (replaces or new):
            # the person has just confirmed the change that leads to this order
            record.grants[intent.slot] = intent.spec
            slot.grant = COMMAND
        elif record.grants and record.grants.get(intent.slot, intent.spec) != intent.spec:
            del record.grants[intent.slot]  # another order than the one that was allowed
            slot.grant = None
        self.placing.settle(record, intent.slot, slot)

    def _drop(self, record: BotRecord, intent: Drop) -> None:
        slot = record.slots.get(intent.slot)
        if slot is None:
            return
        slot.want = None
        self.passing.over(record, intent.slot)
        slot.blocked = slot.blocked_spec = None
        record.grants.pop(intent.slot, None)
        slot.grant = None
        if slot.request is not None:
            self.approvals.withdraw(record, slot, "dropped")
        if slot.order is not None:
            self.request_cancel(record, slot.order)

    def _take(self, record: BotRecord, intent: Take) -> None:
        worst = intent.worst
        if worst is None:
            market = record.market(intent.slot)
            worst = market.worse(self.last[market.id], intent.side, self.limits.collar)
        closes = intent.reduce_only and not self.perpetuals.is_crossed(record)
        spec = OrderSpec(intent.side, intent.qty, worst, OrderType.MARKET, reduce_only=closes)
        self._want(record, Want(intent.slot, spec))

    take = _take

    def _ask_plan(self, record: BotRecord, intent: AskPlan) -> None:
        self.approvals.ask_plan(record, intent)

    def _watch(self, record: BotRecord, intent: WatchPrice) -> None:
        self.triggers[record.instrument.id].set(record.id, intent.key, intent.above, intent.below)

    def _wake_at(self, record: BotRecord, intent: WakeAt) -> None:
        record.overdue.pop(intent.key, None)
        self.alarms.set(record.id, intent.key, intent.ns)

    def _become(self, record: BotRecord, intent: Become) -> None:
        if intent.state is BotState.STOPPING:
            record.stopping = True
        elif record.state is BotState.PAUSED:
            return
        self.move(record, intent.state, intent.reason)

    def _say(self, record: BotRecord, intent: Say) -> None:
        self.facts.append(_new(fx.Said, (self.ns, record.id, intent.level, intent.code, intent.fields)))

    def _halt(self, record: BotRecord, intent: Halt) -> None:
        self.end_bot(record, BotState.STOPPED, intent.why)

    def end_bot(self, record: BotRecord, state: BotState, why: str) -> None:
        """The bot decides nothing more; what it has at the venue is pulled."""
        self._forget_triggers(record)
        self.approvals.withdraw_all(record, "halted")
        for order in record.live_orders():
            self.request_cancel(record, order)
        self.move(record, state, why)

    def _forget_triggers(self, record: BotRecord) -> None:
        triggers = self.triggers[record.instrument.id]
        for key in triggers.of_bot(record.id):
            triggers.set(record.id, key, None, None)
        record.overdue.clear()
        self.passing.forget(record)
        for key in self.alarms.of_bot(record.id):
            self.alarms.set(record.id, key, None)

    # --- money and orders, shared with placing and approvals --------------------------------------

    def request_cancel(self, record: BotRecord, order: Order, again: bool = False) -> None:
        """Asks the venue to cancel, once; with `again` also when it was asked before."""
        if again or not order.cancel_requested:
            slot = record.strays.get(order.client_id) or record.slots[order.slot]
            slot.order = order._replace(cancel_requested=True)
            self.commands.append(Cancel(order.instrument, order.client_id))

    def post(self, reason: str, ref: str, lines: Sequence[Line]) -> None:
        """Books one transaction and tells it."""
        self.ledger.post(lines)
        if self.journal:
            postings = tuple([_new(fx.Posting, line) for line in lines])
            self.facts.append(_new(fx.Posted, (self.ns, reason, ref, postings)))

    def transfer(self, reason: str, asset: str, source: str, target: str, amount: Decimal) -> None:
        if amount == 0:
            return
        ref = target if source == UNATTRIBUTED else source
        lines = ((source, FREE, asset, -amount), (target, FREE, asset, amount))
        self.post(reason, ref, lines)
        if self.limits.version:
            self.restraint.moved(target, asset, amount)
            self.restraint.moved(source, asset, -amount)


_HANDLERS: dict[type, Callable[[Kernel, Any], None]] = {
    ev.OrderAccepted: Kernel._on_accepted,
    ev.OrderRejected: Kernel._on_ended,
    ev.OrderFilled: Kernel._on_filled,
    ev.OrderCanceled: Kernel._on_ended,
    ev.OrderLost: Kernel._on_lost,
    ev.OrderNeverAccepted: Kernel._on_ended,
    ev.OrderQuarantined: lambda kernel, event: kernel.late.quarantined(event),
    ev.OrderSetAside: lambda kernel, event: kernel.late.set_aside(event),
    ev.QuarantineAnswered: lambda kernel, event: kernel.late.answered(event),
    ev.ForeignTraded: lambda kernel, event: kernel.late.foreign(event),
    ev.UnclaimedFound: lambda kernel, event: kernel.late.unclaimed_found(event),
    ev.UnclaimedAnswered: lambda kernel, event: kernel.late.unclaimed_answered(event),
    ev.EngineStarted: lambda kernel, event: kernel.placing.started(event),
    ev.InstrumentKnown: lambda kernel, event: kernel.known.learn(event),
    ev.PriceTouched: lambda kernel, event: kernel.waking.touched(event),
    ev.FeedChanged: lambda kernel, event: kernel.waking.feed_changed(event),
    ev.AlarmDue: lambda kernel, event: kernel.waking.alarm(event),
    ev.FundingSettled: lambda kernel, event: kernel.perpetuals.settled(event),
    ev.Liquidated: lambda kernel, event: kernel.perpetuals.liquidated(event),
    ev.PositionEnded: lambda kernel, event: kernel.outside.ended(event),
    ev.PositionTaken: lambda kernel, event: kernel.taking.taken(event),
    ev.Deposited: lambda kernel, event: kernel.control.deposited(event),
    ev.BotCreated: lambda kernel, event: kernel.control.created(event),
    ev.BotPaused: lambda kernel, event: kernel.control.paused(event),
    ev.BotResumed: lambda kernel, event: kernel.control.resumed(event),
    ev.BotStopped: lambda kernel, event: kernel.control.stop(event),
    ev.BotEdited: lambda kernel, event: kernel.control.edited(event),
    ev.InvestmentAdded: lambda kernel, event: kernel.control.added(event),
    ev.ProfitWithdrawn: lambda kernel, event: kernel.control.withdrawn(event),
    ev.BotReleased: lambda kernel, event: kernel.control.released(event),
    ev.Decided: lambda kernel, event: kernel.control.decided(event),
    ev.TriedAgain: lambda kernel, event: kernel.control.tried_again(event),
    ev.OrderPulled: lambda kernel, event: kernel.control.pulled(event),
    ev.LimitsSet: lambda kernel, event: kernel.restraint.set(event),
    ev.StrategyAsked: lambda kernel, event: kernel.control.asked(event),
}
_INTENTS: dict[type[Intent], Callable[[Kernel, BotRecord, Any], None]] = {
    Want: Kernel._want,
    Drop: Kernel._drop,
    Take: Kernel._take,
    AskPlan: Kernel._ask_plan,
    WatchPrice: Kernel._watch,
    WakeAt: Kernel._wake_at,
    Become: Kernel._become,
    Say: Kernel._say,
    Halt: Kernel._halt,
}
