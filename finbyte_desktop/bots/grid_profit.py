"""What a round trip of a grid really leaves, in quote: the one place that computes it (bots.md 1).

Where fees are paid in quote, or in a third asset, it is `p_{i+1}(1-c) - p_i(1+c)` a coin. Where a buy pays
its fee in the coin bought, its sell is smaller: a whole number of lots of what is left. The rest stays in the
bot as dust, which is counted by itself and is no part of the profit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.bots.grid_math import MAX_GRIDS, MIN_GRIDS, Spacing
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, half_even_div, plain

PLACES = 8


class Trip(NamedTuple):
    """A buy of `qty` at `low` and the sell of `sold` at `high` that answers it, each one trade of a maker.

    `profit` is quote after fees, without the dust; `dust` what is left of the coins bought, base units;
    `unrounded` the profit if the sell had no lots to keep.
    """

    low: Decimal
    high: Decimal
    qty: Decimal
    sold: Decimal
    dust: Decimal
    profit: Decimal
    unrounded: Decimal

    @property
    def ratio(self) -> Decimal:
        """The profit as a fraction of what the buy cost, at 8 decimals."""
        return half_even_div(self.profit, self.qty * self.low, PLACES)


def trip(i: Instrument, low: Decimal, high: Decimal, qty: Decimal) -> Trip:
    """The round trip of one cell: as the bot trades it and books it."""
    rate = i.fees.maker
    if i.fees.asset != "base":
        profit = qty * (high * (ONE - rate) - low * (ONE + rate))
        return Trip(low, high, qty, qty, ZERO, profit, profit)
    got = qty - i.fee_up(qty * rate)
    sold = i.qty_down(got)

    def earned(coins: Decimal) -> Decimal:
        return coins * high - i.fee_up(coins * high * rate) - qty * low

    return Trip(low, high, qty, sold, got - sold, earned(sold), earned(got))


def trips(i: Instrument, prices: Sequence[Decimal], quantities: Sequence[Decimal]) -> list[Trip]:
    """The round trip of every cell, from the lowest; `quantities[n]` belongs to the levels n and n + 1."""
    pairs = itertools.pairwise(prices)
    return [trip(i, low, high, qty) for (low, high), qty in zip(pairs, quantities, strict=True)]


def net_range(of: Sequence[Trip]) -> tuple[Decimal, Decimal]:
    """Smallest and largest net profit per grid as a fraction, at 8 decimals."""
    ratios = [one.ratio for one in of]
    return min(ratios), max(ratios)


def rate_range(prices: Sequence[Decimal], fee: Decimal) -> tuple[Decimal, Decimal]:
    """The same with both fees in quote, whatever the quantities are: `p_{i+1}(1-c)/p_i - (1+c)`."""
    gains = [
        half_even_div(b * (ONE - fee) - a * (ONE + fee), a, PLACES) for a, b in itertools.pairwise(prices)
    ]
    return min(gains), max(gains)


def profitable(prices: Sequence[Decimal], fee: Decimal) -> bool:
    """Whether every grid earns more than its two fees, both in quote."""
    return all(b * (ONE - fee) > a * (ONE + fee) for a, b in itertools.pairwise(prices))


def most_by_rates(lower: Decimal, upper: Decimal, geometric: bool, tick: Decimal, fee: Decimal) -> int:
    """The largest number of grids (at most `MAX_GRIDS`) between these prices that all earn more than their
    two fees, both in quote; 0 for none.

    Exact also where levels are truncated to coarse ticks: there a larger number may earn again after some
    that do not, so every number is tried from above. Most are refused by their product, or by their first
    cell.
    """
    low, high = int(lower / tick), int(upper / tick)
    part, whole = fee.as_integer_ratio()
    spacing = Spacing(lower, upper, MIN_GRIDS, geometric, tick)
    for grids in range(MAX_GRIDS, MIN_GRIDS - 1, -1):
        if low * (whole + part) ** grids >= high * (whole - part) ** grids:
            continue
        if _earn(spacing.with_grids(grids), fee):
            return grids
    return 0


def _earn(spacing: Spacing, fee: Decimal) -> bool:
    """Whether every grid of a spacing earns, and no two levels fall on the same price."""
    upwards = spacing.is_geometric  # from the end where the poorest cells are
    order = range(spacing.grids + 1) if upwards else range(spacing.grids, -1, -1)
    for before, here in itertools.pairwise(map(spacing.price, order)):
        low, high = (before, here) if upwards else (here, before)
        if low >= high or not profitable((low, high), fee):
            return False
    return True


def all_earn(of: Sequence[Trip]) -> bool:
    """Whether every round trip leaves more than nothing."""
    return all(one.profit > 0 for one in of)


def loses(low: Decimal, high: Decimal, most: int) -> UserError:
    """The refusal of a grid that would lose money; `most` is the largest number of grids that would not."""
    fits = most >= MIN_GRIDS
    way = f"At most {most} grids keep" if fits else "No number of grids between these prices keeps"
    return UserError(
        f"A grid would earn {_percent(low)} to {_percent(high)} after fees. "
        f"{way} every grid in profit{'' if fits else ' with this money'}.",
        "net_profit",
        "grids",
        feasible=f"{MIN_GRIDS} - {most}" if fits else None,
        fix=str(most) if fits else None,
    )


def _percent(fraction: Decimal) -> str:
    return f"{plain(half_even_div(fraction * 100, ONE, 4))} %"
