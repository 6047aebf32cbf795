"""Words for what a strategy is refused, and how values of its own are shown."""

from __future__ import annotations

MOST_SHOWN = 80
REFUSALS = {
    "not_running": "The bot does not run: nothing is sent.",
    "no_such_order": "There is no such open order.",
    "bad_request": "The request is not complete.",
    "too_many_orders": "{count} orders are open, and this bot may have no more.",
    "order_too_large": "The order is worth more than {most} {quote}, the most that one order may be.",
    "below_min_qty": "The size is below the smallest of {sym}, {min_qty}.",
    "below_min_notional": "The order is worth less than {min_notional} {quote}, the least that {sym} takes.",
    "off_lot": "The size does not lie on the step of {sym}.",
    "off_tick": "The price must be above 0.",
    "insufficient_funds": "The bot does not have the money or the coins for this order.",
    "not_amendable": "This order cannot be amended now.",
    "below_filled": "The order has traded as much already.",
    "limit_market": "The limits of the account do not allow {sym}.",
    "limit_order_notional": "The order is worth more than the limits of the account allow.",
    "market_not_open": "The market has no prices now.",
}


def told(value: object) -> str:
    """A value of a strategy, short and printable."""
    text = repr(value) if isinstance(value, str | int | float | bool | type(None)) else type(value).__name__
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
