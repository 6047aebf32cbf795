"""What the window knows of the engine: read models and the Desk protocol. Everything here is frozen and free
of Qt.

Prices are quote per base, quantities base units, money quote units, times ns UTC. None means "not known" and
is shown as "-", never as 0.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from finbyte_desktop.core.events import Answer, Exit, JsonValue, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.services.awake import Awake
from finbyte_desktop.services.credentials import ApiKey, Connection, Home, Secret
from finbyte_desktop.services.guard.port import GuardState
from finbyte_desktop.services.logs import text_of, without_secrets
from finbyte_desktop.services.shown import (
    AddedPlan,
    BotCard,
    BotDetail,
    BotLife,
    Candidate,
    DecisionRow,
    FieldProblem,
    FieldSpec,
    FillRow,
    GrownOrder,
    HistoryPage,
    HistoryQuery,
    LadderLevel,
    LimitBreak,
    OpenOrder,
    OrderRow,
    ParamChange,
    PlannedOrder,
    Preflight,
    ProfitLine,
    QuickBacktest,
    ResumePlan,
    ResumeTakes,
    SearchResult,
    SlotWait,
    Stands,
    TransferRow,
)
from finbyte_desktop.services.shown_accounts import (
    AccountHealth,
    AccountState,
    AwayBot,
    AwaySummary,
    BotCounts,
    BotHolding,
    DifferingPosition,
    FailedTask,
    Holding,
    KeyReport,
    LedgerDifference,
    Link,
    LongWait,
    PanicBotPosition,
    PanicMarket,
    PanicPosition,
    PanicResult,
    Positions,
    QuarantinedOrder,
    ShownPosition,
    ShownRights,
    ShownTrouble,
    UnclaimedAnswer,
    UnclaimedOrder,
    UnreadPosition,
    VenueChoice,
)
from finbyte_desktop.services.shown_baskets import (
    BasketAsset,
    BasketState,
    PlannedAsset,
    PlannedBasket,
    Proportion,
    TrackRecord,
    Verdict,
)
from finbyte_desktop.services.shown_deals import (
    AddedToDeal,
    DealState,
    PlannedRung,
    PlannedRuns,
    ScheduleState,
)
from finbyte_desktop.services.shown_layout import TableLayout, WindowPlace
from finbyte_desktop.services.shown_markets import (
    PAPER_START,
    BookRow,
    CandleArrays,
    CandleFile,
    FeedChoice,
    FeedKind,
    FeedPlan,
    FeedStatus,
    Market,
    PaperFees,
    PaperFills,
    PerpetualFiles,
)
from finbyte_desktop.services.shown_positions import BotPosition, PlannedPosition
from finbyte_desktop.services.shown_strategies import (
    OwnStrategies,
    StrategyBot,
    StrategyDraft,
    StrategyFile,
    StrategyFiles,
    StrategyFill,
    StrategyLine,
    StrategyResult,
    StrategyText,
)

# --- approvals ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """A request in the queue. `deadline_ns` is wall-clock time; `moved` says that the price left the
    collar. `low` and `high` are those of its orders, of a grid's plan those of the grid; `bot_type` the kind
    of its bot.
    """

    id: str
    digest: str
    bot: str
    bot_name: str
    kind: str
    market: str
    base: str
    quote: str
    price_places: int
    qty_places: int
    asked_ns: int
    asked_price: Decimal
    now_price: Decimal | None
    moved: bool
    deadline_ns: int
    countdown_s: int
    orders: Sequence[PlannedOrder]
    opening: PlannedOrder | None
    opening_fee: Decimal
    reserved: Decimal
    cost: Decimal
    fee: Decimal
    low: Decimal
    high: Decimal
    balance_now: Decimal
    worst_price: Decimal | None
    stop_price: Decimal | None
    loss_at_stop: Decimal | None
    investment: Decimal = Decimal(0)
    own_coins: Decimal = Decimal(0)
    collar: Decimal = Decimal("0.005")  # so far the price may move before the request is asked again
    bot_type: str = "spot_grid"
    tag: str = ""  # of a plan: "open", "scheduled" (nothing now), "catch_up" (what was missed)
    goes_on: bool = False  # its bot has traded already: its money is in it
    moves: tuple[tuple[str, Decimal, Decimal], ...] = ()  # of several markets: the price then, and now
    position: PlannedPosition | None = None  # of the plan of a bot on a perpetual
    on_margin: bool = False  # its orders hold no money: the bot's margin carries them


@dataclass(frozen=True, slots=True)
class DecidedApproval:
    """A request that was answered."""

    ns: int
    bot: str
    bot_name: str
    kind: str
    market: str
    summary: tuple[str, Mapping[str, str]]
    answer: Answer
    why: str


# --- profits, account, settings -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProfitByBot:
    """One row of the profit page's table."""

    bot: str
    name: str
    type: str
    market: str
    state: BotState
    ended_ns: int | None
    investment: Decimal
    grid: Decimal
    floating: Decimal | None
    total: Decimal | None
    ratio: Decimal | None
    sold: bool = False  # it has ended and holds no coins: `floating` is the profit of coins sold


