"""One connection of a venue's public streams: it subscribes, reads, notices silence, and comes back."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import aiohttp

from finbyte_desktop.services.venues.depth_book import Unreadable
from finbyte_desktop.services.venues.stream_dialect import Decoder, Dialect, Leaving, Reply
from finbyte_desktop.services.venues.stream_port import Limits
from finbyte_desktop.services.venues.stream_states import Inbox, StreamState

log = logging.getLogger(__name__)
CLOSE_S = 1.0
MAX_MESSAGE_BYTES = 16_000_000
DATA = (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY)
NETWORK = (aiohttp.ClientError, OSError)


def at_address(url: str, address: str | None) -> str:
    """The same url at another host, with the venue's own host as the first part of the path."""
    if address is None:
        return url
    scheme, _, rest = url.partition("://")
    base = address.replace("http", "ws", 1) if scheme.startswith("ws") else address
    return f"{base}/{rest}"


class Turn:
    """Work shared by everything that reads in one turn of the loop: after `turn_s` of it all give way, and
    then one of those that wait goes on each turn, the longest waiting first.
    """

    def __init__(self, turn_s: float, clock_s: Callable[[], float]) -> None:
        self._turn_s = turn_s
        self._clock_s = clock_s
        self._open = False
        self._ends_s = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def over(self) -> bool:
        """Whether it is time to give way. The first to ask in a turn begins it."""
        if self._open:
            return self._clock_s() >= self._ends_s
        self._open = True
        self._ends_s = self._clock_s() + self._turn_s
        asyncio.get_running_loop().call_soon(self._next)
        return False

    def _next(self) -> None:
        self._open = False
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(None)
                break
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)

    async def pause(self) -> None:
        """Waits for a turn of one's own."""
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        await mine


@dataclass(frozen=True, slots=True)
class Wiring:
    """What every connection of one port shares. `heed` looks after the inbox."""

    dialect: Dialect
    session: Any
    address: str | None
    inbox: Inbox
    limits: Limits
    turn: Turn
    heed: Callable[[], None]


class _Asked(NamedTuple):
    """A subscription on its way, and how much had been heard of each topic before."""

    heard: dict[str, int]
    at_s: float
    tries: int


