"""Errors of the services in words: their texts as patterns, so that names and numbers in them are kept.

A text is looked up by its code, then by its pattern. The services stay free of Qt and write English; what
they can raise is held against these tables by a test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from finbyte_desktop.ui import (
    words_dca,
    words_exports,
    words_files,
    words_perpetuals,
    words_proportion,
    words_rebalance,
    words_strategies,
    words_window,
)

TEXTS: Mapping[str, tuple[str, ...]] = {
    **words_perpetuals.TEXTS,
    **words_dca.TEXTS,
    **words_rebalance.TEXTS,
    **words_exports.TEXTS,
    **words_files.TEXTS,
    **words_proportion.TEXTS,
    "market_away": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prices of this market are away; nothing was sent, and the request waits. Choose the feed "
            "of its bot again, then approve.",
        ),
    ),
    "not_a_flag": (QT_TRANSLATE_NOOP("errors", "{name}: true or false is needed, not {given}."),),
    "not_a_choice": (QT_TRANSLATE_NOOP("errors", "{name}: one of {choices} is needed, not {given}."),),
    "unknown_key": (QT_TRANSLATE_NOOP("errors", 'There is no parameter "{key}". Did you mean "{near}"?'),),
    "no_such_bot_type": (QT_TRANSLATE_NOOP("errors", "There is no bot type {type}."),),
    "duplicate_bot": (QT_TRANSLATE_NOOP("errors", "A bot named {name} exists."),),
    "not_ended": (QT_TRANSLATE_NOOP("errors", "The bot still has orders."),),
    "not_unclaimed": (
        QT_TRANSLATE_NOOP("errors", "Nothing is asked about this order. Nothing was changed."),
        QT_TRANSLATE_NOOP("errors", "On paper every order is in the records. Nothing was changed."),
    ),
    "bad_limit_markets": (
        QT_TRANSLATE_NOOP(
            "errors",
            "A list without a market allows no order at all. Leave it empty for every market. Nothing was "
            "changed.",
        ),
    ),
    "bad_limit": (QT_TRANSLATE_NOOP("errors", "A limit of money needs its currency. Nothing was changed."),),
    "newer_snapshot": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The saved state was written by a newer version of FinByte. Nothing was changed. Start that "
            "version, or choose another folder: --data FOLDER.",
        ),
    ),
    "market_not_known": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The market {market} of a bot is not known. Nothing was changed or sent; orders that rest at "
            "the venue still do. Look after them there.",
        ),
    ),
    "stop_refused": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not take the stop at {price}: {why} A stop at {kept} for the whole position is "
            "there. Choose another price if you want it moved.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not take the stop at {price}: {why} Nothing limits the loss of the position now. "
            "Choose another price, or close the position.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not take the stop at {price}: {why} There is now: {stands}, which does not grow "
            "with the position. Without a stop: {naked}. Choose another price, or close the position.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not take the stop at {price}: {why} A stop at {late} for the whole position is "
            "there, but the venue liquidates the position before it is reached. Before that there is: "
            "{stands}. Without a stop: {naked}. Choose another price, or close the position.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not take the stop at {price}: {why} The stop at {again} is not back yet; FinByte "
            "goes on placing it. There is now: {stands}. Without a stop: {naked}.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not take the stop at {price}: {why} What stands under the position could not be "
            "read after that: look at the venue. FinByte reads it again by itself.",
        ),
    ),
    "market_closed": (
        QT_TRANSLATE_NOOP(
            "errors",
            "No new order leaves for {market} now: its market is closed for orders. Nothing was sent, and "
            "the request waits. Settings, Connections says what it waits for.",
        ),
    ),
    "coin_dust": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Fees are taken in coins there, and orders are whole lots: of {qty} {base} bought, {sold} are "
            "sold. A round trip shows {trip} {quote} instead of {whole}; {rest} {asset} of each stay in the "
            "bot as coins. Fewer grids or a larger investment make the lots count less.",
        ),
    ),
    "stream_ended": (QT_TRANSLATE_NOOP("errors", "{venue} ended the stream of this account."),),
    "other_account": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This key belongs to another account than {name} has been so far. Nothing was changed: its bots "
            "and its records are those of the old account. Make a new key there, or add the other account "
            "as a connection of its own.",
        ),
    ),
    "account_in_use": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{name} is this account already: the two keys belong to one account at {venue}. Nothing was "
            "changed. Two connections to one account would use the same money; use the one that is there, "
            "or make a key for another account (a sub-account counts as one).",
        ),
    ),
    "orders_of_unknown_fate": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{orders} Nothing was removed: without the key nobody can find out what became of it.",
        ),
    ),
    "bad_vault_idle": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The vault locks after 1 to {most} minutes without use, or after 0 for never. Nothing was "
            "changed.",
        ),
    ),
    "no_such_account": (
        QT_TRANSLATE_NOOP("errors", "There is no connection {name}. Known: {known}."),
        QT_TRANSLATE_NOOP("errors", "There is no account {name}."),
        QT_TRANSLATE_NOOP("errors", "There is no connection {name}."),
    ),
    "not_connected": (
        QT_TRANSLATE_NOOP("errors", "{name} is not connected."),
        QT_TRANSLATE_NOOP("errors", "{name} was disconnected meanwhile."),
    ),
    "key_in_use": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{name} uses this key already. Nothing was changed. Two connections to one account would use "
            "the same money; use the one that is there, or make another key for another account.",
        ),
    ),
    "cancelled": (
        QT_TRANSLATE_NOOP("errors", "Cancelled."),
        QT_TRANSLATE_NOOP("errors", "The search was cancelled."),
        QT_TRANSLATE_NOOP("errors", "The export was cancelled; no file was changed."),
    ),
    "bad_address": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This is no address of a server. Nothing was connected. Enter one such as https://example.com "
            "or http://127.0.0.1:8080.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "The key would travel unencrypted: http is only for this computer. Nothing was connected. "
            "Enter https://{host} if the server offers it.",
        ),
    ),
    "no_keyring": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This computer has no keyring that keeps secrets (Secret Service, KWallet, Keychain or Windows "
            "Credential Manager). Keys can be kept in a vault file under a master password, or for this "
            "session.",
        ),
    ),
    "damaged_key": (
        QT_TRANSLATE_NOOP("errors", "The key is damaged where it was kept. Enter it again."),
        QT_TRANSLATE_NOOP("errors", "The sealed key is gone or does not fit the keyring. Enter it again."),
    ),
    "bad_private_key": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This private key cannot be read. Paste the whole PEM block, without a password on it.",
        ),
    ),
    "unreadable_connections": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{path} cannot be read. It was not changed. The keys are still where they were kept; move the "
            "file away to add the connections again.",
        ),
    ),
    "keyring_locked": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The system's keyring is locked or does not answer ({why}). No key was read or changed, no "
            "order was sent. Unlock it and try again.",
        ),
    ),
    "engine_stopped": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The engine stopped: {why}. Orders stay as they are on disk. Restart FinByte.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "The engine stopped: {why} Orders at the venue are as they were; no new one is sent. Restart "
            "FinByte, and look at the venue if this comes again.",
        ),
    ),
    "other_prices": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This feed has other prices for the market on which {name} has orders. Nothing was changed. "
            "Stop that bot first, or choose its own feed.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "This feed has other prices for what {name} holds. Nothing was changed. Stop that bot and close "
            "its position first, or choose its own feed.",
        ),
    ),
    "bots_of_recording": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This recording has ended and can begin anew only without bots: the market time of {names} would "
            "jump back. Nothing was changed. Stop them first, or choose another feed.",
        ),
    ),
    "no_feed": (
        QT_TRANSLATE_NOOP(
            "errors",
            "There is no price feed, so it is not known which money the account begins with. Nothing was "
            "changed. Choose a feed first.",
        ),
    ),
    "only_live": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The paper account has no limits of risk: its money is not real. Nothing was changed. Choose "
            "an account at a venue.",
        ),
    ),
    "too_many_digits": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The number {number} has more digits than Parquet can hold. Nothing was changed. Export it as "
            "CSV, which holds every digit.",
        ),
    ),
    "no_file": (QT_TRANSLATE_NOOP("errors", "Choose a file to replay."),),
    "still_there": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} took the cancel in, and the order is not proved to be gone. Its market stays closed. "
            "Try again in a moment, or cancel it at the venue.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} did not confirm the cancel, and the order is not proved to be gone. Its market stays "
            "closed. Try again in a moment, or cancel it at the venue.",
        ),
    ),
    "orders_left": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{name} was closed, but not every order is known to be cancelled: {left} may still be at "
            "{venue} and may be filled.{why} Look at your open orders there and cancel them by hand, or "
            "connect again: FinByte then looks after them.",
        ),
    ),
    "orders_without_proof": (
        QT_TRANSLATE_NOOP(
            "errors",
            "It is not known yet what became of every order. Nothing was booked. Wait until it is, and try "
            "again.",
        ),
    ),
    "not_traded": (QT_TRANSLATE_NOOP("errors", "{venue} does not trade {market} now. Nothing was sent."),),
    "other_installation": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Another installation of FinByte has orders in this account ({order} in {market}). Nothing is "
            "sent from here: the two would use the same money. Its orders were not touched. Trade with the "
            "other one only; or stop its bots, see that its orders are gone at the venue, and connect "
            "again.",
        ),
    ),
    "replay_differs": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The records of this account do not give the same orders again: order {order} ({what}) is "
            "another one in the journal. Nothing was sent, and what rests at the venue rests on with "
            "nobody looking after it. Look at your open orders there. Then open the account with the "
            "version of FinByte that wrote the records, or restore a backup.",
        ),
    ),
    "closing": (QT_TRANSLATE_NOOP("errors", "The account is being closed. Nothing was changed."),),
    "other_feed": (
        QT_TRANSLATE_NOOP("errors", "This part of the recording of {name} was dropped."),
        QT_TRANSLATE_NOOP("errors", "{name} has only {lines} lines, not {line}."),
        QT_TRANSLATE_NOOP("errors", "This position belongs to the demo market with seed {seed}."),
        QT_TRANSLATE_NOOP("errors", "{name} has changed since this position was saved."),
    ),
    "no_instrument": (
        QT_TRANSLATE_NOOP("errors", "The recording of {name} does not hold {market}."),
        QT_TRANSLATE_NOOP("errors", "The demo market does not have {market}."),
        QT_TRANSLATE_NOOP("errors", "{name} does not hold {market}."),
    ),
    "bad_cursor": (
        QT_TRANSLATE_NOOP("errors", "{name} does not have this position."),
        QT_TRANSLATE_NOOP("errors", "This is not a position in the demo market."),
    ),
    "venue_gone": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The paper venue's process ends again and again. Nothing was lost: its orders and money are on "
            "its disk. Restart FinByte; if it goes on, start with another folder: --data FOLDER.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "The paper venue's process is gone; whether it carried out its last request ({request}) is "
            "open. Funds stay reserved until it has been asked again.",
        ),
    ),
    "settings_unwritable": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The settings could not be written to {path}: {why}. The old settings stay. Free some space or "
            "give this user the right to write there.",
        ),
    ),
    "damaged_database": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The database {path} is damaged. It was not changed. No order can be sent until it is "
            "replaced: close FinByte, move the file away and put the newest copy from {backups} in its "
            "place, or start with another folder: --data FOLDER.",
        ),
    ),
    "data_not_understood": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This FinByte cannot go on with the data in {path} ({why}). Money and orders in it are as they "
            "were, and nothing was sent. {kept}Install the version that you had before, or start with "
            "another folder: --data FOLDER.",
        ),
    ),
    "not_written": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Something could not be written to {path}, by an error of the program. What is not on disk was "
            "neither shown nor sent; what is there is whole. Start again.",
        ),
    ),
    "database": (
        QT_TRANSLATE_NOOP("errors", "The database {path} cannot be used: {why}. Nothing was changed."),
    ),
    "other_version_open": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Another version of FinByte has {path} open (format {there}, this one knows {known}). Nothing "
            "was changed. Close its window first.",
        ),
    ),
    "locked_database": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Another program holds the database {path}. Nothing was lost. Close that program and start "
            "again.",
        ),
    ),
    "disk_full": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The disk with {path} is full. Nothing was lost: what is not on disk was neither shown nor "
            "sent. Free some space and start again.",
        ),
    ),
    "unwritable": (
        QT_TRANSLATE_NOOP(
            "errors",
            "FinByte may not write to {path}. Nothing was lost. Give this user the right to write there, "
            "or start with another folder: --data FOLDER.",
        ),
    ),
    "newer_database": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The data in {path} was written by a newer FinByte (format {there}, this one knows {known}). "
            "Nothing was changed. Install the newer version, or start with another folder: --data FOLDER.",
        ),
    ),
    "folder_unusable": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The data folder {path} cannot be used: {why}. Nothing was changed and nothing runs. Give this "
            "user the right to write there, or start with another folder: --data FOLDER.",
        ),
    ),
    "log_unwritable": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The log cannot be written to {path}: {why}. Nothing was changed and nothing runs. Give this "
            "user the right to write there.",
        ),
    ),
    "second_instance": (
        QT_TRANSLATE_NOOP(
            "errors",
            "FinByte is already running with the data folder {path}. Nothing was changed. Use the window "
            "that is open, or start with another folder: --data FOLDER.",
        ),
    ),
    "no_candles": (
        "There are no finished candles of {symbol} yet.",
        QT_TRANSLATE_NOOP("errors", "Nothing of {name} has been replayed yet."),
    ),
    "short_password": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The master password needs at least {count} characters; longer is safer.",
        ),
    ),
    "vault_exists": (QT_TRANSLATE_NOOP("errors", "There is a vault already: {path}. Nothing was changed."),),
    "secrets_unwritable": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{path} could not be written: {why}. What was there before is unchanged. Free some space or "
            "give this user the right to write there.",
        ),
    ),
    "newer_vault": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{path} was written by a newer FinByte. Nothing was changed. Start that version.",
        ),
    ),
    "no_vault": (QT_TRANSLATE_NOOP("errors", "{path} cannot be read: {why}. Nothing was opened."),),
    "damaged_vault": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{path} is damaged. It was not changed. Put a copy of it in its place, or move it away and "
            "enter the keys again: the venues still have them.",
        ),
    ),
    "unreadable_answer": (
        QT_TRANSLATE_NOOP(
            "errors", "An answer of {venue} cannot be read (it is not built as an answer should be)."
        ),
        QT_TRANSLATE_NOOP("errors", "An answer of {venue} cannot be read ({why})."),
        QT_TRANSLATE_NOOP("errors", "{venue} told trades of another time."),
    ),
    "no_answer": (
        QT_TRANSLATE_NOOP("errors", "{venue} gave no answer that can be used: none came, or it broke off."),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} gave no answer that can be used: it lacks what was asked for (HTTP status {status}).",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} gave no answer that can be used: it is not built as an answer should be (HTTP status "
            "{status}).",
        ),
    ),
    "not_sent": (
        QT_TRANSLATE_NOOP("errors", "This request is not reachable from FinByte."),
        QT_TRANSLATE_NOOP("errors", "{request} is not among the endpoints that FinByte uses."),
        QT_TRANSLATE_NOOP("errors", "An order without an intent was about to leave."),
        QT_TRANSLATE_NOOP("errors", "The same order was about to leave twice."),
        QT_TRANSLATE_NOOP("errors", "An order without our id was about to leave."),
        QT_TRANSLATE_NOOP("errors", "The order that was about to leave is not the one that was meant."),
    ),
    "absent": (QT_TRANSLATE_NOOP("errors", "{venue} has no such order."),),
    "too_many_candles": (QT_TRANSLATE_NOOP("errors", "That is a longer time than can be read at once."),),
    "endless_pages": (
        QT_TRANSLATE_NOOP(
            "errors",
            "A list of {venue} has no end, or more than {most} pages. It was not read in part.",
        ),
    ),
    "too_many_trades": (
        QT_TRANSLATE_NOOP("errors", "{venue} has more trades in one moment than it shows in a page."),
    ),
    "silent": (QT_TRANSLATE_NOOP("errors", "{venue} has fallen silent."),),
    "no_play_money": (
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} does not offer such play money. Nothing was connected. Choose another kind of play "
            "money, or another venue.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "{venue} does not offer both a test network and demo trading at once. Nothing was connected. "
            "Choose another kind of play money, or another venue.",
        ),
    ),
    "no_markets": (QT_TRANSLATE_NOOP("errors", "{venue} told no market that is traded. Nothing was sent."),),
    "clock_in_doubt": (QT_TRANSLATE_NOOP("errors", "The clock of this computer does not stand still."),),
    "other_order": (QT_TRANSLATE_NOOP("errors", "{venue} answered with another order."),),
    "no_venue_time": (QT_TRANSLATE_NOOP("errors", "{venue} does not tell its time. Nothing was sent."),),
    "positions_not_read": (QT_TRANSLATE_NOOP("errors", "The positions were not read yet."),),
    "no_such_venue": (QT_TRANSLATE_NOOP("errors", "There is no venue {venue}. Nothing was connected."),),
    **words_strategies.TEXTS,  # last: some of them fit much
}


def told(code: str, text: str) -> str | None:
    """The words for a text that has this code (without a code for any text); None where no pattern fits."""
    for source in TEXTS.get(code, ()) if code else (text for texts in TEXTS.values() for text in texts):
        fields = fields_of(source, text)
        if fields is not None:
            if "symbol" in fields:
                fields["symbol"] = fields["symbol"].rpartition(":")[2]  # the market without its venue
            return QCoreApplication.translate("errors", words_window.IN_WINDOW.get(source, source)).format(
                **fields
            )
    return None


def fields_of(source: str, text: str) -> dict[str, str] | None:
    """What stands in the places of a pattern; None where the text is another one."""
    found = _pattern(source).fullmatch(text)
    return None if found is None else found.groupdict()


@cache
def _pattern(source: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def place(part: re.Match[str]) -> str:
        name = part[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>.*?)"

    return re.compile(re.sub(r"\\{(\w+)\\}", place, re.escape(source)), re.DOTALL)
