"""Wrong engines of the form with safety orders: the path, the money, and what is between deals.

The docstring of each says in one sentence what it does wrong; see `wrong_dca`.
"""

from __future__ import annotations

from fractions import Fraction

from tests.support.reference.arithmetic import NS_PER_S, ZERO, floor_to
from tests.support.reference.dca_path import STEP_8
from tests.support.reference.dca_safety import SafetyOrders

# the path and the money


class SwappedPath(SafetyOrders):
    """Goes to the high before the low in a rising candle, and the other way in a falling one."""

    def points(self, candle):
        a, b, c, d = super().points(candle)
        return [a, (b[0], c[1]), (c[0], b[1]), d]


class JumpAtOpen(SafetyOrders):
    """Orders that were jumped over fill at the open instead of their own price."""

    def jump_price(self, order):
        return self.price


class JumpPassedBy(SafetyOrders):
    """Orders jumped over between a close and the next open are passed by."""

    def jumped_over(self, before, target):
        return []


class JumpFarthestFirst(SafetyOrders):
    """Orders that were jumped over fill from the farthest to the nearest."""

    def jumped_over(self, before, target):
        return super().jumped_over(before, target)[::-1]


class JumpIsAWalk(SafetyOrders):
    """The market walks from a close to the next open: stops and trailing act at prices that never traded."""

    def jump(self, target):
        self.walk(target)


class StrictTouch(SafetyOrders):
    """A resting order exactly where the walk ends is not filled."""

    def walk(self, target):
        self.end_of_walk = target
        super().walk(target)

    def touched(self):
        return [o for o in super().touched() if o.price != self.end_of_walk]


class SellFeeInBase(SafetyOrders):
    """A sell pays its fee at no rate where buys pay in base."""

    def fee_of(self, side, qty, price, role):
        if side == "sell" and self.m["fee_asset"] == "base":
            return ZERO, "quote"
        return super().fee_of(side, qty, price, role)


class FeeRoundedDown(SafetyOrders):
    """Fees are rounded down to their step."""

    def round_fee(self, amount):
        return floor_to(amount, STEP_8)


class MakerFeeForTakers(SafetyOrders):
    """Market orders pay the maker fee."""

    def fee_of(self, side, qty, price, role):
        return super().fee_of(side, qty, price, "maker")


class FeeAlwaysQuote(SafetyOrders):
    """A buy pays its fee in quote although the fee asset is base."""

    def fee_of(self, side, qty, price, role):
        return self.round_fee(qty * price * self.m["fee_" + role]), "quote"


class NoSlippage(SafetyOrders):
    """Market orders fill at the price of the moment, whatever the slippage."""

    def market_price(self, side, limit=None):
        slippage, self.m["slippage"] = self.m["slippage"], ZERO
        price = super().market_price(side, limit)
        self.m["slippage"] = slippage
        return price


class DrawdownFromNothing(SafetyOrders):
    """The running maximum begins with the first close instead of the investment."""

    def sample(self, close):
        if not hasattr(self, "sampled"):
            self.peak, self.sampled = self.equity(close), True
        super().sample(close)


class MarketableRests(SafetyOrders):
    """A safety order at or above the price waits for a touch and is never a taker."""

    def fill_marketable(self):
        pass


# the size of a deal


class QtyWithoutSlippage(SafetyOrders):
    """The base order is divided by the price without slippage."""

    def order_price(self):
        return self.price


class FundsWithoutReserve(SafetyOrders):
    """The budget has no reserve."""

    def budget(self):
        self.p["reserve"] = ZERO
        return super().budget()


class FundsWithMakerFee(SafetyOrders):
    """The budget counts the maker fee only, although the base order is a taker."""

    def buy_rate(self, role):
        return super().buy_rate("maker")


class FundsWithBaseFee(SafetyOrders):
    """The budget counts a fee in quote although buys pay in base."""

    def buy_rate(self, role):
        return self.m["fee_" + role]


class VolumeFromTheFirst(SafetyOrders):
    """The first safety order is already scaled by the volume scale."""

    def sizes(self):
        return [size * Fraction(self.p["volume_scale"]) for size in super().sizes()]


class VolumeAdds(SafetyOrders):
    """Safety orders grow by the same amount each instead of by the same factor."""

    def sizes(self):
        if not self.count:
            return []
        first, v = Fraction(self.p["safety_order"]), Fraction(self.p["volume_scale"])
        return [first * max(1 + n * (v - 1), Fraction(1, 10)) for n in range(self.count)]


# between deals


