"""Parameters as data: one description of each field drives parsing, validation, the wizard, help and the
API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from finbyte_desktop.bots.schedule import is_time, is_zone
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import decimal_of, plain

MOST_TEXT = 1_000
Value = Decimal | int | bool | str | None


class Kind(StrEnum):
    """How a parameter is written and shown."""

    PRICE = "price"
    QTY = "qty"
    AMOUNT = "amount"
    RATIO = "ratio"
    FACTOR = "factor"
    COUNT = "count"
    SECONDS = "seconds"
    DURATION = "duration"  # seconds, chosen from usual times
    POINTS = "points"  # percentage points
    FLAG = "flag"
    CHOICE = "choice"
    TIME = "time"
    ZONE = "zone"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ParamSpec:
    """One parameter.

    Attributes:
        name: key in files and in the API.
        label: what the window calls it (English, translated there).
        help: one sentence that a newcomer understands.
        default: None means that the field is absent unless given.
    """

    name: str
    label: str
    kind: Kind
    help: str
    required: bool = False
    default: Value = None
    choices: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    above_low: bool = False


def nearest_name(name: str, names: list[str]) -> str:
    """The known name with the smallest edit distance."""

    def distance(a: str, b: str) -> int:
        row = list(range(len(b) + 1))
        for i, x in enumerate(a, 1):
            previous, row[0] = row[0], i
            for j, y in enumerate(b, 1):
                previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
        return row[-1]

    return min(names, key=lambda known: (distance(name.lower(), known), known))


def parse(specs: tuple[ParamSpec, ...], raw: Mapping[str, object]) -> dict[str, Value]:
    """Every parameter as an exact value, defaults filled in.

    Raises UserError naming the field: an unknown key (with the nearest known name), a missing one, nonsense,
    a value outside its bounds.
    """
    known = {spec.name: spec for spec in specs}
    for key in raw:
        if key not in known:
            near = nearest_name(str(key), list(known))
            raise UserError(
                f'There is no parameter "{key}". Did you mean "{near}"?', "unknown_key", str(key), fix=near
            )
    values: dict[str, Value] = {}
    for spec in specs:
        given = raw.get(spec.name)
        if given is None:
            if spec.required:
                raise UserError(f"{spec.name} is missing.", "missing", spec.name)
            values[spec.name] = spec.default
            continue
        values[spec.name] = _value(spec, given)
    return values


def _value(spec: ParamSpec, given: object) -> Value:
    if spec.kind is Kind.FLAG:
        if not isinstance(given, bool):
            raise UserError(f"{spec.name}: true or false is needed, not {given!r}.", "not_a_flag", spec.name)
        return given
    if spec.kind is Kind.CHOICE:
        if given not in spec.choices:
            raise UserError(
                f"{spec.name}: one of {', '.join(spec.choices)} is needed, not {given!r}.",
                "not_a_choice",
                spec.name,
                feasible=", ".join(spec.choices),
            )
        return str(given)
    if spec.kind is Kind.TIME:
        return _time(spec, given)
    if spec.kind is Kind.ZONE:
        return _zone(spec, given)
    if spec.kind is Kind.TEXT:
        return _text(spec, given)
    number = decimal_of(given, spec.name)
    too_low = spec.low is not None and (number <= spec.low if spec.above_low else number < spec.low)
    if too_low or (spec.high is not None and number > spec.high):
        low = "" if spec.low is None else plain(spec.low)
        high = "" if spec.high is None else plain(spec.high)
        word = "above " if spec.above_low else "from "
        text = f"{word}{low}" + (f" to {high}" if high else "")
        needed = text if high or spec.above_low else f"of {low} or more"
        raise UserError(
            f"{spec.name}: {plain(number)} is not possible; a number {needed} is needed.",
            "out_of_bounds",
            spec.name,
            feasible=text,
        )
    if spec.kind in (Kind.COUNT, Kind.SECONDS, Kind.DURATION):
        if number != int(number):
            raise UserError(
                f"{spec.name}: a whole number is needed, not {plain(number)}.", "not_whole", spec.name
            )
        return int(number)
    return number


def _time(spec: ParamSpec, given: object) -> str:
    if isinstance(given, str) and is_time(given):
        return given
    raise UserError(f"{spec.name}: a time such as 09:30 is needed, not {given!r}.", "not_a_time", spec.name)


def _zone(spec: ParamSpec, given: object) -> str:
    if isinstance(given, str) and is_zone(given):
        return given
    raise UserError(
        f"{spec.name}: {given!r} is no time zone. Examples: UTC, Europe/Berlin, Asia/Kolkata.",
        "not_a_zone",
        spec.name,
    )


def _text(spec: ParamSpec, given: object) -> str:
    if isinstance(given, str) and given.strip() and len(given) <= MOST_TEXT and given.isprintable():
        return given
    raise UserError(f"{spec.name}: a text is needed, not {given!r}.", "not_a_text", spec.name)


def canonical(values: Mapping[str, Value]) -> dict[str, JsonValue]:
    """Parameters as JSON: decimals as text, absent ones left out, in order of name."""
    out: dict[str, JsonValue] = {}
    for name in sorted(values):
        value = values[name]
        if value is None:
            continue
        out[name] = plain(value) if isinstance(value, Decimal) else value
    return out


def refuse_changes(
    new: object, old: object, fixed: Sequence[str], field_of: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Raises UserError for the first of these attributes that is not the same in both; `field_of` are the
    parameters of those attributes that have another name.
    """
    for name in fixed:
        if getattr(new, name) != getattr(old, name):
            field = field_of.get(name, name)
            raise UserError(
                f"{field} cannot change while the bot runs. Stop it and clone it with the new value.",
                "not_editable",
                field,
            )