@dataclass(frozen=True, slots=True)
class ProfitSummary:
    """The profit page. Days are in the chosen time zone, newest last; ratios are fractions."""

    currency: str
    total: Decimal | None
    total_ratio: Decimal | None
    running: Decimal | None
    historical: Decimal
    assets_in_running: Decimal | None
    invested_running: Decimal
    running_bots: int
    today: Decimal | None
    seven_days: Decimal | None
    fees: Decimal
    curve: Sequence[tuple[int, float]]
    daily: Sequence[tuple[int, Decimal]]
    winning_days: int
    counted_days: int
    winning_bots: int
    closed_bots: int
    winning_trips: int
    trips: int
    by_bot: Sequence[ProfitByBot]
    by_type: Sequence[tuple[str, int, Decimal]]
    by_market: Sequence[tuple[str, int, Decimal]]
    ties_out: Sequence[tuple[str, Decimal, Decimal, Decimal]]
    left_out: Sequence[str] = ()  # bots of other quote currencies, which are in none of the sums
    idle_days: frozenset[int] = frozenset()  # those of `daily` on which no bot lived


@dataclass(frozen=True, slots=True)
class Balance:
    """An asset of the account: what is free, what stands in bots."""

    asset: str
    free: Decimal
    in_bots: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Health:
    """What the status line shows. `mode` is paper, testnet, demo or live. What follows `awake_why` is of an
    account at a venue: its clock less this computer's, request weight used and allowed, closed markets with
    reasons, the guard process that hears a panic while FinByte hangs.
    """

    venue: str
    mode: str
    feed: FeedStatus
    journal_ok: bool
    journal_text: str
    data_folder: Path
    running_bots: int
    pending_approvals: int
    facts_written: int
    awake: Awake = Awake.OFF
    awake_why: str = ""  # what the system said when it refused to stay awake
    clock_offset_ns: int | None = None
    budget_used: int | None = None
    budget_limit: int | None = None
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guard: GuardState = GuardState.OFF


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should see now. `code` and `fields` are put into words by the window."""

    ns: int
    level: Level
    code: str
    fields: Mapping[str, str]
    bot: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in the settings page; saved as one file."""

    theme: str = "dark"
    palette: str = "green_red"
    language: str = "system"
    frame_rate: int = 60
    currency: str = "USDT"
    time_zone: str = "UTC"
    approval_policy: Policy = Policy.PLAN  # of new bots of the paper account
    live_approval_policy: Policy = Policy.EVERY_ORDER  # of new bots of accounts at a venue
    approval_countdown_s: int = 120
    closing: str = "ask"
    feed: FeedChoice = field(default_factory=FeedChoice)
    feed_held: bool = False  # a person holds the market of this feed
    first_run_done: bool = False
    tables: Mapping[str, TableLayout] = field(default_factory=dict)
    keep_awake: bool = True
    vault_idle_min: int = 15  # minutes without use of a secret after which the vault locks; 0: never
    fills: PaperFills = field(default_factory=PaperFills)
    window: WindowPlace | None = None
    connected: tuple[
        str, ...
    ] = ()  # accounts that are connected at the next start, until they are logged out
    shown_account: str = "paper"  # the one that the window showed last
    code_trusted: bool = False  # a person was told with which rights strategy code runs, and went on


