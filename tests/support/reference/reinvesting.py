"""Reinvested profit of the reference: what `auto_reinvest` does every 24 h.

Readings (continuing those of `conditions.py`)
----------------------------------------------
33. Due 24 h, 48 h, ... after the time of the start, at the alarm's own time and at the price of that moment
    (in missing candles: at the last close). It is done while the state is running, also while a hold delay
    runs; nothing is made up for later when it did not pay.
34. The size is the largest step for which the inequality of the section holds with the bot as it is now: B =
    the buys of the plan, n = the sells of the plan, whatever the price is; own coins = all whole lots in the
    bot; money = all quote in the bot - reserve x investment in quote. Every cell counts with the new size
    (with its own quantity where that is larger), also a cell that cannot change yet. The opening purchase of
    the inequality is ceil_lot(missing coins / (1 - opening fee in base)). What rounding costs more (fees, the
    purchase up to the tick) is paid from the reserve, as at the start; see reading 7.
35. Not limited to the realised profit: all that no order needs counts, the reserve excepted.
36. Only upwards: a size that is not larger than the one before changes nothing at all, and no cell ever gets
    a smaller quantity than it has (trailing down can leave larger ones).
37. With `order_qty` the size is the trader's: nothing happens.
38. Coins first: one taker order, `level` null, for what the sells of the cells without an open round trip
    lack beyond the coins that stand in no sell. It is not made when the venue would refuse it as too small.
39. Then the orders of the cells without an open round trip are amended, the farthest from the vacant level
    first: a buy always (the inequality has paid for it), a sell to the whole new quantity if that many more
    coins stand in no sell, else it keeps its quantity, and its cell does. The new quantity of a sell is the
    full one of its cell, not shortened by the fee in base, as at the start.
40. All other cells keep the order they have and change at the end of a round trip: before a buy, when quote
    that no other buy needs, without the reserve, pays for the whole new quantity; before a sell, when that
    many coins stand in no other sell. Otherwise the cell goes on with its old quantity and it is tried again
    at the end of its next trip. No coins are bought then.
41. A cell that trailing makes later has the new size; the sell that trailing down moves keeps its coins, and
    what its cell was waiting for is forgotten.
42. `investment` stays. The purchase is no fill of a cell and belongs to no round trip.
43. The output `order_qty` is the size of the start, as `levels` and `vacant_level` are those of the start.
"""

from __future__ import annotations

from decimal import Decimal

from tests.support.reference.arithmetic import NS_PER_S, ONE, ZERO, floor_to, largest_multiple

DAY_NS = 24 * 60 * 60 * NS_PER_S


class Reinvesting:
    """The part of the engine that puts profit to work."""

    def await_reinvestment(self) -> None:
        """The next one is due 24 h from now."""
        if self.p["auto_reinvest"]:
            self.alarms["reinvest"] = self.now + DAY_NS

    def reinvest(self) -> None:
        """A larger size, if there is money for one more step: coins first, then the orders."""
        size = self.affordable_size()
        if size <= self.size:
            return
        self.size = size
        for i, cell in self.cells.items():
            target = self.cell_qty(i, size)
            if target > cell.qty:
                cell.wanted = target
        self.buy_missing_coins()
        for order in sorted(self.plan.values(), key=self.nearness, reverse=True):
            if self.may_grow(order.cell):
                self.amend(order)
        self.choose_live()

    # size

    def affordable_size(self) -> Decimal:
        """The largest q or Q that the money in the bot pays for at the price of the moment."""
        if self.p["order_qty"] is not None:
            return self.size
        step = self.lot if self.p["qty_mode"] == "equal_base" else self.tick
        return largest_multiple(step, lambda x: self.running_cost(x) <= self.running_budget())

    def running_budget(self) -> Decimal:
        """All quote in the bot but the reserve."""
        return self.quote - self.kept_back()

    def kept_back(self) -> Decimal:
        """The reserve in quote."""
        return self.p["reserve"] * self.p["investment"]

    def running_cost(self, size: Decimal) -> Decimal:
        """The left side of the inequality for the orders as they stand: all buys, and the missing coins."""
        buys, sells = ZERO, ZERO
        for order in self.plan.values():
            if order.side == "buy":
                buys += max(order.qty, self.cell_qty(order.index, size)) * order.price
            else:
                sells += max(order.qty, self.cell_qty(order.index - 1, size))
        missing = max(ZERO, sells - floor_to(self.base, self.lot))
        coins = self.gross_of_fee(missing) * self.price * (ONE + self.m["slippage"])
        return buys * (ONE + self.maker_quote_rate) + coins * (ONE + self.taker_quote_rate)

    # coins and orders

    def may_grow(self, cell) -> bool:
        """Whether a cell waits for a larger quantity and has no open round trip."""
        return cell.wanted is not None and cell.wanted > cell.qty and not cell.trip_is_open()

    def missing_coins(self) -> Decimal:
        """What the growing sells lack beyond the coins that stand in no sell."""
        growing = [o for o in self.plan.values() if o.side == "sell" and self.may_grow(o.cell)]
        lack = sum((o.cell.wanted - o.qty for o in growing), ZERO)
        return max(ZERO, lack - floor_to(self.free_base(), self.lot))

    def buy_missing_coins(self) -> None:
        """One taker order, unless the venue would refuse so small a one."""
        qty = self.gross_of_fee(self.missing_coins())
        if qty and self.venue_takes(qty):
            self.book("buy", qty, self.market_price("buy", None), "taker", None)

    def venue_takes(self, qty: Decimal) -> bool:
        """Whether a purchase at the price of the moment is large enough for the venue."""
        return qty >= self.m["min_qty"] and qty * self.price >= self.m["min_notional"]

    def amend(self, order) -> None:
        """The new quantity for an order of a cell without an open round trip; a sell needs its coins."""
        cell = order.cell
        if order.side == "sell" and cell.wanted - order.qty > self.free_base():
            return
        cell.qty = order.qty = cell.wanted

    # at the end of a round trip

    def next_buy_qty(self, sold) -> Decimal:
        """Quantity of the buy after a sell: the one waited for when it ends a trip and the money is there."""
        cell = sold.cell
        if self.may_grow(cell):
            cost = cell.wanted * self.level(sold.index - 1) * (ONE + self.maker_quote_rate)
            if self.pays_after_trip(cost):
                cell.qty = cell.wanted
        return cell.qty

    def pays_after_trip(self, cost: Decimal) -> bool:
        """Whether quote that no other buy needs, without the reserve, pays for a buy."""
        return cost <= self.free_quote() - self.kept_back()

    def next_sell_qty(self, bought) -> Decimal:
        """Quantity of the sell after a buy: the one waited for if it ends a trip and the coins are there."""
        cell = bought.cell
        if self.may_grow(cell) and self.coins_after_trip(cell.wanted):
            cell.qty = cell.wanted
            return cell.qty
        return self.mirror_sell_qty(bought.qty)

    def coins_after_trip(self, wanted: Decimal) -> bool:
        """Whether that many coins stand in no other sell."""
        return wanted <= self.free_base()
