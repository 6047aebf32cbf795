"""Reference calculation of the recurring DCA bot, on candles.

Written from decision 0018 and the specification alone; `dca_path` has the path and the shared readings,
`dca_schedule` the moments.

Readings
--------
 1. An order's price P is the price of its moment: of the point at that time, else of the point before. On
    candles no order is ever late, so `missed` changes nothing.
 2. A left out order is left out before anything else is looked at: it does not end the bot, its price counts.
 3. "Less than the market takes" means what is left. An order whose own amount is below the minimum while
    there is money is not placed, and the run is flagged.
 4. Once everything is spent no more orders come, also when part of the coins was sold meanwhile: the budget
    is what all orders may spend.
 5. What the coins cost includes the fees in quote.
 6. A take profit that is at or below the price of now when it is placed is marketable (taker).
 7. The sale of the coins at the end (`exit: sell`) is no round trip: what it earns is not realised but
    floating, as in the spot grid; it sells all whole lots at the price of the moment in which the bot ends.
 8. A take profit smaller than the market takes is not placed (flagged).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from tests.support.reference.arithmetic import ONE, ZERO, ceil_quotient, ceil_to, floor_quotient, floor_to
from tests.support.reference.dca_path import (
    STEP_8,
    Candle,
    CandleBot,
    Order,
    floor_fraction,
    half_even_8,
)
from tests.support.reference.dca_schedule import HOURS, WEEKDAYS, Schedule

SMART_FROM = 5  # prices of orders before


class Recurring(CandleBot):
    """One run of the form `recurring`."""

    SCHEDULE = Schedule
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "form": "recurring",
        "amount": None,
        "investment": None,
        "interval": None,
        "at": "00:00",
        "weekday": None,
        "day": None,
        "time_zone": "UTC",
        "first": "now",
        "missed": "skip",
        "price_cap": None,
        "price_floor": None,
        "take_profit": None,
        "take_profit_part": ONE,
        "smart_runs": None,
        "smart_most": Decimal(2),
        "smart_least": Decimal("0.5"),
        "exit": "keep",
    }
    REQUIRED = ("amount", "investment", "interval")
    DECIMALS = (
        "amount",
        "investment",
        "price_cap",
        "price_floor",
        "take_profit",
        "take_profit_part",
        "smart_most",
        "smart_least",
    )

    def __init__(
        self, params: dict[str, Any], candles: Sequence[Candle], interval_ns: int, market: dict[str, Any]
    ):
        super().__init__(params, candles, interval_ns, market)
        self.prices: list[Decimal] = []  # of the orders so far
        self.spent = ZERO  # by all orders, fees included
        self.held = ZERO
        self.cost = ZERO  # of what is held
        self.all_spent = False
        self.due: int | None = None
        self.to_come: Any = None

    def validate(self) -> None:
        """Refuse what cannot run, with a short code."""
        p = self.p
        if p["interval"] not in (*HOURS, "day", "week", "2_weeks", "month"):
            raise ValueError("choice")
        if p["first"] not in ("now", "scheduled") or p["missed"] not in ("skip", "catch_up"):
            raise ValueError("choice")
        if p["exit"] not in ("keep", "sell"):
            raise ValueError("choice")
        weekly = p["interval"] in ("week", "2_weeks")
        if weekly != (p["weekday"] is not None) or (weekly and p["weekday"] not in WEEKDAYS):
            raise ValueError("weekday")
        if (p["interval"] == "month") != (p["day"] is not None) or (p["day"] and not 1 <= p["day"] <= 31):
            raise ValueError("day")
        if p["amount"] <= 0 or p["investment"] <= 0:
            raise ValueError("out_of_bounds")
        if p["smart_runs"] is not None and not 5 <= p["smart_runs"] <= 1000:
            raise ValueError("out_of_bounds")

    def budget(self) -> Decimal:
        """The investment."""
        return self.p["investment"]

    def may_start(self, before: Decimal | None) -> bool:
        """At the first open."""
        return True

    def begin(self) -> None:
        """The order of the start, if one is wanted; then the schedule."""
        self.to_come = self.SCHEDULE(self.p, self.now).to_come()
        self.due = next(self.to_come)
        if self.p["first"] == "now":
            self.order()

    def next_alarm(self) -> int | None:
        """The moment of the next order."""
        return None if self.all_spent else self.due

    def ring(self) -> None:
        """An order is due."""
        self.due = next(self.to_come)
        self.order()

    # an order

    def order(self) -> None:
        """One order of the schedule, or what there is instead."""
        times = self.times()
        self.prices.append(self.price)
        if self.left_out():
            return
        wanted, most = self.wanted_qty(times), self.affordable_qty()
        if not self.takes_now("buy", most):
            self.no_money()
        elif not self.takes_now("buy", min(wanted, most)):
            self.flags.add("order below the minimum")
        else:
            self.count_buy(self.trade("buy", min(wanted, most)))
            self.renew()
            self.fill_marketable()

    def left_out(self) -> bool:
        """Whether the price is above the cap or below the floor."""
        cap, floor = self.p["price_cap"], self.p["price_floor"]
        return (cap is not None and self.price > cap) or (floor is not None and self.price < floor)

    def band(self) -> list[Decimal]:
        """The prices of the orders before that count."""
        return self.prices[-int(self.p["smart_runs"]) :]

    def times(self) -> Decimal:
        """How many times the amount is spent."""
        if self.p["smart_runs"] is None or len(self.band()) < SMART_FROM:
            return ONE
        low, high = min(self.band()), max(self.band())
        if low == high:
            return ONE
        x = min(max(self.price, low), high)
        most, least = self.p["smart_most"], self.p["smart_least"]
        return most - half_even_8(Fraction(most - least) * Fraction(x - low) / Fraction(high - low))

    def wanted_qty(self, times: Decimal) -> Decimal:
        """What the amount buys."""
        return floor_quotient(self.p["amount"] * times, self.price * (ONE + self.m["slippage"]), self.lot)

    def affordable_qty(self) -> Decimal:
        """What the money that is left buys at the worst price."""
        unit = self.worst_price() * (ONE + self.buy_rate("taker"))
        return floor_quotient(self.left(), unit, self.lot)

    def left(self) -> Decimal:
        """What orders may still spend."""
        return min(self.quote, self.p["investment"] - self.spent)

    def count_buy(self, fill: dict[str, Any]) -> None:
        """What an order cost and brought."""
        self.spent += self.quote_of(fill)
        self.cost += self.quote_of(fill)
        self.held += self.base_of(fill)

    def no_money(self) -> None:
        """Everything is spent: the end, or the wait for the take profit that rests."""
        self.all_spent = True
        if not self.orders:
            self.end()

    def end(self) -> None:
        """The bot ends, with its exit."""
        self.stop("all_spent")
        qty = floor_to(self.base, self.lot)
        if self.p["exit"] == "sell" and qty and self.takes_now("sell", qty):
            self.sell_out(qty)

    def sell_out(self, qty: Decimal) -> None:
        """The exit: all coins at the market, no round trip."""
        self.trade("sell", qty)

    # taking profit

    def renew(self) -> None:
        """The take profit after a buy, in place of the one before."""
        self.orders.clear()
        if self.p["take_profit"] is None:
            return
        qty = self.part()
        if qty:
            self.place("sell", self.target_price(qty), qty)
        else:
            self.flags.add("order below the minimum")

    def part(self) -> Decimal:
        """Q: the part of the coins that the take profit sells."""
        return floor_to(self.held * self.p["take_profit_part"], self.lot)

    def cost_of(self, qty: Decimal) -> Decimal:
        """What a part of the coins cost: rounded up, but never more than all of them."""
        return min(self.cost, ceil_quotient(self.cost * qty, self.held, STEP_8))

    def target_price(self, qty: Decimal) -> Decimal:
        """The smallest tick at which the sale brings the cost and the profit."""
        needed, rate = self.target(qty), self.m["fee_maker"]
        price = floor_fraction(Fraction(needed) / Fraction(qty * (ONE - rate)), self.tick) - 2 * self.tick
        price = max(price, self.tick)
        while not self.enough(qty, price, rate, needed):
            price += self.tick
        return price

    def target(self, qty: Decimal) -> Decimal:
        """What the sale is to bring, net of its fee."""
        return self.cost_of(qty) * (ONE + self.p["take_profit"])

    def enough(self, qty: Decimal, price: Decimal, rate: Decimal, needed: Decimal) -> bool:
        """Whether a sale at the price brings what is needed."""
        return qty * price - ceil_to(qty * price * rate, STEP_8) >= needed

    def after_fill(self, order: Order, fill: dict[str, Any]) -> None:
        """A sale is a round trip; the last one ends the bot when everything is spent."""
        self.count_sale(fill)
        if self.all_spent:
            self.end()

    def count_sale(self, fill: dict[str, Any]) -> None:
        """The sale takes its part of the cost with it."""
        part = self.cost_of(fill["qty"])
        self.deals.append((self.now, self.quote_of(fill) - part))
        self.cost -= part
        self.held -= fill["qty"]


def run(
    params: dict[str, Any], candles: Sequence[Candle], interval_ns: int, market: dict[str, Any]
) -> dict[str, Any]:
    """The output document of one backtest; ValueError(code) when the parameters are refused."""
    return Recurring(params, candles, interval_ns, market).run()
