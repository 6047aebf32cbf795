"""What a recurring purchase of several assets says: errors, problems, lines of its log, its form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "only_one_asset": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{name}: a price limit belongs to one asset. Leave it out, or make a bot for that asset alone.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{name}: the smart amount follows the price of one asset, and would move the weights of several. "
            "Leave it out, or make a bot for one asset.",
        ),
    ),
    "buys_its_money": (
        QT_TRANSLATE_NOOP("errors", "assets: {asset} is the money that buys, it cannot be bought."),
    ),
    "asset_still_held": (
        QT_TRANSLATE_NOOP(
            "errors", "assets: the bot holds {asset}. Give it a share of 0 to buy no more of it."
        ),
    ),
}
PROBLEMS: Mapping[str, str] = {
    "only_one_asset": QT_TRANSLATE_NOOP("problems", "Only with one asset. Leave it out"),
    "buys_its_money": QT_TRANSLATE_NOOP("problems", "The money that buys. Take it out"),
    "asset_still_held": QT_TRANSLATE_NOOP(
        "problems", "The bot holds this asset: with a share of 0 it buys no more of it"
    ),
}
SENTENCES: Mapping[str, str] = {
    "asset_bought": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} {base} at {price}, {spent} spent so far with fees."
    ),
    "asset_sold": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} {base} at {price}. Against its average cost: {trip}."
    ),
    "profit_taken": QT_TRANSLATE_NOOP("decisions", "Sale {number} with profit is over."),
}
HELPS: tuple[str, ...] = (QT_TRANSLATE_NOOP("fields", "How the amount is split among the assets."),)
EVERY: Mapping[str, str] = {
    "hour": QT_TRANSLATE_NOOP("Purchases", "every hour"),
    "4_hours": QT_TRANSLATE_NOOP("Purchases", "every 4 hours"),
    "12_hours": QT_TRANSLATE_NOOP("Purchases", "every 12 hours"),
    "day": QT_TRANSLATE_NOOP("Purchases", "every day"),
    "week": QT_TRANSLATE_NOOP("Purchases", "every week"),
    "2_weeks": QT_TRANSLATE_NOOP("Purchases", "every 2 weeks"),
    "month": QT_TRANSLATE_NOOP("Purchases", "every month"),
}
