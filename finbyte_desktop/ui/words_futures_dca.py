"""What a DCA bot on a perpetual says: errors, problems of its fields, lines of its log, its form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "ladder_too_high": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Safety order {number} would stand above ten times the base price. Feasible: up to {most}.",
        ),
    ),
    "take_profit_of_short": (
        QT_TRANSLATE_NOOP("errors", "A price cannot fall by that much. Feasible: below {most}."),
    ),
    "stop_below_zero": (
        QT_TRANSLATE_NOOP("errors", "A price cannot fall by more than everything. Feasible: below {most}."),
    ),
    "stop_loss_late": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The position would be liquidated at about {price}, before the stop loss at {stop}. A nearer "
            "stop, less leverage or more margin helps.",
        ),
    ),
    "ladder_liquidated": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The position would be liquidated at about {price}, before the last safety order. Use less "
            "leverage or more margin, or say that you accept it.",
        ),
    ),
}
PROBLEMS: Mapping[str, str] = {
    "paper_alone": QT_TRANSLATE_NOOP(
        "problems", "Runs on the paper account alone so far: choose it, or a futures grid"
    ),
    "ladder_too_high": QT_TRANSLATE_NOOP(
        "problems", "The last orders would stand above ten times the base price"
    ),
    "take_profit_of_short": QT_TRANSLATE_NOOP("problems", "A price cannot fall by that much"),
    "stop_below_zero": QT_TRANSLATE_NOOP("problems", "A price cannot fall by more than everything"),
    "stop_loss_late": QT_TRANSLATE_NOOP("problems", "The position would be liquidated before this stop"),
    "ladder_liquidated": QT_TRANSLATE_NOOP(
        "problems",
        "The position would be liquidated before the last safety order: use less leverage, or accept it here",
    ),
}
SENTENCES: Mapping[str, str] = {
    "ladder_liquidated": QT_TRANSLATE_NOOP(
        "decisions", "Could not start: it would be liquidated before its last safety order. {text}"
    ),
    "stop_loss_late": QT_TRANSLATE_NOOP(
        "decisions", "Could not start: it would be liquidated before its stop loss. {text}"
    ),
    "leverage_over_tier": QT_TRANSLATE_NOOP(
        "decisions", "No deal begins: at this size the market allows less leverage. {text}"
    ),
    "deal_opened": QT_TRANSLATE_NOOP("decisions", "A deal begins: opened {qty} at {price}."),
    "deal_added": QT_TRANSLATE_NOOP(
        "decisions", "Opened {qty} more at {price}, safety order {number}. The take profit is placed anew."
    ),
    "deal_late": QT_TRANSLATE_NOOP(
        "decisions",
        "Opened {qty} at {price} by an order that had been called ended. It gets a take profit, too.",
    ),
    "deal_part": QT_TRANSLATE_NOOP(
        "decisions",
        "The rest of the base order is not opened: {qty} of {wanted} are there. The deal goes on with them.",
    ),
    "deal_reduced": QT_TRANSLATE_NOOP("decisions", "Closed {qty} at {price}."),
}
REASONS: Mapping[str, str] = {
    "ladder_liquidated": QT_TRANSLATE_NOOP("words", "liquidation before the last safety order"),
    "leverage_over_tier": QT_TRANSLATE_NOOP("words", "more leverage than the market allows"),
    "stop_loss_late": QT_TRANSLATE_NOOP("words", "liquidation before the stop loss"),
}
WARNINGS: Mapping[str, str] = {
    "ladder_liquidation": QT_TRANSLATE_NOOP(
        "problems", "The position would be liquidated at about {value}, before the last safety order"
    ),
}
LABELS: Mapping[str, str] = {"extra_margin": QT_TRANSLATE_NOOP("fields", "Extra margin")}
HELPS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("fields", "Long earns on a rising price, short on a falling one."),
    QT_TRANSLATE_NOOP("fields", "What the first order of a deal trades, leverage included."),
    QT_TRANSLATE_NOOP("fields", "What the first safety order trades, leverage included."),
    QT_TRANSLATE_NOOP("fields", "How often the bot opens more as the price goes against it."),
    QT_TRANSLATE_NOOP("fields", "How far from the base order the first safety order stands."),
    QT_TRANSLATE_NOOP("fields", "Each step away is this many times the one before."),
    QT_TRANSLATE_NOOP("fields", "Each safety order trades this many times the one before."),
    QT_TRANSLATE_NOOP("fields", "What a deal earns after fees, as a part of the value that it opened."),
    QT_TRANSLATE_NOOP("fields", "Everything that the deal opened, or the base order alone."),
    QT_TRANSLATE_NOOP(
        "fields", "Closes when the price turns back by this part of its best since the profit was reached."
    ),
    QT_TRANSLATE_NOOP(
        "fields", "Closes everything and stops when the price is this part beyond its reference."
    ),
    QT_TRANSLATE_NOOP(
        "fields", "Money behind the position beyond what the orders need. It moves the liquidation away."
    ),
    QT_TRANSLATE_NOOP(
        "fields", "The whole margin may be lost at a price at which the bot is meant to open more."
    ),
)
