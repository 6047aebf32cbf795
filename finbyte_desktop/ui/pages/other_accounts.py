"""What the bots of the other accounts do, a line each: the cards below are of one account alone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import BotCounts
from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.counts import Counts
from finbyte_desktop.ui.matters import BOTS, CONNECTIONS
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.overview import AccountShown
from finbyte_desktop.ui.words_accounts import name_of
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4, SPACE_5
from finbyte_desktop.widgets.text import Text


class OtherAccounts(QWidget):
    """Hidden while no other account has bots."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = True
        self._shown: tuple[tuple[str, str, str, Tone], ...] = ()
        self.lines: list[str] = []
        self.links: list[LinkButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, 0)
        self._card = Card(flush=True)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        self._rows.setSpacing(SPACE_2)
        self._card.body.setContentsMargins(0, 0, 0, 0)
        self._card.body.addLayout(self._rows)
        column.addWidget(self._card)
        if session.overview is not None:
            session.overview.changed.connect(self.show_accounts)
        self.show_accounts()

    def set_wanted(self, wanted: bool) -> None:
        """Whether the bots of this account are on the page now."""
        self._wanted = wanted
        self.setVisible(wanted and bool(self.lines))

    def show_accounts(self) -> None:
        """Shows the accounts as they were read last."""
        overview = self._session.overview
        others = [] if overview is None else overview.others()
        shown = tuple((a.state.id, name_of(a.state), _bots(a), a.tone) for a in others)
        if shown == self._shown and bool(self.lines) is bool(others):
            return
        self._shown = shown
        while self._rows.count():
            widget = self._rows.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines, self.links = [], []
        for account in others:
            self._add(account)
        self.setVisible(self._wanted and bool(others))

    def _add(self, account: AccountShown) -> None:
        line, state = QWidget(), account.state
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        name = Text(name_of(state), Role.STRONG)
        row.addWidget(name)
        tone = words_accounts.MODE_TONES.get(state.mode, Tone.MUTED)
        row.addWidget(Chip(words_accounts.mode(state.mode), tone))
        bots = _bots(account)
        is_calm = account.counts is not None or not account.matters
        row.addWidget(Text(bots, Role.TABLE, Tone.MUTED if is_calm else Tone.DANGER, elide=True), 1)
        link = LinkButton(self.tr("Show"))
        link.setAccessibleName(self.tr("Show the bots of {name}").format(name=name_of(state)))
        link.clicked.connect(partial(self._go, state.id, state.is_open))
        row.addWidget(link)
        self.lines.append(f"{name_of(state)}: {bots}")
        self.links.append(link)
        self._rows.addWidget(line)

    def _go(self, account: str, is_open: bool, _checked: bool = False) -> None:
        self._session.go_to_account(account, BOTS if is_open else CONNECTIONS)


def _bots(account: AccountShown) -> str:
    if account.unattended:
        return Counts().bots_unattended(account.state.bots or 0)
    if account.counts is not None:
        return bots_in_words(account.counts)
    if account.state.is_open:
        return QCoreApplication.translate("OtherAccounts", "cannot be read now")
    return words_accounts.why(account.state)


def bots_in_words(counts: BotCounts) -> str:
    """Such as "3 bots running, 1 waits for your answer"."""
    spell = Counts()
    parts = [
        text(count)
        for count, text in (
            (counts.running, spell.bots_running),
            (counts.waiting, spell.bots_waiting),
            (counts.degraded, spell.bots_degraded),
            (counts.paused, spell.bots_paused),
            (counts.other, spell.bots_elsewhere),
        )
        if count
    ]
    return ", ".join(parts) or spell.bots_running(0)
