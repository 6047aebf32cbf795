"""A bank of wrong futures grids: each breaks one rule of the reference in a way a real program might.

A test of the product is only worth something if it tells the reference from each of these. `WRONG_FUTURES`
lists the classes; the docstring of each says in one sentence what it does wrong. `told_apart_by(engine)`
names the first hand-worked case or seed whose result differs from that of the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.support.reference.arithmetic import ONE, ZERO, ceil_quotient, ceil_to, floor_to
from tests.support.reference.futures_grid import FuturesGrid
from tests.support.reference.futures_position import (
    MONEY_STEP,
    Position,
    Tier,
    closed_entry,
    down_to_money,
    liquidation_price,
    open_profit,
    tier_of,
    up_to_money,
)
from tests.support.reference.futures_scenarios import VECTORS, FuturesScenario, futures_scenario

# funding


class FundingSign(FuturesGrid):
    """A long position receives a positive rate."""

    def funding_amount(self, price, rate):
        return super().funding_amount(price, -rate)


class FundingByQuantityOnly(FuturesGrid):
    """A short pays like a long: the quantity without its sign."""

    def funding_amount(self, price, rate):
        return super().funding_amount(price, rate * self.position.sign())


class FundingAfterFills(FuturesGrid):
    """A funding due at a point is settled after the walk has arrived there."""

    def go_to(self, ts, price, is_open):
        rows, self.funding_rows = self.funding_rows, [row for row in self.funding_rows if row[0] < ts]
        late = [row for row in rows if row[0] == ts]
        self.pass_time(ts - 1)
        self.now = ts
        if is_open:
            self.jump(price)
        else:
            self.walk(price)
        for _, rate, mark in late:
            self.settle(rate, mark)
        self.funding_rows = [row for row in rows if row[0] > ts]
        self.pass_time(ts)


class FundingAtNewPrice(FuturesGrid):
    """A funding due at a point takes the price of that point, not the one before it."""

    def go_to(self, ts, price, is_open):
        rows = self.funding_rows
        self.funding_rows = [(t, r, price if t == ts and m is None else m) for t, r, m in rows]
        super().go_to(ts, price, is_open)


class FundingWithoutMark(FuturesGrid):
    """The mark price of a funding row is ignored."""

    def mark_of(self, row):
        return None


class FundingOnEntry(FuturesGrid):
    """Funding is paid on the entry value instead of the value at the price of now."""

    def funding_amount(self, price, rate):
        return down_to_money(-self.position.sign() * self.position.entry * rate)


class FundingOnMargin(FuturesGrid):
    """Funding is paid on the margin, not on the notional."""

    def funding_amount(self, price, rate):
        full = super().funding_amount(price, rate)
        part = ceil_quotient(abs(full), self.leverage, MONEY_STEP)
        return part if full > 0 else -part


class FundingRoundedForTrader(FuturesGrid):
    """Funding is rounded to the trader's advantage."""

    def funding_amount(self, price, rate):
        return up_to_money(-self.position.qty * price * rate)


class FundingOnlyOnTheHour(FuturesGrid):
    """A funding that is not due exactly at a point is lost."""

    def pass_time(self, until):
        self.funding_rows = [row for row in self.funding_rows if row[0] > until]
        super().pass_time(until)


class FundingAfterTheEnd(FuturesGrid):
    """A kept position pays no funding."""

    def settle(self, rate, mark):
        if self.state == "running":
            super().settle(rate, mark)


class FundingMovesNothing(FuturesGrid):
    """After a funding neither liquidation nor conditions are looked at."""

    def settle(self, rate, mark):
        self.deaf = True
        super().settle(rate, mark)
        self.deaf = False

    def look_at_liquidation(self):
        if not getattr(self, "deaf", False):
            super().look_at_liquidation()

    def look_at_conditions(self):
        if not getattr(self, "deaf", False):
            super().look_at_conditions()


