"""Parameters of a bot that runs the trader's own strategy (bots.md 5, docs/decisions/0022)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finbyte_desktop.bots.params import Kind, ParamSpec, canonical, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, exact, plain

VENUE = "FinByte"
MOST_LIVE, FEW_LIVE = 200, 50

SPECS: tuple[ParamSpec, ...] = (
    ParamSpec("strategy", "Strategy", Kind.TEXT, "The Python file with your class Trading(Link).", True),
    ParamSpec(
        "investment",
        "Investment",
        Kind.AMOUNT,
        "Money that the strategy may use, fees included.",
        True,
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "max_order",
        "Largest order",
        Kind.AMOUNT,
        "No order of the strategy may be worth more; the investment when absent.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "max_orders",
        "Open orders",
        Kind.COUNT,
        "So many orders of the strategy may be open at once.",
        default=FEW_LIVE,
        low=ONE,
        high=Decimal(MOST_LIVE),
    ),
    ParamSpec(
        "venue", "Name of the venue", Kind.TEXT, "What your code calls the venue in its calls.", default=VENUE
    ),
    ParamSpec(
        "exit",
        "At the end",
        Kind.CHOICE,
        "Keep the coins, or sell them.",
        default="keep",
        choices=("keep", "sell"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStrategyParams:
    """Parameters, exact and checked. Money is quote; `strategy` names the file, `venue` is what the code
    calls the venue.
    """

    strategy: str
    investment: Decimal
    max_order: Decimal
    max_orders: int
    venue: str
    sell_at_exit: bool
    raw: Mapping[str, JsonValue]

    @property
    def entry_price(self) -> None:
        """It waits for no price."""
        return None


def checked(raw: Mapping[str, object], instrument: Instrument) -> OwnStrategyParams:
    """Parameters that fit this market. Raises UserError naming the field and a way out."""
    with exact():
        values = parse(SPECS, raw)
        investment, largest, count = values["investment"], values["max_order"], values["max_orders"]
        assert isinstance(investment, Decimal)
        params = OwnStrategyParams(
            strategy=str(values["strategy"]),
            investment=investment,
            max_order=largest if isinstance(largest, Decimal) else investment,
            max_orders=int(count) if isinstance(count, int | Decimal) else FEW_LIVE,
            venue=str(values["venue"]),
            sell_at_exit=values["exit"] == "sell",
            raw=canonical(values),
        )
        problems = static_problems(params, instrument)
        if problems:
            raise problems[0]
        return params


def static_problems(p: OwnStrategyParams, instrument: Instrument) -> list[UserError]:
    """Everything that is wrong whatever the price is."""
    least = instrument.min_notional
    return [
        UserError(
            f"The market takes no order of less than {plain(least)} {instrument.quote}.",
            "order_too_small",
            name,
            feasible=f"from {plain(least)}",
        )
        for name, amount in (("investment", p.investment), ("max_order", p.max_order))
        if amount < least
    ]
