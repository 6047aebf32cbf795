"""The backtest: the same kernel, ledger, venue and bot as live, in a loop over candles that jumps to the
next touch.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from finbyte_desktop.bots.grid_plan import check_earns
from finbyte_desktop.bots.registry import AnyBot, make_one
from finbyte_desktop.bots.spot_grid import SpotGrid
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Cancel, Command, Isolate, Submit
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import (
    BotCreated,
    Deposited,
    Event,
    FundingSettled,
    JsonValue,
    Liquidated,
    Policy,
)
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel, Step
from finbyte_desktop.core.matching import SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import ZERO, exact, scale_of
from finbyte_desktop.core.perpetual_venue import PerpetualVenue
from finbyte_desktop.core.position import MONEY_STEP
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.core.walk import CandleWalk, Funding, Happening, Seen
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.funding_holes import FundingHole
from finbyte_desktop.services.planned import Plan, Planned
from finbyte_desktop.services.touch_index import Paths, TouchIndex

BOT = "bot1"
FILL_RULE = (
    "candles: open, low and high, close (low first when close >= open); "
    "touch fills in full at the limit price"
)
DEFAULT_COLLAR = Decimal("0.005")
PROGRESS_EVERY = 4096
MAX_UNITS = 2**62


@dataclass(frozen=True, slots=True)
class BacktestRequest:
    """What to run. `plan` holds a person's commands, each due at its own time; `funding` the fundings of a
    perpetual, oldest first.
    """

    bot_type: str
    params: Mapping[str, JsonValue]
    instrument: Instrument
    series: CandleSeries
    slippage: Decimal = ZERO
    walk_every_candle: bool = False
    policy: Policy = Policy.AUTOMATIC
    plan: Sequence[Planned] = ()
    options: VenueOptions | None = None
    funding: Sequence[Funding] = ()
    funding_holes: Sequence[FundingHole] = ()


@dataclass(slots=True)
class BacktestRun:
    """What came out: the kernel as it stands at the end, and everything that was booked on the way.

    `holdings` lists (candle index, quote, base), the equity at a price P being quote + base*P, after the
    candle of the start and after each candle in which something was traded; `trip_profits` lists (ns,
    profit) of completed round trips; `fundings` are those that paid something, `lost` what a liquidation
    took; `started_at` is the candle in which the bot started, None when it never did.
    """

    kernel: Kernel
    venue: SimulatedVenue
    fills: list[fx.FillBooked] = field(default_factory=list)
    facts: list[fx.Fact] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    holdings: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    trip_profits: list[tuple[int, Decimal]] = field(default_factory=list)
    fundings: list[FundingSettled] = field(default_factory=list)
    lost: Decimal = ZERO
    candles_walked: int = 0
    started_at: int | None = None

    @property
    def bot(self) -> AnyBot:
        """The bot of a single-bot run."""
        bot = self.kernel.bots[BOT].bot
        assert isinstance(bot, AnyBot)
        return bot


@contextmanager
def uncollected() -> Iterator[None]:
    """Runs the block without the garbage collector: a run makes only what it keeps, so collecting costs a
    fifth of its time and frees nothing.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Backtest:
    """One run. `progress` is called with (done, all) candles now and then; returning True cancels."""

    def __init__(self, request: BacktestRequest, keep_facts: bool = False) -> None:
        self._request = request
        self._keep = keep_facts
        i = request.instrument
        options = request.options or VenueOptions(slippage=request.slippage)
        kind = SimulatedVenue if i.perpetual is None else PerpetualVenue
        self.venue = kind(i, options)
        first_ns = int(request.series.open_ns[0])
        self._fundings = deque(row for row in request.funding if row.ns > first_ns)
        limits = Limits(collar=max(DEFAULT_COLLAR, request.slippage))
        self.kernel = Kernel({i.id: i}, make_one, limits, slippage=request.slippage, journal=keep_facts)
        self.walk = CandleWalk(self.venue, request.series.interval_ns)
        self.run_data = BacktestRun(self.kernel, self.venue)
        self._traded = False
        self._plan = Plan(request.plan)
        self.heard: Callable[[Event, Step], None] | None = None  # each event with what it led to

    def run(self, progress: Callable[[int, int], bool] | None = None) -> BacktestRun:
        """Runs to the last candle. Raises UserError when the bot cannot start with these parameters."""
        with uncollected(), exact():
            return self._run(progress)

    def _run(self, progress: Callable[[int, int], bool] | None) -> BacktestRun:
        request, data, kernel = self._request, self.run_data, self.kernel
        series, walk = request.series, self.walk
        name = request.instrument.id
        first = series.candle(0)
        walk.begin(first)
        last = kernel.last
        last[name] = first.open
        self._fund(first.open_ns)
        self._apply(BotCreated(first.open_ns, BOT, request.bot_type, name, request.params, request.policy))
        triggers, alarms, venue = kernel.triggers[name], kernel.alarms, self.venue
        index, paths = TouchIndex(series), Paths(series)
        n, at = len(series), 0
        last_ns = series.interval_ns - 1
        next_report = PROGRESS_EVERY
        plan = self._plan
        has_position, fundings = request.instrument.perpetual is not None, self._fundings
        funding = fundings[0] if fundings else None
        while True:
            data.candles_walked += 1
            while True:
                due = plan.next_ns(alarms.next_ns) if plan else alarms.next_ns
                happening = walk.next(triggers.next_above, triggers.next_below, due, None, funding)
                if happening is None or isinstance(happening, Seen):  # this walk tells nothing
                    break
                if has_position:
                    self._of_position(happening)
                    funding = fundings[0] if fundings else None
                last[name] = venue.price
                self._apply(happening)
            if data.started_at is None and data.bot.start_price:
                data.started_at = at
                self._traded = True
            if self._traded:
                self._hold(at)
            at += 1
            if progress is not None and at >= next_report:
                next_report = at + PROGRESS_EVERY
                if progress(at, n):
                    raise UserError("Cancelled.", "cancelled")
            if not (request.walk_every_candle or venue.is_busy):
                below, above = venue.highest_buy, venue.lowest_sell
                watch_below, watch_above = triggers.next_below, triggers.next_above
                if watch_below is not None and (below is None or watch_below > below):
                    below = watch_below
                if watch_above is not None and (above is None or watch_above < above):
                    above = watch_above
                ends_below, ends_above = venue.ends_below, venue.ends_above
                if ends_below is not None and (below is None or ends_below > below):
                    below = ends_below
                if ends_above is not None and (above is None or ends_above < above):
                    above = ends_above
                if funding is not None and (due is None or funding.ns < due):
                    due = funding.ns
                at = index.next_touch(at, below, above, due)
            if at >= n:
                break
            walk.skip_to(paths.close(at - 1), paths.open_ns(at - 1) + last_ns)
            walk.load_path(paths.open_ns(at), paths.path(at))
        return data

    def _fund(self, ns: int) -> None:
        request = self._request
        bot = make_one(request.bot_type, request.params, request.instrument)
        entry = bot.params.entry_price
        bot.sizing(self.venue.price if entry is None else entry, request.instrument, request.slippage)
        for asset, amount in bot.budget(request.instrument).items():
            if amount > 0:
                self._apply(Deposited(ns, asset, amount))

    def _apply(self, event: Event) -> None:
        """Hands one event to the kernel and carries its commands out, until nothing is left to do."""
        if self._plan:
            resolved = self._plan.resolve(event, self.kernel)
            if resolved is None:
                return
            event = resolved
        if isinstance(event, Deposited):
            balances = self.venue.balances
            balances[event.asset] = balances.get(event.asset, ZERO) + event.amount
        kernel, venue, data = self.kernel, self.venue, self.run_data
        pending: list[Event] = [event]
        for next_event in pending:
            step = kernel.handle(next_event)
            commands, facts = step
            for fact in facts:
                if type(fact) is fx.FillBooked:
                    data.fills.append(fact)
                    self._traded = True
                elif type(fact) is fx.Said:
                    for field, profit in fact.fields:
                        if field == "trip" and isinstance(profit, Decimal):
                            data.trip_profits.append((fact.ns, profit))
            if self._keep:
                data.facts += facts
                data.commands += commands
            if self.heard is not None:
                self.heard(next_event, step)
            for command in commands:
                if type(command) is Submit:
                    order = command.order
                    pending += venue.submit(order.client_id, order.spec, next_event.ns)
                elif type(command) is Cancel:
                    pending += venue.cancel(command.client_id, next_event.ns)
                elif type(command) is Isolate:
                    assert isinstance(venue, PerpetualVenue)
                    venue.isolate(command.margin, command.leverage)

    def _of_position(self, happening: Happening) -> None:
        """Notes a funding or a liquidation before the kernel hears of it."""
        data = self.run_data
        if isinstance(happening, FundingSettled):
            self._fundings.popleft()
            self._traded = data.started_at is not None
            if happening.amount:
                data.fundings.append(happening)
        elif isinstance(happening, Liquidated):
            data.lost = self.kernel.ledger.held(BOT, self._request.instrument.quote)

    def _hold(self, at: int) -> None:
        self._traded = False
        ledger, i = self.kernel.ledger, self._request.instrument
        if i.perpetual is None:
            row = (at, ledger.held(BOT, i.quote), ledger.held(BOT, i.base))
        else:
            bot = self.run_data.bot
            quote, size = bot.worth(self.kernel.bots[BOT].view)
            row = (at, quote - bot.withdrawn, size)
        self.run_data.holdings.append(row)


