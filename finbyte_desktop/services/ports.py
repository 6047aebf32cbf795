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

import numpy as np
import numpy.typing as npt

from finbyte_desktop.core.events import Answer, Exit, JsonValue, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import OrderType, Role, Side

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


# --- markets and feeds ----------------------------------------------------------------------------


class FeedKind(StrEnum):
    """Where prices come from."""

    DEMO = "demo"
    CANDLES = "candles"
    CAPTURE = "capture"


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """A feed as a person chooses it. `speed` 1 is real time, 10 ten times that, None as fast as it goes. `path` for the two
    replays.
    """

    kind: FeedKind = FeedKind.DEMO
    path: Path | None = None
    symbol: str | None = None
    speed: Decimal | None = Decimal(10)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """The feed as it runs. `age_ns` is the time since the last message; `position` and `length` of a replay
    0..1.
    """

    choice: FeedChoice
    label: str
    running: bool
    paused: bool
    fresh: bool
    reason: str
    age_ns: int | None
    now_ns: int | None
    position: float | None
    finished: bool


@dataclass(frozen=True, slots=True)
class Market:
    """One market that can be traded now. `change_24h` is a fraction."""

    id: str
    base: str
    quote: str
    venue: str
    tick: Decimal
    lot: Decimal
    min_qty: Decimal
    min_notional: Decimal
    price_places: int
    qty_places: int
    fee_maker: Decimal
    fee_taker: Decimal
    last: Decimal | None
    change_24h: Decimal | None
    last_ns: int | None


@dataclass(frozen=True, slots=True)
class CandleArrays:
    """Candles for a chart, floats for painting only."""

    interval_ns: int
    open_ns: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats


@dataclass(frozen=True, slots=True)
class BookRow:
    """Shown depth at one price."""

    price: Decimal
    bid_qty: Decimal | None
    ask_qty: Decimal | None


# --- bots -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BotCard:
    """A bot's headline numbers, as on its card.

    `apr` and `grid_apr` are fractions, None before 24 h. `spark` are equity minus investment samples.
    `event` is the last decision or the reason of the state, as (code, fields) for the window to put in words.
    """

    id: str
    name: str
    type: str
    market: str
    base: str
    quote: str
    price_places: int
    qty_places: int
    state: BotState
    reason: str
    policy: Policy
    created_ns: int
    started_ns: int | None
    ended_ns: int | None
    runtime_ns: int
    investment: Decimal
    total_profit: Decimal | None
    total_profit_ratio: Decimal | None
    grid_profit: Decimal
    floating_profit: Decimal | None
    fees: Mapping[str, Decimal]
    fees_quote: Decimal
    apr: Decimal | None
    grid_apr: Decimal | None
    trips_24h: int
    trips: int
    buys_open: int
    sells_open: int
    lower: Decimal | None
    upper: Decimal | None
    entry: Decimal | None
    last: Decimal | None
    break_even: Decimal | None
    break_even_with_profit: Decimal | None
    versus_holding: Decimal | None
    withdrawn: Decimal
    withdrawable: Decimal
    spark: Sequence[float]
    event: tuple[str, Mapping[str, str]] | None
    event_ns: int | None
    waiting_request: str | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """A live order. `away` is the fraction from the last price."""

    client_id: str
    bot: str
    market: str
    slot: str
    side: Side
    type: OrderType
    price: Decimal
    qty: Decimal
    filled: Decimal
    cost: Decimal
    away: Decimal | None
    state: str
    created_ns: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order of any state, for history."""

    client_id: str
    bot: str
    bot_name: str
    market: str
    slot: str
    side: Side
    type: OrderType
    price: Decimal
    qty: Decimal
    filled: Decimal
    state: str
    why: str
    created_ns: int
    ended_ns: int | None


@dataclass(frozen=True, slots=True)
class FillRow:
    """One trade of ours. `trip_profit` is set on the fill that completed a round trip."""

    trade_id: str
    ns: int
    bot: str
    bot_name: str
    market: str
    side: Side
    price: Decimal
    qty: Decimal
    cost: Decimal
    fee: Decimal
    fee_asset: str
    role: Role
    level: Decimal | None
    trip_profit: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A line of the decision log: code and fields, put into words by the window."""

    ns: int
    bot: str
    bot_name: str
    level: Level
    code: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TransferRow:
    """Money that moved without a trade: deposits, budgets, withdrawals."""

    ns: int
    reason: str
    owner: str
    asset: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ProfitLine:
    """One line of the profit breakdown; the lines add up to the total exactly."""

    key: str
    amount: Decimal
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LadderLevel:
    """One level of a bot's range. `kind` is "buy", "sell", "vacant" or "idle" (waits to become live).

    `slot` names the bot's slot of this level, for `try_again` where it is blocked.
    """

    price: Decimal
    kind: str
    qty: Decimal | None
    blocked: str | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class BotDetail:
    """Everything on a bot's page."""

    card: BotCard
    params: Mapping[str, JsonValue]
    levels: Sequence[LadderLevel]
    orders: Sequence[OpenOrder]
    fills: Sequence[FillRow]
    decisions: Sequence[DecisionRow]
    breakdown: Sequence[ProfitLine]
    ties_out: bool
    ties_out_ns: int | None
    equity: Sequence[tuple[int, float, float]]
    base_held: Decimal
    quote_held: Decimal
    average_cost: Decimal | None
    change_24h: Decimal | None


