"""Exact arithmetic of the reference: rounding to steps, and levels in integers."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from typing import Any

ZERO = Decimal(0)
ONE = Decimal(1)
NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000


def exact_context() -> Context:
    """Decimal arithmetic in which a silent rounding is an error."""
    return Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[Inexact])


def decimal(value: Any) -> Decimal:
    """A number as Decimal; a float is refused because it is not what was written."""
    if isinstance(value, float):
        raise TypeError("floats are not accepted")
    return value if isinstance(value, Decimal) else Decimal(str(value))


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` at or below a non-negative value."""
    return (value // step) * step


def ceil_to(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` at or above a non-negative value."""
    below = floor_to(value, step)
    return below if below == value else below + step


def ceil_quotient(numerator: Decimal, denominator: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple m of `step` with m * denominator >= numerator."""
    return ceil_to(numerator, step * denominator) / denominator if numerator else ZERO


def floor_quotient(numerator: Decimal, denominator: Decimal, step: Decimal) -> Decimal:
    """The largest multiple m of `step` with m * denominator <= numerator; zero if there is none."""
    return (numerator // (denominator * step)) * step if numerator > 0 else ZERO


def arithmetic_ticks(lower: int, upper: int, n: int, i: int) -> int:
    """Level i of an arithmetic grid in ticks: multiplied first, then divided and truncated."""
    return (lower * n + i * (upper - lower)) // n


def geometric_ticks(lower: int, upper: int, n: int, i: int) -> int:
    """Level i of a geometric grid in ticks: the largest p with p^n <= lower^(n-i) * upper^i, in integers."""
    left_factor, right = 1, 1
    for base, power in ((lower, n - i), (upper, i)):
        if power >= 0:
            right *= base**power
        else:
            left_factor *= base**-power
    low, high = 0, 1
    while high**n * left_factor <= right:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if middle**n * left_factor <= right:
            low = middle
        else:
            high = middle
    return low


def largest_multiple(step: Decimal, fits) -> Decimal:
    """The largest multiple of `step` for which the monotone condition `fits` holds (zero if none does)."""
    low, high = 0, 1
    while fits(high * step):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if fits(middle * step):
            low = middle
        else:
            high = middle
    return low * step
