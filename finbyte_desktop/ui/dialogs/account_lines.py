"""What is told account by account in a dialog: a name, and lines with a sign of how bad they are."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.ui.matters import ICONS
from finbyte_desktop.ui.pages.page import ScrollColumn, clear
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.colors import Themed, Tone, text_color
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3, SPACE_4
from finbyte_desktop.widgets.overlay import Overlay
from finbyte_desktop.widgets.text import Text

MOST_HEIGHT, LEAST_HEIGHT, AROUND = 520, 60, 220
INSIDE = 60  # the dialog's own margins at both sides
ICON = 16
CALM = "ph.check-circle"


class Sign(Themed, QWidget):
    """How bad it is, by shape and colour."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(ICON + 2, ICON + 2)
        self.init_colors()

    def set_tone(self, tone: Tone) -> None:
        """Another sign in the same place."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ICON + 2, ICON + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            ink = text_color(self.colors, self._tone)
            paint_icon(painter, ICONS.get(self._tone, CALM), ink, self.rect(), ICON)


class AccountLine(QWidget):
    """One line of an account, perhaps with what leads to its place. It never becomes lower: what stands below
    keeps its place.
    """

    def __init__(self, tone: Tone, text: str, action: QWidget | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, SPACE_4, 0)
        row.setSpacing(SPACE_2)
        self._sign = Sign(tone)
        self.told = Text(text, Role.TABLE, wrap=True)
        self.action = action
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.told, 1)
        if action is not None:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)

    def tell(self, tone: Tone, text: str, *, is_over: bool = False) -> None:
        """Says something else in the same place; what is over is grey, and leads nowhere."""
        if self.height() > self.minimumHeight() and self.isVisible():
            self.setMinimumHeight(self.height())
        self._sign.set_tone(tone)
        self.told.set_tone(Tone.MUTED if is_over else Tone.NEUTRAL)
        self.told.setText(text)
        if self.action is not None:
            self.action.setEnabled(not is_over)


class AccountLines(QWidget):
    """An account and what is told of it."""

    def __init__(self, name: str, mode: str, tone: Tone) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(Text(name, Role.STRONG))
        head.addWidget(Chip(mode, tone))
        head.addStretch(1)
        self._column.addLayout(head)

    def add(self, tone: Tone, text: str, action: QWidget | None = None) -> AccountLine:
        """A line, perhaps with what leads to its place."""
        line = AccountLine(tone, text, action)
        self._column.addWidget(line)
        line.show()
        return line


class ListArea(ScrollColumn):
    """Accounts below each other, as high as they are or as the window allows; then they scroll."""

    def __init__(self, dialog: Overlay, most: int = MOST_HEIGHT) -> None:
        super().__init__(spacing=SPACE_3, margins=False)
        self._dialog = dialog
        self._most = most

    def empty(self) -> None:
        """Takes everything out."""
        clear(self.column)

    def add(self, widget: QWidget) -> None:
        """Below the others."""
        count = self.column.count()
        has_end = count > 0 and self.column.itemAt(count - 1).spacerItem() is not None
        self.column.insertWidget(count - 1 if has_end else count, widget)
        widget.show()  # a layout would do it in the next turn, and `fit` counts what is shown

    def fit(self, spare: int = 0) -> None:
        """After the last widget: takes the height that is needed, with `spare` for what may come."""
        self.column.addStretch(1)
        host = self._dialog.parentWidget()
        width = self._dialog.panel.minimumWidth() - INSIDE
        layout = self.widget().layout()
        layout.activate()
        needed = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        most = self._most if host is None else min(self._most, host.height() - AROUND)
        self.setFixedHeight(max(LEAST_HEIGHT, min(most, needed + spare)))
