"""What happened, as the kernel tells it: the rows of the journal and the source of every read model."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from finbyte_desktop.core.contract import Allowance
from finbyte_desktop.core.events import Answer, JsonValue, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import Order, OrderSpec, Role, Side, State
from finbyte_desktop.core.risk import Limits


class OrderPlanned(NamedTuple):
    """An intent: durable before the one wire request. `limits` is the version of the limits that it kept."""

    ns: int
    order: Order
    limits: int = 0


class OrderMoved(NamedTuple):
    """An order changed its state; `filled` is cumulative."""

    ns: int
    client_id: str
    state: State
    filled: Decimal
    why: str


class FillBooked(NamedTuple):
    """One trade of ours, booked in the ledger. `realised` is as in OrderFilled."""

    ns: int
    trade_id: str
    client_id: str
    bot: str
    slot: str
    instrument: str
    side: Side
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    fee_quote: Decimal
    role: Role
    level: Decimal | None
    realised: Decimal | None = None


class Posting(NamedTuple):
    """One line of a transaction: `account` is (owner, bucket)."""

    owner: str
    bucket: str
    asset: str
    amount: Decimal


class PositionAdjusted(NamedTuple):
    """What a bot holds was changed by `qty` (signed base units) without a trade that anybody knows: its
    entry stays, and no profit is counted.
    """

    ns: int
    bot: str
    instrument: str
    qty: Decimal


class OutsideTaken(NamedTuple):
    """A trade that was booked outside all bots became a bot's; `left` base units of it stay outside."""

    ns: int
    instrument: str
    trade_id: str
    side: Side
    left: Decimal


class Posted(NamedTuple):
    """A balanced transaction: the amounts of each asset add up to 0."""

    ns: int
    reason: str
    ref: str
    lines: tuple[Posting, ...]


class BotRegistered(NamedTuple):
    """A bot exists. `others` are the markets that it trades besides its first."""

    ns: int
    bot: str
    type: str
    instrument: str
    params: Mapping[str, JsonValue]
    policy: Policy
    others: tuple[str, ...] = ()


class BotMoved(NamedTuple):
    """A bot changed its state."""

    ns: int
    bot: str
    state: BotState
    reason: str


class BotEditedFact(NamedTuple):
    """A bot runs with other parameters; `others` are markets that it trades from now on, too."""

    ns: int
    bot: str
    params: Mapping[str, JsonValue]
    others: tuple[str, ...] = ()


class Said(NamedTuple):
    """A line of a bot's decision log."""

    ns: int
    bot: str
    level: Level
    code: str
    fields: tuple[tuple[str, Decimal | str | int], ...]


class SlotBlocked(NamedTuple):
    """An order that was wanted and not placed, with the reason."""

    ns: int
    bot: str
    slot: str
    code: str
    spec: OrderSpec


class ApprovalAsked(NamedTuple):
    """A request waits for a person. `orders` are exactly what would be sent. `prices` are those of the
    markets of a bot that trades several, by market.
    """

    ns: int
    request: str
    bot: str
    kind: str
    instrument: str
    price: Decimal
    orders: tuple[tuple[str, OrderSpec], ...]
    digest: str
    allowance: Allowance | None
    prices: tuple[tuple[str, Decimal], ...] = ()


class ApprovalEnded(NamedTuple):
    """A request was answered, with the price at that moment; `why` names a re-check that failed."""

    ns: int
    request: str
    bot: str
    answer: Answer
    price: Decimal
    why: str


class AccountFlagged(NamedTuple):
    """Something is in the account that our orders do not explain; a person must know."""

    ns: int
    code: str
    ref: str


class LimitsChanged(NamedTuple):
    """Other limits are in force; their version stands in them."""

    ns: int
    limits: Limits


class LimitReached(NamedTuple):
    """A loss reached a tier, or is below it again: then `tier` is empty. `scope` is the quote asset of the
    bots, `value` and `bound` are fractions.
    """

    ns: int
    limit: str
    tier: str
    scope: str
    value: Decimal
    bound: Decimal


class EventIgnored(NamedTuple):
    """Something arrived that changes nothing (a duplicate, a report for an unknown order); counted, never
    silent.
    """

    ns: int
    code: str
    ref: str


Fact: TypeAlias = (
    OrderPlanned
    | OrderMoved
    | FillBooked
    | PositionAdjusted
    | OutsideTaken
    | Posted
    | BotRegistered
    | BotMoved
    | BotEditedFact
    | Said
    | SlotBlocked
    | ApprovalAsked
    | ApprovalEnded
    | EventIgnored
    | AccountFlagged
    | LimitsChanged
    | LimitReached
)
