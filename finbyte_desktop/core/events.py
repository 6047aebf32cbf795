"""All that may enter the kernel. Each event carries its time; ties are broken by (time, kind, source,
sequence).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from finbyte_desktop.core.margin import Perpetual
from finbyte_desktop.core.numbers import ZERO
from finbyte_desktop.core.orders import Role, Side
from finbyte_desktop.core.risk import Limits

JsonValue: TypeAlias = "str | int | bool | list[JsonValue] | dict[str, JsonValue] | None"


class Answer(StrEnum):
    """What became of a request for approval."""

    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Policy(StrEnum):
    """Which orders a person is asked about (bots.md 0)."""

    EVERY_ORDER = "every_order"
    PLAN = "plan"
    AUTOMATIC = "automatic"


class Exit(StrEnum):
    """What happens to the coins when a bot stops."""

    KEEP = "keep"
    SELL = "sell"


# --- execution reports (kind 2) -------------------------------------------------------------------


class OrderAccepted(NamedTuple):
    """The venue took the order."""

    ns: int
    client_id: str
    venue_id: str


class OrderRejected(NamedTuple):
    """The venue refused the order, proved by a listed code."""

    ns: int
    client_id: str
    code: str


class OrderFilled(NamedTuple):
    """One trade. `fee` is in `fee_asset`; `fee_quote` its value in quote at the trade. `realised` is the
    profit of closing a position as the venue booked it; None where no venue tells one.
    """

    ns: int
    client_id: str
    trade_id: str
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    fee_quote: Decimal
    role: Role
    realised: Decimal | None = None


class OrderCanceled(NamedTuple):
    """The order rests no more; its filled quantity is final."""

    ns: int
    client_id: str
    why: str


class OrderLost(NamedTuple):
    """No answer that proves anything: the order is UNKNOWN until reconciliation knows."""

    ns: int
    client_id: str


class OrderNeverAccepted(NamedTuple):
    """The fence is proven: the venue never took the order."""

    ns: int
    client_id: str


class OrderQuarantined(NamedTuple):
    """Nothing proves in time what became of the order: a person is asked. `why` is "no_proof", or "gone" for
    an order that was there and is not known to the venue any more.
    """

    ns: int
    client_id: str
    why: str = "no_proof"


class OrderSetAside(NamedTuple):
    """A bot that stops goes on without an order of unknown fate, which keeps its money and waits for proof or
    for a person.
    """

    ns: int
    client_id: str


class ForeignTraded(NamedTuple):
    """A trade of the account that no order of ours made. `qty` is base units, `fee` in `fee_asset`,
    `realised` the profit that the venue booked for closing a perpetual.
    """

    ns: int
    instrument: str
    trade_id: str
    side: Side
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    realised: Decimal = ZERO


class UnclaimedFound(NamedTuple):
    """An order rests in the account under a name that only this product gives, and no intent of ours is known
    for it: from a lost future of these records, or of another installation.
    """

    ns: int
    instrument: str
    client_id: str
    venue_id: str
    side: Side
    price: Decimal | None
    qty: Decimal
    filled: Decimal


class EngineStarted(NamedTuple):
    """A life of the engine begins. `epoch` is in the id of every order of it, so that no other life, not even
    one that a restored backup has forgotten, can have used the same id. `rules` is the version of what the
    kernel decides by itself in it, so that older records give the same orders again.
    """

    ns: int
    epoch: str
    rules: int = 0


class InstrumentKnown(NamedTuple):
    """The rules of a market as they are from now on: it is used for the first time, or they changed."""

    ns: int
    instrument: str
    base: str
    quote: str
    tick: Decimal
    lot: Decimal
    min_qty: Decimal
    min_notional: Decimal
    max_live_orders: int
    maker: Decimal
    taker: Decimal
    fee_asset: str
    fee_asset_price: Decimal | None
    fee_step: Decimal
    perpetual: Perpetual | None = None


# --- market (kinds 1, 4, 5) -----------------------------------------------------------------------


class PriceTouched(NamedTuple):
    """The last price of an instrument reached a watched price."""

    ns: int
    instrument: str
    price: Decimal


class FeedChanged(NamedTuple):
    """The feed of an instrument became fresh or stale. `rules` is as in EngineStarted, for one event."""

    ns: int
    instrument: str
    fresh: bool
    reason: str
    rules: int = 0


class AlarmDue(NamedTuple):
    """Time has reached the earliest alarm (kind 6)."""

    ns: int


# --- positions ------------------------------------------------------------------------------------


class FundingSettled(NamedTuple):
    """A position received (negative: paid) funding, in quote. `ref` is unique to it; `rate` and `mark` tell
    how it came about, `expected` what our formula says of it, where that is known apart from the venue.
    """

    ns: int
    instrument: str
    ref: str
    rate: Decimal
    mark: Decimal
    amount: Decimal
    expected: Decimal | None = None


class Liquidated(NamedTuple):
    """The venue closed a position at a loss of all that stood behind it; its orders were cancelled before.

    `side` and `qty` are those of the closing trade.
    """

    ns: int
    instrument: str
    trade_id: str
    side: Side
    price: Decimal
    qty: Decimal


class PositionEnded(NamedTuple):
    """A trade that closed the position of a bot, or a part of it, and that no order of the bot made. `why`
    is "stop" (the stop at the venue), "panic" (a person), "liquidated" or "deleveraged" (the venue).
    `side` and `qty` are those of the trade, `realised` is the profit that the venue booked for it.
    """

    ns: int
    instrument: str
    trade_id: str
    side: Side
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    realised: Decimal
    why: str


# --- a person's commands (kind 7) -----------------------------------------------------------------


class Deposited(NamedTuple):
    """Money came into (or, negative, left) the account, outside all bots."""

    ns: int
    asset: str
    amount: Decimal


class BotCreated(NamedTuple):
    """A new bot with its budget and its approval policy. `params` are canonical texts. `others` are the
    markets that it trades besides its first.
    """

    ns: int
    bot: str
    type: str
    instrument: str
    params: Mapping[str, JsonValue]
    policy: Policy
    auto_start: bool = False
    others: tuple[str, ...] = ()


class BotPaused(NamedTuple):
    """Place nothing new; the orders that rest are pulled, or kept (after a restart, or at closing). `why` is
    empty where a person asked for it, or that restart.
    """

    ns: int
    bot: str
    keep_orders: bool = False
    why: str = ""


class BotResumed(NamedTuple):
    """Go on after a pause or a restart. `rules` is as in EngineStarted, for this event: a paper account has
    no such start, and its older records must give the same orders again.
    """

    ns: int
    bot: str
    rules: int = 0


class BotStopped(NamedTuple):
    """Stop with an exit choice; `why` is "by_you", or "panic" where everything is stopped. With `is_last` a
    bot that stops already hears it too, and ends as it says: one that was selling sells nothing more.
    """

    ns: int
    bot: str
    exit: Exit
    why: str = "by_you"
    is_last: bool = False


class BotEdited(NamedTuple):
    """New parameters for a bot that runs; validated before any order is touched. `others` are markets that
    it trades from now on, too.
    """

    ns: int
    bot: str
    params: Mapping[str, JsonValue]
    others: tuple[str, ...] = ()


class InvestmentAdded(NamedTuple):
    """More quote for a bot."""

    ns: int
    bot: str
    amount: Decimal


class ProfitWithdrawn(NamedTuple):
    """Realised profit taken out of a bot, quote."""

    ns: int
    bot: str
    amount: Decimal


class BotReleased(NamedTuple):
    """What a stopped bot still holds goes back to the account."""

    ns: int
    bot: str


class Decided(NamedTuple):
    """A person's (or the clock's) answer to a request. `digest` is what the person saw; `rules` is as in
    BotResumed.
    """

    ns: int
    request: str
    digest: str
    answer: Answer
    rules: int = 0


class TriedAgain(NamedTuple):
    """The person wants a blocked slot to be tried once more."""

    ns: int
    bot: str
    slot: str


class OrderPulled(NamedTuple):
    """The person cancels one order of a bot; the same is not placed again until "try again"."""

    ns: int
    bot: str
    slot: str


class QuarantineAnswered(NamedTuple):
    """The person has looked at the venue: this order is not there."""

    ns: int
    client_id: str


class LimitsSet(NamedTuple):
    """The person's limits of the account, from now on."""

    ns: int
    limits: Limits


