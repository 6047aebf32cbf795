"""Fundings that a file lacks in its middle: a run without them would tell a total that nobody paid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from finbyte_desktop.core.walk import Funding

NEAR = 5  # so many steps on each side tell what is usual there: a venue may change its interval


class FundingHole(NamedTuple):
    """So many fundings are `missing` between two that are there."""

    after_ns: int
    before_ns: int
    missing: int


def funding_holes(rows: Sequence[Funding]) -> list[FundingHole]:
    """Where a step is longer than what is usual before it and after it. Two rows alone tell nothing."""
    times = [row.ns for row in rows]
    steps = [after - before for before, after in pairwise(times)]
    found = []
    for at, step in enumerate(steps):
        sides = [
            side for side in (steps[max(0, at - NEAR) : at][::-1], steps[at + 1 : at + 1 + NEAR]) if side
        ]
        if not sides:
            continue
        usual = max(*(median_low(side) for side in sides), min(side[0] for side in sides))
        missing = (2 * step + usual) // (2 * usual) - 1  # to the nearest
        if missing > 0:
            found.append(FundingHole(times[at], times[at + 1], missing))
    return found
