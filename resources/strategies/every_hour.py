"""Buys for the same amount every hour, by a timer of the market's time."""

from finbyte import ApiError, Link, logger

EVERY_S, AMOUNT = 3600, 20


class Trading(Link):
    def __init__(self):
        self.ask = None
        self.delay_thread(60, self.buy)

    def quote_update(self, src, sym, data):
        self.ask = data["ask"][0]

    def buy(self):
        self.delay_thread(EVERY_S, self.buy)
        if self.ask is None:
            return
        try:
            self.create_market_order(self.venue, sym=self.sym, side="Buy", size=AMOUNT / self.ask)
        except ApiError as error:
            logger.warning("nothing was bought: %s", error)
