"""Stop and take profit of the futures grid: by price, by amount or by ratio, with the hold delay."""

from __future__ import annotations

from decimal import Decimal

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_quotient, floor_quotient

Condition = tuple[str, int, Decimal]  # name, -1 acts at or below | +1 at or above, price

CONDITION_ORDER = ("stop_price", "stop_price_high", "take_profit")


class FuturesConditions:
    """The part of the engine that watches its stops and its take profit."""

    def validate_conditions(self) -> None:
        """Refuse stops and take profits that cannot be meant."""
        p, way = self.p, self.p["direction"]
        for side, most in (("stop", ONE), ("take_profit", Decimal(100))):
            amount, ratio = p[side + "_amount"], p[side + "_ratio"]
            if (amount is not None and amount <= 0) or (ratio is not None and not ZERO < ratio <= most):
                raise ValueError("out_of_bounds")
        typed_stop = p["stop_price"] is not None or p["stop_price_high"] is not None
        if typed_stop + (p["stop_amount"] is not None) + (p["stop_ratio"] is not None) > 1:
            raise ValueError("two_conditions")
        if sum(p["take_profit" + kind] is not None for kind in ("_price", "_amount", "_ratio")) > 1:
            raise ValueError("two_conditions")
        if p["stop_amount"] is not None and p["stop_amount"] > p["investment"]:
            raise ValueError("stop_amount_too_large")
        if (p["stop_price_high"] is not None and way != "neutral") or (
            p["take_profit_price"] is not None and way == "neutral"
        ):
            raise ValueError("direction")
        below, above = ("stop_price", "take_profit_price")
        if way == "short":
            below, above = above, below
        elif way == "neutral":
            above = "stop_price_high"
        if p[below] is not None and not ZERO < p[below] < p["lower"]:
            raise ValueError(below.replace("_price", "") + "_inside")
        if p[above] is not None and p[above] <= p["upper"]:
            raise ValueError(above.replace("_price", "") + "_inside")

    def refuse_what_is_there(self, size: Decimal, price: Decimal) -> None:
        """Refuse a start that would end at once, by looking at the money as it would be after it."""
        before = self.quote, self.position
        self.quote, self.position = self.after_opening(size, price)
        reached = [
            name.replace("_price", "") for name, way, at in self.conditions() if self.is_at(price, way, at)
        ]
        self.quote, self.position = before
        if reached:
            raise ValueError(reached[0] + "_at_once")

    def conditions(self) -> list[Condition]:
        """Everything that ends the bot at a price: name, way and price."""
        p, way = self.p, {"long": 1, "short": -1, "neutral": 0}[self.p["direction"]]
        found: list[Condition | None] = []
        if p["stop_price"] is not None:
            found.append(("stop_price", -1 if way >= 0 else 1, p["stop_price"]))
        if p["stop_price_high"] is not None:
            found.append(("stop_price_high", 1, p["stop_price_high"]))
        if p["take_profit_price"] is not None:
            found.append(("take_profit", way, p["take_profit_price"]))
        found.append(self.condition_in_money("stop_price", self.amount_of("stop"), -1))
        found.append(self.condition_in_money("take_profit", self.amount_of("take_profit"), 1))
        return [condition for condition in found if condition is not None]

    def amount_of(self, side: str) -> Decimal | None:
        """The loss or profit in quote at which a side acts, if it was given as amount or ratio."""
        if self.p[side + "_ratio"] is not None:
            return self.p[side + "_ratio"] * self.p["investment"]
        return self.p[side + "_amount"]

    def condition_in_money(self, name: str, amount: Decimal | None, gain: int) -> Condition | None:
        """The price at which the total profit is `amount` or more (gain +1), or the loss is (gain -1)."""
        if amount is None:
            return None
        missing = self.p["investment"] + gain * amount - self.quote  # what the position would have to bring
        held, s = abs(self.position.qty), self.position.sign()
        if s == 0:
            there = missing <= 0 if gain > 0 else missing >= 0
            return (name, 1, self.tick) if there else None
        way = s * gain
        root = self.position.entry + s * missing  # price times quantity at which it is there
        if way > 0:
            return name, 1, max(ceil_quotient(root, held, self.tick), self.tick) if root > 0 else self.tick
        price = floor_quotient(root, held, self.tick)
        return (name, -1, price) if price > 0 else None

    def is_at(self, price: Decimal, way: int, at: Decimal) -> bool:
        """Whether a price is at or beyond another: below it (way -1) or above it (way +1)."""
        return price <= at if way < 0 else price >= at

    def look_at_conditions(self) -> None:
        """Stops, then take profit, at the price of the moment: act, or begin or end the delay."""
        for name in CONDITION_ORDER:
            if self.state != "running":
                return
            if not self.is_reached(name):
                self.alarms.pop(name, None)
            elif self.p["hold_delay_s"] == 0:
                self.stop(self.reason(name))
            elif name not in self.alarms:
                self.alarms[name] = self.now + int(self.p["hold_delay_s"] * NS_PER_S)

    def is_reached(self, name: str) -> bool:
        """Whether a condition is true at the price of the moment."""
        return any(self.is_at(self.price, way, at) for n, way, at in self.conditions() if n == name)

    def end_delays(self) -> None:
        """Before the fills at a price just reached: the way to it lay on the other side of a condition."""
        for name in list(self.alarms):
            if not self.is_reached(name):
                del self.alarms[name]

    def reason(self, name: str) -> str:
        """What the result says about the end."""
        return "take_profit" if name == "take_profit" else "stop_price"