# --- wizard ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A parameter as the wizard shows it (kinds: price, qty, amount, ratio, count, seconds, flag, choice)."""

    name: str
    label: str
    kind: str
    help: str
    required: bool
    default: JsonValue
    choices: Sequence[str]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, its feasible range, and one value that would be accepted."""

    field: str
    code: str
    text: str
    feasible: str | None
    fix: str | None


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """One order of a plan. `net` is the net profit of its grid as a fraction, for sells."""

    side: Side
    type: OrderType
    price: Decimal
    qty: Decimal
    cost: Decimal
    cumulative: Decimal
    away: Decimal
    net: Decimal | None


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the one validator says of a parameter set at the price of now.

    With problems, the numbers that could still be computed are set and the rest is None. `hints` holds a
    short text value per field that is fine (such as the feasible range), as (code, fields) for the window.
    """

    ok: bool
    problems: Sequence[FieldProblem]
    hints: Mapping[str, tuple[str, Mapping[str, str]]]
    price: Decimal | None
    levels: Sequence[Decimal]
    vacant: Decimal | None
    step: Decimal | None
    net_low: Decimal | None
    net_high: Decimal | None
    order_qty: Decimal | None
    min_investment: Decimal | None
    max_grids: int | None
    opening: PlannedOrder | None
    opening_fee: Decimal | None
    opening_worst: Decimal | None
    buys: Sequence[PlannedOrder]
    sells: Sequence[PlannedOrder]
    held_for_buys: Decimal | None
    reserve: Decimal | None
    smallest_order: Decimal | None
    profit_low: Decimal | None
    profit_high: Decimal | None
    loss_at_stop: Decimal | None
    trail_steps_paid: int | None
    order_limit: int
    checks: int


@dataclass(frozen=True, slots=True)
class QuickBacktest:
    """The preview's backtest of the last days. `equity` are (ns, total profit, grid profit)."""

    days: int
    total: Decimal
    grid: Decimal
    trips: int
    drawdown_ratio: Decimal
    equity: Sequence[tuple[int, float, float]]
    fill_rule: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A parameter set that the search proposes. Profits are fractions of the investment per 30 days.

    `haircut` is the part of the in-sample profit that the unseen days did not repeat; None when they were
    better.
    """

    name: str
    params: Mapping[str, JsonValue]
    lower: Decimal
    upper: Decimal
    grids: int
    in_sample: Decimal
    out_of_sample: Decimal
    haircut: Decimal | None
    drawdown: Decimal
    fills_a_day: Decimal
    time_in_range: Decimal
    suitability: int
    terms: tuple[Decimal, Decimal, Decimal]
    unseen: Sequence[tuple[int, float, float]]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What the search found; no candidates is a possible answer, `note` says why."""

    days: int
    tuned_from_ns: int
    tuned_to_ns: int
    checked_to_ns: int
    tried: int
    candidates: Sequence[Candidate]
    note: str


# --- approvals ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """A request in the queue. `deadline_ns` is wall-clock time; `moved` says that the price left the
    collar.
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


