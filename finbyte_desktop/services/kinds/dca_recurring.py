"""Recurring DCA for the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.dca_basket_params import ASSETS
from finbyte_desktop.bots.recurring_dca import TAKE_PROFIT, RecurringDca
from finbyte_desktop.bots.recurring_params import SPECS
from finbyte_desktop.bots.registry import DCA
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ONE, ZERO, floor_to, half_even_div, plain
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.kinds.dca_recurring_preflight import preflight
from finbyte_desktop.services.kinds.kind import Ends, Kind, Moment, PlanMoney
from finbyte_desktop.services.kinds.slot_levels import level_of
from finbyte_desktop.services.shown import LadderLevel, PlannedOrder, Preflight, Stands
from finbyte_desktop.services.shown_deals import ScheduleState
from finbyte_desktop.services.shown_markets import CandleArrays

PART_OF_FREE, FIRST_ORDERS = 100, 10
PLACES = 8


class DcaRecurringKind(Kind):
    """Buys an amount by a schedule."""

    key = "dca_recurring"
    bot_type = DCA
    fixed: Mapping[str, JsonValue] = MappingProxyType({"form": "recurring"})
    specs = SPECS
    # What it spends stays as it is; when, and up to which price, can change.
    editable = frozenset(
        {"interval", "at", "weekday", "day", "time_zone", "missed", "price_cap", "price_floor", "exit"}
        | {"take_profit", "take_profit_part", "smart_runs", "smart_most", "smart_least"}
    )
    advanced = frozenset(
        {"first", "price_cap", "price_floor", "take_profit", "take_profit_part", "exit"}
        | {"smart_runs", "smart_most", "smart_least"}
    )

    only_with = MappingProxyType(
        {
            **dict.fromkeys(("at", "time_zone"), ("interval", ("day", "week", "2_weeks", "month"))),
            "weekday": ("interval", ("week", "2_weeks")),
            "day": ("interval", ("month",)),
            "take_profit_part": ("take_profit", ()),
            **dict.fromkeys(("smart_most", "smart_least"), ("smart_runs", ())),
        }
    )

    def makes(self, params: Mapping[str, Any]) -> bool:
        """See `Kind`."""
        return super().makes(params) and params.get(ASSETS) is None

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        given = {name: value for name, value in raw.items() if value is not None}
        return preflight(i, {**given, **self.fixed}, moment)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """A hundredth of the money each day, ten times."""
        if moment.price is None:
            return {}
        free = moment.free_quote or ZERO
        amount = max(floor_to(free / PART_OF_FREE, ONE), 2 * i.min_notional)
        return {"amount": plain(amount), "investment": plain(amount * FIRST_ORDERS), "interval": "day"}

    # --- of a bot that exists ---------------------------------------------------------------------

    def ladder(self, record: BotRecord) -> list[LadderLevel]:
        """The take profit alone: what is bought is bought at once."""
        bot, price = _bot(record), self.ends(record).take_profit
        return [] if bot is None or price is None else level_of(record, TAKE_PROFIT, price)

    def ends(self, record: BotRecord) -> Ends:
        """See `Kind`."""
        bot = _bot(record)
        spec = None if bot is None or not bot.takes_profit else bot.sale(record.instrument)
        return Ends(None, None if spec is None else spec.price)

    def ends_with(self, record: BotRecord, raw: Mapping[str, Any]) -> Stands:
        """See `Kind`."""
        bot = _bot(record)
        if bot is None or bot.phase is not BotState.RUNNING:
            return Stands()
        try:
            other = RecurringDca({**raw, **self.fixed}, record.instrument)
        except UserError:
            return Stands()
        other.qty, other.cost = bot.qty, bot.cost
        spec = other.sale(record.instrument)
        return Stands(True, None, None if spec is None else spec.price)

    def schedule(self, record: BotRecord) -> ScheduleState | None:
        """See `Kind`."""
        bot = _bot(record)
        if bot is None or bot.phase in (BotState.DRAFT, BotState.WAIT_APPROVAL):
            return None
        held = bot.qty > 0
        return ScheduleState(
            next_ns=bot.next_ns or None,
            spent=bot.spent,
            left=max(ZERO, bot.invested - bot.spent),
            coins=bot.qty,
            average=half_even_div(bot.cost, bot.qty, PLACES) if held else None,
            take_profit=self.ends(record).take_profit,
            catches_up=bot.params.catches_up,
            zone=bot.params.counted_zone,
        )

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """It has no stop."""
        return PlanMoney()


def _bot(record: BotRecord | None) -> RecurringDca | None:
    bot = None if record is None else record.bot
    return bot if isinstance(bot, RecurringDca) else None
