"""Wrong engines of the form with safety orders: the orders of a deal.

The docstring of each says in one sentence what it does wrong; see `wrong_dca`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.support.reference.arithmetic import ONE, ZERO, ceil_to, floor_to
from tests.support.reference.dca_path import STEP_8, ceil_fraction, floor_fraction, half_even_8
from tests.support.reference.dca_safety import SafetyOrders

# the ladder


class DeviationScaledFromTheFirst(SafetyOrders):
    """The first deviation is already scaled."""

    def deviations(self):
        s = Fraction(self.p["deviation_scale"])
        return [min(d * s, Fraction(99, 100)) for d in super().deviations()]


class DeviationNotSummed(SafetyOrders):
    """Each deviation stands for itself: a*s^(n-1) instead of the sum."""

    def deviations(self):
        found = super().deviations()
        return [d - e for d, e in zip(found, [Fraction(0), *found], strict=False)]


class AlwaysCumulative(SafetyOrders):
    """Compounding deviations are taken for cumulative ones."""

    def deviations(self):
        self.p["deviation_kind"] = "cumulative"
        return super().deviations()


class CompoundsRoundedPrices(SafetyOrders):
    """Compounding goes on from the rounded price of the order before."""

    def ladder_price(self, deviation):
        if self.p["deviation_kind"] == "cumulative":
            return super().ladder_price(deviation)
        exact = [1 - d for d in self.deviations()]
        price = Fraction(self.base_price)
        for before, left in zip([Fraction(1), *exact], exact, strict=False):
            price = Fraction(floor_fraction(price * left / before, self.tick))
            if left == 1 - deviation:
                break
        return Decimal(int(price / Fraction(self.tick))) * self.tick


class LadderRoundedUp(SafetyOrders):
    """Safety orders are rounded up to the tick."""

    def ladder_price(self, deviation):
        return ceil_fraction(Fraction(self.base_price) * (1 - deviation), self.tick)


class LadderFromLastPrice(SafetyOrders):
    """Safety orders are measured from the last price instead of the average fill of the base order."""

    def base_price_of(self, fill):
        return self.price


class BasePriceWithFees(SafetyOrders):
    """The base price contains the fee of the base order."""

    def base_price_of(self, fill):
        return half_even_8(Fraction(self.quote_of(fill)) / Fraction(self.base_of(fill)))


class OneSafetyOrderAtATime(SafetyOrders):
    """Only the first safety order is placed."""

    def place_ladder(self):
        super().place_ladder()
        self.orders = [o for o in self.orders if o.number <= 1]


class LastSafetyOrderMissing(SafetyOrders):
    """The ladder ends one order too early."""

    def place_ladder(self):
        super().place_ladder()
        self.orders = [o for o in self.orders if o.number < self.count]


# take profit


class TakeProfitGross(SafetyOrders):
    """The take profit forgets the fee of the sale."""

    def target_price(self, qty, role):
        return ceil_fraction(Fraction(self.target()) / Fraction(qty), self.tick)


class TakeProfitWithTheOtherFee(SafetyOrders):
    """The take profit reckons with the taker fee when it rests, with the maker fee when it is watched."""

    def target_price(self, qty, role):
        return super().target_price(qty, "maker" if role == "taker" else "taker")


class TakeProfitRoundedDown(SafetyOrders):
    """The take profit is rounded down to the tick."""

    def target_price(self, qty, role):
        rate = self.m["fee_" + role]
        needed = Fraction(self.target() - self.proceeds)
        return max(floor_fraction(needed / Fraction(qty * (ONE - rate)), self.tick), self.tick)


class TakeProfitOneTickHigh(SafetyOrders):
    """An exact hit is not enough: one tick more ('>' for '>=')."""

    def enough(self, qty, price, rate, needed):
        return qty * price - ceil_to(qty * price * rate, STEP_8) > needed


class TargetWithoutBuyFees(SafetyOrders):
    """What was spent forgets the fees of the buys."""

    def count_buy(self, fill):
        self.spent += fill["price"] * fill["qty"]
        self.received += self.base_of(fill)


class TargetOfWhatWasBought(SafetyOrders):
    """What was received forgets the fees in base: more is sold than the deal holds."""

    def count_buy(self, fill):
        self.spent += self.quote_of(fill)
        self.received += fill["qty"]


class AverageForBaseOrder(SafetyOrders):
    """The take profit is always reckoned from the average."""

    def target(self):
        return self.spent * (ONE + self.p["take_profit"])


class BaseOrderWithoutFee(SafetyOrders):
    """The profit from the base order forgets its fee."""

    def target(self):
        if self.p["take_profit_from"] == "average":
            return super().target()
        return self.spent + (self.fee_free() * self.p["take_profit"])

    def fee_free(self):
        base = next(f for f in reversed(self.fills) if f["side"] == "buy" and f["level"] is None)
        return base["price"] * base["qty"]


class TakeProfitNotRenewed(SafetyOrders):
    """The take profit of the base order stays when a safety order fills."""

    def renew(self):
        if not any(o.side == "sell" for o in self.orders) and self.trigger is None:
            super().renew()


class TakeProfitOldQty(SafetyOrders):
    """The take profit moves with a safety order but keeps its quantity."""

    def take_profit_at(self, qty, price):
        if self.received == self.base_of(self.fills[-1]):
            self.first_qty = qty
        super().take_profit_at(self.first_qty, price)


class SafetyOrdersStay(SafetyOrders):
    """The safety orders are not cancelled after the take profit."""

    def end_deal(self):
        ladder = [o for o in self.orders if o.side == "buy"]
        super().end_deal()
        self.orders = ladder if self.pause_ns else []


class DustIsCarriedOver(SafetyOrders):
    """What a deal leaves belongs to the next one."""

    def forget_deal(self):
        left = self.received - self.sold if hasattr(self, "received") else ZERO
        super().forget_deal()
        self.received = left


# trailing and stop loss


class TrailingIgnored(SafetyOrders):
    """Trailing is not there: the take profit rests."""

    def begin(self):
        self.p["trailing"] = None
        super().begin()


class TrailingSeesEveryPrice(SafetyOrders):
    """H is the highest price of all, also between two steps."""

    def act_once(self):
        if self.high is not None and self.price > self.high:
            self.high = self.price
            return True
        return super().act_once()


class TrailingFromTheTakeProfit(SafetyOrders):
    """H stays at the price that armed it."""

    def trail_step(self):
        return Decimal(10**12)


class TrailingArmsAtItsPrice(SafetyOrders):
    """A jump over the take profit makes H that price instead of the open."""

    def act_once(self):
        armed, trigger = self.high is not None, self.trigger
        acted = super().act_once()
        if not armed and self.high is not None:
            self.high = trigger
        return acted


class TrailingRoundedUp(SafetyOrders):
    """The trailing sale is rounded up to the tick."""

    def trail_price(self):
        return ceil_to(self.high * (ONE - self.p["trailing"]), self.tick)


class TrailingSurvivesABuy(SafetyOrders):
    """A safety order leaves trailing armed."""

    def renew(self):
        high = self.high
        super().renew()
        self.high = high


class StopIgnored(SafetyOrders):
    """There is no stop loss."""

    def stop_price_now(self):
        return None


class StopFromTheOther(SafetyOrders):
    """The average and the base price are mixed up as reference of the stop loss."""

    def stop_price_now(self):
        other = self.base_price if self.p["stop_loss_from"] == "average" else self.average()
        return max(floor_to(other * (ONE - self.p["stop_loss"]), self.tick), self.tick)


class StopRoundedUp(SafetyOrders):
    """The stop loss is rounded up to the tick."""

    def stop_price_now(self):
        reference = self.average() if self.p["stop_loss_from"] == "average" else self.base_price
        return ceil_to(reference * (ONE - self.p["stop_loss"]), self.tick)


class StopNotRenewed(SafetyOrders):
    """The stop loss from the average stays where the base order put it."""

    def stop_price_now(self):
        return super().stop_price_now() if self.stop_price is None else self.stop_price


class AverageWithoutFees(SafetyOrders):
    """The average forgets the fees of the buys."""

    def average(self):
        buys = [f for f in self.fills if f["side"] == "buy"]
        count = next(n for n in range(1, len(buys) + 1) if sum(map(self.base_of, buys[-n:])) >= self.received)
        mine = buys[-count:]
        spent = sum((f["price"] * f["qty"] for f in mine), ZERO)
        return half_even_8(Fraction(spent) / Fraction(sum((f["qty"] for f in mine), ZERO)))


class StopOnlyPauses(SafetyOrders):
    """After the stop loss the bot goes on with the next deal."""

    def lose(self):
        self.sell_out(floor_to(self.base, self.lot))
        self.close_deal()


class StopKeepsTheCoins(SafetyOrders):
    """The stop loss ends the bot and sells nothing."""

    def lose(self):
        self.end_deal()
        self.stop("stop_loss")


class StopLeavesDust(SafetyOrders):
    """The stop loss sells the coins of its deal only."""

    def lose(self):
        self.sell_out(self.open_qty())
        self.end_deal()
        self.stop("stop_loss")


class StopAtItsPrice(SafetyOrders):
    """The stop loss sells at its own price, also where it was jumped over."""

    def lose(self):
        moment, self.price = self.price, self.stop_price
        super().lose()
        self.price = moment


class StoppedDealForgotten(SafetyOrders):
    """The loss of the stopped deal is not realised."""

    def lose(self):
        super().lose()
        self.deals.pop()
