"""Progress: how far something is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.colors import Themed, Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text


class ProgressBar(Themed, QWidget):
    """A 4 px bar; a share of None means "working, unknown how long" and is a moving piece."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = 0.0
        self._phase = 0.0
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_colors()

    def set_share(self, share: float | None) -> None:
        """0 to 1. While it is None, each call moves the piece on by one step."""
        if share is None:
            self._phase = (self._phase + 0.04) % 1.0
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            round_box(painter, rect, 2, self.colors.line)
            if self._share is None:
                piece = QRectF(self._phase * rect.width() * 0.75, 0, rect.width() * 0.25, rect.height())
            else:
                piece = QRectF(0, 0, rect.width() * min(1.0, max(0.0, self._share)), rect.height())
            if piece.width() >= 1:
                round_box(painter, piece, 2, self.colors.accent)


class Progress(QWidget):
    """Words, bar, percent and Cancel. `cancelled` comes once; then the button says that it stops."""

    cancelled = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None, *, cancellable: bool = True) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(6)
        head = QHBoxLayout()
        self._text = Text(text, Role.TABLE, elide=True)
        self._percent = Text("", Role.TABLE, Tone.MUTED)
        head.addWidget(self._text, 1)
        head.addWidget(self._percent)
        self.bar = ProgressBar()
        column.addLayout(head)
        column.addWidget(self.bar)
        row.addLayout(column, 1)
        self.cancel_button = Button(self.tr("Cancel"), height=28)
        self.cancel_button.clicked.connect(lambda: self._cancel())
        self.cancel_button.setVisible(cancellable)
        row.addWidget(self.cancel_button)
        self.start(text)

    def start(self, text: str) -> None:
        """A new run: zero percent, Cancel is offered again."""
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(self.tr("Cancel"))
        self.set_progress(0.0, text)

    def set_progress(self, share: float | None, text: str | None = None) -> None:
        if text is not None:
            self._text.setText(text)
        self.bar.set_share(share)
        self._percent.setText("" if share is None else f"{min(1.0, max(0.0, share)):.0%}")
        self.setAccessibleName(f"{self._text.text()} {self._percent.text()}".strip())

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.cancel_button.setText(self.tr("Stopping"))
        self.cancelled.emit()
