"""Ending perpetual positions at the market because a person said so in a panic.

Each order can only reduce its position, takes what is there within a bound of the mark price, and cancels the
rest. Its id is on disk before it leaves. One without an answer is waited for until the venue would refuse it:
then what the venue shows decides whether another one, with another id, is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from time import monotonic
from typing import Any, NamedTuple, Protocol

from finbyte_desktop.core.errors import Unavailable, VenueRejected
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.core.orders import Side
from finbyte_desktop.core.placing import STOPS
from finbyte_desktop.services.live.stop_cover import Key, key_of
from finbyte_desktop.services.live.stops import SENT_NS
from finbyte_desktop.services.venues.live_orders import Terms, Wish
from finbyte_desktop.services.venues.live_perpetuals import Perpetual, Position
from finbyte_desktop.services.venues.live_port import Accepted, Outcome, Rejected, Unknown

PART = "closing"
CLOSE_S = 40.0  # so long a position is worked on
TRIES = 6  # refusals for one position
LAG_S = 12.0  # so long an order may have changed a position that is shown as before
LOOK_S = 0.5
BOUND = Decimal("0.02")  # of the mark price: no order takes a worse one; the next order has a mark of its own


class Ended(NamedTuple):
    """What is left of a position in base units: 0 when the venue shows none, below 0 when nobody could read
    it. `why` hindered it; `is_taken` is whether the venue took an order of which nothing is seen yet.
    """

    left: Decimal
    why: str = ""
    is_taken: bool = False


class ClosingPort(Protocol):
    """What is asked of the venue; see `VenuePerpetuals` and `VenueOrders`."""

    def now_ns(self) -> int: ...

    def perpetual(self, instrument: str) -> Perpetual: ...

    async def positions(self) -> Sequence[Position]: ...

    async def place(self, wish: Wish) -> Outcome: ...


class Closing:
    """Of one account. `keep` makes a state durable, `saved` is the last one; `prefix` begins every id."""

    def __init__(
        self,
        port: ClosingPort,
        prefix: str,
        keep: Callable[[str, JsonValue], Awaitable[None]],
        saved: Mapping[str, Any],
    ) -> None:
        self._port = port
        self._prefix = f"{prefix}{STOPS}x"  # no order of a bot's books either
        self._keep = keep
        self._number = int(saved.get("number", 0))
        self._numbering = asyncio.Lock()

    async def close(self, key: Key) -> Ended:
        """Works on a position until it is gone, or the venue refuses again and again, or the time is over.
        Raises nothing: whoever panics has other positions too.
        """
        left, why, refused = Decimal(-1), "", 0
        is_taken = False
        try:
            async with asyncio.timeout(CLOSE_S):
                while True:
                    position = await self._read(key)
                    if position is None:
                        return Ended(Decimal(0))
                    if abs(position.qty) != left:
                        left, is_taken = abs(position.qty), False
                    if refused >= TRIES:
                        break
                    outcome = await self._send(key, position)
                    why = _why(outcome)
                    is_taken = is_taken or isinstance(outcome, Accepted)
                    if isinstance(outcome, Accepted) or _is_reduce_only(outcome):
                        await self._change(key, position)
                    else:
                        if isinstance(outcome, Rejected):  # what was taken before had its time to be seen
                            refused, is_taken = refused + 1, False
                        await asyncio.sleep(LOOK_S)
        except TimeoutError:
            why = why or "The venue did not answer in time."
        except (Unavailable, VenueRejected) as error:
            why = error.text
        return Ended(left, "", True) if is_taken else Ended(left, why)

    async def _change(self, key: Key, before: Position) -> None:
        """Waits until the venue shows another size, or would have: its positions lag behind its orders."""
        until_s = monotonic() + LAG_S
        while monotonic() < until_s:
            await asyncio.sleep(LOOK_S)
            now = await self._read(key)
            if now is None or now.qty != before.qty:
                return

    async def _read(self, key: Key) -> Position | None:
        while True:
            try:
                found = await self._port.positions()
            except Unavailable:
                await asyncio.sleep(LOOK_S)
                continue
            return next((position for position in found if key_of(position) == key), None)

    async def _send(self, key: Key, position: Position) -> Outcome:
        """One order, and what became of it."""
        async with self._numbering:
            self._number += 1
            client_id = f"{self._prefix}{self._number}"
            await self._keep(PART, {"number": self._number})
        sell = position.qty > 0
        market, sent_ns = self._port.perpetual(position.instrument), self._port.now_ns()
        wish = Wish(
            client_id,
            position.instrument,
            Side.SELL if sell else Side.BUY,
            abs(position.qty),
            bounded(position.mark_price, market.tick, sell=sell),
            Terms.IOC,
            reduce_only=True,
            position=position.side,
        )
        outcome = await self._port.place(wish)
        if isinstance(outcome, Unknown):
            while self._port.now_ns() - sent_ns < SENT_NS:  # it may come in until then
                await asyncio.sleep(LOOK_S)
                if await self._read(key) is None:
                    break
        return outcome


def _is_reduce_only(outcome: Outcome) -> bool:
    """There is nothing to reduce: the position is gone, or on its way, though it may still be shown."""
    return isinstance(outcome, Rejected) and outcome.code == "reduce_only"


def _why(outcome: Outcome) -> str:
    """Why an order was not taken."""
    if isinstance(outcome, Rejected):
        return outcome.text or outcome.code
    return "The answer to the closing order got lost." if isinstance(outcome, Unknown) else ""


def bounded(mark: Decimal, tick: Decimal, *, sell: bool) -> Decimal:
    """The worst price that is taken, on the market's steps."""
    with exact():
        worst = mark * (1 - BOUND if sell else 1 + BOUND)
        rounding = ROUND_CEILING if sell else ROUND_FLOOR
        return (worst / tick).to_integral_value(rounding) * tick
