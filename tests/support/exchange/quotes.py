"""The background traders' own way into a book: what rests at once and what is withdrawn, without the ceremony
that an order of a client needs. A quote that would trade goes the usual way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.exchange.values import LevelChanged, NewOrder, Order, Side, State, Status

if TYPE_CHECKING:
    from tests.support.exchange.engine import Engine

BUY, CANCELED, TRADING = Side.BUY, State.CANCELED, Status.TRADING  # looked up once; there are many quotes


def rest(engine: Engine, wish: NewOrder) -> Order | None:
    """Put a plain limit order of a house account into a market's book, if it would only rest; nobody but the
    readers of the book is told. None when it has to go the usual way.
    """
    key, price = wish.key, wish.price
    instrument, book = engine.instruments[key], engine.books[key]
    if instrument.status is not TRADING or (instrument.is_linear and engine.account(wish.account).is_hedged):
        return None
    side, other = (book.bids, book.asks) if wish.side is BUY else (book.asks, book.bids)
    best = other.best()
    if best is not None and other.reaches(best, price):
        return None
    number = engine.next_order_id(key)
    now_ns = engine.ledger.now_ns
    order = Order(number, wish, wish.lots, price, None, now_ns, now_ns)
    order.is_working, order.working_ns = True, now_ns
    engine.open.setdefault(wish.account, {})[key, number] = order
    engine.emit(LevelChanged(key, wish.side, price, side.add(order)))
    return order


def withdraw(engine: Engine, order: Order) -> None:
    """Take a quote out of the book."""
    wish = order.wish
    key, book = wish.key, engine.books[wish.key]
    side = book.bids if wish.side is BUY else book.asks
    if order not in side:
        engine.end(order, State.CANCELED)
        return
    left = side.remove(order)
    engine.open[wish.account].pop((key, order.id), None)
    order.state = CANCELED
    order.is_working = False
    engine.emit(LevelChanged(key, wish.side, order.price, left))
