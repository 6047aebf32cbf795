"""Exact arithmetic and its roundings."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import (
    EXACT,
    ceil_div,
    ceil_to,
    decimal_of,
    exact,
    floor_div,
    floor_to,
    half_even_div,
    plain,
    scale_of,
)

VALUES = st.decimals(-(10**9), 10**9, places=6)
STEPS = st.sampled_from([Decimal(s) for s in ("0.01", "0.5", "1", "0.00001", "25", "0.003")])


@given(VALUES, STEPS)
def test_rounding_stays_within_one_step(value: Decimal, step: Decimal) -> None:
    """Down is not above, up is not below, and neither is further than a step away."""
    with exact():
        low, high = floor_to(value, step), ceil_to(value, step)
        assert low <= value <= high
        assert value - low < step
        assert high - value < step
        assert low % step == 0
        assert high % step == 0


@given(VALUES, st.decimals("0.000001", 10**6, places=6), STEPS)
def test_division_rounds_in_the_named_direction(a: Decimal, b: Decimal, step: Decimal) -> None:
    """floor_div times b is not above a, ceil_div not below, one step closer is beyond."""
    with exact():
        low, high = floor_div(a, b, step), ceil_div(a, b, step)
        assert low * b <= a < (low + step) * b
        assert (high - step) * b < a <= high * b


@given(VALUES, st.decimals("0.01", 10**6, places=2))
def test_half_even_is_what_the_decimal_module_says(a: Decimal, b: Decimal) -> None:
    """Shown figures are rounded as a wide decimal context rounds them."""
    wide = decimal.Context(prec=60, rounding=decimal.ROUND_HALF_EVEN)
    expected = wide.quantize(wide.divide(a, b), Decimal("0.0001"))
    assert half_even_div(a, b, 4) == expected


@pytest.mark.parametrize(
    "text", ["", "abc", "nan", "NaN", "Infinity", "-inf", "1e400", "1.2.3", "0x10", "1" * 40]
)
def test_nonsense_is_refused_not_read_as_zero(text: str) -> None:
    """Bad input is an error with its field's name."""
    with pytest.raises(UserError) as refused:
        decimal_of(text, "lower")
    assert refused.value.field == "lower"


@pytest.mark.parametrize("value", [0.1, True, None, [1]])
def test_other_types_are_refused(value: object) -> None:
    """A float has already lost what was written."""
    with pytest.raises(UserError):
        decimal_of(value)


def test_inexact_arithmetic_is_an_error() -> None:
    """A result that does not fit stops the calculation instead of rounding it."""
    with exact(), pytest.raises(decimal.Inexact):
        Decimal(1) / Decimal(3)


def test_context_is_the_cores_own_whatever_the_thread_has() -> None:
    """Another library's ambient rounding does not reach the core."""
    with decimal.localcontext() as ambient:
        ambient.prec = 3
        ambient.rounding = decimal.ROUND_HALF_UP
        with exact():
            assert decimal.getcontext() is EXACT
            assert Decimal("1.2345") + Decimal("0.0001") == Decimal("1.2346")
        assert decimal.getcontext().prec == 3


@pytest.mark.parametrize(
    ("value", "text", "scale"),
    [
        ("1.500", "1.5", 1),
        ("1E+3", "1000", 0),
        ("-0.0", "0", 0),
        ("1E-8", "0.00000001", 8),
        ("120", "120", 0),
    ],
)
def test_plain_text_is_canonical(value: str, text: str, scale: int) -> None:
    """Equal numbers have equal text, without exponents."""
    assert plain(Decimal(value)) == text
    assert scale_of(Decimal(value)) == scale
