"""What a straight move against a deal does: every safety order on its way, where the stop stands then, and
where the position is liquidated (docs/decisions/0028).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.bots.dca_deal import stop_price
from finbyte_desktop.bots.dca_ladder import Rung
from finbyte_desktop.bots.futures_dca_params import FuturesDcaParams
from finbyte_desktop.bots.futures_deal import FuturesDeal
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.margin import liquidation_price, tier_of
from finbyte_desktop.core.numbers import ZERO, plain
from finbyte_desktop.core.orders import BUY, MAKER, TAKER, Role
from finbyte_desktop.core.position import FLAT, Position, traded


class Held(NamedTuple):
    """A deal after some of its orders: what it opened, its position, all that stands behind it, the price of
    the stop loss (None without one) and of the liquidation (None where no price above 0 ends it, or the
    market's tiers are not known).
    """

    deal: FuturesDeal
    position: Position
    margin: Decimal
    stop: Decimal | None
    liquidation: Decimal | None


class Walk(NamedTuple):
    """`steps` is the deal as it is, then after each safety order; `reached` how many safety orders come
    before its stop and its liquidation; `unsafe` whether the liquidation comes before the next one.
    """

    steps: Sequence[Held]
    reached: int
    unsafe: bool

    @property
    def liquidation(self) -> Decimal | None:
        """Where a move that nothing turns ends it."""
        return self.steps[self.reached].liquidation


def held(p: FuturesDcaParams, i: Instrument, deal: FuturesDeal, position: Position, margin: Decimal) -> Held:
    """A deal as it stands."""
    stop = None if p.stop_loss is None else stop_price(p.way, p, deal, i)
    end = None
    if i.perpetual is not None and i.perpetual.tiers and margin > ZERO and position != FLAT:
        end = liquidation_price(
            i.perpetual.rule,
            position.qty,
            position.value,
            margin,
            tier_of(i.perpetual.tiers, position.value),
            i.tick,
            i.fees.taker,
        )
    return Held(deal, position, margin, stop, end)


def filled(p: FuturesDcaParams, i: Instrument, at: Held, rung: Rung, role: Role) -> Held:
    """The same after one more order of its side; one filled by a taker is the base order."""
    cost = rung.price * rung.qty
    fee = i.fee_up(cost * (i.fees.maker if role is MAKER else i.fees.taker))
    deal = replace(at.deal)
    side = p.way.opens
    done = SlotDone(0, "", side, rung.qty, cost, fee, ZERO, role, rung.price, "filled")
    deal.opened(done, base=role is TAKER)
    qty = rung.qty if side is BUY else -rung.qty
    position, realised = traded(at.position, qty, rung.price)
    return held(p, i, deal, position, at.margin + realised - fee)


def begun(
    p: FuturesDcaParams, i: Instrument, price: Decimal, qty: Decimal, slippage: Decimal, margin: Decimal
) -> Held:
    """A deal right after its base order."""
    nothing = Held(FuturesDeal(wanted=qty, is_short=not p.way.is_long), FLAT, margin, None, None)
    return filled(p, i, nothing, Rung(i.worse(price, p.way.opens, slippage), qty), TAKER)


def walk(p: FuturesDcaParams, i: Instrument, at: Held, rungs: Sequence[Rung]) -> Walk:
    """All safety orders from how a deal stands; `rungs` nearest first, what is left of each."""
    steps, reached, unsafe, ended = [at], 0, False, False
    for rung in rungs:
        stop, end = at.stop, at.liquidation
        stopped = stop is not None and p.way.beyond(stop, rung.price)
        liquidated = end is not None and not p.way.beyond(rung.price, end)
        if not ended and (stopped or liquidated):
            ended, unsafe = True, not stopped
        at = filled(p, i, at, rung, MAKER)
        steps.append(at)
        reached += not ended
    return Walk(steps, reached, unsafe)


def refuse_unsafe(p: FuturesDcaParams, found: Walk) -> None:
    """Raises UserError for a stop that could never act, and for a liquidation before the last safety order
    that a person was asked about and did not accept.
    """
    for at in found.steps[: found.reached + 1]:
        if at.stop is None or at.liquidation is None or p.way.beyond(at.stop, at.liquidation):
            continue
        raise UserError(
            f"The position would be liquidated at about {plain(at.liquidation)}, before the stop loss at "
            f"{plain(at.stop)}. A nearer stop, less leverage or more margin helps.",
            "stop_loss_late",
            "stop_loss",
        )
    if found.unsafe and p.accept_liquidation is False:
        end = found.liquidation
        assert end is not None
        raise UserError(
            f"The position would be liquidated at about {plain(end)}, before the last safety order. Use less "
            "leverage or more margin, or say that you accept it.",
            "ladder_liquidated",
            "accept_liquidation",
        )
