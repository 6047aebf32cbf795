"""How a bot waits for its entry price."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core.intents import Intent, WatchPrice


def watch_entry(entry: Decimal, above: bool | None, price: Decimal, step: Decimal) -> list[Intent]:
    """Watches the entry price from the side on which the price is; from the wrong side, first the crossing,
    that is a price a step beyond it. `above` is that it must come from below; None is either side.
    """
    if price < entry:
        wrong = above is False
        return [WatchPrice("entry_side", entry + step) if wrong else WatchPrice("entry", entry)]
    wrong = above is True
    return [WatchPrice("entry_side", None, entry - step) if wrong else WatchPrice("entry", None, entry)]
