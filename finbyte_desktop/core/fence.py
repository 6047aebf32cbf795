"""The fence: when an order without proof may be called never accepted (order-safety.md 2).

A venue may execute an order whose answer was lost, late, and after it was read as absent. So an order is
dead only when the venue's clock has passed the last moment at which it could still take the request, and then
every way of looking says that it is not there, on more than one connection, after earlier looks said the
same.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

SECOND_NS = 1_000_000_000
EARLIER_LOOKS = 2
LOOK_APART_NS = 2 * SECOND_NS
CONNECTIONS = 2


class Sight(StrEnum):
    """What one question about an order brought. A failure of transport is no evidence."""

    FOUND = "found"
    ABSENT = "absent"
    FAILED = "failed"


class Look(NamedTuple):
    """One round of questions. `sent_ns` is the venue's time when the first of them was sent.

    The questions are: the order by its client id, the open orders, and the trades since the order was signed.
    """

    sent_ns: int
    connection: int
    by_id: Sight
    open_orders: Sight
    trades: Sight

    @property
    def is_found(self) -> bool:
        """Whether anything proves that the venue took the order."""
        return Sight.FOUND in (self.by_id, self.open_orders, self.trades)

    @property
    def agrees(self) -> bool:
        """Whether every question was answered, and each said that there is no such order."""
        return self.by_id is self.open_orders is self.trades is Sight.ABSENT


class Fence(NamedTuple):
    """The times of one order, ns of the venue's clock.

    Attributes:
        signed_ns: when the request was signed.
        recv_window_ns: how long after that the venue still takes the request in.
        server_timeout_ns: how long it may still work on a request that it took in.
        read_lag_ns: how much later its answers may still not show what it did; widened on evidence.
        prove_within_ns: how long after the signing an order may stay without proof before a person is asked.
    """

    signed_ns: int
    recv_window_ns: int = 5 * SECOND_NS
    server_timeout_ns: int = 10 * SECOND_NS
    read_lag_ns: int = 10 * SECOND_NS
    prove_within_ns: int = 30 * SECOND_NS

    @property
    def stands_ns(self) -> int:
        """From this moment on an absence counts."""
        return self.signed_ns + self.recv_window_ns + self.server_timeout_ns + self.read_lag_ns

    @property
    def quarantine_ns(self) -> int:
        """From this moment on an order without proof is shown to a person; never before the fence stands."""
        return max(self.signed_ns + self.prove_within_ns, self.stands_ns + 2 * LOOK_APART_NS)


class Finding(StrEnum):
    """What the looks so far prove."""

    FOUND = "found"
    NEVER_ACCEPTED = "never_accepted"
    LOOK_AGAIN = "look_again"
    QUARANTINE = "quarantine"


def finding(fence: Fence, looks: Sequence[Look], now_ns: int) -> Finding:
    """What is proven at the venue's time `now_ns`. Any sight of the order wins over everything else."""
    if any(look.is_found for look in looks):
        return Finding.FOUND
    agreeing = [look for look in looks if look.agrees]
    last = next((look for look in reversed(agreeing) if look.sent_ns >= fence.stands_ns), None)
    if last is not None:
        counted = [last]
        for look in reversed(agreeing):
            if counted[-1].sent_ns - look.sent_ns >= LOOK_APART_NS:
                counted.append(look)
        if len(counted) > EARLIER_LOOKS and len({look.connection for look in counted}) >= CONNECTIONS:
            return Finding.NEVER_ACCEPTED
    return Finding.QUARANTINE if now_ns >= fence.quarantine_ns else Finding.LOOK_AGAIN


def next_look_ns(fence: Fence, looks: Sequence[Look], now_ns: int) -> int:
    """When to look next: every two seconds, and once just when the fence stands."""
    if not looks:
        return now_ns
    due = max(now_ns, looks[-1].sent_ns + LOOK_APART_NS)
    return fence.stands_ns if now_ns < fence.stands_ns < due else due


def widened(lag_ns: int, seen_late_ns: int) -> int:
    """The read lag after an order was found `seen_late_ns` after a look that had said absent: twice that, at
    least.
    """
    return max(lag_ns, 2 * seen_late_ns)
