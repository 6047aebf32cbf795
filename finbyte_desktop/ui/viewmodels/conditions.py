"""Stop and take profit as a person gives them: a price, an amount of money, or percent of the investment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.services.ports import Preflight, Stands
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.viewmodels import fields

STOP, TAKE_PROFIT = "stop", "take_profit"
PRICE, AMOUNT, RATIO = "price", "amount", "ratio"
KINDS = (PRICE, AMOUNT, RATIO)
NAMES: Mapping[str, tuple[str, ...]] = {
    key: tuple(f"{key}_{kind}" for kind in KINDS) for key in (STOP, TAKE_PROFIT)
}
ALL = frozenset(name for names in NAMES.values() for name in names)
KIND_WORDS = {
    PRICE: QT_TRANSLATE_NOOP("conditions", "Price"),
    AMOUNT: QT_TRANSLATE_NOOP("conditions", "Amount"),
    RATIO: QT_TRANSLATE_NOOP("conditions", "Percent"),
}
LINES = {
    STOP: QT_TRANSLATE_NOOP("conditions", "stop"),
    TAKE_PROFIT: QT_TRANSLATE_NOOP("conditions", "take profit"),
}
LINES_IN_MONEY = {
    STOP: QT_TRANSLATE_NOOP("conditions", "stop {change}"),
    TAKE_PROFIT: QT_TRANSLATE_NOOP("conditions", "take profit {change}"),
}
SENTENCES = {
    "stop_price": QT_TRANSLATE_NOOP("conditions", "Stop {much}."),
    "take_profit_price": QT_TRANSLATE_NOOP("conditions", "Take profit {much}."),
    "stop_amount": QT_TRANSLATE_NOOP("conditions", "Stops at a loss of {much}: {place}."),
    "take_profit_amount": QT_TRANSLATE_NOOP(
        "conditions", "Takes a profit of {much}, before the fee of selling: {place}."
    ),
    "stop_ratio": QT_TRANSLATE_NOOP("conditions", "Stops at a loss of {much} of the investment: {place}."),
    "take_profit_ratio": QT_TRANSLATE_NOOP(
        "conditions", "Takes a profit of {much} of the investment, before the fee of selling: {place}."
    ),
}
# Where an amount is reached by a straight move: before the start, and for a bot that runs.
STRAIGHT = {
    (STOP, False): QT_TRANSLATE_NOOP(
        "conditions", "about {price} if the price falls straight after the start"
    ),
    (TAKE_PROFIT, False): QT_TRANSLATE_NOOP(
        "conditions", "about {price} if the price rises straight after the start"
    ),
    (STOP, True): QT_TRANSLATE_NOOP("conditions", "about {price} if the price falls straight from here"),
    (TAKE_PROFIT, True): QT_TRANSLATE_NOOP(
        "conditions", "about {price} if the price rises straight from here"
    ),
}
# Of a position, which loses on one side or on both.
MOVES = {
    False: QT_TRANSLATE_NOOP("conditions", "about {price} if the price goes straight there after the start"),
    True: QT_TRANSLATE_NOOP("conditions", "about {price} if the price goes straight there from here"),
}
NEVER_MOVES = QT_TRANSLATE_NOOP("conditions", "not reached by a straight move, however far")
NEVER = {
    STOP: QT_TRANSLATE_NOOP("conditions", "not reached by a straight fall, however far"),
    TAKE_PROFIT: QT_TRANSLATE_NOOP(
        "conditions", "a straight rise does not reach it: all coins are sold on the way"
    ),
}
WITH_COINS = {
    False: QT_TRANSLATE_NOOP("conditions", "{straight}; {price} with the coins of the start"),
    True: QT_TRANSLATE_NOOP("conditions", "{straight}; {price} with the coins it holds now"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A condition that is set: its kind, and the value of the parameter (0.1 for 10 %)."""

    key: str
    kind: str
    value: Decimal

    @property
    def name(self) -> str:
        return f"{self.key}_{self.kind}"

    def much(self, quote: str) -> str:
        """The value as a person reads it: "70,000", "300.00 USDT", "10 %"."""
        if self.kind == PRICE:
            return fmt.plain(self.value)
        return fmt.amount(self.value, quote) if self.kind == AMOUNT else f"{fmt.plain(self.value * 100)} %"

    def line(self, quote: str) -> str:
        """The name of its line on a chart: "stop", "stop −300.00", "take profit +10 %"."""
        if self.kind == PRICE:
            return QCoreApplication.translate("conditions", LINES[self.key])
        much = fmt.money(self.value, quote) if self.kind == AMOUNT else self.much(quote)
        change = f"{fmt.MINUS if self.key == STOP else '+'}{much}"
        return QCoreApplication.translate("conditions", LINES_IN_MONEY[self.key]).format(change=change)

    def sentence(self, quote: str, places: int, at: Decimal | None, straight: Decimal | None) -> str:
        """What will happen, for the review; the prices are those of `place`."""
        source = QCoreApplication.translate("conditions", SENTENCES[self.name])
        where = "" if self.kind == PRICE else place(self.key, at, straight, places, running=False)
        return source.format(much=self.much(quote), place=where)


