"""The bot types: each runs in a backtest, and in the engines (services/kinds says which are offered)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from finbyte_desktop.bots.dca_basket import DcaBasket
from finbyte_desktop.bots.dca_basket_params import ASSETS
from finbyte_desktop.bots.futures_dca import FuturesDca
from finbyte_desktop.bots.futures_grid import FuturesGrid
from finbyte_desktop.bots.grid import Grid
from finbyte_desktop.bots.own_strategy import OwnStrategy
from finbyte_desktop.bots.rebalance import Rebalance
from finbyte_desktop.bots.recurring_dca import RecurringDca
from finbyte_desktop.bots.safety_dca import SafetyDca
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument

SPOT_GRID, FUTURES_GRID, DCA, REBALANCE = "spot_grid", "futures_grid", "dca", "rebalance"
OWN_STRATEGY = "own_strategy"
AnyBot: TypeAlias = Grid | SafetyDca | FuturesDca | RecurringDca | OwnStrategy  # of one market
BasketBot: TypeAlias = Rebalance | DcaBasket  # of several


def is_basket(bot_type: str, params: Mapping[str, object]) -> bool:
    """Whether bots of this type with these parameters trade several markets."""
    return bot_type == REBALANCE or (bot_type == DCA and params.get(ASSETS) is not None)


def is_on_perpetual(bot_type: str, params: Mapping[str, object]) -> bool:
    """Whether bots of this type with these parameters trade perpetuals."""
    return bot_type == FUTURES_GRID or (bot_type == DCA and params.get("form") == "futures")


def make_bot(bot_type: str, params: Mapping[str, JsonValue], instrument: Instrument) -> AnyBot | BasketBot:
    """A bot of this type. Raises UserError when the type or the parameters do not fit."""
    if not is_basket(bot_type, params):
        return make_one(bot_type, params, instrument)
    return (Rebalance if bot_type == REBALANCE else DcaBasket)(params, instrument)


def make_one(bot_type: str, params: Mapping[str, JsonValue], instrument: Instrument) -> AnyBot:
    """A bot that trades one market. Raises UserError when the type or the parameters do not fit."""
    if bot_type == SPOT_GRID:
        return SpotGrid(params, instrument)
    if bot_type == FUTURES_GRID:
        return FuturesGrid(params, instrument)
    if bot_type == OWN_STRATEGY:
        return OwnStrategy(params, instrument)
    if bot_type == DCA:
        form = params.get("form")
        if form == "recurring":
            return RecurringDca(params, instrument)
        if form in (None, "safety_orders"):
            return SafetyDca(params, instrument)
        if form == "futures":
            return FuturesDca(params, instrument)
        raise UserError(
            f"form: one of safety_orders, futures, recurring is needed, not {form!r}.", "not_a_choice", "form"
        )
    raise UserError(f"There is no bot type {bot_type}.", "no_such_bot_type", "bot")
