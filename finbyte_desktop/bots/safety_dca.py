"""DCA with safety orders on a spot market: buys a base order, buys more as the price falls, and sells
everything at a profit (bots.md 4, docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from finbyte_desktop.bots.dca_deal import Deal
from finbyte_desktop.bots.dca_params import DcaParams, base_qty, checked
from finbyte_desktop.bots.deals import Deals
from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO


class SafetyDca(Deals[Deal]):
    """The bot. What is left of a deal below the market's minimum stays with it."""

    said: ClassVar[Mapping[str, str]] = {
        "base": "dca_base",
        "opened": "dca_bought",
        "closed": "dca_sold",
        "late": "dca_late",
        "part": "base_part",
    }

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        super().__init__(checked(params, instrument), instrument)

    checked = staticmethod(checked)

    def new_deal(self, wanted: Decimal = ZERO) -> Deal:
        """See `Deals`."""
        return Deal(wanted=wanted)

    def restored_deal(self, state: Mapping[str, JsonValue]) -> Deal:
        """See `Deals`."""
        return Deal.restored(state)

    def base_size(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """What the base order buys at this price. Raises UserError where the market takes no such order."""
        return base_qty(self.params, price, instrument, slippage)

    def afford(self, qty: Decimal, price: Decimal, view: BotView) -> Decimal | None:
        """As much as the free money buys; None where the market takes no such order."""
        i = view.instrument
        unit = i.price_up(price * (ONE + view.slippage)) * (ONE + i.taker_in_quote)
        qty = min(qty, i.qty_down_div(view.free(i.quote), unit))
        return None if qty <= 0 or qty < i.min_qty or qty * price < i.min_notional else qty

    def can_close(self, left: Decimal, price: Decimal, instrument: Instrument) -> bool:
        """See `Deals`."""
        return left > 0 and left >= instrument.min_qty and left * price >= instrument.min_notional

    def taking_price(self, params: DcaParams, deal: Deal, instrument: Instrument) -> Decimal:
        """The lowest price at which selling what is left brings the target."""
        fees = instrument.fees
        rate = self.rate_of(fees.maker if params.trailing is None else fees.taker, instrument)
        return deal.price_that_takes(params, instrument, rate)

    @staticmethod
    def rate_of(rate: Decimal, instrument: Instrument) -> Decimal:
        """What a sell pays of its proceeds."""
        return rate if instrument.fees.asset in ("quote", "base") else ZERO

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the profit of closed deals that was not yet withdrawn, and at most the free quote."""
        return max(ZERO, min(self.profit - self.withdrawn, view.free(view.instrument.quote)))

    def worth(self, view: BotView) -> Worth:
        """Its quote, with what was withdrawn, and its coins."""
        i = view.instrument
        return Worth(view.held(i.quote) + self.withdrawn, view.held(i.base))
