"""A smart rebalance before there is one: what it would buy and sell first, by the bot's own sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from finbyte_desktop.bots.rebalance_math import missing, purchases, sales, too_dear, worth
from finbyte_desktop.bots.rebalance_params import RebalanceParams
from finbyte_desktop.core.fees import fee_of
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, ceil_to, half_even_div
from finbyte_desktop.core.orders import BUY, SELL, TAKER, OrderSpec
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.shown import PlannedOrder
from finbyte_desktop.services.shown_baskets import PlannedAsset, PlannedBasket

SHOWN = 8
TENTH = Decimal("0.1")
MOST_TRIES = 8


@dataclass
class Planned:
    """The money of a bot that is not there yet. `traded` is what each asset bought (or, below 0, sold), its
    cost in quote and its fee there.
    """

    markets: Sequence[Instrument]
    prices: Mapping[str, Decimal]
    coins: dict[str, Decimal]
    slippage: Decimal
    collar: Decimal
    purchase_margin: Decimal
    traded: dict[str, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)

    def price(self, market: str) -> Decimal:
        """The price of now."""
        return self.prices[market]

    def held(self, asset: str) -> Decimal:
        """What there is."""
        return self.coins.get(asset, ZERO)

    free = held

    def trade(self, market: Instrument, order: OrderSpec) -> None:
        """Counts an order at the market, at the price of now with the slippage that sizing assumes."""
        buys = order.side is BUY
        at = market.worse(self.prices[market.id], BUY if buys else SELL, self.slippage)
        cost = at * order.qty
        fee = fee_of(market, buys, at, order.qty, cost, TAKER)
        sign = 1 if buys else -1
        for asset, amount in ((market.base, sign * order.qty), (market.quote, -sign * cost)):
            self.coins[asset] = self.held(asset) + amount
        self.coins[fee.asset] = self.held(fee.asset) - fee.amount
        self.traded[market.base] = (sign * order.qty, sign * cost, fee.quote)


def planned(
    p: RebalanceParams,
    markets: Sequence[Instrument],
    prices: Mapping[str, Decimal],
    moment: Moment,
) -> PlannedBasket:
    """The first rebalance at the prices of now: its sales, then the purchases from what they bring."""
    quote = markets[0].quote
    coins = dict(p.own)
    coins[quote] = coins.get(quote, ZERO) + p.investment
    purse = Planned(markets, prices, coins, moment.slippage, moment.collar, moment.purchase_margin)
    w = worth(p, purse)
    sold, small = sales(w, purse)
    for market, order in sold:
        purse.trade(market, order)
    lacks = missing(w)
    bought, skipped = purchases(lacks, w.parts, w.equity * p.shares.get(quote, ZERO), purse)
    for market, order in bought:
        purse.trade(market, order)
    too_small = {*skipped, *small}
    rows = [_row(p, asset, markets, purse, w.parts, asset in too_small) for asset in p.shares]
    turnover = w.equity * TENTH * max(market.fees.taker for market in markets)
    return PlannedBasket(
        assets=rows,
        weights_sum=w.parts,
        put_in=w.equity,
        cost=sum((abs(row.cost) for row in rows), ZERO),
        fee=sum((row.fee for row in rows), ZERO),
        left=purse.held(quote),
        turnover_fee=ceil_to(turnover, Decimal("0.00000001")),
    )


def rebalanced(p: RebalanceParams, purse: Planned) -> list[tuple[Instrument, OrderSpec]]:
    """The orders of a rebalance of what there is, where it is worth its cost, carried out in the purse."""
    w = worth(p, purse)
    sold, _ = sales(w, purse)
    if too_dear(p, w, sold, purse) is not None:
        return []
    for market, order in sold:
        purse.trade(market, order)
    quote = purse.markets[0].quote
    bought, _ = purchases(missing(w), w.parts, w.equity * p.shares.get(quote, ZERO), purse)
    for market, order in bought:
        purse.trade(market, order)
    return [*sold, *bought]


def rows_of(purse: Planned, orders: Sequence[tuple[Instrument, OrderSpec]]) -> list[PlannedOrder]:
    """Orders at the market as they are shown, at the prices of now."""
    rows, total = [], ZERO
    for market, order in orders:
        price = purse.price(market.id)
        total += price * order.qty
        row = (order.side, order.type, price, order.qty, price * order.qty, total, ZERO, None, market.id)
        rows.append(PlannedOrder(*row))
    return rows


def _row(
    p: RebalanceParams, asset: str, markets: Sequence[Instrument], purse: Planned, parts: Decimal, small: bool
) -> PlannedAsset:
    target = half_even_div(p.shares[asset], parts, SHOWN)
    market = next((one for one in markets if one.base == asset), None)
    if market is None:  # the quote asset
        return PlannedAsset(asset, "", None, target, ZERO, ZERO, ZERO, purse.held(asset))
    qty, cost, fee = purse.traded.get(asset, (ZERO, ZERO, ZERO))
    price = purse.prices[market.id]
    places = market.price_places, market.qty_places
    value = purse.held(asset) * price
    return PlannedAsset(asset, market.id, price, target, qty, cost, fee, value, small, *places)


def least_investment(
    p: RebalanceParams,
    markets: Sequence[Instrument],
    prices: Mapping[str, Decimal],
    margin: Decimal,
    step: Decimal,
) -> Decimal:
    """The money with which an order of every asset is large enough, without own coins, rounded up to a
    step; a little more than the least where fees are paid in quote.
    """
    parts = sum(p.shares.values(), ZERO)
    least = ZERO
    for market in markets:
        share = p.shares.get(market.base, ZERO)
        if share <= 0:
            continue
        unit = market.worse(prices[market.id], BUY, margin)
        enough = max(market.qty_up_div(market.min_notional, unit), market.qty_up(market.min_qty), market.lot)
        spent = enough * unit * (ONE + market.taker_in_quote)
        least = max(least, ceil_div(spent * parts, share, step))
    # what all spend together is less by their fees' steps
    steps = sum((market.fees.step for market in markets), ZERO)
    shares = [p.shares[market.base] for market in markets if p.shares.get(market.base, ZERO) > 0]
    return ceil_to(least + ceil_div(steps * parts, min(shares, default=ONE), step), step)
