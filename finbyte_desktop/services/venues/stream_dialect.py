"""What a venue's streams need of a dialect: names of topics, words of commands, and decoders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import orjson

from finbyte_desktop.services.venues.depth_book import Unreadable
from finbyte_desktop.services.venues.stream_port import Channel, Market
from finbyte_desktop.services.venues.stream_states import Inbox, StreamState

UNREADABLE = (Unreadable, KeyError, TypeError, ValueError, AttributeError, IndexError)


class Topic(NamedTuple):
    """A stream of the venue. Topics of one route may share a connection."""

    route: str
    name: str


class Reply(NamedTuple):
    """An answer to a command. `number` is the command's, None where the venue does not say."""

    number: int | None
    accepted: bool
    text: str = ""


class Leaving(NamedTuple):
    """The venue announces that it will end the connection."""


Sink = Callable[[Any, Any], None]


class Decoder:
    """Reads the messages of one route into the states that follow its topics."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._sinks: dict[str, tuple[StreamState, Sink]] = {}

    def follow(self, name: str, state: StreamState, sink: Sink) -> None:
        self._sinks[name] = state, sink

    def forget(self, name: str) -> None:
        self._sinks.pop(name, None)

    def read(self, raw: str | bytes) -> Reply | Leaving | None:
        """Takes one message. Raises Unreadable; the stream concerned is then told."""
        raise NotImplementedError

    def _parsed(self, raw: str | bytes) -> Any:
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise Unreadable(str(error)) from None

    def _take(self, name: object, value: Any) -> None:
        if type(name) is not str:
            raise Unreadable("a stream without a name")
        found = self._sinks.get(name)
        if found is None:
            self._inbox.counts.dropped += 1
            return
        state, sink = found
        try:
            sink(state, value)
        except UNREADABLE as error:
            state.unread()
            raise Unreadable(f"{name}: {type(error).__name__} {error}") from None


class Dialect(Protocol):
    """One venue.

    Attributes:
        max_age_s: how old the venue lets a connection become.
        ping_every_s: how often the venue wants to hear from a client.
        topics_per_line, topics_per_command: limits of the venue.
        command_every_s: the shortest time between two commands on one connection.
    """

    name: str
    max_age_s: float | None
    ping_every_s: float | None
    topics_per_line: int
    topics_per_command: int
    command_every_s: float

    def topics(self, market: Market, channel: Channel) -> Sequence[Topic]: ...

    def address(self, route: str) -> str: ...

    def make_state(self, market: Market, channel: Channel, inbox: Inbox) -> StreamState: ...

    def make_decoder(self, inbox: Inbox) -> Decoder: ...

    def sink(self, topic: Topic, state: StreamState) -> Sink:
        """What reads the messages of a topic into a state."""
        ...

    def subscribe(self, number: int, names: Sequence[str]) -> str: ...

    def unsubscribe(self, number: int, names: Sequence[str]) -> str: ...

    def probe(self, number: int) -> str:
        """A harmless command that is always answered."""
        ...

    def repair(self, state: StreamState) -> str | None:
        """The address that tells what the state misses; None where a new subscription brings it."""
        ...

    def read_repair(self, state: StreamState, body: str, now_ns: int) -> None:
        """Takes the answer. Raises Unreadable."""
        ...


def read_body(body: str) -> Any:
    """The value of an answer over REST. Raises Unreadable."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(str(error)) from None
