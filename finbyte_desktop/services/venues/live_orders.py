"""Orders as venues know them beyond a plain limit: terms, triggers, changes and pairs. Values only.

Prices are quote per base, quantities base units.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from finbyte_desktop.core.orders import Side


class Terms(StrEnum):
    """How long an order rests."""

    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"
    POST_ONLY = "POST_ONLY"  # rests, or is not taken


class Trigger(StrEnum):
    """When a conditional order wakes: a stop on a price against it, a take-profit on one for it."""

    STOP = "stop"
    TAKE_PROFIT = "take_profit"


class PositionSide(StrEnum):
    """Which position an order belongs to; BOTH where an account has one a market."""

    BOTH = "both"
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Wish:
    """An order that is wanted at a venue. Without a price it executes at the market once its trigger is
    reached; an order without both is not taken, for nothing bounds it. With `closes` it ends the whole
    position, however large that is then; `qty` is 0.
    """

    client_id: str
    instrument: str
    side: Side
    qty: Decimal
    price: Decimal | None
    terms: Terms = Terms.GTC
    trigger: Trigger | None = None
    trigger_price: Decimal | None = None
    reduce_only: bool = False
    position: PositionSide = PositionSide.BOTH
    closes: bool = False

    @property
    def wakes_above(self) -> bool:
        """Whether the trigger is reached from below."""
        return (self.side is Side.BUY) is (self.trigger is Trigger.STOP)


@dataclass(frozen=True, slots=True)
class Change:
    """Another price and quantity for an order that rests; `qty` is the whole, what is filled included."""

    client_id: str
    instrument: str
    side: Side
    old_price: Decimal
    old_qty: Decimal
    price: Decimal
    qty: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    """A take-profit limit and a stop of which one cancels the other. All three ids are ours."""

    list_id: str
    limit_id: str
    stop_id: str
    instrument: str
    side: Side
    qty: Decimal
    limit_price: Decimal
    stop_trigger: Decimal
    stop_price: Decimal | None = None
