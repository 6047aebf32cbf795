"""What one trade costs and how it is booked in a venue's balances."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_to
from finbyte_desktop.core.orders import MAKER, Role


class Fee(NamedTuple):
    """The fee of one trade: `amount` in units of `asset`, `quote` its value in quote at the trade."""

    amount: Decimal
    asset: str
    quote: Decimal


def book_trade(
    instrument: Instrument, balances: dict[str, Decimal], buy: bool, price: Decimal, qty: Decimal, role: Role
) -> Fee:
    """Moves base, quote and the fee of a trade in `balances`, and says what the fee was.

    The fee rounds up to the instrument's fee step, in quote, base or a third asset (bots.md 0, "Money").
    """
    fees = instrument.fees
    rate = fees.maker if role is MAKER else fees.taker
    cost = price * qty
    if fees.asset == "quote" or (fees.asset == "base" and not buy):
        asset, fee = instrument.quote, ceil_to(cost * rate, fees.step)
        fee_quote = fee
    elif fees.asset == "base":
        asset, fee = instrument.base, ceil_to(qty * rate, fees.step)
        fee_quote = fee * price
    else:
        asset_price = fees.asset_price or ONE
        asset = fees.asset
        units, rest = divmod(cost * rate, asset_price * fees.step)
        fee = (units + (1 if rest else 0)) * fees.step
        fee_quote = fee * asset_price
    sign = 1 if buy else -1
    balances[instrument.base] = balances.get(instrument.base, ZERO) + sign * qty
    balances[instrument.quote] = balances.get(instrument.quote, ZERO) - sign * cost
    balances[asset] = balances.get(asset, ZERO) - fee
    return tuple.__new__(Fee, (fee, asset, fee_quote))
