"""Values of the core as JSON and back, exactly: what the journal, the snapshots and the paper venue's
process speak.

A NamedTuple becomes `[class name, field, ...]`, a decimal `["D", text]`, an enum `["E", class name, value]`,
a tuple `["T", ...]`, a set of texts `["S", ...]`; texts, integers, booleans and None stand for themselves,
mappings for objects. Fields that came with a later version stand at the end and are left out while they have
their default, so that what does without them is written as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from finbyte_desktop.core import contract, events, facts, intents, margin, orders, risk, slots
from finbyte_desktop.core.errors import Bug
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.numbers import plain

_MODULES = (events, facts, intents, orders, risk, slots, contract, margin)


def _is_value(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


CLASSES: dict[str, Any] = {
    name: kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if _is_value(kind) and kind is not NamedTuple
}
ENUMS: dict[str, Any] = {
    name: kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Enum)
}


# How many fields at the end of a class came after journals with it were written. Left out while they have
# their default, so that the version before reads what is written now as long as it says nothing new.
LATER: dict[type, int] = {
    events.BotCreated: 1,
    facts.BotRegistered: 1,
    events.BotEdited: 1,
    facts.BotEditedFact: 1,
    facts.ApprovalAsked: 1,
    risk.Token: 1,
    slots.Request: 1,
    events.BotStopped: 1,
    events.Decided: 1,
    events.InstrumentKnown: 1,
    events.OrderQuarantined: 1,
    orders.OrderSpec: 1,
    events.OrderFilled: 1,
    events.ForeignTraded: 1,
    events.FundingSettled: 1,
    facts.FillBooked: 1,
    margin.Perpetual: 1,
}


_THEMSELVES = frozenset({str, int, bool, type(None)})


def encode(value: object) -> JsonValue:
    """The JSON form of a core value. Raises Bug for a type that the core does not have."""
    kind = type(value)
    if kind in _THEMSELVES:  # most of what is written; the order of the others decides about subclasses
        return value  # type: ignore[return-value]
    if kind is Decimal:
        return ["D", plain(value)]  # type: ignore[arg-type]
    if isinstance(value, Enum):
        return ["E", kind.__name__, value.value]
    if isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return ["D", plain(value)]
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return [kind.__name__, *[encode(item) for item in (_told(value) if kind in LATER else value)]]
        return ["T", *[encode(item) for item in value]]
    if isinstance(value, list):
        return ["L", *[encode(item) for item in value]]
    if isinstance(value, frozenset):
        return ["S", *sorted(value)]
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    raise Bug(f"{kind.__name__} cannot be written.", "codec")


def _told(value: Any) -> tuple[object, ...]:
    """The fields of a value without the later ones at its end that have their default."""
    kind, count = type(value), len(value)
    later = LATER.get(kind)
    if later is None:  # nearly all of them
        return value  # type: ignore[no-any-return]
    defaults = kind._field_defaults
    for name in reversed(kind._fields[count - later :]):
        if name not in defaults or value[count - 1] != defaults[name]:
            break
        count -= 1
    return value[:count]  # type: ignore[no-any-return]


def decode(value: JsonValue) -> Any:
    """The core value of a JSON form made by `encode`. Raises Bug for an unknown one."""
    if type(value) in _THEMSELVES:
        return value
    if isinstance(value, dict):
        return {key: decode(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    tag = value[0]
    simple = _SIMPLE.get(str(tag))
    if simple is not None:
        return simple(value)
    kind = CLASSES.get(str(tag))
    if kind is None:
        raise Bug(f"{tag!r} cannot be read.", "codec")
    return kind(*[decode(item) for item in value[1:]])


_SIMPLE: dict[str, Callable[[list[JsonValue]], Any]] = {
    "D": lambda v: Decimal(str(v[1])),
    "E": lambda v: ENUMS[str(v[1])](v[2]),
    "T": lambda v: tuple([decode(item) for item in v[1:]]),
    "L": lambda v: [decode(item) for item in v[1:]],
    "S": lambda v: frozenset(v[1:]),
}
