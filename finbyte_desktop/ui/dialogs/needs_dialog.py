"""What a person must know of every account, account by account, with the way to where it is seen."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial

from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.dialogs.account_lines import AccountLine, AccountLines, ListArea
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.matters import Matter
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.overview import AccountShown
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

WIDTH = 720
SPARE = 96  # room for what comes while the list is open: the panel keeps its size
Key = tuple[str, str, str, int]  # account, kind, what it is about, and a number where these are the same


@dataclass(slots=True)
class _Row:
    matter: Matter
    line: AccountLine
    link: LinkButton
    is_over: bool = False


class NeedsDialog(Dialog):
    """Follows the accounts while it is open. A row keeps its place and its button until the list is closed:
    what is over is grey, what is new comes at the end.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=WIDTH)
        self._area = ListArea(self)
        self.column.addWidget(self._area)
        self._rows: dict[Key, _Row] = {}
        self._nothing: Text | None = None
        self._last: tuple[str, AccountLines] | None = None  # where the next row of that account goes
        if session.overview is not None:
            session.overview.changed.connect(self._follow)

    @property
    def links(self) -> list[LinkButton]:
        """Those that lead somewhere now, from above."""
        return [row.link for row in self._rows.values() if not row.is_over]

    def open(self) -> None:
        self.put(self.tr("What needs you"), "", Answer("close", self.tr("Close")))
        self._follow()
        if not self._rows:
            self._nothing = Text(self.tr("Nothing: every account is well."), Role.BODY, Tone.MUTED)
            self._area.add(self._nothing)
        self._area.fit(SPARE)

    def chosen(self, key: Hashable) -> bool:
        return True

    def _follow(self) -> None:
        overview = self.session.overview
        found: dict[Key, tuple[AccountShown, Matter]] = {}
        for account in [] if overview is None else overview.in_need():
            for matter in account.matters:
                number = 0
                while (key := (account.state.id, matter.kind, matter.about, number)) in found:
                    number += 1
                found[key] = account, matter
        for key, row in self._rows.items():
            if key not in found:
                self._end(row)
        for key, (account, matter) in found.items():
            if key in self._rows:
                self._renew(self._rows[key], matter)
            else:
                self._rows[key] = self._add(account, matter, key)

    def _end(self, row: _Row) -> None:
        if row.is_over:
            return
        row.is_over = True
        if row.link.hasFocus():
            self.button("close").setFocus()  # a button that is off keeps no keys
        row.link.setText(self.tr("over"))
        row.link.setAccessibleName(self.tr("Over: {text}").format(text=row.matter.text))
        row.line.tell(Tone.MUTED, row.matter.text, is_over=True)

    def _renew(self, row: _Row, matter: Matter) -> None:
        if not row.is_over and row.matter == matter:
            return
        row.is_over, row.matter = False, matter
        row.link.setText(self.tr("Show"))
        row.link.setAccessibleName(self.tr("Show: {text}").format(text=matter.text))
        row.line.tell(matter.tone, matter.text)

    def _add(self, account: AccountShown, matter: Matter, key: Key) -> _Row:
        """At the end, under the account's name."""
        state = account.state
        if self._nothing is not None:
            self._nothing.hide()
            self._nothing = None
        if self._last is None or self._last[0] != state.id:
            if self._last is not None:
                self._area.add(Line())
            tone = words_accounts.MODE_TONES.get(state.mode, Tone.MUTED)
            lines = AccountLines(name_of(state), words_accounts.mode(state.mode), tone)
            self._area.add(lines)
            self._last = state.id, lines
        link = LinkButton(self.tr("over"))
        least = link.sizeHint().width()
        link.setText(self.tr("Show"))
        link.setFixedWidth(max(least, link.sizeHint().width()))  # the same with either word
        link.setAccessibleName(self.tr("Show: {text}").format(text=matter.text))
        link.clicked.connect(partial(self._go, key))
        return _Row(matter, self._last[1].add(matter.tone, matter.text, link), link)

    def _go(self, key: Key, _checked: bool = False) -> None:
        session, matter = self.session, self._rows[key].matter
        self._answer("close")
        session.go_to_account(key[0], matter.place)
