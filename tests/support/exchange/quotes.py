"""The background traders' own way into a book: what rests at once and what is withdrawn, without the ceremony
that an order of a client needs. A quote that would trade goes the usual way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.exchange.values import LevelChanged, NewOrder, Order, State, Status

if TYPE_CHECKING:
    from tests.support.exchange.engine import Engine


def rests_at_once(engine: Engine, wish: NewOrder) -> bool:
    """Whether a plain limit order of a house account in a spot market would only rest."""
    instrument = engine.instruments[wish.key]
    if instrument.is_linear or instrument.status is not Status.TRADING:
        return False
    other = engine.books[wish.key].side(wish.side.other)
    best = other.best()
    return best is None or not other.reaches(best, wish.price)


def rest(engine: Engine, wish: NewOrder) -> Order:
    """Put the quote into the book; nobody but the readers of the book is told."""
    number = engine.next_order_id(wish.key)
    now_ns = engine.now_ns
    order = Order(number, wish, wish.lots, wish.price, None, now_ns, now_ns)
    order.is_working, order.working_ns = True, now_ns
    engine.open.setdefault(wish.account, {})[wish.key, number] = order
    side = engine.books[wish.key].side(wish.side)
    side.add(order)
    engine.emit(LevelChanged(wish.key, wish.side, wish.price, side.total(wish.price)))
    return order


def withdraw(engine: Engine, order: Order) -> None:
    """Take a quote out of the book."""
    wish = order.wish
    side = engine.books[wish.key].side(wish.side)
    if engine.instruments[wish.key].is_linear or order not in side:
        engine.end(order, State.CANCELED)
        return
    side.remove(order)
    engine.open[wish.account].pop((wish.key, order.id), None)
    order.state = State.CANCELED
    order.is_working = False
    engine.emit(LevelChanged(wish.key, wish.side, order.price, side.total(order.price)))
