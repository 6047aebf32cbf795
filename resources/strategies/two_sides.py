"""Keeps a buy and a sell around the price, moves them along, and leans against what it holds."""

from finbyte import ApiError, Link, logger

HALF, MOVE = 0.002, 0.001
SIZE_IN_MONEY = 100
MOST_IN_MONEY = 500  # of coins


class Trading(Link):
    def __init__(self):
        self.orders = {}  # side: (id, price)
        self.at = None

    def quote_update(self, src, sym, data):
        price = (data["bid"][0] + data["ask"][0]) / 2
        if self.at is not None and abs(price - self.at) < price * MOVE:
            return
        self.at = price
        coins = self.fetch_balances(self.venue)["data"][1]["amount"]
        size = SIZE_IN_MONEY / price
        try:
            self.keep(sym, "Buy", size if coins * price < MOST_IN_MONEY else 0, price * (1 - HALF))
            self.keep(sym, "Sell", min(size, coins), price * (1 + HALF))
        except ApiError as error:  # an order has traded at this very moment
            logger.info("left as it is: %s", error)

    def keep(self, sym, side, size, price):
        """One order of this side at this price, or none."""
        found = self.orders.get(side)
        if size * price < 10:
            if found:
                self.cancel_order(self.venue, order_id=found)
        elif found:
            self.amend_order(self.venue, order_id=found, price=price)
        else:
            order = self.create_limit_order(self.venue, sym=sym, side=side, size=size, price=price)
            self.orders[side] = order["data"]["order_id"]

    def order_update(self, src, sym, data):
        if data["remain_size"] == 0 and self.orders.get(data["side"]) == data["order_id"]:
            del self.orders[data["side"]]
            self.at = None  # the next quote puts it back
