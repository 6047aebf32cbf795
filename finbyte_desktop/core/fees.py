"""What one trade costs and how it is booked in a venue's balances."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_to
from finbyte_desktop.core.orders import MAKER, Role

_new = tuple.__new__  # half the time of a NamedTuple's own constructor; see core/placing.py


class Fee(NamedTuple):
    """The fee of one trade: `amount` in units of `asset`, `quote` its value in quote at the trade."""

    amount: Decimal
    asset: str
    quote: Decimal


def fee_of(instrument: Instrument, buy: bool, price: Decimal, qty: Decimal, cost: Decimal, role: Role) -> Fee:
    """The fee of a trade of `cost` = price x qty, rounded up to the instrument's fee step: in quote, base or
    a third asset (bots.md 0, "Money").
    """
    fees = instrument.fees
    rate = fees.maker if role is MAKER else fees.taker
    if fees.asset == "quote" or (fees.asset == "base" and not buy):
        fee = ceil_to(cost * rate, fees.step)
        return _new(Fee, (fee, instrument.quote, fee))
    if fees.asset == "base":
        fee = ceil_to(qty * rate, fees.step)
        return _new(Fee, (fee, instrument.base, fee * price))
    asset_price = fees.asset_price or ONE
    units, rest = divmod(cost * rate, asset_price * fees.step)
    fee = (units + (1 if rest else 0)) * fees.step
    return _new(Fee, (fee, fees.asset, fee * asset_price))


def book_trade(
    instrument: Instrument, balances: dict[str, Decimal], buy: bool, price: Decimal, qty: Decimal, role: Role
) -> Fee:
    """Moves base, quote and the fee of a trade in `balances`, and says what the fee was."""
    cost = price * qty
    fee = fee_of(instrument, buy, price, qty, cost, role)
    sign = 1 if buy else -1
    balances[instrument.base] = balances.get(instrument.base, ZERO) + sign * qty
    balances[instrument.quote] = balances.get(instrument.quote, ZERO) - sign * cost
    balances[fee.asset] = balances.get(fee.asset, ZERO) - fee.amount
    return fee
