"""Wrong engines for stops by amount or ratio (`WRONG_CONDITIONS`) and for reinvested profit
(`WRONG_REINVESTING`).

Like those of `wrong_engines.py`: the docstring of each says in one sentence what it does wrong. They are told
apart on the scenarios of `stops_scenario` and `reinvest_scenario`.
"""

from __future__ import annotations

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_quotient, floor_quotient
from tests.support.reference.reinvesting import DAY_NS
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
        return super().value_at_profit(profit) + self.kept_back()


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


class StartNotLookedAt(WrongCondition):
    """The condition is not looked at when the bot has just gone live."""

    def first_open(self, ts, price):
        look, self.look_at_stops = self.look_at_stops, lambda: None
        super().first_open(ts, price)
        self.look_at_stops = look


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


class WrongReinvesting(SpotGrid):
    """Base of those that are wrong about reinvesting."""


class ReinvestIgnored(WrongReinvesting):
    """Nothing is ever reinvested."""

    def reinvest(self):
        pass


class ReinvestEveryTrip(WrongReinvesting):
    """The size is computed anew after every round trip as well."""

    def fill(self, order, price, role):
        trips = self.trips
        super().fill(order, price, role)
        if self.trips > trips and self.p["auto_reinvest"]:
            self.reinvest()


class ReinvestOnce(WrongReinvesting):
    """The first day's profit is reinvested, no later one."""

    def await_reinvestment(self):
        if "done" not in self.__dict__:
            super().await_reinvestment()
        if self.now and self.fills and self.now >= self.alarms.get("reinvest", 0):
            self.done = True

    def reinvest(self):
        super().reinvest()
        self.alarms.pop("reinvest", None)


class ReinvestAtMidnight(WrongReinvesting):
    """The day is that of the calendar instead of 24 h from the start."""

    def await_reinvestment(self):
        super().await_reinvestment()
        if "reinvest" in self.alarms:
            self.alarms["reinvest"] -= self.alarms["reinvest"] % DAY_NS


class ReinvestAfterAnHour(WrongReinvesting):
    """It is done every hour."""

    def await_reinvestment(self):
        super().await_reinvestment()
        if "reinvest" in self.alarms:
            self.alarms["reinvest"] = self.now + 3600 * NS_PER_S


class ReinvestChangesOpenCells(WrongReinvesting):
    """The order of a cell with an open round trip is amended too: a trip mixes two quantities."""

    def may_grow(self, cell):
        return cell.wanted is not None and cell.wanted > cell.qty


class ReinvestForgetsOpenCells(WrongReinvesting):
    """Cells with an open round trip never get the new quantity."""

    def reinvest(self):
        super().reinvest()
        for cell in self.cells.values():
            cell.wanted = None


class ReinvestIsInvestment(WrongReinvesting):
    """What is reinvested is added to the investment."""

    def reinvest(self):
        before, plan = self.size, self.free_quote()
        super().reinvest()
        if self.size > before:
            self.investment += plan - self.free_quote()


class ReinvestSpendsReserve(WrongReinvesting):
    """The reserve is put to work as well."""

    def running_budget(self):
        return self.quote


class ReinvestEquity(WrongReinvesting):
    """The size is the one for which equity, with coins at the price of now, is the investment."""

    def running_budget(self):
        return self.equity(self.price) - self.kept_back()


class ReinvestGridProfitOnly(WrongReinvesting):
    """No more than the profit of completed round trips is put to work."""

    def running_budget(self):
        return min(super().running_budget(), self.running_cost(self.size) + self.grid_profit)


class ReinvestFromStartInequality(WrongReinvesting):
    """The size is computed for a start at the price of now with investment and grid profit."""

    def affordable_size(self):
        if self.p["order_qty"] is not None or not self.inside(self.price):
            return self.size
        kept, self.p["investment"] = self.p["investment"], self.p["investment"] + self.grid_profit
        try:
            return self.choose_size(self.price)
        except ValueError:
            return self.size
        finally:
            self.p["investment"] = kept


class ReinvestChangesFixedSize(WrongReinvesting):
    """A size that the trader fixed is computed anew too."""

    def affordable_size(self):
        kept, self.p["order_qty"] = self.p["order_qty"], None
        size = super().affordable_size()
        self.p["order_qty"] = kept
        return size


class ReinvestWithoutCoins(WrongReinvesting):
    """Sells are amended although nothing was bought for them."""

    def buy_missing_coins(self):
        pass

    def amend(self, order):
        order.cell.qty = order.qty = order.cell.wanted


class ReinvestBuysOnly(WrongReinvesting):
    """Only buys are amended; no coins are bought."""

    def buy_missing_coins(self):
        pass


