"""What a bot sees of the kernel."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import OrderSpec
from finbyte_desktop.core.position import Position

if TYPE_CHECKING:
    from finbyte_desktop.core.kernel import Kernel
    from finbyte_desktop.core.slots import BotRecord


class View:
    """The BotView of one bot (see contract.BotView)."""

    __slots__ = ("_kernel", "_record", "instrument")

    def __init__(self, kernel: Kernel, record: BotRecord) -> None:
        self._kernel = kernel
        self._record = record
        self.instrument: Instrument = record.instrument

    @property
    def last(self) -> Decimal:
        return self._kernel.last[self.instrument.id]

    @property
    def markets(self) -> tuple[Instrument, ...]:
        return self._record.markets

    def price(self, market: str) -> Decimal:
        return self._kernel.last[market]

    @property
    def collar(self) -> Decimal:
        return self._kernel.limits.collar

    @property
    def slippage(self) -> Decimal:
        return self._kernel.slippage

    @property
    def purchase_margin(self) -> Decimal:
        return self._kernel.purchase_margin

    @property
    def is_fresh(self) -> bool:
        # On paper, where no rules hold, a journal of before has to fold to the same orders.
        return not self._kernel.placing.rules or not self._record.is_away(self._kernel.away)

    def free(self, asset: str) -> Decimal:
        return self._kernel.ledger.free(self._record.id, asset)

    def held(self, asset: str) -> Decimal:
        return self._kernel.ledger.held(self._record.id, asset)

    @property
    def position(self) -> Position:
        return self._record.position

    def order(self, slot: str) -> OrderSpec | None:
        found = self._record.slots.get(slot)
        return found.order.spec if found is not None and found.order is not None else None

    def filled(self, slot: str) -> Decimal:
        found = self._record.slots.get(slot)
        return found.order.filled if found is not None and found.order is not None else ZERO

    def rests(self, slot: str) -> bool:
        found = self._record.slots.get(slot)
        return found is not None and found.order is not None and not found.order.cancel_requested

    def live_slots(self) -> list[str]:
        return sorted(name for name, slot in self._record.slots.items() if slot.order is not None)
