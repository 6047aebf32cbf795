"""How an account stands, in the texts of the terminal, which is in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from finbyte_desktop.services.clock import NS_PER_S
from finbyte_desktop.services.counting import counted
from finbyte_desktop.services.live.remainder import ANSWERED


def left_at_venue(orders: int | None) -> str:
    """What rests of an account that nobody looks after; None where that is not known."""
    if orders is None:
        return "Whether orders of it rest at the venue is not known: look there. Nobody answers them."
    if not orders:
        return "It had no order at the venue when it was looked at last."
    those = "it" if orders == 1 else "them"
    return f"{counted(orders, 'order')} of it may rest there, as last known, and nobody answers {those}."


def trying(tries: int, before: str, again_s: int | None) -> str:
    """How often an account could not be opened, why the last time, and when it is tried again."""
    if not tries:
        return ""
    times = "once" if tries == 1 else f"{tries} times"
    if again_s is not None:
        return f"Failed {times}; tried again in {again_s} s."
    return f"Tried again now; failed {times}, the last time: {before}"


def as_known(account: Mapping[str, Any]) -> str:
    """As of when its orders are told; "" while the venue answers: then they are a fact."""
    away_s, known_ns = account.get("away_s"), account.get("known_ns")
    if away_s is None:
        return ""
    known = "as known before" if known_ns is None else f"as known at {_moment(known_ns)}"
    return f" {known}; venue away for {away_s} s"


def stands(account: Mapping[str, Any]) -> Iterator[str]:
    """What a person must know of an account at a venue, line by line, from the answer of `ctl status`."""
    if account.get("held"):
        yield (
            "HELD by a panic: no new order leaves until a bot is resumed or created, or "
            "`finbyte-desktop ctl release`."
        )
    unproved, unclaimed = account.get("unproved", []), account.get("unclaimed", 0)
    if unproved:
        count, them = counted(len(unproved), "order"), "it" if len(unproved) == 1 else "them"
        named = "; ".join(unproved)
        look = f"Look at the venue and answer {them} in {ANSWERED}."
        yield f"UNPROVED: {count} of unknown fate: {named}. {look}"
    if unclaimed:
        count = counted(unclaimed, "order")
        be, them = ("is", "it") if unclaimed == 1 else ("are", "them")
        look = f"Look at the venue and answer {them} in {ANSWERED}."
        yield f"UNPROVED: {count} with our name {be} not in the records. {look}"
    asked = account.get("asked_about", 0)
    if asked:
        answers, those = ("answer", "it") if asked == 1 else ("answers", "them")
        yield (
            f"The {answers} to {counted(asked, 'order')} got lost: FinByte asks the venue what became of "
            f"{those}."
        )
    for row in account.get("positions", []):
        yield _position(row)
    compared_ns = account.get("compared_ns")
    for row in account.get("differences", []):
        less = row["difference"].startswith("-")
        yield (
            f"DIFFERENCE: the venue holds {row['venue']} {row['asset']}, the ledger {row['ledger']} "
            f"({row['difference'].lstrip('-')} {'less' if less else 'more'}), as compared "
            f"{'before' if compared_ns is None else f'at {_moment(compared_ns)}'}."
        )


def _position(row: Mapping[str, Any]) -> str:
    """Another position at the venue than a bot has, and what can be done."""
    base = row["base"]
    told = (
        f"POSITION: {row['name']} says {row['books']} {base} of {row['market']}, the venue {row['venue']} "
        f"{base}. No new order leaves for this market."
    )
    if not row["can_take"]:
        return f"{told} What was added outside is not the bot's: take it back at the venue, or stop the bot."
    return (
        f"{told} If you closed it there: `finbyte-desktop ctl closed-outside --bot {row['bot']}` takes the "
        "venue's position as true."
    )


def _moment(ns: int) -> str:
    return f"{datetime.fromtimestamp(ns // NS_PER_S, UTC):%H:%M:%S} UTC"
