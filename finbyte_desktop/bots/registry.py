"""The bot types: what a backtest can run, and what the window and the engine offer."""

from __future__ import annotations

from collections.abc import Mapping

from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.params import ParamSpec
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.bots.spot_grid_params import SPECS as SPOT_GRID_SPECS
from finbyte_desktop.core.contract import Bot
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument

SPOT_GRID, FUTURES_GRID = "spot_grid", "futures_grid"


def make_bot(bot_type: str, params: Mapping[str, JsonValue], instrument: Instrument) -> Bot:
    """A bot of this type. Raises UserError when the type or the parameters do not fit."""
    if bot_type == SPOT_GRID:
        return SpotGrid(params, instrument)
    if bot_type == FUTURES_GRID:
        return FuturesGrid(params, instrument)
    raise UserError(f"There is no bot type {bot_type}.", "no_such_bot_type", "bot")


def param_specs(bot_type: str) -> tuple[ParamSpec, ...]:
    """The parameters of a bot type that can be created; a futures grid runs in the backtest alone."""
    if bot_type == SPOT_GRID:
        return SPOT_GRID_SPECS
    raise UserError(f"There is no bot type {bot_type}.", "no_such_bot_type", "bot")
