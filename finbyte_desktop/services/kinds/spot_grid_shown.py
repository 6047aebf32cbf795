"""A spot grid that exists, as the window shows it: levels, stop and take profit, what a request is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.grid import Grid
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.grid_straight import Standing, of_running, stop_in_fall, take_profit_in_rise
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.bots.spot_grid_params import SpotGridParams
from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.kinds.slot_levels import unproved_of
from finbyte_desktop.services.shown import FieldProblem, LadderLevel, PlannedOrder, Stands


def ladder(record: BotRecord, grid: Grid) -> list[LadderLevel]:
    """Every level of a grid from the highest price, with what stands there."""
    if not grid.prices or not (grid.wants or grid.start_price):
        return []
    out: list[LadderLevel] = []
    for n in range(grid.hi, grid.lo - 1, -1):
        price = grid.prices.get(n, grid.spacing.price(n))
        wanted = grid.wants.get(n)
        slot = record.slots.get(f"L{n}")
        then = grid.queue.behind.get(n)
        if wanted is None:
            out.append(LadderLevel(price, "vacant", None))
        elif slot is not None and slot.order is not None:
            order, asked = slot.order, slot.request is not None
            level = (price, order.spec.side.value, order.spec.qty, None, f"L{n}", None, asked)
            out.append(LadderLevel(*level, wanted if asked else then, unproved_of(order)))
        else:
            blocked = slot.blocked if slot is not None else None
            asked = slot is not None and slot.request is not None
            out.append(LadderLevel(price, "idle", wanted[1], blocked, f"L{n}", wanted[0], asked, then))
    return out


def ends_with(record: BotRecord, grid: SpotGrid, raw: Mapping[str, Any]) -> Stands:
    """Where stop and take profit would stand with other parameters: with what the bot holds now, and after a
    straight move.
    """
    view, i = record.view, record.instrument
    try:
        params = SpotGridParams.from_raw(raw)
    except UserError:
        return Stands()
    found = grid.stops.with_params(params, view)
    at = found[STOP].price, found[TAKE_PROFIT].price
    if grid.phase is not BotState.RUNNING:
        return Stands(False, *at)
    standing = of_running(grid, view)
    fall, rise = stop_in_fall(params, i, standing), take_profit_in_rise(params, i, standing)
    return Stands(True, *at, fall, rise, _true_already(grid, params, view))


def _true_already(grid: SpotGrid, params: SpotGridParams, view: BotView) -> FieldProblem | None:
    """The condition that would end a running grid at once, in the words of the refusal of an edit."""
    try:
        grid.stops.check(params, view)
    except UserError as error:
        return FieldProblem(error.field or "", error.code, error.text, error.feasible, error.fix)
    return None


def at_stop(
    kernel: Kernel, record: BotRecord, grid: SpotGrid, rows: Sequence[PlannedOrder], fee: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """The price of the stop once these orders are in force, and what is lost there at most."""
    i, p = record.instrument, grid.params
    if not p.stops_in_money or p.stop_price is not None:
        return p.stop_price, _loss(rows, p.stop_price, i)
    invested = grid.invested
    bought = sum((row.qty for row in rows if row.type is OrderType.MARKET and row.side is Side.BUY), ZERO)
    paid = sum((row.cost for row in rows if row.type is OrderType.MARKET and row.side is Side.BUY), ZERO)
    ledger = kernel.ledger
    coins = ledger.held(record.id, i.base) + bought - i.fee_up(bought * i.taker_in_base)
    quote = ledger.held(record.id, i.quote) + grid.withdrawn - paid
    quote -= fee if i.taker_in_quote else ZERO
    fall = stop_in_fall(p, i, Standing(invested, quote, coins, grid.prices, grid.wants, grid.vacant))
    return fall, p.loss_of(invested) if fall is not None else None


def _loss(rows: Sequence[PlannedOrder], stop: Decimal | None, i: Instrument) -> Decimal | None:
    """What is lost when every buy fills on the way down and all coins are sold at the stop."""
    if stop is None:
        return None
    spent = coins = ZERO
    for row in rows:
        if row.side is Side.BUY:
            rate = i.taker_in_quote if row.type is OrderType.MARKET else i.maker_in_quote
            spent += row.cost * (1 + rate)
            coins += row.qty
    return spent - coins * stop * (1 - i.fees.taker)
