"""How a grid waits for its entry price."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.bots import entry
from finbyte_desktop.bots.grid_params import GridParams
from finbyte_desktop.bots.grid_stops import STRICT
from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.intents import Intent


def watch_entry(params: GridParams, price: Decimal, view: BotView) -> list[Intent]:
    """Watches the entry; any price beyond it is a crossing."""
    assert params.entry_price is not None
    step = view.instrument.tick * STRICT
    return entry.watch_entry(params.entry_price, params.entry_above, price, step)
