"""Card: the framed surface that holds one subject."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.widgets.colors import KeyFocus, Themed, Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import RADIUS, SPACE_2, SPACE_3, SPACE_4
from finbyte_desktop.widgets.paint import round_box
from finbyte_desktop.widgets.text import Text


class Card(Themed, KeyFocus, QWidget):
    """Panel colour, 1 px line, radius 6. `header` is a row (title, note, room for widgets), `body` a column.

    A clickable card takes the focus and says `clicked` on a click, Enter or Space.
    """

    clicked = Signal()

    def __init__(
        self,
        title: str = "",
        note: str = "",
        parent: QWidget | None = None,
        *,
        clickable: bool = False,
        flush: bool = False,
    ) -> None:
        super().__init__(parent)
        self._clickable = clickable
        self._chosen = False
        self._title = Text(title, Role.STRONG)
        self._note = Text(note, Role.TABLE, Tone.MUTED)
        self._note.setVisible(bool(note))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._head = QWidget(self)
        self.header = QHBoxLayout(self._head)
        self.header.setContentsMargins(SPACE_4 - 1, SPACE_3 - 1, SPACE_4 - 1, 0)
        self.header.setSpacing(SPACE_2)
        self.header.addWidget(self._title)
        self.header.addWidget(self._note)
        self.header.addStretch(1)
        self._head.setVisible(bool(title or note))
        outer.addWidget(self._head)
        self.body = QVBoxLayout()
        margin = 0 if flush else SPACE_4 - 1
        self.body.setContentsMargins(
            margin, SPACE_2 if title else SPACE_3 - 1, margin, 0 if flush else SPACE_3 - 1
        )
        self.body.setSpacing(SPACE_2)
        outer.addLayout(self.body, 1)
        self.init_colors()
        if title:
            self.setAccessibleName(title)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_title(self, title: str, note: str = "") -> None:
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._head.setVisible(bool(title or note))
        self.setAccessibleName(title)

    def add_header_widget(self, widget: QWidget) -> None:
        """Puts a widget at the right end of the header row."""
        self.header.addWidget(widget)
        self._head.show()

    def set_chosen(self, chosen: bool) -> None:
        """Paints the card as the chosen one of several."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.colors
        border = c.line
        if self._chosen or (self._clickable and self.ring):
            border = c.accent
        elif self._clickable and self.underMouse():
            border = c.line_strong
        round_box(QPainter(self), QRectF(self.rect()), RADIUS, c.sel if self._chosen else c.panel, border)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class Line(Themed, QWidget):
    """A 1 px separator, horizontal or vertical."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.colors.line)


class Panel(Themed, QWidget):
    """A plain area in panel colour, with a line on the sides that are named ("ltrb")."""

    def __init__(self, lines: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.init_colors()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.colors.panel)
            w, h = self.width(), self.height()
            edges = {"l": (0, 0, 1, h), "t": (0, 0, w, 1), "r": (w - 1, 0, 1, h), "b": (0, h - 1, w, 1)}
            for side in self._lines:
                painter.fillRect(*edges[side], self.colors.line)
