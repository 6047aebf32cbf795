"""What a grid does about an order that was not placed: refused by a person or the venue, or out of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finbyte_desktop.bots.grid_growth import GROW
from finbyte_desktop.core.contract import BotView, SlotRefused
from finbyte_desktop.core.events import Answer
from finbyte_desktop.core.intents import BotState, Drop, Intent, Level, Say, WakeAt, Want

if TYPE_CHECKING:
    from finbyte_desktop.bots.grid import Grid

EXIT = "take:exit"
RETRY_NS = 1_000_000_000


def refused(grid: Grid, event: SlotRefused, view: BotView) -> list[Intent]:
    """The exit is tried again by itself, growth goes on with what there is; a level waits for a person."""
    slot, code = event.slot, event.code
    said = Say(Level.WARNING, "slot_blocked", (("slot", slot), ("code", code)))
    if slot == GROW and grid.phase is BotState.RUNNING:
        return [said, Drop(GROW), *grid.growth.amend(view), *grid.growth.go_on(event.ns)]
    if slot == EXIT:
        return [said, Drop(EXIT), WakeAt("exit_retry", event.ns + RETRY_NS)]
    if grid.phase is BotState.STOPPING:  # the venue ended it before our cancel came
        return [said, *grid.exit_when_clear(view)]
    if slot[:1] != "L" or int(slot[1:]) not in grid.wants:
        return [said]
    n = int(slot[1:])
    if view.rests(slot):
        return _kept(grid, n, code, view)
    qty, price = grid.left(n, view), grid.prices[n]
    order = (("reason", code), ("side", grid.wants[n][0].value), ("qty", qty), ("price", price))
    return [Say(_level(code), "slot_blocked", (*said.fields, *order)), *grid.queue.refused(n)]


def _kept(grid: Grid, n: int, code: str, view: BotView) -> list[Intent]:
    """A larger order was not allowed: the one that rests stays, and grows after its round trip."""
    slot = f"L{n}"
    resting = view.order(slot)
    assert resting is not None
    side, wanted = grid.wants[n]
    part = grid.partial.get((n, side))
    qty = resting.qty if part is None else resting.qty + part.qty
    grid.growth.stays(n, qty)
    order = (("side", side.value), ("qty", qty), ("price", grid.prices[n]))
    said = Say(_level(code), "order_kept", (("larger", wanted), ("code", code), *order))
    return [said, Want(slot, resting)]


def _level(code: str) -> Level:
    return Level.INFO if code == Answer.REFUSED.value else Level.WARNING
