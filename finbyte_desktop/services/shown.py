"""Read models of bots and the wizard. Frozen, free of Qt; units as in `ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from finbyte_desktop.core.events import JsonValue, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import OrderType, Role, Side
from finbyte_desktop.services.shown_baskets import BasketState, PlannedBasket
from finbyte_desktop.services.shown_deals import (
    AddedToDeal,
    DealState,
    PlannedRung,
    PlannedRuns,
    ScheduleState,
)
from finbyte_desktop.services.shown_markets import CandleArrays
from finbyte_desktop.services.shown_positions import BotPosition, PlannedPosition

if TYPE_CHECKING:  # the first window needs neither the arrays nor their package
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]


# --- bots -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BotCard:
    """A bot's headline numbers, as on its card.

    `apr` and `grid_apr` are fractions, None before 24 h. `spark` is the profit
    over the whole life, its last value that of now.
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
    sold: bool = False  # it has ended and holds no coins: nothing floats any more
    blocked: int = 0  # orders that do not go before a person tries again; not those that a person cancelled
    position: BotPosition | None = None  # of a bot on a perpetual
    unknown: int = 0  # of the open ones: what became of them is being asked
    quarantined: int = 0  # of the open ones: nobody but a person can say what became of them
    basket: BasketState | None = None  # of a bot that trades several markets; it has no `last`
    waits_for: str = ""  # which of several markets keeps it waiting
    away: str = ""  # a market of it whose prices are not here: it stands in the time it was left at


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
    average: Decimal | None = None  # at which a market order filled


@dataclass(frozen=True, slots=True)
class FillRow:
    """One trade of the account. `trip_profit` is set on the fill that completed a round trip. One that no bot
    made has no bot ("") and no role.

    `seq` is here and below the place in the journal, which tells the order within one moment; 0 unknown.
    """

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
    role: Role | None
    level: Decimal | None
    trip_profit: Decimal | None
    why: str
    seq: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What no other row has: venues number trades market by market, and a trade with oneself has one
        number for both sides.
        """
        return self.market, self.trade_id, self.side.value


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A line of the decision log: code and fields, put into words by the window."""

    ns: int
    bot: str
    bot_name: str
    level: Level
    code: str
    fields: Mapping[str, str]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class TransferRow:
    """Money that moved without a trade: deposits, budgets, withdrawals."""

    ns: int
    reason: str
    owner: str
    asset: str
    amount: Decimal
    seq: int = 0


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which rows of History: `what` is "orders", "fills", "transfers" or "decisions".

    `sort` is a column's key; empty is the order in which they happened. `start` counts from the first row.
    """

    what: str
    bot: str | None = None
    text: str = ""
    sort: str = ""
    descending: bool = True
    start: int = 0
    limit: int = 500


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The rows asked for, and how many there are in all."""

    query: HistoryQuery
    rows: Sequence[OrderRow | FillRow | TransferRow | DecisionRow]
    total: int


@dataclass(frozen=True, slots=True)
class ProfitLine:
    """One line of the profit breakdown; the lines add up to the total exactly."""

    key: str
    amount: Decimal
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlotWait:
    """An order that is not at the venue yet and goes there by itself. `code` says why: a refusal or a limit
    that passes, or "pace" for one whose turn to leave has not come or that the
    venue has not confirmed. `until_ns` is when it is tried again,
    None where nobody knows.
    """

    slot: str
    code: str
    side: Side
    price: Decimal
    qty: Decimal
    until_ns: int | None = None


@dataclass(frozen=True, slots=True)
class LadderLevel:
    """One level of a bot's range. `kind` is "buy", "sell", "vacant", "idle" (waits to become live) or "done"
    (it has bought, and nothing stands there any more).

    `slot` names the bot's slot of this level: for `try_again` where it is blocked, for `cancel_order` where
    an order rests. `wants` is the side of an idle level's order, `asked` says that it waits for a person's
    answer, or a larger order in the place of the one that rests does; `then` is what is placed there after
    the present order has traded, or in its place when somebody says so. `unproved` names the state of an
    order that nothing proves to rest: "unknown" while it is asked, "quarantined" once a person must look.
    """

    price: Decimal
    kind: str
    qty: Decimal | None
    blocked: str | None = None
    slot: str = ""
    wants: Side | None = None
    asked: bool = False
    then: tuple[Side, Decimal] | None = None
    unproved: str = ""


