"""A position by what the venue booked: the same whatever the order in which its trades are told."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from random import Random

import pytest

from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.position import FLAT, Position, traded

D = Decimal
Trade = tuple[Decimal, Decimal, Decimal]


def venue(trades: list[tuple[int, int]]) -> tuple[list[Trade], int, Decimal]:
    """An exchange that counts entries in its own roundings: down to 1e-8, for either side."""
    lots, entered, made = 0, D(0), []
    for qty, price in trades:
        closing = min(abs(lots), abs(qty)) if lots * qty < 0 else 0
        realised = D(0)
        if closing:
            part = (entered * closing / abs(lots)).quantize(D("1e-8"), "ROUND_FLOOR")
            realised = closing * D(price) - part if lots > 0 else part - closing * D(price)
            entered -= part
        entered += (abs(qty) - closing) * D(price)
        lots += qty
        entered = entered if lots else D(0)
        made.append((D(qty), D(price), realised))
    return made, lots, entered


@pytest.mark.parametrize("seed", range(40))
def test_any_order_comes_to_the_venues_position(seed: int) -> None:
    """Quantity and entry value are the venue's, and every unit of profit is booked once."""
    dice = Random(seed)
    trades = [(dice.choice([-3, -2, -1, 1, 2, 3, 7]), dice.randint(90, 110)) for _ in range(5)]
    made, lots, entered = venue(trades)
    with exact():
        for order in permutations(made):
            position, total = FLAT, D(0)
            for qty, price, booked in order:
                position, realised = traded(position, qty, price, booked=booked)
                total += realised
            assert position == Position(D(lots), entered)
            assert total == sum((booked for _, _, booked in made), D(0))


def test_the_formula_is_what_it_was() -> None:
    """Without what a venue booked a part that is closed takes the same part of the entry value."""
    with exact():
        first = traded(Position(D(3), D(300)), D(-1), D(110))
        assert first == (Position(D(2), D(200)), D(10))
        assert traded(first.position, D(-2), D(90)) == (FLAT, D(-20))
