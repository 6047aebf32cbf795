"""What both DCA references share: money, orders and the walk along the candles.

Written from the specification alone, to be obviously right rather than fast. Every candle is walked through
its four points; between two points the price goes to the next touched price, one after the other, found by a
linear scan. Arithmetic is exact: Decimal with a context that traps `Inexact`, Fraction where powers and
quotients come in.

Readings (shared)
-----------------
 1. Resting orders that were jumped over fill first, at their own price; what a bot does in a jump is executed
    at the open.
 2. An alarm between two points acts at the price of the earlier one, also in a hole of missing candles: there
    the market is not away, and nothing that was due was missed.
 3. A watched price that is already reached when it begins to be watched acts at once.
 4. The minimum of the market is looked at with the price of the moment for market orders and with the limit
    for others. An order below it is not placed; such a run, and one in which the answer depends on which
    price is taken, is flagged (`flags`) and lies outside the specification.
 5. Balances are not checked at a fill. A run that ever spent more quote than there was, or whose resting buys
    needed more, is flagged.
 6. A buy order placed at or above the price of its moment is marketable: a taker at the price with slippage,
    never worse than its limit; its `level` is its limit. The same for a sell at or below.
 7. After its end the series is walked to its last candle: equity and drawdown go on with the coins kept.
 8. `fees` lists assets with an amount above zero. `max_drawdown` is in quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, ClassVar

from tests.support.reference.arithmetic import (
    NS_PER_MS,
    ONE,
    ZERO,
    ceil_to,
    decimal,
    exact_context,
    floor_to,
)

Candle = tuple[int, Decimal, Decimal, Decimal, Decimal]

STEP_8 = Decimal("0.00000001")  # of fees, averages and smart factors
CENT = Decimal("0.01")
MARKET_DECIMALS = ("tick", "lot", "min_notional", "min_qty", "fee_maker", "fee_taker", "slippage")


def floor_fraction(value: Fraction, step: Decimal) -> Decimal:
    """The largest multiple of `step` at or below the value."""
    return Decimal(value // Fraction(step)) * step


def ceil_fraction(value: Fraction, step: Decimal) -> Decimal:
    """The smallest multiple of `step` at or above the value."""
    return -floor_fraction(-value, step)


def half_even_8(value: Fraction) -> Decimal:
    """Rounded to 8 decimals, half to even."""
    return Decimal(round(value * 10**8)) * STEP_8


@dataclass(eq=False)
class Order:
    """A limit order at the venue; `number` says which safety order it is, 0 for the take profit."""

    side: str
    price: Decimal
    qty: Decimal
    number: int = 0


class CandleBot:
    """One run. Small methods, so that a deliberately wrong variant can replace exactly one of them."""

    DEFAULTS: ClassVar[dict[str, Any]]
    REQUIRED: ClassVar[tuple[str, ...]]
    DECIMALS: ClassVar[tuple[str, ...]]

    def __init__(
        self, params: dict[str, Any], candles: Sequence[Candle], interval_ns: int, market: dict[str, Any]
    ):
        if any(name not in self.DEFAULTS for name in params):
            raise ValueError("unknown_param")
        p = {**self.DEFAULTS, **params}
        if any(p[name] is None for name in self.REQUIRED):
            raise ValueError("missing_param")
        for name in self.DECIMALS:
            p[name] = None if p[name] is None else decimal(p[name])
        m = {**market, **{name: decimal(market[name]) for name in MARKET_DECIMALS}}
        self.p, self.m = p, m
        self.candles, self.interval = candles, interval_ns
        self.tick: Decimal = m["tick"]
        self.lot: Decimal = m["lot"]

        self.state, self.reason = "waiting", None
        self.now = 0
        self.price: Decimal = ZERO
        self.investment = ZERO
        self.quote = self.base = ZERO
        self.orders: list[Order] = []  # in order of placement
        self.fills: list[dict[str, Any]] = []
        self.fees: dict[str, Decimal] = {}
        self.deals: list[tuple[int, Decimal]] = []
        self.peak = self.drawdown = ZERO
        self.flags: set[str] = set()

    # for the two forms

    def validate(self) -> None:
        """Refuse what cannot run, with a short code."""

    def budget(self) -> Decimal:
        """The quote that the bot gets."""
        raise NotImplementedError

    def may_start(self, before: Decimal | None) -> bool:
        """Whether the bot starts at the price of now; `before` is the price before it, if any."""
        raise NotImplementedError

    def begin(self) -> None:
        """What happens at the start."""
        raise NotImplementedError

    def after_fill(self, order: Order, fill: dict[str, Any]) -> None:
        """What a complete fill of a limit order causes."""
        raise NotImplementedError

    def watched(self) -> list[Decimal]:
        """Prices at which something other than a resting order happens."""
        return []

    def act_once(self) -> bool:
        """The first thing that the price of now causes; False when there is none."""
        return False

    def next_alarm(self) -> int | None:
        """The time of the next alarm."""
        return None

    def ring(self) -> None:
        """The alarm that is due."""
        raise NotImplementedError

    # money

    def fee_of(self, side: str, qty: Decimal, price: Decimal, role: str) -> tuple[Decimal, str]:
        """Fee of a fill and whether it is paid in quote or base: a sell always pays quote."""
        rate = self.m["fee_maker"] if role == "maker" else self.m["fee_taker"]
        if side == "buy" and self.m["fee_asset"] == "base":
            return self.round_fee(qty * rate), "base"
        return self.round_fee(qty * price * rate), "quote"

    def round_fee(self, amount: Decimal) -> Decimal:
        """Up to the step of the asset."""
        return ceil_to(amount, STEP_8)

    def buy_rate(self, role: str) -> Decimal:
        """The rate a buy pays in quote."""
        return self.m["fee_" + role] if self.m["fee_asset"] == "quote" else ZERO

    def book(self, side: str, qty: Decimal, price: Decimal, role: str, level: Any) -> dict[str, Any]:
        """Book one fill."""
        fee, where = self.fee_of(side, qty, price, role)
        sign = 1 if side == "buy" else -1
        self.base += sign * qty
        self.quote -= sign * qty * price
        if where == "base":
            self.base -= fee
        else:
            self.quote -= fee
        if self.quote < 0:
            self.flags.add("not paid for")
        asset = self.m[where + "_asset"]
        self.fees[asset] = self.fees.get(asset, ZERO) + fee
        fill = {"ts_ns": self.fill_time(), "side": side, "price": price, "qty": qty}
        fill |= {"fee": fee, "fee_asset": asset, "level": level, "role": role}
        self.fills.append(fill)
        return fill

    def fill_time(self) -> int:
        """The time a fill carries."""
        return self.now

    def quote_of(self, fill: dict[str, Any]) -> Decimal:
        """What a fill cost or brought in quote, with its fee in quote."""
        fee = fill["fee"] if fill["fee_asset"] == self.m["quote_asset"] else ZERO
        value = fill["price"] * fill["qty"]
        return value + fee if fill["side"] == "buy" else value - fee

    def base_of(self, fill: dict[str, Any]) -> Decimal:
        """What a buy brought in base, less its fee in base."""
        return fill["qty"] - (fill["fee"] if fill["fee_asset"] == self.m["base_asset"] else ZERO)

    def market_price(self, side: str, limit: Decimal | None = None) -> Decimal:
        """Price of a marketable fill: slippage and tick against the trader, never beyond the limit."""
        if side == "buy":
            price = ceil_to(self.price * (ONE + self.m["slippage"]), self.tick)
            return price if limit is None else min(price, limit)
        price = max(floor_to(self.price * (ONE - self.m["slippage"]), self.tick), self.tick)
        return price if limit is None else max(price, limit)

    def trade(self, side: str, qty: Decimal) -> dict[str, Any]:
        """A market order at the price of now."""
        return self.book(side, qty, self.market_price(side), "taker", None)

    def equity(self, price: Decimal) -> Decimal:
        """Everything in the bot at `price`."""
        return self.quote + self.base * price

    def takes(self, qty: Decimal, price: Decimal) -> bool:
        """Whether the market takes an order of this size."""
        return qty >= max(self.lot, self.m["min_qty"]) and qty * price >= self.m["min_notional"]

    def takes_now(self, side: str, qty: Decimal) -> bool:
        """The same for a market order."""
        taken = self.takes(qty, self.price_of_now())
        for price in (self.market_price(side), self.worst_price()):
            if self.takes(qty, price) != taken:
                self.flags.add("minimum at the edge")
        return taken

    def price_of_now(self) -> Decimal:
        """The price that a new order reckons with."""
        return self.price

    def worst_price(self) -> Decimal:
        """The price that a market buy may cost at most."""
        return ceil_to(self.price_of_now() * (ONE + max(Decimal("0.005"), self.m["slippage"])), self.tick)

    # orders

    def place(self, side: str, price: Decimal, qty: Decimal, number: int = 0) -> Order | None:
        """A new limit order; it fills at once when it is marketable. None when it is too small."""
        if price <= 0 or not self.takes(qty, price):
            self.flags.add("order below the minimum")
            return None
        order = Order(side, price, qty, number)
        self.orders.append(order)
        needed = sum((o.price * o.qty for o in self.orders if o.side == "buy"), ZERO)
        if needed * (ONE + self.buy_rate("maker")) > self.quote:
            self.flags.add("not paid for")
        return order

    def marketable(self, order: Order) -> bool:
        """Whether an order is at or through the price of now."""
        return order.price >= self.price if order.side == "buy" else order.price <= self.price

    def fill_marketable(self) -> None:
        """Orders placed at or through the price of now fill at once, as taker."""
        while True:
            order = next((o for o in self.orders if self.marketable(o)), None)
            if order is None:
                return
            self.flags.add("marketable")
            self.fill(order, self.market_price(order.side, order.price), "taker")

    def fill(self, order: Order, price: Decimal, role: str) -> None:
        """A complete fill of a limit order and all it causes."""
        if order in self.orders:
            self.orders.remove(order)
            self.after_fill(order, self.book(order.side, order.qty, price, role, order.price))

    def stop(self, reason: str) -> None:
        """The end of the bot."""
        self.orders.clear()
        self.state, self.reason = "stopped", reason

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

    def act(self, before: Decimal | None = None) -> None:
        """All that watches the price, at the price of now."""
        if self.state == "waiting" and self.may_start(before):
            self.state = "running"
            self.begin()
        while self.state == "running" and self.act_once():
            pass

    def next_price(self, target: Decimal) -> Decimal:
        """The nearest price on the way to `target` at which something waits, else the target."""
        here, up = self.price, target > self.price
        nearest = target
        for price in [o.price for o in self.orders] + self.watched():
            if (up and here < price < nearest) or (not up and nearest < price < here):
                nearest = price
        return nearest

    def walk(self, target: Decimal) -> None:
        """Through every value to `target`; at a touched price resting orders first, then watched prices."""
        while self.price != target:
            before = self.price
            self.price = self.next_price(target)
            for order in self.touched():
                self.fill(order, order.price, "maker")
            self.act(before)

    def touched(self) -> list[Order]:
        """Resting orders at the price of now: buys, then sells, each in order of placement."""
        return sorted((o for o in self.orders if o.price == self.price), key=lambda o: o.side != "buy")

    def jump(self, target: Decimal) -> None:
        """From a close to the next open: resting orders at their own price, all else at the open."""
        before, self.price = self.price, target
        for order in self.jumped_over(before, target):
            self.fill(order, self.jump_price(order), "maker")
        if before != target:
            self.act(before)

    def jumped_over(self, before: Decimal, target: Decimal) -> list[Order]:
        """Resting orders between the two prices (the open included), nearest to the old close first."""
        if target > before:
            hit = [o for o in self.orders if o.side == "sell" and before < o.price <= target]
        else:
            hit = [o for o in self.orders if o.side == "buy" and target <= o.price < before]
        return sorted(hit, key=lambda o: abs(o.price - before))

    def jump_price(self, order: Order) -> Decimal:
        """A resting order that was jumped over fills at its own price."""
        return order.price

    def ring_until(self, until: int) -> None:
        """All alarms due at or before `until`, each at its own time."""
        while self.state == "running":
            due = self.next_alarm()
            if due is None or due > until:
                return
            self.now = due
            self.ring()
            self.act()

    # run

    def run(self) -> dict[str, Any]:
        """Walk all candles; the output document."""
        with localcontext(exact_context()):
            self.validate()
            self.investment = self.quote = self.peak = self.budget()
            for number, candle in enumerate(self.candles):
                for k, (ts, price) in enumerate(self.points(candle)):
                    if number == 0 and k == 0:
                        self.now, self.price = ts, price
                        self.act()
                    else:
                        self.ring_until(ts - 1)
                        self.now = ts
                        (self.walk if k else self.jump)(price)
                    self.ring_until(ts)
                self.sample(candle[4])
            return self.document(self.candles[-1][4])

    def sample(self, close: Decimal) -> None:
        """The largest fall of equity from its running maximum, at a candle close after its events."""
        equity = self.equity(close)
        self.peak = max(self.peak, equity)
        self.drawdown = max(self.drawdown, self.peak - equity)

    def document(self, last: Decimal) -> dict[str, Any]:
        """The result at the last close."""
        equity = self.equity(last)
        realised = sum((profit for _, profit in self.deals), ZERO)
        total = equity - self.investment
        return {
            "investment": self.investment,
            "grid_profit": realised,
            "floating_profit": total - realised,
            "total_profit": total,
            "fees": {asset: amount for asset, amount in self.fees.items() if amount},
            "round_trips": len(self.deals),
            "deals": [{"closed_ns": ts, "profit": profit} for ts, profit in self.deals],
            "base": self.base,
            "quote": self.quote,
            "equity": equity,
            "max_drawdown": self.drawdown,
            "fills": self.fills,
            "state": self.state,
            "reason": self.reason,
            "orders": sorted((o.price, o.side, o.qty) for o in self.orders),
        }
