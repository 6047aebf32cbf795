"""A bank of wrong engines: each breaks one rule of the reference in a way a real program might.

A test of the product is only worth something if it tells the reference from each of these. `WRONG_ENGINES`
lists the classes; the docstring of each says in one sentence what it does wrong. `differs(engine,
scenario)` compares its output document with that of the reference.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.support.reference.spot_grid import (
    ONE,
    ZERO,
    SpotGrid,
    ceil_to,
    floor_quotient,
    floor_to,
)


class SwappedPath(SpotGrid):
    """Goes to the high before the low in a rising candle, and the other way in a falling one."""

    def low_first(self, o, c):
        return c < o


class DojiHighFirst(SpotGrid):
    """Goes to the high first when the close equals the open."""

    def low_first(self, o, c):
        return c > o


class OpenAndCloseOnly(SpotGrid):
    """Forgets the wicks: the price goes straight from the open to the close."""

    def points(self, candle):
        first, _, _, last = super().points(candle)
        return [first, last]


class StrictTouch(SpotGrid):
    """A resting order whose price is exactly where the walk ends is not filled ('<' for '<=')."""

    def resting_here(self, target):
        return [] if self.price == target else super().resting_here(target)


class StrictGap(SpotGrid):
    """A resting order exactly at the open of a jump is not filled."""

    def jumped_orders(self, before, target):
        return [o for o in super().jumped_orders(before, target) if o.price != target]


class GapNotFilled(SpotGrid):
    """Orders jumped over between a close and the next open are passed by."""

    def jumped_orders(self, before, target):
        return []


class GapAtOpen(SpotGrid):
    """Orders that were jumped over fill at the open instead of their own price."""

    def jump_fill_price(self, order):
        return self.price


class GapFarthestFirst(SpotGrid):
    """Orders that were jumped over fill from the farthest to the nearest."""

    def jumped_orders(self, before, target):
        return super().jumped_orders(before, target)[::-1]


class GapIsAWalk(SpotGrid):
    """The market walks from a close to the next open: stops and triggers act at prices that never traded."""

    def jump(self, target):
        self.walk(target)


class StopBeforeGapFills(SpotGrid):
    """In a jump the watched prices act before the resting orders that were jumped over."""

    def jump(self, target):
        before, self.price = self.price, target
        if before != target:
            self.act_on_watched(before)
        self.price = before
        super().jump(target)


class MarketableAtLimit(SpotGrid):
    """An order that becomes live inside a jump fills at its own price as maker, as if it had been resting."""

    def fill_marketable(self):
        while self.marketable:
            order = self.marketable.pop(0)
            self.fill(order, order.price, "maker")


class NewOrdersSleep(SpotGrid):
    """Orders placed because of a fill are not live inside the candle of that fill."""

    def fill(self, order, price, role):
        self.placing = True
        super().fill(order, price, role)
        self.placing = False

    def put(self, side, index, qty):
        order = super().put(side, index, qty)
        order.born = self.now // self.interval if getattr(self, "placing", False) else None
        return order

    def resting_here(self, target):
        return [o for o in super().resting_here(target) if o.born != self.now // self.interval]


class OneFillPerPoint(SpotGrid):
    """Between two points at most one order fills."""

    def resting_here(self, target):
        used = getattr(self, "used_at", None) == self.now
        found = [] if used else super().resting_here(target)
        if found:
            self.used_at = self.now
        return found


class FeeTwice(SpotGrid):
    """Every fee is charged twice."""

    def round_fee(self, amount):
        return 2 * super().round_fee(amount)


class FeeRoundedDown(SpotGrid):
    """Fees are rounded down to their step."""

    def round_fee(self, amount):
        return floor_to(amount, Decimal("0.00000001"))


class FeeUnrounded(SpotGrid):
    """Fees are not rounded at all."""

    def round_fee(self, amount):
        return amount


class TakerFeeForMakers(SpotGrid):
    """Resting orders pay the taker fee."""

    def fee(self, side, qty, price, role):
        return super().fee(side, qty, price, "taker")


class MakerFeeForTakers(SpotGrid):
    """Opening, exit and marketable orders pay the maker fee."""

    def fee(self, side, qty, price, role):
        return super().fee(side, qty, price, "maker")


class FeeAlwaysQuote(SpotGrid):
    """A buy pays its fee in quote although the fee asset is base."""

    def fee(self, side, qty, price, role):
        rate = self.m["fee_maker"] if role == "maker" else self.m["fee_taker"]
        return self.round_fee(qty * price * rate), "quote"


class BaseFeeInProfit(SpotGrid):
    """The base fee of a buy, which already shrank the sell, is subtracted from the trip as well."""

    def count_in_cell(self, cell, side, price, qty, quote_fee):
        if side == "buy" and self.m["fee_asset"] == "base":
            quote_fee = self.fills[-1]["fee"] * price
        super().count_in_cell(cell, side, price, qty, quote_fee)


class ProfitWithoutFees(SpotGrid):
    """Grid profit is the gross difference of the two prices."""

    def count_in_cell(self, cell, side, price, qty, quote_fee):
        super().count_in_cell(cell, side, price, qty, ZERO)


class ProfitFromLevels(SpotGrid):
    """Grid profit uses level prices instead of the real fill prices."""

    def count_in_cell(self, cell, side, price, qty, quote_fee):
        super().count_in_cell(cell, side, self.fills[-1]["level"], qty, quote_fee)


class TripsBySells(SpotGrid):
    """Every grid sell counts as a round trip."""

    def count_in_cell(self, cell, side, price, qty, quote_fee):
        before = self.trips
        super().count_in_cell(cell, side, price, qty, quote_fee)
        self.trips = before + (side == "sell")


class TripsOverlap(SpotGrid):
    """Trips overlap: every fill after the first of a cell completes one with the fill before it."""

    def count_in_cell(self, cell, side, price, qty, quote_fee):
        cell.fills.append((side, price, qty, quote_fee))
        if len(cell.fills) >= 2:
            self.trips += 1
            self.grid_profit += sum((self.cash(fill) for fill in cell.fills[-2:]), ZERO)


class TripsBuyFirst(SpotGrid):
    """A trip must begin with a buy: a sell of opening stock is left out of the pairs."""

    def count_in_cell(self, cell, side, price, qty, quote_fee):
        if side == "buy" or cell.fills:
            super().count_in_cell(cell, side, price, qty, quote_fee)


class MirrorAtFillPrice(SpotGrid):
    """The mirror order is one step from the fill price, not at the level price."""

    def mirror(self, order, price):
        super().mirror(order, price)
        other = self.plan[order.index + 1 if order.side == "buy" else order.index - 1]
        other.price += price - order.price


class MirrorFullQuantity(SpotGrid):
    """The sell after a buy is the full quantity, although the fee took a part of the coins."""

    def mirror_sell_qty(self, bought):
        return bought


class MirrorShrinks(SpotGrid):
    """The buy after a sell is only as large as the sell, so orders shrink with every fee in base."""

    def mirror(self, order, price):
        super().mirror(order, price)
        if order.side == "sell":
            self.plan[order.index - 1].qty = order.qty


class DustLost(SpotGrid):
    """What the lot step cuts off a mirror sell leaves the bot."""

    def mirror(self, order, price):
        super().mirror(order, price)
        if order.side == "buy":
            fee = self.fills[-1]["fee"] if self.m["fee_asset"] == "base" else ZERO
            self.base -= order.qty - fee - self.plan[order.index + 1].qty


class VacantBelow(SpotGrid):
    """The vacant level is the first at or below the price."""

    def vacant_for(self, price):
        return max(i for i in range(self.n + 1) if self.level(i) <= price)


class VacantNearest(SpotGrid):
    """The vacant level is the one nearest to the price."""

    def vacant_for(self, price):
        return min(range(self.n + 1), key=lambda i: abs(self.level(i) - price))


class VacantAlwaysAbove(SpotGrid):
    """A level exactly at the price is not taken as the vacant one."""

    def vacant_for(self, price):
        return next((i for i in range(self.n + 1) if self.level(i) > price), self.n)


class FloatGeometric(SpotGrid):
    """Geometric levels by floating point powers, truncated."""

    def level_ticks(self, i):
        if self.p["spacing"] != "geometric":
            return super().level_ticks(i)
        low, high = int(self.p["lower"] / self.tick), int(self.p["upper"] / self.tick)
        return int(low * (high / low) ** (i / self.n))


class RoundedLevels(SpotGrid):
    """Arithmetic levels are rounded to the nearest tick instead of truncated."""

    def level_ticks(self, i):
        if self.p["spacing"] == "geometric":
            return super().level_ticks(i)
        low, high = int(self.p["lower"] / self.tick), int(self.p["upper"] / self.tick)
        return (2 * (low * self.n + i * (high - low)) + self.n) // (2 * self.n)


class StepFirst(SpotGrid):
    """Arithmetic levels from a step truncated to the tick (divided before multiplying)."""

    def level_ticks(self, i):
        if self.p["spacing"] == "geometric":
            return super().level_ticks(i)
        low, high = int(self.p["lower"] / self.tick), int(self.p["upper"] / self.tick)
        return high if i == self.n else low + i * ((high - low) // self.n)


class OpeningFeeIgnored(SpotGrid):
    """The quantity is computed without the fee of the opening purchase."""

    def choose_size(self, price):
        rate, self.taker_quote_rate = self.taker_quote_rate, ZERO
        size = super().choose_size(price)
        self.taker_quote_rate = rate
        return size


class BuyFeesIgnored(SpotGrid):
    """The quantity is computed without the fees of the resting buys."""

    def choose_size(self, price):
        rate, self.maker_quote_rate = self.maker_quote_rate, ZERO
        size = super().choose_size(price)
        self.maker_quote_rate = rate
        return size


class ReserveIgnored(SpotGrid):
    """The whole investment is spent, the reserve included."""

    def budget(self):
        return self.p["investment"]


class BaseFeeNotCovered(SpotGrid):
    """The opening purchase forgets the fee it pays in coins."""

    def gross_of_fee(self, coins):
        return ceil_to(coins, self.lot)


class SlippageIgnoredInSize(SpotGrid):
    """The quantity is computed as if the opening had no slippage."""

    def choose_size(self, price):
        kept = self.m["slippage"]
        self.m["slippage"] = ZERO
        size = super().choose_size(price)
        self.m["slippage"] = kept
        return size


class OwnCoinsUnused(SpotGrid):
    """Own coins do not reduce the opening purchase."""

    def opening_qty(self, size, vacant):
        return self.gross_of_fee(sum((self.cell_qty(i, size) for i in range(vacant, self.n)), ZERO))


class OwnCoinsNotInvested(SpotGrid):
    """Own coins are left out of the investment, so they look like profit."""

    def invested(self, price):
        return self.p["investment"]


class EqualQuoteFromUpperPrice(SpotGrid):
    """Equal quote: the quantity of a cell is computed from its upper price."""

    def cell_qty(self, i, size):
        if self.p["qty_mode"] == "equal_base":
            return size
        return floor_quotient(size, self.level(i + 1), self.lot)


class EqualQuoteSellsOwnPrice(SpotGrid):
    """Equal quote: a sell of the start is Q / its own price, not the quantity of its cell."""

    def put(self, side, index, qty):
        if side == "sell" and self.p["qty_mode"] == "equal_quote" and not self.live:
            qty = floor_quotient(self.size, self.level(index), self.lot)
        return super().put(side, index, qty)


class NoSlippage(SpotGrid):
    """Marketable orders fill at the price of the moment without slippage."""

    def market_price(self, side, limit):
        kept = self.m["slippage"]
        self.m["slippage"] = ZERO
        price = super().market_price(side, limit)
        self.m["slippage"] = kept
        return price


class MarketPriceUnrounded(SpotGrid):
    """Marketable fills are not rounded to the tick."""

    def market_price(self, side, limit):
        slip = self.m["slippage"]
        price = self.price * (ONE + slip if side == "buy" else ONE - slip)
        return price if limit is None else (min if side == "buy" else max)(price, limit)


class MarketRoundedInFavour(SpotGrid):
    """Marketable fills are rounded to the tick in the trader's favour."""

    def market_price(self, side, limit):
        slip = self.m["slippage"]
        if side == "buy":
            price = floor_to(self.price * (ONE + slip), self.tick)
            return price if limit is None else min(price, limit)
        price = ceil_to(self.price * (ONE - slip), self.tick)
        return price if limit is None else max(price, limit)


