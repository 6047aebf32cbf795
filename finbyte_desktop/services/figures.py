"""A bot's exact figures, folded from facts: average cost, realised profit, fees, round trips."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from finbyte_desktop.bots.grid import OPEN
from finbyte_desktop.core import facts as fx
from finbyte_desktop.core.codec import decode, encode
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.ledger import FREE, UNATTRIBUTED, Ledger
from finbyte_desktop.core.numbers import ONE, ZERO, floor_div, half_even_div, plain
from finbyte_desktop.core.orders import Side

DAY_NS = 86_400_000_000_000
YEAR_DAYS = 365
COST_STEP = Decimal("0.00000001")
SHOWN_PLACES = 8
KEPT_TRIPS = 20_000
MOVED = {"added": "investment_added", "withdrawn": "profit_withdrawn"}
FORMAT = 6  # of `save`: raise it with every change of what is folded or how


Addition: TypeAlias = tuple[int, Decimal, Decimal]
"""When money was put in, how much, and the price then."""


class Figures:
    """Sums over one bot's life. All money is quote units; the lines of `breakdown` add up to the total
    exactly.
    """

    fixed: tuple[str, ...] = ("bot", "base", "quote", "market")  # what figures are made with

    def __init__(self, bot: str, base: str, quote: str) -> None:
        self.bot, self.base, self.quote = bot, base, quote
        self.invested = ZERO
        self.own_coins = ZERO
        self.additions: tuple[Addition, ...] = ()  # after the start
        self.plan_price: Decimal | None = None
        self.start_price: Decimal | None = None
        self.withdrawn = ZERO
        self.held_base = ZERO
        self.held_quote = ZERO
        self.cost = ZERO
        self.realised = ZERO
        self.fees: dict[str, Decimal] = {}
        self.fees_quote = ZERO
        self.paid_in_quote = ZERO
        self.paid_elsewhere = ZERO  # in quote: fees in a third asset, which is not money of the bot
        self.trip_profit = ZERO
        self.trip_fees = ZERO
        self.trips = 0
        self.winning_trips = 0
        self.trip_times: deque[int] = deque(maxlen=KEPT_TRIPS)
        self.buys = 0
        self.sells = 0
        self.created_ns = 0
        self.started_ns: int | None = None
        self.ended_ns: int | None = None
        self.entry: Decimal | None = None  # average price of what the bot began with
        self.entry_qty = ZERO
        self.entry_cost = ZERO
        self.entry_order: str | None = (
            None  # where nothing was bought at the opening: the first one that bought
        )
        self.last_said: fx.Said | None = None

    def save(self) -> dict[str, JsonValue]:
        """Everything folded so far, exactly; `restore` goes on from it."""
        state = {name: value for name, value in vars(self).items() if name not in self.fixed}
        times = list(state.pop("trip_times"))
        return {**{name: encode(value) for name, value in state.items()}, "trip_times": times}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes over what `save` gave."""
        for name, value in state.items():
            if name != "trip_times":
                setattr(self, name, decode(value))
        self.trip_times = deque(state["trip_times"], KEPT_TRIPS)

    def investment(self, last: Decimal | None) -> Decimal:
        """Quote put in, plus own coins at the price of the start; at the last one until there is a start."""
        price = self.start_price if self.start_price is not None else last
        return self.invested + (self.own_coins * price if price is not None else ZERO)

    def began_with(self) -> tuple[Decimal, Decimal]:
        """Own coins, and less their worth at the start: with the changes of every fill they are the total
        profit at any price.
        """
        price = self.start_price if self.start_price is not None else ZERO
        return self.own_coins, -self.own_coins * price

    def apply(self, fact: fx.Fact, last: Decimal | None = None) -> None:
        """Folds one fact; `last` is the price of the instrument at that moment."""
        if isinstance(fact, fx.FillBooked):
            self._fill(fact)
        elif isinstance(fact, fx.Said):
            self._said(fact)
        elif isinstance(fact, fx.Posted):
            self._posted(fact, last)
        elif isinstance(fact, fx.ApprovalAsked):
            if fact.kind == "plan":
                self.plan_price = fact.price
        elif isinstance(fact, fx.BotMoved):
            self._moved(fact, last)
        elif isinstance(fact, fx.BotRegistered):
            self.created_ns = fact.ns
        elif isinstance(fact, fx.PositionAdjusted):
            self._adjusted(fact)

    def _adjusted(self, fact: fx.PositionAdjusted) -> None:
        """Only positions are adjusted."""

    def _fill(self, fact: fx.FillBooked) -> None:
        cost = fact.price * fact.qty
        if fact.side is Side.BUY:
            self.buys += 1
            self.cost += cost
            self.held_base += fact.qty
            self.held_quote -= cost
            if not self.entry_qty:
                self.entry_order = None if fact.slot == OPEN else fact.client_id
            if fact.slot == OPEN if self.entry_order is None else fact.client_id == self.entry_order:
                self._entered(fact.qty, cost)
            if fact.slot == OPEN:
                self._opened(fact)
        else:
            self.sells += 1
            share = (
                self.cost
                if fact.qty >= self.held_base
                else floor_div(self.cost * fact.qty, self.held_base, COST_STEP)
            )
            self.cost -= share
            self.realised += cost - share
            self.held_base -= fact.qty
            self.held_quote += cost
        if fact.fee:
            self.fees[fact.fee_asset] = self.fees.get(fact.fee_asset, ZERO) + fact.fee
            self.fees_quote += fact.fee_quote
            if fact.fee_asset == self.quote:
                self.paid_in_quote += fact.fee
                self.held_quote -= fact.fee
            elif fact.fee_asset == self.base:
                self.held_base -= fact.fee
            else:
                self.paid_elsewhere += fact.fee_quote

    def _entered(self, qty: Decimal, cost: Decimal) -> None:
        self.entry_qty += qty
        self.entry_cost += cost
        self.entry = half_even_div(self.entry_cost, self.entry_qty, SHOWN_PLACES)

    def _opened(self, fact: fx.FillBooked) -> None:
        """The opening purchase as the newest word of the bot; several trades are told as one."""
        qty, cost = fact.qty, fact.price * fact.qty
        before = self.last_said
        if before is not None and before.code == "opened":
            told = dict(before.fields)
            had, at = told["qty"], told["price"]
            if isinstance(had, Decimal) and isinstance(at, Decimal):
                qty, cost = qty + had, cost + had * at
        price = fact.price if qty == fact.qty else half_even_div(cost, qty, SHOWN_PLACES)
        fields = (("qty", qty), ("base", self.base), ("price", price))
        self.last_said = fx.Said(fact.ns, self.bot, Level.INFO, "opened", fields)

    def _said(self, fact: fx.Said) -> None:
        self.last_said = fact
        for name, value in fact.fields:
            if name == "trip" and isinstance(value, Decimal):
                self.trips += 1
                self.winning_trips += value > 0
                self.trip_profit += value
                self.trip_times.append(fact.ns)
                while self.trip_times[0] < fact.ns - DAY_NS:
                    self.trip_times.popleft()
            elif name == "trip_fee" and isinstance(value, Decimal):
                self.trip_fees += value

    def _posted(self, fact: fx.Posted, last: Decimal | None) -> None:
        if fact.reason not in ("budget", "added", "withdrawn", "released"):
            return
        for line in fact.lines:
            if line.owner != self.bot or line.bucket != FREE:
                continue
            if fact.reason == "released":
                continue
            if fact.reason in MOVED:
                much = (("amount", f"{plain(abs(line.amount))} {line.asset}"),)
                self.last_said = fx.Said(fact.ns, self.bot, Level.INFO, MOVED[fact.reason], much)
            if line.asset == self.quote:
                self.held_quote += line.amount
                if fact.reason == "withdrawn":
                    self.withdrawn -= line.amount
                else:
                    self.invested += line.amount
                    if fact.reason == "added" and last is not None:
                        self.additions = (*self.additions, (fact.ns, line.amount, last))
            elif line.asset == self.base:
                self.held_base += line.amount
                self.own_coins += line.amount
        assert self.bot != UNATTRIBUTED

    def _moved(self, fact: fx.BotMoved, last: Decimal | None) -> None:
        if fact.state in (BotState.STARTING, BotState.RUNNING) and self.started_ns is None:
            self.started_ns = fact.ns
            # the plan was made at its own price; one that nobody was asked about, at the price of now
            self.start_price = self.plan_price if self.plan_price is not None else last
            self.cost += self.own_coins * (self.start_price or ZERO)
            if self.own_coins and self.start_price is not None:
                self._entered(self.own_coins, self.own_coins * self.start_price)
        if fact.state in (BotState.STOPPED, BotState.ERROR):
            self.ended_ns = fact.ns

    # --- what is shown ----------------------------------------------------------------------------

    def held_in(self, ledger: Ledger) -> tuple[Decimal, ...]:
        """What the ledger has for the bot: base and quote."""
        return ledger.held(self.bot, self.base), ledger.held(self.bot, self.quote)

    def held_now(self) -> tuple[Decimal, ...]:
        """The same by these sums."""
        return self.held_base, self.held_quote

    def equity(self, last: Decimal) -> Decimal:
        """Quote and base at this price."""
        return self.held_quote + self.held_base * last

    def total(self, last: Decimal) -> Decimal:
        """Profit of everything, realised or not, after fees in every asset."""
        return self.equity(last) + self.withdrawn - self.investment(last) - self.paid_elsewhere

    def breakdown(self, last: Decimal) -> list[tuple[str, Decimal]]:
        """Lines that add up to `total`: round trips, each sale paired with its own buy; coins held, at
        average cost; what all sales realised by average cost less the round trips; fees outside trips.
        """
        return [
            ("grid_profit", self.trip_profit),
            ("coins_held", self.held_base * last - self.cost if self.started_ns is not None else ZERO),
            ("realised_outside", self.realised - self.trip_profit - self.trip_fees),
            ("fees_outside", self.trip_fees - self.paid_in_quote - self.paid_elsewhere),
        ]

    def holds_nothing(self, instrument: Instrument) -> bool:
        """Whether a bot that was started has no coins left that could be sold."""
        return self.started_ns is not None and instrument.qty_down(self.held_base) <= 0

    def average_cost(self) -> Decimal | None:
        """Quote per coin held, None without coins and before the start."""
        if self.held_base <= 0 or self.started_ns is None:
            return None
        return half_even_div(self.cost, self.held_base, SHOWN_PLACES)

    def break_even(self, taker: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """Prices at which selling every coin ends at zero: without and with the profit realised so far."""
        if self.held_base <= 0 or self.started_ns is None:
            return None, None
        coins = self.held_base * (ONE - taker)
        needed = self.investment(self.start_price) - self.withdrawn - self.held_quote
        with_profit = half_even_div(needed, coins, SHOWN_PLACES) if needed > 0 else None
        return half_even_div(self.cost, coins, SHOWN_PLACES), with_profit

    def yearly(self, profit: Decimal, now_ns: int) -> Decimal | None:
        """Profit as a fraction of the investment a year; None before a day has passed."""
        investment = self.investment(self.start_price)
        if self.started_ns is None or investment <= 0:
            return None
        span = (self.ended_ns or now_ns) - self.started_ns
        if span < DAY_NS:
            return None
        return half_even_div(profit * YEAR_DAYS * DAY_NS, investment * span, SHOWN_PLACES)

    def trips_since(self, ns: int) -> int:
        """Round trips completed at or after this time, at most a day before the last one."""
        return sum(1 for when in self.trip_times if when >= ns)

    def versus_holding(self, last: Decimal) -> Decimal | None:
        """Total profit less what the same money would have earned in coins: what the bot began with from its
        entry price on, what was added from the price of that moment on.
        """
        if self.entry is None or self.entry <= 0:
            return None
        first, held = self.investment(last), ZERO
        for _, amount, price in self.additions:
            first -= amount
            held += half_even_div(amount * (last - price), price, SHOWN_PLACES)
        held += half_even_div(first * (last - self.entry), self.entry, SHOWN_PLACES)
        return self.total(last) - held

    def summary(self, last: Decimal) -> Mapping[str, str]:
        """What a stopped bot needs to be shown without a feed."""
        return {"last": format(last, "f")}
