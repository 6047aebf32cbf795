"""What is seen first: a plain window in the theme's colours while the data folder is opened, or why it
cannot be.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from finbyte_desktop.ui.window_place import first

USUAL = QSize(1440, 900)
WIDEST_TEXT = 640


class OpeningWindow(QWidget):
    """Shows that FinByte opens; `tell` shows a problem and returns when the person has answered it."""

    _painted_once = Signal()
    _answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("FinByte Desktop")
        first(self, USUAL)
        self._is_painted = False
        self._file: Path | None = None
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
        self.other_file: QPushButton | None = None  # made when it is needed: the start is quick without it
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self._button)
        self._buttons.addStretch()
        font = self._name.font()
        font.setPixelSize(28)
        self._name.setFont(font)
        column = QVBoxLayout()
        column.addStretch()
        column.addWidget(self._name)
        column.addWidget(self._text)
        column.addSpacing(16)
        column.addLayout(self._buttons)
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
        self._answered.emit()

    async def painted(self) -> None:
        """Returns when the window has been painted once."""
        if not self._is_painted:
            await _heard(self._painted_once)

    async def tell(self, text: str, *, offers_file: bool = False) -> Path | None:
        """Shows why FinByte cannot open; returns None when the window is closed. With `offers_file` another
        file of prices can be chosen, which is returned.
        """
        name = self._name.text()
        self._name.setText(self.tr("FinByte cannot open"))
        self._text.setText(text)
        first = self._offer_file() if offers_file else self._button
        self._button.show()
        first.setFocus()
        self._file = None
        await _heard(self._answered)
        if self._file is not None:
            self._name.setText(name)
            self._text.setText(self.tr("Opening your data"))
            first.hide()
            self._button.hide()
        return self._file

    def _offer_file(self) -> QPushButton:
        from finbyte_desktop.widgets.buttons import Button, ButtonKind

        if self.other_file is None:
            self.other_file = Button(self.tr("Choose another file\u2026"), ButtonKind.PRIMARY)
            self.other_file.clicked.connect(self._choose)
            self._buttons.insertWidget(0, self.other_file)
        self.other_file.show()
        return self.other_file

    def _choose(self) -> None:
        from finbyte_desktop.ui.dialogs.feed_form import choose_prices

        choose_prices(self, self._take_file)

    def _take_file(self, file: Path) -> None:
        self._file = file
        self._answered.emit()


async def _heard(signal: object) -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    signal.connect(lambda: future.done() or future.set_result(None))  # type: ignore[attr-defined]
    await future
