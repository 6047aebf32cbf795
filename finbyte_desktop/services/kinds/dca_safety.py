"""DCA with safety orders for the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.dca_params import SPECS, DcaParams
from finbyte_desktop.bots.deals import TAKE_PROFIT, rung_slot
from finbyte_desktop.bots.registry import DCA
from finbyte_desktop.bots.safety_dca import SafetyDca
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ONE, ZERO, floor_div, floor_to, plain
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.kinds.dca_ladder_plan import ladder_plan
from finbyte_desktop.services.kinds.dca_safety_preflight import preflight
from finbyte_desktop.services.kinds.fields import problem_of
from finbyte_desktop.services.kinds.kind import Bounds, Ends, Kind, Moment, PlanMoney
from finbyte_desktop.services.kinds.slot_levels import level_of
from finbyte_desktop.services.shown import LadderLevel, PlannedOrder, Preflight, Stands
from finbyte_desktop.services.shown_deals import DealState
from finbyte_desktop.services.shown_markets import CandleArrays

FIRST_ORDERS = 5
FIRST_VOLUME_SCALE, FIRST_DEVIATION_SCALE = Decimal("1.3"), Decimal("1.2")
FIRST_DEVIATION, FIRST_TAKE_PROFIT = Decimal("0.015"), Decimal("0.012")
FIRST_FUNDS = Decimal(1000)
HOURS_THAT_TELL = 6


class DcaSafetyKind(Kind):
    """Buys more below its first order, and sells everything at a profit; then again."""

    key = "dca_safety"
    bot_type = DCA
    fixed: Mapping[str, JsonValue] = MappingProxyType({"form": "safety_orders"})
    specs = SPECS
    # What a deal spends stays as it is.
    editable = frozenset(
        {"take_profit", "take_profit_from", "trailing", "stop_loss", "stop_loss_from", "cooldown_s"}
        | {"max_deals", "entry_price", "entry_direction", "exit"}
    )
    advanced = frozenset(
        {"deviation_kind", "take_profit_from", "trailing", "stop_loss", "stop_loss_from", "cooldown_s"}
        | {"max_deals", "entry_price", "entry_direction", "exit", "reserve"}
    )

    only_with = MappingProxyType(
        {
            **dict.fromkeys(
                ("safety_order", "deviation", "deviation_scale", "volume_scale", "deviation_kind"),
                ("safety_orders", ()),
            ),
            "stop_loss_from": ("stop_loss", ()),
            "entry_direction": ("entry_price", ()),
        }
    )

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        return preflight(i, self._all(raw), moment)

    def _all(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {**{name: value for name, value in raw.items() if value is not None}, **self.fixed}

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """Five safety orders over what the price moved in a day, with a tenth of the money."""
        if moment.price is None:
            return {}
        deviation = FIRST_DEVIATION
        if len(day.close) > HOURS_THAT_TELL:
            spread = (float(day.high.max()) - float(day.low.min())) / float(moment.price)
            deviation = Decimal(repr(round(min(max(spread / 4, 0.005), 0.05), 3)))
        free = moment.free_quote or ZERO
        funds = max(min(free, FIRST_FUNDS), floor_to(free / 10, ONE)) * Decimal("0.98")
        parts = ONE + sum((FIRST_VOLUME_SCALE**n for n in range(FIRST_ORDERS)), ZERO)
        amount = max(floor_div(funds, parts, ONE), 2 * i.min_notional)
        return {
            "base_order": plain(amount),
            "safety_order": plain(amount),
            "safety_orders": FIRST_ORDERS,
            "deviation": plain(deviation),
            "deviation_scale": plain(FIRST_DEVIATION_SCALE),
            "volume_scale": plain(FIRST_VOLUME_SCALE),
            "take_profit": plain(FIRST_TAKE_PROFIT),
        }

    # --- of a bot that exists ---------------------------------------------------------------------

    def bounds(self, params: Mapping[str, Any], record: BotRecord | None) -> Bounds:
        """From the last safety order of the deal to its take profit."""
        bot = _bot(record)
        if bot is None or bot.deal is None or not bot.taking:
            return Bounds()
        low = min((rung.price for rung in bot.rungs), default=bot.deal.base_price)
        return Bounds(low, bot.taking)

    def ladder(self, record: BotRecord) -> list[LadderLevel]:
        """The take profit above, the safety orders below it."""
        bot = _bot(record)
        if bot is None or bot.deal is None:
            return []
        out: list[LadderLevel] = []
        if bot.taking and bot.params.trailing is None:
            out += level_of(record, TAKE_PROFIT, bot.taking)
        for number, rung in enumerate(bot.rungs, 1):
            if number in bot.filled and bot.filled[number] > 0 and not _wanted(record, number):
                out.append(LadderLevel(rung.price, "done", bot.filled[number]))
            else:
                out += level_of(record, rung_slot(number), rung.price)
        return sorted(out, key=lambda level: -level.price)

    def deal(self, record: BotRecord) -> DealState | None:
        """See `Kind`."""
        bot, i = _bot(record), record.instrument
        if bot is None or bot.phase in (BotState.DRAFT, BotState.WAIT_TRIGGER, BotState.WAIT_APPROVAL):
            return None
        most, deal = bot.params.max_deals, bot.deal
        if deal is None:
            return DealState(bot.trips + 1, most, resumes_ns=bot.closed_ns + bot.params.cooldown_ns)
        rungs = dict(enumerate(bot.rungs, 1))
        waits = [number for number, rung in rungs.items() if bot.filled.get(number, ZERO) < rung.qty]
        bought = deal.received > 0
        following = max(waits, key=lambda number: rungs[number].price, default=0) if bought else 0
        return DealState(
            number=bot.trips + 1,
            most=most,
            average=deal.average if bought else None,
            base_price=deal.base_price if deal.base_qty else None,
            take_profit=bot.taking or None,
            follows_at=bot.trail_at(i),
            stop=self.ends(record).stop,
            used=sum(qty > 0 for qty in bot.filled.values()),
            rungs=len(bot.rungs),
            next_price=rungs[following].price if following else None,
            next_rests=bool(following) and _rests(record, following),
            spent=deal.spent,
            coins=deal.received - deal.sold,
        )

    def ends(self, record: BotRecord) -> Ends:
        """See `Kind`."""
        bot = _bot(record)
        if bot is None or bot.deal is None or bot.deal.received <= 0:
            return Ends()
        p, i = bot.params, record.instrument
        stop = None if p.stop_loss is None else bot.stop_at(p, bot.deal, i)
        return Ends(stop, bot.trail_at(i) or bot.taking or None)

    def ends_with(self, record: BotRecord, raw: Mapping[str, Any]) -> Stands:
        """See `Kind`."""
        bot, i = _bot(record), record.instrument
        if bot is None:
            return Stands()
        refused = None
        try:
            bot.check_edit({**raw, **self.fixed}, record.view)
            p = DcaParams.from_raw({**raw, **self.fixed})
        except UserError as error:
            refused = problem_of(error)
            return Stands(refused=refused if error.code == "stop_at_once" else None)
        deal = bot.deal
        if deal is None or deal.left(i) <= 0 or bot.phase is not BotState.RUNNING:
            return Stands()
        rate = i.fees.maker if p.trailing is None else i.fees.taker
        takes = deal.price_that_takes(p, i, bot.rate_of(rate, i))
        return Stands(True, None if p.stop_loss is None else bot.stop_at(p, deal, i), takes)

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """The stop of the first order, and what the deal loses when all of its orders bought."""
        bot = _bot(record)
        if bot is None or request.kind != "plan":
            return PlanMoney()
        try:
            plan = ladder_plan(bot.params, record.instrument, request.price, kernel.slippage)
        except UserError:
            return PlanMoney()
        return PlanMoney(ZERO, plan.rungs[0].stop, plan.loss_at_stop)


def _bot(record: BotRecord | None) -> SafetyDca | None:
    bot = None if record is None else record.bot
    return bot if isinstance(bot, SafetyDca) else None


def _rests(record: BotRecord, number: int) -> bool:
    slot = record.slots.get(rung_slot(number))
    return slot is not None and slot.order is not None


def _wanted(record: BotRecord, number: int) -> bool:
    slot = record.slots.get(rung_slot(number))
    return slot is not None and (slot.want is not None or slot.order is not None or slot.blocked is not None)
