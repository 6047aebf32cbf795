"""Buys rest in steps below the price; each one that fills is sold a step higher, and comes again."""

from finbyte import Link

STEP, RUNGS = 0.005, 4
MONEY_A_RUNG = 150


class Trading(Link):
    def __init__(self):
        self.rungs = {}  # id of an order: the price of its buy

    def quote_update(self, src, sym, data):
        if not self.rungs:
            for rung in range(1, RUNGS + 1):
                price = data["bid"][0] * (1 - STEP * rung)
                self.buy(sym, price, MONEY_A_RUNG / price)

    def buy(self, sym, price, size):
        order = self.create_limit_order(self.venue, sym=sym, side="Buy", size=size, price=price)["data"]
        self.rungs[order["order_id"]] = order["order_price"]

    def fill_update(self, src, sym, data):
        price, size = self.rungs[data["order_id"]], data["fill_size"]  # perhaps a part of the order
        if data["side"] == "Buy":
            higher = price * (1 + STEP)
            order = self.create_limit_order(self.venue, sym=sym, side="Sell", size=size, price=higher)["data"]
            self.rungs[order["order_id"]] = price
        else:
            self.buy(sym, price, size)
