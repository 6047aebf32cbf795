"""The ladder of a deal on a perpetual before it begins: every order, and how the position stands after it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.bots.futures_dca import FuturesDca
from finbyte_desktop.bots.futures_dca_params import FuturesDcaParams
from finbyte_desktop.bots.futures_deal_walk import Held, Walk
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.services.kinds.dca_ladder_plan import LadderPlan
from finbyte_desktop.services.shown_deals import PlannedRung

SHOWN = 8


class FuturesPlan(NamedTuple):
    """The ladder, and the straight move against the deal that it was read from."""

    ladder: LadderPlan
    walk: Walk


def futures_plan(p: FuturesDcaParams, i: Instrument, price: Decimal, slippage: Decimal) -> FuturesPlan:
    """The plan of the first deal at a price. Raises UserError where the market takes no such base order."""
    found = FuturesDca(p.raw, i).planned(price, i, slippage)
    first = found.steps[0]
    base = first.deal.base_price
    rungs, before = [], ZERO
    for number, at in enumerate(found.steps):
        qty = at.deal.qty - before
        cost = at.deal.value - (found.steps[number - 1].deal.value if number else ZERO)
        rung = _stands(p, i, at, number, base, cost / qty if qty else base, qty)
        rungs.append(replace(rung, comes=number <= found.reached))
        before = at.deal.qty
    reached = found.steps[found.reached]
    last = found.steps[-1]
    ladder = LadderPlan(
        rungs,
        first.deal.fees,
        last.deal.value - first.deal.value,
        loss_at(p, i, last, rungs[-1].price),
        _loss_at_stop(p, i, reached),
        reached.stop,
    )
    return FuturesPlan(ladder, found)


def _loss_at_stop(p: FuturesDcaParams, i: Instrument, at: Held) -> Decimal | None:
    """None without a stop, and for one that the liquidation comes before."""
    if at.stop is None or (at.liquidation is not None and not p.way.beyond(at.stop, at.liquidation)):
        return None
    return loss_at(p, i, at, at.stop)


def _stands(
    p: FuturesDcaParams, i: Instrument, at: Held, number: int, base: Decimal, price: Decimal, qty: Decimal
) -> PlannedRung:
    rate = i.fees.maker if p.trailing is None else i.fees.taker
    takes = at.deal.price_that_takes(p, i, rate)
    return PlannedRung(
        number=number,
        price=price,
        fall=half_even_div(base - price, base, SHOWN) if number else ZERO,
        qty=qty,
        cost=price * qty,
        cumulative=at.deal.value,
        average=at.deal.average,
        take_profit=takes,
        rise=half_even_div(takes - price, price, SHOWN),
        stop=at.stop,
        liquidation=at.liquidation,
    )


def loss_at(p: FuturesDcaParams, i: Instrument, at: Held, price: Decimal) -> Decimal:
    """What a deal has lost when all of it is closed at the market at this price; below 0 where it earned."""
    value = at.deal.left(i) * price
    moved = value - at.deal.value + at.deal.closed_value
    return at.deal.fees + i.fee_up(value * i.fees.taker) - (moved if p.way.is_long else -moved)
