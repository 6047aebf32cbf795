"""Buys when the relative strength index is low, and sells when it is high."""

from itertools import pairwise

from finbyte import Link

LEVEL, LENGTH = "5m", 14
LOW, HIGH = 30, 70
PART = 0.3  # of the money, each time


def strength(closes):
    """The index of the last closes, 0 to 100."""
    moves = [after - before for before, after in pairwise(closes)]
    gains, losses = sum(m for m in moves if m > 0), -sum(m for m in moves if m < 0)
    return 50 if gains == losses == 0 else 100 * gains / (gains + losses)


class Trading(Link):
    def __init__(self):
        self.candle = 0

    def quote_update(self, src, sym, data):
        candle = self.candle_bin(data["time"], LEVEL)
        if candle == self.candle:
            return
        self.candle = candle
        closes = [row["close"] for row in self.fetch_candles(self.venue, sym=sym, level=LEVEL)["data"][:-1]]
        if len(closes) <= LENGTH:
            return
        index = strength(closes[-LENGTH - 1 :])
        money, coins = (row["amount"] for row in self.fetch_balances(self.venue)["data"])
        if index < LOW and money * PART > 10:
            self.create_market_order(self.venue, sym=sym, side="Buy", size=money * PART / data["ask"][0])
        elif index > HIGH and coins * data["bid"][0] > 10:
            self.create_market_order(self.venue, sym=sym, side="Sell", size=coins)
