"""The plan of a DCA bot on a perpetual: parameters, ladder, budget, and whether a deal may begin.

The first half of the reference `dca_futures`, whose readings hold here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from tests.support.reference.arithmetic import NS_PER_MS, ONE, ZERO, ceil_to, decimal, floor_to
from tests.support.reference.dca_path import (
    CENT,
    Candle,
    CandleBot,
    ceil_fraction,
    floor_fraction,
    half_even_8,
)
from tests.support.reference.futures_position import Position, Tier, liquidation_price, tier_of, tiers_of

ONE_TIER = ((None, "0.01", "0", "100"),)  # cap, rate, amount, most leverage

Verdict = tuple[str | None, Decimal | None]  # code of the refusal, price of liquidation that is shown


class DealPlan(CandleBot):
    """What can be said of a bot before it trades."""

    DEFAULTS: ClassVar[dict[str, Any]] = {
        "form": "futures",
        "direction": None,
        "leverage": None,
        "base_order": None,
        "safety_order": None,
        "safety_orders": None,
        "deviation": None,
        "deviation_scale": ONE,
        "volume_scale": ONE,
        "deviation_kind": "cumulative",
        "take_profit": None,
        "take_profit_from": "average",
        "trailing": None,
        "stop_loss": None,
        "stop_loss_from": "average",
        "cooldown_s": 0,
        "max_deals": None,
        "entry_price": None,
        "entry_direction": None,
        "exit": "close",
        "reserve": CENT,
        "extra_margin": ZERO,
        "accept_liquidation": None,
    }
    REQUIRED = ("direction", "leverage", "base_order", "safety_orders", "take_profit")
    DECIMALS = (
        *("leverage", "base_order", "safety_order", "deviation", "deviation_scale", "volume_scale"),
        *("take_profit", "trailing", "stop_loss", "entry_price", "reserve", "extra_margin"),
    )

    def __init__(
        self,
        params: dict[str, Any],
        candles: Sequence[Candle],
        interval_ns: int,
        market: dict[str, Any],
        funding: Sequence[Sequence[Any]] = (),
        tiers: Sequence[Sequence[Any]] = ONE_TIER,
        rule: str = "binance",
    ):
        super().__init__(params, candles, interval_ns, market)
        rows = [(int(row[0]) * NS_PER_MS, decimal(row[1]), *row[2:]) for row in funding]
        self.rows: list[tuple[Any, ...]] = sorted(rows, key=lambda row: row[0])
        self.tiers = tiers_of([row[:3] for row in tiers])
        self.most_leverage = [decimal(row[3]) for row in tiers]
        self.rule = rule
        self.s = -1 if self.p["direction"] == "short" else 1
        self.opens, self.closes = ("buy", "sell") if self.s > 0 else ("sell", "buy")
        self.count = int(self.p["safety_orders"])
        self.judged: Decimal | None = None  # liquidation of the plan that was judged last

    # directions

    def better(self, a: Decimal, b: Decimal) -> bool:
        """Whether a price is better for the position than another."""
        return self.s * a > self.s * b

    def ceil_better(self, value: Fraction) -> Decimal:
        """To the tick, towards the better price."""
        return (ceil_fraction if self.s > 0 else floor_fraction)(value, self.tick)

    def floor_worse(self, value: Fraction) -> Decimal:
        """To the tick, towards the worse price: down for long, up for short."""
        return (floor_fraction if self.s > 0 else ceil_fraction)(value, self.tick)

    def share(self, part: Any) -> Fraction:
        """What is left of a price after a move of a part against the position."""
        return 1 - self.s * Fraction(part)

    # parameters

    def validate(self) -> None:
        """The pre-flight: refuse what cannot run, with a short code."""
        self.validate_choices()
        self.validate_bounds()
        self.validate_ladder()
        self.validate_leverage()
        start = self.p["entry_price"] or self.candles[0][1]
        code = self.refusal(start, self.budget())
        if code is not None:
            raise ValueError(code)

    def validate_choices(self) -> None:
        """Words that are known."""
        for name, allowed in (
            ("direction", ("long", "short")),
            ("deviation_kind", ("cumulative", "compounding")),
            ("take_profit_from", ("average", "base_order")),
            ("stop_loss_from", ("average", "base_price")),
            ("exit", ("close", "keep")),
            ("entry_direction", (None, "above", "below")),
            ("accept_liquidation", (None, False, True)),
        ):
            if self.p[name] not in allowed:
                raise ValueError("choice")

    def validate_bounds(self) -> None:
        """Numbers that can be meant."""
        p = self.p
        if not 0 <= self.count <= 50 or p["base_order"] <= 0 or p["take_profit"] <= 0:
            raise ValueError("out_of_bounds")
        if self.count and (p["safety_order"] is None or p["deviation"] is None):
            raise ValueError("missing_param")
        if p["extra_margin"] < 0 or not 0 <= p["reserve"] <= Decimal("0.5"):
            raise ValueError("out_of_bounds")
        if self.s < 0 and p["take_profit"] >= Decimal("0.9"):
            raise ValueError("take_profit")
        if p["stop_loss"] is not None and not 0 < p["stop_loss"] < (1 if self.s > 0 else 9):
            raise ValueError("stop_loss")

    def validate_leverage(self) -> None:
        """The leverage is limited by the market and by the tier of F."""
        allowed = self.most_leverage[self.tiers.index(self.tier_for_leverage())]
        most, wanted = self.m.get("max_leverage"), self.p["leverage"]
        if not 1 <= wanted <= allowed or (most is not None and wanted > decimal(most)):
            raise ValueError("leverage")

    def tier_for_leverage(self) -> Tier:
        """The tier of F."""
        found = (t for t in self.tiers if t.cap is None or self.funds() <= Fraction(t.cap))
        return next(found, self.tiers[-1])

    def validate_ladder(self) -> None:
        """Safety orders stand above nothing, and at most at ten times the base price."""
        shares = self.ladder_shares()
        if any(share <= 0 for share in shares):
            raise ValueError("ladder_below_zero")
        if any(share > 10 for share in shares):
            raise ValueError("ladder_too_high")

    def ladder_shares(self) -> list[Fraction]:
        """The exact prices of all safety orders as parts of the base price."""
        if not self.count:
            return []
        a, k = Fraction(self.p["deviation"]), Fraction(self.p["deviation_scale"])
        steps = [a * k**n for n in range(self.count)]
        if self.p["deviation_kind"] == "cumulative":
            return [self.share(sum(steps[: n + 1], Fraction(0))) for n in range(self.count)]
        price, found = Fraction(1), []
        for step in steps:
            price *= self.share(step)
            found.append(price)
        return found

    def sizes(self) -> list[Fraction]:
        """The quote of all safety orders."""
        if not self.count:
            return []
        first, v = Fraction(self.p["safety_order"]), Fraction(self.p["volume_scale"])
        return [first * v**n for n in range(self.count)]

    def funds(self) -> Fraction:
        """F, the notional of one deal."""
        return Fraction(self.p["base_order"]) + sum(self.sizes(), Fraction(0))

    def fee_of_funds(self) -> Decimal:
        """The rate c that the budget counts with."""
        return max(self.m["fee_maker"], self.m["fee_taker"])

    def budget(self) -> Decimal:
        """Margin and fees of F with the reserve, up to a cent, and the extra margin."""
        needed = self.funds() * (1 / Fraction(self.p["leverage"]) + Fraction(self.fee_of_funds()))
        return ceil_fraction(needed / (1 - Fraction(self.p["reserve"])), CENT) + self.p["extra_margin"]

    # whether a deal may begin

    def refusal(self, price: Decimal, money: Decimal) -> str | None:
        """Why a deal may not begin at a price with this money; None when it may."""
        codes = []
        if self.is_out_of_money(money):
            codes.append("out_of_money")
        if not self.takes(self.base_qty(price), price):
            codes.append("base_minimum")
        else:
            code, self.judged = self.judge(price, money)
            if code is not None:
                codes.append(code)
        if len(codes) > 1:
            self.flags.add("refused twice")
        return codes[0] if codes else None

    def is_out_of_money(self, money: Decimal) -> bool:
        """Whether the money at the leverage is less than F."""
        return Fraction(money * self.p["leverage"]) < self.funds()

    def judge(self, price: Decimal, money: Decimal) -> Verdict:
        """The walk through the plan of a deal: the refusal, and the liquidation where the walk ended."""
        steps = self.plan(price)
        base, value, qty, at = steps[0][0], ZERO, ZERO, None
        for n, (step, size, role) in enumerate(steps):
            value += step * size
            qty += size
            money -= self.fee_on(size, step, role)
            at = self.liquidation_for(Position(self.s * qty, value), money)
            stop = self.stop_for(self.average_of(value, qty), base)
            if stop is not None and at is not None and not self.better(stop, at):
                return "stop_loss_late", at
            if n + 1 == len(steps):
                break
            coming = steps[n + 1][0]
            if stop is not None and self.better(stop, coming):
                break
            if at is not None and not self.better(coming, at):
                return ("ladder_liquidated" if self.p["accept_liquidation"] is False else None), at
        return None, at

    def plan(self, price: Decimal) -> list[tuple[Decimal, Decimal, str]]:
        """Price, quantity and role of the base order and of all safety orders."""
        base = self.market_price_at(self.opens, price)
        found = [(base, self.base_qty(price), "taker")]
        for step, qty in self.ladder_from(base):
            if step <= 0 or not self.takes(qty, step):
                self.flags.add("order below the minimum")
            found.append((step, qty, "maker"))
        return found

    def ladder_from(self, base: Decimal) -> list[tuple[Decimal, Decimal]]:
        """Price and quantity of all safety orders below (above) a base price."""
        prices = [self.ladder_price(base, share) for share in self.ladder_shares()]
        return [
            (price, floor_fraction(size / Fraction(price), self.lot) if price > 0 else ZERO)
            for price, size in zip(prices, self.sizes(), strict=True)
        ]

    def ladder_price(self, base: Decimal, share: Fraction) -> Decimal:
        """Rounded away from the base price."""
        return self.floor_worse(Fraction(base) * share)

    def base_qty(self, price: Decimal) -> Decimal:
        """What the base order trades; the same in both directions."""
        dear = price * (ONE + self.m["slippage"])
        return floor_fraction(Fraction(self.p["base_order"]) / Fraction(dear), self.lot)

    # prices and money

    def fee_on(self, qty: Decimal, price: Decimal, role: str) -> Decimal:
        """Fee of a fill on its notional, rounded up."""
        return self.round_fee(qty * price * self.m["fee_" + role])

    def market_price_at(self, side: str, price: Decimal) -> Decimal:
        """Slippage and tick against the trader."""
        if side == "buy":
            return ceil_to(price * (ONE + self.m["slippage"]), self.tick)
        return max(floor_to(price * (ONE - self.m["slippage"]), self.tick), self.tick)

    def liquidation_for(self, position: Position, money: Decimal) -> Decimal | None:
        """The price of liquidation of a position with this money behind it."""
        tier = tier_of(self.tiers, position.entry)
        return liquidation_price(position, money, tier, self.rule, self.m["fee_taker"], self.tick)

    def average_of(self, value: Decimal, qty: Decimal) -> Decimal:
        """E / Q, without fees."""
        return half_even_8(Fraction(value) / Fraction(qty))

    def stop_for(self, average: Decimal, base: Decimal) -> Decimal | None:
        """The stop loss, at least a tick."""
        if self.p["stop_loss"] is None:
            return None
        reference = average if self.p["stop_loss_from"] == "average" else base
        return max(self.floor_worse(Fraction(reference) * self.share(self.p["stop_loss"])), self.tick)
