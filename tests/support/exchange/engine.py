"""The matching engine of one venue: orders, price-time priority, triggers, order lists, in integers.

It never looks at a clock and draws no random number: both are handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.exchange.admission import Admission
from tests.support.exchange.book import Book
from tests.support.exchange.ledger import CLEARING, Ledger, required_lock
from tests.support.exchange.order_lists import OrderLists
from tests.support.exchange.perpetuals import Perpetuals
from tests.support.exchange.values import (
    Account,
    BalanceChanged,
    ConfigChanged,
    Event,
    Fill,
    Instrument,
    Kind,
    LevelChanged,
    NewOrder,
    Order,
    OrderChanged,
    PositionChanged,
    PublicTrade,
    Reason,
    Refused,
    SelfTrade,
    Side,
    State,
    Status,
    TimeInForce,
    Traded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(slots=True)
class Rules:
    """Where venues differ."""

    unique_ids: str = "open"  # open: among open orders only; forever: never again; none: not looked at
    crossing_post_only: str = "refuse"  # or "expire": accepted first
    swaps_rebates: bool = False  # a maker is paid in what the order gives, not in what it gets
    ids_per_market: bool = False
    first_order_id: int = 1000
    first_trade_id: int = 1


class Engine:
    def __init__(self, instruments: Iterable[Instrument], rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.instruments = {instrument.key: instrument for instrument in instruments}
        self.listeners: list[Callable[[Event], None]] = []
        self.ledger = Ledger(self.emit)
        self.perpetuals = Perpetuals(self.ledger, self.instruments, self.emit)
        self.lists = OrderLists(self)
        self.admission = Admission(self)
        self.books = {key: Book() for key in self.instruments}
        self.orders: dict[tuple[str, int], Order] = {}
        self.by_account: dict[str, list[Order]] = {}
        self.placed: dict[str, list[Order]] = {}  # also what is forgotten; only ever added to
        self.forgotten: dict[tuple[str, int], Order] = {}  # as in `orders`; their trades still name them
        self.open: dict[str, dict[tuple[str, int], Order]] = {}
        self.fills: dict[str, list[Fill]] = {}
        self.used_ids: dict[tuple[str, str], list[Order]] = {}
        self._waiting: dict[str, dict[int, Order]] = {key: {} for key in self.instruments}
        self._order_ids: dict[str, int] = {}
        self._trade_ids: dict[str, int] = {}
        self._touched: list[str] = []
        self.afterwards: list[Callable[[], None]] = []  # what must not happen in the middle of a match
        self._is_settling = False
        for key in self.instruments:
            self.perpetuals.marks[key] = self.instruments[key].start_price

    # ---------------------------------------------------------------------------- clock and events

    @property
    def now_ns(self) -> int:
        return self.ledger.now_ns

    @now_ns.setter
    def now_ns(self, time_ns: int) -> None:
        self.ledger.now_ns = time_ns

    def emit(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)

    def account(self, name: str) -> Account:
        return self.ledger.accounts[name]

    # ---------------------------------------------------------------------------- look-ups

    def find(self, account: str, key: str, *, order_id: int | None = None, client_id: str = "") -> Order:
        """The newest order with that number or client id; Refused when the account has none there."""
        if order_id is not None:
            order = self.orders.get((key if self.rules.ids_per_market else "", order_id))
            if order is not None and order.account == account and order.key == key:
                return order
        elif client_id:
            for order in reversed(self.used_ids.get((account, client_id), [])):
                if order.key == key:
                    return order
        raise Refused(Reason.UNKNOWN_ORDER)

    def open_orders(self, account: str, key: str | None = None) -> list[Order]:
        orders = self.open.get(account, {}).values()
        return [order for order in orders if key is None or order.key == key]

    def last_price(self, key: str) -> int:
        return self.books[key].last_price or self.instruments[key].start_price

    # ---------------------------------------------------------------------------- placing

    def place(self, wish: NewOrder) -> Order:
        """Accept and match an order; Refused leaves everything as it was."""
        self.check(wish)
        order = self.create(wish)
        self.ledger.relock(order, self.instruments[wish.key], self.lock_at_rest(order))
        self.announce(order)
        self.settle()
        return order

    def check(self, wish: NewOrder, *, with_money: bool = True) -> None:
        """Refuse what the market's rules, the account's money or the book forbid."""
        self.admission.check(wish, with_money=with_money)

    def create(self, wish: NewOrder) -> Order:
        number = self.next_order_id(wish.key)
        order = Order(number, wish, wish.lots, wish.price, wish.trigger, self.now_ns, self.now_ns)
        order.budget_left = wish.quote_budget or 0
        self.open.setdefault(wish.account, {})[wish.key, number] = order
        if not self.account(wish.account).is_house:
            self.orders[wish.key if self.rules.ids_per_market else "", number] = order
            self.by_account.setdefault(wish.account, []).append(order)
            self.placed.setdefault(wish.account, []).append(order)
            self.used_ids.setdefault((wish.account, wish.client_id), []).append(order)
        if wish.trigger is not None:
            order.state = State.WAITING
            self._waiting[wish.key][number] = order
        return order

    def announce(self, order: Order) -> None:
        """Tell that the order is there, and let it trade unless it waits."""
        if order.state is not State.WAITING:
            order.is_working, order.working_ns = True, self.now_ns
        self._note(order)
        self.emit(OrderChanged("NEW", order))
        if order.state is not State.WAITING:
            self.activate(order)

    def lock_at_rest(self, order: Order) -> int:
        if order.kind is Kind.MARKET and order.trigger is None:
            return 0
        if self.account(order.account).is_house or order.wish.spawns:
            return 0
        if order.wish.locks_late and not order.triggered_ns:
            return 0
        return required_lock(order, self.instruments[order.key])

    def next_order_id(self, key: str) -> int:
        counter = key if self.rules.ids_per_market else ""
        self._order_ids[counter] = self._order_ids.get(counter, self.rules.first_order_id - 1) + 1
        return self._order_ids[counter]

    # ---------------------------------------------------------------------------- matching

    def activate(self, order: Order) -> None:
        """Let the order trade, and rest or end."""
        wish, instrument = order.wish, self.instruments[order.key]
        order.is_working = True
        order.working_ns = self.now_ns
        order.state = State.PARTIAL if order.filled else State.NEW
        limit = order.price if order.kind is Kind.LIMIT else None
        if self.crosses_now(order):
            self.end(order, State.EXPIRED, "post only")
            return
        if wish.time_in_force is TimeInForce.FOK:
            found = self.books[order.key].side(order.side.other).available(limit)
            if found < order.left:
                self.end(order, State.EXPIRED, "fill or kill")
                return
        self._match(order, limit)
        if not order.state.is_open:
            return
        if wish.is_reducing and not self._closable(order):
            self.end(order, State.EXPIRED, "reduce only")
        elif order.kind is Kind.MARKET or wish.time_in_force in {TimeInForce.IOC, TimeInForce.FOK}:
            self.end(order, State.EXPIRED, "no liquidity")
        else:
            self.ledger.relock(order, instrument, self.lock_at_rest(order))
            self.books[order.key].side(order.side).add(order)
            self._level(order)

    def crosses_now(self, order: Order) -> bool:
        if order.wish.time_in_force is not TimeInForce.POST_ONLY:
            return False
        best = self.books[order.key].side(order.side.other).best()
        return best is not None and self.books[order.key].side(order.side.other).reaches(best, order.price)

    def _spent(self, order: Order) -> bool:
        """Whether what is left of a quote amount buys no further lot."""
        if order.wish.quote_budget is None:
            return False
        best = self.books[order.key].side(order.side.other).best()
        return best is not None and order.budget_left < self.instruments[order.key].cost(best, 1)

    def _match(self, order: Order, limit: int | None) -> None:
        instrument = self.instruments[order.key]
        other = self.books[order.key].side(order.side.other)
        is_house = self.account(order.account).is_house
        for maker in other.orders():
            if not order.state.is_open or order.left <= 0 or not other.reaches(maker.price, limit):
                break
            if maker not in other:
                continue
            if maker.account == order.account and not is_house and self._prevents(order, maker):
                continue
            lots = self._tradable(order, maker, instrument)
            if lots <= 0:
                if self._closable(maker) == 0:
                    self.end(maker, State.EXPIRED, "reduce only")
                    continue
                break
            while lots > 0 and order.state.is_open and maker in other:
                self._trade(order, maker, lots)
                # against an order of its own account a closing order can close again what it just closed
                lots = self._tradable(order, maker, instrument)

    def _tradable(self, order: Order, maker: Order, instrument: Instrument) -> int:
        """How many lots two orders may trade with each other now."""
        lots = min(order.left, maker.left, self._closable(order), self._closable(maker))
        if order.wish.quote_budget is not None:
            lots = min(lots, order.budget_left // instrument.cost(maker.price, 1))
        return lots

    def _closable(self, order: Order) -> int:
        if not order.wish.is_reducing or not self.instruments[order.key].is_linear:
            return order.left
        return self.perpetuals.closable(order)

    def _prevents(self, taker: Order, maker: Order) -> bool:
        """Keep an account from trading with itself, the taker's mode deciding; False lets it trade."""
        mode = taker.wish.self_trade
        if mode is SelfTrade.NONE:
            return False
        if mode is SelfTrade.DECREMENT:
            lots = min(taker.left, maker.left)
            self.books[maker.key].side(maker.side).shrink(maker, lots)
            for order in (maker, taker):
                order.prevented += lots
                if order.left == 0:
                    self.end(order, State.EXPIRED_IN_MATCH, "self trade")
                elif order is maker:
                    self._level(maker)
            return True
        if mode in {SelfTrade.EXPIRE_MAKER, SelfTrade.EXPIRE_BOTH}:
            self.end(maker, State.EXPIRED_IN_MATCH, "self trade")
        if mode in {SelfTrade.EXPIRE_TAKER, SelfTrade.EXPIRE_BOTH}:
            self.end(taker, State.EXPIRED_IN_MATCH, "self trade")
        return True

    def _trade(self, taker: Order, maker: Order, lots: int) -> None:
        key, price = maker.key, maker.price
        instrument = self.instruments[key]
        cost, base = instrument.cost(price, lots), lots * instrument.lot_atoms
        number = self._trade_ids.get(key, self.rules.first_trade_id - 1) + 1
        self._trade_ids[key] = number
        self.books[key].side(maker.side).shrink(maker, lots)
        buyer, seller = (taker, maker) if taker.side is Side.BUY else (maker, taker)
        if not instrument.is_linear:
            self.ledger.move(buyer.account, seller.account, instrument.quote, cost)
            self.ledger.move(seller.account, buyer.account, instrument.base, base)
        self.books[key].last_price = price
        trade = PublicTrade(number, key, price, lots, self.now_ns, taker.side, buyer.id, seller.id)
        fills = [self._fill(order, trade, cost, base, order is maker) for order in (maker, taker)]
        self._level(maker)
        self.emit(Traded(trade))
        for order, fill in zip((maker, taker), fills, strict=True):
            self._after_fill(order, fill)
        self._touched.append(key)

    def _fill(self, order: Order, trade: PublicTrade, cost: int, base: int, is_maker: bool) -> Fill:
        instrument = self.instruments[order.key]
        realised = self.perpetuals.apply(order, trade.price, trade.lots) if instrument.is_linear else 0
        in_bnb = self.account(order.account).fees_in == "BNB"
        fee, fee_asset = self.ledger.charge(
            order.account, instrument, order.side, cost, base, is_maker=is_maker,
            bnb=self._bnb_price() if in_bnb else 0, swaps_rebates=self.rules.swaps_rebates,
        )  # fmt: skip
        order.filled += trade.lots
        order.cost += cost
        order.budget_left = max(order.budget_left - cost, 0)
        order.fee_paid[fee_asset] = order.fee_paid.get(fee_asset, 0) + fee
        if order.is_working and not (order.kind is Kind.MARKET and order.trigger is None):
            self.ledger.relock(order, instrument, self.lock_at_rest(order))
        fill = Fill(
            trade.id, order.id, order.client_id, order.account, order.key, order.side, trade.price,
            trade.lots, cost, fee, fee_asset, is_maker, self.now_ns, realised,
            order.wish.position_side, order.list_id,
        )  # fmt: skip
        if not self.account(order.account).is_house:
            self.fills.setdefault(order.account, []).append(fill)
        return fill

    def _after_fill(self, order: Order, fill: Fill) -> None:
        if order.left == 0 or self._spent(order):
            self._leave(order, State.FILLED)
        else:
            order.state = State.PARTIAL
        self._note(order)
        self.emit(OrderChanged("TRADE", order, fill))
        if self.instruments[order.key].is_linear and not self.account(order.account).is_house:
            self.emit(PositionChanged(order.account, order.key, order.wish.position_side, "ORDER"))
        self.lists.on_fill(order)

    def _bnb_price(self) -> int:
        for key, instrument in self.instruments.items():
            if instrument.base == "BNB" and not instrument.is_linear:
                return self.last_price(key) * instrument.tick_atoms
        return 0

    # ---------------------------------------------------------------------------- ending and changing

    def _leave(self, order: Order, state: State) -> None:
        """Take the order out of the book, the waiting room and the open orders, and free its money."""
        side = self.books[order.key].side(order.side)
        was_resting = order in side
        if was_resting:
            side.remove(order)
        self._waiting[order.key].pop(order.id, None)
        self.open.get(order.account, {}).pop((order.key, order.id), None)
        order.state = state
        order.is_working = False
        self.ledger.relock(order, self.instruments[order.key], 0)
        if was_resting:
            self._level(order)

    def end(self, order: Order, state: State, reason: str = "") -> None:
        """Close an order that is not filled by a trade, and tell."""
        self._leave(order, state)
        order.reason = reason
        self._note(order)
        what = {State.CANCELED: "CANCELED", State.REJECTED: "REJECTED"}
        self.emit(OrderChanged(what.get(state, "EXPIRED"), order))
        self.lists.on_end(order)

    def cancel(self, order: Order, reason: str = "user") -> Order:
        """End an open order, and with it the list it belongs to."""
        if not order.state.is_open:
            raise Refused(Reason.UNKNOWN_ORDER)
        if order.list_id >= 0:
            self.lists.cancel(order.list_id, reason)
        else:
            self.end(order, State.CANCELED, reason)
        self.settle()
        return order

    def forget(self, account: str) -> None:
        """The venue begins anew, as a testnet does: of the account's open orders nothing is left or told."""
        for order in self.open_orders(account):
            self._leave(order, State.CANCELED)
            place = (order.key if self.rules.ids_per_market else "", order.id)
            self.forgotten[place] = self.orders.pop(place)
            self.by_account[account].remove(order)
            self.used_ids[account, order.client_id].remove(order)

    def amend(
        self, order: Order, *, price: int | None = None, lots: int | None = None, trigger: int | None = None
    ) -> Order:
        """Change an open order; only a smaller quantity at the same price keeps its place in the queue."""
        instrument = self.instruments[order.key]
        if not order.state.is_open:
            raise Refused(Reason.UNKNOWN_ORDER)
        new_price, new_lots = order.price if price is None else price, order.lots if lots is None else lots
        new_trigger = order.trigger if trigger is None else trigger
        if (new_price, new_lots, new_trigger) == (order.price, order.lots, order.trigger):
            raise Refused(Reason.NO_CHANGE)
        is_house = self.account(order.account).is_house
        fits = is_house or instrument.min_lots <= new_lots <= instrument.max_lots
        if not fits or new_lots <= order.lots - order.left:
            raise Refused(Reason.LOT_FILTER)
        lock = order.locked
        old = (order.price, order.lots, order.trigger)
        side = self.books[order.key].side(order.side)
        keeps_place = new_price == order.price and new_lots <= order.lots
        rested = order in side
        if rested and not keeps_place:
            side.remove(order)
        elif rested:
            side.shrink(order, order.lots - new_lots)
        order.price, order.lots, order.trigger = new_price, new_lots, new_trigger
        more = self.lock_at_rest(order) - lock
        asset = instrument.quote if order.side is Side.BUY else instrument.base
        if more > max(self.account(order.account).free(asset), 0) and not instrument.is_linear:
            order.price, order.lots, order.trigger = old
            if rested and keeps_place:
                side.shrink(order, new_lots - order.lots)
            elif rested:
                side.add(order)
            raise Refused(Reason.BALANCE)
        order.version += 1
        self.ledger.relock(order, instrument, self.lock_at_rest(order))
        self._note(order)
        if rested:
            self._level_at(order.key, order.side, old[0])
        self.emit(OrderChanged("REPLACED", order))
        if rested and not keeps_place:
            self.activate(order)
        elif rested:
            self._level(order)
        self.settle()
        return order

    def rename(self, order: Order, client_id: str) -> None:
        """Give an open order another client id; the old one finds it no more."""
        used = self.used_ids.get((order.account, client_id), [])
        if any(other.state.is_open for other in used):
            raise Refused(Reason.DUPLICATE_ID)
        self.used_ids[order.account, order.client_id].remove(order)
        order.wish.client_id = client_id
        self.used_ids.setdefault((order.account, client_id), []).append(order)

    def force_fill(self, order: Order, lots: int, counterparty: str) -> None:
        """Trade an order against a house account at its own price, even one that has just been cancelled."""
        side = self.books[order.key].side(order.side)
        price = order.price or self.last_price(order.key)
        lots = min(lots, self._closable(order))
        if not lots:
            return
        wish = NewOrder(counterparty, order.key, order.side.other, Kind.LIMIT, lots, "", price)
        taker = Order(0, wish, lots, price, None, self.now_ns, self.now_ns)
        if order not in side:
            order.price = price
            side.add(order)
            order.state = State.PARTIAL if order.filled else State.NEW
            self._trade(taker, order, lots)
            if order.left:
                self.end(order, State.CANCELED, order.reason)
        else:
            self._trade(taker, order, lots)
        self.settle()

    def _note(self, order: Order) -> None:
        if not self.account(order.account).is_house:
            order.note(self.now_ns)
            self.ledger.note(order.account)

    def _level(self, order: Order) -> None:
        self._level_at(order.key, order.side, order.price)

    def _level_at(self, key: str, side: Side, price: int) -> None:
        self.emit(LevelChanged(key, side, price, self.books[key].side(side).total(price)))

    # ---------------------------------------------------------------------------- triggers

    def set_mark(self, key: str, ticks: int) -> None:
        self.perpetuals.marks[key] = ticks
        self._touched.append(key)
        self.settle()

    def settle(self) -> None:
        """Wake every order whose trigger was reached, until none is left; then close what is under water."""
        if self._is_settling:
            return
        self._is_settling = True
        try:
            while self._touched or self.afterwards:
                while self.afterwards:
                    self.afterwards.pop(0)()
                if not self._touched:
                    break
                key = self._touched.pop(0)
                instrument = self.instruments[key]
                for order in list(self._waiting[key].values()):
                    if order.id in self._waiting[key] and self.is_reached(order.wish, instrument, order):
                        self._trigger(order)
                if instrument.is_linear:
                    self._expire_reduce_only(key)
        finally:
            self._is_settling = False

    def is_reached(self, wish: NewOrder, instrument: Instrument, order: Order | None = None) -> bool:
        trigger = wish.trigger if order is None else order.trigger
        if trigger is None or (order is not None and "parent" in order.wish.tags):
            return False
        price = self.perpetuals.marks[wish.key] if wish.trigger_by_mark else self.last_price(wish.key)
        return price >= trigger if wish.trigger_above else price <= trigger

    def _trigger(self, order: Order) -> None:
        self._waiting[order.key].pop(order.id, None)
        order.triggered_ns = self.now_ns
        if order.wish.spawns:
            self._leave(order, State.TRIGGERED)
            self._note(order)
            self.emit(OrderChanged("TRIGGERED", order))
            return
        self.lists.on_trigger(order)
        instrument = self.instruments[order.key]
        needed = required_lock(order, instrument) - order.locked
        asset = instrument.quote if order.side is Side.BUY else instrument.base
        if not instrument.is_linear and needed > self.account(order.account).free(asset):
            self.end(order, State.EXPIRED, "balance")
            return
        if order.wish.close_position:
            order.lots = self.perpetuals.closable(order)
        if order.wish.is_reducing and not self.perpetuals.closable(order):
            self.end(order, State.EXPIRED, "reduce only")
            return
        order.state = State.NEW
        order.trigger = None if order.kind is Kind.MARKET else order.trigger
        self._note(order)
        self.emit(OrderChanged("TRIGGERED", order))
        self.activate(order)

    def _expire_reduce_only(self, key: str) -> None:
        for name, orders in list(self.open.items()):
            if self.account(name).is_house:
                continue  # it opens and closes as it likes
            for order in list(orders.values()):
                is_live = order.state in {State.NEW, State.PARTIAL} or order.wish.close_position
                if (
                    is_live
                    and order.key == key
                    and order.wish.is_reducing
                    and not self.perpetuals.closable(order)
                ):
                    self.end(order, State.EXPIRED, "reduce only")

    # ---------------------------------------------------------------------------- account settings

    def set_leverage(self, account: str, key: str, leverage: int) -> None:
        self.account(account).leverage[key] = leverage
        self.emit(ConfigChanged(account, key, leverage))

    def set_isolated(self, account: str, key: str, isolated: bool) -> None:
        held = self.account(account).isolated
        if (key in held) == isolated:
            raise Refused(Reason.NO_CHANGE)
        if self.open_orders(account, key):
            raise Refused(Reason.HAS_ORDERS)
        if any(p.lots for (k, _), p in self.account(account).positions.items() if k == key):
            raise Refused(Reason.HAS_POSITION)
        held.symmetric_difference_update({key})

    def set_hedged(self, account: str, hedged: bool) -> None:
        holder = self.account(account)
        if holder.is_hedged == hedged:
            raise Refused(Reason.NO_CHANGE)
        if any(self.instruments[o.key].is_linear for o in self.open_orders(account)):
            raise Refused(Reason.HAS_ORDERS)
        if any(position.lots for position in holder.positions.values()):
            raise Refused(Reason.HAS_POSITION)
        holder.is_hedged = hedged

    def set_status(self, key: str, status: Status) -> None:
        """Halt, resume or delist a market; delisting ends every order there."""
        self.instruments[key].status = status
        if status is Status.DELISTED:
            for orders in list(self.open.values()):
                for order in [o for o in orders.values() if o.key == key]:
                    if order.state.is_open:
                        self.end(order, State.EXPIRED, "delisted")

    def liquidate(self, name: str, asset: str) -> list[Order]:
        """Cancel the account's orders, close its positions at market; the clearing pays what is missing."""
        account = self.account(name)
        for order in self.open_orders(name):
            if self.instruments[order.key].is_linear and order.state.is_open:
                self.end(order, State.CANCELED, "liquidation")
        closed = []
        for (key, side), position in list(account.positions.items()):
            if position.lots and self.instruments[key].status is not Status.DELISTED:
                direction = Side.SELL if position.lots > 0 else Side.BUY
                wish = NewOrder(
                    name, key, direction, Kind.MARKET, abs(position.lots),
                    f"autoclose-{self.now_ns // 10**6}", position_side=side, tags={"liquidation": True},
                )  # fmt: skip
                closed.append(self.create(wish))
                self.announce(closed[-1])
        if account.total.get(asset, 0) < 0:
            missing = -account.total[asset]
            self.ledger.move(CLEARING, name, asset, missing)
            self.emit(BalanceChanged(name, (asset,), "INSURANCE_CLEAR", missing))
        self.settle()
        return closed
