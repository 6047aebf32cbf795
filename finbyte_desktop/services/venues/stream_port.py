"""Public market streams as the rest of the product sees them: what can be asked for, what comes, how it is.

Trades come one by one and whole. Books and tickers come as their last value, at most one an instrument and
`Limits.quotes_every_s`. What cannot be trusted is told as health, and is not delivered meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from finbyte_desktop.core.market import Book, Ticker, Trade

SHOWN_LEVELS = 20


class Channel(StrEnum):
    """What of a market can be followed."""

    BOOK = "book"
    TRADES = "trades"
    TICKER = "ticker"


class Market(NamedTuple):
    """A market to follow: our name of it, the venue's own symbol, and whether it is a linear perpetual."""

    instrument: str
    symbol: str
    linear: bool = False


class Health(StrEnum):
    """How far a stream can be trusted."""

    STARTING = "starting"  # nothing has come yet
    FRESH = "fresh"
    DEGRADED = "degraded"  # messages came that cannot be read, or trades are missing
    STALE = "stale"  # silent, out of step or cut off: read the market over REST until it is fresh again


class StreamHealth(NamedTuple):
    """How one stream is. `why` is a word for a table of texts, empty when fresh."""

    instrument: str
    channel: Channel
    health: Health
    why: str


@dataclass(slots=True)
class Counts:
    """What one port has seen since it was made.

    Attributes:
        received: messages.
        delivered: trades handed over.
        dropped: messages that told what was known, or something that nobody asked for.
        unreadable: messages that could not be read.
        gaps: holes in the numbers of a book or of trades.
        refilled: trades that were missing and were read over REST.
        lost: trades that never came; 0 is the promise.
        resyncs: books begun anew after a hole.
        stalls: connections that were cut because they fell silent.
        reconnects: connections that ended by themselves or were cut, and were made again.
        renewals: connections replaced in time, before the venue ends them for their age.
    """

    received: int = 0
    delivered: int = 0
    dropped: int = 0
    unreadable: int = 0
    gaps: int = 0
    refilled: int = 0
    lost: int = 0
    resyncs: int = 0
    stalls: int = 0
    reconnects: int = 0
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Times and sizes of the streams.

    Attributes:
        turn_s: work in one turn of the loop, over all connections together.
        quotes_every_s: the shortest time between two deliveries of books and tickers.
        probe_after_s, probe_wait_s: silence of a connection until it is asked for a sign of life, and how
            long that may take.
        silent_s: silence of one book or ticker until it is stale and is subscribed again.
        degraded_s: how long a stream is degraded after its last bad message.
        most_waiting_trades: trades kept back while a hole before them is read over REST.
        known_trades: ids of trades that are remembered where a venue does not number them.
        max_age_s: a connection is replaced when it is so old; None for the venue's own age.
    """

    turn_s: float = 0.004
    quotes_every_s: float = 0.016
    connect_s: float = 10.0
    first_pause_s: float = 0.5
    longest_pause_s: float = 30.0
    settled_s: float = 60.0
    watch_every_s: float = 0.5
    probe_after_s: float = 10.0
    probe_wait_s: float = 5.0
    ack_s: float = 10.0
    ack_tries: int = 3
    silent_s: float = 20.0
    longest_silence_s: float = 600.0
    out_of_step_s: float = 3.0
    degraded_s: float = 60.0
    repair_every_s: float = 0.1
    repair_timeout_s: float = 5.0
    repair_tries: int = 5
    most_waiting_trades: int = 100_000
    known_trades: int = 20_000
    wake_s: float = 30.0
    max_age_s: float | None = None


class Listener(Protocol):
    """Who hears what comes. Calls come from the loop's thread and must be short."""

    def trades(self, instrument: str, trades: Sequence[Trade]) -> None:
        """Every trade, in the venue's order."""
        ...

    def book(self, instrument: str, book: Book) -> None:
        """The newest book, up to `SHOWN_LEVELS` a side."""
        ...

    def ticker(self, instrument: str, ticker: Ticker) -> None:
        """The newest glance."""
        ...

    def stream_health(self, health: StreamHealth) -> None:
        """A stream's health has changed."""
        ...


class PublicStreams(Protocol):
    """The public streams of one venue."""

    @property
    def counts(self) -> Counts: ...

    def subscribe(self, market: Market, *channels: Channel) -> None:
        """Follows a market. Asking twice changes nothing."""
        ...

    def unsubscribe(self, market: Market, *channels: Channel) -> None:
        """Ends following."""
        ...

    def health(self) -> Sequence[StreamHealth]:
        """Every stream that is followed."""
        ...

    async def close(self) -> None:
        """Ends everything."""
        ...
