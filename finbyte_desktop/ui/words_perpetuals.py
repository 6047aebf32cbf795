"""Errors about perpetuals in words: the part of `words_errors` that speaks of leverage and positions."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "perpetual_needed": (QT_TRANSLATE_NOOP("errors", "This bot trades perpetuals. Choose one."),),
    "spot_needed": (QT_TRANSLATE_NOOP("errors", "This bot trades spot markets. Choose one."),),
    "position_taken": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Another bot trades this perpetual, and the venue keeps one position a market: both would share "
            "it, and neither could tell its profit. Stop that bot first, or choose another.",
        ),
    ),
    "not_booked": (QT_TRANSLATE_NOOP("errors", "{venue} has not booked every trade yet."),),
    "hedge_mode": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This account is in hedge mode, with a long and a short position a market. FinByte's bots trade "
            "perpetuals in one-way mode. Nothing was sent. Switch {venue} to one-way mode, which needs all "
            "positions closed, then create the bot again.",
        ),
    ),
    "position_there": (
        QT_TRANSLATE_NOOP(
            "errors",
            "There is a position of {qty} in {market} at {venue} already. The venue keeps one position a "
            "market: it would be netted with the bot's. Nothing was sent. Close it first, or choose another "
            "market.",
        ),
    ),
    "orders_there": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{count} orders rest in {market} at {venue} that are no bot's. One that trades would change the "
            "bot's position. Nothing was sent. Cancel them first, or choose another market.",
        ),
    ),
    "margin_mode": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Bybit keeps one margin mode for the whole account, and yours is not isolated margin. Nothing "
            "was sent. Switch the account to isolated margin at Bybit, then create the bot again.",
        ),
    ),
    "settings_not_confirmed": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} does not show isolated margin and leverage {leverage} for {market}. No order was sent. "
            "Look at the settings of this market there, and try again.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} refused to set {market}: {why}. No order was sent. Look at the settings of this market "
            "there, and try again.",
        ),
    ),
    "position_away": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prices of this market are away, so its position cannot be closed now. Nothing was sent. "
            "Choose the feed of its bot again.",
        ),
    ),
    "position_held_up": (
        QT_TRANSLATE_NOOP(
            "errors",
            "No order leaves for this market just now, so its position cannot be closed. Nothing was sent. "
            "Settings, Connections says what it waits for.",
        ),
    ),
    "position_differs": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{name} has {books} in its books, and {venue} has {there}. Nothing was sent. If you closed it "
            "there, say so in Settings, Connections: the bot then takes the venue's position as true.",
        ),
    ),
    "no_difference": (
        QT_TRANSLATE_NOOP("errors", "The position at the venue is the bot's by now. Nothing was changed."),
        QT_TRANSLATE_NOOP("errors", "On paper nobody else trades. Nothing was changed."),
    ),
    "position_moved": (
        QT_TRANSLATE_NOOP(
            "errors", "The bot's position is another one by now. Nothing was changed. Look again."
        ),
        QT_TRANSLATE_NOOP(
            "errors", "The position at the venue is another one by now. Nothing was changed. Look again."
        ),
    ),
    "position_larger": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The position at the venue is larger than the bot's: what was added outside is not the bot's, "
            "and it was not closed. Nothing was changed. Take back at the venue what you added, or stop the "
            "bot with its position closed.",
        ),
    ),
    "trade_asked": (
        QT_TRANSLATE_NOOP(
            "errors",
            "It is being asked just now whose trade it was. Nothing was changed. Try again in a moment.",
        ),
    ),
    "not_flat": (
        QT_TRANSLATE_NOOP(
            "errors", "The bot still holds a position. Close it first: nobody would look after it."
        ),
    ),
    "no_tiers": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The maintenance tiers of this market are not known, so no liquidation price can be told.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "The leverage tiers of this perpetual are not known, and without them nobody can tell when its "
            "position is liquidated. Give the file that has them: --leverage-tiers FILE.",
        ),
    ),
    "liquidation_not_accepted": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The position would be liquidated at about {price}, inside the range. Use less leverage, or say "
            "that you accept it.",
        ),
    ),
    "amount_after_liquidation": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The position would be liquidated at about {price}, before this much is lost. A smaller loss, "
            "less leverage or more margin makes the stop come first.",
        ),
    ),
    "liquidation_inside": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The position would be liquidated at about {price}, inside the range. Less leverage, or more "
            "margin with the same order size, moves it away.",
        ),
    ),
}