class QuarantineAnswer(StrEnum):
    """What a person saw at the venue of an order without proof."""

    LIVE = "live"  # it is there: FinByte looks once more, and it goes on counting as live
    NEVER = "never"  # it is not there, neither among the orders nor among the trades


Unsubscribe = Callable[[], None]
Progress = Callable[[int, int], bool]


class Desk(Protocol):
    """The engine as the window sees it. Reads are cheap and synchronous; commands are coroutines.

    Commands raise UserError (shown beside its cause) or Unavailable; nothing is half done then.
    """

    # reads
    def health(self) -> Health: ...
    def settings(self) -> Settings: ...
    def markets(self, bot_type: str = "") -> Sequence[Market]: ...  # those that such a bot trades
    def market(self, market: str) -> Market: ...
    def candles(self, market: str, interval_ns: int, limit: int = 1500) -> CandleArrays: ...
    def book(self, market: str, rows: int = 20) -> Sequence[BookRow]: ...
    def balances(self) -> Sequence[Balance]: ...
    def holdings(self) -> Sequence[Holding]: ...
    def worth(self) -> Sequence[tuple[int, float, float]]: ...  # wall ns, value, of it in bots: for painting
    def account_health(self) -> AccountHealth | None: ...  # None on paper
    def positions(self) -> Positions | None: ...  # perpetuals; None where the account has none to read
    def bot_counts(self) -> BotCounts: ...  # cheaper than the cards
    def cards(self, ended: bool = False) -> Sequence[BotCard]: ...
    def card(self, bot: str) -> BotCard: ...
    def detail(self, bot: str) -> BotDetail: ...
    def stands_at(self, bot: str, params: Mapping[str, Any]) -> Stands: ...  # were these its parameters
    def approvals(self) -> Sequence[PendingApproval]: ...
    def decided_today(self) -> Sequence[DecidedApproval]: ...
    def profits(self, days: int = 30) -> ProfitSummary: ...
    def history_candles(self, bot: str, interval_ns: int | None = None) -> CandleArrays | None: ...

    # reads that take time, on a thread of their own; None when a newer question took this one's place.
    # Raise Unavailable when the database cannot be read.
    async def read_history(self, query: HistoryQuery) -> HistoryPage | None: ...
    async def read_life(self, bot: str, known: BotLife | None = None) -> BotLife | None: ...

    # wizard
    @property
    def default_policy(self) -> Policy: ...  # for new bots; never automatic where money is real
    def field_specs(self, bot_type: str) -> Sequence[FieldSpec]: ...
    def preflight(self, bot_type: str, market: str, params: Mapping[str, Any]) -> Preflight: ...
    def suggest(self, bot_type: str, market: str) -> Mapping[str, JsonValue]: ...
    async def quick_backtest(
        self, bot_type: str, market: str, params: Mapping[str, Any], days: int = 7
    ) -> QuickBacktest: ...
    async def ai_proportion(self, market: str, assets: Sequence[str]) -> Proportion: ...  # raises UserError
    async def search_parameters(
        self, bot_type: str, market: str, investment: Decimal, days: int, progress: Progress
    ) -> SearchResult: ...

    # strategies of the trader's own; the window knows where the examples are that came with the program
    def own_strategies(self, examples: Path | None = None) -> OwnStrategies: ...

    # commands
    async def create_bot(
        self,
        bot_type: str,
        market: str,
        params: Mapping[str, Any],
        policy: Policy,
        auto_start: bool,
        name: str | None = None,
    ) -> str: ...
    async def pause(self, bot: str) -> None: ...
    def resume_plan(self, bot: str) -> ResumePlan: ...  # what the next line would trade at the market
    async def resume(self, bot: str) -> None: ...
    async def stop(self, bot: str, exit: Exit) -> None: ...  # noqa: A002 - the field's word
    async def edit(self, bot: str, params: Mapping[str, Any]) -> None: ...
    def added_plan(self, bot: str, amount: Decimal) -> AddedPlan | None: ...  # what the next line would do
    async def add_investment(self, bot: str, amount: Decimal) -> None: ...
    async def withdraw_profit(self, bot: str, amount: Decimal) -> None: ...
    async def try_again(self, bot: str, slot: str) -> None: ...
    async def cancel_order(self, bot: str, slot: str) -> None: ...
    async def decide(self, request: str, digest: str, approve: bool) -> None: ...
    async def panic(self, bot: str | None = None) -> None: ...  # None: the whole account
    async def panic_told(  # the same, waits for what becomes of it, and closes perpetuals where asked
        self, bot: str | None = None, close_positions: bool = False
    ) -> PanicResult: ...
    def panic_now(self, result: PanicResult) -> PanicResult: ...  # what is known of its orders by now
    async def look_at(self, market: str) -> None: ...  # its price, book and candles are wanted now
    async def answer_quarantine(self, client_id: str, answer: QuarantineAnswer) -> None: ...
    async def answer_unclaimed(self, client_id: str, answer: UnclaimedAnswer) -> None: ...
    def limits(self) -> Limits: ...  # of version 0 on paper
    async def set_limits(self, limits: Limits) -> None: ...  # raises UserError naming the field
    async def take_position(self, bot: str, venue: Decimal) -> None: ...  # closed outside
    async def check_account(self) -> None: ...  # the venue's balances are compared with the ledger now
    async def book_differences(self) -> None: ...  # what differs becomes money outside all bots
    async def protect(self, position: str, price: Decimal | None) -> None: ...  # None takes the stop away
    async def deposit(self, asset: str, amount: Decimal) -> None: ...
    async def reset_paper_account(self) -> None: ...
    async def save_settings(self, settings: Settings) -> None: ...
    async def change_settings(self, **fields: Any) -> None: ...

    # feed
    async def choose_feed(self, choice: FeedChoice) -> None: ...
    def feed_symbols(self, path: Path, kind: FeedKind = FeedKind.CANDLES) -> Sequence[str]: ...
    def feed_market(self, name: str) -> str: ...
    def feed_plan(self, choice: FeedChoice) -> FeedPlan: ...  # of several files; raises UserError
    def bots_that_wait(self, choice: FeedChoice) -> Sequence[BotCard]: ...
    def feed_of(self, market: str) -> FeedChoice | None: ...
    def feed_pause(self, paused: bool) -> None: ...
    def feed_step(self) -> None: ...
    def feed_speed(self, speed: Decimal | None) -> None: ...

    # export and the end
    async def export(
        self,
        what: str,
        form: str,
        path: Path,
        bot: str | None,
        progress: Progress,
        sentence: Callable[[str, Mapping[str, str]], str] | None = None,  # a decision in words
        start_ns: int | None = None,
        end_ns: int | None = None,
    ) -> int: ...
    async def close(self, closing: str) -> None: ...

    # changes: the callback gets a set of topics: "quotes", "bots", "approvals", "health", "fills", "settings"
    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> Unsubscribe: ...
    def subscribe_notices(self, callback: Callable[[Notice], None]) -> Unsubscribe: ...


