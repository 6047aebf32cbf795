"""What a spot grid would do at its start: the exact orders, where the money goes, what can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.grid_math import MAX_GRIDS, Sizing
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.grid_plan import check_at_start
from finbyte_desktop.bots.grid_profit import Trip
from finbyte_desktop.bots.grid_straight import at_start, loss_in_fall, stop_in_fall, take_profit_in_rise
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.bots.spot_grid_params import SpotGridParams
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, floor_div, half_even_div
from finbyte_desktop.core.orders import BUY, OrderType, Side
from finbyte_desktop.services.ports import PlannedOrder

SHOWN = 8


class StartPlan:
    """The figures of parameters that can start at this price, each exact."""

    def __init__(
        self,
        params: SpotGridParams,
        instrument: Instrument,
        prices: list[Decimal],
        vacant: int,
        start: Decimal,
        sizing: Sizing,
        found: Sequence[Trip],
        slippage: Decimal,
    ) -> None:
        self.p, self.i, self.prices, self.vacant = params, instrument, prices, vacant
        self.start, self.sizing, self.slippage = start, sizing, slippage
        self.trips = found

    def figures(self, collar: Decimal) -> dict[str, Any]:
        """By their names in `Preflight`."""
        p, i, start, sizing = self.p, self.i, self.start, self.sizing
        buys, sells = self._buys(), self._sells()
        opening = None
        cost = opening_fee = ZERO
        if sizing.opening > 0:
            cost = sizing.opening * start
            opening_fee = i.fee_up(cost * i.fees.taker)
            opening = self._planned(Side.BUY, OrderType.MARKET, start, sizing.opening, cost, None)
        gains = [one.profit for one in self.trips]
        total = buys[-1].cumulative if buys else ZERO
        held = total + i.fee_up(total * i.maker_in_quote)
        paid = cost + (opening_fee if i.taker_in_quote else ZERO)
        at = check_at_start(p, i, sizing.opening, start, self.slippage)
        standing = at_start(p, i, self.prices, self.vacant, start, sizing, self.slippage)
        loss = p.loss_of(standing.invested)
        if p.stop_price is not None:
            loss = loss_in_fall(i, standing, p.stop_price)
        fall = stop_in_fall(p, i, standing)
        if p.stop_price is None and fall is None:
            loss = None  # an amount that a fall never reaches is no loss at a stop
        return {
            "stop_at": at[STOP].price,
            "take_profit_at": at[TAKE_PROFIT].price,
            "stop_in_fall": fall,
            "take_profit_in_rise": take_profit_in_rise(p, i, standing),
            "order_qty": sizing.size,
            "opening": opening,
            "opening_fee": opening_fee,
            "opening_worst": i.worse(start, BUY, collar),
            "own_used": sizing.own_used,
            "buys": tuple(buys),
            "sells": tuple(sells),
            "held_for_buys": held,
            "reserve": p.investment - held - paid,
            "smallest_order": min((o.cost for o in (*buys, *sells)), default=None),
            "profit_low": min(gains),
            "profit_high": max(gains),
            "loss_at_stop": loss,
            "loss_at_lower": loss_in_fall(i, standing, p.lower),
            "trail_steps_paid": self._trail_steps(),
        }

    def _buys(self) -> list[PlannedOrder]:
        """From the nearest down."""
        buys: list[PlannedOrder] = []
        total = ZERO
        for n in reversed(range(self.vacant)):
            price, qty = self.prices[n], self.sizing.cell_qty[n]
            total += qty * price
            buys.append(self._planned(Side.BUY, OrderType.LIMIT, price, qty, total, None))
        return buys

    def _sells(self) -> list[PlannedOrder]:
        """From the nearest up, each with the net profit of its grid."""
        sells: list[PlannedOrder] = []
        proceeds = ZERO
        for n in range(self.vacant + 1, len(self.prices)):
            price, qty = self.prices[n], self.sizing.cell_qty[n - 1]
            proceeds += qty * price
            sells.append(
                self._planned(Side.SELL, OrderType.LIMIT, price, qty, proceeds, self.trips[n - 1].ratio)
            )
        return sells

    def _planned(
        self, side: Side, kind: OrderType, price: Decimal, qty: Decimal, total: Decimal, net: Decimal | None
    ) -> PlannedOrder:
        away = half_even_div(price - self.start, self.start, SHOWN)
        return PlannedOrder(side, kind, price, qty, price * qty, total, away, net)

    def _trail_steps(self) -> int | None:
        """How many shifts of trailing up the reserve-free money pays for, without counting profits."""
        p, i, sizing = self.p, self.i, self.sizing
        if not p.trailing_up:
            return None
        spare = p.investment * (ONE - p.reserve) - sizing.need
        rate = ONE + i.maker_in_quote
        bot = SpotGrid(p.raw, i)
        steps = 0
        while steps < MAX_GRIDS:
            top = bot.spacing.price(p.grids + steps)
            bottom = bot.spacing.price(steps)
            if p.trailing_up_cap is not None and bot.spacing.price(p.grids + steps + 1) > p.trailing_up_cap:
                return steps
            qty = sizing.size if not p.equal_quote else floor_div(sizing.size, top, i.lot)
            freed = sizing.cell_qty[min(steps, len(sizing.cell_qty) - 1)] * bottom * rate
            spare += freed - qty * top * rate
            if spare < 0:
                return steps
            steps += 1
        return steps
