"""The last word before an order leaves: limits under every strategy, approvals, policy tokens.

Nothing here can be bypassed: bots, manual orders and the API all pass `check`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import OrderSpec, OrderType, Side

DAY_NS = 86_400_000_000_000


class Limits(NamedTuple):
    """Limits of an account. `collar` is a fraction of the last price; None switches one limit off."""

    collar: Decimal = Decimal("0.005")
    max_order_notional: Decimal | None = None
    max_open_orders: int | None = None


class Token(NamedTuple):
    """What a person allowed a bot to do without asking again (bots.md 0).

    An order satisfies it when all of it fits: bot, instrument, price range, quantity, cost, number a day,
    expiry.
    """

    bot: str
    params_digest: str
    instrument: str
    low: Decimal
    high: Decimal
    max_qty: Decimal
    max_cost: Decimal
    max_orders_a_day: int
    expires_ns: int


class Allowed(NamedTuple):
    """The order may go; `grant` names the approval or token that covers it."""

    grant: str


class NeedsApproval(NamedTuple):
    """A person must be asked."""

    why: str


def venue_filter(spec: OrderSpec, instrument: Instrument) -> str | None:
    """The code of the venue's filter that this order breaks, or None."""
    if spec.qty <= ZERO or spec.qty < instrument.min_qty:
        return "below_min_qty"
    if spec.qty % instrument.lot != 0:
        return "off_lot"
    if spec.price <= ZERO or spec.price % instrument.tick != 0:
        return "off_tick"
    if spec.qty * spec.price < instrument.min_notional:
        return "below_min_notional"
    return None


def beyond_collar(spec: OrderSpec, last: Decimal, collar: Decimal) -> bool:
    """Whether a marketable order would accept a price further from `last` than the collar."""
    if spec.side is Side.BUY:
        return spec.type is OrderType.MARKET and spec.price > last * (1 + collar)
    return spec.type is OrderType.MARKET and spec.price < last * (1 - collar)


def token_misses(
    token: Token, bot: str, spec: OrderSpec, instrument: Instrument, sent_today: int, ns: int
) -> str | None:
    """The name of the term that this order does not satisfy, or None when the token covers it."""
    if token.bot != bot:
        return "bot"
    if token.instrument != instrument.id:
        return "instrument"
    if not token.low <= spec.price <= token.high:
        return "price_range"
    if spec.qty > token.max_qty:
        return "quantity"
    if spec.qty * spec.price > token.max_cost:
        return "cost"
    if sent_today >= token.max_orders_a_day:
        return "orders_a_day"
    if ns >= token.expires_ns:
        return "expired"
    return None
