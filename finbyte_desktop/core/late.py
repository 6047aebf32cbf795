"""Evidence that comes after an order was called ended, and what nobody here ordered (order-safety.md 2, 3).

Late evidence always wins. An order that was called refused, never accepted or (by a person) gone, and rests
after all, becomes a stray: it holds money like any other, is cancelled at once, and what it trades is told to
its bot. A trade of an order that was reported as cancelled is booked as what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finbyte_desktop.core import events as ev
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.control import ANSWERED
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.ledger import FEES, FREE, RESERVED, TRADED, UNATTRIBUTED, VENUE, Line
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import (
    BUY,
    FILLED,
    OPEN,
    PARTIAL,
    UNKNOWN,
    Order,
    Role,
    Side,
    State,
    with_state,
)
from finbyte_desktop.core.outside import settled_in
from finbyte_desktop.core.perpetuals import EXIT
from finbyte_desktop.core.placing import SIDES_APART
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel

NEVER_THERE = frozenset({State.REJECTED, State.NEVER_ACCEPTED})
LATE = "late"
SET_ASIDE = "set_aside"
GONE = "gone"
FOREIGN_KEPT = 10_000
AVERAGE_PLACES = 12


def foreign_key(instrument: str, trade_id: str) -> str:
    """A trade's name over all markets: venues number trades market by market."""
    return f"{instrument}/{trade_id}"


def _key_of_side(instrument: str, trade_id: str, side: Side) -> str:
    """One side of it: whoever trades with himself has two trades of one number."""
    return f"{foreign_key(instrument, trade_id)}/{side.value}"