class BeyondTheLimit(SpotGrid):
    """Slippage may carry a marketable limit order beyond its limit."""

    def market_price(self, side, limit):
        return super().market_price(side, None)


class StopAtItsPrice(SpotGrid):
    """A stop or take profit fills at its own price even when the market jumped over it."""

    def stop(self, reason):
        here = self.price
        self.price = self.p["stop_price" if reason == "stop_price" else "take_profit_price"]
        super().stop(reason)
        self.price = here


class StopOnClose(SpotGrid):
    """Stop and take profit look only at candle closes."""

    def hold(self, reason, is_true):
        at_close = (self.now + 1) % self.interval == 0
        super().hold(reason, is_true and at_close)


class StopKeepsOrders(SpotGrid):
    """A stop applies the exit but does not cancel the resting orders."""

    def stop(self, reason):
        plan, live = dict(self.plan), list(self.live)
        super().stop(reason)
        self.plan, self.live = plan, live


class TakeProfitIgnored(SpotGrid):
    """The take profit price never acts."""

    def hold(self, reason, is_true):
        super().hold(reason, is_true and reason != "take_profit")


class HoldDelayIgnored(SpotGrid):
    """Stop and take profit act at once whatever the hold delay."""

    def hold_ns(self):
        return 0


class HoldNotReset(SpotGrid):
    """A stop condition that ended before its delay still acts."""

    def hold(self, reason, is_true):
        if is_true or reason not in self.alarms:
            super().hold(reason, is_true)


