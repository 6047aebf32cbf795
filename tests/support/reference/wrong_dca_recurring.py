"""Wrong engines of the recurring form: the schedule, the orders and the take profit.

The docstring of each says in one sentence what it does wrong; see `wrong_dca`.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, ceil_quotient, floor_quotient, floor_to
from tests.support.reference.dca_path import STEP_8, ceil_fraction, floor_fraction
from tests.support.reference.dca_recurring import Recurring
from tests.support.reference.dca_schedule import EPOCH, HOURS, Schedule

# the schedule


class TimeInUtc(Recurring):
    """The time of day is taken for UTC, whatever the zone."""

    def begin(self):
        self.p["time_zone"] = "UTC"
        super().begin()


class FixedOffset(Recurring):
    """The zone keeps the offset that it has at the start."""

    class SCHEDULE(Schedule):
        def instant(self, day):
            start = (EPOCH + timedelta(seconds=self.start_ns // NS_PER_S)).astimezone(self.zone)
            local = datetime.combine(day, self.at).replace(tzinfo=UTC) - start.utcoffset()
            return (local - EPOCH) // timedelta(seconds=1) * NS_PER_S


class EveryDayIsEightySixThousandSeconds(Recurring):
    """After the first moment of days and weeks, equal spans of UTC are added."""

    class SCHEDULE(Schedule):
        def moments(self):
            found = super().moments()
            days = {"day": 1, "week": 7, "2_weeks": 14}.get(self.p["interval"])
            if days is None:
                yield from found
                return
            moment = next(found)
            while True:
                yield moment
                moment += days * 86_400 * NS_PER_S


class NoTimeIsSkippedOver(Recurring):
    """A time that does not exist is moved by the whole hour of the clocks: 02:30 becomes 03:30."""

    class SCHEDULE(Schedule):
        def instant(self, day):
            utc = datetime.combine(day, self.at).replace(tzinfo=self.zone, fold=0).astimezone(UTC)
            return (utc - EPOCH) // timedelta(seconds=1) * NS_PER_S


class MissingTimeLeftOut(Recurring):
    """A day on which the time does not exist has no order."""

    class SCHEDULE(Schedule):
        def is_day(self, day):
            local = datetime.combine(day, self.at)
            utc = local.replace(tzinfo=self.zone).astimezone(UTC)
            return super().is_day(day) and utc.astimezone(self.zone).replace(tzinfo=None) == local


class SecondOfTwo(Recurring):
    """Of a time that occurs twice the second counts."""

    class SCHEDULE(Schedule):
        def instant(self, day):
            first = super().instant(day)
            local = datetime.combine(day, self.at)
            late = (local.replace(tzinfo=self.zone, fold=1).astimezone(UTC) - EPOCH) // timedelta(seconds=1)
            return max(first, late * NS_PER_S)


class BothOfTwo(Recurring):
    """A time that occurs twice runs twice."""

    class SCHEDULE(Schedule):
        def moments(self):
            for moment in super().moments():
                yield moment
                local = datetime.fromtimestamp(moment // NS_PER_S, self.zone)
                gap = local.replace(fold=0).utcoffset() - local.replace(fold=1).utcoffset()
                if self.p["interval"] not in HOURS and gap > timedelta():
                    yield moment + gap // timedelta(seconds=1) * NS_PER_S


class HoursOfTheZone(Recurring):
    """Four and twelve hours count from midnight of the trader's zone."""

    class SCHEDULE(Schedule):
        def moments(self):
            if self.p["interval"] not in HOURS:
                yield from super().moments()
                return
            start = datetime.fromtimestamp(self.start_ns // NS_PER_S, self.zone)
            shift = start.utcoffset() // timedelta(seconds=1) % (HOURS[self.p["interval"]] * 3600)
            for moment in super().moments():
                if moment - shift * NS_PER_S >= self.start_ns:
                    yield moment - shift * NS_PER_S


class HoursFromTheStart(Recurring):
    """Intervals of hours count from the start."""

    class SCHEDULE(Schedule):
        def moments(self):
            ahead = next(super().moments()) - self.start_ns if self.p["interval"] in HOURS else 0
            return (m - ahead for m in super().moments())


class StartMovesTheSchedule(Recurring):
    """With an order at the start, the first moment of the schedule is left out."""

    def begin(self):
        super().begin()
        if self.p["first"] == "now":
            self.due = next(self.to_come)


class NoOrderAtTheStart(Recurring):
    """The first order always waits for the schedule."""

    def begin(self):
        self.p["first"] = "scheduled"
        super().begin()


class AlwaysAtTheStart(Recurring):
    """There is always an order at the start."""

    def begin(self):
        self.p["first"] = "now"
        super().begin()


class ShortMonthLeftOut(Recurring):
    """A month that lacks the day has no order."""

    class SCHEDULE(Schedule):
        def day_of(self, year, month):
            return int(self.p["day"])


class ShortMonthOnTheFirst(Recurring):
    """A month that lacks the day has its order on the first of the next."""

    class SCHEDULE(Schedule):
        def is_day(self, day):
            before = day - timedelta(days=1)
            if self.p["interval"] != "month":
                return super().is_day(day)
            lacking = day.day == 1 and monthrange(before.year, before.month)[1] < int(self.p["day"])
            return lacking or day.day == int(self.p["day"])


class MonthIsThirtyDays(Recurring):
    """A month is thirty days from the first moment."""

    class SCHEDULE(Schedule):
        def moments(self):
            found = super().moments()
            if self.p["interval"] != "month":
                yield from found
                return
            moment = next(found)
            while True:
                yield moment
                moment += 30 * 86_400 * NS_PER_S


class EveryWeek(Recurring):
    """Every second week is every week."""

    def begin(self):
        if self.p["interval"] == "2_weeks":
            self.p["interval"] = "week"
        super().begin()


class EvenWeeks(Recurring):
    """Every second week is every even week of the calendar."""

    class SCHEDULE(Schedule):
        def is_day(self, day: date):
            even = self.p["interval"] != "2_weeks" or day.isocalendar().week % 2 == 0
            return even and super().is_day(day)


class OrderAtTheNextPoint(Recurring):
    """An order between two points waits for the next one."""

    def ring_until(self, until):
        if until % NS_PER_S != NS_PER_S - 1 or (until + 1) % self.interval == 0:
            super().ring_until(until)


class OrderBeforeTheJump(Recurring):
    """An order that is due at an open takes the close before it."""

    def ring_until(self, until):
        due = self.next_alarm() if self.state == "running" else None
        if due is not None and due == until + 1:
            until = due
        super().ring_until(until)


# an order


class CapIncluded(Recurring):
    """A price at the cap or at the floor is left out, too."""

    def left_out(self):
        return super().left_out() or self.price in (self.p["price_cap"], self.p["price_floor"])


class NoFloor(Recurring):
    """The floor is not looked at."""

    def begin(self):
        self.p["price_floor"] = None
        super().begin()


class NoCap(Recurring):
    """The cap is not looked at."""

    def begin(self):
        self.p["price_cap"] = None
        super().begin()


class LeftOutForgotten(Recurring):
    """The price of an order that was left out does not count for the smart amount."""

    def left_out(self):
        out = super().left_out()
        if out:
            self.prices.pop()
        return out


class SmartWithNow(Recurring):
    """The band of the smart amount contains the price of now."""

    def times(self):
        if len(self.prices) < 5:
            return super().times()
        self.prices.append(self.price)
        found = super().times()
        self.prices.pop()
        return found


class SmartOverAll(Recurring):
    """The band reaches back to the first order, however long ago."""

    def band(self):
        return self.prices


class SmartFromTheSecond(Recurring):
    """The band counts from two prices on."""

    def band(self):
        found = super().band()
        return found if len(found) < 2 or len(found) >= 5 else [found[0]] * (5 - len(found)) + found


class SmartBoundless(Recurring):
    """A price outside the band goes on along the line."""

    def times(self):
        band = self.band() if self.p["smart_runs"] is not None else []
        if len(band) < 5 or min(band) == max(band):
            return super().times()
        most, least = self.p["smart_most"], self.p["smart_least"]
        share = Fraction(self.price - min(band)) / Fraction(max(band) - min(band))
        return most - Decimal(round(Fraction(most - least) * share * 10**8)) * STEP_8


class SmartUpsideDown(Recurring):
    """Most is spent at the highest price."""

    def times(self):
        if self.p["smart_runs"] is None or len(self.band()) < 5 or min(self.band()) == max(self.band()):
            return super().times()
        return self.p["smart_most"] + self.p["smart_least"] - super().times()


class SmartUnrounded(Recurring):
    """The factor is cut to two decimals."""

    def times(self):
        return floor_to(super().times(), Decimal("0.01"))


class AmountWithoutSlippage(Recurring):
    """The amount is divided by the price without slippage."""

    def wanted_qty(self, times):
        return floor_quotient(self.p["amount"] * times, self.price, self.lot)


class AmountWithFee(Recurring):
    """The amount contains the fee of the order."""

    def wanted_qty(self, times):
        unit = self.price * (ONE + self.m["slippage"]) * (ONE + self.buy_rate("taker"))
        return floor_quotient(self.p["amount"] * times, unit, self.lot)


class NoCollar(Recurring):
    """The last order is reckoned with the price of now instead of the worst one."""

    def worst_price(self):
        return self.market_price("buy")


class LastOrderLeftOut(Recurring):
    """An order that cannot spend its whole amount is the end."""

    def affordable_qty(self):
        found = super().affordable_qty()
        return found if self.left() >= self.p["amount"] else ZERO


class ProceedsAreSpentAgain(Recurring):
    """What sales brought may be spent beside the investment."""

    def left(self):
        return self.quote


class SpentWithoutFees(Recurring):
    """What was spent forgets the fees."""

    def count_buy(self, fill):
        super().count_buy(fill)
        self.spent -= self.quote_of(fill) - fill["price"] * fill["qty"]


class FeesRoundedDown(Recurring):
    """Fees are rounded down to their step."""

    def round_fee(self, amount):
        return floor_to(amount, STEP_8)


class EndsWithTheMoney(Recurring):
    """The bot ends when everything is spent, although a take profit rests."""

    def no_money(self):
        self.all_spent = True
        self.end()


class NeverEnds(Recurring):
    """The bot goes on for ever, also when everything is spent."""

    def no_money(self):
        self.all_spent = True

    def after_fill(self, order, fill):
        self.count_sale(fill)


class ExitForgotten(Recurring):
    """The coins are kept at the end, whatever the exit says."""

    def sell_out(self, qty):
        pass


class ExitIsARoundTrip(Recurring):
    """What the exit sold is realised as well."""

    def sell_out(self, qty):
        self.count_sale(self.trade("sell", qty))


# taking profit


class ProfitGross(Recurring):
    """The take profit forgets the fee of the sale."""

    def target_price(self, qty):
        return ceil_fraction(Fraction(self.target(qty)) / Fraction(qty), self.tick)


class ProfitWithTakerFee(Recurring):
    """The take profit reckons with the taker fee."""

    def enough(self, qty, price, rate, needed):
        return super().enough(qty, price, self.m["fee_taker"], needed)


class ProfitRoundedDown(Recurring):
    """The take profit is rounded down to the tick."""

    def target_price(self, qty):
        net = Fraction(qty * (ONE - self.m["fee_maker"]))
        return max(floor_fraction(Fraction(self.target(qty)) / net, self.tick), self.tick)


class CostWithoutFees(Recurring):
    """What the coins cost forgets the fees of the buys."""

    def count_buy(self, fill):
        super().count_buy(fill)
        self.cost -= self.quote_of(fill) - fill["price"] * fill["qty"]


class CostOfTheLast(Recurring):
    """The take profit is reckoned from the last order instead of all coins."""

    def target(self, qty):
        last = self.fills[-1]
        return qty * last["price"] * (ONE + self.p["take_profit"])


class CostRoundedDown(Recurring):
    """The cost of a part is rounded down."""

    def cost_of(self, qty):
        return floor_quotient(self.cost * qty, self.held, STEP_8)


class CostRoundedAboveAll(Recurring):
    """The rounded cost of all coins may be more than what they cost."""

    def cost_of(self, qty):
        return ceil_quotient(self.cost * qty, self.held, STEP_8)


class CostStays(Recurring):
    """A sale leaves the cost of what is held as it was."""

    def count_sale(self, fill):
        cost = self.cost
        super().count_sale(fill)
        self.cost = cost if self.held else ZERO


class PartIsIgnored(Recurring):
    """The take profit sells all coins."""

    def part(self):
        return floor_to(self.held, self.lot)


class PartOfTheOrder(Recurring):
    """The take profit sells the part of the last order only."""

    def part(self):
        return floor_to(self.base_of(self.fills[-1]) * self.p["take_profit_part"], self.lot)


class OldTakeProfitStays(Recurring):
    """The take profit of the first order is never replaced."""

    def renew(self):
        if not self.orders:
            super().renew()


class AnotherPartAfterASale(Recurring):
    """After the sale of a part the next part is offered at once."""

    def after_fill(self, order, fill):
        super().after_fill(order, fill)
        qty = self.part()
        if self.state == "running" and qty and self.takes(qty, self.price):
            price = ceil_quotient(self.target(qty), qty * (ONE - self.m["fee_maker"]), self.tick)
            self.place("sell", max(price, self.price + self.tick), qty)


class HeldWithoutFees(Recurring):
    """What is held forgets the fees in base: more is sold than there is."""

    def count_buy(self, fill):
        super().count_buy(fill)
        self.held += fill["qty"] - self.base_of(fill)


class GainBeforeFees(Recurring):
    """The gain of a sale forgets its fee."""

    def count_sale(self, fill):
        super().count_sale(fill)
        ts, gain = self.deals.pop()
        self.deals.append((ts, gain + fill["fee"]))


class MarketableProfitRests(Recurring):
    """A take profit below the price waits for a touch and is never a taker."""

    def fill_marketable(self):
        pass
