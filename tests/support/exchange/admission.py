"""What an order must fulfil before a market takes it: status, filters, client id, book and money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.exchange.values import (
    ATOMS,
    Account,
    Instrument,
    Kind,
    NewOrder,
    Order,
    Reason,
    Refused,
    Side,
    Status,
    TimeInForce,
)

if TYPE_CHECKING:
    from tests.support.exchange.engine import Engine


class Admission:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self, wish: NewOrder, *, with_money: bool = True) -> None:
        """Refuse what the market's rules, the account's money or the book forbid."""
        instrument = self._engine.instruments.get(wish.key)
        if instrument is None:
            raise Refused(Reason.UNKNOWN_SYMBOL)
        self._check_status(instrument, wish)
        self._check_filters(instrument, wish)
        self._check_client_id(wish)
        if wish.trigger is not None and self._engine.is_reached(wish, instrument):
            raise Refused(Reason.WOULD_TRIGGER)
        if wish.trigger is None and self._engine.rules.crossing_post_only == "refuse" and self.crosses(wish):
            raise Refused(Reason.WOULD_MATCH)
        if with_money:
            self.check_money(wish)

    def _check_status(self, instrument: Instrument, wish: NewOrder) -> None:
        if instrument.status is Status.CANCEL_ONLY:
            raise Refused(Reason.CANCEL_ONLY)
        if instrument.status is not Status.TRADING:
            raise Refused(Reason.MARKET_CLOSED)
        account = self._engine.ledger.accounts[wish.account]
        if instrument.is_linear and account.is_hedged != (wish.position_side != "BOTH"):
            raise Refused(Reason.POSITION_SIDE)

    def _check_filters(self, instrument: Instrument, wish: NewOrder) -> None:
        account = self._engine.ledger.accounts[wish.account]
        if account.is_house:
            return
        most = instrument.max_market_lots if wish.kind is Kind.MARKET else instrument.max_lots
        by_quote = wish.quote_budget is not None or wish.close_position
        if not by_quote and not instrument.min_lots <= wish.lots <= most:
            raise Refused(Reason.LOT_FILTER)
        last = self._engine.last_price(wish.key)
        if wish.kind is Kind.LIMIT and not last * instrument.percent_down <= wish.price * ATOMS <= (
            last * instrument.percent_up
        ):
            raise Refused(Reason.PERCENT_PRICE)
        cost = wish.quote_budget
        if cost is None:
            cost = instrument.cost(wish.price or wish.trigger or last, wish.lots)
        exempt = wish.close_position or (wish.is_reducing and instrument.is_linear)
        if cost < instrument.min_notional and not exempt:
            raise Refused(Reason.MIN_NOTIONAL)
        if cost > instrument.max_notional:
            raise Refused(Reason.MAX_NOTIONAL)
        resting = self._engine.open_orders(wish.account, wish.key)
        if len(resting) >= instrument.max_orders:
            raise Refused(Reason.MAX_ORDERS)
        if wish.trigger is not None:
            stops = sum(1 for order in resting if order.trigger is not None and not order.triggered_ns)
            if stops >= instrument.max_stops:
                raise Refused(Reason.MAX_STOPS)

    def _check_client_id(self, wish: NewOrder) -> None:
        used = self._engine.used_ids.get((wish.account, wish.client_id), [])
        if self._engine.rules.unique_ids == "forever" and used:
            raise Refused(Reason.DUPLICATE_ID)
        if self._engine.rules.unique_ids == "open" and any(order.state.is_open for order in used):
            raise Refused(Reason.DUPLICATE_ID)

    def crosses(self, wish: NewOrder) -> bool:
        if wish.time_in_force is not TimeInForce.POST_ONLY:
            return False
        other = self._engine.books[wish.key].side(wish.side.other)
        best = other.best()
        return best is not None and other.reaches(best, wish.price)

    def check_money(self, wish: NewOrder) -> None:
        instrument, account = self._engine.instruments[wish.key], self._engine.ledger.accounts[wish.account]
        if instrument.is_linear:
            self._check_margin(wish, instrument, account)
            return
        if account.is_house or wish.spawns or wish.locks_late:
            return
        if wish.side is Side.SELL:
            needed, asset = wish.lots * instrument.lot_atoms, instrument.base
        elif wish.quote_budget is not None:
            needed, asset = wish.quote_budget, instrument.quote
        elif wish.kind is Kind.MARKET and wish.trigger is None:
            needed, asset = self._sweep_cost(wish, instrument), instrument.quote
        else:
            needed, asset = instrument.cost(wish.price or wish.trigger or 0, wish.lots), instrument.quote
        if account.free(asset) < needed:
            raise Refused(Reason.BALANCE)

    def _check_margin(self, wish: NewOrder, instrument: Instrument, account: Account) -> None:
        if wish.is_reducing:
            position = self._engine.perpetuals.position(wish.account, wish.key, wish.position_side)
            opposite = position.lots * wish.side.sign < 0
            too_much = wish.position_side != "BOTH" and wish.lots > abs(position.lots)
            if wish.trigger is None and (not opposite or too_much):
                raise Refused(Reason.REDUCE_ONLY)
            return
        if account.is_house or wish.spawns or wish.close_position:
            return
        orders = self._engine.open_orders(wish.account)
        held = self._engine.perpetuals.summary(account, instrument.quote, orders)
        probe = Order(0, wish, wish.lots, wish.price, None, 0, 0)
        more = self._engine.perpetuals.order_margin(account, [*orders, probe]) - held["order_margin"]
        if more > held["available"]:
            raise Refused(Reason.MARGIN)

    def _sweep_cost(self, wish: NewOrder, instrument: Instrument) -> int:
        left, cost = wish.lots, 0
        for price, lots in self._engine.books[wish.key].side(wish.side.other).depth(100_000):
            taken = min(left, lots)
            cost += instrument.cost(price, taken)
            left -= taken
            if not left:
                break
        return cost
