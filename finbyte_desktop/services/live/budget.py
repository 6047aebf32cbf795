"""One budget of request weight per venue and key, shared by everything that asks.

The venue tells what is used. Reads stop first, then new orders, then the looks for proof of an order of
unknown fate; the last part is for cancels. When the venue says "too many", nothing at all leaves for as long
as it says. A guard process counts for itself
on the same key; what the venue tells counts both, and the last of it is the guard's.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from typing import NamedTuple

NS_PER_S = 1_000_000_000
MINUTE_NS = 60 * NS_PER_S
# Percent of the limit that reads, orders, looks for proof, cancels and a panic may use. A look weighs 30 at
# Binance and three or four of them settle an order: behind the reads there is room for ten orders a minute.
SHARES = (70, 85, 92, 97, 100)
DEFAULT_LIMIT = 6_000
# Weight a minute where it is another one: developers.binance.com, USD-M, rateLimits of exchangeInfo. Bybit
# counts requests, 600 in 5 s from one address: bybit-exchange.github.io/docs/v5/rate-limit, "IP Limit".
LIMITS: Mapping[str, int] = {"binanceusdm": 2_400, "bybit": 7_200}
LEAST_BACK_OFF_S = 1.0
BAN_S = 120.0
MARGIN_S = 0.5


class Pace(NamedTuple):
    """At most so many new orders in any span of so many seconds."""

    orders: int
    span_s: float


# How fast orders may be placed: nine tenths of what the venue documents for an account without a VIP level,
# in a span that is a quarter longer, for requests do not arrive in the rhythm in which they leave.
# Bybit v5: bybit-exchange.github.io/docs/v5/rate-limit, "API Rate Limit Rules for VIPs": in a rolling second
# 20 creates on spot, 10 on futures; the lower one holds for both, they may share an account.
# Binance spot: developers.binance.com, "Unfilled Order Count" and rateLimits of exchangeInfo, ORDERS: 50 in
# 10 s is the least that was ever in force (100 since 2023). USD-M: 300 in 10 s.
PACES: Mapping[str, Pace] = {
    "bybit": Pace(9, 1.25),
    "binance": Pace(45, 12.5),
    "binanceusdm": Pace(270, 12.5),
}
DEFAULT_PACE = Pace(4, 1.0)  # venues whose limit is not known here


class Kind(IntEnum):
    """What a request is for; the higher, the more of the budget it may use."""

    READ = 0
    ORDER = 1
    PROOF = 2
    CANCEL = 3
    PANIC = 4


PURPOSE: ContextVar[Kind] = ContextVar("purpose", default=Kind.READ)


@contextmanager
def proving() -> Iterator[None]:
    """What is read within has the share of looks for proof, not the one of polling."""
    token = PURPOSE.set(Kind.PROOF)
    try:
        yield
    finally:
        PURPOSE.reset(token)


@contextmanager
def panicking() -> Iterator[None]:
    """What is read and placed within has the share of a panic: nothing comes before it."""
    token = PURPOSE.set(Kind.PANIC)
    try:
        yield
    finally:
        PURPOSE.reset(token)


class Budget:
    """Counts in whole minutes of the venue's clock. `now_ns` is that clock."""

    def __init__(
        self, now_ns: Callable[[], int], limit: int = DEFAULT_LIMIT, pace: Pace = DEFAULT_PACE
    ) -> None:
        self._now_ns = now_ns
        self.limit = limit
        self.used = 0
        self.blocked_until_ns = 0
        self.blocked_since_ns = 0
        self.banned = False
        self.throttled = False
        self._minute = 0
        self._is_told = False  # whether the venue tells what is used; else answers are counted
        self._pace = pace
        self._turns: deque[float] = deque(maxlen=pace.orders)  # when the last orders leave, seconds

    def told(self, status: int, headers: Mapping[str, str]) -> None:
        """Takes in what an answer says of the budget."""
        lower = {name.lower(): text for name, text in headers.items()}
        used = lower.get("x-mbx-used-weight-1m") or lower.get("x-mbx-used-weight")
        minute = self._now_ns() // MINUTE_NS
        if used is not None and used.isdigit():
            self._is_told, self._minute, self.used = True, minute, int(used)
        elif not self._is_told:
            self.used = self.used + 1 if minute == self._minute else 1
            self._minute = minute
        if status in (418, 429):
            self.back_off(lower.get("retry-after"), banned=status == 418)
            self.throttled = status == 429
        elif lower.get("x-bapi-limit-status") == "0":
            reset_ms = lower.get("x-bapi-limit-reset-timestamp", "")
            if reset_ms.isdigit():
                self.blocked_until_ns = max(self.blocked_until_ns, int(reset_ms) * 1_000_000)

    def used_now(self) -> int:
        """The weight of this minute, as the venue told it last; where it tells none, the answers of this
        minute.
        """
        return self.used if self._now_ns() // MINUTE_NS == self._minute else 0

    def back_off(self, retry_after: str | None, banned: bool) -> None:
        """The venue refuses everything for a while."""
        told_s = float(retry_after) if retry_after is not None and retry_after.isdigit() else 0.0
        seconds = max(told_s, BAN_S if banned and not told_s else LEAST_BACK_OFF_S) + MARGIN_S
        now = self._now_ns()
        if now >= self.blocked_until_ns:
            self.blocked_since_ns = now
        self.blocked_until_ns = max(self.blocked_until_ns, now + int(seconds * NS_PER_S))
        self.banned = banned

    def wait_s(self, kind: Kind) -> float:
        """How long such a request must wait."""
        now = self._now_ns()
        if now < self.blocked_until_ns:
            return (self.blocked_until_ns - now) / NS_PER_S
        self.banned = self.throttled = False
        if now // MINUTE_NS == self._minute and self.used * 100 >= self.limit * SHARES[kind]:
            return ((self._minute + 1) * MINUTE_NS - now) / NS_PER_S + MARGIN_S
        return 0.0

    async def ready(self, kind: Kind) -> None:
        """Returns when such a request may leave."""
        wait_s = self.wait_s(kind)
        while wait_s > 0:
            await asyncio.sleep(wait_s)
            wait_s = self.wait_s(kind)

    async def turn(self) -> None:
        """Books the next place in the row of new orders, and returns when its time has come. It is counted on
        the loop's clock, which nobody sets.
        """
        now = at = asyncio.get_running_loop().time()
        if self._turns:
            at = max(at, self._turns[-1])
        if len(self._turns) == self._pace.orders:
            at = max(at, self._turns[0] + self._pace.span_s)
        self._turns.append(at)
        if at > now:
            await asyncio.sleep(at - now)
