"""What every bot on a perpetual has: leverage within what the market allows, and the end of its position."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.bots.leaving import EXIT, SAID_PLACES
from finbyte_desktop.core.contract import BotView, SlotDone
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Level, Say, Take
from finbyte_desktop.core.margin import tier_of
from finbyte_desktop.core.numbers import half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL
from finbyte_desktop.core.position import Position


def over_market(instrument: Instrument, leverage: Decimal) -> UserError | None:
    """What is wrong with more leverage than the market allows at all."""
    terms = instrument.perpetual
    if terms is None or leverage <= terms.max_leverage:
        return None
    most = plain(terms.max_leverage)
    return UserError(
        f"This market allows a leverage of at most {most}.",
        "leverage_too_high",
        "leverage",
        feasible=f"1 - {most}",
        fix=most,
    )


def over_tier(instrument: Instrument, leverage: Decimal, notional: Decimal) -> UserError | None:
    """What is wrong with more leverage than the tier of a position of this size allows."""
    terms = instrument.perpetual
    if terms is None or not terms.tiers:
        return None
    most = tier_of(terms.tiers, notional).max_leverage
    if leverage <= most:
        return None
    return UserError(
        f"With all orders filled the position comes to {plain(notional)} {instrument.quote}; at that size "
        f"this market allows a leverage of at most {plain(most)}.",
        "leverage_over_tier",
        "leverage",
        feasible=f"1 - {plain(most)}",
        fix=plain(most),
    )


def entered(position: Position) -> Decimal:
    """The entry value with the sign of the position: its profit at a price is `qty * price` less this."""
    return position.value if position.qty > 0 else -position.value


def worth(view: BotView, withdrawn: Decimal) -> Worth:
    """A bot's money with the profit of its position at a price, and what was withdrawn."""
    position = view.position
    return Worth(view.held(view.instrument.quote) + withdrawn - entered(position), position.qty)


def closing(position: Position, why: str) -> Take | None:
    """The order at the market that closes a position, however small it is; None without one."""
    if not position.qty:
        return None
    return Take(EXIT, SELL if position.qty > 0 else BUY, abs(position.qty), why, reduce_only=True)


def closed(event: SlotDone) -> Say:
    """What that order closed, and at which price."""
    fields = (
        ("side", event.side.value),
        ("qty", event.qty),
        ("price", half_even_div(event.cost, event.qty, SAID_PLACES)),
        ("fee", event.fee_quote),
    )
    return Say(Level.INFO, "position_closed", fields)
