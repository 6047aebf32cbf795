"""Limits of an account that a plan would break, in words: which, what it allows, what the plan comes to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.services.ports import LimitBreak
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words

BREAKS: Mapping[str, str] = {
    "limit_market": QT_TRANSLATE_NOOP(
        "limits", "Only these markets may be traded: {bound}. No order of this plan would be sent in {value}."
    ),
    "limit_order_notional": QT_TRANSLATE_NOOP(
        "limits",
        "Value of one order: {bound} at most. The largest of this plan is worth {value} and would not be "
        "sent.",
    ),
    "limit_no_rate": QT_TRANSLATE_NOOP(
        "limits",
        "Your limits are counted in {bound}, and there is no price of {value} in it now. Orders of this plan "
        "would wait for one.",
    ),
    "limit_price_band": QT_TRANSLATE_NOOP(
        "limits",
        "Beyond the last price: up to {bound} at most. The purchase at the start may go up to {value} and "
        "would wait.",
    ),
    "limit_order_rate": QT_TRANSLATE_NOOP(
        "limits", "New orders in a minute: {bound}. This plan sends {value}, so the last ones leave later."
    ),
    "limit_open_orders": QT_TRANSLATE_NOOP(
        "limits",
        "Open orders of the account: {bound} at most. With this plan there would be {value}; what is too "
        "much waits until others end.",
    ),
    "limit_open_orders_a_bot": QT_TRANSLATE_NOOP(
        "limits",
        "Open orders of one bot: {bound} at most. This plan has {value}; what is too much waits until others "
        "end.",
    ),
    "limit_open_orders_a_market": QT_TRANSLATE_NOOP(
        "limits",
        "Open orders in one market: {bound} at most. With this plan there would be {value}; what is too much "
        "waits until others end.",
    ),
    "limit_exposure": QT_TRANSLATE_NOOP(
        "limits",
        "Coins held and being bought by the account: {bound} at most. With this plan it would be {value}; "
        "buys beyond it wait.",
    ),
    "limit_exposure_a_bot": QT_TRANSLATE_NOOP(
        "limits",
        "Coins held and being bought by one bot: {bound} at most. This plan comes to {value}; buys beyond it "
        "wait.",
    ),
    "limit_exposure_a_market": QT_TRANSLATE_NOOP(
        "limits",
        "Coins held and being bought in one market: {bound} at most. With this plan it would be {value}; "
        "buys beyond it wait.",
    ),
    "limit_daily_loss": QT_TRANSLATE_NOOP(
        "limits", "The loss of this day has reached your limit of {bound}. Orders of this plan would wait."
    ),
    "limit_drawdown": QT_TRANSLATE_NOOP(
        "limits", "The drawdown has reached your limit of {bound}. Orders of this plan would wait."
    ),
}
PERCENT = frozenset({"limit_daily_loss", "limit_drawdown"})


def limit_break(found: LimitBreak) -> str:
    """One limit in a sentence or two."""
    text = QCoreApplication.translate("limits", BREAKS[found.code])
    return text.format(value=_shown(found, found.value), bound=_shown(found, found.bound))


def _shown(found: LimitBreak, value: Decimal | int | str) -> str:
    if isinstance(value, str):
        return ", ".join(words.market(name) for name in value.split(", "))
    if found.code in PERCENT:
        return f"{fmt.plain(Decimal(value) * 100)} %"
    return fmt.amount(Decimal(value), found.unit) if found.unit else fmt.plain(Decimal(value))
