"""Reference calculation of the DCA bot with safety orders, on candles.

Written from decision 0018 and the specification alone; `dca_path` has the path and the shared readings.

Readings
--------
 1. The price of the order that filled in a jump is the price of now for a deal that begins in the event of
    that take profit (size, worst price, minimum). A deal that begins with an entry price, after a trailing
    sale or after a pause reckons with the price at which that acts: in a jump, the open.
 2. Where the market is beyond the worst price of the base order, nothing is bought; the deal begins anew one
    second later. There is no fill between. Slippage takes it to its worst price at most.
 3. The stop loss sells the whole lots of all that the bot holds; what the dust of earlier deals brings counts
    for the deal that it closes. The trailing sale sells the coins of its deal only.
 4. Dust stays when the bot ends with `deals_done`; `exit` is for a person who stops the bot (not on candles).
 5. When one jump reaches both the trailing sale and the stop loss, the higher price acts first, as on a walk;
    at equal prices the sale.
 6. A rise that is less than a step above H leaves H; a jump makes H the open.
 7. A base order below the market's minimum is refused at the first deal (`base_minimum`); at a later deal the
    bot ends with that reason.
 8. `max_deals` ends the bot in the event of the last closing fill, without waiting for the pause.
 9. Entry: as in the spot grid (reading 8 there), without a range. A run that never starts has its budget as
    equity; nothing is bought.
10. A take profit that the market would not take is not placed (flagged, see `dca_path`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_to, floor_to
from tests.support.reference.dca_path import (
    CENT,
    STEP_8,
    Candle,
    CandleBot,
    Order,
    ceil_fraction,
    floor_fraction,
    half_even_8,
)

TRAIL_STEP = Decimal("0.0001")


class SafetyOrders(CandleBot):
    """One run of the form `safety_orders`."""

    DEFAULTS: ClassVar[dict[str, Any]] = {
        "form": "safety_orders",
        "base_order": None,
        "safety_order": None,
        "safety_orders": None,
        "deviation": None,
        "deviation_scale": ONE,
        "volume_scale": ONE,
        "deviation_kind": "cumulative",
        "take_profit": None,
        "take_profit_from": "average",
        "trailing": None,
        "stop_loss": None,
        "stop_loss_from": "average",
        "cooldown_s": 0,
        "max_deals": None,
        "entry_price": None,
        "entry_direction": None,
        "exit": "keep",
        "reserve": Decimal("0.01"),
    }
    REQUIRED = ("base_order", "safety_orders", "take_profit")
    DECIMALS = (
        "base_order",
        "safety_order",
        "deviation",
        "deviation_scale",
        "volume_scale",
        "take_profit",
        "trailing",
        "stop_loss",
        "entry_price",
        "reserve",
    )

    def __init__(
        self, params: dict[str, Any], candles: Sequence[Candle], interval_ns: int, market: dict[str, Any]
    ):
        super().__init__(params, candles, interval_ns, market)
        self.count = int(self.p["safety_orders"])
        self.pause_ns = int(self.p["cooldown_s"]) * NS_PER_S
        self.next_deal_ns: int | None = None
        self.filled_at: Decimal | None = None  # price of the take profit whose event it is
        self.forget_deal()

    def forget_deal(self) -> None:
        """No deal is open."""
        self.open = False
        self.base_price = ZERO  # B
        self.base_spent = ZERO  # of the base order, with its fee
        self.spent = self.received = self.sold = self.proceeds = ZERO
        self.trigger: Decimal | None = None  # the watched take profit, with trailing
        self.high: Decimal | None = None  # H, once it was reached
        self.stop_price: Decimal | None = None

    # parameters

    def validate(self) -> None:
        """Refuse what cannot run, with a short code."""
        p = self.p
        if p["deviation_kind"] not in ("cumulative", "compounding"):
            raise ValueError("choice")
        if p["take_profit_from"] not in ("average", "base_order"):
            raise ValueError("choice")
        if p["stop_loss_from"] not in ("average", "base_price") or p["exit"] not in ("keep", "sell"):
            raise ValueError("choice")
        if not 0 <= self.count <= 50 or p["base_order"] <= 0 or p["take_profit"] <= 0:
            raise ValueError("out_of_bounds")
        if self.count and (p["safety_order"] is None or p["deviation"] is None):
            raise ValueError("missing_param")
        if any(d >= 1 for d in self.deviations()):
            raise ValueError("ladder_below_zero")

    def deviations(self) -> list[Fraction]:
        """D_n of all safety orders, from the base price."""
        if not self.count:
            return []
        a, s = Fraction(self.p["deviation"]), Fraction(self.p["deviation_scale"])
        steps = [a * s**k for k in range(self.count)]
        if self.p["deviation_kind"] == "cumulative":
            return [sum(steps[: n + 1], Fraction(0)) for n in range(self.count)]
        left, found = Fraction(1), []
        for step in steps:
            left *= 1 - step
            found.append(1 - left)
        return found

    def sizes(self) -> list[Fraction]:
        """The quote of all safety orders."""
        if not self.count:
            return []
        first, v = Fraction(self.p["safety_order"]), Fraction(self.p["volume_scale"])
        return [first * v**k for k in range(self.count)]

    def funds(self) -> Fraction:
        """F, the quote of one deal."""
        return Fraction(self.p["base_order"]) + sum(self.sizes(), Fraction(0))

    def budget(self) -> Decimal:
        """The funds with fees and the reserve, up to a cent."""
        rate = max(self.buy_rate("maker"), self.buy_rate("taker"))
        return ceil_fraction(self.funds() * (1 + Fraction(rate)) / (1 - Fraction(self.p["reserve"])), CENT)

    # a deal

    def may_start(self, before: Decimal | None) -> bool:
        """At the first open, or when the move from `before` to here reached the entry price in its way."""
        entry, way = self.p["entry_price"], self.p["entry_direction"]
        if entry is None or before is None:
            return entry is None or self.price == entry
        rising, falling = before < entry <= self.price, before > entry >= self.price
        return (rising and way != "below") or (falling and way != "above")

    def begin(self) -> None:
        """The first deal."""
        self.begin_deal()

    def begin_deal(self) -> None:
        """The base order at the price of now, then the ladder and the take profit."""
        self.next_deal_ns = None
        qty = floor_fraction(Fraction(self.p["base_order"]) / Fraction(self.order_price()), self.lot)
        if not self.takes_now("buy", qty):
            if not self.deals:
                raise ValueError("base_minimum")
            self.stop("base_minimum")
            return
        if qty * self.worst_price() * (ONE + self.buy_rate("taker")) > self.quote:
            self.flags.add("tight")
        if self.is_beyond_worst():
            self.flags.add("base order not bought")
            self.next_deal_ns = self.now + NS_PER_S
            return
        price = min(self.market_price("buy"), self.worst_price())
        fill = self.book("buy", qty, price, "taker", None)
        self.open = True
        self.base_price = self.base_price_of(fill)
        self.count_buy(fill)
        self.base_spent = self.quote_of(fill)
        self.place_ladder()
        self.renew()
        self.fill_marketable()

    def is_beyond_worst(self) -> bool:
        """Whether the market is above what the base order may pay."""
        return self.price > self.worst_price()

    def price_of_now(self) -> Decimal:
        """The price of the moment; in the event of a take profit the price at which it filled."""
        return self.price if self.filled_at is None else self.filled_at

    def order_price(self) -> Decimal:
        """The price by which the base order is divided."""
        return self.price_of_now() * (ONE + self.m["slippage"])

    def base_price_of(self, fill: dict[str, Any]) -> Decimal:
        """B: the average fill of the base order, gross of fees."""
        return half_even_8(Fraction(fill["price"] * fill["qty"]) / Fraction(fill["qty"]))

    def count_buy(self, fill: dict[str, Any]) -> None:
        """Spent and received."""
        self.spent += self.quote_of(fill)
        self.received += self.base_of(fill)

    def place_ladder(self) -> None:
        """All safety orders, at once."""
        for n, (deviation, size) in enumerate(zip(self.deviations(), self.sizes(), strict=True), 1):
            price = self.ladder_price(deviation)
            if price > 0:
                self.place("buy", price, floor_fraction(size / Fraction(price), self.lot), n)
            else:
                self.flags.add("order below the minimum")

    def ladder_price(self, deviation: Fraction) -> Decimal:
        """Below the base price, rounded down."""
        return floor_fraction(Fraction(self.base_price) * (1 - deviation), self.tick)

    def renew(self) -> None:
        """Take profit and stop loss after a buy."""
        self.cancel("sell")
        self.trigger = self.high = None
        qty = self.open_qty()
        if qty:
            self.take_profit_at(qty, self.target_price(qty, "taker" if self.p["trailing"] else "maker"))
        else:
            self.flags.add("order below the minimum")
        if self.p["stop_loss"] is not None:
            self.stop_price = self.stop_price_now()

    def take_profit_at(self, qty: Decimal, price: Decimal) -> None:
        """A resting sale, or a watched price with trailing."""
        if self.p["trailing"] is None:
            self.place("sell", price, qty)
        elif self.takes(qty, price):
            self.trigger = price
        else:
            self.flags.add("order below the minimum")

    def cancel(self, side: str) -> None:
        """No order of this side rests any more."""
        self.orders = [o for o in self.orders if o.side != side]

    def open_qty(self) -> Decimal:
        """Q: what the deal still holds, in whole lots."""
        return floor_to(self.received - self.sold, self.lot)

    def target(self) -> Decimal:
        """What the deal is to bring, net of fees."""
        if self.p["take_profit_from"] == "average":
            return self.spent * (ONE + self.p["take_profit"])
        return self.spent + self.base_spent * self.p["take_profit"]

    def target_price(self, qty: Decimal, role: str) -> Decimal:
        """The smallest tick at which the sale brings the target."""
        needed = self.target() - self.proceeds
        rate = self.m["fee_" + role]
        # start two ticks below the price without rounding, and walk up
        price = floor_fraction(Fraction(needed) / Fraction(qty * (ONE - rate)), self.tick) - 2 * self.tick
        price = max(price, self.tick)
        while not self.enough(qty, price, rate, needed):
            price += self.tick
        return price

    def enough(self, qty: Decimal, price: Decimal, rate: Decimal, needed: Decimal) -> bool:
        """Whether a sale at the price brings what is needed."""
        return qty * price - ceil_to(qty * price * rate, STEP_8) >= needed

    def stop_price_now(self) -> Decimal:
        """The stop loss, at least a tick."""
        reference = self.average() if self.p["stop_loss_from"] == "average" else self.base_price
        return max(floor_to(reference * (ONE - self.p["stop_loss"]), self.tick), self.tick)

    def average(self) -> Decimal:
        """Spent divided by received."""
        return half_even_8(Fraction(self.spent) / Fraction(self.received))

    # what happens

    def after_fill(self, order: Order, fill: dict[str, Any]) -> None:
        """A safety order begins the take profit anew; the take profit closes the deal."""
        if order.side == "buy":
            self.count_buy(fill)
            self.renew()
        else:
            self.count_sale(fill)
            self.filled_at = fill["price"]
            self.close_deal()
            self.filled_at = None

    def count_sale(self, fill: dict[str, Any]) -> None:
        """Sold and proceeds."""
        self.sold += fill["qty"]
        self.proceeds += self.quote_of(fill)

    def close_deal(self) -> None:
        """The safety orders are cancelled, the profit is realised, the pause begins."""
        self.end_deal()
        if self.p["max_deals"] is not None and len(self.deals) >= int(self.p["max_deals"]):
            self.stop("deals_done")
        elif self.pause_ns:
            self.next_deal_ns = self.now + self.pause_ns
        else:
            self.begin_deal()

    def end_deal(self) -> None:
        """What the deal earned, booked; nothing rests any more."""
        self.cancel("buy")
        self.cancel("sell")
        self.deals.append((self.now, self.proceeds - self.spent))
        self.forget_deal()

    def watched(self) -> list[Decimal]:
        """Entry, stop loss, take profit with trailing, the next H and the trailing sale."""
        if self.state == "waiting":
            return [self.p["entry_price"]]
        if not self.open:
            return []
        prices = [self.stop_price, self.trigger if self.high is None else None]
        if self.high is not None:
            prices += [self.high + self.trail_step(), self.trail_price()]
        return [price for price in prices if price is not None]

    def trail_step(self) -> Decimal:
        """How far the price must rise for a new H."""
        return max(ceil_to(self.high * TRAIL_STEP, self.tick), self.tick)

    def trail_price(self) -> Decimal:
        """Where the trailing sale happens."""
        return floor_to(self.high * (ONE - self.p["trailing"]), self.tick)

    def act_once(self) -> bool:
        """The first thing that the price of now causes."""
        if not self.open:
            return False
        if self.high is not None and self.price >= self.high + self.trail_step():
            self.high = self.price
            return True
        if self.high is None and self.trigger is not None and self.price >= self.trigger:
            self.high = self.price
            return True
        falls = []
        if self.high is not None and self.price <= self.trail_price():
            falls.append((self.trail_price(), self.sell_trailing))
        if self.stop_price is not None and self.price <= self.stop_price:
            falls.append((self.stop_price, self.lose))
        if len(falls) == 2:
            self.flags.add("trailing sale and stop loss at once")
        if falls:
            self.first_of(falls)()
        return bool(falls)

    def first_of(self, falls: list[tuple[Decimal, Any]]) -> Any:
        """Of two prices that a jump reached, the higher one acts; at equal prices the first named."""
        return max(falls, key=lambda fall: fall[0])[1]

    def sell_trailing(self) -> None:
        """All coins of the deal at the market."""
        self.sell_out(self.open_qty())
        self.close_deal()

    def sell_out(self, qty: Decimal) -> None:
        """Cancel everything, then sell at the market."""
        self.cancel("buy")
        self.cancel("sell")
        if self.takes_now("sell", qty):
            self.count_sale(self.trade("sell", qty))
        else:
            self.flags.add("order below the minimum")

    def lose(self) -> None:
        """The stop loss."""
        self.sell_out(floor_to(self.base, self.lot))
        self.end_deal()
        self.stop("stop_loss")

    def next_alarm(self) -> int | None:
        """The end of the pause."""
        return self.next_deal_ns

    def ring(self) -> None:
        """The next deal begins."""
        self.begin_deal()


def run(
    params: dict[str, Any], candles: Sequence[Candle], interval_ns: int, market: dict[str, Any]
) -> dict[str, Any]:
    """The output document of one backtest; ValueError(code) when the parameters are refused."""
    return SafetyOrders(params, candles, interval_ns, market).run()
