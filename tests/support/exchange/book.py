"""A price-time priority book of one market."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from tests.support.exchange.values import Order, Side

if TYPE_CHECKING:
    from collections.abc import Iterator


class BookSide:
    """The resting orders of one side, best price first, oldest first within a price."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._ranks: list[int] = []  # prices, negated on the bid side, so that the best is always first
        self._levels: dict[int, dict[int, Order]] = {}
        self._totals: dict[int, int] = {}
        self._is_bid = side is Side.BUY

    def _rank(self, price: int) -> int:
        return -price if self._is_bid else price

    def best(self) -> int | None:
        return abs(self._ranks[0]) if self._ranks else None

    def total(self, price: int) -> int:
        return self._totals.get(price, 0)

    def add(self, order: Order) -> int:
        """Returns the level's new total."""
        price, left = order.price, order.lots - order.filled - order.prevented
        level = self._levels.get(price)
        if level is None:
            self._levels[price] = {order.id: order}
            self._totals[price] = left
            insort(self._ranks, -price if self._is_bid else price)
            return left
        level[order.id] = order
        self._totals[price] = total = self._totals[price] + left
        return total

    def remove(self, order: Order) -> int:
        """Returns the level's new total."""
        price = order.price
        level = self._levels[price]
        del level[order.id]
        if level:
            self._totals[price] = total = self._totals[price] - (order.lots - order.filled - order.prevented)
            return total
        del self._levels[price]
        del self._totals[price]
        del self._ranks[bisect_left(self._ranks, -price if self._is_bid else price)]
        return 0

    def shrink(self, order: Order, lots: int) -> None:
        """Take lots off the level's total; the caller changes the order itself."""
        self._totals[order.price] -= lots

    def reaches(self, price: int, limit: int | None) -> bool:
        """Whether a taker with this limit may trade at the price; None is no limit."""
        if limit is None:
            return True
        return price >= limit if self._is_bid else price <= limit

    def orders(self) -> Iterator[Order]:
        """Every order in the order in which it would trade; stable against changes made meanwhile."""
        for rank in list(self._ranks):
            yield from list(self._levels.get(abs(rank), {}).values())

    def depth(self, levels: int) -> list[tuple[int, int]]:
        return [(abs(rank), self._totals[abs(rank)]) for rank in self._ranks[:levels]]

    def available(self, limit: int | None) -> int:
        """How many lots a taker with this limit would find."""
        lots = 0
        for rank in self._ranks:
            price = abs(rank)
            if not self.reaches(price, limit):
                break
            lots += self._totals[price]
        return lots

    def __contains__(self, order: Order) -> bool:
        level = self._levels.get(order.price)
        return level is not None and order.id in level

    def __len__(self) -> int:
        return sum(len(level) for level in self._levels.values())


class Book:
    def __init__(self) -> None:
        self.bids = BookSide(Side.BUY)
        self.asks = BookSide(Side.SELL)
        self.last_price: int | None = None

    def side(self, side: Side) -> BookSide:
        return self.bids if side is Side.BUY else self.asks

    def middle(self) -> int | None:
        bid, ask = self.bids.best(), self.asks.best()
        return None if bid is None or ask is None else (bid + ask) // 2
