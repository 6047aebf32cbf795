"""Grid levels and sizes, decided in integers so that no level lands a tick low (bots.md 1)."""

from __future__ import annotations

import itertools
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
)
from math import isqrt
from typing import NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_to, floor_to, plain

MAX_GRIDS = 200
MIN_GRIDS = 2
WIDE = Context(
    prec=60, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation]
)
NEAR = Decimal("1e-40")  # far more than the error of a product of `MAX_GRIDS` factors of 60 digits
NOTIONAL_MARGIN = Decimal("1.05")
FAR_TIMES, REFUSED_TIMES = 10, 100  # an upper price so many times the price of the start: warned, refused


def root_floor(value: int, degree: int) -> int:
    """The largest integer r with r**degree <= value."""
    if value < 2:
        return value
    if degree == 2:
        return isqrt(value)
    guess = 1 << -(-value.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


class Spacing:
    """The price of every level, also beyond the range, where trailing goes.

    Geometric levels are decided in integers. Powers of some thousand digits are not needed for that: a
    product of 60 digits says between which two ticks a level lies, unless it comes nearer to one than `NEAR`
    of itself. Only there the powers decide.
    """

    def __init__(self, lower: Decimal, upper: Decimal, grids: int, geometric: bool, tick: Decimal) -> None:
        self.grids = grids
        self._tick = self.tick = tick
        self.is_geometric = geometric
        self._low = int(lower / tick)
        self._high = int(upper / tick)
        self._log: Decimal | None = None
        self._ratio: Decimal | None = None
        self._floors = [self._low]
        self._product = Decimal(self._low)

    def with_grids(self, grids: int) -> Spacing:
        """The same range in another number of grids."""
        low, high = self._low * self._tick, self._high * self._tick
        other = Spacing(low, high, grids, self.is_geometric, self._tick)
        if self.is_geometric:
            other._log = self._log_of_range()
        return other

    def price(self, index: int) -> Decimal:
        """Level `index`: 0 is the lower price, `grids` the upper one; truncated to the tick."""
        n, low, high = self.grids, self._low, self._high
        if index == 0:
            return low * self._tick
        if index == n:
            return high * self._tick
        if not self.is_geometric:
            return (low * n + index * (high - low)) // n * self._tick
        if 0 < index < n:
            while len(self._floors) <= index:
                self._floors.append(self._next_floor())
            return self._floors[index] * self._tick
        if index > n:
            target, divisor = high**index, low ** (index - n)
        else:
            target, divisor = low ** (n - index), high**-index
        return root_floor(target // divisor, n) * self._tick

    def _log_of_range(self) -> Decimal:
        if self._log is None:
            self._log = WIDE.ln(WIDE.divide(Decimal(self._high), Decimal(self._low)))
        return self._log

    def _next_floor(self) -> int:
        if self._ratio is None:
            self._ratio = WIDE.exp(WIDE.divide(self._log_of_range(), Decimal(self.grids)))
        near = self._product = WIDE.multiply(self._product, self._ratio)
        margin = WIDE.multiply(near, NEAR)
        below, above = int(WIDE.subtract(near, margin)), int(WIDE.add(near, margin))
        if below == above:
            return below
        n, index = self.grids, len(self._floors)
        return above if above**n <= self._low ** (n - index) * self._high**index else below


def levels(lower: Decimal, upper: Decimal, grids: int, geometric: bool, tick: Decimal) -> list[Decimal]:
    """All levels from the lower to the upper price. Raises UserError when neighbours collide on the tick."""
    spacing = Spacing(lower, upper, grids, geometric, tick)
    prices = [spacing.price(i) for i in range(grids + 1)]
    if any(a >= b for a, b in itertools.pairwise(prices)):
        feasible = largest_feasible_grids(lower, upper, geometric, tick)
        raise UserError(
            f"Neighbouring levels fall on the same price at {grids} grids; at most {feasible} fit.",
            "tick_collision",
            "grids",
            feasible=f"{MIN_GRIDS} - {feasible}",
            fix=str(feasible),
        )
    return prices


def largest_feasible_grids(lower: Decimal, upper: Decimal, geometric: bool, tick: Decimal) -> int:
    """The largest number of grids (<= 200) without colliding levels; 0 when even 2 collide."""
    whole = Spacing(lower, upper, MIN_GRIDS, geometric, tick)
    most = min(MAX_GRIDS, int(upper / tick) - int(lower / tick))  # no more steps than ticks
    for grids in range(most, MIN_GRIDS - 1, -1):
        prices = map(whole.with_grids(grids).price, range(grids + 1))
        if all(a < b for a, b in itertools.pairwise(prices)):
            return grids
    return 0


def vacant_index(prices: list[Decimal], price: Decimal) -> int:
    """The level at the price, else the first above it."""
    return next(i for i, p in enumerate(prices) if p >= price)


class Worth(NamedTuple):
    """What a bot is worth as a line of the price: `quote + base * price`. A short position's base is
    negative.
    """

    quote: Decimal
    base: Decimal


class Sizing(NamedTuple):
    """Quantities of a grid at its start.

    `cell_qty[i]` belongs to the pair (level i, level i+1). `opening` is what is bought at once; `size` is q
    (equal base) or Q (equal quote).
    """

    size: Decimal
    cell_qty: list[Decimal]
    opening: Decimal
    own_used: Decimal
    need: Decimal


class Sizer:
    """Finds the largest size that the money pays for."""

    def __init__(
        self,
        instrument: Instrument,
        prices: list[Decimal],
        vacant: int,
        start: Decimal,
        equal_quote: bool,
        own: Decimal,
        slippage: Decimal,
    ) -> None:
        self._i = instrument
        self._prices = prices
        self._vacant = vacant
        self._start = start
        self._equal_quote = equal_quote
        self._own = own
        self._slippage = slippage
        self._buy_sum = sum(prices[:vacant], ZERO)
        self.sells = len(prices) - 1 - vacant

    @property
    def step(self) -> Decimal:
        """The step of a size: the lot, or the tick of the quote."""
        return self._i.tick if self._equal_quote else self._i.lot

    def at(self, size: Decimal) -> Sizing:
        """Everything that follows from one size."""
        i, prices = self._i, self._prices
        if self._equal_quote:
            qty = [i.qty_down_div(size, p) for p in prices[:-1]]
            buys = sum((q * p for q, p in zip(qty[: self._vacant], prices, strict=False)), ZERO)
            sells = sum(qty[self._vacant :], ZERO)
        else:
            qty = [size] * (len(prices) - 1)
            buys = size * self._buy_sum
            sells = size * self.sells
        gross = i.qty_up_div(sells, ONE - i.taker_in_base)
        own = min(i.qty_down(self._own), gross)
        opening = gross - own
        cost = opening * self._start * (ONE + self._slippage) * (ONE + i.taker_in_quote)
        return Sizing(size, qty, opening, own, buys * (ONE + i.maker_in_quote) + cost)

    def largest(self, money: Decimal) -> Sizing:
        """The largest size whose need is within the money; size 0 when none is."""
        step = self.step
        low, high = 0, 1
        while self.at(high * step).need <= money:
            low, high = high, high * 2
            if high > 10**18:
                break
        while high - low > 1:
            middle = (low + high) // 2
            if self.at(middle * step).need <= money:
                low = middle
            else:
                high = middle
        return self.at(low * step)

    def minimum(self) -> Decimal:
        """The smallest size whose orders the venue takes."""
        i, prices = self._i, self._prices
        if self._equal_quote:
            return ceil_to(max(i.min_qty * prices[-1], NOTIONAL_MARGIN * i.min_notional), self.step)
        lots = i.qty_up_div(NOTIONAL_MARGIN * i.min_notional, prices[0])
        return max(i.qty_up(i.min_qty), lots, i.lot)

    def minimum_investment(self, reserve: Decimal) -> Decimal:
        """The smallest investment at which the minimum size fits, rounded up to 0.01 or the price tick if
        coarser.
        """
        need = self.at(self.minimum()).need
        step = max(Decimal("0.01"), self._i.tick) if self._i.tick <= ONE else Decimal("0.01")
        units, rest = divmod(need, (ONE - reserve) * step)
        return (units + (1 if rest else 0)) * step


def check_range(lower: Decimal, upper: Decimal, tick: Decimal) -> None:
    """Raises UserError when the range is upside down or off the tick, offering the nearest prices."""
    for name, price in (("lower", lower), ("upper", upper)):
        if price % tick != 0:
            near, above = floor_to(price, tick), ceil_to(price, tick)
            offer = above if near <= 0 or above - price < price - near else near
            raise UserError(
                f"{name}: {plain(price)} is between two prices of this market; "
                f"{plain(near)} and {plain(above)} are the nearest.",
                "off_tick",
                name,
                feasible=f"{plain(near)} or {plain(above)}",
                fix=plain(offer),
            )
    if upper <= lower:
        raise UserError(
            f"The upper price must be above the lower price {plain(lower)}.",
            "range",
            "upper",
            feasible=f"above {plain(lower)}",
        )


def check_reach(upper: Decimal, start: Decimal, tick: Decimal) -> None:
    """Raises UserError when the upper price is so far above the start that it must be a slip of the keys."""
    most = floor_to(start * REFUSED_TIMES, tick)
    if upper > most:
        raise UserError(
            f"More than {REFUSED_TIMES} times the price {plain(start)}: such a level is never reached. "
            f"Feasible: up to {plain(most)}.",
            "upper_far",
            "upper",
            feasible=f"up to {plain(most)}",
            fix=plain(most),
        )


def below_minimum(i: Instrument, needed: Decimal, least: Decimal, *, fixed: bool) -> UserError:
    """The refusal of a size below what the venue takes: `needed` is the investment that would do, `least` the
    order size where that one is `fixed`.
    """
    return UserError(
        f"At least {plain(needed)} {i.quote} is needed: the smallest order must reach "
        f"{plain(i.min_notional)} {i.quote}.",
        "min_investment",
        "order_qty" if fixed else "investment",
        feasible=f"from {plain(least if fixed else needed)}",
        fix=plain(least if fixed else needed),
    )


def check_step(size: Decimal, step: Decimal) -> None:
    """Raises UserError for a size between two that the market knows."""
    if size % step != 0:
        raise UserError(f"The order size must be a multiple of {plain(step)}.", "off_lot", "order_qty")