class PositionTaken(NamedTuple):
    """The person says that a position was closed, or reduced, outside: what the venue has (`venue`, signed
    base units) is true from now on, where the bot's books have `bots`.
    """

    ns: int
    instrument: str
    venue: Decimal
    bots: Decimal


class UnclaimedAnswered(NamedTuple):
    """The person has looked at an order without an intent: its market may be traded again."""

    ns: int
    client_id: str


class StrategyAsked(NamedTuple):
    """What the trader's own strategy asks of its bot, with everything that decides about it, so that the
    journal gives the same orders again without the strategy.

    `action` is "limit", "market", "amend", "cancel", "halt", "unread" or "note"; `order` the id of an order
    that is there, empty for all of them or none; `qty` base units; `text` why it halts or cannot be read, or
    what is noted.
    """

    ns: int
    bot: str
    action: str
    order: str = ""
    side: Side | None = None
    qty: Decimal | None = None
    price: Decimal | None = None
    text: str = ""


Event: TypeAlias = (
    OrderAccepted
    | OrderRejected
    | OrderFilled
    | OrderCanceled
    | OrderLost
    | OrderNeverAccepted
    | OrderQuarantined
    | OrderSetAside
    | ForeignTraded
    | UnclaimedFound
    | UnclaimedAnswered
    | EngineStarted
    | InstrumentKnown
    | PriceTouched
    | FeedChanged
    | AlarmDue
    | FundingSettled
    | Liquidated
    | PositionEnded
    | Deposited
    | BotCreated
    | BotPaused
    | BotResumed
    | BotStopped
    | BotEdited
    | InvestmentAdded
    | ProfitWithdrawn
    | BotReleased
    | Decided
    | TriedAgain
    | OrderPulled
    | QuarantineAnswered
    | PositionTaken
    | LimitsSet
    | StrategyAsked
)
