"""Lines of the decision log and notices as sentences: what happened, what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import (
    words,
    words_dca,
    words_dca_basket,
    words_ends,
    words_grid,
    words_limits,
    words_positions,
    words_rebalance,
    words_rebalance_forms,
    words_strategies,
)
from finbyte_desktop.ui.counts import Counts

SENTENCES: Mapping[str, str] = {
    **words_dca.SENTENCES,
    **words_grid.SENTENCES,
    **words_limits.SENTENCES,
    **words_rebalance.SENTENCES,
    **words_dca_basket.SENTENCES,
    **words_strategies.SENTENCES,
    "grid_bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} at {price}. Next: the sell at {next}."),
    "grid_sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price}. Next: the buy at {next}."),
    "grid_bought_trip": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} at {price}, round trip {trip}. Next: the sell at {next}."
    ),
    "grid_sold_trip": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} at {price}, round trip {trip}. Next: the buy at {next}."
    ),
    "grid_end_bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} at {price} while it stopped."),
    "grid_end_sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} at {price} while it stopped."),
    "grid_end_bought_trip": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} at {price} while it stopped, round trip {trip}."
    ),
    "grid_end_sold_trip": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} at {price} while it stopped, round trip {trip}."
    ),
    "grid_part_bought": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} at {price} after the order had ended. {left} are still to be bought there."
    ),
    "grid_part_sold": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} at {price} after the order had ended. {left} are still to be sold there."
    ),
    "bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} {base} at {price}"),
    "sold": QT_TRANSLATE_NOOP("decisions", "Sold {qty} {base} at {price}"),
    "bought_placed": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} {base} at {price}. Next: the sell at {next}."
    ),
    "sold_placed": QT_TRANSLATE_NOOP("decisions", "Sold {qty} {base} at {price}. Next: the buy at {next}."),
    "bought_trip": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} {base} at {price}, round trip {profit} {quote}. Next: the sell at {next}."
    ),
    "sold_trip": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} {base} at {price}, round trip {profit} {quote}. Next: the buy at {next}."
    ),
    "opened": QT_TRANSLATE_NOOP("decisions", "Bought {qty} {base} at {price} to open the grid."),
    "opening_filled": QT_TRANSLATE_NOOP(
        "decisions", "Opening order: {qty} {base} at {price}, cost {cost}, fee {fee}."
    ),
    "investment_added": QT_TRANSLATE_NOOP("decisions", "You added {amount}."),
    "profit_withdrawn": QT_TRANSLATE_NOOP("decisions", "You withdrew {amount} of profit."),
    "created": QT_TRANSLATE_NOOP("decisions", "Created. Nothing is sent before you approve the plan."),
    "running": QT_TRANSLATE_NOOP("decisions", "Running: its orders rest at the venue."),
    "paused": QT_TRANSLATE_NOOP("decisions", "Paused {reason}. Nothing new is placed."),
    "paused_by_you": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused by you. Its orders are being cancelled; nothing but a stop acts until you resume.",
    ),
    "paused_by_you_done": QT_TRANSLATE_NOOP(
        "decisions", "Paused by you. No order of it rests; nothing but a stop acts until you resume."
    ),
    "asked_away_paused": QT_TRANSLATE_NOOP("decisions", "Paused {reason}. Nothing new is placed."),
    "asked_away_paused_by_you": QT_TRANSLATE_NOOP(
        "decisions", "Paused by you; nothing but a stop acts until you resume."
    ),
    "asked_away_paused_limit_daily_loss": QT_TRANSLATE_NOOP(
        "decisions", "Paused: your limit of loss in a day is reached. Nothing is placed until you resume."
    ),
    "asked_away_paused_limit_drawdown": QT_TRANSLATE_NOOP(
        "decisions", "Paused: your limit of drawdown is reached. Nothing is placed until you resume."
    ),
    "asked_away_stopping": QT_TRANSLATE_NOOP("decisions", "Stopping."),
    "asked_away_stopping_by_you": QT_TRANSLATE_NOOP("decisions", "You stopped this bot."),
    "asked_away_stopping_panic": QT_TRANSLATE_NOOP(
        "decisions", "Panic: you stopped this bot. Coins are kept."
    ),
    "asked_away_stopping_stop": QT_TRANSLATE_NOOP("decisions", "The stop was reached."),
    "asked_away_stopping_take_profit": QT_TRANSLATE_NOOP("decisions", "The take profit was reached."),
    "paused_restart": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused after a restart. Its orders stay and may fill; nothing answers them until you resume.",
    ),
    "paused_restart_done": QT_TRANSLATE_NOOP(
        "decisions", "Paused after a restart. No order of it rests; nothing but a stop acts until you resume."
    ),
    "resumed": QT_TRANSLATE_NOOP("decisions", "Goes on after a pause."),
    "resume_takes_buy": QT_TRANSLATE_NOOP(
        "decisions",
        "The price passed levels meanwhile: {qty} {base} are bought at the market at about {price}, "
        "{orders} for about {worth}.",
    ),
    "resume_takes_sell": QT_TRANSLATE_NOOP(
        "decisions",
        "The price passed levels meanwhile: {qty} {base} are sold at the market at about {price}, "
        "{orders} for about {worth}.",
    ),
    "resume_asks_buy": QT_TRANSLATE_NOOP(
        "decisions",
        "The price passed levels meanwhile: you are asked to buy {qty} {base} at the market at about "
        "{price}, {orders} for about {worth}.",
    ),
    "resume_asks_sell": QT_TRANSLATE_NOOP(
        "decisions",
        "The price passed levels meanwhile: you are asked to sell {qty} {base} at the market at about "
        "{price}, {orders} for about {worth}.",
    ),
    "edited": QT_TRANSLATE_NOOP("decisions", "Runs with new parameters."),
    "stopped": QT_TRANSLATE_NOOP("decisions", "Stopped: {reason}. Its orders are cancelled."),
    "wait_approval": QT_TRANSLATE_NOOP("decisions", "Waits for you: {reason}. Nothing is sent before."),
    "wait_trigger": QT_TRANSLATE_NOOP("decisions", "Starts when the price reaches {reason}."),
    "degraded": QT_TRANSLATE_NOOP("decisions", "Waits: {reason}. Its orders stay, and it goes on by itself."),
    "degraded_feed_changed": QT_TRANSLATE_NOOP(
        "decisions", "Waits: another feed plays now. Its orders stay, and it goes on when its own is back."
    ),
    "degraded_by": QT_TRANSLATE_NOOP(
        "decisions",
        "Waits for {market}: {reason}. Nothing of it is traded meanwhile, and it goes on by itself.",
    ),
    "error": QT_TRANSLATE_NOOP("decisions", "Halted: {reason}. Its orders were kept."),
    "order_came_late": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue has an order that was called ended: {side} {qty} at {price}. It is cancelled; what it "
        "trades is booked.",
    ),
    "filled_after_end": QT_TRANSLATE_NOOP(
        "decisions",
        "An order traded after its bot had ended: {side} {qty} at {price}. The bot answers it with nothing; "
        "what was bought, or what the sale brought, is in the account.",
    ),
    "order_quarantined": QT_TRANSLATE_NOOP(
        "decisions",
        "Nothing proves what became of an order: {side} {qty} at {price}. Its money stays reserved and "
        "nothing takes its place. Look at the venue and answer.",
    ),
    "order_gone": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue has no trace of an order any more that rested there: {side} {qty} at {price}. Its money "
        "stays reserved and nothing takes its place. Look at the venue and answer.",
    ),
    "order_set_aside": QT_TRANSLATE_NOOP(
        "decisions",
        "The bot ends without 1 order of unknown fate: {side} {qty} at {price}. Its money stays reserved. "
        "Look at the venue and answer it in Settings, Connections.",
    ),
    "exit_waits": QT_TRANSLATE_NOOP(
        "decisions",
        "Not sold or bought back yet: {side} {qty}. The venue has no position that this could close. It is "
        "asked again by itself; Settings, Connections says what the venue has.",
    ),
    "order_waits": QT_TRANSLATE_NOOP(
        "decisions",
        "Not placed yet: {side} {qty} at {price}, {code}. It waits, as does what meets the same after it, "
        "and is sent again by itself. Nothing needs to be done.",
    ),
    "became_paused_limit_daily_loss": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused: your limit of loss in a day is reached. Its orders are being cancelled: each can fill until "
        "the venue confirms. Coins are kept.",
    ),
    "became_paused_limit_drawdown": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused: your limit of drawdown is reached. Its orders are being cancelled: each can fill until the "
        "venue confirms. Coins are kept.",
    ),
    "market_rules_changed": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue changed the steps, minimums or fees of this market. New orders follow them; one that does "
        "not fit is not placed, with the reason.",
    ),
    "approval_asked": QT_TRANSLATE_NOOP("decisions", "Asks you to approve {orders}."),
    "approval_approved": QT_TRANSLATE_NOOP("decisions", "You approved the orders."),
    "approval_refused": QT_TRANSLATE_NOOP("decisions", "You rejected the orders. Nothing was sent."),
    "approval_lapsed": QT_TRANSLATE_NOOP("decisions", "The request expired. Nothing was sent."),
    "plan_moved": QT_TRANSLATE_NOOP(
        "decisions",
        "The price moved to {price} before the plan was sent. It is asked again, nothing was sent.",
    ),
    "opening_incomplete": QT_TRANSLATE_NOOP(
        "decisions", "The opening order lacks {left} ({reason}). The rest is asked again."
    ),
    "order_not_placed_buy": QT_TRANSLATE_NOOP(
        "decisions", "The buy of {qty} at {price} is not placed: {code}."
    ),
    "order_not_placed_sell": QT_TRANSLATE_NOOP(
        "decisions", "The sell of {qty} at {price} is not placed: {code}."
    ),
    "tried_again_buy": QT_TRANSLATE_NOOP("decisions", "You asked for the buy of {qty} at {price} again."),
    "tried_again_sell": QT_TRANSLATE_NOOP("decisions", "You asked for the sell of {qty} at {price} again."),
    "param_changed": QT_TRANSLATE_NOOP("decisions", "{field}: {before} → {after}."),
    "coins_sold": QT_TRANSLATE_NOOP(
        "decisions", "Sold the coins: {qty} {base} at {price}. That brought {proceeds} after the fee."
    ),
    "position_closed": QT_TRANSLATE_NOOP("decisions", "Closed the position: {qty} at {price}, fee {fee}."),
    "funding": QT_TRANSLATE_NOOP("decisions", "Funding: {amount} at a rate of {rate} and a price of {mark}."),
    "liquidated": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue liquidated the position: {qty} at {price}. All of the margin is lost: {lost}.",
    ),
    "position_stop": QT_TRANSLATE_NOOP(
        "decisions", "The stop at the venue closed {qty} at {price}: {realised}, fee {fee}. The bot ends."
    ),
    "position_panic": QT_TRANSLATE_NOOP(
        "decisions", "Closed in the panic: {qty} at {price}: {realised}, fee {fee}."
    ),
    "position_liquidated": QT_TRANSLATE_NOOP(
        "decisions", "The venue liquidated {qty} at {price}: {realised}, fee {fee}. The bot ends."
    ),
    "position_deleveraged": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue closed {qty} at {price} by auto-deleveraging: {realised}, fee {fee}. The bot ends.",
    ),
    "position_taken": QT_TRANSLATE_NOOP(
        "decisions",
        "You said that its position was closed outside FinByte: {qty} at {price} on average, {realised} by "
        "the venue's count, fee {fee}. The bot holds {after} now.",
    ),
    "position_taken_unpriced": QT_TRANSLATE_NOOP(
        "decisions",
        "You said that its position was closed outside FinByte: {qty} of it without a price, for the venue "
        "told no trade. What that earned or lost is not in the bot's profit. It holds {left} now.",
    ),
    "profit_differs": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue booked {venue} for closing with trade {trade}, FinByte counts {ours}. What the venue "
        "booked is in the sums.",
    ),
    "funding_differs": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue booked a funding of {venue}, FinByte counts {ours}. What the venue booked is in the sums.",
    ),
    "bot_stop_refused": QT_TRANSLATE_NOOP(
        "decisions",
        "The bot's stop at {price} does not stand under your {market} position at the venue: {text} The bot "
        "still stops there by itself, while this computer is awake.",
    ),
    "order_pulled_buy": QT_TRANSLATE_NOOP("decisions", "You cancelled the buy of {qty} at {price}."),
    "order_pulled_sell": QT_TRANSLATE_NOOP("decisions", "You cancelled the sell of {qty} at {price}."),
    "dust_kept": QT_TRANSLATE_NOOP(
        "decisions", "{qty} {asset} are too little to sell and stay in the account."
    ),
    "added_too_little": QT_TRANSLATE_NOOP(
        "decisions", "{amount} more is too little for a larger order size. It stays in the bot."
    ),
    "pump_guard": QT_TRANSLATE_NOOP(
        "decisions", "{steps} steps within a minute at {price}: trailing pauses until the price calms down."
    ),
    "pump_guard_over": QT_TRANSLATE_NOOP("decisions", "The price calmed down at {price}: trailing goes on."),
    "became_wait_trigger": QT_TRANSLATE_NOOP("decisions", "Waits for the entry price."),
    "became_wait_approval": QT_TRANSLATE_NOOP("decisions", "Waits for your approval."),
    "became_starting": QT_TRANSLATE_NOOP("decisions", "Starts: its opening order trades."),
    "became_running": QT_TRANSLATE_NOOP("decisions", "Runs from now on."),
    "became_paused": QT_TRANSLATE_NOOP("decisions", "Paused: nothing new is placed."),
    "became_degraded": QT_TRANSLATE_NOOP("decisions", "Waits, {reason}: orders rest, nothing new is placed."),
    "became_running_lasted": QT_TRANSLATE_NOOP("decisions", "Goes on after it had to wait for {lasted}."),
    "became_running_moment": QT_TRANSLATE_NOOP("decisions", "Goes on after a moment."),
    "became_running_lasted_times": QT_TRANSLATE_NOOP(
        "decisions", "Goes on: within {lasted} it had to wait {times} times."
    ),
    "became_degraded_feed_changed": QT_TRANSLATE_NOOP(
        "decisions", "Another feed plays now: its orders rest, nothing is placed until its own is back."
    ),
    "became_paused_by_you": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused by you: its orders are being cancelled, each can fill until the venue confirms. Nothing is "
        "placed until you resume.",
    ),
    "became_paused_restart": QT_TRANSLATE_NOOP(
        "decisions",
        "Paused after a restart of the program: its orders stay and may fill; nothing answers them until "
        "you resume.",
    ),
    "became_stopping_by_you": QT_TRANSLATE_NOOP(
        "decisions", "You stopped it: its orders are being cancelled."
    ),
    "became_stopping_panic": QT_TRANSLATE_NOOP(
        "decisions", "Panic: you stopped this bot. Its orders are being cancelled, coins are kept."
    ),
    "became_stopping_stop": QT_TRANSLATE_NOOP(
        "decisions", "The stop was reached: its orders are being cancelled."
    ),
    "became_stopping_take_profit": QT_TRANSLATE_NOOP(
        "decisions", "The take profit was reached: its orders are being cancelled."
    ),
    "became_stopped_by_you": QT_TRANSLATE_NOOP("decisions", "The bot has ended, stopped by you."),
    "became_stopped_panic": QT_TRANSLATE_NOOP("decisions", "The bot has ended, stopped by panic."),
    "became_stopped_stop": QT_TRANSLATE_NOOP("decisions", "The bot has ended at its stop."),
    "became_stopped_take_profit": QT_TRANSLATE_NOOP("decisions", "The bot has ended at its take profit."),
    "became_stopping": QT_TRANSLATE_NOOP("decisions", "Stopping: its orders are being cancelled."),
    "became_stopped": QT_TRANSLATE_NOOP("decisions", "The bot has ended."),
    "became_error": QT_TRANSLATE_NOOP("decisions", "The bot failed and was halted. Its orders are kept."),
    "params_edited": QT_TRANSLATE_NOOP("decisions", "You changed its settings."),
    "edge_partly_filled": QT_TRANSLATE_NOOP(
        "decisions", "The range left {price} while its order was partly filled: {qty} stays in the bot."
    ),
    "trail_unfunded": QT_TRANSLATE_NOOP(
        "decisions", "The range cannot follow to {price}: not enough money for the next level."
    ),
    "trailed_up": QT_TRANSLATE_NOOP("decisions", "The range moved up. Its upper price is now {upper}."),
    "trailed_down": QT_TRANSLATE_NOOP("decisions", "The range moved down. Its lower price is now {lower}."),
    "bot_failed": QT_TRANSLATE_NOOP(
        "decisions", "The bot stopped on an error of its own: {error}. Its orders were kept."
    ),
    "feed_stale": QT_TRANSLATE_NOOP("decisions", "Prices stopped: {reason}. Bots wait, nothing is guessed."),
    "feed_fresh": QT_TRANSLATE_NOOP("decisions", "Prices are fresh again."),
    "feed_finished": QT_TRANSLATE_NOOP("decisions", "The recording has ended. Choose another feed to go on."),
    "feed_changed": QT_TRANSLATE_NOOP("decisions", "Prices now come from {label}."),
    "paper_fees_quote": QT_TRANSLATE_NOOP(
        "decisions", "Fees on paper are paid in {quote} from now on, as chosen or as the venue does."
    ),
    "paper_fees_base": QT_TRANSLATE_NOOP(
        "decisions",
        "Fees on paper are paid as chosen or as the venue does from now on: a buy's in {base}, a sell's in "
        "{quote}.",
    ),
    "paper_fees": QT_TRANSLATE_NOOP("decisions", "Fees on paper are paid in {asset} from now on."),
    "hold_not_kept": QT_TRANSLATE_NOOP(
        "decisions", "Whether the market is held counts until FinByte is closed. {text}"
    ),
    "speed_not_kept": QT_TRANSLATE_NOOP("decisions", "The speed holds until FinByte is closed. {text}"),
    "check_postponed": QT_TRANSLATE_NOOP(
        "decisions", "The data file could not be checked yet. Bots go on; it is tried again. {text}"
    ),
    "approval_moved": QT_TRANSLATE_NOOP(
        "decisions",
        "The price moved to {price} before the orders were sent. Nothing was sent, you are asked again.",
    ),
    "bot_ended": QT_TRANSLATE_NOOP("decisions", "{name} has ended: {reason}."),
    "task_failed": QT_TRANSLATE_NOOP("decisions", "A part of the engine failed ({task}): {text}"),
    "task_begins_anew": QT_TRANSLATE_NOOP(
        "decisions", "A part of the engine failed ({task}) and begins anew in {seconds} s: {text}"
    ),
    "foreign_trade": QT_TRANSLATE_NOOP(
        "decisions", "The account has a trade that no bot made ({ref}). It is booked outside all bots."
    ),
    "overfill": QT_TRANSLATE_NOOP(
        "decisions", "An order traded more than it asked for ({ref}). It is booked; look at the venue."
    ),
    "order_without_intent": QT_TRANSLATE_NOOP(
        "decisions",
        "An order of FinByte is at the venue that is not in its records ({ref}). Its market is closed for "
        "new orders until you answer, in the settings under Connections.",
    ),
    "other_installation": QT_TRANSLATE_NOOP(
        "decisions",
        "Another installation of FinByte has an order in this account ({ref}). Nothing is sent from here.",
    ),
    "degraded_long": QT_TRANSLATE_NOOP(
        "decisions",
        "{name} has waited for more than 4 hours: {reason}. Its orders stay and it goes on by itself. Stop "
        "it if you do not want to wait.",
    ),
    "stop_lost": QT_TRANSLATE_NOOP(
        "decisions",
        "The stop under your {market} position is not at the venue any more, and the position is. Nothing "
        "limits its loss now. Set a new stop in Portfolio, or close the position.",
    ),
    "stop_move_refused": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue refused to move the stop of your {direction} {market} position to {price}: {reason}. A "
        "stop at {kept} for the whole position is there. Choose another price in Portfolio if you want it "
        "moved.",
    ),
    "stop_refused_left": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue refused the stop at {price} for your {direction} {market} position: {reason}. It is not "
        "tried again. There is now: {stands}, which does not grow with the position. Without a stop: "
        "{naked}. Set another stop in Portfolio, or close the position.",
    ),
    "stop_refused_again": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue refused the stop at {price} for your {direction} {market} position: {reason}. The stop at "
        "{again} is not back yet; FinByte goes on placing it. There is now: {stands}. Without a stop: "
        "{naked}. Look at the position in Portfolio until it is back.",
    ),
    "stop_refused_late": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue refused the stop at {price} for your {direction} {market} position: {reason}. A stop at "
        "{late} for the whole position is there, but the venue liquidates the position before it is reached. "
        "Before that there is: {stands}. Without a stop: {naked}. Choose another price in Portfolio, or "
        "close the position.",
    ),
    "stop_refused_unread": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue refused the stop at {price} for your {direction} {market} position: {reason}. What stands "
        "under it could not be read after that: look at the venue. FinByte reads it again by itself.",
    ),
    "stop_refused": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue refused the stop at {price} for your {direction} {market} position: {reason}. It is not "
        "tried again, and nothing limits the loss now. Set another stop in Portfolio, or close the position.",
    ),
    "vault_unwatched": QT_TRANSLATE_NOOP(
        "decisions",
        "What locks the vault when it is not used has failed ({text}), so the vault was locked now. Accounts "
        "that are connected go on; one that is opened anew needs the master password.",
    ),
    "vault_not_locked": QT_TRANSLATE_NOOP(
        "decisions",
        "The vault could not be locked ({text}). Its keys may be readable for programs on this computer "
        "until FinByte is closed. Close FinByte and start it again; orders stay as they are.",
    ),
    "venue_trouble": QT_TRANSLATE_NOOP("decisions", "{text}"),
    "orders_left": QT_TRANSLATE_NOOP(
        "decisions",
        "The venue did not confirm every cancel in time: {orders} may still rest. FinByte asks again when "
        "the account is opened next.",
    ),
    "starting": QT_TRANSLATE_NOOP("decisions", "Its opening order trades."),
    "stopping": QT_TRANSLATE_NOOP("decisions", "Stops: its orders are being cancelled."),
    "draft": QT_TRANSLATE_NOOP("decisions", "Not started yet."),
    "sold_one_trip": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} {base} at {price}, round trip {profit} {quote}."
    ),
    "bought_one_trip": QT_TRANSLATE_NOOP(
        "decisions", "Bought {qty} {base} at {price}, round trip {profit} {quote}."
    ),
    "panic": QT_TRANSLATE_NOOP("decisions", "Panic: all bots stopped, all orders cancelled. Coins are kept."),
    "journal_failed": QT_TRANSLATE_NOOP(
        "decisions", "The journal cannot be written: {error}. No order is sent until it can."
    ),
    "bots_waiting": QT_TRANSLATE_NOOP("decisions", "After the restart {bots} must be resumed by you."),
    "paper_reset": QT_TRANSLATE_NOOP("decisions", "The paper account was reset."),
    "deposited": QT_TRANSLATE_NOOP("decisions", "{amount} {asset} came into the paper account."),
}
_CODE_FIELDS = frozenset({"reason", "code", "ended", "why", "direction"})
_COUNTED: Mapping[str, Callable[[Counts, int], str]] = {"orders": Counts.orders, "bots": Counts.bots}
_MONEY_FIELDS = frozenset({"profit", "trip"})  # shown with a sign, to the cent
_VALUE_FIELDS = frozenset({"before", "after"})  # of a parameter
SLOTS: Mapping[str, str] = {
    "take:open": QT_TRANSLATE_NOOP("decisions", "the opening order"),
    "take:exit": QT_TRANSLATE_NOOP("decisions", "the sale at the end"),
    "take:grow": QT_TRANSLATE_NOOP("decisions", "the purchase for added money"),
    **words_dca.SLOTS,
}
SIDES: Mapping[str, str] = {
    "buy": QT_TRANSLATE_NOOP("decisions", "buy"),
    "sell": QT_TRANSLATE_NOOP("decisions", "sell"),
}
LEVEL = QT_TRANSLATE_NOOP("decisions", "level {number} from below")


def decision(code: str, fields: Mapping[str, str], places: int | None = None) -> str:
    """A line of the log as a sentence, an average price with the market's `places`. An unknown code keeps all
    of its fields readable.
    """
    shown = {name: shown_field(name, text) for name, text in fields.items()}
    if places is not None and "price" in fields:
        shown["price"] = _price(fields["price"], places)
    if "spent" in fields:
        shown["spent"] = fmt.number(Decimal(fields["spent"]), 2)
    for name in ("proceeds", "worth"):
        if name in fields and "quote" in fields:
            shown[name] = fmt.amount(Decimal(fields[name]), fields["quote"])
    if "quote" in fields:
        shown |= words_positions.with_units(code, fields)
    if code == "param_changed":
        for name in _VALUE_FIELDS & set(fields):
            shown[name] = _value(fields.get("field", ""), fields[name])
        if fields.get("field") == "at":
            shown["field"] = QCoreApplication.translate("decisions", words_dca.TIME_OF_DAY)
    if code in ("strategy_failed", "strategy_unread") and "text" in fields:
        shown["text"] = words_ends.of_strategy(fields["text"])
    source = SENTENCES.get(f"{code}_trip") if "trip" in fields else None
    if "lasted" in fields:
        how = "moment" if fields["lasted"] == "1" else "lasted_times" if "times" in fields else "lasted"
        source = SENTENCES.get(f"{code}_{how}")
    source = source or SENTENCES.get(f"{code}_{fields.get('reason', '')}")
    if source is None and "price" in fields:
        source = SENTENCES.get(f"{code}_at")
    source = source or SENTENCES.get(code) or SENTENCES.get(f"{code}_{fields.get('side', '')}")
    if source is not None:
        sentence = QCoreApplication.translate("decisions", source)
        try:
            return sentence.format(**shown)
        except (KeyError, IndexError):
            return readable(code, shown)
    return readable(code, shown)


def _price(text: str, places: int) -> str:
    """A price; an average that has more decimals than the market's prices is rounded to these."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    long = value.normalize().as_tuple().exponent
    return fmt.number(value, places) if isinstance(long, int) and -long > places else fmt.plain(value)


