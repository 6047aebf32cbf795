"""Orders: the state table and the join."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import (
    ENDED,
    RANK,
    TRANSITIONS,
    Evidence,
    Order,
    OrderSpec,
    Side,
    State,
    merge,
    with_fill,
    with_state,
)

EVIDENCE = st.builds(
    Evidence,
    st.integers(0, 50).map(Decimal),
    st.sampled_from(sorted(set(RANK.values()))),
    st.integers(0, 9),
    st.frozensets(st.sampled_from("abcdef")),
)


def order(state: State = State.SENT) -> Order:
    """An order of 3 at 100."""
    return Order("c", "b", "L1", 1, 1, "m", OrderSpec(Side.BUY, Decimal(3), Decimal(100)), 0, "token", state)


@given(EVIDENCE, EVIDENCE, EVIDENCE)
def test_merge_is_a_join(a: Evidence, b: Evidence, c: Evidence) -> None:
    """Duplicates and re-ordering of reports cannot matter."""
    assert merge(a, b) == merge(b, a)
    assert merge(a, merge(b, c)) == merge(merge(a, b), c)
    assert merge(a, a) == a


@pytest.mark.parametrize("state", list(State))
def test_no_transition_leaves_a_final_answer_backwards(state: State) -> None:
    """What the table allows never lowers the rank of an order that the venue knows."""
    for target in TRANSITIONS[state]:
        if state in (State.REJECTED, State.NEVER_ACCEPTED, State.QUARANTINED):
            continue
        if target is State.QUARANTINED:
            continue  # no answer: the venue does not know it any more, and a person is asked
        assert RANK[target] >= RANK[state]


def test_every_state_stands_in_the_table() -> None:
    """No state without a row, none ended without a rank."""
    assert set(TRANSITIONS) == set(State) == set(RANK)
    assert State.UNKNOWN not in ENDED
    assert State.QUARANTINED not in ENDED


def test_transition_outside_the_table_is_a_bug() -> None:
    """An order that is filled cannot open again."""
    with pytest.raises(Bug):
        with_state(order(State.FILLED), State.OPEN)


def test_same_trade_twice_changes_nothing() -> None:
    """A duplicate report is harmless; more than was ordered completes the order and can be seen."""
    with exact():
        once = with_fill(order(State.OPEN), "t1", Decimal(100), Decimal(1))
        assert with_fill(once, "t1", Decimal(100), Decimal(1)) == once
        assert (once.state, once.remaining) == (State.PARTIAL, Decimal(2))
        whole = with_fill(once, "t2", Decimal(99), Decimal(2))
        assert (whole.state, whole.cost) == (State.FILLED, Decimal(298))
        over = with_fill(once, "t3", Decimal(99), Decimal(3))
        assert (over.state, over.remaining) == (State.FILLED, Decimal(-1))


def test_fill_after_cancel_is_legal() -> None:
    """The venue may cancel and still report a trade that happened before."""
    with exact():
        canceled = with_state(order(State.OPEN), State.CANCELED)
        late = with_fill(canceled, "t1", Decimal(100), Decimal(3))
        assert late.state is State.FILLED
