"""The futures grid for the engines: what is wrong with its parameters, what to begin with, how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.futures_grid_params import SPECS
from finbyte_desktop.bots.grid_params import STOP, TAKE_PROFIT
from finbyte_desktop.bots.registry import FUTURES_GRID
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.futures_preflight import futures_preflight, suggest_futures
from finbyte_desktop.services.kinds.grid import GridKind
from finbyte_desktop.services.kinds.kind import Ends, Moment
from finbyte_desktop.services.shown import Preflight
from finbyte_desktop.services.shown_markets import CandleArrays


class FuturesGridKind(GridKind):
    """A grid on a linear perpetual, with leverage."""

    key = bot_type = FUTURES_GRID
    specs = SPECS
    offered = False

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """See `Kind`."""
        return futures_preflight(i, raw, moment.price, moment.free_quote, moment.slippage, moment.collar)

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """The day's range around the price of now, with little leverage."""
        if moment.price is None or moment.free_quote is None:
            return {}
        return suggest_futures(i, moment.price, moment.free_quote, moment.slippage, day)

    def ends(self, record: BotRecord) -> Ends:
        """Those of an amount included; of a neutral grid the stop below its range."""
        grid = _grid(record)
        if grid is None:
            return Ends()
        at = grid.stops.at
        return Ends(*(at[key].price if key in at else None for key in (STOP, TAKE_PROFIT)))


def _grid(record: BotRecord | None) -> FuturesGrid | None:
    bot = None if record is None else record.bot
    return bot if isinstance(bot, FuturesGrid) else None