class HoldDelayOnStopOnly(SpotGrid):
    """The take profit does not wait for the hold delay."""

    def hold(self, reason, is_true):
        if reason == "take_profit" and is_true:
            self.stop(reason)
        else:
            super().hold(reason, is_true)


class AlarmAtPoint(SpotGrid):
    """Alarms between two points wait for the later one."""

    def fire_alarms(self, until):
        if until == self.now:
            before = self.now
            super().fire_alarms(until)
            self.now = before


class AlarmBeforeArrival(SpotGrid):
    """An alarm due exactly at a point fires before the walk has arrived there."""

    def go_to(self, ts, price, is_open):
        self.fire_alarms(ts)
        super().go_to(ts, price, is_open)


class ExitSellsOrdersOnly(SpotGrid):
    """Exit "sell" sells what stood in sell orders and forgets dust and own coins."""

    def stop(self, reason):
        self.in_sells = sum((o.qty for o in self.plan.values() if o.side == "sell"), ZERO)
        super().stop(reason)

    def exit_qty(self):
        return self.in_sells


class ExitUnrounded(SpotGrid):
    """Exit "sell" ignores the lot step."""

    def exit_qty(self):
        return self.base


class DrawdownFromHighs(SpotGrid):
    """Equity peaks are taken at candle highs."""

    def sample(self, close):
        if self.state != "waiting":
            high = next(c[2] for c in self.candles if c[0] * 1_000_000 + self.interval - 1 == self.now)
            self.peak = max(self.peak, self.equity(high))
        super().sample(close)