class Late:
    """Remembers ended orders and re-opens them on evidence. `kept` is how many; 0 where the venue and the
    kernel share one transaction and nothing can come late.
    """

    def __init__(self, kernel: Kernel, kept: int) -> None:
        self._kernel = kernel
        self._kept = kept
        self.ended: dict[str, Order] = {}
        self.foreign_seen: dict[str, None] = {}
        self.unclaimed: dict[str, ev.UnclaimedFound] = {}
        self.answered_for: dict[str, None] = {}
        self.answered_gone: dict[str, None] = {}  # ended orders of which only a person said that they did

    def remember(self, order: Order) -> None:
        """An order ended; the oldest is forgotten when there are too many."""
        if not self._kept:
            return
        self.ended[order.client_id] = order
        if len(self.ended) > self._kept:
            oldest = next(iter(self.ended))
            del self.ended[oldest]
            self.answered_gone.pop(oldest, None)

    def find(self, client_id: str) -> tuple[BotRecord, str, Slot] | None:
        """The bot, the slot's name and the slot that holds a live order; a stray has a slot of its own."""
        found = self._kernel.orders.get(client_id)
        if found is None:
            return None
        record, name = found
        slot = record.strays.get(client_id) if record.strays else None
        if slot is None:
            slot = record.slots[name]
            if slot.order is None or slot.order.client_id != client_id:
                return None
        return record, name, slot

    def accepted(self, event: ev.OrderAccepted) -> bool:
        """The venue has an order that was called refused, never accepted or gone; True when there is one."""
        order = self.ended.get(event.client_id)
        if order is None:
            return False
        if order.client_id in self.answered_gone:  # what a person saw is no proof
            del self.answered_gone[order.client_id]
            order = order._replace(state=State.QUARANTINED)
        elif order.state not in NEVER_THERE:
            return False
        record, slot = self._reopen(order, PARTIAL if order.filled else OPEN, event.venue_id)
        self._kernel.request_cancel(record, slot.order or order)
        return True

    def filled(self, event: ev.OrderFilled) -> bool:
        """A trade of an order that was called ended; True when it is new."""
        order = self.ended.get(event.client_id)
        if order is None or event.trade_id in order.trades:
            return False
        kernel = self._kernel
        was = order.state
        record, slot = self._reopen(order, PARTIAL if was in NEVER_THERE else was, None)
        assert slot.order is not None
        live = kernel.book(record, slot, event)
        if was in NEVER_THERE and live.state is not FILLED:
            kernel.request_cancel(record, live)
            return True
        self._close(record, slot, live)
        if live.state is FILLED:
            self.answered_gone.pop(live.client_id, None)
        kernel.tell(
            record,
            SlotDone(
                event.ns,
                order.slot,
                order.spec.side,
                event.qty,
                event.price * event.qty,
                slot.fee_quote,
                slot.fee_base,
                event.role,
                event.price,
                LATE,
            ),
        )
        return True

    def _reopen(self, order: Order, state: State, venue_id: str | None) -> tuple[BotRecord, Slot]:
        """The order in a slot of its own, with what is free of its bot's money reserved for its rest."""
        kernel = self._kernel
        record = kernel.bots[order.bot]
        del self.ended[order.client_id]
        slot = record.strays[order.client_id] = Slot()
        kernel.orders[order.client_id] = (record, order.slot)
        slot.order = order if state is order.state else with_state(order, state, venue_id)
        if state is not order.state:
            kernel.facts.append(fx.OrderMoved(kernel.ns, order.client_id, state, slot.order.filled, LATE))
        asset, amount = kernel.placing.need(
            record.market(order.slot), order.spec._replace(qty=order.remaining)
        )
        slot.reserved = max(ZERO, min(amount, kernel.ledger.free(record.id, asset)))
        if slot.reserved:
            lines = ((record.id, FREE, asset, -slot.reserved), (record.id, RESERVED, asset, slot.reserved))
            kernel.post("reserve", order.slot, lines)
        fields = (("side", order.spec.side.value), ("qty", order.spec.qty), ("price", order.spec.price))
        kernel.facts.append(fx.Said(kernel.ns, record.id, Level.WARNING, "order_came_late", fields))
        return record, slot

    def _close(self, record: BotRecord, slot: Slot, order: Order) -> None:
        """A stray, or a late trade, is done with: what it still reserves is free again."""
        kernel = self._kernel
        del kernel.orders[order.client_id]
        del record.strays[order.client_id]
        if slot.reserved:
            kernel.placing.release(record, slot, order)
        slot.order = None
        self.remember(order)

    def stray_ended(self, record: BotRecord, slot: Slot, order: Order, role: Role) -> None:
        """A stray rests no more. What it traded is told to its bot as one piece."""
        self._close(record, slot, order)
        if order.filled:
            price = half_even_div(order.cost, order.filled, AVERAGE_PLACES)  # for the bot; nothing is booked
            done = (self._kernel.ns, order.slot, order.spec.side, order.filled, order.cost)
            self._kernel.tell(record, SlotDone(*done, slot.fee_quote, slot.fee_base, role, price, LATE))

    def unanswered(self, record: BotRecord, done: SlotDone) -> None:
        """An order traded whose bot has ended: nobody but a person can answer it."""
        exact = done.cost == done.price * done.qty
        price = done.price if exact else half_even_div(done.cost, done.qty, AVERAGE_PLACES)
        fields = (("side", done.side.value), ("qty", done.qty), ("price", price))
        kernel = self._kernel
        if done.slot == EXIT and record.instrument.perpetual is not None:
            closed = (*fields, ("fee", done.fee_quote))
            kernel.facts.append(fx.Said(done.ns, record.id, Level.INFO, "position_closed", closed))
            return
        kernel.facts.append(fx.Said(done.ns, record.id, Level.WARNING, "filled_after_end", fields))

    # --- what cannot be proved, and what is not ours ------------------------------------------------

    def quarantined(self, event: ev.OrderQuarantined) -> None:
        """No proof came in time, or the venue has lost the order: it counts as live and a person is asked."""
        found = self.find(event.client_id)
        gone = event.why == GONE
        doubted = (OPEN, PARTIAL) if gone else (UNKNOWN,)
        if found is None or found[2].order is None or found[2].order.state not in doubted:
            self._kernel.facts.append(fx.EventIgnored(event.ns, "quarantine_known_order", event.client_id))
            return
        record, _, slot = found
        order = slot.order = with_state(found[2].order, State.QUARANTINED)
        self._kernel.facts.append(
            fx.OrderMoved(event.ns, order.client_id, State.QUARANTINED, order.filled, event.why)
        )
        spec = order.spec
        fields = (("side", spec.side.value), ("qty", spec.qty), ("price", spec.price))
        code = "order_gone" if gone else "order_quarantined"
        self._kernel.facts.append(fx.Said(event.ns, record.id, Level.ERROR, code, fields))

    def set_aside(self, event: ev.OrderSetAside) -> None:
        """A stop does not wait for a person: its bot ends without this order, which counts as live and keeps
        what it reserves, in a slot of its own, until there is proof or an answer.
        """
        kernel, client_id = self._kernel, event.client_id
        found = self.find(client_id)
        order = None if found is None else found[2].order
        quarantined = order is not None and order.state is State.QUARANTINED
        if found is None or order is None or not quarantined or not self.waits_for(found[0], client_id):
            kernel.facts.append(fx.EventIgnored(event.ns, "set_aside_known_order", client_id))
            return
        record, name, slot = found
        aside = record.strays[client_id] = Slot()
        aside.order, aside.reserved = order, slot.reserved
        slot.order, slot.reserved, slot.want = None, ZERO, None
        spec = order.spec
        fields = (("side", spec.side.value), ("qty", spec.qty), ("price", spec.price))
        kernel.facts.append(fx.Said(event.ns, record.id, Level.WARNING, "order_set_aside", fields))
        nothing = (ZERO, ZERO, ZERO, ZERO)
        kernel.tell(record, SlotDone(event.ns, name, spec.side, *nothing, Role.MAKER, spec.price, SET_ASIDE))

    @staticmethod
    def waits_for(record: BotRecord, client_id: str) -> bool:
        """Whether the stop of a bot waits for the end of an order."""
        return record.stopping and record.state not in ENDED_BOTS and client_id not in record.strays

    def answered(self, event: ev.QuarantineAnswered) -> None:
        """A person has looked at the venue: the order is not there. Raises UserError when it is known by
        now.
        """
        found = self.find(event.client_id)
        if found is None or found[2].order is None or found[2].order.state is not State.QUARANTINED:
            raise UserError(
                "What became of this order is known by now. Nothing was changed.", "not_quarantined"
            )
        self._kernel.end(event.client_id, State.CANCELED, ANSWERED)
        if event.client_id in self.ended:
            self.answered_gone[event.client_id] = None

    def unclaimed_found(self, event: ev.UnclaimedFound) -> None:
        """An order of ours without an intent: a person must answer. One of another installation is only
        told: that account is not traded here.
        """
        if event.client_id in self.unclaimed or event.client_id in self.answered_for:
            return
        ours = event.client_id.startswith(self._kernel.placing.prefix)
        if ours:
            self.unclaimed[event.client_id] = event
        code = "order_without_intent" if ours else "other_installation"
        self._kernel.facts.append(fx.AccountFlagged(event.ns, code, event.client_id))

    def unclaimed_answered(self, event: ev.UnclaimedAnswered) -> None:
        """A person has looked at it. Raises UserError when nothing is asked."""
        if event.client_id not in self.unclaimed:
            raise UserError("Nothing is asked about this order. Nothing was changed.", "not_unclaimed")
        del self.unclaimed[event.client_id]
        self.answered_for[event.client_id] = None
        if len(self.answered_for) > FOREIGN_KEPT:
            del self.answered_for[next(iter(self.answered_for))]

    def is_foreign(self, instrument: str, trade_id: str, side: Side) -> bool:
        """Whether this trade is booked as one that no order of ours made."""
        keys = (foreign_key(instrument, trade_id), _key_of_side(instrument, trade_id, side))
        return any(key in self.foreign_seen for key in keys)

    def saw_foreign(self, instrument: str, trade_id: str, side: Side) -> None:
        """Remembers a trade that no order of ours made."""
        key = foreign_key(instrument, trade_id)
        if self._kernel.placing.rules >= SIDES_APART:
            key = _key_of_side(instrument, trade_id, side)
        self.foreign_seen[key] = None
        if len(self.foreign_seen) > FOREIGN_KEPT:
            del self.foreign_seen[next(iter(self.foreign_seen))]

    def foreign(self, event: ev.ForeignTraded) -> None:
        """A trade of the account that no order of ours made: booked outside all bots, and the account is
        flagged. Its market need not be one that is traded here: its name tells the assets, so that the
        journal folds the same whatever the venue lists then.
        """
        kernel = self._kernel
        base, _, quote = event.instrument.partition(":")[2].partition("/")
        if self.is_foreign(event.instrument, event.trade_id, event.side):
            kernel.facts.append(fx.EventIgnored(event.ns, "foreign_again", event.trade_id))
            return
        self.saw_foreign(event.instrument, event.trade_id, event.side)
        if settled_in(event.instrument):
            kernel.outside.foreign(event)
            return
        cost = event.price * event.qty
        sign = 1 if event.side is BUY else -1
        lines: list[Line] = [
            (UNATTRIBUTED, FREE, base, sign * event.qty),
            (VENUE, TRADED, base, -sign * event.qty),
            (UNATTRIBUTED, FREE, quote, -sign * cost),
            (VENUE, TRADED, quote, sign * cost),
        ]
        if event.fee:
            lines += [
                (UNATTRIBUTED, FREE, event.fee_asset, -event.fee),
                (VENUE, FEES, event.fee_asset, event.fee),
            ]
        kernel.post("foreign", event.trade_id, lines)
        kernel.facts.append(fx.AccountFlagged(event.ns, "foreign_trade", event.trade_id))