def readable(code: str, shown: Mapping[str, str]) -> str:
    head = words.readable(code).capitalize()
    rest = ", ".join(f"{words.readable(name)} {text}" for name, text in shown.items() if text)
    return f"{head}: {rest}" if rest else head


def shown_field(name: str, text: str) -> str:
    if name in _CODE_FIELDS:
        return _number(text) or words.reason(text)
    if name == "slot":
        return slot(text)
    if name == "side" and text in SIDES:
        return QCoreApplication.translate("decisions", SIDES[text])
    if name == "lasted" and text.isdigit():
        return fmt.duration(int(text) * fmt.NS_A_SECOND)
    if name == "field":
        from finbyte_desktop.ui.viewmodels.fields import label  # late: it needs the words of problems

        return label(text)
    if name == "label":
        return words.venue(text)
    if name in _COUNTED and text.isdigit():
        return _COUNTED[name](Counts(), int(text))
    return _number(text, money=name in _MONEY_FIELDS) or text


def _value(name: str, text: str) -> str:
    """The value of a parameter as the journal has it, as a person reads it."""
    from finbyte_desktop.ui.viewmodels.fields import CHOICES, choice, decimal

    if text in ("True", "False"):
        translate = QCoreApplication.translate
        return translate("fields", "on") if text == "True" else translate("fields", "off")
    if text in CHOICES:
        return choice(text, name)
    if text.startswith("{"):  # the assets of a basket
        return text.strip("{}").replace("'", "")
    number = decimal(text)
    if number is None:
        return text or fmt.ABSENT
    named = words_dca.PERCENT | words_rebalance_forms.PERCENT
    percent = name.endswith("_ratio") or name == "reserve" or name in named
    return fmt.percent(number) if percent else fmt.plain(number)


def slot(code: str) -> str:
    """The place of an order: "L3" is the fourth level from below."""
    translate = QCoreApplication.translate
    if code in SLOTS:
        return translate("decisions", SLOTS[code])
    if code[:1] == "L" and code[1:].lstrip("-").isdigit():
        return translate("decisions", LEVEL).format(number=int(code[1:]) + 1)
    if code[:1] == "S" and code[1:].isdigit():
        return translate("decisions", words_dca.RUNG).format(number=code[1:])
    if code[:1] == "s" and code[1:].isdigit():  # of the trader's own code: places are used again and again
        return translate("decisions", words_strategies.ORDER)
    return words.readable(code)


def _number(text: str, *, money: bool = False) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return ""
    if not value.is_finite():
        return ""
    if money:
        return fmt.number(value, 2 if abs(value) >= Decimal("0.01") else 6, sign=True)
    return fmt.plain(value)
