"""Exact decimal arithmetic: the core's own context, parsing, explicit rounding.

`EXACT` traps every inexact result, so arithmetic in the core is either exact or an error. Rounding happens
only in the functions below, each with its direction in the name.
"""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    getcontext,
    setcontext,
)

from finbyte_desktop.core.errors import UserError

PRECISION_DIGITS = 60
EXACT = Context(
    prec=PRECISION_DIGITS,
    rounding=ROUND_HALF_EVEN,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
ZERO = Decimal(0)
ONE = Decimal(1)
MAX_DIGITS_OF_INPUT = 30
_WRITTEN = (str, int, Decimal)  # as what a number comes


class exact:  # noqa: N801 - used like a keyword: `with exact():`
    """Runs the block in the core's own context, whatever the thread's ambient context is."""

    def __enter__(self) -> None:
        self._before = getcontext()
        setcontext(EXACT)

    def __exit__(self, *_: object) -> None:
        setcontext(self._before)


def decimal_of(value: object, name: str = "value") -> Decimal:
    """The exact decimal written in a string or integer.

    Raises UserError for anything else: NaN, infinity, empty text, a float, more than 30 digits.
    """
    if isinstance(value, bool) or not isinstance(value, _WRITTEN):
        raise UserError(f"{name}: a number is needed, not {value!r}.", "not_a_number", name)
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise UserError(f"{name}: {value!r} is not a number.", "not_a_number", name) from None
    if not number.is_finite():
        raise UserError(f"{name}: {value!r} is not a finite number.", "not_finite", name)
    is_short = isinstance(value, str) and len(value) <= MAX_DIGITS_OF_INPUT  # counting digits is slow
    is_long = not is_short and len(number.as_tuple().digits) > MAX_DIGITS_OF_INPUT
    if is_long or abs(number.adjusted()) > MAX_DIGITS_OF_INPUT:
        raise UserError(f"{name}: {value!r} has more digits than any market uses.", "too_long", name)
    return number


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` that is <= value."""
    quotient = value // step
    result = quotient * step
    return result if result <= value else result - step


def ceil_to(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` that is >= value."""
    quotient = value // step
    result = quotient * step
    return result if result >= value else result + step


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether value lies on the step."""
    return value % step == 0


def floor_div(numerator: Decimal, denominator: Decimal, step: Decimal) -> Decimal:
    """numerator / denominator, rounded down to a multiple of step. The denominator is positive."""
    units, remainder = divmod(numerator, denominator * step)
    return (units - 1 if remainder < 0 else units) * step


def ceil_div(numerator: Decimal, denominator: Decimal, step: Decimal) -> Decimal:
    """numerator / denominator, rounded up to a multiple of step. The denominator is positive."""
    return -floor_div(-numerator, denominator, step)


def half_even_div(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    """numerator / denominator rounded half to even at `places` decimals; for figures that are shown, not
    booked.
    """
    with exact():
        if denominator < 0:
            return half_even_div(-numerator, -denominator, places)
        step = ONE.scaleb(-places)
        low = floor_div(numerator, denominator, step)
        twice = (numerator - low * denominator) * 2
        edge = denominator * step
        if twice > edge or (twice == edge and (low / step) % 2 != 0):
            return low + step
        return low


def plain(value: Decimal) -> str:
    """Canonical text: no exponent, no trailing zeros, no negative zero. Equal numbers have equal text."""
    if not value:
        return "0"
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def scale_of(value: Decimal) -> int:
    """The number of decimals that `value` needs (0.010 needs 2, 100 needs 0)."""
    exponent = Decimal(plain(value)).as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
