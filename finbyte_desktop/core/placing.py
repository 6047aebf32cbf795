"""From a want to an order: filters, budget, risk, reservation, intent; and the booking of fills."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Submit
from finbyte_desktop.core.events import EngineStarted, OrderFilled
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.ledger import FEES, FREE, RESERVED, TRADED, UNATTRIBUTED, VENUE, Line
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY, FILLED, LIMIT, MARKET, SELL, SENT, Order, OrderSpec
from finbyte_desktop.core.passing import EXIT_WAITS
from finbyte_desktop.core.risk import DAY_NS, Allowed, NeedsApproval, venue_filter
from finbyte_desktop.core.slots import BotRecord, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

CLIENT_ID_PREFIX = "FB"
STOPS = "stop-"  # after the prefix: a stop under a position, which is looked after by itself
# A NamedTuple's own constructor is a Python function; on the path of every fill its base is called directly,
# which takes half the time (a quarter of a year's backtest was spent in constructors).
_new = tuple.__new__
BY_TOKEN = Allowed("token")
COMMAND = "command"  # the grant of orders that follow from what a person has confirmed
STANDING_GRANTS = frozenset({"token", "exit"})
NO_TRADES: frozenset[str] = frozenset()
# 1: refusals that pass are tried again, limits are kept. Before and on paper they are not.
# 2: of orders that trade at once those go first whose prices were passed first (on paper each event says its
# rules), and a trade that no order of ours made is known by its side too.
# 3: an order that would rest at its own price is not asked anew when the price moved.
# 4: an order that ended without anybody here asking for it stays away until a person says so.
# 5: what ends a position that the venue does not have is tried again later and later, not at once; a funding
# goes to the bot that held the position when it was due.
RULES = 5
PASSED_FIRST = SIDES_APART = 2
MOVES_AWAY = 3
STAYS_AWAY = 4
WAITING = frozenset({BotState.PAUSED, BotState.DEGRADED, BotState.STOPPED, BotState.ERROR})


def install_prefix(secret: bytes) -> str:
    """What every order id of an installation begins with."""
    install = hashlib.blake2s(b"install", key=secret[:32]).hexdigest()[:3]
    return f"{CLIENT_ID_PREFIX}{install}-"


def _passed(want: OrderSpec | None, last: Decimal | None) -> tuple[int, Decimal]:
    """Buys that trade at once from the highest, sells from the lowest, then all others."""
    if last is not None and want is not None and want.type is LIMIT:
        if want.side is BUY and want.price >= last:
            return 0, -want.price
        if want.side is SELL and want.price <= last:
            return 0, want.price
    return 1, ZERO


def resized(spec: OrderSpec | None, other: OrderSpec | None) -> bool:
    """Whether two orders differ in their quantity alone."""
    return spec is not None and other is not None and spec._replace(qty=other.qty) == other


class Placing:
    """Turns wants into orders, at most one live order a slot."""

    def __init__(self, kernel: Kernel, secret: bytes) -> None:
        self._kernel = kernel
        self.prefix = install_prefix(secret)
        self._hash = hashlib.blake2s(key=secret[:32], digest_size=9)
        self.seq = 0
        self.epoch = ""
        self.rules = 0

    def started(self, event: EngineStarted) -> None:
        """From now on ids are of another life."""
        self.epoch = event.epoch
        self.rules = event.rules

    def settle_all(self, record: BotRecord, rules: int = 0) -> None:
        """Places every want that waits, in order of slot name. By the rules of now (the engine's or the
        event's) what trades at once comes first, in the order in which the price passed it: a fill is
        answered by an order on the level before it, which must be free by then.
        """
        slots = sorted(record.slots.items())
        if max(self.rules, rules) >= PASSED_FIRST:
            last = self._kernel.last
            slots.sort(key=lambda item: _passed(item[1].want, last.get(record.market(item[0]).id)))
        for name, slot in slots:
            if slot.want is not None:
                self.settle(record, name, slot)

    def settle(self, record: BotRecord, name: str, slot: Slot) -> None:
        """Makes what rests equal to what is wanted with the fewest commands."""
        want = slot.want
        order = slot.order
        if order is not None:
            if order.cancel_requested:
                return
            if order.spec == want:
                self._as_wanted(record, slot)
            elif not self._asks_first(record, name, want):
                self._kernel.request_cancel(record, order)
            return
        if want is None or want == slot.blocked_spec:
            return
        if self.rules >= EXIT_WAITS and record.is_over():  # what it wanted to close is not its own any more
            slot.want = None
            self._kernel.passing.over(record, name)
            return
        if record.state in WAITING and not record.stopping:
            return
        if record.stopping and record.adds(want):  # a bot that ends takes nothing more
            return
        if self._kernel.passing.waits and self._kernel.passing.holds(record, name):
            return
        if slot.request is not None:
            if self._kernel.approvals.pending[slot.request].orders[0][1] == want:
                return
            self._kernel.approvals.withdraw(record, slot, "replaced")
        slot.blocked = slot.blocked_spec = None
        code = venue_filter(want, record.market(name))
        if code is not None:
            self._kernel.block(record, name, slot, want, code)
            return
        verdict = self._verdict(record, name, slot, want)
        if isinstance(verdict, NeedsApproval):
            self._kernel.approvals.ask_order(record, name, slot, want)
        else:
            self._place(record, name, slot, want, verdict.grant)

    def _as_wanted(self, record: BotRecord, slot: Slot) -> None:
        """What rests is what is wanted: nothing is asked or held against another order in its place."""
        slot.blocked = slot.blocked_spec = None
        if slot.request is not None:
            self._kernel.approvals.withdraw(record, slot, "replaced")

    def _asks_first(self, record: BotRecord, name: str, want: OrderSpec | None) -> bool:
        """Whether another quantity in the place of an order that rests has to wait: for a yes, or until the
        bot goes on. The one that was allowed stays until then.
        """
        slot, approvals = record.slots[name], self._kernel.approvals
        rests = slot.order
        if want is None or rests is None or record.stopping or not resized(rests.spec, want):
            return False
        if record.state in WAITING:  # it is replaced when the bot goes on
            return True
        if want.qty < rests.spec.qty:
            return False
        if record.grants.get(name) == want or approvals.misses(record, want, name) is None:
            return False
        if rests.filled:  # it trades already: its rest goes on
            return True
        asked = None if slot.request is None else approvals.pending[slot.request].orders[0][1]
        if want not in (asked, slot.blocked_spec):
            if asked is not None:
                approvals.withdraw(record, slot, "replaced")
            approvals.ask_order(record, name, slot, want)
        return True

    @staticmethod
    def grant_again(record: BotRecord, name: str, slot: Slot, order: Order) -> None:
        """What a person allowed never reached the venue: the new attempt is that same order."""
        if slot.want == order.spec and order.grant not in STANDING_GRANTS and name not in record.grants:
            record.grants[name], slot.grant = order.spec, order.grant

    @staticmethod
    def _keep_grant(record: BotRecord, name: str, slot: Slot, want: OrderSpec, grant: str) -> None:
        """A limit held the order back, the person's word for it still holds."""
        if grant not in STANDING_GRANTS:
            record.grants[name], slot.grant = want, grant

    def _verdict(self, record: BotRecord, name: str, slot: Slot, want: OrderSpec) -> Allowed | NeedsApproval:
        if record.grants and record.grants.get(name) == want:
            del record.grants[name]
            grant = slot.grant or "approval:plan"
            slot.grant = None
            return Allowed(grant)
        if record.stopping and not record.adds(want):
            return Allowed("exit")
        approvals = self._kernel.approvals
        approvals.renew_expired(record)
        day = self._kernel.ns // DAY_NS
        if record.sent_day != day:
            record.sent_day, record.sent_today = day, 0
        missed = approvals.misses(record, want, name)
        if missed is not None:
            return NeedsApproval(missed)
        return BY_TOKEN

    def need(self, instrument: Instrument, want: OrderSpec) -> tuple[str, Decimal]:
        """The asset and amount that an order on a spot market ties up while it lives."""
        if want.side is SELL:
            return instrument.base, want.qty
        last = self._kernel.last.get(instrument.id)
        if want.type is MARKET and last is not None:
            price = instrument.worse(last, want.side, self._kernel.slippage)
            rate = instrument.taker_in_quote
        else:
            price = want.price
            marketable = last is not None and want.price >= last
            rate = instrument.taker_in_quote if marketable else instrument.maker_in_quote
        cost = price * want.qty
        return instrument.quote, cost + (instrument.fee_up(cost * rate) if rate else ZERO)

    def _place(self, record: BotRecord, name: str, slot: Slot, want: OrderSpec, grant: str) -> None:
        kernel, market = self._kernel, record.market(name)
        if market.perpetual is None:
            asset, amount = self.need(market, want)
            lacks = kernel.ledger.free(record.id, asset) < amount
        else:
            asset, amount = market.quote, ZERO
            lacks = kernel.perpetuals.lacks(record, want)
        if lacks:
            kernel.block(record, name, slot, want, "insufficient_funds")
            return
        if kernel.limits.version:
            exceeded = kernel.restraint.check(record, want, market)
            if exceeded is not None:
                self._keep_grant(record, name, slot, want, grant)
                kernel.restraint.deny(record, name, slot, want, exceeded)
                return
            kernel.restraint.left()
        self.seq += 1
        slot.attempt += 1
        record.sent_today += 1
        if amount:
            kernel.post(
                "reserve",
                name,
                (
                    (record.id, FREE, asset, -amount),
                    (record.id, RESERVED, asset, amount),
                ),
            )
        slot.reserved = amount
        client_id = self._client_id(record.id, slot.attempt)
        head = (client_id, record.id, name, slot.attempt, self.seq, market.id, want, kernel.ns)
        slot.order = order = _new(Order, (*head, grant, SENT, ZERO, ZERO, NO_TRADES, None, False, 0))
        kernel.orders[client_id] = (record, name)
        if kernel.journal:
            kernel.facts.append(_new(fx.OrderPlanned, (kernel.ns, order, kernel.limits.version)))
        kernel.commands.append(_new(Submit, (order,)))

    def _client_id(self, bot: str, attempt: int) -> str:
        text = f"{bot}|{self.seq}|{attempt}"
        if self.epoch:
            text = f"{text}|{self.epoch}"
        digest = self._hash.copy()
        digest.update(text.encode())
        return f"{self.prefix}{digest.hexdigest()}"

    def release(self, record: BotRecord, slot: Slot, order: Order) -> None:
        """Gives back what an ended order did not use."""
        market = record.market(order.slot)
        asset = market.quote if order.spec.side is BUY else market.base
        amount, slot.reserved = slot.reserved, ZERO
        self._kernel.post(
            "release",
            order.client_id,
            (
                (record.id, RESERVED, asset, -amount),
                (record.id, FREE, asset, amount),
            ),
        )

    def book_fill(self, record: BotRecord, slot: Slot, order: Order, event: OrderFilled) -> None:
        """Books one trade and tells it."""
        if record.instrument.perpetual is None:
            self._book_spot(record, slot, order, event)
        else:
            self._kernel.perpetuals.book(record, slot, order, event)
        kernel = self._kernel
        kernel.facts.append(
            _new(
                fx.FillBooked,
                (
                    event.ns,
                    event.trade_id,
                    order.client_id,
                    record.id,
                    order.slot,
                    order.instrument,
                    order.spec.side,
                    event.price,
                    event.qty,
                    event.fee,
                    event.fee_asset,
                    event.fee_quote,
                    event.role,
                    order.spec.price if order.spec.type is LIMIT else None,
                    event.realised,
                ),
            )
        )
        if kernel.journal:
            moved = (event.ns, order.client_id, order.state, order.filled, "")
            kernel.facts.append(_new(fx.OrderMoved, moved))

    def _book_spot(self, record: BotRecord, slot: Slot, order: Order, event: OrderFilled) -> None:
        """What was sold leaves the reservation, fees leave where they are paid."""
        instrument = record.market(order.slot)
        base, quote, bot = instrument.base, instrument.quote, record.id
        cost = event.price * event.qty
        fee_asset = event.fee_asset
        buy = order.spec.side is BUY
        if buy:
            used = cost
            if fee_asset == quote:
                used += event.fee
            from_reserve = slot.reserved if order.state is FILLED or used > slot.reserved else used
            lines: list[Line] = [
                (bot, RESERVED, quote, -from_reserve),
                (VENUE, TRADED, quote, cost),
                (bot, FREE, base, event.qty),
                (VENUE, TRADED, base, -event.qty),
            ]
            if from_reserve != used:
                lines.append((bot, FREE, quote, from_reserve - used))
        else:
            from_reserve = event.qty
            lines = [
                (bot, RESERVED, base, -from_reserve),
                (VENUE, TRADED, base, event.qty),
                (bot, FREE, quote, cost),
                (VENUE, TRADED, quote, -cost),
            ]
        slot.reserved -= from_reserve
        if event.fee:
            lines.append((VENUE, FEES, fee_asset, event.fee))
            if fee_asset == quote:
                slot.fee_quote += event.fee
                if not buy:
                    lines.append((bot, FREE, quote, -event.fee))
            elif fee_asset == base:
                slot.fee_base += event.fee
                lines.append((bot, FREE, base, -event.fee))
            else:
                lines.append((UNATTRIBUTED, FREE, fee_asset, -event.fee))
        self._kernel.post("fill", event.trade_id, lines)
