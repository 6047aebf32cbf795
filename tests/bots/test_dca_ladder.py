"""Safety orders: the deviations and prices that are published, and powers that no float could hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from finbyte_desktop.bots.dca_ladder import Ladder, Rung
from finbyte_desktop.bots.dca_params import checked
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Fees, Instrument

D = Decimal
MARKET = Instrument(
    "m", "BTC", "USDT", D("0.01"), D("0.00001"), D("0.00001"), D(5), Fees(D("0.001"), D("0.001"))
)
DEAL = {"form": "safety_orders", "base_order": 100, "safety_order": 100, "safety_orders": 4}
DEAL |= {"deviation": "0.03", "take_profit": "0.01"}


def ladder(*, compounding: bool, scale: str = "1.2", count: int = 4) -> Ladder:
    return Ladder(count, D(100), D(1), D("0.03"), D(scale), compounding)


def test_deviations_from_the_base_price_add_up() -> None:
    """3, 6.6, 10.92 and 16.104 percent; with equal steps n times the first."""
    assert [1 - part for part in ladder(compounding=False).parts()] == [
        Fraction(x) for x in ("0.03", "0.066", "0.1092", "0.16104")
    ]
    assert [1 - part for part in ladder(compounding=False, scale="1").parts()] == [
        Fraction(x) for x in ("0.03", "0.06", "0.09", "0.12")
    ]


def test_deviations_from_the_order_before_compound() -> None:
    """3, 6.492, 10.5315 and 15.1696 percent."""
    found = [round(100 * float(1 - part), 4) for part in ladder(compounding=True).parts()]
    assert found == [3, 6.492, 10.5315, 15.1696]


def test_prices_are_down_to_the_tick_and_quantities_to_the_lot() -> None:
    """At a base price of 60,000 with 100 quote each."""
    found = ladder(compounding=False, count=2).rungs(D("60000.01"), MARKET, Fraction(1))
    assert found == [Rung(D("58200"), D("0.00171")), Rung(D("56040"), D("0.00178"))]
    doubled = ladder(compounding=False, count=1).rungs(D(60000), MARKET, Fraction(2))
    assert doubled == [Rung(D(58200), D("0.00343"))]


def test_a_ladder_below_zero_is_refused() -> None:
    """With the number of orders that are possible."""
    with pytest.raises(UserError) as error:
        checked(DEAL | {"safety_orders": 9, "deviation_scale": 2}, MARKET)
    assert (error.value.code, error.value.field, error.value.fix) == (
        "ladder_below_zero",
        "safety_orders",
        "5",
    )


def test_fifty_orders_of_odd_scales_are_exact() -> None:
    """Sums of powers with hundreds of digits neither fail nor round."""
    params = checked(
        DEAL
        | {"safety_orders": 50, "deviation": "0.0001", "deviation_scale": "1.0371", "volume_scale": "1.0713"},
        MARKET,
    )
    exact = 100 + 100 * (Fraction("1.0713") ** 50 - 1) / (Fraction("1.0713") - 1)
    investment = params.investment(MARKET)
    assert 0 <= Fraction(investment) - exact * Fraction("1.001") / Fraction("0.99") < Fraction("0.01")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"safety_order": None}, "missing", "safety_order"),
        ({"deviation": None}, "missing", "deviation"),
        ({"base_order": 4}, "order_too_small", "base_order"),
        ({"safety_order": 4}, "order_too_small", "safety_order"),
        ({"volume_scale": "0.2"}, "order_too_small", "safety_order"),
        ({"entry_direction": "above"}, "direction_alone", "entry_direction"),
        ({"take_profit": 0}, "out_of_bounds", "take_profit"),
        ({"base_order": "NaN"}, "not_finite", "base_order"),
        ({"take_proft": 1}, "unknown_key", "take_proft"),
        ({"form": "recurring"}, "not_a_choice", "form"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    change: dict[str, object], code: str, field: str
) -> None:
    """Nothing is guessed."""
    with pytest.raises(UserError) as error:
        checked({k: v for k, v in (DEAL | change).items() if v is not None}, MARKET)
    assert (error.value.code, error.value.field) == (code, field)


def test_a_short_ladder_rises() -> None:
    """3, 6.6, 10.92 and 16.104 percent from the base price; 3, 6.708, 11.318 and 17.088 from the one before.
    Prices are rounded up to the tick.
    """
    rising = replace(ladder(compounding=False), rises=True)
    assert [part - 1 for part in rising.parts()] == [
        Fraction(x) for x in ("0.03", "0.066", "0.1092", "0.16104")
    ]
    compounding = replace(ladder(compounding=True), rises=True)
    assert [round(100 * float(part - 1), 3) for part in compounding.parts()] == [3, 6.708, 11.318, 17.088]
    (found,) = replace(ladder(compounding=False, count=1), rises=True).rungs(
        D("60000.005"), MARKET, Fraction(1)
    )
    assert found == Rung(D("61800.01"), D("0.00161"))


def test_a_short_ladder_ends_at_ten_times_the_base_price() -> None:
    """No market rises by more before the next deal, and an order there would wait for ever."""
    steep = replace(ladder(compounding=True, count=60, scale="1"), deviation=D("0.1"), rises=True)
    assert steep.possible() == 24  # 1.1 ** 24 = 9.85