@dataclass(frozen=True, slots=True)
class Balance:
    """An asset of the account: what is free, what stands in bots."""

    asset: str
    free: Decimal
    in_bots: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Health:
    """What the status line shows."""

    venue: str
    mode: str
    feed: FeedStatus
    journal_ok: bool
    journal_text: str
    data_folder: Path
    running_bots: int
    pending_approvals: int
    facts_written: int


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
    approval_policy: Policy = Policy.PLAN
    approval_countdown_s: int = 120
    closing: str = "ask"
    feed: FeedChoice = field(default_factory=FeedChoice)
    first_run_done: bool = False


Unsubscribe = Callable[[], None]
Progress = Callable[[int, int], bool]


class Desk(Protocol):
    """The engine as the window sees it. Reads are cheap and synchronous; commands are coroutines.

    Commands raise UserError (shown beside its cause) or Unavailable; nothing is half done then.
    """

    # reads
    def health(self) -> Health: ...
    def settings(self) -> Settings: ...
    def markets(self) -> Sequence[Market]: ...
    def market(self, market: str) -> Market: ...
    def candles(self, market: str, interval_ns: int, limit: int = 1500) -> CandleArrays: ...
    def book(self, market: str, rows: int = 20) -> Sequence[BookRow]: ...
    def balances(self) -> Sequence[Balance]: ...
    def cards(self, ended: bool = False) -> Sequence[BotCard]: ...
    def card(self, bot: str) -> BotCard: ...
    def detail(self, bot: str) -> BotDetail: ...
    def approvals(self) -> Sequence[PendingApproval]: ...
    def decided_today(self) -> Sequence[DecidedApproval]: ...
    def profits(self, days: int = 30) -> ProfitSummary: ...
    def history_orders(
        self, bot: str | None = None, text: str = "", limit: int = 5000
    ) -> Sequence[OrderRow]: ...
    def history_fills(
        self, bot: str | None = None, text: str = "", limit: int = 50000
    ) -> Sequence[FillRow]: ...
    def history_transfers(self, limit: int = 5000) -> Sequence[TransferRow]: ...
    def history_decisions(
        self, bot: str | None = None, text: str = "", limit: int = 5000
    ) -> Sequence[DecisionRow]: ...
    def history_candles(self, bot: str, interval_ns: int | None = None) -> CandleArrays | None: ...

    # wizard
    def field_specs(self, bot_type: str) -> Sequence[FieldSpec]: ...
    def preflight(self, bot_type: str, market: str, params: Mapping[str, Any]) -> Preflight: ...
    def suggest(self, bot_type: str, market: str) -> Mapping[str, JsonValue]: ...
    async def quick_backtest(
        self, bot_type: str, market: str, params: Mapping[str, Any], days: int = 7
    ) -> QuickBacktest: ...
    async def search_parameters(
        self, bot_type: str, market: str, investment: Decimal, days: int, progress: Progress
    ) -> SearchResult: ...

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
    async def resume(self, bot: str) -> None: ...
    async def stop(self, bot: str, exit: Exit) -> None: ...  # noqa: A002 - the field's word
    async def edit(self, bot: str, params: Mapping[str, Any]) -> None: ...
    async def add_investment(self, bot: str, amount: Decimal) -> None: ...
    async def withdraw_profit(self, bot: str, amount: Decimal) -> None: ...
    async def try_again(self, bot: str, slot: str) -> None: ...
    async def decide(self, request: str, digest: str, approve: bool) -> None: ...
    async def panic(self) -> None: ...
    async def deposit(self, asset: str, amount: Decimal) -> None: ...
    async def reset_paper_account(self) -> None: ...
    async def save_settings(self, settings: Settings) -> None: ...

    # feed
    async def choose_feed(self, choice: FeedChoice) -> None: ...
    def feed_symbols(self, path: Path) -> Sequence[str]: ...
    def feed_pause(self, paused: bool) -> None: ...
    def feed_step(self) -> None: ...
    def feed_speed(self, speed: Decimal | None) -> None: ...

    # export and the end
    async def export(self, what: str, form: str, path: Path, bot: str | None, progress: Progress) -> int: ...
    async def close(self, closing: str) -> None: ...

    # changes: the callback gets a set of topics: "quotes", "bots", "approvals", "health", "fills", "settings"
    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> Unsubscribe: ...
    def subscribe_notices(self, callback: Callable[[Notice], None]) -> Unsubscribe: ...


Spawn = Callable[[Awaitable[object]], None]
