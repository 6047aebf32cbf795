"""A bank of wrong engines of DCA on perpetuals: each breaks one rule in a way a real program might.

A test of the product is only worth something if it tells the product from each of these. `WRONG_DCA_FUTURES`
lists the classes; the docstring of each says in one sentence what it does wrong.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_to
from tests.support.reference.dca_futures import FuturesDca
from tests.support.reference.dca_path import CENT, ceil_fraction, floor_fraction, half_even_8
from tests.support.reference.futures_position import Position, open_profit, up_to_money

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


# liquidation


class LiquidationBeforeTheOrders(FuturesDca):
    """A liquidation comes before the orders that rest at its very price."""

    def touched(self):
        self.look_at_liquidation()
        return super().touched()


class LiquidationFirstInAJump(FuturesDca):
    """In a jump the position is liquidated before the orders inside it fill."""

    def jump(self, target):
        before, self.price = self.price, target
        self.look_at_liquidation()
        self.price = before
        super().jump(target)


class LiquidationAtTheOpen(FuturesDca):
    """A liquidation price that was jumped over is booked at the open."""

    def book(self, side, qty, price, role, level):
        return super().book(side, qty, self.price if role == "liquidation" else price, role, level)


class LiquidationWithTheFirstTier(FuturesDca):
    """The maintenance margin is always that of the first tier."""

    def liquidation_for(self, position, money):
        tiers, self.tiers = self.tiers, self.tiers[:1]
        at = super().liquidation_for(position, money)
        self.tiers = tiers
        return at


class LiquidationWithThePutIn(FuturesDca):
    """Only the money that was put in stands behind the position."""

    def liquidation(self):
        return self.liquidation_for(self.position, self.investment)


class LiquidationLeavesMoney(FuturesDca):
    """A liquidation takes the loss at its price and leaves the rest."""

    def stop(self, reason):
        if reason == "liquidated":
            fill = self.fills[-1]
            self.quote = max(ZERO, self.before_it + open_profit(self.held, fill["price"]))
        super().stop(reason)

    def look_at_liquidation(self):
        self.before_it, self.held = self.quote, Position(self.position.qty, self.position.entry)
        super().look_at_liquidation()


class LiquidationClosesItsDeal(FuturesDca):
    """A liquidation counts as a closed deal."""

    def stop(self, reason):
        if reason == "liquidated":
            self.deals.append((self.now, -self.investment))
        super().stop(reason)


class LiquidationWithAFee(FuturesDca):
    """A liquidation pays the taker fee."""

    def book(self, side, qty, price, role, level):
        fill = super().book(side, qty, price, role, level)
        if role == "liquidation":
            fill["fee"] = self.fee_on(qty, price, "taker")
            self.fees[self.m["quote_asset"]] += fill["fee"]
        return fill


# funding


class FundingTheOtherWay(FuturesDca):
    """A long position receives a positive rate."""

    def funding_amount(self, price, rate):
        return super().funding_amount(price, -rate)


class FundingRoundedForTheTrader(FuturesDca):
    """Fundings are rounded in favour of the trader."""

    def funding_amount(self, price, rate):
        return up_to_money(-self.position.qty * price * rate)


class FundingAtTheLastPrice(FuturesDca):
    """The mark price of a funding is not looked at."""

    def settle_next(self):
        self.rows[0] = self.rows[0][:2]
        super().settle_next()


class FundingAfterThePoint(FuturesDca):
    """A funding due at a point is settled after the price has arrived there."""

    def settle_until(self, until):
        pass


class FundingBelongsToTheDeal(FuturesDca):
    """A funding counts in the profit of the deal that is open."""

    def funding_amount(self, price, rate):
        amount = super().funding_amount(price, rate)
        self.paid = getattr(self, "paid", ZERO) + amount
        return amount

    def deal_profit(self):
        paid, self.paid = getattr(self, "paid", ZERO), ZERO
        return super().deal_profit() + paid


class FundingLiquidatesLater(FuturesDca):
    """After a funding nobody looks at the liquidation until the price moves."""

    def settle_next(self):
        look, self.look_at_liquidation = self.look_at_liquidation, lambda: None
        super().settle_next()
        self.look_at_liquidation = look


# the plan


class PlanWithoutFees(FuturesDca):
    """The walk through the plan forgets the fees."""

    def judge(self, price, money):
        rates = {name: self.m[name] for name in ("fee_maker", "fee_taker")}
        self.m |= dict.fromkeys(rates, ZERO)
        verdict = super().judge(price, money)
        self.m |= rates
        return verdict


class PlanWithTakerFees(FuturesDca):
    """The plan counts the taker fee for safety orders."""

    def plan(self, price):
        return [(step, qty, "taker") for step, qty, _ in super().plan(price)]


class PlanWithoutSlippage(FuturesDca):
    """The plan buys its base order at the price of the moment."""

    def judge(self, price, money):
        slippage, self.m["slippage"] = self.m["slippage"], ZERO
        verdict = super().judge(price, money)
        self.m["slippage"] = slippage
        return verdict


class LiquidationOfTheWholeLadderAlone(FuturesDca):
    """Only the liquidation after the last safety order is looked at."""

    def judge(self, price, money):
        steps = self.plan(price)
        value = sum((step * qty for step, qty, _ in steps), ZERO)
        held = sum((qty for _, qty, _ in steps), ZERO)
        money -= sum((self.fee_on(qty, step, role) for step, qty, role in steps), ZERO)
        at = self.liquidation_for(Position(self.s * held, value), money)
        stop = self.stop_for(self.average_of(value, held), steps[0][0])
        late = stop is not None and at is not None and not self.better(stop, at)
        return ("stop_loss_late" if late else None), at


class WalkPassesTheStop(FuturesDca):
    """The walk through the plan goes on beyond the stop loss."""

    def judge(self, price, money):
        code, at = super().judge(price, money)
        if code is not None or self.p["stop_loss"] is None:
            return code, at
        part, self.p["stop_loss"] = self.p["stop_loss"], None
        verdict = super().judge(price, money)
        self.p["stop_loss"] = part
        return verdict


class LadderMayEndAtItsLiquidation(FuturesDca):
    """A liquidation exactly at the next safety order is taken for safe."""

    def better(self, a, b):
        return self.s * a >= self.s * b if getattr(self, "judging", False) else super().better(a, b)

    def judge(self, price, money):
        self.judging = self.p["stop_loss"] is None
        verdict = super().judge(price, money)
        self.judging = False
        return verdict


class StopMayLieAtTheLiquidation(FuturesDca):
    """A stop loss exactly at the liquidation is accepted."""

    def stop_for(self, average, base):
        stop = super().stop_for(average, base)
        return stop + self.s * self.tick if stop is not None and getattr(self, "judging", False) else stop

    def judge(self, price, money):
        self.judging = True
        verdict = super().judge(price, money)
        self.judging = False
        return verdict


class NobodyAskedIsNo(FuturesDca):
    """A ladder that is not safe is refused where nobody was asked."""

    def validate(self):
        if self.p["accept_liquidation"] is None:
            self.p["accept_liquidation"] = False
        super().validate()


class UnsafeLaddersRun(FuturesDca):
    """A ladder that is not safe and not accepted runs."""

    def validate(self):
        self.p["accept_liquidation"] = True
        super().validate()


class JudgedAtTheStartAlone(FuturesDca):
    """Later deals are not judged."""

    def judge(self, price, money):
        code, at = super().judge(price, money)
        return (None if self.deals else code), at


class JudgedWithThePutIn(FuturesDca):
    """Later deals are judged with the money that was put in."""

    def judge(self, price, money):
        return super().judge(price, self.investment or money)


WRONG_DCA_FUTURES: list[type[FuturesDca]] = [
    engine
    for engine in list(vars().values())
    if isinstance(engine, type) and issubclass(engine, FuturesDca) and engine is not FuturesDca
]
