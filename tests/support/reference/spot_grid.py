"""Reference calculation of the spot grid bot on candles.

Written from the specification alone, to be obviously right rather than fast: every candle is walked through
its four points, and between two points the price goes to the next touched price, one after the other, found
by a linear scan over all resting orders and watched prices. All arithmetic is exact: the decimal context
has 60 digits and traps `Inexact`, so a result that had to be rounded without being told to would stop the
calculation.

Readings
--------
Where the specification leaves a hole, this is the reading chosen.

 1. Levels outside the first range (trailing) follow the formula of the first range at i = N+1, N+2, ... and
    i = -1, -2, ...; a step at or below zero, or one that collides with its neighbour, is not taken.
 2. "quote-tick" (steps of Q, of the minimum investment) is the price tick of the market.
 3. `order_qty` fixes q (equal base, a lot multiple) or Q (equal quote, a tick multiple); it must still
    reach the minimum (`order_qty`) and satisfy the inequality (`min_investment`).
 4. Own coins used = min(floor_lot(base_qty), the need). Own coins beyond the need stay in the bot and count
    as equity; the inequality knows only the quote (`investment`), the output `investment` adds base_qty at
    the price P.
 5. Net profit per grid is computed with the maker fee on both sides, whatever the fee asset.
 6. Orders the venue would refuse are refused before the start: an opening purchase above zero below the
    venue's minimum (`opening_minimum`), a cell whose buy, or whose mirror sell floor_lot(q - base fee), is
    below min_qty, min_notional or one lot (`order_minimum`). The minimum is not looked at for mirror orders
    later or at an exit.
 7. Balances are not checked at a fill. `lowest_free_quote` and `lowest_free_base` tell whether the run ever
    owed more than it had (possible when lots are coarse against a base fee); such a run is outside the
    specification.
 8. Entry: the price must lie in [lower, upper] (`price_outside`). Direction "above" = the price arrives
    from strictly below, "below" = from strictly above, absent = either. A first open equal to the entry
    price starts at once. Jumped over: P = the open; when that open lies outside [lower, upper] the bot
    keeps waiting for the next touch. The pre-flight uses P = entry price, the start computes everything
    again with the real P.
 9. While waiting nothing is watched but the entry price, and no equity is sampled: the money is put in at
    the start. A run that never starts reports investment = equity = investment + base_qty x last close, the
    levels, and null for `vacant_level`; `order_qty` is the parameter or null.
10. The opening fills at P x (1 + slippage) rounded up to the tick, also when slippage is 0 and P is off the
    tick.
11. An order that becomes live inside a jump (max_live_orders) was not resting there: at or through the open
    it is marketable and fills at the open after the resting orders of the jump, as taker, in order of
    placement, never worse than its limit. Its mirror still goes to the level price.
12. max_live_orders = K: all N orders exist in the plan and keep their money and coins; the K live ones are
    the nearest to the vacant level's price by absolute distance, ties to the buy; decided again when the
    vacant level changes.
13. The hold delay serves stop price and take profit. It counts from the time of the point of the walk that
    made the condition true, ends without effect when a later price is strictly on the other side, and acts
    at the alarm's own time with the price of that moment. While it runs, the grid goes on trading.
14. Trailing is a condition on the price of the moment: while the top level is vacant and price >= next
    step, shift (mirrored below). One jump can therefore shift several times, at the open, after the fills
    of the jump.
15. Money for trailing up: quote - what the other buys need (with maker fee if paid in quote) - reserve x
    investment: the reserve is not spent. The quantity is that of the new cell (q, or floor_lot(Q / its
    lower price)), else floor_lot of what is there; it stays the quantity of that cell. "The minimum" is the
    formula of the section at the order's own price. Below it nothing is touched, the bot goes on running,
    and the shift is tried again when the step is reached again.
16. Trailing down: the sell at the old lower level takes over the quantity of the cancelled sell and its
    cell takes over the cell quantity of the dropped cell, in both quantity modes (those are the coins there
    are; the buy back is then always paid for). It costs nothing, so it cannot be unfunded; it is not
    made when the venue would refuse its sell or the later buy as too small; it has no other floor
    and no guard.
17. A cell dropped by trailing keeps its completed trips; its open half, if any, is never completed. A pair
    of levels that comes back is a new cell with its own count.
18. Pump guard = k: a shift up is refused and trailing up pauses when k shifts up were made less than 60 s
    ago. It ends when the price has not moved by a full step (next step - top, taken at the pause) from a
    reference price for 60 s; the reference is the price at the pause and follows each such move. Then
    shifts that are due are made at once, under the same guard. Trailing down is neither counted nor paused.
19. The cap compares the new top: a shift is made while next step <= cap.
20. Times: everything that a walk to a point causes carries the time of that point, everything in a jump the
    time of the open; alarms carry their own time. Points are t, t + T//3, t + 2T//3, t + T - 1.
21. After a stop the series is walked to its end: equity and drawdown go on with the coins kept, at later
    closes. Exit "sell" sells floor_lot of all base in the bot, own coins and dust included, unless the
    venue would refuse so small an order.
22. `fees` lists assets with an amount above zero. `max_drawdown` is in quote.
23. `stop_reason` is `stop_price` or `take_profit`, else null.
24. Only lower and upper must lie on the tick; entry, stop, take profit and cap may be any price.
25. At one price, after the resting orders: entry, guard, trailing, stop, take profit.

Readings 26 to 32 (stop and take profit by amount or percent) stand in `conditions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from tests.support.reference.arithmetic import (
    NS_PER_MS,
    NS_PER_S,
    ONE,
    ZERO,
    arithmetic_ticks,
    ceil_quotient,
    ceil_to,
    decimal,
    exact_context,
    floor_quotient,
    floor_to,
    geometric_ticks,
    largest_multiple,
)
from tests.support.reference.conditions import Conditions

Candle = tuple[int, Decimal, Decimal, Decimal, Decimal]

FEE_STEP = Decimal("0.00000001")
MINIMUM_MARGIN = Decimal("1.05")
GUARD_WINDOW_NS = 60 * NS_PER_S
ALARM_ORDER = ("guard", "stop_price", "take_profit")  # of those due at the same time

DEFAULTS: dict[str, Any] = {
    "lower": None,
    "upper": None,
    "grids": None,
    "spacing": "arithmetic",
    "qty_mode": "equal_base",
    "investment": None,
    "base_qty": ZERO,
    "order_qty": None,
    "entry_price": None,
    "entry_direction": None,
    "stop_price": None,
    "take_profit_price": None,
    "stop_amount": None,
    "stop_ratio": None,
    "take_profit_amount": None,
    "take_profit_ratio": None,
    "hold_delay_s": 0,
    "exit": "keep",
    "trailing_up": False,
    "trailing_up_cap": None,
    "trailing_down": False,
    "pump_guard_steps": None,
    "max_live_orders": None,
    "reserve": Decimal("0.01"),
}
REQUIRED = ("lower", "upper", "grids", "investment")
DECIMALS = (
    "lower",
    "upper",
    "investment",
    "base_qty",
    "order_qty",
    "entry_price",
    "stop_price",
    "take_profit_price",
    "stop_amount",
    "stop_ratio",
    "take_profit_amount",
    "take_profit_ratio",
    "hold_delay_s",
    "trailing_up_cap",
    "reserve",
)
MARKET_DECIMALS = ("tick", "lot", "min_notional", "min_qty", "fee_maker", "fee_taker", "slippage")


@dataclass
class Cell:
    """A pair of neighbouring levels: what it trades, what it is to trade and what has filled in it."""

    qty: Decimal
    fills: list[tuple[str, Decimal, Decimal, Decimal]] = field(
        default_factory=list
    )  # side, price, qty, quote fee

    def trip_is_open(self) -> bool:
        """Whether the second half of a round trip is still to come."""
        return len(self.fills) % 2 == 1


@dataclass(eq=False)
class Order:
    """One order of the plan; `index` is its level, `cell` the pair it belongs to."""

    side: str
    index: int
    price: Decimal
    qty: Decimal
    cell: Cell


class SpotGrid(Conditions):
    """One run. Small methods, so that a deliberately wrong variant can replace exactly one of them."""

    def __init__(
        self, params: dict[str, Any], candles: list[Candle], interval_ns: int, market: dict[str, Any]
    ):
        for name in params:
            if name not in DEFAULTS:
                raise ValueError("unknown_param")
        p = {**DEFAULTS, **params}
        for name in REQUIRED:
            if p[name] is None:
                raise ValueError("missing_param")
        for name in DECIMALS:
            if p[name] is not None:
                p[name] = decimal(p[name])
        m = dict(market)
        for name in MARKET_DECIMALS:
            m[name] = decimal(m[name])
        self.p, self.m = p, m
        self.candles, self.interval = candles, interval_ns
        self.n: int = int(p["grids"])
        self.tick: Decimal = m["tick"]
        self.lot: Decimal = m["lot"]
        self.maker_quote_rate = m["fee_maker"] if m["fee_asset"] == "quote" else ZERO
        self.taker_quote_rate = m["fee_taker"] if m["fee_asset"] == "quote" else ZERO
        self.taker_base_rate = m["fee_taker"] if m["fee_asset"] == "base" else ZERO
        self.maker_base_rate = m["fee_maker"] if m["fee_asset"] == "base" else ZERO

        self.state = "waiting"
        self.stop_reason: str | None = None
        self.now = 0
        self.price: Decimal | None = None
        self.quote: Decimal = p["investment"]
        self.base: Decimal = p["base_qty"]
        self.fills: list[dict[str, Any]] = []
        self.fees: dict[str, Decimal] = {}
        self.grid_profit = ZERO
        self.trips = 0
        self.fill_role = "maker"  # of the fill that is being mirrored

        self.known_levels: dict[int, Decimal] = {}  # prices once computed
        self.low, self.high = 0, self.n  # level indices of the range as it is now
        self.vacant: int | None = None
        self.plan: dict[int, Order] = {}  # level index -> order of the plan
        self.live: list[Order] = []  # those at the venue, in order of placement
        self.marketable: list[Order] = []  # placed at or through the price of the moment, to fill at once
        self.cells: dict[int, Cell] = {}  # lower level index -> cell of the range as it is now
        self.alarms: dict[str, int] = {}  # stop_price | take_profit | guard -> time
        self.shift_times: list[int] = []  # of shifts up
        self.guard_reference: Decimal | None = None
        self.guard_step = ZERO

        self.start_price: Decimal | None = None
        self.start_vacant: int | None = None
        self.start_size: Decimal | None = None
        self.size: Decimal | None = None  # q or Q
        self.withdrawn = ZERO  # nothing is withdrawn during a run over candles
        self.investment: Decimal | None = None
        self.peak = ZERO
        self.drawdown = ZERO
        self.lowest_free_quote: Decimal | None = None
        self.lowest_free_base: Decimal | None = None

    # levels

    def level_ticks(self, i: int) -> int:
        """Level i in ticks; i may lie outside 0..N (trailing)."""
        low, high = int(self.p["lower"] / self.tick), int(self.p["upper"] / self.tick)
        formula = geometric_ticks if self.p["spacing"] == "geometric" else arithmetic_ticks
        return formula(low, high, self.n, i)

    def level(self, i: int) -> Decimal:
        """The price of level i."""
        if i not in self.known_levels:
            self.known_levels[i] = self.level_ticks(i) * self.tick
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
        if p["spacing"] not in ("arithmetic", "geometric") or p["qty_mode"] not in (
            "equal_base",
            "equal_quote",
        ):
            raise ValueError("choice")
        if p["exit"] not in ("keep", "sell") or p["entry_direction"] not in (None, "above", "below"):
            raise ValueError("choice")
        if p["lower"] % self.tick or p["upper"] % self.tick:
            raise ValueError("off_tick")
        if p["investment"] <= 0 or p["base_qty"] < 0:
            raise ValueError("investment")
        if p["max_live_orders"] is not None and p["max_live_orders"] < 1:
            raise ValueError("max_live_orders")
        if p["pump_guard_steps"] is not None and p["pump_guard_steps"] < 1:
            raise ValueError("pump_guard_steps")
        if any(self.level(i) >= self.level(i + 1) for i in range(self.n)):
            raise ValueError("tick_collision")
        if min(self.profit_signs()) <= 0:
            raise ValueError("net_profit")
        if p["stop_price"] is not None and p["stop_price"] >= p["lower"]:
            raise ValueError("stop_inside")
        if p["take_profit_price"] is not None and p["take_profit_price"] <= p["upper"]:
            raise ValueError("take_profit_inside")
        self.validate_conditions()
        start = p["entry_price"] if p["entry_price"] is not None else self.candles[0][1]
        if not p["lower"] <= start <= p["upper"]:
            raise ValueError("price_outside")
        self.choose_size(start)

    def profit_signs(self) -> list[Decimal]:
        """For each cell, its net profit per grid times its lower price (same sign, no division)."""
        c = self.m["fee_maker"]
        return [self.level(i + 1) * (ONE - c) - self.level(i) * (ONE + c) for i in range(self.n)]

    # quantity and opening

    def cell_qty(self, i: int, size: Decimal) -> Decimal:
        """Quantity of the cell (p_i, p_i+1) for its buy and its sell."""
        if self.p["qty_mode"] == "equal_base":
            return size
        return floor_quotient(size, self.level(i), self.lot)

    def opening_qty(self, size: Decimal, vacant: int) -> Decimal:
        """What must be bought so that every sell is covered after the fee, less own coins."""
        sells = sum((self.cell_qty(i, size) for i in range(vacant, self.n)), ZERO)
        need = self.gross_of_fee(sells)
        return need - min(floor_to(self.p["base_qty"], self.lot), need)

    def gross_of_fee(self, coins: Decimal) -> Decimal:
        """ceil_lot(coins / (1 - opening fee paid in base))."""
        return ceil_quotient(coins, ONE - self.taker_base_rate, self.lot)

    def cost(self, size: Decimal, price: Decimal) -> Decimal:
        """The left side of the inequality: all buys and the opening purchase, with fees paid in quote."""
        vacant = self.vacant_for(price)
        buys = sum((self.cell_qty(i, size) * self.level(i) for i in range(vacant)), ZERO)
        opening = self.opening_qty(size, vacant) * price * (ONE + self.m["slippage"])
        return buys * (ONE + self.maker_quote_rate) + opening * (ONE + self.taker_quote_rate)

    def budget(self) -> Decimal:
        """The right side of the inequality: the investment without the reserve."""
        return self.p["investment"] * (ONE - self.p["reserve"])

    def minimum_size(self) -> Decimal:
        """The smallest q or Q allowed."""
        notional = MINIMUM_MARGIN * self.m["min_notional"]
        if self.p["qty_mode"] == "equal_base":
            by_notional = ceil_quotient(notional, self.p["lower"], self.lot)
            return max(ceil_to(self.m["min_qty"], self.lot), by_notional)
        return max(self.m["min_qty"] * self.p["upper"], notional)

    def minimum_investment(self, price: Decimal) -> Decimal:
        """The inequality at the minimum, rounded up to the tick."""
        return ceil_quotient(self.cost(self.minimum_size(), price), ONE - self.p["reserve"], self.tick)

    def choose_size(self, price: Decimal) -> Decimal:
        """q or Q for a start at `price`; refuses what the investment or the venue does not allow."""
        fixed = self.p["order_qty"]
        step = self.lot if self.p["qty_mode"] == "equal_base" else self.tick
        if fixed is None:
            size = largest_multiple(step, lambda x: self.cost(x, price) <= self.budget())
            if size < self.minimum_size():
                raise ValueError("min_investment")
        else:
            size = fixed
            if size % step or size < self.minimum_size():
                raise ValueError("order_qty")
            if self.cost(size, price) > self.budget():
                raise ValueError("min_investment")
        for i in range(self.n):
            qty = self.cell_qty(i, size)
            self.check_venue_minimum("order_minimum", qty, self.level(i))
            self.check_venue_minimum("order_minimum", self.mirror_sell_qty(qty), self.level(i + 1))
        opening = self.opening_qty(size, self.vacant_for(price))
        if opening:
            self.check_venue_minimum("opening_minimum", opening, price)
        self.refuse_what_is_there(opening, price)
        return size

    def check_venue_minimum(self, code: str, qty: Decimal, price: Decimal) -> None:
        """Refuse an order that the venue would refuse."""
        if qty < max(self.lot, self.m["min_qty"]) or qty * price < self.m["min_notional"]:
            raise ValueError(code)

    def mirror_sell_qty(self, bought: Decimal) -> Decimal:
        """The sell that a complete buy leads to: what is left after the fee in base, in whole lots."""
        rate = self.maker_base_rate if self.fill_role == "maker" else self.taker_base_rate
        return floor_to(bought - ceil_to(bought * rate, FEE_STEP), self.lot)

    # money

    def fee(self, side: str, qty: Decimal, price: Decimal, role: str) -> tuple[Decimal, str]:
        """Fee of a fill, rounded up, and whether it is paid in quote or base (a sell always pays quote)."""
        rate = self.m["fee_maker"] if role == "maker" else self.m["fee_taker"]
        if side == "buy" and self.m["fee_asset"] == "base":
            return self.round_fee(qty * rate), "base"
        return self.round_fee(qty * price * rate), "quote"

    def round_fee(self, amount: Decimal) -> Decimal:
        """Up to the step of the asset."""
        return ceil_to(amount, FEE_STEP)

    def book(self, side: str, qty: Decimal, price: Decimal, role: str, level: Decimal | None) -> Decimal:
        """Book one fill; returns the part of its fee that was paid in quote."""
        fee, where = self.fee(side, qty, price, role)
        sign = 1 if side == "buy" else -1
        self.base += sign * qty
        self.quote -= sign * qty * price
        if where == "base":
            self.base -= fee
        else:
            self.quote -= fee
        asset = self.m[where + "_asset"]
        self.fees[asset] = self.fees.get(asset, ZERO) + fee
        self.fills.append(
            {
                "ts_ns": self.fill_time(),
                "side": side,
                "price": price,
                "qty": qty,
                "fee": fee,
                "fee_asset": asset,
                "level": level,
                "role": role,
            }
        )
        return fee if where == "quote" else ZERO

    def fill_time(self) -> int:
        """The time a fill carries."""
        return self.now

    def market_price(self, side: str, limit: Decimal | None) -> Decimal:
        """Price of a marketable fill: slippage and tick against the trader, never beyond the limit."""
        if side == "buy":
            price = ceil_to(self.price * (ONE + self.m["slippage"]), self.tick)
            return price if limit is None else min(price, limit)
        price = max(floor_to(self.price * (ONE - self.m["slippage"]), self.tick), self.tick)
        return price if limit is None else max(price, limit)

    def equity(self, price: Decimal) -> Decimal:
        """Everything in the bot at `price`."""
        return self.quote + self.base * price

    def count_in_cell(self, cell: Cell, side: str, price: Decimal, qty: Decimal, quote_fee: Decimal) -> None:
        """Every second fill of a cell completes a round trip with the one before it."""
        cell.fills.append((side, price, qty, quote_fee))
        if len(cell.fills) % 2 == 0:
            self.trips += 1
            self.grid_profit += sum((self.cash(fill) for fill in cell.fills[-2:]), ZERO)

    def cash(self, fill: tuple[str, Decimal, Decimal, Decimal]) -> Decimal:
        """What a fill brought in quote, after its fee in quote."""
        side, price, qty, quote_fee = fill
        return (qty * price if side == "sell" else -qty * price) - quote_fee

    # start and stop

    def start(self) -> None:
        """Opening purchase at the price of the moment, then the plan of N orders."""
        price = self.price
        self.size = self.start_size = self.choose_size(price)
        self.vacant = self.start_vacant = self.vacant_for(price)
        self.start_price = price
        self.investment = self.peak = self.invested(price)
        self.state = "running"
        opening = self.opening_qty(self.size, self.vacant)
        if opening:
            self.book("buy", opening, self.market_price("buy", None), "taker", None)
        for i in range(self.n):
            self.cells[i] = Cell(self.cell_qty(i, self.size))
        for i in range(self.vacant):
            self.put("buy", i, self.cells[i].qty)
        for i in range(self.vacant + 1, self.n + 1):
            self.put("sell", i, self.cells[i - 1].qty)
        self.choose_live()

    def invested(self, price: Decimal) -> Decimal:
        """Quote put in and own coins at the start price."""
        return self.p["investment"] + self.p["base_qty"] * price

    def stop(self, reason: str) -> None:
        """Cancel everything, then the exit."""
        self.plan.clear()
        self.live.clear()
        self.marketable.clear()
        self.alarms.clear()
        self.state, self.stop_reason = "stopped", reason
        qty = self.exit_qty()
        if self.p["exit"] == "sell" and qty:
            self.book("sell", qty, self.market_price("sell", None), "taker", None)

    def exit_qty(self) -> Decimal:
        """All base in the bot, in whole lots; zero when the venue would refuse so small an order."""
        qty = floor_to(self.base, self.lot)
        return qty if qty >= self.m["min_qty"] and qty * self.price >= self.m["min_notional"] else ZERO

    # orders

    def put(self, side: str, index: int, qty: Decimal) -> Order:
        """An order of the plan at a level (not yet at the venue)."""
        cell = self.cells[index if side == "buy" else index - 1]
        order = self.plan[index] = Order(side, index, self.level(index), qty, cell)
        return order

    def choose_live(self) -> None:
        """Which orders of the plan are at the venue: all, or the K nearest to the vacant level."""
        chosen = list(self.plan.values())
        if self.p["max_live_orders"] is not None:
            chosen.sort(key=self.nearness)
            chosen = chosen[: int(self.p["max_live_orders"])]
        self.live = [o for o in self.live if o in chosen]
        for order in chosen:
            if order not in self.live:
                self.live.append(order)
                if self.at_or_through(order):
                    self.marketable.append(order)
        self.note_balances()

    def nearness(self, order: Order) -> tuple[Decimal, bool]:
        """How early an order is chosen to be live: by distance from the vacant level, ties to the buy."""
        return abs(order.price - self.level(self.vacant)), order.side != "buy"

    def at_or_through(self, order: Order) -> bool:
        """Whether an order placed now is marketable."""
        return order.price >= self.price if order.side == "buy" else order.price <= self.price

    def fill(self, order: Order, price: Decimal, role: str) -> None:
        """A complete fill of a grid order and all it causes: accounting, mirror order, new vacant level."""
        if self.plan.get(order.index) is not order or order not in self.live:
            return
        del self.plan[order.index]
        self.live.remove(order)
        quote_fee = self.book(order.side, order.qty, price, role, self.level(order.index))
        self.count_in_cell(order.cell, order.side, price, order.qty, quote_fee)
        self.fill_role = role
        self.mirror(order, price)
        self.vacant = order.index
        self.choose_live()

    def mirror(self, order: Order, price: Decimal) -> None:
        """Buy at p_i -> sell at p_i+1; sell at p_i -> buy at p_i-1: level prices, not fill prices."""
        if order.side == "buy":
            self.put("sell", order.index + 1, self.mirror_sell_qty(order.qty))
        else:
            self.put("buy", order.index - 1, order.cell.qty)

    def fill_marketable(self) -> None:
        """Orders that were placed at or through the price fill at once, as taker."""
        while self.marketable:
            order = self.marketable.pop(0)
            self.fill(order, self.market_price(order.side, order.price), "taker")

    # trailing

    def trail(self) -> None:
        """Shift the range while the price is at or beyond the next step."""
        while self.may_trail_up() and self.shift_up():
            pass
        while self.may_trail_down() and self.shift_down():
            pass

    def may_trail_up(self) -> bool:
        """The top is vacant, the price has reached the step above it, neither cap nor guard forbids it."""
        if not self.p["trailing_up"] or self.vacant != self.high or self.guard_reference is not None:
            return False
        step = self.level(self.high + 1)
        if step <= self.level(self.high) or self.price < step or self.above_cap(step):
            return False
        if self.guard_trips():
            self.pause_trailing(step - self.level(self.high))
            return False
        return True

    def above_cap(self, top: Decimal) -> bool:
        """Whether the new top is above the cap."""
        return self.p["trailing_up_cap"] is not None and top > self.p["trailing_up_cap"]

    def guard_trips(self) -> bool:
        """Whether one more shift would make more than k within 60 s."""
        k = self.p["pump_guard_steps"]
        return k is not None and sum(1 for t in self.shift_times if self.now - t < GUARD_WINDOW_NS) >= k

    def pause_trailing(self, step: Decimal) -> None:
        """The guard's pause begins; it ends when the price has kept within one step for 60 s."""
        self.guard_step = step
        self.restart_guard()

    def restart_guard(self) -> None:
        """The price of now is the new reference."""
        self.guard_reference = self.price
        self.alarms["guard"] = self.now + GUARD_WINDOW_NS

    def shift_up(self) -> bool:
        """Drop the buy at the bottom, buy at the old top, the touched step is the new, vacant top."""
        dropped = self.plan[self.low]
        price = self.level(self.high)
        qty = self.trail_qty(self.cell_qty(self.high, self.size), price, dropped)
        if qty is None:
            return False
        del self.plan[self.low], self.cells[self.low]
        self.low += 1
        self.cells[self.high] = Cell(qty)
        self.put("buy", self.high, qty)
        self.high += 1
        self.vacant = self.high
        self.shift_times.append(self.now)
        self.choose_live()
        return True

    def trail_qty(self, wanted: Decimal, price: Decimal, dropped: Order) -> Decimal | None:
        """The wanted quantity, or as much of it as is paid for; None below the minimum."""
        unit = price * (ONE + self.maker_quote_rate)
        there = self.free_quote() + dropped.qty * dropped.price * (ONE + self.maker_quote_rate)
        there -= self.p["reserve"] * self.p["investment"]
        qty = wanted if wanted * unit <= there else floor_quotient(there, unit, self.lot)
        by_notional = ceil_quotient(MINIMUM_MARGIN * self.m["min_notional"], price, self.lot)
        return qty if qty >= max(self.lot, self.m["min_qty"], by_notional) else None

    def may_trail_down(self) -> bool:
        """The bottom is vacant and the price has reached the step below it."""
        if not self.p["trailing_down"] or self.vacant != self.low:
            return False
        step = self.level(self.low - 1)
        return ZERO < step < self.level(self.low) and self.price <= step

    def shift_down(self) -> bool:
        """Drop the sell at the top, sell its coins at the old bottom; the touched step is vacant."""
        if not self.venue_takes_shift_down():
            return False
        dropped = self.plan.pop(self.high)
        cell = self.cells.pop(self.high - 1)
        self.high -= 1
        self.cells[self.low - 1] = Cell(cell.qty)
        self.put("sell", self.low, dropped.qty)
        self.low -= 1
        self.vacant = self.low
        self.choose_live()
        return True

    def venue_takes_shift_down(self) -> bool:
        """Whether the venue takes the sell at the old lower level and the buy that will follow at the new
        one.
        """
        least = self.m["min_notional"]
        sell = self.plan[self.high].qty * self.level(self.low)
        buy = self.cells[self.high - 1].qty * self.level(self.low - 1)
        return sell >= least and buy >= least

    def free_quote(self) -> Decimal:
        """Quote that no buy of the plan needs."""
        buys = sum((o.qty * o.price for o in self.plan.values() if o.side == "buy"), ZERO)
        return self.quote - buys * (ONE + self.maker_quote_rate)

    def free_base(self) -> Decimal:
        """Base that stands in no sell of the plan."""
        return self.base - sum((o.qty for o in self.plan.values() if o.side == "sell"), ZERO)

    def note_balances(self) -> None:
        """Remember the smallest money and coins left beside the orders of the plan (see reading 7)."""
        quote, base = self.free_quote(), self.free_base()
        self.lowest_free_quote = (
            quote if self.lowest_free_quote is None else min(quote, self.lowest_free_quote)
        )
        self.lowest_free_base = base if self.lowest_free_base is None else min(base, self.lowest_free_base)

    # watched prices

    def watched(self) -> list[Decimal]:
        """Prices at which something other than a resting order happens."""
        p = self.p
        if self.state == "waiting":
            return [p["entry_price"]]
        if self.state != "running":
            return []
        prices = [x for x in (self.stop_level(), self.target_level()) if x is not None]
        if p["trailing_up"]:
            prices.append(self.level(self.high + 1))
        if p["trailing_down"]:
            prices.append(self.level(self.low - 1))
        if self.guard_reference is not None:
            prices += [self.guard_reference - self.guard_step, self.guard_reference + self.guard_step]
        return prices

    def act_on_watched(self, before: Decimal) -> None:
        """All that watches the price, at the price of the moment; `before` is the price it came from."""
        if self.state == "waiting" and self.entry_touched(before) and self.inside(self.price):
            self.start()
        if self.state != "running":
            return
        if self.guard_reference is not None and abs(self.price - self.guard_reference) >= self.guard_step:
            self.restart_guard()
        self.trail()
        self.look_at_stops()

    def inside(self, price: Decimal) -> bool:
        """Whether a start is possible at this price."""
        return self.p["lower"] <= price <= self.p["upper"]

    def entry_touched(self, before: Decimal) -> bool:
        """Whether the move from `before` to here reached the entry price in its direction."""
        entry, way = self.p["entry_price"], self.p["entry_direction"]
        rising = before < entry <= self.price
        falling = before > entry >= self.price
        return (rising and way != "below") or (falling and way != "above")

    def fire_alarms(self, until: int) -> None:
        """All alarms due at or before `until`, in order of time, at the price of the moment."""
        while self.alarms:
            name = min(self.alarms, key=lambda n: (self.alarms[n], ALARM_ORDER.index(n)))
            due = self.alarms[name]
            if due > until:
                return
            del self.alarms[name]
            self.now = due
            if name == "guard":
                self.guard_reference = None
                self.trail()
                self.look_at_stops()
            else:
                self.stop(name)

    # path

    def points(self, candle: Candle) -> list[tuple[int, Decimal]]:
        """The four points of a candle with their times."""
        open_ms, o, high, low, c = candle
        t = open_ms * NS_PER_MS
        second, third = (low, high) if self.low_first(o, c) else (high, low)
        return [
            (t, o),
            (t + self.interval // 3, second),
            (t + 2 * self.interval // 3, third),
            (t + self.interval - 1, c),
        ]

    def low_first(self, o: Decimal, c: Decimal) -> bool:
        """Open, low, high, close when close >= open."""
        return c >= o

    def next_price(self, target: Decimal) -> Decimal:
        """The nearest price on the way to `target` at which something waits, else the target."""
        here, up = self.price, target > self.price
        nearest = target
        for price in self.waiting_prices(up):
            if up:
                if here < price < nearest:
                    nearest = price
            elif nearest < price < here:
                nearest = price
        return nearest

    def waiting_prices(self, up: bool) -> Iterable[Decimal]:
        """Prices of live orders that a move in this direction can touch, and watched prices."""
        side = "sell" if up else "buy"
        return [o.price for o in self.live if o.side == side] + self.watched()

    def walk(self, target: Decimal) -> None:
        """Through every value to `target`; at a touched price resting orders first, then watched prices."""
        while self.price != target:
            before = self.price
            self.price = self.next_price(target)
            self.end_delays()
            for order in self.resting_here(target):
                self.fill(order, order.price, "maker")
                self.fill_marketable()
            self.act_on_watched(before)

    def resting_here(self, target: Decimal) -> list[Order]:
        """Live orders at the price of the moment: buys, then sells, each in order of placement."""
        here = [o for o in self.live if o.price == self.price]
        return sorted(here, key=lambda o: o.side != "buy")

    def jump(self, target: Decimal) -> None:
        """From a close to the next open: resting orders at their own price, all else at the open."""
        before, self.price = self.price, target
        for order in self.jumped_orders(before, target):
            self.fill(order, self.jump_fill_price(order), "maker")
        self.fill_marketable()
        if before != target:
            self.act_on_watched(before)

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

    # run

    def first_open(self, ts: int, price: Decimal) -> None:
        """The start, unless an entry price is waited for."""
        self.now, self.price = ts, price
        if self.p["entry_price"] is None or self.p["entry_price"] == price:
            self.start()
            self.look_at_stops()

    def go_to(self, ts: int, price: Decimal, is_open: bool) -> None:
        """One point of the path with the alarms before and at it."""
        self.fire_alarms(ts - 1)
        self.now = ts
        if is_open:
            self.jump(price)
        else:
            self.walk(price)
        self.fire_alarms(ts)

    def sample(self, close: Decimal) -> None:
        """Equity at a candle close, after its events."""
        if self.state == "waiting":
            return
        self.note_drawdown(self.equity(close))

    def note_drawdown(self, equity: Decimal) -> None:
        """The largest fall from the running maximum."""
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
        investment = self.invested(last) if self.investment is None else self.investment
        total = equity + self.withdrawn - investment
        return {
            "investment": investment,
            "grid_profit": self.grid_profit,
            "floating_profit": total - self.grid_profit,
            "total_profit": total,
            "fees": {asset: amount for asset, amount in self.fees.items() if amount},
            "round_trips": self.trips,
            "levels": [self.level(i) for i in range(self.n + 1)],
            "vacant_level": self.start_vacant,
            "order_qty": self.p["order_qty"] if self.start_size is None else self.start_size,
            "base": self.base,
            "quote": self.quote,
            "equity": equity,
            "max_drawdown": self.drawdown,
            "fills": self.fills,
            "state": self.state,
            "stop_reason": self.stop_reason,
        }


def run(
    params: dict[str, Any], candles: list[Candle], interval_ns: int, market: dict[str, Any]
) -> dict[str, Any]:
    """The output document of one backtest; ValueError(code) when the parameters are refused."""
    return SpotGrid(params, candles, interval_ns, market).run()
