"""Every account of the data folder at one look: what a person must know of each, and what its bots do.

It follows the accounts and the desks of all that are open, whichever the window shows. Whatever changes is
told, but for prices that grow old: of the account that is shown the status line looks at them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import AccountState, BotCounts, Desk, Link, Unsubscribe
from finbyte_desktop.ui.matters import Matter, matters_of, not_open, unread
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.colors import Tone

_LOG = logging.getLogger(__name__)
FOLD_MS = 250  # so much of what a desk tells is read at once
QUOTES = "quotes"
TOPICS = frozenset({"health", "positions", "bots", "approvals"})


@dataclass(frozen=True, slots=True)
class AccountShown:
    """One account. `matters` are the worst first; `counts` are None while they are not known;
    `unattended` says that nobody looks after it.
    """

    state: AccountState
    matters: tuple[Matter, ...]
    counts: BotCounts | None
    unattended: bool = False

    @property
    def asks(self) -> bool:
        """Whether it waits for a person, and not only for its venue."""
        return any(matter.asks for matter in self.matters)

    @property
    def tone(self) -> Tone:
        """That of its worst matter."""
        return self.matters[0].tone if self.matters else Tone.NEUTRAL


class Overview(QObject):
    """`changed` follows each reading that found something else."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent or session)
        self._session = session
        self._heard: dict[str, tuple[Desk, Unsubscribe]] = {}
        self._stops: list[Callable[[], None]] = []
        self._fresh: dict[str, bool] = {}  # whether the prices were, when they were read last
        self._unread: dict[str, str] = {}  # what was written of an account that cannot be read
        self.accounts: tuple[AccountShown, ...] = ()
        self._fold = QTimer(self)
        self._fold.setSingleShot(True)
        self._fold.setInterval(FOLD_MS)
        self._fold.timeout.connect(self.refresh)
        stops, heard = self._stops, self._heard
        if session.accounts is not None:
            stops.append(session.accounts.subscribe(self.refresh))
        session.bridge.at_once.connect(self._settings_told)
        self.destroyed.connect(lambda: _let_go(stops, heard))
        self.refresh()

    def close(self) -> None:
        """Hears nothing any more."""
        _let_go(self._stops, self._heard)
        self._fold.stop()

    def in_need(self) -> list[AccountShown]:
        """The accounts with anything that a person must know, those with the worst matters first."""
        found = [account for account in self.accounts if account.matters]
        return sorted(found, key=lambda account: (account.tone is not Tone.DANGER, not account.asks))

    def others(self) -> list[AccountShown]:
        """The accounts that the window does not show and that have bots."""
        return [
            account
            for account in self.accounts
            if account.state.id != self._session.account and (account.state.bots or 0) > 0
        ]

    def refresh(self) -> None:
        """Reads every account now."""
        self._fold.stop()
        accounts, session = self._session.accounts, self._session
        if accounts is None:
            state = AccountState(session.account, "", "", "paper", Link.LIVE, is_open=True)
            found = [self._read_open(state, session.desk)]
            self._follow({session.account: session.desk})
        else:
            open_desks: dict[str, Desk] = {}
            found = []
            left = {state.id for state in accounts.unattended()}
            for state in accounts.states():
                if not state.is_open:
                    matters = (not_open(state),) if state.id in left else ()
                    found.append(AccountShown(state, matters, None, state.id in left))
                    continue
                try:
                    desk = open_desks[state.id] = accounts.desk(state.id)
                except FinByteError:  # it was closed in this moment; the next reading knows
                    continue
                found.append(self._read_open(state, desk))
            self._follow(open_desks)
        if tuple(found) != self.accounts:
            self.accounts = tuple(found)
            self.changed.emit()

    def _read_open(self, state: AccountState, desk: Desk) -> AccountShown:
        """One account that cannot be read hides none of the others."""
        shown = state.id == self._session.account
        try:
            counts = desk.bot_counts()
            self._fresh[state.id] = desk.health().feed.fresh
            matters = matters_of(state, desk, shown=shown, now_ns=self._session.clock())
        except Exception as error:
            matter = unread(state, name_of(state), error)
            if not isinstance(error, FinByteError) and self._unread.get(state.id) != matter.text:
                _LOG.error("%s cannot be read: %s", state.id, error, exc_info=error)
            self._unread[state.id] = matter.text
            return AccountShown(state, (matter,), None)
        self._unread.pop(state.id, None)
        return AccountShown(state, matters, counts)

    def _follow(self, desks: dict[str, Desk]) -> None:
        """Hears of every open desk, and of no other."""
        for account, (desk, stop) in list(self._heard.items()):
            if desks.get(account) is not desk:
                stop()
                del self._heard[account]
        for account, desk in desks.items():
            if account not in self._heard:
                self._heard[account] = desk, desk.subscribe(partial(self._told, account))

    def look_at_prices(self, account: str, *, fresh: bool) -> None:
        """Reads every account anew where these prices became fresh, or are so no more."""
        if self._fresh.get(account, fresh) != fresh:
            self.refresh()

    def _told(self, account: str, topics: frozenset[str]) -> None:
        if not self._fold.isActive() and (topics & TOPICS or (QUOTES in topics and self._turned(account))):
            self._fold.start()

    def _turned(self, account: str) -> bool:
        """Whether prices became fresh, or are so no more, since they were read."""
        try:
            fresh = self._heard[account][0].health().feed.fresh
        except FinByteError:  # it was closed in this moment
            return False
        return self._fresh.get(account, fresh) != fresh

    def _settings_told(self, topics: frozenset[str]) -> None:
        if "settings" in topics:
            self.refresh()


def _let_go(stops: list[Callable[[], None]], heard: dict[str, tuple[Desk, Unsubscribe]]) -> None:
    for stop in (*stops, *(stop for _, stop in heard.values())):
        stop()
    stops.clear()
    heard.clear()
