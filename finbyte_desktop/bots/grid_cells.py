"""Cells of a grid: which fills belong together, and what a round trip earned (bots.md 1, accounting)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from finbyte_desktop.core.numbers import ZERO, decimal_of, plain
from finbyte_desktop.core.orders import BUY, Side


class Half(NamedTuple):
    """One half of a round trip. `cost` is quote units, `fee` what was paid in quote, `base_fee` in base."""

    side: Side
    qty: Decimal
    cost: Decimal
    fee: Decimal
    base_fee: Decimal = ZERO


class Cells:
    """Cell i is the pair (level i, level i+1). Every second fill of a cell completes a round trip.

    `last_fee` is what the latest completed trip paid in quote.
    """

    def __init__(self) -> None:
        self.open: dict[int, Half] = {}
        self.trips = 0
        self.profit = ZERO
        self.last_fee = ZERO

    def fill(self, cell: int, half: Half) -> Decimal | None:
        """Adds a complete fill. The profit of the round trip when it completes one, else None."""
        first = self.open.pop(cell, None)
        if first is None or first.side is half.side:
            # two fills of one side make no trip: the older one stays what it is, stock
            self.open[cell] = half
            return None
        buy, sell = (first, half) if first.side is BUY else (half, first)
        gain = sell.cost - buy.cost - buy.fee - sell.fee
        self.last_fee = buy.fee + sell.fee
        self.trips += 1
        self.profit += gain
        return gain

    def abandon(self, cell: int) -> None:
        """The range left this cell: its first half stays open for ever and completes no trip."""
        self.open.pop(cell, None)

    def save(self) -> list[list[str]]:
        """Rows of text for saving, in order of cell."""
        head = [[str(self.trips), plain(self.profit)]]
        rows = [
            [str(i), h.side.value, plain(h.qty), plain(h.cost), plain(h.fee)]
            for i, h in sorted(self.open.items())
        ]
        return head + rows

    def restore(self, rows: list[list[str]]) -> None:
        """Puts saved rows back."""
        self.trips = int(rows[0][0])
        self.profit = decimal_of(rows[0][1])
        self.open = {
            int(i): Half(Side(side), decimal_of(qty), decimal_of(cost), decimal_of(fee))
            for i, side, qty, cost, fee in rows[1:]
        }
