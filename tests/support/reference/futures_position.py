"""A position in a linear perpetual with isolated margin: average entry, tiers and the price of liquidation.

All functions are exact; where a number has to be rounded it is rounded against the trader, or so that the
liquidation comes early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from tests.support.reference.arithmetic import ONE, ZERO, ceil_quotient, decimal, floor_quotient

MONEY_STEP = Decimal("0.00000001")
RULES = ("binance", "bybit", "gate")


@dataclass(frozen=True)
class Tier:
    """Maintenance margin of positions up to `cap` (None: any size): rate x value - amount."""

    cap: Decimal | None
    rate: Decimal
    amount: Decimal


@dataclass
class Position:
    """Signed quantity (above zero long, below zero short) and the entry value, which is never negative."""

    qty: Decimal = ZERO
    entry: Decimal = ZERO

    def sign(self) -> int:
        """+1 long, -1 short, 0 none."""
        return (self.qty > 0) - (self.qty < 0)

    def copy(self) -> Position:
        """The same position, to try something on."""
        return Position(self.qty, self.entry)


def tiers_of(rows: Sequence[Sequence[Any]]) -> list[Tier]:
    """Tiers from rows (cap or None, rate, amount), the smallest first."""
    return [Tier(None if cap is None else decimal(cap), decimal(m), decimal(cum)) for cap, m, cum in rows]


def tier_of(tiers: list[Tier], value: Decimal) -> Tier:
    """The tier of an entry value.

    Reading: a value exactly at a cap belongs to the tier below it; a value above all caps to the last tier.
    """
    for tier in tiers:
        if tier.cap is None or value <= tier.cap:
            return tier
    return tiers[-1]


def up_to_money(amount: Decimal) -> Decimal:
    """The smallest multiple of 1e-8 at or above an amount of either sign."""
    return (amount / MONEY_STEP).to_integral_value(ROUND_CEILING) * MONEY_STEP


def down_to_money(amount: Decimal) -> Decimal:
    """The largest multiple of 1e-8 at or below an amount of either sign."""
    return -up_to_money(-amount)


def closed_entry(position: Position, qty: Decimal) -> Decimal:
    """The part of the entry value that closing `qty` takes, rounded to 1e-8 against the trader."""
    held = abs(position.qty)
    if qty == held:
        return position.entry
    if position.qty > 0:
        return ceil_quotient(position.entry * qty, held, MONEY_STEP)
    return floor_quotient(position.entry * qty, held, MONEY_STEP)


def open_profit(position: Position, price: Decimal) -> Decimal:
    """Profit of the open position at a price."""
    return position.qty * price - position.sign() * position.entry


def liquidation_price(
    position: Position, money: Decimal, tier: Tier, rule: str, taker: Decimal, tick: Decimal
) -> Decimal | None:
    """The price at which the position is liquidated, on the tick, rounded so that it comes early.

    With A the size, V = A*E the entry value and W the money behind the position:

    - binance: (W + cum - s*V) / (A*m - s*A)
    - bybit: E*(1 -+ 1/lev +- m) -+ extra/A. What stands behind the position beyond V/lev is extra, so that
      the leverage cancels: long (V*(1 + m) - W) / A, short (V*(1 - m) + W) / A. Reading: without the amount.
    - gate: (E -+ W/A) / (1 -+ (m + taker)), without the amount

    None: no position, or a long one that even the price zero does not liquidate.
    """
    size, value = abs(position.qty), position.entry
    if not size:
        return None
    s = position.sign()
    if rule == "binance":
        above, below = value - s * (money + tier.amount), size * (ONE - s * tier.rate)
    elif rule == "bybit":
        above, below = value * (ONE + s * tier.rate) - s * money, size
    else:
        above, below = value - s * money, size * (ONE - s * (tier.rate + taker))
    if s > 0:
        return ceil_quotient(above, below, tick) if above > 0 else None
    return max(floor_quotient(above, below, tick), tick)
