"""Books, trades and tickers of a first-class venue through own decoders.

A few tasks serve any number of markets: one reader a connection, one that delivers the newest quotes, one
that reads over REST what the streams did not tell, one that watches. All work of the readers together yields
after `Limits.turn_s`; there is no task, no timer and no queue per message.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp

from finbyte_desktop.core.market import Book
from finbyte_desktop.services.live.budget import Budget, Kind
from finbyte_desktop.services.supervisor import Supervisor
from finbyte_desktop.services.venues.depth_book import Unreadable
from finbyte_desktop.services.venues.stream_dialect import Decoder, Dialect, Topic
from finbyte_desktop.services.venues.stream_health import Judge
from finbyte_desktop.services.venues.stream_line import NETWORK, Line, Turn, Wiring, at_address
from finbyte_desktop.services.venues.stream_port import (
    Channel,
    Counts,
    Limits,
    Listener,
    Market,
    StreamHealth,
)
from finbyte_desktop.services.venues.stream_states import BookState, Inbox, StreamState

NS_PER_S = 1_000_000_000
OK = 200
AGAIN_S = 1.0


class OwnStreams:
    """The public streams of one venue. Everything is called from the loop's thread.

    `session` is an aiohttp session (it is not closed here), `address` sends everything to another host,
    `budget` is shared with whoever else asks this venue, `clock_s` measures work.
    """

    def __init__(
        self,
        dialect: Dialect,
        session: Any,
        supervisor: Supervisor,
        listener: Listener,
        now_ns: Callable[[], int] = time.time_ns,
        address: str | None = None,
        limits: Limits | None = None,
        budget: Budget | None = None,
        clock_s: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._dialect = dialect
        self._session = session
        self._supervisor = supervisor
        self._listener = listener
        self._now_ns = now_ns
        self._limits = limits or Limits()
        self._budget = budget or Budget(now_ns)
        self._inbox = Inbox(listener.trades, self._limits)
        self._turn = Turn(self._limits.turn_s, clock_s)
        self._wiring = Wiring(dialect, session, address, self._inbox, self._limits, self._turn, self._heed)
        self._states: dict[tuple[str, Channel], StreamState] = {}
        self._topics: dict[StreamState, Sequence[Topic]] = {}
        self._decoders: dict[str, Decoder] = {}
        self._lines: dict[Line, asyncio.Task[None]] = {}
        self._successors: dict[Line, Line] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._quotes_wanted, self._repairs_wanted = asyncio.Event(), asyncio.Event()
        self._not_before_s: dict[StreamState, float] = {}
        self._tries: dict[StreamState, int] = {}
        self._judge = Judge(self._limits, listener.stream_health)

    @property
    def counts(self) -> Counts:
        return self._inbox.counts

    def health(self) -> Sequence[StreamHealth]:
        return [self._judge.of(state) for state in self._states.values()]

    # --- following --------------------------------------------------------------------------------

    def subscribe(self, market: Market, *channels: Channel) -> None:
        for channel in channels:
            key = market.instrument, channel
            if key in self._states:
                continue
            state = self._dialect.make_state(market, channel, self._inbox)
            self._states[key] = state
            self._topics[state] = self._dialect.topics(market, channel)
            for topic in self._topics[state]:
                decoder = self._decoders.get(topic.route)
                if decoder is None:
                    decoder = self._decoders[topic.route] = self._dialect.make_decoder(self._inbox)
                decoder.follow(topic.name, state, self._dialect.sink(topic, state))
                self._line_with_room(topic.route).add(topic.name, state)
            self._judge.begin(state, asyncio.get_running_loop().time())
        if not self._tasks:
            name = self._dialect.name
            self._tasks = [
                self._supervisor.keep(f"{name} streams: quotes", self._deliver),
                self._supervisor.keep(f"{name} streams: repairs", self._repair),
                self._supervisor.keep(f"{name} streams: watch", self._watch),
            ]

    def _line_with_room(self, route: str) -> Line:
        for line in self._lines:
            room = len(line.topics) < self._dialect.topics_per_line
            if line.route == route and room and line not in self._successors:
                return line
        return self._new_line(route)

    def _new_line(self, route: str) -> Line:
        line = Line(self._wiring, route, self._decoders[route])
        self._lines[line] = self._supervisor.keep(f"{self._dialect.name} streams: {route}", line.run)
        return line

    def unsubscribe(self, market: Market, *channels: Channel) -> None:
        for channel in channels:
            state = self._states.pop((market.instrument, channel), None)
            if state is None:
                continue
            state.ended = True
            for topic in self._topics.pop(state):
                self._decoders[topic.route].forget(topic.name)
                for line in list(self._lines):
                    if line.route == topic.route:
                        line.drop(topic.name)
            for line in [line for line in self._lines if not line.topics]:
                self._end(line)
            self._judge.end(state)
            self._inbox.forget(state)
            self._not_before_s.pop(state, None)
            self._tries.pop(state, None)

    def _end(self, line: Line) -> None:
        line.retired = True
        self._lines.pop(line).cancel()
        self._successors.pop(line, None)

    async def close(self) -> None:
        tasks = [*self._tasks, *self._lines.values()]
        self._tasks, self._lines = [], {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- the newest quotes ------------------------------------------------------------------------

    def _heed(self) -> None:
        """Wakes whoever has something to do now."""
        inbox = self._inbox
        inbox.stirred = False
        if inbox.quotes:
            self._quotes_wanted.set()
        if inbox.repairs:
            self._repairs_wanted.set()
        if inbox.worries:
            now_s = asyncio.get_running_loop().time()
            for state in list(inbox.worries):
                self._judge.look(state, self._connected(state), now_s)
            inbox.worries.clear()

    async def _deliver(self) -> None:
        quotes = self._inbox.quotes
        while True:
            await self._quotes_wanted.wait()
            self._quotes_wanted.clear()
            for state in list(quotes):
                if state not in quotes:
                    continue
                del quotes[state]
                value = state.deliver()
                if isinstance(value, Book):
                    self._listener.book(state.market.instrument, value)
                elif value is not None:
                    self._listener.ticker(state.market.instrument, value)
                if self._turn.over():
                    await self._turn.pause()
            self._heed()
            await asyncio.sleep(self._limits.quotes_every_s)

    # --- repairs ----------------------------------------------------------------------------------

    async def _repair(self) -> None:
        """Serves one state after the other, the longest waiting first."""
        loop = asyncio.get_running_loop()
        while True:
            await self._repairs_wanted.wait()
            now_s = loop.time()
            due = [
                state
                for state in self._inbox.repairs
                if self._not_before_s.get(state, 0.0) <= now_s and self._subscribed(state)
            ]
            if due:
                await self._repair_one(due[0], now_s)
            if not self._inbox.repairs:
                self._repairs_wanted.clear()
            await asyncio.sleep(self._limits.repair_every_s)

    async def _repair_one(self, state: StreamState, now_s: float) -> None:
        del self._inbox.repairs[state]
        url = self._dialect.repair(state)
        if url is None:
            self._subscribe_again(state, now_s)
        elif not state.in_step:
            answered = await self._ask(state, url)
            if not answered or not state.in_step:
                self._inbox.mend(state)
        if state.ended:
            self._inbox.repairs.pop(state, None)
            return
        if state.in_step:
            self._tries.pop(state, None)
            self._not_before_s.pop(state, None)
        elif url is not None:
            tries = self._tries[state] = self._tries.get(state, 0) + 1
            pause_s = min(self._limits.first_pause_s * 2 ** min(tries - 1, 10), self._limits.longest_pause_s)
            self._not_before_s[state] = asyncio.get_running_loop().time() + pause_s
            if tries >= self._limits.repair_tries:
                state.gave_up()
        self._heed()

    async def _ask(self, state: StreamState, url: str) -> bool:
        """Whether an answer came that could be read."""
        await self._budget.ready(Kind.READ)
        timeout = aiohttp.ClientTimeout(total=self._limits.repair_timeout_s)
        try:
            request = self._session.get(at_address(url, self._wiring.address), timeout=timeout)
            async with asyncio.timeout(self._limits.repair_timeout_s), request as response:
                body = await response.text()
                self._budget.told(response.status, response.headers)
                if response.status != OK:
                    return False
            self._dialect.read_repair(state, body, self._now_ns())
        except NETWORK:
            return False
        except (Unreadable, UnicodeDecodeError):
            self.counts.unreadable += 1
            return False
        return True

    def _subscribe_again(self, state: StreamState, now_s: float) -> None:
        for line, names in self._lines_of(state):
            if any(now_s - line.sent_s.get(name, now_s) < AGAIN_S for name in names):
                self._inbox.mend(state)  # the subscription is on its way
                self._not_before_s[state] = now_s + AGAIN_S
                return
            line.again(names)
        self._not_before_s[state] = now_s + self._limits.out_of_step_s

    def _lines_of(self, state: StreamState) -> list[tuple[Line, list[str]]]:
        found = []
        for line in self._lines:
            names = [t.name for t in self._topics.get(state, ()) if line.topics.get(t.name) is state]
            if names:
                found.append((line, names))
        return found

    def _connected(self, state: StreamState) -> bool:
        """Whether every topic of the state is on a line that stands."""
        standing = {
            name for line, names in self._lines_of(state) if line.connected_s is not None for name in names
        }
        return bool(standing) and all(t.name in standing for t in self._topics.get(state, ()))

    def _subscribed(self, state: StreamState) -> bool:
        """Whether the venue sends every topic of the state: what is read now and what comes then meet."""
        sent = {name for line, names in self._lines_of(state) for name in names if line.sends(name)}
        return all(topic.name in sent for topic in self._topics.get(state, ()))

    # --- watching ---------------------------------------------------------------------------------

    async def _watch(self) -> None:
        loop, limits = asyncio.get_running_loop(), self._limits
        before_s, before_ns = loop.time(), self._now_ns()
        while True:
            await asyncio.sleep(limits.watch_every_s)
            now_s, now_ns = loop.time(), self._now_ns()
            if (now_ns - before_ns) / NS_PER_S - (now_s - before_s) > limits.wake_s:
                for line in self._lines:
                    line.cut()  # this computer slept; what the connections are worth is not known
            before_s, before_ns = now_s, now_ns
            for line in list(self._lines):
                await line.tick(now_s)
            self._renew(now_s)
            for state in self._states.values():
                self._look_after(state, now_s)
            self._heed()

    def _look_after(self, state: StreamState, now_s: float) -> None:
        connected = self._connected(state)
        self._judge.look(state, connected, now_s)
        if connected and self._judge.wants_again(state, now_s):
            for line, names in self._lines_of(state):
                line.again(names)
            if state.channel is Channel.TRADES:
                state.interrupted()
        if isinstance(state, BookState) and not state.in_step and state not in self._inbox.repairs:
            lines = self._lines_of(state)
            sent_s = min((line.sent_s.get(n, now_s) for line, names in lines for n in names), default=now_s)
            if connected and now_s - sent_s >= self._limits.out_of_step_s:
                state.lost()  # a quiet market: nothing came that could have asked for a snapshot

    def _renew(self, now_s: float) -> None:
        """Replaces connections before the venue ends them: the new one first, then the old one goes."""
        max_age_s = self._limits.max_age_s or self._dialect.max_age_s
        for line in list(self._lines):
            successor = self._successors.get(line)
            old = line.connected_s is not None and (
                line.leaving or (max_age_s is not None and now_s - line.connected_s >= max_age_s)
            )
            if successor is None and old and line not in self._successors.values():
                successor = self._successors[line] = self._new_line(line.route)
                for name, state in line.topics.items():
                    successor.add(name, state)
            elif successor is not None and successor.settled:
                self.counts.renewals += 1
                self._end(line)
