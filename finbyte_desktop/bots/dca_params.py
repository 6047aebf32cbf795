"""Parameters of a DCA bot with safety orders, and what a deal needs (bots.md 4, docs/decisions/0018)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from finbyte_desktop.bots.dca_ladder import Ladder, up
from finbyte_desktop.bots.grid_params import COMMON
from finbyte_desktop.bots.params import Kind, ParamSpec, Value, canonical, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, ceil_div, exact, plain

CENT = Decimal("0.01")
MOST_SAFETY_ORDERS = 50
LEAST_SCALE, MOST_SCALE = Decimal("0.1"), Decimal(10)
NS_PER_S = 1_000_000_000

SPECS: tuple[ParamSpec, ...] = (
    ParamSpec(
        "form",
        "Form",
        Kind.CHOICE,
        "Buys more as the price falls, and sells everything at a profit.",
        True,
        choices=("safety_orders",),
    ),
    ParamSpec(
        "base_order",
        "Base order",
        Kind.AMOUNT,
        "Money that the first order of a deal spends.",
        True,
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "safety_order",
        "First safety order",
        Kind.AMOUNT,
        "Money that the first safety order spends.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "safety_orders",
        "Safety orders",
        Kind.COUNT,
        "How often the bot buys more below the base order.",
        True,
        low=ZERO,
        high=Decimal(MOST_SAFETY_ORDERS),
    ),
    ParamSpec(
        "deviation",
        "Price deviation",
        Kind.RATIO,
        "How far below the base order the first safety order stands.",
        low=ZERO,
        high=ONE,
        above_low=True,
    ),
    ParamSpec(
        "deviation_scale",
        "Deviation scale",
        Kind.FACTOR,
        "Each step down is this many times the one before.",
        default=ONE,
        low=LEAST_SCALE,
        high=MOST_SCALE,
    ),
    ParamSpec(
        "volume_scale",
        "Volume scale",
        Kind.FACTOR,
        "Each safety order spends this many times the one before.",
        default=ONE,
        low=LEAST_SCALE,
        high=MOST_SCALE,
    ),
    ParamSpec(
        "deviation_kind",
        "Deviations count from",
        Kind.CHOICE,
        "The base price, or the order before.",
        default="cumulative",
        choices=("cumulative", "compounding"),
    ),
    ParamSpec(
        "take_profit",
        "Take profit",
        Kind.RATIO,
        "What a deal earns after fees, as a part of what it spent.",
        True,
        low=ZERO,
        high=Decimal(100),
        above_low=True,
    ),
    ParamSpec(
        "take_profit_from",
        "Profit in relation to",
        Kind.CHOICE,
        "Everything that the deal spent, or the base order alone.",
        default="average",
        choices=("average", "base_order"),
    ),
    ParamSpec(
        "trailing",
        "Trailing",
        Kind.RATIO,
        "Sells when the price falls by this part from its highest since the take profit was reached.",
        low=ZERO,
        high=Decimal("0.5"),
        above_low=True,
    ),
    ParamSpec(
        "stop_loss",
        "Stop loss",
        Kind.RATIO,
        "Sells everything and stops when the price is this part below its reference.",
        low=ZERO,
        high=Decimal("0.99"),
        above_low=True,
    ),
    ParamSpec(
        "stop_loss_from",
        "Stop loss from",
        Kind.CHOICE,
        "The average price of the deal, or its base price.",
        default="average",
        choices=("average", "base_price"),
    ),
    ParamSpec(
        "cooldown_s",
        "Cooldown",
        Kind.SECONDS,
        "The pause between two deals.",
        default=0,
        low=ZERO,
        high=Decimal(2_592_000),
    ),
    ParamSpec(
        "max_deals",
        "Deals",
        Kind.COUNT,
        "After so many deals the bot ends.",
        low=ONE,
        high=Decimal(1_000_000),
    ),
    COMMON["entry_price"],
    COMMON["entry_direction"],
    ParamSpec(
        "exit",
        "At the end",
        Kind.CHOICE,
        "Keep the coins, or sell them.",
        default="keep",
        choices=("keep", "sell"),
    ),
    COMMON["reserve"],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DcaParams:
    """A DCA bot's parameters, exact and checked one by one. Amounts in quote, parts as fractions."""

    base_order: Decimal
    ladder: Ladder
    take_profit: Decimal
    from_base_order: bool
    trailing: Decimal | None
    stop_loss: Decimal | None
    stop_from_base: bool
    cooldown_ns: int
    max_deals: int | None
    entry_price: Decimal | None
    entry_above: bool | None
    sell_at_exit: bool
    reserve: Decimal
    raw: Mapping[str, JsonValue]

    @classmethod
    def from_raw(cls, raw: Mapping[str, object]) -> DcaParams:
        """Parses a closed set of keys. Raises UserError naming the field."""
        return cls(**deal_fields(parse(SPECS, raw)))

    @property
    def funds(self) -> Fraction:
        """What the orders of one deal trade, quote."""
        return Fraction(self.base_order) + sum(self.ladder.amounts())

    def investment(self, instrument: Instrument) -> Decimal:
        """What the bot needs: the orders of one deal, their fees in quote and the reserve, to 0.01 quote."""
        rate = Fraction(max(instrument.maker_in_quote, instrument.taker_in_quote))
        return up(self.funds * (1 + rate) / (1 - Fraction(self.reserve)), CENT)


