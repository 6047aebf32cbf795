"""The exchange without sockets: virtual time, faults, the wire log, and the venues behind their hosts."""

from __future__ import annotations

import heapq
from random import Random
from typing import TYPE_CHECKING, Any

from tests.support.exchange.acts import Acts
from tests.support.exchange.faults import Faults
from tests.support.exchange.journey import Journey
from tests.support.exchange.market import SeededMarket
from tests.support.exchange.venue import MS, SECOND, Venue
from tests.support.exchange.wire import Connection, Frame, Outcome, WireRequest, json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.support.exchange.faults import Rule

START_NS = 1_767_225_600 * SECOND  # 2026-01-01
TICK_NS = 100 * MS


class Exchange:
    """Everything a client can reach. Nothing happens unless advance() is called or a request comes in."""

    def __init__(
        self,
        *,
        seed: int = 1,
        start_ns: int = START_NS,
        faults: Faults | None = None,
        market_step_ms: int = 250,
    ) -> None:
        self.seed = seed
        self.start_ns = self.now_ns = start_ns
        self.leapt_ns = 0
        self.faults = faults or Faults(seed)
        self.dice = Random(f"exchange:{seed}")
        self.venues: list[Venue] = []
        self.skew_ns = 0
        self.suspended_until_ns = 0
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = 0
        self._is_busy = False
        self._step_ns = market_step_ms * MS
        self._journey = Journey(self)
        self._acts = Acts(self)
        self.at(self.now_ns + TICK_NS, self._tick)
        self.at(self.now_ns + SECOND, self._second)
        if market_step_ms:
            self.at(self.now_ns + self._step_ns, self._market)

    # ---------------------------------------------------------------------------- time

    @property
    def venue_ns(self) -> int:
        """What the venues' clock says; skew, drift and steps are in it."""
        now_ns = self.now_ns + self.skew_ns
        if "time.drift" not in self.faults.by_knob:
            return now_ns
        drift = self.faults.setting("time.drift", self.elapsed_ms)
        ppm = 0 if drift is None else int(drift.params.get("ppm", 100))
        return now_ns + self.elapsed_ms * MS * ppm // 10**6

    @property
    def elapsed_ms(self) -> int:
        return (self.now_ns - self.start_ns - self.leapt_ns) // MS

    def at(self, time_ns: int, act: Callable[[], None]) -> None:
        """Do something at a moment of virtual time; equal moments keep their order."""
        self._numbers += 1
        if time_ns < self.now_ns:
            time_ns = self.now_ns
        heapq.heappush(self._due, (time_ns, self._numbers, act))

    def after_ms(self, delay_ms: int, act: Callable[[], None]) -> None:
        self.at(self.now_ns + delay_ms * MS, act)

    def next_due_ns(self) -> int:
        """When something happens next; background traders and tickers never end."""
        return self._due[0][0]

    def advance_to(self, time_ns: int) -> None:
        """Let virtual time pass, doing everything that is due on the way."""
        if self._is_busy:
            raise RuntimeError("time cannot be moved from within what happens in it")
        self._is_busy = True
        due, pop = self._due, heapq.heappop  # leap() fills the same list anew
        try:
            while due and due[0][0] <= time_ns:
                due_ns, _, act = pop(due)
                if due_ns != self.now_ns:
                    self._set_now(due_ns)
                act()
        finally:
            self._is_busy = False
        if time_ns > self.now_ns:
            self._set_now(time_ns)

    def advance(self, seconds: float) -> None:
        self.advance_to(self.now_ns + round(seconds * SECOND))

    def leap(self, seconds: float) -> None:
        """Time passes and nothing moves: whatever was due is due that much later. Weeks cost nothing."""
        by_ns = round(seconds * SECOND)
        self._due[:] = [(due_ns + by_ns, number, act) for due_ns, number, act in self._due]
        self.leapt_ns += by_ns
        self._set_now(self.now_ns + by_ns)

    def _set_now(self, time_ns: int) -> None:
        self.now_ns = time_ns
        for venue in self.venues:
            venue.engine.ledger.now_ns = time_ns

    def _tick(self) -> None:
        self.at(self.now_ns + TICK_NS, self._tick)
        for venue in self.venues:
            venue.tick()

    def _second(self) -> None:
        self.at(self.now_ns + SECOND, self._second)
        self._acts.second()
        for venue in self.venues:
            venue.every_second()
            self._ping(venue)

    def _market(self) -> None:
        self.at(self.now_ns + self._step_ns, self._market)
        for venue in self.venues:
            if isinstance(venue.market, SeededMarket):
                venue.market.step()

    # ---------------------------------------------------------------------------- requests

    def venue_of(self, host: str) -> Venue | None:
        for venue in self.venues:
            if host in venue.hosts:
                return venue
        return None

    def send(self, request: WireRequest, reply: Callable[[Outcome], None]) -> None:
        """A client sends a request; reply is called when, and if, it would see something."""
        self._journey.send(request, reply)

    def ask(self, request: WireRequest, wait_ms: int = 100_000) -> Outcome:
        """Send and let time pass until the answer is there; silence after wait_ms."""
        got: list[Outcome] = []
        self.send(request, got.append)
        end_ns = self.now_ns + wait_ms * MS
        while not got and self.next_due_ns() <= end_ns:
            self.advance_to(self.next_due_ns())
        return got[0] if got else Outcome("silence")

    # ---------------------------------------------------------------------------- streams

    def connect(
        self, host: str, path: str, query: str, deliver: Callable[[Frame], None], ip: str = "127.0.0.1"
    ) -> Connection | None:
        """A client opens a WebSocket; None when no venue listens there or the network is down."""
        venue = self.venue_of(host)
        facts = {"host": host, "path": path}
        if venue is None or self.is_cut(facts) or self.faults.strike("net.dns", self.elapsed_ms, **facts):
            return None
        self._numbers += 1
        connection = Connection(self._numbers, host, path, query, deliver, self.now_ns, ip)
        venue.connections.append(connection)
        venue.opened(connection)
        limit = self.faults.setting("stream.max_age", self.elapsed_ms)
        age_ms = 24 * 3600 * 1000 if limit is None else int(limit.params.get("ms", 60_000))
        self.after_ms(age_ms, lambda: venue.close(connection, 1008))
        return connection

    def receive(self, connection: Connection, text: str) -> None:
        """A client sends a text over its WebSocket."""
        venue = self.venue_of(connection.host)
        if venue is None or not connection.is_open:
            return
        if self.is_cut({"host": connection.host, "path": connection.path}):
            return
        venue.receive(connection, text)
        self.flush()

    def disconnect(self, connection: Connection) -> None:
        venue = self.venue_of(connection.host)
        connection.is_open = False
        if venue is not None and connection in venue.connections:
            venue.connections.remove(connection)

    def push(self, connection: Connection, value: Any, topic: str = "", *, is_ack: bool = False) -> None:
        """Send one message to a client, through the stream faults."""
        facts = {"host": connection.host, "path": connection.path, "topic": topic}
        strike = self.strike
        if self.is_cut(facts) or connection.is_stalled:
            return
        stall = strike("stream.stall", facts)
        if stall is not None:
            connection.is_stalled = True
            connection.pings_stalled = not stall.params.get("pings", True)
            return
        if strike("stream.ack_lost" if is_ack else "stream.drop", facts):
            return
        is_depth = "depth" in topic or "orderbook" in topic
        if is_depth and strike("stream.sequence_gap", facts):
            return
        text = value if isinstance(value, str) else json_text(value)
        copies = 2 if strike("stream.duplicate", facts) else 1
        at_ns = self._delivery_ns(connection, facts)
        for _ in range(copies):
            self.at(at_ns, lambda: self._deliver(connection, Frame("text", text)))

    def _delivery_ns(self, connection: Connection, facts: dict[str, str]) -> int:
        reorder = self.strike("stream.reorder", facts)
        if reorder is not None:
            return self.now_ns + int(reorder.params.get("ms", 200)) * MS
        burst = self.strike("stream.burst", facts)
        if burst is not None:
            held_ns = self.now_ns + int(burst.params.get("ms", 3000)) * MS
            connection.busy_until_ns = max(connection.busy_until_ns, held_ns)
        delay = self.strike("stream.delay", facts)
        if delay is not None:
            late_ns = self.now_ns + self.faults.between_ms(delay) * MS
            connection.busy_until_ns = max(connection.busy_until_ns, late_ns)
        return max(connection.busy_until_ns, self.now_ns)

    def _deliver(self, connection: Connection, frame: Frame) -> None:
        if connection.is_open:
            connection.deliver(frame)

    def flush(self) -> None:
        """Do what is due at this very moment; from within an act, what is due comes right after it."""
        if not self._is_busy:
            self.advance_to(self.now_ns)

    def _ping(self, venue: Venue) -> None:
        for connection in list(venue.connections):
            age_ms = (self.now_ns - connection.opened_ns) // MS
            due = venue.ping_every_ms and age_ms and age_ms // 1000 * 1000 % venue.ping_every_ms == 0
            if due and not connection.pings_stalled:
                self._deliver(connection, Frame("ping", str(self.venue_ns // MS)))

    def is_cut(self, facts: dict[str, str]) -> bool:
        """Whether nothing gets through now."""
        if self.now_ns < self.suspended_until_ns:
            return True
        return self.strike("net.partition", facts) is not None

    def strike(self, knob: str, facts: Mapping[str, str]) -> Rule | None:
        """The rule of a knob that strikes now; most knobs have none."""
        if knob not in self.faults.by_knob:
            return None
        return self.faults.struck(knob, (self.now_ns - self.start_ns - self.leapt_ns) // MS, facts)

    # ---------------------------------------------------------------------------- by hand

    def act(self, knob: str, **params: Any) -> None:
        """Let one market, account or time knob strike now."""
        self._acts.strike_now(knob, params)