class Accounts(Protocol):
    """Every account of a data folder: paper, and the connections to venues. One account is one desk.

    Commands raise UserError, VenueRejected or Unavailable; nothing is half done then. A connection that fails
    hinders no other account.
    """

    def states(self) -> Sequence[AccountState]: ...  # paper first, then as they were added
    def unattended(self) -> Sequence[AccountState]: ...  # those that nobody looks after
    def desk(self, account: str) -> Desk: ...  # "paper" or a live connection; raises UserError for any other
    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe: ...  # another state of an account
    def subscribe_notices(self, callback: Callable[[Notice], None]) -> Unsubscribe: ...  # of no account

    def new_connection(
        self,
        venue: str,
        name: str,
        home: Home,
        testnet: bool = False,
        address: str | None = None,
        demo: bool = False,
    ) -> Connection: ...
    async def try_key(self, connection: Connection, key: ApiKey) -> KeyReport: ...  # keeps nothing
    async def add(self, connection: Connection, key: ApiKey) -> KeyReport: ...  # tries it first
    async def renew(self, account: str, key: ApiKey) -> KeyReport: ...
    async def remove(self, account: str) -> None: ...
    async def connect(self, account: str) -> None: ...
    async def disconnect(self, account: str) -> None: ...

    async def has_keyring(self) -> bool: ...  # one that keeps secrets; asking may take a moment
    def has_vault(self) -> bool: ...
    def vault_is_open(self) -> bool: ...
    async def create_vault(self, password: str) -> None: ...
    async def open_vault(self, password: str) -> None: ...
    async def lock_vault(self) -> None: ...  # connected accounts go on; it locks by itself when it is idle

    async def close(self, closing: str) -> None: ...


