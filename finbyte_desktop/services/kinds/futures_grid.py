"""The futures grid for the engines: what is wrong with its parameters, and what to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finbyte_desktop.bots.futures_grid_params import SPECS
from finbyte_desktop.bots.registry import FUTURES_GRID
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.services.futures_preflight import futures_preflight, suggest_futures
from finbyte_desktop.services.kinds.kind import Kind, Moment
from finbyte_desktop.services.shown import Preflight
from finbyte_desktop.services.shown_markets import CandleArrays


class FuturesGridKind(Kind):
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
