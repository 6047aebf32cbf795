"""DCA on perpetuals for the window: long or short, with leverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.futures_dca import FuturesDca
from finbyte_desktop.bots.futures_dca_params import SPECS
from finbyte_desktop.bots.registry import DCA
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ONE, ZERO, floor_to, plain
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kinds.dca_futures_preflight import planned_position, preflight
from finbyte_desktop.services.kinds.deal_added import added_plan
from finbyte_desktop.services.kinds.deals import FIRST_FUNDS, DealKind, first_ladder
from finbyte_desktop.services.kinds.futures_deal_plan import futures_plan
from finbyte_desktop.services.kinds.futures_grid_preflight import USUAL_LEVERAGE
from finbyte_desktop.services.kinds.kind import Moment, PlanMoney
from finbyte_desktop.services.shown import AddedPlan, PlannedOrder, Preflight
from finbyte_desktop.services.shown_markets import CandleArrays


class DcaFuturesKind(DealKind[FuturesDca]):
    """Adds to a position as the price goes against it, and closes everything at a profit; then again."""

    key = "dca_futures"
    bot_type = DCA
    bots = FuturesDca
    fixed: Mapping[str, JsonValue] = MappingProxyType({"form": "futures"})
    specs = SPECS
    on_perpetuals = True
    on_live = False  # its liquidation is judged by all of its money, and a venue takes margin order by order
    advanced = DealKind.advanced | {"extra_margin"}

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        return preflight(i, self._all(raw), moment)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """A long ladder over what the price moved in a day, with little leverage and a tenth of the money."""
        if moment.price is None:
            return {}
        leverage = Decimal(USUAL_LEVERAGE)
        if i.perpetual is not None:
            leverage = min(leverage, i.perpetual.max_leverage)
        free = moment.free_quote or ZERO
        margin = max(min(free, FIRST_FUNDS), floor_to(free / 10, ONE)) * Decimal("0.95")
        found = first_ladder(i, moment.price, margin * leverage, day)
        return {"direction": "long", "leverage": plain(leverage), **found}

    def tested_with(
        self, params: Mapping[str, JsonValue], series: CandleSeries, i: Instrument
    ) -> dict[str, JsonValue]:
        """What a liquidation does is shown, not asked about."""
        params = {k: v for k, v in params.items() if k != "accept_liquidation"}
        return super().tested_with(params, series, i)

    def opens(self, record: BotRecord, side: Side) -> Sequence[tuple[Decimal, Decimal]]:
        """While a deal runs all of its safety orders, also one that does not rest now: a straight move comes
        to it all the same.
        """
        bot = self.bot_of(record)
        if bot is None or bot.phase is not BotState.RUNNING or side is not bot.way.opens:
            return super().opens(record, side)
        return [] if bot.deal is None else [(rung.price, rung.qty) for rung in bot.ahead()]

    def added_plan(self, kernel: Kernel, record: BotRecord, amount: Decimal) -> AddedPlan | None:
        """See `Kind`."""
        bot = self.bot_of(record)
        if bot is None:
            return None
        side = bot.way.opens
        return added_plan(kernel, record, bot, amount, (side, self.opens(record, side)))

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """Where the stop stands when all orders before it traded, what the deal loses there, its position."""
        bot = self.bot_of(record)
        if bot is None or request.kind != "plan":
            return PlanMoney()
        try:
            plan = futures_plan(bot.params, record.instrument, request.price, kernel.slippage)
        except UserError:
            return PlanMoney()
        position = planned_position(bot.params, record.instrument, plan.walk)
        return PlanMoney(ZERO, plan.ladder.last_stop, plan.ladder.loss_at_stop, position)
