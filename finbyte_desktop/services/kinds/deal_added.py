"""What added investment does to a bot that trades in deals: a liquidation moves, later deals are larger."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.deals import Deals
from finbyte_desktop.bots.grid_liquidation import estimate
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.shown import AddedPlan
from finbyte_desktop.services.shown_deals import AddedToDeal

TIMES_PLACES = 4
Orders = Sequence[tuple[Decimal, Decimal]]


def added_plan(
    kernel: Kernel,
    record: BotRecord,
    bot: Deals[Any],
    amount: Decimal,
    opens: tuple[Side, Orders] | None = None,
) -> AddedPlan:
    """Nothing is traded at once. `opens` are, on a perpetual, the side that enlarges the position and the
    orders of the deal that still do.
    """
    put_in = bot.investment + bot.added
    ends = None
    if opens is not None and record.position.qty:
        money = kernel.ledger.held(record.id, record.instrument.quote)
        ends = _ends(record, money, *opens), _ends(record, money + amount, *opens)
    of_deal = AddedToDeal(half_even_div(put_in + amount, bot.investment, TIMES_PLACES), ends)
    return AddedPlan(None, ZERO, ZERO, ZERO, ZERO, True, (), 0, deal=of_deal)


def _ends(
    record: BotRecord, money: Decimal, side: Side, orders: Orders
) -> tuple[Decimal | None, Decimal | None]:
    """Where a position with so much behind it is liquidated: as it is, and after a straight move through the
    orders that enlarge it.
    """
    i, position = record.instrument, record.position
    if i.perpetual is None or not i.perpetual.tiers:
        return None, None
    alone = estimate(i, position, money, side, (), record.leverage)
    return alone, estimate(i, position, money, side, orders, record.leverage)
