"""A fast live book: levels stay the texts that came, numbers are made of those that are shown.

Each message is checked as one text, a price that was seen before costs one look-up, and prices are put in
order when somebody looks. That keeps the venue's exact numbers at a fifth of the cost of decimals for every
level.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from finbyte_desktop.core.market import BookLevel
from finbyte_desktop.services.venues.depth_book import NumberedBook, NumberedUpdate, Unreadable, key_of_text

MAX_TEXT = 30
MAX_LEVELS = 50_000


class _TextSide:
    """One side of a book: rows as they came, by price in units of `10**-KEY_PLACES`."""

    __slots__ = ("_keys", "_names", "_rows")

    def __init__(self) -> None:
        self._rows: dict[int, list[str]] = {}
        self._names: dict[str, int] = {}
        self._keys: list[int] | None = None

    def put(self, changes: Any) -> None:
        """Takes [[price, quantity], ...]; quantity 0 removes. Raises Unreadable, perhaps half way."""
        try:
            qtys = "".join([qty for _, qty in changes])
            if not qtys and not changes and type(changes) is list:
                return
            digits = qtys.replace(".", "")
            if not (digits.isdigit() and digits.isascii()) or type(changes[0]) is not list:
                raise Unreadable("levels that are no pairs of numbers")
            if len(qtys) > MAX_TEXT * len(changes):
                raise Unreadable("quantities with more digits than any market uses")
            rows, names = self._rows, self._names
            for row in changes:
                price, qty = row
                key = names.get(price)
                if key is None:
                    key = self._key(price)
                if qty.strip("0."):
                    rows[key] = row
                elif "0" in qty:
                    rows.pop(key, None)
                else:
                    raise Unreadable(f"{row!r} is not a level")
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise Unreadable(f"levels that are none: {error}") from None
        self._keys = None
        if len(rows) > MAX_LEVELS:
            raise Unreadable("more levels than any venue shows")

    def _key(self, price: str) -> int:
        if len(price) > MAX_TEXT:
            raise Unreadable("a price with more digits than any market uses")
        key = key_of_text(price)
        if not key:
            raise Unreadable("a level at price 0")
        if len(self._names) >= MAX_LEVELS:
            self._names.clear()
        self._names[price] = key
        return key

    def replace(self, levels: Any) -> None:
        """Takes a whole side. Raises Unreadable."""
        self._rows = {}
        self._keys = None
        self.put(levels)

    @property
    def keys(self) -> list[int]:
        """The prices, rising."""
        if self._keys is None:
            self._keys = sorted(self._rows)
        return self._keys

    def levels(self, keys: list[int]) -> tuple[BookLevel, ...]:
        """Levels as values. Raises Unreadable for a quantity that is no number after all."""
        rows = map(self._rows.__getitem__, keys)
        try:
            return tuple([BookLevel(Decimal(price), Decimal(qty)) for price, qty in rows])
        except InvalidOperation:
            raise Unreadable("a quantity that is no number") from None


class TextBook(NumberedBook[Any]):
    """The live book of one market. What cannot be read loses the book until the next snapshot."""

    def __init__(self) -> None:
        self._bids, self._asks = _TextSide(), _TextSide()
        super().__init__(self._bids, self._asks)

    def take_snapshot(self, last: int, bids: Any, asks: Any) -> bool:
        try:
            return super().take_snapshot(last, bids, asks)
        except Unreadable:
            self.lose()
            raise

    def take_update(self, update: NumberedUpdate[Any]) -> bool:
        try:
            return super().take_update(update)
        except Unreadable:
            self.lose()
            raise

    def lose(self) -> None:
        """The book is not known any more; updates wait for a snapshot."""
        self.in_step = False
        self._waiting.clear()

    def bids(self, limit: int) -> tuple[BookLevel, ...]:
        """The highest bids, best first."""
        return self._bids.levels(self._bids.keys[: -limit - 1 : -1])

    def asks(self, limit: int) -> tuple[BookLevel, ...]:
        """The lowest asks, best first."""
        return self._asks.levels(self._asks.keys[:limit])

    @property
    def crossed(self) -> bool:
        """Whether the best bid is not below the best ask, which no venue means."""
        bids, asks = self._bids.keys, self._asks.keys
        return bool(bids and asks and bids[-1] >= asks[0])

    @property
    def size(self) -> tuple[int, int]:
        """The number of bid and ask levels."""
        return len(self._bids.keys), len(self._asks.keys)
