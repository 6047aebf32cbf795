"""What a DCA bot says: errors, problems of its fields, lines of its log, reasons of its end."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

from finbyte_desktop.ui import words_dca_basket, words_futures_dca

TEXTS: Mapping[str, tuple[str, ...]] = {
    **words_dca_basket.TEXTS,
    **words_futures_dca.TEXTS,
    "not_a_time": (QT_TRANSLATE_NOOP("errors", "{name}: a time such as 09:30 is needed, not {given}."),),
    "not_a_zone": (
        QT_TRANSLATE_NOOP(
            "errors", "{name}: {given} is no time zone. Examples: UTC, Europe/Berlin, Asia/Kolkata."
        ),
    ),
    "ladder_below_zero": (
        QT_TRANSLATE_NOOP(
            "errors", "Safety order {number} would stand at or below zero. Feasible: up to {most}."
        ),
    ),
    "order_too_small": (
        QT_TRANSLATE_NOOP("errors", "The market takes no safety order of less than {amount}."),
        QT_TRANSLATE_NOOP("errors", "The market takes no base order of less than {amount}."),
        QT_TRANSLATE_NOOP("errors", "The market takes no order of less than {amount}."),
        QT_TRANSLATE_NOOP(
            "errors", "The base order is smaller than the market takes at {price}: {amount} is needed."
        ),
        QT_TRANSLATE_NOOP("errors", "An order is smaller than the market takes at {price}."),
        QT_TRANSLATE_NOOP("errors", "{amount} is too little for an order of any asset."),
    ),
    "investment_too_small": (
        QT_TRANSLATE_NOOP("errors", "The investment is less than one order spends. Feasible: from {amount}."),
    ),
    "floor_above_cap": (
        QT_TRANSLATE_NOOP(
            "errors", "The price floor is above the price cap {cap}: no order would ever be sent."
        ),
    ),
    "interval_and_day": (
        QT_TRANSLATE_NOOP("errors", "An interval of {interval} has no {name}."),
        QT_TRANSLATE_NOOP("errors", "An interval of {interval} needs {name}."),
    ),
    "interval_and_time": (QT_TRANSLATE_NOOP("errors", "Hours are full hours of UTC, at no other time."),),
}
PROBLEMS: Mapping[str, str] = {
    **words_futures_dca.PROBLEMS,
    "not_a_time": QT_TRANSLATE_NOOP("problems", "Not a time. Write it like 09:30"),
    "not_a_zone": QT_TRANSLATE_NOOP("problems", "Not a time zone. Examples: UTC, Europe/Berlin"),
    "ladder_below_zero": QT_TRANSLATE_NOOP("problems", "The last orders would stand at or below zero"),
    "order_too_small": QT_TRANSLATE_NOOP("problems", "Smaller than the market takes"),
    "investment_too_small": QT_TRANSLATE_NOOP("problems", "Less than one order spends"),
    "floor_above_cap": QT_TRANSLATE_NOOP("problems", "Above the price cap: no order would ever be sent"),
    "interval_and_day": QT_TRANSLATE_NOOP("problems", "Does not fit the interval"),
    "interval_and_time": QT_TRANSLATE_NOOP("problems", "Hours are full hours of UTC"),
}
SENTENCES: Mapping[str, str] = {
    **words_futures_dca.SENTENCES,
    "order_too_small": QT_TRANSLATE_NOOP(
        "decisions", "Could not start: its orders are smaller than the market takes. {text}"
    ),
    "became_stopping_stop_loss": QT_TRANSLATE_NOOP(
        "decisions", "The stop loss was reached: its orders are being cancelled."
    ),
    "became_stopped_stop_loss": QT_TRANSLATE_NOOP("decisions", "The bot has ended at its stop loss."),
    "became_stopping_all_spent": QT_TRANSLATE_NOOP(
        "decisions", "Everything is spent: its orders are being cancelled."
    ),
    "became_stopped_all_spent": QT_TRANSLATE_NOOP("decisions", "The bot has ended: everything is spent."),
    "became_stopped_deals_done": QT_TRANSLATE_NOOP(
        "decisions", "The bot has ended: all its deals are closed."
    ),
    "became_stopped_out_of_money": QT_TRANSLATE_NOOP(
        "decisions", "The bot has ended: too little money is left for another deal."
    ),
    "dca_base": QT_TRANSLATE_NOOP("decisions", "A deal begins: bought {qty} at {price}."),
    "dca_bought": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} at {price}, safety order {number}. The take profit is placed anew."
    ),
    "dca_late": QT_TRANSLATE_NOOP(
        "decisions",
        "Bought {qty} at {price} by an order that had been called ended. These coins get a take profit, too.",
    ),
    "base_part": QT_TRANSLATE_NOOP(
        "decisions",
        "The rest of the base order is not bought: {qty} of {wanted} are there. The deal goes on with them.",
    ),
    "dca_sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price}."),
    "deal_closed": QT_TRANSLATE_NOOP("decisions", "Deal {number} is closed."),
    "deal_closed_trip": QT_TRANSLATE_NOOP("decisions", "Deal {number} is closed: {trip}."),
    "run_bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} at {price}, {spent} spent so far with fees."),
    "run_sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price}."),
    "run_sold_trip": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price} with profit: {trip}."),
    "run_left_out": QT_TRANSLATE_NOOP(
        "decisions", "Nothing was bought this time: the price {price} is beyond your limits."
    ),
    "runs_missed": QT_TRANSLATE_NOOP(
        "decisions", "Purchases that were missed meanwhile and are left out: {count}."
    ),
    "runs_missed_catch_up": QT_TRANSLATE_NOOP(
        "decisions",
        "Purchases that were missed meanwhile: {count}. One is offered for all of them.",
    ),
    "all_spent": QT_TRANSLATE_NOOP("decisions", "Everything is spent: {spent}."),
}
REASONS: Mapping[str, str] = {
    **words_futures_dca.REASONS,
    "order_too_small": QT_TRANSLATE_NOOP("words", "orders smaller than the market takes"),
    "scheduled": QT_TRANSLATE_NOOP("words", "opening plan"),
    "catch_up": QT_TRANSLATE_NOOP("words", "orders that were missed"),
    "deals_done": QT_TRANSLATE_NOOP("words", "all its deals are closed"),
    "out_of_money": QT_TRANSLATE_NOOP("words", "too little money for another deal"),
    "all_spent": QT_TRANSLATE_NOOP("words", "everything is spent"),
    "stop_loss": QT_TRANSLATE_NOOP("words", "stop loss"),
}
SLOTS: Mapping[str, str] = {
    "take:base": QT_TRANSLATE_NOOP("decisions", "the base order"),
    "take:profit": QT_TRANSLATE_NOOP("decisions", "the sale with profit"),
    "take:run": QT_TRANSLATE_NOOP("decisions", "the purchase by the schedule"),
    "TP": QT_TRANSLATE_NOOP("decisions", "the take profit"),
}
# The log tells times in the zone of the window; this one is not.
TIME_OF_DAY = QT_TRANSLATE_NOOP("decisions", "Time of day in the bot's time zone")
RUNG = QT_TRANSLATE_NOOP("decisions", "safety order {number}")
# Parameters that are parts of a whole, told as percent.
PERCENT = frozenset({"deviation", "take_profit", "trailing", "stop_loss", "take_profit_part"})
