"""Parameters of a recurring DCA bot (bots.md 4, docs/decisions/0018)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finbyte_desktop.bots.params import Kind, ParamSpec, canonical, parse
from finbyte_desktop.bots.schedule import HOURS, MIDNIGHT, Interval, Schedule, schedule_of
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ONE, ZERO, exact, plain

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UTC = "UTC"
LEAST_TIMES, MOST_TIMES = Decimal("0.1"), Decimal(5)

SPECS: tuple[ParamSpec, ...] = (
    ParamSpec(
        "form", "Form", Kind.CHOICE, "Buys a fixed amount again and again.", True, choices=("recurring",)
    ),
    ParamSpec(
        "amount",
        "Amount",
        Kind.AMOUNT,
        "Money that each order buys for. Fees are not part of it.",
        True,
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "investment",
        "Investment",
        Kind.AMOUNT,
        "Money that all orders together may spend, fees included.",
        True,
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "interval",
        "How often",
        Kind.CHOICE,
        "The time between two orders.",
        True,
        choices=tuple(Interval),
    ),
    ParamSpec(
        "at", "Time of day", Kind.TIME, "The time of day, for days, weeks and months.", default=MIDNIGHT
    ),
    ParamSpec("weekday", "Day of the week", Kind.CHOICE, "The day of the week, for weeks.", choices=WEEKDAYS),
    ParamSpec(
        "day",
        "Day of the month",
        Kind.COUNT,
        "The day of the month, for months; its last day where it is shorter.",
        low=ONE,
        high=Decimal(31),
    ),
    ParamSpec("time_zone", "Time zone", Kind.ZONE, "The zone in which the time is meant.", default=UTC),
    ParamSpec(
        "first",
        "First order",
        Kind.CHOICE,
        "At once, or when the schedule says so.",
        default="now",
        choices=("now", "scheduled"),
    ),
    ParamSpec(
        "missed",
        "Missed orders",
        Kind.CHOICE,
        "What becomes of orders that were due while the computer slept.",
        default="skip",
        choices=("skip", "catch_up"),
    ),
    ParamSpec(
        "price_cap",
        "Not above",
        Kind.PRICE,
        "Above this price an order is left out.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "price_floor",
        "Not below",
        Kind.PRICE,
        "Below this price an order is left out.",
        low=ZERO,
        above_low=True,
    ),
    ParamSpec(
        "take_profit",
        "Take profit",
        Kind.RATIO,
        "What the coins must earn after fees before they are sold, as a part of what they cost.",
        low=ZERO,
        high=Decimal(100),
        above_low=True,
    ),
    ParamSpec(
        "take_profit_part",
        "Part that is sold",
        Kind.RATIO,
        "The part of the coins that is sold then.",
        default=ONE,
        low=ZERO,
        high=ONE,
        above_low=True,
    ),
    ParamSpec(
        "smart_runs",
        "Smart: orders that count",
        Kind.COUNT,
        "Spends more where the price is low among those of so many orders before, less where it is high.",
        low=Decimal(5),
        high=Decimal(1000),
    ),
    ParamSpec(
        "smart_most",
        "Smart: at most",
        Kind.FACTOR,
        "So many times the amount at the lowest of those prices.",
        default=Decimal(2),
        low=ONE,
        high=MOST_TIMES,
    ),
    ParamSpec(
        "smart_least",
        "Smart: at least",
        Kind.FACTOR,
        "So many times the amount at the highest of them.",
        default=Decimal("0.5"),
        low=LEAST_TIMES,
        high=ONE,
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
class RecurringParams:
    """A recurring bot's parameters, exact and checked one by one. `smart_runs` is None where every order
    spends the same.
    """

    amount: Decimal
    investment: Decimal
    interval: Interval
    at: str
    weekday: int
    day: int
    zone: str
    starts_now: bool
    catches_up: bool
    price_cap: Decimal | None
    price_floor: Decimal | None
    take_profit: Decimal | None
    take_profit_part: Decimal
    smart_runs: int | None
    smart_most: Decimal
    smart_least: Decimal
    sell_at_exit: bool
    raw: Mapping[str, JsonValue]

    @classmethod
    def from_raw(cls, raw: Mapping[str, object]) -> RecurringParams:
        """Parses a closed set of keys. Raises UserError naming the field."""
        values = parse(SPECS, raw)

        def number(name: str) -> Decimal | None:
            value = values[name]
            return value if isinstance(value, Decimal) else None

        def whole(name: str) -> int | None:
            value = values[name]
            return value if isinstance(value, int) else None

        weekday = values["weekday"]
        return cls(
            amount=number("amount") or ZERO,
            investment=number("investment") or ZERO,
            interval=Interval(str(values["interval"])),
            at=str(values["at"]),
            weekday=WEEKDAYS.index(str(weekday)) if weekday is not None else 0,
            day=whole("day") or 1,
            zone=str(values["time_zone"]),
            starts_now=values["first"] == "now",
            catches_up=values["missed"] == "catch_up",
            price_cap=number("price_cap"),
            price_floor=number("price_floor"),
            take_profit=number("take_profit"),
            take_profit_part=number("take_profit_part") or ONE,
            smart_runs=whole("smart_runs"),
            smart_most=number("smart_most") or ONE,
            smart_least=number("smart_least") or ONE,
            sell_at_exit=values["exit"] == "sell",
            raw=canonical(values),
        )

    @property
    def entry_price(self) -> None:
        """It waits for no price."""
        return None

    @property
    def counted_zone(self) -> str:
        """The zone whose clock decides when an order is due: intervals of hours are hours of UTC."""
        return UTC if self.interval in HOURS else self.zone

    def schedule(self, first_ns: int) -> Schedule:
        """When orders are due from a moment on."""
        return schedule_of(self.interval, self.at, self.weekday, self.day, self.zone, first_ns)

    def may_buy_at(self, price: Decimal) -> bool:
        """Whether a price is within cap and floor."""
        above = self.price_cap is not None and price > self.price_cap
        return not above and not (self.price_floor is not None and price < self.price_floor)

    @property
    def least_amount(self) -> Decimal:
        """The smallest that an order spends."""
        return self.amount if self.smart_runs is None else self.amount * self.smart_least


def checked(raw: Mapping[str, object], instrument: Instrument) -> RecurringParams:
    """Parameters that fit this market whatever its price. Raises UserError naming the field and a way out."""
    with exact():
        params = RecurringParams.from_raw(raw)
        problems = static_problems(params, instrument)
        if problems:
            raise problems[0]
        return params


def static_problems(p: RecurringParams, instrument: Instrument) -> list[UserError]:
    """Everything that is wrong whatever the price is."""
    problems: list[UserError] = []
    least = instrument.min_notional
    if p.least_amount < least:
        problems.append(
            UserError(
                f"The market takes no order of less than {plain(least)} {instrument.quote}.",
                "order_too_small",
                "amount",
                feasible=f"from {plain(least)}",
            )
        )
    return [*problems, *common_problems(p)]


def common_problems(p: RecurringParams) -> list[UserError]:
    """What is wrong whatever is bought."""
    problems: list[UserError] = []
    if p.investment < p.amount:
        problems.append(
            UserError(
                f"The investment is less than one order spends. Feasible: from {plain(p.amount)}.",
                "investment_too_small",
                "investment",
                feasible=f"from {plain(p.amount)}",
                fix=plain(p.amount),
            )
        )
    if p.price_cap is not None and p.price_floor is not None and p.price_floor > p.price_cap:
        problems.append(
            UserError(
                f"The price floor is above the price cap {plain(p.price_cap)}: no order would ever be sent.",
                "floor_above_cap",
                "price_floor",
                feasible=f"up to {plain(p.price_cap)}",
                fix=plain(p.price_cap),
            )
        )
    weeks, hours = p.interval in (Interval.WEEK, Interval.WEEKS_2), p.interval in HOURS
    for name, fits in (("weekday", weeks), ("day", p.interval is Interval.MONTH)):
        if fits and name not in p.raw:
            problems.append(UserError(f"An interval of {p.interval} needs {name}.", "interval_and_day", name))
        elif name in p.raw and not fits:
            problems.append(
                UserError(f"An interval of {p.interval} has no {name}.", "interval_and_day", name, fix="")
            )
    if hours and p.at != MIDNIGHT:
        problems.append(
            UserError("Hours are full hours of UTC, at no other time.", "interval_and_time", "at", fix="")
        )
    return problems
