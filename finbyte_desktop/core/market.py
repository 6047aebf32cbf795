"""Market data values and the walk of a candle's four points."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Candle(NamedTuple):
    """One bar: opening time in ns UTC, prices in quote, volume in base. `low <= open, close <= high`."""

    open_ns: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


class Trade(NamedTuple):
    """One public trade. `buyer_is_maker` means that the aggressor sold."""

    ns: int
    price: Decimal
    qty: Decimal
    buyer_is_maker: bool


class BookLevel(NamedTuple):
    """Shown quantity at one price."""

    price: Decimal
    qty: Decimal


class Book(NamedTuple):
    """Depth: bids from the highest, asks from the lowest."""

    ns: int
    bids: tuple[BookLevel, ...]
    asks: tuple[BookLevel, ...]


class Ticker(NamedTuple):
    """A market at a glance: last price, best bid and ask, and the last 24 hours; None where nothing was told.

    `open` is the price of 24 hours ago, `volume` counts base units.
    """

    ns: int
    last: Decimal | None
    bid: BookLevel | None
    ask: BookLevel | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    volume: Decimal | None


def path(candle: Candle) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """The prices of a candle in the order in which the market saw them (bots.md 10.1).

    The low comes before the high when it closed at or above its open.
    """
    _, first, high, low, last, _ = candle
    return (first, low, high, last) if last >= first else (first, high, low, last)