def of_position(values: Mapping[str, object]) -> bool:
    """Whether these are the parameters of a bot that holds a position."""
    return "direction" in values


def place(
    key: str,
    at: Decimal | None,
    straight: Decimal | None,
    places: int,
    *,
    running: bool,
    position: bool = False,
) -> str:
    """Where an amount is reached: by a straight move that fills the levels on its way, and `at`, with the
    coins of now alone.
    """
    translate = QCoreApplication.translate
    if straight is None:
        text = translate("conditions", NEVER_MOVES if position else NEVER[key])
    else:
        source = MOVES[running] if position else STRAIGHT[key, running]
        text = translate("conditions", source).format(price=fmt.number(straight, places))
    if at is None or at == straight or position:
        return text
    return translate("conditions", WITH_COINS[running]).format(straight=text, price=fmt.number(at, places))


def given(key: str, values: Mapping[str, object]) -> Given | None:
    """The condition as the parameters say it; None where none of its three is set."""
    for kind in KINDS:
        value = fields.decimal(values.get(f"{key}_{kind}"))
        if value is not None:
            return Given(key, kind, value)
    return None


def second_stop(values: Mapping[str, object]) -> Decimal | None:
    """The stop above the range, which only a neutral grid has."""
    return fields.decimal(values.get("stop_price_high"))


def key_of(name: str) -> str | None:
    """ "stop" for "stop_ratio", None for what is no condition."""
    return name.rpartition("_")[0] if name in ALL else None


def is_set(key: str, names: Iterable[str]) -> bool:
    """Whether one of the three parameters of a condition is among these."""
    return not set(NAMES[key]).isdisjoint(names)


def reached(preflight: Preflight) -> dict[str, Decimal | None]:
    """Where each condition would act first on a straight move; where it stands at the start if that never
    reaches it.
    """
    fall, rise = preflight.stop_in_fall, preflight.take_profit_in_rise
    return {
        STOP: preflight.stop_at if fall is None else fall,
        TAKE_PROFIT: preflight.take_profit_at if rise is None else rise,
    }


def ahead(stands: Stands) -> dict[str, Decimal | None]:
    """Where each condition of a bot that runs acts first on a straight move from here."""
    fall, rise = stands.stop_in_fall, stands.take_profit_in_rise
    return {
        STOP: stands.stop if fall is None else fall,
        TAKE_PROFIT: stands.take_profit if rise is None else rise,
    }


def told(values: Mapping[str, object], stands: Stands, quote: str, places: int) -> list[str]:
    """A sentence for each condition in money of a bot that runs: what it is and where it acts."""
    found = []
    for key, at, straight in (
        (STOP, stands.stop, stands.stop_in_fall),
        (TAKE_PROFIT, stands.take_profit, stands.take_profit_in_rise),
    ):
        condition = given(key, values)
        if condition is not None and condition.kind != PRICE and stands.known:
            where = place(key, at, straight, places, running=True, position=of_position(values))
            source = QCoreApplication.translate("conditions", SENTENCES[condition.name])
            found.append(source.format(much=condition.much(quote), place=where))
    return found


def placed(values: Mapping[str, object], at: Mapping[str, Decimal | None]) -> list[tuple[Given, Decimal]]:
    """The conditions with the price at which each stands: `at` where it is known, else the price typed."""
    found = []
    for key in (STOP, TAKE_PROFIT):
        condition = given(key, values)
        if condition is None:
            continue
        price = at.get(key)
        if price is None and condition.kind == PRICE:
            price = condition.value
        if price is not None:
            found.append((condition, price))
    return found
