"""Why an order is not at the venue yet, and what ends that."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.ui import words

PACE = "pace"
ENDS: Mapping[str, str] = {
    PACE: QT_TRANSLATE_NOOP("waits", "one after another, as fast as the venue allows"),
    "too_many_requests": QT_TRANSLATE_NOOP("waits", "when the venue takes requests again"),
    "venue_busy": QT_TRANSLATE_NOOP("waits", "when the venue has less to do"),
    "maintenance": QT_TRANSLATE_NOOP("waits", "when the venue is back"),
    "market_closed": QT_TRANSLATE_NOOP("waits", "when the venue opens the market again"),
    "market_not_open": QT_TRANSLATE_NOOP("waits", "when the market is open for new orders here"),
    "clock": QT_TRANSLATE_NOOP("waits", "when the venue's clock has been measured again"),
    "clock_in_doubt": QT_TRANSLATE_NOOP("waits", "when the venue's clock has been measured"),
    "withdrawn": QT_TRANSLATE_NOOP("waits", "at once"),
    "limit_no_price": QT_TRANSLATE_NOOP("waits", "when the market has a price"),
    "limit_no_rate": QT_TRANSLATE_NOOP("waits", "when there is a price in the currency of your limits"),
    "limit_price_band": QT_TRANSLATE_NOOP("waits", "when the price comes back"),
    "limit_order_rate": QT_TRANSLATE_NOOP("waits", "when the minute is over"),
    "limit_open_orders": QT_TRANSLATE_NOOP("waits", "when other orders of the account end"),
    "limit_open_orders_a_bot": QT_TRANSLATE_NOOP("waits", "when other orders of this bot end"),
    "limit_open_orders_a_market": QT_TRANSLATE_NOOP("waits", "when other orders of the market end"),
    "limit_exposure": QT_TRANSLATE_NOOP("waits", "when bots of the account sell"),
    "limit_exposure_a_bot": QT_TRANSLATE_NOOP("waits", "when this bot sells"),
    "limit_exposure_a_market": QT_TRANSLATE_NOOP("waits", "when bots of the market sell"),
    "limit_daily_loss": QT_TRANSLATE_NOOP("waits", "when the next day (UTC) begins, or the value comes back"),
    "limit_drawdown": QT_TRANSLATE_NOOP("waits", "when the value comes back, or you change the limit"),
}


def reason(code: str) -> str:
    """Why it waits, in a few words."""
    if code == PACE:
        return QCoreApplication.translate("waits", "on their way, not taken by the venue yet")
    return words.reason(code)


def end(code: str) -> str:
    """When it goes."""
    return QCoreApplication.translate("waits", ENDS[code] if code in ENDS else ENDS["withdrawn"])