def deal_fields(values: Mapping[str, Value], *, rises: bool = False) -> dict[str, Any]:
    """What every bot that trades in deals has; `rises` is that its safety orders stand above the base order.
    Raises UserError for safety orders without a size or a distance.
    """

    def number(name: str) -> Decimal | None:
        value = values[name]
        return value if isinstance(value, Decimal) else None

    def whole(name: str) -> int | None:
        value = values[name]
        return value if isinstance(value, int) else None

    count = whole("safety_orders") or 0
    for name in ("safety_order", "deviation") if count else ():
        if values[name] is None:
            raise UserError(f"{name} is missing.", "missing", name)
    ladder = Ladder(
        count,
        number("safety_order") or ZERO,
        number("volume_scale") or ONE,
        number("deviation") or ZERO,
        number("deviation_scale") or ONE,
        values["deviation_kind"] == "compounding",
        rises,
    )
    direction = values["entry_direction"]
    return {
        "base_order": number("base_order") or ZERO,
        "ladder": ladder,
        "take_profit": number("take_profit") or ZERO,
        "from_base_order": values["take_profit_from"] == "base_order",
        "trailing": number("trailing"),
        "stop_loss": number("stop_loss"),
        "stop_from_base": values["stop_loss_from"] == "base_price",
        "cooldown_ns": (whole("cooldown_s") or 0) * NS_PER_S,
        "max_deals": whole("max_deals"),
        "entry_price": number("entry_price"),
        "entry_above": None if direction is None else direction == "above",
        "sell_at_exit": values["exit"] in ("sell", "close"),
        "reserve": number("reserve") or ZERO,
        "raw": canonical(values),
    }


def checked(raw: Mapping[str, object], instrument: Instrument) -> DcaParams:
    """Parameters that fit this market whatever its price. Raises UserError naming the field and a way out."""
    with exact():
        params = DcaParams.from_raw(raw)
        problems = static_problems(params, instrument)
        if problems:
            raise problems[0]
        return params


def static_problems(params: DcaParams, instrument: Instrument) -> list[UserError]:
    """Everything that is wrong whatever the price is."""
    problems: list[UserError] = []
    possible = params.ladder.possible()
    if possible < params.ladder.count:
        problems.append(_too_far(params.ladder, possible))
    least = instrument.min_notional
    if params.ladder.count and min(params.ladder.amounts()) < least:
        problems.append(
            UserError(
                f"The market takes no safety order of less than {plain(least)} {instrument.quote}.",
                "order_too_small",
                "safety_order",
            )
        )
    if params.base_order < least:
        problems.append(
            UserError(
                f"The market takes no base order of less than {plain(least)} {instrument.quote}.",
                "order_too_small",
                "base_order",
                feasible=f"from {plain(least)}",
                fix=plain(least),
            )
        )
    if params.entry_price is None and params.entry_above is not None:
        problems.append(UserError("A direction needs an entry price.", "direction_alone", "entry_direction"))
    return problems


def _too_far(ladder: Ladder, possible: int) -> UserError:
    if ladder.rises:
        return UserError(
            f"Safety order {possible + 1} would stand above ten times the base price. "
            f"Feasible: up to {possible}.",
            "ladder_too_high",
            "safety_orders",
            feasible=f"0 - {possible}",
            fix=str(possible),
        )
    return UserError(
        f"Safety order {possible + 1} would stand at or below zero. Feasible: up to {possible}.",
        "ladder_below_zero",
        "safety_orders",
        feasible=f"0 - {possible}",
        fix=str(possible),
    )


def base_qty(params: DcaParams, price: Decimal, instrument: Instrument, slippage: Decimal) -> Decimal:
    """What the base order buys at this price. Raises UserError where the market takes no such order."""
    worst = price * (ONE + slippage)
    qty = instrument.qty_down_div(params.base_order, worst)
    if not _is_taken(qty, price, instrument):
        part = ONE - instrument.taker_in_base
        enough = instrument.qty_up_div(instrument.min_notional, price * part)
        enough = max(enough, instrument.qty_up(instrument.min_qty), instrument.lot)
        while not _is_taken(enough, price, instrument):
            enough += instrument.lot
        raise UserError(
            f"The base order is smaller than the market takes at {plain(price)}: "
            f"{plain(ceil_div(enough * worst, ONE, Decimal('0.01')))} {instrument.quote} is needed.",
            "order_too_small",
            "base_order",
        )
    return qty


def _is_taken(qty: Decimal, price: Decimal, instrument: Instrument) -> bool:
    """Whether what such a buy leaves after its fee can be sold again at this price."""
    kept = instrument.qty_down(qty * (ONE - instrument.taker_in_base))
    return qty >= instrument.min_qty and kept > 0 and kept * price >= instrument.min_notional
