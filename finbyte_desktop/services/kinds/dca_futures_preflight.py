"""The validator of a DCA bot on a perpetual: each field, the whole ladder, where it is liquidated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from finbyte_desktop.bots.dca_params import CENT
from finbyte_desktop.bots.futures_dca_params import SPECS, FuturesDcaParams, static_problems
from finbyte_desktop.bots.futures_deal_walk import Walk, refuse_unsafe
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, ceil_div, half_even_div, plain
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.kinds.dca_ladder_plan import LadderPlan
from finbyte_desktop.services.kinds.deal_preflight import SHOWN, DealPreflight
from finbyte_desktop.services.kinds.fields import problem_of
from finbyte_desktop.services.kinds.futures_deal_plan import FuturesPlan, futures_plan
from finbyte_desktop.services.kinds.futures_grid_preflight import refuse_market
from finbyte_desktop.services.kinds.kind import Moment
from finbyte_desktop.services.shown import FieldProblem, PlannedOrder, Preflight
from finbyte_desktop.services.shown_positions import PlannedPosition


def preflight(i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
    """Everything there is to say about a parameter set at this price, field by field."""
    return FuturesDealPreflight(i, raw, moment).result()


def planned_position(p: FuturesDcaParams, i: Instrument, found: Walk) -> PlannedPosition:
    """What the deal would hold, and where that ends."""
    end, long = found.liquidation, p.way.is_long
    return PlannedPosition(
        "long" if long else "short",
        p.leverage,
        p.investment(i),
        found.steps[0].position.qty,
        found.steps[0].deal.base_price,
        found.steps[-1].position.value,
        end if long else None,
        None if long else end,
        (end,) if found.unsafe and end is not None else (),
    )


def _margin(value: Decimal, p: FuturesDcaParams) -> Decimal:
    """What orders of this value bind, to 0.01 quote."""
    return ceil_div(value, p.leverage, CENT)


class FuturesDealPreflight(DealPreflight[FuturesDcaParams]):
    """On a perpetual: the margin carries every order, and a liquidation may come."""

    specs = SPECS

    def params_of(self, raw: Mapping[str, Any]) -> FuturesDcaParams:
        """See `DealPreflight`."""
        return FuturesDcaParams.from_raw(raw)

    def static_problems(self, p: FuturesDcaParams) -> list[UserError]:
        """See `DealPreflight`; a market whose liquidations nobody can tell is refused."""
        try:
            refuse_market(self.i)
        except UserError as error:
            return [error]
        return static_problems(p, self.i)

    def plan(self, p: FuturesDcaParams, start: Decimal, slippage: Decimal) -> LadderPlan:
        """See `DealPreflight`."""
        return self._futures(p, start, slippage).ladder

    def _futures(self, p: FuturesDcaParams, start: Decimal, slippage: Decimal) -> FuturesPlan:
        return futures_plan(p, self.i, start, slippage)

    def most_funds(self, p: FuturesDcaParams, free: Decimal) -> Fraction:
        """What the free margin carries, less reserve and fees."""
        fee = Fraction(max(self.i.fees.maker, self.i.fees.taker))
        free = max(ZERO, free - p.extra_margin)
        return Fraction(free) * (1 - Fraction(p.reserve)) / (1 / Fraction(p.leverage) + fee)

    def warn(self, p: FuturesDcaParams, plan: LadderPlan, start: Decimal) -> None:
        """Also a liquidation that comes before safety orders, once it is accepted; else it is a problem."""
        self.stop_before_orders(plan, p.way.beyond)
        found = self._futures(p, start, self.m.slippage).walk
        try:
            refuse_unsafe(replace(p, accept_liquidation=False), found)
        except UserError as error:
            if error.code == "ladder_liquidated" and self.raw.get("accept_liquidation"):
                end = plain(found.liquidation or ZERO)
                text = f"The position would be liquidated at about {end}, before the last safety order."
                self.warnings.append(FieldProblem("leverage", "ladder_liquidation", text, end, None))
            else:
                self.problem(problem_of(error))

    # --- figures ----------------------------------------------------------------------------------

    def figures_of(self, p: FuturesDcaParams, plan: LadderPlan, start: Decimal) -> dict[str, Any]:
        """See `DealPreflight`."""
        i, base, way = self.i, plan.rungs[0], p.way
        opening = PlannedOrder(
            way.opens, OrderType.MARKET, base.price, base.qty, base.cost, base.cost, ZERO, None
        )
        total, opens = base.cost, []
        for rung in plan.rungs[1:]:
            total += rung.cost
            opens.append(self._limit(way.opens, rung.price, rung.qty, total, start))
        closes = []
        if p.trailing is None:
            proceeds = base.take_profit * base.qty
            closes.append(self._limit(way.closes, base.take_profit, base.qty, proceeds, start))
        fees = sum((i.fee_up(rung.cost * i.fees.maker) for rung in plan.rungs[1:]), ZERO)
        held = _margin(plan.held, p) + fees
        buys, sells = (opens, closes) if way.is_long else (closes, opens)
        return {
            "opening": opening,
            "opening_fee": plan.base_fee,
            "opening_worst": i.worse(start, way.opens, self.m.collar),
            "buys": tuple(buys),
            "sells": tuple(sells),
            "held_for_buys": held,
            "reserve": p.investment(i) - _margin(base.cost, p) - plan.base_fee - held,
            "smallest_order": min(rung.cost for rung in plan.rungs),
            "order_qty": base.qty,
            "stop_at": base.stop,
            "take_profit_at": base.take_profit,
            "loss_at_stop": plan.loss_at_stop,
            "rungs": tuple(plan.rungs),
            "position": planned_position(p, i, self._futures(p, start, self.m.slippage).walk),
        }

    @staticmethod
    def _limit(side: Side, price: Decimal, qty: Decimal, total: Decimal, start: Decimal) -> PlannedOrder:
        away = half_even_div(price - start, start, SHOWN)
        return PlannedOrder(side, OrderType.LIMIT, price, qty, price * qty, total, away, None)
