"""What is seen first: a plain window in the theme's colours while the data folder is opened, or why it
cannot be.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from finbyte_desktop.ui.window_place import first

USUAL = QSize(1440, 900)
WIDEST_TEXT = 640


class OpeningWindow(QWidget):
    """Shows that FinByte opens; `tell` shows a problem and returns when the person has read it."""

    _painted_once = Signal()
    _closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("FinByte Desktop")
        first(self, USUAL)
        self._is_painted = False
        self._name = QLabel("FinByte")
        self._text = QLabel(self.tr("Opening your data"))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setMaximumWidth(WIDEST_TEXT)
        self._text.setMinimumWidth(WIDEST_TEXT)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton(self.tr("Close FinByte"))
        self._button.clicked.connect(self.close)
        self._button.hide()
        font = self._name.font()
        font.setPixelSize(28)
        self._name.setFont(font)
        column = QVBoxLayout()
        column.addStretch()
        column.addWidget(self._name)
        column.addWidget(self._text)
        column.addSpacing(16)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        row = QHBoxLayout(self)
        row.addStretch()
        row.addLayout(column)
        row.addStretch()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notes the first picture on the screen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self._painted_once.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Says that the window is gone."""
        super().closeEvent(event)
        self._closed.emit()

    async def painted(self) -> None:
        """Returns when the window has been painted once."""
        if not self._is_painted:
            await _heard(self._painted_once)

    async def tell(self, text: str) -> None:
        """Shows why FinByte cannot open; returns when the window is closed."""
        self._name.setText(self.tr("FinByte cannot open"))
        self._text.setText(text)
        self._button.show()
        self._button.setFocus()
        await _heard(self._closed)


async def _heard(signal: object) -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    signal.connect(lambda: future.done() or future.set_result(None))  # type: ignore[attr-defined]
    await future
