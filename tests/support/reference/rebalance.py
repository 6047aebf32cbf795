"""A slow reference of the smart rebalance, written from its specification and decision note 0020 alone.

All numbers are `Fraction`; nothing is rounded but where the text says so. Nobody is asked: every order is
traded at once at the price of the moment. The markets walk along their candles together, and every look of
the bot is made, one after the other.

Readings
--------
 1. A look happens after all points of its time. One that falls where a market has no candle waits for the
    first time at which all have one; looks that wait for the same time are one.
 2. The bot starts at the opening of the latest first candle, and where a market has no candle at that time,
    at the first time at which all have one.
 3. The ratio of stop and take profit is looked at before the weights at every look, where one of them is set.
 4. The guard counts the sales that are sent and all missing amounts on markets, also those too small to buy.
 5. After a stop the series is walked to its end: equity and drawdown go on with what is kept.
 6. A rebalance after the first one counts when it traded anything; a stop is none.
 7. The worst price of a sale is half a percent below the last price, whatever the slippage is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

MS = 1_000_000
S = 1_000_000_000
MINUTE = 60 * S
STEP = Fraction(1, 10**8)  # of a fee and of a cost
COLLAR = Fraction(5, 1000)
NUMBERS = ("threshold", "investment", "cost_guard", "stop_equity", "take_profit_equity")
DEFAULTS: dict[str, Any] = {
    "trigger": "either", "threshold": 5, "interval_s": 86_400, "own": {}, "cost_guard": "0.05",
    "stop_equity": None, "take_profit_equity": None, "exit": "sell", "weighting": "custom",
}  # fmt: skip

Candle = tuple[int, Any, Any, Any, Any]  # opening time in ms, open, high, low, close


def down(value: Fraction, step: Fraction) -> Fraction:
    """The largest multiple of a step at or below a value."""
    return floor(value / step) * step


def up(value: Fraction, step: Fraction) -> Fraction:
    """The smallest multiple of a step at or above a value."""
    return ceil(value / step) * step


@dataclass
class Market:
    """One spot market: its steps and fees, its candles, and what the bot holds of its coin."""

    symbol: str
    tick: Fraction
    lot: Fraction
    min_qty: Fraction
    min_notional: Fraction
    taker: Fraction
    fee_in_base: bool
    interval: int  # of a candle, ns
    opens: list[int]  # opening times, ns
    candles: list[tuple[Fraction, ...]]  # open, high, low, close
    price: Fraction = Fraction(0)
    held: Fraction = Fraction(0)
    cost: Fraction = Fraction(0)

    @property
    def coin(self) -> str:
        """The asset that is traded here."""
        return self.symbol.split("/")[0]

    @property
    def value(self) -> Fraction:
        """What the coins are worth at the last price."""
        return self.held * self.price

    def has_candle(self, time: int) -> bool:
        """Whether a candle contains a time."""
        at = bisect_right(self.opens, time) - 1
        return at >= 0 and time < self.opens[at] + self.interval

    def next_open(self, time: int) -> int | None:
        """The first opening after a time."""
        at = bisect_right(self.opens, time)
        return self.opens[at] if at < len(self.opens) else None

    def points(self) -> list[tuple[int, Fraction, bool]]:
        """Time and price of every point of the walk, and whether it is a close."""
        made = []
        for time, (o, high, low, c) in zip(self.opens, self.candles, strict=True):
            first, second = (low, high) if c >= o else (high, low)
            made += [(time, o, False), (time + self.interval // 3, first, False)]
            made += [(time + 2 * self.interval // 3, second, False), (time + self.interval - 1, c, True)]
        return made


@dataclass
class Run:
    """What a run has done so far."""

    quote: Fraction
    put_in: Fraction = Fraction(0)
    start: int = 0
    fills: list[dict[str, Any]] = field(default_factory=list)
    fees: dict[str, Fraction] = field(default_factory=dict)
    realised: Fraction = Fraction(0)
    rebalances: int = 0
    peak: Fraction = Fraction(0)
    drawdown: Fraction = Fraction(0)
    state: str = "running"
    reason: str = ""


class Rebalance:
    """One run of the bot over the candles of its markets."""

    def __init__(
        self,
        params: Mapping[str, Any],
        markets: Mapping[str, Mapping[str, Any]],
        candles: Mapping[str, Sequence[Candle]],
        interval_s: int | Mapping[str, int],
        slippage: Any = 0,
    ):
        p: dict[str, Any] = {**DEFAULTS, **params}
        for name in NUMBERS:
            p[name] = None if p[name] is None else Fraction(p[name])
        self.p = p
        self.slippage = Fraction(slippage)
        self.quote_asset = next(iter(markets)).split("/")[1]
        shares = {asset: Fraction(share) for asset, share in p["assets"].items()}
        self.weights = {asset: share / sum(shares.values()) for asset, share in shares.items()}
        made = {}
        for symbol, m in markets.items():
            rows = candles[symbol]
            lot = Fraction(m["lot"])
            made[symbol.split("/")[0]] = Market(
                symbol,
                Fraction(m["tick"]),
                lot,
                Fraction(m.get("min_qty", lot)),
                Fraction(m.get("min_notional", 0)),
                Fraction(m.get("fee_taker", 0)),
                m.get("fee_asset", "quote") == "base",
                (interval_s if isinstance(interval_s, int) else interval_s[symbol]) * S,
                [row[0] * MS for row in rows],
                [tuple(Fraction(x) for x in row[1:]) for row in rows],
            )
        self.markets = [made[asset] for asset in p["assets"] if asset != self.quote_asset]
        self.by_coin = {m.coin: m for m in self.markets}
        self.run = Run(Fraction(p["investment"]))
        self.changed = True  # since the last reckoning of the deviations
        self.known: list[Fraction] = []

    # the walk

    def result(self) -> dict[str, Any]:
        """Walk to the end; every figure of the run."""
        begin = max(m.opens[0] for m in self.markets)
        end = min(m.opens[-1] + m.interval for m in self.markets)
        points = [
            (time, number, price, closes)
            for number, m in enumerate(sorted(self.markets, key=lambda m: m.symbol))
            for time, price, closes in m.points()
            if time < end
        ]
        ordered = sorted(self.markets, key=lambda m: m.symbol)
        points.sort(key=lambda point: point[:2])
        started = False
        alarm: int | None = self.together(begin)
        at = 0
        while at < len(points):
            time = points[at][0]
            while alarm is not None and alarm < time:
                started, alarm = self.ring(alarm, started)
            closes = False
            while at < len(points) and points[at][0] == time:
                _, number, price, closing = points[at]
                if price != ordered[number].price:
                    ordered[number].price, self.changed = price, True
                closes = closes or closing
                at += 1
            while alarm is not None and alarm == time:
                started, alarm = self.ring(alarm, started)
            if closes and started:
                self.sample()
        return self.document()

    def ring(self, now: int, started: bool) -> tuple[bool, int | None]:
        """The alarm of a time, the first of which is the start; the next one."""
        if not started:
            self.run.start = self.last_look = now
            self.begin(now)
        else:
            self.look(now)
        if self.run.state != "running":
            return True, None
        due = self.next_alarm(now)
        return True, self.together(due)

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

    def next_alarm(self, now: int) -> int:
        """The next time at which the bot looks at anything."""
        minute = (now // MINUTE + 1) * MINUTE
        period = self.p["interval_s"] * S
        turn = self.run.start + ((now - self.run.start) // period + 1) * period
        if self.p["trigger"] != "interval":
            return minute
        return min(minute, turn) if self.watches() else turn

    def watches(self) -> bool:
        """Whether a stop or a take profit is set."""
        return self.p["stop_equity"] is not None or self.p["take_profit_equity"] is not None

    # values

    def equity(self) -> Fraction:
        """Quote and coins at the last prices."""
        return self.run.quote + sum((m.value for m in self.markets), Fraction(0))

    def targets(self) -> dict[str, Fraction]:
        """What each asset should be worth; the quote asset is one of them."""
        whole = self.equity()
        made = {asset: whole * weight for asset, weight in self.weights.items()}
        return {self.quote_asset: Fraction(0), **made}

    def value_of(self, asset: str) -> Fraction:
        """What is held of an asset, in quote."""
        return self.run.quote if asset == self.quote_asset else self.by_coin[asset].value

    def deviations(self) -> list[Fraction]:
        """Percentage points by which every asset is off its weight."""
        if self.changed:
            whole = self.equity()
            self.known = [100 * abs(self.value_of(a) - t) / whole for a, t in self.targets().items()]
            self.changed = False
        return self.known

    # looks

    def look(self, now: int) -> None:
        """What the bot does at a minute or at its interval."""
        if self.watches():
            ratio = self.equity() / self.run.put_in
            if self.p["stop_equity"] is not None and ratio <= self.p["stop_equity"]:
                return self.end(now, "stop")
            if self.p["take_profit_equity"] is not None and ratio >= self.p["take_profit_equity"]:
                return self.end(now, "take_profit")
        if self.is_due(now) and self.rebalance(now, guarded=True):
            self.run.rebalances += 1
        return None

    def is_due(self, now: int) -> bool:
        """Whether the weights ask for a rebalance."""
        due = False
        if self.p["trigger"] in ("interval", "either"):
            period = self.p["interval_s"] * S
            start = self.run.start
            if (now - start) // period > (self.last_look - start) // period:
                due = max(self.deviations()) >= Fraction(1, 2)
            self.last_look = now
        if self.p["trigger"] in ("deviation", "either"):
            due = due or max(self.deviations()) >= self.p["threshold"]
        return due

    # orders

    def begin(self, now: int) -> None:
        """Take in the own coins and go to the weights from there."""
        for asset, qty in self.p["own"].items():
            m = self.by_coin[asset]
            m.held = Fraction(qty)
            m.cost = m.value
        self.run.put_in = self.run.peak = self.equity()
        self.changed = True
        self.rebalance(now, guarded=False)

    def rebalance(self, now: int, guarded: bool) -> bool:
        """Sales, then purchases from the money that is there; whether anything was traded."""
        targets = self.targets()
        sales: list[tuple[Market, Fraction]] = []
        missing: list[tuple[Market, Fraction]] = []
        for m in self.markets:
            over = m.value - targets[m.coin]
            if over > 0:
                qty = down(over / m.price, m.lot)
                if self.sale_is_taken(m, qty):
                    sales.append((m, qty))
            elif over < 0:
                missing.append((m, -over))
        if guarded and self.too_dear(targets, sales, missing):
            return False
        before = len(self.run.fills)
        for m, qty in sales:
            self.trade(now, m, "sell", qty)
        self.purchase(now, targets, missing)
        return len(self.run.fills) > before

    def too_dear(
        self,
        targets: dict[str, Fraction],
        sales: list[tuple[Market, Fraction]],
        missing: list[tuple[Market, Fraction]],
    ) -> bool:
        """The guard: whether it costs more than a part of what is moved."""
        turnover = sum((abs(self.value_of(a) - t) for a, t in targets.items()), Fraction(0)) / 2
        cost = Fraction(0)
        for m, qty in sales:
            cost += qty * m.price * (m.taker + self.slippage)
        for m, amount in missing:
            cost += amount * (m.taker + self.slippage)
        return cost > self.p["cost_guard"] * turnover

    def sale_is_taken(self, m: Market, qty: Fraction) -> bool:
        """Whether the market takes a sale, at its worst price."""
        worst = up(m.price * (1 - COLLAR), m.tick)
        return qty > 0 and qty >= m.min_qty and qty * worst >= m.min_notional

    def purchase(
        self, now: int, targets: dict[str, Fraction], missing: list[tuple[Market, Fraction]]
    ) -> None:
        """Share the money that is there among what is missing."""
        steps = sum((STEP for m, _ in missing if not m.fee_in_base and m.taker > 0), Fraction(0))
        money = self.run.quote - targets[self.quote_asset] - steps
        wanted = sum((amount for _, amount in missing), Fraction(0))
        if money <= 0:
            return
        orders = []
        for m, amount in missing:
            spend = amount if money >= wanted else amount * money / wanted
            price = up(m.price * (1 + self.slippage), m.tick)
            rate = Fraction(0) if m.fee_in_base else m.taker
            qty = down(spend / (price * (1 + rate)), m.lot)
            if qty > 0 and qty >= m.min_qty and qty * price >= m.min_notional:
                orders.append((m, qty))
        for m, qty in orders:
            self.trade(now, m, "buy", qty)

    def trade(self, now: int, m: Market, side: str, qty: Fraction) -> None:
        """A market order at the price of the moment."""
        run = self.run
        if side == "buy":
            price = up(m.price * (1 + self.slippage), m.tick)
            in_base = m.fee_in_base
        else:
            price = max(down(m.price * (1 - self.slippage), m.tick), m.tick)
            in_base = False
        fee = up((qty if in_base else qty * price) * m.taker, STEP)
        in_quote = Fraction(0) if in_base else fee
        if side == "buy":
            m.cost += qty * price + in_quote
            m.held += qty - (fee if in_base else 0)
            run.quote -= qty * price + in_quote
        else:
            part = up(m.cost * qty / m.held, STEP)
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
        self.changed = True

    def end(self, now: int, reason: str) -> None:
        """Stop; the coins are sold where the exit says so."""
        self.run.state, self.run.reason = "stopped", reason
        if self.p["exit"] == "sell":
            for m in self.markets:
                qty = down(m.held, m.lot)
                if self.sale_is_taken(m, qty):
                    self.trade(now, m, "sell", qty)

    # figures

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
            "rebalances": run.rebalances,
            "held": {m.coin: m.held for m in self.markets},
            "values": {m.coin: m.value for m in self.markets},
            "quote": run.quote,
            "equity": self.equity(),
            "max_drawdown": run.drawdown,
            "fills": run.fills,
        }
