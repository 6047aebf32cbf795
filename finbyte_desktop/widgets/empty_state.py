"""EmptyState: what will appear here, and the next step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.colors import Themed, Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.icons import paint_icon
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text


class _Picture(Themed, QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self.icon = icon
        self.setFixedSize(48, 48)
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            round_box(painter, QRectF(self.rect()), 24, self.colors.raised)
            paint_icon(painter, self.icon, self.colors.muted, self.rect(), 22)


class EmptyState(QWidget):
    """An icon, a title, a sentence and at most one button, centred."""

    action_clicked = Signal()

    def __init__(
        self,
        title: str,
        text: str = "",
        action: str = "",
        icon: str = "ph.tray",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(6)
        column.addStretch(1)
        self._picture = _Picture(icon)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        self._title = Text("", Role.TITLE)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._title)
        self._text = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column.addWidget(self._text)
        column.addSpacing(8)
        self.button = Button("", ButtonKind.PRIMARY)
        self.button.clicked.connect(lambda: self.action_clicked.emit())
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.set_state(title, text, action, icon)

    def set_state(self, title: str, text: str = "", action: str = "", icon: str = "") -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        if icon:
            self._picture.icon = icon
            self._picture.update()
        self.setAccessibleName(f"{title}. {text}" if text else title)

    def title(self) -> str:
        return self._title.text()
