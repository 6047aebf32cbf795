"""Labels, helps and choices of the fields of a rebalance, as its parameters' specification writes them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

LABELS: Mapping[str, str] = {
    "assets": QT_TRANSLATE_NOOP("fields", "Assets"),
    "own": QT_TRANSLATE_NOOP("fields", "Own coins"),
    "weighting": QT_TRANSLATE_NOOP("fields", "Weights"),
    "trigger": QT_TRANSLATE_NOOP("fields", "Rebalance"),
    "threshold": QT_TRANSLATE_NOOP("fields", "Deviation"),
    "interval_s": QT_TRANSLATE_NOOP("fields", "Interval"),
    "cost_guard": QT_TRANSLATE_NOOP("fields", "Cost guard"),
    "stop_equity": QT_TRANSLATE_NOOP("fields", "Stop loss at"),
    "take_profit_equity": QT_TRANSLATE_NOOP("fields", "Take profit at"),
}
CHOICES: Mapping[str, str] = {
    "equal": QT_TRANSLATE_NOOP("fields", "Equal"),
    "custom": QT_TRANSLATE_NOOP("fields", "Your own"),
    "market_value": QT_TRANSLATE_NOOP("fields", "By market value"),
    "ai": QT_TRANSLATE_NOOP("fields", "AI proportion"),
    "deviation": QT_TRANSLATE_NOOP("fields", "By deviation"),
    "interval": QT_TRANSLATE_NOOP("fields", "By time"),
    "either": QT_TRANSLATE_NOOP("fields", "Either"),
}
PERCENT = frozenset({"cost_guard", "stop_equity", "take_profit_equity"})  # typed in percent
WARNINGS: Mapping[str, str] = {
    "legs_too_small": QT_TRANSLATE_NOOP(
        "problems", "Too little for an order of every asset: what is too small stays money. Enough: {value}"
    ),
}
HELPS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("fields", "How the shares of the assets were found."),
    QT_TRANSLATE_NOOP("fields", "When an asset is too far from its weight, at fixed times, or either."),
    QT_TRANSLATE_NOOP("fields", "Percentage points by which an asset may be off its weight."),
    QT_TRANSLATE_NOOP("fields", "The time between two rebalances by time."),
    QT_TRANSLATE_NOOP("fields", "Quote that the bot may use."),
    QT_TRANSLATE_NOOP(
        "fields", "Nothing is traded while fees and slippage are a larger part of what would be moved."
    ),
    QT_TRANSLATE_NOOP("fields", "The bot stops when its value falls to this part of what was put in."),
    QT_TRANSLATE_NOOP("fields", "The bot stops when its value rises to this many times what was put in."),
    QT_TRANSLATE_NOOP("fields", "Sell everything for the quote asset, or keep the coins."),
)
