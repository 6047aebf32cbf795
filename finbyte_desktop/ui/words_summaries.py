"""A decided request in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.ui import words_decisions


def summary(code: str, fields: Mapping[str, str]) -> str:
    """A decided request in a few words, such as "Buy 0.0062 BTC at 77,980"."""
    shown = {name: words_decisions.shown_field(name, text) for name, text in fields.items()}
    if set(fields) == {"price"} and code in ("plan", "order"):
        code = f"{code}_at"
    source = SUMMARIES.get(code)
    if source is None:
        return words_decisions.decision(code, fields)
    try:
        return QCoreApplication.translate("decisions", source).format(**shown)
    except (KeyError, IndexError):
        return words_decisions.readable(code, shown)


SUMMARIES: Mapping[str, str] = {
    "plan": QT_TRANSLATE_NOOP("decisions", "Plan of {orders}"),
    "plan_at": QT_TRANSLATE_NOOP("decisions", "Opening plan at {price}"),
    "order_at": QT_TRANSLATE_NOOP("decisions", "Order at {price}"),
    "order": QT_TRANSLATE_NOOP("decisions", "{side} {qty} {base} at {price}"),
    "buy": QT_TRANSLATE_NOOP("decisions", "Buy {qty} {base} at {price}"),
    "sell": QT_TRANSLATE_NOOP("decisions", "Sell {qty} {base} at {price}"),
    "buy_market": QT_TRANSLATE_NOOP("decisions", "Buy {qty} {base} at market"),
    "sell_market": QT_TRANSLATE_NOOP("decisions", "Sell {qty} {base} at market"),
}
