"""A deal on a perpetual: what it opened and closed, and the price that takes its profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from finbyte_desktop.bots.dca_deal import PLACES
from finbyte_desktop.bots.dca_params import DcaParams
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, floor_div, half_even_div, plain


@dataclass(slots=True)
class FuturesDeal:
    """Values in quote without fees, quantities in base.

    Attributes:
        wanted: what the base order shall open.
        base_value, base_qty: what it has opened.
        value, qty: everything that was opened.
        closed_value, closed_qty: everything that was closed.
        fees: of all of it.
    """

    wanted: Decimal = ZERO
    base_value: Decimal = ZERO
    base_qty: Decimal = ZERO
    value: Decimal = ZERO
    qty: Decimal = ZERO
    closed_value: Decimal = ZERO
    closed_qty: Decimal = ZERO
    fees: Decimal = ZERO
    is_short: bool = False

    def opened(self, event: SlotDone, *, base: bool) -> None:
        """Counts an order that opened."""
        self.value += event.cost
        self.qty += event.qty
        self.fees += event.fee_quote
        if base:
            self.base_value += event.cost
            self.base_qty += event.qty

    def closed(self, event: SlotDone) -> None:
        """Counts an order that closed."""
        self.closed_value += event.cost
        self.closed_qty += event.qty
        self.fees += event.fee_quote

    @property
    def base_price(self) -> Decimal:
        """The average price of the base order."""
        return half_even_div(self.base_value, self.base_qty, PLACES)

    @property
    def average(self) -> Decimal:
        """The average price of everything that was opened, without fees, as venues show it."""
        return half_even_div(self.value, self.qty, PLACES)

    @property
    def is_open(self) -> bool:
        """Whether it has opened anything yet."""
        return self.qty > 0

    @property
    def gain(self) -> Decimal:
        """What it brought once nothing of it is left, fees taken off; without funding."""
        earned = self.closed_value - self.value
        return (-earned if self.is_short else earned) - self.fees

    @property
    def spent(self) -> Decimal:
        """The value of what it opened."""
        return self.value

    @property
    def held(self) -> Decimal:
        """What is still open, base units."""
        return self.qty - self.closed_qty

    def left(self, instrument: Instrument) -> Decimal:
        """What is still open."""
        return self.held

    def price_that_takes(self, params: DcaParams, instrument: Instrument, rate: Decimal) -> Decimal:
        """The first price at which closing what is left makes the profit whole, after a fee at `rate` that is
        rounded up as the venue does. A short deal whose profit no price makes whole waits at one tick.
        """
        i, left = instrument, self.left(instrument)
        need = (self.base_value if params.from_base_order else self.value) * params.take_profit - self.gain

        def earns(price: Decimal) -> bool:
            value = left * price
            return (-value if self.is_short else value) - i.fee_up(value * rate) >= need

        if self.is_short:
            price = floor_div(-need, left * (ONE + rate), i.tick)
            while price > i.tick and not earns(price):
                price -= i.tick
            return max(i.tick, price)
        price = max(i.tick, ceil_div(need, left * (ONE - rate), i.tick))
        while not earns(price):
            price += i.tick
        return price

    def save(self) -> dict[str, JsonValue]:
        """All amounts as text."""
        amounts = {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name != "is_short"}
        return {**amounts, "is_short": self.is_short}

    @classmethod
    def restored(cls, state: Mapping[str, JsonValue]) -> FuturesDeal:
        """A deal from what `save` gave."""
        amounts = {name: decimal_of(value, name) for name, value in state.items() if name != "is_short"}
        return cls(**amounts, is_short=bool(state["is_short"]))
