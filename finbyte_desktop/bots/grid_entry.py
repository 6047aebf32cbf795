"""How a grid waits for its entry price."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.bots.grid_params import GridParams
from finbyte_desktop.bots.grid_stops import STRICT
from finbyte_desktop.core.contract import BotView
from finbyte_desktop.core.intents import Intent, WatchPrice


def watch_entry(params: GridParams, price: Decimal, view: BotView) -> list[Intent]:
    """Watches the entry from the side on which the price is; from the wrong side, first the crossing."""
    entry = params.entry_price
    assert entry is not None
    beyond = view.instrument.tick * STRICT
    if price < entry:
        wrong = params.entry_above is False
        return [WatchPrice("entry_side", entry + beyond) if wrong else WatchPrice("entry", entry)]
    wrong = params.entry_above is True
    return [WatchPrice("entry_side", None, entry - beyond) if wrong else WatchPrice("entry", None, entry)]
