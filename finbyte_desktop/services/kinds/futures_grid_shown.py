"""A futures grid that exists, as the window shows it: stop and take profit, and what its plan makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.futures_grid_params import Direction, FuturesGridParams
from finbyte_desktop.bots.futures_plan import Liquidations, Opened, inside_range
from finbyte_desktop.bots.futures_straight import Standing, first_reached, loss_at_stop
from finbyte_desktop.bots.grid_liquidation import estimate
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY, SELL, OrderType
from finbyte_desktop.core.position import traded
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.kinds.fields import problem_of
from finbyte_desktop.services.kinds.kind import PlanMoney
from finbyte_desktop.services.shown import PlannedOrder, Stands
from finbyte_desktop.services.shown_positions import PlannedPosition


def ends_with(record: BotRecord, grid: FuturesGrid, raw: Mapping[str, Any]) -> Stands:
    """Where stop and take profit would stand with other parameters: with what the bot holds now, and after a
    straight move.
    """
    i, view = record.instrument, record.view
    try:
        params = FuturesGridParams.from_raw(raw)
    except UserError:
        return Stands()
    found = grid.stops.with_params(params, view)
    at = found[STOP].price, found[TAKE_PROFIT].price
    if grid.phase is not BotState.RUNNING:
        return Stands(False, *at)
    standing = grid.standing(view)
    stop, profit = (first_reached(params, i, standing, key, view.last) for key in (STOP, TAKE_PROFIT))
    try:
        grid.stops.check(params, view)
        grid.refuse_late(params, view)
    except UserError as error:
        return Stands(True, *at, stop, profit, problem_of(error))
    return Stands(True, *at, stop, profit)


def plan_money(
    kernel: Kernel, record: BotRecord, grid: FuturesGrid, rows: Sequence[PlannedOrder], fee: Decimal
) -> PlanMoney:
    """The position that these orders make, where it ends, and what the stop costs at most."""
    p, i = grid.params, record.instrument
    position = record.position
    margin = kernel.ledger.held(record.id, i.quote)
    entry = None
    for row in rows:
        if row.type is OrderType.MARKET:
            position, realised = traded(position, row.qty if row.side is BUY else -row.qty, row.price)
            margin, entry = margin + realised - fee, row.price
    # every level, also those that a limit of orders keeps from resting at first
    buys, sells = (grid.wanted(side, record.view) for side in (BUY, SELL))
    opened = Opened(position, margin)
    standing = Standing(grid.invested, Opened(position, margin + grid.withdrawn), buys, sells)
    low = high = None
    if i.perpetual is not None and i.perpetual.tiers:
        low = None if p.direction is Direction.SHORT else estimate(i, *opened, BUY, buys, p.leverage)
        high = None if p.direction is Direction.LONG else estimate(i, *opened, SELL, sells, p.leverage)
    opens = {Direction.LONG: [buys], Direction.SHORT: [sells], Direction.NEUTRAL: [buys, sells]}[p.direction]
    planned = PlannedPosition(
        str(p.direction),
        p.leverage,
        p.investment,
        position.qty,
        entry,
        position.value + max(sum((price * qty for price, qty in side), ZERO) for side in opens),
        low,
        high,
        inside_range(p, Liquidations(low, high)),
    )
    loss, price = loss_at_stop(p, i, standing, kernel.last[i.id])
    return PlanMoney(ZERO, price, loss, planned)
