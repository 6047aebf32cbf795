"""Errors about strategies of one's own in words: the part of `words_errors` that speaks of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "not_a_text": (QT_TRANSLATE_NOOP("errors", "{name}: a text is needed, not {given}."),),
    "no_strategy": (QT_TRANSLATE_NOOP("errors", "This bot runs no strategy of its own."),),
    "strategy_not_here": (
        QT_TRANSLATE_NOOP("errors", "A strategy of your own runs on paper and in backtests in this version."),
    ),
}
SENTENCES: Mapping[str, str] = {
    "strategy_noted": QT_TRANSLATE_NOOP("decisions", "The strategy says: {text}"),
    "strategy_failed": QT_TRANSLATE_NOOP("decisions", "The strategy was ended: {text}"),
    "strategy_bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} at {price}."),
    "strategy_sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price}, earned {trip}."),
}
PROBLEMS: Mapping[str, str] = {
    "not_a_text": QT_TRANSLATE_NOOP("problems", "A text is needed"),
}
