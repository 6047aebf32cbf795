"""Bots that trade in deals, for the window: what those of a spot market and of a perpetual share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from finbyte_desktop.bots.deals import TAKE_PROFIT, Deals, rung_slot
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ONE, ZERO, floor_div, plain
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.kinds.deal_added import added_plan
from finbyte_desktop.services.kinds.fields import problem_of
from finbyte_desktop.services.kinds.kind import Bounds, Ends, Kind
from finbyte_desktop.services.kinds.slot_levels import level_of
from finbyte_desktop.services.shown import AddedPlan, LadderLevel, Stands
from finbyte_desktop.services.shown_deals import DealState
from finbyte_desktop.services.shown_markets import CandleArrays

FIRST_ORDERS = 5
FIRST_VOLUME_SCALE, FIRST_DEVIATION_SCALE = Decimal("1.3"), Decimal("1.2")
FIRST_DEVIATION, FIRST_TAKE_PROFIT = Decimal("0.015"), Decimal("0.012")
FIRST_FUNDS = Decimal(1000)
HOURS_THAT_TELL = 6
ENDS_AT_ONCE = frozenset({"stop_at_once", "stop_loss_late"})
B = TypeVar("B", bound=Deals[Any])


def first_ladder(i: Instrument, price: Decimal, funds: Decimal, day: CandleArrays) -> dict[str, Any]:
    """Five safety orders over what the price moved in a day, for so much quote; `day` is hours before now."""
    deviation = FIRST_DEVIATION
    if len(day.close) > HOURS_THAT_TELL:
        spread = (float(day.high.max()) - float(day.low.min())) / float(price)
        deviation = Decimal(repr(round(min(max(spread / 4, 0.005), 0.05), 3)))
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


class DealKind(Kind, Generic[B]):
    """A base order, safety orders, a take profit; then again.

    Attributes:
        bots: the class of its bots.
    """

    bots: type[B]
    # What a deal spends stays as it is.
    editable = frozenset(
        {"take_profit", "take_profit_from", "trailing", "stop_loss", "stop_loss_from", "cooldown_s"}
        | {"max_deals", "entry_price", "entry_direction", "exit"}
    )
    advanced = frozenset(
        {"deviation_kind", "take_profit_from", "trailing", "stop_loss", "stop_loss_from", "cooldown_s"}
        | {"max_deals", "entry_price", "entry_direction", "exit", "reserve"}
    )
    only_with: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
        {
            **dict.fromkeys(
                ("safety_order", "deviation", "deviation_scale", "volume_scale", "deviation_kind"),
                ("safety_orders", ()),
            ),
            "stop_loss_from": ("stop_loss", ()),
            "entry_direction": ("entry_price", ()),
        }
    )

    def _all(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {**{name: value for name, value in raw.items() if value is not None}, **self.fixed}

    def bot_of(self, record: BotRecord | None) -> B | None:
        """The bot of a record; None where it is gone."""
        bot = None if record is None else record.bot
        return bot if isinstance(bot, self.bots) else None

    # --- of a bot that exists ---------------------------------------------------------------------

    def added_plan(self, kernel: Kernel, record: BotRecord, amount: Decimal) -> AddedPlan | None:
        """See `Kind`."""
        bot = self.bot_of(record)
        return None if bot is None else added_plan(kernel, record, bot, amount)

    def bounds(self, params: Mapping[str, Any], record: BotRecord | None) -> Bounds:
        """From the last safety order of the deal to its take profit."""
        bot = self.bot_of(record)
        if bot is None or bot.deal is None or not bot.taking:
            return Bounds()
        prices = [rung.price for rung in bot.rungs] or [bot.deal.base_price]
        return Bounds(*sorted((min(prices) if bot.way.is_long else max(prices), bot.taking)))

    def ladder(self, record: BotRecord) -> list[LadderLevel]:
        """The take profit and the safety orders, from the highest price."""
        bot = self.bot_of(record)
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
        bot, i = self.bot_of(record), record.instrument
        if bot is None or bot.phase in (BotState.DRAFT, BotState.WAIT_TRIGGER, BotState.WAIT_APPROVAL):
            return None
        most, deal = bot.params.max_deals, bot.deal
        if deal is None:
            return DealState(bot.trips + 1, most, resumes_ns=bot.closed_ns + bot.params.cooldown_ns)
        rungs = dict(enumerate(bot.rungs, 1))
        waits = [number for number, rung in rungs.items() if bot.filled.get(number, ZERO) < rung.qty]
        bought = deal.is_open
        following = min(waits, default=0) if bought else 0
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
            coins=deal.held,
        )

    def ends(self, record: BotRecord) -> Ends:
        """See `Kind`."""
        bot = self.bot_of(record)
        if bot is None or bot.deal is None or not bot.deal.is_open:
            return Ends()
        p, i = bot.params, record.instrument
        stop = None if p.stop_loss is None else bot.stop_at(p, bot.deal, i)
        return Ends(stop, bot.trail_at(i) or bot.taking or None)

    def ends_with(self, record: BotRecord, raw: Mapping[str, Any]) -> Stands:
        """See `Kind`."""
        bot, i = self.bot_of(record), record.instrument
        if bot is None:
            return Stands()
        new = {**raw, **self.fixed}
        try:
            bot.check_edit(new, record.view)
            p = bot.checked(new, i)
        except UserError as error:
            return Stands(refused=problem_of(error) if error.code in ENDS_AT_ONCE else None)
        deal = bot.deal
        if deal is None or deal.left(i) <= 0 or bot.phase is not BotState.RUNNING:
            return Stands()
        stop = None if p.stop_loss is None else bot.stop_at(p, deal, i)
        return Stands(True, stop, bot.taking_price(p, deal, i))


def _rests(record: BotRecord, number: int) -> bool:
    slot = record.slots.get(rung_slot(number))
    return slot is not None and slot.order is not None


def _wanted(record: BotRecord, number: int) -> bool:
    slot = record.slots.get(rung_slot(number))
    return slot is not None and (slot.want is not None or slot.order is not None or slot.blocked is not None)