class FundingInGridProfit(FuturesGrid):
    """Funding counts as grid profit."""

    def settle(self, rate, mark):
        before = self.quote
        super().settle(rate, mark)
        self.grid_profit += self.quote - before


# liquidation


class LiquidationIgnored(FuturesGrid):
    """No position is ever liquidated."""

    def look_at_liquidation(self):
        pass


class LiquidationBeforeOrders(FuturesGrid):
    """At one price the liquidation comes before the orders that rest there."""

    def resting_here(self):
        self.look_at_liquidation()
        return super().resting_here()


class LiquidationIgnoredInGaps(FuturesGrid):
    """A liquidation price that is jumped over does nothing."""

    def jump(self, target):
        self.jumping = True
        super().jump(target)
        self.jumping = False

    def look_at_liquidation(self):
        if not getattr(self, "jumping", False):
            super().look_at_liquidation()


class LiquidationBeforeGapFills(FuturesGrid):
    """In a jump the position is liquidated before the orders that were jumped over."""

    def jumped_orders(self, before, target):
        self.look_at_liquidation()
        return super().jumped_orders(before, target)


class LiquidationInsideTheGap(FuturesGrid):
    """In a jump the liquidation acts between the orders, as if the market had traded there."""

    def jump(self, target):
        self.walk(target)


class LiquidationAtTheOpen(FuturesGrid):
    """The liquidation is booked at the price of the moment, not at the liquidation price."""

    def look_at_liquidation(self):
        count = len(self.fills)
        super().look_at_liquidation()
        for line in self.fills[count:]:
            line["price"] = self.price


class LiquidationKeepsTheRest(FuturesGrid):
    """What the liquidation price leaves of the margin comes back."""

    def look_at_liquidation(self):
        at = self.liquidation()
        self.rest = ZERO if at is None else max(ZERO, self.equity(at))
        super().look_at_liquidation()

    def left_after_liquidation(self):
        return self.rest


class LiquidationKeepsTheReserve(FuturesGrid):
    """The reserve does not stand behind the position."""

    def liquidation_for(self, position, money):
        return super().liquidation_for(position, money - self.p["reserve"] * self.p["investment"])


class LiquidationOfMargin(FuturesGrid):
    """Only entry value / leverage stands behind the position, not all of the bot's money."""

    def liquidation_for(self, position, money):
        return super().liquidation_for(position, ceil_quotient(position.entry, self.leverage, MONEY_STEP))


class LiquidationOfInvestment(FuturesGrid):
    """The money behind the position is what was put in: fees, profits and funding do not move it."""

    def liquidation_for(self, position, money):
        return super().liquidation_for(position, self.p["investment"])


class LiquidationOfOpening(FuturesGrid):
    """The liquidation price of the first position is never computed anew."""

    def liquidation_for(self, position, money):
        at = super().liquidation_for(position, money)
        if position is not self.position:
            return at
        if getattr(self, "first", None) is None:
            self.first = at
        return self.first if position.qty else None


class LiquidationComesLate(FuturesGrid):
    """The liquidation price is rounded away from the price of now."""

    def liquidation_for(self, position, money):
        at = super().liquidation_for(position, money)
        tier = tier_of(self.tiers, position.entry)
        args = (position, money, tier, self.rule, self.m["fee_taker"])
        fine = liquidation_price(*args, self.tick / 10**6)
        if at is None or fine is None or fine % self.tick == 0:
            return at
        return at - position.sign() * self.tick


class TierOfNow(FuturesGrid):
    """The tier is that of the value at the price of now, not of the entry value."""

    def liquidation_for(self, position, money):
        tier = tier_of(self.tiers, abs(position.qty) * self.price)
        return liquidation_price(position, money, tier, self.rule, self.m["fee_taker"], self.tick)


class TierOfAllOrders(FuturesGrid):
    """The tier is that of the position with all orders that would enlarge it."""

    def liquidation_for(self, position, money):
        value = max(self.carried_on("buy"), self.carried_on("sell"), position.entry)
        tier = tier_of(self.tiers, value)
        return liquidation_price(position, money, tier, self.rule, self.m["fee_taker"], self.tick)


