"""Positions: average entry, what closing pays, sides that turn, funding against the trader."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.position import FLAT, MONEY_STEP, Position, funding, traded

D = Decimal


def after(*trades: tuple[str, str]) -> tuple[Position, list[Decimal]]:
    position, realised = FLAT, []
    with exact():
        for qty, price in trades:
            position, profit = traded(position, D(qty), D(price))
            realised.append(profit)
    return position, realised


def test_completed_grid_of_the_specification() -> None:
    """0.152 bought at 18,000 and sold at 22,000: 608 before its fees of 3.344."""
    position, realised = after(("0.152", "18000"), ("-0.152", "22000"))
    assert position == FLAT
    assert realised == [ZERO, D(608)]


def test_average_entry_and_part_of_it_closed() -> None:
    """Closing a part takes its part of the entry, whatever was bought at which price."""
    position, realised = after(("1", "100"), ("1", "200"), ("-0.5", "300"))
    assert realised[-1] == D(75)
    assert position == Position(D("1.5"), D("225"))


def test_a_side_turns_in_one_trade() -> None:
    """What closes pays at the trade's price, what is beyond is entered there."""
    position, realised = after(("-2", "50"), ("5", "40"))
    assert realised[-1] == D(20)
    assert position == Position(D(3), D(120))
    with exact():
        assert position.unrealised(D(41)) == D(3)
        assert Position(D(-3), D(120)).unrealised(D(41)) == D(-3)


@pytest.mark.parametrize(("qty", "rate", "paid"), [("3", "0.0001", "-0.00000001"), ("-3", "0.0001", "0")])
def test_funding_is_rounded_against_the_trader(qty: str, rate: str, paid: str) -> None:
    """What is paid rounds up, what is received rounds down."""
    with exact():
        assert funding(Position(D(qty), D(1)), D("0.00001"), D(rate)) == D(paid)
        assert funding(Position(D(-2), D(200)), D(100), D("0.001")) == D("0.2")
        assert funding(Position(D(2), D(200)), D(100), D("-0.001")) == D("0.2")


@given(
    st.lists(
        st.tuples(st.integers(-50, 50).filter(bool), st.integers(1, 10_000)),
        min_size=1,
        max_size=25,
    )
)
def test_money_is_neither_made_nor_lost(trades: list[tuple[int, int]]) -> None:
    """Realised and unrealised together are what the trades paid, to the last digit, whatever was rounded; and
    rounding never pays the trader early.
    """
    position, total, cash = FLAT, ZERO, ZERO
    with exact():
        for qty, price in trades:
            before = position
            position, realised = traded(position, D(qty).scaleb(-3), D(price).scaleb(-2))
            total += realised
            cash -= D(qty).scaleb(-3) * D(price).scaleb(-2)
            if before.qty and realised:
                closed = Fraction(min(abs(before.qty), abs(D(qty).scaleb(-3))))
                entry = Fraction(before.value) * closed / Fraction(abs(before.qty))
                told = closed * Fraction(D(price).scaleb(-2)) - entry
                told = told if before.qty > 0 else -told
                assert 0 <= told - Fraction(realised) < Fraction(MONEY_STEP)
        mark = D("33.33")
        assert total + position.unrealised(mark) == cash + position.qty * mark
        assert position.value >= 0
        assert (position.qty == 0) == (position == FLAT)
