"""DCA with safety orders for the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.dca_params import SPECS
from finbyte_desktop.bots.registry import DCA
from finbyte_desktop.bots.safety_dca import SafetyDca
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ONE, ZERO, floor_to
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.kinds.dca_ladder_plan import ladder_plan
from finbyte_desktop.services.kinds.dca_safety_preflight import preflight
from finbyte_desktop.services.kinds.deals import FIRST_FUNDS, DealKind, first_ladder
from finbyte_desktop.services.kinds.kind import Moment, PlanMoney
from finbyte_desktop.services.shown import PlannedOrder, Preflight
from finbyte_desktop.services.shown_markets import CandleArrays


class DcaSafetyKind(DealKind[SafetyDca]):
    """Buys more below its first order, and sells everything at a profit; then again."""

    key = "dca_safety"
    bot_type = DCA
    bots = SafetyDca
    fixed: Mapping[str, JsonValue] = MappingProxyType({"form": "safety_orders"})
    specs = SPECS

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        return preflight(i, self._all(raw), moment)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """Five safety orders over what the price moved in a day, with a tenth of the money."""
        if moment.price is None:
            return {}
        free = moment.free_quote or ZERO
        funds = max(min(free, FIRST_FUNDS), floor_to(free / 10, ONE)) * Decimal("0.98")
        return first_ladder(i, moment.price, funds, day)

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """Where the stop stands when all orders before it bought, and what the deal loses there."""
        bot = self.bot_of(record)
        if bot is None or request.kind != "plan":
            return PlanMoney()
        try:
            plan = ladder_plan(bot.params, record.instrument, request.price, kernel.slippage)
        except UserError:
            return PlanMoney()
        return PlanMoney(ZERO, plan.last_stop, plan.loss_at_stop)
