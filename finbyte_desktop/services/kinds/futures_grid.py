"""The futures grid for the engines: what is wrong with its parameters, what to begin with, how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.futures_grid_params import SPECS
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.registry import FUTURES_GRID
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.kinds.futures_grid_preflight import futures_preflight, suggest_futures
from finbyte_desktop.services.kinds.futures_grid_shown import ends_with, plan_money
from finbyte_desktop.services.kinds.grid import GridKind
from finbyte_desktop.services.kinds.kind import Ends, Moment, PlanMoney
from finbyte_desktop.services.shown import PlannedOrder, Preflight, Stands
from finbyte_desktop.services.shown_markets import CandleArrays


class FuturesGridKind(GridKind):
    """A grid on a linear perpetual, with leverage."""

    key = bot_type = FUTURES_GRID
    specs = SPECS
    on_perpetuals = True
    # Everything else moves its levels or its margin.
    editable = frozenset(
        {"stop_price", "stop_price_high", "stop_amount", "stop_ratio", "take_profit_price"}
        | {"take_profit_amount", "take_profit_ratio", "hold_delay_s", "exit", "trailing_up"}
        | {"trailing_up_cap", "trailing_down", "pump_guard_steps"}
    )
    advanced = frozenset(
        {"order_qty", "entry_price", "entry_direction", "stop_price_high", "stop_amount", "stop_ratio"}
        | {"take_profit_amount", "take_profit_ratio", "hold_delay_s", "exit", "trailing_up"}
        | {"trailing_up_cap", "trailing_down", "pump_guard_steps", "max_live_orders", "reserve"}
    )
    only_with = MappingProxyType(
        {
            "entry_direction": ("entry_price", ()),
            "stop_price_high": ("direction", ("neutral",)),
            "take_profit_price": ("direction", ("long", "short")),
            "trailing_up_cap": ("trailing_up", ()),
            "pump_guard_steps": ("trailing_up", ()),
        }
    )

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        return futures_preflight(i, raw, moment.price, moment.free_quote, moment.slippage, moment.collar)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """The day's range around the price of now, with little leverage."""
        lacks = i.perpetual is None or not i.perpetual.tiers
        if moment.price is None or moment.free_quote is None or lacks:
            return {}
        return suggest_futures(i, moment.price, moment.free_quote, moment.slippage, day)

    def tested_with(
        self, params: Mapping[str, JsonValue], series: CandleSeries, i: Instrument
    ) -> dict[str, JsonValue]:
        """The same grid, started when the price first lies inside it; what a liquidation does is shown."""
        params = {k: v for k, v in params.items() if k != "accept_liquidation"}
        return self.started_inside(super().tested_with(params, series, i), series)

    def opens(self, record: BotRecord, side: Side) -> Sequence[tuple[Decimal, Decimal]]:
        """While it runs every level that it wants, also one that does not rest now: there may be a limit of
        orders, one may wait for a person or be blocked, and a straight move comes to it all the same.
        """
        grid = _grid(record)
        if grid is None or grid.phase is not BotState.RUNNING:
            return super().opens(record, side)
        return grid.opens(side, record.view)

    def ends(self, record: BotRecord) -> Ends:
        """Those of an amount included; of a neutral grid the stop below its range."""
        grid = _grid(record)
        if grid is None:
            return Ends()
        at = grid.stops.at
        return Ends(*(at[key].price if key in at else None for key in (STOP, TAKE_PROFIT)))

    def ends_with(self, record: BotRecord, raw: Mapping[str, Any]) -> Stands:
        """See `Kind`."""
        grid = _grid(record)
        return Stands() if grid is None else ends_with(record, grid, raw)

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """See `Kind`."""
        grid = _grid(record)
        return PlanMoney() if grid is None else plan_money(kernel, record, grid, rows, fee)


def _grid(record: BotRecord | None) -> FuturesGrid | None:
    bot = None if record is None else record.bot
    return bot if isinstance(bot, FuturesGrid) else None