class Line:
    """One connection. Topics are added and dropped at any time; commands go out as fast as the venue allows.

    Attributes:
        connected_s: since when the connection stands, of the loop's clock; None without one.
        leaving: the venue has announced that it will end the connection.
        retired: another line has taken over.
    """

    def __init__(self, wiring: Wiring, route: str, decoder: Decoder) -> None:
        self.route = route
        self.topics: dict[str, StreamState] = {}
        self.sent_s: dict[str, float] = {}
        self.connected_s: float | None = None
        self.leaving = self.retired = self._has_run = False
        self._wiring = wiring
        self._decoder = decoder
        self._socket: Any = None
        self._limit: asyncio.Timeout | None = None
        self._to_add: dict[str, int] = {}
        self._to_drop: dict[str, None] = {}
        self._alone: dict[str, None] = {}
        self._asked: dict[int, _Asked] = {}
        self._numbers = 0
        self._heard = self._seen_heard = 0
        self._heard_s = self._command_s = self._ping_s = 0.0
        self._probed_s: float | None = None

    # --- topics -----------------------------------------------------------------------------------

    def add(self, name: str, state: StreamState) -> None:
        self.topics[name] = state
        self._to_add[name] = 0

    def drop(self, name: str) -> None:
        if self.topics.pop(name, None) is not None:
            self._to_drop[name] = None
            self._to_add.pop(name, None)

    def again(self, names: Iterable[str]) -> None:
        """Subscribes anew, so that the venue begins from a whole value."""
        for name in names:
            if name in self.topics:
                self._to_drop[name] = None
                self._to_add[name] = 0

    def sends(self, name: str) -> bool:
        """Whether the venue has acknowledged this topic, or sends it."""
        if self.connected_s is None or name in self._to_add or name in self._alone or name not in self.topics:
            return False
        heard = self.topics[name].heard
        return not any(asked.heard.get(name) == heard for asked in self._asked.values())

    @property
    def settled(self) -> bool:
        """Whether everything that was asked for is acknowledged, and something came."""
        return self._heard > 0 and not self._to_add and not self._asked and self.connected_s is not None

    # --- the connection ---------------------------------------------------------------------------

    async def run(self) -> None:
        """Connects and reads until it is cancelled or retired; after each end again, ever later."""
        limits, counts = self._wiring.limits, self._wiring.inbox.counts
        pause_s = limits.first_pause_s
        if self._has_run:  # it failed: what came meanwhile is a pause
            self._interrupted()
        self._has_run = True
        while True:
            started_s = asyncio.get_running_loop().time()
            try:
                await self._connect()
            except NETWORK as error:
                log.info("%s %s: %s", self._wiring.dialect.name, self.route, type(error).__name__)
            lasted_s = asyncio.get_running_loop().time() - started_s
            if self.retired:
                return
            counts.reconnects += 1
            self._interrupted()
            if lasted_s >= limits.settled_s:
                pause_s = limits.first_pause_s
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, limits.longest_pause_s)

    def _interrupted(self) -> None:
        for state in dict.fromkeys(self.topics.values()):
            state.interrupted()
        self._wiring.heed()

    async def _connect(self) -> None:
        wiring, loop = self._wiring, asyncio.get_running_loop()
        url = at_address(wiring.dialect.address(self.route), wiring.address)
        try:
            async with asyncio.timeout(wiring.limits.connect_s) as limit:
                self._limit = limit
                opening = wiring.session.ws_connect(
                    url,
                    compress=0,
                    max_msg_size=MAX_MESSAGE_BYTES,
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_S),
                )
                async with opening as socket:
                    limit.reschedule(None)
                    self._opened(socket, loop.time())
                    try:
                        await self._command(loop.time())
                        await self._read(socket)
                    finally:
                        await socket.close()
        finally:
            self._socket = self._limit = self.connected_s = None
            self.leaving = False

    def _opened(self, socket: Any, now_s: float) -> None:
        self._socket, self.connected_s = socket, now_s
        self._heard_s = self._ping_s = now_s
        self._probed_s = None
        self._to_drop.clear()
        self._asked.clear()
        self._to_add = dict.fromkeys(self.topics, 0)

    async def _read(self, socket: Any) -> None:
        wiring = self._wiring
        inbox, turn, heed, counts = wiring.inbox, wiring.turn, wiring.heed, wiring.inbox.counts
        receive, read = socket.receive, self._decoder.read
        while True:
            message = await receive()
            if message.type in DATA:
                self._heard += 1
                counts.received += 1
                try:
                    reply = read(message.data)
                except Unreadable as error:
                    counts.unreadable += 1
                    log.info("%s %s: %s", wiring.dialect.name, self.route, error)
                    reply = None
                if reply is not None:
                    self._take(reply)
                if inbox.stirred:
                    heed()
                if turn.over():
                    await turn.pause()
            elif message.type is aiohttp.WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is not aiohttp.WSMsgType.PONG:
                return

    def cut(self) -> None:
        """Ends the connection now; `run` makes the next one."""
        limit, self._limit = self._limit, None
        if limit is not None:
            limit.reschedule(asyncio.get_running_loop().time())

    def _take(self, reply: Reply | Leaving) -> None:
        if isinstance(reply, Leaving):
            self.leaving = True
            return
        asked = None if reply.number is None else self._asked.pop(reply.number, None)
        if asked is None or reply.accepted:
            return
        if len(asked.heard) > 1:
            # one wrong topic refuses all of a command: ask for each by itself
            self._alone |= dict.fromkeys(asked.heard)
            return
        for name in asked.heard:
            state = self.topics.get(name)
            if state is not None:
                state.refused = reply.text or "refused"
                self._wiring.inbox.worry(state)

    # --- commands and silence -----------------------------------------------------------------------

    async def tick(self, now_s: float) -> None:
        """Sends what is due, and cuts a connection that does not answer."""
        if self._socket is None:
            return
        if self._heard != self._seen_heard:
            self._seen_heard, self._heard_s, self._probed_s = self._heard, now_s, None
        limits = self._wiring.limits
        if self._probed_s is not None and now_s - self._probed_s >= limits.probe_wait_s:
            self._wiring.inbox.counts.stalls += 1
            self.cut()
            return
        for number, asked in list(self._asked.items()):
            if now_s - asked.at_s >= limits.ack_s:
                del self._asked[number]
                self._missed(asked)
        try:
            await self._keep_alive(now_s)
            burst = max(1, int(limits.watch_every_s / self._wiring.dialect.command_every_s))
            for _ in range(burst):
                await self._command(now_s)
        except NETWORK:
            self.cut()

    def _missed(self, asked: _Asked) -> None:
        """No acknowledgement: what sends data needs none, for the rest it is asked again."""
        silent = [
            name
            for name, heard in asked.heard.items()
            if name in self.topics and self.topics[name].heard == heard
        ]
        if silent and asked.tries + 1 >= self._wiring.limits.ack_tries:
            self.cut()
            return
        self._to_add |= dict.fromkeys(silent, asked.tries + 1)

    async def _keep_alive(self, now_s: float) -> None:
        dialect, limits = self._wiring.dialect, self._wiring.limits
        silent = self._probed_s is None and now_s - self._heard_s >= limits.probe_after_s
        due = dialect.ping_every_s is not None and now_s - self._ping_s >= dialect.ping_every_s
        if silent:
            self._probed_s = now_s
        if silent or due:
            self._ping_s = now_s
            await self._socket.send_str(dialect.probe(self._number()))

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    async def _command(self, now_s: float) -> None:
        """Sends at most one command."""
        dialect, most = self._wiring.dialect, self._wiring.dialect.topics_per_command
        if self._to_drop:
            names = list(self._to_drop)[:most]
            for name in names:
                del self._to_drop[name]
            await self._socket.send_str(dialect.unsubscribe(self._number(), names))
        elif self._to_add or self._alone:
            if self._to_add:
                names = list(self._to_add)[:most]
                tries = max(self._to_add.pop(name) for name in names)
            else:
                names, tries = [next(iter(self._alone))], 0
                del self._alone[names[0]]
            names = [name for name in names if name in self.topics]
            if not names:
                return
            number = self._number()
            self._asked[number] = _Asked({name: self.topics[name].heard for name in names}, now_s, tries)
            self.sent_s |= dict.fromkeys(names, now_s)
            await self._socket.send_str(dialect.subscribe(number, names))
