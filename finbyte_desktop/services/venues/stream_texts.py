"""What a message must be made of: texts, whole numbers, moments, exact numbers; otherwise Unreadable."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.services.venues.depth_book import Unreadable
from finbyte_desktop.services.venues.text_book import MAX_TEXT

NS_PER_MS = 1_000_000
LATEST_MS = 10**13
MAX_NAME = 100
SHOWN = 40


def text(value: object) -> str:
    """A text that is not empty. Raises Unreadable."""
    if type(value) is not str or not value or len(value) > MAX_NAME:
        raise Unreadable(f"{str(value)[:SHOWN]!r} is not a text")
    return value


def whole(value: object) -> int:
    """A whole number of 0 or more. Raises Unreadable."""
    if type(value) is not int or value < 0:
        raise Unreadable(f"{str(value)[:SHOWN]!r} is not a whole number")
    return value


def ns_of_ms(value: object) -> int:
    """A moment in ns from one in ms. Raises Unreadable for what is no moment of this age."""
    if type(value) is not int or not 0 <= value < LATEST_MS:
        raise Unreadable(f"{str(value)[:SHOWN]!r} is not a time in ms")
    return value * NS_PER_MS


def number(value: object) -> Decimal:
    """The exact written number, 0 or more. Raises Unreadable."""
    if type(value) is not str or len(value) > MAX_TEXT:
        raise Unreadable(f"{str(value)[:SHOWN]!r} is not a written number")
    digits = value.replace(".", "", 1)
    if not (digits.isdigit() and digits.isascii()):
        raise Unreadable(f"{value[:SHOWN]!r} is not a number")
    return Decimal(value)


def above_zero(value: object) -> Decimal:
    """The exact written number above 0. Raises Unreadable."""
    found = number(value)
    if not found:
        raise Unreadable(f"{value!r} is not above 0")
    return found


def level_of(price: object, qty: object) -> BookLevel | None:
    """A level that may be absent: venues write a price or quantity of 0, or nothing. Raises Unreadable."""
    if price == "" or qty == "":
        return None
    level = BookLevel(number(price), number(qty))
    return level if level.price and level.qty else None