@dataclass(frozen=True, slots=True)
class BotDetail:
    """Everything on a bot's page. `additions` is what was put in after the start: when, how much, at which
    price.
    """

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
    stop_at: Decimal | None = None
    take_profit_at: Decimal | None = None
    waits: Sequence[SlotWait] = ()
    auto_start: bool = False  # goes on by itself after a restart of the application
    additions: Sequence[tuple[int, Decimal, Decimal]] = ()
    deal: DealState | None = None
    schedule: ScheduleState | None = None


class ParamChange(NamedTuple):
    """A parameter that a person changed, and what it was `before`, as text; empty where it was not set."""

    ns: int
    name: str
    before: str


@dataclass(frozen=True, slots=True)
class BotLife:
    """A bot's fills, oldest first, and per fill: time, price for painting, whether it bought, the profit and
    the number of round trips up to it, since the bot's start; and `total`, the whole profit at the fill's own
    price, this fill included, with other assets at their prices of that moment; None where one of these is
    not known. `held` is base and quote after the last fill, the quote less what was put in.
    `detail` comes without fills and decisions.
    Of a very long life the first fills are left out: `fills_before` of them, with what they had added up to.
    `level_prices` are those of a grid, from the lowest; `changes` those of its parameters, in order.
    """

    detail: BotDetail
    candles: CandleArrays | None
    fills: Sequence[FillRow]
    ns: Ints
    price: Floats
    is_buy: Flags
    grid: Sequence[Decimal]
    trips: Ints
    total: Sequence[Decimal | None]
    held: tuple[Decimal, Decimal]
    last_row: int
    fills_before: int = 0
    grid_before: Decimal = Decimal(0)
    trips_before: int = 0
    level_prices: Sequence[Decimal] = ()
    changes: Sequence[ParamChange] = ()


# --- wizard ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A parameter as the wizard shows it (kinds: price, qty, amount, ratio, factor, count, seconds, flag,
    choice, time, zone). `advanced` ones are folded away at first.
    """

    name: str
    label: str
    kind: str
    help: str
    required: bool
    default: JsonValue
    choices: Sequence[str]
    editable: bool = False  # while the bot runs
    advanced: bool = False
    only_with: tuple[str, tuple[str, ...]] | None = None  # another field, and its values; none is any


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
    market: str = ""  # of a bot that trades several


@dataclass(frozen=True, slots=True)
class LimitBreak:
    """A limit of the account that a plan would break: its code (as in the decision log), the field that holds
    it in `Limits`, what the plan comes to together with what is there, what is allowed. `unit` is the
    currency of amounts.
    """

    code: str
    field: str
    value: Decimal | int | str
    bound: Decimal | int | str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the one validator says of a parameter set at the price of now.

    `stop_at` and `take_profit_at` are the prices at which the conditions stand at the start, also those of
    an amount; `stop_in_fall` and `take_profit_in_rise` are where a straight move from the start reaches an
    amount, with the levels filled on its way. `loss_at_lower` is what a straight fall to the lower price
    costs with every coin sold there. `warnings` name what is possible and still looks like a slip; `collar`
    is the part by which the price may move before somebody looks again. With problems, the
    numbers that could still be computed are set and the rest is None. `limits` are those of the account that
    would hold orders of the plan back: it can be created all the same. `hints` holds a short text value per
    field that is fine (such as the feasible range), as (code, fields) for the window.

    `net_low` to `net_high` and `profit_low` to `profit_high` are what one round trip really leaves, at the
    worst and the best of the levels, as a fraction and in quote. `dust_low` to `dust_high` are the coins of
    it that stay in the bot where a buy pays its fee in coins, counted nowhere else; `dust_worth` is what the
    most of them are worth at the price of the start.

    `investment` is what the bot takes of the account, where that follows from other fields; `rungs` the whole
    ladder of a deal, the base order first; `runs` what a schedule does; `position` what a bot on a perpetual
    would hold, and where that ends.
    """

    ok: bool
    problems: Sequence[FieldProblem]
    hints: Mapping[str, tuple[str, Mapping[str, str]]]
    price: Decimal | None
    levels: Sequence[Decimal] = ()
    vacant: Decimal | None = None
    step: Decimal | None = None
    net_low: Decimal | None = None
    net_high: Decimal | None = None
    order_qty: Decimal | None = None
    min_investment: Decimal | None = None
    max_grids: int | None = None
    opening: PlannedOrder | None = None
    opening_fee: Decimal | None = None
    opening_worst: Decimal | None = None
    buys: Sequence[PlannedOrder] = ()
    sells: Sequence[PlannedOrder] = ()
    held_for_buys: Decimal | None = None
    reserve: Decimal | None = None
    smallest_order: Decimal | None = None
    profit_low: Decimal | None = None
    profit_high: Decimal | None = None
    loss_at_stop: Decimal | None = None
    stop_at: Decimal | None = None
    take_profit_at: Decimal | None = None
    trail_steps_paid: int | None = None
    order_limit: int = 0
    checks: int = 0
    warnings: Sequence[FieldProblem] = ()
    collar: Decimal = Decimal("0.005")
    stop_in_fall: Decimal | None = None
    take_profit_in_rise: Decimal | None = None
    loss_at_lower: Decimal | None = None
    own_used: Decimal | None = None
    limits: Sequence[LimitBreak] = ()
    dust_low: Decimal | None = None
    dust_high: Decimal | None = None
    dust_worth: Decimal | None = None
    investment: Decimal | None = None
    rungs: Sequence[PlannedRung] = ()
    runs: PlannedRuns | None = None
    basket: PlannedBasket | None = None
    position: PlannedPosition | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """Prices at which a bot's conditions act: with what it holds now, and after a straight move from now that
    fills the levels on its way (None for a condition that is a price, or is not reached). Not `known` before
    the bot runs. `refused` is the condition that is true already, as an edit to it would be refused.
    """

    known: bool = False

    stop: Decimal | None = None
    take_profit: Decimal | None = None
    stop_in_fall: Decimal | None = None
    take_profit_in_rise: Decimal | None = None
    refused: FieldProblem | None = None


