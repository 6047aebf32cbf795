"""Reading and writing exact decimals as people type them."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import Final

MAX_LENGTH: Final = 48
_CONTEXT: Final = Context(prec=64)
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:([, '\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?")
# What Chinese and Japanese input methods type in place of the ASCII characters, and the true minus sign.
_WIDE: Final = str.maketrans("０１２３４５６７８９，．－＋\u2212", "0123456789,.-+-")


def parse_decimal(text: str) -> Decimal | None:
    """The exact number a text spells, None for everything else.

    A comma is read as a thousands separator only where it stands between groups of three ("1,200"); "1,5" is
    nonsense here, because it means 1.5 to one reader and 15 to another. No exponents, no infinities.
    """
    plain = text.strip().translate(_WIDE)
    if not plain or len(plain) > MAX_LENGTH:
        return None
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[, '\u00a0\u202f]", "", plain)
    elif not _PLAIN.fullmatch(plain):
        return None
    return Decimal(plain)


def spell_decimal(value: Decimal, places: int | None = None) -> str:
    """Thousands separated by commas, every digit kept, padded with zeros to `places`.

    Raises ValueError for a number that is not finite.
    """
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    digits = f"{value:f}"
    sign = "-" if digits.startswith("-") else ""
    whole, _, fraction = digits.removeprefix("-").partition(".")
    if places is not None:
        fraction = fraction.rstrip("0").ljust(places, "0")
    grouped = f"{int(whole):,}"
    return f"{sign}{grouped}.{fraction}" if fraction else f"{sign}{grouped}"


def step_decimal(value: Decimal, step: Decimal, count: int) -> Decimal:
    """`value + count * step`, exact whatever the thread's own decimal context is."""
    return _CONTEXT.add(value, _CONTEXT.multiply(step, Decimal(count)))
