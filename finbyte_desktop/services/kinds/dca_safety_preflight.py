"""The validator of a DCA bot with safety orders: each field, the whole ladder, what the account needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from finbyte_desktop.bots.dca_params import SPECS, DcaParams, static_problems
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, half_even_div, plain
from finbyte_desktop.core.orders import BUY, SELL, OrderType
from finbyte_desktop.services.kinds.dca_ladder_plan import LadderPlan, ladder_plan, trailing_loss
from finbyte_desktop.services.kinds.deal_preflight import SHOWN, DealPreflight
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.shown import FieldProblem, PlannedOrder, Preflight
from finbyte_desktop.services.shown_deals import PlannedRung


def preflight(i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
    """Everything there is to say about a parameter set at this price, field by field."""
    return SafetyPreflight(i, raw, moment).result()


class SafetyPreflight(DealPreflight[DcaParams]):
    """On a spot market: every order is paid in full."""

    specs = SPECS

    def params_of(self, raw: Mapping[str, Any]) -> DcaParams:
        """See `DealPreflight`."""
        return DcaParams.from_raw(raw)

    def static_problems(self, p: DcaParams) -> list[UserError]:
        """See `DealPreflight`."""
        return static_problems(p, self.i)

    def plan(self, p: DcaParams, start: Decimal, slippage: Decimal) -> LadderPlan:
        """See `DealPreflight`."""
        return ladder_plan(p, self.i, start, slippage)

    def most_funds(self, p: DcaParams, free: Decimal) -> Fraction:
        """What is free, less the reserve and the fees."""
        rate = Fraction(max(self.i.maker_in_quote, self.i.taker_in_quote))
        return Fraction(free) * (1 - Fraction(p.reserve)) / (1 + rate)

    def warn(self, p: DcaParams, plan: LadderPlan, start: Decimal) -> None:
        """What is possible and looks like a slip."""
        loss = trailing_loss(p, self.i, start, self.m.slippage)
        if loss is not None:
            shown = plain(half_even_div(loss, ONE, 2))
            text = (
                f"The sale follows the price at {plain(p.trailing or ZERO)} of it, more than the take profit "
                f"earns: a deal can end with a loss of {shown} {self.i.quote} and more."
            )
            self.warnings.append(FieldProblem("trailing", "trailing_loses", text, shown, None))
        self.stop_before_orders(plan, lambda stop, price: price <= stop)

    def figures_of(self, p: DcaParams, plan: LadderPlan, start: Decimal) -> dict[str, Any]:
        """See `DealPreflight`."""
        i, base = self.i, plan.rungs[0]
        opening = PlannedOrder(BUY, OrderType.MARKET, start, base.qty, base.cost, base.cost, ZERO, None)
        in_quote = i.fees.asset == "quote"
        paid = base.cost + (plan.base_fee if in_quote else ZERO)
        total, buys = base.cost, []
        for rung in plan.rungs[1:]:
            total += rung.cost
            buys.append(self._limit(rung, start, total))
        sells = []
        if p.trailing is None:
            away = half_even_div(base.take_profit - start, start, SHOWN)
            proceeds = base.take_profit * base.qty
            sells.append(
                PlannedOrder(
                    SELL, OrderType.LIMIT, base.take_profit, base.qty, proceeds, proceeds, away, None
                )
            )
        needed = p.investment(i)
        return {
            "opening": opening,
            "opening_fee": plan.base_fee,
            "opening_worst": i.price_up(start * (ONE + self.m.collar)),
            "buys": tuple(buys),
            "sells": tuple(sells),
            "held_for_buys": plan.held,
            "reserve": needed - paid - plan.held,
            "smallest_order": min(rung.cost for rung in plan.rungs),
            "order_qty": base.qty,
            "stop_at": base.stop,
            "take_profit_at": base.take_profit,
            "loss_at_stop": plan.loss_at_stop,
            "loss_at_lower": plan.loss_at_last,
            "rungs": tuple(plan.rungs),
        }

    @staticmethod
    def _limit(rung: PlannedRung, start: Decimal, total: Decimal) -> PlannedOrder:
        away = half_even_div(rung.price - start, start, SHOWN)
        return PlannedOrder(BUY, OrderType.LIMIT, rung.price, rung.qty, rung.cost, total, away, None)
