"""Buys, follows the price up, sells when it has fallen by a part from its highest, and begins anew."""

from finbyte import Link, logger

TRAIL, PAUSE_S = 0.01, 1800
PART = 0.9


class Trading(Link):
    def __init__(self):
        self.highest = None
        self.waits = False

    def quote_update(self, src, sym, data):
        if self.waits:
            return
        if self.highest is None:
            money = self.fetch_balances(self.venue)["data"][0]["amount"]
            self.create_market_order(self.venue, sym=sym, side="Buy", size=money * PART / data["ask"][0])
            self.highest = data["bid"][0]
            return
        self.highest = max(self.highest, data["bid"][0])
        if data["bid"][0] <= self.highest * (1 - TRAIL):
            coins = self.fetch_positions(self.venue)["data"][0]["pos_size"]
            self.create_market_order(self.venue, sym=sym, side="Sell", size=coins)
            logger.info("fell from %s to %s", self.highest, data["bid"][0])
            self.waits = True
            self.delay_thread(PAUSE_S, self.again)

    def again(self):
        self.highest, self.waits = None, False
