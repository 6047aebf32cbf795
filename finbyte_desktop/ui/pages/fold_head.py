"""The line above fields that are folded away: a click anywhere on it shows or hides them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import ButtonKind, IconButton
from finbyte_desktop.widgets.chip import Chip
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.text import Text


class FoldHead(QWidget):
    """A title, how many of the fields are set, a button for the keyboard. `toggled` asks for the other."""

    toggled = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.title = Text(title, Role.STRONG)
        row.addWidget(self.title)
        self._count = Chip("")
        row.addWidget(self._count)
        row.addStretch(1)
        self.fold = IconButton("ph.caret-down", self.tr("Show or hide"), ButtonKind.GHOST, icon_size=13)
        self.fold.clicked.connect(self.toggled)
        row.addWidget(self.fold)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_open(self, shown: bool) -> None:
        """Whether the fields stand below it."""
        self.fold.set_icon_name("ph.caret-up" if shown else "ph.caret-down")

    def set_count(self, count: int) -> None:
        """How many of the fields have a value of their own."""
        self._count.setVisible(count > 0)
        self._count.set_chip(self.tr("{count} set").format(count=count))

    def count(self) -> str:
        """What it says of that; empty for none."""
        return self._count.text() if self._count.isVisibleTo(self) else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.toggled.emit()