class PauseFromTheBeginning(SafetyOrders):
    """The pause counts from the beginning of the deal."""

    def begin_deal(self):
        self.begun = self.now
        super().begin_deal()

    def close_deal(self):
        super().close_deal()
        if self.next_deal_ns is not None:
            self.next_deal_ns = max(self.begun + self.pause_ns, self.now + 1)


class PauseFromTheClose(SafetyOrders):
    """The pause counts from the close of the candle."""

    def close_deal(self):
        super().close_deal()
        if self.next_deal_ns is not None:
            start = self.candles[0][0] * 1_000_000
            gone = (self.now - start) % self.interval
            self.next_deal_ns += self.interval - 1 - gone


class PauseEndsAtAPoint(SafetyOrders):
    """The next deal begins at the first point after the pause instead of at its end."""

    def ring_until(self, until):
        if until % NS_PER_S == NS_PER_S - 1 and (until + 1) % self.interval:
            return
        super().ring_until(until)


class NoPause(SafetyOrders):
    """There is no pause between deals."""

    def begin(self):
        self.pause_ns = 0
        super().begin()


class OneDealMore(SafetyOrders):
    """The bot ends after one deal more than it should."""

    def begin(self):
        if self.p["max_deals"] is not None:
            self.p["max_deals"] += 1
        super().begin()


class EntryForEveryDeal(SafetyOrders):
    """Every deal waits for the entry price."""

    def close_deal(self):
        super().close_deal()
        if self.p["entry_price"] is not None and self.open and self.price != self.p["entry_price"]:
            self.cancel("buy")
            self.cancel("sell")


class EntryIgnoresDirection(SafetyOrders):
    """The entry price is taken from either side."""

    def may_start(self, before):
        self.p["entry_direction"] = None
        return super().may_start(before)


class EntryDirectionSwapped(SafetyOrders):
    """Above and below are mixed up."""

    def may_start(self, before):
        way, swap = self.p["entry_direction"], {"above": "below", "below": "above", None: None}
        self.p["entry_direction"] = swap[way]
        started = super().may_start(before)
        self.p["entry_direction"] = way
        return started


class ProfitsGrowTheDeals(SafetyOrders):
    """Later deals spend the profit of the earlier ones."""

    def begin_deal(self):
        if self.deals:
            self.p["base_order"] += max(self.deals[-1][1], ZERO)
        super().begin_deal()


class ProfitWithoutFees(SafetyOrders):
    """The profit of a deal forgets the fee of the sale."""

    def count_sale(self, fill):
        self.sold += fill["qty"]
        self.proceeds += fill["price"] * fill["qty"]


class TradesAfterTheEnd(SafetyOrders):
    """A deal begins after the last one, when the pause is over."""

    def stop(self, reason):
        if reason == "deals_done" and self.pause_ns:
            self.next_deal_ns = self.now + self.pause_ns
            self.reason = reason
        else:
            super().stop(reason)


class JumpSizedAtTheOpen(SafetyOrders):
    """A deal that begins with a take profit in a jump is sized for the open, which nobody knew yet."""

    def price_of_now(self):
        return self.price


class NoWorstPrice(SafetyOrders):
    """The base order is bought at any price."""

    def begin_deal(self):
        super().begin_deal()
        if "base order not bought" in self.flags and not self.open and self.state == "running":
            self.flags.clear()
            filled, self.filled_at = self.filled_at, None
            super().begin_deal()
            self.filled_at = filled


class BaseOrderCutAtWorst(SafetyOrders):
    """Beyond its worst price the base order is bought at the worst price."""

    def is_beyond_worst(self):
        return False


class BaseOrderGivenUp(SafetyOrders):
    """A base order that was not bought is tried again only at the next candle."""

    def begin_deal(self):
        super().begin_deal()
        if self.next_deal_ns is not None and not self.open:
            self.next_deal_ns = self.now + self.interval


class TriedAnewAtOnce(SafetyOrders):
    """A base order that was not bought is tried anew without waiting a second."""

    def begin_deal(self):
        super().begin_deal()
        if self.next_deal_ns is not None and not self.open:
            self.filled_at = None
            super().begin_deal()


class PauseOfNothingIsAnAlarm(SafetyOrders):
    """Without a pause the next deal waits for the end of the walk to the next point."""

    def close_deal(self):
        self.end_deal()
        if self.p["max_deals"] is not None and len(self.deals) >= int(self.p["max_deals"]):
            self.stop("deals_done")
        else:
            self.next_deal_ns = self.now + self.pause_ns
