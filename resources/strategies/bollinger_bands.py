"""A buy rests at the lower band; what it buys is sold at the middle."""

from statistics import fmean, pstdev

from finbyte import ApiError, Link, logger

LEVEL, LENGTH, WIDTH = "5m", 20, 2
SIZE_IN_MONEY = 200


class Trading(Link):
    def __init__(self):
        self.candle = 0
        self.buy = None
        self.middle = 0

    def quote_update(self, src, sym, data):
        candle = self.candle_bin(data["time"], LEVEL)
        if candle == self.candle:
            return
        self.candle = candle
        closes = [row["close"] for row in self.fetch_candles(self.venue, sym=sym, level=LEVEL)["data"][:-1]]
        if len(closes) < LENGTH:
            return
        self.middle = fmean(closes[-LENGTH:])
        lower = self.middle - WIDTH * pstdev(closes[-LENGTH:])
        if self.buy is not None:
            try:
                self.cancel_order(self.venue, order_id=self.buy)
            except ApiError as error:  # it has traded at this very moment
                logger.info("not cancelled: %s", error)
            self.buy = None
        money = self.fetch_balances(self.venue)["data"][0]["amount"]
        if money > SIZE_IN_MONEY * 1.01:
            size = SIZE_IN_MONEY / lower
            order = self.create_limit_order(self.venue, sym=sym, side="Buy", size=size, price=lower)
            self.buy = order["data"]["order_id"]

    def order_update(self, src, sym, data):
        if data["order_id"] == self.buy and data["remain_size"] == 0:
            self.buy = None

    def fill_update(self, src, sym, data):
        if data["side"] == "Buy":
            price = max(self.middle, data["fill_price"] * 1.003)  # never below what it cost
            self.create_limit_order(self.venue, sym=sym, side="Sell", size=data["fill_size"], price=price)
