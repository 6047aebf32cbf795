"""Why a venue cannot be used, in words: what happened, what it means for orders, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.ui import words
from finbyte_desktop.ui.words_errors import fields_of

# By the code of the trouble.
HAPPENED: Mapping[str, str] = {
    "throttled": QT_TRANSLATE_NOOP(
        "errors", "{venue} was asked too much and takes no requests until {until}."
    ),
    "banned": QT_TRANSLATE_NOOP(
        "errors",
        "{venue} has blocked the address of this computer until {until}, because it was asked too much.",
    ),
    "firewall": QT_TRANSLATE_NOOP(
        "errors",
        "The firewall of {venue} refuses the address of this computer (HTTP {status}).",
    ),
    "geo_blocked": QT_TRANSLATE_NOOP(
        "errors",
        "{venue} does not serve the country that this computer's connection seems to be in (HTTP {status}).",
    ),
    "maintenance": QT_TRANSLATE_NOOP("errors", "{venue} is under maintenance."),
    "unreachable": QT_TRANSLATE_NOOP("errors", "{venue} does not answer, or only with errors."),
    "captive_portal": QT_TRANSLATE_NOOP(
        "errors",
        "A web page came where {venue} should answer: this network asks for a sign-in, or a program in "
        "between changes answers.",
    ),
    "not_the_venue": QT_TRANSLATE_NOOP(
        "errors",
        "What answers in the place of {venue} cannot prove that it is {venue} (TLS certificate), so "
        "nothing is sent to it.",
    ),
    "clock": QT_TRANSLATE_NOOP(
        "errors",
        "{venue} refuses the time of the requests: this computer's clock was changed, or answers take too "
        "long.",
    ),
    "key_wrong": QT_TRANSLATE_NOOP(
        "errors", "{venue} does not know this API key, or its secret does not fit."
    ),
    "key_or_address": QT_TRANSLATE_NOOP(
        "errors",
        "{venue} refuses this API key: it was deleted or has expired, it may not be used from this "
        "computer's address, or it may not do this.",
    ),
    "key_expired": QT_TRANSLATE_NOOP("errors", "The API key for {venue} has expired."),
    "key_address": QT_TRANSLATE_NOOP(
        "errors", "The API key for {venue} may not be used from this computer's address."
    ),
    "key_rights": QT_TRANSLATE_NOOP("errors", "The API key for {venue} may not do this."),
    "key_no_trade": QT_TRANSLATE_NOOP(
        "errors",
        "The API key for {venue} may not trade any more: orders can be neither placed nor cancelled from "
        "here.",
    ),
    "no_such_market": QT_TRANSLATE_NOOP("errors", "{venue} does not have this market (any more)."),
}
ORDERS: Sequence[str] = (
    QT_TRANSLATE_NOOP(
        "errors",
        "Orders that rest there stay and may still be filled; no new order is sent. They can be cancelled "
        "at the venue's own site or app.",
    ),
    QT_TRANSLATE_NOOP("errors", "Orders that rest there stay and may still be filled; no new order is sent."),
    QT_TRANSLATE_NOOP("errors", "Orders that rest there stay and may still be filled."),
    QT_TRANSLATE_NOOP(
        "errors",
        "This request did nothing. Orders that rest there stay and may still be filled.",
    ),
    QT_TRANSLATE_NOOP(
        "errors",
        "The order that was on its way may be live: its money stays reserved, and FinByte asks until it "
        "knows.",
    ),
)
TO_DO: Sequence[str] = (
    QT_TRANSLATE_NOOP(
        "errors",
        "Nothing needs to be done; other programs at the same address or key add to this.",
    ),
    QT_TRANSLATE_NOOP("errors", "Close other programs that trade from this address, and wait."),
    QT_TRANSLATE_NOOP(
        "errors",
        "Close other programs that trade from this address, and wait some minutes; behind a VPN, take "
        "another way out.",
    ),
    QT_TRANSLATE_NOOP(
        "errors",
        "Switch off a VPN or proxy that leads through another country, or use a venue that serves yours.",
    ),
    QT_TRANSLATE_NOOP(
        "errors",
        "Nothing needs to be done: FinByte goes on by itself when the venue is back.",
    ),
    QT_TRANSLATE_NOOP(
        "errors",
        "Check this computer's connection and the venue's status page; FinByte goes on by itself.",
    ),
    QT_TRANSLATE_NOOP("errors", "Open a browser and sign in to the network, or use another one."),
    QT_TRANSLATE_NOOP(
        "errors",
        "Sign in to the network in a browser, check this computer's date, and switch off programs that "
        "look into encrypted connections.",
    ),
    QT_TRANSLATE_NOOP(
        "errors",
        "Let the system set the time by itself; FinByte measures the difference and goes on.",
    ),
    QT_TRANSLATE_NOOP("errors", "Enter key and secret again, or make a new key at the venue."),
    QT_TRANSLATE_NOOP(
        "errors",
        "Look at the key's page at the venue: is it there, does its list of addresses hold this "
        "computer's, may it trade?",
    ),
    QT_TRANSLATE_NOOP("errors", "Make a new key at the venue and enter it here."),
    QT_TRANSLATE_NOOP(
        "errors",
        "Add this computer's address to the key's list at the venue; at home it may change.",
    ),
    QT_TRANSLATE_NOOP("errors", "Allow trading for the key at the venue."),
    QT_TRANSLATE_NOOP(
        "errors",
        "Allow trading for the key at the venue: FinByte looks again every few minutes. Then try the "
        "refused orders again on the page of their bot.",
    ),
    QT_TRANSLATE_NOOP("errors", "Choose another market; the list is read anew every few minutes."),
)
REFUSED = QT_TRANSLATE_NOOP("errors", "{venue} refused: {name} ({number}).")
FOR_EVER = QT_TRANSLATE_NOOP("errors", "further notice")


def trouble(code: str, text: str, more: str = "") -> str | None:
    """The words for a trouble of a venue; None for a text that is none. `more` is put between what happened
    and what it means for orders.
    """
    source = HAPPENED.get(code)
    if source is None:
        return None
    for orders in ORDERS:
        for to_do in TO_DO:
            end = f" {orders} {to_do}"
            fields = fields_of(source, text.removesuffix(end)) if text.endswith(end) else None
            if fields is not None:
                if fields.get("until") == FOR_EVER:
                    fields["until"] = _word(FOR_EVER)
                parts = (_word(source).format(**fields), more, _word(orders), _word(to_do))
                return " ".join(part for part in parts if part)
    return None


def refusal(text: str) -> str | None:
    """The words for an order or a question that a venue refused by a listed code; None for another text."""
    fields = fields_of(REFUSED, text)
    if fields is None:
        return None
    return _word(REFUSED).format(**{**fields, "name": words.reason(fields["name"])})


def _word(source: str) -> str:
    return QCoreApplication.translate("errors", source)
