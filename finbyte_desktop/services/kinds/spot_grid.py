"""The spot grid for the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.registry import SPOT_GRID
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.bots.spot_grid_params import SPECS
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, half_even_div
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kinds import spot_grid_shown
from finbyte_desktop.services.kinds.grid import GridKind, day_reach
from finbyte_desktop.services.kinds.kind import Ends, Moment, PlanMoney
from finbyte_desktop.services.kinds.spot_grid_preflight import preflight
from finbyte_desktop.services.shown import PlannedOrder, Preflight, Stands
from finbyte_desktop.services.shown_markets import CandleArrays

FIRST_GRIDS, LEAST_GRIDS, FEWER = 20, 4, 4


class SpotGridKind(GridKind):
    """Levels between two prices, one order at all but one of them."""

    key = bot_type = SPOT_GRID
    specs = SPECS
    # Everything else moves its levels.
    editable = frozenset(
        {"stop_price", "stop_amount", "stop_ratio", "take_profit_price", "take_profit_amount"}
        | {"take_profit_ratio", "hold_delay_s", "exit", "trailing_up", "trailing_up_cap", "trailing_down"}
        | {"pump_guard_steps"}
    )
    searches = True

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        of = (moment.price, moment.free_quote, moment.free_base, moment.slippage, moment.collar)
        return preflight(i, raw, *of)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """The day's range around the price of now, a tenth of the money, as many grids as earn."""
        last = moment.price
        if last is None:
            return {}
        reach = day_reach(day, last)
        lower, upper = i.price_down(last * (1 - reach)), i.price_up(last * (1 + reach))
        free = moment.free_quote or ZERO
        investment = max(ZERO, min(free, max(Decimal(1000), half_even_div(free, Decimal(10), 0))))
        params: dict[str, JsonValue] = {"lower": format(lower, "f"), "upper": format(upper, "f")}
        params |= {
            "grids": FIRST_GRIDS,
            "spacing": "arithmetic",
            "qty_mode": "equal_base",
            "investment": format(investment, "f"),
        }
        grids = FIRST_GRIDS
        while grids > LEAST_GRIDS and not self.preflight(i, {**params, "grids": grids}, moment).ok:
            grids -= FEWER
        return {**params, "grids": grids}

    def tested_with(
        self, params: Mapping[str, JsonValue], series: CandleSeries, i: Instrument
    ) -> dict[str, JsonValue]:
        """The same grid, started when the price first lies inside it."""
        return self.started_inside(super().tested_with(params, series, i), series)

    def ends(self, record: BotRecord) -> Ends:
        """Those of an amount included."""
        grid = _grid(record)
        if grid is None:
            return Ends()
        at = grid.stops.at
        return Ends(at[STOP].price, at[TAKE_PROFIT].price)

    def ends_with(self, record: BotRecord, raw: Mapping[str, Any]) -> Stands:
        """See `Kind`."""
        grid = _grid(record)
        return Stands() if grid is None else spot_grid_shown.ends_with(record, grid, raw)

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """See `Kind`."""
        grid = _grid(record)
        if grid is None:
            return PlanMoney()
        own = grid.params.base_qty if request.kind == "plan" else ZERO
        return PlanMoney(own, *spot_grid_shown.at_stop(kernel, record, grid, rows, fee))


def _grid(record: BotRecord | None) -> SpotGrid | None:
    bot = None if record is None else record.bot
    return bot if isinstance(bot, SpotGrid) else None
