"""What a straight move does to a futures grid: where it loses or earns an amount, and what a stop costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.bots.futures_common import entered
from finbyte_desktop.bots.futures_grid_params import Direction, FuturesGridParams
from finbyte_desktop.bots.futures_plan import FuturesSizer, Liquidations, Opened, refuse_late_stop
from finbyte_desktop.bots.grid_params import STOP, STOP_HIGH
from finbyte_desktop.bots.grid_stops import conditions
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import plain
from finbyte_desktop.core.orders import BUY, SELL, Side
from finbyte_desktop.core.position import traded

Orders = Sequence[tuple[Decimal, Decimal]]  # price and quantity, nearest first


class Standing(NamedTuple):
    """A grid as it stands: what was put in, its position and money, the orders below and above."""

    invested: Decimal
    opened: Opened
    buys: Orders
    sells: Orders


def at_start(p: FuturesGridParams, sizer: FuturesSizer, size: Decimal, opened: Opened) -> Standing:
    """A grid right after its opening order."""
    buys = [(price, size) for price in reversed(sizer.prices[: sizer.vacant])]
    sells = [(price, size) for price in sizer.prices[sizer.vacant + 1 :]]
    return Standing(p.investment, opened, buys, sells)


def _filled(i: Instrument, at: Opened, side: Side, price: Decimal, qty: Decimal) -> Opened:
    position, realised = traded(at.position, qty if side is BUY else -qty, price)
    return Opened(position, at.margin + realised - i.fee_up(price * qty * i.fees.maker))


def loss_at(i: Instrument, standing: Standing, price: Decimal, *, rises: bool) -> Decimal:
    """What is lost after a straight move to a price, with the position closed there by a market order; below
    0 where the move earned.
    """
    at = standing.opened
    side = SELL if rises else BUY
    for level, qty in standing.sells if rises else standing.buys:
        if (level <= price) if rises else (level >= price):
            at = _filled(i, at, side, level, qty)
    fee = i.fee_up(abs(at.position.qty) * price * i.fees.taker)
    return standing.invested - at.margin - at.position.unrealised(price) + fee


def reached(
    p: FuturesGridParams, i: Instrument, standing: Standing, key: str, *, rises: bool
) -> Decimal | None:
    """The price at which a straight move reaches the amount of a stop or take profit, the levels on its way
    filled; None where it never does.
    """
    wanted = p.loss_of(standing.invested) if key == STOP else p.gain_of(standing.invested)
    if wanted is None:
        return None
    at, side = standing.opened, SELL if rises else BUY
    for level, qty in standing.sells if rises else standing.buys:
        found = _stands(p, i, standing.invested, at, key, rises=rises)
        if found is not None and ((found < level) if rises else (found > level)):
            return found
        at = _filled(i, at, side, level, qty)
        found = _stands(p, i, standing.invested, at, key, rises=rises)
        if found is not None and ((found <= level) if rises else (found >= level)):
            return level  # the fee of this level made it whole
    return _stands(p, i, standing.invested, at, key, rises=rises)


def _stands(
    p: FuturesGridParams, i: Instrument, invested: Decimal, at: Opened, key: str, *, rises: bool
) -> Decimal | None:
    """Where the condition stands with this position, if it lies in the direction of the move."""
    quote = at.margin - entered(at.position)
    price, above = conditions(p, i.tick, invested, quote, at.position.qty)[key]
    return price if above is rises else None


def first_reached(
    p: FuturesGridParams, i: Instrument, standing: Standing, key: str, price: Decimal
) -> Decimal | None:
    """Where an amount is reached by the straight move from a price that the direction of the grid fears, or
    hopes for; of a neutral one, on the side where it comes first.
    """
    short = p.direction is Direction.SHORT
    rises = short if key == STOP else not short
    if p.direction is not Direction.NEUTRAL:
        return reached(p, i, standing, key, rises=rises)
    sides = (reached(p, i, standing, key, rises=up) for up in (False, True))
    return min((at for at in sides if at is not None), key=lambda at: abs(at - price), default=None)


def loss_at_stop(
    p: FuturesGridParams, i: Instrument, standing: Standing, price: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """What the stop costs at most after a straight move from a price, in quote, and where it acts. The fee of
    the market order that closes there is counted, so an amount costs a little more than itself: it is reached
    before that fee is paid.
    """
    amount = p.loss_of(standing.invested)
    if amount is None:
        found = [one for key, one in p.price_conditions().items() if key in (STOP, STOP_HIGH)]
        acts = [(at, above) for at, above in found if at is not None]
        losses = [(loss_at(i, standing, at, rises=above), at) for at, above in acts]
        return max(losses, default=(None, None))
    sides = [(reached(p, i, standing, STOP, rises=up), up) for up in (False, True)]
    costs = [loss_at(i, standing, at, rises=up) for at, up in sides if at is not None]
    return max([amount, *costs]), first_reached(p, i, standing, STOP, price)


def refuse_late(p: FuturesGridParams, i: Instrument, standing: Standing, ends: Liquidations) -> None:
    """Raises UserError for a stop, by price or by amount, that the liquidation of its side comes before."""
    refuse_late_stop(p, ends)
    if p.loss_of(standing.invested) is None:
        return
    for rises, end in ((False, ends.low), (True, ends.high)):
        stop = reached(p, i, standing, STOP, rises=rises)
        if end is None or (stop is not None and ((stop < end) if rises else (stop > end))):
            continue
        raise UserError(
            f"The position would be liquidated at about {plain(end)}, before this much is lost. A smaller "
            "loss, less leverage or more margin makes the stop come first.",
            "amount_after_liquidation",
            "stop_amount" if p.stop_ratio is None else "stop_ratio",
        )
