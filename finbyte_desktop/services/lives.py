"""A bot's life as History replays it: its fills, and what they had added up to at each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import BotDetail, BotLife, CandleArrays, FillRow

MOST_FILLS = 50_000
PORTION = 250


def empty_life(detail: BotDetail, candles: CandleArrays | None = None) -> BotLife:
    """A life without a fill."""
    none = np.zeros(0, dtype=np.int64)
    return BotLife(detail, candles, (), none, none.astype(float), none.astype(bool), (), none, 0)


def grown(life: BotLife, portions: Iterable[tuple[int, Sequence[FillRow]]]) -> BotLife:
    """The life with later fills, given oldest first in portions, each with its last row in the journal."""
    rows: list[FillRow] = []
    last_row = life.last_row
    for row, portion in portions:
        rows += portion
        last_row = row
    if not rows:
        return life
    won, count = (life.grid[-1], int(life.trips[-1])) if life.fills else (ZERO, 0)
    sums: list[Decimal] = []
    trips: list[int] = []
    with exact():
        for fill in rows:
            if fill.trip_profit is not None:
                won += fill.trip_profit
                count += 1
            sums.append(won)
            trips.append(count)
    return replace(
        life,
        fills=(*life.fills, *rows),
        ns=np.concatenate([life.ns, np.array([r.ns for r in rows], dtype=np.int64)]),
        price=np.concatenate([life.price, np.array([float(r.price) for r in rows])]),
        is_buy=np.concatenate([life.is_buy, np.array([r.side is Side.BUY for r in rows], dtype=bool)]),
        grid=(*life.grid, *sums),
        trips=np.concatenate([life.trips, np.array(trips, dtype=np.int64)]),
        last_row=last_row,
    )
