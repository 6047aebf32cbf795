"""The estimate of a grid's liquidation price, against sums by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from finbyte_desktop.bots.grid_liquidation import estimate
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.margin import Perpetual, Tier, with_amounts
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.position import FLAT, Position

D = Decimal
ONE_TIER = (Tier(D(0), D(10**9), D("0.01"), D(0), D(50)),)


def market(tiers: tuple[Tier, ...] = ONE_TIER, maker: str = "0") -> Instrument:
    return Instrument(
        "paper:BTC/USDT:USDT", "BTC", "USDT", D("0.01"), D("0.001"), D("0.001"), D(5),
        Fees(D(maker), D(maker)), perpetual=Perpetual(tiers, D(50)),
    )  # fmt: skip


def orders(*prices: int) -> list[tuple[Decimal, Decimal]]:
    return [(D(price), D(1)) for price in prices]


def test_after_the_last_order() -> None:
    """Long 1 at 100 and buys at 90 and 80 with 120 behind them: 3 at 270, (270 - 120) / (3 x 0.99)."""
    with exact():
        found = estimate(market(), Position(D(1), D(100)), D(120), Side.BUY, orders(90, 80))
    assert found == D("50.51")  # 50.505.., up to the tick: it comes too early rather than too late


def test_the_first_that_comes_before_the_next_order() -> None:
    """With 25 behind it, 2 at 190 end at 83.33: before the buy at 80 is reached, so that one never fills."""
    with exact():
        found = estimate(market(), Position(D(1), D(100)), D(25), Side.BUY, orders(90, 80))
        assert found == D("83.34")
        assert estimate(market(), Position(D(1), D(100)), D(9), Side.BUY, orders(90, 80)) == D("91.92")


def test_margin_order_by_order_is_less() -> None:
    """Where a venue puts no more behind a position than what was entered by its leverage, 4 times leveraged 1
    at 100 has 25 of the 120: the first buy at 90 makes that 47.5 behind 190, (190 - 47.5) / (2 x 0.99), and
    the one at 80 67.5 behind 270. On a market whose whole money stands behind it, leverage changes nothing.
    """
    whole = market()
    assert whole.perpetual is not None
    by_order = replace(whole, perpetual=whole.perpetual._replace(margin_by_order=True))
    with exact():
        for most, there in ((D(4), "68.19"), (D(20), "95.96")):
            found = estimate(by_order, Position(D(1), D(100)), D(120), Side.BUY, orders(90, 80), most)
            assert found == D(there)
            again = estimate(whole, Position(D(1), D(100)), D(120), Side.BUY, orders(90, 80), most)
            assert again == D("50.51")


def test_short_is_mirrored_and_neutral_has_both() -> None:
    """A flat grid has a price on each side, the short one rounded down."""
    with exact():
        assert estimate(market(), FLAT, D(60), Side.BUY, orders(90, 80)) == D("55.56")
        assert estimate(market(), FLAT, D(60), Side.SELL, orders(110, 120)) == D("143.56")
        assert estimate(market(), FLAT, D(60), Side.BUY, []) is None


def test_tier_of_the_grown_size_and_fees_count() -> None:
    """What is larger needs more; fees that the fills pay stand behind nothing."""
    steps = with_amounts(
        (Tier(D(0), D(150), D("0.01"), D(0), D(50)), Tier(D(150), D(10**9), D("0.1"), D(0), D(10)))
    )
    with exact():
        small = estimate(market(), Position(D(1), D(100)), D(120), Side.BUY, orders(90, 80))
        grown = estimate(market(steps), Position(D(1), D(100)), D(120), Side.BUY, orders(90, 80))
        assert grown == D("50.56")  # (270 - 120 - 13.5) / (3 x 0.9)
        dear = estimate(market(maker="0.1"), Position(D(1), D(100)), D(120), Side.BUY, orders(90, 80))
        assert dear == D("56.23")  # 17 less behind it
        assert small is not None
        assert small < grown < dear


def test_without_tiers_nothing_is_guessed() -> None:
    """A market whose table is not known gives an error that says so."""
    with exact(), pytest.raises(UserError, match="tiers"):
        estimate(market(()), Position(D(1), D(100)), D(120), Side.BUY, [])
