"""The client's side of a paper venue in a process of its own: the calls of PaperVenue over a wire.

The runner is strict with it: an intent is on disk before its one request leaves, and the number up to which
the outbox was heard is in the journal in one transaction with the events that it brought.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol

import orjson

from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.errors import Bug, OutcomeUnknown, Unavailable
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.matching import Report
from finbyte_desktop.core.numbers import ZERO, plain
from finbyte_desktop.core.orders import Order
from finbyte_desktop.core.walk import Happening
from finbyte_desktop.services.venues.paper import Advance, Watches
from finbyte_desktop.services.venues.paper_process import Outgoing

END_WAIT_S = 5.0


class Wire(Protocol):
    """Requests and replies, one line each."""

    def ask(self, line: bytes) -> bytes:
        """The reply. Raises OSError when the other side is gone; what became of the request is open then."""
        ...

    def close(self) -> None:
        """Closes this end."""
        ...


class PipeWire:
    """A wire over two pipes, and the process at its end if this side started it."""

    def __init__(
        self, requests: IO[bytes], replies: IO[bytes], process: subprocess.Popen[bytes] | None = None
    ) -> None:
        self._requests, self._replies, self._process = requests, replies, process

    def ask(self, line: bytes) -> bytes:
        """The reply to one line."""
        self._requests.write(line)
        self._requests.flush()
        reply = self._replies.readline()
        if not reply.endswith(b"\n"):
            raise BrokenPipeError("the other side ended in the middle of a reply")
        return reply

    def close(self) -> None:
        """Closes the pipes, which ends the process, and waits for it."""
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        if self._process is None:
            return
        try:
            self._process.wait(END_WAIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_process(folder: Path, *options: str) -> PipeWire:
    """Starts a venue process on its folder; `options` name its feed."""
    command = [sys.executable, "-m", "finbyte_desktop.services.venues.paper_process", str(folder), *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    return PipeWire(process.stdin, process.stdout, process)


class RemoteFeed:
    """What the runner asks of a feed that another process reads."""

    def __init__(self) -> None:
        self.label = ""
        self.next_ns: int | None = None

    def peek_ns(self) -> int | None:
        """The time of the next item; None at the end."""
        return self.next_ns


class RemotePaperVenue:
    """A paper venue at the end of a wire.

    Attributes:
        heard: number of the last outbox entry whose event the kernel has taken in.
        deposits: how many deposits the ledger has booked for this venue.
    """

    def __init__(self, connect: Callable[[], Wire], position: Mapping[str, Any] | None = None) -> None:
        self._connect = connect
        self._wire: Wire | None = None
        self.heard = int(position["acknowledged"]) if position else 0
        self.deposits = int(position["deposits"]) if position else 0
        self._durable = self.heard
        self._received: deque[tuple[int, Happening]] = deque()
        self._backlog: deque[Outgoing] = deque()
        self._request = 0
        self._instruments: dict[str, Instrument] = {}
        self._prices: dict[str, Decimal | None] = {}
        self._finished = False
        self.deposits_at_venue = 0
        self.feed = RemoteFeed()
        self.balances: dict[str, Decimal] = {}
        self._account: dict[str, Decimal] = {}
        self.ns = 0
        self.items = 0

    # --- the connection ---------------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Whether a venue process is at the other end."""
        return self._wire is not None

    def open(self) -> None:
        """Starts a venue process; the folder's lock, which it holds then, proves that the old one is gone.

        Raises Unavailable when it does not start, OutcomeUnknown when it ends at once.
        """
        if self._received:
            raise Bug("A venue was connected again before all that it sent was taken in.", "remote_order")
        self._wire = self._connect()
        reply = self._ask("hello", heard=self.heard)
        self._instruments = {row["id"]: _instrument(row) for row in reply["instruments"]}
        self.feed.label = reply["label"]
        self.deposits_at_venue = reply["deposits"]
        self._backlog = deque(Outgoing(*row) for row in reply["out"])
        self._received.extend((entry.number, entry.event) for entry in self._backlog)

    def close(self) -> None:
        """Ends the venue process; its state is on its disk."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def _ask(self, do: str, **fields: object) -> dict[str, Any]:
        if self._wire is None:
            self._lost(do)
        self._request += 1
        request = {"do": do, "id": self._request, "acknowledged": self._durable, **fields}
        try:
            reply = decode(orjson.loads(self._wire.ask(orjson.dumps(encode(request)) + b"\n")))
        except (OSError, ValueError):
            self.close()
            self._lost(do)
        if reply["id"] != self._request:
            self.close()
            raise Bug("The paper venue answered another request.", "remote_order")
        if "error" in reply:
            self.close()
            family = Unavailable if reply["stopped"] else Bug
            raise family(f"The paper venue stopped: {reply['error']}", reply["code"])
        view = reply["view"]
        self.ns, self.items, self.feed.next_ns = view["ns"], view["items"], view["peek_ns"]
        self._finished, self._prices, self.balances = view["finished"], view["prices"], view["balances"]
        self._account = view["held"]
        answer: dict[str, Any] = reply
        return answer

    @staticmethod
    def _lost(do: str) -> NoReturn:
        raise OutcomeUnknown(
            f"The paper venue's process is gone; whether it carried out its last request ({do}) is open. "
            "Funds stay reserved until it has been asked again.",
            "venue_gone",
        )

    # --- what was heard ---------------------------------------------------------------------------

    def take_backlog(self) -> deque[Outgoing]:
        """What happened before this connection and was never taken in, oldest first."""
        backlog, self._backlog = self._backlog, deque()
        return backlog

    def note(self, event: object) -> None:
        """The kernel takes this event in now; anything that the venue did not send is passed over."""
        if self._received and self._received[0][1] is event:
            self.heard = self._received.popleft()[0]

    def position(self) -> dict[str, JsonValue]:
        """What the journal must hold together with the events."""
        return {"acknowledged": self.heard, "deposits": self.deposits}

    def acknowledge(self, heard: int) -> None:
        """The journal holds everything up to this number; the next request says so to the venue."""
        self._durable = heard

    def _take_in(self, reply: Mapping[str, Any]) -> list[Outgoing]:
        out = [Outgoing(*row) for row in reply["out"]]
        self._received.extend((entry.number, entry.event) for entry in out)
        return out

    # --- the calls of PaperVenue ------------------------------------------------------------------

    def instruments(self) -> Mapping[str, Instrument]:
        """What can be traded."""
        return self._instruments

    def price(self, instrument: str) -> Decimal | None:
        """The last price; None before the first one."""
        return self._prices.get(instrument)

    @property
    def is_finished(self) -> bool:
        """Whether the feed has ended and everything of it has been walked."""
        return self._finished

    def advance(
        self,
        watches: Watches,
        alarm_ns: int | None,
        until_ns: int | None,
        items: int,
        budget_ns: int | None = None,
    ) -> Advance | None:
        """Moves the market to the next happening. Raises OutcomeUnknown when the process is gone."""
        seen = {name: watches(name) for name in self._instruments}
        reply = self._ask(
            "advance", watches=seen, alarm_ns=alarm_ns, until_ns=until_ns, items=items, budget_ns=budget_ns
        )
        for entry in self._take_in(reply):
            return Advance(entry.instrument, entry.price or ZERO, entry.event)
        return None

    def submit(self, order: Order) -> Sequence[Report]:
        """The one request of this order. Raises OutcomeUnknown when no reply came."""
        return [entry.event for entry in self._take_in(self._ask("submit", order=order))]  # type: ignore[misc]  # a request is answered by reports

    def cancel(self, instrument: str, client_id: str) -> Sequence[Report]:
        """Asks for a cancel. Raises OutcomeUnknown when no reply came."""
        reply = self._ask("cancel", instrument=instrument, client_id=client_id)
        return [entry.event for entry in self._take_in(reply)]  # type: ignore[misc]  # the same

    def knows(self, order: Order) -> Sequence[Report] | None:
        """What the venue knows of an order whose answer was lost; None when it never took it."""
        known: Sequence[Report] | None = self._ask("knows", order=order)["known"]
        return known

    def deposit(self, asset: str, amount: Decimal) -> None:
        """Virtual money comes in, once: the venue counts deposits too."""
        number = self.deposits_at_venue + 1
        reply = self._ask("deposit", number=number, asset=asset, amount=amount)
        self.deposits_at_venue = reply["deposits"]

    def isolate(self, instrument: Instrument, put_in: Decimal, leverage: Decimal) -> None:
        """Puts money behind a position until so much stands there; asked twice it moves nothing. Raises
        OutcomeUnknown when no reply came.
        """
        self._ask("isolate", instrument=instrument.id, put_in=put_in, leverage=leverage)

    def held(self) -> dict[str, Decimal]:
        """The account by asset, as the venue told it last: as `PaperVenue.held`."""
        return self._account

    def save_account(self) -> dict[str, JsonValue]:
        """The venue's balances as it told them last."""
        return {asset: plain(amount) for asset, amount in sorted(self.balances.items())}

    def save_feed(self) -> dict[str, JsonValue]:
        """Nothing: the venue keeps its own position on its own disk."""
        return {}

    def restore_feed(self, state: Mapping[str, Any]) -> None:
        """Nothing: the venue went on by itself where it stood."""


def _instrument(row: Mapping[str, Any]) -> Instrument:
    tick, lot, min_qty, min_notional, maker, taker = (Decimal(text) for text in row["steps"])
    price = row["fee_asset_price"]
    fees = Fees(maker, taker, row["fee_asset"], None if price is None else Decimal(price))
    return Instrument(
        row["id"],
        row["base"],
        row["quote"],
        tick,
        lot,
        min_qty,
        min_notional,
        fees,
        row["max_live_orders"],
        row["perpetual"],
    )
