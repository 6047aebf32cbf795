"""Cancelling every order of ours at one venue, and proving that it is gone.

Each order gets one request at a time, all of them at once; then the venue is asked what still rests. What it
shows with our prefix is cancelled too, also what nobody told of. It goes on until the venue shows nothing of
ours any more, or the time is over. At any moment it can be said which orders nobody could prove.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.placing import STOPS
from finbyte_desktop.services.venues.live_port import Accepted, OrderReport, Outcome, Rejected, Tier

AT_ONCE = 24  # requests on their way at a time
PERSIST_S = 300.0  # so long a panic is gone on with
LOOK_S = 5.0
PAUSES_S = (0.3, 0.7, 1.0, 2.0, 3.0, 5.0)
CLEAN_LOOKS = 2  # an order can have been on its way when the first look began
MOST_ORDERS = 5_000
ABSENT = "absent"


class Told(NamedTuple):
    """An order as the engine told of it; `bot` is empty for one that only the venue showed."""

    client_id: str
    venue_id: str | None
    instrument: str
    bot: str = ""


class Venue(Protocol):
    """The part of a `LivePort` that a guard needs."""

    @property
    def tier(self) -> Tier: ...

    async def open(self) -> None: ...

    async def cancel(self, instrument: str, client_id: str, venue_id: str | None) -> Outcome: ...

    async def orders_everywhere(self) -> Sequence[OrderReport]: ...

    async def open_orders(self, instrument: str, connection: int = 0) -> Sequence[OrderReport]: ...


@dataclass
class Result:
    """What became of a panic in one account.

    Attributes:
        cancelled: orders whose cancel the venue took, and that it does not show any more.
        gone: orders that were not there any more: filled, or cancelled by somebody else.
        open: orders of which nobody can say that they are gone, and why.
        seen: whether the venue was asked for everything that rests, and answered.
    """

    cancelled: int = 0
    gone: int = 0
    open: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: bool = False

    @property
    def is_proved(self) -> bool:
        """Whether the venue shows nothing of ours any more."""
        return self.seen and not self.open


class Cancelling:
    """One account. `orders` is what the engine told last."""

    def __init__(
        self,
        port: Venue,
        prefix: str,
        all_at_once: bool,
        now_s: Callable[[], float] = time.monotonic,
        persist_s: float = PERSIST_S,
    ) -> None:
        self._port = port
        self._prefix = prefix
        self._all_at_once = all_at_once
        self._now_s = now_s
        self._persist_s = persist_s
        self.orders: dict[str, Told] = {}
        self.markets: set[str] = set()
        self.is_open = False

    def told(self, orders: Iterable[Told]) -> None:
        """What the engine has now. An order that is not in it any more has ended."""
        self.orders = {order.client_id: order for order in orders}
        self.markets |= {order.instrument for order in self.orders.values()}

    def panic(self, bot: str | None = None) -> Panic:
        """Cancels everything of ours, or the orders of one bot, once it is run."""
        return Panic(self, self._port, bot, self._now_s() + self._persist_s)

    # --- what a panic asks ------------------------------------------------------------------------

    async def opened(self) -> None:
        """Raises Unavailable or VenueRejected when the venue cannot be reached."""
        if not self.is_open:
            await self._port.open()
            self.is_open = True

    async def look(self) -> list[Told]:
        """What rests with our prefix. Raises Unavailable or VenueRejected."""
        if self._all_at_once:
            rows = list(await self._port.orders_everywhere())
        else:
            rows = [row for name in sorted(self.markets) for row in await self._port.open_orders(name)]
        return [
            Told(row.client_id, row.venue_id, row.instrument)
            for row in rows
            if row.client_id is not None
            and row.client_id.startswith(self._prefix)
            and not row.client_id.startswith(f"{self._prefix}{STOPS}")  # it limits a loss, and stays
        ][:MOST_ORDERS]

    def now_s(self) -> float:
        return self._now_s()


class Panic:
    """One panic in one account; `end_s` is when it gives up."""

    def __init__(self, account: Cancelling, port: Venue, bot: str | None, end_s: float) -> None:
        self._end_s = end_s
        self._seen = False
        self._account = account
        self._port = port
        self._bot = bot
        orders = account.orders.values()
        self._wanted = {o.client_id: o for o in orders if bot is None or o.bot == bot}
        self._taken: set[str] = set()
        self._absent: set[str] = set()
        self._proved: set[str] = set()
        self._why: dict[str, str] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._reopened = False

    async def run(self) -> None:
        """Returns when the venue has proved that nothing is left, or the time is over."""
        clean = tries = 0
        while True:
            try:
                await self._account.opened()
                first = [] if tries else [self._look_first()]
                await asyncio.gather(*(self._cancel(o) for o in self._left()), *first)
                asked = self._taken | self._absent
                self._judge(asked, await self._look())
            except (Unavailable, VenueRejected) as error:
                self._all_because(error.text)
            else:
                self._seen = True
                clean = 0 if self._left() else clean + 1
            if clean >= CLEAN_LOOKS or self._account.now_s() >= self._end_s:
                return
            await asyncio.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
            tries += 1

    def _left(self) -> list[Told]:
        """Orders that still have to be asked away."""
        settled = self._taken | self._absent | self._proved
        return [order for client_id, order in self._wanted.items() if client_id not in settled]

    async def _cancel(self, order: Told) -> None:
        """One request."""
        venue_id = order.venue_id if self._port.tier is Tier.C else None
        async with self._slots:
            outcome = await self._port.cancel(order.instrument, order.client_id, venue_id)
        if isinstance(outcome, Accepted):
            self._taken.add(order.client_id)
        elif isinstance(outcome, Rejected) and outcome.code == ABSENT:
            self._absent.add(order.client_id)
        else:
            self._why[order.client_id] = outcome.code if isinstance(outcome, Rejected) else outcome.why
            if isinstance(outcome, Rejected) and outcome.denied and not self._reopened:
                self._reopened = True  # perhaps a market that is newer than the list here
                self._account.is_open = False

    async def _look_first(self) -> None:
        """Finds what nobody told of while the told ones are on their way."""
        with contextlib.suppress(Unavailable, VenueRejected):  # looked again when they were asked away
            shown = await self._look()
            await asyncio.gather(*(self._cancel(order) for order in self._new(shown)))

    async def _look(self) -> dict[str, Told]:
        try:
            async with asyncio.timeout(LOOK_S):
                return {order.client_id: order for order in await self._account.look()}
        except TimeoutError:
            raise Unavailable("The venue did not tell in time what rests there.", "no_answer") from None

    def _new(self, shown: dict[str, Told]) -> list[Told]:
        if self._bot is not None:  # whose these are is not known here
            return []
        found = [order for client_id, order in shown.items() if client_id not in self._wanted]
        self._wanted |= {order.client_id: order for order in found}
        return found

    def _judge(self, asked: set[str], shown: dict[str, Told]) -> None:
        """Of what was asked away before this look: what it shows must be asked again."""
        self._new(shown)
        for client_id in asked:
            if client_id in shown:
                self._taken.discard(client_id)
                self._absent.discard(client_id)
                self._proved.discard(client_id)
                self._why[client_id] = "still shown by the venue"
            else:
                self._proved.add(client_id)

    def _all_because(self, text: str) -> None:
        for order in self._wanted.values():
            if order.client_id not in self._proved:
                self._why[order.client_id] = text

    def result(self) -> Result:
        """What is known by now."""
        done = self._proved
        left = [order for client_id, order in self._wanted.items() if client_id not in done]
        return Result(
            len(self._taken & done),
            len((self._absent & done) - self._taken),
            {o.client_id: (o.instrument, self._why.get(o.client_id, "no answer")) for o in left},
            self._seen,
        )
