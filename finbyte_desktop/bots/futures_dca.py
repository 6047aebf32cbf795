"""DCA on a perpetual: opens a position, adds to it as the price goes against it, and closes everything at a
profit (bots.md 4, docs/decisions/0028).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from finbyte_desktop.bots.dca_ladder import Rung
from finbyte_desktop.bots.dca_params import DcaParams
from finbyte_desktop.bots.deals import Deals
from finbyte_desktop.bots.futures_common import closed, closing, worth
from finbyte_desktop.bots.futures_dca_params import FuturesDcaParams, checked, leverage_problems
from finbyte_desktop.bots.futures_deal import FuturesDeal
from finbyte_desktop.bots.futures_deal_walk import Held, Walk, begun, held, refuse_unsafe, walk
from finbyte_desktop.bots.grid_math import Worth
from finbyte_desktop.core.contract import BotView, SlotDone
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Intent
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, plain

STOPS = ("stop_loss", "stop_from_base")


class FuturesDca(Deals[FuturesDeal]):
    """The bot.

    Attributes:
        leverage: how many times its money the bot may hold.
    """

    FIXED: ClassVar[tuple[str, ...]] = ("way", "leverage", "extra_margin", *Deals.FIXED)
    said: ClassVar[Mapping[str, str]] = {
        "base": "deal_opened",
        "opened": "deal_added",
        "closed": "deal_reduced",
        "late": "deal_late",
        "part": "deal_part",
    }
    reduces = True
    params: FuturesDcaParams

    def __init__(self, params: Mapping[str, JsonValue], instrument: Instrument) -> None:
        super().__init__(checked(params, instrument), instrument)
        self.way = self.params.way
        self.leverage = self.params.leverage

    checked = staticmethod(checked)

    def new_deal(self, wanted: Decimal = ZERO) -> FuturesDeal:
        """See `Deals`."""
        return FuturesDeal(wanted=wanted, is_short=not self.way.is_long)

    def restored_deal(self, state: Mapping[str, JsonValue]) -> FuturesDeal:
        """See `Deals`."""
        return FuturesDeal.restored(state)

    # --- before a deal ----------------------------------------------------------------------------

    def base_size(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """See `Deals`."""
        return base_size(self.params, price, instrument, slippage)

    def sizing(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
        """What the base order opens at this price. Raises UserError where the market takes no such order, and
        for a stop or a liquidation that may not be.
        """
        qty = super().sizing(price, instrument, slippage)
        refuse_unsafe(self.params, self.planned(price, instrument, slippage))
        return qty

    def planned(self, price: Decimal, instrument: Instrument, slippage: Decimal) -> Walk:
        """A straight move against its first deal at this price. Raises UserError where the market takes no
        such base order.
        """
        qty = self.base_size(price, instrument, slippage)
        return self._walk(qty, price, instrument, slippage, self.investment, Fraction(1))

    def afford(self, qty: Decimal, price: Decimal, view: BotView) -> Decimal | None:
        """The whole of it, while the money carries the whole deal; None where losses took too much. Raises
        UserError where the deal is not safe with the money of now.
        """
        i, money, times = view.instrument, view.held(view.instrument.quote), self.times()
        if self.params.funds * times > Fraction(money * self.leverage):
            return None
        for error in leverage_problems(self.params, i, self.params.funds * times):
            raise error  # additions made the deal larger than its tier
        refuse_unsafe(self.params, self._walk(qty, price, i, view.slippage, money, times))
        return qty

    def _walk(
        self,
        qty: Decimal,
        price: Decimal,
        i: Instrument,
        slippage: Decimal,
        money: Decimal,
        times: Fraction,
    ) -> Walk:
        at = begun(self.params, i, price, qty, slippage, money)
        return walk(self.params, i, at, self.params.ladder.rungs(at.deal.base_price, i, times))

    @property
    def carried(self) -> Decimal:
        """The value of what its money may hold."""
        return self.invested * self.leverage

    # --- a deal -----------------------------------------------------------------------------------

    def can_close(self, left: Decimal, price: Decimal, instrument: Instrument) -> bool:
        """Always: a position is closed however small it is."""
        return left > 0

    def taking_price(self, params: DcaParams, deal: FuturesDeal, instrument: Instrument) -> Decimal:
        """See `FuturesDeal.price_that_takes`."""
        fees = instrument.fees
        rate = fees.maker if params.trailing is None else fees.taker
        return deal.price_that_takes(params, instrument, rate)

    def stands(self, params: FuturesDcaParams, view: BotView) -> Held | None:
        """The deal of now; None where nothing is open."""
        deal = self.deal
        if deal is None or not deal.is_open or not view.position.qty:
            return None
        return held(params, view.instrument, deal, view.position, view.held(view.instrument.quote))

    def ahead(self) -> Sequence[Rung]:
        """What is left of its safety orders, nearest first."""
        rungs = enumerate(self.rungs, 1)
        found = [rung._replace(qty=rung.qty - self.filled.get(n, ZERO)) for n, rung in rungs]
        return [rung for rung in found if rung.qty > 0]

    def check_edit(self, params: Mapping[str, JsonValue], view: BotView) -> None:
        """Besides what no deal allows: another stop must come before the liquidation of now."""
        super().check_edit(params, view)
        new = self.checked(params, view.instrument)
        at = self.stands(new, view)
        if at is None or self.phase is not BotState.RUNNING:
            return
        if any(getattr(new, name) != getattr(self.params, name) for name in STOPS):
            judged = replace(new, accept_liquidation=None)
            refuse_unsafe(judged, walk(judged, view.instrument, at, self.ahead()))

    # --- end --------------------------------------------------------------------------------------

    def leave(self, view: BotView) -> list[Intent]:
        """Closes the position at the market, however small it is."""
        order = closing(view.position, self.stop_reason)
        return [] if order is None else [order]

    def said_of_exit(self, event: SlotDone, view: BotView) -> list[Intent]:
        """What was closed, and at which price."""
        return [closed(event)]

    # --- figures ----------------------------------------------------------------------------------

    def withdrawable(self, view: BotView) -> Decimal:
        """At most the profit of closed deals that was not yet withdrawn, and at most what the bot has beyond
        what was put in, the loss of its open position taken off.
        """
        has = view.held(view.instrument.quote) + min(ZERO, view.position.unrealised(view.last))
        return max(ZERO, min(self.profit - self.withdrawn, has - self.invested))

    def worth(self, view: BotView) -> Worth:
        """Its money with the profit of its position at a price, and what was withdrawn."""
        return worth(view, self.withdrawn)


def base_size(params: FuturesDcaParams, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
    """What the base order opens at this price. Raises UserError where the market takes no such order."""
    i, worst = instrument, price * (ONE + slippage)
    qty = i.qty_down_div(params.base_order, worst)
    if qty > 0 and qty >= i.min_qty and qty * price >= i.min_notional:
        return qty
    enough = max(i.qty_up_div(i.min_notional, price), i.qty_up(i.min_qty), i.lot)
    raise UserError(
        f"The base order is smaller than the market takes at {plain(price)}: "
        f"{plain(ceil_div(enough * worst, ONE, Decimal('0.01')))} {i.quote} is needed.",
        "order_too_small",
        "base_order",
    )
