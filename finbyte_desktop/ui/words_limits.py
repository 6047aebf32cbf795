"""Limits of an account in words: those that a plan would break, and what a limit held back or ended."""

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

SENTENCES: Mapping[str, str] = {  # of the decision log
    "limit_market": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed: {side} {qty} at {price}. Your limits allow only {bound}.",
    ),
    "limit_order_notional": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed: {side} {qty} at {price}. It is worth {value}, your limit of one order is {bound}.",
    ),
    "limit_no_price": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. There is no last price to check it against. It is"
        " tried again by itself.",
    ),
    "limit_no_rate": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. Your limits are in {bound}, and there is no rate "
        "of {value} to it. It is tried again by itself.",
    ),
    "limit_price_band": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. Around the last price your limit allows {bound}. "
        "It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_order_rate": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. It would be order {value} in this minute, your "
        "limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_open_orders": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. It would be open order {value} of the account, "
        "your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_open_orders_a_bot": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. It would be open order {value} of this bot, your "
        "limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_open_orders_a_market": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. It would be open order {value} in this market, "
        "your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_exposure": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. Coins and buys of the account would come to "
        "{value}, your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_exposure_a_bot": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. Coins and buys of this bot would come to {value},"
        " your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_exposure_a_market": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. Coins and buys in this market would come to "
        "{value}, your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_daily_loss": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. The bots lost the part {value} of their worth "
        "today, your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_drawdown": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}. The bots lost the part {value} of the most they "
        "were worth, your limit is {bound}. It waits and is sent by itself once it keeps the limit.",
    ),
    "limit_daily_loss_warn": QT_TRANSLATE_NOOP(
        "decisions",
        "The bots in {scope} lost {value} % today (your limit is {bound} %). They go on.",
    ),
    "limit_daily_loss_reduce": QT_TRANSLATE_NOOP(
        "decisions",
        "The bots in {scope} lost {value} % today: from {bound} % on they buy nothing more until "
        "the next day (UTC). Sells go on.",
    ),
    "limit_daily_loss_halt": QT_TRANSLATE_NOOP(
        "decisions",
        "The bots in {scope} lost {value} % today: from {bound} % on they are paused and their "
        "orders are being cancelled: each can fill until the venue confirms. Coins are kept. Look at them, "
        "then resume.",
    ),
    "limit_drawdown_warn": QT_TRANSLATE_NOOP(
        "decisions",
        "The bots in {scope} are {value} % below the most they were worth (your limit is {bound} "
        "%). They go on.",
    ),
    "limit_drawdown_reduce": QT_TRANSLATE_NOOP(
        "decisions",
        "The bots in {scope} are {value} % below the most they were worth: from {bound} % on they "
        "buy nothing more. Sells go on.",
    ),
    "limit_drawdown_halt": QT_TRANSLATE_NOOP(
        "decisions",
        "The bots in {scope} are {value} % below the most they were worth: from {bound} % on they "
        "are paused and their orders are being cancelled: each can fill until the venue confirms. Coins are "
        "kept. Look at them, then resume.",
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
