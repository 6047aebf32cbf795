"""What a real venue is asked and what it says, in the core's values. One port for every exchange.

Times are ns UTC of the venue's clock, prices quote per base, quantities base units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.orders import Order, Role, Side, State
from finbyte_desktop.services.venues.live_perpetuals import (
    Funding,
    Leverage,
    MarginMode,
    Position,
    PositionMode,
    Protection,
)


class Tier(StrEnum):
    """What a venue lets a client prove (order-safety.md 3)."""

    A = "A"  # own ids, a look-up by them and a deadline: no order is lost or doubled
    B = "B"  # own ids without a deadline: what cannot be proved in time is shown to a person
    C = "C"  # no own ids: one unacknowledged order a market and side, bots off by default


# --- what became of a request -----------------------------------------------------------------------


class Accepted(NamedTuple):
    """The venue has the order: its id is there, and what it echoed is what was meant."""

    venue_id: str


class Rejected(NamedTuple):
    """The venue refused, proved by a code of the whitelist; or `denied`, nothing left this computer."""

    code: str
    text: str
    denied: bool = False


class Unknown(NamedTuple):
    """Everything else. The order may rest, have traded, or not be there. `signed_ns` is the time on the
    venue's clock that the request was signed with; 0 where that is not known.
    """

    why: str
    signed_ns: int = 0


Outcome: TypeAlias = Accepted | Rejected | Unknown


# --- what a venue reports ---------------------------------------------------------------------------


class OrderReport(NamedTuple):
    """An order as the venue has it. `filled` is cumulative."""

    ns: int
    instrument: str
    venue_id: str
    client_id: str | None
    side: Side
    price: Decimal | None
    qty: Decimal
    filled: Decimal
    state: State
    why: str = ""


class TradeReport(NamedTuple):
    """One trade of the account. `client_id` where the venue tells it. Of a perpetual `realised` is the profit
    that the venue booked for it, and `why` why the venue itself made it ("liquidated", "deleveraged").
    """

    ns: int
    instrument: str
    trade_id: str
    venue_id: str
    client_id: str | None
    side: Side
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    role: Role
    realised: Decimal | None = None
    why: str = ""


Report: TypeAlias = OrderReport | TradeReport


class Stream(StrEnum):
    """The two private streams of an account."""

    ORDERS = "orders"
    TRADES = "trades"


class AssetBalance(NamedTuple):
    """Units of an asset; `total` is free plus what rests in orders."""

    free: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class KeyRights:
    """What an API key may do, as the venue tells; None where it does not tell."""

    can_trade: bool | None
    can_withdraw: bool | None
    can_transfer: bool | None
    ip_bound: bool | None
    expires_ns: int | None = None
    can_futures: bool | None = None


class LivePort(Protocol):
    """A venue that a key opens. Reads raise Unavailable when no answer came, VenueRejected when the venue
    said no; orders never raise: their outcome is a value.

    `connection` numbers the independent connections, so that the fence can ask on more than one.
    """

    name: str
    tier: Tier

    @property
    def tells_all_orders(self) -> bool:
        """Whether `orders_everywhere` tells every open order of the account."""
        ...

    async def open(self) -> None:
        """Loads the markets and measures the clock; called again, both anew."""
        ...

    async def close(self) -> None: ...

    async def measure_clock(self) -> int:
        """The venue's clock less this computer's, ns."""
        ...

    def clock_in_doubt(self) -> bool:
        """Whether this computer slept, or its clock was set, since the venue's was measured."""
        ...

    async def sure_of_clock(self) -> None:
        """Measures the venue's clock again when it is in doubt. Raises Unavailable or VenueRejected."""
        ...

    def instruments(self) -> Mapping[str, Instrument]: ...

    def now_ns(self) -> int:
        """The venue's clock as far as it was measured; it goes on steadily whatever this computer's does."""
        ...

    def steady_ns(self) -> int:
        """A clock that nobody sets and that nothing measures anew, for spans alone."""
        ...

    async def turn(self) -> None:
        """Returns when the next new order may leave by the venue's limit of orders in a time. Each call is
        for one order, in the order of the calls.
        """
        ...

    async def submit(self, order: Order) -> Outcome:
        """Exactly one wire request."""
        ...

    async def cancel(self, instrument: str, client_id: str, venue_id: str | None) -> Outcome:
        """Exactly one wire request. Accepted says only that the venue took it in."""
        ...

    async def order(
        self, instrument: str, client_id: str | None, venue_id: str | None = None, connection: int = 0
    ) -> OrderReport | None:
        """The order by our id, or by the venue's; None when the venue says that it has none."""
        ...

    async def orders_everywhere(self) -> Sequence[OrderReport]:
        """Every open order of the account where the venue tells that in one answer; else none."""
        ...

    async def open_orders(self, instrument: str, connection: int = 0) -> Sequence[OrderReport]: ...

    async def trades(self, instrument: str, since_ns: int, connection: int = 0) -> Sequence[TradeReport]:
        """Every trade of the account since then, oldest first, over all of the venue's pages."""
        ...

    async def balances(self) -> Mapping[str, AssetBalance]: ...

    async def prices(self, instruments: Sequence[str]) -> Mapping[str, Decimal]:
        """Last prices."""
        ...

    async def rights(self) -> KeyRights: ...

    # --- perpetuals; of a venue without them nothing is asked ---------------------------------------

    async def learn(self, instrument: str) -> None:
        """Reads what the account's terms of a perpetual are; `instruments` has them from then on."""
        ...

    async def positions(self) -> Sequence[Position]:
        """Every open position in a perpetual that is known here."""
        ...

    async def protections(self) -> Sequence[Protection]:
        """Every conditional order of the account that ends a position, or a part of one."""
        ...

    async def funding(self, instrument: str, since_ns: int) -> Sequence[Funding]:
        """What was paid and received in a market since then, oldest first."""
        ...

    async def leverage(self, instrument: str) -> Leverage: ...

    async def position_mode(self, instrument: str) -> PositionMode: ...

    async def set_leverage(self, instrument: str, leverage: Decimal) -> Outcome: ...

    async def set_margin_mode(self, instrument: str, mode: MarginMode) -> Outcome: ...

    async def watch(self, what: Stream, deliver: Callable[[Report], None]) -> None:
        """Delivers what happens in the account until the stream breaks: then Unavailable."""
        ...
