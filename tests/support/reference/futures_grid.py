"""Reference calculation of the futures grid bot on candles: long, short or neutral, isolated margin.

Written from the specification alone, to be obviously right rather than fast. Every candle is walked through
its four points; between two points the price goes to the next price at which something waits, found by a
linear scan. Arithmetic is exact: a result that had to be rounded without being told to stops the calculation.

Readings
--------
Where the specification leaves a hole, this is the reading chosen. What is not said here is as in the spot
grid: levels, vacant level, entry, `order_qty`, live orders, hold delay, jumps, round trips, drawdown.

 1. Only the candle path exists: it is last price and mark price at once. A mark price of a funding row is
    used for that funding alone.
 2. A row of funding is (time in ms, rate) or (time in ms, rate, mark price or None). Due at or before the
    start, after the last close, or without a position: nothing is paid and nothing is noted.
 3. Funding strictly between two points: at its own time, at the price of the earlier point, before alarms of
    the same time. After every funding: liquidation, then watched prices, at the price of that moment.
 4. Net profit per grid at or below zero is refused, as in the spot grid, with the maker fee on both sides.
 5. Slippage in the sizing is P*(1 + d) for a short too; the tick rounding of the opening is not in it.
 6. `leverage` is at least 1 and at most the market's `max_leverage`, where it has one; the leverage that a
    tier allows is not looked at.
 7. Whether an order may be placed is not checked: `lowest_free_margin` tells whether the run ever went beyond
    the rule of margin, with all orders of the plan (live or not) and with the bot's quote as its money. Such
    a run is outside the specification.
 8. Reduce-only orders never meet a position smaller than themselves. If one did, it would be cut to it.
 9. A liquidation price inside the range is no refusal. A stop price at or beyond the estimate is
    (`stop_beyond_liquidation`): with the P of the pre-flight, and again with the real P. A stop in money is
    not compared with it.
10. The estimate walks from the opening at its real price (slippage, tick) with all fees paid. A grid that has
    no order and no position on a side has no estimate there.
11. A start whose liquidation price is already reached is liquidated at once.
12. The liquidation fill carries no fee. All money of the bot is lost, the reserve too, and not more.
13. In a jump, orders that became live inside it fill at the open (as takers) before the liquidation.
14. A fill may move the liquidation price beyond the price of the moment: liquidated at once, booked at the
    liquidation price all the same.
15. Stop and take profit of the neutral grid in money look at the side that the position has. Without a
    position the total profit is the same at any price: what is reached acts at once (the spot grid watches no
    loss without coins).
16. In money a short's stop is rounded up to the tick, its take profit down: the amount is really there. A
    stop of a short that is reached at any price stands at one tick.
17. `stop_price` and `stop_price_high` are two conditions with their own delays and the same reason
    `stop_price`; neither can stand beside an amount or a ratio. At one moment: `stop_price`,
    `stop_price_high`, take profit.
18. Exit "close" closes the whole position, however small.
19. A position that was kept goes on: it pays funding and can be liquidated; state and reason stay.
20. A stop amount above the investment is refused (`stop_amount_too_large`).
21. What is refused with the real P (an entry price that was jumped over) ends the run with that code.
22. An entry value exactly at a tier's cap belongs to that tier; above all caps, to the last tier. The amount
    of a tier is used by Binance's formula alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from tests.support.reference.arithmetic import (
    NS_PER_MS,
    ONE,
    ZERO,
    arithmetic_ticks,
    ceil_quotient,
    ceil_to,
    decimal,
    exact_context,
    floor_to,
    geometric_ticks,
    largest_multiple,
)
from tests.support.reference.futures_conditions import CONDITION_ORDER, FuturesConditions
from tests.support.reference.futures_position import (
    MONEY_STEP,
    RULES,
    Position,
    closed_entry,
    down_to_money,
    liquidation_price,
    open_profit,
    tier_of,
    tiers_of,
)

Candle = tuple[int, Decimal, Decimal, Decimal, Decimal]

ONE_TIER = ((None, "0.004", "0"),)
MINIMUM_MARGIN = Decimal("1.05")
CENT = Decimal("0.01")

DEFAULTS: dict[str, Any] = {
    "lower": None,
    "upper": None,
    "grids": None,
    "spacing": "arithmetic",
    "investment": None,
    "direction": None,
    "leverage": None,
    "order_qty": None,
    "entry_price": None,
    "entry_direction": None,
    "stop_price": None,
    "stop_price_high": None,
    "take_profit_price": None,
    "stop_amount": None,
    "stop_ratio": None,
    "take_profit_amount": None,
    "take_profit_ratio": None,
    "hold_delay_s": 0,
    "exit": "close",
    "max_live_orders": None,
    "reserve": CENT,
}
REQUIRED = ("lower", "upper", "grids", "investment", "direction", "leverage")
NOT_DECIMAL = ("grids", "spacing", "direction", "entry_direction", "exit", "max_live_orders")
MARKET_DECIMALS = ("tick", "lot", "min_notional", "min_qty", "fee_maker", "fee_taker")


@dataclass
class Cell:
    """A pair of neighbouring levels and what has filled in it: side, price, quantity, fee."""

    fills: list[tuple[str, Decimal, Decimal, Decimal]] = field(default_factory=list)


@dataclass(eq=False)
class Order:
    """One order of the plan; `index` is its level."""

    side: str
    index: int
    price: Decimal
    qty: Decimal
    cell: Cell
    reduce_only: bool


class FuturesGrid(FuturesConditions):
    """One run. Small methods, so that a deliberately wrong variant can replace exactly one of them."""

    def __init__(
        self,
        params: dict[str, Any],
        candles: list[Candle],
        interval_ns: int,
        market: dict[str, Any],
        funding: Sequence[Sequence[Any]] = (),
        tiers: Sequence[Sequence[Any]] = ONE_TIER,
        rule: str = "binance",
        slippage: Any = 0,
    ):
        for name in params:
            if name not in DEFAULTS:
                raise ValueError("unknown_param")
        p = {**DEFAULTS, **params}
        for name in REQUIRED:
            if p[name] is None:
                raise ValueError("missing_param")
        for name in DEFAULTS:
            if name not in NOT_DECIMAL and p[name] is not None:
                p[name] = decimal(p[name])
        if rule not in RULES:
            raise ValueError("unknown_rule")
        self.p = p
        self.m = {**market, **{name: decimal(market[name]) for name in MARKET_DECIMALS}}
        self.candles, self.interval = candles, interval_ns
        self.funding_rows = sorted(
            ((int(row[0]) * NS_PER_MS, decimal(row[1]), self.mark_of(row)) for row in funding),
            key=lambda row: row[0],
        )
        self.tiers, self.rule, self.slippage = tiers_of(tiers), rule, decimal(slippage)
        self.n: int = int(p["grids"])
        self.tick: Decimal = self.m["tick"]
        self.lot: Decimal = self.m["lot"]
        self.leverage: Decimal = p["leverage"]

        self.state = "waiting"
        self.stop_reason: str | None = None
        self.now = 0
        self.price: Decimal = ZERO
        self.quote: Decimal = p["investment"]
        self.position = Position()
        self.fills: list[dict[str, Any]] = []
        self.fundings: list[dict[str, Any]] = []
        self.fees = ZERO
        self.grid_profit = ZERO
        self.trips = 0

        self.known_levels: dict[int, Decimal] = {}
        self.vacant: int | None = None
        self.start_vacant: int | None = None
        self.size: Decimal | None = None
        self.plan: dict[int, Order] = {}  # level index -> order of the plan
        self.live: list[Order] = []  # those at the venue, in order of placement
        self.marketable: list[Order] = []  # placed at or through the price of the moment, to fill at once
        self.cells = [Cell() for _ in range(self.n)]
        self.alarms: dict[str, int] = {}  # name of a condition -> time at which its delay is over
        self.estimate: dict[str, Decimal | None] = {"low": None, "high": None}
        self.peak = ZERO
        self.drawdown = ZERO
        self.lowest_free_margin: Decimal | None = None

    def mark_of(self, row: Sequence[Any]) -> Decimal | None:
        """The mark price of a funding row, if it has one."""
        return decimal(row[2]) if len(row) > 2 and row[2] is not None else None

    # levels

    def level(self, i: int) -> Decimal:
        """The price of level i."""
        if i not in self.known_levels:
            low, high = int(self.p["lower"] / self.tick), int(self.p["upper"] / self.tick)
            formula = geometric_ticks if self.p["spacing"] == "geometric" else arithmetic_ticks
            self.known_levels[i] = formula(low, high, self.n, i) * self.tick
        return self.known_levels[i]

    def vacant_for(self, price: Decimal) -> int:
        """The level at the price, else the first above it."""
        return next(i for i in range(self.n + 1) if self.level(i) >= price)

    # validation

    def validate(self) -> None:
        """The pre-flight: refuse what cannot run, with a short code."""
        p = self.p
        if not 2 <= self.n <= 200:
            raise ValueError("grids")
        if not ZERO < p["lower"] < p["upper"]:
            raise ValueError("range")
        for name, allowed in (
            ("spacing", ("arithmetic", "geometric")),
            ("direction", ("long", "short", "neutral")),
            ("exit", ("close", "keep")),
            ("entry_direction", (None, "above", "below")),
        ):
            if p[name] not in allowed:
                raise ValueError("choice")
        if p["lower"] % self.tick or p["upper"] % self.tick:
            raise ValueError("off_tick")
        if p["investment"] <= 0:
            raise ValueError("investment")
        most = self.m.get("max_leverage")
        if self.leverage < 1 or (most is not None and self.leverage > decimal(most)):
            raise ValueError("leverage")
        if p["max_live_orders"] is not None and p["max_live_orders"] < 1:
            raise ValueError("max_live_orders")
        if any(self.level(i) >= self.level(i + 1) for i in range(self.n)):
            raise ValueError("tick_collision")
        if min(self.profit_signs()) <= 0:
            raise ValueError("net_profit")
        self.validate_conditions()
        start = p["entry_price"] if p["entry_price"] is not None else self.candles[0][1]
        if not self.inside(start):
            raise ValueError("price_outside")
        self.prepare(start)

    def profit_signs(self) -> list[Decimal]:
        """For each cell, its net profit per grid times its lower price (same sign, no division)."""
        c = self.m["fee_maker"]
        return [self.level(i + 1) * (ONE - c) - self.level(i) * (ONE + c) for i in range(self.n)]

    def prepare(self, price: Decimal) -> Decimal:
        """The quantity for a start at `price`; refuses what the money or the stop does not allow."""
        size = self.choose_size(price)
        self.estimate = {
            "low": self.estimate_on("buy", size, price),
            "high": self.estimate_on("sell", size, price),
        }
        self.refuse_late_stop()
        self.refuse_what_is_there(size, price)
        return size

    def refuse_late_stop(self) -> None:
        """A stop at or beyond the estimated liquidation could never act."""
        low, high = self.p["stop_price"], self.p["stop_price_high"]
        if self.p["direction"] == "short":
            low, high = high, low
        if low is not None and self.estimate["low"] is not None and low <= self.estimate["low"]:
            raise ValueError("stop_beyond_liquidation")
        if high is not None and self.estimate["high"] is not None and high >= self.estimate["high"]:
            raise ValueError("stop_beyond_liquidation")

    # sizing

    def opening(self, size: Decimal, price: Decimal) -> tuple[str, Decimal]:
        """Side and quantity of the opening order for a start at `price`."""
        vacant = self.vacant_for(price)
        if self.p["direction"] == "long":
            return "buy", (self.n - vacant) * size
        if self.p["direction"] == "short":
            return "sell", vacant * size
        return "buy", ZERO

    def worst_and_fees(self, size: Decimal, price: Decimal) -> tuple[Decimal, Decimal]:
        """The largest notional the plan can carry, and the fees of getting there."""
        vacant = self.vacant_for(price)
        buys = size * sum((self.level(i) for i in range(vacant)), ZERO)
        sells = size * sum((self.level(i) for i in range(vacant + 1, self.n + 1)), ZERO)
        if self.p["direction"] == "neutral":
            worst = self.larger_side(buys, sells)
            return worst, worst * self.m["fee_maker"]
        opened = self.opening(size, price)[1] * price * (ONE + self.slippage)
        same = buys if self.p["direction"] == "long" else sells
        return opened + same, opened * self.m["fee_taker"] + same * self.m["fee_maker"]

    def larger_side(self, buys: Decimal, sells: Decimal) -> Decimal:
        """What a neutral grid can carry: all its buys or all its sells."""
        return max(buys, sells)

    def cost(self, size: Decimal, price: Decimal) -> Decimal:
        """The left side of the inequality: fees are paid from money that carries `leverage` times itself."""
        worst, fees = self.worst_and_fees(size, price)
        return worst + self.leverage * fees

    def budget(self) -> Decimal:
        """The right side of the inequality."""
        return (ONE - self.p["reserve"]) * self.p["investment"] * self.leverage

    def minimum_size(self) -> Decimal:
        """The smallest quantity allowed."""
        by_notional = ceil_quotient(MINIMUM_MARGIN * self.m["min_notional"], self.p["lower"], self.lot)
        return max(ceil_to(self.m["min_qty"], self.lot), by_notional)

    def minimum_investment(self, price: Decimal) -> Decimal:
        """The inequality at the smallest quantity, up to 0.01 or to the tick where it is coarser (to 1)."""
        step = self.tick if CENT < self.tick <= 1 else CENT
        carried = (ONE - self.p["reserve"]) * self.leverage
        return ceil_quotient(self.cost(self.minimum_size(), price), carried, step)

    def choose_size(self, price: Decimal) -> Decimal:
        """The quantity of every level for a start at `price`."""
        size = self.p["order_qty"]
        if size is None:
            size = largest_multiple(self.lot, lambda x: self.cost(x, price) <= self.budget())
            if size < self.minimum_size():
                raise ValueError("min_investment")
        elif size % self.lot or size < self.minimum_size():
            raise ValueError("order_qty")
        elif self.cost(size, price) > self.budget():
            raise ValueError("min_investment")
        return size

    # money

    def fee(self, qty: Decimal, price: Decimal, role: str) -> Decimal:
        """Fee of a fill on its notional, rounded up."""
        rate = self.m["fee_maker"] if role == "maker" else self.m["fee_taker"]
        return ceil_to(qty * price * rate, MONEY_STEP)

    def trade(self, position: Position, side: str, qty: Decimal, price: Decimal) -> Decimal:
        """Change a position by a trade; returns the profit that this books."""
        way = 1 if side == "buy" else -1
        profit = ZERO
        closing = min(qty, abs(position.qty)) if position.sign() == -way else ZERO
        if closing:
            part = closed_entry(position, closing)
            profit = way * (part - closing * price)
            position.qty += way * closing
            position.entry -= part
        position.qty += way * (qty - closing)
        position.entry += (qty - closing) * price
        return profit

    def book(self, side: str, qty: Decimal, price: Decimal, role: str, level: Decimal | None) -> Decimal:
        """Book one fill; returns its fee."""
        fee = self.fee(qty, price, role)
        self.quote += self.trade(self.position, side, qty, price) - fee
        self.fees += fee
        self.note_fill(side, qty, price, fee, role, level)
        return fee

    def note_fill(
        self, side: str, qty: Decimal, price: Decimal, fee: Decimal, role: str, level: Decimal | None
    ) -> None:
        """One more line in the list of fills."""
        line = {"ts_ns": self.now, "side": side, "price": price, "qty": qty, "fee": fee}
        self.fills.append({**line, "level": level, "role": role})

    def market_price(self, side: str, limit: Decimal | None, price: Decimal) -> Decimal:
        """Price of a market fill: slippage and tick against the trader, never beyond the limit."""
        if side == "buy":
            paid = ceil_to(price * (ONE + self.slippage), self.tick)
            return paid if limit is None else min(paid, limit)
        got = max(floor_to(price * (ONE - self.slippage), self.tick), self.tick)
        return got if limit is None else max(got, limit)

    def equity(self, price: Decimal) -> Decimal:
        """The bot's money and the profit of its open position at `price`."""
        return self.quote + open_profit(self.position, price)

    def count_in_cell(self, cell: Cell, side: str, price: Decimal, qty: Decimal, fee: Decimal) -> None:
        """Every second fill of a cell completes a round trip with the one before it."""
        cell.fills.append((side, price, qty, fee))
        if len(cell.fills) % 2 == 0:
            self.trips += 1
            for s, at, amount, paid in cell.fills[-2:]:
                self.grid_profit += (amount * at if s == "sell" else -amount * at) - paid

    def note_margin(self) -> None:
        """Remember the smallest margin left beside the position and the orders of the plan (reading 7)."""
        carried = self.leverage * max(self.p["investment"], self.quote)
        free = carried - max(self.carried_on("buy"), self.carried_on("sell"))
        lowest = self.lowest_free_margin
        self.lowest_free_margin = free if lowest is None else min(lowest, free)

    def carried_on(self, side: str) -> Decimal:
        """Entry value of the position on this side and of the orders that would enlarge it."""
        way = 1 if side == "buy" else -1
        value = self.position.entry if self.position.sign() == way else ZERO
        to_close = abs(self.position.qty) if self.position.sign() == -way else ZERO
        orders = [o for o in self.plan.values() if o.side == side and not o.reduce_only]
        for order in sorted(orders, key=lambda o: -way * o.price):  # as the price reaches them
            closes = min(to_close, order.qty)
            to_close -= closes
            value += (order.qty - closes) * order.price
        return value

    # liquidation

    def liquidation_for(self, position: Position, money: Decimal) -> Decimal | None:
        """The price of liquidation of a position with this money behind it."""
        tier = tier_of(self.tiers, position.entry)
        return liquidation_price(position, money, tier, self.rule, self.m["fee_taker"], self.tick)

    def liquidation(self) -> Decimal | None:
        """The price of liquidation now."""
        return self.liquidation_for(self.position, self.quote)

    def liquidation_is_there(self) -> bool:
        """Whether the price of the moment is at or beyond the price of liquidation."""
        at = self.liquidation()
        return at is not None and self.is_at(self.price, -self.position.sign(), at)

    def look_at_liquidation(self) -> None:
        """All orders are cancelled, the whole margin is lost, one fill is booked at the liquidation price."""
        if not self.liquidation_is_there():
            return
        side = "sell" if self.position.qty > 0 else "buy"
        self.note_fill(side, abs(self.position.qty), self.liquidation(), ZERO, "liquidation", None)
        self.position = Position()
        self.quote = self.left_after_liquidation()
        self.cancel_all()
        if self.state == "running":
            self.state, self.stop_reason = "stopped", "liquidated"

    def left_after_liquidation(self) -> Decimal:
        """The money that a liquidation leaves."""
        return ZERO

    def after_opening(self, size: Decimal, price: Decimal) -> tuple[Decimal, Position]:
        """Money and position after the opening order of a start at `price`."""
        side, qty = self.opening(size, price)
        at = self.market_price(side, None, price)
        position = Position()
        self.trade(position, side, qty, at)
        return self.p["investment"] - self.fee(qty, at, "taker"), position

    def estimate_on(self, side: str, size: Decimal, price: Decimal) -> Decimal | None:
        """The liquidation price of a straight move through all orders of a side."""
        if self.p["direction"] == {"buy": "short", "sell": "long"}[side]:
            return None
        money, position = self.after_opening(size, price)
        vacant = self.vacant_for(price)
        indices = range(vacant - 1, -1, -1) if side == "buy" else range(vacant + 1, self.n + 1)
        for i in indices:
            at = self.liquidation_for(position, money)
            if at is not None and self.is_at(self.level(i), -position.sign(), at):
                return at
            self.trade(position, side, size, self.level(i))
            money -= self.fee(size, self.level(i), "maker")
        return self.liquidation_for(position, money)

    # funding

    def settle(self, rate: Decimal, mark: Decimal | None) -> None:
        """One funding on the position of the moment, and what it causes."""
        if not self.position.qty:
            return
        price = self.price if mark is None else mark
        amount = self.funding_amount(price, rate)
        self.quote += amount
        line = {"ts_ns": self.now, "qty": self.position.qty, "price": price, "rate": rate, "amount": amount}
        self.fundings.append(line)
        self.note_margin()
        self.look_at_liquidation()
        self.look_at_conditions()

    def funding_amount(self, price: Decimal, rate: Decimal) -> Decimal:
        """What a funding brings: a long position pays a positive rate; rounded against the trader."""
        return down_to_money(-self.position.qty * price * rate)

    # start and stop

    def start(self) -> None:
        """The opening order at the price of the moment, then the plan of N orders."""
        price = self.price
        self.size = self.prepare(price)
        self.vacant = self.start_vacant = self.vacant_for(price)
        self.peak = self.p["investment"]
        self.state = "running"
        side, qty = self.opening(self.size, price)
        if qty:
            self.book(side, qty, self.market_price(side, None, price), "taker", None)
        for i in range(self.vacant):
            self.put("buy", i)
        for i in range(self.vacant + 1, self.n + 1):
            self.put("sell", i)
        self.choose_live()

    def cancel_all(self) -> None:
        """No order and no delay is left."""
        self.plan.clear()
        self.live.clear()
        self.marketable.clear()
        self.alarms.clear()

    def stop(self, reason: str) -> None:
        """Cancel everything, then the exit."""
        self.cancel_all()
        self.state, self.stop_reason = "stopped", reason
        if self.p["exit"] == "close" and self.position.qty:
            side = "sell" if self.position.qty > 0 else "buy"
            at = self.market_price(side, None, self.price)
            self.book(side, abs(self.position.qty), at, "taker", None)

    # orders

    def put(self, side: str, index: int) -> Order:
        """An order of the plan at a level (not yet at the venue)."""
        cell = self.cells[index if side == "buy" else index - 1]
        reduce_only = self.p["direction"] == {"buy": "short", "sell": "long"}[side]
        order = self.plan[index] = Order(side, index, self.level(index), self.size, cell, reduce_only)
        return order

    def choose_live(self) -> None:
        """Which orders of the plan are at the venue: all, or the K nearest to the vacant level."""
        chosen = list(self.plan.values())
        if self.p["max_live_orders"] is not None:
            chosen.sort(key=lambda o: (abs(o.price - self.level(self.vacant)), o.side != "buy"))
            chosen = chosen[: int(self.p["max_live_orders"])]
        self.live = [o for o in self.live if o in chosen]
        for order in chosen:
            if order not in self.live:
                self.live.append(order)
                if self.is_at(self.price, -1 if order.side == "buy" else 1, order.price):
                    self.marketable.append(order)
        self.note_margin()

    def fill(self, order: Order, price: Decimal, role: str) -> None:
        """A complete fill of a grid order and all it causes: accounting, mirror order, new vacant level."""
        if order not in self.live:
            return
        qty = min(order.qty, abs(self.position.qty)) if order.reduce_only else order.qty
        del self.plan[order.index]
        self.live.remove(order)
        fee = self.book(order.side, qty, price, role, order.price)
        self.count_in_cell(order.cell, order.side, price, qty, fee)
        self.mirror(order, price)
        self.vacant = order.index
        self.choose_live()

    def mirror(self, order: Order, price: Decimal) -> None:
        """Buy at p_i -> sell at p_i+1; sell at p_i -> buy at p_i-1: level prices, not fill prices."""
        if order.side == "buy":
            self.put("sell", order.index + 1)
        else:
            self.put("buy", order.index - 1)

    def fill_marketable(self) -> None:
        """Orders that were placed at or through the price fill at once, as taker."""
        while self.marketable:
            order = self.marketable.pop(0)
            self.fill(order, self.market_price(order.side, order.price, self.price), "taker")

    # entry

    def inside(self, price: Decimal) -> bool:
        """Whether a start is possible at this price."""
        return self.p["lower"] <= price <= self.p["upper"]

    def entry_touched(self, before: Decimal) -> bool:
        """Whether the move from `before` to here reached the entry price in its direction."""
        entry, way = self.p["entry_price"], self.p["entry_direction"]
        rising = before < entry <= self.price
        falling = before > entry >= self.price
        return (rising and way != "below") or (falling and way != "above")

    # path

    def points(self, candle: Candle) -> list[tuple[int, Decimal]]:
        """The four points of a candle with their times."""
        open_ms, o, high, low, c = candle
        t = open_ms * NS_PER_MS
        second, third = (low, high) if c >= o else (high, low)
        return [
            (t, o),
            (t + self.interval // 3, second),
            (t + 2 * self.interval // 3, third),
            (t + self.interval - 1, c),
        ]

    def watched(self) -> list[Decimal]:
        """Prices at which something other than a resting order happens."""
        if self.state == "waiting":
            return [self.p["entry_price"]]
        prices = [at for _, _, at in self.conditions()] if self.state == "running" else []
        at = self.liquidation()
        return prices if at is None else [*prices, at]

    def next_price(self, target: Decimal) -> Decimal:
        """The nearest price on the way to `target` at which something waits, else the target."""
        up = target > self.price
        side = "sell" if up else "buy"
        waiting = [o.price for o in self.live if o.side == side] + self.watched()
        if up:
            return min([x for x in waiting if self.price < x < target], default=target)
        return max([x for x in waiting if target < x < self.price], default=target)

    def walk(self, target: Decimal) -> None:
        """Through every value to `target`; at a touched price resting orders first, then all else."""
        while self.price != target:
            before = self.price
            self.price = self.next_price(target)
            self.end_delays()
            for order in self.resting_here():
                self.fill(order, order.price, "maker")
                self.fill_marketable()
            self.act_at_price(before)

    def resting_here(self) -> list[Order]:
        """Live orders at the price of the moment: buys, then sells, each in order of placement."""
        return sorted((o for o in self.live if o.price == self.price), key=lambda o: o.side != "buy")

    def jump(self, target: Decimal) -> None:
        """From a close to the next open: resting orders at their own price, all else at the open."""
        before, self.price = self.price, target
        for order in self.jumped_orders(before, target):
            self.fill(order, self.jump_fill_price(order), "maker")
        self.fill_marketable()
        if before != target:
            self.act_at_price(before)

    def jumped_orders(self, before: Decimal, target: Decimal) -> list[Order]:
        """Live orders between the two prices (the open included), nearest to the old close first."""
        if target > before:
            hit = [o for o in self.live if o.side == "sell" and before < o.price <= target]
        else:
            hit = [o for o in self.live if o.side == "buy" and target <= o.price < before]
        return sorted(hit, key=lambda o: abs(o.price - before))

    def jump_fill_price(self, order: Order) -> Decimal:
        """A resting order that was jumped over fills at its own price."""
        return order.price

    def act_at_price(self, before: Decimal) -> None:
        """After the resting orders: start, liquidation, watched prices; the price came from `before`."""
        if self.state == "waiting" and self.entry_touched(before) and self.inside(self.price):
            self.start()
        self.look_at_liquidation()
        self.look_at_conditions()

    # time

    def first_open(self, ts: int, price: Decimal) -> None:
        """The start, unless an entry price is waited for."""
        self.now, self.price = ts, price
        self.funding_rows = [row for row in self.funding_rows if row[0] > ts]
        if self.p["entry_price"] is None or self.p["entry_price"] == price:
            self.start()
            self.look_at_liquidation()
            self.look_at_conditions()

    def go_to(self, ts: int, price: Decimal, is_open: bool) -> None:
        """One point of the path with the fundings and alarms before it and at it."""
        self.pass_time(ts - 1)
        self.settle_until(ts)
        self.now = ts
        if is_open:
            self.jump(price)
        else:
            self.walk(price)
        self.pass_time(ts)

    def pass_time(self, until: int) -> None:
        """All fundings and alarms due at or before `until`, in order of time; the funding first."""
        while self.alarms:
            name = min(self.alarms, key=lambda n: (self.alarms[n], CONDITION_ORDER.index(n)))
            due = self.alarms[name]
            if self.funding_rows and self.funding_rows[0][0] <= min(due, until):
                self.settle_next()
            elif due <= until:
                del self.alarms[name]
                self.now = due
                self.stop(self.reason(name))
            else:
                return
        if self.funding_rows and self.funding_rows[0][0] <= until:
            self.settle_next()
            self.pass_time(until)

    def settle_until(self, until: int) -> None:
        """All fundings due at or before `until`, at the price of the moment."""
        while self.funding_rows and self.funding_rows[0][0] <= until:
            self.settle_next()

    def settle_next(self) -> None:
        """The next funding, at its own time."""
        self.now, rate, mark = self.funding_rows.pop(0)
        self.settle(rate, mark)

    # run

    def sample(self, close: Decimal) -> None:
        """Equity at a candle close, after its events."""
        if self.state != "waiting":
            equity = self.equity(close)
            self.peak = max(self.peak, equity)
            self.drawdown = max(self.drawdown, self.peak - equity)

    def run(self) -> dict[str, Any]:
        """Walk all candles; the output document."""
        with localcontext(exact_context()):
            self.validate()
            for number, candle in enumerate(self.candles):
                for k, (ts, price) in enumerate(self.points(candle)):
                    if number == 0 and k == 0:
                        self.first_open(ts, price)
                    else:
                        self.go_to(ts, price, k == 0)
                self.sample(candle[4])
            return self.document(self.candles[-1][4])

    def document(self, last: Decimal) -> dict[str, Any]:
        """The result at the last close."""
        equity = self.equity(last)
        total = equity - self.p["investment"]
        return {
            "investment": self.p["investment"],
            "order_qty": self.p["order_qty"] if self.size is None else self.size,
            "levels": [self.level(i) for i in range(self.n + 1)],
            "vacant_level": self.start_vacant,
            "liquidation_estimate": self.estimate,
            "fills": self.fills,
            "funding": self.fundings,
            "funding_total": sum((line["amount"] for line in self.fundings), ZERO),
            "fees": self.fees,
            "round_trips": self.trips,
            "grid_profit": self.grid_profit,
            "floating_profit": total - self.grid_profit,
            "total_profit": total,
            "equity": equity,
            "quote": self.quote,
            "max_drawdown": self.drawdown,
            "position_qty": self.position.qty,
            "entry_value": self.position.entry,
            "liquidation_price": self.liquidation(),
            "orders": sorted((o.price, o.side, o.qty, o.reduce_only) for o in self.live),
            "state": self.state,
            "stop_reason": self.stop_reason,
        }


def run(
    params: dict[str, Any],
    candles: list[Candle],
    interval_ns: int,
    market: dict[str, Any],
    funding: Sequence[Sequence[Any]] = (),
    tiers: Sequence[Sequence[Any]] = ONE_TIER,
    rule: str = "binance",
    slippage: Any = 0,
) -> dict[str, Any]:
    """The output document of one backtest; ValueError(code) when the parameters are refused."""
    return FuturesGrid(params, candles, interval_ns, market, funding, tiers, rule, slippage).run()
