"""What the parameters of a spot grid and of a futures grid have in common: the specification of each field,
the parsed values, and the checks that need more than one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from finbyte_desktop.bots.grid_math import MAX_GRIDS, MIN_GRIDS, check_range, levels
from finbyte_desktop.bots.params import Kind, ParamSpec, Value, canonical
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, floor_div, plain

_SPECS: tuple[ParamSpec, ...] = (
    ParamSpec(
        "lower",
        "Lower price",
        Kind.PRICE,
        "The lowest buy order stands here.",
        True,
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "upper",
        "Upper price",
        Kind.PRICE,
        "The highest sell order stands here.",
        True,
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "grids",
        "Grids",
        Kind.COUNT,
        "Into how many steps the range is divided; one order rests at all but one level.",
        True,
        low=Decimal(MIN_GRIDS),
        high=Decimal(MAX_GRIDS),
    ),
    ParamSpec(
        "spacing",
        "Spacing",
        Kind.CHOICE,
        "Equal price steps, or equal percentage steps.",
        default="arithmetic",
        choices=("arithmetic", "geometric"),
    ),
    ParamSpec("investment", "Investment", Kind.AMOUNT, "Money that the bot may use.", True, low=ZERO),
    ParamSpec(
        "order_qty",
        "Order size",
        Kind.QTY,
        "Fixes the size of each order instead of computing it from the investment.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "entry_price",
        "Entry price",
        Kind.PRICE,
        "The bot starts when this price is reached.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "entry_direction",
        "Entry direction",
        Kind.CHOICE,
        "Start when the price is at or above, or at or below the entry price.",
        choices=("above", "below"),
    ),
    ParamSpec(
        "stop_price",
        "Stop price",
        Kind.PRICE,
        "At or below this price everything is cancelled.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "take_profit_price",
        "Take profit price",
        Kind.PRICE,
        "At or above this price everything is cancelled.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "stop_amount",
        "Stop at a loss",
        Kind.AMOUNT,
        "When the bot has lost this much, everything is cancelled.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "stop_ratio",
        "Stop at a loss in percent",
        Kind.RATIO,
        "When the bot has lost this part of the investment, everything is cancelled.",
        low=ZERO,
        high=ONE,
        above_low=True,
    ),
    ParamSpec(
        "take_profit_amount",
        "Take a profit",
        Kind.AMOUNT,
        "When the bot has earned this much, everything is cancelled.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "take_profit_ratio",
        "Take a profit in percent",
        Kind.RATIO,
        "When the bot has earned this part of the investment, everything is cancelled.",
        low=ZERO,
        high=Decimal(100),
        above_low=True,
    ),
    ParamSpec(
        "hold_delay_s",
        "Hold delay",
        Kind.SECONDS,
        "How long a stop or take profit must stay true before it acts.",
        default=0,
        low=ZERO,
        high=Decimal(86_400),
    ),
    ParamSpec("trailing_up", "Trailing up", Kind.FLAG, "The range follows a rising price.", default=False),
    ParamSpec(
        "trailing_up_cap",
        "Trailing up to",
        Kind.PRICE,
        "The upper price never goes above this.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "trailing_down",
        "Trailing down",
        Kind.FLAG,
        "The range follows a falling price; it lowers the price at which the top coin is sold.",
        default=False,
    ),
    ParamSpec(
        "pump_guard_steps",
        "Pump guard, steps a minute",
        Kind.COUNT,
        "More steps than this within a minute pause the trailing.",
        low=ONE,
        high=Decimal(1000),
    ),
    ParamSpec(
        "max_live_orders",
        "Live orders at most",
        Kind.COUNT,
        "Only the nearest levels stand at the venue.",
        low=ONE,
        high=Decimal(MAX_GRIDS),
    ),
    ParamSpec(
        "reserve",
        "Reserve",
        Kind.RATIO,
        "The part of the investment that stays unused.",
        default=Decimal("0.01"),
        low=ZERO,
        high=Decimal("0.5"),
    ),
)
COMMON: dict[str, ParamSpec] = {spec.name: spec for spec in _SPECS}


ROOM = Decimal("0.01")
DIGITS = 3
STOP, STOP_HIGH, TAKE_PROFIT = "stop", "stop_high", "take_profit"


class Condition(NamedTuple):
    """A price that ends a grid: true at or above it, else at or below it; None is never true."""

    price: Decimal | None
    above: bool

    def is_true(self, price: Decimal) -> bool:
        """Whether it is true at a price."""
        if self.price is None:
            return False
        return price >= self.price if self.above else price <= self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class GridParams:
    """A grid's parameters, exact and checked one by one. Prices in quote, quantities in base.

    Attributes:
        sell_at_exit: what the bot holds is sold, or its position closed, when it ends.
        raw: the same as they are written.
    """

    lower: Decimal
    upper: Decimal
    grids: int
    geometric: bool
    investment: Decimal
    order_qty: Decimal | None
    entry_price: Decimal | None
    entry_above: bool | None
    stop_price: Decimal | None
    take_profit_price: Decimal | None
    stop_amount: Decimal | None
    stop_ratio: Decimal | None
    take_profit_amount: Decimal | None
    take_profit_ratio: Decimal | None
    hold_delay_ns: int
    sell_at_exit: bool
    trailing_up: bool
    trailing_up_cap: Decimal | None
    trailing_down: bool
    pump_guard_steps: int | None
    max_live_orders: int | None
    reserve: Decimal
    raw: Mapping[str, JsonValue]

    def loss_of(self, invested: Decimal) -> Decimal | None:
        """The loss in quote at which the bot stops; None where no amount or part was given."""
        return self.stop_amount if self.stop_ratio is None else self.stop_ratio * invested

    def gain_of(self, invested: Decimal) -> Decimal | None:
        """The profit in quote that the bot takes; None where no amount or part was given."""
        return (
            self.take_profit_amount if self.take_profit_ratio is None else self.take_profit_ratio * invested
        )

    @property
    def acts_when_flat(self) -> bool:
        """Whether a loss that is reached without anything held ends the bot at once."""
        return False

    def price_conditions(self) -> dict[str, Condition]:
        """Stop and take profit by price, those that were not given included."""
        return {
            STOP: Condition(self.stop_price, above=False),
            TAKE_PROFIT: Condition(self.take_profit_price, above=True),
        }

    @property
    def conditions(self) -> tuple[Decimal | int | None, ...]:
        """All that says when the bot stops by itself."""
        in_money = (self.stop_amount, self.stop_ratio, self.take_profit_amount, self.take_profit_ratio)
        return (self.stop_price, self.take_profit_price, *in_money, self.hold_delay_ns)

    @property
    def stops_in_money(self) -> bool:
        """Whether a stop or take profit is an amount or a part of the investment."""
        return not (
            self.stop_amount is self.stop_ratio is None
            and self.take_profit_amount is self.take_profit_ratio is None
        )


def common_fields(values: Mapping[str, Value]) -> dict[str, Any]:
    """The fields of `GridParams` from parsed values; `sell_at_exit` is left to the type."""

    def number(name: str) -> Decimal:
        value = values[name]
        assert isinstance(value, Decimal)
        return value

    def maybe(name: str) -> Decimal | None:
        value = values[name]
        return value if isinstance(value, Decimal) else None

    def whole(name: str) -> int | None:
        value = values[name]
        return value if isinstance(value, int) else None

    direction = values["entry_direction"]
    return {
        "lower": number("lower"),
        "upper": number("upper"),
        "grids": whole("grids") or 0,
        "geometric": values["spacing"] == "geometric",
        "investment": number("investment"),
        "order_qty": maybe("order_qty"),
        "entry_price": maybe("entry_price"),
        "entry_above": None if direction is None else direction == "above",
        "stop_price": maybe("stop_price"),
        "take_profit_price": maybe("take_profit_price"),
        "stop_amount": maybe("stop_amount"),
        "stop_ratio": maybe("stop_ratio"),
        "take_profit_amount": maybe("take_profit_amount"),
        "take_profit_ratio": maybe("take_profit_ratio"),
        "hold_delay_ns": (whole("hold_delay_s") or 0) * 1_000_000_000,
        "trailing_up": values["trailing_up"] is True,
        "trailing_up_cap": maybe("trailing_up_cap"),
        "trailing_down": values["trailing_down"] is True,
        "pump_guard_steps": whole("pump_guard_steps"),
        "max_live_orders": whole("max_live_orders"),
        "reserve": number("reserve"),
        "raw": canonical(values),
    }


def level_prices(params: GridParams, instrument: Instrument) -> list[Decimal]:
    """All levels. Raises UserError when the range is upside down, off the tick, or levels collide."""
    check_range(params.lower, params.upper, instrument.tick)
    return levels(params.lower, params.upper, params.grids, params.geometric, instrument.tick)


def refuse_outside(p: GridParams, price: Decimal, i: Instrument) -> None:
    """Raises UserError where a grid cannot start at this price."""
    if p.lower <= price <= p.upper:
        return
    raise UserError(
        f"The price {plain(price)} is outside the range {plain(p.lower)} - {plain(p.upper)}.",
        "price_outside",
        "lower" if price < p.lower else "upper",
        fix=plain(_beyond(price, i, up=price > p.upper)),
    )


def _beyond(price: Decimal, i: Instrument, *, up: bool) -> Decimal:
    """A round bound of a range with room for the price to move: at least a hundredth."""
    at = price * (ONE + ROOM if up else ONE - ROOM)
    step = Decimal(1).scaleb(at.adjusted() - DIGITS + 1)
    whole = ceil_div(at, ONE, step) if up else floor_div(at, ONE, step)
    return i.price_up(whole) if up else i.price_down(whole)


def stop_inside(
    price: Decimal, bound: Decimal, i: Instrument, field: str, *, below: bool
) -> UserError | None:
    """The refusal of a price that must stand below (else above) a bound of the range, or None."""
    if (price < bound) if below else (price > bound):
        return None
    best = bound - i.tick if below else bound + i.tick
    text = f"{plain(i.tick)} - {plain(best)}" if below else f"from {plain(best)}"
    said = text if below else f"{plain(best)} or more"
    code = "take_profit_inside" if field.startswith("take_profit") else "stop_inside"
    return UserError(f"Inside the range. Feasible: {said}.", code, field, feasible=text, fix=plain(best))


def shared_problems(params: GridParams, may_lose: Decimal | None) -> list[UserError]:
    """What is wrong with conditions, trailing and entry, whatever the price is. `may_lose` is the most that
    can be lost, None where nobody can tell.
    """
    problems: list[UserError] = []
    cap, entry = params.trailing_up_cap, params.entry_price
    for kind in ("stop", "take_profit"):
        given = [name for name in (f"{kind}_price", f"{kind}_amount", f"{kind}_ratio") if name in params.raw]
        if len(given) > 1:
            problems.append(
                UserError(
                    f"Only one of {' and '.join(given)} can be set.", "two_conditions", given[-1], fix=""
                )
            )
    if params.stop_amount is not None and may_lose is not None and params.stop_amount > may_lose:
        problems.append(
            UserError(
                f"More than the investment cannot be lost. Feasible: up to {plain(may_lose)}.",
                "stop_amount_too_large",
                "stop_amount",
                feasible=f"up to {plain(may_lose)}",
                fix=plain(may_lose),
            )
        )
    if cap is not None and cap < params.upper:
        problems.append(
            UserError(
                f"Below the upper price. Feasible: {plain(params.upper)} or more.",
                "cap_below_upper",
                "trailing_up_cap",
                feasible=f"from {plain(params.upper)}",
                fix=plain(params.upper),
            )
        )
    if entry is not None and not params.lower <= entry <= params.upper:
        text = f"{plain(params.lower)} - {plain(params.upper)}"
        problems.append(
            UserError(
                f"Outside the range. Feasible: {text}.",
                "entry_outside",
                "entry_price",
                feasible=text,
                fix=plain(params.lower if entry < params.lower else params.upper),
            )
        )
    if entry is None and params.entry_above is not None:
        problems.append(UserError("A direction needs an entry price.", "direction_alone", "entry_direction"))
    return problems
