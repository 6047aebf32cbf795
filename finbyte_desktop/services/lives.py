"""A bot's life as History replays it: its fills, and what they had added up to at each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, overload

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.services.ports import BotDetail, BotLife, CandleArrays, FillRow

MOST_FILLS = 50_000
PORTION = 500
NS, SIDE, PRICE, TRIP = 2, 6, 7, 13  # places in a raw row, which begins with its row in the journal
RawFill = tuple[Any, ...]


class RawFills(Sequence[FillRow]):
    """Fills as the database gave them, made into rows when they are looked at: tens of thousands of objects
    would make each of Python's collections a pause that a person sees.
    """

    def __init__(self, raw: tuple[RawFill, ...] = ()) -> None:
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw)

    @overload
    def __getitem__(self, place: int) -> FillRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[FillRow]: ...
    def __getitem__(self, place: int | slice) -> FillRow | Sequence[FillRow]:
        if isinstance(place, slice):
            return [fill_of(row) for row in self.raw[place]]
        return fill_of(self.raw[place])


def fill_of(raw: RawFill) -> FillRow:
    """A fill from its texts."""
    row, trade, ns, bot, name, market, side, price, qty, fee, asset, role, level, trip, slot = raw
    cost, size = Decimal(price), Decimal(qty)
    return FillRow(
        trade,
        ns,
        bot,
        name,
        market,
        Side(side),
        cost,
        size,
        cost * size,
        Decimal(fee),
        asset,
        Role(role),
        None if level is None else Decimal(level),
        None if trip is None else Decimal(trip),
        why_of(slot, side),
        row,
    )


def why_of(slot: str, side: str) -> str:
    """Why an order was there, from its slot."""
    if slot == "take:open":
        return "opening"
    if slot == "take:exit":
        return "exit"
    if slot == "take:grow":
        return "added"
    return "level_bought" if side == "buy" else "level_sold"


def empty_life(detail: BotDetail, candles: CandleArrays | None = None) -> BotLife:
    """A life without a fill."""
    import numpy as np  # late: the first window has no life to draw

    none = np.zeros(0, dtype=np.int64)
    return BotLife(detail, candles, RawFills(), none, none.astype(float), none.astype(bool), (), none, 0)


def cut(life: BotLife, fills: int, profits: Iterable[Sequence[Decimal]]) -> BotLife:
    """A life without its first fills, from how many they were and the profits of their round trips."""
    won, trips = ZERO, 0
    with exact():
        for portion in profits:
            won += sum(portion, ZERO)
            trips += len(portion)
    return replace(life, fills_before=fills, grid_before=won, trips_before=trips)


def grown(life: BotLife, portions: Iterable[Sequence[RawFill]]) -> BotLife:
    """The life with later fills, given oldest first in portions."""
    assert isinstance(life.fills, RawFills)
    rows: list[RawFill] = []
    times: list[int] = []
    prices: list[float] = []
    bought: list[bool] = []
    profits: list[Decimal | None] = []
    for (
        portion
    ) in portions:  # each portion is worked on whole before the next one: short turns for the window
        rows += portion
        times += [row[NS] for row in portion]
        prices += [float(row[PRICE]) for row in portion]
        bought += [row[SIDE] == "buy" for row in portion]
        profits += [None if row[TRIP] is None else Decimal(row[TRIP]) for row in portion]
    if not rows:
        return life
    grown_life = with_fills(life, times, prices, bought, profits)
    return replace(grown_life, fills=RawFills((*life.fills.raw, *rows)), last_row=rows[-1][0])


def with_fills(
    life: BotLife,
    times: Sequence[int],
    prices: Sequence[float],
    bought: Sequence[bool],
    profits: Sequence[Decimal | None],
) -> BotLife:
    """The life with the courses of later fills; the fills themselves are for the caller to set."""
    import numpy as np  # late: the first window has no life to draw

    won, count = life.grid_before, life.trips_before
    if life.grid:
        won, count = life.grid[-1], int(life.trips[-1])
    sums: list[Decimal] = []
    trips: list[int] = []
    with exact():
        for profit in profits:
            if profit is not None:
                won += profit
                count += 1
            sums.append(won)
            trips.append(count)
    ns = np.concatenate([life.ns, np.array(times, dtype=np.int64)])
    return replace(
        life,
        ns=np.maximum.accumulate(ns),  # another feed may have put the market's clock back
        price=np.concatenate([life.price, np.array(prices)]),
        is_buy=np.concatenate([life.is_buy, np.array(bought, dtype=bool)]),
        grid=(*life.grid, *sums),
        trips=np.concatenate([life.trips, np.array(trips, dtype=np.int64)]),
    )