@dataclass(frozen=True, slots=True)
class ResumeTakes:
    """Orders of one side that a resume would trade at the market at once. `qty` is base units, `cost` quote
    at the price of now; with `asked` each of them first waits for an approval.
    """

    side: Side
    asked: bool
    orders: int
    qty: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class ResumePlan:
    """What resuming a paused bot does now: `takes` at the market, because the price passed levels meanwhile,
    and `rests` orders that rest; `asks` of these wait for an approval first. `price` is the last price. Where
    its market is `away` that is not known: what was passed is then traded at the price at which the market
    comes back. A person who read it at a price further away than `collar` (a fraction) is asked anew.
    """

    takes: Sequence[ResumeTakes]
    rests: int
    price: Decimal | None
    away: bool
    asks: int = 0
    collar: Decimal = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class GrownOrder:
    """An order that added investment makes larger, with its quantity before and then."""

    side: Side
    price: Decimal
    before: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class AddedPlan:
    """What added investment would do at the price of now: an order at the market (`side` None where there is
    none), the orders that are `grown` at once, and how many levels grow after their round trip. `size` is the
    new size of a level, in quote where `in_quote`; with `waits` it is done when the bot goes on. Of a futures
    grid, where a straight fall and a straight rise end then, as an estimate, and what is wrong with its stop
    where that would come after them: then the money is refused.
    """

    side: Side | None
    qty: Decimal
    cost: Decimal
    fee: Decimal
    size: Decimal
    in_quote: bool
    grown: Sequence[GrownOrder]
    later: int
    waits: bool = False
    trades: Sequence[PlannedOrder] = ()  # of a bot that trades several markets, all at the market
    liquidation_low: Decimal | None = None
    liquidation_high: Decimal | None = None
    refused: FieldProblem | None = None
    deal: AddedToDeal | None = None  # of a bot that trades in deals


@dataclass(frozen=True, slots=True)
class QuickBacktest:
    """The preview's backtest of the last days, 0 for all that is loaded. `equity` are (ns, total profit, grid
    profit); `from_ns` to `to_ns` is what the candles really cover.
    """

    days: int
    total: Decimal
    grid: Decimal
    trips: int
    drawdown_ratio: Decimal
    equity: Sequence[tuple[int, float, float]]
    fill_rule: str
    from_ns: int
    to_ns: int


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