class FirstTier(FuturesGrid):
    """Every position has the smallest tier."""

    def liquidation_for(self, position, money):
        tier = self.tiers[0]
        return liquidation_price(position, money, tier, self.rule, self.m["fee_taker"], self.tick)


class AmountForgotten(FuturesGrid):
    """The amount of the tier is left out."""

    def liquidation_for(self, position, money):
        tier = Tier(None, tier_of(self.tiers, position.entry).rate, ZERO)
        return liquidation_price(position, money, tier, self.rule, self.m["fee_taker"], self.tick)


class BinanceForAll(FuturesGrid):
    """All venues have the formula of Binance."""

    def liquidation_for(self, position, money):
        tier = tier_of(self.tiers, position.entry)
        return liquidation_price(position, money, tier, "binance", self.m["fee_taker"], self.tick)


class GateWithoutTaker(FuturesGrid):
    """Gate's formula without the taker fee."""

    def liquidation_for(self, position, money):
        tier = tier_of(self.tiers, position.entry)
        return liquidation_price(position, money, tier, self.rule, ZERO, self.tick)


class LiquidatedGoesOn(FuturesGrid):
    """After a liquidation the resting orders stay."""

    def cancel_all(self):
        if self.position.qty or self.quote:
            super().cancel_all()


class KeptIsSafe(FuturesGrid):
    """A position that was kept after a stop can no longer be liquidated."""

    def look_at_liquidation(self):
        if self.state == "running":
            super().look_at_liquidation()


class StopBeforeLiquidation(FuturesGrid):
    """Watched prices act before the liquidation at the same moment."""

    def act_at_price(self, before):
        if self.state == "running":
            self.look_at_conditions()
        super().act_at_price(before)


# the position and the money


class FeeOnMargin(FuturesGrid):
    """Fees are charged on the margin instead of the notional."""

    def fee(self, qty, price, role):
        return ceil_quotient(super().fee(qty, price, role), self.leverage, MONEY_STEP)


class FeeRoundedDown(FuturesGrid):
    """Fees are rounded down to their step."""

    def fee(self, qty, price, role):
        rate = self.m["fee_maker"] if role == "maker" else self.m["fee_taker"]
        return floor_to(qty * price * rate, MONEY_STEP)


class AllMakers(FuturesGrid):
    """Opening and exit pay the maker fee."""

    def fee(self, qty, price, role):
        return super().fee(qty, price, "maker")


class AllTakers(FuturesGrid):
    """Resting orders pay the taker fee."""

    def fee(self, qty, price, role):
        return super().fee(qty, price, "taker")


class EntryOfLastFill(FuturesGrid):
    """The entry price is that of the last fill that enlarged the position, not the average."""

    def trade(self, position, side, qty, price):
        before = abs(position.qty)
        profit = super().trade(position, side, qty, price)
        if abs(position.qty) > before:
            position.entry = abs(position.qty) * price
        return profit


class FirstInFirstOut(FuturesGrid):
    """Closing takes the oldest entry instead of the same part of all."""

    def trade(self, position, side, qty, price):
        way = 1 if side == "buy" else -1
        if not hasattr(self, "lots") or not position.qty:
            self.lots = []
        if position is not self.position:
            return super().trade(position, side, qty, price)
        if position.sign() != -way:
            self.lots.append([qty, price])
            return super().trade(position, side, qty, price)
        left, part = qty, ZERO
        while left and self.lots:
            took = min(left, self.lots[0][0])
            part += took * self.lots[0][1]
            left -= took
            self.lots[0][0] -= took
            if not self.lots[0][0]:
                self.lots.pop(0)
        position.qty += way * qty
        position.entry -= part
        return way * (part - qty * price)


