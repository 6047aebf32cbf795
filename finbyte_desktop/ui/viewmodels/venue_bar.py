"""What holds the orders of a bot up at its venue, for the head of its page."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.services.ports import BotCard
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_accounts, words_venues
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.colors import Tone


class VenueBar(NamedTuple):
    """What happened, what it means for the bot's orders and what to do; `left` is the time until it is over,
    "" where nobody knows.
    """

    text: str
    tone: Tone
    left: str = ""


def venue_bar(card: BotCard, session: Session) -> VenueBar | None:
    """The bar of a bot that lives; None while its venue serves it."""
    account = session.desk.account_health()
    found = None if account is None else account.trouble or account.cooling or account.key
    if found is None:
        return None
    orders = card.buys_open + card.sells_open
    rested = Counts().orders_rested(orders) if orders else _none_rested()
    text = words_venues.trouble(found.code, found.text, rested) or f"{found.text} {rested}"
    left = ""
    if found.until_ns is not None:
        left = fmt.countdown(max(0, found.until_ns - session.now_ns()) // fmt.NS_A_SECOND)
    return VenueBar(text, Tone.DANGER if found.code in words_accounts.KEY_CODES else Tone.WARN, left)


def _none_rested() -> str:
    return QCoreApplication.translate(
        "VenueBar", "No order of this bot rested there when the venue was read last."
    )
