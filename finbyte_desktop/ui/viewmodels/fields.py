"""Parameters as text: labels of fields and values as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.services.ports import FieldProblem, FieldSpec
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import (
    words,
    words_dca_forms,
    words_futures_dca,
    words_futures_forms,
    words_problems,
    words_rebalance_forms,
    words_strategies,
)

ZONE, ZONE_UNSAID = "time_zone", "UTC"
OF_ASSETS = ("assets", "own")
SPANS = (
    (86_400, QT_TRANSLATE_NOOP("fields", "{count} d")),
    (3_600, QT_TRANSLATE_NOOP("fields", "{count} h")),
    (60, QT_TRANSLATE_NOOP("fields", "{count} min")),
)
LABELS = {
    **words_dca_forms.LABELS,
    **words_futures_dca.LABELS,
    **words_rebalance_forms.LABELS,
    **words_futures_forms.LABELS,
    **words_strategies.LABELS,
    "lower": QT_TRANSLATE_NOOP("fields", "Lower price"),
    "upper": QT_TRANSLATE_NOOP("fields", "Upper price"),
    "grids": QT_TRANSLATE_NOOP("fields", "Grids"),
    "spacing": QT_TRANSLATE_NOOP("fields", "Spacing"),
    "qty_mode": QT_TRANSLATE_NOOP("fields", "Quantity"),
    "investment": QT_TRANSLATE_NOOP("fields", "Investment"),
    "base_qty": QT_TRANSLATE_NOOP("fields", "Own coins"),
    "order_qty": QT_TRANSLATE_NOOP("fields", "Order size"),
    "entry_price": QT_TRANSLATE_NOOP("fields", "Entry price"),
    "entry_direction": QT_TRANSLATE_NOOP("fields", "Entry direction"),
    "stop_price": QT_TRANSLATE_NOOP("fields", "Stop price"),
    "take_profit_price": QT_TRANSLATE_NOOP("fields", "Take profit price"),
    "stop": QT_TRANSLATE_NOOP("fields", "Stop"),
    "take_profit": QT_TRANSLATE_NOOP("fields", "Take profit"),
    "stop_amount": QT_TRANSLATE_NOOP("fields", "Stop at a loss"),
    "stop_ratio": QT_TRANSLATE_NOOP("fields", "Stop at a loss in percent"),
    "take_profit_amount": QT_TRANSLATE_NOOP("fields", "Take a profit"),
    "take_profit_ratio": QT_TRANSLATE_NOOP("fields", "Take a profit in percent"),
    "hold_delay_s": QT_TRANSLATE_NOOP("fields", "Hold delay"),
    "exit": QT_TRANSLATE_NOOP("fields", "At the end"),
    "trailing_up": QT_TRANSLATE_NOOP("fields", "Trailing up"),
    "trailing_up_cap": QT_TRANSLATE_NOOP("fields", "Trailing up to"),
    "trailing_down": QT_TRANSLATE_NOOP("fields", "Trailing down"),
    "pump_guard_steps": QT_TRANSLATE_NOOP("fields", "Pump guard, steps a minute"),
    "max_live_orders": QT_TRANSLATE_NOOP("fields", "Live orders at most"),
    "reserve": QT_TRANSLATE_NOOP("fields", "Reserve"),
}
CHOICES = {
    **words_dca_forms.CHOICES,
    **words_rebalance_forms.CHOICES,
    **words_futures_forms.CHOICES,
    "arithmetic": QT_TRANSLATE_NOOP("fields", "Equal step"),
    "geometric": QT_TRANSLATE_NOOP("fields", "Equal %"),
    "equal_base": QT_TRANSLATE_NOOP("fields", "Same coins a level"),
    "equal_quote": QT_TRANSLATE_NOOP("fields", "Same money a level"),
    "above": QT_TRANSLATE_NOOP("fields", "at or above"),
    "below": QT_TRANSLATE_NOOP("fields", "at or below"),
    "keep": QT_TRANSLATE_NOOP("fields", "Keep the coins"),
    "sell": QT_TRANSLATE_NOOP("fields", "Sell all"),
}
# Of these at most one is set: rows of the others would only say "-".
EXCLUSIVE = (
    ("stop_price", "stop_amount", "stop_ratio"),
    ("take_profit_price", "take_profit_amount", "take_profit_ratio"),
)


def label(name: str) -> str:
    """The name of a field; one that is new shows its own name readable, that of one asset is the asset."""
    group, _, asset = name.partition(":")
    if asset and group in OF_ASSETS:
        return asset
    source = LABELS.get(name)
    return QCoreApplication.translate("fields", source) if source else words.readable(name).capitalize()


def problem(entry: FieldProblem) -> str:
    """A problem shown away from its field: "Investment: Not a number"."""
    text = words_problems.problem(entry)
    if not entry.field:
        return text
    return QCoreApplication.translate("fields", "{field}: {problem}").format(
        field=label(entry.field), problem=text
    )


def helped(spec: FieldSpec) -> str:
    """The sentence of the specification that helps with a field."""
    return QCoreApplication.translate("fields", spec.help)


def choice(key: str, field: str = "", among: Sequence[str] = ()) -> str:
    """One of the values of a field of choices; `among` are all of them."""
    if key == "keep" and "close" in among:
        return QCoreApplication.translate("fields", words_futures_forms.KEEPS)
    source = words_dca_forms.CHOICES_OF.get((field, key)) or CHOICES.get(key)
    return QCoreApplication.translate("fields", source) if source else words.readable(key)


def decimal(value: object) -> Decimal | None:
    """A parameter's number, None for nonsense and for what is absent."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def span(seconds: int) -> str:
    """A usual length of time in its largest whole unit: "30 min", "4 h", "7 d"."""
    for size, source in SPANS:
        if seconds % size == 0:
            return QCoreApplication.translate("fields", source).format(count=seconds // size)
    return fmt.duration(seconds * fmt.NS_A_SECOND)


def value_text(spec: FieldSpec, value: object, base: str, quote: str) -> tuple[str, str]:
    """(text, unit) of a parameter; absent is "-"."""
    if spec.kind == "flag":
        return (
            QCoreApplication.translate("fields", "on")
            if value
            else QCoreApplication.translate("fields", "off")
        ), ""
    if value is None:
        return fmt.ABSENT, ""
    if spec.kind == "choice":
        return choice(str(value), spec.name, spec.choices), ""
    number = decimal(value)
    if number is None:
        return str(value), ""
    if spec.kind == "ratio":
        return fmt.percent(number), ""
    if spec.kind == "factor":
        return f"×{fmt.plain(number)}", ""
    if spec.kind == "duration":
        return span(int(number)), ""
    unit = {"price": quote, "amount": quote, "qty": base, "seconds": "s", "points": "%"}.get(spec.kind, "")
    return fmt.plain(number), unit


def _zoned(spec: FieldSpec, shown: tuple[str, str], zone: str) -> tuple[str, str]:
    """A time of day says whose it is."""
    text, unit = shown
    return (fmt.zoned(text, zone), unit) if spec.kind == "time" and text != fmt.ABSENT else shown


def rows(
    specs: Sequence[FieldSpec], params: dict[str, object], base: str, quote: str
) -> list[tuple[str, str, str]]:
    """(label, text, unit) of every field, in the form's order."""
    left_out: set[str] = set()
    for names in EXCLUSIVE:
        chosen = [name for name in names if params.get(name) is not None] or names[:1]
        left_out |= set(names).difference(chosen)
    zone = str(params.get(ZONE) or ZONE_UNSAID)
    return [
        (label(spec.name), *_zoned(spec, value_text(spec, params.get(spec.name), base, quote), zone))
        for spec in specs
        if spec.name not in left_out and applies(spec, params)
    ]


def applies(spec: FieldSpec, params: Mapping[str, object]) -> bool:
    """Whether a field means something beside the values of the others."""
    if spec.only_with is None:
        return True
    name, allowed = spec.only_with
    value = params.get(name)
    return value is not None and (str(value) in allowed if allowed else str(value) not in ("", "0"))


def is_default(spec: FieldSpec, value: object) -> bool:
    """Whether a value is none of its own: not given, or what stands there without one."""
    if value is None or value == spec.default or value == "":
        return True
    given, usual = decimal(value), decimal(spec.default)
    return str(value) == str(spec.default) or (given is not None and given == usual)
