"""What the window shows of bots that buy in deals or by a schedule. Frozen and free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """One order of a deal's ladder, and how the deal stands once it has bought. `number` 0 is the base order.

    Attributes:
        fall: how far below the base price it stands, as a fraction; negative above it.
        cost: what it spends in quote, without its fee; on a perpetual what it trades.
        cumulative: what the deal has spent then, fees in quote included; on a perpetual what it has opened.
        average: what a coin of the deal cost then; on a perpetual without fees.
        take_profit: the price that takes the profit then; `rise` the fraction up to it from this order.
        stop: where the stop loss stands then; None without one.
        liquidation: where the position of then is liquidated; None on a spot market, or where it is not.
        comes: whether a straight move reaches it before a liquidation, or a stop loss on a perpetual.
    """

    number: int
    price: Decimal
    fall: Decimal
    qty: Decimal
    cost: Decimal
    cumulative: Decimal
    average: Decimal
    take_profit: Decimal
    rise: Decimal
    stop: Decimal | None = None
    liquidation: Decimal | None = None
    comes: bool = True


@dataclass(frozen=True, slots=True)
class PlannedRuns:
    """What a schedule does: the next moments (ns UTC), how many orders the money pays for at the price of
    now, and until when that is; None where that is too far away to tell. `zone` is the time zone it is meant
    in.
    """

    next_ns: Sequence[int]
    orders: int
    ends_ns: int | None
    zone: str


@dataclass(frozen=True, slots=True)
class DealState:
    """A deal that is open, or the pause before the next one (`resumes_ns`, market time).

    Attributes:
        number: of this deal, or of the next one; `most` after which the bot ends.
        average, base_price: what a coin cost, and the price of the base order.
        take_profit: the price that takes the profit; `follows_at` where a sale stands that follows it.
        used, rungs: how many safety orders have bought, and how many there are; `next_price` of the next,
            `next_rests` whether its order is at the venue.
        spent: quote of the deal so far, fees included; `coins` what it holds.
    """

    number: int
    most: int | None = None
    average: Decimal | None = None
    base_price: Decimal | None = None
    take_profit: Decimal | None = None
    follows_at: Decimal | None = None
    stop: Decimal | None = None
    used: int = 0
    rungs: int = 0
    next_price: Decimal | None = None
    next_rests: bool = True
    spent: Decimal = Decimal(0)
    coins: Decimal = Decimal(0)
    resumes_ns: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """Where a bot with a schedule stands: when it buys next (ns, None where everything is spent), what its
    orders have spent and may still spend, what a coin that it holds cost, where its profit is taken; of one
    that buys several assets neither coins nor their prices.
    `zone` is the time zone it is meant in.
    """

    next_ns: int | None
    spent: Decimal
    left: Decimal
    coins: Decimal | None
    average: Decimal | None
    take_profit: Decimal | None
    catches_up: bool
    zone: str


@dataclass(frozen=True, slots=True)
class AddedToDeal:
    """What added investment does to a bot that trades in deals: nothing is traded, and the orders of the deal
    stay.

    Attributes:
        times: how many times their first size the orders of later deals have then.
        liquidations: of an open position, now and then: as it is, and after a straight move through the
            orders that enlarge it; None where it is not liquidated, or nobody knows.
    """

    times: Decimal
    liquidations: tuple[tuple[Decimal | None, Decimal | None], tuple[Decimal | None, Decimal | None]] | None
