"""Parameters of a recurring purchase of several assets (bots.md 4, decision 0024)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finbyte_desktop.bots.params import Kind, ParamSpec, canonical, parse
from finbyte_desktop.bots.rebalance_params import CUSTOM, EQUAL, shares_of
from finbyte_desktop.bots.recurring_params import SPECS as OF_ONE
from finbyte_desktop.bots.recurring_params import RecurringParams, common_problems
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import ZERO, exact, plain

ASSETS, WEIGHTING = "assets", "weighting"
LIMITS = ("price_cap", "price_floor")
SMART = ("smart_runs", "smart_most", "smart_least")
ONLY_ONE = (*LIMITS, *SMART)  # parameters that belong to the price of one asset

SPECS: tuple[ParamSpec, ...] = (
    ParamSpec(
        WEIGHTING,
        "Weighting",
        Kind.CHOICE,
        "How the amount is split among the assets.",
        default=EQUAL,
        choices=(EQUAL, CUSTOM),
    ),
    *(spec for spec in OF_ONE if spec.name not in ONLY_ONE),
)


@dataclass(frozen=True, slots=True)
class DcaBasketParams:
    """Parsed parameters: `shares` by asset, in the order given; `run` is what a bot of one asset has too."""

    shares: Mapping[str, Decimal]
    weighting: str
    run: RecurringParams
    raw: Mapping[str, JsonValue]

    @property
    def parts(self) -> Decimal:
        """The sum of all shares."""
        return sum(self.shares.values(), ZERO)

    def check_new(self) -> None:
        """Raises UserError for an asset without a share: only a bot that runs can stop buying one."""
        for asset, share in self.shares.items():
            if share == 0:
                raise UserError(
                    f"assets: {asset} has no share. Leave it out, or give it one.", "no_share", ASSETS
                )

    @classmethod
    def from_raw(cls, raw: Mapping[str, object]) -> DcaBasketParams:
        """Parses a closed set of keys. Raises UserError naming the field."""
        for name in ONLY_ONE:
            if raw.get(name) is not None:
                raise only_one(name)
        values = parse(SPECS, {key: value for key, value in raw.items() if key != ASSETS})
        weighting = str(values[WEIGHTING])
        shares = shares_of(raw.get(ASSETS), weighting)
        kept = canonical(values)
        run = RecurringParams.from_raw({key: value for key, value in kept.items() if key != WEIGHTING})
        named: dict[str, JsonValue] = {asset: plain(share) for asset, share in shares.items()}
        return cls(shares, weighting, run, {ASSETS: named, **kept})


def only_one(name: str) -> UserError:
    """Why a parameter is not possible with several assets."""
    if name in LIMITS:
        return UserError(
            f"{name}: a price limit belongs to one asset. Leave it out, or make a bot for that asset alone.",
            "only_one_asset",
            name,
            fix="",
        )
    return UserError(
        f"{name}: the smart amount follows the price of one asset, and would move the weights of several. "
        "Leave it out, or make a bot for one asset.",
        "only_one_asset",
        name,
        fix="",
    )


def checked(raw: Mapping[str, object], quote: str) -> DcaBasketParams:
    """Parameters that can run in markets of this quote asset. Raises UserError naming the field."""
    with exact():
        params = DcaBasketParams.from_raw(raw)
        problems = problems_of(params, quote)
        if problems:
            raise problems[0]
        return params


def problems_of(p: DcaBasketParams, quote: str) -> list[UserError]:
    """Everything that is wrong whatever the prices are."""
    found = common_problems(p.run)
    if quote in p.shares:
        found.insert(
            0,
            UserError(
                f"assets: {quote} is the money that buys, it cannot be bought.", "buys_its_money", ASSETS
            ),
        )
    return found
