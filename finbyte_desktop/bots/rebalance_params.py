"""The parameters of the rebalance: which assets at which weights, and when it acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finbyte_desktop.bots.params import Kind, ParamSpec, Value, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import ONE, ZERO, decimal_of, plain

FEWEST, MOST = 2, 20
HUNDRED = Decimal(100)
SHARE_DIGITS = 18
NS_PER_S = 1_000_000_000
CUSTOM, EQUAL, MARKET_VALUE, AI = "custom", "equal", "market_value", "ai"
DEVIATION, INTERVAL, EITHER = "deviation", "interval", "either"

SPECS: tuple[ParamSpec, ...] = (
    ParamSpec(
        "weighting",
        "Weighting",
        Kind.CHOICE,
        "How the shares of the assets were found.",
        default=CUSTOM,
        choices=(EQUAL, CUSTOM, AI, MARKET_VALUE),
    ),
    ParamSpec(
        "trigger",
        "Rebalance",
        Kind.CHOICE,
        "When an asset is too far from its weight, at fixed times, or either.",
        default=EITHER,
        choices=(DEVIATION, INTERVAL, EITHER),
    ),
    ParamSpec(
        "threshold",
        "Deviation",
        Kind.POINTS,
        "Percentage points by which an asset may be off its weight.",
        default=Decimal(5),
        low=Decimal("0.5"),
        high=Decimal(50),
    ),
    ParamSpec(
        "interval_s",
        "Interval",
        Kind.DURATION,
        "The time between two rebalances by time.",
        default=86_400,
        low=Decimal(1_800),
        high=Decimal(2_419_200),
    ),
    ParamSpec(
        "investment",
        "Investment",
        Kind.AMOUNT,
        "Quote that the bot may use.",
        required=True,
        low=ZERO,
    ),
    ParamSpec(
        "cost_guard",
        "Cost guard",
        Kind.RATIO,
        "Nothing is traded while fees and slippage are a larger part of what would be moved.",
        default=Decimal("0.05"),
        low=ZERO,
        high=ONE,
    ),
    ParamSpec(
        "stop_equity",
        "Stop loss",
        Kind.RATIO,
        "The bot stops when its value falls to this part of what was put in.",
        low=ZERO,
        above_low=True,
        high=Decimal("0.99"),
    ),
    ParamSpec(
        "take_profit_equity",
        "Take profit",
        Kind.RATIO,
        "The bot stops when its value rises to this many times what was put in.",
        low=Decimal("1.001"),
        high=Decimal(1_000),
    ),
    ParamSpec(
        "exit",
        "When it stops by itself",
        Kind.CHOICE,
        "Sell everything for the quote asset, or keep the coins.",
        default="sell",
        choices=("keep", "sell"),
    ),
)


@dataclass(frozen=True, slots=True)
class RebalanceParams:
    """Parsed parameters. `shares` by asset, in the order given; `own` what the trader brings in."""

    shares: Mapping[str, Decimal]
    own: Mapping[str, Decimal]
    weighting: str
    trigger: str
    threshold: Decimal
    interval_ns: int
    investment: Decimal
    cost_guard: Decimal
    stop_equity: Decimal | None
    take_profit_equity: Decimal | None
    exit_sells: bool
    raw: Mapping[str, JsonValue]

    def check_new(self) -> None:
        """Raises UserError for an asset without a share: only a bot that runs can sell it."""
        for asset, share in self.shares.items():
            if share == 0:
                raise UserError(
                    f"assets: {asset} has no share. Leave it out, or give it one.", "no_share", "assets"
                )

    @property
    def by_deviation(self) -> bool:
        """Whether a deviation alone makes it act."""
        return self.trigger in (DEVIATION, EITHER)

    @property
    def by_time(self) -> bool:
        """Whether its interval makes it act."""
        return self.trigger in (INTERVAL, EITHER)

    @property
    def ends(self) -> bool:
        """Whether its value can end it."""
        return self.stop_equity is not None or self.take_profit_equity is not None

    @classmethod
    def from_raw(cls, raw: Mapping[str, JsonValue]) -> RebalanceParams:
        """Parses canonical parameters. Raises UserError naming the field."""
        values = parse(SPECS, {key: value for key, value in raw.items() if key not in ("assets", "own")})
        weighting = str(values["weighting"])
        shares = shares_of(raw.get("assets"), weighting)
        own = _quantities(raw.get("own"), shares)
        investment = _number(values["investment"])
        if investment == 0 and not own:
            raise UserError(
                "investment: an amount above 0, or own coins, are needed.", "nothing_put_in", "investment"
            )
        interval = values["interval_s"]
        assert isinstance(interval, int)
        return cls(
            shares,
            own,
            weighting,
            str(values["trigger"]),
            _number(values["threshold"]),
            interval * NS_PER_S,
            investment,
            _number(values["cost_guard"]),
            _maybe(values["stop_equity"]),
            _maybe(values["take_profit_equity"]),
            values["exit"] == "sell",
            raw,
        )


def _number(value: Value) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _maybe(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _numbers(given: object, field: str) -> dict[str, Decimal]:
    if not isinstance(given, Mapping):
        raise UserError(
            f"{field}: assets with a number each are needed, such as BTC 50, ETH 50.", "not_assets", field
        )
    found: dict[str, Decimal] = {}
    for asset, text in given.items():
        name = str(asset)
        if not name or name != name.strip():
            raise UserError(f"{field}: {name!r} is not the name of an asset.", "not_an_asset", field)
        number = decimal_of(text, f"{field}, {name}")
        if number < 0:
            raise UserError(
                f"{field}: {name} is {plain(number)}, not a number of 0 or more.", "below_zero", field
            )
        found[name] = number
    return found


def shares_of(given: object, weighting: str) -> dict[str, Decimal]:
    """Shares by asset, in the order given. Raises UserError naming the field."""
    shares = _numbers(given, "assets")
    if not FEWEST <= len(shares) <= MOST:
        raise UserError(
            f"assets: {FEWEST} to {MOST} are possible, not {len(shares)}.", "asset_count", "assets"
        )
    for asset, share in shares.items():
        if len(share.as_tuple().digits) > SHARE_DIGITS:
            raise UserError(f"assets: the share of {asset} has too many digits.", "long_share", "assets")
    total = sum(shares.values(), ZERO)
    if weighting == CUSTOM and total != HUNDRED:
        raise UserError(
            f"assets: the weights add up to {plain(total)} %, not to 100 %.",
            "weights_sum",
            "assets",
        )
    if total == 0:
        raise UserError("assets: at least one asset needs a share.", "no_share", "assets")
    if weighting == EQUAL and any(share not in (ZERO, ONE) for share in shares.values()):
        raise UserError("assets: equal weights are written as 1 for each asset.", "not_equal", "assets")
    return shares


def _quantities(given: object, shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    own = {} if given is None else _numbers(given, "own")
    for asset, qty in own.items():
        if asset not in shares:
            raise UserError(f"own: {asset} is not among the assets.", "foreign_asset", "own")
        if qty == 0:
            raise UserError(f"own: a quantity of {asset} above 0 is needed.", "no_quantity", "own")
    return own
