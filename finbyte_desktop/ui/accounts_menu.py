"""The accounts of the data folder as a menu: each with its money and its state, one click away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from finbyte_desktop.services.ports import AccountState
from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.session import Place, Session

PAPER = "paper"


class AccountsMenu(QMenu):
    """Filled anew each time it opens. An open account comes to the front; one that is not connected leads to
    where it is connected.
    """

    def __init__(
        self, session: Session, parent: QWidget | None = None, first: Callable[[], None] | None = None
    ) -> None:
        """`first` is called before an account is shown."""
        super().__init__(parent)
        self._session = session
        self._first = first
        self.setTitle(self.tr("Accounts"))
        self.setAccessibleName(self.tr("Accounts"))
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Reads the accounts now."""
        self.clear()
        group = QActionGroup(self)
        for state in _states(self._session):
            action = QAction(line(state), self)
            action.setCheckable(True)
            action.setChecked(state.id == self._session.account)
            action.setToolTip(words_accounts.why(state) if state.why else "")
            action.triggered.connect(lambda _checked=False, state=state: self._chosen(state))
            group.addAction(action)
            self.addAction(action)
        self.addSeparator()
        self.addAction(self.tr("Connections"), lambda: self._chosen(None))

    def _chosen(self, state: AccountState | None) -> None:
        if self._first is not None:
            self._first()
        if state is None:
            self._session.go(Place("settings", "connections"))
        else:
            go_to(self._session, state)

    def open_above(self, anchor: QWidget) -> None:
        """Above the mark of the mode, at the foot of the window."""
        self.fill()
        corner = anchor.mapToGlobal(anchor.rect().topLeft())
        corner.setY(corner.y() - self.sizeHint().height())
        self.popup(corner)


def line(state: AccountState) -> str:
    """An account in a line: its name, its money, how it is connected."""
    parts = [words_accounts.name_of(state).replace("&", "&&"), words_accounts.mode(state.mode)]
    if state.id != PAPER:
        parts.append(words_accounts.link(state.link))
    return "   ".join(parts)


def go_to(session: Session, state: AccountState) -> None:
    """Its window, or where it is connected."""
    if state.is_open:
        session.account_wanted.emit(state.id)
    else:
        session.go(Place("settings", "connections"))
        session.account_chosen.emit(state.id)


def _states(session: Session) -> list[AccountState]:
    return [] if session.accounts is None else list(session.accounts.states())
