"""Holds coins while the fast average of closes is above the slow one."""

from finbyte import Link, logger

LEVEL, FAST, SLOW = "5m", 5, 20
PART = 0.9  # of the money


class Trading(Link):
    def __init__(self):
        self.candle = 0
        self.holds = False

    def quote_update(self, src, sym, data):
        candle = self.candle_bin(data["time"], LEVEL)
        if candle == self.candle:
            return
        self.candle = candle  # a new candle has begun: the ones before are complete
        rows = self.fetch_candles(self.venue, sym=sym, level=LEVEL)["data"][:-1]
        if len(rows) < SLOW:
            return
        closes = [row["close"] for row in rows]
        fast, slow = sum(closes[-FAST:]) / FAST, sum(closes[-SLOW:]) / SLOW
        if fast > slow and not self.holds:
            money = self.fetch_balances(self.venue)["data"][0]["amount"]
            self.create_market_order(self.venue, sym=sym, side="Buy", size=money * PART / data["ask"][0])
            self.holds = True
        elif fast < slow and self.holds:
            coins = self.fetch_balances(self.venue)["data"][1]["amount"]
            self.create_market_order(self.venue, sym=sym, side="Sell", size=coins)
            self.holds = False
            logger.info("sold at %s", data["bid"][0])
