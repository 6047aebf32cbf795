"""The answer of `ctl status`: how every account stands, and its bots."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from finbyte_desktop.core.numbers import plain
from finbyte_desktop.services.accounts import PAPER, Accounts
from finbyte_desktop.services.clock import NS_PER_S, wall_ns
from finbyte_desktop.services.guard.mark import PanicMark
from finbyte_desktop.services.live.remainder import described
from finbyte_desktop.services.ports import (
    AccountHealth,
    AccountState,
    BotCard,
    Desk,
    DifferingPosition,
    LedgerDifference,
)
from finbyte_desktop.services.shown_accounts import ACCOUNTS

Row: TypeAlias = tuple[str, Desk, BotCard]


def status(accounts: Accounts, process: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Every account with those of `rows` that are its bots; what nobody looks after comes first."""
    desks = dict(accounts.desks())
    shown = []
    for state in accounts.states():
        row = _account(accounts, state, desks.get(state.id))
        row["bots"] = [_bot(account, card) for account, _, card in rows if account == state.id]
        shown.append(row)
    not_open = [
        {
            "id": s.id,
            "name": s.name,
            "state": s.link.value,
            "why": why_not_open(s),
            "bots": s.bots,
            "orders": s.orders,
        }
        for s in accounts.unattended()
    ]
    return {
        "not_open": not_open,
        "process": process,
        "pid": os.getpid(),
        "data": str(accounts.folder),
        "accounts": shown,
    }


def is_held(accounts: Accounts, account: str) -> bool:
    """Whether a panic holds an account, also one that is not open."""
    return account != PAPER and PanicMark(accounts.folder / ACCOUNTS / account).is_set()


def _account(accounts: Accounts, state: AccountState, desk: Desk | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": state.id,
        "name": state.name,
        "venue": state.venue,
        "mode": state.mode,
        "state": state.link.value,
        "why": state.why,
        "tries": state.tries,
        "before": state.before,
        "again_s": seconds_to(state.again_ns),
    }
    guard = accounts.guard
    if guard is not None and state.id != PAPER:
        row["guard"] = "ready" if state.id in guard.ready else "not ready"
    if desk is None:
        return {**row, "held": is_held(accounts, state.id)}
    health = desk.health()
    row["prices"] = "fresh" if health.feed.fresh else health.feed.reason
    row["journal"] = "ok" if health.journal_ok else health.journal_text
    row["approvals"] = health.pending_approvals
    row["gates"] = {name: list(why) for name, why in health.gates.items()}
    account = desk.account_health()
    return row if account is None else {**row, **_at_venue(account)}


def _at_venue(account: AccountHealth) -> dict[str, Any]:
    """What only an account at a venue has: what a panic holds, what is not proved, and how old it all is.
    Moments are of this computer's clock.
    """
    offset_ns, trouble = account.clock_offset_ns, account.trouble
    away_s, known_ns = None, None
    if trouble is not None:
        away_s = max(0, (wall_ns() + offset_ns - trouble.since_ns) // NS_PER_S)
        known_ns = None if account.known_ns is None else account.known_ns - offset_ns
    return {
        "held": account.held,
        "unproved": [described(order) for order in account.quarantined],
        "asked_about": account.unknown,
        "unclaimed": len(account.unclaimed),
        "differences": [_difference(one) for one in account.differences],
        "positions": [_position(one) for one in account.positions],
        "compared_ns": None if account.checked_ns is None else account.checked_ns - offset_ns,
        "away_s": away_s,
        "known_ns": known_ns,
    }


def _difference(one: LedgerDifference) -> Mapping[str, str]:
    return {
        "asset": one.asset,
        "venue": plain(one.venue),
        "ledger": plain(one.ledger),
        "difference": plain(one.difference),
    }


def _position(one: DifferingPosition) -> Mapping[str, Any]:
    return {
        "bot": one.bot,
        "name": one.bot_name,
        "market": one.market,
        "base": one.base,
        "venue": plain(one.venue),
        "books": plain(one.bots),
        "can_take": one.can_take,
    }


def _bot(account: str, card: BotCard) -> dict[str, Any]:
    return {
        "id": f"{account}/{card.id}",
        "name": card.name,
        "type": card.type,
        "market": card.market,
        "state": card.state.value,
        "reason": card.reason,
        "investment": plain(card.investment),
        "total_profit": None if card.total_profit is None else plain(card.total_profit),
        "grid_profit": plain(card.grid_profit),
        "quote": card.quote,
        "round_trips": card.trips,
        "open_orders": card.buys_open + card.sells_open,
        "fresh": card.fresh,
    }


def seconds_to(ns: int) -> int | None:
    """From now to a moment of the wall clock; None where there is none."""
    return max(0, round((ns - wall_ns()) / NS_PER_S)) if ns else None


def why_not_open(state: AccountState) -> str:
    """Why nobody looks after an account, and what to do."""
    why = state.why or "It is not connected."
    if state.code == "vault_locked":
        why = (
            "The vault with its key is locked. Start headless with --vault-fd or --vault-env, or open the "
            "vault in the window."
        )
    return why
