"""Parameters of a DCA bot on a perpetual, and what a deal needs (bots.md 4, docs/decisions/0028)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from finbyte_desktop.bots import dca_params
from finbyte_desktop.bots.dca_ladder import up
from finbyte_desktop.bots.dca_params import CENT, DcaParams, deal_fields
from finbyte_desktop.bots.futures_common import over_market, over_tier
from finbyte_desktop.bots.futures_grid_params import OWN
from finbyte_desktop.bots.heading import LONG, SHORT, Heading
from finbyte_desktop.bots.params import Kind, ParamSpec, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, exact, plain

MOST_FALL = Decimal("0.9")  # of a price: what a short bot can earn of it at most
MOST_STOP = Decimal(9)  # of a short bot: ten times its reference

_BY_NAME: dict[str, ParamSpec] = {spec.name: spec for spec in dca_params.SPECS}
_OWN: dict[str, ParamSpec] = {
    spec.name: spec
    for spec in (
        replace(
            _BY_NAME["form"],
            help="Opens more as the price goes against the position, and closes everything at a profit.",
            choices=("futures",),
        ),
        ParamSpec(
            "direction",
            "Direction",
            Kind.CHOICE,
            "Long earns on a rising price, short on a falling one.",
            True,
            choices=("long", "short"),
        ),
        OWN["leverage"],
        replace(_BY_NAME["base_order"], help="What the first order of a deal trades, leverage included."),
        replace(_BY_NAME["safety_order"], help="What the first safety order trades, leverage included."),
        replace(_BY_NAME["safety_orders"], help="How often the bot opens more as the price goes against it."),
        replace(_BY_NAME["deviation"], help="How far from the base order the first safety order stands."),
        replace(_BY_NAME["deviation_scale"], help="Each step away is this many times the one before."),
        replace(_BY_NAME["volume_scale"], help="Each safety order trades this many times the one before."),
        replace(
            _BY_NAME["take_profit"],
            help="What a deal earns after fees, as a part of the value that it opened.",
        ),
        replace(
            _BY_NAME["take_profit_from"], help="Everything that the deal opened, or the base order alone."
        ),
        replace(
            _BY_NAME["trailing"],
            help="Closes when the price turns back by this part of its best since the profit was reached.",
        ),
        replace(
            _BY_NAME["stop_loss"],
            help="Closes everything and stops when the price is this part beyond its reference.",
            high=MOST_STOP,
        ),
        ParamSpec(
            "extra_margin",
            "Extra margin",
            Kind.AMOUNT,
            "Money behind the position beyond what the orders need. It moves the liquidation away.",
            default=ZERO,
            low=ZERO,
        ),
        OWN["exit"],
        replace(
            OWN["accept_liquidation"],
            help="The whole margin may be lost at a price at which the bot is meant to open more.",
        ),
    )
}
_ORDER = (
    *("form", "direction", "leverage", "base_order", "safety_order", "safety_orders", "deviation"),
    *("deviation_scale", "volume_scale", "deviation_kind", "take_profit", "take_profit_from", "trailing"),
    *("stop_loss", "stop_loss_from", "cooldown_s", "max_deals", "entry_price", "entry_direction"),
    *("extra_margin", "exit", "reserve", "accept_liquidation"),
)
SPECS: tuple[ParamSpec, ...] = tuple({**_BY_NAME, **_OWN}[name] for name in _ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class FuturesDcaParams(DcaParams):
    """A DCA bot's parameters on a perpetual; amounts are what orders trade. `accept_liquidation` is None
    where nobody was asked, as in a backtest.
    """

    way: Heading
    leverage: Decimal
    extra_margin: Decimal
    accept_liquidation: bool | None

    @classmethod
    def from_raw(cls, raw: Mapping[str, object]) -> FuturesDcaParams:
        """Parses a closed set of keys. Raises UserError naming the field."""
        values = parse(SPECS, raw)
        leverage, extra = values["leverage"], values["extra_margin"]
        assert isinstance(leverage, Decimal)
        way = SHORT if values["direction"] == "short" else LONG
        asked = raw.get("accept_liquidation")
        return cls(
            **deal_fields(values, rises=way is SHORT),
            way=way,
            leverage=leverage,
            extra_margin=extra if isinstance(extra, Decimal) else ZERO,
            accept_liquidation=None if asked is None else bool(values["accept_liquidation"]),
        )

    def investment(self, instrument: Instrument) -> Decimal:
        """The margin: what the orders of one deal need at this leverage, their fees, the reserve, to 0.01
        quote; and the extra margin.
        """
        fee = Fraction(max(instrument.fees.maker, instrument.fees.taker))
        needed = self.funds * (1 / Fraction(self.leverage) + fee) / (1 - Fraction(self.reserve))
        return up(needed, CENT) + self.extra_margin


def checked(raw: Mapping[str, object], instrument: Instrument) -> FuturesDcaParams:
    """Parameters that fit this market whatever its price. Raises UserError naming the field and a way out."""
    with exact():
        params = FuturesDcaParams.from_raw(raw)
        problems = static_problems(params, instrument)
        if problems:
            raise problems[0]
        return params


def static_problems(params: FuturesDcaParams, instrument: Instrument) -> list[UserError]:
    """Everything that is wrong whatever the price is."""
    problems = dca_params.static_problems(params, instrument)
    if params.way is SHORT and params.take_profit >= MOST_FALL:
        problems.append(
            UserError(
                f"A price cannot fall by that much. Feasible: below {plain(MOST_FALL)}.",
                "take_profit_of_short",
                "take_profit",
                feasible=f"below {plain(MOST_FALL)}",
                fix="0.5",
            )
        )
    if params.way is LONG and params.stop_loss is not None and params.stop_loss >= ONE:
        problems.append(
            UserError(
                "A price cannot fall by more than everything. Feasible: below 1.",
                "stop_below_zero",
                "stop_loss",
                feasible="below 1",
                fix="0.5",
            )
        )
    return problems + leverage_problems(params, instrument, params.funds)


def leverage_problems(params: FuturesDcaParams, instrument: Instrument, funds: Fraction) -> list[UserError]:
    """What forbids this leverage for orders of so much quote together."""
    tier = over_tier(instrument, params.leverage, up(funds, CENT))
    error = over_market(instrument, params.leverage) or tier
    return [] if error is None else [error]