class DrawdownFromFirstClose(SpotGrid):
    """The first sample of the drawdown is the first close, not the investment."""

    def sample(self, close):
        if self.state != "waiting" and not getattr(self, "sampled", False):
            self.sampled, self.peak = True, self.equity(close)
        super().sample(close)


class DrawdownAtFills(SpotGrid):
    """Equity is sampled at every fill as well as at closes."""

    def fill(self, order, price, role):
        super().fill(order, price, role)
        self.note_drawdown(self.equity(self.price))


class FillTimeIsOpen(SpotGrid):
    """Fills carry the time of the candle's open."""

    def fill_time(self):
        return self.now // self.interval * self.interval


class EntryIgnored(SpotGrid):
    """The bot starts at the first open although an entry price is given."""

    def first_open(self, ts, price):
        self.now, self.price = ts, price
        self.start()


class EntryDirectionIgnored(SpotGrid):
    """The bot starts at the entry price from either side."""

    def entry_touched(self, before):
        return min(before, self.price) <= self.p["entry_price"] <= max(before, self.price)


class EntryAtItsPrice(SpotGrid):
    """A jumped-over entry price starts the bot at that price instead of the open."""

    def start(self):
        here = self.price
        if self.p["entry_price"] is not None:
            self.price = self.p["entry_price"]
        super().start()
        self.price = here


class LimitIgnored(SpotGrid):
    """All orders are live although the venue allows only K."""

    def choose_live(self):
        kept, self.p["max_live_orders"] = self.p["max_live_orders"], None
        super().choose_live()
        self.p["max_live_orders"] = kept


class LimitNotMoved(SpotGrid):
    """The K live orders are those of the start; only mirror orders are added."""

    def choose_live(self):
        if self.p["max_live_orders"] is None or not self.live:
            super().choose_live()
        else:
            self.live += [o for o in list(self.plan.values())[-1:] if o not in self.live]


class LimitTiesToSell(SpotGrid):
    """Of two orders equally near to the vacant level the sell is kept."""

    def nearness(self, order):
        distance, is_sell = super().nearness(order)
        return distance, not is_sell


class TrailingIgnored(SpotGrid):
    """The range never moves up."""

    def may_trail_up(self):
        return False


class TrailingDownIgnored(SpotGrid):
    """The range never moves down."""

    def may_trail_down(self):
        return False