class ClosingRoundedForTrader(FuturesGrid):
    """The part of the entry value that a closing takes is rounded to the trader's advantage."""

    def trade(self, position, side, qty, price):
        way = 1 if side == "buy" else -1
        closing = min(qty, abs(position.qty)) if position.sign() == -way else ZERO
        if not closing or closing == abs(position.qty):
            return super().trade(position, side, qty, price)
        other = Position(-position.qty, position.entry)  # rounds the other way
        part = closed_entry(other, closing)
        position.qty += way * closing
        position.entry -= part
        return way * (part - closing * price)


class ShortProfitSign(FuturesGrid):
    """The open profit of a short is counted like that of a long."""

    def equity(self, price):
        return self.quote + open_profit(Position(abs(self.position.qty), self.position.entry), price)


class EquityWithoutPosition(FuturesGrid):
    """Equity is the money alone."""

    def equity(self, price):
        return self.quote


class DrawdownOfMoney(FuturesGrid):
    """Drawdown is measured on the money without the open position."""

    def sample(self, close):
        kept, self.position = self.position, Position()
        super().sample(close)
        self.position = kept


class DrawdownAtEveryPoint(FuturesGrid):
    """Equity is sampled at every point of the path, not only at closes."""

    def go_to(self, ts, price, is_open):
        super().go_to(ts, price, is_open)
        self.sample(price)


class ProfitWithoutFees(FuturesGrid):
    """Grid profit is the gross difference of the two prices."""

    def count_in_cell(self, cell, side, price, qty, fee):
        super().count_in_cell(cell, side, price, qty, ZERO)


class OpeningInCells(FuturesGrid):
    """The opening order counts as the first half of a trip of each cell above the price."""

    def start(self):
        super().start()
        side, qty = self.opening(self.size, self.price)
        for order in self.plan.values():
            if qty and order.side != side:
                order.cell.fills.append((side, self.price, self.size, ZERO))


# size and opening


class FeesOnce(FuturesGrid):
    """The sizing subtracts the fees once, not `leverage` times."""

    def cost(self, size, price):
        return sum(self.worst_and_fees(size, price), ZERO)


class NoReserve(FuturesGrid):
    """The sizing spends the reserve."""

    def budget(self):
        return self.p["investment"] * self.leverage


class SizingWithoutLeverage(FuturesGrid):
    """The sizing spends the margin without leverage."""

    def budget(self):
        return (ONE - self.p["reserve"]) * self.p["investment"]


class MinimumWithoutMargin(FuturesGrid):
    """The smallest quantity is exactly the venue's minimum, without the 5 % above it."""

    def minimum_size(self):
        by_notional = ceil_quotient(self.m["min_notional"], self.p["lower"], self.lot)
        return max(ceil_to(self.m["min_qty"], self.lot), by_notional)


class SlippageNotSized(FuturesGrid):
    """The sizing forgets the slippage of the opening order."""

    def worst_and_fees(self, size, price):
        kept, self.slippage = self.slippage, ZERO
        found = super().worst_and_fees(size, price)
        self.slippage = kept
        return found


class OpeningNotSized(FuturesGrid):
    """The sizing counts only the resting orders."""

    def worst_and_fees(self, size, price):
        vacant = self.vacant_for(price)
        way = self.p["direction"]
        if way == "neutral":
            return super().worst_and_fees(size, price)
        indices = range(vacant) if way == "long" else range(vacant + 1, self.n + 1)
        same = size * sum((self.level(i) for i in indices), ZERO)
        return same, same * self.m["fee_maker"]


class NeutralBothSides(FuturesGrid):
    """A neutral grid is sized by the sum of its buys and its sells."""

    def larger_side(self, buys, sells):
        return buys + sells


class NeutralSmallerSide(FuturesGrid):
    """A neutral grid is sized by its smaller side."""

    def larger_side(self, buys, sells):
        return min(buys, sells) or max(buys, sells)


