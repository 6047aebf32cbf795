"""What a person must know of every account, account by account, with the way to where it is seen."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.accounts_menu import name_of
from finbyte_desktop.ui.dialogs.account_lines import AccountLines, ListArea
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.matters import Matter
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.overview import AccountShown
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

WIDTH = 720


class NeedsDialog(Dialog):
    """Follows the accounts while it is open."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=WIDTH)
        self._area = ListArea(self)
        self.column.addWidget(self._area)
        self.links: list[LinkButton] = []
        if session.overview is not None:
            session.overview.changed.connect(self._fill)

    def open(self) -> None:
        self.put(self.tr("What needs you"), "", Answer("close", self.tr("Close")))
        self._fill()

    def chosen(self, key: Hashable) -> bool:
        return True

    def _fill(self) -> None:
        self._area.empty()
        self.links = []
        overview = self.session.overview
        needed = [] if overview is None else overview.in_need()
        if not needed:
            self._area.add(Text(self.tr("Nothing: every account is well."), Role.BODY, Tone.MUTED))
        for number, account in enumerate(needed):
            if number:
                self._area.add(Line())
            self._area.add(self._of_account(account))
        self._area.fit()

    def _of_account(self, account: AccountShown) -> AccountLines:
        state = account.state
        tone = words_accounts.MODE_TONES.get(state.mode, Tone.MUTED)
        lines = AccountLines(name_of(state), words_accounts.mode(state.mode), tone)
        for matter in account.matters:
            link = LinkButton(self.tr("Show"))
            link.setAccessibleName(self.tr("Show: {text}").format(text=matter.text))
            link.clicked.connect(partial(self._go, state.id, matter))
            self.links.append(link)
            lines.add(matter.tone, matter.text, link)
        return lines

    def _go(self, account: str, matter: Matter, _checked: bool = False) -> None:
        session = self.session
        self._answer("close")
        session.go_to_account(account, matter.place)
