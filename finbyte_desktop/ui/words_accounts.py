"""Accounts at venues in words: how they are connected, what a venue lets us prove, what a key may do, why no
order leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.services.ports import (
    AccountState,
    DifferingPosition,
    GuardState,
    Home,
    LedgerDifference,
    Link,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_problems
from finbyte_desktop.widgets.colors import Tone

LINKS: Mapping[Link, str] = {
    Link.OFF: QT_TRANSLATE_NOOP("accounts", "Not connected"),
    Link.CONNECTING: QT_TRANSLATE_NOOP("accounts", "Connecting"),
    Link.LIVE: QT_TRANSLATE_NOOP("accounts", "Connected"),
    Link.REFUSED: QT_TRANSLATE_NOOP("accounts", "Refused"),
    Link.AWAY: QT_TRANSLATE_NOOP("accounts", "Out of reach, tried again"),
    Link.LOCKED: QT_TRANSLATE_NOOP("accounts", "Waits for its key"),
    Link.NO_TRADE: QT_TRANSLATE_NOOP("accounts", "Connected, may not trade"),
}
LINK_TONES: Mapping[Link, Tone] = {
    Link.OFF: Tone.MUTED,
    Link.CONNECTING: Tone.ACCENT,
    Link.LIVE: Tone.BUY,
    Link.REFUSED: Tone.DANGER,
    Link.AWAY: Tone.WARN,
    Link.LOCKED: Tone.WARN,
    Link.NO_TRADE: Tone.DANGER,
}
MODES: Mapping[str, str] = {
    "paper": QT_TRANSLATE_NOOP("accounts", "PAPER"),
    "testnet": QT_TRANSLATE_NOOP("accounts", "TESTNET"),
    "demo": QT_TRANSLATE_NOOP("accounts", "DEMO"),
    "live": QT_TRANSLATE_NOOP("accounts", "LIVE"),
}
MODE_TONES: Mapping[str, Tone] = {
    "paper": Tone.PAPER,
    "testnet": Tone.ACCENT,
    "demo": Tone.ACCENT,
    "live": Tone.WARN,
}
MONEY: Mapping[str, str] = {
    "live": QT_TRANSLATE_NOOP("accounts", "Real money"),
    "testnet": QT_TRANSLATE_NOOP("accounts", "Testnet"),
    "demo": QT_TRANSLATE_NOOP("accounts", "Demo trading"),
}
MONEY_NOTES: Mapping[str, str] = {
    "live": QT_TRANSLATE_NOOP("accounts", "Orders move real money at {venue}."),
    "testnet": QT_TRANSLATE_NOOP(
        "accounts",
        "Play money on the test network of {venue}, at prices of its own. The key is made there.",
    ),
    "demo": QT_TRANSLATE_NOOP(
        "accounts",
        "Play money of {venue} at prices near the real ones. The key is made in its demo trading.",
    ),
}
TIERS: Mapping[str, str] = {
    "A": QT_TRANSLATE_NOOP(
        "accounts",
        "Every order carries our own id and can be proved: none is lost or doubled, and an answer that got "
        "lost is found within 30 seconds.",
    ),
    "B": QT_TRANSLATE_NOOP(
        "accounts",
        "Orders carry our own id, but the venue gives no deadline: an order whose answer got lost may have "
        "to be looked at by you after two minutes.",
    ),
    "C": QT_TRANSLATE_NOOP(
        "accounts",
        "The venue takes no ids of ours, so an order there could not be proved: FinByte shows the account "
        "and sends no orders.",
    ),
}
KEY_WARNINGS: Mapping[str, str] = {
    "no_ip_list": QT_TRANSLATE_NOOP(
        "accounts",
        "The key works from every address. Bind it to your address at the venue: a stolen key is worthless "
        "then.",
    ),
    "key_moves_money": QT_TRANSLATE_NOOP(
        "accounts",
        "Since it was connected the key got the right to move money out of the account: whoever gets hold of "
        "it could. Take that right away at the venue; FinByte does not connect with such a key again.",
    ),
    "rights_not_told": QT_TRANSLATE_NOOP(
        "accounts",
        "This venue does not tell what a key may do. Look there whether it may withdraw: it should not.",
    ),
}
# The word on the status line, and what it means for the money and what to do.
GUARD: Mapping[GuardState, tuple[str, str]] = {
    GuardState.READY: (
        QT_TRANSLATE_NOOP("accounts", "ready"),
        QT_TRANSLATE_NOOP(
            "accounts",
            "A small process of its own cancels the orders of this account when you panic, also while "
            "FinByte hangs.",
        ),
    ),
    GuardState.STARTING: (
        QT_TRANSLATE_NOOP("accounts", "starting"),
        QT_TRANSLATE_NOOP(
            "accounts",
            "The guard process starts. Until it is ready, a panic works only while FinByte answers.",
        ),
    ),
    GuardState.AWAY: (
        QT_TRANSLATE_NOOP("accounts", "cannot reach the venue"),
        QT_TRANSLATE_NOOP(
            "accounts",
            "The guard process has a connection of its own and does not get through to the venue. A panic "
            "works only while FinByte itself does. It goes on trying. Look at this computer's connection; if "
            "orders must go now, cancel them on the venue's website.",
        ),
    ),
    GuardState.SILENT: (
        QT_TRANSLATE_NOOP("accounts", "does not answer"),
        QT_TRANSLATE_NOOP(
            "accounts",
            "The guard process stands still. If FinByte hangs too, nothing here can cancel your orders: "
            "cancel them on the venue's website then. Start FinByte again when this stays; orders at the "
            "venue are not touched by that.",
        ),
    ),
    GuardState.ENDED: (
        QT_TRANSLATE_NOOP("accounts", "not running"),
        QT_TRANSLATE_NOOP(
            "accounts",
            "The guard process has ended and is started again by itself. Until then a panic works only while "
            "FinByte answers. If this stays, look into the log (Settings, Data), and start FinByte again; "
            "orders at the venue are not touched by that.",
        ),
    ),
}
GUARD_TONES: Mapping[GuardState, Tone] = {
    GuardState.READY: Tone.BUY,
    GuardState.STARTING: Tone.MUTED,
    GuardState.AWAY: Tone.WARN,
    GuardState.SILENT: Tone.DANGER,
    GuardState.ENDED: Tone.DANGER,
}
# A key that the venue does not take any more, or not from here.
KEY_CODES = frozenset(
    {"key_wrong", "key_or_address", "key_expired", "key_address", "key_rights", "key_no_trade"}
)
CAUSES: Mapping[str, str] = {
    "perpetual_open": QT_TRANSLATE_NOOP(
        "accounts",
        "A perpetual position is open in this wallet: its fees, its funding and what it gains when it is "
        "reduced change this amount, and are in no bot's books.",
    ),
    "perpetual_changed": QT_TRANSLATE_NOOP(
        "accounts",
        "Perpetual positions of this wallet were changed since both agreed last: what they gained or lost "
        "is in no bot's books.",
    ),
}
HOMES: Mapping[str, str] = {
    Home.KEYRING.value: QT_TRANSLATE_NOOP("accounts", "this system's keyring"),
    Home.VAULT.value: QT_TRANSLATE_NOOP("accounts", "a vault file under your password"),
    Home.SESSION.value: QT_TRANSLATE_NOOP("accounts", "nowhere: entered at each start"),
}


def _word(source: str) -> str:
    return QCoreApplication.translate("accounts", source) if source else ""


def link(value: Link) -> str:
    return _word(LINKS[value])


def why(state: AccountState) -> str:
    """Why an account is not connected, in a sentence; else how it is."""
    if state.why:
        return words_problems.worded(state.code, state.why)
    if state.link is Link.CONNECTING and state.tries:
        before = words_problems.worded(state.before_code, state.before)
        text = QCoreApplication.translate("Accounts", "Tried again now. The last time: {before}")
        return text.format(before=before)
    return link(state.link)


def name_of(state: AccountState) -> str:
    """What an account is called."""
    return words.venue(state.name) if state.mode == "paper" else state.name


def mode(code: str) -> str:
    """PAPER, TESTNET, DEMO or LIVE."""
    return _word(MODES[code]) if code in MODES else code.upper()


def money_name(code: str) -> str:
    """The kind of money of a connection, as a person chooses it."""
    return _word(MONEY[code])


def money_note(code: str, venue: str) -> str:
    """What that choice means."""
    return _word(MONEY_NOTES[code]).format(venue=venue)


def money_tip(code: str) -> str:
    """What a mode means, in a few words."""
    translate = QCoreApplication.translate
    if code == "live":
        return translate("accounts", "Orders go to the exchange with real money")
    if code in ("testnet", "demo"):
        return translate("accounts", "Orders go to the exchange and move its play money")
    return translate("accounts", "Virtual money only")


def money_at_stake(code: str, venue: str) -> str:
    """What kind of money orders of a mode move, for the banner above their approval."""
    translate = QCoreApplication.translate
    if code == "live":
        text = translate("accounts", "LIVE   Real money. The orders go to {venue} at once.")
    elif code == "testnet":
        text = translate("accounts", "TESTNET   Play money of {venue}. The orders leave this computer.")
    elif code == "demo":
        text = translate("accounts", "DEMO   Play money of {venue}. The orders leave this computer.")
    else:
        text = translate("accounts", "PAPER   Virtual money. No order leaves this computer.")
    return text.format(venue=venue)


def start_button(code: str) -> str:
    """What the button says that starts a bot."""
    translate = QCoreApplication.translate
    if code == "live":
        return translate("accounts", "Start with real money")
    if code == "testnet":
        return translate("accounts", "Start on the testnet")
    if code == "demo":
        return translate("accounts", "Start in demo trading")
    return translate("accounts", "Start on paper")


def tier(code: str) -> str:
    """What a capability tier means, in a sentence or two."""
    return _word(TIERS[code]) if code in TIERS else ""


def tier_name(code: str) -> str:
    """A tier's name, such as "tier A"."""
    return QCoreApplication.translate("accounts", "tier {letter}").format(letter=code)


