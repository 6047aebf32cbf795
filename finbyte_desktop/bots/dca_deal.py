"""A deal: what any has, and one of a spot market with the price that takes its profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Protocol

from finbyte_desktop.bots.dca_params import DcaParams
from finbyte_desktop.bots.heading import Heading
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, decimal_of, half_even_div, plain

PLACES = 8


class AnyDeal(Protocol):
    """What a deal opened and closed; quantities in base, money in quote.

    Attributes:
        wanted: what the base order shall open.
        base_qty: what it has opened.
        fees: in quote, of all orders.
    """

    wanted: Decimal
    base_qty: Decimal
    fees: Decimal

    @property
    def base_price(self) -> Decimal: ...

    @property
    def average(self) -> Decimal: ...

    @property
    def is_open(self) -> bool:
        """Whether it has opened anything yet."""
        ...

    @property
    def spent(self) -> Decimal:
        """What it has spent, quote; of a perpetual what it has opened."""
        ...

    @property
    def held(self) -> Decimal:
        """What it holds, base units."""
        ...

    @property
    def gain(self) -> Decimal:
        """What it brought once nothing of it is left."""
        ...

    def left(self, instrument: Instrument) -> Decimal:
        """What can still be closed."""
        ...

    def opened(self, event: SlotDone, *, base: bool) -> None: ...

    def closed(self, event: SlotDone) -> None: ...

    def save(self) -> dict[str, JsonValue]: ...


def stop_price(way: Heading, params: DcaParams, deal: AnyDeal, instrument: Instrument) -> Decimal:
    """Where the stop loss of a deal stands, for parameters that have one."""
    assert params.stop_loss is not None
    reference = deal.base_price if params.stop_from_base else deal.average
    return way.behind(reference, params.stop_loss, instrument)


@dataclass(slots=True)
class Deal:
    """Amounts in quote, quantities in base.

    Attributes:
        wanted: what the base order shall buy.
        base_cost, base_qty, base_fee: of the base order; the fee in quote.
        spent: what all buys cost, with their fees in quote.
        received: what they bought, less their fees in base.
        sold, proceeds: what was sold, and what it brought less its fees.
        fees: in quote, of all of it; they are in `spent` and `proceeds`.
    """

    wanted: Decimal = ZERO
    base_cost: Decimal = ZERO
    base_qty: Decimal = ZERO
    base_fee: Decimal = ZERO
    spent: Decimal = ZERO
    received: Decimal = ZERO
    sold: Decimal = ZERO
    proceeds: Decimal = ZERO
    fees: Decimal = ZERO

    def opened(self, event: SlotDone, *, base: bool) -> None:
        """Counts a buy that has ended."""
        self.spent += event.cost + event.fee_quote
        self.received += event.qty - event.fee_base
        self.fees += event.fee_quote
        if base:
            self.base_cost += event.cost
            self.base_qty += event.qty
            self.base_fee += event.fee_quote

    def closed(self, event: SlotDone) -> None:
        """Counts a sell that has ended."""
        self.sold += event.qty
        self.proceeds += event.cost - event.fee_quote
        self.fees += event.fee_quote

    @property
    def base_price(self) -> Decimal:
        """The average price of the base order, without fees."""
        return half_even_div(self.base_cost, self.base_qty, PLACES)

    @property
    def average(self) -> Decimal:
        """What a coin of this deal cost, fees included."""
        return half_even_div(self.spent, self.received, PLACES)

    @property
    def is_open(self) -> bool:
        """Whether it has bought anything yet."""
        return self.received > 0

    @property
    def held(self) -> Decimal:
        """Its coins, with what is too little to be sold."""
        return self.received - self.sold

    @property
    def gain(self) -> Decimal:
        """What its sells brought over what its buys cost, fees included."""
        return self.proceeds - self.spent

    def left(self, instrument: Instrument) -> Decimal:
        """What can still be sold."""
        return instrument.qty_down(self.received - self.sold)

    def target(self, params: DcaParams) -> Decimal:
        """What all sells together must bring."""
        of = self.base_cost + self.base_fee if params.from_base_order else self.spent
        return self.spent + of * params.take_profit

    def price_that_takes(self, params: DcaParams, instrument: Instrument, rate: Decimal) -> Decimal:
        """The lowest price at which selling what is left brings the target after a fee at `rate`, which is
        rounded up as the venue does.
        """
        qty, need = self.left(instrument), self.target(params) - self.proceeds
        price = max(instrument.tick, ceil_div(need, qty * (ONE - rate), instrument.tick))
        while qty * price - instrument.fee_up(qty * price * rate) < need:
            price += instrument.tick
        return price

    def save(self) -> dict[str, JsonValue]:
        """All amounts as text."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def restored(cls, state: Mapping[str, JsonValue]) -> Deal:
        """A deal from what `save` gave."""
        return cls(**{name: decimal_of(value, name) for name, value in state.items()})
