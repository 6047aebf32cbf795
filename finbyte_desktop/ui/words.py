"""Codes of the engine as words: states, reasons, bot types, policies, parts of the profit, tones.

Every table holds the English source; the words come from Qt's translations when they are asked for. A code
that no
table knows is shown as readable text, never hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.core.events import Answer, Exit, Policy
from finbyte_desktop.core.intents import BotState, Level
from finbyte_desktop.core.orders import OrderType, Role, Side
from finbyte_desktop.services.ports import Awake, BotCard, FeedChoice, Market
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_dca, words_rebalance, words_strategies
from finbyte_desktop.widgets.colors import Tone

STATES: Mapping[BotState, str] = {
    BotState.DRAFT: QT_TRANSLATE_NOOP("words", "Draft"),
    BotState.WAIT_TRIGGER: QT_TRANSLATE_NOOP("words", "Waits for entry price"),
    BotState.WAIT_APPROVAL: QT_TRANSLATE_NOOP("words", "Waits for approval"),
    BotState.STARTING: QT_TRANSLATE_NOOP("words", "Starting"),
    BotState.RUNNING: QT_TRANSLATE_NOOP("words", "Running"),
    BotState.PAUSED: QT_TRANSLATE_NOOP("words", "Paused"),
    BotState.DEGRADED: QT_TRANSLATE_NOOP("words", "Degraded"),
    BotState.STOPPING: QT_TRANSLATE_NOOP("words", "Stopping"),
    BotState.STOPPED: QT_TRANSLATE_NOOP("words", "Stopped"),
    BotState.ERROR: QT_TRANSLATE_NOOP("words", "Error"),
}
AWAKE: Mapping[str, str] = {
    "on": QT_TRANSLATE_NOOP("words", "It is kept awake now."),
    "waits": QT_TRANSLATE_NOOP("words", "It is kept awake while a bot runs; now none does."),
    "off": QT_TRANSLATE_NOOP("words", "It may fall asleep while a bot runs."),
    "refused": QT_TRANSLATE_NOOP(
        "words",
        "The system did not agree to stay awake: if it falls asleep, a stop acts only after it wakes. "
        "What it said: {why}",
    ),
    "no_reason": QT_TRANSLATE_NOOP("words", "no reason given"),
}
STATE_TONES: Mapping[BotState, Tone] = {
    BotState.DRAFT: Tone.MUTED,
    BotState.WAIT_TRIGGER: Tone.PAPER,
    BotState.WAIT_APPROVAL: Tone.WARN,
    BotState.STARTING: Tone.ACCENT,
    BotState.RUNNING: Tone.BUY,
    BotState.PAUSED: Tone.WARN,
    BotState.DEGRADED: Tone.DANGER,
    BotState.STOPPING: Tone.WARN,
    BotState.STOPPED: Tone.MUTED,
    BotState.ERROR: Tone.DANGER,
}
STATE_ICONS: Mapping[BotState, str] = {
    BotState.WAIT_APPROVAL: "ph.clock-bold",
    BotState.PAUSED: "ph.pause-bold",
    BotState.DEGRADED: "ph.warning-bold",
    BotState.ERROR: "ph.warning-bold",
}
TYPES: Mapping[str, str] = {
    "spot_grid": QT_TRANSLATE_NOOP("words", "Spot grid"),
    "futures_grid": QT_TRANSLATE_NOOP("words", "Futures grid"),
    "rebalance": QT_TRANSLATE_NOOP("words", "Smart rebalance"),
    "dca_recurring": QT_TRANSLATE_NOOP("words", "DCA, recurring"),
    "dca_basket": QT_TRANSLATE_NOOP("words", "DCA, several assets"),
    "dca_safety": QT_TRANSLATE_NOOP("words", "DCA, safety orders"),
    "dca_futures": QT_TRANSLATE_NOOP("words", "DCA, futures"),
    "signal": QT_TRANSLATE_NOOP("words", "Signal bot"),
    "delta_neutral": QT_TRANSLATE_NOOP("words", "Delta-neutral set"),
    "market_maker": QT_TRANSLATE_NOOP("words", "Market maker"),
    "own_strategy": QT_TRANSLATE_NOOP("words", "Own strategy"),
}
REASONS: Mapping[str, str] = {
    **words_dca.REASONS,
    **words_rebalance.REASONS,
    **words_strategies.REASONS,
    "": "",
    "by_you": QT_TRANSLATE_NOOP("words", "by you"),
    "pulled_by_you": QT_TRANSLATE_NOOP("words", "cancelled by you"),
    "external": QT_TRANSLATE_NOOP("words", "cancelled outside FinByte"),
    "cancelled_outside": QT_TRANSLATE_NOOP("words", "cancelled outside FinByte"),
    "traded_outside": QT_TRANSLATE_NOOP("words", "traded outside FinByte"),
    "closed_outside": QT_TRANSLATE_NOOP("words", "closed outside FinByte"),
    "answered_gone": QT_TRANSLATE_NOOP("words", "not at the venue, you said"),
    "stop": QT_TRANSLATE_NOOP("words", "stop reached"),
    "take_profit": QT_TRANSLATE_NOOP("words", "take profit"),
    "liquidated": QT_TRANSLATE_NOOP("words", "liquidated"),
    "deleveraged": QT_TRANSLATE_NOOP("words", "the venue reduced its position"),
    "liquidation_not_accepted": QT_TRANSLATE_NOOP("words", "liquidation inside the range"),
    "restart": QT_TRANSLATE_NOOP("words", "after a restart"),
    "feed_changed": QT_TRANSLATE_NOOP("words", "its feed is away"),
    "refused": QT_TRANSLATE_NOOP("words", "rejected"),
    "lapsed": QT_TRANSLATE_NOOP("words", "not approved in time"),
    "approved": QT_TRANSLATE_NOOP("words", "approved"),
    "moved": QT_TRANSLATE_NOOP("words", "price moved"),
    "replaced": QT_TRANSLATE_NOOP("words", "replaced by a newer request"),
    "stopped": QT_TRANSLATE_NOOP("words", "the bot stopped"),
    "halted": QT_TRANSLATE_NOOP("words", "the bot ended"),
    "dropped": QT_TRANSLATE_NOOP("words", "no longer wanted"),
    "panic": QT_TRANSLATE_NOOP("words", "panic"),
    "finished": QT_TRANSLATE_NOOP("words", "the recording has ended"),
    "paused": QT_TRANSLATE_NOOP("words", "prices are held"),
    "feed_stale": QT_TRANSLATE_NOOP("words", "prices are not fresh"),
    "stale": QT_TRANSLATE_NOOP("words", "prices are not fresh"),
    "starting": QT_TRANSLATE_NOOP("words", "the account is being read"),
    "asleep": QT_TRANSLATE_NOOP(
        "words", "this computer slept or its clock was set, the account is being read"
    ),
    "clock_jumped": QT_TRANSLATE_NOOP("words", "the venue's clock jumped, the account is being read"),
    "stream_lost": QT_TRANSLATE_NOOP("words", "the venue's reports broke off, the account is being read"),
    "not_traded": QT_TRANSLATE_NOOP("words", "the venue does not trade this market now"),
    "read_anew": QT_TRANSLATE_NOOP("words", "prices are back, orders and trades are read anew"),
    "unreadable": QT_TRANSLATE_NOOP("words", "the venue gives no orders or trades of this market"),
    "unattributed": QT_TRANSLATE_NOOP("words", "an order of ours is there that is not in the records"),
    "position_differs": QT_TRANSLATE_NOOP("words", "the venue's position is another one than the bot's"),
    "position_unread": QT_TRANSLATE_NOOP("words", "its position or settings cannot be read at the venue"),
    "settings_differ": QT_TRANSLATE_NOOP("words", "leverage or margin mode were changed at the venue"),
    "other_installation": QT_TRANSLATE_NOOP("words", "another FinByte trades this account"),
    "market_not_open": QT_TRANSLATE_NOOP("words", "the market is closed for new orders just now"),
    "too_many_requests": QT_TRANSLATE_NOOP("words", "too many requests just now"),
    "too_many_orders": QT_TRANSLATE_NOOP("words", "the venue allows no more open orders"),
    "venue_busy": QT_TRANSLATE_NOOP("words", "the venue is overloaded"),
    "maintenance": QT_TRANSLATE_NOOP("words", "the venue is under maintenance"),
    "market_closed": QT_TRANSLATE_NOOP("words", "the venue has closed this market for now"),
    "clock": QT_TRANSLATE_NOOP("words", "the venue refused the time of the request"),
    "clock_in_doubt": QT_TRANSLATE_NOOP("words", "the venue's time is being measured"),
    "withdrawn": QT_TRANSLATE_NOOP("words", "taken back before it left"),
    "not_sent": QT_TRANSLATE_NOOP("words", "it did not leave this computer"),
    "key_refused": QT_TRANSLATE_NOOP("words", "the key is refused"),
    "account_refused": QT_TRANSLATE_NOOP("words", "the venue does not allow this account to do it"),
    "filter": QT_TRANSLATE_NOOP("words", "against the market's rules of the venue"),
    "bad_order": QT_TRANSLATE_NOOP("words", "the venue does not understand the order"),
    "no_liquidity": QT_TRANSLATE_NOOP("words", "nobody trades at that price"),
    "post_only": QT_TRANSLATE_NOOP("words", "it would have traded at once"),
    "fok": QT_TRANSLATE_NOOP("words", "it could not be filled as a whole"),
    "long": QT_TRANSLATE_NOOP("words", "long"),
    "short": QT_TRANSLATE_NOOP("words", "short"),
    "stop_would_trigger": QT_TRANSLATE_NOOP("words", "the stop would act at once"),
    "stop_beyond_liquidation": QT_TRANSLATE_NOOP("words", "the venue liquidates before that price"),
    "reduce_only": QT_TRANSLATE_NOOP("words", "there is no position to reduce"),
    "leverage": QT_TRANSLATE_NOOP("words", "more than the leverage allows"),
    "has_orders": QT_TRANSLATE_NOOP("words", "the account has open orders"),
    "has_position": QT_TRANSLATE_NOOP("words", "the account has an open position"),
    "no_such_market": QT_TRANSLATE_NOOP("words", "the venue does not have this market"),
    "limit_market": QT_TRANSLATE_NOOP("words", "your limits do not allow this market"),
    "limit_order_notional": QT_TRANSLATE_NOOP("words", "above your limit of one order"),
    "limit_no_price": QT_TRANSLATE_NOOP("words", "no price to check your limits with"),
    "limit_no_rate": QT_TRANSLATE_NOOP("words", "no rate to check your limits with"),
    "limit_price_band": QT_TRANSLATE_NOOP("words", "beyond your limit around the last price"),
    "limit_order_rate": QT_TRANSLATE_NOOP("words", "above your limit of orders in a minute"),
    "limit_open_orders": QT_TRANSLATE_NOOP("words", "above your limit of open orders"),
    "limit_open_orders_a_bot": QT_TRANSLATE_NOOP("words", "above your limit of open orders of a bot"),
    "limit_open_orders_a_market": QT_TRANSLATE_NOOP("words", "above your limit of open orders in a market"),
    "limit_exposure": QT_TRANSLATE_NOOP("words", "above your limit of coins held"),
    "limit_exposure_a_bot": QT_TRANSLATE_NOOP("words", "above your limit of coins held by a bot"),
    "limit_exposure_a_market": QT_TRANSLATE_NOOP("words", "above your limit of coins held of a market"),
    "limit_daily_loss": QT_TRANSLATE_NOOP("words", "your limit of loss in a day is reached"),
    "limit_drawdown": QT_TRANSLATE_NOOP("words", "your limit of drawdown is reached"),
    "open": QT_TRANSLATE_NOOP("words", "opening plan"),
    "open_rest": QT_TRANSLATE_NOOP("words", "rest of the opening order"),
    "opening": QT_TRANSLATE_NOOP("words", "opening order"),
    "added": QT_TRANSLATE_NOOP("words", "investment added"),
    "exit": QT_TRANSLATE_NOOP("words", "sale at the end"),
    "every_order": QT_TRANSLATE_NOOP("words", "every order is asked"),
    "filled": QT_TRANSLATE_NOOP("words", "filled"),
    "canceled": QT_TRANSLATE_NOOP("words", "cancelled"),
    "stopping_by_you": QT_TRANSLATE_NOOP("words", "you stopped the bot"),
    "stopping_stop": QT_TRANSLATE_NOOP("words", "the bot reached its stop"),
    "stopping_take_profit": QT_TRANSLATE_NOOP("words", "the bot took its profit"),
    "stopping_panic": QT_TRANSLATE_NOOP("words", "panic"),
    "became_paused": QT_TRANSLATE_NOOP("words", "the bot was paused"),
    "trailed_up": QT_TRANSLATE_NOOP("words", "the range moved up"),
    "trailed_down": QT_TRANSLATE_NOOP("words", "the range moved down"),
    "expired": QT_TRANSLATE_NOOP("words", "expired"),
    "never_accepted": QT_TRANSLATE_NOOP("words", "the venue never took it"),
    "no_proof": QT_TRANSLATE_NOOP("words", "no proof of what happened yet"),
    "below_min_qty": QT_TRANSLATE_NOOP("words", "below the smallest quantity"),
    "below_min_notional": QT_TRANSLATE_NOOP("words", "below the smallest order value"),
    "off_lot": QT_TRANSLATE_NOOP("words", "quantity is off the lot size"),
    "off_tick": QT_TRANSLATE_NOOP("words", "price is off the tick"),
    "insufficient_funds": QT_TRANSLATE_NOOP("words", "not enough money"),
    "post_only_would_take": QT_TRANSLATE_NOOP("words", "would have traded at once"),
    "beyond_worst_price": QT_TRANSLATE_NOOP("words", "no trade inside the price limit"),
    "duplicate_client_id": QT_TRANSLATE_NOOP("words", "sent before"),
    "venue_failed": QT_TRANSLATE_NOOP("words", "the paper venue failed and did not take it"),
    "bad_stop_price": QT_TRANSLATE_NOOP("words", "stop price on the wrong side"),
    "bot": QT_TRANSLATE_NOOP("words", "outside what was approved"),
    "instrument": QT_TRANSLATE_NOOP("words", "another market than approved"),
    "price_range": QT_TRANSLATE_NOOP("words", "outside the approved price range"),
    "quantity": QT_TRANSLATE_NOOP("words", "above the approved quantity"),
    "cost": QT_TRANSLATE_NOOP("words", "above the approved cost"),
    "orders_a_day": QT_TRANSLATE_NOOP("words", "more orders a day than approved"),
    "beyond_collar": QT_TRANSLATE_NOOP("words", "price beyond the collar"),
    "collar": QT_TRANSLATE_NOOP("words", "price beyond the collar"),
    "wake_storm": QT_TRANSLATE_NOOP("words", "bots woke each other without end"),
    "bot_failed": QT_TRANSLATE_NOOP("words", "the bot stopped on an error"),
    "engine_stopped": QT_TRANSLATE_NOOP("words", "the engine stopped"),
    "throttled": QT_TRANSLATE_NOOP("words", "asked too much"),
    "banned": QT_TRANSLATE_NOOP("words", "this address is blocked for a while"),
    "firewall": QT_TRANSLATE_NOOP("words", "the venue's firewall refuses this address"),
    "geo_blocked": QT_TRANSLATE_NOOP("words", "not served in this country"),
    "unreachable": QT_TRANSLATE_NOOP("words", "the venue does not answer"),
    "captive_portal": QT_TRANSLATE_NOOP("words", "this network asks for a sign-in"),
    "not_the_venue": QT_TRANSLATE_NOOP("words", "what answers is not the venue"),
    "key_wrong": QT_TRANSLATE_NOOP("words", "the key is not known to the venue"),
    "key_or_address": QT_TRANSLATE_NOOP("words", "the venue refuses the key"),
    "key_expired": QT_TRANSLATE_NOOP("words", "the key has expired"),
    "key_address": QT_TRANSLATE_NOOP("words", "the key may not be used from this address"),
    "key_rights": QT_TRANSLATE_NOOP("words", "the key may not do this"),
}
STALE = frozenset({"", "stale", "feed_stale"})  # says no more than "not fresh"
ORDER_STATES: Mapping[str, str] = {
    "draft": QT_TRANSLATE_NOOP("words", "Draft"),
    "awaiting_approval": QT_TRANSLATE_NOOP("words", "Waits for approval"),
    "intent": QT_TRANSLATE_NOOP("words", "About to be sent"),
    "sent": QT_TRANSLATE_NOOP("words", "Sent"),
    "unknown": QT_TRANSLATE_NOOP("words", "Being checked"),
    "rejected": QT_TRANSLATE_NOOP("words", "Rejected"),
    "never_accepted": QT_TRANSLATE_NOOP("words", "Never accepted"),
    "quarantined": QT_TRANSLATE_NOOP("words", "Set aside"),
    "open": QT_TRANSLATE_NOOP("words", "Resting"),
    "partial": QT_TRANSLATE_NOOP("words", "Partly filled"),
    "canceled": QT_TRANSLATE_NOOP("words", "Cancelled"),
    "expired": QT_TRANSLATE_NOOP("words", "Expired"),
    "filled": QT_TRANSLATE_NOOP("words", "Filled"),
    "denied": QT_TRANSLATE_NOOP("words", "Denied"),
    "refused": QT_TRANSLATE_NOOP("words", "Rejected by you"),
    "lapsed": QT_TRANSLATE_NOOP("words", "Lapsed"),
}
ORDER_STATE_TONES: Mapping[str, Tone] = {
    "open": Tone.ACCENT,
    "partial": Tone.ACCENT,
    "filled": Tone.BUY,
    "rejected": Tone.DANGER,
    "denied": Tone.DANGER,
    "refused": Tone.DANGER,
    "unknown": Tone.WARN,
    "quarantined": Tone.WARN,
    "awaiting_approval": Tone.WARN,
}
ANSWERS: Mapping[Answer, str] = {
    Answer.APPROVED: QT_TRANSLATE_NOOP("words", "approved"),
    Answer.REFUSED: QT_TRANSLATE_NOOP("words", "rejected"),
    Answer.LAPSED: QT_TRANSLATE_NOOP("words", "expired"),
}
ANSWER_TONES: Mapping[Answer, Tone] = {
    Answer.APPROVED: Tone.BUY,
    Answer.REFUSED: Tone.DANGER,
    Answer.LAPSED: Tone.MUTED,
}
POLICIES: Mapping[Policy, str] = {
    Policy.EVERY_ORDER: QT_TRANSLATE_NOOP("words", "Ask for every order"),
    Policy.PLAN: QT_TRANSLATE_NOOP("words", "Approve the plan once"),
    Policy.AUTOMATIC: QT_TRANSLATE_NOOP("words", "Automatic within limits"),
}
EXITS: Mapping[Exit, str] = {
    Exit.KEEP: QT_TRANSLATE_NOOP("words", "Keep the coins"),
    Exit.SELL: QT_TRANSLATE_NOOP("words", "Sell the coins"),
}
SIDES: Mapping[Side, str] = {
    Side.BUY: QT_TRANSLATE_NOOP("words", "Buy"),
    Side.SELL: QT_TRANSLATE_NOOP("words", "Sell"),
}
DONE_SIDES: Mapping[Side, str] = {
    Side.BUY: QT_TRANSLATE_NOOP("words", "Bought"),
    Side.SELL: QT_TRANSLATE_NOOP("words", "Sold"),
}
ORDER_TYPES: Mapping[OrderType, str] = {
    OrderType.LIMIT: QT_TRANSLATE_NOOP("words", "Limit"),
    OrderType.MARKET: QT_TRANSLATE_NOOP("words", "Market"),
    OrderType.STOP: QT_TRANSLATE_NOOP("words", "Stop"),
}
ROLES: Mapping[Role, str] = {
    Role.MAKER: QT_TRANSLATE_NOOP("words", "maker"),
    Role.TAKER: QT_TRANSLATE_NOOP("words", "taker"),
    Role.LIQUIDATION: QT_TRANSLATE_NOOP("words", "liquidation"),
}
LEVELS: Mapping[Level, str] = {
    Level.INFO: QT_TRANSLATE_NOOP("words", "Info"),
    Level.NOTICE: QT_TRANSLATE_NOOP("words", "Notice"),
    Level.WARNING: QT_TRANSLATE_NOOP("words", "Warning"),
    Level.ERROR: QT_TRANSLATE_NOOP("words", "Error"),
}
LEVEL_TONES: Mapping[Level, Tone] = {
    Level.INFO: Tone.NEUTRAL,
    Level.NOTICE: Tone.ACCENT,
    Level.WARNING: Tone.WARN,
    Level.ERROR: Tone.DANGER,
}
PROFIT_LINES: Mapping[str, str] = {
    "grid": QT_TRANSLATE_NOOP("words", "Grid profit"),
    "grid_profit": QT_TRANSLATE_NOOP("words", "Grid profit"),
    "coins_held": QT_TRANSLATE_NOOP("words", "Coins held"),
    "fees_outside": QT_TRANSLATE_NOOP("words", "Other fees"),
    "floating": QT_TRANSLATE_NOOP("words", "Floating PnL"),
    "sold": QT_TRANSLATE_NOOP("words", "Profit of coins sold"),
    "coins": QT_TRANSLATE_NOOP("words", "Coins held"),
    "outside_trips": QT_TRANSLATE_NOOP("words", "Average cost gap"),
    "realised_outside": QT_TRANSLATE_NOOP("words", "Average cost gap"),
    "outside_trips_of_position": QT_TRANSLATE_NOOP("words", "Realised, not in trips"),
    "realised_outside_of_position": QT_TRANSLATE_NOOP("words", "Realised, not in trips"),
    "opening_fee": QT_TRANSLATE_NOOP("words", "Opening fee"),
    "exit_fee": QT_TRANSLATE_NOOP("words", "Exit fee"),
    "fees": QT_TRANSLATE_NOOP("words", "Other fees"),
    "fees_other": QT_TRANSLATE_NOOP("words", "Fees, other assets"),
    "dust": QT_TRANSLATE_NOOP("words", "Dust"),
    "funding": QT_TRANSLATE_NOOP("words", "Funding"),
    "position": QT_TRANSLATE_NOOP("words", "Open position"),
    "liquidation": QT_TRANSLATE_NOOP("words", "Lost in a liquidation"),
    "rest": QT_TRANSLATE_NOOP("words", "Rounding"),
    "total": QT_TRANSLATE_NOOP("words", "Total"),
}
PROFIT_TIPS: Mapping[str, str] = {
    "grid_profit": QT_TRANSLATE_NOOP(
        "words", "What complete round trips have earned: one buy and one sell of the same grid, after fees."
    ),
    "coins_held": QT_TRANSLATE_NOOP(
        "words", "What the coins in the bot are worth at the price now, less what they cost."
    ),
    "realised_outside": QT_TRANSLATE_NOOP(
        "words",
        "Grid profit pairs a sale with the buy of its own grid. What coins held cost is counted by the "
        "average price of all buys, and so is what a sale takes out. This line is the difference: all sales "
        "less their average cost, without what grid profit has counted. Sales that have no buy of their own, "
        "as of coins of the opening purchase or at the end, are in it whole.",
    ),
    "realised_outside_of_position": QT_TRANSLATE_NOOP(
        "words",
        "What closing parts of the position has realised against its average entry, without what grid profit "
        "has counted.",
    ),
    "fees_outside": QT_TRANSLATE_NOOP(
        "words", "Fees of the opening purchase, of open round trips and of a sale at the end."
    ),
}
PERPETUAL = QT_TRANSLATE_NOOP("words", "{pair} perp")
VENUES: Mapping[str, str] = {
    "Demo market": QT_TRANSLATE_NOOP("words", "Demo market"),
    "Paper": QT_TRANSLATE_NOOP("words", "Paper account"),
    "Paper account": QT_TRANSLATE_NOOP("words", "Paper account"),
    "unattributed": QT_TRANSLATE_NOOP("words", "Free in the account"),
}
FILL_RULES: Mapping[str, str] = {
    "touch": QT_TRANSLATE_NOOP("words", "candles, touch fills"),
    "candles, touch fills": QT_TRANSLATE_NOOP("words", "candles, touch fills"),
    "candles, touch fills, no fundings": QT_TRANSLATE_NOOP("words", "candles, touch fills, no fundings"),
}
TRANSFERS: Mapping[str, str] = {
    "deposit": QT_TRANSLATE_NOOP("words", "Deposit"),
    "withdrawal": QT_TRANSLATE_NOOP("words", "Withdrawal"),
    "budget": QT_TRANSLATE_NOOP("words", "Budget of a bot"),
    "added": QT_TRANSLATE_NOOP("words", "Investment added"),
    "withdrawn": QT_TRANSLATE_NOOP("words", "Profit withdrawn"),
    "released": QT_TRANSLATE_NOOP("words", "Released by a bot"),
    "reset": QT_TRANSLATE_NOOP("words", "Paper account reset"),
    "funding": QT_TRANSLATE_NOOP("words", "Funding"),
    "liquidation": QT_TRANSLATE_NOOP("words", "Lost in a liquidation"),
}


def _word(source: str) -> str:
    return QCoreApplication.translate("words", source) if source else ""


def readable(code: str) -> str:
    """A code that no table knows, as a person can read it: "trail_unfunded" is "trail unfunded"."""
    return code.replace("_", " ").strip()


def fee_paid(worth: Decimal | None, market: Market, *, buy: bool = True) -> str:
    """A fee by its worth in quote, and with what it is paid in where that is another asset."""
    amount = fmt.amount(worth, market.quote)
    if worth is None or market.fee_asset == "quote" or (market.fee_asset == "base" and not buy):
        return amount
    text = QCoreApplication.translate("words", "about {worth}, paid in {asset}")
    return text.format(worth=amount, asset=market.base if market.fee_asset == "base" else market.fee_asset)


def market(code: str) -> str:
    """A market's name without its venue: "demo:BTC/USDT" is "BTC/USDT", "demo:BTC/USDT:USDT" the perpetual
    of it.
    """
    venue_key, _, name = code.partition(":")
    pair, _, settles = (code if "/" in venue_key else name or code).partition(":")
    return _word(PERPETUAL).format(pair=pair) if settles else pair


def venue(name: str) -> str:
    """A venue, a feed or an owner as it is called here; the name of a file stays as it is."""
    return _word(VENUES[name]) if name in VENUES else name


def feed(choice: FeedChoice) -> str:
    """A feed by its files, or as the demo market."""
    if choice.files:
        named = [one.market or one.symbol or one.path.name for one in choice.files]
        return ", ".join(market(name) for name in named)
    return choice.path.name if choice.path is not None else venue("Demo market")


def fill_rule(code: str) -> str:
    """By which rule a backtest filled its orders."""
    return _word(FILL_RULES[code]) if code in FILL_RULES else readable(code)


def coin(code: str) -> str:
    """The base asset of a market, for its badge."""
    return market(code).partition("/")[0]


def state(value: BotState) -> str:
    return _word(STATES[value])


def bot_type(code: str) -> str:
    return _word(TYPES[code]) if code in TYPES else readable(code)


def reason(code: str) -> str:
    """A reason in a few words, as it stands in a chip or after a comma."""
    return _word(REASONS[code]) if code in REASONS else readable(code)


def order_state(code: str) -> str:
    code = code.lower()
    return _word(ORDER_STATES[code]) if code in ORDER_STATES else readable(code)


def order_state_tone(code: str) -> Tone:
    return ORDER_STATE_TONES.get(code.lower(), Tone.MUTED)


def answer(value: Answer) -> str:
    return _word(ANSWERS[value])


def policy(value: Policy) -> str:
    return _word(POLICIES[value])


def exit_choice(value: Exit) -> str:
    return _word(EXITS[value])


def side(value: Side) -> str:
    return _word(SIDES[value])


def done_side(value: Side) -> str:
    """Bought or sold."""
    return _word(DONE_SIDES[value])


def order_type(value: OrderType) -> str:
    return _word(ORDER_TYPES[value])


def role(value: Role) -> str:
    return _word(ROLES[value])


def level(value: Level) -> str:
    return _word(LEVELS[value])


def profit_line(key: str, *, of_position: bool = False) -> str:
    """A line of the profit. A position has no coins whose cost could differ from that of its round trips."""
    key = f"{key}_of_position" if of_position and f"{key}_of_position" in PROFIT_LINES else key
    return _word(PROFIT_LINES[key]) if key in PROFIT_LINES else readable(key).capitalize()


def profit_tip(key: str, *, of_position: bool = False) -> str:
    """What is counted in a line of the profit."""
    key = "realised_outside" if key == "outside_trips" else key
    key = f"{key}_of_position" if of_position and f"{key}_of_position" in PROFIT_TIPS else key
    return _word(PROFIT_TIPS[key]) if key in PROFIT_TIPS else ""


def bot_title(name: str, market_id: str, bot: str) -> str:
    """A bot's name; the market alone where the name only adds its type, which stands beside it."""
    plain = f"{market(market_id)} {bot.replace('_', ' ')}"
    return market(market_id) if name == plain else name


