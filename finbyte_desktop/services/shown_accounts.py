"""Read models of an account: how it stands with its venue, what it holds. Frozen, free of Qt; units as in
`ports`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.guard.port import GuardState

ACCOUNTS = "accounts"  # the folder of the accounts' own folders
LABELS = {"binance": "Binance", "binanceusdm": "Binance USD-M", "bybit": "Bybit"}


def label_of(venue: str) -> str:
    """A venue's name as a person knows it."""
    return LABELS.get(venue, venue.capitalize())


class Link(StrEnum):
    """How an account is connected."""

    OFF = "off"  # not connected, and nobody wants it
    CONNECTING = "connecting"
    LIVE = "live"
    REFUSED = "refused"  # the venue or FinByte said no: it is not tried again by itself
    AWAY = "away"  # it cannot be reached now; tried again by itself
    NO_TRADE = "no_trade"  # connected and read, but its key may not trade any more
    LOCKED = "locked"  # its key cannot be read now: vault closed, or not entered again; not tried by itself


@dataclass(frozen=True, slots=True)
class ShownRights:
    """What the key may do, as the venue tells; None where it does not tell."""

    can_trade: bool | None
    can_withdraw: bool | None
    can_transfer: bool | None
    ip_bound: bool | None
    expires_ns: int | None


@dataclass(frozen=True, slots=True)
class QuarantinedOrder:
    """An order of which nothing proves whether the venue has it. Its money stays reserved, and it counts as
    live, until a person answers or the venue does.
    """

    client_id: str
    venue_id: str | None
    bot: str
    bot_name: str
    market: str
    base: str
    quote: str
    price_places: int
    qty_places: int
    side: Side
    type: OrderType
    price: Decimal
    qty: Decimal
    filled: Decimal
    reserved_asset: str
    reserved: Decimal
    created_ns: int


class UnclaimedAnswer(StrEnum):
    """What shall become of an order with our name that is not in the records."""

    KEEP = "keep"  # it is the person's own
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class UnclaimedOrder:
    """An order of ours at the venue that is not in these records. Its market is closed for new orders until a
    person answers. `price` is None where it has none, `since_ns` when it was found.
    """

    client_id: str
    venue_id: str
    market: str
    base: str
    quote: str
    price_places: int
    qty_places: int
    side: Side
    price: Decimal | None
    qty: Decimal
    filled: Decimal
    since_ns: int


@dataclass(frozen=True, slots=True)
class LongWait:
    """A bot that has waited for its market for hours."""

    bot: str
    name: str
    market: str
    reason: str
    since_ns: int


@dataclass(frozen=True, slots=True)
class ShownPosition:
    """A perpetual position at the venue and the stops under it.

    Attributes:
        key: names the position for commands.
        size: base units, above 0; `is_long` tells the side.
        unrealised: what closing at the mark price would gain, in `settle`, before fees.
        stop: the price of the stop that is reached first, of ours or not; None without one.
        wanted: where a person wants the stop; another price than `stop` while it is placed or moved.
        covered: how much of `size` stops at the venue end.
        naked_s: for how long a part of it has had none; None where all of it has.
        bare_s: the same in all its life, also before a stop that is there now or was there.
    """

    key: str
    market: str
    base: str
    settle: str
    is_long: bool
    size: Decimal
    entry: Decimal
    mark: Decimal
    liquidation: Decimal | None
    unrealised: Decimal
    tick: Decimal
    lot: Decimal
    stop: Decimal | None
    wanted: Decimal | None
    covered: Decimal
    naked_s: int | None
    bare_s: int = 0


@dataclass(frozen=True, slots=True)
class UnreadPosition:
    """A position in a market that FinByte does not read: it cannot be protected here. `market` is the venue's
    name of it, `size` in its own units, above 0.
    """

    market: str
    size: Decimal
    is_long: bool


@dataclass(frozen=True, slots=True)
class Positions:
    """Every perpetual position of an account. `read_ns` is None until they were read once, `trouble` says why
    they cannot be read now. `unread` are those in markets that are not read here.
    """

    rows: Sequence[ShownPosition]
    read_ns: int | None
    trouble: str
    is_old: bool
    unread: Sequence[UnreadPosition] = ()


@dataclass(frozen=True, slots=True)
class PanicMarket:
    """What became of the orders of one market in a panic: cancelled (a part may have been filled before),
    filled as a whole, without proof, resting still, never at the venue (held back here, or refused), and not
    there as a person says who looked. Each order that was open at any moment of the panic is in one of these
    numbers.
    """

    market: str
    cancelled: int
    filled: int
    unproved: int
    resting: int
    never_there: int = 0
    said_gone: int = 0


