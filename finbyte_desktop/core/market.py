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


class Point(NamedTuple):
    """A price at a time."""

    ns: int
    price: Decimal


def candle_points(candle: Candle, interval_ns: int) -> tuple[Point, Point, Point, Point]:
    """The four points of a candle (bots.md 10.1): low before high when it closed at or above its open."""
    t = candle.open_ns
    third = interval_ns // 3
    if candle.close >= candle.open:
        second, later = candle.low, candle.high
    else:
        second, later = candle.high, candle.low
    new = tuple.__new__
    return (
        new(Point, (t, candle.open)),
        new(Point, (t + third, second)),
        new(Point, (t + 2 * interval_ns // 3, later)),
        new(Point, (t + interval_ns - 1, candle.close)),
    )
