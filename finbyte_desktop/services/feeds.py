"""Feeds: where prices come from, as one stream of items in rising order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeAlias

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.market import BookLevel, Candle
from finbyte_desktop.core.walk import Funding
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.ports import CandleArrays, FeedKind

SHOWN_LEVELS = 20


class TradeItem(NamedTuple):
    """One public trade. `buyer_is_maker` means that the aggressor sold."""

    ns: int
    instrument: str
    price: Decimal
    qty: Decimal
    buyer_is_maker: bool


class BookItem(NamedTuple):
    """Shown depth, best first, up to `SHOWN_LEVELS` a side."""

    ns: int
    instrument: str
    bids: tuple[BookLevel, ...]
    asks: tuple[BookLevel, ...]


class CandleItem(NamedTuple):
    """One candle that is about to be walked."""

    instrument: str
    candle: Candle
    interval_ns: int

    @property
    def ns(self) -> int:
        """The time of the item: the opening of its candle, ns UTC."""
        return self.candle.open_ns


FeedItem: TypeAlias = TradeItem | BookItem | CandleItem
Cursor: TypeAlias = dict[str, JsonValue]


class Feed(Protocol):
    """A source of market data that can be stopped, remembered and continued.

    The same choice and cursor give the same items, byte for byte. What `next` has given is the present:
    `history` and `series` never show anything of what it has not given yet. A candle counts as past once the
    item after it was asked for.
    """

    @property
    def label(self) -> str:
        """Plain words for a person, such as "Demo market" or the name of the file."""
        ...

    @property
    def kind(self) -> FeedKind:
        """What kind of feed this is."""
        ...

    def instruments(self) -> Sequence[Instrument]:
        """What can be traded on this feed."""
        ...

    def peek_ns(self) -> int | None:
        """The time of the next item, ns UTC; None at the end."""
        ...

    def next(self) -> FeedItem | None:
        """The next item; None at the end."""
        ...

    def funding_after(self, instrument: str, ns: int) -> Funding | None:
        """The first funding of a perpetual that is due after this time; None when there is none, or none is
        known. For the venue alone: nobody else may see what is to come.
        """
        ...

    def cursor(self) -> Cursor:
        """The position in a few numbers, enough to go on exactly."""
        ...

    def seek(self, cursor: Mapping[str, JsonValue]) -> None:
        """Goes to a position that `cursor` gave. Raises UserError when the feed does not have it."""
        ...

    def progress(self) -> float | None:
        """How much of a replay is over, 0 to 1; None for a feed without an end."""
        ...

    def history(self, instrument: str, interval_ns: int, limit: int) -> CandleArrays:
        """Up to `limit` candles before the present, the last one perhaps unfinished, for charts and previews.

        A feed that has no finer candles answers with the finest interval it has.
        """
        ...

    def series(self, instrument: str, days: int) -> CandleSeries:
        """The exact finished candles of the last days up to the present, for backtests.

        One minute, or the interval of the file. Raises UserError when there is none.
        """
        ...