Spawn = Callable[[Awaitable[object]], None]

__all__ = [
    "PAPER_START",
    "AccountHealth",
    "AccountState",
    "Accounts",
    "AddedPlan",
    "AddedToDeal",
    "ApiKey",
    "Awake",
    "AwayBot",
    "AwaySummary",
    "Balance",
    "BasketAsset",
    "BasketState",
    "BookRow",
    "BotCard",
    "BotCounts",
    "BotDetail",
    "BotHolding",
    "BotLife",
    "BotPosition",
    "Candidate",
    "CandleArrays",
    "CandleFile",
    "Connection",
    "DealState",
    "DecidedApproval",
    "DecisionRow",
    "Desk",
    "DifferingPosition",
    "FailedTask",
    "FeedChoice",
    "FeedKind",
    "FeedPlan",
    "FeedStatus",
    "FieldProblem",
    "FieldSpec",
    "FillRow",
    "GrownOrder",
    "GuardState",
    "Health",
    "HistoryPage",
    "HistoryQuery",
    "Holding",
    "Home",
    "KeyReport",
    "LadderLevel",
    "LedgerDifference",
    "LimitBreak",
    "Link",
    "LongWait",
    "Market",
    "Notice",
    "OpenOrder",
    "OrderRow",
    "OwnStrategies",
    "PanicBotPosition",
    "PanicMarket",
    "PanicPosition",
    "PanicResult",
    "PaperFees",
    "PaperFills",
    "ParamChange",
    "PendingApproval",
    "PerpetualFiles",
    "PlannedAsset",
    "PlannedBasket",
    "PlannedOrder",
    "PlannedPosition",
    "PlannedRung",
    "PlannedRuns",
    "Positions",
    "Preflight",
    "ProfitByBot",
    "ProfitLine",
    "ProfitSummary",
    "Progress",
    "Proportion",
    "QuarantineAnswer",
    "QuarantinedOrder",
    "QuickBacktest",
    "ResumePlan",
    "ResumeTakes",
    "ScheduleState",
    "SearchResult",
    "Secret",
    "Settings",
    "ShownPosition",
    "ShownRights",
    "ShownTrouble",
    "SlotWait",
    "Spawn",
    "Stands",
    "StrategyBot",
    "StrategyDraft",
    "StrategyFile",
    "StrategyFiles",
    "StrategyFill",
    "StrategyLine",
    "StrategyResult",
    "StrategyText",
    "TableLayout",
    "TrackRecord",
    "TransferRow",
    "UnclaimedAnswer",
    "UnclaimedOrder",
    "UnreadPosition",
    "Unsubscribe",
    "VenueChoice",
    "Verdict",
    "WindowPlace",
    "text_of",
    "without_secrets",
]
