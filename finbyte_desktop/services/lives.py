"""A bot's life as History replays it: its fills, and what they had added up to at each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple, overload

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.core.taking import CLOSED_OUTSIDE
from finbyte_desktop.services.ports import BotDetail, BotLife, CandleArrays, FillRow

MOST_FILLS = 50_000
PORTION = 500
TRADED_OUTSIDE = "traded_outside"  # in the place of the slot of a trade that no bot made
NS, SIDE, PRICE, QTY, FEE, FEE_ASSET, TRIP, FEE_QUOTE = 2, 6, 7, 8, 9, 10, 13, 15  # places in a raw row
TRADE = (SIDE, PRICE, QTY, FEE, FEE_ASSET, FEE_QUOTE, TRIP)  # those of `trade_of`
RawFill = tuple[Any, ...]  # begins with its row in the journal


class Trade(NamedTuple):
    """What a fill counts for in the sums of a life."""

    bought: bool
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    fee_quote: Decimal
    trip: Decimal | None  # the profit of the round trip that it completed

    def changes(self, base: str, quote: str) -> tuple[Decimal, Decimal]:
        """What it does to base and quote; a fee in a third asset counts as quote. As `Figures` folds it."""
        cost = self.price * self.qty
        coins, money = (self.qty, -cost) if self.bought else (-self.qty, cost)
        if self.fee and self.fee_asset == base:
            coins -= self.fee
        elif self.fee and self.fee_asset == quote:
            money -= self.fee
        elif self.fee:
            money -= self.fee_quote
        return coins, money


def trade_of(
    side: str, price: str, qty: str, fee: str, fee_asset: str, fee_quote: str, trip: str | None
) -> Trade:
    """A trade from its texts."""
    profit = None if trip is None else Decimal(trip)
    return Trade(
        side == "buy", Decimal(price), Decimal(qty), Decimal(fee), fee_asset, Decimal(fee_quote), profit
    )


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
    row, trade, ns, bot, name, market, side, price, qty, fee, asset, role, level, trip, slot, _ = raw
    cost, size = Decimal(price), Decimal(qty)
    return FillRow(
        trade,
        ns,
        bot,
        name or "",
        market,
        Side(side),
        cost,
        size,
        cost * size,
        Decimal(fee),
        asset,
        Role(role) if role else None,
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
    if slot in (TRADED_OUTSIDE, CLOSED_OUTSIDE):
        return slot
    return "level_bought" if side == "buy" else "level_sold"


def empty_life(
    detail: BotDetail, candles: CandleArrays | None = None, held: tuple[Decimal, Decimal] = (ZERO, ZERO)
) -> BotLife:
    """A life without a fill. `held` is what the bot began with: own coins, and less their worth then."""
    import numpy as np  # late: the first window has no life to draw

    none = np.zeros(0, dtype=np.int64)
    floats, flags = none.astype(float), none.astype(bool)
    return BotLife(detail, candles, RawFills(), none, floats, flags, (), none, (), held, 0)


def cut(life: BotLife, fills: int, trades: Iterable[Sequence[Sequence[Any]]]) -> BotLife:
    """A life without its first fills, from how many they were and what `trade_of` reads of each of them."""
    won, trips = ZERO, 0
    base, quote = life.held
    card = life.detail.card
    with exact():
        for portion in trades:
            for row in portion:
                trade = trade_of(*row)
                coins, money = trade.changes(card.base, card.quote)
                base, quote = base + coins, quote + money
                if trade.trip is not None:
                    won += trade.trip
                    trips += 1
    return replace(life, fills_before=fills, grid_before=won, trips_before=trips, held=(base, quote))


def grown(life: BotLife, portions: Iterable[Sequence[RawFill]]) -> BotLife:
    """The life with later fills, given oldest first in portions."""
    assert isinstance(life.fills, RawFills)
    rows: list[RawFill] = []
    times: list[int] = []
    prices: list[float] = []
    trades: list[Trade] = []
    for (
        portion
    ) in portions:  # each portion is worked on whole before the next one: short turns for the window
        rows += portion
        times += [row[NS] for row in portion]
        prices += [float(row[PRICE]) for row in portion]
        trades += [trade_of(*(row[place] for place in TRADE)) for row in portion]
    if not rows:
        return life
    grown_life = with_fills(life, times, prices, trades)
    return replace(grown_life, fills=RawFills((*life.fills.raw, *rows)), last_row=rows[-1][0])


def with_fills(
    life: BotLife,
    times: Sequence[int],
    prices: Sequence[float],
    trades: Sequence[Trade],
) -> BotLife:
    """The life with the courses of later fills; the fills themselves are for the caller to set."""
    import numpy as np  # late: the first window has no life to draw

    won, count = life.grid_before, life.trips_before
    if life.grid:
        won, count = life.grid[-1], int(life.trips[-1])
    sums: list[Decimal] = []
    totals: list[Decimal] = []
    trips: list[int] = []
    base, quote = life.held
    card = life.detail.card
    with exact():
        for trade in trades:
            if trade.trip is not None:
                won += trade.trip
                count += 1
            coins, money = trade.changes(card.base, card.quote)
            base, quote = base + coins, quote + money
            sums.append(won)
            trips.append(count)
            totals.append(quote + base * trade.price)
    ns = np.concatenate([life.ns, np.array(times, dtype=np.int64)])
    return replace(
        life,
        ns=np.maximum.accumulate(ns),  # another feed may have put the market's clock back
        price=np.concatenate([life.price, np.array(prices)]),
        is_buy=np.concatenate([life.is_buy, np.array([trade.bought for trade in trades], dtype=bool)]),
        grid=(*life.grid, *sums),
        trips=np.concatenate([life.trips, np.array(trips, dtype=np.int64)]),
        total=(*life.total, *totals),
        held=(base, quote),
    )