class ReinvestBuysForOpenCells(WrongReinvesting):
    """Coins are bought for all sells, also those of open round trips."""

    def missing_coins(self):
        sells = [o for o in self.plan.values() if o.side == "sell" and o.cell.wanted is not None]
        lack = sum((max(ZERO, o.cell.wanted - o.qty) for o in sells), ZERO)
        return max(ZERO, lack - self.free_base() // self.lot * self.lot)


class ReinvestIgnoresFreeCoins(WrongReinvesting):
    """Coins that stand in no sell are not used."""

    def missing_coins(self):
        growing = [o for o in self.plan.values() if o.side == "sell" and self.may_grow(o.cell)]
        return sum((o.cell.wanted - o.qty for o in growing), ZERO)


class ReinvestBuysTooSmall(WrongReinvesting):
    """Coins are bought although the venue refuses so small an order."""

    def venue_takes(self, qty):
        return True


class ReinvestForgetsBuyFee(WrongReinvesting):
    """The purchase is not enlarged by the fee that it pays in coins."""

    def buy_missing_coins(self):
        qty = self.missing_coins()
        if qty and self.venue_takes(qty):
            self.book("buy", qty, self.market_price("buy", None), "taker", None)


class ReinvestNothingWithoutCoins(WrongReinvesting):
    """When the coins cannot be bought, the buys stay as they are too."""

    def amend(self, order):
        if order.side == "sell" or not self.missing_coins():
            super().amend(order)


class ReinvestForgetsPurchase(WrongReinvesting):
    """The cost of the coins for the sells is left out of the inequality."""

    def affordable_size(self):
        return super().affordable_size() if self.running_cost(self.size) else self.size

    def running_cost(self, size):
        buys = [o for o in self.plan.values() if o.side == "buy"]
        cost = sum((max(o.qty, self.cell_qty(o.index, size)) * o.price for o in buys), ZERO)
        return cost * (ONE + self.maker_quote_rate)


class ReinvestCountsChangingCellsOnly(WrongReinvesting):
    """Cells that cannot change yet count with their old quantity, so that the others get more."""

    def affordable_size(self):
        all_shut = all(cell.trip_is_open() for cell in self.cells.values())
        return self.size if all_shut else super().affordable_size()

    def running_cost(self, size):
        usual = SpotGrid.cell_qty
        shut = {i for i, cell in self.cells.items() if cell.trip_is_open()}
        self.cell_qty = lambda i, s: ZERO if i in shut else usual(self, i, s)
        cost = super().running_cost(size)
        del self.cell_qty
        return cost


class ReinvestPaysAnyBuy(WrongReinvesting):
    """After a trip the buy takes the new quantity, paid for or not."""

    def pays_after_trip(self, cost):
        return True


class ReinvestAfterTripSpendsReserve(WrongReinvesting):
    """After a trip the reserve pays for the larger buy."""

    def pays_after_trip(self, cost):
        return cost <= self.free_quote()


class ReinvestPartialBuy(WrongReinvesting):
    """After a trip the buy takes as much of the new quantity as is paid for."""

    def next_buy_qty(self, sold):
        if self.may_grow(sold.cell):
            unit = self.level(sold.index - 1) * (ONE + self.maker_quote_rate)
            paid = floor_quotient(self.free_quote() - self.kept_back(), unit, self.lot)
            sold.cell.qty = max(sold.cell.qty, min(sold.cell.wanted, paid))
        return sold.cell.qty


class ReinvestSellNeverGrows(WrongReinvesting):
    """After a trip that ended with a buy the sell never takes the new quantity."""

    def coins_after_trip(self, wanted):
        return False


class ReinvestTrailsOldSize(WrongReinvesting):
    """Cells that trailing makes later have the size of the start."""

    def shift_up(self):
        kept, self.size = self.size, self.start_size
        done = super().shift_up()
        self.size = kept
        return done


class ReinvestLowers(WrongReinvesting):
    """A size that has become too large is lowered."""

    def reinvest(self):
        if ZERO < self.affordable_size() < self.size:
            self.size = ZERO
            for i, cell in self.cells.items():
                if not cell.trip_is_open():
                    cell.qty = min(cell.qty, self.cell_qty(i, self.affordable_size()))
                    for order in self.plan.values():
                        if order.cell is cell:
                            order.qty = min(order.qty, cell.qty)
            self.size = self.affordable_size()
        super().reinvest()


class ReinvestIsATrip(WrongReinvesting):
    """The purchase of the coins counts as a completed round trip."""

    def buy_missing_coins(self):
        fills = len(self.fills)
        super().buy_missing_coins()
        self.trips += len(self.fills) - fills


class ReinvestReportsNewSize(WrongReinvesting):
    """The output names the size of the end."""

    def document(self, last):
        self.start_size = self.size
        return super().document(last)


WRONG_CONDITIONS: list[type[SpotGrid]] = WrongCondition.__subclasses__()
WRONG_REINVESTING: list[type[SpotGrid]] = WrongReinvesting.__subclasses__()
