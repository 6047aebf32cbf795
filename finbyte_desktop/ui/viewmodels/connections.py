"""The accounts of a data folder as the settings show them: a row each, and what is known of the chosen
one.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import AccountHealth, Accounts, AccountState
from finbyte_desktop.ui import words, words_accounts
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

PAPER = "paper"


class ConnectionsModel(QObject):
    """Follows the accounts; `changed` follows each reading. Made only where the window has accounts."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        accounts = session.accounts
        if accounts is None:
            raise RuntimeError("this window has no accounts")
        self.session = session
        self.accounts: Accounts = accounts
        self.states: tuple[AccountState, ...] = ()
        self.chosen = session.account
        self.table = accounts_table()
        stop = accounts.subscribe(self.refresh)
        self.destroyed.connect(lambda: stop())
        session.bridge.slow.connect(self._told)
        if session.overview is not None:  # bots and health of the accounts that this window does not show
            session.overview.changed.connect(self.refresh)
        self.refresh()

    def choose(self, account: str) -> None:
        """Shows another account's details."""
        self.chosen = account
        self.refresh()

    def state(self) -> AccountState | None:
        """The chosen account; None when it was removed."""
        return next((state for state in self.states if state.id == self.chosen), None)

    def health(self) -> AccountHealth | None:
        """How the chosen account stands with its venue; None on paper and while it is not connected."""
        state = self.state()
        if state is None or not state.is_open or state.id == PAPER:
            return None
        try:
            return self.accounts.desk(state.id).account_health()
        except FinByteError:
            return None  # its state says why

    def refresh(self) -> None:
        """Reads the accounts now."""
        self.states = tuple(self.accounts.states())
        self.table.set_rows(self.states)
        self.changed.emit()

    def _told(self, topics: frozenset[str]) -> None:
        if topics & {"health", "bots"}:
            self.refresh()


def accounts_table() -> TableModel[AccountState]:
    """One row an account."""
    translate = QCoreApplication.translate

    def name(row: AccountState) -> Cell:
        title = words.venue(row.name) if row.id == PAPER else row.name
        line = translate("AccountsTable", "virtual money") if row.id == PAPER else row.venue
        return Cell(title, line2=line, strong=True)

    def use(row: AccountState) -> Cell:
        return Cell(words_accounts.mode(row.mode), chip=words_accounts.MODE_TONES.get(row.mode, Tone.MUTED))

    def state(row: AccountState) -> Cell:
        text = words_accounts.link(row.link)
        return Cell(
            text, dot=words_accounts.LINK_TONES[row.link], tooltip=words_accounts.why(row) if row.why else ""
        )

    columns = [
        Column(
            "name", translate("AccountsTable", "Account"), lambda r: r.name, name, width=200, stretch=True
        ),
        Column("use", translate("AccountsTable", "Use"), lambda r: r.mode, use, width=110),
        Column("bots", translate("AccountsTable", "Bots"), lambda r: r.bots, number=True, width=70),
        Column("state", translate("AccountsTable", "State"), lambda r: r.link.value, state, width=210),
    ]
    return TableModel(columns, key=lambda row: row.id)


def restored_key(text: str) -> str:
    """A private key as its file has it: a field of one line makes blanks of the ends of lines."""
    text = text.strip()
    if not text.startswith("-----BEGIN ") or text.count("-----") < 4:
        return text
    _, head, body, foot, *_ = text.split("-----")
    packed = "".join(body.split())
    lines = [packed[at : at + 64] for at in range(0, len(packed), 64)]
    return "\n".join([f"-----{head}-----", *lines, f"-----{foot}-----", ""])
