"""A walk that tells: each point of a candle and each item of a tape once, after what it fills."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core.events import AlarmDue, OrderFilled, PriceTouched
from finbyte_desktop.core.market import Book, BookLevel, Candle, Trade
from finbyte_desktop.core.matching import SimulatedVenue
from finbyte_desktop.core.orders import BUY, OrderSpec
from finbyte_desktop.core.tape import TapeVenue, TapeWalk
from finbyte_desktop.core.walk import CandleWalk, Seen
from tests.support.strategies import MARKET

D = Decimal


def test_each_point_is_told_once_after_fills_and_watches_and_before_alarms() -> None:
    """The order of one moment; a point is a trade of a quarter of the volume."""
    venue = SimulatedVenue(MARKET)
    walk = CandleWalk(venue, 60)
    walk.tells = True
    walk.begin(Candle(0, D(100), D(103), D(98), D(101), D(8)))
    venue.submit("A", OrderSpec(BUY, D(1), D(98)), 0)
    told: list[tuple[object, ...]] = []
    alarm: int | None = 20
    below: Decimal | None = D(98)
    while (found := walk.next(None, below, alarm)) is not None:
        told.append((type(found), found.ns))
        alarm = None if isinstance(found, AlarmDue) else alarm
        below = None if isinstance(found, PriceTouched) else below
        if isinstance(found, Seen):
            assert isinstance(found.item, Trade)
            told[-1] += (found.item.price, found.item.qty, found.item.buyer_is_maker, found.of_candle)
    assert told == [
        (Seen, 0, D(100), D(2), False, True),
        (OrderFilled, 20),
        (PriceTouched, 20),
        (Seen, 20, D(98), D(2), True, True),
        (AlarmDue, 20),
        (Seen, 40, D(103), D(2), False, True),
        (Seen, 59, D(101), D(2), True, True),
    ]
    walk.load(Candle(60, D(101), D(101), D(101), D(101), D(4)))
    points = []
    while (found := walk.next(None, None, None)) is not None:
        points.append((found.ns, found.item.qty))  # type: ignore[union-attr]
    assert points == [(60, D(1)), (80, D(1)), (100, D(1)), (119, D(1))]


def test_a_walk_that_is_not_asked_tells_nothing() -> None:
    """Other bots cost nothing."""
    walk = CandleWalk(SimulatedVenue(MARKET), 60)
    walk.begin(Candle(0, D(100), D(103), D(98), D(101), D(8)))
    assert walk.next(None, None, None) is None


def test_a_point_that_is_to_be_told_is_work_of_this_moment() -> None:
    """Where markets are walked side by side, no other goes on before it."""
    walk = CandleWalk(SimulatedVenue(MARKET), 60)
    walk.tells = True
    walk.begin(Candle(0, D(100), D(103), D(98), D(101), D(8)))
    assert isinstance(walk.next(None, None, None, 0), Seen)
    assert walk.next(None, None, None, 0) is None
    assert not walk.is_busy
    assert walk.next(None, D(98), None, 20) == PriceTouched(20, MARKET.id, D(98))
    assert walk.is_busy
    assert isinstance(walk.next(None, None, None, 20), Seen)
    assert not walk.is_busy


def test_what_is_placed_when_a_point_is_told_trades_on_the_way_to_the_next() -> None:
    """It is live from that point on."""
    venue = SimulatedVenue(MARKET)
    walk = CandleWalk(venue, 60)
    walk.tells = True
    walk.begin(Candle(0, D(100), D(103), D(98), D(101), D(8)))
    assert isinstance(walk.next(None, None, None), Seen)
    venue.submit("A", OrderSpec(BUY, D(1), D(99)), 0)
    filled = walk.next(None, None, None)
    assert isinstance(filled, OrderFilled)
    assert (filled.ns, filled.price) == (20, D(99))


def test_each_item_of_a_tape_is_told_once_before_alarms() -> None:
    """Trades and books."""
    walk = TapeWalk(TapeVenue(MARKET))
    walk.tells = True
    trade = Trade(10, D(100), D(1), False)
    walk.begin(trade)
    assert walk.next(None, None, None) == Seen(10, MARKET.id, trade, False)
    assert walk.next(None, None, None) is None
    book = Book(20, (BookLevel(D(99), D(1)),), (BookLevel(D(101), D(1)),))
    walk.load(book)
    assert walk.next(None, None, 20) == Seen(20, MARKET.id, book, False)
    assert walk.next(None, None, 20) == AlarmDue(20)
    assert walk.next(None, None, None) is None