@dataclass(frozen=True, slots=True)
class PanicPosition:
    """What became of a perpetual position: `left` base units of it are open, None where that could not be
    read; `asked` says whether it was to be closed, `why` what hindered that; `is_taken` whether the
    venue took an order for it, and nothing of that is seen yet.
    """

    position: ShownPosition
    asked: bool
    left: Decimal | None
    why: str = ""
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class PanicBotPosition:
    """What became of the position of a bot: base units before and after, negative for a short one; `asked`
    says whether it was to be closed.
    """

    name: str
    base: str
    before: Decimal
    left: Decimal
    asked: bool


@dataclass(frozen=True, slots=True)
class PanicResult:
    """What a panic did in one account. `unread` says why its positions are not known, `trouble` why its
    orders are not; `close_asked` whether positions were to be closed. `strange` stay open whatever was asked:
    they cannot be closed here. `is_read` is whether every position was read. `number` says which panic of the
    desk it is, 0 where nothing more will be known of it; `of_bots` are positions that bots hold.
    """

    markets: Sequence[PanicMarket] = ()
    positions: Sequence[PanicPosition] = ()
    unread: str = ""
    trouble: str = ""
    close_asked: bool = False
    strange: Sequence[UnreadPosition] = ()
    is_read: bool = False
    number: int = 0
    of_bots: Sequence[PanicBotPosition] = ()

    @property
    def cancelled(self) -> int:
        """Orders that are proved to rest no more without having been filled as a whole."""
        return sum(row.cancelled for row in self.markets)

    @property
    def is_done(self) -> bool:
        """Whether everything that was asked for is proved."""
        orders = not any(row.unproved or row.resting for row in self.markets)
        if any(row.asked and row.left for row in self.of_bots):
            return False
        if self.trouble or (self.close_asked and (self.unread or self.strange)):
            return False
        return orders and not any(row.asked and row.left != 0 for row in self.positions)


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """An asset of which the venue holds `difference` more than the ledger (less, when below 0). `cause` is
    known where a perpetual of the same wallet is open, or was changed since both agreed last.
    """

    asset: str
    venue: Decimal
    ledger: Decimal
    difference: Decimal
    cause: str = ""


@dataclass(frozen=True, slots=True)
class DifferingPosition:
    """A perpetual of which the venue has another position than the bot that holds it; signed base units.
    `can_take` is whether it was closed or reduced, so that the venue's can be taken as true.
    """

    market: str
    base: str
    qty_places: int
    bot: str
    bot_name: str
    bots: Decimal
    venue: Decimal
    can_take: bool


@dataclass(frozen=True, slots=True)
class AwayBot:
    """What one bot's orders did while nobody looked."""

    bot: str
    name: str
    market: str
    buys: int
    sells: int
    ended_orders: int


@dataclass(frozen=True, slots=True)
class AwaySummary:
    """What happened between the last moment that was known (`since_ns`) and the opening of the account."""

    since_ns: int
    until_ns: int
    fills: int
    bots: Sequence[AwayBot]
    foreign_trades: int
    differences: Sequence[LedgerDifference]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.fills or self.bots or self.foreign_trades or self.differences)


@dataclass(frozen=True, slots=True)
class ShownTrouble:
    """Why a venue does not serve the account now: what happened, what it means for orders and what to do.
    `until_ns` is on the venue's clock, None where nobody knows.
    """

    code: str
    text: str
    since_ns: int
    until_ns: int | None = None


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A part of an account's engine that ended with an error and is not begun again."""

    name: str
    text: str
    since_ns: int


