"""What a person must know of an account, in plain words, with the page where something can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import (
    AccountHealth,
    AccountState,
    Desk,
    GuardState,
    Health,
    Link,
    Positions,
    text_of,
)
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_accounts, words_feed, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.positions import stop_cell
from finbyte_desktop.widgets.colors import Tone

EXPIRES_SOON_NS = 7 * 86_400 * 10**9
CONNECTIONS = Place("settings", "connections")
PORTFOLIO = Place("portfolio")
BOTS = Place("bots", "running")
FEED = Place("settings", "feed")
ICONS = {Tone.DANGER: "ph.warning-octagon-fill", Tone.WARN: "ph.warning-fill"}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is wrong, or that waits for a person. `kind` and `about` (a market, a position, a part)
    name it, whatever is told of it; `place` is where it is seen; `asks` is whether only a person can end it,
    or FinByte is at it by itself.
    """

    tone: Tone
    kind: str
    text: str
    place: Place
    asks: bool = True
    about: str = ""


def not_open(state: AccountState) -> Matter:
    """Of an account that nobody looks after. Nothing is lost where it can have nothing in the market."""
    why = _sentence(words_accounts.why(state))
    if not state.may_trade:
        return Matter(Tone.WARN, "not_open", why, CONNECTIONS)
    left = _left_at_venue(state.orders)
    return Matter(Tone.DANGER, "not_open", f"{why} {left}", CONNECTIONS)


def _left_at_venue(orders: int | None) -> str:
    translate = QCoreApplication.translate
    if orders is None:
        return translate(
            "Matters", "Whether orders of it rest at the venue is not known: look there. Nobody answers them."
        )
    if not orders:
        return translate("Matters", "It had no order at the venue when it was looked at last.")
    return Counts().orders_left(orders)


def unread(state: AccountState, name: str, error: Exception) -> Matter:
    """Of an open account of which nothing can be known now."""
    why = words_problems.error(error) if isinstance(error, FinByteError) else text_of(error)
    told = QCoreApplication.translate(
        "Matters",
        "{name} cannot be read: {why} Nothing was changed or sent because of that, but what goes wrong there "
        "is not seen until it can be read again. If this stays, start FinByte again; the log (Settings, "
        "Data) says more.",
    )
    text = told.format(name=name, why=_sentence(why))
    return Matter(Tone.DANGER, "unread", text, Place("settings", "data"))


