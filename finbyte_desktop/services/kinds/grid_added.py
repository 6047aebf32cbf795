"""What added investment would do, before it is confirmed: the same step of the same bot, on a copy of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.futures_plan import Liquidations
from finbyte_desktop.bots.futures_straight import refuse_late
from finbyte_desktop.bots.grid import Grid
from finbyte_desktop.bots.grid_growth import GROW
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core.contract import BotView, Funded, SlotDone
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.intents import Intent, Say, Take, Want
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.orders import BUY, Role, Side
from finbyte_desktop.core.placing import WAITING
from finbyte_desktop.core.position import Position, traded
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.core.view import View
from finbyte_desktop.services.kinds.fields import problem_of
from finbyte_desktop.services.shown import AddedPlan, FieldProblem, GrownOrder

SHOWN = 8


class _Richer(View):
    """A bot's view with other amounts in its budget, and with more traded of a position; its orders and its
    market are the real ones.
    """

    __slots__ = ("_more", "_position")

    def __init__(
        self,
        kernel: Kernel,
        record: BotRecord,
        more: Mapping[str, Decimal],
        position: Position | None = None,
    ) -> None:
        super().__init__(kernel, record)
        self._more = more
        self._position = record.position if position is None else position

    @property
    def position(self) -> Position:
        return self._position

    def free(self, asset: str) -> Decimal:
        return super().free(asset) + self._more.get(asset, ZERO)

    def held(self, asset: str) -> Decimal:
        return super().held(asset) + self._more.get(asset, ZERO)


def added_plan(kernel: Kernel, record: BotRecord, amount: Decimal) -> AddedPlan | None:
    """What a bot would trade at once and which of its orders would grow with so much more quote; None where
    that is not known: another kind of bot, or one that does not run.
    """
    i, last = record.instrument, kernel.last.get(record.instrument.id)
    if last is None or not isinstance(record.bot, Grid) or not record.bot.prices:
        return None
    bot = cast(Grid, kernel.factory(record.type, record.params, record.made_with or i))
    bot.restore(record.bot.save())
    before = dict(bot.wants)
    view = _Richer(kernel, record, {i.quote: amount})
    intents = list(bot.on_event(Funded(kernel.ns, amount, last), view))
    too_little = any(isinstance(one, Say) and one.code == "added_too_little" for one in intents)
    take = next((one for one in intents if isinstance(one, Take) and one.slot == GROW), None)
    cost = fee = ZERO
    if take is not None:
        price = i.worse(last, take.side, kernel.slippage)
        cost = price * take.qty
        fee = i.fee_up(cost * i.fees.taker)
        view = _after(kernel, record, amount, take, cost)
        done = SlotDone(kernel.ns, GROW, take.side, take.qty, cost, ZERO, ZERO, Role.TAKER, price, "filled")
        intents += bot.on_event(done, view)
    ends, wrong = _ends(bot, view)
    return AddedPlan(
        side=None if take is None else take.side,
        qty=ZERO if take is None else take.qty,
        cost=cost,
        fee=fee,
        size=bot.size,
        in_quote=isinstance(bot, SpotGrid) and bot.params.equal_quote,
        grown=_grown(bot, before, intents, record.view),
        later=0 if too_little else len(bot.growth.later),
        waits=record.state in WAITING,
        liquidation_low=ends.low,
        liquidation_high=ends.high,
        refused=wrong,
    )


def _ends(bot: Grid, view: _Richer) -> tuple[Liquidations, FieldProblem | None]:
    """Where a futures grid is liquidated with the larger orders, and a stop that would come after that."""
    if not isinstance(bot, FuturesGrid):
        return Liquidations(None, None), None
    ends = bot.ahead(view)
    try:
        refuse_late(bot.params, view.instrument, bot.standing(view), ends)
    except UserError as error:
        return ends, problem_of(error)
    return ends, None


def _after(kernel: Kernel, record: BotRecord, amount: Decimal, take: Take, cost: Decimal) -> _Richer:
    """The bot's view once the order at the market has traded."""
    i, sign = record.instrument, 1 if take.side is BUY else -1
    if i.perpetual is not None:
        position, realised = traded(record.position, sign * take.qty, half_even_div(cost, take.qty, SHOWN))
        fee = i.fee_up(cost * i.fees.taker)
        return _Richer(kernel, record, {i.quote: amount + realised - fee}, position)
    coins = sign * take.qty * (1 - (i.taker_in_base if take.side is BUY else ZERO))
    return _Richer(kernel, record, {i.quote: amount - sign * cost, i.base: coins})


def _grown(
    bot: Grid, before: Mapping[int, tuple[Side, Decimal]], intents: Sequence[Intent], view: BotView
) -> Sequence[GrownOrder]:
    """The orders that rest and are replaced by larger ones, from the highest price."""
    wanted = {one.slot for one in intents if isinstance(one, Want)}
    changed = [
        (n, side, qty)
        for n, (side, qty) in sorted(bot.wants.items(), reverse=True)
        if f"L{n}" in wanted and before.get(n) != (side, qty)
    ]
    resting = [(n, side, qty, view.order(f"L{n}")) for n, side, qty in changed]
    return [GrownOrder(side, bot.prices[n], o.qty, qty) for n, side, qty, o in resting if o is not None]