class OpeningOnTheWrongSide(FuturesGrid):
    """A long grid sells at its start, a short one buys."""

    def opening(self, size, price):
        side, qty = super().opening(size, price)
        return {"buy": "sell", "sell": "buy"}[side], qty


class OpeningOfTheOtherCount(FuturesGrid):
    """The opening has the lots for the orders that enlarge the position, not for those that close it."""

    def opening(self, size, price):
        side, qty = super().opening(size, price)
        return side, self.n * size - qty if self.p["direction"] != "neutral" else qty


class NeutralOpens(FuturesGrid):
    """A neutral grid buys the lots of its sells, like a long one."""

    def opening(self, size, price):
        if self.p["direction"] != "neutral":
            return super().opening(size, price)
        return "buy", (self.n - self.vacant_for(price)) * size


class SlippageForTrader(FuturesGrid):
    """Slippage makes market orders better."""

    def market_price(self, side, limit, price):
        kept, self.slippage = self.slippage, -self.slippage
        found = super().market_price(side, limit, price)
        self.slippage = kept
        return found


class TickForTrader(FuturesGrid):
    """The price of a market order is rounded to the tick to the trader's advantage."""

    def market_price(self, side, limit, price):
        if limit is not None:
            return super().market_price(side, limit, price)
        if side == "buy":
            return max(floor_to(price * (ONE + self.slippage), self.tick), self.tick)
        return ceil_to(price * (ONE - self.slippage), self.tick)


class VacantBelow(FuturesGrid):
    """The vacant level is the first at or below the price."""

    def vacant_for(self, price):
        return max(i for i in range(self.n + 1) if self.level(i) <= price)


# orders


class MirrorAtFillPrice(FuturesGrid):
    """The mirror order is one step from the fill price, not at the level price."""

    def mirror(self, order, price):
        super().mirror(order, price)
        self.plan[order.index + (1 if order.side == "buy" else -1)].price += price - order.price


class AllOrdersLive(FuturesGrid):
    """The number of live orders is not limited."""

    def choose_live(self):
        kept, self.p["max_live_orders"] = self.p["max_live_orders"], None
        super().choose_live()
        self.p["max_live_orders"] = kept


class EntryFromAnySide(FuturesGrid):
    """The direction of the entry price is ignored."""

    def entry_touched(self, before):
        kept, self.p["entry_direction"] = self.p["entry_direction"], None
        found = super().entry_touched(before)
        self.p["entry_direction"] = kept
        return found


class SwappedPath(FuturesGrid):
    """Goes to the high before the low in a rising candle, and the other way in a falling one."""

    def points(self, candle):
        first, second, third, last = super().points(candle)
        return [first, (second[0], third[1]), (third[0], second[1]), last]


class GapAtOpen(FuturesGrid):
    """Orders that were jumped over fill at the open instead of their own price."""

    def jump_fill_price(self, order):
        return self.price


class ReduceOnlyEverywhere(FuturesGrid):
    """The closing side of a neutral grid is reduce-only too, so that it never crosses zero."""

    def put(self, side, index):
        order = super().put(side, index)
        if self.p["direction"] == "neutral":
            order.reduce_only = self.position.sign() == (1 if side == "sell" else -1)
        return order


class ReduceOnlyNowhere(FuturesGrid):
    """No order is marked reduce-only."""

    def put(self, side, index):
        order = super().put(side, index)
        order.reduce_only = False
        return order


# stop and take profit


class ShortStopsBelow(FuturesGrid):
    """A short grid watches its prices like a long one."""

    def conditions(self):
        kept = super().conditions()
        if self.p["direction"] != "short":
            return kept
        return [(name, -1 if name == "stop_price" else 1, at) for name, _, at in kept]


class NeutralStopsBelowOnly(FuturesGrid):
    """A neutral grid watches no stop above."""

    def conditions(self):
        kept = super().conditions()
        if self.p["direction"] != "neutral":
            return kept
        return [c for c in kept if not (c[0].startswith("stop") and c[1] > 0)]


