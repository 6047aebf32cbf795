"""What a person must know of every account, account by account, with the way to where it is seen."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.ui import words_accounts
from finbyte_desktop.ui.accounts_menu import name_of
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.matters import ICONS, Matter
from finbyte_desktop.ui.pages.page import ScrollColumn, clear
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.overview import AccountShown
from finbyte_desktop.widgets.buttons import LinkButton
from finbyte_desktop.widgets.card import Line
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.colors import Themed, Tone, text_color
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3, SPACE_4
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

WIDTH, MOST_HEIGHT, LEAST_HEIGHT = 720, 520, 120
ICON = 16


class _Sign(Themed, QWidget):
    """How bad it is, by shape and colour."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(ICON + 2, ICON + 2)
        self.init_colors()

    def sizeHint(self) -> QSize:
        return QSize(ICON + 2, ICON + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_icon(painter, ICONS[self._tone], text_color(self.colors, self._tone), self.rect(), ICON)


class NeedsDialog(Dialog):
    """Follows the accounts while it is open."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, width=WIDTH)
        self._scroll = ScrollColumn(spacing=SPACE_3, margins=False)
        self.column.addWidget(self._scroll)
        self.links: list[LinkButton] = []
        if session.overview is not None:
            session.overview.changed.connect(self._fill)

    def open(self) -> None:
        self._fill()
        self.put(self.tr("What needs you"), "", Answer("close", self.tr("Close")))

    def chosen(self, key: Hashable) -> bool:
        return True

    def _fill(self) -> None:
        rows = self._scroll.column
        clear(rows)
        self.links = []
        overview = self.session.overview
        needed = [] if overview is None else overview.in_need()
        if not needed:
            rows.addWidget(Text(self.tr("Nothing: every account is well."), Role.BODY, Tone.MUTED))
        for number, account in enumerate(needed):
            if number:
                rows.addWidget(Line())
            rows.addWidget(self._of_account(account))
        rows.addStretch(1)
        self._fit_height()

    def _fit_height(self) -> None:
        parent = self.parentWidget()
        inside = self._scroll.widget()
        width = min(WIDTH, parent.width() - 32) - 60 if parent is not None else WIDTH
        inside.layout().activate()
        wanted = inside.layout().heightForWidth(width) if inside.layout().hasHeightForWidth() else 0
        most = MOST_HEIGHT if parent is None else min(MOST_HEIGHT, parent.height() - 180)
        self._scroll.setFixedHeight(max(LEAST_HEIGHT, min(most, max(wanted, inside.sizeHint().height()))))

    def _of_account(self, account: AccountShown) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        state = account.state
        head.addWidget(Text(name_of(state), Role.STRONG))
        tone = words_accounts.MODE_TONES.get(state.mode, Tone.MUTED)
        head.addWidget(Chip(words_accounts.mode(state.mode), tone))
        head.addStretch(1)
        column.addLayout(head)
        for matter in account.matters:
            column.addWidget(self._of_matter(state.id, matter))
        return area

    def _of_matter(self, account: str, matter: Matter) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, SPACE_4, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(_Sign(matter.tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(matter.text, Role.TABLE, wrap=True), 1)
        link = LinkButton(self.tr("Show"))
        link.setAccessibleName(self.tr("Show: {text}").format(text=matter.text))
        link.clicked.connect(partial(self._go, account, matter))
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        self.links.append(link)
        return line

    def _go(self, account: str, matter: Matter, _checked: bool = False) -> None:
        session = self.session
        self._answer("close")
        session.go_to_account(account, matter.place)
