"""Parameters of the spot grid: its own fields, and the checks that need more than one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from finbyte_desktop.bots.grid_params import (
    COMMON,
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
from finbyte_desktop.core.numbers import ZERO, exact

_OWN: dict[str, ParamSpec] = {
    spec.name: spec
    for spec in (
        ParamSpec(
            "qty_mode",
            "Quantity",
            Kind.CHOICE,
            "The same amount of coins at every level, or the same amount of money.",
            default="equal_base",
            choices=("equal_base", "equal_quote"),
        ),
        ParamSpec(
            "base_qty", "Own coins", Kind.QTY, "Coins that you add to the investment.", default=ZERO, low=ZERO
        ),
        ParamSpec(
            "exit",
            "At the end",
            Kind.CHOICE,
            "Keep the coins, or sell them at once.",
            default="keep",
            choices=("keep", "sell"),
        ),
    )
}
_ORDER = (
    *("lower", "upper", "grids", "spacing", "qty_mode", "investment", "base_qty", "order_qty"),
    *("entry_price", "entry_direction", "stop_price", "take_profit_price", "stop_amount", "stop_ratio"),
    *("take_profit_amount", "take_profit_ratio", "hold_delay_s", "exit", "trailing_up", "trailing_up_cap"),
    *("trailing_down", "pump_guard_steps", "max_live_orders", "reserve"),
)
SPECS: tuple[ParamSpec, ...] = tuple({**COMMON, **_OWN}[name] for name in _ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotGridParams(GridParams):
    """A spot grid's parameters. `equal_quote`: the same money at every level; `base_qty`: own coins."""

    equal_quote: bool
    base_qty: Decimal

    def invested_at(self, price: Decimal) -> Decimal:
        """What is put in at the start: quote, and own coins at this price."""
        return self.investment + self.base_qty * price

    @classmethod
    def from_raw(cls, raw: Mapping[str, object]) -> SpotGridParams:
        """Parses a closed set of keys. Raises UserError naming the field."""
        values = parse(SPECS, raw)
        coins = values["base_qty"]
        assert isinstance(coins, Decimal)
        return cls(
            **common_fields(values),
            sell_at_exit=values["exit"] == "sell",
            equal_quote=values["qty_mode"] == "equal_quote",
            base_qty=coins,
        )


def checked(raw: Mapping[str, object], instrument: Instrument) -> SpotGridParams:
    """Parameters that fit this market whatever its price. Raises UserError naming the field and a way out."""
    with exact():
        params = SpotGridParams.from_raw(raw)
        problems = static_problems(params, instrument)
        if problems:
            raise problems[0]
        return params


def static_problems(
    params: SpotGridParams, instrument: Instrument, most: Callable[[], int] | None = None
) -> list[UserError]:
    """Everything that is wrong whatever the price is. `most` tells the largest number of grids that earns,
    where more is known of it than the rates.
    """
    try:
        prices = level_prices(params, instrument)
    except UserError as error:
        return [error]
    problems: list[UserError] = []
    fee = instrument.fees.maker
    if not profitable(prices, fee):
        found = most_by_params(params, instrument) if most is None else most()
        problems.append(loses(*rate_range(prices, fee), found))
    problems += _price_problems(params, instrument)
    return problems


def most_by_params(params: SpotGridParams, instrument: Instrument) -> int:
    """The largest number of grids that the rates allow between these prices, 0 for none."""
    fee = instrument.fees.maker
    return most_by_rates(params.lower, params.upper, params.geometric, instrument.tick, fee)


def _price_problems(params: SpotGridParams, instrument: Instrument) -> list[UserError]:
    problems: list[UserError] = []
    rows = (
        (params.stop_price, params.lower, "stop_price", True),
        (params.take_profit_price, params.upper, "take_profit_price", False),
    )
    for price, bound, field, below in rows:
        found = None if price is None else stop_inside(price, bound, instrument, field, below=below)
        problems += [] if found is None else [found]
    return problems + shared_problems(params, None if params.base_qty else params.investment)
