"""The trades of a market, each once and in order; what is missing is known, read again, or counted lost."""

from __future__ import annotations

from collections.abc import Iterable

from finbyte_desktop.core.market import Trade
from finbyte_desktop.services.venues.stream_port import Channel, Market
from finbyte_desktop.services.venues.stream_states import Inbox, StreamState


class NumberedTrades(StreamState):
    """Trades that the venue numbers without a hole. A hole holds back what follows until it is filled over
    REST, or is known to be lost. After an interruption the venue's list is read in any case: no later trade
    might come to show the hole.
    """

    def __init__(self, market: Market, inbox: Inbox) -> None:
        super().__init__(market, Channel.TRADES, inbox)
        self.last: int | None = None
        self._waiting: dict[int, Trade | None] = {}
        self._interrupted = False

    @property
    def in_step(self) -> bool:
        return not self._waiting and not self._interrupted

    def interrupted(self) -> None:
        if self.last is not None:
            self._interrupted = True
            self.inbox.mend(self)
            self.inbox.worry(self)

    def take(self, trade_number: int, trade: Trade | None) -> None:
        """One trade; None for a number that stands for none."""
        self.heard += 1
        last = self.last
        if last is None or (trade_number == last + 1 and not self._waiting):
            self.last = trade_number
            if trade is not None:
                self.inbox.trades(self.market.instrument, [trade])
        elif trade_number <= last or trade_number in self._waiting:
            self.inbox.counts.dropped += 1
        else:
            if not self._waiting:
                self.inbox.counts.gaps += 1
                self.inbox.mend(self)
                self.inbox.worry(self)
            self._waiting[trade_number] = trade
            if trade_number == last + 1:
                self._drain()
            elif len(self._waiting) > self.inbox.limits.most_waiting_trades:
                self.gave_up()

    def refill(self, found: list[tuple[int, Trade | None]]) -> None:
        """Two trades that the venue tells as neighbours have no hole between them."""
        self._interrupted = False
        if self.last is None or not found:
            return
        numbers = [trade_number for trade_number, _ in found]
        fresh = {
            trade_number: trade
            for trade_number, trade in found
            if trade_number > self.last and trade_number not in self._waiting
        }
        self.inbox.counts.refilled += len(fresh)
        self._waiting |= fresh
        self._drain(min(numbers), max(numbers))

    def _lose(self, count: int) -> None:
        if count > 0:
            self.inbox.counts.lost += count
            self.went_bad()

    def _drain(self, told_from: int = 0, told_until: int = -1) -> None:
        """Delivers what follows without a hole. Of the numbers from `told_from` to `told_until` the venue has
        told everything, and what lies before them it will not tell any more.
        """
        waiting = self._waiting
        ready: list[Trade] = []
        for trade_number in sorted(waiting):
            last = -1 if self.last is None else self.last
            if trade_number > last + 1:
                if trade_number - 1 > told_until:
                    break
                self._lose(min(trade_number, told_from) - last - 1)
            trade = waiting.pop(trade_number)
            if trade_number > last:
                self.last = trade_number
                if trade is not None:
                    ready.append(trade)
        if ready:
            self.inbox.trades(self.market.instrument, ready)
        if waiting:
            self.inbox.mend(self)
        else:
            self.inbox.repairs.pop(self, None)
            self.inbox.worry(self)

    def gave_up(self) -> None:
        self._interrupted = False
        while self._waiting and self.last is not None:
            first = min(self._waiting)
            self._lose(first - self.last - 1)
            self.last = first - 1
            self._drain()


class NamedTrades(StreamState):
    """Trades with ids that say nothing of their order. Only an interruption can hide some: then the venue's
    list of past trades is laid beside what is known.
    """

    def __init__(self, market: Market, inbox: Inbox) -> None:
        super().__init__(market, Channel.TRADES, inbox)
        self._known: dict[str, None] = {}
        self._waiting: list[tuple[str, Trade]] | None = None

    @property
    def in_step(self) -> bool:
        return self._waiting is None

    def take(self, trades: Iterable[tuple[str, Trade]]) -> None:
        """The trades of one message."""
        self.heard += 1
        if self._waiting is None:
            self._give(trades)
            return
        self._waiting += trades
        if len(self._waiting) > self.inbox.limits.most_waiting_trades:
            self.gave_up()

    def _give(self, trades: Iterable[tuple[str, Trade]]) -> None:
        known, fresh = self._known, []
        for name, trade in trades:
            if name in known:
                self.inbox.counts.dropped += 1
            else:
                known[name] = None
                fresh.append(trade)
        for _ in range(len(known) - self.inbox.limits.known_trades):
            del known[next(iter(known))]
        if fresh:
            self.inbox.trades(self.market.instrument, fresh)

    def interrupted(self) -> None:
        if self._known and self._waiting is None:
            self._waiting = []
            self.inbox.counts.gaps += 1
        if self._waiting is not None:
            self.inbox.mend(self)
            self.inbox.worry(self)

    def unread(self) -> None:
        super().unread()
        self.interrupted()

    def refill(self, found: list[tuple[str, Trade]]) -> None:
        if self._waiting is None:
            return
        waiting, self._waiting = self._waiting, None
        reach = [place for place, (name, _) in enumerate(found) if name in self._known]
        if not reach:
            # The list does not reach back to what is known; how many are missing cannot be told.
            self.inbox.counts.lost += 1
            self.went_bad()
        live = {name for name, _ in waiting}
        # what lies before the newest known trade is known, or older than the subscription
        newer = found[reach[-1] + 1 :] if reach else found
        told = {name for name, _ in newer}
        self.inbox.counts.refilled += len(told - live)
        self._give(newer)
        self._give([(name, trade) for name, trade in waiting if name not in told])
        self.inbox.repairs.pop(self, None)
        self.inbox.worry(self)

    def gave_up(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.inbox.counts.lost += 1
            self.went_bad()
            self._give(waiting)
            self.inbox.repairs.pop(self, None)