def matters_of(state: AccountState, desk: Desk, *, shown: bool, now_ns: int) -> tuple[Matter, ...]:
    """Of an open account, the worst first. What the window shows of its own account elsewhere on every page
    (requests that wait) is left out where it is `shown`. Raises FinByteError.
    """
    health, account = desk.health(), desk.account_health()
    found = [*_link(state), *_engine(state, health)]
    if account is not None:
        found += [*_orders(account), *_guard(account), *_money(account), *_key(account, now_ns)]
    found += [*_prices(health, account, desk.bot_counts().living), *_positions(desk.positions())]
    if health.pending_approvals and not shown:
        text = Counts().requests_wait(health.pending_approvals)
        found.append(Matter(Tone.WARN, "approvals", text, Place("approvals")))
    return tuple(sorted(found, key=lambda matter: (matter.tone is not Tone.DANGER, not matter.asks)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。")) else f"{text}."


def _link(state: AccountState) -> Iterator[Matter]:
    """The venue does not serve the account: away, or its key is refused."""
    if state.link is not Link.LIVE:
        tone = Tone.DANGER if state.code in words_accounts.KEY_CODES else Tone.WARN
        yield Matter(tone, "venue", words_accounts.why(state), CONNECTIONS, asks=tone is Tone.DANGER)


def _engine(state: AccountState, health: Health) -> Iterator[Matter]:
    if not health.journal_ok:
        text = words_problems.worded("", health.journal_text)
        yield Matter(Tone.DANGER, "journal", text, Place("settings", "data"))


def _orders(account: AccountHealth) -> Iterator[Matter]:
    translate = QCoreApplication.translate
    if account.quarantined:
        text = Counts().orders_unproved(len(account.quarantined))
        yield Matter(Tone.DANGER, "quarantined", text, CONNECTIONS)
    if account.unclaimed:
        text = Counts().orders_unclaimed(len(account.unclaimed))
        yield Matter(Tone.DANGER, "unclaimed", text, CONNECTIONS)
    if account.unknown:
        yield Matter(Tone.WARN, "unknown", Counts().orders_unknown(account.unknown), BOTS, asks=False)
    for failed in account.failed:
        told = translate(
            "Matters",
            "A part of the engine has ended ({task}): {why} It works again when the account is connected "
            "anew.",
        )
        text = told.format(task=failed.name, why=_sentence(words_problems.worded("", failed.text)))
        yield Matter(Tone.DANGER, "failed", text, CONNECTIONS, about=failed.name)
    if account.held:
        yield Matter(
            Tone.WARN,
            "held",
            translate(
                "Matters", "A panic holds it: no new order leaves until you create or resume a bot there."
            ),
            BOTS,
        )
    for row in account.positions:
        text = words_accounts.other_position(row)
        yield Matter(Tone.DANGER, "position", text, CONNECTIONS, about=row.market)
    told_above = {row.market for row in account.positions}
    for market, reasons in sorted(account.gates.items()):
        if set(reasons) == {"panic"}:  # said once, above
            continue
        if set(reasons) == {"position_differs"} and market in told_above:
            continue
        why = ", ".join(words_accounts.gate(reason) for reason in reasons)
        told = translate("Matters", "No new order leaves for {market}: {why}.")
        text = told.format(market=words.market(market), why=why)
        yield Matter(Tone.WARN, "gate", text, CONNECTIONS, asks=False, about=market)
    for wait in account.waits:
        told = translate("Matters", "{name} has waited for hours: {reason}.")
        text = told.format(name=wait.name, reason=words.reason(wait.reason))
        yield Matter(Tone.WARN, "waits", text, CONNECTIONS, about=wait.bot)


def _guard(account: AccountHealth) -> Iterator[Matter]:
    if account.guard in (GuardState.AWAY, GuardState.SILENT, GuardState.ENDED):
        word, _ = words_accounts.guard(account.guard)
        told = QCoreApplication.translate(
            "Matters", "The panic guard: {state}. A panic works only while FinByte itself answers."
        )
        tone = words_accounts.GUARD_TONES[account.guard]
        yield Matter(tone, "guard", told.format(state=word), CONNECTIONS)


def _money(account: AccountHealth) -> Iterator[Matter]:
    for row in account.differences:
        yield Matter(Tone.WARN, "difference", words_accounts.difference(row), PORTFOLIO, about=row.asset)


def _key(account: AccountHealth, now_ns: int) -> Iterator[Matter]:
    ends_ns = account.rights.expires_ns
    if ends_ns is not None and ends_ns - now_ns < EXPIRES_SOON_NS:
        told = QCoreApplication.translate(
            "Matters", "Its key expires in {time}. Put a new one in its place before that."
        )
        text = told.format(time=fmt.duration(max(0, ends_ns - now_ns)))
        yield Matter(Tone.WARN, "key_expires", text, CONNECTIONS)


def _prices(health: Health, account: AccountHealth | None, bots: int) -> Iterator[Matter]:
    """Stale prices that bots wait for, where nothing above says why."""
    feed = health.feed
    told_above = account is not None and (account.trouble is not None or account.gates)
    if words_feed.is_absent(feed):
        yield Matter(Tone.DANGER, "feed", words_feed.absent(feed), FEED)
        return
    if bots and feed.finished:
        yield Matter(Tone.WARN, "feed", words_feed.ended(feed), FEED)
        return
    if not bots or feed.fresh or feed.paused or told_above:
        return
    text = QCoreApplication.translate("Matters", "Its prices are not fresh: its bots wait.")
    yield Matter(Tone.WARN, "prices", text, BOTS, asks=False)


def _positions(positions: Positions | None) -> Iterator[Matter]:
    if positions is None:
        return
    translate = QCoreApplication.translate
    for row in positions.rows:
        if row.naked_s is not None:
            told = translate("Matters", "{market} perpetual, stop: {state}.")
            cell = stop_cell(row)
            state = ", ".join(part for part in (cell.text, cell.line2) if part)
            text = told.format(market=f"{row.base}/{row.settle}", state=state)
            yield Matter(Tone.DANGER, "naked", text, PORTFOLIO, about=row.key)
    for strange in positions.unread:
        if strange.is_long:
            told = translate("Matters", "{size} {market} long cannot be protected here.")
        else:
            told = translate("Matters", "{size} {market} short cannot be protected here.")
        text = told.format(size=fmt.plain(strange.size), market=strange.market)
        yield Matter(Tone.WARN, "strange_position", text, PORTFOLIO, about=strange.market)
    if positions.trouble and (positions.is_old or positions.read_ns is None):
        told = translate("Matters", "Its perpetual positions are not read: {why}")
        text = told.format(why=_sentence(words_problems.worded("", positions.trouble)))
        yield Matter(Tone.WARN, "unread_positions", text, PORTFOLIO, asks=False)
