"""Margin of linear contracts: maintenance tiers and the price at which a position is liquidated.

Money is quote units, quantities are base units, rates are fractions. The formulas are those of bots.md 2;
`W` is everything that stands behind the position (its isolated margin), `V` quantity times entry price.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, floor_div

EIGHT_HOURS_NS = 8 * 3600 * 1_000_000_000


class LiquidationRule(StrEnum):
    """Whose formula tells the liquidation price."""

    BINANCE = "binance"
    BYBIT = "bybit"
    GATE = "gate"  # and OKX


class Tier(NamedTuple):
    """A step of the maintenance table: from `floor` up to `cap` of notional.

    `rate` is the maintenance rate, `amount` what is taken off rate x notional ("cum"), so that the
    requirement is continuous.
    """

    floor: Decimal
    cap: Decimal
    rate: Decimal
    amount: Decimal
    max_leverage: Decimal


class Perpetual(NamedTuple):
    """What a linear perpetual has besides a market: how far it may be leveraged and what funding is due when.

    Attributes:
        tiers: the maintenance table, from small to large; empty where the venue does not tell it.
        funding_interval_ns: time between two fundings.
        margin_by_order: whether only what was entered, divided by the leverage, stands behind a position, and
            the rest of a bot's money behind its orders; else all of the money stands behind the position.
    """

    tiers: tuple[Tier, ...]
    max_leverage: Decimal
    rule: LiquidationRule = LiquidationRule.BINANCE
    funding_interval_ns: int = EIGHT_HOURS_NS
    margin_by_order: bool = False


def tier_of(tiers: Sequence[Tier], notional: Decimal) -> Tier:
    """The tier of a notional value; the last one holds beyond its cap too. Raises UserError without tiers."""
    if not tiers:
        raise UserError(
            "The maintenance tiers of this market are not known, so no liquidation price can be told.",
            "no_tiers",
        )
    found = tiers[0]
    for tier in tiers:
        if notional <= tier.floor:
            break
        found = tier
    return found


def liquidation_price(
    rule: LiquidationRule,
    qty: Decimal,
    entry_value: Decimal,
    margin: Decimal,
    tier: Tier,
    tick: Decimal,
    taker: Decimal = ZERO,
) -> Decimal | None:
    """The mark price that ends an isolated position, on the tick, rounded so that it comes too early.

    Args:
        qty: signed: positive long, negative short; not 0.
        entry_value: |qty| x average entry price.
        margin: what stands behind the position, losses and fees that were paid already taken off.
        taker: fee rate of the closing trade, where the venue's formula counts it.

    Returns:
        None for a long position that no price above 0 can end.
    """
    size, is_long = abs(qty), qty > 0
    sign = ONE if is_long else -ONE
    if rule is LiquidationRule.BINANCE:
        numerator = entry_value - sign * (margin + tier.amount)
        denominator = size * (ONE - sign * tier.rate)
    elif rule is LiquidationRule.BYBIT:
        numerator = entry_value + sign * (entry_value * tier.rate - tier.amount - margin)
        denominator = size
    else:
        numerator = entry_value - sign * margin
        denominator = size * (ONE - sign * (tier.rate + taker))
    if not is_long:
        return floor_div(numerator, denominator, tick)
    price = ceil_div(numerator, denominator, tick)
    return price if price > ZERO else None


def with_amounts(tiers: Sequence[Tier]) -> tuple[Tier, ...]:
    """The same tiers with amounts that make the requirement continuous, for tables that do not tell them."""
    result: list[Tier] = []
    for tier in tiers:
        amount = ZERO
        if result:
            before = result[-1]
            amount = before.amount + tier.floor * (tier.rate - before.rate)
        result.append(tier._replace(amount=amount))
    return tuple(result)
