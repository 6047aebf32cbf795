"""The exact backtest of a bot that trades several markets at the market (bots.md 10.8, decisions 0020, 0024).

Such a bot wakes at its alarms alone, so that nothing happens between two of them: the run goes from alarm to
alarm, each market standing at its point of that time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from finbyte_desktop.bots.registry import BasketBot, make_bot
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.commands import Cancel, Command, Submit
from finbyte_desktop.core.errors import Bug, UserError
from finbyte_desktop.core.events import AlarmDue, BotCreated, Deposited, Event, JsonValue, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.matching import SimulatedVenue, VenueOptions
from finbyte_desktop.core.numbers import ZERO, exact, scale_of
from finbyte_desktop.core.risk import Limits
from finbyte_desktop.services.backtest import BOT, DEFAULT_COLLAR, PROGRESS_EVERY, uncollected
from finbyte_desktop.services.candle_series import CandleSeries

MAX_UNITS = 2**62


@dataclass(frozen=True, slots=True)
class BasketRequest:
    """A run: the markets with their candles, the bot's first one first."""

    bot_type: str
    params: Mapping[str, JsonValue]
    markets: Sequence[tuple[Instrument, CandleSeries]]
    slippage: Decimal = ZERO
    policy: Policy = Policy.AUTOMATIC


class Course:
    """One market's price at any time of its candles (bots.md 10.1); asked for times that only rise."""

    def __init__(self, series: CandleSeries) -> None:
        self._times: list[int] = series.open_ns.tolist()
        self._columns = (series.open.data, series.high.data, series.low.data, series.close.data)
        self._unit = Decimal(1).scaleb(-series.places)
        self._interval = series.interval_ns
        self._at = 0
        self.first_ns = self._times[0]
        self.end_ns = self._times[-1] + self._interval

    def _go(self, ns: int) -> int:
        times, at = self._times, self._at
        if at + 1 < len(times) and times[at + 1] <= ns:
            at += 1
            if at + 1 < len(times) and times[at + 1] <= ns:
                at = bisect_right(times, ns, at) - 1
            self._at = at
        return at

    def fresh_from(self, ns: int) -> int | None:
        """The first time from `ns` on at which a candle contains the time; None when there is none."""
        at = self._go(ns)
        if ns < self._times[at] + self._interval:
            return ns
        return self._times[at + 1] if at + 1 < len(self._times) else None

    def price(self, ns: int) -> Decimal:
        """The price after the walk has arrived at the points of this time."""
        at = self._go(ns)
        first, high, low, last = (column[at] for column in self._columns)
        since, interval = ns - self._times[at], self._interval
        if since >= interval - 1:
            return self._unit * last
        if since >= interval // 3:
            rising = last >= first
            second = since < 2 * interval // 3
            return self._unit * (low if rising == second else high)
        return self._unit * first


@dataclass
class BasketRun:
    """What a run leaves. `holdings`: from a time on, quote and the coin of each market."""

    kernel: Kernel
    start_ns: int
    end_ns: int
    fills: list[fx.FillBooked] = field(default_factory=list)
    facts: list[fx.Fact] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    holdings: list[tuple[int, Decimal, tuple[Decimal, ...]]] = field(default_factory=list)
    looks: int = 0
    last: dict[str, Decimal] = field(default_factory=dict)

    @property
    def bot(self) -> BasketBot:
        """The bot of the run."""
        bot = self.kernel.bots[BOT].bot
        assert isinstance(bot, BasketBot)
        return bot


