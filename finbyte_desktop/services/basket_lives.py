"""The life of a bot of several markets: its profit at every fill, at the prices of its own trades."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from finbyte_desktop.core.numbers import ZERO, exact
from finbyte_desktop.services.lives import FEE_ASSET, TRADE, RawFills, trade_of
from finbyte_desktop.services.ports import BotLife

ROW, MARKET = 0, 5  # places in a raw fill


def with_assets(
    life: BotLife,
    bases: Mapping[str, str],
    began: tuple[Mapping[str, Decimal], Mapping[str, Decimal], Decimal],
    rebalances: Sequence[int],
) -> BotLife:
    """A life with the totals and the number of rebalances up to each fill.

    Each asset counts at the price of its last trade, at the last fill therefore at the prices of the trades.

    Args:
        bases: the base of each market.
        began: own coins, the prices at which they count from the start, and less what they were worth then.
        rebalances: the rows of the journal in which one was over, in order.
    """
    assert isinstance(life.fills, RawFills)
    if not life.fills.raw:
        return life
    coins, prices, quote = dict(began[0]), dict(began[1]), began[2]
    totals: list[Decimal] = []
    with exact():
        for raw in life.fills.raw:
            trade, base = trade_of(*(raw[place] for place in TRADE)), bases.get(raw[MARKET], "")
            paid_in_coin = raw[FEE_ASSET] != base and raw[FEE_ASSET] in bases.values()
            qty, money = trade.changes(base, life.detail.card.quote)
            if paid_in_coin:  # not money after all
                money += trade.fee_quote
                coins[trade.fee_asset] = coins.get(trade.fee_asset, ZERO) - trade.fee
            coins[base] = coins.get(base, ZERO) + qty
            prices[base], quote = trade.price, quote + money
            totals.append(
                quote + sum((held * prices.get(asset, ZERO) for asset, held in coins.items()), ZERO)
            )
    rows = [raw[ROW] for raw in life.fills.raw]
    ends = [bisect_right(rows, row) - 1 for row in rebalances]  # the last fill of each
    trips = life.trips.copy()
    for place in range(len(rows)):
        trips[place] = bisect_right(ends, place)
    return replace(life, total=tuple(totals), trips=trips)
