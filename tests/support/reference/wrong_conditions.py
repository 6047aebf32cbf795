"""Wrong engines for stops by amount or ratio (`WRONG_CONDITIONS`).

Like those of `wrong_engines.py`: the docstring of each says in one sentence what it does wrong. They are told
apart on the scenarios of `stops_scenario`.
"""

from __future__ import annotations

from tests.support.reference.arithmetic import ONE, ZERO, ceil_quotient, floor_quotient
from tests.support.reference.spot_grid import SpotGrid


class WrongCondition(SpotGrid):
    """Base of those that are wrong about stop and take profit."""


class StopRoundedUp(WrongCondition):
    """The stop of an amount is rounded up to the tick, so that it acts before the loss is there."""

    def stop_for(self, loss):
        price = super().stop_for(loss)
        exact = self.base > 0 and price and price * self.base == self.value_at_profit(-loss) - self.quote
        return price if exact or price is None else price + self.tick


class TargetRoundedDown(WrongCondition):
    """The take profit of an amount is rounded down to the tick: a little less than the profit will do."""

    def target_for(self, profit):
        value = self.value_at_profit(profit) - self.quote
        if self.base <= 0:
            return None
        return max(floor_quotient(value, self.base, self.tick), self.tick)


class ConditionFrozen(WrongCondition):
    """The prices are computed when the bot goes live and never again."""

    def stop_for(self, loss):
        if not hasattr(self, "first_stop"):
            self.first_stop = super().stop_for(loss)
        return self.first_stop

    def target_for(self, profit):
        if not hasattr(self, "first_target"):
            self.first_target = super().target_for(profit)
        return self.first_target


class ConditionBeforeOpening(WrongCondition):
    """The prices are computed with the opening's price as if it had cost no fee and no slippage."""

    def value_at_profit(self, profit):
        opening = self.fills[0] if self.fills and self.fills[0]["level"] is None else None
        spared = ZERO
        if opening is not None and opening["side"] == "buy":
            in_quote = opening["fee_asset"] == self.m["quote_asset"]
            fee = opening["fee"] if in_quote else opening["fee"] * self.start_price
            spared = fee + opening["qty"] * (opening["price"] - self.start_price)
        return super().value_at_profit(profit) - spared


class OneFillLate(WrongCondition):
    """The prices are those before the last fill."""

    def book(self, *args):
        self.before = (self.quote, self.base)
        return super().book(*args)

    def late(self, compute, amount):
        now = (self.quote, self.base)
        if len(self.fills) > 1:
            self.quote, self.base = self.before
        price = compute(amount)
        self.quote, self.base = now
        return price

    def stop_for(self, loss):
        return self.late(super().stop_for, loss)

    def target_for(self, profit):
        return self.late(super().target_for, profit)


class OnlyBuysMoveIt(WrongCondition):
    """The prices are computed again after buys only."""

    def stop_for(self, loss):
        if not self.fills or self.fills[-1]["side"] == "buy" or not hasattr(self, "kept_stop"):
            self.kept_stop = super().stop_for(loss)
        return self.kept_stop

    def target_for(self, profit):
        if not self.fills or self.fills[-1]["side"] == "buy" or not hasattr(self, "kept_target"):
            self.kept_target = super().target_for(profit)
        return self.kept_target


class WithoutOwnCoins(WrongCondition):
    """Own coins are not part of the investment that profit and loss are measured from."""

    def value_at_profit(self, profit):
        return self.p["investment"] + profit


class OwnCoinsAtNow(WrongCondition):
    """Own coins count in the investment at the price of now instead of that of the start."""

    def value_at_profit(self, profit):
        return self.invested(self.price) + profit


class RatioOfQuote(WrongCondition):
    """A ratio is taken of the quote put in, without own coins."""

    def condition_amount(self, side):
        ratio = self.p[side + "_ratio"]
        return super().condition_amount(side) if ratio is None else ratio * self.p["investment"]


class RatioInPercent(WrongCondition):
    """A ratio is taken as percent."""

    def condition_amount(self, side):
        amount = super().condition_amount(side)
        return amount if self.p[side + "_ratio"] is None else amount / 100


class RatioOfPeak(WrongCondition):
    """A ratio is taken of the highest equity so far, like a trailing stop."""

    def condition_amount(self, side):
        ratio = self.p[side + "_ratio"]
        return super().condition_amount(side) if ratio is None else ratio * self.peak


class RatioOfStartPrice(WrongCondition):
    """A ratio is a distance from the price of the start."""

    def stop_for(self, loss):
        ratio = self.p["stop_ratio"]
        return super().stop_for(loss) if ratio is None else self.start_price * (ONE - ratio)

    def target_for(self, profit):
        ratio = self.p["take_profit_ratio"]
        return super().target_for(profit) if ratio is None else self.start_price * (ONE + ratio)


class ReserveNotHeld(WrongCondition):
    """The reserve is not counted among what the bot holds."""

    def value_at_profit(self, profit):
        return super().value_at_profit(profit) + self.p["reserve"] * self.p["investment"]