class BasketBacktest:
    """One run from the latest first candle to the end of the earliest last one."""

    def __init__(self, request: BasketRequest, keep_facts: bool = False) -> None:
        markets = [market for market, _ in request.markets]
        if len({market.quote for market in markets}) != 1:
            raise UserError("All markets of one bot need the same quote asset.", "quote_differs", "market")
        self._request, self._keep = request, keep_facts
        self.courses = {market.id: Course(series) for market, series in request.markets}
        start = max(course.first_ns for course in self.courses.values())
        end = min(course.end_ns for course in self.courses.values())
        if start >= end:
            raise UserError("The candles of these markets have no time in common.", "no_common_time")
        options = VenueOptions(slippage=request.slippage)
        self.venues = {market.id: SimulatedVenue(market, options) for market in markets}
        balances: dict[str, Decimal] = {}
        for venue in self.venues.values():
            venue.balances = balances
        limits = Limits(collar=max(DEFAULT_COLLAR, request.slippage))
        known = {market.id: market for market in markets}
        self.kernel = Kernel(known, make_bot, limits, slippage=request.slippage, journal=keep_facts)
        self.run_data = BasketRun(self.kernel, start, end)

    def run(self, progress: Callable[[int, int], bool] | None = None) -> BasketRun:
        """Runs to the end. Raises UserError when the bot cannot start with these parameters."""
        with uncollected(), exact():
            return self._run(progress)

    def _run(self, progress: Callable[[int, int], bool] | None) -> BasketRun:
        request, data, kernel = self._request, self.run_data, self.kernel
        told = progress or (lambda *_: False)
        first, *others = [market.id for market, _ in request.markets]
        now = self._fresh(data.start_ns)
        if now is None:
            raise UserError("The candles of these markets have no time in common.", "no_common_time")
        data.start_ns = now
        self._stand(now)
        market = request.markets[0][0]
        for asset, amount in make_bot(request.bot_type, request.params, market).budget(market).items():
            if amount > 0:
                self._apply(Deposited(now, asset, amount))
        head = (now, BOT, request.bot_type, first, request.params, request.policy)
        self._apply(BotCreated(*head, others=tuple(others)))
        self._hold(now)
        while kernel.alarms.next_ns is not None:
            due = self._fresh(max(kernel.alarms.next_ns, now))
            if due is None or due >= data.end_ns:
                break
            now = due
            data.looks += 1
            self._stand(now)
            traded = len(data.fills)
            self._apply(AlarmDue(now))
            if len(data.fills) != traded:
                self._hold(now)
            if data.looks % PROGRESS_EVERY == 0 and told(now - data.start_ns, data.end_ns - data.start_ns):
                raise UserError("Cancelled.", "cancelled")
        data.last = {market.id: Course(series).price(data.end_ns - 1) for market, series in request.markets}
        return data

    def _fresh(self, ns: int) -> int | None:
        """The first time from `ns` on at which every market has a candle."""
        courses = self.courses.values()
        while True:
            latest = ns
            for course in courses:
                found = course.fresh_from(ns)
                if found is None:
                    return None
                if found > latest:
                    latest = found
            if latest == ns:
                return ns
            ns = latest

    def _stand(self, ns: int) -> None:
        last = self.kernel.last
        for name, course in self.courses.items():
            price = course.price(ns)
            last[name] = price
            self.venues[name].set_price(price)

    def _hold(self, ns: int) -> None:
        held = self.kernel.ledger.held
        coins = tuple(held(BOT, market.base) for market, _ in self._request.markets)
        self.run_data.holdings.append((ns, held(BOT, self._request.markets[0][0].quote), coins))

    def _apply(self, event: Event) -> None:
        """Hands one event to the kernel and carries its commands out, until nothing is left to do."""
        if isinstance(event, Deposited):
            balances = next(iter(self.venues.values())).balances
            balances[event.asset] = balances.get(event.asset, ZERO) + event.amount
        data, kernel = self.run_data, self.kernel
        pending: deque[Event] = deque([event])
        waiting: deque[SimulatedVenue] = deque()  # a venue for each order that trades at once, in their order
        while pending or waiting:
            if not pending:
                pending += waiting.popleft().take_next(event.ns)
                continue
            commands, facts = kernel.handle(pending.popleft())
            data.fills += [fact for fact in facts if type(fact) is fx.FillBooked]
            if self._keep:
                data.facts += facts
                data.commands += commands
            for command in commands:
                if isinstance(command, Submit):
                    venue = self.venues[command.order.instrument]
                    waits = len(venue.marketable)
                    pending += venue.submit(command.order.client_id, command.order.spec, event.ns)
                    waiting += [venue] * (len(venue.marketable) - waits)
                elif isinstance(command, Cancel):
                    pending += self.venues[command.instrument].cancel(command.client_id, event.ns)
        if any(venue.orders for venue in self.venues.values()):
            raise Bug("An order rests that no walk would fill.", "resting_order")


def samples(request: BasketRequest, run: BasketRun) -> tuple[Any, Any, int]:
    """Equity at every time at which a candle of any market closes: times, integers, and their decimals.

    Exact: in integers of a common unit.
    """
    closes = [series.open_ns + series.interval_ns - 1 for _, series in request.markets]
    times = np.unique(np.concatenate(closes))
    times = times[(times >= run.start_ns) & (times < run.end_ns)]
    rows = run.holdings
    row_of = np.searchsorted(np.array([ns for ns, _, _ in rows], dtype=np.int64), times, side="right") - 1
    scales = [scale_of(number) for _, quote, coins in rows for number in (quote, *coins)]
    coin_places = max(scales, default=0)
    price_places = max(series.places for _, series in request.markets)
    places = coin_places + price_places
    quotes = [int(quote.scaleb(places)) for _, quote, _ in rows]
    total = np.array(quotes, dtype=object)[row_of]
    for at, (_, series) in enumerate(request.markets):
        factor = 10 ** (price_places - series.places)
        coins = np.array([int(held[at].scaleb(coin_places)) * factor for _, _, held in rows], dtype=object)
        total = total + coins[row_of] * _prices_at(series, times).astype(object)
    return times, total, places


def _prices_at(series: CandleSeries, times: Any) -> Any:
    """The price of a market at each time, in its own units: the last point of its path that has come."""
    at = np.searchsorted(series.open_ns, times, side="right") - 1
    since, interval = times - series.open_ns[at], series.interval_ns
    rising = series.close[at] >= series.open[at]
    second = np.where(rising, series.low[at], series.high[at])
    third = np.where(rising, series.high[at], series.low[at])
    found = np.where(since >= interval // 3, second, series.open[at])
    found = np.where(since >= 2 * interval // 3, third, found)
    return np.where(since >= interval - 1, series.close[at], found)
