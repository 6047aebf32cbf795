"""The master password of the vault: chosen once, asked for at each start."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Accounts
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text_edit import TextEdit


class VaultDialog(Dialog):
    """`then` is called once the vault is open."""

    confirms = "do"

    def __init__(self, session: Session, accounts: Accounts, then: Callable[[], None]) -> None:
        super().__init__(session, width=480)
        self._accounts = accounts
        self._then = then
        self.refused: Callable[[], None] | None = None
        self._new = not accounts.has_vault()
        self.password = TextEdit(self.tr("Master password"), secret=True, lines=2)
        self.again = TextEdit(self.tr("Once more"), secret=True)

    def open(self) -> None:
        self.column.addWidget(self.password)
        if self._new:
            self.password.set_hint(
                self.tr("Nobody can restore it: without it the keys must be entered again.")
            )
            self.column.addWidget(self.again)
            title, do = self.tr("A vault for your keys"), self.tr("Make the vault")
            text = self.tr("Keys are kept in a file that only this password opens.")
        else:
            title, do = self.tr("Open the vault"), self.tr("Open")
            text = self.tr("The keys of your accounts are in the vault.")
        self.put(title, text, Answer("cancel", self.tr("Cancel")), (Answer("do", do, ButtonKind.PRIMARY),))
        self.password.setFocus()

    def chosen(self, key: Hashable) -> bool:
        password = self.password.text()
        if self._new and password != self.again.text():
            self.put_back()
            self.again.set_error(self.tr("The two are not the same"))
            self.again.setFocus()
            return False
        work = self._accounts.create_vault if self._new else self._accounts.open_vault
        self.session.act(work(password), failed=self._failed, then=lambda _: self._opened())
        return False

    def dismissed(self) -> None:
        if self.refused is not None:
            self.refused()

    def _opened(self) -> None:
        self.deleteLater()
        self._then()

    def show_error(self, error: FinByteError) -> None:
        self.password.set_error(words_problems.error(error))
        self.password.setFocus()
