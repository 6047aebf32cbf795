"""Reference calculation of the DCA bot on a perpetual (form `futures`), long and short, on candles.

Written from decisions 0028, 0018 and 0017 and the specification alone, to be obviously right rather than
fast; `dca_path` has the path and its readings, `futures_position` the position and its price of liquidation.
`s` is +1 for long and -1 for short; "better" prices are higher for long and lower for short.

Readings
--------
 1. What is refused at the price of the pre-flight (the entry price, else the first open) never runs
    (ValueError); what is refused at a later beginning, an entry price that was jumped over included, ends
    the bot with that code.
 2. A base order counts for the rule of margin with what it would cost at the price that it is sized for:
    slippage, then the tick. In a jump it may cost more; such a run is flagged.
 3. The order in which a beginning is judged: money, the market's minimum, the ladder. A beginning that more
    than one of them refuses is flagged.
 4. The base order of a plan costs what it would cost at the market: slippage, then the tick.
 5. A funding comes before an alarm of the same time, and before the price of a point at that time. After
    every event the liquidation is looked at before the watched prices.
 6. When one jump reaches both the trailing sale and the stop loss, the one that a walk would have met first
    acts; at equal prices the trailing sale.
 7. The rule of margin (0017): a safety order that would carry the position and the safety orders beyond
    `leverage` times the larger of what was put in and what is there is not placed.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_to, decimal, exact_context, floor_to
from tests.support.reference.dca_futures_plan import DealPlan
from tests.support.reference.dca_path import STEP_8, Order, half_even_8
from tests.support.reference.futures_position import Position, down_to_money, open_profit

TRAIL_STEP = Decimal("0.0001")
COLLAR = Decimal("0.005")


class FuturesDca(DealPlan):
    """One run. Small methods, so that a deliberately wrong variant can replace exactly one of them."""

    def __init__(self, *scenario: Any):
        super().__init__(*scenario)
        self.pause_ns = int(self.p["cooldown_s"]) * NS_PER_S
        self.position = Position()
        self.fundings: list[dict[str, Any]] = []
        self.planned: Decimal | None = None  # liquidation of the plan of the first deal
        self.next_deal_ns: int | None = None
        self.filled_at: Decimal | None = None  # price of the take profit whose event it is
        self.forget_deal()

    def forget_deal(self) -> None:
        """No deal is open."""
        self.open = False
        self.base_price = ZERO  # B
        self.base_value = ZERO  # of the base order
        self.value = self.qty = ZERO  # E and Q
        self.closed_value = self.closed_qty = ZERO  # X and Y
        self.deal_fees = ZERO  # G
        self.trigger: Decimal | None = None  # the watched take profit, with trailing
        self.best: Decimal | None = None  # H, once it was reached
        self.stop_price: Decimal | None = None

    # money and position

    def book(self, side: str, qty: Decimal, price: Decimal, role: str, level: Any) -> dict[str, Any]:
        """Book one fill of the deal; a deal is closed in one piece, so that no entry value is ever split."""
        fee = ZERO if role == "liquidation" else self.fee_on(qty, price, role)
        if side == self.opens:
            self.position.qty += self.s * qty
            self.position.entry += qty * price
            self.value += qty * price
            self.qty += qty
        else:
            assert qty == abs(self.position.qty)
            self.quote += open_profit(self.position, price)
            self.position = Position()
            self.closed_value += qty * price
            self.closed_qty += qty
        self.quote -= fee
        self.deal_fees += fee
        asset = self.m["quote_asset"]
        self.fees[asset] = self.fees.get(asset, ZERO) + fee
        fill = {"ts_ns": self.fill_time(), "side": side, "price": price, "qty": qty}
        fill |= {"fee": fee, "fee_asset": asset, "level": level, "role": role}
        self.fills.append(fill)
        return fill

    def equity(self, price: Decimal) -> Decimal:
        """The bot's quote and the profit of the open position at `price`."""
        return self.quote + open_profit(self.position, price)

    def market_price(self, side: str, limit: Decimal | None = None) -> Decimal:
        """Price of a marketable fill at the price of now, never beyond the limit."""
        price = self.market_price_at(side, self.price)
        if limit is None:
            return price
        return min(price, limit) if side == "buy" else max(price, limit)

    def worst_price(self) -> Decimal:
        """The worst price that a base order may have."""
        collar = max(COLLAR, self.m["slippage"])
        now = self.price_of_now()
        if self.s > 0:
            return ceil_to(now * (ONE + collar), self.tick)
        return max(floor_to(now * (ONE - collar), self.tick), self.tick)

    # liquidation and funding

    def liquidation(self) -> Decimal | None:
        """The price of liquidation now."""
        return self.liquidation_for(self.position, self.quote)

    def look_at_liquidation(self) -> None:
        """At or beyond it: all orders are cancelled, one fill at that price, all money is lost."""
        at = self.liquidation()
        if at is None or self.better(self.price, at):
            return
        self.orders.clear()
        self.book(self.closes, abs(self.position.qty), at, "liquidation", None)
        self.quote = ZERO
        self.forget_deal()
        self.stop("liquidated")

    def settle_next(self) -> None:
        """The next funding, at its own time, on the position of the moment."""
        self.now, rate, *mark = self.rows.pop(0)
        if not self.position.qty:
            return
        price = self.price if not mark or mark[0] is None else decimal(mark[0])
        amount = self.funding_amount(price, rate)
        self.quote += amount
        self.fundings.append({"ts_ns": self.now, "rate": rate, "mark": price, "amount": amount})
        self.act()

    def funding_amount(self, price: Decimal, rate: Decimal) -> Decimal:
        """A long position pays a positive rate; rounded against the trader."""
        return down_to_money(-self.position.qty * price * rate)

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
        code = self.refusal(self.price_of_now(), self.quote)
        if code is not None:
            self.stop(code)
            return
        qty = self.base_qty(self.price_of_now())
        if self.is_beyond_worst() or not self.is_base_covered(qty):
            self.flags.add("base order not traded")
            self.next_deal_ns = self.now + NS_PER_S
            return
        self.takes_now(self.opens, qty)
        if not self.fills:
            self.planned = self.judged
        fill = self.book(self.opens, qty, self.market_price(self.opens, self.worst_price()), "taker", None)
        if self.position.entry > self.carried_at_most():
            self.flags.add("base order dearer than covered")
        self.open = True
        self.base_price = self.base_price_of(fill)
        self.base_value = fill["price"] * fill["qty"]
        self.place_ladder()
        self.renew()
        self.fill_marketable()

    def is_beyond_worst(self) -> bool:
        """Whether the market is beyond what the base order may trade at."""
        return self.better(self.price, self.worst_price())

    def price_of_now(self) -> Decimal:
        """The price of the moment; in the event of a take profit the price at which it filled."""
        return self.price if self.filled_at is None else self.filled_at

    def base_price_of(self, fill: dict[str, Any]) -> Decimal:
        """B: cost divided by quantity of the base order."""
        return half_even_8(Fraction(fill["price"] * fill["qty"]) / Fraction(fill["qty"]))

    def place_ladder(self) -> None:
        """All safety orders, at once."""
        for n, (price, qty) in enumerate(self.ladder_from(self.base_price), 1):
            self.place(self.opens, price, qty, n)

    def place(self, side: str, price: Decimal, qty: Decimal, number: int = 0) -> Order | None:
        """A new limit order; one that closes needs no smallest value."""
        if number and (price <= 0 or not self.takes(qty, price)):
            self.flags.add("order below the minimum")
            return None
        order = Order(side, price, qty, number)
        if number and not self.is_covered(order):
            self.flags.add("safety order not covered")
            return None
        self.orders.append(order)
        return order

    def is_covered(self, order: Order) -> bool:
        """Whether the money carries the position, the safety orders that rest and another one."""
        orders = [o for o in self.orders if o.number] + [order]
        carried = self.position.entry + sum((o.price * o.qty for o in orders), ZERO)
        return carried <= self.carried_at_most()

    def is_base_covered(self, qty: Decimal) -> bool:
        """Whether the money carries a base order."""
        covered = qty * self.market_price_at(self.opens, self.price_of_now()) <= self.carried_at_most()
        if not covered:
            self.flags.add("base order not covered")
        return covered

    def carried_at_most(self) -> Decimal:
        """The entry value that the rule of margin allows."""
        return self.p["leverage"] * max(self.investment, self.quote)

    def cancel(self, side: str) -> None:
        """No order of this side rests any more."""
        self.orders = [o for o in self.orders if o.side != side]

    def renew(self) -> None:
        """Take profit and stop loss after a fill that opens."""
        self.cancel(self.closes)
        self.trigger = self.best = None
        price = self.target_price()
        if self.p["trailing"] is None:
            self.place(self.closes, price, self.rest())
        else:
            self.trigger = price
        self.stop_price = self.stop_for(self.average(), self.base_price)

    def rest(self) -> Decimal:
        """q: what is left of the deal."""
        return self.qty - self.closed_qty

    def average(self) -> Decimal:
        """The average of the deal."""
        return self.average_of(self.value, self.qty)

    def profit_at(self, price: Decimal, rate: Decimal) -> Decimal:
        """The profit of the deal if the rest is closed at a price, with a fee of that rate."""
        brought = self.rest() * price
        return (
            self.s * (self.closed_value + brought - self.value)
            - self.deal_fees
            - self.closing_fee(brought, rate)
        )

    def closing_fee(self, value: Decimal, rate: Decimal) -> Decimal:
        """The fee of closing a value."""
        return ceil_to(value * rate, STEP_8)

    def target(self) -> Decimal:
        """T: the profit that the deal is to bring."""
        value = self.value if self.p["take_profit_from"] == "average" else self.base_value
        return self.p["take_profit"] * value

    def closing_rate(self) -> Decimal:
        """The rate c of the take profit: it rests, or with trailing goes to the market."""
        return self.m["fee_maker"] if self.p["trailing"] is None else self.m["fee_taker"]

    def target_price(self) -> Decimal:
        """The first tick, seen from the loss, at which closing brings the target."""
        rate, step = self.closing_rate(), self.s * self.tick
        needed = self.target() + self.deal_fees + self.s * (self.value - self.closed_value)
        # the price without rounding, then two ticks back towards the loss, and from there on
        root = Fraction(self.s * needed) / Fraction(self.rest() * (ONE - self.s * rate))
        price = max(self.floor_worse(root) - 2 * step, self.tick)
        while not self.enough(price, rate):
            price += step
            if price <= 0:
                self.flags.add("no take profit")
                return self.tick
        return price

    def enough(self, price: Decimal, rate: Decimal) -> bool:
        """Whether closing at a price brings the target."""
        return self.profit_at(price, rate) >= self.target()

    # what happens

    def after_fill(self, order: Order, fill: dict[str, Any]) -> None:
        """A safety order begins the take profit anew; the take profit closes the deal."""
        if order.number:
            self.renew()
        else:
            self.filled_at = fill["price"]
            self.close_deal()
            self.filled_at = None

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
        self.orders.clear()
        self.deals.append((self.now, self.deal_profit()))
        self.forget_deal()

    def deal_profit(self) -> Decimal:
        """The profit of a deal of which nothing is left."""
        return self.s * (self.closed_value - self.value) - self.deal_fees

    def act(self, before: Decimal | None = None) -> None:
        """Start, liquidation, then all that watches the price, at the price of now."""
        if self.state == "waiting" and self.may_start(before):
            self.state = "running"
            self.begin()
        self.look_at_liquidation()
        while self.state == "running" and self.act_once():
            self.look_at_liquidation()

    def watched(self) -> list[Decimal]:
        """Entry, liquidation, stop loss, take profit with trailing, the next H and the trailing sale."""
        if self.state == "waiting":
            return [self.p["entry_price"]]
        if not self.open:
            return []
        prices = [self.liquidation(), self.stop_price, self.trigger if self.best is None else None]
        if self.best is not None:
            prices += [self.next_best(), self.trail_price()]
        return [price for price in prices if price is not None]

    def next_best(self) -> Decimal:
        """The price at which H counts anew."""
        return self.best + self.s * max(ceil_to(self.best * TRAIL_STEP, self.tick), self.tick)

    def trail_price(self) -> Decimal:
        """Where the trailing sale happens."""
        return self.floor_worse(Fraction(self.best) * self.share(self.p["trailing"]))

    def is_at(self, price: Decimal) -> bool:
        """Whether the price of now is at another or better."""
        return not self.better(price, self.price)

    def is_down_at(self, price: Decimal) -> bool:
        """Whether the price of now is at another or worse."""
        return not self.better(self.price, price)

    def act_once(self) -> bool:
        """The first thing that the price of now causes."""
        if not self.open:
            return False
        if self.best is not None and self.is_at(self.next_best()):
            self.best = self.price
            return True
        if self.best is None and self.trigger is not None and self.is_at(self.trigger):
            self.best = self.price
            return True
        ways = []
        if self.best is not None and self.is_down_at(self.trail_price()):
            ways.append((self.trail_price(), self.close_trailing))
        if self.stop_price is not None and self.is_down_at(self.stop_price):
            ways.append((self.stop_price, self.lose))
        if len(ways) == 2:
            self.flags.add("trailing and stop loss at once")
        if ways:
            self.first_of(ways)()
        return bool(ways)

    def first_of(self, ways: list[tuple[Decimal, Any]]) -> Any:
        """Of two prices that a jump reached, the better one acts; at equal prices the first named."""
        return max(ways, key=lambda way: self.s * way[0])[1]

    def close_trailing(self) -> None:
        """The position is closed at the market, and the deal with it."""
        self.close_out()
        self.close_deal()

    def close_out(self) -> None:
        """Cancel everything, then close at the market."""
        self.orders.clear()
        self.trade(self.closes, self.rest())

    def lose(self) -> None:
        """The stop loss."""
        self.close_out()
        self.end_deal()
        self.stop("stop_loss")

    # time

    def next_alarm(self) -> int | None:
        """The end of the pause."""
        return self.next_deal_ns

    def ring(self) -> None:
        """The next deal begins."""
        self.begin_deal()

    def ring_until(self, until: int) -> None:
        """All fundings and alarms due at or before `until`, in order of time; the funding first."""
        while True:
            alarm = self.next_alarm() if self.state == "running" else None
            funding = self.rows[0][0] if self.rows else None
            if funding is not None and funding <= until and (alarm is None or funding <= alarm):
                self.settle_next()
            elif alarm is not None and alarm <= until:
                self.now = alarm
                self.ring()
                self.act()
            else:
                return

    def settle_until(self, until: int) -> None:
        """All fundings due at or before `until`, before the price of that moment."""
        while self.rows and self.rows[0][0] <= until:
            self.settle_next()

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
                        self.rows = [row for row in self.rows if row[0] > ts]
                        self.act()
                    else:
                        self.ring_until(ts - 1)
                        self.settle_until(ts)
                        self.now = ts
                        (self.walk if k else self.jump)(price)
                    self.ring_until(ts)
                self.sample(candle[4])
            return self.document(self.candles[-1][4])

    def document(self, last: Decimal) -> dict[str, Any]:
        """The result at the last close."""
        found = super().document(last)
        del found["base"]
        return found | {
            "position_qty": self.position.qty,
            "entry_value": self.position.entry,
            "fundings": self.fundings,
            "funding_total": sum((line["amount"] for line in self.fundings), ZERO),
            "liquidation_price": self.liquidation(),
            "planned_liquidation": self.planned,
            "orders": sorted((o.price, o.side, o.qty, not o.number) for o in self.orders),
        }


def run(*scenario: Any) -> dict[str, Any]:
    """The output document of one backtest; ValueError(code) when the parameters are refused."""
    return FuturesDca(*scenario).run()
