"""What grids of both markets show alike: their range, where they began, their levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.grid import Grid
from finbyte_desktop.bots.grid_math import levels
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import exact, plain
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kinds.grid_added import added_plan
from finbyte_desktop.services.kinds.kind import Bounds, Kind
from finbyte_desktop.services.kinds.spot_grid_shown import ladder
from finbyte_desktop.services.shown import AddedPlan, LadderLevel
from finbyte_desktop.services.shown_markets import CandleArrays

FIRST_REACH = Decimal("0.04")  # of the price, to both sides, where the day tells nothing
HOURS_THAT_TELL = 6


def day_reach(day: CandleArrays, price: Decimal) -> Decimal:
    """How far a first range goes to both sides of a price, as a part of it: half of what the day moved."""
    if len(day.close) <= HOURS_THAT_TELL:
        return FIRST_REACH
    spread = (float(day.high.max()) - float(day.low.min())) / float(price)
    return Decimal(repr(round(min(max(spread / 2, 0.015), 0.1), 3)))


class GridKind(Kind):
    """Levels between two prices, one order at all but one of them."""

    def bounds(self, params: Mapping[str, Any], record: BotRecord | None) -> Bounds:
        """The range that trailing has moved, else that of the parameters."""
        bot = None if record is None else record.bot
        if isinstance(bot, Grid) and bot.prices:
            return Bounds(bot.prices.get(bot.lo), bot.prices.get(bot.hi))
        return super().bounds(params, record)

    def level_prices(
        self, params: Mapping[str, Any], i: Instrument, record: BotRecord | None
    ) -> Sequence[Decimal]:
        """See `Kind`."""
        bot = None if record is None else record.bot
        if isinstance(bot, Grid) and bot.prices:
            return [bot.prices[n] for n in range(bot.lo, bot.hi + 1) if n in bot.prices]
        if params.get("trailing_up") or params.get("trailing_down"):
            return ()
        lower, upper = Decimal(str(params["lower"])), Decimal(str(params["upper"]))
        geometric = params.get("spacing") == "geometric"
        try:
            with exact():
                return levels(lower, upper, int(params["grids"]), geometric, i.tick)
        except (UserError, ArithmeticError):  # other rules of the market than it lived by
            return ()

    def begun_at(self, record: BotRecord) -> Decimal | None:
        """See `Kind`."""
        bot = record.bot
        return bot.start_price or None if isinstance(bot, Grid) and not bot.opening else None

    def ladder(self, record: BotRecord) -> list[LadderLevel]:
        """See `Kind`."""
        return ladder(record, record.bot) if isinstance(record.bot, Grid) else []

    def added_plan(self, kernel: Kernel, record: BotRecord, amount: Decimal) -> AddedPlan | None:
        """See `Kind`."""
        return added_plan(kernel, record, amount)

    def started_inside(self, params: dict[str, JsonValue], series: CandleSeries) -> dict[str, JsonValue]:
        """Parameters with which a grid begins when the price of these candles first lies inside it."""
        low, high = Decimal(str(params["lower"])), Decimal(str(params["upper"]))
        first = series.price(int(series.open[0]))
        if low <= first <= high:
            return params
        return {**params, "entry_price": plain(high if first > high else low)}
