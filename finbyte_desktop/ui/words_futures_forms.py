"""Labels, helps and choices of the fields of a futures grid, as its specification writes them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

LABELS: Mapping[str, str] = {
    "direction": QT_TRANSLATE_NOOP("fields", "Direction"),
    "leverage": QT_TRANSLATE_NOOP("fields", "Leverage"),
    "stop_price_high": QT_TRANSLATE_NOOP("fields", "Stop price above"),
    "accept_liquidation": QT_TRANSLATE_NOOP("fields", "Accept an early liquidation"),
}
HELPS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP(
        "fields",
        "Long earns on a rising price, short on a falling one, neutral holds nothing at the start.",
    ),
    QT_TRANSLATE_NOOP(
        "fields", "How many times its margin the bot may hold. The higher, the nearer the liquidation."
    ),
    QT_TRANSLATE_NOOP("fields", "A neutral grid: at or above this price everything is cancelled."),
    QT_TRANSLATE_NOOP("fields", "Close the position at the market, or keep it."),
    QT_TRANSLATE_NOOP(
        "fields", "The whole margin may be lost at a price at which the grid is meant to trade."
    ),
    QT_TRANSLATE_NOOP("fields", "The lowest buy order stands here."),
    QT_TRANSLATE_NOOP("fields", "The highest sell order stands here."),
    QT_TRANSLATE_NOOP(
        "fields", "Into how many steps the range is divided; one order rests at all but one level."
    ),
    QT_TRANSLATE_NOOP("fields", "Equal price steps, or equal percentage steps."),
    QT_TRANSLATE_NOOP("fields", "Money that the bot may use."),
    QT_TRANSLATE_NOOP("fields", "Fixes the size of each order instead of computing it from the investment."),
    QT_TRANSLATE_NOOP("fields", "The bot starts when this price is reached."),
    QT_TRANSLATE_NOOP("fields", "Start when the price is at or above, or at or below the entry price."),
    QT_TRANSLATE_NOOP(
        "fields", "Long, neutral: at or below this price everything is cancelled. Short: at or above it."
    ),
    QT_TRANSLATE_NOOP(
        "fields", "Long: at or above this price everything is cancelled. Short: at or below it."
    ),
    QT_TRANSLATE_NOOP("fields", "When the bot has lost this much, everything is cancelled."),
    QT_TRANSLATE_NOOP(
        "fields", "When the bot has lost this part of the investment, everything is cancelled."
    ),
    QT_TRANSLATE_NOOP("fields", "When the bot has earned this much, everything is cancelled."),
    QT_TRANSLATE_NOOP(
        "fields", "When the bot has earned this part of the investment, everything is cancelled."
    ),
    QT_TRANSLATE_NOOP("fields", "How long a stop or take profit must stay true before it acts."),
    QT_TRANSLATE_NOOP("fields", "The range follows a rising price."),
    QT_TRANSLATE_NOOP("fields", "The upper price never goes above this."),
    QT_TRANSLATE_NOOP(
        "fields",
        "The range follows a falling price; it lowers the price at which the top coin is sold.",
    ),
    QT_TRANSLATE_NOOP("fields", "More steps than this within a minute pause the trailing."),
    QT_TRANSLATE_NOOP("fields", "Only the nearest levels stand at the venue."),
    QT_TRANSLATE_NOOP("fields", "The part of the investment that stays unused."),
)
CHOICES: Mapping[str, str] = {
    "long": QT_TRANSLATE_NOOP("fields", "Long"),
    "short": QT_TRANSLATE_NOOP("fields", "Short"),
    "neutral": QT_TRANSLATE_NOOP("fields", "Neutral"),
    "close": QT_TRANSLATE_NOOP("fields", "Close the position"),
}
# What "keep" means beside "close".
KEEPS = QT_TRANSLATE_NOOP("fields", "Keep the position")
