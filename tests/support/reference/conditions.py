"""Stop and take profit of the reference: by price, by amount or by percent, with the hold delay.

Readings (continuing those of `spot_grid.py`)
---------------------------------------------
26. A condition by amount or ratio is a price, computed from all quote and coins in the bot (reserved or not,
    dust and own coins included) each time it is asked for. Since it depends on nothing else, that is the same
    as computing it when the bot goes live and after every order that ended. "The bot goes live" = after the
    opening purchase.
27. The stop price is rounded down to the tick, the take profit up; no fee or slippage of an exit is assumed.
    A stop price at or below zero: nothing to watch. A take profit at or below zero stands at one tick. No
    coins (or a debt of coins): nothing to watch, except that a profit that is already there stands at one
    tick, since it is there at any price.
28. A start whose condition would be true at once is refused (`stop_at_once`, `take_profit_at_once`): the
    opening's fee and slippage, paid at the price of the start, reach the amount. It is the last refusal.
29. At a touched price: the resting orders first, then the condition with its new price; a sell exactly at the
    take profit fills, pays its fee and may so move the take profit away. In a jump the condition is looked at
    once, at the open, after all fills of the jump.
30. A hold delay ends as soon as the price is strictly on the other side of the condition, also when that is
    between two touched prices and the fill at the second makes the condition true again: the delay then
    begins anew.
31. Alarms due at the same time: guard, stop, take profit.
32. Refused: an amount or ratio of zero or less, a stop ratio above 1, a take profit ratio above 100
    (`out_of_bounds`); two of price, amount and ratio on one side (`two_conditions`); a stop amount above the
    investment when no own coins are put in (`stop_amount_too_large`). Checked in this order. `stop_inside`
    and `take_profit_inside` are for typed prices only. A ratio is taken of the investment that the bot really
    has: with the real price of the start for own coins.
"""

from __future__ import annotations

from decimal import Decimal

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_quotient, ceil_to, floor_quotient

LARGEST_TAKE_PROFIT_RATIO = 100


class Conditions:
    """The part of the engine that watches its stop and its take profit."""

    def validate_conditions(self) -> None:
        """Refuse amounts and ratios that cannot be meant."""
        p = self.p
        sides = (("stop", ONE), ("take_profit", Decimal(LARGEST_TAKE_PROFIT_RATIO)))
        for side, most in sides:
            amount, ratio = p[side + "_amount"], p[side + "_ratio"]
            if (amount is not None and amount <= 0) or (ratio is not None and not ZERO < ratio <= most):
                raise ValueError("out_of_bounds")
        for side, _ in sides:
            if sum(p[side + kind] is not None for kind in ("_price", "_amount", "_ratio")) > 1:
                raise ValueError("two_conditions")
        if p["stop_amount"] is not None and p["stop_amount"] > p["investment"] and not p["base_qty"]:
            raise ValueError("stop_amount_too_large")

    def condition_amount(self, side: str) -> Decimal | None:
        """The loss or profit in quote at which a side acts, if it was given as amount or ratio."""
        if self.p[side + "_ratio"] is not None:
            return self.p[side + "_ratio"] * self.investment
        return self.p[side + "_amount"]

    def stop_level(self) -> Decimal | None:
        """The price at or below which the bot stops: the one typed, or the one at which the loss is there."""
        loss = self.condition_amount("stop")
        if loss is None:
            return self.p["stop_price"]
        return self.stop_for(loss)

    def stop_for(self, loss: Decimal) -> Decimal | None:
        """The highest tick at which the total profit is -loss or less."""
        if self.base <= 0:
            return None
        price = floor_quotient(self.value_at_profit(-loss) - self.quote, self.base, self.tick)
        return price if price > 0 else None

    def target_level(self) -> Decimal | None:
        """The price at or above which the bot takes its profit."""
        profit = self.condition_amount("take_profit")
        if profit is None:
            return self.p["take_profit_price"]
        return self.target_for(profit)

    def target_for(self, profit: Decimal) -> Decimal | None:
        """The lowest tick at which the total profit is there; one tick if it is there at any price."""
        value = self.value_at_profit(profit) - self.quote
        if self.base <= 0:
            return self.tick if value <= 0 else None
        return max(ceil_quotient(value, self.base, self.tick), self.tick) if value > 0 else self.tick

    def value_at_profit(self, profit: Decimal) -> Decimal:
        """What quote and coins of the bot are worth together when its total profit is this."""
        return self.investment + profit - self.withdrawn

    def refuse_what_is_there(self, opening: Decimal, price: Decimal) -> None:
        """Refuse a start that would end at once, by looking at the money as it would be after it."""
        before = self.quote, self.base, self.investment
        paid = ceil_to(price * (ONE + self.m["slippage"]), self.tick)
        fee, where = self.fee("buy", opening, paid, "taker") if opening else (ZERO, "quote")
        self.quote = self.p["investment"] - opening * paid - (fee if where == "quote" else ZERO)
        self.base = self.p["base_qty"] + opening - (fee if where == "base" else ZERO)
        self.investment = self.invested(price)
        stop, target = self.stop_level(), self.target_level()
        self.quote, self.base, self.investment = before
        if stop is not None and price <= stop:
            raise ValueError("stop_at_once")
        if target is not None and price >= target:
            raise ValueError("take_profit_at_once")

    def look_at_stops(self) -> None:
        """Stop, then take profit, at the price of the moment."""
        if self.state == "running":
            self.hold("stop_price", self.loss_is_there())
        if self.state == "running":
            self.hold("take_profit", self.profit_is_there())

    def loss_is_there(self) -> bool:
        """Whether the price is at the stop or below."""
        stop = self.stop_level()
        return stop is not None and self.price <= stop

    def profit_is_there(self) -> bool:
        """Whether the price is at the take profit or above."""
        target = self.target_level()
        return target is not None and self.price >= target

    def end_delays(self) -> None:
        """Before the fills at a price just reached: the way to it lay on the other side of a condition."""
        if "stop_price" in self.alarms and not self.loss_is_there():
            del self.alarms["stop_price"]
        if "take_profit" in self.alarms and not self.profit_is_there():
            del self.alarms["take_profit"]

    def hold(self, reason: str, is_true: bool) -> None:
        """A stop condition: act at once without a delay, else set or clear its alarm."""
        if not is_true:
            self.alarms.pop(reason, None)
        elif self.hold_ns() == 0:
            self.stop(reason)
        elif reason not in self.alarms:
            self.alarms[reason] = self.now + self.hold_ns()

    def hold_ns(self) -> int:
        """The hold delay in nanoseconds."""
        return int(self.p["hold_delay_s"] * NS_PER_S)
