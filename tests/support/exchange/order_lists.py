"""Order lists: one cancels the other (OCO), one triggers another (OTO), one triggers a pair (OTOCO)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.exchange.ledger import required_lock
from tests.support.exchange.values import (
    ListChanged,
    NewOrder,
    Order,
    OrderChanged,
    OrderList,
    Reason,
    Refused,
    State,
)

if TYPE_CHECKING:
    from tests.support.exchange.engine import Engine


class OrderLists:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._busy: set[int] = set()
        self.lists: dict[int, OrderList] = {}

    def legs(self, number: int) -> list[Order]:
        found = self.lists[number]
        per_market = self._engine.rules.ids_per_market
        return [self._engine.orders[found.key if per_market else "", leg] for leg in found.legs]

    def find(self, account: str, *, number: int | None = None, client_id: str = "") -> OrderList:
        if number is not None and number in self.lists and self.lists[number].account == account:
            return self.lists[number]
        for found in reversed(list(self.lists.values())):
            if client_id and found.account == account and found.client_id == client_id:
                return found
        raise Refused(Reason.UNKNOWN_ORDER)

    # ---------------------------------------------------------------------------- placing

    def place_pair(self, wishes: list[NewOrder], client_id: str) -> OrderList:
        """Two orders of which one at most trades; the money is held back once, for the dearer one."""
        engine = self._engine
        for wish in wishes:
            engine.check(wish)
        orders = [engine.create(wish) for wish in wishes]
        made = self._add(orders, client_id, "OCO")
        self._start_pair(orders)
        self.emit(made)
        engine.settle()
        return made

    def place_chain(self, working: NewOrder, pending: list[NewOrder], client_id: str) -> OrderList:
        """A working order whose complete fill places the pending one, or the pending pair."""
        engine = self._engine
        engine.check(working)
        for wish in pending:
            engine.check(wish, with_money=False)
        first = engine.create(working)
        held = [engine.create(wish) for wish in pending]
        made = self._add([first, *held], client_id, "OTO" if len(held) == 1 else "OTOCO")
        for order in held:
            order.state = State.WAITING
            order.wish.tags["parent"] = first.id
            order.note(engine.now_ns)
        engine.ledger.relock(first, engine.instruments[first.key], engine.lock_at_rest(first))
        self.emit(made)
        for order in held:
            engine.emit(OrderChanged("NEW", order))
        engine.announce(first)
        engine.settle()
        return made

    def _add(self, orders: list[Order], client_id: str, contingency: str) -> OrderList:
        first = orders[0]
        number = len(self.lists) + 1
        made = OrderList(
            number, first.account, first.key, client_id, contingency, [o.id for o in orders], first.created_ns
        )
        self.lists[number] = made
        for order in orders:
            order.list_id = number
        return made

    def _start_pair(self, orders: list[Order]) -> None:
        engine = self._engine
        instrument = engine.instruments[orders[0].key]
        resting = next((order for order in orders if order.trigger is None), orders[0])
        engine.ledger.relock(resting, instrument, max(required_lock(o, instrument) for o in orders))
        for order in sorted(orders, key=lambda order: order is resting):
            engine.announce(order)
        if resting.state.is_open and not resting.filled:
            # Resting locked its own need only; the dearer leg may need more.
            most = max(required_lock(o, instrument) for o in orders)
            engine.ledger.relock(resting, instrument, most)

    def emit(self, changed: OrderList) -> None:
        self._engine.emit(ListChanged(changed))

    # ---------------------------------------------------------------------------- what happens to a leg

    def on_fill(self, order: Order) -> None:
        if order.list_id < 0:
            return
        found = self.lists[order.list_id]
        if "parent" not in order.wish.tags and found.contingency in {"OTO", "OTOCO"}:
            if order.state is State.FILLED:
                self._engine.afterwards.append(lambda: self._start_pending(found, order))
            return
        self._expire_others(found, order)
        self._close_if_done(found)

    def on_trigger(self, order: Order) -> None:
        if order.list_id >= 0:
            self._expire_others(self.lists[order.list_id], order)

    def on_end(self, order: Order) -> None:
        """A leg ended without a trade: the rest of its list goes too."""
        if order.list_id < 0 or order.list_id in self._busy:
            return
        found = self.lists[order.list_id]
        state = State.CANCELED if order.state is State.CANCELED else State.EXPIRED
        self._end_open(found, state, order.reason)
        self._close_if_done(found)

    def cancel(self, number: int, reason: str) -> OrderList:
        found = self.lists[number]
        if found.state != "EXECUTING":
            raise Refused(Reason.UNKNOWN_ORDER)
        self._end_open(found, State.CANCELED, reason)
        self._close_if_done(found)
        return found

    def _end_open(self, found: OrderList, state: State, reason: str) -> None:
        self._busy.add(found.id)
        for leg in self.legs(found.id):
            if leg.state.is_open:
                self._engine.end(leg, state, reason)
        self._busy.discard(found.id)

    def _expire_others(self, found: OrderList, order: Order) -> None:
        self._busy.add(found.id)
        for leg in self.legs(found.id):
            if leg is not order and leg.state.is_open and "parent" in leg.wish.tags:
                if "parent" in order.wish.tags:
                    self._engine.end(leg, State.EXPIRED, "other leg")
            elif leg is not order and leg.state.is_open:
                self._engine.end(leg, State.EXPIRED, "other leg")
        self._busy.discard(found.id)

    def _start_pending(self, found: OrderList, parent: Order) -> None:
        engine = self._engine
        pending = [leg for leg in self.legs(found.id) if leg is not parent and leg.state.is_open]
        for leg in pending:
            leg.wish.tags.pop("parent", None)
        try:
            for leg in pending[:1]:
                engine.admission.check_money(leg.wish)
        except Refused as refusal:
            self._end_open(found, State.REJECTED, refusal.reason.value)
            self._close_if_done(found)
            return
        instrument = engine.instruments[found.key]
        found.tags["is_started"] = True
        if len(pending) == 2:
            found.contingency = "OTOCO"
            resting = next((leg for leg in pending if leg.trigger is None), pending[0])
            most = max(required_lock(leg, instrument) for leg in pending)
            engine.ledger.relock(resting, instrument, most)
        for leg in pending:
            if leg.trigger is None and leg.state.is_open:
                if len(pending) == 1:
                    engine.ledger.relock(leg, instrument, engine.lock_at_rest(leg))
                leg.note(engine.now_ns)
                engine.emit(OrderChanged("NEW", leg))
                engine.activate(leg)
            elif len(pending) == 1:
                engine.ledger.relock(leg, instrument, engine.lock_at_rest(leg))
        self._close_if_done(found)

    def _close_if_done(self, found: OrderList) -> None:
        if found.state == "EXECUTING" and not any(leg.state.is_open for leg in self.legs(found.id)):
            found.state = "ALL_DONE"
            found.time_ns = self._engine.now_ns
            self.emit(found)
