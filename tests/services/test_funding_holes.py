"""Fundings that are missing in the middle of a file are found, and a change of the interval is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.funding_holes import FundingHole, funding_holes

HOUR_NS = 3_600_000_000_000


def rows(*hours: float) -> list[Funding]:
    return [Funding(int(hour * HOUR_NS), Decimal("0.0001"), None) for hour in hours]


def holes(*hours: float) -> list[tuple[int, int, int]]:
    return [(a // HOUR_NS, b // HOUR_NS, count) for a, b, count in funding_holes(rows(*hours))]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((), []),
        ((0, 8), []),
        ((0, 8, 16, 24), []),
        ((0, 8, 24, 32), [(8, 24, 1)]),
        ((0, 8, 16, 48, 56, 64), [(16, 48, 3)]),
        ((0, 8, 24, 40, 48, 56), [(8, 24, 1), (24, 40, 1)]),
        ((0, 16, 24, 32, 40), [(0, 16, 1)]),
        ((0, 8, 16, 24, 40), [(24, 40, 1)]),
        ((0, 4, 8, 12, 20, 28, 36), []),  # the venue changed from 4 h to 8 h
        ((0, 8, 16, 24, 28, 32, 36), []),  # and from 8 h to 4 h
        ((0, 8, 16, 24, 25, 26, 27, 28), []),
        ((0, 4, 8, 12, 28, 36, 44), [(12, 28, 1)]),  # one of 8 h is missing where the interval changed
    ],
)
def test_hole_is_a_step_longer_than_usual_on_both_sides(
    hours: tuple[float, ...], told: list[tuple[int, int, int]]
) -> None:
    """By what is usual before and after it, whichever is longer."""
    assert holes(*hours) == told


def test_few_milliseconds_beside_the_hour_are_no_hole() -> None:
    """Venues tell a funding a moment after its time."""
    assert holes(0, 8.0001, 16, 23.9999, 32.0002) == []


def test_hole_names_the_fundings_beside_it() -> None:
    """Both are there; what is missing is between them."""
    found = funding_holes(rows(0, 8, 16, 32, 40))
    assert found == [FundingHole(16 * HOUR_NS, 32 * HOUR_NS, 1)]