class TrailingTopWrong(SpotGrid):
    """Trailing up places the new buy one level too low: at the level below the old top."""

    def shift_up(self):
        done = super().shift_up()
        if done:
            self.plan[self.high - 1].price = self.level(self.high - 2)
        return done


class TrailingKeepsBottom(SpotGrid):
    """Trailing up adds a buy at the top without cancelling the one at the bottom."""

    def shift_up(self):
        low, bottom, cell = self.low, self.plan[self.low], self.cells[self.low]
        done = super().shift_up()
        if done:
            self.low, self.plan[low], self.cells[low] = low, bottom, cell
            self.choose_live()
        return done


class TrailingUnfunded(SpotGrid):
    """Trailing up always takes the full quantity, paid for or not."""

    def trail_qty(self, wanted, price, dropped):
        return wanted


class TrailingSpendsReserve(SpotGrid):
    """Trailing up spends the reserve as well."""

    def trail_qty(self, wanted, price, dropped):
        kept, self.p["reserve"] = self.p["reserve"], ZERO
        qty = super().trail_qty(wanted, price, dropped)
        self.p["reserve"] = kept
        return qty


class CapIgnored(SpotGrid):
    """Trailing up ignores its cap."""

    def above_cap(self, top):
        return False


class CapOnOldTop(SpotGrid):
    """The cap is compared with the top before the shift."""

    def above_cap(self, top):
        return super().above_cap(self.level(self.high))


class CapStrict(SpotGrid):
    """A new top exactly at the cap is refused."""

    def above_cap(self, top):
        return super().above_cap(top) or top == self.p["trailing_up_cap"]


class GuardIgnored(SpotGrid):
    """The pump guard does nothing."""

    def guard_trips(self):
        return False


class GuardOffByOne(SpotGrid):
    """The pump guard lets one step more pass."""

    def guard_trips(self):
        k = self.p["pump_guard_steps"]
        return k is not None and sum(1 for t in self.shift_times if self.now - t < 60 * 10**9) > k


class GuardForever(SpotGrid):
    """The pump guard never releases the trailing again."""

    def restart_guard(self):
        super().restart_guard()
        del self.alarms["guard"]


class GuardNotRestarted(SpotGrid):
    """The pump guard releases after 60 s although the price went on moving."""

    def restart_guard(self):
        if "guard" not in self.alarms:
            super().restart_guard()


class TrailingDownFreshQuantity(SpotGrid):
    """Trailing down gives the new cell the plain quantity instead of that of the coins it takes over."""

    def shift_down(self):
        super().shift_down()
        self.cells[self.low].qty = self.cell_qty(self.low, self.size)
        self.plan[self.low + 1].qty = self.cells[self.low].qty
        return True


class TrailingDownKeepsTop(SpotGrid):
    """Trailing down leaves the sell at the top where it is."""

    def shift_down(self):
        high, top, cell = self.high, self.plan[self.high], self.cells[self.high - 1]
        super().shift_down()
        self.high, self.plan[high], self.cells[high - 1] = high, top, cell
        self.choose_live()
        return True


class ReturningCellGoesOn(SpotGrid):
    """A cell dropped by trailing goes on with its old count when its levels come back."""

    def shift_down(self):
        self.dropped = getattr(self, "dropped", {})
        self.dropped[self.high - 1] = self.cells[self.high - 1].fills
        super().shift_down()
        self.cells[self.low].fills += self.dropped.get(self.low, [])
        return True

    def shift_up(self):
        self.dropped = getattr(self, "dropped", {})
        self.dropped[self.low] = self.cells[self.low].fills
        done = super().shift_up()
        if done:
            self.cells[self.high - 1].fills += self.dropped.get(self.high - 1, [])
        return done


WRONG_ENGINES: list[type[SpotGrid]] = [
    value
    for value in list(globals().values())
    if isinstance(value, type) and issubclass(value, SpotGrid) and value is not SpotGrid
]


def outcome(engine: type[SpotGrid], scenario: tuple) -> Any:
    """The output document of an engine, or the name and text of its failure."""
    try:
        return engine(*scenario).run()
    except Exception as failure:  # a wrong engine may fail in any way; each is a difference
        return type(failure).__name__, str(failure)


def differs(engine: type[SpotGrid], scenario: tuple, expected: dict[str, Any] | None = None) -> bool:
    """Whether an engine's result on a scenario is not the reference's."""
    return outcome(engine, scenario) != (outcome(SpotGrid, scenario) if expected is None else expected)