class AmountsOfTheStart(FuturesGrid):
    """The price of an amount is computed once and does not follow the position."""

    def condition_in_money(self, name, amount, gain):
        self.known = getattr(self, "known", {})
        if self.state == "running" and name not in self.known:
            self.known[name] = super().condition_in_money(name, amount, gain)
        return self.known.get(name)


class AmountRoundedEarly(FuturesGrid):
    """The price of an amount is rounded to the tick before the amount is there."""

    def condition_in_money(self, name, amount, gain):
        found = super().condition_in_money(name, amount, gain)
        if found is None or not self.position.qty:
            return found
        return found[0], found[1], max(found[2] - found[1] * self.tick, self.tick)


class NothingWithoutPosition(FuturesGrid):
    """Without a position no amount is looked at."""

    def condition_in_money(self, name, amount, gain):
        return super().condition_in_money(name, amount, gain) if self.position.qty else None


class RatioOfPosition(FuturesGrid):
    """A ratio is taken of what the margin carries, not of the investment."""

    def amount_of(self, side):
        amount = super().amount_of(side)
        return amount * self.leverage if self.p[side + "_ratio"] is not None else amount


class ExitAlwaysCloses(FuturesGrid):
    """The exit "keep" closes too."""

    def stop(self, reason):
        kept, self.p["exit"] = self.p["exit"], "close"
        super().stop(reason)
        self.p["exit"] = kept


class ExitBuysAgain(FuturesGrid):
    """The exit sells also where a short has to be bought back, so that the position doubles."""

    def stop(self, reason):
        held = self.position.qty
        kept, self.p["exit"] = self.p["exit"], "keep"
        super().stop(reason)
        self.p["exit"] = kept
        if kept == "close" and held:
            self.book("sell", abs(held), self.market_price("sell", None, self.price), "taker", None)


class NoDelay(FuturesGrid):
    """Conditions act at once, whatever the delay."""

    def look_at_conditions(self):
        kept, self.p["hold_delay_s"] = self.p["hold_delay_s"], 0
        super().look_at_conditions()
        self.p["hold_delay_s"] = kept


class LateStopAccepted(FuturesGrid):
    """A stop beyond the estimated liquidation is accepted."""

    def refuse_late_stop(self):
        pass


class EstimateOfOpening(FuturesGrid):
    """The estimate is the liquidation price of the opening alone."""

    def estimate_on(self, side, size, price):
        if self.p["direction"] == {"buy": "short", "sell": "long"}[side]:
            return None
        money, position = self.after_opening(size, price)
        return self.liquidation_for(position, money)


WRONG_FUTURES: list[type[FuturesGrid]] = [
    value
    for value in list(globals().values())
    if isinstance(value, type) and issubclass(value, FuturesGrid) and value is not FuturesGrid
]


def outcome(engine: type[FuturesGrid], scenario: tuple[Any, ...]) -> Any:
    """The output document of an engine, or the name and text of its failure."""
    try:
        return engine(*scenario).run()
    except Exception as failure:  # a wrong engine may fail in any way; each is a difference
        return type(failure).__name__, str(failure)


def differs(engine: type[FuturesGrid], scenario: tuple[Any, ...], expected: Any = None) -> bool:
    """Whether an engine's result on a scenario is not the reference's."""
    return outcome(engine, scenario) != (outcome(FuturesGrid, scenario) if expected is None else expected)


def scenarios(seeds: Iterable[int]) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """All hand-worked cases, then the seeds, each with its name."""
    for vector in VECTORS:
        yield vector.name, vector.arguments()
    for seed in seeds:
        drawn: FuturesScenario = futures_scenario(seed)
        yield f"seed {seed}", drawn


def told_apart_by(engine: type[FuturesGrid], seeds: Iterable[int] = range(200)) -> str | None:
    """The first case or seed on which an engine differs from the reference; None if it never does."""
    return next((name for name, drawn in scenarios(seeds) if differs(engine, drawn)), None)
