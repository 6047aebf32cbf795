"""One window an account, one of them on the screen: another account takes the place of the one before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import DefaultContext, localcontext
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Accounts, Desk, Link, Notice
from finbyte_desktop.ui import words_accounts, words_problems
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.dialogs.vault_dialog import VaultDialog
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.session import Note, Place
from finbyte_desktop.ui.words import LEVEL_TONES
from finbyte_desktop.ui.words_decisions import decision
from finbyte_desktop.widgets.colors import Tone

PAPER = "paper"
WORK = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
NOTE_MS = 400  # after that it is known whether a person asked for it
MakeWindow = Callable[[Desk, str], MainWindow]


class Hands(QObject):
    """Whether a person has pressed a key or a button in a window that is on the screen, since then."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.moved = False
        self._handle = window.windowHandle()
        self._handle.installEventFilter(self)

    def stop(self) -> None:
        """Looks no more."""
        self._handle.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in WORK:
            self.moved = True
        return False


def _untold(_error: FinByteError) -> None:
    """Which account was shown is no great loss: a disk that is full keeps nobody from showing it."""


class AccountWindows(QObject):
    """`ended` comes once, after every desk has closed. `make` builds the window of a desk and its account."""

    ended = Signal()

    def __init__(self, accounts: Accounts, make: MakeWindow) -> None:
        super().__init__()
        self._accounts = accounts
        self._make = make
        self._windows: dict[str, MainWindow] = {}
        self._desks: dict[str, Desk] = {}
        self._told: dict[str, object] = {}
        self.shown = PAPER
        self._alive: set[str] = set()
        self._return_to = ""
        self._hands: Hands | None = None
        self._stops = [accounts.subscribe(self._changed), accounts.subscribe_notices(self._noticed)]

    def end(self) -> None:
        """Closes every account as it is, orders kept: nobody is there to be asked."""
        window = self._windows.get(self.shown) or self._windows.get(PAPER)
        finishing = any(one.is_finishing() for one in self._windows.values())
        if window is not None and not finishing:
            window.finish("keep")

    def window(self, account: str) -> MainWindow:
        """The window of an open account. Raises UserError for one that is not connected."""
        desk = self._accounts.desk(account)
        window = self._windows.get(account)
        if window is not None and self._desks[account] is not desk:  # it was connected anew
            self._drop(account)
            window = None
        if window is None:
            window = self._make(desk, account)
            window.session.account_wanted.connect(self.show)
            window.session.place_wanted.connect(self.show_place)
            window.ended.connect(self._ended)
            self._windows[account], self._desks[account] = window, desk
        return window

    def show(self, account: str) -> None:
        """Brings an account's window to the place of the one that is shown."""
        before = self._windows.get(self.shown)
        try:
            window = self.window(account)
        except FinByteError as error:
            if before is not None:
                before.session.say(words_problems.error(error), Tone.DANGER)
            return
        if window is before:
            return
        if before is not None:
            window.setGeometry(before.geometry())
            if before.isMaximized():
                window.setWindowState(before.windowState())
        window.show()
        window.raise_()
        window.activateWindow()
        self.shown = account
        if before is not None:
            before.hide()
        self._return_no_more()
        if window.session.settings.shown_account != account:
            window.session.act(window.session.desk.change_settings(shown_account=account), failed=_untold)
        self._tell_away(account, window)

    def return_to_last(self) -> None:
        """Shows the account that was shown when the last session ended, as soon as it is open; unless a
        person has begun to work before that: then it is offered, and nothing changes under their hands.
        """
        first = self._windows[self.shown]
        self._return_to = first.session.settings.shown_account
        if self._return_to != self.shown:
            self._hands = Hands(first)
            self._changed()

    def _return_no_more(self) -> None:
        self._return_to = ""
        if self._hands is not None:
            self._hands.stop()
            self._hands = None

    def _return(self) -> None:
        account, window = self._return_to, self._windows.get(self.shown)
        state = next((state for state in self._accounts.states() if state.id == account), None)
        if state is None or not state.is_open or window is None:
            return
        is_free = self._hands is not None and not self._hands.moved and not window.asks()
        self._return_no_more()
        if is_free:
            self.show(account)
            text = self.tr("This is {name}, {mode}: {money}.").format(
                name=state.name,
                mode=words_accounts.mode(state.mode),
                money=words_accounts.money_tip(state.mode),
            )
            tone = words_accounts.MODE_TONES[state.mode]
            self._windows[self.shown].session.say(text, tone, subject=f"account:{account}")

    def show_place(self, account: str, place: Place) -> None:
        """A page of an account, in its window."""
        self.show(account)
        if self.shown == account:
            self._windows[account].session.go(place)

    def close(self) -> None:
        """Lets go of every window, without a question; doing so again changes nothing."""
        self._deaf()
        for account in list(self._windows):
            self._drop(account)

    def _deaf(self) -> None:
        for stop in self._stops:
            stop()
        self._stops = []

    def _tell_away(self, account: str, window: MainWindow) -> None:
        """What happened while nobody looked, said once."""
        health = self._desks[account].account_health()
        away = None if health is None else health.away
        if away is None or away.is_empty or self._told.get(account) == away:
            return
        self._told[account] = away
        text = self.tr("While you were away: {trades}. Settings, Connections says what happened.")
        place = Place("settings", tab="connections")
        note = Note(
            text.format(trades=Counts().trades(away.fills)), Tone.WARN, self.tr("Show"), place, "away"
        )
        window.session.said.emit(note)

    def _changed(self) -> None:
        """An account that was closed takes its window with it; what is shown then is paper."""
        alive = {state.id for state in self._accounts.states() if state.is_open}
        for account in sorted(alive - self._alive - {PAPER}):
            QTimer.singleShot(NOTE_MS, self, partial(self._tell_connected, account))
        self._alive = alive
        if self._return_to in alive:
            QTimer.singleShot(0, self, self._return)
        for account in [name for name in self._windows if name != PAPER]:
            if not self._is_open(account):
                self._settle(account)

    def _settle(self, account: str) -> None:
        """A window whose desk was closed: it waits for another desk while one is being opened (a key was
        replaced), and goes when there will be none.
        """
        if account not in self._windows or self._is_open(account):
            return
        state = next((state for state in self._accounts.states() if state.id == account), None)
        link = Link.OFF if state is None else state.link
        if link is Link.CONNECTING:
            QTimer.singleShot(NOTE_MS, self, partial(self._settle, account))
        elif state is not None and state.is_open:
            old = self._windows[account]
            window = self.window(account)  # lets the old one go
            if account == self.shown:
                window.setGeometry(old.geometry())
                window.show()
        else:
            if account == self.shown:
                self.show(PAPER)
            self._drop(account)

    def _noticed(self, notice: Notice) -> None:
        """What belongs to no single account, in the window that is shown."""
        window = self._windows.get(self.shown)
        if window is not None:
            with localcontext(DefaultContext):  # it may be told in the middle of exact sums
                text = decision(notice.code, notice.fields)
            window.session.say(text, LEVEL_TONES[notice.level], subject=notice.code)

    def say_failure(self, part: str) -> None:
        """An error that nobody caught, in the window that is shown. `part` says where it was: "window",
        "asked" (in the middle of what a person asked for), "beside".
        """
        window = self._windows.get(self.shown)
        if window is None:
            return
        if part == "window":
            text = self.tr(
                "Something in the window failed. Your orders are not affected: bots and resting orders go on "
                "as they were. If you had just asked for something, look whether it was done. Details are in "
                "the log (Settings, Data)."
            )
        elif part == "asked":
            text = self.tr(
                "What you asked for failed before its end, and part of it may have been done. Look at your "
                "bots and their orders before you ask again. Details are in the log (Settings, Data)."
            )
        else:
            text = self.tr(
                "A part of FinByte beside the window failed. Orders at the venues stay as they are. Look "
                "whether your bots go on, and start FinByte again if something stands still. Details are in "
                "the log (Settings, Data)."
            )
        window.session.say(
            text,
            Tone.DANGER,
            action=self.tr("Show"),
            place=Place("settings", tab="data"),
            subject=f"{part}_failed",
        )

    def ask_for_vault(self) -> None:
        """The master password, where accounts that were connected have their keys in the vault."""
        accounts, wanted = self._accounts, self._windows[PAPER].session.settings.connected
        needed = any(s.home == "vault" and s.id in wanted for s in accounts.states())
        if needed and accounts.has_vault() and not accounts.vault_is_open():
            session = self._windows[PAPER].session
            VaultDialog(session, accounts, lambda: self._connect_again(wanted)).open()

    def _connect_again(self, wanted: tuple[str, ...]) -> None:
        if self._hands is not None:
            self._hands.moved = False  # the password was asked for: that was no work
        session = self._windows[PAPER].session
        for state in self._accounts.states():
            if state.id in wanted and state.home == "vault" and not state.is_open:
                session.act(self._accounts.connect(state.id))

    def _tell_connected(self, account: str) -> None:
        """An account that connected by itself trades behind the window that is shown: it says so."""
        state = next((state for state in self._accounts.states() if state.id == account), None)
        window = self._windows.get(self.shown)
        if state is None or window is None or account == self.shown or not state.is_open:
            return
        text = self.tr("{name} is connected, {mode}. Bots: {bots}.").format(
            name=state.name, mode=words_accounts.mode(state.mode), bots=state.bots or 0
        )
        tone = words_accounts.MODE_TONES[state.mode]
        window.session.say(
            text,
            tone,
            action=self.tr("Show"),
            subject=f"account:{account}",
            do=lambda: self.show(account),
        )

    def _is_open(self, account: str) -> bool:
        try:
            return self._accounts.desk(account) is self._desks.get(account)
        except FinByteError:
            return False

    def _drop(self, account: str) -> None:
        window = self._windows.pop(account)
        self._desks.pop(account, None)
        window.session.close()
        window.hide()
        window.deleteLater()

    def _ended(self) -> None:
        self._deaf()
        self.ended.emit()
