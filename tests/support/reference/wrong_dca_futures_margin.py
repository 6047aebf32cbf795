"""Wrong engines of DCA on perpetuals: liquidation, funding, and the plan; see `wrong_dca_futures`.

The docstring of each says in one sentence what it does wrong.
"""

from __future__ import annotations

from tests.support.reference.arithmetic import ZERO
from tests.support.reference.dca_futures import FuturesDca
from tests.support.reference.futures_position import Position, open_profit, up_to_money

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
