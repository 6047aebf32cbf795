"""Read models of positions on perpetuals. Frozen, free of Qt; units as in `ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BotPosition:
    """What a bot holds of a linear perpetual, and the money behind it. Money in quote.

    Attributes:
        qty: base units, negative for a short position, 0 without one.
        entry: the average entry price; None without a position.
        value: what the position was entered at.
        unrealised: what closing it at the last price would pay, before fees; None without a price.
        leverage: how often its money may stand in the position; None where the engine forgot the bot.
        margin: all money behind the position: it is lost where the position is liquidated.
        funding: received less paid, in all its life.
        liquidation: the price that ends the position of now; None where none does.
        away: how far that is from the last price, as a fraction of it; negative below.
        liquidation_low: where a straight fall through all resting orders ends, as an estimate; None where it
            does not.
        liquidation_high: the same of a straight rise.
        lost: what a liquidation took.
        mark: the venue's mark price; None where no venue tells one. Then `liquidation` is the venue's too.
        stop: where a stop at the venue ends the position; None without one.
        naked_s: for how long a part of the position has had no stop at the venue; None where all of it has.
    """

    qty: Decimal
    entry: Decimal | None
    value: Decimal
    unrealised: Decimal | None
    leverage: Decimal | None
    margin: Decimal
    funding: Decimal
    liquidation: Decimal | None
    away: Decimal | None
    liquidation_low: Decimal | None
    liquidation_high: Decimal | None
    lost: Decimal
    mark: Decimal | None = None
    stop: Decimal | None = None
    naked_s: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedPosition:
    """What a bot on a perpetual would hold, and where that ends. Money in quote.

    Attributes:
        direction: "long", "short" or "neutral".
        leverage: how often its money may stand in the position.
        margin: the money that goes in: it is lost where the position is liquidated.
        opening: base units after the opening order, negative for a short position, 0 for none.
        entry: the price of the opening with its slippage; None without one.
        most: the notional of the position once all orders that enlarge it have traded.
        liquidation_low: where a straight fall through all those orders ends, as an estimate; None where it
            does not.
        liquidation_high: the same of a straight rise.
        inside: those of both that lie inside the range.
    """

    direction: str
    leverage: Decimal
    margin: Decimal
    opening: Decimal
    entry: Decimal | None
    most: Decimal
    liquidation_low: Decimal | None
    liquidation_high: Decimal | None
    inside: Sequence[Decimal] = ()
