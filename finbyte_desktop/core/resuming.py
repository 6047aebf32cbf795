"""What going on means at the price of now: orders that wait and would be traded at the market at once.

While a bot is paused, or its prices are away, the price may pass levels on which it has no order. What it
wants there is still wanted afterwards, at a price that the market has left: such an order trades as soon as
it is placed, at the price of now.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import Level
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import BUY, MARKET, OrderSpec, Side
from finbyte_desktop.core.passing import MARKET_NOT_OPEN
from finbyte_desktop.core.slots import BotRecord, Slot

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel


RESUME_TAKES, RESUME_ASKS = "resume_takes", "resume_asks"  # with the side, as all lines on orders


class Taken(NamedTuple):
    """Orders of one side that would trade at once. `qty` is base units, `cost` quote at the price of now.

    `asked` says that each of them first waits for a person's approval.
    """

    side: Side
    asked: bool
    orders: int
    qty: Decimal
    cost: Decimal


def waiting(record: BotRecord) -> Iterator[tuple[str, OrderSpec]]:
    """What would be placed if the bot went on, by slot: wanted, and not resting."""
    for name, slot in sorted(record.slots.items()):
        want = _waits(slot)
        if want is not None:
            yield name, want


def _waits(slot: Slot) -> OrderSpec | None:
    if slot.order is not None and not slot.order.cancel_requested:
        return None
    if slot.blocked == MARKET_NOT_OPEN:
        return slot.want or slot.blocked_spec
    return None if slot.want == slot.blocked_spec else slot.want


def taken(kernel: Kernel, record: BotRecord, market: Instrument) -> list[Taken]:
    """Buys on one of its markets, then sells; without a price nothing is known."""
    price = kernel.last.get(market.id)
    found: dict[tuple[bool, bool], list[OrderSpec]] = {}
    if price is None:
        return []
    for slot, want in waiting(record):
        buy = want.side is BUY
        at_once = want.type is MARKET or (want.price >= price if buy else want.price <= price)
        if at_once and record.market(slot) is market:
            found.setdefault((not buy, is_asked(kernel, record, slot, want)), []).append(want)
    return [
        Taken(
            specs[0].side,
            asked,
            len(specs),
            sum((spec.qty for spec in specs), ZERO),
            sum((spec.qty for spec in specs), ZERO) * price,
        )
        for (_, asked), specs in sorted(found.items())
    ]


def is_asked(kernel: Kernel, record: BotRecord, slot: str, want: OrderSpec) -> bool:
    """Whether a person is asked before this order: no grant of the bot covers it."""
    if want in record.grants.values():
        return False
    return kernel.approvals.misses(record, want, slot) is not None


def told(kernel: Kernel, record: BotRecord) -> list[fx.Said]:
    """The lines of the decision log that say so, before anything is placed."""
    return [
        fx.Said(
            kernel.ns,
            record.id,
            Level.NOTICE,
            RESUME_ASKS if one.asked else RESUME_TAKES,
            (
                ("side", one.side.value),
                ("orders", one.orders),
                ("qty", one.qty),
                ("base", i.base),
                ("price", kernel.last.get(i.id, ZERO)),
                ("worth", one.cost),
                ("quote", i.quote),
            ),
        )
        for i in record.markets
        for one in taken(kernel, record, i)
    ]
