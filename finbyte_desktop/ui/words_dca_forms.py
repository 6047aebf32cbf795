"""Labels, helps and choices of the fields of a DCA bot, as the parameters' own specification writes them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

from finbyte_desktop.ui import words_futures_dca

LABELS: Mapping[str, str] = {
    "base_order": QT_TRANSLATE_NOOP("fields", "Base order"),
    "safety_order": QT_TRANSLATE_NOOP("fields", "First safety order"),
    "safety_orders": QT_TRANSLATE_NOOP("fields", "Safety orders"),
    "deviation": QT_TRANSLATE_NOOP("fields", "Price deviation"),
    "deviation_scale": QT_TRANSLATE_NOOP("fields", "Deviation scale"),
    "volume_scale": QT_TRANSLATE_NOOP("fields", "Volume scale"),
    "deviation_kind": QT_TRANSLATE_NOOP("fields", "Deviations count from"),
    "take_profit_from": QT_TRANSLATE_NOOP("fields", "Profit in relation to"),
    "trailing": QT_TRANSLATE_NOOP("fields", "Trailing"),
    "stop_loss": QT_TRANSLATE_NOOP("fields", "Stop loss"),
    "stop_loss_from": QT_TRANSLATE_NOOP("fields", "Stop loss from"),
    "cooldown_s": QT_TRANSLATE_NOOP("fields", "Cooldown"),
    "max_deals": QT_TRANSLATE_NOOP("fields", "Deals"),
    "amount": QT_TRANSLATE_NOOP("fields", "Amount"),
    "interval": QT_TRANSLATE_NOOP("fields", "How often"),
    "at": QT_TRANSLATE_NOOP("fields", "Time of day"),
    "weekday": QT_TRANSLATE_NOOP("fields", "Day of the week"),
    "day": QT_TRANSLATE_NOOP("fields", "Day of the month"),
    "time_zone": QT_TRANSLATE_NOOP("fields", "Time zone"),
    "first": QT_TRANSLATE_NOOP("fields", "First order"),
    "missed": QT_TRANSLATE_NOOP("fields", "Missed orders"),
    "price_cap": QT_TRANSLATE_NOOP("fields", "Not above"),
    "price_floor": QT_TRANSLATE_NOOP("fields", "Not below"),
    "take_profit_part": QT_TRANSLATE_NOOP("fields", "Part that is sold"),
    "smart_runs": QT_TRANSLATE_NOOP("fields", "Smart: orders that count"),
    "smart_most": QT_TRANSLATE_NOOP("fields", "Smart: at most"),
    "smart_least": QT_TRANSLATE_NOOP("fields", "Smart: at least"),
}
HELPS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("fields", "Money that the first order of a deal spends."),
    QT_TRANSLATE_NOOP("fields", "Money that the first safety order spends."),
    QT_TRANSLATE_NOOP("fields", "How often the bot buys more below the base order."),
    QT_TRANSLATE_NOOP("fields", "How far below the base order the first safety order stands."),
    QT_TRANSLATE_NOOP("fields", "Each step down is this many times the one before."),
    QT_TRANSLATE_NOOP("fields", "Each safety order spends this many times the one before."),
    QT_TRANSLATE_NOOP("fields", "The base price, or the order before."),
    QT_TRANSLATE_NOOP("fields", "What a deal earns after fees, as a part of what it spent."),
    QT_TRANSLATE_NOOP("fields", "Everything that the deal spent, or the base order alone."),
    QT_TRANSLATE_NOOP(
        "fields",
        "Sells when the price falls by this part from its highest since the take profit was reached.",
    ),
    QT_TRANSLATE_NOOP(
        "fields", "Sells everything and stops when the price is this part below its reference."
    ),
    QT_TRANSLATE_NOOP("fields", "The average price of the deal, or its base price."),
    QT_TRANSLATE_NOOP("fields", "The pause between two deals."),
    QT_TRANSLATE_NOOP("fields", "After so many deals the bot ends."),
    QT_TRANSLATE_NOOP("fields", "The bot starts when this price is reached."),
    QT_TRANSLATE_NOOP("fields", "Start when the price is at or above, or at or below the entry price."),
    QT_TRANSLATE_NOOP("fields", "Keep the coins, or sell them."),
    QT_TRANSLATE_NOOP("fields", "The part of the investment that stays unused."),
    QT_TRANSLATE_NOOP("fields", "Money that each order buys for. Fees are not part of it."),
    QT_TRANSLATE_NOOP("fields", "Money that all orders together may spend, fees included."),
    QT_TRANSLATE_NOOP("fields", "The time between two orders."),
    QT_TRANSLATE_NOOP("fields", "The time of day, for days, weeks and months."),
    QT_TRANSLATE_NOOP("fields", "The day of the week, for weeks."),
    QT_TRANSLATE_NOOP("fields", "The day of the month, for months; its last day where it is shorter."),
    QT_TRANSLATE_NOOP("fields", "The zone in which the time is meant."),
    QT_TRANSLATE_NOOP("fields", "At once, or when the schedule says so."),
    QT_TRANSLATE_NOOP("fields", "What becomes of orders that were due while the computer slept."),
    QT_TRANSLATE_NOOP("fields", "Above this price an order is left out."),
    QT_TRANSLATE_NOOP("fields", "Below this price an order is left out."),
    QT_TRANSLATE_NOOP(
        "fields", "What the coins must earn after fees before they are sold, as a part of what they cost."
    ),
    QT_TRANSLATE_NOOP("fields", "The part of the coins that is sold then."),
    QT_TRANSLATE_NOOP(
        "fields",
        "Spends more where the price is low among those of so many orders before, less where it is high.",
    ),
    QT_TRANSLATE_NOOP("fields", "So many times the amount at the lowest of those prices."),
    QT_TRANSLATE_NOOP("fields", "So many times the amount at the highest of them."),
)
CHOICES: Mapping[str, str] = {
    "cumulative": QT_TRANSLATE_NOOP("fields", "The base price"),
    "compounding": QT_TRANSLATE_NOOP("fields", "The order before"),
    "average": QT_TRANSLATE_NOOP("fields", "The average price"),
    "base_order": QT_TRANSLATE_NOOP("fields", "The base order"),
    "base_price": QT_TRANSLATE_NOOP("fields", "The base price"),
    "hour": QT_TRANSLATE_NOOP("fields", "Hour"),
    "4_hours": QT_TRANSLATE_NOOP("fields", "4 hours"),
    "12_hours": QT_TRANSLATE_NOOP("fields", "12 hours"),
    "day": QT_TRANSLATE_NOOP("fields", "Day"),
    "week": QT_TRANSLATE_NOOP("fields", "Week"),
    "2_weeks": QT_TRANSLATE_NOOP("fields", "2 weeks"),
    "month": QT_TRANSLATE_NOOP("fields", "Month"),
    "monday": QT_TRANSLATE_NOOP("fields", "Monday"),
    "tuesday": QT_TRANSLATE_NOOP("fields", "Tuesday"),
    "wednesday": QT_TRANSLATE_NOOP("fields", "Wednesday"),
    "thursday": QT_TRANSLATE_NOOP("fields", "Thursday"),
    "friday": QT_TRANSLATE_NOOP("fields", "Friday"),
    "saturday": QT_TRANSLATE_NOOP("fields", "Saturday"),
    "sunday": QT_TRANSLATE_NOOP("fields", "Sunday"),
    "now": QT_TRANSLATE_NOOP("fields", "At once"),
    "scheduled": QT_TRANSLATE_NOOP("fields", "By the schedule"),
    "skip": QT_TRANSLATE_NOOP("fields", "Leave them out"),
    "catch_up": QT_TRANSLATE_NOOP("fields", "Offer one for all"),
}
# Where one word means something else for another field.
CHOICES_OF: Mapping[tuple[str, str], str] = {
    ("take_profit_from", "average"): QT_TRANSLATE_NOOP("fields", "Everything spent"),
}
WARNINGS: Mapping[str, str] = {
    **words_futures_dca.WARNINGS,
    "trailing_loses": QT_TRANSLATE_NOOP(
        "problems", "Follows further than the take profit earns: a deal can lose {value} and more"
    ),
    "stop_before_orders": QT_TRANSLATE_NOOP(
        "problems", "Comes before safety order {value}: it and those below it never buy"
    ),
    "limit_beyond_now": QT_TRANSLATE_NOOP("problems", "The price now is {value}: nothing is bought yet"),
}
