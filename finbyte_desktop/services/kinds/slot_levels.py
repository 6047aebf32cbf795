"""One slot of a bot as a level of its ladder."""

from __future__ import annotations

from decimal import Decimal

from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.core.slots import BotRecord
from finbyte_desktop.services.shown import LadderLevel

UNPROVED = frozenset({State.UNKNOWN, State.QUARANTINED})


def unproved_of(order: Order) -> str:
    """The state of an order that nothing proves to rest; empty for one that is known."""
    return order.state.name.lower() if order.state in UNPROVED else ""


def level_of(record: BotRecord, name: str, price: Decimal) -> list[LadderLevel]:
    """What stands in a slot at its price: an order, one that waits or is blocked; nothing where none is
    wanted.
    """
    slot = record.slots.get(name)
    if slot is None:
        return []
    asked = slot.request is not None
    if slot.order is not None:
        spec, want = slot.order.spec, slot.want
        then = (want.side, want.qty) if asked and want is not None else None
        level = (spec.price, spec.side.value, spec.qty, None, name, None, asked, then)
        return [LadderLevel(*level, unproved_of(slot.order))]
    spec_wanted = slot.want or slot.blocked_spec
    if spec_wanted is None:
        return []
    return [LadderLevel(price, "idle", spec_wanted.qty, slot.blocked, name, spec_wanted.side, asked)]
