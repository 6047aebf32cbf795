"""The life of a bot of several markets: its profit at every fill, at the prices of that moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.services.lives import FEE_ASSET, TRADE, RawFills, trade_of
from finbyte_desktop.services.ports import BotLife

ROW, MARKET = 0, 5  # places in a raw fill


def with_assets(
    life: BotLife,
    bases: Mapping[str, str],
    began: tuple[Mapping[str, Decimal], Decimal],
    seen: Iterable[Mapping[str, Decimal]],
    rebalances: Sequence[int],
) -> BotLife:
    """A life with the totals and the number of rebalances up to each fill.

    The traded asset counts at the price of the trade, each other one at the price of that moment; where one
    of these is not known, there is no total.

    Args:
        bases: the base of each market.
        began: own coins, and less what they were worth at the start.
        seen: the prices of the markets at each fill.
        rebalances: the rows of the journal in which one was over, in order.
    """
    assert isinstance(life.fills, RawFills)
    if not life.fills.raw:
        return life
    coins, quote = dict(began[0]), began[1]
    totals: list[Decimal | None] = []
    with exact():
        for raw, marks in zip(life.fills.raw, seen, strict=True):
            trade, base = trade_of(*(raw[place] for place in TRADE)), bases.get(raw[MARKET], "")
            paid_in_coin = raw[FEE_ASSET] != base and raw[FEE_ASSET] in bases.values()
            qty, money = trade.changes(base, life.detail.card.quote)
            if paid_in_coin:  # not money after all
                money += trade.fee_quote
                coins[trade.fee_asset] = coins.get(trade.fee_asset, ZERO) - trade.fee
            coins[base] = coins.get(base, ZERO) + qty
            quote += money
            prices = {bases[market]: price for market, price in marks.items() if market in bases}
            totals.append(_total(quote, coins, {**prices, base: trade.price}))
    rows = [raw[ROW] for raw in life.fills.raw]
    ends = [bisect_right(rows, row) - 1 for row in rebalances]  # the last fill of each
    trips = life.trips.copy()
    for place in range(len(rows)):
        trips[place] = bisect_right(ends, place)
    return replace(life, total=tuple(totals), trips=trips)


def _total(quote: Decimal, coins: Mapping[str, Decimal], prices: Mapping[str, Decimal]) -> Decimal | None:
    held = {asset: qty for asset, qty in coins.items() if qty}
    if any(asset not in prices for asset in held):
        return None
    return quote + sum((qty * prices[asset] for asset, qty in held.items()), ZERO)
