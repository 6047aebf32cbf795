"""The last word before an order leaves: limits under every strategy, approvals, policy tokens.

Nothing here can be bypassed: bots, manual orders and the API all pass `core.restraint`, which keeps the
limits.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import OrderSpec, OrderType, Side

DAY_NS = 86_400_000_000_000


class Tiers(NamedTuple):
    """How much may be lost, as fractions: from `warn` on a person is told, from `reduce` on nothing is bought
    any more, at `halt` the bots are paused and their orders pulled. None leaves a tier out.
    """

    warn: Decimal | None = None
    reduce: Decimal | None = None
    halt: Decimal | None = None


class Limits(NamedTuple):
    """Limits of an account; None switches one off.

    Attributes:
        collar: how far a market order may go from the last price, and how far the price may move between a
            question and its answer, a fraction.
        price_band: how far beyond the last good price an order may buy above or sell below, a fraction.
        currency: what amounts of money are counted in.
        max_order_notional: the value of one order.
        max_exposure, ..._a_bot, ..._a_market: the value of the coins that bots hold and of what rests to buy
            more.
        max_open_orders, ..._a_bot, ..._a_market: orders that may execute, those without proof among them.
        max_orders_a_minute: new orders of the account in a minute of the clock.
        daily_loss: of what the bots of one quote asset were worth when the day (UTC) began.
        drawdown: of the most that they were ever worth.
        markets: the only ones that may be traded.
        version: counts the changes; 0 where nobody keeps limits (paper).
    """

    collar: Decimal = Decimal("0.005")
    max_order_notional: Decimal | None = None
    max_open_orders: int | None = None
    max_open_orders_a_bot: int | None = None
    max_open_orders_a_market: int | None = None
    max_exposure: Decimal | None = None
    max_exposure_a_bot: Decimal | None = None
    max_exposure_a_market: Decimal | None = None
    max_orders_a_minute: int | None = None
    price_band: Decimal | None = None
    daily_loss: Tiers = Tiers()
    drawdown: Tiers = Tiers()
    markets: tuple[str, ...] | None = None
    currency: str = "USDT"
    version: int = 0


# What a live account begins with: wide enough for any grid, narrow enough for a program that runs wild.
LIVE_LIMITS = Limits(
    max_open_orders=5_000,
    max_open_orders_a_bot=1_000,
    max_open_orders_a_market=2_000,
    max_orders_a_minute=1_200,
    price_band=Decimal("0.1"),
    daily_loss=Tiers(Decimal("0.15"), Decimal("0.3"), Decimal("0.5")),
    drawdown=Tiers(Decimal("0.25"), Decimal("0.5"), Decimal("0.7")),
)
LARGEST_COUNT = 100_000
LEAST_BAND = Decimal("0.001")
COUNTS = ("max_open_orders", "max_open_orders_a_bot", "max_open_orders_a_market", "max_orders_a_minute")
AMOUNTS = ("max_order_notional", "max_exposure", "max_exposure_a_bot", "max_exposure_a_market")
TIERS = ("daily_loss", "drawdown")


def check_limits(limits: Limits) -> None:
    """Raises UserError, naming the field, for limits that cannot be kept."""
    for name in COUNTS:
        count = getattr(limits, name)
        if count is not None and not 1 <= count <= LARGEST_COUNT:
            raise UserError(
                f"This must be a whole number from 1 to {LARGEST_COUNT}, or empty for no limit. Nothing was "
                "changed.",
                "bad_limit_count",
                name,
                f"1 - {LARGEST_COUNT}",
            )
    for name in AMOUNTS:
        amount = getattr(limits, name)
        if amount is not None and not (amount.is_finite() and amount > 0):
            raise UserError(
                "This must be above 0, or empty for no limit. Nothing was changed.", "bad_limit_amount", name
            )
    band = limits.price_band
    if band is not None and not (band.is_finite() and LEAST_BAND <= band <= 1):
        raise UserError(
            "This must be from 0.1 % to 100 %, or empty for no limit. Nothing was changed.",
            "bad_limit_band",
            "price_band",
            "0.001 - 1",
        )
    if not (limits.collar.is_finite() and LEAST_BAND <= limits.collar <= Decimal("0.1")):
        raise UserError(
            "This must be from 0.1 % to 10 %. Nothing was changed.",
            "bad_limit_collar",
            "collar",
            "0.001 - 0.1",
        )
    for name in TIERS:
        steps = [step for step in getattr(limits, name) if step is not None]
        if not all(step.is_finite() and 0 < step <= 1 for step in steps) or steps != sorted(steps):
            raise UserError(
                "Losses must be above 0 % and at most 100 %, and each step at least as large as the one "
                "before: warn, then buy nothing more, then halt. Nothing was changed.",
                "bad_limit_tiers",
                name,
            )
    if limits.markets is not None and not limits.markets:
        raise UserError(
            "A list without a market allows no order at all. Leave it empty for every market. Nothing was "
            "changed.",
            "bad_limit_markets",
            "markets",
        )
    if not limits.currency:
        raise UserError("A limit of money needs its currency. Nothing was changed.", "bad_limit", "currency")


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
    others: tuple[str, ...] = ()


class Allowed(NamedTuple):
    """The order may go; `grant` names the approval or token that covers it."""

    grant: str


class NeedsApproval(NamedTuple):
    """A person must be asked."""

    why: str


def venue_filter(spec: OrderSpec, instrument: Instrument) -> str | None:
    """The code of the venue's filter that this order breaks, or None."""
    if spec.qty <= ZERO or (spec.qty < instrument.min_qty and not spec.reduce_only):
        return "below_min_qty"
    if spec.qty % instrument.lot != 0:
        return "off_lot"
    if spec.price <= ZERO or spec.price % instrument.tick != 0:
        return "off_tick"
    if spec.qty * spec.price < instrument.min_notional and not spec.reduce_only:
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
    if token.instrument != instrument.id and instrument.id not in token.others:
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
