"""Orders: what was asked, the state table, and the join that merges reports in any order."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import NamedTuple

from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.numbers import ZERO


class Side(StrEnum):
    """Buy or sell."""

    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY


class OrderType(StrEnum):
    """How the venue executes an order."""

    LIMIT = "limit"
    MARKET = "market"
    STOP = "stop"


class Role(StrEnum):
    """Which side of a trade gave the liquidity, or that nobody chose to trade."""

    MAKER = "maker"
    TAKER = "taker"
    LIQUIDATION = "liquidation"  # the venue closed the position


# A member looked up on its class costs six times as much as a name; the path of every fill uses these.
BUY, SELL = Side.BUY, Side.SELL
MAKER, TAKER = Role.MAKER, Role.TAKER
LIMIT, MARKET, STOP = OrderType.LIMIT, OrderType.MARKET, OrderType.STOP


class State(IntEnum):
    """The life of an order (order-safety.md 2). The value is for storage, `RANK` decides the join."""

    DRAFT = 0
    AWAITING_APPROVAL = 1
    INTENT = 2
    SENT = 3
    UNKNOWN = 4
    REJECTED = 5
    NEVER_ACCEPTED = 6
    QUARANTINED = 7
    OPEN = 8
    PARTIAL = 9
    CANCELED = 10
    EXPIRED = 11
    FILLED = 12
    DENIED = 13
    REFUSED = 14
    LAPSED = 15


SENT, UNKNOWN, OPEN, PARTIAL, FILLED = State.SENT, State.UNKNOWN, State.OPEN, State.PARTIAL, State.FILLED
_AT_VENUE = frozenset(
    {State.OPEN, State.PARTIAL, State.FILLED, State.CANCELED, State.EXPIRED, State.REJECTED}
)
TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.AWAITING_APPROVAL, State.INTENT, State.DENIED}),
    State.AWAITING_APPROVAL: frozenset({State.INTENT, State.REFUSED, State.LAPSED, State.DENIED}),
    State.INTENT: frozenset({State.SENT, State.UNKNOWN}),
    State.SENT: _AT_VENUE | {State.UNKNOWN},
    State.UNKNOWN: _AT_VENUE | {State.NEVER_ACCEPTED, State.QUARANTINED},
    State.NEVER_ACCEPTED: _AT_VENUE,
    State.QUARANTINED: _AT_VENUE
    | {State.NEVER_ACCEPTED},  # the proof came too late for the clock, not for the order
    # quarantined: the venue does not know it any more, and a person is asked (docs/decisions/0010)
    State.OPEN: frozenset({State.PARTIAL, State.FILLED, State.CANCELED, State.EXPIRED, State.QUARANTINED}),
    State.PARTIAL: frozenset({State.PARTIAL, State.FILLED, State.CANCELED, State.EXPIRED, State.QUARANTINED}),
    # a fill may arrive after a cancel or an expiry was reported, and can complete the order
    State.CANCELED: frozenset({State.FILLED}),
    State.EXPIRED: frozenset({State.FILLED}),
    State.REJECTED: frozenset({State.OPEN, State.PARTIAL, State.FILLED, State.CANCELED, State.EXPIRED}),
    State.FILLED: frozenset(),
    State.DENIED: frozenset(),
    State.REFUSED: frozenset(),
    State.LAPSED: frozenset(),
}
RANK: dict[State, int] = {
    State.DRAFT: 0,
    State.AWAITING_APPROVAL: 1,
    State.INTENT: 2,
    State.SENT: 3,
    State.UNKNOWN: 4,
    State.REJECTED: 5,
    State.NEVER_ACCEPTED: 5,
    State.QUARANTINED: 5,
    State.OPEN: 6,
    State.PARTIAL: 7,
    State.CANCELED: 8,
    State.EXPIRED: 8,
    State.FILLED: 9,
    State.DENIED: 9,
    State.REFUSED: 9,
    State.LAPSED: 9,
}
ENDED = frozenset(
    {
        State.REJECTED,
        State.NEVER_ACCEPTED,
        State.CANCELED,
        State.EXPIRED,
        State.FILLED,
        State.DENIED,
        State.REFUSED,
        State.LAPSED,
    }
)


class OrderSpec(NamedTuple):
    """What a bot wants to rest in a slot, or to take at once.

    `qty` is base units. `price` is the limit, for a market order the worst price that is accepted.
    `stop_price` is the trigger of a stop order. `reduce_only` closes a position of a perpetual and never
    opens one.
    """

    side: Side
    qty: Decimal
    price: Decimal
    type: OrderType = OrderType.LIMIT
    stop_price: Decimal | None = None
    post_only: bool = False
    reduce_only: bool = False


class Order(NamedTuple):
    """One order of ours and what is known of it. `filled` is cumulative, base units; `cost` its quote
    value.
    """

    client_id: str
    bot: str
    slot: str
    attempt: int
    seq: int
    instrument: str
    spec: OrderSpec
    created_ns: int
    grant: str
    state: State
    filled: Decimal = ZERO
    cost: Decimal = ZERO
    trades: frozenset[str] = frozenset()
    venue_id: str | None = None
    cancel_requested: bool = False
    version: int = 0

    @property
    def remaining(self) -> Decimal:
        """Base units that are not filled."""
        return self.spec.qty - self.filled

    @property
    def is_live(self) -> bool:
        """Whether the order may still execute; UNKNOWN and QUARANTINED count as live."""
        return self.state not in ENDED


STATE_AT, VENUE_ID_AT = Order._fields.index("state"), Order._fields.index("venue_id")


def with_state(order: Order, state: State, venue_id: str | None = None) -> Order:
    """The order in another state. Raises Bug on a transition that the table does not name."""
    if state is not order.state and state not in TRANSITIONS[order.state]:
        raise Bug(
            f"Order {order.client_id} cannot go from {order.state.name} to {state.name}.", "order_transition"
        )
    row = list(order)
    row[STATE_AT] = state
    if venue_id:
        row[VENUE_ID_AT] = venue_id
    return tuple.__new__(Order, row)


def with_fill(order: Order, trade_id: str, price: Decimal, qty: Decimal) -> Order:
    """The order after one more trade; the same trade twice changes nothing. More than was ordered completes
    it.
    """
    if trade_id in order.trades:
        return order
    filled = order.filled + qty
    state = order.state
    if filled >= order.spec.qty:
        state = FILLED
    elif RANK[state] < RANK[PARTIAL]:
        state = PARTIAL
    return tuple.__new__(
        Order,
        (
            *order[:9],
            state,
            filled,
            order.cost + price * qty,
            order.trades | {trade_id},
            *order[13:],
        ),
    )


class Evidence(NamedTuple):
    """What is known of one order from any source; the domain of the join."""

    filled: Decimal
    rank: int
    venue_seq: int
    trades: frozenset[str]


def merge(a: Evidence, b: Evidence) -> Evidence:
    """The join: component-wise maximum and union, so duplicates and re-ordering of reports cannot matter."""
    return Evidence(
        a.filled if a.filled >= b.filled else b.filled,
        max(a.rank, b.rank),
        max(a.venue_seq, b.venue_seq),
        a.trades | b.trades,
    )
