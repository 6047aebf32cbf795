"""Pager: which rows of many are shown, and the way to the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from finbyte_desktop.widgets.buttons import ButtonKind, IconButton
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_4
from finbyte_desktop.widgets.text import Text


class Pager(QWidget):
    """A line below a table. `moved` carries the number of the first row wanted."""

    moved = Signal(int)

    def __init__(self, page_rows: int) -> None:
        super().__init__()
        self._page_rows = page_rows
        self._start = 0
        self._total = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, 4, SPACE_4, 4)
        row.setSpacing(SPACE_2)
        self._text = Text("", Role.TABLE, Tone.MUTED)
        row.addWidget(self._text)
        row.addStretch(1)
        self._buttons = []
        for number, (icon, name) in enumerate(
            (
                ("ph.skip-back", self.tr("First rows")),
                ("ph.caret-left", self.tr("Rows before")),
                ("ph.caret-right", self.tr("Next rows")),
                ("ph.skip-forward", self.tr("Last rows")),
            )
        ):
            button = IconButton(icon, name, ButtonKind.GHOST)
            button.clicked.connect(lambda _=False, n=number: self.moved.emit(self._goals()[n]))
            self._buttons.append(button)
            row.addWidget(button)
        self.hide()

    def show_rows(self, start: int, total: int, text: str, always: bool = False) -> None:
        """Shows `text` and the ways that there are; hidden when one page holds all, unless `always`."""
        self._start, self._total = start, total
        self._text.setText(text)
        many = total > self._page_rows
        for button, goal in zip(self._buttons, self._goals(), strict=True):
            button.setVisible(many)
            button.setEnabled(goal != start)
        self.setVisible(many or always)

    def text(self) -> str:
        return self._text.text()

    def press(self, number: int) -> None:
        """First, before, next, last: 0 to 3."""
        self._buttons[number].click()

    def _goals(self) -> tuple[int, int, int, int]:
        last = max(0, self._total - 1) // self._page_rows * self._page_rows
        before, after = self._start - self._page_rows, self._start + self._page_rows
        return 0, max(0, before), min(last, after), last