class OnlyFreeQuote(WrongCondition):
    """Quote that stands in buys is not counted among what the bot holds."""

    def value_at_profit(self, profit):
        return super().value_at_profit(profit) + self.quote - self.free_quote()


class OnlyCoinsInSells(WrongCondition):
    """Coins that stand in no sell (dust, own coins beyond the need) are not counted."""

    def stop_for(self, loss):
        kept, self.base = self.base, self.base - self.free_base()
        price = super().stop_for(loss)
        self.base = kept
        return price

    def target_for(self, profit):
        kept, self.base = self.base, self.base - self.free_base()
        price = super().target_for(profit)
        self.base = kept
        return price


class WithExitFee(WrongCondition):
    """Profit and loss are those after the fee of a sale of everything."""

    def stop_for(self, loss):
        after = self.base * (ONE - self.m["fee_taker"])
        return (
            floor_quotient(self.value_at_profit(-loss) - self.quote, after, self.tick) or None
            if after > 0
            else None
        )

    def target_for(self, profit):
        after, value = self.base * (ONE - self.m["fee_taker"]), self.value_at_profit(profit) - self.quote
        if after <= 0:
            return None
        return max(ceil_quotient(value, after, self.tick), self.tick) if value > 0 else self.tick


class RealisedProfitOnly(WrongCondition):
    """The take profit waits for the profit of completed round trips."""

    def profit_is_there(self):
        amount = self.condition_amount("take_profit")
        return super().profit_is_there() if amount is None else self.grid_profit >= amount


class SidesSwapped(WrongCondition):
    """Amounts and ratios of stop and take profit are swapped."""

    def condition_amount(self, side):
        other = "take_profit" if side == "stop" else "stop"
        own, there = super().condition_amount(side), super().condition_amount(other)
        return there if own is not None and there is not None else own


class AmountsIgnored(WrongCondition):
    """Only typed prices are watched."""

    def condition_amount(self, side):
        return None


class OnlyAtClose(WrongCondition):
    """Amounts are looked at at the close of a candle only."""

    def watched(self):
        own = (self.stop_level(), self.target_level()) if self.state == "running" else ()
        return [x for x in super().watched() if x not in own]

    def look_at_stops(self):
        if (self.now + 1) % self.interval == 0:
            super().look_at_stops()


class ConditionBeforeFills(WrongCondition):
    """In a jump the condition is looked at before the orders that were jumped over."""

    def jump(self, target):
        before, self.price = self.price, target
        if before != target:
            self.look_at_stops()
        self.price = before
        super().jump(target)


class LookedAtBetweenJumpFills(WrongCondition):
    """In a jump the condition is looked at after every single fill."""

    def fill(self, order, price, role):
        super().fill(order, price, role)
        self.look_at_stops()


class OnlyOutsideRange(WrongCondition):
    """A stop inside the range waits for the lower price, a take profit for the upper one."""

    def stop_for(self, loss):
        price = super().stop_for(loss)
        return None if price is None else min(price, self.level(self.low) - self.tick)

    def target_for(self, profit):
        price = super().target_for(profit)
        return None if price is None else max(price, self.level(self.high) + self.tick)


class ExitAtConditionPrice(WrongCondition):
    """The exit is made at the condition's price although the market jumped over it."""

    def hold(self, reason, is_true):
        price = self.stop_level() if reason == "stop_price" else self.target_level()
        before = self.price
        if is_true and self.hold_ns() == 0 and self.p[reason.removesuffix("_price") + "_price"] is None:
            self.price = price
        super().hold(reason, is_true)
        self.price = before


class DelayIgnoresMoves(WrongCondition):
    """A hold delay goes on with the price at which it began, whatever fills."""

    def hold(self, reason, is_true):
        began = self.__dict__.setdefault("began", {})
        if reason in self.alarms:
            stop = reason == "stop_price"
            is_true = self.price <= began[reason] if stop else self.price >= began[reason]
        super().hold(reason, is_true)
        if reason in self.alarms and reason not in began:
            began[reason] = self.stop_level() if reason == "stop_price" else self.target_level()
        elif reason not in self.alarms:
            began.pop(reason, None)

    def end_delays(self):
        pass


class DelayRestartsWithMoves(WrongCondition):
    """A hold delay begins anew whenever the condition's price moves."""

    def hold(self, reason, is_true):
        seen = self.__dict__.setdefault("seen", {})
        level = self.stop_level() if reason == "stop_price" else self.target_level()
        if seen.get(reason) != level:
            self.alarms.pop(reason, None)
        seen[reason] = level
        super().hold(reason, is_true)


class DelayNotForAmounts(WrongCondition):
    """The hold delay serves typed prices only."""

    def hold_ns(self):
        typed = self.p["stop_price"] is not None or self.p["take_profit_price"] is not None
        return super().hold_ns() if typed else 0


class ReasonNamesTheKind(WrongCondition):
    """The reason of the stop names the amount."""

    def stop(self, reason):
        side = reason.removesuffix("_price")
        super().stop(side + "_amount" if self.p[side + "_amount"] is not None else reason)


WRONG_CONDITIONS: list[type[SpotGrid]] = WrongCondition.__subclasses__()
