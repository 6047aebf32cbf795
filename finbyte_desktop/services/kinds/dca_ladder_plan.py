"""The ladder of a deal before it begins: every order, and how the deal stands after it, by the bot's sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finbyte_desktop.bots.dca_deal import Deal, stop_price
from finbyte_desktop.bots.dca_ladder import Rung
from finbyte_desktop.bots.dca_params import DcaParams, base_qty
from finbyte_desktop.bots.heading import LONG
from finbyte_desktop.bots.safety_dca import SafetyDca
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.fees import fee_of
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, half_even_div
from finbyte_desktop.core.orders import BUY, MAKER, TAKER, Role
from finbyte_desktop.services.shown_deals import PlannedRung

SHOWN = 8


@dataclass(frozen=True, slots=True)
class LadderPlan:
    """`rungs` begins with the base order; `held` is what rests for the safety orders, fees included; `losses`
    is what the deal has lost when everything is sold at the price of its last order, and at its stop loss
    (None where there is none); `last_stop` the price of that stop loss: that of the last order which comes
    before it.
    """

    rungs: Sequence[PlannedRung]
    base_fee: Decimal
    held: Decimal
    loss_at_last: Decimal
    loss_at_stop: Decimal | None
    last_stop: Decimal | None


def ladder_plan(p: DcaParams, i: Instrument, price: Decimal, slippage: Decimal) -> LadderPlan:
    """The plan at a price. Raises UserError where the base order is too small there."""
    at = i.worse(price, BUY, slippage)
    qty = base_qty(p, price, i, slippage)
    deal = Deal(wanted=qty)
    base_fee = _buy(deal, i, at, qty, TAKER, base=True)
    rungs = [_stands(p, i, deal, 0, Rung(at, qty))]
    held = stopped = ZERO
    last_stop = None
    reached = True  # a stop loss above the next order ends the deal before it
    for number, rung in enumerate(p.ladder.rungs(deal.base_price, i, Fraction(1)), 1):
        stop = rungs[-1].stop
        if reached and stop is not None and rung.price <= stop:
            stopped, last_stop, reached = _loss(deal, i, stop), stop, False
        fee = _buy(deal, i, rung.price, rung.qty, MAKER, base=False)
        held += rung.price * rung.qty + (fee if i.fees.asset == "quote" else ZERO)
        rungs.append(_stands(p, i, deal, number, rung))
    last = rungs[-1]
    if reached and last.stop is not None:
        stopped, last_stop = _loss(deal, i, last.stop), last.stop
    return LadderPlan(
        rungs,
        base_fee,
        held,
        _loss(deal, i, last.price),
        None if last.stop is None else stopped,
        last_stop,
    )


def _buy(deal: Deal, i: Instrument, price: Decimal, qty: Decimal, role: Role, *, base: bool) -> Decimal:
    """Counts a purchase; the value of its fee in quote."""
    cost = price * qty
    fee = fee_of(i, True, price, qty, cost, role)
    in_quote = fee.amount if fee.asset == i.quote else ZERO
    in_base = fee.amount if fee.asset == i.base else ZERO
    deal.opened(SlotDone(0, "", BUY, qty, cost, in_quote, in_base, role, price, "filled"), base=base)
    return fee.quote


def _stands(p: DcaParams, i: Instrument, deal: Deal, number: int, rung: Rung) -> PlannedRung:
    rate = i.fees.maker if p.trailing is None else i.fees.taker
    takes = deal.price_that_takes(p, i, SafetyDca.rate_of(rate, i))
    base = deal.base_price
    return PlannedRung(
        number=number,
        price=rung.price,
        fall=half_even_div(base - rung.price, base, SHOWN) if number else ZERO,
        qty=rung.qty,
        cost=rung.price * rung.qty,
        cumulative=deal.spent,
        average=deal.average,
        take_profit=takes,
        rise=half_even_div(takes - rung.price, rung.price, SHOWN),
        stop=None if p.stop_loss is None else stop_price(LONG, p, deal, i),
    )


def _loss(deal: Deal, i: Instrument, price: Decimal) -> Decimal:
    rate = SafetyDca.rate_of(i.fees.taker, i)
    return deal.spent - deal.left(i) * price * (ONE - rate)


def trailing_loss(p: DcaParams, i: Instrument, price: Decimal, slippage: Decimal) -> Decimal | None:
    """What a deal loses whose sale, following the price, comes as soon as it can: right after the take profit
    was reached, with the base order alone. None where that is a profit.
    """
    if p.trailing is None:
        return None
    qty = base_qty(p, price, i, slippage)
    deal = Deal(wanted=qty)
    _buy(deal, i, i.worse(price, BUY, slippage), qty, TAKER, base=True)
    takes = deal.price_that_takes(p, i, SafetyDca.rate_of(i.fees.taker, i))
    loss = _loss(deal, i, i.price_down(takes * (ONE - p.trailing)))
    return loss if loss > 0 else None
