"""How far an order at the market may go: one rule for every side, tick and part."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import BUY, SELL, OrderSpec, OrderType, Side
from finbyte_desktop.core.slots import BotRecord
from tests.core.test_perpetuals import LONG, PERPETUAL, created, kernel

D = Decimal


def market(tick: str) -> Instrument:
    return Instrument("x:A/B", "A", "B", D(tick), D("0.001"), D("0.001"), D(5), Fees(D(0), D(0)))


@pytest.mark.parametrize(
    ("side", "price", "part", "worst"),
    [
        (BUY, "100", "0.005", "100.5"),
        (SELL, "100", "0.005", "99.5"),
        (BUY, "100.01", "0.001", "100.12"),
        (SELL, "100.01", "0.001", "99.9"),
        (BUY, "100", "0", "100"),
        (SELL, "100", "0", "100"),
        (SELL, "0.01", "0.1", "0.01"),
    ],
)
def test_worst_price_is_above_for_a_buy_and_below_for_a_sell(
    side: Side, price: str, part: str, worst: str
) -> None:
    """Rounded away from the price, and never below one tick."""
    with exact():
        assert market("0.01").worse(D(price), side, D(part)) == D(worst)


@given(
    ticks=st.integers(1, 10**7),
    part=st.decimals("0", "0.1", places=5),
    tick=st.sampled_from(["0.01", "0.5", "1", "0.00001", "25", "0.003"]),
)
def test_worst_price_is_the_nearest_that_is_worse_enough(ticks: int, part: Decimal, tick: str) -> None:
    """On the tick, at least so far away, and by less than a tick more."""
    i = market(tick)
    with exact():
        price = ticks * i.tick
        buy, sell = i.worse(price, BUY, part), i.worse(price, SELL, part)
        assert i.on_tick(buy)
        assert i.on_tick(sell)
        assert 0 <= buy - price * (1 + part) < i.tick
        assert sell == i.tick or 0 <= price * (1 - part) - sell < i.tick


def test_a_sell_of_a_perpetual_is_counted_at_the_price_that_is_worse_for_it() -> None:
    """Rounded down, as it may be filled; it was rounded up."""
    with exact():
        made = kernel()
        made.slippage = D("0.00012")
        made.handle(created("b1", "futures_grid", PERPETUAL.id, LONG))
        record: BotRecord = made.bots["b1"]
        for side, price in ((Side.BUY, "100.02"), (Side.SELL, "99.98")):
            want = OrderSpec(side, D(1), D(100), OrderType.MARKET)
            assert made.perpetuals._price(record, want, D(100)) == D(price)
