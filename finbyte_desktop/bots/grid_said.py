"""Lines of a grid's log about trades that nothing answers: late ones, and those while it stops."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.bots.grid_cells import Half
from finbyte_desktop.core.contract import SlotDone
from finbyte_desktop.core.intents import Intent, Level, Say
from finbyte_desktop.core.late import LATE
from finbyte_desktop.core.numbers import half_even_div
from finbyte_desktop.core.orders import BUY

PLACES = 8


def paid(half: Half, at: Decimal) -> Decimal:
    """The level's price, or what was paid on average: it was marketable, and filled at a better one."""
    return at if half.cost == at * half.qty else half_even_div(half.cost, half.qty, PLACES)


def traded_at_end(half: Half, at: Decimal, gain: Decimal | None, fee: Decimal) -> Say:
    """What traded while the grid stops, with the round trip that it completed."""
    fields = [("qty", half.qty), ("price", paid(half, at))]
    if gain is not None:
        fields += [("trip", gain), ("trip_fee", fee)]
    return Say(Level.INFO, "grid_end_bought" if half.side is BUY else "grid_end_sold", tuple(fields))


def late_part(event: SlotDone, left: Decimal) -> list[Intent]:
    """A part that traded after its order had been called ended; `left` is still wanted."""
    if event.ended != LATE:
        return []
    at = half_even_div(event.cost, event.qty, PLACES)
    code = "grid_part_bought" if event.side is BUY else "grid_part_sold"
    return [Say(Level.INFO, code, (("qty", event.qty), ("price", at), ("left", left)))]
