"""What a panic means: one bot, one account, or everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.guard.mark import BOT_NAME

ALL = "all"


def refuse_no_scope(text: str) -> None:
    """Raises UserError for a text that can name nothing anywhere."""
    kind, _, name = text.partition("=")
    if text != ALL and (kind not in ("account", "bot") or not name):
        raise UserError(
            f"A scope is all, account=NAME or bot=ID, not {text}. Nothing was cancelled.",
            "bad_scope",
            "scope",
        )


class Scope(NamedTuple):
    """None means every one: every account, every bot of it."""

    account: str | None = None
    bot: str | None = None


def scope_of(text: str, accounts: Iterable[tuple[str, str, Sequence[str]]]) -> Scope:
    """Reads `all`, `account=NAME`, `bot=ID` or `bot=ACCOUNT/ID`; `accounts` are ids, names and bots.

    Raises UserError, code "no_such_scope", for what is not there, and for what is there twice;
    "bad_scope" for what is no scope.
    """
    refuse_no_scope(text)
    rows = list(accounts)
    if text == ALL:
        return Scope()
    kind, _, name = text.partition("=")
    if kind == "account":
        found = [account for account, shown, _ in rows if name in (account, shown)]
        if len(found) == 1:
            return Scope(found[0])
        known = ", ".join(shown for _, shown, _ in rows) or "none"
        raise UserError(f"There is no account {name} here. There are: {known}.", "no_such_scope", "scope")
    named = [
        Scope(account, bot)
        for account, shown, bots in rows
        for bot in bots
        if name in (bot, f"{account}/{bot}", f"{shown}/{bot}") and BOT_NAME.fullmatch(bot)
    ]
    if len(named) == 1:
        return named[0]
    there = ", ".join(f"{account}/{bot}" for account, _, bots in rows for bot in bots) or "none"
    why = "More than one account has a bot" if named else "There is no bot"
    raise UserError(f"{why} {name} here. There are: {there}.", "no_such_scope", "scope")
