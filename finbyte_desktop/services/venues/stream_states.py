"""What a client knows of one market from its streams. Pure: no clock, no network.

A state takes what a decoder read and tells its inbox what there is to deliver, to repair and to worry about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from finbyte_desktop.core.market import Book, BookLevel, Ticker, Trade
from finbyte_desktop.services.venues.depth_book import NumberedUpdate, Unreadable
from finbyte_desktop.services.venues.stream_port import SHOWN_LEVELS, Channel, Counts, Limits, Market
from finbyte_desktop.services.venues.text_book import TextBook


class Inbox:
    """What the states of one port have to tell.

    Attributes:
        quotes: states with a new value to deliver, in the order in which they changed.
        repairs: states that need something over REST or a new subscription.
        worries: states whose health should be looked at now.
        stirred: whether any of these has got a new entry since somebody looked.
    """

    def __init__(self, trades: Callable[[str, list[Trade]], None], limits: Limits | None = None) -> None:
        self.counts = Counts()
        self.limits = limits or Limits()
        self.quotes: dict[QuoteState, None] = {}
        self.repairs: dict[StreamState, None] = {}
        self.worries: dict[StreamState, None] = {}
        self.stirred = False
        self._trades = trades

    def quote(self, state: QuoteState) -> None:
        """This state has a new value."""
        if state not in self.quotes:
            self.quotes[state] = None
            self.stirred = True

    def mend(self, state: StreamState) -> None:
        """This state needs something that its stream does not bring by itself."""
        self.repairs[state] = None
        self.stirred = True

    def worry(self, state: StreamState) -> None:
        """The health of this state should be looked at now."""
        self.worries[state] = None
        self.stirred = True

    def forget(self, state: StreamState) -> None:
        """Nothing about this state is of interest any more."""
        self.repairs.pop(state, None)
        self.worries.pop(state, None)
        if isinstance(state, QuoteState):
            self.quotes.pop(state, None)

    def trades(self, instrument: str, trades: list[Trade]) -> None:
        """Hands trades over, in order."""
        self.counts.delivered += len(trades)
        self._trades(instrument, trades)


class StreamState:
    """One followed channel of one market.

    Attributes:
        heard: messages so far.
        in_step: whether what is known is all there is to know.
        bad: messages that could not be read, and holes that stayed.
        refused: the venue's words when it refused the subscription.
    """

    def __init__(self, market: Market, channel: Channel, inbox: Inbox) -> None:
        self.market = market
        self.channel = channel
        self.inbox = inbox
        self.heard = 0
        self.bad = 0
        self.refused = ""
        self.ended = False

    @property
    def in_step(self) -> bool:
        return True

    def interrupted(self) -> None:
        """The connection ended: whatever happened since is not known."""

    def went_bad(self) -> None:
        """A message of this stream could not be read, or something is lost for good."""
        self.bad += 1
        self.inbox.worry(self)

    def unread(self) -> None:
        """A message of this stream could not be read; what it told is missing."""
        self.went_bad()

    def gave_up(self) -> None:
        """A repair does not succeed."""


class QuoteState(StreamState):
    """A stream of which the last value counts."""

    def deliver(self) -> Book | Ticker | None:
        """The newest value; None when it cannot be trusted."""
        raise NotImplementedError


class BookState(QuoteState):
    """The book of a market, from snapshots and numbered changes."""

    def __init__(self, market: Market, inbox: Inbox) -> None:
        super().__init__(market, Channel.BOOK, inbox)
        self.book = TextBook()
        self.ns = 0
        self._was_in_step = False

    @property
    def in_step(self) -> bool:
        return self.book.in_step

    def update(self, ns: int, update: NumberedUpdate[Any]) -> None:
        """Takes one change. Raises Unreadable; the book is then lost until the next snapshot."""
        self.heard += 1
        book = self.book
        was_in_step = book.in_step
        try:
            if book.take_update(update):
                self.ns = ns
                self.inbox.quote(self)
                return
        except Unreadable:
            self.lost()
            raise
        if book.in_step:
            self.inbox.counts.dropped += 1
        else:
            self.inbox.counts.gaps += was_in_step
            self.lost()

    def snapshot(self, ns: int, last: int, bids: Any, asks: Any, over: bool = False) -> None:
        """Takes a whole book; `over` puts it in the place of any other. Raises Unreadable."""
        if over:
            self.book.lose()
        try:
            taken = self.book.take_snapshot(last, bids, asks)
        except Unreadable:
            self.lost()
            raise
        if not self.book.in_step:
            self.lost()
        elif taken:
            if self._was_in_step:
                self.inbox.counts.resyncs += 1
            self._was_in_step = True
            self.ns = max(self.ns, ns)
            self.inbox.repairs.pop(self, None)
            self.inbox.quote(self)
            self.inbox.worry(self)

    def lost(self) -> None:
        """The book is out of step: it is not delivered until it was made anew."""
        self.inbox.quotes.pop(self, None)
        self.inbox.mend(self)
        self.inbox.worry(self)

    def interrupted(self) -> None:
        self.book.lose()
        self.lost()

    def unread(self) -> None:
        super().unread()
        self.interrupted()

    def deliver(self) -> Book | None:
        book = self.book
        if not book.in_step:
            return None
        if book.crossed:
            self.inbox.counts.gaps += 1
            self.interrupted()
            return None
        try:
            return Book(self.ns, book.bids(SHOWN_LEVELS), book.asks(SHOWN_LEVELS))
        except Unreadable:
            self.inbox.counts.unreadable += 1
            self.unread()
            return None


class TickerState(QuoteState):
    """A market at a glance, from two streams of the venue: the day's figures and the best of the book."""

    def __init__(self, market: Market, inbox: Inbox) -> None:
        super().__init__(market, Channel.TICKER, inbox)
        self.value = Ticker(0, None, None, None, None, None, None, None)
        self.quote_number = -1
        self.top: TextBook | None = None

    def day(self, ns: int, figures: Mapping[str, Decimal]) -> None:
        """Takes what changed of the day's figures."""
        self.heard += 1
        self.value = self.value._replace(ns=max(ns, self.value.ns), **figures)  # type: ignore[arg-type]
        self.inbox.quote(self)

    def best(self, ns: int, quote_number: int, bid: BookLevel | None, ask: BookLevel | None) -> None:
        """Takes the best of the book, unless a newer one is known."""
        self.heard += 1
        if quote_number < self.quote_number:
            self.inbox.counts.dropped += 1
            return
        self.quote_number = quote_number
        self.value = self.value._replace(ns=max(ns, self.value.ns), bid=bid, ask=ask)
        self.inbox.quote(self)

    def interrupted(self) -> None:
        # numbers may begin anew with the next connection
        self.quote_number = -1
        self.top = None

    def unread(self) -> None:
        super().unread()
        if self.top is not None and not self.top.in_step:
            self.top_lost()

    def top_lost(self) -> None:
        """The best of the book is not known until it is sent anew."""
        self.value = self.value._replace(bid=None, ask=None)
        self.inbox.quote(self)
        self.inbox.mend(self)

    def deliver(self) -> Ticker:
        return self.value
