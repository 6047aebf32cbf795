"""What is wrong with an input, in words: problems of the validator, errors of commands, hints of fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import FieldProblem
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import (
    words_dca,
    words_dca_basket,
    words_dca_forms,
    words_decisions,
    words_errors,
    words_rebalance,
    words_rebalance_forms,
    words_strategies,
    words_venues,
)

# With "{feasible}" only where the problem brings its range; else the second text stands alone.
PROBLEMS: Mapping[str, str] = {
    **words_dca.PROBLEMS,
    **words_rebalance.PROBLEMS,
    **words_dca_basket.PROBLEMS,
    **words_strategies.PROBLEMS,
    "missing": QT_TRANSLATE_NOOP("problems", "Needed"),
    "not_a_number": QT_TRANSLATE_NOOP("problems", "Not a number. Write it like 72,600.50"),
    "not_digits": QT_TRANSLATE_NOOP("problems", "Digits only, such as 49"),
    "not_finite": QT_TRANSLATE_NOOP("problems", "Not a number"),
    "too_long": QT_TRANSLATE_NOOP("problems", "More digits than any market uses"),
    "not_whole": QT_TRANSLATE_NOOP("problems", "A whole number is needed"),
    "out_of_bounds": QT_TRANSLATE_NOOP("problems", "Out of bounds"),
    "off_tick": QT_TRANSLATE_NOOP("problems", "Off the market's price step"),
    "off_lot": QT_TRANSLATE_NOOP("problems", "Off the market's quantity step"),
    "market_not_here": QT_TRANSLATE_NOOP(
        "problems",
        "No prices of this market come now: another feed plays. Choose another market, or its own feed.",
    ),
    "market_not_traded": QT_TRANSLATE_NOOP(
        "problems",
        "The venue does not trade this market now: halted, renamed or gone. Choose another market.",
    ),
    "range": QT_TRANSLATE_NOOP("problems", "The upper price must be above the lower one"),
    "no_price": QT_TRANSLATE_NOOP("problems", "There is no price yet"),
    "range_reversed": QT_TRANSLATE_NOOP("problems", "The upper price must be above the lower one"),
    "tick_collision": QT_TRANSLATE_NOOP("problems", "Levels fall on the same price"),
    "net_profit": QT_TRANSLATE_NOOP("problems", "A grid would lose money after fees"),
    "stop_inside": QT_TRANSLATE_NOOP("problems", "Inside the range"),
    "take_profit_inside": QT_TRANSLATE_NOOP("problems", "Inside the range"),
    "two_conditions": QT_TRANSLATE_NOOP("problems", "A price, an amount or percent: only one of them"),
    "stop_amount_too_large": QT_TRANSLATE_NOOP("problems", "More than the investment cannot be lost"),
    "stop_at_once": QT_TRANSLATE_NOOP("problems", "The bot would stop at once: that much is lost already"),
    "take_profit_at_once": QT_TRANSLATE_NOOP(
        "problems", "The bot would stop at once: that much is earned already"
    ),
    "cap_below_upper": QT_TRANSLATE_NOOP("problems", "Below the upper price"),
    "entry_outside": QT_TRANSLATE_NOOP("problems", "Outside the range"),
    "direction_alone": QT_TRANSLATE_NOOP("problems", "A direction needs an entry price"),
    "price_outside": QT_TRANSLATE_NOOP("problems", "The price now is outside the range"),
    "min_investment": QT_TRANSLATE_NOOP("problems", "Too little for the smallest order"),
    "order_minimum": QT_TRANSLATE_NOOP("problems", "Orders would be smaller than the venue allows"),
    "opening_minimum": QT_TRANSLATE_NOOP("problems", "The first purchase would be too small"),
    "order_qty_too_large": QT_TRANSLATE_NOOP("problems", "More than the investment pays for"),
    "insufficient_funds": QT_TRANSLATE_NOOP("problems", "More than the account has free"),
    "too_many_orders": QT_TRANSLATE_NOOP("problems", "More orders than the venue allows"),
    "not_editable": QT_TRANSLATE_NOOP("problems", "Cannot change while the bot runs"),
    "not_positive": QT_TRANSLATE_NOOP("problems", "Must be above 0"),
    "too_much": QT_TRANSLATE_NOOP("problems", "More than can be taken out"),
    "bad_limit_count": QT_TRANSLATE_NOOP("problems", "Out of bounds"),
    "bad_limit_amount": QT_TRANSLATE_NOOP("problems", "Must be above 0"),
    "bad_limit_band": QT_TRANSLATE_NOOP("problems", "Out of bounds"),
    "bad_limit_collar": QT_TRANSLATE_NOOP("problems", "Out of bounds"),
    "bad_limit_tiers": QT_TRANSLATE_NOOP(
        "problems", "Above 0 and at most 100, each step at least as large as the one before"
    ),
    "no_such_market": QT_TRANSLATE_NOOP("problems", "The venue does not have one of these markets"),
    "leverage_too_high": QT_TRANSLATE_NOOP("problems", "More leverage than the market allows"),
    "leverage_over_tier": QT_TRANSLATE_NOOP(
        "problems", "More leverage than the market allows for a position of this size"
    ),
    "take_profit_of_neutral": QT_TRANSLATE_NOOP(
        "problems", "A neutral grid takes its profit by amount or percent"
    ),
    "stop_high_alone": QT_TRANSLATE_NOOP("problems", "Only a neutral grid stops on both sides"),
    "stop_after_liquidation": QT_TRANSLATE_NOOP(
        "problems", "The position would be liquidated before this price"
    ),
    "liquidation_not_accepted": QT_TRANSLATE_NOOP(
        "problems", "The position would be liquidated inside the range: use less leverage, or accept it here"
    ),
    "amount_after_liquidation": QT_TRANSLATE_NOOP(
        "problems", "The position would be liquidated before this much is lost"
    ),
    "upper_far": QT_TRANSLATE_NOOP("problems", "More than 100 times the price"),
}
ERRORS: Mapping[str, str] = {
    "digest": QT_TRANSLATE_NOOP(
        "problems", "The orders changed after you looked. Look again; nothing was sent."
    ),
    "moved": QT_TRANSLATE_NOOP("problems", "The price moved. Look again; nothing was sent."),
    "panic_under_way": QT_TRANSLATE_NOOP(
        "problems",
        "The panic is still under way: the orders of this account are being cancelled. Nothing was started. "
        "Try again in a moment.",
    ),
    "mark_unwritable": QT_TRANSLATE_NOOP(
        "problems",
        "The disk does not let the mark of the panic be changed, so nothing was changed. Free some space, "
        "and try again.",
    ),
    "no_such_request": QT_TRANSLATE_NOOP("problems", "This request is no longer open. Nothing was sent."),
    "no_such_bot": QT_TRANSLATE_NOOP("problems", "This bot no longer exists."),
    "bot_ended": QT_TRANSLATE_NOOP("problems", "This bot has ended."),
    "still_trading": QT_TRANSLATE_NOOP(
        "problems",
        "An order of this bot at the market is still under way, or waits for your answer. Add the money when "
        "that is over.",
    ),
    "not_running": QT_TRANSLATE_NOOP("problems", "Only a running bot can be paused."),
    "not_paused": QT_TRANSLATE_NOOP("problems", "Only a paused bot can be resumed."),
    "not_blocked": QT_TRANSLATE_NOOP("problems", "This level is not blocked."),
    "no_such_order": QT_TRANSLATE_NOOP("problems", "No order rests there any more. Nothing was cancelled."),
    "no_price": QT_TRANSLATE_NOOP("problems", "This market has no price yet. Try again in a moment."),
    "expired": QT_TRANSLATE_NOOP("problems", "This request has expired or was answered. Nothing was sent."),
    "too_little_history": QT_TRANSLATE_NOOP(
        "problems", "There is too little price history for so many days."
    ),
    "not_candles": QT_TRANSLATE_NOOP("problems", "This file is a recording. It holds no candles."),
    "not_a_recording": QT_TRANSLATE_NOOP("problems", "This file holds candles. It is no recording."),
    "not_prices": QT_TRANSLATE_NOOP(
        "problems",
        "No prices can be read from this file. Candles are CSV or Parquet with the columns open_time, open, "
        "high, low, close and volume; a recording holds Binance's messages as they were received.",
    ),
    "tiers_awaited": QT_TRANSLATE_NOOP("problems", "The leverage tiers of this market are being read."),
    "bots_running": QT_TRANSLATE_NOOP("problems", "Bots are running. Stop them first."),
    "only_on_paper": QT_TRANSLATE_NOOP(
        "problems", "Only the paper account can do that. Nothing was changed at the venue."
    ),
    "tier_without_bots": QT_TRANSLATE_NOOP(
        "problems",
        "This venue knows no order ids of its clients, so lost orders could not be found. Bots are off here.",
    ),
    "no_such_market": QT_TRANSLATE_NOOP("problems", "There is no such market here."),
    "not_quarantined": QT_TRANSLATE_NOOP(
        "problems", "What became of this order is known by now. Nothing was changed."
    ),
    "still_quarantined": QT_TRANSLATE_NOOP(
        "problems",
        "The venue does not show this order to FinByte yet. It goes on counting as live, its money stays "
        "reserved, and FinByte looks again every 10 seconds.",
    ),
    "order_is_there": QT_TRANSLATE_NOOP(
        "problems", "The venue has this order. Nothing was released; what the venue says counts."
    ),
    "missing_from_bots": QT_TRANSLATE_NOOP(
        "problems",
        "More is missing at the venue than was outside the bots. Nothing was booked. Stop the bots that hold "
        "it first.",
    ),
    "no_position": QT_TRANSLATE_NOOP("problems", "This position is closed. Nothing was sent."),
    "stop_step": QT_TRANSLATE_NOOP("problems", "This market has no such price: it lies between two steps."),
    "stop_wrong_side": QT_TRANSLATE_NOOP(
        "problems",
        "There the stop would close the position at once. It belongs below the mark price of a long "
        "position, above that of a short one.",
    ),
    "stop_beyond_liquidation": QT_TRANSLATE_NOOP(
        "problems", "The venue liquidates the position before it reaches this price."
    ),
    "stop_refused": QT_TRANSLATE_NOOP(
        "problems", "The venue did not take this stop. Portfolio shows what stands under the position."
    ),
    "position_ended": QT_TRANSLATE_NOOP(
        "problems",
        "The venue shows this position no more: it ended while its stop was being set. What was sent for it "
        "is taken away by itself.",
    ),
    "stop_later": QT_TRANSLATE_NOOP(
        "problems", "The venue does not answer now. The stop is placed as soon as it does."
    ),
    "not_connected": QT_TRANSLATE_NOOP("problems", "This account is not connected."),
    "bad_name": QT_TRANSLATE_NOOP("problems", "A name has 1 to 60 characters."),
    "connection_exists": QT_TRANSLATE_NOOP("problems", "There is a connection of this name already."),
    "key_gone": QT_TRANSLATE_NOOP(
        "problems", "The key of this connection is not there any more. No order was sent. Enter it again."
    ),
    "vault_locked": QT_TRANSLATE_NOOP("problems", "The vault is locked. No order was sent. Unlock it first."),
    "wrong_password": QT_TRANSLATE_NOOP(
        "problems",
        "This is not the vault's master password, or the file was changed. Nothing was opened.",
    ),
    "key_may_not_trade": QT_TRANSLATE_NOOP(
        "problems", "This key may not trade. Nothing was connected. Allow trading for it at the venue."
    ),
    "key_too_wide": QT_TRANSLATE_NOOP(
        "problems",
        "This key may move money out of the account, and FinByte takes no such key: whoever gets hold of it "
        "could. Nothing was connected. Make a key at the venue that may only trade.",
    ),
}
# The words, or the button beside them ("Use 88,000.56"), say the range already; there is little room.
NO_RANGE = frozenset({"off_tick", "range", "range_reversed", "upper_far", "cap_below_upper"})
PERCENT_FIELDS = frozenset(
    {"slippage", "fill_part", "price_band", "collar"}
)  # typed in percent, as every "..._ratio"
# the words between the numbers of a feasible range
RANGE_WORDS: Mapping[str, str] = {
    "-": "–",
    "from": QT_TRANSLATE_NOOP("problems", "from"),
    "above": QT_TRANSLATE_NOOP("problems", "above"),
    "to": QT_TRANSLATE_NOOP("problems", "to"),
    "or": QT_TRANSLATE_NOOP("problems", "or"),
    "up_to": QT_TRANSLATE_NOOP("problems", "up to"),
}
HINTS: Mapping[str, str] = {
    "below_now": QT_TRANSLATE_NOOP("problems", "{percent} % below now"),
    "above_now": QT_TRANSLATE_NOOP("problems", "{percent} % above now"),
    "grids_in_profit": QT_TRANSLATE_NOOP("problems", "{low} – {high} keep every grid in profit"),
    "step": QT_TRANSLATE_NOOP("problems", "step {step} {quote}"),
    "step_about": QT_TRANSLATE_NOOP("problems", "step about {step} {quote}"),
    "step_percent": QT_TRANSLATE_NOOP("problems", "step {percent} %"),
    "min_investment": QT_TRANSLATE_NOOP(
        "problems", "min {amount} at price {price}, so that each order exceeds {notional} {quote}"
    ),
    "own_used": QT_TRANSLATE_NOOP("problems", "{qty} {base} of them are not bought at the start"),
    "feasible": QT_TRANSLATE_NOOP("problems", "feasible {low} – {high}"),
    "sells_at_stop": QT_TRANSLATE_NOOP("problems", "sells {qty} {base} or more"),
    "follows_by": QT_TRANSLATE_NOOP("problems", "the range follows by {step}"),
}


def problem(entry: FieldProblem) -> str:
    """The line below a field: what is wrong and what would be accepted."""
    source = PROBLEMS.get(entry.code)
    if source is None:
        return worded(entry.code, entry.text)
    text = QCoreApplication.translate("problems", source)
    if entry.feasible and entry.code not in NO_RANGE:
        percent = (
            entry.field.endswith("_ratio")
            or entry.field in PERCENT_FIELDS | words_dca.PERCENT | words_rebalance_forms.PERCENT
        )
        return QCoreApplication.translate("problems", "{problem}. Feasible: {range}").format(
            problem=text, range=spell_range(entry.feasible, percent=percent)
        )
    return text


def warning(entry: FieldProblem) -> str:
    """What is possible and looks like a slip of the keys."""
    if entry.code == "upper_high":
        return QCoreApplication.translate(
            "problems", "{times} times the price. Is this the price that you mean?"
        ).format(times=_spell(entry.feasible or ""))
    if entry.code in words_dca_forms.WARNINGS:
        source = QCoreApplication.translate("problems", words_dca_forms.WARNINGS[entry.code])
        return source.format(value=_spell(entry.feasible or ""))
    if entry.code in words_rebalance_forms.WARNINGS:
        source = QCoreApplication.translate("problems", words_rebalance_forms.WARNINGS[entry.code])
        return source.format(value=spell_range(entry.feasible) if entry.feasible else "-")
    return worded(entry.code, entry.text)


def all_of(entries: Sequence[FieldProblem]) -> str:
    """Everything that is wrong with one field: nobody mends one cause only to be told of the next."""
    text = problem(entries[0])
    for entry in entries[1:]:
        text = QCoreApplication.translate("problems", "{first}; {second}").format(
            first=text, second=problem(entry)
        )
    return text


def error(raised: FinByteError) -> str:
    """An error of a command as a sentence."""
    return worded(raised.code, raised.text)


def worded(code: str, text: str) -> str:
    """A text of the services with its code, in the window's language. What has no words is shown as
    written. Without a code the text alone tells what it is.
    """
    found = words_venues.trouble(code, text) or words_errors.told(code, text) or words_venues.refusal(text)
    if found is not None:
        return found
    for source in (ERRORS.get(code), PROBLEMS.get(code)):
        shown = None if source is None else QCoreApplication.translate("problems", source)
        if shown is not None and (source in ERRORS.values() or shown != source):
            return shown  # in English, the text of a field's problem says more than its words
    return text


def hint(code: str, fields: Mapping[str, str]) -> str:
    """The quiet line below a field that is fine."""
    if code == "away" and "ratio" in fields:
        return _away(fields["ratio"])
    source = HINTS.get(code)
    if source is None:
        return words_decisions.decision(code, fields)
    shown = {name: _spell(text) for name, text in fields.items()}
    try:
        return QCoreApplication.translate("problems", source).format(**shown)
    except (KeyError, IndexError):
        return words_decisions.decision(code, fields)


def _away(ratio: str) -> str:
    """A distance from the price of now, as a fraction."""
    away = Decimal(ratio)
    code = "below_now" if away < 0 else "above_now"
    percent = fmt.number(abs(away) * 100, 1)
    return QCoreApplication.translate("problems", HINTS[code]).format(percent=percent)


def spell_range(feasible: str, *, percent: bool = False) -> str:
    """The numbers of a range with their thousands separated: "0.01 - 72999.99" is "0.01 – 72,999.99"; parts
    of a whole as percent, as they are typed.
    """
    parts = feasible.replace("up to", "up_to").split()
    return " ".join(_spell_part(part, percent) for part in parts) + (" %" if percent else "")


def _spell_part(part: str, percent: bool) -> str:
    if part in RANGE_WORDS:
        return QCoreApplication.translate("problems", RANGE_WORDS[part])
    return _spell(part, percent=percent)


def _spell(text: str, *, percent: bool = False) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    return fmt.plain(value * 100 if percent else value)
