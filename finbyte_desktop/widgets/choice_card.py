"""ChoiceCard: a radio button with a title, an explanation and room for more."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.widgets.check import paint_radio
from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import RADIUS
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text


class ChoiceCard(Themed, KeyFocus, QAbstractButton):
    """Cards of one parent (or one QButtonGroup) exclude each other; arrow keys move the choice.

    `head` is the row of the title (for a chip at its right end), `body` the column below it.
    """

    def __init__(
        self,
        title: str,
        text: str = "",
        note: str = "",
        parent: QWidget | None = None,
        *,
        checked: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setChecked(checked)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in (note, text) if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(40, 10, 16, 10)
        outer.setSpacing(2)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self._title = Text(title, Role.STRONG)
        self.head.addWidget(self._title)
        self._note = Text(note, Role.TABLE, Tone.MUTED)
        self._note.setVisible(bool(note))
        self.head.addWidget(self._note)
        self.head.addStretch(1)
        outer.addLayout(self.head)
        self._text = Text(text, Role.TABLE, Tone.MUTED, wrap=True)
        self._text.setVisible(bool(text))
        outer.addWidget(self._text)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        outer.addLayout(self.body)
        outer.addStretch(1)  # a card that is given more height keeps its lines together
        for child in (self._title, self._note, self._text):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.init_colors()

    def set_text(self, text: str) -> None:
        """Other words below the title."""
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleDescription(" ".join(part for part in (self._note.text(), text) if part))

    def set_texts(self, title: str, text: str = "", note: str = "") -> None:
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in (note, text) if part))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes to the cards by keys comes to the chosen one, and moves the choice from there."""
        super().focusInEvent(event)
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() in keys and not self.isChecked():
            group = self.group()
            others = self.parentWidget().findChildren(ChoiceCard) if group is None else group.buttons()
            chosen = next((card for card in others if card.isChecked() and card.isEnabled()), None)
            if chosen is not None:
                chosen.setFocus(event.reason())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self.layout().totalSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        chosen = self.isChecked()
        border = c.accent if chosen or self.ring else c.line_strong if self.underMouse() else c.line
        with QPainter(self) as painter:
            round_box(
                painter,
                QRectF(self.rect()),
                RADIUS,
                c.sel if chosen else c.panel,
                border,
                2 if self.ring else 1,
            )
            paint_radio(painter, c, QRectF(13, 12, 16, 16), chosen, c.faint)
