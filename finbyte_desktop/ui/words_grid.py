"""What a grid says of orders that were not placed, and of money that was added to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: Mapping[str, str] = {
    "price_outside": QT_TRANSLATE_NOOP("decisions", "Could not start: the price left the range. {text}"),
    "liquidation_not_accepted": QT_TRANSLATE_NOOP(
        "decisions", "Could not start: at this price it would be liquidated inside its range. {text}"
    ),
    "min_investment": QT_TRANSLATE_NOOP("decisions", "Could not start: the investment is too small. {text}"),
    "slot_blocked": QT_TRANSLATE_NOOP(
        "decisions", "Nothing is placed for {slot}: {code}. Try again when solved."
    ),
    "slot_blocked_at": QT_TRANSLATE_NOOP(
        "decisions", "Not placed: {side} {qty} at {price}, {code}. Try again when solved."
    ),
    "slot_blocked_refused": QT_TRANSLATE_NOOP(
        "decisions", "You rejected: {side} {qty} at {price}. Nothing is placed there until you try again."
    ),
    "slot_blocked_lapsed": QT_TRANSLATE_NOOP(
        "decisions",
        "Not answered in time: {side} {qty} at {price}. Nothing is placed there until you try again.",
    ),
    "slot_blocked_cancelled_outside": QT_TRANSLATE_NOOP(
        "decisions",
        "Cancelled at the venue, not by FinByte: {side} {qty} at {price}. "
        "Nothing is placed there until you try again.",
    ),
    "slot_blocked_answered_gone": QT_TRANSLATE_NOOP(
        "decisions",
        "You said that it is not at the venue: {side} {qty} at {price}. "
        "Nothing is placed there until you try again.",
    ),
    "order_kept": QT_TRANSLATE_NOOP(
        "decisions", "The larger order of {larger} was {code}: {side} {qty} at {price} stays as it is."
    ),
    "grown": QT_TRANSLATE_NOOP("decisions", "{amount} added: each order grows to {size}."),
    "grown_later": QT_TRANSLATE_NOOP(
        "decisions", "{amount} added: each order grows to {size}, {later} of them after their round trip."
    ),
    "grown_traded_buy": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} {base} at {price} for the larger orders."
    ),
    "grown_traded_sell": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} {base} at {price} for the larger orders."
    ),
}
