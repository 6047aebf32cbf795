"""Buys once with the money of the bot and keeps the coins."""

from finbyte import Link, logger


class Trading(Link):
    def __init__(self):
        self.bought = False

    def quote_update(self, src, sym, data):
        if self.bought:
            return
        self.bought = True
        money = self.fetch_balances(self.venue)["data"][0]["amount"]
        size = money * 0.98 / data["ask"][0]  # the rest pays the fee
        self.create_market_order(self.venue, sym=sym, side="Buy", size=size)
        logger.info("buys %.4f", size)
