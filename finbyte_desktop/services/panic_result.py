"""What became of a panic: order after order until each has ended, or nobody can say more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic

from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.orders import Order, State
from finbyte_desktop.services.shown_accounts import PanicMarket

ENDS_S = 30.0  # so long it is waited for the last order's end
LOOK_S = 0.1
NOT_OPEN = frozenset({State.UNKNOWN, State.QUARANTINED})


def live_orders(kernel: Kernel, bot: str | None) -> dict[str, Order]:
    """The orders that may execute, of one bot or of all."""
    found = {}
    for client_id in list(kernel.orders):
        at = kernel.late.find(client_id)
        if at is not None and at[2].order is not None and bot in (None, at[0].id):
            found[client_id] = at[2].order
    return found


async def ended(kernel: Kernel, wanted: Mapping[str, Order], ends_s: float | None = None) -> None:
    """Returns when each of these orders has ended, or is without proof, or the time is over."""
    until_s = monotonic() + (ENDS_S if ends_s is None else ends_s)
    while monotonic() < until_s:
        now = live_orders(kernel, None)
        if all(client_id not in now or now[client_id].state is State.QUARANTINED for client_id in wanted):
            return
        await asyncio.sleep(LOOK_S)


def told(kernel: Kernel, wanted: Mapping[str, Order]) -> tuple[PanicMarket, ...]:
    """Market by market what became of these orders."""
    now, counts = live_orders(kernel, None), dict[str, list[int]]()
    for client_id, order in wanted.items():
        row = counts.setdefault(order.instrument, [0, 0, 0, 0])
        last = now.get(client_id) or kernel.late.ended.get(client_id)
        if client_id in now and last is not None:
            row[2 if last.state in NOT_OPEN else 3] += 1
        elif last is not None and last.state is State.FILLED:
            row[1] += 1
        else:
            row[0] += 1
    return tuple(PanicMarket(market, *row) for market, row in sorted(counts.items()))
