"""What the window shows of bots that keep several assets at their weights. Frozen and free of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    """What weights that were found did against equal ones, on days that they had not seen: earned no less
    and moved less; moved less but earned less; earned more but moved more; neither.
    """

    BETTER = "better"
    CALMER = "calmer"
    WILDER = "wilder"
    NO_BETTER = "no_better"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What weights brought after costs: return, volatility a year and largest fall, as fractions."""

    total_return: Decimal
    volatility: Decimal
    drawdown: Decimal


@dataclass(frozen=True, slots=True)
class Proportion:
    """Weights that were found on a history, in percent with a sum of exactly 100; from which days, ns UTC.

    `own` and `equal` are what such weights, found anew each month, and equal ones brought on the
    `checked_days` daily closes from `checked_from_ns` to `to_ns`, each on days that it had not seen.
    """

    shares: Mapping[str, Decimal]
    from_ns: int
    to_ns: int
    checked_days: int
    checked_from_ns: int
    own: TrackRecord
    equal: TrackRecord
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class BasketAsset:
    """One asset of such a bot; the quote asset is the last one.

    Attributes:
        market: where it is traded; empty for the quote asset.
        price, value, weight, drift: None while there is no price. `weight` and `target` are fractions,
            `drift` is the weight less the target in percentage points.
        average: what a coin cost on average; None without coins.
        spent: what all purchases of it cost, fees included; None where nobody counts that.
    """

    asset: str
    market: str
    qty: Decimal
    price: Decimal | None
    value: Decimal | None
    target: Decimal
    weight: Decimal | None
    drift: Decimal | None
    average: Decimal | None = None
    price_places: int = 2
    qty_places: int = 8
    spent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BasketState:
    """The assets of a bot and how far they are from their targets.

    Attributes:
        equity: all of it in quote; None while a price is missing.
        put_in: what its ratios count from: investment and own coins, with additions, less withdrawals.
        drift: the largest deviation, percentage points.
        threshold: at which it acts; None where it acts by time alone.
        next_by_time_ns: when its interval is over; None where it does not act by time, or has ended.
        held_off_ns: until when it asks nothing, after a refusal.
        doing: "idle", "selling", "buying" or "leaving".
        stop_equity, take_profit_equity: at which equity it ends by itself.
        keeps_weights: whether it goes back to its targets; else they are how its purchases are split, and its
            weights are those of the coins alone.
        coins_net, take_profit_coins: what a sale of all coins would bring, and at how much they are sold;
            None where the profit is not looked at.
    """

    assets: Sequence[BasketAsset]
    equity: Decimal | None
    put_in: Decimal
    drift: Decimal | None
    threshold: Decimal | None = None
    next_by_time_ns: int | None = None
    held_off_ns: int | None = None
    doing: str = "idle"
    stop_equity: Decimal | None = None
    take_profit_equity: Decimal | None = None
    keeps_weights: bool = True
    coins_net: Decimal | None = None
    take_profit_coins: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlannedAsset:
    """An asset before the start: its target weight, what is bought (or, below 0, sold) at the price of now,
    what that costs, its fee in quote, and what the bot holds then. `too_small` where the venue would not take
    the order. `price` is None without a market or a price.
    """

    asset: str
    market: str
    price: Decimal | None
    target: Decimal
    qty: Decimal
    cost: Decimal
    fee: Decimal
    value: Decimal
    too_small: bool = False
    price_places: int = 2
    qty_places: int = 8


@dataclass(frozen=True, slots=True)
class PlannedBasket:
    """The first purchase. `weights_sum` is what the given shares add up to; `left` is the money that stays.

    `turnover_fee` is what a rebalance costs in fees that moves a tenth of the value. `keeps_weights` as in
    `BasketState`.
    """

    assets: Sequence[PlannedAsset]
    weights_sum: Decimal
    put_in: Decimal
    cost: Decimal
    fee: Decimal
    left: Decimal
    turnover_fee: Decimal
    keeps_weights: bool = True
