"""How a DCA bot waits for its start and leaves: the entry price, and what becomes of its coins at the end."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core.contract import BotView, SlotDone
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Intent, Level, Say, Take, WatchPrice
from finbyte_desktop.core.numbers import half_even_div
from finbyte_desktop.core.orders import SELL

EXIT = "take:exit"
SAID_PLACES = 8


def watch_entry(entry: Decimal, above: bool | None, price: Decimal, tick: Decimal) -> list[Intent]:
    """Watches the entry price from the side on which the price is; from the wrong side, first the crossing.
    `above` is that it must come from below; None is either side.
    """
    if price < entry:
        wrong = above is False
        return [WatchPrice("entry_side", entry + tick) if wrong else WatchPrice("entry", entry)]
    wrong = above is True
    return [WatchPrice("entry_side", None, entry - tick) if wrong else WatchPrice("entry", None, entry)]


def sale_of_all(view: BotView, why: str) -> list[Intent]:
    """Sells every coin that is free; dust that the venue would refuse is kept and named."""
    i = view.instrument
    qty = i.qty_down(view.free(i.base))
    if qty <= 0 or qty < i.min_qty:
        return []
    if qty * view.last >= i.min_notional:
        return [Take(EXIT, SELL, qty, why)]
    return [Say(Level.NOTICE, "dust_kept", (("qty", qty), ("asset", i.base)))]


def coins_sold(event: SlotDone, i: Instrument) -> list[Intent]:
    """The line that tells what the sale at the end brought; none where nothing was sold."""
    if event.qty <= 0:
        return []
    at = half_even_div(event.cost, event.qty, SAID_PLACES)
    proceeds = ("proceeds", event.cost - event.fee_quote)
    fields = (("qty", event.qty), ("base", i.base), ("price", at), proceeds, ("quote", i.quote))
    return [Say(Level.INFO, "coins_sold", fields)]
