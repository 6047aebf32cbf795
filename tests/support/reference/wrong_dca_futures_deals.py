"""Wrong engines of DCA on perpetuals: sizes, the ladder, and the ends of a deal; see `wrong_dca_futures`.

The docstring of each says in one sentence what it does wrong.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_to
from tests.support.reference.dca_futures import FuturesDca
from tests.support.reference.dca_path import CENT, ceil_fraction, floor_fraction, half_even_8

# sizes and funds


class AmountsAreMargin(FuturesDca):
    """The base order is the margin, so that the leverage multiplies what it trades."""

    def base_qty(self, price):
        dear = Fraction(price * (ONE + self.m["slippage"]))
        return floor_fraction(Fraction(self.p["base_order"] * self.p["leverage"]) / dear, self.lot)


class BaseQtyWithoutSlippage(FuturesDca):
    """The base order is divided by the price without slippage."""

    def base_qty(self, price):
        return floor_fraction(Fraction(self.p["base_order"]) / Fraction(price), self.lot)


class ShortQtyMirrored(FuturesDca):
    """A short base order is divided by the price less slippage."""

    def base_qty(self, price):
        likely = price * (ONE + self.s * self.m["slippage"])
        return floor_fraction(Fraction(self.p["base_order"]) / Fraction(likely), self.lot)


class FeesOfTheMargin(FuturesDca):
    """The budget counts fees of the margin instead of the notional."""

    def budget(self):
        needed = self.funds() * (1 + Fraction(self.fee_of_funds())) / Fraction(self.p["leverage"])
        return ceil_fraction(needed / (1 - Fraction(self.p["reserve"])), CENT) + self.p["extra_margin"]


class BudgetWithMakerFee(FuturesDca):
    """The budget counts the maker fee only, although the base order is a taker."""

    def fee_of_funds(self):
        return self.m["fee_maker"]


class ReserveOfExtraMargin(FuturesDca):
    """The reserve is taken of the extra margin too."""

    def budget(self):
        plain = super().budget() - self.p["extra_margin"]
        return plain + ceil_fraction(
            Fraction(self.p["extra_margin"]) / (1 - Fraction(self.p["reserve"])), CENT
        )


class ExtraMarginIgnored(FuturesDca):
    """There is no extra margin."""

    def budget(self):
        return super().budget() - self.p["extra_margin"]


class TierOfTheBaseOrder(FuturesDca):
    """The leverage is limited by the tier of the base order alone."""

    def tier_for_leverage(self):
        found = (t for t in self.tiers if t.cap is None or self.p["base_order"] <= t.cap)
        return next(found, self.tiers[-1])


class ThinnerMargin(FuturesDca):
    """A deal begins whatever the losses were."""

    def is_out_of_money(self, money):
        return False


class MoneyMustBeMore(FuturesDca):
    """Money that is just enough is not enough."""

    def is_out_of_money(self, money):
        return Fraction(money * self.p["leverage"]) <= self.funds()


# the ladder


class LadderRoundedToTheBase(FuturesDca):
    """Safety orders are rounded towards the base price."""

    def ladder_price(self, base, share):
        return self.ceil_better(Fraction(base) * share)


class ShortLadderMirrored(FuturesDca):
    """A compounding short ladder is the long one turned over, so that its steps shrink."""

    def ladder_shares(self):
        s, self.s = self.s, 1
        shares = super().ladder_shares()
        self.s = s
        return shares if s > 0 else [2 - share for share in shares]


class LadderFromTheLastPrice(FuturesDca):
    """Safety orders are measured from the price of the moment instead of the fill of the base order."""

    def base_price_of(self, fill):
        return self.price


class MarginIsNotLookedAt(FuturesDca):
    """A safety order is placed whether or not the money covers it."""

    def is_covered(self, order):
        return True


# ends of a deal


class AverageWithFees(FuturesDca):
    """The average contains the fees of what was opened."""

    def average(self):
        return half_even_8(Fraction(self.value + self.s * self.deal_fees) / Fraction(self.qty))


class TakeProfitWithoutOpeningFees(FuturesDca):
    """The take profit forgets the fees that were paid at the opening."""

    def enough(self, price, rate):
        return self.profit_at(price, rate) + self.deal_fees >= self.target()

    def target_price(self):
        fees, self.deal_fees = self.deal_fees, ZERO
        price = super().target_price()
        self.deal_fees = fees
        return price


class TakeProfitWithoutItsFee(FuturesDca):
    """The take profit forgets the fee of closing."""

    def closing_rate(self):
        return ZERO


class TakeProfitWithMakerFee(FuturesDca):
    """A watched take profit reckons with the maker fee."""

    def closing_rate(self):
        return self.m["fee_maker"]


class TakeProfitATickTooFar(FuturesDca):
    """An exact hit is not enough ('>' for '>=')."""

    def enough(self, price, rate):
        return self.profit_at(price, rate) > self.target()


class TakeProfitOfTheMargin(FuturesDca):
    """The take profit is a part of the margin, not of the value."""

    def target(self):
        return (
            (super().target() / self.p["leverage"]).quantize(CENT)
            if self.p["leverage"] > 1
            else super().target()
        )


class TakeProfitOfTheAverage(FuturesDca):
    """The take profit is always reckoned from the average."""

    def target(self):
        return self.p["take_profit"] * self.value


class TrailingRoundedTowardsBest(FuturesDca):
    """The trailing sale is rounded towards the best price."""

    def trail_price(self):
        return self.ceil_better(Fraction(self.best) * self.share(self.p["trailing"]))


class TrailingSeesEveryPrice(FuturesDca):
    """H is the best price of all, also between two steps."""

    def act_once(self):
        if self.best is not None and self.better(self.price, self.best):
            self.best = self.price
            return True
        return super().act_once()


class ShortStopByDivision(FuturesDca):
    """The stop loss of a short bot divides by 1 - part instead of multiplying by 1 + part."""

    def stop_for(self, average, base):
        if self.s > 0 or self.p["stop_loss"] is None or self.p["stop_loss"] >= 1:
            return super().stop_for(average, base)
        reference = average if self.p["stop_loss_from"] == "average" else base
        return ceil_fraction(Fraction(reference) / (1 - Fraction(self.p["stop_loss"])), self.tick)


class StopRoundedTowardsTheAverage(FuturesDca):
    """The stop loss is rounded towards its reference, so that it acts a tick early."""

    def stop_for(self, average, base):
        if self.p["stop_loss"] is None:
            return None
        reference = average if self.p["stop_loss_from"] == "average" else base
        return self.ceil_better(Fraction(reference) * self.share(self.p["stop_loss"]))


class StopFromTheOther(FuturesDca):
    """The average and the base price are mixed up as reference of the stop loss."""

    def stop_for(self, average, base):
        return super().stop_for(base, average)


class StopGoesOn(FuturesDca):
    """After a stop loss the next deal begins."""

    def lose(self):
        self.close_out()
        self.close_deal()


class StopKeepsThePosition(FuturesDca):
    """The stop loss ends the bot and closes nothing."""

    def lose(self):
        self.end_deal()
        self.stop("stop_loss")


class ProfitWithoutFees(FuturesDca):
    """The profit of a deal forgets its fees."""

    def deal_profit(self):
        return self.s * (self.closed_value - self.value)


class NoWorstPrice(FuturesDca):
    """The base order goes to the market at any price."""

    def is_beyond_worst(self):
        return False


class WorstPriceOfABuyer(FuturesDca):
    """The worst price of a short base order lies above the price."""

    def is_beyond_worst(self):
        worst = ceil_to(self.price_of_now() * Decimal("1.005"), self.tick)
        return super().is_beyond_worst() if self.s > 0 else self.price > worst


class SizedAtTheOpen(FuturesDca):
    """A deal that begins with a take profit in a jump is sized for the open, which nobody knew yet."""

    def price_of_now(self):
        return self.price


class PauseASecondLonger(FuturesDca):
    """The pause after a deal lasts a second too long."""

    def begin(self):
        self.pause_ns += NS_PER_S if self.pause_ns else 0
        super().begin()