def no_candles(card: BotCard) -> str:
    """What stands in place of the candles of a bot's life, where there are none."""
    if card.started_ns is None:
        return QCoreApplication.translate("words", "This bot never started: nothing was traded.")
    return QCoreApplication.translate("words", "The candles of this time are not on this computer.")


def lived(card: BotCard, times: fmt.Times) -> str:
    """From when to when a bot lived, in days."""
    if card.started_ns is None:
        return QCoreApplication.translate("words", "never started")
    return times.day(card.started_ns) if card.ended_ns is None else times.span(card.started_ns, card.ended_ns)


def left_out(bots: Sequence[str], currency: str) -> str:
    """Which bots are in no sum because their money is of another currency; "" for none."""
    if not bots:
        return ""
    text = QCoreApplication.translate("words", "Not in these sums, as their money is not {currency}: {bots}")
    return text.format(currency=currency, bots=", ".join(bots))


def floating(*, sold: bool = False) -> str:
    """The one name of total profit minus grid profit; with every coin `sold` nothing floats any more."""
    return _word(PROFIT_LINES["sold" if sold else "floating"])


def floating_tip(*, sold: bool = False) -> str:
    """What is in the floating profit, the same wherever it stands."""
    if sold:
        return QCoreApplication.translate(
            "words",
            "Total profit minus grid profit. Every coin is sold, so nothing floats any more: what the coins "
            "brought beyond their round trips, less the other fees.",
        )
    return QCoreApplication.translate(
        "words",
        "Total profit minus grid profit: what the coins held have gained or lost, the average cost "
        "gap of what was sold, and the other fees. Grid profit and floating PnL make the total.",
    )


def transfer(code: str) -> str:
    return _word(TRANSFERS[code]) if code in TRANSFERS else readable(code).capitalize()


def awake(state: Awake, why: str, *, wanted: bool) -> tuple[str, Tone]:
    """Whether the computer stays awake for the bots, as a sentence."""
    if state is Awake.REFUSED:
        return _word(AWAKE["refused"]).format(why=why or _word(AWAKE["no_reason"])), Tone.WARN
    if state is Awake.ON:
        return _word(AWAKE["on"]), Tone.MUTED
    return _word(AWAKE["waits" if wanted else "off"]), Tone.MUTED if wanted else Tone.WARN


def side_tone(value: Side) -> Tone:
    return Tone.BUY if value is Side.BUY else Tone.SELL
