"""What a kind of bot calls its profit and its round trips; one without words of its own has a grid's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


@dataclass(frozen=True, slots=True)
class KindWords:
    """English; `say` translates."""

    profit: str
    apr: str
    trips: str
    trips_tip: str
    fees_tip: str
    short_trips: str
    profit_tip: str = ""


GRID = KindWords(
    QT_TRANSLATE_NOOP("kinds", "Grid profit"),
    QT_TRANSLATE_NOOP("kinds", "APR / grid APR"),
    QT_TRANSLATE_NOOP("kinds", "Round trips 24 h / all"),
    QT_TRANSLATE_NOOP("kinds", "A round trip is one buy and one sell of the same grid."),
    QT_TRANSLATE_NOOP("kinds", "{fees}. All fees, already in grid profit and floating PnL."),
    QT_TRANSLATE_NOOP("kinds", "Trips"),
)
DEALS = KindWords(
    QT_TRANSLATE_NOOP("kinds", "Profit of deals"),
    QT_TRANSLATE_NOOP("kinds", "APR / of deals"),
    QT_TRANSLATE_NOOP("kinds", "Deals closed 24 h / all"),
    QT_TRANSLATE_NOOP("kinds", "A deal is a base order, its safety orders, and the sale of all of it."),
    QT_TRANSLATE_NOOP("kinds", "{fees}. All fees, already in the profit of deals and in floating PnL."),
    QT_TRANSLATE_NOOP("kinds", "Deals"),
    QT_TRANSLATE_NOOP("kinds", "What closed deals have brought over what they spent, after fees."),
)
POSITION_DEALS = KindWords(
    DEALS.profit,
    DEALS.apr,
    DEALS.trips,
    QT_TRANSLATE_NOOP("kinds", "A deal is a base order, its safety orders, and the close of all of it."),
    QT_TRANSLATE_NOOP("kinds", "{fees}. All fees, already in the profit of deals and in floating PnL."),
    DEALS.short_trips,
    QT_TRANSLATE_NOOP("kinds", "What closed deals have brought after fees. Funding is counted apart."),
)
SALES = KindWords(
    QT_TRANSLATE_NOOP("kinds", "Profit of sales"),
    QT_TRANSLATE_NOOP("kinds", "APR / of sales"),
    QT_TRANSLATE_NOOP("kinds", "Sales 24 h / all"),
    QT_TRANSLATE_NOOP("kinds", "A sale takes the profit of coins that were bought by the schedule."),
    QT_TRANSLATE_NOOP("kinds", "{fees}. All fees, already in the profit of sales and in floating PnL."),
    QT_TRANSLATE_NOOP("kinds", "Sales"),
    QT_TRANSLATE_NOOP("kinds", "What sales at a profit have brought over what their coins cost, after fees."),
)
REBALANCES = KindWords(
    QT_TRANSLATE_NOOP("kinds", "Profit of sales"),
    QT_TRANSLATE_NOOP("kinds", "APR / of sales"),
    QT_TRANSLATE_NOOP("kinds", "Rebalances 24 h / all"),
    QT_TRANSLATE_NOOP("kinds", "A rebalance brings every asset back to its weight."),
    QT_TRANSLATE_NOOP("kinds", "{fees}. All fees, already in the profit of sales and in floating PnL."),
    QT_TRANSLATE_NOOP("kinds", "Rebalances"),
    QT_TRANSLATE_NOOP("kinds", "What sales have brought over what their coins cost on average, after fees."),
)
ALL_SALES = KindWords(
    SALES.profit,
    SALES.apr,
    SALES.trips,
    QT_TRANSLATE_NOOP("kinds", "A sale takes the profit of the coins of all assets together."),
    SALES.fees_tip,
    SALES.short_trips,
    SALES.profit_tip,
)
CODE = KindWords(
    QT_TRANSLATE_NOOP("kinds", "Profit of sales"),
    QT_TRANSLATE_NOOP("kinds", "APR / of sales"),
    QT_TRANSLATE_NOOP("kinds", "Sales 24 h / all"),
    QT_TRANSLATE_NOOP("kinds", "A sale takes the profit of coins that the code bought before."),
    QT_TRANSLATE_NOOP("kinds", "{fees}. All fees, already in the profit of sales and in floating PnL."),
    QT_TRANSLATE_NOOP("kinds", "Sales"),
    QT_TRANSLATE_NOOP("kinds", "What sales have brought over what their coins cost on average, after fees."),
)
KINDS: Mapping[str, KindWords] = {
    "dca_safety": DEALS,
    "dca_futures": POSITION_DEALS,
    "dca_recurring": SALES,
    "dca_basket": ALL_SALES,
    "rebalance": REBALANCES,
    "own_strategy": CODE,
}


def words_of(kind: str) -> KindWords:
    """The words of a kind of bot."""
    return KINDS.get(kind, GRID)


def say(source: str) -> str:
    """One of them in the window's language."""
    return QCoreApplication.translate("kinds", source)
