"""Buys when the price leaves the range of the last candles upward, and sells when it leaves it downward."""

from finbyte import Link

LEVEL, LENGTH = "5m", 24
PART = 0.9


class Trading(Link):
    def __init__(self):
        self.candle = 0
        self.high = self.low = None
        self.holds = False

    def quote_update(self, src, sym, data):
        candle = self.candle_bin(data["time"], LEVEL)
        if candle != self.candle:
            self.candle = candle
            rows = self.fetch_candles(self.venue, sym=sym, level=LEVEL)["data"][:-1][-LENGTH:]
            if len(rows) == LENGTH:
                self.high = max(row["high"] for row in rows)
                self.low = min(row["low"] for row in rows)
        if self.high is None:
            return
        if data["ask"][0] > self.high and not self.holds:
            money = self.fetch_balances(self.venue)["data"][0]["amount"]
            self.create_market_order(self.venue, sym=sym, side="Buy", size=money * PART / data["ask"][0])
            self.holds = True
        elif data["bid"][0] < self.low and self.holds:
            coins = self.fetch_balances(self.venue)["data"][1]["amount"]
            self.create_market_order(self.venue, sym=sym, side="Sell", size=coins)
            self.holds = False