def would_lose(request: BacktestRequest) -> str:
    """Why a person could not create this bot: a round trip would leave nothing or less. Empty when it earns,
    or cannot be planned at all, which the run itself refuses.
    """
    with exact():
        i, bot = request.instrument, make_one(request.bot_type, request.params, request.instrument)
        if not isinstance(bot, SpotGrid):
            return ""
        first = request.series.price(int(request.series.open[0]))
        start = first if bot.params.entry_price is None else bot.params.entry_price
        with suppress(UserError):
            sizing = bot.sizing(start, i, request.slippage)
            try:
                check_earns(bot.params, start, i, request.slippage, sizing)
            except UserError as error:
                return error.text
    return ""


def invested(run: BacktestRun, last: Decimal) -> Decimal:
    """The bot's investment; its own coins count at the last price until there is a start."""
    bot = run.bot
    if run.started_at is not None:
        return bot.invested
    return bot.invested_at(last) + bot.added


def max_drawdown(run: BacktestRun, series: CandleSeries, investment: Decimal) -> tuple[Decimal, Decimal]:
    """The largest fall of equity at candle closes from its running maximum, in quote, and that maximum.

    Exact: equity is computed in integers of a common unit, from the candle in which the bot started. The
    first sample is the investment.
    """
    if run.started_at is None:
        return ZERO, investment
    rows = run.holdings
    i, bot = run.kernel.bots[BOT].instrument, run.bot
    step = scale_of(i.fees.step)
    own = bot.budget(i).get(i.base, ZERO)
    base_places = max(i.qty_places, step, scale_of(own))
    moved = max(scale_of(bot.added), scale_of(bot.withdrawn), scale_of(investment))
    if i.perpetual is not None:
        moved = max(moved, scale_of(MONEY_STEP))  # what closing and funding pay
    places = max(i.price_places + i.qty_places, step, moved, base_places + series.places)
    unit, base_unit = 10**places, 10 ** (places - series.places)
    quotes = [int(q * unit) for _, q, _ in rows]
    bases = [int(b * base_unit) for _, _, b in rows]
    first = run.started_at
    closes = series.close[first:]
    lengths = np.diff([*(at - first for at, _, _ in rows), len(closes)])
    largest = max(abs(q) for q in quotes) + max(abs(b) for b in bases) * int(closes.max())
    kind = np.int64 if largest < MAX_UNITS else object
    equity = np.repeat(np.array(quotes, dtype=kind), lengths)
    equity = equity + np.repeat(np.array(bases, dtype=kind), lengths) * closes.astype(kind)
    fall, peak = largest_fall(int(investment * unit), equity)
    return Decimal(fall).scaleb(-places), Decimal(peak).scaleb(-places)


def largest_fall(first: int, equity: Any) -> tuple[int, int]:
    """The largest fall of integers from their running maximum, which begins with `first`, and that
    maximum; the first of equal falls.
    """
    samples = np.concatenate([np.array([first], dtype=equity.dtype), equity])
    peaks = np.maximum.accumulate(samples)
    falls = peaks - samples
    worst = int(falls.argmax())
    return int(falls[worst]), int(peaks[worst])
