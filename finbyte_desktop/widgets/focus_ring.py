"""The ring around a large widget, such as a chart or a table, while the keyboard is in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from finbyte_desktop.widgets.colors import RING_REASONS, Themed
from finbyte_desktop.widgets.metrics import RADIUS_SMALL
from finbyte_desktop.widgets.paint import round_box


class FocusRing(Themed, QWidget):
    """Lies over `target` and follows its size; the mouse goes through it. A click shows no ring."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.init_colors()
        self.hide()
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Comes with the focus and goes with it."""
        target = self.parentWidget()
        if watched is target:
            if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
                self.setGeometry(target.rect())
                self.setVisible(event.reason() in RING_REASONS)
                self.raise_()
            elif event.type() == QEvent.Type.FocusOut:
                self.hide()
            elif event.type() == QEvent.Type.Resize:
                self.setGeometry(target.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            round_box(painter, box, RADIUS_SMALL, None, self.colors.accent)