def key_warning(code: str) -> str:
    return _word(KEY_WARNINGS[code]) if code in KEY_WARNINGS else words.readable(code)


def gate(code: str) -> str:
    """Why no new order leaves for a market."""
    if code == "stopped":  # of a bot it says something else
        return QCoreApplication.translate("accounts", "the engine stopped")
    return words.reason(code)


def difference(row: LedgerDifference) -> str:
    """What the venue holds other than the ledger, as everywhere: the venue less the ledger."""
    translate = QCoreApplication.translate
    if row.difference > 0:
        text = translate("accounts", "The venue holds {amount} {asset} more than the ledger.")
    else:
        text = translate("accounts", "The venue holds {amount} {asset} less than the ledger.")
    told = text.format(amount=fmt.plain(abs(row.difference)), asset=row.asset)
    return f"{told} {_word(CAUSES[row.cause])}" if row.cause in CAUSES else told


def home(code: str) -> str:
    """Where a key is kept."""
    return _word(HOMES[code]) if code in HOMES else words.readable(code)


def guard(state: GuardState) -> tuple[str, str]:
    """How the guard of an account stands: a word, and what it means and what to do."""
    word, meaning = GUARD[state]
    return _word(word), _word(meaning)


def right(may: bool | None) -> str:
    """A right of a key: yes, no, or that the venue does not tell."""
    translate = QCoreApplication.translate
    if may is None:
        return translate("accounts", "not told")
    return translate("accounts", "yes") if may else translate("accounts", "no")


def other_position(row: DifferingPosition) -> str:
    """What a bot says it holds, and what the venue says."""
    told = QCoreApplication.translate("accounts", "{name} says {bots}, the venue says {venue}.")
    return told.format(name=row.bot_name, bots=_held(row, row.bots), venue=_held(row, row.venue))


def _held(row: DifferingPosition, qty: Decimal) -> str:
    return f"{fmt.number(qty, row.qty_places, sign=bool(qty))} {row.base}"