@dataclass(frozen=True, slots=True)
class BotCounts:
    """The bots of an account that have not ended, each counted once."""

    running: int = 0
    waiting: int = 0  # for a person's answer
    paused: int = 0
    degraded: int = 0
    other: int = 0  # they start, stop, or wait for a price

    @property
    def living(self) -> int:
        """Those that have not ended."""
        return self.running + self.waiting + self.paused + self.degraded + self.other


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """How a live account stands with its venue.

    Attributes:
        tier: what the venue lets a client prove: A, B or C (order-safety.md 3).
        warnings: codes of what a person should know about the key.
        clock_offset_ns: the venue's clock less this computer's.
        budget_used, budget_limit: request weight of this minute; `blocked_until_ns` while the venue refuses.
        gates: why no new order leaves, market by market; one that is not named is open.
        waits: bots that have been degraded for more than four hours.
        checked_ns: when the differences were read.
        away: None until the account was opened a second time.
        trouble: why the venue does not serve the account now; None while it does.
        cooling: that the venue asked for a pause, in which nothing is sent; None without one.
        key: why the key places no orders although the venue answers; None while it does.
        guard: how the process stands that hears a panic while FinByte hangs.
        unknown: orders whose answer got lost: the venue is asked what became of them.
        failed: parts of the engine that do not work any more, until the account is connected again.
        held: whether a panic holds the account: no new order leaves.
        positions: perpetuals of which the venue has another position than the bot that holds it.
        known_ns: when the venue's last good answer about the account came, on its clock.
    """

    connection: str
    name: str
    venue: str
    testnet: bool
    tier: str
    rights: ShownRights
    warnings: tuple[str, ...]
    clock_offset_ns: int
    budget_used: int
    budget_limit: int
    blocked_until_ns: int | None
    gates: Mapping[str, tuple[str, ...]]
    quarantined: Sequence[QuarantinedOrder]
    unclaimed: Sequence[UnclaimedOrder]
    waits: Sequence[LongWait]
    differences: Sequence[LedgerDifference]
    checked_ns: int | None
    away: AwaySummary | None
    trouble: ShownTrouble | None = None
    cooling: ShownTrouble | None = None
    key: ShownTrouble | None = None
    demo: bool = False
    guard: GuardState = GuardState.OFF
    unknown: int = 0
    failed: Sequence[FailedTask] = ()
    held: bool = False
    known_ns: int | None = None
    positions: Sequence[DifferingPosition] = ()


@dataclass(frozen=True, slots=True)
class BotHolding:
    """What one bot holds of an asset."""

    bot: str
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Holding:
    """An asset of an account. `total` is what the venue holds: bots, unattributed and `difference` together.

    Attributes:
        free: what the venue lets be used; None when it was not read yet.
        unattributed: what no bot holds.
        difference: what the venue holds other than the ledger; 0 when both agree.
        value: `total` in the reporting currency, None without a price; what a bot holds at the price of its
            own market, also while another one of the same asset plays, and its open profit.
        in_bots_value: `in_bots` in the same way.
        open_profit: what closing the positions of bots would pay in this asset at the last prices; it is in
            both values and in no amount.
    """

    asset: str
    total: Decimal
    free: Decimal | None
    in_bots: Decimal
    unattributed: Decimal
    difference: Decimal
    value: Decimal | None
    bots: Sequence[BotHolding] = field(default=())
    in_bots_value: Decimal | None = None
    open_profit: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What a test of a key found, before anything was kept. `warnings` are codes."""

    venue: str
    tier: str
    rights: ShownRights
    warnings: tuple[str, ...]
    markets: int
    clock_offset_ns: int


@dataclass(frozen=True, slots=True)
class VenueChoice:
    """A venue that can be connected: its name, its capability tier, whether it has a testnet or demo trading
    and whether its keys have a passphrase.
    """

    id: str
    label: str
    tier: str
    testnet: bool
    passphrase: bool
    demo: bool = False


@dataclass(frozen=True, slots=True)
class AccountState:
    """One account of the data folder. `id` is "paper", or the connection's; `why` says in a sentence what is
    wrong, with its `code`; `mode` is paper, testnet, demo or live. `bots` counts those that have not ended,
    and of one that is not open `orders` counts the orders and stops that may rest at the venue; None while
    that is not known. `is_open` says that its engine works here, also while the venue is out of reach.
    `tries` counts how often it could not be opened since it was open last, `before` says why the last time
    (`before_code` its code), and `again_ns` is when it is tried again by itself, wall time; 0 where it is
    not, or just now.
    """

    id: str
    name: str
    venue: str
    mode: str
    link: Link
    why: str = ""
    code: str = ""
    home: str = ""
    address: str | None = None
    bots: int | None = None
    is_open: bool = False
    orders: int | None = None
    tries: int = 0
    before: str = ""
    again_ns: int = 0
    before_code: str = ""

    @property
    def may_trade(self) -> bool:
        """Whether anything of it can be in the market: a bot that has not ended, an order that may rest, or
        what is not known.
        """
        return self.bots != 0 or self.orders != 0


def unattended(states: Iterable[AccountState], wanted: Collection[str]) -> list[AccountState]:
    """Of these, the accounts that nobody looks after: they are not open, although somebody wants them, or
    although bots of theirs have not ended. One that is being opened for the first time is soon known; one
    that could not be opened before is looked after by nobody meanwhile.
    """
    return [
        state
        for state in states
        if not state.is_open
        and (state.link is not Link.CONNECTING or state.tries > 0)
        and (state.id in wanted or (state.bots or 0) > 0)
    ]
