"""A bot's position on a perpetual as a page shows it: size, entry, margin, where it is liquidated."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.bots.grid_liquidation import behind, estimate
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.margin import liquidation_price, tier_of
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import BUY, SELL
from finbyte_desktop.core.position import Position
from finbyte_desktop.core.slots import ENDED_BOTS, BotRecord
from finbyte_desktop.services.kinds.kind import Kind
from finbyte_desktop.services.position_figures import PositionFigures
from finbyte_desktop.services.shown_positions import BotPosition

SHOWN = 8


def bot_position(
    figures: PositionFigures, i: Instrument, record: BotRecord | None, last: Decimal | None, kind: Kind
) -> BotPosition:
    """The position of a bot at a price; of one that the kernel forgot, as its figures say."""
    position, margin = figures.position, figures.held_quote
    if not position.qty and (record is None or record.state in ENDED_BOTS):
        margin = ZERO  # it went back to the account
    leverage = None if record is None else record.leverage
    liquidation = _liquidation(i, position, behind(i, position, margin, leverage))
    low = high = None
    if record is not None and record.state is not BotState.STARTING:  # then its orders are not there yet
        low, high = _after_all_orders(i, position, margin, record, kind)
    return BotPosition(
        qty=position.qty,
        entry=figures.average_cost(),
        value=position.value,
        unrealised=None if last is None else position.unrealised(last),
        leverage=leverage,
        margin=margin,
        funding=figures.funding,
        liquidation=liquidation,
        away=None if liquidation is None or not last else half_even_div(liquidation - last, last, SHOWN),
        liquidation_low=low,
        liquidation_high=high,
        lost=figures.lost,
    )


def _liquidation(i: Instrument, position: Position, margin: Decimal) -> Decimal | None:
    """The price that ends the position of now; None where none does, or nobody knows the tiers."""
    terms = i.perpetual
    if terms is None or not terms.tiers or not position.qty:
        return None
    tier = tier_of(terms.tiers, position.value)
    return liquidation_price(terms.rule, position.qty, position.value, margin, tier, i.tick, i.fees.taker)


def _after_all_orders(
    i: Instrument, position: Position, margin: Decimal, record: BotRecord, kind: Kind
) -> tuple[Decimal | None, Decimal | None]:
    """Where a straight fall and a straight rise through all orders that open end."""
    if i.perpetual is None or not i.perpetual.tiers or margin <= 0:
        return None, None
    falls = estimate(i, position, margin, BUY, kind.opens(record, BUY), record.leverage)
    rises = estimate(i, position, margin, SELL, kind.opens(record, SELL), record.leverage)
    return falls, rises
