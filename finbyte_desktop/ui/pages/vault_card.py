"""The vault of the keys: whether it is open, a lock, and after how long it locks by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from finbyte_desktop.services.ports import Accounts
from finbyte_desktop.ui.dialogs.vault_dialog import VaultDialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

IDLE_MIN = (5, 15, 60, 0)


class VaultCard(Card):
    """Shown where the data folder has a vault."""

    def __init__(self, session: Session, accounts: Accounts) -> None:
        super().__init__(" ")
        self.set_title(self.tr("Vault"))
        self._session, self._accounts = session, accounts
        self.text = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        self.idle = SegmentedControl(
            [(minutes, self._spelled(minutes)) for minutes in IDLE_MIN], name=self.tr("Locks by itself after")
        )
        self.idle.selected.connect(lambda minutes: session.change_settings(vault_idle_min=minutes))
        self.lock = Button(self.tr("Lock"), height=28)
        self.lock.clicked.connect(self._turn)
        row = QHBoxLayout()
        row.addWidget(Text(self.tr("Locks by itself after"), Role.TABLE, Tone.MUTED))
        row.addWidget(self.idle)
        row.addStretch(1)
        row.addWidget(self.lock)
        self.body.addWidget(self.text)
        self.body.addLayout(row)

    def _spelled(self, minutes: int) -> str:
        return self.tr("{minutes} min").format(minutes=minutes) if minutes else self.tr("never")

    def show_vault(self) -> None:
        """As it is now."""
        has, is_open = self._accounts.has_vault(), self._accounts.vault_is_open()
        self.setVisible(has)
        if not has:
            return
        self.lock.setText(self.tr("Lock") if is_open else self.tr("Open the vault"))
        self.text.setText(
            self.tr("Open. Accounts that are connected hold their key and go on when it locks.")
            if is_open
            else self.tr("Locked. Connecting an account whose key is in it asks for the master password.")
        )
        now = self._session.settings.vault_idle_min
        self.idle.set_current(now if now in IDLE_MIN else IDLE_MIN[1])

    def _turn(self) -> None:
        if self._accounts.vault_is_open():
            self._session.act(self._accounts.lock_vault(), self.tr("The vault is locked."))
        else:
            VaultDialog(self._session, self._accounts, self.show_vault).open()
