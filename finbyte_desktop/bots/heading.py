"""Which way a bot stands: what it opens with, and which prices are better for it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import WatchPrice
from finbyte_desktop.core.numbers import ONE
from finbyte_desktop.core.orders import BUY, SELL, Side


class Heading(NamedTuple):
    """`opens` is the side that builds up what is held."""

    opens: Side

    @property
    def closes(self) -> Side:
        """The side that takes it down."""
        return self.opens.opposite

    @property
    def is_long(self) -> bool:
        """Whether it earns on a rising price."""
        return self.opens is BUY

    def beyond(self, price: Decimal, other: Decimal) -> bool:
        """Whether a price is better for what is held than another one."""
        return price > other if self.opens is BUY else price < other

    def when_better(self, key: str, price: Decimal) -> WatchPrice:
        """Watches a price that stands on the better side."""
        return WatchPrice(key, price) if self.opens is BUY else WatchPrice(key, None, price)

    def when_worse(self, key: str, price: Decimal) -> WatchPrice:
        """Watches a price that stands on the worse side."""
        return WatchPrice(key, None, price) if self.opens is BUY else WatchPrice(key, price)

    def better(self, price: Decimal, step: Decimal, instrument: Instrument) -> Decimal:
        """The price that is better by a step, one tick at least."""
        return price + step if self.opens is BUY else max(instrument.tick, price - step)

    def behind(self, price: Decimal, part: Decimal, instrument: Instrument) -> Decimal:
        """The price that is worse by a part of it, on the tick farther away, one tick at least."""
        if self.opens is BUY:
            return max(instrument.tick, instrument.price_down(price * (ONE - part)))
        return instrument.price_up(price * (ONE + part))


LONG, SHORT = Heading(BUY), Heading(SELL)
