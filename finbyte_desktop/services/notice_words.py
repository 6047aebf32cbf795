"""What is told without a window, in English: the sentences and reasons of the window that a log needs.

The window has the same words for translation, which a program without one does not load; a test holds both
tables against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "added_too_little": ("{amount} more is too little for a larger order size. It stays in the bot."),
    "all_spent": "Everything is spent: {spent}.",
    "approval_moved": (
        "The price moved to {price} before the orders were sent. Nothing was sent, you are asked again."
    ),
    "bot_ended": "{name} has ended: {reason}.",
    "bot_failed": ("The bot stopped on an error of its own: {error}. Its orders were kept."),
    "bot_stop_refused": (
        "The bot's stop at {price} does not stand under your {market} position at the "
        "venue: {text} The bot still stops there by itself, while this computer is awake."
    ),
    "bots_waiting": "After the restart {bots} must be resumed by you.",
    "check_postponed": ("The data file could not be checked yet. Bots go on; it is tried again. {text}"),
    "degraded_long": (
        "{name} has waited for more than 4 hours: {reason}. Its orders stay and it goes on "
        "by itself. Stop it if you do not want to wait."
    ),
    "dust_kept": ("{qty} {asset} are too little to sell and stay in the account."),
    "edge_partly_filled": (
        "The range left {price} while its order was partly filled: {qty} stays in the bot."
    ),
    "feed_changed": "Prices now come from {label}.",
    "feed_finished": "The recording has ended. Choose another feed to go on.",
    "filled_after_end": (
        "An order traded after its bot had ended: {side} {qty} at {price}. The bot answers "
        "it with nothing; what was bought, or what the sale brought, is in the account."
    ),
    "foreign_trade": ("The account has a trade that no bot made ({ref}). It is booked outside all bots."),
    "funding_differs": (
        "The venue booked a funding of {venue}, FinByte counts {ours}. What the venue booked is in the sums."
    ),
    "hold_not_kept": ("Whether the market is held counts until FinByte is closed. {text}"),
    "journal_failed": ("The journal cannot be written: {error}. No order is sent until it can."),
    "ladder_liquidated": ("Could not start: it would be liquidated before its last safety order. {text}"),
    "legs_skipped": "Too little for an order, left as it is: {assets}.",
    "leverage_over_tier": ("No deal begins: at this size the market allows less leverage. {text}"),
    "limit_daily_loss": (
        "Not placed yet: {side} {qty} at {price}. The bots lost the part {value} of their "
        "worth today, your limit is {bound}. It waits and is sent by itself once it keeps "
        "the limit."
    ),
    "limit_daily_loss_halt": (
        "The bots in {scope} lost {value} % today: from {bound} % on they are paused and "
        "their orders are being cancelled: each can fill until the venue confirms. Coins "
        "are kept. Look at them, then resume."
    ),
    "limit_daily_loss_reduce": (
        "The bots in {scope} lost {value} % today: from {bound} % on they buy nothing more "
        "until the next day (UTC). Sells go on."
    ),
    "limit_daily_loss_warn": (
        "The bots in {scope} lost {value} % today (your limit is {bound} %). They go on."
    ),
    "limit_drawdown": (
        "Not placed yet: {side} {qty} at {price}. The bots lost the part {value} of the "
        "most they were worth, your limit is {bound}. It waits and is sent by itself once "
        "it keeps the limit."
    ),
    "limit_drawdown_halt": (
        "The bots in {scope} are {value} % below the most they were worth: from {bound} % "
        "on they are paused and their orders are being cancelled: each can fill until the "
        "venue confirms. Coins are kept. Look at them, then resume."
    ),
    "limit_drawdown_reduce": (
        "The bots in {scope} are {value} % below the most they were worth: from {bound} % "
        "on they buy nothing more. Sells go on."
    ),
    "limit_drawdown_warn": (
        "The bots in {scope} are {value} % below the most they were worth (your limit is "
        "{bound} %). They go on."
    ),
    "limit_exposure": (
        "Not placed yet: {side} {qty} at {price}. Coins and buys of the account would come "
        "to {value}, your limit is {bound}. It waits and is sent by itself once it keeps "
        "the limit."
    ),
    "limit_exposure_a_bot": (
        "Not placed yet: {side} {qty} at {price}. Coins and buys of this bot would come to "
        "{value}, your limit is {bound}. It waits and is sent by itself once it keeps the "
        "limit."
    ),
    "limit_exposure_a_market": (
        "Not placed yet: {side} {qty} at {price}. Coins and buys in this market would come "
        "to {value}, your limit is {bound}. It waits and is sent by itself once it keeps "
        "the limit."
    ),
    "limit_market": ("Not placed: {side} {qty} at {price}. Your limits allow only {bound}."),
    "limit_no_price": (
        "Not placed yet: {side} {qty} at {price}. There is no last price to check it "
        "against. It is tried again by itself."
    ),
    "limit_no_rate": (
        "Not placed yet: {side} {qty} at {price}. Your limits are in {bound}, and there is "
        "no rate of {value} to it. It is tried again by itself."
    ),
    "limit_open_orders": (
        "Not placed yet: {side} {qty} at {price}. It would be open order {value} of the "
        "account, your limit is {bound}. It waits and is sent by itself once it keeps the "
        "limit."
    ),
    "limit_open_orders_a_bot": (
        "Not placed yet: {side} {qty} at {price}. It would be open order {value} of this "
        "bot, your limit is {bound}. It waits and is sent by itself once it keeps the "
        "limit."
    ),
    "limit_open_orders_a_market": (
        "Not placed yet: {side} {qty} at {price}. It would be open order {value} in this "
        "market, your limit is {bound}. It waits and is sent by itself once it keeps the "
        "limit."
    ),
    "limit_order_notional": (
        "Not placed: {side} {qty} at {price}. It is worth {value}, your limit of one order is {bound}."
    ),
    "limit_order_rate": (
        "Not placed yet: {side} {qty} at {price}. It would be order {value} in this "
        "minute, your limit is {bound}. It waits and is sent by itself once it keeps the "
        "limit."
    ),
    "limit_price_band": (
        "Not placed yet: {side} {qty} at {price}. Around the last price your limit allows "
        "{bound}. It waits and is sent by itself once it keeps the limit."
    ),
    "liquidated": ("The venue liquidated the position: {qty} at {price}. All of the margin is lost: {lost}."),
    "liquidation_not_accepted": (
        "Could not start: at this price it would be liquidated inside its range. {text}"
    ),
    "market_rules_changed": (
        "The venue changed the steps, minimums or fees of this market. New orders follow "
        "them; one that does not fit is not placed, with the reason."
    ),
    "min_investment": "Could not start: the investment is too small. {text}",
    "opening_incomplete": ("The opening order lacks {left} ({reason}). The rest is asked again."),
    "order_came_late": (
        "The venue has an order that was called ended: {side} {qty} at {price}. It is "
        "cancelled; what it trades is booked."
    ),
    "order_gone": (
        "The venue has no trace of an order any more that rested there: {side} {qty} at "
        "{price}. Its money stays reserved and nothing takes its place. Look at the venue "
        "and answer."
    ),
    "order_kept": ("The larger order of {larger} was {code}: {side} {qty} at {price} stays as it is."),
    "order_quarantined": (
        "Nothing proves what became of an order: {side} {qty} at {price}. Its money stays "
        "reserved and nothing takes its place. Look at the venue and answer."
    ),
    "order_set_aside": (
        "The bot ends without 1 order of unknown fate: {side} {qty} at {price}. Its money "
        "stays reserved. Look at the venue and answer it in Settings, Connections."
    ),
    "order_too_small": ("Could not start: its orders are smaller than the market takes. {text}"),
    "order_without_intent": (
        "An order of FinByte is at the venue that is not in its records ({ref}). Its "
        "market is closed for new orders until you answer, in the settings under "
        "Connections."
    ),
    "orders_left": (
        "The venue did not confirm every cancel in time: {orders} may still rest. FinByte "
        "asks again when the account is opened next."
    ),
    "other_installation": (
        "Another installation of FinByte has an order in this account ({ref}). Nothing is sent from here."
    ),
    "overfill": ("An order traded more than it asked for ({ref}). It is booked; look at the venue."),
    "panic": ("Panic: all bots stopped, all orders cancelled. Coins are kept."),
    "paper_fees": "Fees on paper are paid in {asset} from now on.",
    "paper_fees_base": (
        "Fees on paper are paid as chosen or as the venue does from now on: a buy's in "
        "{base}, a sell's in {quote}."
    ),
    "paper_fees_quote": ("Fees on paper are paid in {quote} from now on, as chosen or as the venue does."),
    "plan_moved": (
        "The price moved to {price} before the plan was sent. It is asked again, nothing was sent."
    ),
    "position_deleveraged": (
        "The venue closed {qty} at {price} by auto-deleveraging: {realised}, fee {fee}. The bot ends."
    ),
    "position_liquidated": ("The venue liquidated {qty} at {price}: {realised}, fee {fee}. The bot ends."),
    "position_panic": ("Closed in the panic: {qty} at {price}: {realised}, fee {fee}."),
    "position_stop": ("The stop at the venue closed {qty} at {price}: {realised}, fee {fee}. The bot ends."),
    "position_taken_unpriced": (
        "You said that its position was closed outside FinByte: {qty} of it without a "
        "price, for the venue told no trade. What that earned or lost is not in the bot's "
        "profit. It holds {left} now."
    ),
    "price_outside": "Could not start: the price left the range. {text}",
    "pump_guard": ("{steps} steps within a minute at {price}: trailing pauses until the price calms down."),
    "rebalance_guarded": ("Not rebalanced: fees and slippage of {cost} would be too much for what is moved."),
    "rebalance_kept": ("Could not be sold and stays with the bot: {assets}. Sell it by hand."),
    "rebalance_too_small": "Could not start: the investment is too small. {text}",
    "run_left_out": ("Nothing was bought this time: the price {price} is beyond your limits."),
    "runs_missed": ("Purchases that were missed meanwhile and are left out: {count}."),
    "runs_missed_catch_up": (
        "Purchases that were missed meanwhile: {count}. One is offered for all of them."
    ),
    "slot_blocked": ("Nothing is placed for {slot}: {code}. Try again when solved."),
    "slot_blocked_answered_gone": (
        "You said that it is not at the venue: {side} {qty} at {price}. Nothing is placed "
        "there until you try again."
    ),
    "slot_blocked_at": ("Not placed: {side} {qty} at {price}, {code}. Try again when solved."),
    "slot_blocked_cancelled_outside": (
        "Cancelled at the venue, not by FinByte: {side} {qty} at {price}. Nothing is "
        "placed there until you try again."
    ),
    "slot_blocked_lapsed": (
        "Not answered in time: {side} {qty} at {price}. Nothing is placed there until you try again."
    ),
    "slot_blocked_refused": (
        "You rejected: {side} {qty} at {price}. Nothing is placed there until you try again."
    ),
    "speed_not_kept": "The speed holds until FinByte is closed. {text}",
    "stop_loss_late": ("Could not start: it would be liquidated before its stop loss. {text}"),
    "stop_lost": (
        "The stop under your {market} position is not at the venue any more, and the "
        "position is. Nothing limits its loss now. Set a new stop in Portfolio, or close "
        "the position."
    ),
    "stop_move_refused": (
        "The venue refused to move the stop of your {direction} {market} position to "
        "{price}: {reason}. A stop at {kept} for the whole position is there. Choose "
        "another price in Portfolio if you want it moved."
    ),
    "stop_refused": (
        "The venue refused the stop at {price} for your {direction} {market} position: "
        "{reason}. It is not tried again, and nothing limits the loss now. Set another "
        "stop in Portfolio, or close the position."
    ),
    "stop_refused_again": (
        "The venue refused the stop at {price} for your {direction} {market} position: "
        "{reason}. The stop at {again} is not back yet; FinByte goes on placing it. There "
        "is now: {stands}. Without a stop: {naked}. Look at the position in Portfolio "
        "until it is back."
    ),
    "stop_refused_late": (
        "The venue refused the stop at {price} for your {direction} {market} position: "
        "{reason}. A stop at {late} for the whole position is there, but the venue "
        "liquidates the position before it is reached. Before that there is: {stands}. "
        "Without a stop: {naked}. Choose another price in Portfolio, or close the "
        "position."
    ),
    "stop_refused_left": (
        "The venue refused the stop at {price} for your {direction} {market} position: "
        "{reason}. It is not tried again. There is now: {stands}, which does not grow with "
        "the position. Without a stop: {naked}. Set another stop in Portfolio, or close "
        "the position."
    ),
    "stop_refused_unread": (
        "The venue refused the stop at {price} for your {direction} {market} position: "
        "{reason}. What stands under it could not be read after that: look at the venue. "
        "FinByte reads it again by itself."
    ),
    "strategy_failed": "The strategy was ended: {text}",
    "strategy_unread": "Its code cannot be started: {text}",
    "task_begins_anew": ("A part of the engine failed ({task}) and begins anew in {seconds} s: {text}"),
    "task_failed": "A part of the engine failed ({task}): {text}",
    "trail_unfunded": ("The range cannot follow to {price}: not enough money for the next level."),
    "vault_not_locked": (
        "The vault could not be locked ({text}). Its keys may be readable for programs on "
        "this computer until FinByte is closed. Close FinByte and start it again; orders "
        "stay as they are."
    ),
    "vault_unwatched": (
        "What locks the vault when it is not used has failed ({text}), so the vault was "
        "locked now. Accounts that are connected go on; one that is opened anew needs the "
        "master password."
    ),
    "venue_trouble": "{text}",
}
REASONS: Mapping[str, str] = {
    "ladder_liquidated": "liquidation before the last safety order",
    "leverage_over_tier": "more leverage than the market allows",
    "stop_loss_late": "liquidation before the stop loss",
    "order_too_small": "orders smaller than the market takes",
    "scheduled": "opening plan",
    "catch_up": "orders that were missed",
    "deals_done": "all its deals are closed",
    "out_of_money": "too little money for another deal",
    "all_spent": "everything is spent",
    "stop_loss": "stop loss",
    "rebalance_too_small": "too little money for any order",
    "strategy_raised": "code error",
    "strategy_hang": "code hung",
    "strategy_exited": "code exited",
    "strategy_memory": "too much memory",
    "strategy_flood": "message flood",
    "strategy_message": "unreadable message",
    "strategy_slow": "code too slow",
    "strategy_failed": "code failed",
    "strategy_unread": "code not started",
    "": "",
    "by_you": "by you",
    "pulled_by_you": "cancelled by you",
    "external": "cancelled outside FinByte",
    "cancelled_outside": "cancelled outside FinByte",
    "traded_outside": "traded outside FinByte",
    "closed_outside": "closed outside FinByte",
    "answered_gone": "not at the venue, you said",
    "stop": "stop reached",
    "take_profit": "take profit",
    "liquidated": "liquidated",
    "deleveraged": "the venue reduced its position",
    "liquidation_not_accepted": "liquidation inside the range",
    "restart": "after a restart",
    "feed_changed": "its feed is away",
    "refused": "rejected",
    "lapsed": "not approved in time",
    "approved": "approved",
    "moved": "price moved",
    "replaced": "replaced by a newer request",
    "stopped": "the bot stopped",
    "halted": "the bot ended",
    "dropped": "no longer wanted",
    "panic": "panic",
    "finished": "the recording has ended",
    "paused": "prices are held",
    "feed_stale": "prices are not fresh",
    "stale": "prices are not fresh",
    "starting": "the account is being read",
    "asleep": ("this computer slept or its clock was set, the account is being read"),
    "clock_jumped": "the venue's clock jumped, the account is being read",
    "stream_lost": "the venue's reports broke off, the account is being read",
    "not_traded": "the venue does not trade this market now",
    "read_anew": "prices are back, orders and trades are read anew",
    "unreadable": "the venue gives no orders or trades of this market",
    "unattributed": "an order of ours is there that is not in the records",
    "position_differs": "the venue's position is another one than the bot's",
    "position_unread": "its position or settings cannot be read at the venue",
    "settings_differ": "leverage or margin mode were changed at the venue",
    "other_installation": "another FinByte trades this account",
    "market_not_open": "the market is closed for new orders just now",
    "too_many_requests": "too many requests just now",
    "too_many_orders": "the venue allows no more open orders",
    "venue_busy": "the venue is overloaded",
    "maintenance": "the venue is under maintenance",
    "market_closed": "the venue has closed this market for now",
    "clock": "the venue refused the time of the request",
    "clock_in_doubt": "the venue's time is being measured",
    "withdrawn": "taken back before it left",
    "not_sent": "it did not leave this computer",
    "key_refused": "the key is refused",
    "account_refused": "the venue does not allow this account to do it",
    "filter": "against the market's rules of the venue",
    "bad_order": "the venue does not understand the order",
    "no_liquidity": "nobody trades at that price",
    "post_only": "it would have traded at once",
    "fok": "it could not be filled as a whole",
    "long": "long",
    "short": "short",
    "stop_would_trigger": "the stop would act at once",
    "stop_beyond_liquidation": "the venue liquidates before that price",
    "reduce_only": "there is no position to reduce",
    "leverage": "more than the leverage allows",
    "has_orders": "the account has open orders",
    "has_position": "the account has an open position",
    "no_such_market": "the venue does not have this market",
    "limit_market": "your limits do not allow this market",
    "limit_order_notional": "above your limit of one order",
    "limit_no_price": "no price to check your limits with",
    "limit_no_rate": "no rate to check your limits with",
    "limit_price_band": "beyond your limit around the last price",
    "limit_order_rate": "above your limit of orders in a minute",
    "limit_open_orders": "above your limit of open orders",
    "limit_open_orders_a_bot": "above your limit of open orders of a bot",
    "limit_open_orders_a_market": "above your limit of open orders in a market",
    "limit_exposure": "above your limit of coins held",
    "limit_exposure_a_bot": "above your limit of coins held by a bot",
    "limit_exposure_a_market": "above your limit of coins held of a market",
    "limit_daily_loss": "your limit of loss in a day is reached",
    "limit_drawdown": "your limit of drawdown is reached",
    "open": "opening plan",
    "open_rest": "rest of the opening order",
    "opening": "opening order",
    "added": "investment added",
    "exit": "sale at the end",
    "every_order": "every order is asked",
    "filled": "filled",
    "canceled": "cancelled",
    "stopping_by_you": "you stopped the bot",
    "stopping_stop": "the bot reached its stop",
    "stopping_take_profit": "the bot took its profit",
    "stopping_panic": "panic",
    "became_paused": "the bot was paused",
    "trailed_up": "the range moved up",
    "trailed_down": "the range moved down",
    "expired": "expired",
    "never_accepted": "the venue never took it",
    "no_proof": "no proof of what happened yet",
    "below_min_qty": "below the smallest quantity",
    "below_min_notional": "below the smallest order value",
    "off_lot": "quantity is off the lot size",
    "off_tick": "price is off the tick",
    "insufficient_funds": "not enough money",
    "post_only_would_take": "would have traded at once",
    "beyond_worst_price": "no trade inside the price limit",
    "duplicate_client_id": "sent before",
    "venue_failed": "the paper venue failed and did not take it",
    "bad_stop_price": "stop price on the wrong side",
    "bot": "outside what was approved",
    "instrument": "another market than approved",
    "price_range": "outside the approved price range",
    "quantity": "above the approved quantity",
    "cost": "above the approved cost",
    "orders_a_day": "more orders a day than approved",
    "beyond_collar": "price beyond the collar",
    "collar": "price beyond the collar",
    "wake_storm": "bots woke each other without end",
    "bot_failed": "the bot stopped on an error",
    "engine_stopped": "the engine stopped",
    "throttled": "asked too much",
    "banned": "this address is blocked for a while",
    "firewall": "the venue's firewall refuses this address",
    "geo_blocked": "not served in this country",
    "unreachable": "the venue does not answer",
    "captive_portal": "this network asks for a sign-in",
    "not_the_venue": "what answers is not the venue",
    "key_wrong": "the key is not known to the venue",
    "key_or_address": "the venue refuses the key",
    "key_expired": "the key has expired",
    "key_address": "the key may not be used from this address",
    "key_rights": "the key may not do this",
}
