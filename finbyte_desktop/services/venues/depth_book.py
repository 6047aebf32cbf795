"""An order book rebuilt from a snapshot and numbered updates, by the rules that Binance publishes.

Spot: updates up to the snapshot's number are dropped, then each must begin one after the end of the one
before. Futures: each names the end of the one before (`pu`). A hole loses the book until the next snapshot.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from finbyte_desktop.core.market import BookLevel

KEY_PLACES = 12
_PADDING = "0" * KEY_PLACES
MAX_BUFFERED_UPDATES = 4_096
MAX_KNOWN_PRICES = 65_536
_QUANTITY = rf"[0-9]+(?:\.[0-9]{{0,{KEY_PLACES}}})?"
_QUANTITIES = re.compile(rf"{_QUANTITY}(?:,{_QUANTITY})*")


class Unreadable(ValueError):
    """A message that does not have the shape or the numbers that its venue documents."""


KeyedLevel: TypeAlias = tuple[int, str, str]
"""A level: price in units of `10**-KEY_PLACES`, price and quantity as written. Quantity 0 removes it."""


Rows = TypeVar("Rows")
RowsIn = TypeVar("RowsIn", contravariant=True)


class NumberedUpdate(NamedTuple, Generic[Rows]):
    """One change of the book: numbers of its first and last update, on futures of the last one before it."""

    first: int
    last: int
    before: int | None
    bids: Rows
    asks: Rows


DepthUpdate = NumberedUpdate[list[KeyedLevel]]


def key_of_text(text: object) -> int:
    """A written number of 0 or more in units of `10**-KEY_PLACES`, exactly. Raises Unreadable otherwise."""
    if not isinstance(text, str):
        raise Unreadable(f"{text!r} is not a written number")
    whole, _, rest = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or (rest and not (rest.isascii() and rest.isdigit())):
        raise Unreadable(f"{text!r} is not a number")
    if len(rest) > KEY_PLACES:
        raise Unreadable(f"{text!r} has more than {KEY_PLACES} decimals")
    return int(whole + rest + _PADDING[len(rest) :])


_key_of_price = lru_cache(MAX_KNOWN_PRICES)(key_of_text)


def read_levels(rows: Any) -> list[KeyedLevel]:
    """The levels of a message, [[price, quantity], ...]. Raises Unreadable."""
    if not isinstance(rows, list):
        raise Unreadable("levels are not a list")
    if not rows:
        return []
    levels = []
    try:
        for row in rows:
            if type(row) is not list or len(row) < 2:
                raise Unreadable("a level is not a pair")
            price = row[0]
            key = _key_of_price(price)
            if not key:
                raise Unreadable("a level at price 0")
            levels.append((key, price, row[1]))
        # all quantities are looked at as one text: a message may have a thousand of them
        qtys = ",".join([qty for _, _, qty in levels])
    except TypeError as error:
        raise Unreadable(f"a level that is not written: {error}") from None
    if _QUANTITIES.fullmatch(qtys) is None or qtys.count(",") != len(levels) - 1:
        raise Unreadable("a quantity that is not a number")
    return levels


def nothing(qty: str) -> bool:
    """Whether a written number of 0 or more is 0."""
    return not qty.strip("0.")


class _SideOfBook:
    """One side: levels as written by price key, and the keys in rising order. Values are made of those that
    somebody looks at.
    """

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, str]] = {}
        self.keys: list[int] = []
        self._made: dict[int, BookLevel] = {}

    def put(self, changes: Iterable[KeyedLevel]) -> None:
        rows, keys, made = self.rows, self.keys, self._made
        for key, price, qty in changes:
            made.pop(key, None)
            if qty.strip("0."):
                if key not in rows:
                    insort(keys, key)
                rows[key] = price, qty
            elif key in rows:
                del rows[key]
                del keys[bisect_left(keys, key)]

    def replace(self, levels: Iterable[KeyedLevel]) -> None:
        self.rows = {key: (price, qty) for key, price, qty in levels if not nothing(qty)}
        self.keys = sorted(self.rows)
        self._made = {}

    def levels(self, keys: list[int]) -> tuple[BookLevel, ...]:
        """Some levels as values."""
        made = self._made
        found = []
        for key in keys:
            level = made.get(key)
            if level is None:
                price, qty = self.rows[key]
                level = made[key] = BookLevel(Decimal(price), Decimal(qty))
            found.append(level)
        return tuple(found)

    def copy(self) -> _SideOfBook:
        twin = _SideOfBook()
        twin.rows, twin.keys = dict(self.rows), list(self.keys)
        return twin


class BookSide(Protocol[RowsIn]):
    """One side of a book, which takes changes and whole sides."""

    def put(self, changes: RowsIn) -> None: ...

    def replace(self, levels: RowsIn) -> None: ...


class NumberedBook(Generic[Rows]):
    """The book of one symbol, as far as the numbers of its updates go.

    Attributes:
        in_step: whether a snapshot was taken and no update has been missed since.
        last: number of the last update in the book.
        applied, old, gaps, overflows: counted updates: put into the book, dropped as already known, holes,
            and updates lost because no snapshot came for a long time.
    """

    def __init__(self, bids: BookSide[Rows], asks: BookSide[Rows]) -> None:
        self.in_step = False
        self.last = 0
        self.applied = self.old = self.gaps = self.overflows = 0
        self._first_after_snapshot = False
        self._sides = bids, asks
        self._waiting: deque[NumberedUpdate[Rows]] = deque(maxlen=MAX_BUFFERED_UPDATES)

    def take_snapshot(self, last: int, bids: Rows, asks: Rows) -> bool:
        """Starts from a snapshot and what waited for it; False for one older than the book."""
        if self.in_step and last < self.last:
            return False
        self._sides[0].replace(bids)
        self._sides[1].replace(asks)
        self.last = last
        self.in_step = self._first_after_snapshot = True
        waiting = list(self._waiting)
        self._waiting.clear()
        for update in waiting:
            self.take_update(update)
        return self.in_step

    def take_update(self, update: NumberedUpdate[Rows]) -> bool:
        """Puts one update into the book; False when it waits, was known, or lost the book."""
        if not self.in_step:
            self.overflows += len(self._waiting) == MAX_BUFFERED_UPDATES
            self._waiting.append(update)
            return False
        futures = update.before is not None
        if update.last < self.last or (update.last == self.last and not futures):
            self.old += 1
            return False
        if not self._fits(update):
            self.gaps += 1
            self.in_step = False
            self._waiting.clear()
            self._waiting.append(update)
            return False
        self._first_after_snapshot = False
        self._sides[0].put(update.bids)
        self._sides[1].put(update.asks)
        self.last = update.last
        self.applied += 1
        return True

    def _fits(self, update: NumberedUpdate[Rows]) -> bool:
        if self._first_after_snapshot:
            reach = self.last if update.before is not None else self.last + 1
            return update.first <= reach <= update.last
        if update.before is not None:
            return update.before == self.last
        return update.first == self.last + 1


class DepthBook(NumberedBook[list[KeyedLevel]]):
    """The book of one symbol, its levels as values."""

    def __init__(self) -> None:
        self._bids, self._asks = _SideOfBook(), _SideOfBook()
        super().__init__(self._bids, self._asks)

    def bids(self, limit: int) -> tuple[BookLevel, ...]:
        """The highest bids, best first."""
        return self._bids.levels(self._bids.keys[: -limit - 1 : -1])

    def asks(self, limit: int) -> tuple[BookLevel, ...]:
        """The lowest asks, best first."""
        return self._asks.levels(self._asks.keys[:limit])

    @property
    def size(self) -> tuple[int, int]:
        """The number of bid and ask levels."""
        return len(self._bids.keys), len(self._asks.keys)

    def copy(self) -> DepthBook:
        """A book that goes on by itself from here."""
        twin = DepthBook()
        twin.__dict__.update(self.__dict__)
        twin._sides = twin._bids, twin._asks = self._bids.copy(), self._asks.copy()
        twin._waiting = self._waiting.copy()
        return twin
