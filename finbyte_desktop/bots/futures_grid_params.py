"""Parameters of the futures grid: its own fields, and the checks that need more than one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from finbyte_desktop.bots.futures_common import over_market
from finbyte_desktop.bots.grid_params import (
    COMMON,
    STOP,
    STOP_HIGH,
    TAKE_PROFIT,
    Condition,
    GridParams,
    common_fields,
    level_prices,
    shared_problems,
    stop_inside,
)
from finbyte_desktop.bots.grid_profit import loses, most_by_rates, profitable, rate_range
from finbyte_desktop.bots.params import Kind, ParamSpec, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, exact

MOST_LEVERAGE = Decimal(200)


class Direction(StrEnum):
    """Which way a grid stands: with a position that its orders close, or with none."""

    LONG = "long"
    SHORT = "short"
    NEUTRAL = "neutral"


OWN: dict[str, ParamSpec] = {
    spec.name: spec
    for spec in (
        ParamSpec(
            "direction",
            "Direction",
            Kind.CHOICE,
            "Long earns on a rising price, short on a falling one, neutral holds nothing at the start.",
            True,
            choices=tuple(Direction),
        ),
        ParamSpec(
            "leverage",
            "Leverage",
            Kind.FACTOR,
            "How many times its margin the bot may hold. The higher, the nearer the liquidation.",
            True,
            low=ONE,
            high=MOST_LEVERAGE,
        ),
        replace(
            COMMON["stop_price"],
            help="Long, neutral: at or below this price everything is cancelled. Short: at or above it.",
        ),
        replace(
            COMMON["take_profit_price"],
            help="Long: at or above this price everything is cancelled. Short: at or below it.",
        ),
        ParamSpec(
            "stop_price_high",
            "Stop price above",
            Kind.PRICE,
            "A neutral grid: at or above this price everything is cancelled.",
            low=ZERO,
            above_low=True,
        ),
        ParamSpec(
            "exit",
            "At the end",
            Kind.CHOICE,
            "Close the position at the market, or keep it.",
            default="close",
            choices=("close", "keep"),
        ),
        ParamSpec(
            "accept_liquidation",
            "Accept an early liquidation",
            Kind.FLAG,
            "The whole margin may be lost at a price at which the grid is meant to trade.",
            default=False,
        ),
    )
}
_ORDER = (
    *("direction", "lower", "upper", "grids", "leverage", "spacing", "investment", "order_qty"),
    *("entry_price", "entry_direction", "stop_price", "stop_price_high", "take_profit_price"),
    *("stop_amount", "stop_ratio", "take_profit_amount", "take_profit_ratio", "hold_delay_s", "exit"),
    *("trailing_up", "trailing_up_cap", "trailing_down", "pump_guard_steps", "max_live_orders", "reserve"),
    "accept_liquidation",
)
SPECS: tuple[ParamSpec, ...] = tuple({**COMMON, **OWN}[name] for name in _ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class FuturesGridParams(GridParams):
    """A futures grid's parameters. `leverage` times the investment is what it may hold at most;
    `accept_liquidation` is None where nobody was asked, as in a backtest.
    """

    direction: Direction
    leverage: Decimal
    stop_price_high: Decimal | None
    accept_liquidation: bool | None

    @classmethod
    def from_raw(cls, raw: Mapping[str, object]) -> FuturesGridParams:
        """Parses a closed set of keys. Raises UserError naming the field."""
        values = parse(SPECS, raw)
        leverage, high = values["leverage"], values["stop_price_high"]
        assert isinstance(leverage, Decimal)
        asked = raw.get("accept_liquidation")
        return cls(
            **common_fields(values),
            sell_at_exit=values["exit"] == "close",
            direction=Direction(str(values["direction"])),
            leverage=leverage,
            stop_price_high=high if isinstance(high, Decimal) else None,
            accept_liquidation=None if asked is None else bool(values["accept_liquidation"]),
        )

    @property
    def acts_when_flat(self) -> bool:
        """Without a position the result is the same at any price: what is reached acts at once."""
        return True

    @property
    def conditions(self) -> tuple[Decimal | int | None, ...]:
        """All that says when the bot stops by itself."""
        # a bare super() fails in a dataclass with slots: it is made twice
        return (*super(FuturesGridParams, self).conditions, self.stop_price_high)

    def price_conditions(self) -> dict[str, Condition]:
        """Stop and take profit by price, on the sides on which this direction has them."""
        short = self.direction is Direction.SHORT
        found = {
            STOP: Condition(self.stop_price, above=short),
            TAKE_PROFIT: Condition(self.take_profit_price, above=not short),
        }
        if self.stop_price_high is not None:
            found[STOP_HIGH] = Condition(self.stop_price_high, above=True)
        return found


def checked(raw: Mapping[str, object], instrument: Instrument) -> FuturesGridParams:
    """Parameters that fit this market whatever its price. Raises UserError naming the field and a way out."""
    with exact():
        params = FuturesGridParams.from_raw(raw)
        problems = static_problems(params, instrument)
        if problems:
            raise problems[0]
        return params


def static_problems(params: FuturesGridParams, instrument: Instrument) -> list[UserError]:
    """Everything that is wrong whatever the price is."""
    try:
        prices = level_prices(params, instrument)
    except UserError as error:
        return [error]
    problems: list[UserError] = []
    fee, over = instrument.fees.maker, over_market(instrument, params.leverage)
    if over is not None:
        problems.append(over)
    if not profitable(prices, fee):
        found = most_by_rates(params.lower, params.upper, params.geometric, instrument.tick, fee)
        problems.append(loses(*rate_range(prices, fee), found))
    return problems + _condition_problems(params, instrument) + shared_problems(params, params.investment)


def _condition_problems(p: FuturesGridParams, i: Instrument) -> list[UserError]:
    neutral = p.direction is Direction.NEUTRAL
    if neutral and p.take_profit_price is not None:
        return [
            UserError(
                "A neutral grid earns on both sides: it takes a profit by amount or percent, not at a price.",
                "take_profit_of_neutral",
                "take_profit_price",
                fix="",
            )
        ]
    if not neutral and p.stop_price_high is not None:
        return [
            UserError(
                "Only a neutral grid stops on both sides. Use the stop price.",
                "stop_high_alone",
                "stop_price_high",
                fix="",
            )
        ]
    if p.stop_price_high is not None and (p.stop_amount is not None or p.stop_ratio is not None):
        return [
            UserError(
                "A stop stands at prices or at a loss, not at both.",
                "two_conditions",
                "stop_price_high",
                fix="",
            )
        ]
    problems: list[UserError] = []
    names = {STOP: "stop_price", STOP_HIGH: "stop_price_high", TAKE_PROFIT: "take_profit_price"}
    for key, (price, above) in p.price_conditions().items():
        if price is None:
            continue
        bound = p.upper if above else p.lower
        found = stop_inside(price, bound, i, names[key], below=not above)
        problems += [] if found is None else [found]
    return problems
