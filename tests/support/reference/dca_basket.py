"""A slow reference of the recurring purchase of several assets, from the specification and decision 0024.

All numbers are `Fraction`; nothing is rounded but where the text says so. Nobody is asked: every order is
traded at once at the price of the moment. Markets walk along their candles together, as in `rebalance`.

Readings
--------
 1. The bot starts at the opening of the latest first candle, or where a market has none at that time, at the
    first time at which all have one. Every second week and every month count from that moment.
 2. Alarms that wait in a hole ring at its end, each once, in the order: take profit, order of the schedule.
    What came due in the hole is one missed order, whatever number of times it came due.
 3. An order is late by the time from when it was due to when its alarm rang.
 4. "The next minute" after a look in a hole is the first whole minute after the time of the look.
 5. Whether everything is spent is judged with the prices of that order. A catch up that finds nothing left
    ends the bot as an order of the schedule would.
 6. After the end the series is walked on: equity and drawdown go on with what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tests.support.reference.dca_schedule import Schedule
from tests.support.reference.rebalance import COLLAR, MINUTE, MS, STEP, Candle, Market, Run, S, down, up

LATE = 300 * S
NUMBERS = ("amount", "investment", "take_profit", "take_profit_part")
DEFAULTS: dict[str, Any] = {
    "weighting": "equal", "at": "00:00", "weekday": None, "day": None, "time_zone": "UTC", "first": "now",
    "missed": "skip", "take_profit": None, "take_profit_part": "1", "exit": "keep",
}  # fmt: skip


class DcaBasket:
    """One run of the bot. Small methods, so that a wrong variant can replace one of them."""

    def __init__(
        self,
        params: Mapping[str, Any],
        markets: Mapping[str, Mapping[str, Any]],
        candles: Mapping[str, Sequence[Candle]],
        interval_s: int,
        slippage: Any = 0,
    ):
        p: dict[str, Any] = {**DEFAULTS, **params}
        for name in NUMBERS:
            p[name] = None if p[name] is None else Fraction(p[name])
        self.p, self.slippage = p, Fraction(slippage)
        self.quote_asset = next(iter(markets)).split("/")[1]
        shares = {asset: Fraction(share) for asset, share in p["assets"].items()}
        self.weights = {asset: share / sum(shares.values()) for asset, share in shares.items()}
        made = {}
        for symbol, m in markets.items():
            lot = Fraction(m["lot"])
            made[symbol.split("/")[0]] = Market(
                symbol,
                Fraction(m["tick"]),
                lot,
                Fraction(m.get("min_qty", lot)),
                Fraction(m.get("min_notional", 0)),
                Fraction(m.get("fee_taker", 0)),
                m.get("fee_asset", "quote") == "base",
                interval_s * S,
                [row[0] * MS for row in candles[symbol]],
                [tuple(Fraction(x) for x in row[1:]) for row in candles[symbol]],
            )
        self.markets = [made[asset] for asset in p["assets"]]
        self.run = Run(p["investment"], p["investment"], peak=p["investment"])
        self.spent = Fraction(0)
        self.spent_on = dict.fromkeys(p["assets"], Fraction(0))
        self.rounds = 0
        self.all_spent = False
        self.to_come: Iterator[int] = iter(())
        self.due: int | None = None
        self.look_at: int | None = None

    # the walk

    def result(self) -> dict[str, Any]:
        """Walk to the end; every figure of the run."""
        begin = max(m.opens[0] for m in self.markets)
        end = min(m.opens[-1] + m.interval for m in self.markets)
        points = sorted(
            (time, number, price, closes)
            for number, m in enumerate(self.markets)
            for time, price, closes in m.points()
            if time < end
        )
        alarm: int | None = self.together(begin)
        started, at = False, 0
        while at < len(points):
            time = points[at][0]
            while alarm is not None and alarm < time:
                started, alarm = self.ring(alarm, started)
            closes = False
            while at < len(points) and points[at][0] == time:
                _, number, price, closing = points[at]
                self.markets[number].price = price
                closes = closes or closing
                at += 1
            while alarm is not None and alarm == time:
                started, alarm = self.ring(alarm, started)
            if closes and started:
                self.sample()
        return self.document()

    def ring(self, now: int, started: bool) -> tuple[bool, int | None]:
        """What happens at a time: the start, or what is due; and the next such time."""
        if not started:
            self.begin(now)
        else:
            if self.running() and self.look_at is not None and self.look_at <= now:
                self.look(now)
            if self.running() and self.due is not None and self.due <= now:
                self.scheduled(now)
        if not self.running():
            return True, None
        times = [x for x in (self.due, self.look_at) if x is not None]
        return True, self.together(max(min(times), now)) if times else None

    def together(self, time: int) -> int | None:
        """The first time from this one on at which every market has a candle."""
        while True:
            away = [m for m in self.markets if not m.has_candle(time)]
            if not away:
                return time
            later = [m.next_open(time) for m in away]
            if None in later:
                return None
            time = max(x for x in later if x is not None)

    def running(self) -> bool:
        """Whether it has not ended."""
        return self.run.state == "running"

    # the schedule

    def begin(self, now: int) -> None:
        """The first order; then the schedule."""
        self.run.start = now
        if not self.plan():
            self.run.state, self.run.reason = "stopped", "order_too_small"
            return
        self.to_come = Schedule(self.p, now).to_come()
        self.due = next(self.to_come)
        if self.p["first"] == "now":
            self.order(now)
        elif self.due == now:
            self.scheduled(now)

    def plan(self) -> list[tuple[Market, Fraction]]:
        """The orders of the start."""
        return self.legs()[0]

    def scheduled(self, now: int) -> None:
        """An order is due, in time or late."""
        due = self.due
        assert due is not None
        while self.due is not None and self.due <= now:
            self.due = next(self.to_come)
        if now - due <= LATE or self.p["missed"] == "catch_up":
            self.order(now)

    # an order

    def order(self, now: int) -> None:
        """One order of every asset that the markets take."""
        orders, is_spent = self.legs()
        for m, qty in orders:
            self.trade(now, m, "buy", qty)
        if orders:
            self.after_purchase(now)
        elif is_spent:
            self.all_spent, self.due = True, None
            if self.look_at is None:
                self.end(now)

    def after_purchase(self, now: int) -> None:
        """From here on the worth is looked at."""
        if self.p["take_profit"] is not None and self.look_at is None:
            self.look_at = (now // MINUTE + 1) * MINUTE

    def legs(self) -> tuple[list[tuple[Market, Fraction]], bool]:
        """What is bought now, and whether everything is spent."""
        left = self.left()
        orders, wishes = [], 0
        for m in self.markets:
            wanted = self.wanted(m)
            if not self.takes(m, wanted):
                continue
            wishes += 1
            most = self.most(m, left)
            if self.takes(m, most):
                orders.append((m, min(wanted, most)))
        return orders, wishes > 0 and not orders

    def left(self) -> Fraction:
        """What may still be spent by all."""
        run = self.run
        steps = sum(
            (STEP for m in self.markets if self.weights[m.coin] and m.taker and not m.fee_in_base),
            Fraction(0),
        )
        return min(run.quote, run.put_in - self.spent) - steps

    def wanted(self, m: Market) -> Fraction:
        """What an asset's part of the amount buys."""
        return down(self.p["amount"] * self.weights[m.coin] / (m.price * (1 + self.slippage)), m.lot)

    def most(self, m: Market, left: Fraction) -> Fraction:
        """What an asset's part of the money that is left buys at the worst price."""
        worst = up(m.price * (1 + max(COLLAR, self.slippage)), m.tick)
        rate = 0 if m.fee_in_base else m.taker
        return down(max(left, Fraction(0)) * self.weights[m.coin] / (worst * (1 + rate)), m.lot)

    def takes(self, m: Market, qty: Fraction) -> bool:
        """Whether a market takes a purchase."""
        return qty > 0 and qty >= m.min_qty and qty * m.price >= m.min_notional

    # taking profit

    def look(self, now: int) -> None:
        """Whether all coins together are worth enough; then they are sold."""
        self.look_at = (now // MINUTE + 1) * MINUTE
        if not self.reached():
            return
        before = len(self.run.fills)
        for m in self.markets:
            self.sell(now, m, down(m.held * self.p["take_profit_part"], m.lot))
        if len(self.run.fills) > before:
            self.rounds += 1
            self.look_at = None
            if self.all_spent:
                self.end(now)

    def reached(self) -> bool:
        """The condition of the note."""
        cost = sum((m.cost for m in self.markets), Fraction(0))
        return self.net_worth() >= (1 + self.p["take_profit"]) * cost

    def net_worth(self) -> Fraction:
        """What a sale of all coins would bring."""
        return sum((m.value * (1 - self.slippage) * (1 - m.taker) for m in self.markets), Fraction(0))

    # trades

    def sell(self, now: int, m: Market, qty: Fraction) -> None:
        """A sale, where the market takes it at its worst price."""
        worst = max(m.tick, up(m.price * (1 - max(COLLAR, self.slippage)), m.tick))
        if qty > 0 and qty >= m.min_qty and qty * worst >= m.min_notional:
            self.trade(now, m, "sell", qty)

    def trade(self, now: int, m: Market, side: str, qty: Fraction) -> None:
        """A market order at the price of the moment."""
        run = self.run
        in_base = side == "buy" and m.fee_in_base
        if side == "buy":
            price = up(m.price * (1 + self.slippage), m.tick)
        else:
            price = max(down(m.price * (1 - self.slippage), m.tick), m.tick)
        fee = up((qty if in_base else qty * price) * m.taker, STEP)
        in_quote = Fraction(0) if in_base else fee
        if side == "buy":
            paid = qty * price + in_quote
            m.cost += paid
            m.held += qty - (fee if in_base else 0)
            run.quote -= paid
            self.spent += paid
            self.spent_on[m.coin] += paid
        else:
            part = min(m.cost, up(m.cost * qty / m.held, STEP))
            m.cost -= part
            m.held -= qty
            run.quote += qty * price - in_quote
            run.realised += qty * price - in_quote - part
        asset = m.coin if in_base else self.quote_asset
        if fee:
            run.fees[asset] = run.fees.get(asset, Fraction(0)) + fee
        run.fills.append(
            {"market": m.symbol, "ts_ns": now, "side": side, "price": price, "qty": qty, "fee": fee,
             "fee_asset": asset}
        )  # fmt: skip

    def end(self, now: int) -> None:
        """Everything is spent; the coins are sold where the exit says so."""
        self.run.state, self.run.reason = "stopped", "all_spent"
        if self.p["exit"] == "sell":
            for m in self.markets:
                self.sell(now, m, down(m.held, m.lot))

    # figures

    def equity(self) -> Fraction:
        """Quote and coins at the last prices."""
        return self.run.quote + sum((m.value for m in self.markets), Fraction(0))

    def sample(self) -> None:
        """Equity at a close, for the drawdown."""
        equity = self.equity()
        self.run.peak = max(self.run.peak, equity)
        self.run.drawdown = max(self.run.drawdown, self.run.peak - equity)

    def document(self) -> dict[str, Any]:
        """Every figure of the run."""
        run = self.run
        return {
            "state": run.state,
            "reason": run.reason,
            "investment": run.put_in,
            "total_profit": self.equity() - run.put_in,
            "realised_profit": run.realised,
            "fees": run.fees,
            "round_trips": self.rounds,
            "spent": self.spent,
            "held": {m.coin: m.held for m in self.markets},
            "values": {m.coin: m.value for m in self.markets},
            "costs": {m.coin: m.cost for m in self.markets},
            "spent_on": self.spent_on,
            "quote": run.quote,
            "equity": self.equity(),
            "max_drawdown": run.drawdown,
            "fills": run.fills,
        }
