"""What every dialect has: an engine, keys, limits, stream connections and a log; no sockets, no clock."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.exchange.market import QUOTES, SeededMarket
from tests.support.exchange.tape import Tape
from tests.support.exchange.values import (
    BalanceChanged,
    Event,
    Fill,
    NewOrder,
    Order,
    OrderChanged,
    Refused,
)
from tests.support.exchange.wire import (
    ApiKey,
    Connection,
    Frame,
    WireRecord,
    WireRequest,
    WireResponse,
)

if TYPE_CHECKING:
    from random import Random

    from tests.support.exchange.engine import Engine
    from tests.support.exchange.exchange import Exchange

MS = 10**6
SECOND = 10**9
WARM_UP_STEPS = 60
WARM_UP_STEP_MS = 250


@dataclass(slots=True)
class Window:
    """How much of a limit is used in the current window of virtual time."""

    limit: int
    length_ms: int
    used: int = 0
    started_ms: int = 0

    def add(self, now_ms: int, weight: int) -> int:
        """Count the weight and return what is used now."""
        begin = now_ms - now_ms % self.length_ms
        if begin != self.started_ms:
            self.started_ms, self.used = begin, 0
        self.used += weight
        return self.used

    def rest_s(self, now_ms: int) -> int:
        return max((self.started_ms + self.length_ms - now_ms + 999) // 1000, 1)


@dataclass(slots=True)
class Bans:
    """Who called too often: addresses that are refused until a moment."""

    until_ms: dict[str, int] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)
    count_418: int = 0
    count_429: int = 0


@dataclass(slots=True)
class Call:
    """One request while a dialect works on it."""

    request: WireRequest
    params: dict[str, str]
    kind: str
    client_ids: tuple[str, ...] = ()
    account: str = ""
    key: ApiKey | None = None
    ignores_time: bool = False  # a fault: the venue does not keep its promise to drop what is late


class Venue(ABC):
    """One venue: handle() answers requests, receive() takes stream messages, on_event() makes them."""

    name = ""
    hosts: tuple[str, ...] = ()
    ping_every_ms = 20_000

    def __init__(self, exchange: Exchange, engine: Engine, *, seed: int) -> None:
        self.exchange = exchange
        self.engine = engine
        engine.now_ns = exchange.now_ns
        self.tape = Tape(engine, seed, exchange.now_ns // MS)
        self.keys: dict[str, ApiKey] = {}
        self.connections: list[Connection] = []
        self.bans = Bans()
        self.records: list[WireRecord] = []
        self.market: SeededMarket | None = None
        self._seed = seed

    def start(self, *, with_market: bool, quotes_a_step: int = QUOTES) -> None:
        """Open for business, with or without background traders."""
        if with_market:
            self.market = SeededMarket(self.engine, self._seed, quotes_a_step)
            for step in range(WARM_UP_STEPS, 0, -1):
                self.engine.now_ns = self.exchange.now_ns - step * WARM_UP_STEP_MS * MS
                self.market.step()
        self.engine.now_ns = self.exchange.now_ns
        self.engine.listeners.append(self._on_event)

    # ---------------------------------------------------------------------------- time

    @property
    def now_ms(self) -> int:
        """What the venue's own clock says."""
        return self.exchange.venue_ns // MS

    @staticmethod
    def stamp(time_ns: int) -> int:
        return time_ns // MS

    @property
    def dice(self) -> Random:
        return self.exchange.dice

    # ---------------------------------------------------------------------------- requests

    @abstractmethod
    def describe(self, request: WireRequest) -> Call:
        """What the request is about, without doing it: create, amend, cancel, read, market or other."""

    @abstractmethod
    def answer(self, call: Call) -> WireResponse:
        """Do what the request asks for."""

    @abstractmethod
    def error(self, status: int, code: int, text: str) -> WireResponse:
        """An error as this venue words it."""

    def owner(self, call: Call) -> str | None:
        """The account whose key came with the request, whether or not its signature is right."""
        key = self.keys.get(self.key_text(call.request))
        return None if key is None else key.account

    def key_text(self, request: WireRequest) -> str:
        return request.headers.get("x-mbx-apikey", "") or request.headers.get("x-bapi-api-key", "")

    def opening_balances(self, balances: dict[str, str]) -> dict[str, str]:
        """What of an account's opening balances is kept at this venue."""
        return balances

    def order_texts(self, order: Order) -> tuple[str, ...]:
        """Under which numbers clients name the order."""
        return (str(order.id),)

    def place_external(self, wish: NewOrder) -> None:
        """An order that the owner sent from somewhere else; what the venue refuses does not happen."""
        with contextlib.suppress(Refused):
            self.engine.place(wish)

    def funding(self, key: str, rate: int) -> None:
        """Exchange funding now."""
        self.engine.perpetuals.fund(key, rate)

    # ---------------------------------------------------------------------------- what lags

    def view_ns(self, knob_facts: dict[str, str], *, balance: bool = False) -> int | None:
        """The past moment this read sees; None when it sees the present."""
        names = ("read.balance_lag",) if balance else ("read.lag", "read.stale_replica")
        for name in names:
            rule = self.exchange.strike(name, knob_facts)
            if rule is not None:
                lag_ms = int(rule.params.get("ms", 2000))
                if name == "read.stale_replica":
                    lag_ms = rule.dice.randint(0, lag_ms)
                return self.engine.now_ns - lag_ms * MS
        return None

    def seen(self, order: Order, view_ns: int | None) -> Order | None:
        return order if view_ns is None else order.as_of(view_ns)

    def shifted(self, rows: list[Any], facts: dict[str, str]) -> list[Any]:
        """A page of a list, perhaps without its first entry."""
        if rows and self.exchange.strike("read.page_shift", facts):
            return rows[1:]
        return rows

    def orders_of(self, account: str, key: str | None = None) -> list[Order]:
        orders = self.engine.by_account.get(account, [])
        return list(orders) if key is None else [order for order in orders if order.wish.key == key]

    def fills_of(self, account: str, key: str | None = None, view_ns: int | None = None) -> list[Fill]:
        fills = self.engine.fills.get(account, [])
        return [
            fill
            for fill in fills
            if (key is None or fill.key == key) and (view_ns is None or fill.time_ns <= view_ns)
        ]

    # ---------------------------------------------------------------------------- streams

    @abstractmethod
    def opened(self, connection: Connection) -> None:
        """A client connected; subscriptions may stand in the path."""

    @abstractmethod
    def receive(self, connection: Connection, text: str) -> None:
        """A client sent a text."""

    @abstractmethod
    def on_event(self, event: Event) -> None:
        """Turn what happened into stream messages."""

    def send(self, connection: Connection, value: Any, topic: str = "", *, is_ack: bool = False) -> None:
        self.exchange.push(connection, value, topic, is_ack=is_ack)

    def publish(self, topic: str, value: Any) -> None:
        """Send to every connection that subscribed the topic."""
        for connection in self.connections:
            if topic in connection.topics:
                self.send(connection, value, topic)

    def has_topic(self, topic: str) -> bool:
        return bool([1 for connection in self.connections if topic in connection.topics])

    @property
    def has_topics(self) -> bool:
        """Whether any connection subscribed a topic of the market."""
        return bool([1 for connection in self.connections if connection.topics])

    def close(self, connection: Connection, code: int = 1000) -> None:
        if connection.is_open:
            connection.is_open = False
            connection.deliver(Frame("close", code=code))
        if connection in self.connections:
            self.connections.remove(connection)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, OrderChanged):
            if self.engine.ledger.accounts[event.order.wish.account].is_house:
                return
        elif isinstance(event, BalanceChanged) and self.engine.account(event.account).is_house:
            return
        self.on_event(event)

    @abstractmethod
    def every_second(self) -> None:
        """Called once a second of virtual time: tickers, marks, expiries."""

    @abstractmethod
    def tick(self) -> None:
        """Called every 100 ms of virtual time: batched book updates."""
